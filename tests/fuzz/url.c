/* Where a URL leads. What this program calls its origin decides what may be sent there; libcurl reads the
 * same URL again when it sends. The two must never disagree. */
#include "base/exchange.h"
#include "fuzz/fuzz.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <string.h>

void fuzz_start(void) {
  HOLDS(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

/* The usual way to write an IPv6 address in brackets; any other host as it is. Takes host. */
static char *usual(char *host) {
  struct in6_addr address;
  char text[INET6_ADDRSTRLEN];
  g_autofree char *inside = g_strndup(host + 1, strlen(host) > 2 ? strlen(host) - 2 : 0);
  if (*host != '[' || inet_pton(AF_INET6, inside, &address) != 1 ||
      !inet_ntop(AF_INET6, &address, text, sizeof text))
    return host;
  g_free(host);
  return g_strdup_printf("[%s]", text);
}

/* "host:port" as libcurl would connect to it; NULL: it refuses the URL. */
static char *curl_host(const char *url) {
  CURLU *parsed = curl_url();
  char *scheme = NULL, *host = NULL, *port = NULL, *user = NULL, *result = NULL;
  if (curl_url_set(parsed, CURLUPART_URL, url, CURLU_PATH_AS_IS | CURLU_DISALLOW_USER) == CURLUE_OK &&
      curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
      curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
      curl_url_get(parsed, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK) {
    HOLDS(curl_url_get(parsed, CURLUPART_USER, &user, 0) == CURLUE_NO_USER);
    g_autofree char *lower = usual(g_ascii_strdown(host, -1));
    result = g_strdup_printf("%s://%s:%s", scheme, lower, port);
  }
  curl_free(scheme);
  curl_free(host);
  curl_free(port);
  curl_url_cleanup(parsed);
  return result;
}

/* An origin with its port always told. */
static char *with_port(const char *origin) {
  gboolean https = g_str_has_prefix(origin, "https://");
  const char *start = strstr(origin, "://") + 3, *bracket = strchr(start, ']');
  const char *colon = strchr(bracket != NULL ? bracket : start, ':');
  g_autofree char *host = usual(g_strndup(start, colon != NULL ? (gsize)(colon - start) : strlen(start)));
  return g_strconcat(https ? "https://" : "http://", host,
                     colon != NULL ? colon
                     : https       ? ":443"
                                   : ":80",
                     NULL);
}

static void check_origin(const char *url, const char *origin, const char *host) {
  g_autofree char *again = bk_origin_of(origin), *same_host = bk_host_of(origin);
  HOLDS(g_strcmp0(origin, again) == 0 && g_strcmp0(host, same_host) == 0);
  HOLDS(g_str_has_suffix(origin, host));
  HOLDS(g_str_has_prefix(origin, "https://") || g_str_has_prefix(origin, "http://127.") ||
        g_str_has_prefix(origin, "http://localhost") || g_str_has_prefix(origin, "http://[::1]"));
  for (const char *at = host; *at != '\0'; at++)
    HOLDS(g_ascii_isgraph(*at) && !g_ascii_isupper(*at) && strchr("@/?#\\\"<>", *at) == NULL);
  /* libcurl puts a name with other letters into its ASCII form by another library: not compared. */
  g_autofree char *theirs = g_str_is_ascii(url) ? curl_host(url) : NULL, *ours = with_port(origin);
  if (theirs != NULL && strcmp(ours, theirs) != 0)
    fuzz_fail(url, 0, theirs);
}

void fuzz_one(const char *bytes, gsize length) {
  g_autofree char *url = g_strndup(bytes, length);
  g_autofree char *origin = bk_origin_of(url), *host = bk_host_of(url);
  HOLDS((origin == NULL) == (host == NULL));
  if (origin != NULL)
    check_origin(url, origin, host);
}
