/* Whom to trust, and what each kind of distrust is called. */
#include "net/http_tests.h"
#include "net/trust.h"
#include "unit/net/client.h"
#include "unit/net/server.h"
#include "unit/net/tls.h"

#include <string.h>

#define OK "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

typedef struct {
  const char *name, *certificate, *mode, *host;
  const char *system, *added; /* certificates of CAs */
  BkFailure failure;
  const char *detail; /* its beginning */
} TrustCase;

static const TrustCase trust_cases[] = {
    {"good", "good", NULL, "id.test", "ca", NULL, BK_FAILURE_NONE, ""},
    {"good-address", "good", NULL, "127.0.0.1", "ca", NULL, BK_FAILURE_NONE, ""},
    {"expired", "expired", NULL, "id.test", "ca", NULL, BK_FAILURE_TLS_EXPIRED,
     "curl 60: certificate has expired (id.test:"},
    {"not-yet-valid", "future", NULL, "id.test", "ca", NULL, BK_FAILURE_TLS_NOT_YET,
     "curl 60: certificate is not yet valid (id.test:"},
    {"wrong-host", "good", NULL, "other.test", "ca", NULL, BK_FAILURE_TLS_HOST,
     "curl 60: certificate is for another host (other.test:"},
    {"wrong-address", "unknown", NULL, "127.0.0.1", "stranger", NULL, BK_FAILURE_TLS_HOST,
     "curl 60: certificate is for another host (127.0.0.1:"},
    {"unknown-issuer", "unknown", NULL, "id.test", "ca", NULL, BK_FAILURE_TLS_ISSUER,
     "curl 60: certificate is from an unknown issuer (id.test:"},
    {"self-signed", "self", NULL, "id.test", "ca", NULL, BK_FAILURE_TLS_ISSUER,
     "curl 60: certificate is signed by itself (id.test:"},
    {"tls-1.1", "good", "old", "id.test", "ca", NULL, BK_FAILURE_TLS_OTHER,
     "curl 35: SSL connect error: nothing as new as TLS 1.2 (id.test:"},
    /* a CA that the server's file brings is added, and takes nothing away */
    {"added", "good", NULL, "id.test", "stranger", "ca", BK_FAILURE_NONE, ""},
    {"added-keeps-system", "unknown", NULL, "id.test", "stranger", "ca", BK_FAILURE_NONE, ""},
    {"added-twice", "good", NULL, "id.test", "ca", "ca", BK_FAILURE_NONE, ""},
    {"added-wrong", "good", NULL, "id.test", "stranger", "self", BK_FAILURE_TLS_ISSUER, "curl 60: "},
    {"added-expired-stays", "expired", NULL, "id.test", "ca", "stranger", BK_FAILURE_TLS_EXPIRED,
     "curl 60: "},
    {"added-no-certificate", "good", NULL, "id.test", "ca", "nothing", BK_FAILURE_NO_ROUTE,
     "not sent: the server's CA file holds no certificate"},
    {"added-missing", "good", NULL, "id.test", "ca", "no-such-file", BK_FAILURE_NO_ROUTE,
     "not sent: the server's CA file cannot be read"},
    {"no-system", "good", NULL, "id.test", "no-such-file", NULL, BK_FAILURE_TLS_OTHER, "curl 77: "},
    {"no-system-but-added", "good", NULL, "id.test", "no-such-file", "ca", BK_FAILURE_NONE, ""},
};

static void trust_system(const char *name) {
  g_autofree char *path = tls_certificate(name);
  g_setenv("SSL_CERT_FILE", path, TRUE);
}

static BkRequest *request_trusting(const TlsFront *front, const char *method, const char *host,
                                   const char *added) {
  g_autofree char *url = g_strdup_printf("https://%s:%u/secret-path", host, tls_front_port(front));
  BkRequest *request = request_new(method, url, NULL, NULL);
  request->ca_file = added != NULL ? tls_certificate(added) : NULL;
  return request;
}

static void test_trust(gconstpointer data) {
  const TrustCase *row = data;
  g_autoptr(Server) server = server_new();
  g_autoptr(TlsFront) front = tls_front_new(server_port(server), row->certificate, row->mode);
  g_autoptr(BkHttp) http = bk_http_new("backin/test");
  g_auto(Result) result = {0};
  trust_system(row->system);
  server_play(server, (ServerAnswer){.bytes = OK});
  exchange(http, request_trusting(front, "GET", row->host, row->added), &result);
  g_test_message("%s", result.detail);
  g_assert_cmpstr(bk_failure_word(result.failure), ==, bk_failure_word(row->failure));
  g_assert_cmpint(result.status, ==, row->failure == BK_FAILURE_NONE ? 200 : 0);
  g_assert_true(g_str_has_prefix(result.detail, row->detail));
  g_assert_null(strstr(result.detail, "secret-path"));
  gboolean of_time = row->failure == BK_FAILURE_TLS_EXPIRED || row->failure == BK_FAILURE_TLS_NOT_YET;
  g_assert_true(of_time == (strstr(result.detail, "; clock here says 20") != NULL));
  if (row->failure != BK_FAILURE_NONE)
    g_assert_cmpuint(server_received(server), ==, 0); /* not a byte to whom is not trusted */
}

/* A connection trusted for one server file is nothing to a request without that file. */
static void test_trust_is_not_shared(void) {
  g_autoptr(Server) server = server_new();
  g_autoptr(TlsFront) front = tls_front_new(server_port(server), "good", NULL);
  g_autoptr(BkHttp) http = bk_http_new("backin/test");
  g_auto(Result) result = {0};
  trust_system("stranger");
  for (guint i = 0; i < 2; i++) {
    server_play(server, (ServerAnswer){.bytes = OK});
    exchange(http, request_trusting(front, "GET", "id.test", "ca"), &result);
    g_assert_cmpint(result.status, ==, 200);
  }
  g_assert_cmpuint(server_connections(server), ==, 1);
  exchange(http, request_trusting(front, "GET", "id.test", NULL), &result);
  g_assert_cmpint(result.failure, ==, BK_FAILURE_TLS_ISSUER);
  exchange(http, request_trusting(front, "GET", "other.test", "ca"), &result);
  g_assert_cmpint(result.failure, ==, BK_FAILURE_TLS_HOST);
}

/* More CA files than are kept parsed: each counts for its own requests, and for no other. */
static void test_many_trusts(void) {
  g_autoptr(Server) server = server_new();
  g_autoptr(TlsFront) front = tls_front_new(server_port(server), "good", NULL);
  g_autoptr(BkHttp) http = bk_http_new("backin/test");
  g_autofree char *good = tls_certificate("ca"), *folder = g_path_get_dirname(good);
  g_autoptr(GString) detour = g_string_new(folder);
  trust_system("stranger");
  for (guint i = 0; i < BK_TRUST_FILES + 4; i++) {
    g_autofree char *name = g_build_filename(detour->str, i % 4 == 3 ? "stranger.pem" : "ca.pem", NULL);
    g_auto(Result) result = {0};
    BkRequest *request = request_trusting(front, "GET", "id.test", NULL);
    request->ca_file = g_strdup(name);
    server_play(server, (ServerAnswer){.bytes = OK});
    exchange(http, request, &result);
    g_assert_cmpint(result.failure, ==, i % 4 == 3 ? BK_FAILURE_TLS_ISSUER : BK_FAILURE_NONE);
    g_string_append(detour, "/.");
  }
  g_auto(Result) result = {0};
  exchange(http, request_trusting(front, "GET", "id.test", NULL), &result);
  g_assert_cmpint(result.failure, ==, BK_FAILURE_TLS_ISSUER);
}

/* Without a length, only the farewell of TLS tells the end of an answer from a cut line. */
static void test_cut(void) {
  static const struct {
    const char *mode, *answer;
    int status;
  } rows[] = {
      {NULL, "HTTP/1.1 200 OK\r\n\r\nall of it", 200},
      {"rude", "HTTP/1.1 200 OK\r\n\r\nhalf of", 0},
      {"rude", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200},
      {"rude", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 200},
      {"rude", "HTTP/1.1 204 OK\r\n\r\n", 204},
      {"rude", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", 0},
      {NULL, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", 0},
      {NULL, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", 0},
      {"rude", "HTTP/1.1 200 OK\r\nContent-Le", 0},
  };
  trust_system("ca");
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Server) server = server_new();
    g_autoptr(TlsFront) front = tls_front_new(server_port(server), "good", rows[i].mode);
    g_autoptr(BkHttp) http = bk_http_new("backin/test");
    g_auto(Result) result = {0};
    server_play(server, (ServerAnswer){.bytes = rows[i].answer, .end = SERVER_CLOSE});
    exchange(http, request_trusting(front, "POST", "id.test", NULL), &result);
    g_test_message("%u: %s", i, result.detail);
    g_assert_cmpint(result.status, ==, rows[i].status);
    g_assert_cmpint(result.failure, ==, rows[i].status != 0 ? BK_FAILURE_NONE : BK_FAILURE_CUT);
    g_assert_cmpuint(server_requests(server)->len, ==, 1);
  }
}

/* Who answers a handshake with something else. */
static void test_no_tls(void) {
  static const struct {
    ServerAnswer greeting;
    BkFailure failure;
  } rows[] = {
      {{"HTTP/1.1 400 Plain\r\n\r\n", 0, SERVER_CLOSE, NULL}, BK_FAILURE_TLS_OTHER},
      {{"", 0, SERVER_RESET, NULL}, BK_FAILURE_NO_ROUTE},
      {{"", 0, SERVER_KEEP, NULL}, BK_FAILURE_TIMEOUT},
  };
  trust_system("ca");
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Server) server = server_new();
    g_autoptr(BkHttp) http = bk_http_new("backin/test");
    g_auto(Result) result = {0};
    g_autofree char *url = g_strdup_printf("https://127.0.0.1:%u/", server_port(server));
    bk_http_set_deadlines_for_tests(http, 0, 1000, 0);
    server_greet(server, rows[i].greeting);
    exchange(http, request_new("POST", url, "secret", NULL), &result);
    g_test_message("%u: %s", i, result.detail);
    g_assert_cmpstr(bk_failure_word(result.failure), ==, bk_failure_word(rows[i].failure));
  }
}

static void test_version(void) {
  g_autofree char *version = bk_http_version();
  g_assert_true(g_str_has_prefix(version, "libcurl/"));
  g_assert_nonnull(strstr(version, "SSL"));
  g_assert_null(strchr(strchr(version, ' ') + 1, ' '));
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  client_clean_environment();
  for (guint i = 0; i < G_N_ELEMENTS(trust_cases); i++) {
    g_autofree char *path = g_strconcat("/tls/trust/", trust_cases[i].name, NULL);
    g_test_add_data_func(path, &trust_cases[i], test_trust);
  }
  g_test_add_func("/tls/trust-is-not-shared", test_trust_is_not_shared);
  g_test_add_func("/tls/many-trusts", test_many_trusts);
  g_test_add_func("/tls/cut", test_cut);
  g_test_add_func("/tls/no-tls", test_no_tls);
  g_test_add_func("/tls/version", test_version);
  int status = g_test_run();
  tls_forget_certificates();
  return status;
}
