/* Secrets, outcomes, clocks, origins and sessions. */
#include "base/clock.h"
#include "base/diagnostics.h"
#include "base/exchange.h"
#include "base/json.h"
#include "base/outcome.h"
#include "base/session.h"

#include <string.h>

static void test_secret(void) {
  g_autoptr(BkSecret) a = bk_secret_new("correct horse", -1), b = bk_secret_new("correct horse", -1),
                      c = bk_secret_new("correct house", -1), empty = bk_secret_new("", 0);
  g_assert_true(bk_secret_equal(a, b));
  g_assert_false(bk_secret_equal(a, c));
  g_assert_false(bk_secret_equal(a, NULL));
  g_assert_true(bk_secret_equal(NULL, NULL));
  g_assert_cmpuint(bk_secret_length(empty), ==, 0);
  g_assert_null(bk_secret_new(NULL, -1));
  g_assert_true(bk_secret_occurs_in(a, "we got \"correct horse\" from you"));
  g_assert_false(bk_secret_occurs_in(a, "we got nothing"));
  g_autoptr(BkSecret) tiny = bk_secret_new("abc", -1);
  g_assert_false(bk_secret_occurs_in(tiny, "abc"));
}

static void test_secret_limit(void) {
  g_autofree char *over = g_strnfill(BK_SECRET_MAX + 1, 'x');
  g_assert_null(bk_secret_new(over, -1));
  g_autoptr(BkSecret) most = bk_secret_new(over, BK_SECRET_MAX);
  g_assert_cmpuint(bk_secret_length(most), ==, BK_SECRET_MAX);
}

static void test_secret_builder(void) {
  BkSecretBuilder *builder = bk_secret_builder_new(10000);
  for (int i = 0; i < 1000; i++)
    g_assert_true(bk_secret_builder_append(builder, "0123456789", 10));
  g_assert_false(bk_secret_builder_append(builder, "x", 1));
  g_assert_cmpuint(bk_secret_builder_length(builder), ==, 10000);
  g_autoptr(BkSecret) secret = bk_secret_builder_finish(builder);
  g_assert_cmpuint(bk_secret_length(secret), ==, 10000);
  g_assert_cmpint(bk_secret_peek(secret)[9999], ==, '9');
  g_assert_cmpint(bk_secret_peek(secret)[10000], ==, '\0');
}

static void test_outcomes(void) {
  BkOutcome outcome;
  g_assert_true(bk_outcome_from_word("weak_password", &outcome));
  g_assert_cmpint(outcome, ==, BK_OUTCOME_WEAK_PASSWORD);
  /* The client's own words are not for server files: a server cannot say it was not reached. */
  g_assert_false(bk_outcome_from_word("network", &outcome));
  g_assert_false(bk_outcome_from_word("OK", &outcome));
  g_assert_cmpint(bk_outcome_exit(BK_OUTCOME_INVALID_CREDENTIALS), ==, 4);
  g_assert_cmpint(bk_outcome_exit(BK_OUTCOME_TLS), ==, 5);
  g_assert_cmpint(bk_failure_outcome(BK_FAILURE_PORTAL), ==, BK_OUTCOME_NETWORK);
  g_assert_cmpstr(bk_failure_word(BK_FAILURE_TLS_EXPIRED), ==, "tls_expired");
}

static void test_origin(void) {
  static const struct {
    const char *url, *origin, *host;
  } rows[] = {
      {"https://API.Example.com/v1?x=1", "https://api.example.com", "api.example.com"},
      {"https://example.com:443/", "https://example.com", "example.com"},
      {"https://example.com:8443/a", "https://example.com:8443", "example.com:8443"},
      {"http://127.0.0.1:8080/x", "http://127.0.0.1:8080", "127.0.0.1:8080"},
      {"http://[::1]:80/", "http://[::1]", "[::1]"},
      {"http://localhost/", "http://localhost", "localhost"},
      {"https://bücher.example/", "https://xn--bcher-kva.example", "xn--bcher-kva.example"},
      {"http://example.com/", NULL, NULL},
      {"http://127.evil.example/", NULL, NULL},
      {"http://localhost.evil.example/", NULL, NULL},
      {"https://user@example.com/", NULL, NULL},
      {"https://user:pw@example.com/", NULL, NULL},
      {"https://@example.com/", NULL, NULL},
      {"https://good.example\\@evil.example/", NULL, NULL},
      {"https://exa mple.com/", NULL, NULL},
      {"https://example.com/\r\nX: y", NULL, NULL},
      {"https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443", "[2001:db8::1]:8443"},
      {"https://[fe80::1%25eth0]/", NULL, NULL},
      {"https://a%2eexample.com/", NULL, NULL},
      {"https://a<b>.example.com/", NULL, NULL},
      /* Numbers that some take for an IPv4 address, and others for a name. */
      {"https://2130706433/", NULL, NULL},
      {"https://127.1/", NULL, NULL},
      {"https://0x7f000001/", NULL, NULL},
      {"https://example.0x1./", NULL, NULL},
      {"https://1.2.3.4/", "https://1.2.3.4", "1.2.3.4"},
      {"https://1.2.3.4x/", "https://1.2.3.4x", "1.2.3.4x"},
      {"ftp://example.com/", NULL, NULL},
      {"file:///etc/passwd", NULL, NULL},
      {"//example.com/", NULL, NULL},
      {"", NULL, NULL},
      {NULL, NULL, NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *origin = bk_origin_of(rows[i].url), *host = bk_host_of(rows[i].url);
    g_test_message("%s", rows[i].url != NULL ? rows[i].url : "NULL");
    g_assert_cmpstr(origin, ==, rows[i].origin);
    g_assert_cmpstr(host, ==, rows[i].host);
  }
}

static void test_clock(void) {
  bk_clock_freeze(1793196131, 10);
  g_autofree char *text = bk_clock_format(bk_clock_wall());
  bk_clock_thaw();
  g_assert_cmpint(bk_clock_parse(text), ==, 1793196131);
  g_assert_cmpint(bk_clock_parse("1970-01-01T01:00:00+01:00"), ==, 0);
  g_assert_cmpint(bk_clock_parse("1970-01-01T00:00:07.5Z"), ==, 7);
  g_assert_cmpint(bk_clock_parse("yesterday"), ==, -1);
  g_assert_cmpint(bk_clock_parse(NULL), ==, -1);
}

static BkSession *example_session(void) {
  BkSession *session = bk_session_new("acme", "https://acme.example", "ann@example.org");
  session->token = bk_secret_new("r:40b6deadbeef", -1);
  session->refresh = bk_secret_new("refresh-me-please", -1);
  session->signed_in_at = 1793196131;
  session->expires_at = 1793199731;
  g_hash_table_insert(session->values, g_strdup("account"), bk_secret_new("cl12345", -1));
  return session;
}

static void test_session_round_trip(void) {
  g_autoptr(BkSession) session = example_session();
  g_autoptr(BkSecret) json = bk_session_to_json(session);
  g_autoptr(BkSession) back = bk_session_from_json(json, NULL);
  g_assert_nonnull(back);
  g_assert_cmpstr(back->server, ==, "acme");
  g_assert_true(bk_secret_equal(back->token, session->token));
  g_assert_true(bk_secret_equal(back->refresh, session->refresh));
  g_assert_cmpint(back->expires_at, ==, session->expires_at);
  g_assert_true(bk_secret_equal(g_hash_table_lookup(back->values, "account"),
                                g_hash_table_lookup(session->values, "account")));
}

static void test_session_refused(void) {
  static const char *const rows[] = {
      "{}",
      "[]",
      "{\"version\":2,\"server\":\"a\",\"origin\":\"https://"
      "a.example\",\"account\":\"x\",\"token\":\"12345678\"}",
      "{\"version\":1,\"server\":\"a\",\"origin\":\"http://"
      "a.example\",\"account\":\"x\",\"token\":\"12345678\"}",
      "{\"version\":1,\"server\":\"a\",\"origin\":\"https://a.example/"
      "path\",\"account\":\"x\",\"token\":\"12345678\"}",
      "{\"version\":1,\"server\":\"a\",\"origin\":\"https://"
      "a.example\",\"account\":\"x\",\"token\":\"short\"}",
      "{\"version\":1,\"server\":\"a\",\"origin\":\"https://a.example\",\"account\":\"x\",\"token\":\"a b c "
      "d e f\"}",
      "{\"version\":1,\"server\":\"a\",\"origin\":\"https://"
      "a.example\",\"account\":\"x\",\"token\":\"1234\\n5678\"}",
      "{\"version\":1,\"server\":7,\"origin\":\"https://"
      "a.example\",\"account\":\"x\",\"token\":\"12345678\"}",
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(BkSecret) json = bk_secret_new(rows[i], -1);
    g_autoptr(GError) error = NULL;
    g_assert_null(bk_session_from_json(json, &error));
    g_assert_nonnull(error);
  }
}

static void test_diagnostics(void) {
  g_autoptr(BkDiagnostics) list = bk_diagnostics_new();
  bk_diagnostics_add(list, BK_SEVERITY_ERROR, "a.json", 3, 7, "url", "must start with %s", "https://");
  bk_diagnostics_add(list, BK_SEVERITY_WARNING, "b.json", 0, 0, "", "odd \033[31m name");
  bk_diagnostics_add(list, BK_SEVERITY_ERROR, "a.json", 3, 7, "url", "must start with https://"); /* again */
  g_assert_cmpuint(bk_diagnostics_count(list), ==, 2);
  g_assert_cmpuint(bk_diagnostics_errors(list), ==, 1);
  g_autofree char *first = bk_diagnostic_to_string(bk_diagnostics_get(list, 0));
  g_assert_cmpstr(first, ==, "a.json:3:7: url: must start with https://");
  g_autofree char *second = bk_diagnostic_to_string(bk_diagnostics_get(list, 1));
  g_assert_cmpstr(second, ==, "b.json: warning: odd [31m name");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
  g_test_add_func("/secret/basics", test_secret);
  g_test_add_func("/secret/limit", test_secret_limit);
  g_test_add_func("/secret/builder", test_secret_builder);
  g_test_add_func("/outcome/words", test_outcomes);
  g_test_add_func("/exchange/origin", test_origin);
  g_test_add_func("/clock", test_clock);
  g_test_add_func("/session/round-trip", test_session_round_trip);
  g_test_add_func("/session/refused", test_session_refused);
  g_test_add_func("/diagnostics", test_diagnostics);
  return g_test_run();
}
