#include "base/exchange.h"

#include <string.h>

BkHeader *bk_header_new(const char *name, BkSecret *value) {
  BkHeader *header = g_new(BkHeader, 1);
  *header = (BkHeader){.name = g_strdup(name), .value = bk_secret_ref(value)};
  return header;
}

void bk_header_free(BkHeader *header) {
  if (header == NULL)
    return;
  g_free(header->name);
  bk_secret_unref(header->value);
  g_free(header);
}

BkSecret *bk_headers_get(const GPtrArray *headers, const char *name) {
  for (guint i = 0; headers != NULL && i < headers->len; i++) {
    const BkHeader *header = g_ptr_array_index(headers, i);
    if (g_ascii_strcasecmp(header->name, name) == 0)
      return header->value;
  }
  return NULL;
}

static GPtrArray *headers_new(void) {
  return g_ptr_array_new_with_free_func((GDestroyNotify)bk_header_free);
}

BkRequest *bk_request_new(const char *method, BkSecret *url) {
  BkRequest *request = g_new0(BkRequest, 1);
  request->method = g_strdup(method);
  request->url = bk_secret_ref(url);
  request->origin = bk_origin_of(bk_secret_peek(url));
  request->headers = headers_new();
  request->safe = g_str_equal(method, "GET") || g_str_equal(method, "HEAD");
  return request;
}

void bk_request_free(BkRequest *request) {
  if (request == NULL)
    return;
  g_free(request->method);
  bk_secret_unref(request->url);
  g_free(request->origin);
  g_ptr_array_unref(request->headers);
  bk_secret_unref(request->body);
  g_free(request->ca_file);
  g_free(request);
}

BkReply *bk_reply_new(int status) {
  BkReply *reply = g_new0(BkReply, 1);
  reply->status = status;
  reply->headers = headers_new();
  reply->body = bk_secret_new("", 0);
  reply->media_type = g_strdup("");
  return reply;
}

void bk_reply_free(BkReply *reply) {
  if (reply == NULL)
    return;
  g_ptr_array_unref(reply->headers);
  bk_secret_unref(reply->body);
  g_free(reply->media_type);
  g_free(reply);
}

static gboolean is_loopback(const char *host) {
  /* An address is judged as an address: "127.evil.example" begins like one too. */
  if (g_str_equal(host, "localhost") || g_str_equal(host, "::1"))
    return TRUE;
  return g_hostname_is_ip_address(host) && g_str_has_prefix(host, "127.");
}

static gboolean has_forbidden_bytes(const char *url) {
  for (const char *at = url; *at != '\0'; at++) {
    if (*at == '\\' || (guchar)*at <= ' ' || *at == 0x7f)
      return TRUE;
  }
  return FALSE;
}

/* Whether a last label makes of a host a number, which some read as an IPv4 address ("0x7f.1", "2130706433").
 */
static gboolean is_number(const char *label) {
  gboolean hex = g_str_has_prefix(label, "0x");
  const char *digits = hex ? "0123456789abcdef" : "0123456789";
  label += hex ? 2 : 0;
  return (hex || *label != '\0') && label[strspn(label, digits)] == '\0';
}

/* A name of letters, digits, "-", "_" and ".", or an address as it is usually written: what can be shown and
 * compared as it stands, and is read by everybody in the same way. */
static gboolean is_plain_host(const char *host) {
  if (strchr(host, ':') != NULL || g_hostname_is_ip_address(host))
    return g_hostname_is_ip_address(host);
  gsize length = strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789-_.");
  g_autofree char *name = g_strndup(host, length - (length > 0 && host[length - 1] == '.'));
  const char *dot = strrchr(name, '.');
  return host[length] == '\0' && !is_number(dot != NULL ? dot + 1 : name);
}

/* Scheme, ASCII host and port (-1: none given) of a URL that backin may talk to; the host, or NULL. */
static char *split_url(const char *url, char **ret_scheme, int *ret_port) {
  if (url == NULL || has_forbidden_bytes(url))
    return NULL;
  g_autofree char *scheme = NULL, *userinfo = NULL, *host = NULL;
  int port = -1;
  if (!g_uri_split_with_user(url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_PARSE_RELAXED, &scheme, &userinfo,
                             NULL, NULL, &host, &port, NULL, NULL, NULL, NULL) ||
      scheme == NULL || host == NULL || host[0] == '\0' || userinfo != NULL)
    return NULL;
  /* An empty user info is none for GLib. A host that is written with escapes, or with a zone, is read in
   * one way here and in another by whoever connects to it. */
  const char *authority = strstr(url, "://");
  gsize length = authority != NULL ? strcspn(authority + 3, "/?#") : 0;
  if (authority == NULL || memchr(authority + 3, '@', length) || memchr(authority + 3, '%', length))
    return NULL;
  g_autofree char *ascii = g_hostname_to_ascii(host);
  g_autofree char *lower = ascii != NULL ? g_ascii_strdown(ascii, -1) : NULL;
  if (lower == NULL || !is_plain_host(lower))
    return NULL;
  gboolean https = g_ascii_strcasecmp(scheme, "https") == 0;
  gboolean http = g_ascii_strcasecmp(scheme, "http") == 0;
  if (!https && !(http && is_loopback(lower)))
    return NULL;
  *ret_scheme = g_ascii_strdown(scheme, -1);
  *ret_port = port;
  return g_steal_pointer(&lower);
}

static char *with_port(const char *host, const char *scheme, int port) {
  gboolean v6 = strchr(host, ':') != NULL;
  int usual = g_str_equal(scheme, "https") ? 443 : 80;
  g_autofree char *bracketed = v6 ? g_strdup_printf("[%s]", host) : g_strdup(host);
  return port < 0 || port == usual ? g_steal_pointer(&bracketed) : g_strdup_printf("%s:%d", bracketed, port);
}

char *bk_origin_of(const char *url) {
  g_autofree char *scheme = NULL;
  int port = -1;
  g_autofree char *host = split_url(url, &scheme, &port);
  if (host == NULL)
    return NULL;
  g_autofree char *authority = with_port(host, scheme, port);
  return g_strdup_printf("%s://%s", scheme, authority);
}

char *bk_host_of(const char *url) {
  g_autofree char *scheme = NULL;
  int port = -1;
  g_autofree char *host = split_url(url, &scheme, &port);
  return host != NULL ? with_port(host, scheme, port) : NULL;
}
