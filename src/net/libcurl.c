#include "net/libcurl.h"

#include "net/memory.h"

#include <curl/curl.h>
#include <dlfcn.h>

/* Linking libcurl costs every start 5 ms and 30 shared objects before the first screen is painted. So it
 * is loaded at the first use: each function of it that this room calls is defined below and passes the
 * call on. The rest of the room is written as if libcurl were linked, with its headers and type checks.
 * A function missing here is an error of the linker (the program is linked without libcurl). */
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

#define FUNCTIONS(X)                                                                                         \
  X(curl_global_init_mem)                                                                                    \
  X(curl_version)                                                                                            \
  X(curl_free)                                                                                               \
  X(curl_easy_init)                                                                                          \
  X(curl_easy_cleanup)                                                                                       \
  X(curl_easy_setopt)                                                                                        \
  X(curl_easy_getinfo)                                                                                       \
  X(curl_easy_strerror)                                                                                      \
  X(curl_slist_append)                                                                                       \
  X(curl_slist_free_all)                                                                                     \
  X(curl_multi_init)                                                                                         \
  X(curl_multi_cleanup)                                                                                      \
  X(curl_multi_setopt)                                                                                       \
  X(curl_multi_add_handle)                                                                                   \
  X(curl_multi_remove_handle)                                                                                \
  X(curl_multi_info_read)                                                                                    \
  X(curl_multi_socket_action)                                                                                \
  X(curl_url)                                                                                                \
  X(curl_url_cleanup)                                                                                        \
  X(curl_url_set)                                                                                            \
  X(curl_url_get)

static struct {
#define X(name) __typeof__(name) *name;
  FUNCTIONS(X)
#undef X
} real;

/* SSL_CTX_set_options() of the OpenSSL that libcurl brought; NULL when it brought another library. */
static guint64 (*set_tls_options)(void *ssl_ctx, guint64 options);
#define SSL_OP_CLEANSE_PLAINTEXT (G_GUINT64_CONSTANT(1) << 1) /* openssl/ssl.h, since 3.0 */

/* libcurl brings GnuTLS along for protocols that are not used here (RTMP, LDAP), and that would set itself up
 * as it is loaded: 0.7 MB resident, 0.3 MB of it for this program alone. Whoever uses it, be it a libcurl
 * built with it, asks for that by name. */
static void *open_library(void) {
  static const char name[] = "GNUTLS_NO_IMPLICIT_INIT";
  gboolean is_free = g_getenv(name) == NULL;
  if (is_free)
    g_setenv(name, "1", FALSE);
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (is_free)
    g_unsetenv(name); /* not for the programs that are started from here */
  return library;
}

static gboolean load(void) {
  void *library = open_library();
  if (library == NULL)
    return FALSE;
#define X(name)                                                                                              \
  real.name = (__typeof__(real.name))dlsym(library, #name);                                                  \
  if (real.name == NULL)                                                                                     \
    return FALSE;
  FUNCTIONS(X)
#undef X
  set_tls_options = (__typeof__(set_tls_options))dlsym(library, "SSL_CTX_set_options");
  return real.curl_global_init_mem(CURL_GLOBAL_DEFAULT, bk_wiping_malloc, bk_wiping_free, bk_wiping_realloc,
                                   bk_wiping_strdup, bk_wiping_calloc) == CURLE_OK;
}

gboolean bk_libcurl_start(void) {
  static gboolean tried, good;
  if (!tried) {
    tried = TRUE;
    good = load();
  }
  return good;
}

void bk_libcurl_wipe_decrypted(void *ssl_ctx) {
  if (set_tls_options != NULL)
    set_tls_options(ssl_ctx, SSL_OP_CLEANSE_PLAINTEXT);
}

/* The three that take one argument of a type that the option's number tells (curl.h, CURLOPTTYPE_…). */
#define PASS_ON(function, handle, option)                                                                    \
  G_STMT_START {                                                                                             \
    va_list list;                                                                                            \
    va_start(list, option);                                                                                  \
    gboolean is_long = (int)option < CURLOPTTYPE_OBJECTPOINT;                                                \
    gboolean is_offset = (int)option / CURLOPTTYPE_OFF_T == 1;                                               \
    __typeof__(function(handle, option)) code = is_long ? function(handle, option, va_arg(list, long))       \
                                                : is_offset                                                  \
                                                    ? function(handle, option, va_arg(list, curl_off_t))     \
                                                    : function(handle, option, va_arg(list, void *));        \
    va_end(list);                                                                                            \
    return code;                                                                                             \
  }                                                                                                          \
  G_STMT_END

CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...) {
  PASS_ON(real.curl_easy_setopt, easy, option);
}

CURLMcode curl_multi_setopt(CURLM *multi, CURLMoption option, ...) {
  PASS_ON(real.curl_multi_setopt, multi, option);
}

CURLcode curl_easy_getinfo(CURL *easy, CURLINFO info, ...) {
  va_list list;
  va_start(list, info);
  CURLcode code = real.curl_easy_getinfo(easy, info, va_arg(list, void *));
  va_end(list);
  return code;
}

char *curl_version(void) {
  return real.curl_version();
}

void curl_free(void *memory) {
  real.curl_free(memory);
}

CURL *curl_easy_init(void) {
  return real.curl_easy_init();
}

void curl_easy_cleanup(CURL *easy) {
  real.curl_easy_cleanup(easy);
}

const char *curl_easy_strerror(CURLcode code) {
  return real.curl_easy_strerror(code);
}

struct curl_slist *curl_slist_append(struct curl_slist *list, const char *text) {
  return real.curl_slist_append(list, text);
}

void curl_slist_free_all(struct curl_slist *list) {
  real.curl_slist_free_all(list);
}

CURLM *curl_multi_init(void) {
  return real.curl_multi_init();
}

CURLMcode curl_multi_cleanup(CURLM *multi) {
  return real.curl_multi_cleanup(multi);
}

CURLMcode curl_multi_add_handle(CURLM *multi, CURL *easy) {
  return real.curl_multi_add_handle(multi, easy);
}

CURLMcode curl_multi_remove_handle(CURLM *multi, CURL *easy) {
  return real.curl_multi_remove_handle(multi, easy);
}

CURLMsg *curl_multi_info_read(CURLM *multi, int *left) {
  return real.curl_multi_info_read(multi, left);
}

CURLMcode curl_multi_socket_action(CURLM *multi, curl_socket_t fd, int events, int *running) {
  return real.curl_multi_socket_action(multi, fd, events, running);
}

CURLU *curl_url(void) {
  return real.curl_url();
}

void curl_url_cleanup(CURLU *url) {
  real.curl_url_cleanup(url);
}

CURLUcode curl_url_set(CURLU *url, CURLUPart part, const char *text, unsigned flags) {
  return real.curl_url_set(url, part, text, flags);
}

CURLUcode curl_url_get(CURLU *url, CURLUPart part, char **text, unsigned flags) {
  return real.curl_url_get(url, part, text, flags);
}
