#include "unit/net/client.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  const char *what;
  gint64 deadline;
} Watch;

static gboolean tick(gpointer data) {
  const Watch *watch = data;
  if (g_get_monotonic_time() > watch->deadline)
    g_error("waited 20 s in vain for: %s", watch->what);
  return G_SOURCE_CONTINUE;
}

guint client_watchdog(const char *what) {
  Watch *watch = g_new(Watch, 1);
  *watch = (Watch){what, g_get_monotonic_time() + 20 * G_USEC_PER_SEC};
  return g_timeout_add_full(G_PRIORITY_DEFAULT, 10, tick, watch, g_free);
}

gboolean client_sees_end(guint16 port) {
  for (int fd = 3; fd < 256; fd++) {
    struct sockaddr_in peer = {0};
    socklen_t size = sizeof peer;
    struct pollfd look = {.fd = fd, .events = POLLRDHUP};
    if (getpeername(fd, (struct sockaddr *)&peer, &size) == 0 && peer.sin_family == AF_INET &&
        ntohs(peer.sin_port) == port && poll(&look, 1, 0) == 1)
      return TRUE;
  }
  return FALSE;
}

void client_clean_environment(void) {
  static const char *const unwanted[] = {"https_proxy", "HTTPS_PROXY",    "all_proxy",
                                         "ALL_PROXY",   "no_proxy",       "NO_PROXY",
                                         "http_proxy",  "CURL_CA_BUNDLE", "SSL_CERT_FILE"};
  for (guint i = 0; i < G_N_ELEMENTS(unwanted); i++)
    g_unsetenv(unwanted[i]);
}

void result_clear(Result *result) {
  g_free(result->detail);
  g_free(result->body);
  g_free(result->media_type);
  if (result->headers != NULL)
    g_ptr_array_unref(result->headers);
  memset(result, 0, sizeof *result);
}

void result_take(const BkReply *reply, BkFailure failure, const char *detail, gpointer data) {
  Result *result = data;
  g_assert_true((reply == NULL) == (failure != BK_FAILURE_NONE));
  g_assert_nonnull(detail);
  result->times++;
  result->done = TRUE;
  result->failure = failure;
  result->detail = g_strdup(detail);
  if (reply == NULL)
    return;
  result->status = reply->status;
  result->body = g_strdup(bk_secret_peek(reply->body));
  result->media_type = g_strdup(reply->media_type);
  result->headers = g_ptr_array_ref(reply->headers);
  g_assert_cmpint(reply->milliseconds, >=, 0);
}

BkRequest *request_new(const char *method, const char *url, const char *body, const char *const *headers) {
  g_autoptr(BkSecret) secret = bk_secret_new(url, -1);
  BkRequest *request = bk_request_new(method, secret);
  request->body = bk_secret_new(body, -1);
  for (; headers != NULL && *headers != NULL; headers++) {
    const char *colon = strstr(*headers, ": ");
    g_assert_nonnull(colon);
    g_autofree char *name = g_strndup(*headers, (gsize)(colon - *headers));
    g_autoptr(BkSecret) value = bk_secret_new(colon + 2, -1);
    g_ptr_array_add(request->headers, bk_header_new(name, value));
  }
  return request;
}

void exchange(BkHttp *http, BkRequest *request, Result *result) {
  result_clear(result);
  g_assert_cmpuint(bk_http_send(http, request, result_take, result), !=, 0);
  g_assert_false(result->done);
  WAIT_UNTIL(result->done);
  g_assert_cmpuint(result->times, ==, 1);
}

/* libcurl calls this, from a thread of its own, in place of the system's: the program's symbol wins. */
static int gate[2] = {-1, -1};

__attribute__((visibility("default"))) int getaddrinfo(const char *node, const char *service,
                                                       const struct addrinfo *hints, struct addrinfo **list) {
  static int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
  if (real == NULL)
    real = (__typeof__(real))dlsym(RTLD_NEXT, "getaddrinfo");
  if (node != NULL && g_str_equal(node, "slow.invalid")) {
    char byte;
    return read(gate[0], &byte, 1) < 0 ? EAI_FAIL : EAI_NONAME; /* until resolver_release() closes it */
  }
  if (node != NULL && g_str_has_suffix(node, ".test"))
    return real("127.0.0.1", service, hints, list);
  return EAI_NONAME;
}

__attribute__((constructor)) static void open_gate(void) {
  if (pipe(gate) != 0)
    g_error("no pipe");
}

void resolver_release(void) {
  close(gate[1]);
}
