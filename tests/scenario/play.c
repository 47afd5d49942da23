#include "scenario.h"

#include <string.h>

/* ---- while it runs ---- */

static gboolean do_give(Scenario *scenario, const char *rest) {
  g_autofree char *name = g_strdup(rest);
  const char *value = split_word(name);
  g_autofree char *block = read_block(scenario);
  g_autoptr(BkSecret) secret = bk_secret_new(block != NULL ? block : value, -1);
  bk_flow_give(scenario->flow, name, secret);
  return TRUE;
}

static gboolean do_wants(Scenario *scenario, const char *rest) {
  if (bk_flow_state(scenario->flow) != BK_FLOW_ASK)
    return trouble(scenario, "the flow does not ask now");
  g_autofree char *names = wanted_names(scenario);
  return expect(scenario, "what is asked for", rest, names);
}

static gboolean do_wait(Scenario *scenario, const char *rest) {
  if (bk_flow_state(scenario->flow) != BK_FLOW_WAIT)
    return trouble(scenario, "the flow does not wait now");
  g_autofree char *seconds = g_strdup_printf("%d", bk_flow_wait_seconds(scenario->flow));
  if (!expect(scenario, "the wait", rest, seconds))
    return FALSE;
  scenario->now += bk_flow_wait_seconds(scenario->flow);
  bk_flow_wake(scenario->flow);
  return TRUE;
}

static gboolean do_choices(Scenario *scenario, const char *rest) {
  GPtrArray *choices = bk_flow_choices(scenario->flow);
  g_autoptr(GString) labels = g_string_new(NULL);
  for (guint i = 0; choices != NULL && i < choices->len; i++)
    g_string_append_printf(labels, "%s%s", i > 0 ? " | " : "", (char *)g_ptr_array_index(choices, i));
  return expect(scenario, "the choice", rest, labels->str);
}

static gboolean do_choose(Scenario *scenario, const char *rest) {
  GPtrArray *choices = bk_flow_choices(scenario->flow);
  for (guint i = 0; choices != NULL && i < choices->len; i++) {
    if (!g_str_equal(g_ptr_array_index(choices, i), rest))
      continue;
    bk_flow_choose(scenario->flow, i);
    return TRUE;
  }
  return trouble(scenario, "\"%s\" cannot be chosen", rest);
}

static gboolean do_cancel(Scenario *scenario, const char *rest) {
  (void)rest;
  bk_flow_cancel(scenario->flow);
  return TRUE;
}

static gboolean do_again(Scenario *scenario, const char *rest) {
  (void)rest;
  if (bk_flow_state(scenario->flow) != BK_FLOW_DONE || !bk_flow_can_try_again(scenario->flow))
    return trouble(scenario, "the flow cannot go on with other inputs");
  if (!nothing_unnamed(scenario))
    return FALSE;
  bk_flow_again(scenario->flow);
  scenario->shown = 0;
  scenario->session_named = FALSE;
  scenario->changed_named = FALSE;
  return TRUE;
}

/* ---- playing one ---- */

static const struct {
  const char *word;
  Directive run;
  gboolean needs_flow;
} DIRECTIVES[] = {
    {"server", do_server, FALSE},  {"now", do_now, FALSE},          {"with", do_with, FALSE},
    {"action", do_action, FALSE},  {"give", do_give, TRUE},         {"wants", do_wants, TRUE},
    {">", do_request, TRUE},       {"<", do_reply, TRUE},           {"fail", do_fail, TRUE},
    {"wait", do_wait, TRUE},       {"choices", do_choices, TRUE},   {"choose", do_choose, TRUE},
    {"cancel", do_cancel, TRUE},   {"again", do_again, TRUE},       {"ends", do_ends, TRUE},
    {"failure", do_failure, TRUE}, {"text", do_text, TRUE},         {"retry", do_retry, TRUE},
    {"shown", do_shown, TRUE},     {"captured", do_captured, TRUE}, {"no", do_no, TRUE},
    {"why", do_why, TRUE},         {"listed", do_listed, TRUE},
};

static gboolean run_line(Scenario *scenario, const char *line) {
  g_autofree char *word = g_strdup(line);
  char *rest = split_word(word);
  if (g_str_has_prefix(word, "session.") && scenario->flow != NULL)
    return check_session(scenario, word + strlen("session."), rest);
  if (g_str_has_prefix(word, "changed.") && scenario->flow != NULL)
    return check_changed(scenario, word + strlen("changed."), rest);
  for (guint i = 0; i < G_N_ELEMENTS(DIRECTIVES); i++) {
    if (!g_str_equal(word, DIRECTIVES[i].word))
      continue;
    if (DIRECTIVES[i].needs_flow && scenario->flow == NULL)
      return trouble(scenario, "the action comes first");
    return DIRECTIVES[i].run(scenario, rest);
  }
  return trouble(scenario, "\"%s\" is not known: tests/scenarios/README.md lists the words", word);
}

void play(Scenario *scenario) {
  while (scenario->lines[scenario->at] != NULL) {
    const char *line = scenario->lines[scenario->at++];
    if (line[0] == '\0' || line[0] == '#')
      continue;
    if (!run_line(scenario, line))
      return;
  }
  if (scenario->flow == NULL || bk_flow_state(scenario->flow) != BK_FLOW_DONE)
    trouble(scenario, "the scenario stops before the action has ended");
  else
    nothing_unnamed(scenario);
}
