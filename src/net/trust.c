#include "net/trust.h"

#include <curl/curl.h>
#include <string.h>
#include <sys/stat.h>

const char *bk_trust_system(void) {
  static const char *const names[] = {"CURL_CA_BUNDLE", "SSL_CERT_FILE"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    const char *path = g_getenv(names[i]);
    if (path != NULL && path[0] != '\0')
      return path;
  }
  static const char *built_in; /* lives as long as libcurl */
  if (built_in == NULL) {
    CURL *easy = curl_easy_init();
    if (easy != NULL)
      curl_easy_getinfo(easy, CURLINFO_CAINFO, &built_in);
    curl_easy_cleanup(easy);
  }
  return built_in;
}

static gboolean is_small_file(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 && S_ISREG(info.st_mode) && info.st_size <= (off_t)BK_TRUST_MAX;
}

GBytes *bk_trust_with(const char *ca_file, const char **why) {
  g_autofree char *system = NULL, *added = NULL;
  gsize added_length, system_length = 0;
  if (!is_small_file(ca_file) || !g_file_get_contents(ca_file, &added, &added_length, NULL)) {
    *why = "not sent: the server's CA file cannot be read";
    return NULL;
  }
  if (strstr(added, "-----BEGIN CERTIFICATE-----") == NULL &&
      strstr(added, "-----BEGIN TRUSTED CERTIFICATE-----") == NULL) {
    *why = "not sent: the server's CA file holds no certificate (PEM)";
    return NULL;
  }
  /* Without a system's bundle, the added one stands alone. */
  const char *bundle = bk_trust_system();
  if (bundle != NULL && !g_file_get_contents(bundle, &system, &system_length, NULL))
    system_length = 0;
  GByteArray *all = g_byte_array_sized_new((guint)(system_length + added_length + 1));
  g_byte_array_append(all, (const guint8 *)system, (guint)system_length);
  g_byte_array_append(all, (const guint8 *)"\n", 1);
  g_byte_array_append(all, (const guint8 *)added, (guint)added_length);
  return g_byte_array_free_to_bytes(all);
}
