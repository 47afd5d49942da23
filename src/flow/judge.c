#include "flow/capture.h"
#include "flow/expiry.h"
#include "flow/machine.h"
#include "flow/match.h"
#include "flow/retry.h"
#include "flow/template.h"

#include "base/json.h"
#include "base/text.h"

#include <string.h>

#define CHOICES_MAX 500u
#define STATUS_OK(status) ((status) / 100 == 2)

/* Takes text: what of the rule that matched could not be had. The reply is not what the file says it is. */
static void lacks(BkFlow *flow, char *text) {
  bk_flow_say_why(flow, g_strdup_printf("%s matched, but %s", flow->why, text));
  g_free(text);
  bk_flow_end(flow, BK_OUTCOME_BAD_RESPONSE, BK_FAILURE_BAD_ANSWER);
}

/* ---- what a rule takes from the reply; FALSE when the flow has ended over it ---- */

static gboolean take_captures(BkFlow *flow, const BkReplyRule *rule, const BkAnswer *answer) {
  gboolean session_used = flow->session_used; /* of the request; what is looked up now does not count */
  for (guint i = 0; rule->captures != NULL && i < rule->captures->len; i++) {
    const BkCapture *capture = g_ptr_array_index(rule->captures, i);
    BkSecret *value = bk_capture(capture->sources, answer);
    if (value == NULL && capture->optional)
      continue;
    if (value == NULL) {
      lacks(flow, g_strdup_printf("the reply has no value for capture \"%s\"", capture->name));
      return FALSE;
    }
    g_hash_table_replace(flow->captures, g_strdup(capture->name), value);
    if (capture->keep)
      g_hash_table_add(flow->kept, g_strdup(capture->name));
    flow->session_used = session_used;
  }
  return TRUE;
}

static gint64 read_expiry(const BkSessionRule *rule, const BkAnswer *answer, gint64 now) {
  if (rule->expiry == BK_EXPIRY_NONE)
    return 0;
  g_autoptr(BkSecret) text = bk_capture(rule->expires, answer);
  return text != NULL ? bk_expiry_read(rule->expiry, bk_secret_peek(text), now) : 0;
}

/* The flow holds those of this reply already. */
static BkSecret *session_cookies(BkFlow *flow, const BkSessionRule *rule) {
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < rule->cookies->len; i++) {
    g_autoptr(BkSecret) name =
        bk_template_expand(g_ptr_array_index(rule->cookies, i), BK_ENCODE_NONE, bk_flow_value, flow, NULL);
    g_ptr_array_add(names, g_strdup(name != NULL ? bk_secret_peek(name) : ""));
  }
  return bk_cookies_named(flow->cookies, flow->origin, names);
}

static gboolean take_tokens(BkFlow *flow, const BkReplyRule *rule, const BkAnswer *answer, gint64 now) {
  BkTokens *tokens = &flow->tokens;
  g_clear_pointer(&tokens->token, bk_secret_unref);
  g_clear_pointer(&tokens->refresh, bk_secret_unref);
  g_clear_pointer(&tokens->account, bk_secret_unref);
  if (rule->session == NULL)
    return TRUE;
  tokens->token = rule->session->cookies->len > 0 ? session_cookies(flow, rule->session)
                                                  : bk_capture(rule->session->token, answer);
  tokens->refresh = bk_capture(rule->session->refresh, answer);
  tokens->account = bk_capture(rule->session->account, answer);
  tokens->expires_at = read_expiry(rule->session, answer, now);
  tokens->now = now;
  gboolean usable = tokens->token != NULL &&
                    (bk_session_is_token(tokens->token) || bk_session_is_cookies(tokens->token)) &&
                    (tokens->refresh == NULL || bk_session_is_token(tokens->refresh));
  if (!usable)
    lacks(flow, g_strdup("the reply has no session token, or one that is none"));
  return usable;
}

/* Whether a value reads as it is written: nothing in it is invisible, or controls a terminal. */
static gboolean is_clean(const BkSecret *value) {
  return bk_text_is_clean(bk_secret_peek(value), bk_secret_length(value));
}

/* A link that is shown must be one. What would not be shown exactly is no use to anybody. */
static gboolean can_be_shown(const BkShown *shown, const BkSecret *value) {
  gboolean link = g_str_has_suffix(shown->as, "link");
  g_autofree char *origin = link ? bk_origin_of(bk_secret_peek(value)) : NULL;
  return is_clean(value) && (origin != NULL || !link);
}

static gboolean take_shown(BkFlow *flow, const BkReplyRule *rule, const BkAnswer *answer) {
  for (guint i = 0; rule->show != NULL && i < rule->show->len; i++) {
    const BkShown *shown = g_ptr_array_index(rule->show, i);
    g_autoptr(BkSecret) value = bk_capture(shown->from, answer);
    gboolean good = value != NULL && can_be_shown(shown, value);
    if (!good && shown->optional)
      continue;
    if (!good) {
      lacks(flow, g_strdup_printf("the reply has no %s to show", shown->as));
      return FALSE;
    }
    BkShownValue *entry = g_new0(BkShownValue, 1);
    entry->as = g_strdup(shown->as);
    entry->value = g_steal_pointer(&value);
    g_ptr_array_add(flow->shown, entry);
  }
  return TRUE;
}

static gboolean take_list(BkFlow *flow, const BkReplyRule *rule, const BkAnswer *answer) {
  const char *why = NULL;
  if (rule->list == NULL || bk_flow_list_sessions(flow, rule->list, answer, &why))
    return TRUE;
  lacks(flow, g_strdup(why));
  return FALSE;
}

/* ---- choices ---- */

static char *choice_label(const BkChoice *choice, const cJSON *member, const BkSecret *value) {
  for (guint i = 0; choice->label != NULL && i < choice->label->len; i++) {
    g_autofree char *text = bk_json_scalar(bk_json_at(member, g_ptr_array_index(choice->label, i)));
    g_autofree char *clean = bk_text_clean_line(text);
    if (*clean != '\0')
      return g_steal_pointer(&clean);
  }
  return bk_text_clean_line(bk_secret_peek(value));
}

static void gather_members(BkFlow *flow, const BkChoice *choice, const cJSON *array) {
  const cJSON *list = cJSON_IsArray(array) ? array : NULL, *member;
  cJSON_ArrayForEach (member, list) {
    if (choice->tests != NULL && !bk_match_pointers(choice->tests, member))
      continue;
    const cJSON *scalar = choice->value != NULL ? bk_json_at(member, choice->value) : member;
    g_autoptr(BkSecret) value = bk_capture_scalar(scalar);
    /* One that does not read as it is written would be chosen for something else than it shows. */
    if (value == NULL || !is_clean(value) || flow->choice_values->len >= CHOICES_MAX)
      continue;
    g_ptr_array_add(flow->choice_labels, choice_label(choice, member, value));
    g_ptr_array_add(flow->choice_values, g_steal_pointer(&value));
    g_ptr_array_add(flow->choice_steps, NULL);
  }
}

static void gather_options(BkFlow *flow, const BkChoice *choice, const BkAnswer *answer) {
  for (guint i = 0; i < choice->options->len; i++) {
    const BkChoiceOption *option = g_ptr_array_index(choice->options, i);
    if (option->when != NULL && !bk_match_when(option->when, answer))
      continue;
    g_ptr_array_add(flow->choice_labels,
                    bk_text_clean_line(option->label != NULL ? option->label : option->value));
    g_ptr_array_add(flow->choice_values, bk_secret_new(option->value, -1));
    g_ptr_array_add(flow->choice_steps, option->then);
  }
}

/* One alone is no choice; neither is one that was given before. */
static gint obvious_choice(const BkFlow *flow, const BkChoice *choice) {
  const BkSecret *given = g_hash_table_lookup(flow->given, choice->as);
  for (guint i = 0; given != NULL && i < flow->choice_values->len; i++) {
    if (bk_secret_equal(given, g_ptr_array_index(flow->choice_values, i)))
      return (gint)i;
  }
  return flow->choice_values->len == 1 ? 0 : -1;
}

static void apply_choice(BkFlow *flow, const BkChoice *choice, const BkAnswer *answer) {
  g_ptr_array_set_size(flow->choice_labels, 0);
  g_ptr_array_set_size(flow->choice_values, 0);
  g_ptr_array_set_size(flow->choice_steps, 0);
  if (choice->from != NULL)
    gather_members(flow, choice, bk_json_at(answer->document, choice->from));
  else
    gather_options(flow, choice, answer);
  gint obvious = obvious_choice(flow, choice);
  if (flow->choice_values->len == 0) {
    lacks(flow, choice->from != NULL ? g_strdup_printf("there is nothing to choose at %s", choice->from)
                                     : g_strdup("none of its options is offered"));
    return;
  }
  flow->state = BK_FLOW_CHOOSE;
  if (obvious >= 0)
    bk_flow_choose(flow, (guint)obvious);
}

static void apply_rule(BkFlow *flow, const BkReplyRule *rule, const BkAnswer *answer, gint64 now) {
  if (!take_captures(flow, rule, answer) || !take_tokens(flow, rule, answer, now) ||
      !take_shown(flow, rule, answer) || !take_list(flow, rule, answer))
    return;
  if (rule->choose != NULL)
    apply_choice(flow, rule->choose, answer);
  else
    bk_flow_conclude(flow);
}

/* ---- which rule ---- */

/* A page with a 2xx is a portal or a proxy, unless the file says that it expects a page. */
gboolean bk_rule_may_decide(const BkReplyRule *rule, const BkAnswer *answer) {
  return answer->body != BK_BODY_HTML || !STATUS_OK(answer->reply->status) ||
         bk_match_mentions(rule->when, "body");
}

int bk_step_find_rule(const BkStep *step, const BkAnswer *answer) {
  const GPtrArray *rules = step->replies;
  for (guint i = 0; rules != NULL && i < rules->len && answer->body != BK_BODY_BAD; i++) {
    const BkReplyRule *rule = g_ptr_array_index(rules, i);
    if (bk_rule_may_decide(rule, answer) && bk_match_when(rule->when, answer))
      return (int)i;
  }
  return -1;
}

static const BkReplyRule *find_rule(BkFlow *flow, const BkAnswer *answer) {
  int index = bk_step_find_rule(flow->step, answer);
  if (index < 0)
    return NULL;
  const BkReplyRule *rule = g_ptr_array_index(flow->step->replies, index);
  bk_flow_say_why(flow, g_strdup_printf("replies[%d]: %s", index, bk_outcome_word(rule->outcome)));
  return rule;
}

/* ---- no rule ---- */

/* Whether the file says itself which replies of this step are good. */
static gboolean tells_success(const BkStep *step) {
  for (guint i = 0; step->replies != NULL && i < step->replies->len; i++) {
    const BkReplyRule *rule = g_ptr_array_index(step->replies, i);
    if (rule->outcome == BK_OUTCOME_OK || bk_reply_goes_on(rule))
      return TRUE;
  }
  return FALSE;
}

static BkOutcome outcome_of_status(const BkFlow *flow, const BkAnswer *answer) {
  int status = answer->reply->status;
  gboolean readable = answer->body != BK_BODY_HTML && answer->body != BK_BODY_BAD;
  if (status >= 500)
    return BK_OUTCOME_SERVER_ERROR;
  if (answer->body == BK_BODY_BAD)
    return BK_OUTCOME_BAD_RESPONSE;
  switch (status) {
  case 400:
  case 422:
    return BK_OUTCOME_MISCONFIGURED;
  case 401: /* a page is the word of something in between: it refuses no password and ends no session */
    if (!readable)
      return BK_OUTCOME_BAD_RESPONSE;
    return flow->session_used ? BK_OUTCOME_SESSION_EXPIRED : BK_OUTCOME_INVALID_CREDENTIALS;
  case 403:
    return BK_OUTCOME_DENIED;
  case 404:
    return BK_OUTCOME_UNSUPPORTED;
  case 423:
    return BK_OUTCOME_ACCOUNT_LOCKED;
  case 429:
    return BK_OUTCOME_RATE_LIMITED;
  }
  if (status >= 400)
    return BK_OUTCOME_SERVER_ERROR;
  return STATUS_OK(status) && readable && !tells_success(flow->step) ? BK_OUTCOME_OK
                                                                     : BK_OUTCOME_BAD_RESPONSE;
}

/* A redirect to somebody else in place of an answer is how portals and sign-in walls speak. */
static gboolean leads_elsewhere(const BkFlow *flow, const BkReply *reply) {
  BkSecret *location = reply->status / 100 == 3 ? bk_headers_get(reply->headers, "location") : NULL;
  const char *url = bk_secret_peek(location);
  if (strstr(url, "://") == NULL)
    return FALSE;
  g_autofree char *origin = bk_origin_of(url);
  return g_strcmp0(origin, flow->origin) != 0;
}

static void apply_status(BkFlow *flow, const BkAnswer *answer) {
  bk_flow_say_why(flow, g_strdup_printf("no reply rule matched: status %d, body %s", answer->reply->status,
                                        bk_body_kind(answer->body)));
  if (leads_elsewhere(flow, answer->reply)) {
    bk_flow_end(flow, BK_OUTCOME_NETWORK, BK_FAILURE_PORTAL);
    return;
  }
  BkOutcome outcome = outcome_of_status(flow, answer);
  bk_flow_end(flow, outcome, outcome == BK_OUTCOME_BAD_RESPONSE ? BK_FAILURE_BAD_ANSWER : BK_FAILURE_NONE);
}

/* ---- the server's own sentence ---- */

gboolean bk_flow_is_public(const BkFlow *flow, const char *name) {
  const BkInput *input = bk_flow_input_for(flow->server, name);
  return g_hash_table_contains(flow->kept, name) ||
         (input != NULL && !input->secret &&
          (input->kind == BK_INPUT_EMAIL || input->kind == BK_INPUT_TEXT || input->kind == BK_INPUT_CHOICE));
}

static gboolean table_occurs_in(const BkFlow *flow, GHashTable *values, const char *text) {
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, values);
  while (g_hash_table_iter_next(&iter, &name, &value)) {
    if (!bk_flow_is_public(flow, name) && bk_secret_occurs_in(value, text))
      return TRUE;
  }
  return FALSE;
}

static gboolean session_occurs_in(const BkSession *session, const char *text) {
  return session != NULL &&
         (bk_secret_occurs_in(session->token, text) || bk_secret_occurs_in(session->refresh, text));
}

static gboolean repeats_a_secret(const BkFlow *flow, const char *text) {
  for (guint i = 0; i < flow->shown->len; i++) {
    const BkShownValue *shown = g_ptr_array_index(flow->shown, i);
    if (bk_secret_occurs_in(shown->value, text))
      return TRUE;
  }
  return table_occurs_in(flow, flow->given, text) || table_occurs_in(flow, flow->captures, text) ||
         session_occurs_in(flow->session, text) || session_occurs_in(flow->fresh, text) ||
         bk_secret_occurs_in(flow->tokens.token, text) || bk_secret_occurs_in(flow->tokens.refresh, text);
}

/* "OK" is not worth a person's time; what a refusal says always is. */
static gboolean is_worth_reading(const BkFlow *flow, const char *clean) {
  gboolean one_word = strchr(clean, ' ') == NULL && g_str_is_ascii(clean);
  return *clean != '\0' && !(one_word && flow->outcome == BK_OUTCOME_OK);
}

static void read_sentence(BkFlow *flow, const BkAnswer *answer) {
  char *raw = bk_answer_message(answer);
  gboolean is_sentence = answer->body == BK_BODY_TEXT || cJSON_IsString(answer->document);
  if (raw == NULL && is_sentence && STATUS_OK(answer->reply->status))
    raw = g_strdup(answer->document->valuestring);
  if (raw == NULL)
    return;
  g_autofree char *clean = bk_text_clean(raw, -1, BK_TEXT_SERVER_CHARS, BK_TEXT_SERVER_LINES);
  /* Both: cleaning can join what was torn apart, and cutting can hide what was there. */
  if (is_worth_reading(flow, clean) && !repeats_a_secret(flow, raw) && !repeats_a_secret(flow, clean)) {
    g_free(flow->server_text);
    flow->server_text = g_steal_pointer(&clean);
  }
  bk_secret_wipe_string(raw);
}

/* Where the file tells addresses that are not known from those that are, the sentences of both would tell
 * what the outcome does not; and so would a sentence for one of them alone. */
static gboolean tells_who_is_known(const BkFlow *flow) {
  const GPtrArray *rules = flow->step->replies;
  gboolean tells = FALSE;
  for (guint i = 0; rules != NULL && i < rules->len; i++)
    tells |= ((const BkReplyRule *)g_ptr_array_index(rules, i))->outcome == BK_OUTCOME_UNKNOWN_ACCOUNT;
  return tells && flow->outcome != BK_OUTCOME_UNKNOWN_ACCOUNT && flow->outcome == bk_flow_told_unknown(flow);
}

/* ---- the whole ---- */

static gboolean is_limit(BkOutcome outcome) {
  return outcome == BK_OUTCOME_RATE_LIMITED || outcome == BK_OUTCOME_ACCOUNT_LOCKED;
}

void bk_flow_judge(BkFlow *flow, const BkReply *reply, gint64 now) {
  g_auto(BkAnswer) answer;
  bk_answer_read(&answer, flow->server, reply);
  answer.lookup = bk_flow_value;
  answer.lookup_data = flow;
  bk_flow_roll(flow, &answer, now);
  const BkReplyRule *rule = find_rule(flow, &answer);
  gboolean limited = reply->status == 429 || (rule != NULL && is_limit(rule->outcome));
  flow->rule = rule;
  flow->retry_at = bk_retry_told(rule != NULL ? rule->retry : NULL, &answer, now);
  if (flow->retry_at == 0)
    flow->retry_at = bk_retry_at(reply, limited, now);
  if (rule != NULL)
    flow->outcome = rule->outcome;
  flow->tokens.now = now;
  if (rule != NULL)
    apply_rule(flow, rule, &answer, now);
  else
    apply_status(flow, &answer);
  if (!tells_who_is_known(flow))
    read_sentence(flow, &answer);
}
