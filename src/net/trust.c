#include "net/trust.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

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

static gboolean fill(int fd, const GByteArray *bundle) {
  for (gsize done = 0; done < bundle->len;) {
    gssize count = write(fd, bundle->data + done, bundle->len - done);
    if (count <= 0)
      return FALSE;
    done += (gsize)count;
  }
  return fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) == 0;
}

/* Without a name for it, as where there is no /proc, the bundle is handed over as it lies in memory. */
static void make_file(BkTrust *trust, const GByteArray *bundle) {
  trust->file = memfd_create("backin-trust", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (trust->file < 0)
    return;
  trust->path = g_strdup_printf("/proc/self/fd/%d", trust->file);
  if (!fill(trust->file, bundle) || access(trust->path, R_OK) != 0)
    g_clear_pointer(&trust->path, g_free);
}

void bk_trust_free(BkTrust *trust) {
  if (trust == NULL)
    return;
  if (trust->file >= 0)
    close(trust->file);
  g_clear_pointer(&trust->bundle, g_bytes_unref);
  g_free(trust->path);
  g_free(trust);
}

BkTrust *bk_trust_with(const char *ca_file, gboolean as_file, const char **why) {
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
  BkTrust *trust = g_new0(BkTrust, 1);
  trust->file = -1;
  if (as_file)
    make_file(trust, all);
  if (trust->path != NULL)
    g_byte_array_unref(all);
  else
    trust->bundle = g_byte_array_free_to_bytes(all);
  return trust;
}
