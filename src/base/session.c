#include "base/session.h"

#include "base/clock.h"
#include "base/exchange.h"
#include "base/json.h"

#include <string.h>

BkSession *bk_session_new(const char *server, const char *origin, const char *account) {
  BkSession *session = g_new0(BkSession, 1);
  session->ref_count = 1;
  session->server = g_strdup(server);
  session->origin = g_strdup(origin);
  session->account = g_strdup(account);
  session->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)bk_secret_unref);
  return session;
}

BkSession *bk_session_ref(BkSession *session) {
  if (session != NULL)
    g_atomic_int_inc(&session->ref_count);
  return session;
}

void bk_session_unref(BkSession *session) {
  if (session == NULL || !g_atomic_int_dec_and_test(&session->ref_count))
    return;
  g_free(session->server);
  g_free(session->origin);
  g_free(session->account);
  bk_secret_unref(session->token);
  bk_secret_unref(session->refresh);
  g_hash_table_unref(session->values);
  g_free(session);
}

gboolean bk_session_is_token(const BkSecret *token) {
  gsize length = bk_secret_length(token);
  const char *bytes = bk_secret_peek(token);
  if (length < BK_SESSION_TOKEN_MIN || length > BK_SESSION_TOKEN_MAX)
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (bytes[i] <= ' ' || bytes[i] == 0x7f || strchr("\"',;", bytes[i]) != NULL)
      return FALSE; /* bytes over 0x7f are negative, and so below ' ' */
  }
  return TRUE;
}

/* "name=value" at text, and what follows it; NULL: it is none. */
static const char *skip_cookie(const char *text) {
  gsize name = 0, value = 0;
  while (g_ascii_isgraph(text[name]) && strchr("()<>@,;:\\\"/[]?={}", text[name]) == NULL)
    name++;
  if (name == 0 || text[name] != '=')
    return NULL;
  text += name + 1;
  while (g_ascii_isgraph(text[value]) && strchr(",;\\", text[value]) == NULL)
    value++;
  return value > 0 ? text + value : NULL;
}

gboolean bk_session_is_cookies(const BkSecret *token) {
  gsize length = bk_secret_length(token);
  const char *at = bk_secret_peek(token);
  if (length < BK_SESSION_TOKEN_MIN || length > BK_SESSION_TOKEN_MAX || strlen(at) != length)
    return FALSE;
  for (at = skip_cookie(at); at != NULL && g_str_has_prefix(at, "; ");)
    at = skip_cookie(at + 2);
  return at != NULL && *at == '\0';
}

static void add_secret(cJSON *object, const char *name, const BkSecret *secret) {
  if (secret != NULL)
    cJSON_AddStringToObject(object, name, bk_secret_peek(secret));
}

static void add_time(cJSON *object, const char *name, gint64 wall) {
  g_autofree char *text = bk_clock_format(wall);
  if (wall > 0)
    cJSON_AddStringToObject(object, name, text);
}

BkSecret *bk_session_to_json(const BkSession *session) {
  g_autoptr(cJSON) object = cJSON_CreateObject();
  cJSON_AddNumberToObject(object, "version", BK_SESSION_VERSION);
  cJSON_AddStringToObject(object, "server", session->server);
  cJSON_AddStringToObject(object, "origin", session->origin);
  cJSON_AddStringToObject(object, "account", session->account);
  add_secret(object, "token", session->token);
  add_secret(object, "refresh", session->refresh);
  add_time(object, "signed_in_at", session->signed_in_at);
  add_time(object, "expires_at", session->expires_at);
  cJSON *values = cJSON_AddObjectToObject(object, "values");
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, session->values);
  while (g_hash_table_iter_next(&iter, &name, &value))
    add_secret(values, name, value);
  char *text = cJSON_PrintUnformatted(object);
  BkSecret *json = bk_secret_new(text, -1);
  cJSON_free(text);
  return json;
}

BkSession *bk_session_copy(const BkSession *session) {
  BkSession *copy = bk_session_new(session->server, session->origin, session->account);
  copy->token = bk_secret_ref(session->token);
  copy->refresh = bk_secret_ref(session->refresh);
  copy->signed_in_at = session->signed_in_at;
  copy->expires_at = session->expires_at;
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, session->values);
  while (g_hash_table_iter_next(&iter, &name, &value))
    g_hash_table_insert(copy->values, g_strdup(name), bk_secret_ref(value));
  return copy;
}

static const char *string_member(const cJSON *object, const char *name) {
  const cJSON *member = bk_json_member(object, name);
  return cJSON_IsString(member) ? member->valuestring : NULL;
}

static BkSecret *secret_member(const cJSON *object, const char *name) {
  return bk_secret_new(string_member(object, name), -1);
}

static gint64 time_member(const cJSON *object, const char *name) {
  const char *text = string_member(object, name);
  return text != NULL ? MAX(bk_clock_parse(text), 0) : 0;
}

static gboolean is_session(const cJSON *object) {
  const cJSON *version = bk_json_member(object, "version");
  const char *origin = string_member(object, "origin");
  g_autofree char *same = bk_origin_of(origin);
  g_autoptr(BkSecret) token = secret_member(object, "token");
  return cJSON_IsNumber(version) && version->valuedouble == BK_SESSION_VERSION &&
         string_member(object, "server") != NULL && string_member(object, "account") != NULL &&
         g_strcmp0(origin, same) == 0 && same != NULL &&
         (bk_session_is_token(token) || bk_session_is_cookies(token));
}

int bk_session_version_of(const BkSecret *json) {
  g_autoptr(cJSON) object = bk_json_parse(bk_secret_peek(json), bk_secret_length(json), NULL, NULL);
  const cJSON *version = bk_json_member(object, "version");
  return cJSON_IsNumber(version) ? (int)CLAMP(version->valuedouble, 0, G_MAXINT) : 0;
}

BkSession *bk_session_from_json(const BkSecret *json, GError **error) {
  g_autoptr(cJSON) object = bk_json_parse(bk_secret_peek(json), bk_secret_length(json), NULL, error);
  if (object == NULL)
    return NULL;
  if (!is_session(object)) {
    g_set_error_literal(error, BK_JSON_ERROR, BK_JSON_ERROR_SYNTAX, "not a session of a known version");
    return NULL;
  }
  BkSession *session = bk_session_new(string_member(object, "server"), string_member(object, "origin"),
                                      string_member(object, "account"));
  session->token = secret_member(object, "token");
  session->refresh = secret_member(object, "refresh");
  session->signed_in_at = time_member(object, "signed_in_at");
  session->expires_at = time_member(object, "expires_at");
  const cJSON *value;
  cJSON_ArrayForEach (value, bk_json_member(object, "values")) {
    if (cJSON_IsString(value) && value->string != NULL)
      g_hash_table_insert(session->values, g_strdup(value->string), bk_secret_new(value->valuestring, -1));
  }
  return session;
}
