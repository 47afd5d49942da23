#include "mock/judge.h"

#include "flow/flow.h"
#include "flow/template.h"
#include "mock/call.h"

#include <string.h>

/* Any value will do: only the reply is looked at. It is long enough for a token and a code. */
#define ANYTHING "12345678"

static BkSession *any_session(const BkServer *server, const BkStep *step, GHashTable *names) {
  const char *base = server->url;
  GHashTableIter iter;
  gpointer name;

  for (guint i = 0; step->request->at && i < server->urls->len; i++) {
    const BkPair *url = g_ptr_array_index(server->urls, i);

    if (g_str_equal(url->name, step->request->at))
      base = url->value;
  }
  g_autofree char *origin = bk_origin_of(base);
  BkSession *session = bk_session_new(server->id, origin ? origin : server->origin, "a@example.org");
  session->token = bk_secret_new(ANYTHING, -1);
  session->refresh = bk_secret_new(ANYTHING, -1);
  g_hash_table_iter_init(&iter, names);
  while (g_hash_table_iter_next(&iter, &name, NULL)) {
    const char *member = g_str_has_prefix(name, "session.") ? (char *)name + strlen("session.") : NULL;
    g_autofree char *origin_name = member ? bk_mock_origin_of_session_value(server, member) : NULL;
    gboolean is_url = bk_mock_is_told_url(server, origin_name ? origin_name : name);

    if (member)
      g_hash_table_replace(session->values, g_strdup(member),
                           bk_secret_new(is_url ? server->url : ANYTHING, -1));
  }
  return session;
}

/* The same action, beginning at the step; the others follow, so that "then" leads somewhere. They wait before
 * they send: only the rule is asked for, and where a told URL leads is no part of it. */
static GPtrArray *steps_from(const BkAction *action, const BkStep *step) {
  GPtrArray *steps = g_ptr_array_new_with_free_func(g_free);

  g_ptr_array_add(steps, g_memdup2(step, sizeof *step));
  for (guint i = 0; i < action->steps->len; i++) {
    BkStep *other = g_ptr_array_index(action->steps, i);

    if (other == step)
      continue;
    other = g_memdup2(other, sizeof *other);
    other->poll_every = MAX(other->poll_every, 1);
    g_ptr_array_add(steps, other);
  }
  return steps;
}

static void give_all(BkFlow *flow, const BkServer *server, GHashTable *names) {
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init(&iter, names);
  while (g_hash_table_iter_next(&iter, &name, NULL)) {
    const BkVariable *variable = bk_server_variable(server, name);
    g_autoptr(BkSecret) anything = bk_secret_new(ANYTHING, -1);

    if (bk_mock_is_told_url(server, name)) {
      g_autoptr(BkSecret) url = bk_secret_new(server->url, -1);
      bk_flow_give(flow, name, url);
    } else if (!strchr(name, '.') && !(variable && variable->value)) {
      bk_flow_give(flow, name, anything);
    }
  }
}

/* The rule that a why of "replies[2]: …" names, or NULL. */
static const BkReplyRule *rule_of(const BkStep *step, const char *why) {
  const char *start = why && g_str_has_prefix(why, "replies[") ? why + strlen("replies[") : "";
  g_autofree char *digits = g_strndup(start, strspn(start, "0123456789"));
  guint64 index = 0;

  if (step->replies->len == 0 ||
      !g_ascii_string_to_unsigned(digits, 10, 0, step->replies->len - 1, &index, NULL))
    return NULL;
  return g_ptr_array_index(step->replies, index);
}

static BkOutcome read_verdict(const BkFlow *flow, const BkStep *step, const BkReplyRule **ret_rule) {
  gboolean done = bk_flow_state(flow) == BK_FLOW_DONE;

  if (done && bk_flow_failure(flow) != BK_FAILURE_NONE)
    return bk_flow_outcome(flow);
  *ret_rule = rule_of(step, bk_flow_why(flow));
  if (*ret_rule)
    return (*ret_rule)->outcome;
  return done ? bk_flow_outcome(flow) : BK_OUTCOME_BAD_RESPONSE;
}

static void add_names(GHashTable *names, const char *text) {
  g_autoptr(GPtrArray) found = bk_template_names(text);

  for (guint i = 0; i < found->len; i++) {
    const char *name = g_ptr_array_index(found, i);
    g_hash_table_add(names, g_strndup(name, strcspn(name, "?")));
  }
}

/* What the rules of the step take from earlier steps. */
static void add_kept(GHashTable *names, const BkStep *step) {
  for (guint r = 0; r < step->replies->len; r++) {
    const BkReplyRule *rule = g_ptr_array_index(step->replies, r);

    for (guint v = 0; rule->session && v < rule->session->values->len; v++)
      add_names(names, ((BkPair *)g_ptr_array_index(rule->session->values, v))->value);
    for (guint t = 0; rule->session && t < rule->session->token->len; t++) {
      const BkSource *source = g_ptr_array_index(rule->session->token, t);
      if (source->kind == BK_SOURCE_VALUE)
        add_names(names, source->where);
    }
  }
}

BkOutcome bk_mock_judge(const BkServer *server, const BkAction *action, const BkStep *step,
                        const BkReply *reply, gint64 now, const BkReplyRule **ret_rule) {
  g_autoptr(GHashTable) names = bk_mock_step_names(server, step);
  g_autoptr(GPtrArray) steps = steps_from(action, step);
  g_autoptr(BkSession) session = any_session(server, step, names);
  BkAction view = *action;
  g_autoptr(BkFlow) flow = NULL;

  *ret_rule = NULL;
  add_kept(names, step);
  view.steps = steps;
  flow = bk_flow_new(server, &view, session);
  give_all(flow, server, names);
  if (bk_flow_state(flow) == BK_FLOW_WAIT)
    bk_flow_wake(flow);
  if (bk_flow_state(flow) == BK_FLOW_ASK)
    (void)bk_flow_go(flow);
  if (bk_flow_state(flow) != BK_FLOW_SEND)
    return BK_OUTCOME_BAD_RESPONSE;
  bk_flow_reply(flow, reply, now);
  return read_verdict(flow, step, ret_rule);
}
