#include "app/desk.h"
#include "base/clock.h"
#include "base/text.h"

/* ---- what an earlier action has brought ---- */

/* Whether an action belongs to the reset that a message has been asked for. */
static gboolean is_of_reset(BkActionKind kind) {
  return kind == BK_ACTION_RESEND || kind == BK_ACTION_VERIFY || kind == BK_ACTION_RESET;
}

/* Actions that begin without a session, whatever there is. */
static gboolean begins_anew(BkActionKind kind) {
  return kind == BK_ACTION_PROBE || kind == BK_ACTION_SIGN_IN || kind == BK_ACTION_DEVICE ||
         kind == BK_ACTION_FORGOT || is_of_reset(kind);
}

static void give_all(BkFlow *flow, GHashTable *values) {
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, values);
  while (g_hash_table_iter_next(&iter, &name, &value))
    bk_flow_give(flow, name, value);
}

static void keep_all(GHashTable *to, GHashTable *values) {
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, values);
  while (g_hash_table_iter_next(&iter, &name, &value))
    g_hash_table_replace(to, g_strdup(name), bk_secret_ref(value));
}

static void begin(BkUpdate *u, BkActionKind kind, BkWay way) {
  BkTrial *trial = u->model->trial;
  bk_update_stop_flow(u);
  g_ptr_array_set_size(trial->exchanges, 0);
  g_hash_table_remove_all(trial->given);
  trial->action = bk_model_action(trial->server, kind, way);
  u->model->action = trial->action;
  if (trial->action == NULL)
    return;
  BkFlow *flow = bk_flow_new(trial->server, trial->action, begins_anew(kind) ? NULL : trial->session);
  u->model->flow = flow;
  if (kind == BK_ACTION_FORGOT)
    g_hash_table_remove_all(trial->values);
  if (trial->email != NULL) {
    g_autoptr(BkSecret) email = bk_secret_new(trial->email, -1);
    bk_flow_give(flow, "email", email);
  }
  give_all(flow, trial->inputs);
  if (is_of_reset(kind))
    give_all(flow, trial->values);
  if (kind == BK_ACTION_RESEND) {
    g_autoptr(BkSecret) counter = bk_secret_new("2", 1);
    bk_flow_give(flow, "counter", counter);
  }
}

static void remember_inputs(BkTrial *trial) {
  for (guint i = 0; i < trial->server->inputs->len; i++) {
    const BkInput *input = g_ptr_array_index(trial->server->inputs, i);
    BkSecret *value = g_hash_table_lookup(trial->given, input->name);
    if (input->remember && value != NULL)
      g_hash_table_replace(trial->inputs, g_strdup(input->name), bk_secret_ref(value));
  }
}

static void take_session(BkTrial *trial, const BkFlow *flow) {
  BkSession *session = bk_flow_session(flow) != NULL ? bk_flow_session(flow) : bk_flow_changed_session(flow);
  if (session != NULL) {
    bk_session_ref(session);
    bk_session_unref(trial->session);
    trial->session = session;
  }
}

static void ended(BkTrial *trial, const BkFlow *flow) {
  BkActionKind kind = trial->action->kind;
  take_session(trial, flow);
  if (bk_flow_outcome(flow) != BK_OUTCOME_OK)
    return;
  remember_inputs(trial);
  if (bk_flow_listed(flow) != NULL) {
    g_clear_pointer(&trial->listed, g_ptr_array_unref);
    trial->listed = g_ptr_array_ref(bk_flow_listed(flow));
  }
  if (kind == BK_ACTION_FORGOT || is_of_reset(kind))
    keep_all(trial->values, bk_flow_captures(flow));
  if (kind == BK_ACTION_VERIFY)
    keep_all(trial->values, trial->given);
  if (kind == BK_ACTION_SIGN_OUT)
    g_clear_pointer(&trial->session, bk_session_unref);
}

/* ---- one request at a time ---- */

static void send_next(BkUpdate *u) {
  BkTrial *trial = u->model->trial;
  BkFlow *flow = u->model->flow;
  bk_seen_learn(trial->mask, flow);
  BkTrialExchange *exchange = g_new0(BkTrialExchange, 1);
  exchange->step = g_strdup(bk_flow_step(flow));
  exchange->request = bk_seen_request(flow, trial->mask);
  g_ptr_array_add(trial->exchanges, exchange);
  u->desk->flow_serial = bk_update_serial(u);
  bk_update_effect(u, BK_EFFECT_SEND, u->desk->flow_serial)->request = bk_flow_request(flow);
}

static void pump(BkUpdate *u) {
  BkFlow *flow = u->model->flow;
  g_autoptr(GPtrArray) wanted =
      bk_flow_wanted(flow); /* what has a default is the person's to say all the same */
  if (bk_flow_state(flow) == BK_FLOW_ASK && wanted->len == 0)
    (void)bk_flow_go(flow);
  BkFlowState state = bk_flow_state(flow);
  u->desk->flow_serial = 0;
  u->model->busy = state == BK_FLOW_SEND || state == BK_FLOW_WAIT;
  switch (state) {
  case BK_FLOW_SEND:
    send_next(u);
    break;
  case BK_FLOW_WAIT:
    u->desk->flow_serial = bk_update_serial(u);
    bk_update_effect(u, BK_EFFECT_WAIT, u->desk->flow_serial)->seconds = bk_flow_wait_seconds(flow);
    break;
  case BK_FLOW_ASK:
  case BK_FLOW_CHOOSE:
    break; /* the person's turn */
  case BK_FLOW_DONE:
    ended(u->model->trial, flow);
    break;
  }
}

/* The file knows this reply: a rule decides and finds what it takes; or no rule is about success, and the
 * status is good. */
static gboolean is_expected(const BkFlow *flow, const BkExplanation *explanation) {
  gboolean broken = bk_flow_state(flow) == BK_FLOW_DONE && bk_flow_failure(flow) != BK_FAILURE_NONE;
  for (guint i = 0; i < explanation->verdicts->len; i++) {
    if (((const BkVerdict *)g_ptr_array_index(explanation->verdicts, i))->state == BK_RULE_DECIDES)
      return !broken;
  }
  return !broken && bk_flow_state(flow) == BK_FLOW_DONE && bk_flow_outcome(flow) == BK_OUTCOME_OK;
}

static void take_reply(BkTrial *trial, BkFlow *flow, BkTrialExchange *exchange, const BkReply *reply) {
  const BkStep *step = bk_action_step(trial->action, bk_flow_step(flow));
  bk_flow_reply(flow, reply, bk_clock_wall());
  bk_seen_learn(trial->mask, flow);
  exchange->reply = bk_seen_reply(trial->server, step, reply, trial->mask);
  exchange->explanation = bk_explain(trial->server, step, reply, trial->mask);
  exchange->expected = is_expected(flow, exchange->explanation);
}

static void take_answer(BkUpdate *u, const BkMessage *message) {
  BkTrial *trial = u->model->trial;
  BkFlow *flow = u->model->flow;
  if (message->kind == BK_MESSAGE_TIMER) {
    bk_flow_wake(flow);
    return;
  }
  BkTrialExchange *exchange = g_ptr_array_index(trial->exchanges, trial->exchanges->len - 1);
  if (message->kind == BK_MESSAGE_REPLY) {
    take_reply(trial, flow, exchange, message->reply);
  } else {
    exchange->failure = message->failure;
    exchange->detail = bk_trial_text(trial, message->text);
    bk_flow_fail(flow, message->failure);
  }
  exchange->ended = TRUE;
  exchange->why = bk_trial_text(trial, bk_flow_why(flow));
  exchange->wait = bk_flow_wait_seconds(flow);
}

static void take_address(char **address, const GHashTable *values, const char *name) {
  const BkSecret *value = g_hash_table_lookup((GHashTable *)values, name);
  if (value == NULL)
    return;
  g_free(*address);
  *address = bk_text_clean_line(bk_secret_peek(value));
}

static void give(BkUpdate *u, const BkMessage *message) {
  if (bk_flow_state(u->model->flow) != BK_FLOW_ASK)
    return;
  take_address(&u->model->trial->email, message->values, "email");
  take_address(&u->model->target, message->values, "target");
  give_all(u->model->flow, message->values);
  keep_all(u->model->trial->given, message->values);
}

gboolean bk_update_trial(BkUpdate *u, const BkMessage *message) {
  gboolean is_answer = message->serial != 0 && message->serial == u->desk->flow_serial;
  if (message->kind == BK_MESSAGE_TRY)
    begin(u, message->action, message->way);
  else if (u->model->flow == NULL)
    return FALSE;
  else if (message->kind == BK_MESSAGE_GIVE)
    give(u, message);
  else if (message->kind == BK_MESSAGE_PICK)
    bk_flow_choose(u->model->flow, message->index);
  else if (message->kind == BK_MESSAGE_CANCEL)
    bk_flow_cancel(u->model->flow);
  else if (is_answer)
    take_answer(u, message);
  else
    return FALSE;
  if (u->model->flow != NULL)
    pump(u);
  return TRUE;
}
