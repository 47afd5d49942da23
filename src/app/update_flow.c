#include "app/desk.h"
#include "base/clock.h"
#include "base/text.h"

#include <string.h>

/* The flow on the screen: begun, given its inputs, sent, judged. */

static char *input_key(const char *server, const char *name) {
  return g_strconcat(server, "\n", name, NULL);
}

static void give_copies(BkFlow *flow, GHashTable *values) {
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, values);
  while (g_hash_table_iter_next(&iter, &name, &value))
    bk_flow_give(flow, name, value);
}

/* What was kept of an earlier run, or NULL. */
static BkSecret *remembered(const BkUpdate *u, const BkInput *input) {
  if (!input->remember)
    return NULL;
  g_autofree char *key = input_key(u->model->server->id, input->name);
  return g_hash_table_lookup(u->desk->inputs, key);
}

/* What the flow can know without asking: the address (but W4 has it confirmed), what is remembered for this
 * server, and what the pending reset already has. */
static void give_known(BkUpdate *u) {
  BkFlow *flow = u->model->flow;
  const BkServer *server = u->model->server;
  BkActionKind kind = u->model->action->kind;
  const char *email = u->model->email;
  gboolean of_reset = kind == BK_ACTION_VERIFY || kind == BK_ACTION_RESET || kind == BK_ACTION_RESEND;
  if (of_reset && u->model->reset != NULL) {
    email = u->model->reset->email;
    give_copies(flow, u->desk->values);
    g_autofree char *times = g_strdup_printf("%u", u->model->reset->sent + 1);
    g_autoptr(BkSecret) counter = bk_secret_new(times, -1);
    bk_flow_give(flow, "counter", counter);
    GHashTableIter iter;
    gpointer name, value;
    g_hash_table_iter_init(&iter, u->model->reset->kept);
    while (g_hash_table_iter_next(&iter, &name, &value)) {
      g_autoptr(BkSecret) kept = bk_secret_new(value, -1);
      bk_flow_give(flow, name, kept);
    }
  }
  if (email != NULL && kind != BK_ACTION_FORGOT) {
    g_autoptr(BkSecret) value = bk_secret_new(email, -1);
    bk_flow_give(flow, "email", value);
  }
  for (guint i = 0; i < server->inputs->len; i++) {
    const BkInput *input = g_ptr_array_index(server->inputs, i);
    BkSecret *value = remembered(u, input);
    if (value != NULL)
      bk_flow_give(flow, input->name, value);
  }
}

void bk_update_stop_flow(BkUpdate *u) {
  if (u->desk->flow_serial != 0)
    bk_update_effect(u, BK_EFFECT_STOP, u->desk->flow_serial);
  u->desk->flow_serial = 0;
  u->model->busy = FALSE;
  u->model->wait_until = 0;
  u->model->action = NULL;
  g_clear_pointer(&u->model->flow, bk_flow_free);
  g_clear_pointer(&u->desk->flow_session, bk_session_unref);
  g_hash_table_remove_all(u->desk->given);
  g_hash_table_remove_all(u->desk->form);
  u->desk->form_renewed = FALSE;
  bk_update_leave_renewals(u, BK_RENEW_FORM);
}

gboolean bk_update_begin(BkUpdate *u, BkActionKind kind, BkWay way, BkSession *session) {
  bk_update_stop_flow(u);
  const BkAction *action = bk_model_action(u->model->server, kind, way);
  if (action == NULL)
    return FALSE;
  if (session == NULL && bk_action_needs_session(u->model->server, action)) {
    bk_update_notice(u, BK_NOTICE_NO_SESSION, FALSE);
    return TRUE;
  }
  u->model->action = action;
  u->model->flow = bk_flow_new(u->model->server, action, session);
  u->desk->flow_session = bk_session_ref(session);
  if (bk_flow_state(u->model->flow) != BK_FLOW_DONE)
    give_known(u);
  return TRUE;
}

/* ---- what comes out ---------------------------------------------------------------------------------- */

static void remember_inputs(BkUpdate *u) {
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, u->desk->given);
  while (g_hash_table_iter_next(&iter, &name, &value)) {
    g_hash_table_replace(u->desk->inputs, input_key(u->model->server->id, name), bk_secret_ref(value));
    bk_update_errand(u, BK_ERRAND_QUIET, BK_EFFECT_STORE_SAVE,
                     bk_item_new("input", u->model->server->id, "", name, value), 0, NULL);
  }
  g_hash_table_remove_all(u->desk->given);
}

static void show_once(BkUpdate *u) {
  const GPtrArray *shown = bk_flow_shown(u->model->flow);
  u->model->shown = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < shown->len; i++)
    g_ptr_array_add(u->model->shown, g_memdup2(g_ptr_array_index(shown, i), sizeof(BkShownValue)));
  bk_update_go(u, BK_PLACE_SHOWN);
}

static void admin_done(BkUpdate *u) {
  if (bk_flow_shown(u->model->flow)->len > 0) {
    bk_notice_clear(&u->model->notice);
    show_once(u);
    return;
  }
  BkNotice *notice = bk_update_notice(u, BK_NOTICE_OUTCOME, TRUE);
  notice->outcome = BK_OUTCOME_OK;
  bk_update_stop_flow(u);
  bk_update_begin(u, BK_ACTION_ADMIN_RESET, u->model->admin_way, u->model->session);
}

static void change_done(BkUpdate *u) {
  BkEndsSessions ends = u->model->action->ends_sessions;
  g_autoptr(BkSession) mine = bk_session_ref(bk_flow_session(u->model->flow));
  if (mine != NULL) {
    bk_update_refreshed(u, mine);
  } else {
    mine = bk_session_ref(u->model->session);
  }
  g_autofree char *server = g_strdup(mine->server), *account = g_strdup(mine->account);
  bk_update_stop_flow(u);
  bk_update_password_changed(u, server, account, ends, mine);
}

static void succeeded(BkUpdate *u) {
  remember_inputs(u);
  g_autoptr(BkSession) session = bk_session_ref(bk_flow_session(u->model->flow));
  switch (u->model->action->kind) {
  case BK_ACTION_SIGN_IN:
  case BK_ACTION_MFA:
  case BK_ACTION_DEVICE:
    bk_update_signed_in(u, session);
    break;
  case BK_ACTION_FORGOT:
  case BK_ACTION_RESEND:
    bk_update_forgot_done(u);
    break;
  case BK_ACTION_VERIFY:
    bk_update_verify_done(u);
    break;
  case BK_ACTION_RESET:
    bk_update_reset_done(u);
    break;
  case BK_ACTION_CHANGE_PASSWORD:
    change_done(u);
    break;
  case BK_ACTION_ADMIN_RESET:
    admin_done(u);
    break;
  case BK_ACTION_REFRESH:
    bk_update_stop_flow(u);
    bk_update_refreshed(u, session);
    break;
  case BK_ACTION_SESSIONS:
    bk_update_others_listed(u);
    break;
  case BK_ACTION_END_SESSION:
  case BK_ACTION_END_OTHERS:
    bk_update_other_ended(u);
    break;
  case BK_ACTION_PROBE:
  case BK_ACTION_WHOAMI:
  case BK_ACTION_SIGN_OUT:
  case BK_ACTION_COUNT:
    break; /* jobs, never on the screen */
  }
}

static gboolean is_about_others(BkActionKind kind) {
  return kind == BK_ACTION_SESSIONS || kind == BK_ACTION_END_SESSION || kind == BK_ACTION_END_OTHERS;
}

static gboolean changes_something(BkActionKind kind) {
  return kind == BK_ACTION_RESET || kind == BK_ACTION_CHANGE_PASSWORD || kind == BK_ACTION_ADMIN_RESET ||
         kind == BK_ACTION_END_SESSION || kind == BK_ACTION_END_OTHERS;
}

static char *judged(const BkFlow *flow) {
  return g_strdup_printf("HTTP %d, %s", bk_flow_status(flow), bk_flow_why(flow));
}

static void tell_failure(BkUpdate *u, BkFailure failure, const char *detail) {
  BkActionKind kind = u->model->action->kind;
  /* Once the request may have arrived, a lost answer to a change is not a failed change. */
  gboolean may_have_worked = failure == BK_FAILURE_TIMEOUT || failure == BK_FAILURE_CUT ||
                             failure == BK_FAILURE_TOO_LARGE || failure == BK_FAILURE_BAD_ANSWER ||
                             failure == BK_FAILURE_CANCELLED;
  gboolean acted =
      bk_flow_has_acted(u->model->flow) || (may_have_worked && bk_flow_may_have_acted(u->model->flow));
  gboolean unknown = acted && changes_something(kind);
  BkNotice *notice = bk_update_notice(u, unknown ? BK_NOTICE_UNKNOWN_EFFECT : BK_NOTICE_FAILURE, FALSE);
  notice->failure = failure;
  notice->outcome = bk_failure_outcome(failure);
  /* Where there was an answer, what was wrong with it. */
  gboolean answered = detail == NULL || *detail == '\0';
  notice->detail = answered && bk_flow_status(u->model->flow) > 0 ? judged(u->model->flow) : g_strdup(detail);
}

static void tell_outcome(BkUpdate *u) {
  const BkFlow *flow = u->model->flow;
  BkOutcome outcome = bk_flow_outcome(flow);
  BkNotice *notice = bk_update_notice(u, BK_NOTICE_OUTCOME, outcome == BK_OUTCOME_MFA_REQUIRED);
  notice->outcome = outcome;
  notice->retry_at = bk_flow_retry_at(flow);
  notice->server_text = g_strdup(bk_flow_server_text(flow));
  if (bk_flow_status(flow) > 0)
    notice->detail = judged(flow);
}

/* The same form once more: the flow itself where other input can mend it, else a new one. */
static void ask_again(BkUpdate *u, BkOutcome outcome) {
  BkActionKind kind = u->model->action->kind;
  BkWay way = u->model->action->way;
  if (outcome == BK_OUTCOME_SESSION_EXPIRED && u->model->session != NULL)
    bk_update_mark(u, u->model->session, BK_SESSION_EXPIRED, BK_FAILURE_NONE);
  if (is_about_others(kind)) {
    bk_update_others_failed(u);
    return;
  }
  if (bk_flow_can_try_again(u->model->flow)) {
    bk_flow_again(u->model->flow);
    return;
  }
  if (kind == BK_ACTION_REFRESH || kind == BK_ACTION_RESEND || kind == BK_ACTION_VERIFY ||
      (outcome == BK_OUTCOME_SESSION_EXPIRED && kind != BK_ACTION_SIGN_IN)) {
    bk_update_stop_flow(u);
    return;
  }
  BkNotice kept = u->model->notice; /* beginning again may have something to say; this comes first */
  memset(&u->model->notice, 0, sizeof u->model->notice);
  bk_update_begin(u, kind, way,
                  kind == BK_ACTION_SIGN_IN || kind == BK_ACTION_FORGOT || kind == BK_ACTION_DEVICE
                      ? NULL
                      : u->model->session);
  bk_notice_clear(&u->model->notice);
  u->model->notice = kept;
}

/* One refusal of the token is no end yet, where another can be had: the same form is sent once more with it.
 */
static gboolean renew_and_send_again(BkUpdate *u, BkOutcome outcome) {
  BkSession *session = u->desk->flow_session;
  if (outcome != BK_OUTCOME_SESSION_EXPIRED || session == NULL || u->desk->form_renewed ||
      !bk_update_can_renew(u, session))
    return FALSE;
  bk_update_token_refused(u, session);
  bk_update_renew(u, session, BK_RENEW_FORM);
  return TRUE;
}

static void ended(BkUpdate *u, const char *detail) {
  BkOutcome outcome = bk_flow_outcome(u->model->flow);
  BkFailure failure = bk_flow_failure(u->model->flow);
  BkActionKind kind = u->model->action->kind;
  gboolean asks_mail = kind == BK_ACTION_FORGOT || kind == BK_ACTION_RESEND;
  /* Known or not: the person sees the same. */
  if (outcome == BK_OUTCOME_OK || (asks_mail && outcome == BK_OUTCOME_UNKNOWN_ACCOUNT)) {
    succeeded(u);
    return;
  }
  if (renew_and_send_again(u, outcome))
    return;
  g_hash_table_remove_all(u->desk->given);
  if (outcome == BK_OUTCOME_CANCELLED && !changes_something(kind))
    bk_update_notice(u, BK_NOTICE_CANCELLED, FALSE);
  else if (failure != BK_FAILURE_NONE)
    tell_failure(u, failure, detail);
  else if (outcome == BK_OUTCOME_CANCELLED)
    tell_failure(u, BK_FAILURE_CANCELLED, detail);
  else
    tell_outcome(u);
  if (kind == BK_ACTION_VERIFY || kind == BK_ACTION_RESET)
    bk_update_reset_refused(u, outcome);
  else
    ask_again(u, outcome);
}

static void pump(BkUpdate *u, const char *detail) {
  BkFlow *flow = u->model->flow;
  if (flow == NULL)
    return;
  if (bk_flow_state(flow) == BK_FLOW_ASK)
    (void)bk_flow_go(flow); /* the next step may need nothing from the person */
  u->model->busy = FALSE;
  u->desk->flow_serial = 0;
  switch (bk_flow_state(flow)) {
  case BK_FLOW_SEND: {
    u->desk->flow_serial = bk_update_serial(u);
    u->model->busy = TRUE;
    u->model->busy_since = bk_clock_wall();
    bk_update_effect(u, BK_EFFECT_SEND, u->desk->flow_serial)->request = bk_flow_request(flow);
    break;
  }
  case BK_FLOW_WAIT:
    u->desk->flow_serial = bk_update_serial(u);
    u->model->busy = TRUE;
    if (u->model->wait_until == 0)
      u->model->wait_until = bk_clock_wall() + bk_flow_wait_left(flow);
    bk_update_effect(u, BK_EFFECT_WAIT, u->desk->flow_serial)->seconds = bk_flow_wait_seconds(flow);
    break;
  case BK_FLOW_ASK:
  case BK_FLOW_CHOOSE:
    break; /* the person's turn */
  case BK_FLOW_DONE:
    ended(u, detail);
    break;
  }
}

void bk_update_pump(BkUpdate *u) {
  pump(u, NULL);
}

void bk_update_start_device(BkUpdate *u) {
  if (!u->model->store_decided) {
    /* Where to keep the session is settled before anything is sent, never after. */
    g_clear_pointer(&u->desk->held, bk_message_free);
    u->desk->held = bk_message_start(BK_ACTION_DEVICE, BK_WAY_ONLY);
    if (u->model->store_known)
      bk_update_go(u, BK_PLACE_KEEP);
    return;
  }
  if (!bk_update_begin(u, BK_ACTION_DEVICE, BK_WAY_ONLY, NULL)) {
    BkNotice *notice = bk_update_notice(u, BK_NOTICE_OUTCOME, FALSE);
    notice->action = BK_ACTION_DEVICE;
    notice->outcome = BK_OUTCOME_UNSUPPORTED;
    return;
  }
  bk_update_go(u, BK_PLACE_DEVICE);
  bk_update_pump(u);
}

void bk_update_flow_answer(BkUpdate *u, const BkMessage *message) {
  if (u->model->flow == NULL || message->serial == 0 || message->serial != u->desk->flow_serial)
    return;
  bk_notice_clear(&u->model->notice);
  if (message->kind == BK_MESSAGE_REPLY)
    bk_flow_reply(u->model->flow, message->reply, bk_clock_wall());
  else if (message->kind == BK_MESSAGE_FAILED)
    bk_flow_fail(u->model->flow, message->failure);
  else
    bk_flow_wake(u->model->flow);
  bk_update_roll(u, u->model->flow, &u->desk->flow_session);
  pump(u, message->text);
}

/* ---- the form ------------------------------------------------------------------------------------------ */

static gboolean check_new_password(BkUpdate *u, BkSecret *password, const BkSecret *again) {
  if (again != NULL && !bk_secret_equal(password, again)) {
    bk_update_notice(u, BK_NOTICE_MISMATCH, FALSE);
    return FALSE;
  }
  glong length = g_utf8_strlen(bk_secret_peek(password), (gssize)bk_secret_length(password));
  int min = u->model->server->password_min, max = u->model->server->password_max;
  if (min > 0 && length < min) {
    bk_update_notice(u, BK_NOTICE_TOO_SHORT, FALSE)->number = min;
    return FALSE;
  }
  if (max > 0 && length > max) {
    bk_update_notice(u, BK_NOTICE_TOO_LONG, FALSE)->number = max;
    return FALSE;
  }
  return TRUE;
}

static gboolean check_value(BkUpdate *u, const BkInput *input, GHashTable *values) {
  BkSecret *value = g_hash_table_lookup(values, input->name);
  if (bk_secret_length(value) == 0 && g_strcmp0(input->fallback, "") == 0)
    return TRUE; /* nothing is an answer */
  if (bk_secret_length(value) == 0) {
    bk_update_notice(u, BK_NOTICE_EMPTY, FALSE)->text = g_strdup(input->name);
    return FALSE;
  }
  if (input->kind == BK_INPUT_NEW_PASSWORD)
    return check_new_password(u, value, g_hash_table_lookup(values, "again"));
  gboolean is_target = g_str_equal(input->name, "target");
  if (is_target) {
    g_free(u->model->target);
    u->model->target = bk_text_clean_line(bk_secret_peek(value));
  }
  if (is_target && u->model->action->confirm &&
      !bk_secret_equal(value, g_hash_table_lookup(values, "confirm"))) {
    bk_update_notice(u, BK_NOTICE_CONFIRM, FALSE);
    return FALSE;
  }
  return TRUE;
}

static gboolean take_confirmed_email(BkUpdate *u, GHashTable *values) {
  BkSecret *email = g_hash_table_lookup(values, "email");
  if (u->model->action->kind != BK_ACTION_FORGOT || email == NULL)
    return TRUE;
  const char *text = bk_secret_peek(email);
  if (strchr(text, '@') == NULL || strpbrk(text, " \t\r\n") != NULL || strlen(text) > 254) {
    bk_update_notice(u, BK_NOTICE_BAD_ADDRESS, FALSE);
    return FALSE;
  }
  g_free(u->model->email);
  u->model->email = g_strdup(text);
  return TRUE;
}

static void give_one(BkUpdate *u, const BkInput *input, BkSecret *value) {
  bk_flow_give(u->model->flow, input->name, value);
  if (input->remember)
    g_hash_table_replace(u->desk->given, g_strdup(input->name), bk_secret_ref(value));
}

/* Whether the form has to wait for another token. */
static gboolean renew_before_sending(BkUpdate *u, GHashTable *values) {
  GHashTableIter iter;
  gpointer name, value;
  BkSession *session = u->desk->flow_session;
  if (session == NULL)
    return FALSE;
  g_hash_table_iter_init(&iter, values);
  while (g_hash_table_iter_next(&iter, &name, &value))
    g_hash_table_replace(u->desk->form, g_strdup(name), bk_secret_ref(value));
  if (u->desk->form_renewed || !bk_update_ends_soon(u, session) || !bk_update_can_renew(u, session))
    return FALSE;
  bk_update_renew(u, session, BK_RENEW_FORM);
  return TRUE;
}

/* A slow keyring may have been read after the form was begun. The form stays as it is under the person's
 * fingers: what is left empty in it is what is kept. */
static void fill_remembered(BkUpdate *u, const GPtrArray *form, GHashTable *values) {
  for (guint i = 0; i < form->len; i++) {
    const BkInput *input = g_ptr_array_index(form, i);
    BkSecret *typed = g_hash_table_lookup(values, input->name), *kept = remembered(u, input);
    if (kept != NULL && bk_secret_length(typed) == 0)
      g_hash_table_replace(values, g_strdup(input->name), bk_secret_ref(kept));
  }
}

void bk_update_give(BkUpdate *u, GHashTable *values) {
  bk_notice_clear(&u->model->notice);
  if (bk_flow_state(u->model->flow) != BK_FLOW_ASK || !take_confirmed_email(u, values))
    return;
  g_autoptr(GPtrArray) form = bk_model_form(u->model);
  fill_remembered(u, form, values);
  for (guint i = 0; i < form->len; i++) {
    if (!check_value(u, g_ptr_array_index(form, i), values))
      return;
  }
  if (bk_update_too_soon(u) || renew_before_sending(u, values))
    return;
  for (guint i = 0; i < form->len; i++) {
    const BkInput *input = g_ptr_array_index(form, i);
    give_one(u, input, g_hash_table_lookup(values, input->name));
  }
  bk_update_pump(u);
}
