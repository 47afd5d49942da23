/* The proxy of the environment: which, for whom, and whose fault it is. */
#include "net/http_tests.h"
#include "net/proxy.h"
#include "unit/net/client.h"
#include "unit/net/server.h"

#include <string.h>

static void test_choice(void) {
  static const struct {
    const char *name, *value, *except, *origin, *shown;
  } rows[] = {
      {"https_proxy", "http://proxy.test:3128", NULL, "https://id.example.org", "http://proxy.test:3128"},
      {"HTTPS_PROXY", "proxy.test:3128", NULL, "https://id.example.org", "proxy.test:3128"},
      {"all_proxy", "socks5h://proxy.test", NULL, "https://id.example.org", "socks5h://proxy.test"},
      {"https_proxy", "http://me:p@ss/w0rd@proxy.test:3128/", NULL, "https://id.example.org",
       "http://[hidden]@proxy.test:3128"},
      {"https_proxy", "me:pw@proxy.test", NULL, "https://id.example.org", "[hidden]@proxy.test"},
      {"http_proxy", "http://proxy.test", NULL, "https://id.example.org", NULL},
      {"https_proxy", "", NULL, "https://id.example.org", NULL},
      /* loopback never, whatever is said */
      {"all_proxy", "http://proxy.test", NULL, "http://127.0.0.1:8080", NULL},
      {"all_proxy", "http://proxy.test", NULL, "https://127.8.8.8", NULL},
      {"all_proxy", "http://proxy.test", NULL, "https://[::1]:8443", NULL},
      {"all_proxy", "http://proxy.test", NULL, "http://localhost:80", NULL},
      /* exceptions */
      {"https_proxy", "http://proxy.test", "*", "https://id.example.org", NULL},
      {"https_proxy", "http://proxy.test", "example.org", "https://id.example.org", NULL},
      {"https_proxy", "http://proxy.test", "a.net, .example.org", "https://ID.example.org:8443", NULL},
      {"https_proxy", "http://proxy.test", "ample.org", "https://id.example.org", "http://proxy.test"},
      {"https_proxy", "http://proxy.test", "id.example.org.evil", "https://id.example.org",
       "http://proxy.test"},
      {"https_proxy", "http://proxy.test", "10.1.2.3", "https://10.1.2.3", NULL},
      {"https_proxy", "http://proxy.test", "10.0.0.0/9", "https://10.127.2.3", NULL},
      {"https_proxy", "http://proxy.test", "10.0.0.0/9", "https://10.128.2.3", "http://proxy.test"},
      {"https_proxy", "http://proxy.test", "[2001:db8::1]", "https://[2001:db8::1]:8443", NULL},
      {"https_proxy", "http://proxy.test", "2001:db8::/32", "https://[2001:db8:1::1]", NULL},
      {"https_proxy", "http://proxy.test", "10.0.0.0/x", "https://10.0.0.1", "http://proxy.test"},
      {"https_proxy", "http://proxy.test\x1b[2J", "", "https://10.0.0.1", "http://proxy.test[2J"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    client_clean_environment();
    g_setenv(rows[i].name, rows[i].value, TRUE);
    if (rows[i].except != NULL)
      g_setenv("no_proxy", rows[i].except, TRUE);
    g_autofree char *shown = bk_http_proxy(rows[i].origin);
    g_test_message("row %u", i);
    g_assert_cmpstr(shown, ==, rows[i].shown);
    g_assert_cmpstr(bk_proxy_for(rows[i].origin), ==, shown != NULL ? rows[i].value : NULL);
  }
  client_clean_environment();
}

typedef struct {
  ServerAnswer answer;
  BkFailure failure;
  const char *detail;
} Row;

/* The proxy gets the server's name and its own credentials, and nothing that is meant for the server. */
static void test_failures(void) {
  static const Row rows[] = {
      {{"HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n", 0, SERVER_CLOSE, NULL},
       BK_FAILURE_PROXY,
       "the proxy said 407"},
      {{"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", 0, SERVER_CLOSE, NULL},
       BK_FAILURE_PROXY,
       "the proxy said 503"},
      {{"", 0, SERVER_CLOSE, NULL}, BK_FAILURE_PROXY, "curl "},
      {{"", 0, SERVER_RESET, NULL}, BK_FAILURE_PROXY, "curl "},
      {{"HTTP/1.1 200 OK\r\n\r\nno TLS here, sorry", 0, SERVER_CLOSE, NULL},
       BK_FAILURE_TLS_OTHER,
       "curl 35: "},
  };
  static const char *const headers[] = {"Authorization: Bearer s3cret", NULL};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Server) server = server_new();
    g_autoptr(BkHttp) http = bk_http_new("backin/test");
    g_autofree char *proxy = g_strdup_printf("http://me:pw@127.0.0.1:%u", server_port(server));
    g_auto(Result) result = {0};
    g_setenv("https_proxy", proxy, TRUE);
    server_play(server, rows[i].answer);
    exchange(http, request_new("POST", "https://id.example.org/x", "body", headers), &result);
    g_test_message("%u: %s", i, result.detail);
    g_assert_cmpstr(bk_failure_word(result.failure), ==, bk_failure_word(rows[i].failure));
    g_assert_nonnull(strstr(result.detail, rows[i].detail));
    g_assert_nonnull(strstr(result.detail, "(id.example.org)"));
    g_assert_null(strstr(result.detail, "pw"));
    const char *seen = g_ptr_array_index(server_requests(server), 0);
    g_assert_true(g_str_has_prefix(seen, "CONNECT id.example.org:443 HTTP/1.1\r\n"));
    g_assert_nonnull(strstr(seen, "Proxy-Authorization: Basic bWU6cHc=\r\n"));
    g_assert_null(strstr(seen, "s3cret"));
    g_assert_cmpuint(server_requests(server)->len, ==, 1);
  }
}

static void test_unreachable(void) {
  g_autoptr(BkHttp) http = bk_http_new("backin/test");
  g_auto(Result) result = {0};
  g_setenv("https_proxy", "http://nobody.invalid:3128", TRUE);
  exchange(http, request_new("GET", "https://id.example.org/", NULL, NULL), &result);
  g_assert_cmpint(result.failure, ==, BK_FAILURE_PROXY);
  g_setenv("https_proxy", "http://127.0.0.1:1", TRUE);
  exchange(http, request_new("GET", "https://id.example.org/", NULL, NULL), &result);
  g_assert_cmpint(result.failure, ==, BK_FAILURE_PROXY);
  client_clean_environment();
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  client_clean_environment();
  g_test_add_func("/proxy/choice", test_choice);
  g_test_add_func("/proxy/failures", test_failures);
  g_test_add_func("/proxy/unreachable", test_unreachable);
  return g_test_run();
}
