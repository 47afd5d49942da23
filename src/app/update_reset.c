#include "app/desk.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/link.h"
#include "words/words.h"

/* A forgotten password: asked for, mailed, taken from the mail, replaced. */

static void put_reset(BkUpdate *u, const BkReset *reset) {
  BkStateChange *change = bk_state_change_new(BK_STATE_PUT_RESET);
  change->reset = bk_reset_copy(reset);
  bk_update_state(u, change);
}

static BkReset *new_reset(BkUpdate *u) {
  g_autofree char *id = bk_words_reference();
  BkWay way = u->model->action != NULL ? u->model->action->way : BK_WAY_ONLY;
  BkReset *reset = bk_reset_new(id, u->model->server->id, u->model->email, way);
  reset->origin = g_strdup(u->model->server->origin);
  g_ptr_array_insert(u->model->resets, 0, reset);
  g_hash_table_remove_all(u->desk->values);
  return reset;
}

/* A server file may have changed since the message was asked for: what it holds is for the server that sent
 * it. */
static gboolean has_moved(const BkReset *reset, const BkServer *server) {
  return reset->origin != NULL && !g_str_equal(reset->origin, server->origin);
}

/* The reset of this account that waits for its mail already, asked for here or in another terminal. */
static BkReset *find_pending(BkUpdate *u) {
  for (guint i = 0; i < u->model->resets->len; i++) {
    BkReset *reset = g_ptr_array_index(u->model->resets, i);
    if (g_str_equal(reset->server, u->model->server->id) &&
        g_ascii_strcasecmp(reset->email, u->model->email) == 0 && reset->way == u->model->action->way &&
        !has_moved(reset, u->model->server))
      return reset;
  }
  return NULL;
}

/* Asking twice in a row makes the first mail worthless, and a server may drop the second without a word. */
gboolean bk_update_too_soon(BkUpdate *u) {
  const BkReset *pending = u->model->action->kind == BK_ACTION_FORGOT ? find_pending(u) : NULL;
  gint64 wait = pending != NULL && pending->sent > 0 ? pending->resend_at - bk_clock_wall() : 0;
  if (wait <= 0)
    return FALSE;
  BkNotice *notice = bk_update_notice(u, BK_NOTICE_WAIT_TO_RESEND, FALSE);
  notice->number = (int)MIN(wait, 3600);
  notice->text = g_strdup(pending->id);
  return TRUE;
}

/* Values of the first request that later ones need: secret ones in this run only, "keep" ones in the file. */
static void take_captures(BkUpdate *u, BkReset *reset) {
  const BkAction *action = u->model->action;
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, bk_flow_captures(u->model->flow));
  while (g_hash_table_iter_next(&iter, &name, &value)) {
    gboolean keep = FALSE;
    for (guint i = 0; i < action->steps->len; i++) {
      const BkStep *step = g_ptr_array_index(action->steps, i);
      for (guint j = 0; j < step->replies->len; j++) {
        const BkReplyRule *rule = g_ptr_array_index(step->replies, j);
        for (guint k = 0; k < rule->captures->len; k++) {
          const BkCapture *capture = g_ptr_array_index(rule->captures, k);
          keep = keep || (capture->keep && g_str_equal(capture->name, name));
        }
      }
    }
    if (keep)
      g_hash_table_replace(reset->kept, g_strdup(name), g_strdup(bk_secret_peek(value)));
    else
      g_hash_table_replace(u->desk->values, g_strdup(name), bk_secret_ref(value));
  }
}

void bk_update_forgot_done(BkUpdate *u) {
  gint64 now = bk_clock_wall();
  BkReset *reset = find_pending(u);
  gboolean again = reset != NULL && reset == u->model->reset;
  if (reset == NULL)
    reset = new_reset(u);
  const BkAction *forgot = bk_model_action(u->model->server, BK_ACTION_FORGOT, reset->way);
  reset->asked_at = now;
  reset->good_until = forgot->mail->good_for > 0 ? now + forgot->mail->good_for : 0;
  reset->resend_at = now + forgot->mail->resend_after;
  reset->sent++;
  reset->verified = FALSE;
  g_free(reset->sentence);
  reset->sentence = g_strdup(bk_flow_server_text(u->model->flow));
  /* A first value found here belongs to the mail before. */
  g_hash_table_remove_all(u->desk->values);
  take_captures(u, reset);
  u->model->reset = reset;
  put_reset(u, reset);
  bk_update_touch(u, reset->email, reset->server);
  bk_update_stop_flow(u);
  /* Whoever leaves now comes back later, and not to the form that would ask once more. */
  bk_update_back_to_first(u);
  bk_update_replace(u, BK_PLACE_INBOX);
  if (again)
    bk_update_notice(u, BK_NOTICE_RESENT, TRUE);
}

static void expired(BkUpdate *u) {
  bk_update_notice(u, BK_NOTICE_RESET_EXPIRED, FALSE);
  bk_update_go(u, BK_PLACE_CODE);
}

static gboolean has_run_out(const BkReset *reset) {
  return reset->good_until > 0 && reset->good_until < bk_clock_wall();
}

void bk_update_start_new_password(BkUpdate *u) {
  BkReset *reset = u->model->reset;
  if (reset == NULL)
    return;
  if (!bk_update_begin(u, BK_ACTION_RESET, reset->way, NULL)) {
    BkNotice *notice = bk_update_notice(u, BK_NOTICE_OUTCOME, FALSE);
    notice->outcome = BK_OUTCOME_UNSUPPORTED;
    notice->action = BK_ACTION_RESET;
    return;
  }
  bk_update_go(u, BK_PLACE_NEW_PASSWORD);
}

void bk_update_verify_done(BkUpdate *u) {
  take_captures(u, u->model->reset);
  u->model->reset->verified = TRUE;
  bk_update_stop_flow(u);
  bk_update_start_new_password(u);
  bk_update_notice(u, BK_NOTICE_CODE_ACCEPTED, TRUE);
}

static void take_values(BkUpdate *u, GHashTable *values) {
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, values);
  while (g_hash_table_iter_next(&iter, &name, &value))
    g_hash_table_replace(u->desk->values, g_strdup(name), bk_secret_ref(value));
  const BkAction *verify = bk_model_action(u->model->server, BK_ACTION_VERIFY, u->model->reset->way);
  if (verify != NULL && bk_update_begin(u, BK_ACTION_VERIFY, u->model->reset->way, NULL)) {
    if (bk_flow_go(u->model->flow))
      bk_update_pump(u);
    else
      bk_update_notice(u, BK_NOTICE_NO_LINK_VALUE, FALSE);
    return;
  }
  bk_update_start_new_password(u);
  if (u->model->place == BK_PLACE_NEW_PASSWORD)
    bk_update_notice(u, BK_NOTICE_CODE_KEPT, TRUE);
}

void bk_update_paste(BkUpdate *u, const BkSecret *text) {
  BkReset *reset = u->model->reset;
  const BkAction *forgot = bk_model_reset_action(u->model);
  if (reset == NULL || forgot == NULL || text == NULL)
    return;
  bk_notice_clear(&u->model->notice);
  if (has_run_out(reset)) {
    expired(u);
    return;
  }
  g_autoptr(GHashTable) values = NULL;
  g_autofree char *host = NULL;
  switch (bk_paste_parse(u->model->server, forgot, text, &values, &host)) {
  case BK_PASTE_VALUES:
    take_values(u, values);
    break;
  case BK_PASTE_FOREIGN_HOST:
    bk_update_notice(u, BK_NOTICE_FOREIGN_LINK, FALSE)->text = g_steal_pointer(&host);
    break;
  case BK_PASTE_NO_VALUE:
    bk_update_notice(u, BK_NOTICE_NO_LINK_VALUE, FALSE);
    break;
  case BK_PASTE_NOTHING:
    bk_update_notice(u, BK_NOTICE_NO_CODE, FALSE);
    break;
  }
}

/* "I already have a code": a reset that nothing was sent for. It becomes a pending one like any other. */
void bk_update_have_code(BkUpdate *u) {
  if (u->model->server == NULL || u->model->email == NULL)
    return;
  if (u->model->reset == NULL || !g_str_equal(u->model->reset->server, u->model->server->id) ||
      g_ascii_strcasecmp(u->model->reset->email, u->model->email) != 0) {
    BkReset *reset = new_reset(u);
    reset->asked_at = bk_clock_wall();
    u->model->reset = reset;
    put_reset(u, reset);
  }
  bk_update_stop_flow(u);
  bk_update_go(u, BK_PLACE_CODE);
}

void bk_update_resend(BkUpdate *u) {
  BkReset *reset = u->model->reset;
  if (reset == NULL || u->model->busy)
    return;
  int wait = bk_model_resend_in(u->model);
  if (wait > 0) {
    bk_update_notice(u, BK_NOTICE_WAIT_TO_RESEND, FALSE)->number = wait;
    return;
  }
  bk_notice_clear(&u->model->notice);
  gboolean own = bk_model_action(u->model->server, BK_ACTION_RESEND, reset->way) != NULL;
  if (!bk_update_begin(u, own ? BK_ACTION_RESEND : BK_ACTION_FORGOT, reset->way, NULL))
    return;
  g_autoptr(BkSecret) email = bk_secret_new(reset->email, -1);
  bk_flow_give(u->model->flow, "email", email);
  if (bk_flow_go(u->model->flow))
    bk_update_pump(u);
}

/* Values that another process verified, kept in the store under the reset's id. */
static void take_kept(BkUpdate *u, const BkReset *reset) {
  BkSecret *data = g_hash_table_lookup(u->desk->reset_items, reset->id);
  g_autoptr(cJSON) object =
      data != NULL ? bk_json_parse(bk_secret_peek(data), bk_secret_length(data), NULL, NULL) : NULL;
  const cJSON *value;
  cJSON_ArrayForEach (value, bk_json_member(object, "values")) {
    g_autoptr(BkSecret) secret = cJSON_IsString(value) ? bk_secret_new(value->valuestring, -1) : NULL;
    if (secret != NULL && value->string != NULL)
      g_hash_table_replace(u->desk->values, g_strdup(value->string), bk_secret_ref(secret));
  }
}

void bk_update_resume(BkUpdate *u, const char *id) {
  BkReset *reset = bk_model_find_reset(u->model, id);
  const BkServer *server = reset != NULL ? bk_server_list_find(u->model->servers, reset->server) : NULL;
  if (reset == NULL) {
    bk_update_notice(u, BK_NOTICE_RESET_EXPIRED, FALSE);
    return;
  }
  if (server == NULL) { /* its file is gone, or broken */
    bk_update_notice(u, BK_NOTICE_UNKNOWN_SERVER, FALSE)->detail = g_strdup(reset->server);
    return;
  }
  if (has_moved(reset, server)) {
    BkNotice *notice = bk_update_notice(u, BK_NOTICE_RESET_MOVED, FALSE);
    bk_notice_about(notice, server);
    notice->text = g_strdup(reset->origin);
    return;
  }
  bk_update_stop_flow(u);
  bk_notice_clear(&u->model->notice);
  if (u->model->reset != reset)
    g_hash_table_remove_all(u->desk->values);
  u->model->reset = reset;
  u->model->server = server;
  g_free(u->model->email);
  u->model->email = g_strdup(reset->email);
  take_kept(u, reset);
  const BkAction *forgot = bk_model_reset_action(u->model);
  if (has_run_out(reset))
    expired(u);
  else if (bk_model_reset_ready(u->model))
    bk_update_start_new_password(u);
  else
    bk_update_go(u, forgot != NULL && forgot->completes == BK_COMPLETES_BROWSER ? BK_PLACE_INBOX
                                                                                : BK_PLACE_CODE);
}

void bk_update_drop_reset(BkUpdate *u, const char *id) {
  BkReset *reset = bk_model_find_reset(u->model, id);
  if (reset == NULL)
    return;
  BkStateChange *change = bk_state_change_new(BK_STATE_DROP_RESET);
  change->id = g_strdup(reset->id);
  bk_update_state(u, change);
  if (g_hash_table_contains(u->desk->reset_items, reset->id)) {
    bk_update_errand(u, BK_ERRAND_QUIET, BK_EFFECT_STORE_REMOVE,
                     bk_item_new("reset", reset->server, reset->email, reset->id, NULL), 0, NULL);
    g_hash_table_remove(u->desk->reset_items, reset->id);
  }
  if (u->model->reset == reset) {
    u->model->reset = NULL;
    g_hash_table_remove_all(u->desk->values);
    bk_update_stop_flow(u);
    if (u->model->place == BK_PLACE_INBOX || u->model->place == BK_PLACE_CODE)
      bk_update_replace(u, BK_PLACE_EMAIL);
  }
  g_ptr_array_remove(u->model->resets, reset);
}

void bk_update_keep_reset(BkUpdate *u) {
  BkReset *reset = u->model->reset;
  if (!bk_model_reset_ready(u->model))
    return;
  g_autoptr(cJSON) object = cJSON_CreateObject();
  cJSON_AddNumberToObject(object, "version", 1);
  cJSON *values = cJSON_AddObjectToObject(object, "values");
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, u->desk->values);
  while (g_hash_table_iter_next(&iter, &name, &value))
    cJSON_AddStringToObject(values, name, bk_secret_peek(value));
  char *printed = cJSON_PrintUnformatted(object);
  g_autoptr(BkSecret) data = bk_secret_new(printed, -1);
  cJSON_free(printed);
  gint64 seconds = reset->good_until > 0 ? MAX(reset->good_until - bk_clock_wall(), 1) : 15 * 60;
  g_hash_table_replace(u->desk->reset_items, g_strdup(reset->id), bk_secret_ref(data));
  bk_update_errand(u, BK_ERRAND_KEEP_RESET, BK_EFFECT_STORE_SAVE,
                   bk_item_new("reset", reset->server, reset->email, reset->id, data), seconds, NULL);
}

static void finish(BkUpdate *u, BkEndsSessions ends, BkSession *signed_in) {
  g_autofree char *server = g_strdup(u->model->reset->server), *email = g_strdup(u->model->reset->email),
                  *id = g_strdup(u->model->reset->id);
  bk_update_stop_flow(u);
  bk_update_drop_reset(u, id);
  bk_update_password_changed(u, server, email, ends, signed_in);
}

void bk_update_reset_done(BkUpdate *u) {
  g_autoptr(BkSession) session = bk_session_ref(bk_flow_session(u->model->flow));
  finish(u, u->model->action->ends_sessions, session);
}

void bk_update_finished_elsewhere(BkUpdate *u) {
  const BkAction *forgot = bk_model_reset_action(u->model);
  if (forgot == NULL || u->model->busy)
    return;
  finish(u, forgot->ends_sessions, NULL);
  u->model->set_there = TRUE;
  bk_notice_clear(&u->model->notice);
}

void bk_update_reset_refused(BkUpdate *u, BkOutcome outcome) {
  gboolean code = outcome == BK_OUTCOME_CODE_INVALID || outcome == BK_OUTCOME_CODE_EXPIRED;
  BkActionKind kind = u->model->action->kind;
  gboolean can_mend = !code && kind == BK_ACTION_RESET && bk_flow_can_try_again(u->model->flow);
  if (can_mend) {
    bk_flow_again(u->model->flow);
    return;
  }
  bk_update_stop_flow(u);
  if (code) {
    /* What was kept of it is as dead as the code: the person types or asks for another. */
    g_hash_table_remove_all(u->desk->values);
    u->model->reset->verified = FALSE;
    if (g_hash_table_remove(u->desk->reset_items, u->model->reset->id))
      bk_update_errand(
          u, BK_ERRAND_QUIET, BK_EFFECT_STORE_REMOVE,
          bk_item_new("reset", u->model->reset->server, u->model->reset->email, u->model->reset->id, NULL), 0,
          NULL);
    bk_update_go(u, BK_PLACE_CODE);
  } else if (kind == BK_ACTION_RESET) {
    BkNotice kept = u->model->notice;
    u->model->notice = (BkNotice){0};
    bk_update_start_new_password(u);
    bk_notice_clear(&u->model->notice);
    u->model->notice = kept;
  }
}
