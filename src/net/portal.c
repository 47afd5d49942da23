#include "net/portal.h"

#include <string.h>

static gboolean wants_json_only(const BkRequest *request) {
  const char *accept = bk_secret_peek(bk_headers_get(request->headers, "Accept"));
  return strstr(accept, "json") != NULL && strpbrk(accept, "*,") == NULL;
}

static gboolean is_page(const BkReply *reply) {
  const char *body = bk_secret_peek(reply->body);
  if (g_str_has_prefix(body, "\xef\xbb\xbf"))
    body += 3;
  while (g_ascii_isspace(*body))
    body++;
  return reply->status == 200 && g_str_equal(reply->media_type, "text/html") && *body == '<';
}

/* Scheme and port may change on one host: that is the server's own doing. */
static char *host_without_port(const char *url) {
  const char *authority = strstr(url, "//");
  if (authority == NULL)
    return NULL;
  authority += 2;
  gsize length = authority[0] == '[' ? strcspn(authority, "]/?#") : strcspn(authority, ":/?#");
  return g_ascii_strdown(authority, (gssize)length);
}

static gboolean leads_elsewhere(const BkRequest *request, const BkReply *reply) {
  const char *location = bk_secret_peek(bk_headers_get(reply->headers, "Location"));
  gboolean absolute = g_str_has_prefix(location, "//") || g_ascii_strncasecmp(location, "http", 4) == 0;
  if (reply->status / 100 != 3 || !absolute)
    return FALSE;
  g_autofree char *here = host_without_port(request->origin);
  g_autofree char *there = host_without_port(location);
  return there != NULL && !g_str_equal(here, there);
}

gboolean bk_reply_is_portal(const BkRequest *request, const BkReply *reply) {
  if (reply->status == 511)
    return TRUE;
  return wants_json_only(request) && (is_page(reply) || leads_elsewhere(request, reply));
}
