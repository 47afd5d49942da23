#include "scenario.h"

#include "base/clock.h"

#include <string.h>

gboolean nothing_unnamed(Scenario *scenario) {
  if (bk_flow_session(scenario->flow) != NULL && !scenario->session_named)
    return trouble(scenario, "there is a new session: name its session.token");
  if (bk_flow_changed_session(scenario->flow) != NULL && !scenario->changed_named)
    return trouble(scenario, "the session it began with has been changed: name what, as changed.token");
  if (bk_flow_shown(scenario->flow)->len != scenario->shown)
    return trouble(scenario, "%u values are shown, %u are named", bk_flow_shown(scenario->flow)->len,
                   scenario->shown);
  const GPtrArray *listed = bk_flow_listed(scenario->flow);
  if (listed != NULL && listed->len != scenario->listed)
    return trouble(scenario, "%u sessions are listed, %u are named", listed->len, scenario->listed);
  return TRUE;
}

gboolean do_ends(Scenario *scenario, const char *rest) {
  if (bk_flow_state(scenario->flow) == BK_FLOW_ASK)
    bk_flow_go(scenario->flow);
  static const char *const states[] = {"asks for input", "sends a request", "offers a choice", "waits"};
  BkFlowState state = bk_flow_state(scenario->flow);
  if (state != BK_FLOW_DONE)
    return trouble(scenario, "it has not ended: it %s (%s)", states[state], bk_flow_why(scenario->flow));
  if (expect(scenario, "the outcome", rest, bk_outcome_word(bk_flow_outcome(scenario->flow))))
    return TRUE;
  return trouble(scenario, "why: %s", bk_flow_why(scenario->flow));
}

gboolean do_failure(Scenario *scenario, const char *rest) {
  return expect(scenario, "the failure", rest, bk_failure_word(bk_flow_failure(scenario->flow)));
}

gboolean do_text(Scenario *scenario, const char *rest) {
  g_autofree char *more = read_block(scenario);
  g_autofree char *text = more != NULL ? g_strconcat(rest, "\n", more, NULL) : g_strdup(rest);
  return expect(scenario, "the server's sentence", text, bk_flow_server_text(scenario->flow));
}

gboolean do_why(Scenario *scenario, const char *rest) {
  return g_str_has_prefix(bk_flow_why(scenario->flow), rest) ||
         expect(scenario, "the reason", rest, bk_flow_why(scenario->flow));
}

gboolean do_retry(Scenario *scenario, const char *rest) {
  gint64 at = bk_flow_retry_at(scenario->flow);
  g_autofree char *seconds = at != 0 ? g_strdup_printf("%" G_GINT64_FORMAT, at - scenario->now) : NULL;
  return expect(scenario, "the time to try again", rest, seconds);
}

gboolean do_shown(Scenario *scenario, const char *rest) {
  const GPtrArray *shown = bk_flow_shown(scenario->flow);
  if (scenario->shown == shown->len)
    return trouble(scenario, "there is nothing more that is shown");
  const BkShownValue *value = g_ptr_array_index(shown, scenario->shown++);
  g_autofree char *text = g_strdup_printf("%s %s", value->as, bk_secret_peek(value->value));
  return expect(scenario, "what is shown", rest, text);
}

gboolean do_listed(Scenario *scenario, const char *rest) {
  const GPtrArray *listed = bk_flow_listed(scenario->flow);
  if (listed == NULL || scenario->listed == listed->len)
    return trouble(scenario, "there is no further session that is listed");
  const BkListedSession *one = g_ptr_array_index(listed, scenario->listed++);
  g_autofree char *since = one->since > 0 ? bk_clock_format(one->since) : g_strdup("-");
  g_autofree char *seen = one->seen > 0 ? bk_clock_format(one->seen) : g_strdup("-");
  g_autofree char *text =
      g_strdup_printf("%s | %s | %s | %s | %s%s", bk_secret_peek(one->id), *one->name ? one->name : "-",
                      *one->address ? one->address : "-", since, seen, one->mine ? " | mine" : "");
  return expect(scenario, "what is listed", rest, text);
}

gboolean do_captured(Scenario *scenario, const char *rest) {
  g_autofree char *name = g_strdup(rest);
  const char *value = split_word(name);
  BkSecret *captured = g_hash_table_lookup(bk_flow_captures(scenario->flow), name);
  return expect(scenario, name, value, captured != NULL ? bk_secret_peek(captured) : NULL);
}

static char *session_value(const BkSession *session, const char *member) {
  if (session == NULL)
    return NULL;
  if (g_str_equal(member, "account"))
    return g_strdup(session->account);
  if (g_str_equal(member, "origin"))
    return g_strdup(session->origin);
  if (g_str_equal(member, "expires"))
    return session->expires_at != 0 ? bk_clock_format(session->expires_at) : NULL;
  BkSecret *value = g_str_equal(member, "token")     ? session->token
                    : g_str_equal(member, "refresh") ? session->refresh
                                                     : g_hash_table_lookup(session->values, member);
  return value != NULL ? g_strdup(bk_secret_peek(value)) : NULL;
}

gboolean check_session(Scenario *scenario, const char *member, const char *expected) {
  g_autofree char *value = session_value(bk_flow_session(scenario->flow), member);
  g_autofree char *what = g_strdup_printf("session.%s", member);
  scenario->session_named |= g_str_equal(member, "token");
  return expect(scenario, what, expected, value);
}

gboolean check_changed(Scenario *scenario, const char *member, const char *expected) {
  g_autofree char *value = session_value(bk_flow_changed_session(scenario->flow), member);
  g_autofree char *what = g_strdup_printf("changed.%s", member);
  scenario->changed_named = TRUE;
  return expect(scenario, what, expected, value);
}

gboolean do_no(Scenario *scenario, const char *rest) {
  if (g_str_equal(rest, "text"))
    return do_text(scenario, NULL);
  if (g_str_equal(rest, "retry"))
    return do_retry(scenario, NULL);
  if (g_str_equal(rest, "again"))
    return !bk_flow_can_try_again(scenario->flow) || trouble(scenario, "other inputs could mend it");
  if (g_str_has_prefix(rest, "session."))
    return check_session(scenario, rest + strlen("session."), NULL);
  if (g_str_has_prefix(rest, "captured ")) {
    const char *name = rest + strlen("captured ");
    return !g_hash_table_contains(bk_flow_captures(scenario->flow), name) ||
           trouble(scenario, "%s has been captured", name);
  }
  return trouble(scenario, "\"no %s\" says nothing", rest);
}
