/* Kept and early-opened connections, requests that are sent at most once, and cancelling: each over plain
 * HTTP and over TLS. */
#include "net/http_tests.h"
#include "unit/net/client.h"
#include "unit/net/server.h"
#include "unit/net/tls.h"

#include <string.h>

typedef struct {
  Server *server;
  TlsFront *front; /* NULL: plain */
  BkHttp *http;
  char *origin, *url;
} Fixture;

#define OK "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

static guint16 port_of(const Fixture *fixture) {
  return fixture->front != NULL ? tls_front_port(fixture->front) : server_port(fixture->server);
}

static void set_up(Fixture *fixture, gboolean tls) {
  fixture->server = server_new();
  fixture->front = tls ? tls_front_new(server_port(fixture->server), "good", NULL) : NULL;
  fixture->http = bk_http_new("backin/test");
  fixture->origin = g_strdup_printf("%s:%u", tls ? "https://id.test" : "http://127.0.0.1", port_of(fixture));
  fixture->url = g_strconcat(fixture->origin, "/x", NULL);
}

static void set_up_plain(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  set_up(fixture, FALSE);
}

static void set_up_tls(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  set_up(fixture, TRUE);
}

static void tear_down(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  bk_http_free(fixture->http);
  tls_front_free(fixture->front);
  server_free(fixture->server);
  g_free(fixture->origin);
  g_free(fixture->url);
}

static void play_ok(Fixture *fixture) {
  server_play(fixture->server, (ServerAnswer){.bytes = OK});
}

static void exchange_ok(Fixture *fixture, const char *method) {
  g_auto(Result) result = {0};
  play_ok(fixture);
  exchange(fixture->http, request_new(method, fixture->url, NULL, NULL), &result);
  g_assert_cmpstr(result.detail, ==, "");
  g_assert_cmpint(result.status, ==, 200);
}

static void test_kept(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  for (guint i = 0; i < 5; i++)
    exchange_ok(fixture, i % 2 == 0 ? "GET" : "POST");
  g_assert_cmpuint(server_connections(fixture->server), ==, 1);
}

/* The handshake is done and not a byte said; the request then takes that connection. */
static void test_ahead(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  bk_http_connect(fixture->http, fixture->origin, NULL);
  bk_http_connect(fixture->http, fixture->origin, NULL); /* one is enough */
  WAIT_UNTIL(bk_http_under_way_for_tests(fixture->http) == 0);
  WAIT_UNTIL(server_connections(fixture->server) == 1);
  g_assert_cmpuint(server_open(fixture->server), ==, 1);
  g_assert_cmpuint(server_received(fixture->server), ==, 0);
  bk_http_connect(fixture->http, fixture->origin, NULL); /* is there already */
  WAIT_UNTIL(bk_http_under_way_for_tests(fixture->http) == 0);
  exchange_ok(fixture, "POST");
  g_assert_cmpuint(server_connections(fixture->server), ==, 1);
  g_assert_cmpuint(server_requests(fixture->server)->len, ==, 1);
}

static void test_ahead_under_way(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  bk_http_connect(fixture->http, fixture->origin, NULL);
  exchange_ok(fixture, "POST");
  g_assert_cmpuint(server_connections(fixture->server), ==, 1);
  /* One that is cancelled while it waits is never heard of. */
  server_drop_all(fixture->server, "");
  WAIT_UNTIL(client_sees_end(port_of(fixture)));
  g_auto(Result) result = {0};
  bk_http_connect(fixture->http, fixture->origin, NULL);
  guint number =
      bk_http_send(fixture->http, request_new("POST", fixture->url, NULL, NULL), result_take, &result);
  bk_http_cancel(fixture->http, number);
  WAIT_UNTIL(bk_http_under_way_for_tests(fixture->http) == 0);
  g_assert_false(result.done);
  g_assert_cmpuint(server_requests(fixture->server)->len, ==, 1);
}

static void test_ahead_in_vain(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  g_auto(Result) result = {0};
  bk_http_connect(fixture->http, "https://nobody.invalid", NULL);
  exchange(fixture->http, request_new("POST", "https://nobody.invalid/", "x", NULL), &result);
  g_assert_cmpint(result.failure, ==, BK_FAILURE_DNS);
  bk_http_connect(fixture->http, "not an origin", NULL);
  bk_http_connect(fixture->http, "http://example.test", NULL);
  WAIT_UNTIL(bk_http_under_way_for_tests(fixture->http) == 0);
}

/* A server that closes a kept connection just when the next request comes: what changes something has
 * been seen once, and that is it. */
static void at_most_once(Fixture *fixture, const char *method, const char *body, ServerEnd end) {
  g_auto(Result) result = {0};
  guint before = server_requests(fixture->server)->len;
  exchange_ok(fixture, "GET");
  server_play(fixture->server, (ServerAnswer){.bytes = "", .end = end});
  play_ok(fixture); /* for a second one, were it sent */
  guint connections = server_connections(fixture->server);
  exchange(fixture->http, request_new(method, fixture->url, body, NULL), &result);
  g_assert_cmpint(result.failure, ==, BK_FAILURE_CUT);
  g_assert_cmpuint(server_requests(fixture->server)->len, ==, before + 2);
  g_assert_cmpuint(server_connections(fixture->server), ==, connections);         /* not even for nothing */
  exchange(fixture->http, request_new("GET", fixture->url, NULL, NULL), &result); /* takes the spare answer */
  g_assert_cmpint(result.status, ==, 200);
  g_assert_cmpuint(server_requests(fixture->server)->len, ==, before + 3);
}

static void test_at_most_once(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  static const char *const methods[] = {"POST", "PUT", "PATCH", "DELETE"};
  for (guint i = 0; i < G_N_ELEMENTS(methods); i++) {
    at_most_once(fixture, methods[i], "{\"a\":1}", SERVER_CLOSE);
    at_most_once(fixture, methods[i], NULL, SERVER_CLOSE);
    at_most_once(fixture, methods[i], "{\"a\":1}", SERVER_RESET);
    at_most_once(fixture, methods[i], NULL, SERVER_RESET);
  }
}

/* The same with a connection opened ahead, which has never carried anything. */
static void test_at_most_once_ahead(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  g_auto(Result) result = {0};
  bk_http_connect(fixture->http, fixture->origin, NULL);
  WAIT_UNTIL(bk_http_under_way_for_tests(fixture->http) == 0);
  server_play(fixture->server, (ServerAnswer){.bytes = "", .end = SERVER_CLOSE});
  exchange(fixture->http, request_new("POST", fixture->url, "x", NULL), &result);
  g_assert_cmpint(result.failure, ==, BK_FAILURE_CUT);
  g_assert_cmpuint(server_requests(fixture->server)->len, ==, 1);
}

/* What changes nothing is simply sent again. */
static void test_safe_again(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  exchange_ok(fixture, "GET");
  server_play(fixture->server, (ServerAnswer){.bytes = "", .end = SERVER_CLOSE});
  exchange_ok(fixture, "GET");
  g_assert_cmpuint(server_requests(fixture->server)->len, ==, 3);
  g_assert_cmpuint(server_connections(fixture->server), ==, 2);
}

/* Closed while nobody used it, with a farewell or a "408" lying in the socket: that is noticed before
 * anything is sent, so even what may be sent but once gets through. */
static void test_closed_while_idle(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  static const char *const last_words[] = {"", "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n"};
  for (guint i = 0; i < 4; i++) {
    if (i < 2)
      exchange_ok(fixture, "POST");
    else
      bk_http_connect(fixture->http, fixture->origin, NULL);
    WAIT_UNTIL(server_open(fixture->server) == 1 && bk_http_under_way_for_tests(fixture->http) == 0);
    server_drop_all(fixture->server, last_words[i % 2]);
    WAIT_UNTIL(client_sees_end(port_of(fixture)));
    guint before = server_requests(fixture->server)->len;
    exchange_ok(fixture, "POST");
    g_assert_cmpuint(server_requests(fixture->server)->len, ==, before + 1);
    server_drop_all(fixture->server, "");
    WAIT_UNTIL(client_sees_end(port_of(fixture)));
  }
}

/* At every turn of the loop up to the answer and beyond. */
static void test_cancel(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  for (guint turns = 0; turns < 40; turns++) {
    g_auto(Result) result = {0};
    play_ok(fixture);
    guint number =
        bk_http_send(fixture->http, request_new("POST", fixture->url, "x", NULL), result_take, &result);
    guint watchdog = client_watchdog("turns");
    for (guint i = 0; i < turns && !result.done; i++)
      g_main_context_iteration(NULL, TRUE);
    gboolean done = result.done;
    bk_http_cancel(fixture->http, number);
    bk_http_cancel(fixture->http, number);
    g_assert_cmpuint(bk_http_under_way_for_tests(fixture->http), ==, 0);
    for (guint i = 0; i < 3; i++)
      g_main_context_iteration(NULL, FALSE);
    g_assert_true(result.done == done);
    g_source_remove(watchdog);
    bk_http_free(fixture->http); /* a new connection each time */
    fixture->http = bk_http_new("backin/test");
    server_drop_all(fixture->server, "");
  }
  bk_http_cancel(fixture->http, 0);
  bk_http_cancel(fixture->http, 4711);
}

static void test_free_under_way(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  g_auto(Result) result = {0};
  for (guint i = 0; i < 8; i++)
    g_assert_cmpuint(
        bk_http_send(fixture->http, request_new("GET", fixture->url, NULL, NULL), result_take, &result), !=,
        0);
  g_assert_cmpuint(
      bk_http_send(fixture->http, request_new("GET", "nowhere", NULL, NULL), result_take, &result), !=, 0);
  bk_http_connect(fixture->http, fixture->origin, NULL);
  WAIT_UNTIL(server_connections(fixture->server) > 0);
  g_clear_pointer(&fixture->http, bk_http_free);
  g_main_context_iteration(NULL, FALSE);
  g_assert_cmpuint(result.times, <=, 1); /* only the one that was never sent */
}

typedef struct {
  Fixture *fixture;
  guint other, times;
  Result next;
} Chain;

static void send_next(const BkReply *reply, BkFailure failure, const char *detail, gpointer data) {
  (void)failure, (void)detail;
  Chain *chain = data;
  chain->times++;
  g_assert_nonnull(reply);
  bk_http_cancel(chain->fixture->http, chain->other);
  play_ok(chain->fixture);
  (void)!bk_http_send(chain->fixture->http, request_new("POST", chain->fixture->url, NULL, NULL), result_take,
                      &chain->next);
}

static void free_all(const BkReply *reply, BkFailure failure, const char *detail, gpointer data) {
  Chain *chain = data;
  chain->times++;
  g_clear_pointer(&chain->fixture->http, bk_http_free);
  g_assert_nonnull(reply); /* still whole */
  g_assert_cmpint(reply->status, ==, 200);
  g_assert_cmpint(failure, ==, BK_FAILURE_NONE);
  g_assert_cmpstr(detail, ==, "");
}

/* Whoever is told may send, cancel and free. */
static void test_from_inside(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  g_auto(Result) other = {0};
  Chain chain = {.fixture = fixture};
  play_ok(fixture);
  guint first = bk_http_send(fixture->http, request_new("GET", fixture->url, NULL, NULL), send_next, &chain);
  chain.other =
      bk_http_send(fixture->http, request_new("GET", "http://127.0.0.1:1", NULL, NULL), result_take, &other);
  g_assert_cmpuint(first, !=, chain.other);
  WAIT_UNTIL(chain.next.done);
  g_assert_cmpint(chain.next.status, ==, 200);
  play_ok(fixture);
  (void)!bk_http_send(fixture->http, request_new("GET", fixture->url, NULL, NULL), free_all, &chain);
  WAIT_UNTIL(fixture->http == NULL);
  g_assert_cmpuint(chain.times, ==, 2);
  result_clear(&chain.next);
}

typedef void (*Test)(Fixture *fixture, gconstpointer unused);

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    Test test;
  } tests[] = {
      {"kept", test_kept},
      {"ahead", test_ahead},
      {"ahead-under-way", test_ahead_under_way},
      {"ahead-in-vain", test_ahead_in_vain},
      {"at-most-once", test_at_most_once},
      {"at-most-once-ahead", test_at_most_once_ahead},
      {"safe-again", test_safe_again},
      {"closed-while-idle", test_closed_while_idle},
      {"cancel", test_cancel},
      {"free-under-way", test_free_under_way},
      {"from-inside", test_from_inside},
  };
  g_test_init(&argc, &argv, NULL);
  client_clean_environment();
  g_autofree char *ca = tls_certificate("ca");
  g_setenv("SSL_CERT_FILE", ca, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS(tests); i++) {
    g_autofree char *plain = g_strconcat("/kept/plain/", tests[i].name, NULL);
    g_autofree char *tls = g_strconcat("/kept/tls/", tests[i].name, NULL);
    g_test_add(plain, Fixture, NULL, set_up_plain, tests[i].test, tear_down);
    g_test_add(tls, Fixture, NULL, set_up_tls, tests[i].test, tear_down);
  }
  int status = g_test_run();
  tls_forget_certificates();
  return status;
}
