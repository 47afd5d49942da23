#include "flow/cookies.h"

#include <string.h>

typedef struct {
  char *origin;
  char *name;
  BkSecret *value;
} Cookie;

struct BkCookies {
  GPtrArray *list; /* Cookie* */
};

static void cookie_free(gpointer data) {
  Cookie *cookie = data;
  g_free(cookie->origin);
  g_free(cookie->name);
  bk_secret_unref(cookie->value);
  g_free(cookie);
}

BkCookies *bk_cookies_new(void) {
  BkCookies *cookies = g_new0(BkCookies, 1);
  cookies->list = g_ptr_array_new_with_free_func(cookie_free);
  return cookies;
}

void bk_cookies_free(BkCookies *cookies) {
  if (cookies == NULL)
    return;
  g_ptr_array_unref(cookies->list);
  g_free(cookies);
}

/* ---- reading a Set-Cookie line ---- */

/* The name and value of one line, pointing into it. */
typedef struct {
  const char *name, *value;
  gsize name_length, value_length;
  gboolean deleted;
} SetCookie;

static gboolean is_token_char(char c) {
  return g_ascii_isgraph(c) && strchr("()<>@,;:\\\"/[]?={}", c) == NULL;
}

static gboolean is_value_char(char c) {
  return g_ascii_isgraph(c) && strchr(",;\\", c) == NULL;
}

static gsize run_of(const char *text, gboolean (*belongs)(char)) {
  gsize length = 0;
  while (text[length] != '\0' && belongs(text[length]))
    length++;
  return length;
}

/* "Max-Age=0" or below: the one way of deleting that needs no clock. An Expires in the past comes with
 * an empty value in practice, which counts as deleted too. */
static gboolean has_no_age(const char *attributes) {
  for (const char *at = strchr(attributes, ';'); at != NULL; at = strchr(at, ';')) {
    at += 1 + strspn(at + 1, " \t");
    if (g_ascii_strncasecmp(at, "max-age=", 8) == 0)
      return at[8] == '0' || at[8] == '-';
  }
  return FALSE;
}

static gboolean read_line(const BkSecret *line, SetCookie *cookie) {
  const char *text = bk_secret_peek(line);
  if (strlen(text) != bk_secret_length(line))
    return FALSE;
  text += strspn(text, " \t");
  *cookie = (SetCookie){.name = text, .name_length = run_of(text, is_token_char)};
  const char *equals = text + cookie->name_length;
  if (cookie->name_length == 0 || *equals != '=')
    return FALSE;
  cookie->value = equals + 1;
  cookie->value_length = run_of(cookie->value, is_value_char);
  const char *end = cookie->value + cookie->value_length;
  end += strspn(end, " \t");
  if (*end != '\0' && *end != ';')
    return FALSE;
  cookie->deleted = cookie->value_length == 0 || has_no_age(end);
  return cookie->name_length + cookie->value_length <= BK_COOKIE_MAX;
}

static gboolean next_cookie(const BkReply *reply, guint *index, SetCookie *cookie) {
  while (*index < reply->headers->len) {
    const BkHeader *header = g_ptr_array_index(reply->headers, (*index)++);
    if (g_ascii_strcasecmp(header->name, "set-cookie") == 0 && read_line(header->value, cookie))
      return TRUE;
  }
  return FALSE;
}

static gboolean has_name(const SetCookie *cookie, const char *name) {
  return strlen(name) == cookie->name_length && strncmp(cookie->name, name, cookie->name_length) == 0;
}

BkSecret *bk_cookie_in_reply(const BkReply *reply, const char *name) {
  BkSecret *value = NULL;
  SetCookie cookie;
  for (guint index = 0; next_cookie(reply, &index, &cookie);) {
    if (!has_name(&cookie, name))
      continue;
    bk_secret_unref(value);
    value = cookie.deleted ? NULL : bk_secret_new(cookie.value, (gssize)cookie.value_length);
  }
  return value;
}

/* ---- keeping ---- */

static void put(BkCookies *cookies, const char *origin, const SetCookie *set) {
  for (guint i = 0; i < cookies->list->len; i++) {
    Cookie *known = g_ptr_array_index(cookies->list, i);
    if (!g_str_equal(known->origin, origin) || !has_name(set, known->name))
      continue;
    if (set->deleted) {
      g_ptr_array_remove_index(cookies->list, i);
      return;
    }
    bk_secret_unref(known->value);
    known->value = bk_secret_new(set->value, (gssize)set->value_length);
    return;
  }
  if (set->deleted || cookies->list->len >= BK_COOKIES_MAX)
    return;
  Cookie *cookie = g_new0(Cookie, 1);
  cookie->origin = g_strdup(origin);
  cookie->name = g_strndup(set->name, set->name_length);
  cookie->value = bk_secret_new(set->value, (gssize)set->value_length);
  g_ptr_array_add(cookies->list, cookie);
}

void bk_cookies_take(BkCookies *cookies, const char *origin, const BkReply *reply) {
  SetCookie cookie;
  for (guint index = 0; next_cookie(reply, &index, &cookie);)
    put(cookies, origin, &cookie);
}

/* ---- writing ---- */

static const Cookie *find(const BkCookies *cookies, const char *origin, const char *name, gsize length) {
  for (guint i = 0; i < cookies->list->len; i++) {
    const Cookie *cookie = g_ptr_array_index(cookies->list, i);
    if (g_str_equal(cookie->origin, origin) && strlen(cookie->name) == length &&
        strncmp(cookie->name, name, length) == 0)
      return cookie;
  }
  return NULL;
}

static void append(BkSecretBuilder *header, const char *pair, gsize length) {
  if (bk_secret_builder_length(header) > 0)
    bk_secret_builder_append(header, "; ", 2);
  bk_secret_builder_append(header, pair, (gssize)length);
}

static void append_cookie(BkSecretBuilder *header, const Cookie *cookie) {
  append(header, cookie->name, strlen(cookie->name));
  bk_secret_builder_append(header, "=", 1);
  bk_secret_builder_append(header, bk_secret_peek(cookie->value), (gssize)bk_secret_length(cookie->value));
}

static BkSecret *finish(BkSecretBuilder **header) {
  return bk_secret_builder_length(*header) > 0 ? bk_secret_builder_finish(g_steal_pointer(header)) : NULL;
}

/* Calls for each "name=value" of a session's cookies. */
static void each_pair(const BkSecret *session, void (*visit)(const char *pair, gsize length, gpointer data),
                      gpointer data) {
  const char *at = session != NULL ? bk_secret_peek(session) : "";
  while (*at != '\0') {
    at += strspn(at, "; ");
    gsize length = strcspn(at, ";");
    if (length > 0)
      visit(at, length, data);
    at += length;
  }
}

typedef struct {
  const BkCookies *cookies;
  const char *origin;
  BkSecretBuilder *header;
  gboolean renew; /* write the newer value, else leave it to who writes it later */
} Pairs;

static void write_pair(const char *pair, gsize length, gpointer data) {
  const Pairs *pairs = data;
  const Cookie *newer = find(pairs->cookies, pairs->origin, pair, MIN(strcspn(pair, "="), length));
  if (newer == NULL)
    append(pairs->header, pair, length);
  else if (pairs->renew)
    append_cookie(pairs->header, newer);
}

BkSecret *bk_cookies_header_with(const BkCookies *cookies, const char *origin, const BkSecret *session) {
  g_autoptr(BkSecretBuilder) header = bk_secret_builder_new(BK_SECRET_MAX);
  Pairs pairs = {.cookies = cookies, .origin = origin, .header = header};
  each_pair(session, write_pair, &pairs);
  for (guint i = 0; i < cookies->list->len; i++) {
    const Cookie *cookie = g_ptr_array_index(cookies->list, i);
    if (g_str_equal(cookie->origin, origin))
      append_cookie(header, cookie);
  }
  return finish(&header);
}

BkSecret *bk_cookies_header(const BkCookies *cookies, const char *origin) {
  return bk_cookies_header_with(cookies, origin, NULL);
}

BkSecret *bk_cookies_renewed(const BkCookies *cookies, const char *origin, const BkSecret *session) {
  g_autoptr(BkSecretBuilder) header = bk_secret_builder_new(BK_SECRET_MAX);
  Pairs pairs = {.cookies = cookies, .origin = origin, .header = header, .renew = TRUE};
  each_pair(session, write_pair, &pairs);
  return finish(&header);
}

BkSecret *bk_cookies_named(const BkCookies *cookies, const char *origin, const GPtrArray *names) {
  g_autoptr(BkSecretBuilder) header = bk_secret_builder_new(BK_SECRET_MAX);
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index(names, i);
    const Cookie *cookie = find(cookies, origin, name, strlen(name));
    if (cookie != NULL)
      append_cookie(header, cookie);
    else if (i == 0)
      return NULL;
  }
  return finish(&header);
}
