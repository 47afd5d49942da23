#include "flow/machine.h"
#include "flow/template.h"

#include <string.h>

static GHashTable *values_new(void) {
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)bk_secret_unref);
}

static GHashTable *names_new(void) {
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void shown_free(gpointer data) {
  BkShownValue *shown = data;
  g_free(shown->as);
  bk_secret_unref(shown->value);
  g_free(shown);
}

/* ---- moving ---- */

void bk_flow_say_why(BkFlow *flow, char *text) {
  g_free(flow->why);
  flow->why = text;
}

BkOutcome bk_flow_told_unknown(const BkFlow *flow) {
  switch ((int)flow->action->kind) {
  case BK_ACTION_FORGOT:
  case BK_ACTION_RESEND:
    return BK_OUTCOME_OK;
  case BK_ACTION_SIGN_IN:
  case BK_ACTION_MFA:
  case BK_ACTION_DEVICE:
    return BK_OUTCOME_INVALID_CREDENTIALS;
  case BK_ACTION_VERIFY:
  case BK_ACTION_RESET:
    return BK_OUTCOME_CODE_INVALID;
  default:
    return BK_OUTCOME_UNKNOWN_ACCOUNT;
  }
}

void bk_flow_end(BkFlow *flow, BkOutcome outcome, BkFailure failure) {
  if (outcome == BK_OUTCOME_UNKNOWN_ACCOUNT)
    outcome = bk_flow_told_unknown(flow);
  flow->state = BK_FLOW_DONE;
  flow->outcome = outcome;
  flow->failure = failure;
  flow->polling.on = FALSE;
}

void bk_flow_clear_result(BkFlow *flow) {
  flow->outcome = BK_OUTCOME_OK;
  flow->failure = BK_FAILURE_NONE;
  flow->status = 0;
  flow->retry_at = 0;
  g_clear_pointer(&flow->server_text, g_free);
}

/* SEND, or DONE when the request cannot or may not be sent. */
static void start_sending(BkFlow *flow) {
  BkOutcome outcome = BK_OUTCOME_OK;
  char *why = NULL;
  g_autoptr(BkRequest) request = bk_flow_build(flow, &outcome, &why);
  if (request == NULL) {
    bk_flow_say_why(flow, why);
    bk_flow_end(flow, outcome, outcome == BK_OUTCOME_BAD_RESPONSE ? BK_FAILURE_BAD_ANSWER : BK_FAILURE_NONE);
    return;
  }
  if (!flow->polling.on && ++flow->requests > BK_FLOW_MAX_REQUESTS) {
    bk_flow_say_why(flow, g_strdup_printf("more than %d requests", BK_FLOW_MAX_REQUESTS));
    bk_flow_end(flow, BK_OUTCOME_BAD_RESPONSE, BK_FAILURE_BAD_ANSWER);
    return;
  }
  flow->acted = flow->acted || !request->safe;
  flow->state = BK_FLOW_SEND;
}

/* Whether the step cannot do without a session. */
static gboolean needs_session(const BkServer *server, const BkStep *step) {
  g_autoptr(GPtrArray) names = bk_flow_step_names(server, step);
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index(names, i);
    if (g_str_has_prefix(name, "session.") && !g_str_has_suffix(name, "?"))
      return TRUE;
  }
  return FALSE;
}

static gboolean step_gives_session(const BkStep *step) {
  for (guint i = 0; step->replies != NULL && i < step->replies->len; i++) {
    if (((const BkReplyRule *)g_ptr_array_index(step->replies, i))->session != NULL)
      return TRUE;
  }
  return FALSE;
}

/* Nothing is sent by an action that must end without a session later on. */
static gboolean lacks_session(const BkFlow *flow) {
  if (flow->session != NULL)
    return FALSE;
  for (guint i = 0; i < flow->action->steps->len; i++) {
    const BkStep *step = g_ptr_array_index(flow->action->steps, i);
    if (needs_session(flow->server, step))
      return TRUE;
    if (step_gives_session(step))
      return FALSE;
  }
  return FALSE;
}

/* Seconds that an answer has told under a name; 0: none. */
static double told_seconds(const BkFlow *flow, const char *name) {
  BkSecret *told = name != NULL ? g_hash_table_lookup(flow->captures, name) : NULL;
  return told != NULL ? g_ascii_strtod(bk_secret_peek(told), NULL) : 0;
}

static int poll_interval(const BkFlow *flow) {
  const BkStep *step = flow->step;
  double seconds = told_seconds(flow, step->poll_every_from);
  if (!(seconds >= 1)) /* also when it is no number */
    seconds = step->poll_every > 0 ? step->poll_every : BK_POLL_DEFAULT;
  return (int)MIN(seconds, BK_POLL_MAX_EVERY);
}

static int poll_limit(const BkFlow *flow) {
  double seconds = told_seconds(flow, flow->step->poll_for_from);
  if (!(seconds >= 1))
    seconds = flow->step->poll_for > 0 ? flow->step->poll_for : BK_POLL_FOR;
  return (int)MIN(seconds, BK_POLL_FOR_MAX);
}

void bk_flow_start_polling(BkFlow *flow) {
  flow->polling = (BkPolling){.every = poll_interval(flow)};
}

static gboolean polls(const BkStep *step) {
  return step->poll_every > 0 || step->poll_every_from != NULL;
}

/* WAIT for the next poll, or DONE when the time is over. Where the server has told how long its code is
 * good, the code has run out by then; else nobody has answered, and it is still pending. */
static void wait_for_poll(BkFlow *flow, int seconds) {
  if (flow->polling.waited + seconds > poll_limit(flow)) {
    bk_flow_say_why(flow, g_strdup_printf("polled for %d seconds", flow->polling.waited));
    gboolean told = told_seconds(flow, flow->step->poll_for_from) >= 1;
    bk_flow_end(flow, told ? BK_OUTCOME_CODE_EXPIRED : BK_OUTCOME_PENDING, BK_FAILURE_NONE);
    return;
  }
  flow->polling.waited += seconds;
  flow->polling.on = TRUE;
  flow->wait_seconds = seconds;
  flow->state = BK_FLOW_WAIT;
}

static gboolean wants_anything(const BkFlow *flow) {
  g_autoptr(GPtrArray) wanted = bk_flow_wanted(flow);
  return wanted->len > 0;
}

/* The next step of a chain: it asks, waits for its first poll, or sends. */
static void enter_step(BkFlow *flow, const BkStep *step) {
  gboolean new_step = step != flow->step;
  flow->step = step;
  if (new_step) {
    g_hash_table_remove_all(flow->asked);
    bk_flow_start_polling(flow);
  }
  if (needs_session(flow->server, step) && bk_flow_current_session(flow) == NULL)
    bk_flow_end(flow, BK_OUTCOME_SESSION_EXPIRED, BK_FAILURE_NONE);
  else if (wants_anything(flow))
    flow->state = BK_FLOW_ASK;
  else if (new_step && polls(step))
    wait_for_poll(flow, flow->polling.every);
  else
    start_sending(flow);
}

/* ---- what follows from a rule ---- */

/* Actions that renew a session keep what the reply does not replace. */
static const BkSession *renewed_session(const BkFlow *flow) {
  switch ((int)flow->action->kind) {
  case BK_ACTION_REFRESH:
  case BK_ACTION_CHANGE_PASSWORD:
  case BK_ACTION_WHOAMI:
    return bk_flow_current_session(flow);
  default:
    return flow->fresh; /* an earlier step of the same action */
  }
}

static void copy_values(BkSession *to, const BkSession *from) {
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, from->values);
  while (g_hash_table_iter_next(&iter, &name, &value))
    g_hash_table_replace(to->values, g_strdup(name), bk_secret_ref(value));
}

/* The address that was given, whatever the file calls its input. */
static BkSecret *given_account(BkFlow *flow) {
  BkSecret *email = bk_flow_value("email", flow);
  for (guint i = 0; email == NULL && i < flow->server->inputs->len; i++) {
    const BkInput *input = g_ptr_array_index(flow->server->inputs, i);
    if (input->kind == BK_INPUT_EMAIL)
      email = bk_secret_ref(g_hash_table_lookup(flow->given, input->name));
  }
  return email;
}

static BkSession *begin_session(BkFlow *flow, const BkSession *old) {
  g_autoptr(BkSecret) email =
      flow->tokens.account != NULL ? bk_secret_ref(flow->tokens.account) : given_account(flow);
  const char *account = email != NULL ? bk_secret_peek(email) : old != NULL ? old->account : "";
  /* A session that is shared among origins stays one of where it was issued. */
  const char *origin = old != NULL && flow->session_used ? old->origin : flow->origin;
  BkSession *session = bk_session_new(flow->server->id, origin, account);
  session->token = g_steal_pointer(&flow->tokens.token);
  session->refresh = g_steal_pointer(&flow->tokens.refresh);
  session->expires_at = flow->tokens.expires_at;
  session->signed_in_at = old != NULL ? old->signed_in_at : flow->tokens.now;
  if (old != NULL) {
    copy_values(session, old);
    if (session->refresh == NULL)
      session->refresh = bk_secret_ref(old->refresh);
  }
  return session;
}

/* FALSE if one of the values of the session cannot be had. */
static gboolean make_session(BkFlow *flow, const BkSessionRule *rule) {
  const BkSession *old = renewed_session(flow);
  g_autoptr(BkSession) session = begin_session(flow, old);
  for (guint i = 0; rule->values != NULL && i < rule->values->len; i++) {
    const BkPair *pair = g_ptr_array_index(rule->values, i);
    g_autofree char *missing = NULL;
    g_autoptr(BkSecret) value =
        bk_template_expand(pair->value, BK_ENCODE_NONE, bk_flow_value, flow, &missing);
    gboolean kept = value == NULL && g_hash_table_contains(session->values, pair->name);
    if (value == NULL && !kept) {
      bk_flow_say_why(flow, g_strdup_printf("session value %s: {{%s}} has no value", pair->name,
                                            missing != NULL ? missing : ""));
      return FALSE;
    }
    if (value != NULL && bk_secret_length(value) > 0)
      g_hash_table_replace(session->values, g_strdup(pair->name), bk_secret_ref(value));
  }
  bk_session_unref(flow->fresh);
  flow->fresh = g_steal_pointer(&session);
  return TRUE;
}

static gboolean is_waiting(const BkFlow *flow, const BkReplyRule *rule) {
  gboolean here = rule->then == NULL || g_str_equal(rule->then, flow->step->name);
  return here && polls(flow->step) &&
         (rule->outcome == BK_OUTCOME_PENDING || rule->outcome == BK_OUTCOME_SLOW_DOWN);
}

static void poll_again(BkFlow *flow, BkOutcome outcome) {
  if (outcome == BK_OUTCOME_SLOW_DOWN)
    flow->polling.every += BK_POLL_SLOWER;
  flow->polling.failures = 0;
  gint64 told = flow->retry_at > 0 ? flow->retry_at - flow->tokens.now : 0;
  wait_for_poll(flow, (int)MAX(flow->polling.every, told));
}

static void follow(BkFlow *flow, const char *name) {
  const BkStep *next = bk_action_step(flow->action, name);
  if (next == NULL) {
    bk_flow_say_why(flow, g_strdup_printf("there is no step \"%s\"", name));
    bk_flow_end(flow, BK_OUTCOME_MISCONFIGURED, BK_FAILURE_NONE);
    return;
  }
  flow->has_acted = flow->acted;
  enter_step(flow, next);
}

void bk_flow_conclude(BkFlow *flow) {
  const BkReplyRule *rule = flow->rule;
  if (rule->session != NULL && !make_session(flow, rule->session)) {
    bk_flow_end(flow, BK_OUTCOME_BAD_RESPONSE, BK_FAILURE_BAD_ANSWER);
    return;
  }
  gboolean asks = rule->ask != NULL && rule->ask->len > 0;
  const char *then = flow->next != NULL ? flow->next : rule->then;
  flow->next = NULL;
  for (guint i = 0; asks && i < rule->ask->len; i++)
    g_hash_table_add(flow->asked, g_strdup(g_ptr_array_index(rule->ask, i)));
  if (is_waiting(flow, rule))
    poll_again(flow, rule->outcome);
  else if (then != NULL && !asks)
    follow(flow, then);
  else
    bk_flow_end(flow, rule->outcome, BK_FAILURE_NONE);
}

/* ---- life ---- */

BkFlow *bk_flow_new(const BkServer *server, const BkAction *action, BkSession *session) {
  BkFlow *flow = g_new0(BkFlow, 1);
  flow->server = server;
  flow->action = action;
  flow->step = g_ptr_array_index(action->steps, 0);
  flow->session = session != NULL ? bk_session_ref(session) : NULL;
  flow->given = values_new();
  flow->captures = values_new();
  flow->generated = values_new();
  flow->kept = names_new();
  flow->asked = names_new();
  flow->cookies = bk_cookies_new();
  flow->shown = g_ptr_array_new_with_free_func(shown_free);
  flow->choice_labels = g_ptr_array_new_with_free_func(g_free);
  flow->choice_steps = g_ptr_array_new();
  flow->choice_values = g_ptr_array_new_with_free_func((GDestroyNotify)bk_secret_unref);
  flow->why = g_strdup("nothing has been sent");
  bk_flow_start_polling(flow);
  flow->state = BK_FLOW_ASK;
  if (lacks_session(flow))
    bk_flow_end(flow, BK_OUTCOME_SESSION_EXPIRED, BK_FAILURE_NONE);
  return flow;
}

void bk_flow_free(BkFlow *flow) {
  if (flow == NULL)
    return;
  bk_session_unref(flow->session);
  bk_session_unref(flow->fresh);
  bk_session_unref(flow->rolled);
  g_hash_table_unref(flow->given);
  g_hash_table_unref(flow->captures);
  g_hash_table_unref(flow->generated);
  g_hash_table_unref(flow->kept);
  g_hash_table_unref(flow->asked);
  bk_cookies_free(flow->cookies);
  g_ptr_array_unref(flow->shown);
  g_clear_pointer(&flow->listed, g_ptr_array_unref);
  g_ptr_array_unref(flow->choice_labels);
  g_ptr_array_unref(flow->choice_values);
  g_ptr_array_unref(flow->choice_steps);
  bk_secret_unref(flow->tokens.token);
  bk_secret_unref(flow->tokens.refresh);
  bk_secret_unref(flow->tokens.account);
  g_free(flow->origin);
  g_free(flow->server_text);
  g_free(flow->why);
  g_free(flow);
}

/* ---- events ---- */

gboolean bk_flow_go(BkFlow *flow) {
  if (flow->state != BK_FLOW_ASK || !bk_flow_take_defaults(flow))
    return FALSE;
  start_sending(flow);
  return flow->state == BK_FLOW_SEND;
}

BkRequest *bk_flow_request(BkFlow *flow) {
  if (flow->state != BK_FLOW_SEND)
    return NULL;
  BkOutcome outcome;
  g_autofree char *why = NULL;
  return bk_flow_build(flow, &outcome, &why);
}

void bk_flow_reply(BkFlow *flow, const BkReply *reply, gint64 now) {
  if (flow->state != BK_FLOW_SEND)
    return;
  bk_flow_clear_result(flow);
  flow->status = reply->status;
  bk_cookies_take(flow->cookies, flow->origin, reply);
  bk_flow_judge(flow, reply, now);
}

void bk_flow_fail(BkFlow *flow, BkFailure failure) {
  if (flow->state != BK_FLOW_SEND)
    return;
  bk_flow_clear_result(flow);
  BkOutcome outcome = bk_failure_outcome(failure);
  bk_flow_say_why(flow, g_strdup_printf("no answer: %s", bk_failure_word(failure)));
  /* Between two polls many a server closes the connection, at times just when the next one is on its way. */
  gboolean line = outcome == BK_OUTCOME_NETWORK || outcome == BK_OUTCOME_TIMEOUT || failure == BK_FAILURE_CUT;
  if (flow->polling.on && line && ++flow->polling.failures <= BK_POLL_MAX_FAILURES)
    wait_for_poll(flow, flow->polling.every); /* one lost poll is no reason to lose the whole sign-in */
  else
    bk_flow_end(flow, outcome, failure);
}

GPtrArray *bk_flow_choices(const BkFlow *flow) {
  return flow->state == BK_FLOW_CHOOSE ? flow->choice_labels : NULL;
}

const char *bk_flow_choice_title(const BkFlow *flow) {
  return flow->state == BK_FLOW_CHOOSE ? flow->rule->choose->title : NULL;
}

int bk_flow_choice_fallback(const BkFlow *flow) {
  return flow->state == BK_FLOW_CHOOSE && flow->rule->choose->from == NULL ? 0 : -1;
}

const BkSecret *bk_flow_choice_value(const BkFlow *flow, guint index) {
  gboolean is_one = flow->state == BK_FLOW_CHOOSE && index < flow->choice_values->len;
  return is_one ? g_ptr_array_index(flow->choice_values, index) : NULL;
}

void bk_flow_choose(BkFlow *flow, guint index) {
  if (flow->state != BK_FLOW_CHOOSE || index >= flow->choice_values->len)
    return;
  BkSecret *value = g_ptr_array_index(flow->choice_values, index);
  g_hash_table_replace(flow->captures, g_strdup(flow->rule->choose->as), bk_secret_ref(value));
  g_hash_table_add(flow->kept, g_strdup(flow->rule->choose->as)); /* a person has read it: no secret */
  flow->next = g_ptr_array_index(flow->choice_steps, index);
  bk_flow_conclude(flow);
}

int bk_flow_wait_seconds(const BkFlow *flow) {
  return flow->state == BK_FLOW_WAIT ? flow->wait_seconds : 0;
}

int bk_flow_wait_left(const BkFlow *flow) {
  return flow->state == BK_FLOW_WAIT ? poll_limit(flow) - flow->polling.waited + flow->wait_seconds : 0;
}

void bk_flow_wake(BkFlow *flow) {
  if (flow->state == BK_FLOW_WAIT)
    start_sending(flow);
}

void bk_flow_cancel(BkFlow *flow) {
  if (flow->state != BK_FLOW_DONE)
    bk_flow_end(flow, BK_OUTCOME_CANCELLED, BK_FAILURE_CANCELLED);
}

/* ---- reading ---- */

BkFlowState bk_flow_state(const BkFlow *flow) {
  return flow->state;
}

const BkAction *bk_flow_action(const BkFlow *flow) {
  return flow->action;
}

const char *bk_flow_step(const BkFlow *flow) {
  return flow->step->name;
}

BkOutcome bk_flow_outcome(const BkFlow *flow) {
  return flow->outcome;
}

BkFailure bk_flow_failure(const BkFlow *flow) {
  return flow->failure;
}

gboolean bk_flow_may_have_acted(const BkFlow *flow) {
  return flow->acted;
}

gboolean bk_flow_has_acted(const BkFlow *flow) {
  return flow->has_acted;
}

int bk_flow_status(const BkFlow *flow) {
  return flow->status;
}

const char *bk_flow_server_text(const BkFlow *flow) {
  return flow->server_text;
}

gint64 bk_flow_retry_at(const BkFlow *flow) {
  return flow->retry_at;
}

BkSession *bk_flow_session(const BkFlow *flow) {
  return flow->fresh;
}

BkSession *bk_flow_changed_session(const BkFlow *flow) {
  return flow->rolled;
}

const GPtrArray *bk_flow_shown(const BkFlow *flow) {
  return flow->shown;
}

void bk_flow_forget_shown(BkFlow *flow) {
  g_ptr_array_set_size(flow->shown, 0);
}

GPtrArray *bk_flow_listed(const BkFlow *flow) {
  return flow->listed;
}

GHashTable *bk_flow_captures(const BkFlow *flow) {
  return flow->captures;
}

gboolean bk_flow_keeps(const BkFlow *flow, const char *name) {
  return g_hash_table_contains(flow->kept, name);
}

const char *bk_flow_why(const BkFlow *flow) {
  return flow->why;
}
