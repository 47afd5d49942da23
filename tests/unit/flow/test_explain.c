/* What who writes a server file is shown: requests and replies without secrets, and why a rule decided. */
#include "fixture.h"
#include "flow/explain.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT(1767268800) /* 2026-01-01T12:00:00Z */

static const char SERVER[] =
    "{\"name\":\"Test\",\"url\":\"https://api.example.com/v1\",\"variables\":{\"client\":\"c0ffee-2026\"},"
    "\"errors\":{\"code\":\"/error/code\",\"message\":\"/error/text\"},"
    "\"actions\":{\"sign_in\":[{\"step\":\"one\","
    "\"request\":{\"method\":\"POST\",\"path\":\"/in/{{email}}\",\"query\":{\"p\":\"{{password}}\"},"
    "\"headers\":{\"X-Client\":\"{{client}}\",\"X-Mixed\":\"a {{password}} b\"},"
    "\"auth\":{\"basic\":{\"user\":\"{{email}}\",\"password\":\"{{password}}\"}},"
    "\"json\":{\"email\":\"{{email}}\",\"deep\":[\"{{password}}\"],\"nonce\":\"{{random}}\"}},"
    "\"replies\":["
    "{\"when\":{\"status\":202},\"outcome\":\"mfa_required\",\"capture\":{\"ticket\":\"/"
    "ticket\"},\"then\":\"two\"},"
    "{\"when\":{\"code\":\"no\"},\"outcome\":\"invalid_credentials\"},"
    "{\"when\":{\"/data/state\":\"in\"},\"outcome\":\"ok\",\"session\":{\"token\":\"/data/t\"}},"
    "{\"when\":{\"status\":429},\"outcome\":\"rate_limited\"}]},"
    "{\"step\":\"two\",\"request\":{\"method\":\"POST\",\"path\":\"/"
    "two\",\"form\":{\"ticket\":\"{{ticket}}\","
    "\"otp\":\"{{otp}}\"}},\"replies\":[{\"when\":{\"status\":200},\"outcome\":\"ok\","
    "\"session\":{\"token\":{\"header\":\"X-Token\"},\"refresh\":\"/refresh\"}}]}]}}";

typedef struct {
  BkServer *server;
  BkFlow *flow;
  BkMask *mask;
} Fixture;

static void give(BkFlow *flow, const char *name, const char *text) {
  g_autoptr(BkSecret) value = bk_secret_new(text, -1);
  bk_flow_give(flow, name, value);
}

static void set_up(Fixture *fixture, gconstpointer password) {
  fixture->server = fixture_server(SERVER);
  const BkAction *action = bk_server_action(fixture->server, BK_ACTION_SIGN_IN, BK_WAY_ONLY);
  fixture->flow = bk_flow_new(fixture->server, action, NULL);
  fixture->mask = bk_mask_new();
  give(fixture->flow, "email", "ann@example.com");
  give(fixture->flow, "password", password);
  g_assert_true(bk_flow_go(fixture->flow));
  bk_seen_learn(fixture->mask, fixture->flow);
}

static void tear_down(Fixture *fixture, gconstpointer password) {
  (void)password;
  bk_mask_free(fixture->mask);
  bk_flow_free(fixture->flow);
  bk_server_free(fixture->server);
}

static char *printed(const cJSON *json) {
  char *text = cJSON_PrintUnformatted(json);
  char *copy = g_strdup(text);
  cJSON_free(text);
  return copy;
}

static const char *header_of(const GPtrArray *headers, const char *name) {
  for (guint i = 0; i < headers->len; i++) {
    const BkSeenHeader *header = g_ptr_array_index(headers, i);
    if (g_str_equal(header->name, name))
      return header->value;
  }
  return NULL;
}

/* Written once more from the templates: so short a secret could not be found in a text. */
static void test_request(Fixture *fixture, gconstpointer password) {
  (void)password;
  g_autoptr(BkSeenRequest) seen = bk_seen_request(fixture->flow, fixture->mask);
  g_assert_cmpstr(seen->method, ==, "POST");
  g_assert_cmpstr(seen->url, ==, "https://api.example.com/v1/in/ann%40example.com?p=‹password›");
  g_assert_cmpstr(header_of(seen->headers, "X-Client"), ==, "c0ffee-2026");
  g_assert_cmpstr(header_of(seen->headers, "X-Mixed"), ==, "a ‹password› b");
  g_assert_cmpstr(header_of(seen->headers, "Authorization"), ==, "Basic base64(ann@example.com:‹password›)");
  g_autofree char *body = printed(seen->body);
  g_assert_cmpstr(body, ==,
                  "{\"email\":\"ann@example.com\",\"deep\":[\"‹password›\"],\"nonce\":\"‹random›\"}");
  /* What is sent is still the thing itself. */
  g_autoptr(BkRequest) real = bk_flow_request(fixture->flow);
  g_assert_nonnull(strstr(bk_secret_peek(real->url), "p=no"));
}

/* Feeds a reply and explains it, as a trial does. */
static BkExplanation *explain(Fixture *fixture, BkReply *reply) {
  const BkStep *step = bk_action_step(bk_flow_action(fixture->flow), bk_flow_step(fixture->flow));
  bk_flow_reply(fixture->flow, reply, NOW);
  bk_seen_learn(fixture->mask, fixture->flow);
  return bk_explain(fixture->server, step, reply, fixture->mask);
}

static const BkVerdict *verdict(const BkExplanation *explanation, guint index) {
  return g_ptr_array_index(explanation->verdicts, index);
}

static const BkTaking *taking(const BkExplanation *explanation, guint index) {
  return g_ptr_array_index(explanation->takings, index);
}

static void test_decides(Fixture *fixture, gconstpointer password) {
  (void)password;
  g_autoptr(BkReply) reply = fixture_reply(200, "Content-Type: application/json",
                                           "{\"data\":{\"state\":\"in\",\"t\":\"tok-12345678\"}}");
  g_autoptr(BkExplanation) explanation = explain(fixture, reply);
  g_assert_cmpuint(explanation->verdicts->len, ==, 4);
  g_assert_cmpint(verdict(explanation, 0)->state, ==, BK_RULE_FAILS);
  g_assert_cmpstr(verdict(explanation, 0)->condition, ==, "status");
  g_assert_cmpstr(verdict(explanation, 0)->wanted, ==, "202");
  g_assert_cmpstr(verdict(explanation, 0)->found, ==, "200");
  g_assert_cmpstr(verdict(explanation, 1)->condition, ==, "code");
  g_assert_cmpstr(verdict(explanation, 1)->found, ==, NULL);
  g_assert_cmpstr(verdict(explanation, 1)->hint, ==,
                  "errors.code looks at /error/code; the answer has: data");
  g_assert_cmpint(verdict(explanation, 2)->state, ==, BK_RULE_DECIDES);
  g_assert_cmpint(verdict(explanation, 3)->state, ==, BK_RULE_COMES_LATER);
  g_assert_cmpstr(bk_flow_why(fixture->flow), ==, "replies[2]: ok"); /* the flow has judged the same */
  g_assert_cmpstr(taking(explanation, 0)->name, ==, "session.token");
  g_assert_cmpstr(taking(explanation, 0)->from, ==, "/data/t");
  g_assert_true(taking(explanation, 0)->there);
}

static void test_wrong_pointer(Fixture *fixture, gconstpointer password) {
  (void)password;
  g_autoptr(BkReply) reply = fixture_reply(200, "Content-Type: application/json",
                                           "{\"data\":{\"state\":\"in\",\"token\":\"tok-12345678\"}}");
  g_autoptr(BkExplanation) explanation = explain(fixture, reply);
  g_assert_cmpint(verdict(explanation, 2)->state, ==, BK_RULE_DECIDES);
  g_assert_false(taking(explanation, 0)->there);
  g_assert_cmpstr(taking(explanation, 0)->hint, ==, "/data has: state, token");
  g_assert_cmpint(bk_flow_failure(fixture->flow), ==, BK_FAILURE_BAD_ANSWER);
}

static void test_hints(Fixture *fixture, gconstpointer password) {
  (void)password;
  static const struct {
    const char *type, *body, *found, *hint;
  } cases[] = {
      {"application/json", "{\"data\":null}", NULL, "/data is null, which counts as absent"},
      {"application/json", "{\"data\":{\"state\":null}}", "null", NULL},
      {"application/json", "{\"data\":[1,2]}", NULL,
       "/data is a list of 2: its members are /0, /1 …, or use \"find\""},
      {"application/json", "{\"data\":\"x\"}", NULL, "/data is a text, and has no members"},
      {"application/json", "{\"data\":{}}", NULL, "/data is an empty object"},
      {"application/json", "{\"data\":{\"state\":{\"a\":1,\"b\":2}}}", "an object with a, b", NULL},
      {"application/json", "{\"data\":{\"state\":\"out\"}}", "\"out\"", NULL},
      {"text/plain", "welcome", NULL, "the answer is a text, and has no members"},
      {"text/plain", "", NULL, "the body is empty"},
      {"application/json", "{\"data\":", NULL, "no rule is asked about a body that cannot be read"},
      {"text/html", "<html>hello</html>", NULL,
       "a page in place of an answer: only a rule that asks for \"body\" decides"},
  };
  const BkStep *step = bk_action_step(bk_flow_action(fixture->flow), "one");
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *headers = g_strconcat("Content-Type: ", cases[i].type, NULL);
    g_autoptr(BkReply) reply = fixture_reply(200, headers, cases[i].body);
    g_autoptr(BkExplanation) explanation = bk_explain(fixture->server, step, reply, fixture->mask);
    g_test_message("%s", cases[i].body);
    g_assert_cmpstr(verdict(explanation, 2)->found, ==, cases[i].found);
    g_assert_cmpstr(verdict(explanation, 2)->hint, ==,
                    cases[i].found != NULL && strcmp(cases[i].found, "null") == 0
                        ? "/data/state is null, which counts as absent"
                        : cases[i].hint);
  }
}

static void test_reply(Fixture *fixture, gconstpointer password) {
  const BkStep *step = bk_action_step(bk_flow_action(fixture->flow), "one");
  g_autofree char *text =
      g_strdup_printf("{\"ticket\":\"t1\",\"data\":{\"t\":7},\"echo\":\"you typed: "
                      "%s\",\"apiKey\":\"short\",\"code\":\"493021\","
                      "\"error\":{\"code\":40101,\"text\":\"Password: no\"},\"list\":[true,null,1.5]}",
                      (const char *)password);
  g_autoptr(BkReply) reply =
      fixture_reply(401,
                    "Content-Type: application/json\nServer: x\nX-Powered-By: y\nRetry-After: 7\n"
                    "Set-Cookie: sid=cookie-value-1; Path=/\nLocation: /x?s=cookie-value-1",
                    text);
  g_autoptr(BkSeenReply) seen = bk_seen_reply(fixture->server, step, reply, fixture->mask);
  g_assert_cmpint(seen->status, ==, 401);
  g_assert_cmpstr(header_of(seen->headers, "Set-Cookie"), ==, "sid=‹cookie›; Path=/");
  g_assert_cmpstr(header_of(seen->headers, "Location"), ==, "/x?s=‹cookie›");
  g_assert_cmpstr(header_of(seen->headers, "Retry-After"), ==, "7");
  g_assert_null(header_of(seen->headers, "Server"));
  g_autofree char *body = printed(seen->body);
  g_assert_cmpstr(body, ==,
                  "{\"ticket\":\"‹ticket›\",\"data\":{\"t\":\"‹session.token›\"},"
                  "\"echo\":\"you typed: ‹password›\",\"apiKey\":\"‹hidden›\",\"code\":\"‹hidden›\","
                  "\"error\":{\"code\":40101,\"text\":\"Password: ‹hidden›\"},\"list\":[true,null,1.5]}");
}

static void test_broken(Fixture *fixture, gconstpointer password) {
  const BkStep *step = bk_action_step(bk_flow_action(fixture->flow), "one");
  g_autofree char *text = g_strdup_printf("{\"token\": \"abc\",\n \"p\": \"%s\",}", (const char *)password);
  g_autoptr(BkReply) reply = fixture_reply(200, "Content-Type: application/json", text);
  g_autoptr(BkSeenReply) seen = bk_seen_reply(fixture->server, step, reply, fixture->mask);
  g_assert_cmpstr(seen->kind, ==, "unreadable");
  g_assert_nonnull(strstr(seen->trouble, "line 2"));
  g_assert_nonnull(strstr(seen->body->valuestring, "\"‹hidden›\""));
  g_assert_nonnull(strstr(seen->body->valuestring, "\"‹password›\""));
}

/* The second step: a capture goes out, a header comes in, an optional value is missed. */
static void test_second_step(Fixture *fixture, gconstpointer password) {
  (void)password;
  g_autoptr(BkReply) first =
      fixture_reply(202, "Content-Type: application/json", "{\"ticket\":\"t-990011\"}");
  g_autoptr(BkExplanation) one = explain(fixture, first);
  g_assert_cmpstr(taking(one, 0)->name, ==, "ticket");
  give(fixture->flow, "otp", "12");
  g_assert_true(bk_flow_go(fixture->flow));
  g_autoptr(BkSeenRequest) seen = bk_seen_request(fixture->flow, fixture->mask);
  g_assert_cmpstr(seen->body->valuestring, ==, "ticket=‹ticket›&otp=‹otp›");
  g_autoptr(BkReply) second =
      fixture_reply(200, "Content-Type: application/json\nX-Token: tok-12345678", "{\"was\":\"t-990011\"}");
  g_autoptr(BkExplanation) two = explain(fixture, second);
  const BkStep *step = bk_action_step(bk_flow_action(fixture->flow), "two");
  g_autoptr(BkSeenReply) reply = bk_seen_reply(fixture->server, step, second, fixture->mask);
  g_assert_cmpstr(header_of(reply->headers, "X-Token"), ==, "‹session.token›");
  g_autofree char *body = printed(reply->body);
  g_assert_cmpstr(body, ==, "{\"was\":\"‹ticket›\"}");
  g_assert_true(taking(two, 0)->there);
  g_assert_false(taking(two, 1)->there);
  g_assert_true(taking(two, 1)->optional);
  g_assert_cmpstr(taking(two, 1)->hint, ==, "the answer has: was");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
#define ADD(path, password, test) g_test_add(path, Fixture, password, set_up, test, tear_down)
  ADD("/seen/request", "no", test_request);
  ADD("/seen/reply", "correct horse", test_reply);
  ADD("/seen/broken", "correct horse", test_broken);
  ADD("/explain/decides", "correct horse", test_decides);
  ADD("/explain/wrong-pointer", "correct horse", test_wrong_pointer);
  ADD("/explain/hints", "correct horse", test_hints);
  ADD("/explain/second-step", "correct horse", test_second_step);
  return g_test_run();
}
