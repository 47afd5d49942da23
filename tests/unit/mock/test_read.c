/* Requests read backwards: which step, which values, and what a near miss lacks. */
#include "mock/pairs.h"
#include "mock/read.h"
#include "unit/mock/play.h"

#include <string.h>

/* headers: name, value, …, NULL. Gives the readings, and the near miss in *ret_near. */
static GPtrArray *ask(const BkMockPlayed *played, const char *method, const char *path, const char *query,
                      const char *const *headers, const char *body, char **ret_near) {
  g_autoptr(GPtrArray) pairs = bk_mock_pairs_new();
  BkMockRequest request = {.method = method,
                           .path = path,
                           .query = query,
                           .headers = pairs,
                           .body = body ? body : "",
                           .length = body ? strlen(body) : 0};

  for (; headers && headers[0]; headers += 2)
    bk_mock_pairs_add(pairs, headers[0], headers[1]);
  return bk_mock_read(played, &request, ret_near);
}

static const BkMockReading *first(const GPtrArray *readings) {
  g_assert_cmpuint(readings->len, >, 0);
  return g_ptr_array_index(readings, 0);
}

static const char *value(const BkMockReading *reading, const char *name) {
  return g_hash_table_lookup(reading->values, name);
}

static const char *const form_headers[] = {"X-Version", "3", "Content-Type",
                                           "application/x-www-form-urlencoded", NULL};
static const char *const json_headers[] = {"content-type", "application/json; charset=utf-8", NULL};

static void test_one_endpoint(void) {
  g_autoptr(BkMockPlayed) played = play("tests/mock/20-oauth.json");
  g_autoptr(GPtrArray) otp = ask(played, "POST", "/at/tokens/v2/token", NULL, form_headers,
                                 "grant_type=mfa-otp&mfa_token=a%2Bb+c&otp=12", NULL);
  g_autoptr(GPtrArray) refresh = ask(played, "POST", "/at/tokens/v2/token", NULL, form_headers,
                                     "refresh_token=r&grant_type=refresh_token", NULL);

  g_assert_cmpuint(otp->len, ==, 1);
  g_assert_cmpstr(first(otp)->step->name, ==, "otp");
  g_assert_cmpstr(value(first(otp), "mfa"), ==, "a+b c");
  g_assert_cmpstr(value(first(otp), "otp"), ==, "12");
  g_assert_cmpint(first(refresh)->action->kind, ==, BK_ACTION_REFRESH);
  g_assert_cmpstr(value(first(refresh), "session.refresh"), ==, "r");
}

static void test_basic(void) {
  g_autoptr(BkMockPlayed) played = play("tests/mock/20-oauth.json");
  const char *const right[] = {"X-Version",
                               "3",
                               "Content-Type",
                               "application/x-www-form-urlencoded",
                               "Authorization",
                               "basic ZGVtby1jbGllbnQ6",
                               NULL};
  const char *const wrong[] = {
      "X-Version",      "3", "Content-Type", "application/x-www-form-urlencoded", "Authorization",
      "Basic b3RoZXI6", NULL};
  const char *body = "grant_type=password&username=a%40example.org&password=p%26q";
  g_autofree char *near = NULL;
  g_autoptr(GPtrArray) good = ask(played, "POST", "/at/tokens/v2/token", NULL, right, body, NULL);
  g_autoptr(GPtrArray) bad = ask(played, "POST", "/at/tokens/v2/token", NULL, wrong, body, &near);

  g_assert_cmpstr(value(first(good), "email"), ==, "a@example.org");
  g_assert_cmpstr(value(first(good), "password"), ==, "p&q");
  g_assert_cmpuint(bad->len, ==, 0);
  g_assert_nonnull(strstr(near, "\"Authorization\" is another"));
}

static void test_path(void) {
  g_autoptr(BkMockPlayed) played = play("tests/mock/60-admin.json");
  const char *const headers[] = {"Authorization", "Bearer k", NULL};
  g_autoptr(GPtrArray) encoded = ask(played, "POST", "/users/db%7C1%2F2/ticket", NULL, headers, NULL, NULL);
  g_autofree char *near = NULL;
  g_autoptr(GPtrArray) deeper = ask(played, "POST", "/users/db/1/ticket", NULL, headers, NULL, &near);

  g_assert_cmpstr(value(first(encoded), "user"), ==, "db|1/2");
  g_assert_cmpuint(deeper->len, ==, 0);
  g_assert_null(near);
}

static void test_json(void) {
  g_autoptr(BkMockPlayed) played = play("tests/mock/30-envelope.json");
  g_autoptr(GPtrArray) without = ask(played, "POST", "/rpc/login", NULL, json_headers,
                                     "{\"id\":1,\"params\":{\"user\":\"u\",\"password\":\"p\"}}", NULL);
  g_autoptr(GPtrArray) with =
      ask(played, "POST", "/rpc/login", NULL, json_headers,
          "{\"id\":1,\"params\":{\"user\":\"u\",\"password\":\"p\",\"otp\":\"1\"}}", NULL);
  g_autofree char *near = NULL;
  g_autoptr(GPtrArray) other = ask(played, "POST", "/rpc/login", NULL, json_headers,
                                   "{\"id\":2,\"params\":{\"user\":\"u\",\"password\":\"p\"}}", &near);

  g_assert_null(value(first(without), "otp"));
  g_assert_cmpstr(value(first(with), "otp"), ==, "1");
  g_assert_cmpuint(other->len, ==, 0);
  g_assert_nonnull(strstr(near, "/id"));
}

static void test_same_value_twice(void) {
  g_autoptr(BkMockPlayed) played = play("tests/mock/20-oauth.json");
  const char *const headers[] = {"X-Version", "3", "Content-Type", "application/json", NULL};
  g_autoptr(GPtrArray) same = ask(played, "PUT", "/users/7/password", NULL, headers,
                                  "{\"token\":\"t\",\"passwords\":[\"one\",\"one\"]}", NULL);
  g_autofree char *near = NULL;
  g_autoptr(GPtrArray) differ = ask(played, "PUT", "/users/7/password", NULL, headers,
                                    "{\"token\":\"t\",\"passwords\":[\"one\",\"two\"]}", &near);

  g_assert_cmpstr(value(first(same), "new_password"), ==, "one");
  g_assert_cmpstr(value(first(same), "who"), ==, "7");
  g_assert_cmpuint(differ->len, ==, 0);
}

/* The log may name what is missing and what is too much, but no value. */
static void test_near_miss(void) {
  g_autoptr(BkMockPlayed) played = play("tests/mock/10-flat.json");
  g_autofree char *near = NULL;
  g_autoptr(GPtrArray) none = ask(played, "POST", "/api/v1/login", "debug=tiger", json_headers,
                                  "{\"email\":\"cat@example.org\",\"pass\\u001bword\":\"lion\"}", &near);

  g_assert_cmpuint(none->len, ==, 0);
  g_assert_nonnull(strstr(near, "sign_in"));
  g_assert_nonnull(strstr(near, "body lacks /password"));
  g_assert_nonnull(strstr(near, "\"debug\""));
  g_assert_null(strstr(near, "tiger"));
  g_assert_null(strstr(near, "lion"));
  g_assert_null(strstr(near, "cat@"));
  g_assert_null(strchr(near, '\033'));
}

static void test_missing_session(void) {
  g_autoptr(BkMockPlayed) played = play("tests/mock/10-flat.json");
  g_autoptr(GPtrArray) none = ask(played, "GET", "/api/v1/me", NULL, NULL, NULL, NULL);

  g_assert_true(first(none)->no_session);
}

static void test_query(void) {
  g_autoptr(BkMockPlayed) played = play("tests/mock/50-browser.json");
  g_autoptr(GPtrArray) good =
      ask(played, "GET", "/forgot", "lang=en%20GB&email=a%2Bb%40example.org", NULL, NULL, NULL);
  g_autoptr(GPtrArray) bad = ask(played, "GET", "/forgot", "lang=fr&email=a", NULL, NULL, NULL);

  g_assert_cmpstr(value(first(good), "email"), ==, "a+b@example.org");
  g_assert_cmpuint(bad->len, ==, 0);
}

int main(int argc, char **argv) {
  bk_json_init();
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/mock/read/one-endpoint", test_one_endpoint);
  g_test_add_func("/mock/read/basic", test_basic);
  g_test_add_func("/mock/read/path", test_path);
  g_test_add_func("/mock/read/json", test_json);
  g_test_add_func("/mock/read/same-value-twice", test_same_value_twice);
  g_test_add_func("/mock/read/near-miss", test_near_miss);
  g_test_add_func("/mock/read/missing-session", test_missing_session);
  g_test_add_func("/mock/read/query", test_query);
  return g_test_run();
}
