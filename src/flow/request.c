#include "flow/machine.h"
#include "flow/template.h"

#include <string.h>

#define NO_SUCH_VALUE "{{%s}} has no value and nobody can give it"

/* What has been written so far. A failure is kept in outcome and why; the first one counts. */
typedef struct {
  BkFlow *flow;
  BkTemplateLookup lookup;
  gpointer lookup_data;
  GPtrArray *headers; /* BkHeader*, owned */
  BkSecret *cookies;  /* those of the session, or NULL; owned */
  BkOutcome outcome;  /* OK while all is well */
  char *why;
} Writer;

static void fail(Writer *writer, BkOutcome outcome, char *why) {
  if (writer->outcome == BK_OUTCOME_OK) {
    writer->outcome = outcome;
    writer->why = why;
  } else {
    g_free(why);
  }
}

static void fail_missing(Writer *writer, const char *name, const char *where) {
  if (name == NULL)
    fail(writer, BK_OUTCOME_BAD_RESPONSE, g_strdup_printf("a value cannot stand in %s", where));
  else if (g_str_has_prefix(name, "session."))
    fail(writer, BK_OUTCOME_SESSION_EXPIRED, g_strdup_printf("the session has no {{%s}}", name));
  else
    fail(writer, BK_OUTCOME_MISCONFIGURED, g_strdup_printf(NO_SUCH_VALUE, name));
}

static BkSecret *expand(Writer *writer, const char *text, BkEncoding encoding, const char *where) {
  g_autofree char *missing = NULL;
  BkSecret *value = bk_template_expand(text, encoding, writer->lookup, writer->lookup_data, &missing);
  if (value == NULL)
    fail_missing(writer, missing, where);
  return value;
}

/* Whether a pair or header is exactly one optional name that has no value now. */
static gboolean is_left_out(Writer *writer, const char *text) {
  if (!bk_template_is_optional(text))
    return FALSE;
  g_autoptr(BkSecret) value =
      bk_template_expand(text, BK_ENCODE_NONE, writer->lookup, writer->lookup_data, NULL);
  return value != NULL && bk_secret_length(value) == 0;
}

/* Nothing is ever sent cut short. */
static void put(Writer *writer, BkSecretBuilder *builder, const char *bytes, gsize length) {
  if (!bk_secret_builder_append(builder, bytes, (gssize)length))
    fail(writer, BK_OUTCOME_BAD_RESPONSE, g_strdup("the request is too large"));
}

static void put_text(Writer *writer, BkSecretBuilder *builder, const char *text) {
  put(writer, builder, text, strlen(text));
}

static void put_secret(Writer *writer, BkSecretBuilder *builder, const BkSecret *secret) {
  put(writer, builder, bk_secret_peek(secret), bk_secret_length(secret));
}

/* name=value&… */
static void append_pairs(Writer *writer, BkSecretBuilder *builder, const GPtrArray *pairs,
                         BkEncoding encoding, const char *first) {
  const char *separator = first;
  for (guint i = 0; pairs != NULL && i < pairs->len; i++) {
    const BkPair *pair = g_ptr_array_index(pairs, i);
    if (is_left_out(writer, pair->value))
      continue;
    g_autoptr(BkSecret) name =
        bk_template_expand(pair->name, encoding, writer->lookup, writer->lookup_data, NULL);
    g_autoptr(BkSecret) value = expand(writer, pair->value, encoding, pair->name);
    put_text(writer, builder, separator);
    put_secret(writer, builder, name);
    put_text(writer, builder, "=");
    put_secret(writer, builder, value);
    separator = "&";
  }
}

/* ---- URL ---- */

static const char *base_url(const BkServer *server, const BkRequestTemplate *request) {
  for (guint i = 0; request->at != NULL && i < server->urls->len; i++) {
    const BkPair *pair = g_ptr_array_index(server->urls, i);
    if (g_str_equal(pair->name, request->at))
      return pair->value;
  }
  return request->at == NULL ? server->url : NULL;
}

/* A whole URL that an answer told; where it leads, check_origin() judges. "/" at its end gives way to the
 * path that follows. */
static BkSecret *told_url(Writer *writer, const BkRequestTemplate *request) {
  g_autoptr(BkSecret) told = expand(writer, request->url, BK_ENCODE_HEADER, "a URL");
  const char *text = told != NULL ? bk_secret_peek(told) : "";
  gsize length = strlen(text);
  while (*request->path != '\0' && length > 0 && text[length - 1] == '/')
    length--;
  if (told != NULL &&
      (strpbrk(text, "#\\ ") != NULL || (*request->path != '\0' && strchr(text, '?') != NULL))) {
    fail_missing(writer, NULL, "a URL");
    return NULL;
  }
  return told != NULL ? bk_secret_new(text, (gssize)length) : NULL;
}

static BkSecret *base_of(Writer *writer, const BkRequestTemplate *request) {
  if (request->url != NULL)
    return told_url(writer, request);
  const char *base = base_url(writer->flow->server, request);
  if (base == NULL)
    fail(writer, BK_OUTCOME_MISCONFIGURED, g_strdup_printf("there is no url \"%s\"", request->at));
  return base != NULL ? bk_secret_new(base, -1) : NULL;
}

static BkSecret *write_url(Writer *writer, const BkRequestTemplate *request) {
  g_autoptr(BkSecret) base = base_of(writer, request);
  if (base == NULL)
    return NULL;
  g_autoptr(BkSecretBuilder) url = bk_secret_builder_new(BK_SECRET_MAX);
  g_autoptr(BkSecret) path = expand(writer, request->path, BK_ENCODE_PATH, "the path");
  put_secret(writer, url, base);
  put_secret(writer, url, path);
  gboolean has_query = strchr(bk_secret_peek(base), '?') != NULL || strchr(bk_secret_peek(path), '?') != NULL;
  append_pairs(writer, url, request->query, BK_ENCODE_QUERY, has_query ? "&" : "?");
  return bk_secret_builder_finish(g_steal_pointer(&url));
}

/* ---- headers ---- */

static void set_header(Writer *writer, const char *name, BkSecret *value) {
  for (guint i = 0; i < writer->headers->len; i++) {
    const BkHeader *header = g_ptr_array_index(writer->headers, i);
    if (g_ascii_strcasecmp(header->name, name) == 0)
      g_ptr_array_remove_index(writer->headers, i--);
  }
  if (value != NULL)
    g_ptr_array_add(writer->headers, bk_header_new(name, value));
}

static void set_plain_header(Writer *writer, const char *name, const char *text) {
  g_autoptr(BkSecret) value = bk_secret_new(text, -1);
  set_header(writer, name, value);
}

static void set_default_header(Writer *writer, const char *name, const char *text) {
  if (bk_headers_get(writer->headers, name) == NULL)
    set_plain_header(writer, name, text);
}

static void write_headers(Writer *writer, const GPtrArray *pairs) {
  for (guint i = 0; pairs != NULL && i < pairs->len; i++) {
    const BkPair *pair = g_ptr_array_index(pairs, i);
    gboolean left_out = is_left_out(writer, pair->value);
    g_autoptr(BkSecret) value = left_out ? NULL : expand(writer, pair->value, BK_ENCODE_HEADER, pair->name);
    set_header(writer, pair->name, value);
  }
}

/* RFC 7617 2: the user name cannot hold a colon. */
static BkSecret *basic_credentials(Writer *writer, const BkAuth *auth) {
  g_autoptr(BkSecret) user = expand(writer, auth->user, BK_ENCODE_NONE, "the user name");
  g_autoptr(BkSecret) password = expand(writer, auth->value, BK_ENCODE_NONE, "the password");
  if (user == NULL || password == NULL)
    return NULL;
  if (strchr(bk_secret_peek(user), ':') != NULL) {
    fail_missing(writer, NULL, "a Basic user name");
    return NULL;
  }
  g_autoptr(BkSecretBuilder) pair = bk_secret_builder_new(BK_SECRET_MAX);
  put_secret(writer, pair, user);
  put_text(writer, pair, ":");
  put_secret(writer, pair, password);
  char *encoded =
      g_base64_encode((const guchar *)bk_secret_builder_peek(pair), bk_secret_builder_length(pair));
  g_autoptr(BkSecretBuilder) value = bk_secret_builder_new(BK_SECRET_MAX);
  put_text(writer, value, "Basic ");
  put_text(writer, value, encoded);
  bk_secret_wipe_string(encoded);
  return bk_secret_builder_finish(g_steal_pointer(&value));
}

static BkSecret *bearer_credentials(Writer *writer, const BkAuth *auth) {
  g_autoptr(BkSecret) token = expand(writer, auth->value, BK_ENCODE_HEADER, "Authorization");
  g_autoptr(BkSecretBuilder) value = bk_secret_builder_new(BK_SECRET_MAX);
  put_text(writer, value, "Bearer ");
  put_secret(writer, value, token);
  return bk_secret_builder_finish(g_steal_pointer(&value));
}

static void write_auth(Writer *writer, const BkAuth *auth) {
  if (auth->kind == BK_AUTH_SESSION)
    auth = writer->flow->server->auth;
  if (auth->value != NULL && is_left_out(writer, auth->value))
    return;
  g_autoptr(BkSecret) value = NULL;
  switch (auth->kind) {
  case BK_AUTH_NONE:
  case BK_AUTH_SESSION: /* the server's own says nothing */
    return;
  case BK_AUTH_BEARER:
    value = bearer_credentials(writer, auth);
    break;
  case BK_AUTH_BASIC:
    value = basic_credentials(writer, auth);
    break;
  case BK_AUTH_HEADER:
    value = expand(writer, auth->value, BK_ENCODE_HEADER, auth->header);
    break;
  case BK_AUTH_COOKIE:
    writer->cookies = expand(writer, auth->value, BK_ENCODE_HEADER, "Cookie");
    return;
  }
  set_header(writer, auth->kind == BK_AUTH_HEADER ? auth->header : "Authorization", value);
}

/* Cookies of the session and of this flow, unless the file writes the header itself. A server that keeps its
 * state in cookies checks where a request comes from, so the Origin is told with them. */
static void write_cookies(Writer *writer, const char *origin) {
  if (bk_headers_get(writer->headers, "Cookie") == NULL) {
    g_autoptr(BkSecret) cookies = bk_cookies_header_with(writer->flow->cookies, origin, writer->cookies);
    if (cookies == NULL)
      return;
    set_header(writer, "Cookie", cookies);
  }
  set_default_header(writer, "Origin", writer->flow->server->origin);
}

/* ---- body ---- */

static BkSecret *write_body(Writer *writer, const BkRequestTemplate *request) {
  if (request->form != NULL) {
    g_autoptr(BkSecretBuilder) form = bk_secret_builder_new(BK_SECRET_MAX);
    append_pairs(writer, form, request->form, BK_ENCODE_FORM, "");
    set_default_header(writer, "Content-Type", "application/x-www-form-urlencoded");
    return bk_secret_builder_finish(g_steal_pointer(&form));
  }
  if (request->json == NULL)
    return NULL;
  g_autofree char *missing = NULL;
  BkSecret *json = bk_template_expand_json(request->json, writer->lookup, writer->lookup_data, &missing);
  if (json == NULL)
    fail_missing(writer, missing, "the body");
  set_default_header(writer, "Content-Type", "application/json");
  return json;
}

/* ---- where it may go ---- */

static gboolean is_listed(const BkServer *server, const char *origin) {
  return server->origins != NULL && g_strv_contains((const char *const *)server->origins, origin);
}

/* A session goes where it came from, and to what the server's files share it with. */
static gboolean may_have_session(const BkServer *server, const char *issued, const char *origin) {
  const char *const *shared = (const char *const *)server->session_origins;
  return g_strcmp0(issued, origin) == 0 ||
         (shared != NULL && issued != NULL && g_strv_contains(shared, issued) &&
          g_strv_contains(shared, origin));
}

/* A request goes only where the server's files say. */
static void check_origin(Writer *writer, const BkSecret *url) {
  BkFlow *flow = writer->flow;
  g_free(flow->origin);
  flow->origin = bk_origin_of(bk_secret_peek(url));
  if (flow->origin == NULL || !is_listed(flow->server, flow->origin)) {
    fail(writer, BK_OUTCOME_MISCONFIGURED,
         g_strdup_printf("%s is no origin of this server: neither of its url nor of its urls",
                         flow->origin != NULL ? flow->origin : "the URL"));
    return;
  }
  const BkSession *session = bk_flow_current_session(flow);
  if (flow->session_used && !may_have_session(flow->server, session->origin, flow->origin))
    fail(writer, BK_OUTCOME_MISCONFIGURED,
         g_strdup_printf("the session belongs to %s and is not sent to %s", session->origin, flow->origin));
}

/* Everything but whether it may be sent. The URL; NULL: writer says why. */
static BkSecret *write_request(Writer *writer, BkSecret **ret_body) {
  const BkRequestTemplate *template = writer->flow->step->request;
  BkSecret *url = write_url(writer, template);
  set_plain_header(writer, "Accept", "application/json");
  write_headers(writer, writer->flow->server->headers);
  write_headers(writer, template->headers);
  write_auth(writer, template->auth);
  *ret_body = write_body(writer, template);
  return url;
}

static BkRequest *request_of(Writer *writer, BkSecret *url, BkSecret *body) {
  BkRequest *request = bk_request_new(writer->flow->step->request->method, url);
  g_ptr_array_unref(request->headers);
  request->headers = g_ptr_array_ref(writer->headers);
  request->body = bk_secret_ref(body);
  request->ca_file = g_strdup(writer->flow->server->ca_file);
  return request;
}

BkRequest *bk_flow_build(BkFlow *flow, BkOutcome *ret_outcome, char **ret_why) {
  g_autoptr(GPtrArray) headers = g_ptr_array_new_with_free_func((GDestroyNotify)bk_header_free);
  Writer writer = {.flow = flow, .lookup = bk_flow_value, .lookup_data = flow, .headers = headers};
  g_autoptr(BkSecret) body = NULL;
  flow->session_used = FALSE;
  g_autoptr(BkSecret) url = write_request(&writer, &body);
  if (writer.outcome == BK_OUTCOME_OK)
    check_origin(&writer, url);
  if (writer.outcome == BK_OUTCOME_OK)
    write_cookies(&writer, flow->origin);
  bk_secret_unref(writer.cookies);
  if (writer.outcome != BK_OUTCOME_OK) {
    *ret_outcome = writer.outcome;
    *ret_why = writer.why;
    return NULL;
  }
  return request_of(&writer, url, body);
}

BkRequest *bk_flow_build_seen(BkFlow *flow, BkTemplateLookup lookup, gpointer data) {
  g_autoptr(GPtrArray) headers = g_ptr_array_new_with_free_func((GDestroyNotify)bk_header_free);
  Writer writer = {.flow = flow, .lookup = lookup, .lookup_data = data, .headers = headers};
  g_autoptr(BkSecret) body = NULL;
  gboolean session_used = flow->session_used; /* of the request that is sent */
  g_autoptr(BkSecret) url = write_request(&writer, &body);
  flow->session_used = session_used;
  bk_secret_unref(writer.cookies);
  g_free(writer.why);
  return writer.outcome == BK_OUTCOME_OK ? request_of(&writer, url, body) : NULL;
}
