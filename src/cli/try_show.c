/* try_show.c: a trial as lines. ">" stands before what is sent and "<" before what comes, as in curl -v. */
#include "base/clock.h"
#include "cli/try.h"

#include <string.h>

#define BODY_LINES 60u

/* The marks, where the terminal has them; what is close to them, where it has not. */
static void put(const char *format, ...) G_GNUC_PRINTF(1, 2);
static void put(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autoptr(GString) line = g_string_new(NULL);
  g_string_vprintf(line, format, arguments);
  va_end(arguments);
  if (!g_get_charset(NULL)) {
    g_string_replace(line, BK_MASK_OPEN, "<", 0);
    g_string_replace(line, BK_MASK_CLOSE, ">", 0);
    g_string_replace(line, "✓", "+", 0);
    g_string_replace(line, "✗", "-", 0);
    g_string_replace(line, "…", "...", 0);
  }
  g_print("%s\n", line->str);
}

char *bk_try_name(const BkAction *action) {
  return action->way == BK_WAY_ONLY
             ? g_strdup(bk_action_word(action->kind))
             : g_strdup_printf("%s.%s", bk_action_word(action->kind), bk_way_word(action->way));
}

void bk_try_show_action(const BkAction *action, gboolean first) {
  g_autofree char *name = bk_try_name(action);
  put("%s%s", first ? "" : "\n", name);
}

/* ---- what is sent and what comes ---- */

/* A line of cJSON_Print: two blanks where it has a tab. */
static void put_json_line(const char *sign, const char *line) {
  gsize depth = strspn(line, "\t");
  g_autofree char *text = g_strdup(line + depth);
  char *tab = strchr(text, '\t'); /* behind a member's name: those inside texts are escaped */
  if (tab)
    *tab = ' ';
  put("  %s %*s%s", sign, (int)(2 * depth), "", text);
}

static void put_body(const char *sign, const cJSON *body) {
  gboolean is_text = cJSON_IsString(body);
  if (!body)
    return;
  char *printed = is_text ? NULL : cJSON_Print(body);
  g_auto(GStrv) lines = g_strsplit(is_text ? body->valuestring : printed, "\n", -1);
  put("  %s", sign);
  for (guint i = 0; i < BODY_LINES && lines[i]; i++) {
    if (is_text)
      put("  %s %s", sign, lines[i]);
    else
      put_json_line(sign, lines[i]);
  }
  if (g_strv_length(lines) > BODY_LINES)
    put("  %s … %u more lines", sign, g_strv_length(lines) - BODY_LINES);
  cJSON_free(printed);
}

static void put_headers(const char *sign, const GPtrArray *headers) {
  for (guint i = 0; i < headers->len; i++) {
    const BkSeenHeader *header = g_ptr_array_index(headers, i);
    put("  %s %s: %s", sign, header->name, header->value);
  }
}

void bk_try_show_request(const BkTrial *trial, const BkTrialExchange *exchange) {
  if (trial->action->steps->len > 1)
    put("  step %s", exchange->step);
  if (!exchange->request)
    return;
  put("  > %s %s", exchange->request->method, exchange->request->url);
  put_headers(">", exchange->request->headers);
  put_body(">", exchange->request->body);
}

/* ---- rules ---- */

static void put_verdict(guint index, const BkVerdict *verdict) {
  const char *outcome = bk_outcome_word(verdict->outcome);
  switch (verdict->state) {
  case BK_RULE_DECIDES:
    put("  ✓ replies[%u] %s", index, outcome);
    return;
  case BK_RULE_COMES_LATER:
    put("    replies[%u] %s: not looked at, one before it has decided", index, outcome);
    return;
  case BK_RULE_FAILS:
    break;
  }
  const char *hint = verdict->hint ? verdict->hint : "";
  if (!verdict->condition) {
    put("  ✗ replies[%u] %s: %s", index, outcome, hint);
    return;
  }
  const char *condition = *verdict->condition ? verdict->condition : "the whole answer (\"\")";
  put("  ✗ replies[%u] %s: wants %s %s, there is %s%s%s%s", index, outcome, condition, verdict->wanted,
      verdict->found ? verdict->found : "nothing", *hint ? " (" : "", hint, *hint ? ")" : "");
}

static void put_taking(const BkTaking *taking) {
  const char *hint = taking->hint ? taking->hint : "";
  if (taking->there)
    put("      takes %s from %s", taking->name, taking->from);
  else
    put("      %s %s: nothing at %s%s%s%s", taking->optional ? "goes without" : "lacks", taking->name,
        taking->from, *hint ? " (" : "", hint, *hint ? ")" : "");
}

static void put_rules(const BkExplanation *explanation) {
  for (guint i = 0; i < explanation->verdicts->len; i++) {
    const BkVerdict *verdict = g_ptr_array_index(explanation->verdicts, i);
    put_verdict(i, verdict);
    for (guint k = 0; verdict->state == BK_RULE_DECIDES && k < explanation->takings->len; k++)
      put_taking(g_ptr_array_index(explanation->takings, k));
  }
}

static gboolean decided(const BkExplanation *explanation) {
  for (guint i = 0; i < explanation->verdicts->len; i++)
    if (((const BkVerdict *)g_ptr_array_index(explanation->verdicts, i))->state == BK_RULE_DECIDES)
      return TRUE;
  return FALSE;
}

void bk_try_show_reply(const BkTrial *trial, const BkTrialExchange *exchange) {
  (void)trial;
  if (!exchange->reply) {
    put("  ✗ no answer: %s%s%s", bk_failure_word(exchange->failure), *exchange->detail ? ", " : "",
        exchange->detail);
    if (exchange->failure == BK_FAILURE_PORTAL)
      put("    where nothing stands between, perhaps the path of this request is none of the server's");
    return;
  }
  const BkSeenReply *reply = exchange->reply;
  put("  < %d, %s, %" G_GINT64_FORMAT " ms", reply->status, reply->kind, reply->milliseconds);
  put_headers("<", reply->headers);
  put_body("<", reply->body);
  if (reply->trouble)
    put("    %s", reply->trouble);
  put_rules(exchange->explanation);
  if (!decided(exchange->explanation))
    put("  %s %s", exchange->expected ? "✓" : "✗", exchange->why);
}

/* ---- the end ---- */

static void put_session(const BkTrial *trial, const BkSession *session) {
  g_autoptr(GString) members = g_string_new("token");
  if (session->refresh)
    g_string_append(members, ", refresh");
  g_autofree char *account = bk_trial_text(trial, session->account);
  g_autofree char *until = session->expires_at > 0 ? bk_clock_format(session->expires_at) : NULL;
  g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(session->values), (GCompareFunc)g_strcmp0);
  for (GList *name = names; name; name = name->next)
    g_string_append_printf(members, ", %s", (const char *)name->data);
  put("  = session of %s: %s; %s%s", account, members->str, until ? "until " : "its end is not told",
      until ? until : "");
}

/* By names that can be typed after --choose. */
static void put_listed(const BkTrial *trial, const GPtrArray *listed) {
  for (guint i = 0; listed && i < listed->len; i++) {
    const BkListedSession *one = g_ptr_array_index(listed, i);
    g_autofree char *name = bk_trial_text(trial, one->name), *address = bk_trial_text(trial, one->address);
    put("  = listed: %s  %s  %s%s", one->key, *name ? name : "-", *address ? address : "-",
        one->mine ? "  (this one)" : "");
  }
}

/* What a person would be told, who has nothing to do with files. */
static void put_told(const BkTrial *trial, const BkFlow *flow) {
  gboolean failed = bk_flow_failure(flow) != BK_FAILURE_NONE;
  BkNotice notice = {.kind = failed ? BK_NOTICE_FAILURE : BK_NOTICE_OUTCOME,
                     .outcome = bk_flow_outcome(flow),
                     .failure = bk_flow_failure(flow),
                     .action = trial->action->kind,
                     .way = trial->action->way,
                     .retry_at = bk_flow_retry_at(flow)};
  bk_notice_about(&notice, trial->server);
  g_autofree char *sentence = bk_notice_sentence(&notice), *advice = bk_notice_advice(&notice);
  put("  = a person reads: %s", sentence);
  if (*advice)
    put("                    %s", advice);
  bk_notice_clear(&notice);
}

void bk_try_show_end(const BkTrial *trial, const BkFlow *flow) {
  gboolean failed = bk_flow_failure(flow) != BK_FAILURE_NONE;
  g_autofree char *why = bk_trial_text(trial, bk_flow_why(flow));
  g_autofree char *said = bk_trial_text(trial, bk_flow_server_text(flow));
  if (trial->exchanges->len == 0)
    put("  ✗ nothing was sent: %s", why);
  if (failed && trial->exchanges->len > 0 && strstr(why, "matched, but"))
    put("  ✗ %s", why);
  put("  = %s%s%s", bk_outcome_word(bk_flow_outcome(flow)), failed ? ": " : "",
      failed ? bk_failure_word(bk_flow_failure(flow)) : "");
  if (bk_flow_outcome(flow) != BK_OUTCOME_OK)
    put_told(trial, flow);
  if (said)
    put("  = the server says: %s", said);
  if (bk_flow_session(flow))
    put_session(trial, bk_flow_session(flow));
  put_listed(trial, bk_flow_listed(flow));
  for (guint i = 0; i < bk_flow_shown(flow)->len; i++)
    put("  = shown once: %s", ((const BkShownValue *)g_ptr_array_index(bk_flow_shown(flow), i))->as);
}
