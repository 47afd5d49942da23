#include "mock/chain.h"

#include "mock/pairs.h"

#include <string.h>

#define COOKIE "backin-mock" /* no capture can have that name: it has a hyphen */

void bk_mock_chain_give(BkMockWorld *world, BkMockGrant *grant, GPtrArray *headers) {
  g_autofree char *value = bk_mock_random(24);
  g_autofree char *cookie = g_strdup_printf("%s=%s; Path=/; HttpOnly; SameSite=Lax", COOKIE, value);

  bk_mock_issue(world, COOKIE, value, grant);
  bk_mock_pairs_add(headers, "Set-Cookie", cookie);
}

BkMockGrant *bk_mock_chain_find(const BkMockWorld *world, const char *cookies) {
  g_auto(GStrv) parts = g_strsplit(cookies ? cookies : "", ";", -1);

  for (guint i = 0; parts[i]; i++) {
    const char *part = g_strstrip(parts[i]);
    BkMockGrant *grant =
        g_str_has_prefix(part, COOKIE "=") ? bk_mock_issued(world, COOKIE, part + strlen(COOKIE "=")) : NULL;

    if (grant && grant->expires_at > bk_mock_now(world))
      return grant;
  }
  return NULL;
}

char *bk_mock_chain_strip(const char *cookies) {
  g_auto(GStrv) parts = g_strsplit(cookies, ";", -1);
  GString *others = g_string_new(NULL);

  for (guint i = 0; parts[i]; i++) {
    const char *part = g_strstrip(parts[i]);

    if (!g_str_has_prefix(part, COOKIE "="))
      g_string_append_printf(others, "%s%s", others->len ? "; " : "", part);
  }
  return g_string_free(others, others->len == 0); /* freed: NULL */
}
