#include "flow/seen.h"

#include "base/text.h"
#include "flow/answer.h"
#include "flow/machine.h"
#include "flow/template.h"

#include <string.h>

#define NAME_CHARS 80u
#define TEXT_LINES 12u /* of a body that is no JSON */

static void header_free(gpointer data) {
  BkSeenHeader *header = data;
  g_free(header->name);
  g_free(header->value);
  g_free(header);
}

static GPtrArray *headers_new(void) {
  return g_ptr_array_new_with_free_func(header_free);
}

/* value is taken. */
static void add_header(GPtrArray *headers, const char *name, char *value) {
  BkSeenHeader *header = g_new(BkSeenHeader, 1);
  *header = (BkSeenHeader){.name = bk_text_clean_line(name), .value = value};
  g_ptr_array_add(headers, header);
}

void bk_seen_request_free(BkSeenRequest *request) {
  if (request == NULL)
    return;
  g_free(request->method);
  g_free(request->url);
  g_ptr_array_unref(request->headers);
  cJSON_Delete(request->body);
  g_free(request);
}

void bk_seen_reply_free(BkSeenReply *reply) {
  if (reply == NULL)
    return;
  g_free(reply->trouble);
  g_ptr_array_unref(reply->headers);
  cJSON_Delete(reply->body);
  g_free(reply);
}

/* ---- what is secret ---- */

typedef void (*AddTo)(BkMask *mask, const char *name, BkSecret *value);

static void learn_table(BkMask *mask, const BkFlow *flow, GHashTable *values, AddTo add) {
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, values);
  while (g_hash_table_iter_next(&iter, &name, &value)) {
    if (!bk_flow_is_public(flow, name) && !g_str_equal(name, "device") && !g_str_equal(name, "counter"))
      add(mask, name, value);
  }
}

static void learn_session(BkMask *mask, const BkSession *session) {
  GHashTableIter iter;
  gpointer name, value;
  if (session == NULL)
    return;
  bk_mask_add(mask, "session.token", session->token);
  bk_mask_add(mask, "session.refresh", session->refresh);
  g_hash_table_iter_init(&iter, session->values);
  while (g_hash_table_iter_next(&iter, &name, &value)) {
    g_autofree char *full = g_strconcat("session.", name, NULL);
    bk_mask_add_found(mask, full, value);
  }
}

void bk_seen_learn(BkMask *mask, const BkFlow *flow) {
  learn_table(mask, flow, flow->given, bk_mask_add);
  learn_table(mask, flow, flow->captures, bk_mask_add_found);
  learn_table(mask, flow, flow->generated, bk_mask_add);
  learn_session(mask, flow->session);
  learn_session(mask, flow->rolled);
  learn_session(mask, flow->fresh);
  for (guint i = 0; flow->listed != NULL && i < flow->listed->len; i++)
    bk_mask_add_found(mask, "other", ((BkListedSession *)g_ptr_array_index(flow->listed, i))->id);
  bk_mask_add(mask, "session.token", flow->tokens.token);
  bk_mask_add(mask, "session.refresh", flow->tokens.refresh);
  for (guint i = 0; i < flow->shown->len; i++) {
    const BkShownValue *shown = g_ptr_array_index(flow->shown, i);
    bk_mask_add(mask, shown->as, shown->value);
  }
}

/* ---- a request ---- */

/* Around the name of a secret while a request is written: letters that no encoding changes. */
#define STAND_IN_BEFORE "bkMark7Q."
#define STAND_IN_AFTER ".Q7kraMkb"

static BkSecret *seen_name(const char *name, gpointer data) {
  BkFlow *flow = data;
  BkSecret *value = bk_flow_value(name, flow);
  gboolean own = g_hash_table_contains(flow->captures, name) || g_hash_table_contains(flow->given, name);
  gboolean plain = own ? bk_flow_is_public(flow, name)
                       : bk_server_variable(flow->server, name) != NULL ||
                             g_str_has_prefix(name, "server.") || g_str_equal(name, "session.account") ||
                             g_str_equal(name, "device") || g_str_equal(name, "counter") ||
                             bk_flow_is_public(flow, name);
  if (value == NULL || plain)
    return value;
  bk_secret_unref(value);
  return bk_secret_take(g_strconcat(STAND_IN_BEFORE, name, STAND_IN_AFTER, NULL), -1);
}

/* Takes text. */
static char *put_marks(char *text) {
  g_autofree char *written = text;
  g_autoptr(GString) marked = g_string_new(written);
  g_string_replace(marked, STAND_IN_BEFORE, BK_MASK_OPEN, 0);
  g_string_replace(marked, STAND_IN_AFTER, BK_MASK_CLOSE, 0);
  return g_string_free(g_steal_pointer(&marked), FALSE);
}

/* What the file itself writes is no secret: known secrets are looked for all the same, nothing is guessed. */
static char *seen_text(const BkMask *mask, const BkSecret *text, gsize chars, guint lines) {
  g_autofree char *marked = put_marks(g_strndup(bk_secret_peek(text), bk_secret_length(text)));
  return bk_mask_text(mask, marked, -1, FALSE, chars, lines);
}

/* "Basic " and what is in its base64. */
static char *seen_header(const BkMask *mask, const BkSecret *value) {
  const char *text = bk_secret_peek(value), *encoded = text + strlen("Basic ");
  gsize length = 0;
  if (!g_str_has_prefix(text, "Basic ") || strstr(text, STAND_IN_BEFORE) != NULL)
    return seen_text(mask, value, BK_SEEN_CHARS, 1);
  char *decoded = (char *)g_base64_decode(encoded, &length);
  char *pair = g_strndup(decoded, length);
  g_autofree char *whole = put_marks(g_strdup_printf("Basic base64(%s)", pair));
  bk_secret_wipe_string(pair);
  g_free(decoded);
  return bk_mask_text(mask, whole, -1, FALSE, BK_SEEN_CHARS, 1);
}

/* "name=‹cookie›; …" */
static char *seen_cookies(const BkSecret *header) {
  g_auto(GStrv) pairs = g_strsplit(bk_secret_peek(header), ";", -1);
  g_autoptr(GString) seen = g_string_new(NULL);
  for (char **pair = pairs; *pair != NULL; pair++) {
    char *value = strchr(*pair, '=');
    gsize name = value != NULL ? (gsize)(value - *pair) : 0;
    g_autofree char *clean = bk_text_clean(*pair, (gssize)name, NAME_CHARS, 1);
    g_string_append_printf(seen, "%s%s=%s", pair == pairs ? "" : "; ", g_strstrip(clean),
                           BK_MASK_OPEN "cookie" BK_MASK_CLOSE);
    explicit_bzero(*pair, strlen(*pair));
  }
  return g_string_free(g_steal_pointer(&seen), FALSE);
}

static void mark_strings(const BkMask *mask, cJSON *json) {
  if (cJSON_IsString(json)) {
    g_autofree char *marked = put_marks(g_strdup(json->valuestring));
    g_autofree char *seen = bk_mask_text(mask, marked, -1, FALSE, BK_SEEN_CHARS, 4);
    cJSON_SetValuestring(json, seen);
  }
  cJSON *child;
  cJSON_ArrayForEach (child, json)
    mark_strings(mask, child);
}

static cJSON *seen_request_body(const BkMask *mask, const BkStep *step, const BkSecret *body) {
  if (body == NULL)
    return NULL;
  cJSON *json = step->request->json == NULL
                    ? NULL
                    : bk_json_parse(bk_secret_peek(body), bk_secret_length(body), NULL, NULL);
  if (json != NULL) {
    mark_strings(mask, json);
    return json;
  }
  g_autofree char *text = seen_text(mask, body, 10 * BK_SEEN_CHARS, TEXT_LINES);
  return cJSON_CreateString(text);
}

BkSeenRequest *bk_seen_request(BkFlow *flow, const BkMask *mask) {
  g_autoptr(BkRequest) real = bk_flow_request(flow);
  g_autoptr(BkRequest) written = real != NULL ? bk_flow_build_seen(flow, seen_name, flow) : NULL;
  if (written == NULL)
    return NULL;
  BkSeenRequest *seen = g_new0(BkSeenRequest, 1);
  seen->method = g_strdup(written->method);
  seen->url = seen_text(mask, written->url, 10 * BK_SEEN_CHARS, 1);
  seen->headers = headers_new();
  for (guint i = 0; i < written->headers->len; i++) {
    const BkHeader *header = g_ptr_array_index(written->headers, i);
    if (g_ascii_strcasecmp(header->name, "Cookie") != 0)
      add_header(seen->headers, header->name, seen_header(mask, header->value));
  }
  const char *from_jar[] = {"Cookie", "Origin"};
  for (guint i = 0; i < G_N_ELEMENTS(from_jar); i++) {
    const BkSecret *value = bk_headers_get(real->headers, from_jar[i]);
    if (value != NULL && (i == 0 || bk_headers_get(written->headers, from_jar[i]) == NULL))
      add_header(seen->headers, from_jar[i],
                 i == 0 ? seen_cookies(value) : seen_text(mask, value, BK_SEEN_CHARS, 1));
  }
  seen->body = seen_request_body(mask, flow->step, written->body);
  return seen;
}

/* ---- what the rules of a step take from a reply ---- */

/* Calls each for every source, with the name of what is taken; the first that gives a mark ends it. */
typedef char *(*EachSource)(const BkSource *source, const char *name, gconstpointer data);

static char *in_sources(const GPtrArray *sources, const char *name, EachSource each, gconstpointer data) {
  char *mark = NULL;
  for (guint i = 0; sources != NULL && i < sources->len && mark == NULL; i++)
    mark = each(g_ptr_array_index(sources, i), name, data);
  return mark;
}

static char *in_rule(const BkReplyRule *rule, EachSource each, gconstpointer data) {
  char *mark = NULL;
  for (guint i = 0; rule->captures != NULL && i < rule->captures->len && mark == NULL; i++) {
    const BkCapture *capture = g_ptr_array_index(rule->captures, i);
    if (!capture->keep)
      mark = in_sources(capture->sources, capture->name, each, data);
  }
  for (guint i = 0; rule->show != NULL && i < rule->show->len && mark == NULL; i++) {
    const BkShown *shown = g_ptr_array_index(rule->show, i);
    mark = in_sources(shown->from, shown->as, each, data);
  }
  BkSource ids = {.kind = BK_SOURCE_FIND};
  if (mark == NULL && rule->list != NULL) {
    ids.in = rule->list->from;
    ids.where = rule->list->id;
    mark = each(&ids, "other", data);
  }
  if (mark == NULL && rule->session != NULL)
    mark = in_sources(rule->session->token, "session.token", each, data);
  if (mark == NULL && rule->session != NULL)
    mark = in_sources(rule->session->refresh, "session.refresh", each, data);
  return mark;
}

/* The mark of what some rule of the step takes; NULL: none takes it. Free it. */
static char *taken_mark(const BkStep *step, EachSource each, gconstpointer data) {
  char *mark = NULL;
  for (guint i = 0; step->replies != NULL && i < step->replies->len && mark == NULL; i++)
    mark = in_rule(g_ptr_array_index(step->replies, i), each, data);
  return mark;
}

/* Whether pointer is in, one of its members, and where behind that. */
static gboolean is_found_at(const char *pointer, const char *in, const char *where) {
  if (!g_str_has_prefix(pointer, in) || pointer[strlen(in)] != '/')
    return FALSE;
  const char *index = pointer + strlen(in) + 1;
  gsize digits = strspn(index, "0123456789");
  return digits > 0 && g_str_equal(index + digits, where);
}

static char *if_at_pointer(const BkSource *source, const char *name, gconstpointer pointer) {
  gboolean is_it = source->kind == BK_SOURCE_BODY
                       ? g_str_equal(source->where, pointer)
                       : source->kind == BK_SOURCE_FIND && is_found_at(pointer, source->in, source->where);
  return is_it ? bk_mask_mark(name) : NULL;
}

static char *if_in_header(const BkSource *source, const char *name, gconstpointer header) {
  gboolean is_it = source->kind == BK_SOURCE_HEADER && g_ascii_strcasecmp(source->where, header) == 0;
  return is_it ? bk_mask_mark(name) : NULL;
}

/* The test that some rule of the step makes on a subject of "when", or NULL. */
static const cJSON *test_of(const BkStep *step, const char *subject) {
  for (guint i = 0; step->replies != NULL && i < step->replies->len; i++) {
    const BkReplyRule *rule = g_ptr_array_index(step->replies, i);
    const cJSON *test;
    cJSON_ArrayForEach (test, rule->when) {
      if (g_ascii_strcasecmp(test->string, subject) == 0)
        return test;
    }
  }
  return NULL;
}

/* ---- values of a reply ---- */

/* A sentence is none, neither is a word of the protocol; what hides under "code" is a number to type. */
static gboolean is_suspect(const char *name, const cJSON *value) {
  if (name == NULL || (!cJSON_IsString(value) && !cJSON_IsNumber(value)))
    return FALSE;
  g_autofree char *text = bk_json_scalar(value);
  gsize length = text != NULL ? strlen(text) : 0, digits = text != NULL ? strspn(text, "0123456789") : 0;
  gboolean number = length >= 4 && digits == length;
  gboolean is_code =
      number && g_ascii_strncasecmp(name + strlen(name) - MIN(4, strlen(name)), "code", 4) == 0;
  gboolean tells = bk_mask_tells_secret(name) && length >= 4 && strchr(text, ' ') == NULL &&
                   (cJSON_IsString(value) || number);
  if (text != NULL)
    explicit_bzero(text, length);
  return tells || is_code;
}

typedef struct {
  const BkServer *server;
  const BkStep *step;
  const BkMask *mask;
} Look;

static gboolean is_literal(const cJSON *test) {
  return !cJSON_IsObject(test);
}

/* Whether the file says itself that a code or a sentence stands there: no secret, whatever it is called. */
static gboolean is_explained(const Look *look, const char *pointer) {
  const char *const *codes = (const char *const *)look->server->error_code;
  const char *const *messages = (const char *const *)look->server->error_message;
  const cJSON *test = test_of(look->step, pointer);
  return (codes != NULL && g_strv_contains(codes, pointer)) ||
         (messages != NULL && g_strv_contains(messages, pointer)) || (test != NULL && is_literal(test));
}

static cJSON *seen_scalar(const Look *look, const cJSON *value) {
  char *text = bk_json_scalar(value);
  if (text == NULL)
    return cJSON_Duplicate(value, FALSE);
  char *seen = bk_mask_text(look->mask, text, -1, TRUE, BK_SEEN_CHARS, 4);
  gboolean same = cJSON_IsString(value) || !g_str_equal(text, seen);
  cJSON *result = same ? cJSON_CreateString(seen) : cJSON_Duplicate(value, FALSE);
  bk_secret_wipe_string(text);
  g_free(seen);
  return result;
}

static cJSON *seen_json(const Look *look, GString *pointer, const char *name, const cJSON *value);

static void add_member(const Look *look, GString *pointer, cJSON *to, const char *name, const cJSON *child,
                       guint index) {
  gsize length = pointer->len;
  g_autofree char *number = g_strdup_printf("%u", index);
  bk_json_pointer_append(pointer, child->string != NULL ? child->string : number);
  cJSON *seen = seen_json(look, pointer, child->string != NULL ? child->string : name, child);
  g_string_truncate(pointer, length);
  if (child->string == NULL) {
    cJSON_AddItemToArray(to, seen);
    return;
  }
  g_autofree char *key = bk_mask_text(look->mask, child->string, -1, TRUE, NAME_CHARS, 1);
  cJSON_AddItemToObject(to, key, seen);
}

static cJSON *seen_members(const Look *look, GString *pointer, const char *name, const cJSON *value) {
  cJSON *result = cJSON_IsArray(value) ? cJSON_CreateArray() : cJSON_CreateObject();
  guint index = 0;
  const cJSON *child;
  cJSON_ArrayForEach (child, value) {
    if (index < BK_SEEN_MEMBERS)
      add_member(look, pointer, result, name, child, index);
    index++;
  }
  if (index <= BK_SEEN_MEMBERS)
    return result;
  g_autofree char *more = g_strdup_printf("%u more", index - BK_SEEN_MEMBERS);
  if (cJSON_IsArray(value))
    cJSON_AddItemToArray(result, cJSON_CreateString(more));
  else
    cJSON_AddStringToObject(result, "…", more);
  return result;
}

/* name: of the nearest member around the value, or NULL. */
static cJSON *seen_json(const Look *look, GString *pointer, const char *name, const cJSON *value) {
  if (cJSON_IsArray(value) || cJSON_IsObject(value))
    return seen_members(look, pointer, name, value);
  gboolean there = bk_json_present(value) && !cJSON_IsBool(value);
  g_autofree char *mark = there ? taken_mark(look->step, if_at_pointer, pointer->str) : NULL;
  if (mark != NULL)
    return cJSON_CreateString(mark);
  if (!is_suspect(name, value) || is_explained(look, pointer->str))
    return seen_scalar(look, value);
  /* One that is known has its own name. */
  cJSON *seen = seen_scalar(look, value);
  if (cJSON_IsString(seen) && g_str_has_prefix(seen->valuestring, BK_MASK_OPEN))
    return seen;
  cJSON_Delete(seen);
  return cJSON_CreateString(BK_MASK_HIDDEN);
}

cJSON *bk_seen_value(const BkServer *server, const BkStep *step, const BkMask *mask, const char *pointer,
                     const cJSON *value) {
  Look look = {.server = server, .step = step, .mask = mask};
  g_autoptr(GString) path = g_string_new(pointer != NULL ? pointer : "?");
  const char *last = pointer != NULL ? strrchr(pointer, '/') : NULL;
  return seen_json(&look, path, last != NULL ? last + 1 : NULL, value);
}

/* ---- a reply ---- */

static gboolean is_telling_header(const char *name) {
  static const char *const names[] = {"content-type", "location",     "www-authenticate", "set-cookie",
                                      "retry-after",  "allow",        "x-request-id",     "deprecation",
                                      "sunset",       "x-error-code", "x-error",          NULL};
  g_autofree char *lower = g_ascii_strdown(name, -1);
  return g_strv_contains(names, lower) || strstr(lower, "ratelimit") != NULL;
}

static gboolean is_asked_for(const BkStep *step, const char *name) {
  g_autofree char *member = g_strconcat("header ", name, NULL);
  return test_of(step, member) != NULL;
}

static void learn_cookies(BkMask *mask, const BkReply *reply) {
  for (guint i = 0; i < reply->headers->len; i++) {
    const BkHeader *header = g_ptr_array_index(reply->headers, i);
    const char *text = bk_secret_peek(header->value), *equals = strchr(text, '=');
    gsize length = equals != NULL ? strcspn(equals + 1, ";") : 0;
    if (g_ascii_strcasecmp(header->name, "set-cookie") != 0 || length == 0)
      continue;
    g_autoptr(BkSecret) secret = bk_secret_new(equals + 1, (gssize)length);
    bk_mask_add_found(mask, "cookie", secret);
  }
}

/* "sid=‹cookie›; Path=/; HttpOnly" */
static char *seen_set_cookie(const BkMask *mask, const BkSecret *value) {
  const char *text = bk_secret_peek(value), *equals = strchr(text, '='), *end = text + strcspn(text, ";");
  if (equals == NULL || equals > end)
    return bk_mask_text(mask, text, -1, TRUE, BK_SEEN_CHARS, 1);
  g_autofree char *name = bk_text_clean(text, equals - text, NAME_CHARS, 1);
  g_autofree char *rest = bk_mask_text(mask, end, -1, TRUE, BK_SEEN_CHARS, 1);
  return g_strconcat(name, "=", end > equals + 1 ? BK_MASK_OPEN "cookie" BK_MASK_CLOSE : "", rest, NULL);
}

static void see_headers(BkSeenReply *seen, const BkStep *step, const BkReply *reply, const BkMask *mask) {
  for (guint i = 0; i < reply->headers->len; i++) {
    const BkHeader *header = g_ptr_array_index(reply->headers, i);
    char *mark = taken_mark(step, if_in_header, header->name);
    if (mark != NULL)
      add_header(seen->headers, header->name, mark);
    else if (g_ascii_strcasecmp(header->name, "set-cookie") == 0)
      add_header(seen->headers, header->name, seen_set_cookie(mask, header->value));
    else if (!is_telling_header(header->name) && !is_asked_for(step, header->name))
      continue;
    else if (bk_mask_tells_secret(header->name))
      add_header(seen->headers, header->name, g_strdup(BK_MASK_HIDDEN));
    else
      add_header(seen->headers, header->name,
                 bk_mask_text(mask, bk_secret_peek(header->value), -1, TRUE, BK_SEEN_CHARS, 1));
  }
}

/* Where the JSON breaks off, and why. */
static char *trouble_of(const BkReply *reply, const BkMask *mask) {
  const char *bytes = bk_secret_peek(reply->body);
  gsize length = bk_secret_length(reply->body), offset = 0;
  g_autoptr(GError) error = NULL;
  int line = 0, column = 0;
  if (!g_utf8_validate_len(bytes, length, NULL))
    return g_strdup("it is not UTF-8");
  g_autoptr(cJSON) json = bk_json_parse(bytes, length, &offset, &error);
  if (json != NULL || error == NULL)
    return NULL;
  bk_json_position(bytes, length, offset, &line, &column);
  g_autofree char *why = bk_mask_text(mask, error->message, -1, TRUE, BK_SEEN_CHARS, 1);
  return g_strdup_printf("it is no JSON that can be read: line %d, column %d: %s", line, column, why);
}

BkSeenReply *bk_seen_reply(const BkServer *server, const BkStep *step, const BkReply *reply, BkMask *mask) {
  g_auto(BkAnswer) answer;
  bk_answer_read(&answer, server, reply);
  BkSeenReply *seen = g_new0(BkSeenReply, 1);
  seen->status = reply->status;
  seen->kind = bk_body_kind(answer.body);
  seen->milliseconds = reply->milliseconds;
  seen->headers = headers_new();
  learn_cookies(mask, reply);
  see_headers(seen, step, reply, mask);
  if (answer.body == BK_BODY_BAD)
    seen->trouble = trouble_of(reply, mask);
  if (answer.document != NULL) {
    seen->body = bk_seen_value(server, step, mask, "", answer.document);
  } else if (answer.body != BK_BODY_EMPTY) {
    g_autofree char *text =
        bk_mask_text(mask, bk_secret_peek(reply->body), (gssize)bk_secret_length(reply->body), TRUE,
                     3 * BK_SEEN_CHARS, TEXT_LINES);
    seen->body = cJSON_CreateString(text);
  }
  return seen;
}
