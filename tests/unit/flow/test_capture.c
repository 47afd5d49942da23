/* What is taken from a reply: values, cookies, expiry, and when to try again. */
#include "fixture.h"
#include "flow/capture.h"
#include "flow/cookies.h"
#include "flow/expiry.h"
#include "flow/retry.h"

#include <locale.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT(1767268800) /* 2026-01-01T12:00:00Z */

static const char SERVER[] = "{\"name\":\"Test\",\"url\":\"https://api.example.com\","
                             "\"actions\":{\"probe\":{\"request\":{\"method\":\"GET\",\"path\":\"/\"}}}}";
static const char BODY[] = "{\"token\":\"abc\",\"n\":3600,\"null\":null,\"empty\":\"\",\"object\":{\"x\":1},"
                           "\"text\":\"CODE : hello\","
                           "\"list\":[{\"kind\":\"a\",\"id\":\"1\"},{\"kind\":\"b\",\"id\":\"2\",\"ok\":true}"
                           ",{\"kind\":\"b\",\"id\":\"3\"}]}";
static const char HEADERS[] = "Content-Type: application/json\n"
                              "Token: head-token\n"
                              "Set-Cookie: sid=one; Path=/; HttpOnly\n"
                              "Set-Cookie: gone=x; Max-Age=0\n"
                              "Set-Cookie: sid=two; Secure\n"
                              "Location: https://api.example.com/done?state=1&code=xyz&more=2";

/* Two sources: the first is tried before the second (which may be absent: where NULL). */
static void assert_taken(BkSource first, BkSource second, const char *expected) {
  g_autoptr(BkServer) server = fixture_server(SERVER);
  g_autoptr(BkReply) reply = fixture_reply(200, HEADERS, BODY);
  g_auto(BkAnswer) answer;
  bk_answer_read(&answer, server, reply);
  g_autoptr(GPtrArray) sources = g_ptr_array_new();
  g_ptr_array_add(sources, &first);
  if (second.where != NULL)
    g_ptr_array_add(sources, &second);
  g_autoptr(BkSecret) value = bk_capture(sources, &answer);
  g_assert_cmpstr(value != NULL ? bk_secret_peek(value) : NULL, ==, expected);
}

static BkSource source(BkSourceKind kind, const char *where) {
  return (BkSource){.kind = kind, .where = (char *)where};
}

static BkSource cut(BkSourceKind kind, const char *where, const char *after, const char *before) {
  return (BkSource){.kind = kind, .where = (char *)where, .after = (char *)after, .before = (char *)before};
}

static const BkSource NONE = {0};

static void test_sources(void) {
  assert_taken(source(BK_SOURCE_BODY, "/token"), NONE, "abc");
  assert_taken(source(BK_SOURCE_BODY, "/n"), NONE, "3600");
  assert_taken(source(BK_SOURCE_BODY, "/null"), NONE, NULL);
  assert_taken(source(BK_SOURCE_BODY, "/empty"), NONE, NULL);
  assert_taken(source(BK_SOURCE_BODY, "/object"), NONE, NULL);
  assert_taken(source(BK_SOURCE_BODY, "/null"), source(BK_SOURCE_BODY, "/token"), "abc");
  assert_taken(source(BK_SOURCE_HEADER, "token"), source(BK_SOURCE_BODY, "/token"), "head-token");
  assert_taken(source(BK_SOURCE_HEADER, "missing"), NONE, NULL);
  assert_taken(source(BK_SOURCE_COOKIE, "sid"), NONE, "two");
  assert_taken(source(BK_SOURCE_COOKIE, "gone"), NONE, NULL);
  assert_taken(source(BK_SOURCE_COOKIE, "si"), NONE, NULL);
}

static void test_cutting(void) {
  assert_taken(cut(BK_SOURCE_HEADER, "location", "code=", "&"), NONE, "xyz");
  assert_taken(cut(BK_SOURCE_HEADER, "location", "more=", "&"), NONE, "2");
  assert_taken(cut(BK_SOURCE_HEADER, "location", "token=", "&"), NONE, NULL);
  assert_taken(cut(BK_SOURCE_BODY, "/text", NULL, " :"), NONE, "CODE");
  assert_taken(cut(BK_SOURCE_BODY, "/token", NULL, " :"), NONE, "abc");
  assert_taken(cut(BK_SOURCE_BODY, "/token", "abc", NULL), NONE, NULL);
}

static void test_find(void) {
  g_autoptr(cJSON) tests = cJSON_Parse("{\"/kind\":\"b\",\"/ok\":{\"absent\":true}}");
  BkSource find = {.kind = BK_SOURCE_FIND, .in = (char *)"/list", .where = (char *)"/id", .tests = tests};
  assert_taken(find, NONE, "3");
  find.in = (char *)"/object";
  assert_taken(find, NONE, NULL);
}

/* ---- cookies ---- */

static void assert_cookies(const BkCookies *cookies, const char *origin, const char *expected) {
  g_autoptr(BkSecret) header = bk_cookies_header(cookies, origin);
  g_assert_cmpstr(header != NULL ? bk_secret_peek(header) : NULL, ==, expected);
}

static void take(BkCookies *cookies, const char *origin, const char *headers) {
  g_autoptr(BkReply) reply = fixture_reply(200, headers, NULL);
  bk_cookies_take(cookies, origin, reply);
}

static void test_cookies(void) {
  g_autoptr(BkCookies) cookies = bk_cookies_new();
  assert_cookies(cookies, "https://a.example", NULL);
  take(cookies, "https://a.example", "Set-Cookie: one=1; Path=/\nset-cookie: two=a.b%3D=; Secure");
  take(cookies, "https://b.example", "Set-Cookie: other=1");
  assert_cookies(cookies, "https://a.example", "one=1; two=a.b%3D=");
  assert_cookies(cookies, "https://b.example", "other=1");
  take(cookies, "https://a.example", "Set-Cookie: one=2\nSet-Cookie: two=; Max-Age=0");
  assert_cookies(cookies, "https://a.example", "one=2");
  take(cookies, "https://a.example", "Set-Cookie: one=x; max-age=-1");
  assert_cookies(cookies, "https://a.example", NULL);
}

static void test_hostile_cookies(void) {
  g_autoptr(BkCookies) cookies = bk_cookies_new();
  take(cookies, "https://a.example",
       "Set-Cookie: =x\nSet-Cookie: noequals\nSet-Cookie: sp ace=1\nSet-Cookie: a=b c\nSet-Cookie: a=x,y");
  assert_cookies(cookies, "https://a.example", NULL);
  g_autofree char *value = g_strnfill(BK_COOKIE_MAX, 'x');
  g_autofree char *line = g_strdup_printf("Set-Cookie: big=%s", value);
  take(cookies, "https://a.example", line);
  assert_cookies(cookies, "https://a.example", NULL);
  for (guint i = 0; i < 2 * BK_COOKIES_MAX; i++) {
    g_autofree char *one = g_strdup_printf("Set-Cookie: c%u=1", i);
    take(cookies, "https://a.example", one);
  }
  g_autoptr(BkSecret) header = bk_cookies_header(cookies, "https://a.example");
  g_autofree char *last = g_strdup_printf("c%u=1", BK_COOKIES_MAX - 1);
  g_assert_true(g_str_has_suffix(bk_secret_peek(header), last));
}

/* ---- expiry ---- */

/* {"alg":"none"} . {"sub":"ana","exp":1767272400} . x, and one without exp */
#define JWT "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbmEiLCJleHAiOjE3NjcyNzI0MDB9.x"
#define JWT_WITHOUT "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbmEifQ.x"

static void test_expiry(void) {
  static const struct {
    BkExpiry kind;
    const char *text;
    gint64 expected;
  } cases[] = {
      {BK_EXPIRY_IN, "3600", NOW + 3600},
      {BK_EXPIRY_IN, "3600.9", NOW + 3600},
      {BK_EXPIRY_IN, "-5", NOW},
      {BK_EXPIRY_IN, "99999999999", NOW + BK_EXPIRY_MAX_SECONDS},
      {BK_EXPIRY_IN, "1e300", NOW + BK_EXPIRY_MAX_SECONDS},
      {BK_EXPIRY_IN, "soon", 0},
      {BK_EXPIRY_IN, "", 0},
      {BK_EXPIRY_IN, "nan", 0},
      {BK_EXPIRY_IN, "inf", 0},
      {BK_EXPIRY_IN, "3600 s", 0},
      {BK_EXPIRY_IN_MS, "900000", NOW + 900},
      {BK_EXPIRY_AT, "1767272400", NOW + 3600},
      {BK_EXPIRY_AT, "2026-01-01T14:00:00+01:00", NOW + 3600},
      {BK_EXPIRY_AT, "2026-01-01T13:00:00.123Z", NOW + 3600},
      {BK_EXPIRY_AT, "2020-01-01T13:00:00Z", NOW},
      {BK_EXPIRY_AT, "tomorrow", 0},
      {BK_EXPIRY_AT_MS, "1767272400000", NOW + 3600},
      {BK_EXPIRY_JWT, JWT, NOW + 3600},
      {BK_EXPIRY_JWT, JWT_WITHOUT, 0},
      {BK_EXPIRY_JWT, "a.b.c", 0},
      {BK_EXPIRY_JWT, "..", 0},
      {BK_EXPIRY_JWT, "opaque", 0},
      {BK_EXPIRY_NONE, "3600", 0},
  };
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    gint64 at = bk_expiry_read(cases[i].kind, cases[i].text, NOW);
    if (at != cases[i].expected)
      g_test_message("case %u: %s", i, cases[i].text);
    g_assert_cmpint(at, ==, cases[i].expected);
  }
}

/* ---- retry ---- */

static void assert_retry(const char *headers, gboolean limited, gint64 seconds) {
  g_autoptr(BkReply) reply = fixture_reply(429, headers, NULL);
  gint64 at = bk_retry_at(reply, limited, NOW);
  if (at != (seconds > 0 ? NOW + seconds : 0))
    g_test_message("%s", headers);
  g_assert_cmpint(at, ==, seconds > 0 ? NOW + seconds : 0);
}

static void test_retry(void) {
  assert_retry(NULL, TRUE, 0);
  assert_retry("Retry-After: 30", FALSE, 30);
  assert_retry("retry-after: 0", FALSE, 1);
  assert_retry("Retry-After: 100000", FALSE, 900);
  assert_retry("Retry-After: 1.2", FALSE, 2);
  assert_retry("Retry-After: Thu, 01 Jan 2026 12:02:00 GMT", FALSE, 120);
  assert_retry("Retry-After: Thu, 01 Jan 2015 12:02:00 GMT", FALSE, 1);
  assert_retry("Retry-After: Thu, 32 Foo 2026 12:02:00 GMT", FALSE, 0);
  assert_retry("Retry-After: soon\nX-Retry-After: 7", FALSE, 7);
  assert_retry("Retry-After: -5", FALSE, 0);
  assert_retry("X-RateLimit-Reset: 1767268860", TRUE, 60);
  assert_retry("X-RateLimit-Reset: 45", TRUE, 45);
  assert_retry("X-RateLimit-Reset: 45", FALSE, 0);
  assert_retry("RateLimit: \"default\";r=0;t=12", TRUE, 12);
  assert_retry("RateLimit: limit=10, reset=5", TRUE, 0);
  assert_retry("Retry-After: 3\nX-RateLimit-Reset: 45", TRUE, 3);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  bk_json_init();
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/flow/capture/sources", test_sources);
  g_test_add_func("/flow/capture/cutting", test_cutting);
  g_test_add_func("/flow/capture/find", test_find);
  g_test_add_func("/flow/cookies/kept", test_cookies);
  g_test_add_func("/flow/cookies/hostile", test_hostile_cookies);
  g_test_add_func("/flow/expiry", test_expiry);
  g_test_add_func("/flow/retry", test_retry);
  return g_test_run();
}
