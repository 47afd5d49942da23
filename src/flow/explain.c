#include "flow/explain.h"

#include "flow/capture.h"
#include "flow/machine.h"
#include "flow/match.h"

#include <string.h>

#define VALUE_CHARS 120u
#define NAMES_MAX 12u

static void verdict_free(gpointer data) {
  BkVerdict *verdict = data;
  g_free(verdict->condition);
  g_free(verdict->wanted);
  g_free(verdict->found);
  g_free(verdict->hint);
  g_free(verdict);
}

static void taking_free(gpointer data) {
  BkTaking *taking = data;
  g_free(taking->name);
  g_free(taking->from);
  g_free(taking->hint);
  g_free(taking);
}

void bk_explanation_free(BkExplanation *explanation) {
  if (explanation == NULL)
    return;
  g_ptr_array_unref(explanation->verdicts);
  g_ptr_array_unref(explanation->takings);
  g_free(explanation);
}

/* What everything here is about. */
typedef struct {
  const BkServer *server;
  const BkStep *step;
  const BkAnswer *answer;
  const BkMask *mask;
} Case;

/* ---- values in words ---- */

/* "a, b, c": the names of an object's members. */
static char *member_names(const Case *c, const cJSON *object) {
  g_autoptr(GString) names = g_string_new(NULL);
  guint count = 0;
  const cJSON *member;
  cJSON_ArrayForEach (member, object) {
    g_autofree char *name = bk_mask_text(c->mask, member->string, -1, TRUE, 40, 1);
    if (count++ < NAMES_MAX)
      g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
  }
  if (count > NAMES_MAX)
    g_string_append_printf(names, " and %u more", count - NAMES_MAX);
  return g_string_free(g_steal_pointer(&names), FALSE);
}

/* "an object with a, b", "a list of 3", or the scalar as it may be seen; NULL: nothing is there. */
static char *in_words(const Case *c, const char *pointer, const cJSON *value) {
  if (value == NULL)
    return NULL;
  if (cJSON_IsNull(value))
    return g_strdup("null");
  if (cJSON_IsArray(value))
    return g_strdup_printf("a list of %d", cJSON_GetArraySize(value));
  if (cJSON_IsObject(value)) {
    g_autofree char *names = member_names(c, value);
    return *names != '\0' ? g_strconcat("an object with ", names, NULL) : g_strdup("an empty object");
  }
  g_autoptr(cJSON) seen = bk_seen_value(c->server, c->step, c->mask, pointer, value);
  char *text = cJSON_PrintUnformatted(seen);
  char *line = bk_mask_text(c->mask, text, -1, FALSE, VALUE_CHARS, 1);
  cJSON_free(text);
  return line;
}

/* A test or pointer of the file itself. */
static char *as_written(const cJSON *test) {
  char *text = cJSON_PrintUnformatted(test);
  g_autoptr(BkMask) nothing = bk_mask_new();
  char *line = bk_mask_text(nothing, text, -1, FALSE, 2 * VALUE_CHARS, 1);
  cJSON_free(text);
  return line;
}

/* ---- hints ---- */

/* How far a pointer leads: the deepest value on its way, and how many bytes of it that took. */
static const cJSON *deepest(const cJSON *root, const char *pointer, gsize *ret_length) {
  const cJSON *value = root;
  *ret_length = 0;
  for (const char *end = pointer; value != NULL && *end != '\0';) {
    end += 1 + strcspn(end + 1, "/");
    g_autofree char *part = g_strndup(pointer, (gsize)(end - pointer));
    const cJSON *next = bk_json_at(root, part);
    if (next == NULL)
      break;
    value = next;
    *ret_length = (gsize)(end - pointer);
  }
  return value;
}

static char *where_words(const char *pointer, gsize length) {
  return length > 0 ? g_strdup_printf("%.*s", (int)length, pointer) : g_strdup("the answer");
}

/* Why nothing is at a pointer; NULL: something is. */
static char *pointer_hint(const Case *c, const char *pointer) {
  const cJSON *document = c->answer->document;
  gsize length = 0;
  if (document == NULL)
    return g_strdup_printf("the body is %s", bk_body_kind(c->answer->body));
  const cJSON *value = deepest(document, pointer, &length);
  g_autofree char *where = where_words(pointer, length);
  if (cJSON_IsNull(value))
    return g_strdup_printf("%s is null, which counts as absent", where);
  if (pointer[length] == '\0')
    return NULL;
  if (cJSON_IsObject(value)) {
    g_autofree char *names = member_names(c, value);
    return *names != '\0' ? g_strdup_printf("%s has: %s", where, names)
                          : g_strdup_printf("%s is an empty object", where);
  }
  if (cJSON_IsArray(value))
    return g_strdup_printf("%s is a list of %d: its members are /0, /1 …, or use \"find\"", where,
                           cJSON_GetArraySize(value));
  g_autofree char *seen = NULL;
  if (!cJSON_IsString(value))
    seen = in_words(c, NULL, value);
  return g_strdup_printf("%s is %s, and has no members", where, seen != NULL ? seen : "a text");
}

static char *names_of_strings(char *const *pointers) {
  return pointers != NULL && *pointers != NULL ? g_strjoinv(" or ", (char **)pointers) : NULL;
}

/* "code" and "message" look where "errors" says. */
static char *errors_hint(const Case *c, gboolean is_code) {
  g_autofree char *where = names_of_strings(is_code ? c->server->error_code : c->server->error_message);
  const char *key = is_code ? "errors.code" : "errors.message";
  if (where == NULL)
    return g_strdup_printf("the file does not say where it is: %s", key);
  g_autofree char *hint = pointer_hint(c, is_code ? c->server->error_code[0] : c->server->error_message[0]);
  return hint != NULL ? g_strdup_printf("%s looks at %s; %s", key, where, hint)
                      : g_strdup_printf("%s looks at %s", key, where);
}

static char *hint_of(const Case *c, const char *condition, gboolean there) {
  gboolean is_pointer = *condition == '/' || *condition == '\0';
  if (is_pointer)
    return there ? NULL : pointer_hint(c, condition);
  if (!there && (g_str_equal(condition, "code") || g_str_equal(condition, "message")))
    return errors_hint(c, g_str_equal(condition, "code"));
  return NULL;
}

/* ---- rules ---- */

static char *subject_pointer(const Case *c, const char *condition) {
  char **pointers = g_str_equal(condition, "code")      ? c->server->error_code
                    : g_str_equal(condition, "message") ? c->server->error_message
                                                        : NULL;
  if (*condition == '/' || *condition == '\0')
    return g_strdup(condition);
  return pointers != NULL ? g_strdup(pointers[0]) : NULL;
}

static void explain_failure(const Case *c, const BkReplyRule *rule, BkVerdict *verdict) {
  const cJSON *test = bk_match_failing(rule->when, c->answer);
  if (test == NULL || !bk_rule_may_decide(rule, c->answer) || c->answer->body == BK_BODY_BAD) {
    gboolean bad = c->answer->body == BK_BODY_BAD;
    verdict->hint =
        g_strdup(bad ? "no rule is asked about a body that cannot be read"
                     : "a page in place of an answer: only a rule that asks for \"body\" decides");
    return;
  }
  g_autoptr(cJSON) found = bk_match_found(test, c->answer);
  g_autofree char *pointer = subject_pointer(c, test->string);
  gboolean header = g_str_has_prefix(test->string, "header ");
  verdict->condition = g_strdup(test->string);
  verdict->wanted = as_written(test);
  verdict->found = header && found != NULL && bk_mask_tells_secret(test->string)
                       ? g_strdup(BK_MASK_HIDDEN)
                       : in_words(c, pointer, found);
  verdict->hint = hint_of(c, test->string, bk_json_present(found));
}

static BkVerdict *verdict_of(const Case *c, guint index, int decides) {
  const BkReplyRule *rule = g_ptr_array_index(c->step->replies, index);
  BkVerdict *verdict = g_new0(BkVerdict, 1);
  verdict->outcome = rule->outcome;
  verdict->state = decides == (int)index                  ? BK_RULE_DECIDES
                   : decides >= 0 && (int)index > decides ? BK_RULE_COMES_LATER
                                                          : BK_RULE_FAILS;
  if (verdict->state == BK_RULE_FAILS)
    explain_failure(c, rule, verdict);
  return verdict;
}

/* ---- what the rule takes ---- */

static char *source_words(const BkSource *source) {
  const char *where = *source->where != '\0' ? source->where : "the whole answer";
  switch (source->kind) {
  case BK_SOURCE_BODY:
    return g_strdup(where);
  case BK_SOURCE_HEADER:
    return g_strdup_printf("header %s", where);
  case BK_SOURCE_COOKIE:
    return g_strdup_printf("cookie %s", where);
  case BK_SOURCE_FIND:
    return g_strdup_printf("%s of a member of %s", where, *source->in != '\0' ? source->in : "the answer");
  case BK_SOURCE_VALUE:
    return g_strdup(where);
  }
  return NULL;
}

static char *cookie_names(const Case *c) {
  g_autoptr(GString) names = g_string_new(NULL);
  const GPtrArray *headers = c->answer->reply->headers;
  for (guint i = 0; i < headers->len; i++) {
    const BkHeader *header = g_ptr_array_index(headers, i);
    const char *text = bk_secret_peek(header->value);
    if (g_ascii_strcasecmp(header->name, "set-cookie") != 0)
      continue;
    g_autofree char *name = bk_mask_text(c->mask, text, (gssize)strcspn(text, "=;"), FALSE, 40, 1);
    g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
  }
  return names->len > 0 ? g_strdup_printf("the reply sets: %s", names->str)
                        : g_strdup("the reply sets no cookie");
}

static char *source_hint(const Case *c, const BkSource *source) {
  if (source->kind == BK_SOURCE_COOKIE)
    return cookie_names(c);
  if (source->kind == BK_SOURCE_HEADER)
    return g_strdup("the reply has no such header");
  const char *pointer = source->kind == BK_SOURCE_FIND ? source->in : source->where;
  char *hint = pointer_hint(c, pointer);
  if (hint != NULL)
    return hint;
  const cJSON *value = bk_json_at(c->answer->document, pointer);
  if (source->kind == BK_SOURCE_FIND)
    return g_strdup(cJSON_IsArray(value) ? "no member of the list passes \"where\", or it lacks what to take"
                                         : "that is no list");
  if (source->after != NULL)
    return g_strdup("what \"after\" names is not in it");
  if (cJSON_IsArray(value) || cJSON_IsObject(value))
    return g_strdup_printf("that is %s, and no single value", cJSON_IsArray(value) ? "a list" : "an object");
  return g_strdup("it is empty, or too long");
}

static void add_taking(GPtrArray *takings, const Case *c, const char *name, const GPtrArray *sources,
                       gboolean optional) {
  g_autoptr(GString) from = g_string_new(NULL);
  const BkSource *first = NULL;
  for (guint i = 0; sources != NULL && i < sources->len; i++) {
    const BkSource *source = g_ptr_array_index(sources, i);
    g_autofree char *words = source_words(source);
    if (source->kind == BK_SOURCE_VALUE) /* what the flow knows already: nothing of the reply */
      return;
    first = first != NULL ? first : source;
    g_string_append_printf(from, "%s%s", from->len > 0 ? " or " : "", words);
  }
  if (first == NULL)
    return;
  g_autoptr(BkSecret) value = bk_capture(sources, c->answer);
  BkTaking *taking = g_new0(BkTaking, 1);
  *taking = (BkTaking){.name = g_strdup(name),
                       .from = g_strdup(from->str),
                       .there = value != NULL,
                       .optional = optional,
                       .hint = value == NULL ? source_hint(c, first) : NULL};
  g_ptr_array_add(takings, taking);
}

static void add_session_cookies(GPtrArray *takings, const Case *c, const BkSessionRule *session) {
  for (guint i = 0; i < session->cookies->len; i++) {
    BkSource source = {.kind = BK_SOURCE_COOKIE, .where = g_ptr_array_index(session->cookies, i)};
    g_autoptr(GPtrArray) sources = g_ptr_array_new();
    g_ptr_array_add(sources, &source);
    if (strstr(source.where, "{{") == NULL) /* one that an earlier answer has set counts as well */
      add_taking(takings, c, "session cookie", sources, TRUE);
  }
}

static void add_list(GPtrArray *takings, const Case *c, const BkSessionList *list) {
  gboolean there = cJSON_IsArray(bk_json_at(c->answer->document, list->from));
  char *hint = there ? NULL : pointer_hint(c, list->from);
  BkTaking *taking = g_new0(BkTaking, 1);
  *taking = (BkTaking){.name = g_strdup("list"),
                       .from = g_strdup(*list->from != '\0' ? list->from : "the whole answer"),
                       .there = there,
                       .hint = there || hint != NULL ? hint : g_strdup("that is no list")};
  g_ptr_array_add(takings, taking);
}

static void explain_takings(const Case *c, const BkReplyRule *rule, GPtrArray *takings) {
  for (guint i = 0; rule->captures != NULL && i < rule->captures->len; i++) {
    const BkCapture *capture = g_ptr_array_index(rule->captures, i);
    add_taking(takings, c, capture->name, capture->sources, capture->optional);
  }
  for (guint i = 0; rule->show != NULL && i < rule->show->len; i++) {
    const BkShown *shown = g_ptr_array_index(rule->show, i);
    add_taking(takings, c, shown->as, shown->from, shown->optional);
  }
  if (rule->list != NULL)
    add_list(takings, c, rule->list);
  if (rule->session == NULL)
    return;
  add_taking(takings, c, "session.token", rule->session->token, FALSE);
  add_session_cookies(takings, c, rule->session);
  add_taking(takings, c, "session.refresh", rule->session->refresh, TRUE);
  add_taking(takings, c, "session.account", rule->session->account, TRUE);
  if (rule->session->expiry != BK_EXPIRY_NONE)
    add_taking(takings, c, "session expiry", rule->session->expires, TRUE);
}

BkExplanation *bk_explain(const BkServer *server, const BkStep *step, const BkReply *reply,
                          const BkMask *mask) {
  g_auto(BkAnswer) answer;
  bk_answer_read(&answer, server, reply);
  Case c = {.server = server, .step = step, .answer = &answer, .mask = mask};
  BkExplanation *explanation = g_new(BkExplanation, 1);
  explanation->verdicts = g_ptr_array_new_with_free_func(verdict_free);
  explanation->takings = g_ptr_array_new_with_free_func(taking_free);
  int decides = bk_step_find_rule(step, &answer);
  for (guint i = 0; step->replies != NULL && i < step->replies->len; i++)
    g_ptr_array_add(explanation->verdicts, verdict_of(&c, i, decides));
  if (decides >= 0)
    explain_takings(&c, g_ptr_array_index(step->replies, decides), explanation->takings);
  return explanation;
}
