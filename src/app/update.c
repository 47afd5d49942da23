#include "app/update.h"

#include "app/desk.h"
#include "base/clock.h"
#include "base/text.h"

#include <string.h>

/* ---- the verbs of desk.h ------------------------------------------------------------------------- */

BkEffect *bk_update_effect(BkUpdate *u, BkEffectKind kind, guint serial) {
  BkEffect *effect = bk_effect_new(kind, serial);
  g_ptr_array_add(u->effects, effect);
  return effect;
}

guint bk_update_serial(BkUpdate *u) {
  return ++u->desk->last_serial;
}

/* What must not outlive the place it belongs to. */
static void leave_place(BkUpdate *u) {
  if (u->model->place == BK_PLACE_SHOWN) {
    g_clear_pointer(&u->model->shown, g_ptr_array_unref);
    if (u->model->flow != NULL)
      bk_flow_forget_shown(u->model->flow);
  }
  if (u->model->place == BK_PLACE_KEEP)
    g_clear_pointer(&u->desk->held, bk_message_free);
}

void bk_update_replace(BkUpdate *u, BkPlace place) {
  if (u->model->place != place)
    leave_place(u);
  u->model->place = place;
}

void bk_update_go(BkUpdate *u, BkPlace place) {
  BkPlace from = u->model->place;
  if (from == place)
    return;
  /* A place is in the way back once: going there again goes back to it. */
  for (guint i = 0; i < u->model->back->len; i++) {
    if (g_array_index(u->model->back, BkPlace, i) == place)
      g_array_set_size(u->model->back, i);
  }
  gboolean passing = from == BK_PLACE_KEEP || from == BK_PLACE_SHOWN || from == BK_PLACE_MAIL;
  if (!passing)
    g_array_append_val(u->model->back, from);
  bk_update_replace(u, place);
}

BkNotice *bk_update_notice(BkUpdate *u, BkNoticeKind kind, gboolean good) {
  BkNotice *notice = &u->model->notice;
  bk_notice_clear(notice);
  notice->kind = kind;
  notice->good = good;
  notice->store = u->model->store;
  if (u->model->server != NULL)
    bk_notice_about(notice, u->model->server);
  if (u->model->action != NULL) {
    notice->action = u->model->action->kind;
    notice->way = u->model->action->way;
  }
  return notice;
}

void bk_update_state(BkUpdate *u, BkStateChange *change) {
  bk_update_effect(u, BK_EFFECT_STATE, 0)->change = change;
}

void bk_update_touch(BkUpdate *u, const char *email, const char *server) {
  GPtrArray *accounts = u->model->accounts;
  for (guint i = 0; i < accounts->len; i++) {
    const BkAccount *old = g_ptr_array_index(accounts, i);
    if (g_str_equal(old->server, server) && g_ascii_strcasecmp(old->email, email) == 0) {
      g_ptr_array_remove_index(accounts, i);
      break;
    }
  }
  g_ptr_array_insert(accounts, 0, bk_account_new(email, server, bk_clock_wall()));
  BkStateChange *change = bk_state_change_new(BK_STATE_TOUCH_ACCOUNT);
  change->account = bk_account_new(email, server, bk_clock_wall());
  bk_update_state(u, change);
  g_autoptr(BkSecret) data = bk_secret_new("{\"version\":1}", -1);
  if (u->model->store_result == BK_STORE_RESULT_OK)
    bk_update_errand(u, BK_ERRAND_QUIET, BK_EFFECT_STORE_SAVE, bk_item_new("choice", server, email, "", data),
                     0, NULL);
}

/* ---- e-mail and server ----------------------------------------------------------------------------- */

static gboolean looks_like_address(const char *email) {
  const char *at = email != NULL ? strrchr(email, '@') : NULL;
  return at != NULL && at > email && at[1] != '\0' && strlen(email) <= 254 &&
         strpbrk(email, " \t\r\n") == NULL && g_utf8_validate(email, -1, NULL);
}

static void suggest(BkModel *model) {
  model->suggested = NULL;
  for (guint i = 0; i < model->accounts->len && model->suggested == NULL; i++) {
    const BkAccount *account = g_ptr_array_index(model->accounts, i);
    if (g_ascii_strcasecmp(account->email, model->email) == 0)
      model->suggested = bk_server_list_find(model->servers, account->server);
  }
  model->suggested_because = "history";
  if (model->suggested == NULL) {
    model->suggested = bk_server_list_suggest(model->servers, model->email);
    model->suggested_because = "domain";
  }
  if (model->suggested == NULL && model->accounts->len > 0) {
    const BkAccount *last = g_ptr_array_index(model->accounts, 0);
    model->suggested = bk_server_list_find(model->servers, last->server);
    model->suggested_because = "last";
  }
  if (model->suggested == NULL && model->servers->servers->len > 0) {
    model->suggested = g_ptr_array_index(model->servers->servers, 0);
    model->suggested_because = "first";
  }
}

static gboolean take_email(BkUpdate *u, const char *text) {
  g_autofree char *email = g_strstrip(g_strdup(text != NULL ? text : ""));
  if (!looks_like_address(email)) {
    bk_update_notice(u, BK_NOTICE_BAD_ADDRESS, FALSE);
    return FALSE;
  }
  if (g_strcmp0(u->model->email, email) != 0) {
    g_free(u->model->email);
    u->model->email = g_steal_pointer(&email);
    g_clear_pointer(&u->model->session, bk_session_unref);
  }
  suggest(u->model);
  return TRUE;
}

static void on_email(BkUpdate *u, const BkMessage *message) {
  if (!take_email(u, message->text))
    return;
  if (u->model->servers->servers->len == 0)
    bk_update_notice(u, BK_NOTICE_NO_SERVERS, FALSE);
  else
    bk_update_go(u, BK_PLACE_SERVER);
}

static gboolean take_server(BkUpdate *u, const char *id) {
  const BkServer *server = bk_server_list_find(u->model->servers, id);
  if (server == NULL) {
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < u->model->servers->servers->len; i++)
      g_ptr_array_add(ids, ((BkServer *)g_ptr_array_index(u->model->servers->servers, i))->id);
    g_ptr_array_add(ids, NULL);
    BkNotice *notice = bk_update_notice(u, BK_NOTICE_UNKNOWN_SERVER, FALSE);
    notice->detail = g_strdup(id);
    notice->text = g_strdup(bk_text_nearest(id, (const char *const *)ids->pdata));
    return FALSE;
  }
  if (u->model->server != server) {
    bk_update_stop_flow(u);
    g_clear_pointer(&u->model->session, bk_session_unref);
    u->model->server = server;
  }
  BkSessionEntry *entry =
      u->model->email != NULL ? bk_model_entry(u->model, server->id, u->model->email) : NULL;
  if (entry != NULL && u->model->session == NULL)
    u->model->session = bk_session_ref(entry->session);
  BkEffect *connect = bk_update_effect(u, BK_EFFECT_CONNECT, 0);
  connect->text = g_strdup(server->origin);
  connect->ca_file = g_strdup(server->ca_file);
  return TRUE;
}

static void start_sign_in(BkUpdate *u) {
  bk_update_begin(u, BK_ACTION_SIGN_IN, BK_WAY_ONLY, NULL);
  bk_update_go(u, BK_PLACE_SIGN_IN);
}

static void lead_elsewhere(BkUpdate *u, BkElsewhereReason reason, const BkElsewhere *entry) {
  bk_update_stop_flow(u);
  u->model->elsewhere = reason;
  u->model->elsewhere_entry = entry;
  bk_update_go(u, BK_PLACE_ELSEWHERE);
}

static void on_server(BkUpdate *u, const BkMessage *message) {
  if (!take_server(u, message->id))
    return;
  const BkElsewhere *entry =
      u->model->email != NULL ? bk_server_elsewhere(u->model->server, u->model->email) : NULL;
  if (entry != NULL)
    lead_elsewhere(u, BK_ELSEWHERE_DOMAIN, entry);
  else
    start_sign_in(u);
}

static void on_account(BkUpdate *u, const BkMessage *message) {
  if (!take_email(u, message->text) || !take_server(u, message->id))
    return;
  for (guint i = 0; i < u->model->resets->len; i++) {
    const BkReset *reset = g_ptr_array_index(u->model->resets, i);
    if (g_str_equal(reset->server, message->id) && g_ascii_strcasecmp(reset->email, u->model->email) == 0) {
      bk_update_resume(u, reset->id);
      return;
    }
  }
  const BkSessionEntry *entry = bk_model_entry(u->model, message->id, u->model->email);
  if (entry != NULL && entry->state != BK_SESSION_EXPIRED)
    bk_update_go(u, BK_PLACE_SESSIONS);
  else
    on_server(u, message);
}

/* ---- beginning an action --------------------------------------------------------------------------- */

static void start_admin(BkUpdate *u, BkWay way) {
  g_autoptr(GArray) ways = bk_model_ways(u->model, BK_ACTION_ADMIN_RESET);
  if (ways->len == 0) {
    lead_elsewhere(u, BK_ELSEWHERE_NO_FORGOT, NULL);
    return;
  }
  gboolean offered = FALSE;
  for (guint i = 0; i < ways->len; i++)
    offered = offered || g_array_index(ways, BkWay, i) == way;
  u->model->admin_way = offered ? way : g_array_index(ways, BkWay, 0);
  if (way != BK_WAY_ONLY && !offered) {
    BkNotice *notice = bk_update_notice(u, BK_NOTICE_OUTCOME, FALSE);
    notice->outcome = BK_OUTCOME_UNSUPPORTED;
    notice->action = BK_ACTION_ADMIN_RESET;
    notice->way = way;
    return;
  }
  BkSession *session = u->model->session;
  const BkSessionEntry *any = bk_model_entry(u->model, u->model->server->id, NULL);
  if (session == NULL && any != NULL)
    session = any->session;
  bk_update_go(u, BK_PLACE_ADMIN);
  bk_update_begin(u, BK_ACTION_ADMIN_RESET, u->model->admin_way, session);
}

static void start_change(BkUpdate *u) {
  if (u->model->session == NULL) {
    bk_update_notice(u, BK_NOTICE_NO_SESSION, FALSE);
    return;
  }
  bk_update_go(u, BK_PLACE_CHANGE);
  bk_update_begin(u, BK_ACTION_CHANGE_PASSWORD, BK_WAY_ONLY, u->model->session);
}

static void start_forgot(BkUpdate *u, BkWay way) {
  const BkElsewhere *entry =
      u->model->email != NULL ? bk_server_elsewhere(u->model->server, u->model->email) : NULL;
  if (entry != NULL)
    lead_elsewhere(u, BK_ELSEWHERE_DOMAIN, entry);
  else if (bk_update_begin(u, BK_ACTION_FORGOT, way, NULL))
    bk_update_go(u, BK_PLACE_FORGOT);
  else
    lead_elsewhere(u, BK_ELSEWHERE_NO_FORGOT, NULL);
}

static void on_start(BkUpdate *u, BkActionKind action, BkWay way) {
  if (u->model->server == NULL || u->model->busy)
    return;
  bk_notice_clear(&u->model->notice);
  switch (action) {
  case BK_ACTION_SIGN_IN:
    start_sign_in(u);
    break;
  case BK_ACTION_FORGOT:
    start_forgot(u, way);
    break;
  case BK_ACTION_RESET:
    bk_update_start_new_password(u);
    break;
  case BK_ACTION_CHANGE_PASSWORD:
    start_change(u);
    break;
  case BK_ACTION_ADMIN_RESET:
    start_admin(u, way);
    break;
  case BK_ACTION_PROBE:
  case BK_ACTION_MFA:
  case BK_ACTION_RESEND:
  case BK_ACTION_VERIFY:
  case BK_ACTION_WHOAMI:
  case BK_ACTION_REFRESH:
  case BK_ACTION_SIGN_OUT:
  case BK_ACTION_DEVICE:
  case BK_ACTION_COUNT:
    break; /* parts of a journey, begun by update itself */
  }
}

static void on_refresh(BkUpdate *u) {
  if (u->model->session == NULL || u->model->server == NULL) {
    bk_update_notice(u, BK_NOTICE_NO_SESSION, FALSE);
  } else if (bk_update_begin(u, BK_ACTION_REFRESH, BK_WAY_ONLY, u->model->session)) {
    if (u->model->flow != NULL && bk_flow_go(u->model->flow))
      bk_update_pump(u);
  } else {
    BkNotice *notice = bk_update_notice(u, BK_NOTICE_OUTCOME, FALSE);
    notice->action = BK_ACTION_REFRESH;
    notice->outcome = BK_OUTCOME_UNSUPPORTED;
  }
}

static void on_social(BkUpdate *u, const char *title) {
  for (guint i = 0; u->model->server != NULL && i < u->model->server->elsewhere->len; i++) {
    const BkElsewhere *entry = g_ptr_array_index(u->model->server->elsewhere, i);
    if (g_strcmp0(entry->title, title) == 0)
      lead_elsewhere(u, BK_ELSEWHERE_SOCIAL, entry);
  }
}

/* ---- moving about ---------------------------------------------------------------------------------- */

static void on_go(BkUpdate *u, BkPlace place) {
  if (u->model->busy)
    return;
  bk_notice_clear(&u->model->notice);
  switch (place) {
  case BK_PLACE_SIGN_IN:
    on_start(u, BK_ACTION_SIGN_IN, BK_WAY_ONLY);
    break;
  case BK_PLACE_FORGOT:
    on_start(u, BK_ACTION_FORGOT, BK_WAY_ONLY);
    break;
  case BK_PLACE_CHANGE:
    on_start(u, BK_ACTION_CHANGE_PASSWORD, BK_WAY_ONLY);
    break;
  case BK_PLACE_ADMIN:
    on_start(u, BK_ACTION_ADMIN_RESET, BK_WAY_ONLY);
    break;
  case BK_PLACE_NEW_PASSWORD:
    bk_update_start_new_password(u);
    break;
  case BK_PLACE_CODE:
    bk_update_have_code(u);
    break;
  case BK_PLACE_INBOX:
    if (u->model->reset != NULL)
      bk_update_go(u, place);
    break;
  case BK_PLACE_EMAIL:
  case BK_PLACE_SERVER:
  case BK_PLACE_SESSIONS:
    bk_update_stop_flow(u);
    bk_update_go(u, place);
    break;
  case BK_PLACE_KEEP:
  case BK_PLACE_DONE:
  case BK_PLACE_SHOWN:
  case BK_PLACE_ELSEWHERE:
  case BK_PLACE_MAIL:
  case BK_PLACE_COUNT:
    break; /* reached by what happens, not by wish */
  }
}

static void on_back(BkUpdate *u) {
  if (u->model->back->len == 0)
    return;
  BkPlace place = g_array_index(u->model->back, BkPlace, u->model->back->len - 1);
  g_array_set_size(u->model->back, u->model->back->len - 1);
  bk_notice_clear(&u->model->notice);
  /* Going back from where to keep a session is not going away from the sign-in behind it. */
  if (u->model->place != BK_PLACE_MAIL && u->model->place != BK_PLACE_KEEP)
    bk_update_stop_flow(u);
  bk_update_replace(u, place);
  if (place == BK_PLACE_SIGN_IN && u->model->flow == NULL)
    bk_update_begin(u, BK_ACTION_SIGN_IN, BK_WAY_ONLY, NULL);
  if (place == BK_PLACE_FORGOT)
    bk_update_begin(u, BK_ACTION_FORGOT, u->model->reset != NULL ? u->model->reset->way : BK_WAY_ONLY, NULL);
  if (place == BK_PLACE_ADMIN)
    start_admin(u, u->model->admin_way);
}

static void on_cancel(BkUpdate *u) {
  if (!u->model->busy)
    return;
  bk_update_effect(u, BK_EFFECT_STOP, u->desk->flow_serial);
  u->desk->flow_serial = 0;
  u->model->busy = FALSE;
  if (u->model->flow != NULL) {
    bk_flow_cancel(u->model->flow);
    bk_update_pump(u);
  }
}

static void on_pick(BkUpdate *u, guint index) {
  BkFlow *flow = u->model->flow;
  if (flow == NULL || bk_flow_state(flow) != BK_FLOW_CHOOSE || index >= bk_flow_choices(flow)->len)
    return;
  bk_flow_choose(flow, index);
  bk_update_pump(u);
}

static void on_give(BkUpdate *u, const BkMessage *message) {
  if (u->model->busy || u->model->flow == NULL || message->values == NULL)
    return;
  gboolean signs_in = u->model->action->kind == BK_ACTION_SIGN_IN;
  if (signs_in && !u->model->store_decided) {
    /* Where to keep the session is settled before anything is sent, never after. */
    BkMessage *held = bk_message_form();
    GHashTableIter iter;
    gpointer name, value;
    g_hash_table_iter_init(&iter, message->values);
    while (g_hash_table_iter_next(&iter, &name, &value))
      bk_message_give(held, name, value);
    g_clear_pointer(&u->desk->held, bk_message_free);
    u->desk->held = held;
    if (u->model->store_known)
      bk_update_go(u, BK_PLACE_KEEP);
    return;
  }
  bk_update_give(u, message->values);
}

static void on_person(BkUpdate *u, const BkMessage *message) {
  switch (message->kind) {
  case BK_MESSAGE_EMAIL:
    bk_notice_clear(&u->model->notice);
    on_email(u, message);
    break;
  case BK_MESSAGE_ACCOUNT:
    bk_notice_clear(&u->model->notice);
    on_account(u, message);
    break;
  case BK_MESSAGE_SERVER:
    bk_notice_clear(&u->model->notice);
    if (message->text == NULL || take_email(u, message->text))
      on_server(u, message);
    break;
  case BK_MESSAGE_KEEP:
    bk_update_keep(u, message->store);
    break;
  case BK_MESSAGE_UNLOCK:
    bk_update_errand(u, BK_ERRAND_UNLOCK, BK_EFFECT_STORE_UNLOCK, NULL, 0, NULL);
    break;
  case BK_MESSAGE_START:
    on_start(u, message->action, message->way);
    break;
  case BK_MESSAGE_GIVE:
    on_give(u, message);
    break;
  case BK_MESSAGE_PICK:
    on_pick(u, message->index);
    break;
  case BK_MESSAGE_AGAIN:
    if (u->model->action != NULL && !u->model->busy)
      on_start(u, u->model->action->kind, u->model->action->way);
    break;
  case BK_MESSAGE_RESEND:
    bk_update_resend(u);
    break;
  case BK_MESSAGE_PASTE:
    if (!u->model->busy)
      bk_update_paste(u, message->secret);
    break;
  case BK_MESSAGE_ELSEWHERE_DONE:
    bk_update_finished_elsewhere(u);
    break;
  case BK_MESSAGE_RESUME:
    bk_update_resume(u, message->id);
    break;
  case BK_MESSAGE_DROP_RESET:
    bk_update_drop_reset(u, message->id);
    break;
  case BK_MESSAGE_KEEP_RESET:
    bk_update_keep_reset(u);
    break;
  case BK_MESSAGE_SESSION:
    bk_update_use_session(u, message->id, message->text);
    break;
  case BK_MESSAGE_CHECK:
    bk_update_check(u);
    break;
  case BK_MESSAGE_REFRESH:
    on_refresh(u);
    break;
  case BK_MESSAGE_SIGN_OUT:
    bk_update_sign_out(u);
    break;
  case BK_MESSAGE_SOCIAL:
    on_social(u, message->id);
    break;
  case BK_MESSAGE_LOST_FACTOR:
    lead_elsewhere(u, BK_ELSEWHERE_SECOND_FACTOR, NULL);
    break;
  case BK_MESSAGE_FETCH_MAIL:
    bk_update_fetch_mail(u);
    break;
  case BK_MESSAGE_SHOWN_SEEN:
    if (u->model->place == BK_PLACE_SHOWN)
      on_back(u);
    break;
  case BK_MESSAGE_GO:
    on_go(u, message->place);
    break;
  case BK_MESSAGE_BACK:
    on_back(u);
    break;
  case BK_MESSAGE_CANCEL:
    on_cancel(u);
    break;
  case BK_MESSAGE_QUIT:
    leave_place(u);
    u->model->quit = TRUE;
    break;
  case BK_MESSAGE_REPLY:
  case BK_MESSAGE_FAILED:
  case BK_MESSAGE_TIMER:
  case BK_MESSAGE_STORE:
    break;
  }
}

void bk_update_start(BkModel *model, int fixed_store, GPtrArray *effects) {
  BkUpdate u = {.model = model, .desk = model->desk, .effects = effects};
  u.desk->fixed_store = fixed_store >= 0;
  if (fixed_store >= 0)
    model->store = (BkStoreKind)fixed_store;
  bk_update_effect(&u, BK_EFFECT_USE_STORE, 0)->store = model->store;
  bk_update_errand(&u, BK_ERRAND_PROBE, BK_EFFECT_STORE_PROBE, NULL, 0, NULL);
}

void bk_update(BkModel *model, const BkMessage *message, GPtrArray *effects) {
  BkUpdate u = {.model = model, .desk = model->desk, .effects = effects};
  model->version++;
  switch ((int)message->kind) {
  case BK_MESSAGE_REPLY:
  case BK_MESSAGE_FAILED:
  case BK_MESSAGE_TIMER:
    if (!bk_update_job_answer(&u, message))
      bk_update_flow_answer(&u, message);
    break;
  case BK_MESSAGE_STORE:
    bk_update_store_answer(&u, message);
    break;
  default:
    on_person(&u, message);
  }
}
