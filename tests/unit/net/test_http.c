/* What goes out byte by byte, what comes back, and every wrong answer with its name. */
#include "net/http_tests.h"
#include "unit/net/client.h"
#include "unit/net/server.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
  Server *server;
  BkHttp *http;
  char *origin;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  fixture->server = server_new();
  fixture->http = bk_http_new("backin/test");
  fixture->origin = g_strdup_printf("http://127.0.0.1:%u", server_port(fixture->server));
}

static void tear_down(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  bk_http_free(fixture->http);
  server_free(fixture->server);
  g_free(fixture->origin);
}

static BkRequest *request_to(const Fixture *fixture, const char *method, const char *path, const char *body,
                             const char *const *headers) {
  g_autofree char *url = g_strconcat(fixture->origin, path, NULL);
  return request_new(method, url, body, headers);
}

static const char *request_seen(const Fixture *fixture, guint index) {
  g_assert_cmpuint(server_requests(fixture->server)->len, >, index);
  return g_ptr_array_index(server_requests(fixture->server), index);
}

#define OK_JSON "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"ok\":true}"

/* ---- what is sent ------------------------------------------------------------------------------- */

typedef struct {
  const char *name, *method, *path, *body;
  const char *headers[4];
  const char *expected; /* with PORT for the port */
} SentCase;

static const SentCase sent_cases[] = {
    {"get",
     "GET",
     "/me?a=%20b",
     NULL,
     {"Accept: application/json", "Authorization: Bearer t0ken", NULL},
     "GET /me?a=%20b HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUser-Agent: backin/test\r\nAccept: "
     "application/json\r\n"
     "Authorization: Bearer t0ken\r\n\r\n"},
    {"get-plain",
     "GET",
     "/",
     NULL,
     {NULL},
     "GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUser-Agent: backin/test\r\n\r\n"},
    {"post-json",
     "POST",
     "/oauth/token",
     "{\"password\":\"p\"}",
     {"Content-Type: application/json", NULL},
     "POST /oauth/token HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUser-Agent: backin/test\r\n"
     "Content-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"password\":\"p\"}"},
    {"post-untyped",
     "POST",
     "/x",
     "a=b",
     {NULL},
     "POST /x HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUser-Agent: backin/test\r\nContent-Length: 3\r\n\r\na=b"},
    {"post-empty",
     "POST",
     "/x",
     NULL,
     {NULL},
     "POST /x HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUser-Agent: backin/test\r\nContent-Length: 0\r\n\r\n"},
    {"put",
     "PUT",
     "/p",
     "1",
     {"Content-Type: text/plain", NULL},
     "PUT /p HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUser-Agent: backin/test\r\nContent-Type: text/plain\r\n"
     "Content-Length: 1\r\n\r\n1"},
    {"patch",
     "PATCH",
     "/p",
     "{}",
     {NULL},
     "PATCH /p HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUser-Agent: backin/test\r\nContent-Length: 2\r\n\r\n{}"},
    {"delete",
     "DELETE",
     "/s/1",
     NULL,
     {NULL},
     "DELETE /s/1 HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUser-Agent: backin/test\r\n\r\n"},
    {"delete-with-body",
     "DELETE",
     "/s",
     "{}",
     {NULL},
     "DELETE /s HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUser-Agent: backin/test\r\nContent-Length: 2\r\n\r\n{}"},
    {"get-with-body",
     "GET",
     "/s",
     "{}",
     {NULL},
     "GET /s HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUser-Agent: backin/test\r\nContent-Length: 2\r\n\r\n{}"},
    {"dots-and-own-agent",
     "GET",
     "/a/../b/./c",
     NULL,
     {"User-Agent: app/2", "X-Empty: ", NULL},
     "GET /a/../b/./c HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUser-Agent: app/2\r\nX-Empty:\r\n\r\n"},
};

static void test_sent(Fixture *fixture, gconstpointer data) {
  const SentCase *row = data;
  g_auto(Result) result = {0};
  g_autofree char *port = g_strdup_printf("%u", server_port(fixture->server));
  g_autoptr(GString) expected = g_string_new(row->expected);
  g_string_replace(expected, "PORT", port, 0);
  server_play(fixture->server, (ServerAnswer){.bytes = OK_JSON});
  exchange(fixture->http, request_to(fixture, row->method, row->path, row->body, row->headers), &result);
  g_assert_cmpint(result.failure, ==, BK_FAILURE_NONE);
  g_assert_cmpint(result.status, ==, 200);
  g_assert_cmpstr(result.body, ==, "{\"ok\":true}");
  g_assert_cmpstr(result.media_type, ==, "application/json");
  g_assert_cmpstr(result.detail, ==, "");
  g_assert_cmpstr(request_seen(fixture, 0), ==, expected->str);
}

static void test_large_body(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  g_auto(Result) result = {0};
  g_autofree char *body = g_strnfill(200 * 1024, 'x');
  server_play(fixture->server, (ServerAnswer){.bytes = OK_JSON});
  exchange(fixture->http, request_to(fixture, "POST", "/", body, NULL), &result);
  g_assert_cmpint(result.status, ==, 200);
  g_assert_true(g_str_has_suffix(request_seen(fixture, 0), body));
  g_assert_null(strstr(request_seen(fixture, 0), "Expect"));
}

/* Refused before a packet leaves. */
static void test_not_sent(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  static const char *const urls[] = {
      "http://example.test/", "ftp://127.0.0.1/", "file:///etc/passwd",       "https://user@127.0.0.1/",
      "https://a b/",         "127.0.0.1",        "http://127.evil.invalid/", ""};
  static const char *const headers[][2] = {{"X: a\r\nY: b", NULL},  {"X: a\nb", NULL},
                                           {"Host: other", NULL},   {"X Y: a", NULL},
                                           {"Expect: 100-c", NULL}, {"content-length: 3", NULL}};
  for (guint i = 0; i < G_N_ELEMENTS(urls); i++) {
    g_auto(Result) result = {0};
    exchange(fixture->http, request_new("GET", urls[i], NULL, NULL), &result);
    g_assert_cmpint(result.failure, ==, BK_FAILURE_NO_ROUTE);
    g_assert_true(g_str_has_prefix(result.detail, "not sent: "));
  }
  for (guint i = 0; i < G_N_ELEMENTS(headers); i++) {
    g_auto(Result) result = {0};
    exchange(fixture->http, request_to(fixture, "GET", "/", NULL, headers[i]), &result);
    g_assert_cmpint(result.failure, ==, BK_FAILURE_NO_ROUTE);
    g_assert_true(g_str_has_prefix(result.detail, "not sent: "));
  }
  g_assert_cmpuint(server_connections(fixture->server), ==, 0);
}

/* ---- what comes back ---------------------------------------------------------------------------- */

typedef struct {
  const char *name;
  ServerAnswer answer;
  BkFailure failure; /* NONE: the status and the body below */
  int status;
  const char *body;
} AnswerCase;

#define HEAD(more) "HTTP/1.1 200 OK\r\n" more "\r\n"
#define LINES_10 "X: y\r\nX: y\r\nX: y\r\nX: y\r\nX: y\r\nX: y\r\nX: y\r\nX: y\r\nX: y\r\nX: y\r\n"
#define LINES_100 LINES_10 LINES_10 LINES_10 LINES_10 LINES_10 LINES_10 LINES_10 LINES_10 LINES_10 LINES_10
#define NUL_IN_HEADER "HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n"
#define CHUNKED "Transfer-Encoding: chunked\r\n"

static const AnswerCase answer_cases[] = {
    /* good ones */
    {"chunked",
     {HEAD(CHUNKED) "3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n", 0, SERVER_KEEP, NULL},
     0,
     200,
     "{\"a\":1}"},
    {"chunked-trailer",
     {HEAD(CHUNKED) "2\r\n{}\r\n0\r\nX-Late: a\r\n\r\n", 0, SERVER_KEEP, NULL},
     0,
     200,
     "{}"},
    {"until-close", {HEAD("Content-Type: text/plain\r\n") "done", 0, SERVER_CLOSE, NULL}, 0, 200, "done"},
    {"no-content", {"HTTP/1.1 204 No Content\r\n\r\n", 0, SERVER_KEEP, NULL}, 0, 204, ""},
    {"error-status", {"HTTP/1.1 422 No\r\nContent-Length: 2\r\n\r\n{}", 0, SERVER_KEEP, NULL}, 0, 422, "{}"},
    {"no-reason", {"HTTP/1.1 500\r\nContent-Length: 0\r\n\r\n", 0, SERVER_KEEP, NULL}, 0, 500, ""},
    {"http-1.0", {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", 0, SERVER_CLOSE, NULL}, 0, 200, "hi"},
    {"interim",
     {"HTTP/1.1 102 Wait\r\nX: y\r\n\r\n" HEAD("Content-Length: 2\r\n") "hi", 0, SERVER_KEEP, NULL},
     0,
     200,
     "hi"},
    {"same-length-twice",
     {HEAD("Content-Length: 2\r\ncontent-length: 2\r\n") "hi", 0, SERVER_KEEP, NULL},
     0,
     200,
     "hi"},
    {"identity",
     {HEAD("Content-Encoding: identity\r\nContent-Length: 2\r\n") "hi", 0, SERVER_KEEP, NULL},
     0,
     200,
     "hi"},
    {"challenge",
     {"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n", 0, SERVER_KEEP,
      NULL},
     0,
     401,
     ""},
    {"redirect-here",
     {"HTTP/1.1 302 Go\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n", 0, SERVER_KEEP, NULL},
     0,
     302,
     ""},
    {"redirect-same-host",
     {"HTTP/1.1 307 Go\r\nLocation: https://127.0.0.1/x\r\nContent-Length: 0\r\n\r\n", 0, SERVER_KEEP, NULL},
     0,
     307,
     ""},
    {"sentence-as-html",
     {HEAD("Content-Type: text/html; charset=utf-8\r\nContent-Length: 7\r\n") "We've s", 0, SERVER_KEEP,
      NULL},
     0,
     200,
     "We've s"},
    {"error-page",
     {"HTTP/1.1 502 Bad\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", 0, SERVER_KEEP, NULL},
     0,
     502,
     "<html>"},
    {"nul-in-body",
     {HEAD("Content-Length: 3\r\n") "a\0b", sizeof(HEAD("Content-Length: 3\r\n") "a\0b") - 1, SERVER_KEEP,
      NULL},
     0,
     200,
     "a"},
    /* the network's */
    {"reset-at-once", {"", 0, SERVER_RESET, NULL}, BK_FAILURE_NO_ROUTE, 0, NULL},
    {"closed-at-once", {"", 0, SERVER_CLOSE, NULL}, BK_FAILURE_NO_ROUTE, 0, NULL},
    {"portal-page",
     {HEAD("Content-Type: text/html\r\nContent-Length: 10\r\n") " \n<!DOCTYP", 0, SERVER_KEEP, NULL},
     BK_FAILURE_PORTAL,
     0,
     NULL},
    {"portal-redirect",
     {"HTTP/1.1 302 Go\r\nLocation: http://portal.invalid/\r\nContent-Length: 0\r\n\r\n", 0, SERVER_KEEP,
      NULL},
     BK_FAILURE_PORTAL,
     0,
     NULL},
    {"portal-redirect-short",
     {"HTTP/1.1 307 Go\r\nLocation: //portal.invalid/\r\nContent-Length: 0\r\n\r\n", 0, SERVER_KEEP, NULL},
     BK_FAILURE_PORTAL,
     0,
     NULL},
    {"portal-511",
     {"HTTP/1.1 511 Network\r\nContent-Length: 0\r\n\r\n", 0, SERVER_KEEP, NULL},
     BK_FAILURE_PORTAL,
     0,
     NULL},
    /* cut */
    {"cut-in-head", {"HTTP/1.1 200 OK\r\nContent-Le", 0, SERVER_CLOSE, NULL}, BK_FAILURE_CUT, 0, NULL},
    {"cut-in-body",
     {HEAD("Content-Length: 100\r\n") "{\"a\":", 0, SERVER_CLOSE, NULL},
     BK_FAILURE_CUT,
     0,
     NULL},
    {"reset-in-body",
     {HEAD("Content-Length: 100\r\n") "{\"a\":", 0, SERVER_RESET, NULL},
     BK_FAILURE_CUT,
     0,
     NULL},
    {"cut-chunk", {HEAD(CHUNKED) "40\r\n{\"a\":", 0, SERVER_CLOSE, NULL}, BK_FAILURE_CUT, 0, NULL},
    {"no-last-chunk", {HEAD(CHUNKED) "2\r\n{}\r\n", 0, SERVER_CLOSE, NULL}, BK_FAILURE_CUT, 0, NULL},
    /* too large */
    {"declared-10-gib",
     {HEAD("Content-Length: 10737418240\r\n") "x", 0, SERVER_KEEP, NULL},
     BK_FAILURE_TOO_LARGE,
     0,
     NULL},
    {"endless-body", {HEAD(""), 0, SERVER_REPEAT, "xxxxxxxx"}, BK_FAILURE_TOO_LARGE, 0, NULL},
    {"endless-chunks", {HEAD(CHUNKED), 0, SERVER_REPEAT, "8\r\nxxxxxxxx\r\n"}, BK_FAILURE_TOO_LARGE, 0, NULL},
    {"endless-headers",
     {"HTTP/1.1 200 OK\r\n", 0, SERVER_REPEAT, "X-A: b\r\n"},
     BK_FAILURE_TOO_LARGE,
     0,
     NULL},
    {"201-headers",
     {HEAD(LINES_100 LINES_100 "Content-Length: 0\r\n"), 0, SERVER_KEEP, NULL},
     BK_FAILURE_TOO_LARGE,
     0,
     NULL},
    {"endless-header-line",
     {"HTTP/1.1 200 OK\r\nX: ", 0, SERVER_REPEAT, "yyyyyyyy"},
     BK_FAILURE_TOO_LARGE,
     0,
     NULL},
    {"interim-flood", {"", 0, SERVER_REPEAT, "HTTP/1.1 102 Wait\r\n\r\n"}, BK_FAILURE_TOO_LARGE, 0, NULL},
    {"endless-trailers",
     {HEAD(CHUNKED) "0\r\n", 0, SERVER_REPEAT, "X-A: b\r\n"},
     BK_FAILURE_TOO_LARGE,
     0,
     NULL},
    /* no answer that can be trusted */
    {"http-0.9", {"<html>hello</html>", 0, SERVER_CLOSE, NULL}, BK_FAILURE_BAD_ANSWER, 0, NULL},
    {"status-999",
     {"HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n", 0, SERVER_KEEP, NULL},
     BK_FAILURE_BAD_ANSWER,
     0,
     NULL},
    {"status-101",
     {"HTTP/1.1 101 Switch\r\nUpgrade: x\r\n\r\n", 0, SERVER_KEEP, NULL},
     BK_FAILURE_BAD_ANSWER,
     0,
     NULL},
    {"status-099",
     {"HTTP/1.1 099 What\r\nContent-Length: 0\r\n\r\n", 0, SERVER_KEEP, NULL},
     BK_FAILURE_BAD_ANSWER,
     0,
     NULL},
    {"status-2000",
     {"HTTP/1.1 2000 What\r\nContent-Length: 0\r\n\r\n", 0, SERVER_KEEP, NULL},
     BK_FAILURE_BAD_ANSWER,
     0,
     NULL},
    {"gzip",
     {HEAD("Content-Encoding: gzip\r\nContent-Length: 2\r\n") "\x1f\x8b", 0, SERVER_KEEP, NULL},
     BK_FAILURE_BAD_ANSWER,
     0,
     NULL},
    {"gzip-transfer",
     {HEAD("Transfer-Encoding: gzip, chunked\r\n") "0\r\n\r\n", 0, SERVER_KEEP, NULL},
     BK_FAILURE_BAD_ANSWER,
     0,
     NULL},
    {"two-lengths",
     {HEAD("Content-Length: 2\r\nContent-Length: 5\r\n") "hello", 0, SERVER_KEEP, NULL},
     BK_FAILURE_BAD_ANSWER,
     0,
     NULL},
    {"two-lengths-in-one",
     {HEAD("Content-Length: 2, 5\r\n") "hello", 0, SERVER_KEEP, NULL},
     BK_FAILURE_BAD_ANSWER,
     0,
     NULL},
    {"negative-length",
     {HEAD("Content-Length: -1\r\n") "hello", 0, SERVER_CLOSE, NULL},
     BK_FAILURE_BAD_ANSWER,
     0,
     NULL},
    {"bad-chunk", {HEAD(CHUNKED) "zz\r\n{}\r\n", 0, SERVER_CLOSE, NULL}, BK_FAILURE_BAD_ANSWER, 0, NULL},
    {"nul-in-header",
     {NUL_IN_HEADER, sizeof NUL_IN_HEADER - 1, SERVER_CLOSE, NULL},
     BK_FAILURE_BAD_ANSWER,
     0,
     NULL},
    {"folded-header",
     {HEAD("X: a\r\n b\r\nContent-Length: 0\r\n"), 0, SERVER_KEEP, NULL},
     BK_FAILURE_BAD_ANSWER,
     0,
     NULL},
    /* too slow: the low-speed deadline is a second here */
    {"silent", {"", 0, SERVER_KEEP, NULL}, BK_FAILURE_TIMEOUT, 0, NULL},
    {"stops-in-head", {"HTTP/1.1 200 OK\r\n", 0, SERVER_KEEP, NULL}, BK_FAILURE_TIMEOUT, 0, NULL},
    {"drip-body", {HEAD("Content-Length: 100000\r\n"), 0, SERVER_DRIP, "x"}, BK_FAILURE_TIMEOUT, 0, NULL},
    {"drip-head", {"HTTP/1.1 200 OK\r\nX: ", 0, SERVER_DRIP, "y"}, BK_FAILURE_TIMEOUT, 0, NULL},
};

static void test_answer(Fixture *fixture, gconstpointer data) {
  static const char *const accept[] = {"Accept: application/json", NULL};
  const AnswerCase *row = data;
  g_auto(Result) result = {0};
  if (row->failure == BK_FAILURE_TIMEOUT)
    bk_http_set_deadlines_for_tests(fixture->http, 0, 0, 1);
  server_play(fixture->server, row->answer);
  exchange(fixture->http, request_to(fixture, "GET", "/secret-path", NULL, accept), &result);
  g_test_message("%s", result.detail);
  g_assert_cmpstr(bk_failure_word(result.failure), ==, bk_failure_word(row->failure));
  g_assert_cmpint(result.status, ==, row->status);
  g_assert_cmpstr(result.body, ==, row->body);
  g_assert_null(strstr(result.detail, "secret-path"));
  if (row->failure != BK_FAILURE_NONE)
    g_assert_nonnull(strstr(result.detail, "127.0.0.1:"));
  g_assert_cmpuint(server_requests(fixture->server)->len, ==, 1); /* nothing followed, nothing repeated */
  /* And the next request is none the worse for it. */
  server_play(fixture->server, (ServerAnswer){.bytes = OK_JSON});
  exchange(fixture->http, request_to(fixture, "GET", "/", NULL, accept), &result);
  g_assert_cmpint(result.status, ==, 200);
}

static void test_reply_headers(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  g_auto(Result) result = {0};
  server_play(fixture->server,
              (ServerAnswer){.bytes = "HTTP/1.1 103 Hints\r\nLink: early\r\n\r\n"
                                      "HTTP/1.1 200 OK\r\nSet-Cookie:  a=1 \r\nSet-Cookie: b=2\r\n"
                                      "no field: x\r\nContent-Type: Application/JSON;charset=x\r\n"
                                      "Content-Length: 0\r\n\r\n"});
  exchange(fixture->http, request_to(fixture, "GET", "/", NULL, NULL), &result);
  g_assert_cmpint(result.status, ==, 200);
  g_assert_cmpstr(result.media_type, ==, "application/json");
  g_assert_cmpuint(result.headers->len, ==, 4);
  const BkHeader *first = g_ptr_array_index(result.headers, 0),
                 *second = g_ptr_array_index(result.headers, 1);
  g_assert_cmpstr(first->name, ==, "Set-Cookie");
  g_assert_cmpstr(bk_secret_peek(first->value), ==, "a=1");
  g_assert_cmpstr(bk_secret_peek(second->value), ==, "b=2");
  /* A cookie that came is not sent back by itself. */
  server_play(fixture->server, (ServerAnswer){.bytes = OK_JSON});
  exchange(fixture->http, request_to(fixture, "GET", "/", NULL, NULL), &result);
  g_assert_null(strstr(request_seen(fixture, 1), "ookie"));
}

/* A request that expects pages and redirects is not told that it met a portal. */
static void test_no_portal_for_who_expects_it(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  static const char *const accept[] = {"Accept: */*", NULL};
  g_auto(Result) result = {0};
  server_play(fixture->server,
              (ServerAnswer){.bytes = HEAD("Content-Type: text/html\r\nContent-Length: 6\r\n") "<html>"});
  exchange(fixture->http, request_to(fixture, "GET", "/", NULL, accept), &result);
  g_assert_cmpint(result.status, ==, 200);
  server_play(
      fixture->server,
      (ServerAnswer){.bytes =
                         "HTTP/1.1 303 Go\r\nLocation: https://app.invalid/#t\r\nContent-Length: 0\r\n\r\n"});
  exchange(fixture->http, request_to(fixture, "GET", "/", NULL, accept), &result);
  g_assert_cmpint(result.status, ==, 303);
  g_assert_cmpuint(server_requests(fixture->server)->len, ==, 2);
}

/* ---- no way there ------------------------------------------------------------------------------- */

static void test_refused(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  /* A port that is bound and does not listen refuses for sure. */
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint(bind(fd, (struct sockaddr *)&address, size), ==, 0);
  g_assert_cmpint(getsockname(fd, (struct sockaddr *)&address, &size), ==, 0);
  g_autofree char *url = g_strdup_printf("http://127.0.0.1:%u/", ntohs(address.sin_port));
  g_auto(Result) result = {0};
  exchange(fixture->http, request_new("POST", url, "x", NULL), &result);
  g_assert_cmpint(result.failure, ==, BK_FAILURE_NO_ROUTE);
  g_assert_true(g_str_has_prefix(result.detail, "curl 7: "));
  close(fd);
}

static void test_unknown_name(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  g_auto(Result) result = {0};
  exchange(fixture->http, request_new("POST", "https://nobody.invalid/", "x", NULL), &result);
  g_assert_cmpint(result.failure, ==, BK_FAILURE_DNS);
  g_assert_cmpstr(result.detail, ==, "curl 6: Couldn't resolve host name (nobody.invalid)");
}

/* getaddrinfo() cannot be called off: neither a deadline nor a key may wait for it. */
static void test_slow_resolver(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  g_auto(Result) result = {0}, cancelled = {0};
  bk_http_set_deadlines_for_tests(fixture->http, 300, 300, 0);
  gint64 began = g_get_monotonic_time();
  exchange(fixture->http, request_new("GET", "https://slow.invalid/", NULL, NULL), &result);
  g_assert_cmpint(result.failure, ==, BK_FAILURE_TIMEOUT);
  guint number = bk_http_send(fixture->http, request_new("GET", "https://slow.invalid/", NULL, NULL),
                              result_take, &cancelled);
  server_play(fixture->server, (ServerAnswer){.bytes = OK_JSON});
  exchange(fixture->http, request_to(fixture, "GET", "/", NULL, NULL),
           &result); /* gives the other time to begin */
  g_assert_cmpint(result.status, ==, 200);
  bk_http_cancel(fixture->http, number);
  g_clear_pointer(&fixture->http, bk_http_free);
  g_assert_cmpint(g_get_monotonic_time() - began, <, 10 * G_USEC_PER_SEC);
  g_assert_false(cancelled.done);
  resolver_release();
}

static void test_total_deadline(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  g_auto(Result) result = {0};
  bk_http_set_deadlines_for_tests(fixture->http, 200, 0, 0);
  exchange(fixture->http, request_to(fixture, "POST", "/", "x", NULL), &result);
  g_assert_cmpint(result.failure, ==, BK_FAILURE_TIMEOUT);
}

/* Of a request that wishes for less than the usual; more than that it does not get. */
static void test_wished_deadline(Fixture *fixture, gconstpointer unused) {
  (void)unused;
  for (guint seconds = 1; seconds <= 3600; seconds += 3599) {
    g_auto(Result) result = {0};
    if (seconds > 1)
      bk_http_set_deadlines_for_tests(fixture->http, 200, 0, 0);
    BkRequest *request = request_to(fixture, "POST", "/", "x", NULL);
    request->seconds = seconds;
    exchange(fixture->http, request, &result);
    g_assert_cmpint(result.failure, ==, BK_FAILURE_TIMEOUT);
  }
}

static void test_room(Fixture *fixture, gconstpointer unused) {
  (void)fixture, (void)unused;
  struct rlimit before, few;
  g_assert_cmpint(getrlimit(RLIMIT_NOFILE, &before), ==, 0);
  few = (struct rlimit){.rlim_cur = 100, .rlim_max = before.rlim_max};
  g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &few), ==, 0);
  guint room = bk_http_room();
  g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &before), ==, 0);
  g_assert_cmpuint(room, ==, 25);
}

/* What is said to a library while it is loaded is not said to the programs that are started later. */
static void test_environment(Fixture *fixture, gconstpointer unused) {
  (void)fixture, (void)unused;
  g_autofree char *version = bk_http_version();
  g_assert_true(g_str_has_prefix(version, "libcurl/"));
  g_assert_null(g_getenv("GNUTLS_NO_IMPLICIT_INIT"));
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  client_clean_environment();
  for (guint i = 0; i < G_N_ELEMENTS(sent_cases); i++) {
    g_autofree char *path = g_strconcat("/http/sent/", sent_cases[i].name, NULL);
    g_test_add(path, Fixture, &sent_cases[i], set_up, test_sent, tear_down);
  }
  for (guint i = 0; i < G_N_ELEMENTS(answer_cases); i++) {
    g_autofree char *path = g_strconcat("/http/answer/", answer_cases[i].name, NULL);
    g_test_add(path, Fixture, &answer_cases[i], set_up, test_answer, tear_down);
  }
#define ADD(path, function) g_test_add("/http/" path, Fixture, NULL, set_up, function, tear_down)
  ADD("sent/large-body", test_large_body);
  ADD("not-sent", test_not_sent);
  ADD("reply-headers", test_reply_headers);
  ADD("no-portal", test_no_portal_for_who_expects_it);
  ADD("refused", test_refused);
  ADD("unknown-name", test_unknown_name);
  ADD("total-deadline", test_total_deadline);
  ADD("wished-deadline", test_wished_deadline);
  ADD("room", test_room);
  ADD("environment", test_environment);
  ADD("slow-resolver", test_slow_resolver);
  return g_test_run();
}
