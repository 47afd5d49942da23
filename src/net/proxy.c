#include "net/proxy.h"

#include "base/text.h"
#include "net/http.h"

#include <arpa/inet.h>
#include <string.h>

static const char *first_set(const char *const *names) {
  for (; *names != NULL; names++) {
    const char *value = g_getenv(*names);
    if (value != NULL && value[0] != '\0')
      return value;
  }
  return NULL;
}

/* "https://[::1]:8443" -> "::1". */
static char *host_of_origin(const char *origin) {
  const char *authority = strstr(origin, "://");
  authority = authority != NULL ? authority + 3 : origin;
  if (authority[0] == '[')
    return g_strndup(authority + 1, strcspn(authority + 1, "]"));
  return g_strndup(authority, strcspn(authority, ":"));
}

static gsize address_bytes(const char *text, guint8 bytes[16]) {
  if (inet_pton(AF_INET, text, bytes) == 1)
    return 4;
  return inet_pton(AF_INET6, text, bytes) == 1 ? 16 : 0;
}

/* Whether an address lies in "10.0.0.0/8"; without a length it has to be that very address. */
static gboolean in_block(const char *host, const char *block) {
  guint8 address[16], net[16];
  const char *slash = strchr(block, '/');
  g_autofree char *start = g_strndup(block, slash != NULL ? (gsize)(slash - block) : strlen(block));
  gsize size = address_bytes(host, address);
  guint64 bits = size * 8;
  if (size == 0 || address_bytes(start, net) != size ||
      (slash != NULL && !g_ascii_string_to_unsigned(slash + 1, 10, 0, size * 8, &bits, NULL)))
    return FALSE;
  if (memcmp(address, net, bits / 8) != 0)
    return FALSE;
  guint8 mask = (guint8)(0xff00u >> (bits % 8));
  return bits % 8 == 0 || ((address[bits / 8] ^ net[bits / 8]) & mask) == 0;
}

static gboolean name_matches(const char *host, const char *name) {
  if (name[0] == '.')
    name++;
  gsize length = strlen(host), tail = strlen(name);
  if (tail == 0 || tail > length || g_ascii_strcasecmp(host + length - tail, name) != 0)
    return FALSE;
  return tail == length || host[length - tail - 1] == '.';
}

static gboolean excepted(const char *host) {
  static const char *const names[] = {"no_proxy", "NO_PROXY", NULL};
  const char *list = first_set(names);
  if (list == NULL)
    return FALSE;
  g_auto(GStrv) entries = g_strsplit_set(list, ", \t", -1);
  for (guint i = 0; entries[i] != NULL; i++) {
    g_autofree char *entry = g_strdup(entries[i]);
    gsize length = strlen(entry);
    if (length > 2 && entry[0] == '[' && entry[length - 1] == ']') {
      entry[length - 1] = '\0';
      memmove(entry, entry + 1, length - 1);
    }
    if (g_str_equal(entry, "*") || in_block(host, entry) || name_matches(host, entry))
      return TRUE;
  }
  return FALSE;
}

const char *bk_proxy_for(const char *origin) {
  static const char *const names[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", NULL};
  const char *proxy = first_set(names);
  if (proxy == NULL || origin == NULL)
    return NULL;
  g_autofree char *host = host_of_origin(origin);
  /* What goes to this machine in the clear must not leave it. */
  if (g_str_equal(host, "localhost") || in_block(host, "127.0.0.0/8") || in_block(host, "::1"))
    return NULL;
  return excepted(host) ? NULL : proxy;
}

char *bk_http_proxy(const char *origin) {
  const char *proxy = bk_proxy_for(origin);
  if (proxy == NULL)
    return NULL;
  const char *scheme = strstr(proxy, "://");
  const char *authority = scheme != NULL ? scheme + 3 : proxy;
  gsize length = strcspn(authority, "/?#");
  /* The last "@": a password may hold one, a host may not. One beyond the first slash hides all before. */
  const char *at = strrchr(authority, '@');
  const char *host = at != NULL ? at + 1 : authority;
  length = at != NULL ? strcspn(host, "/?#") : length;
  g_autofree char *shown = g_strdup_printf("%.*s%s%.*s", (int)(authority - proxy), proxy,
                                           at != NULL ? BK_SECRET_HIDDEN "@" : "", (int)length, host);
  return bk_text_clean_line(shown);
}
