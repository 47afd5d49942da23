/* The machine where scenarios do not look: limits, what may be given when, what is told of a request. */
#include "fixture.h"
#include "flow/flow.h"

#include <locale.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT(1767268800)

static const char SERVER[] =
    "{\"name\":\"Test\",\"url\":\"https://api.example.com\",\"urls\":{\"other\":\"https://"
    "other.example.com\"},"
    "\"inputs\":{\"region\":{\"kind\":\"choice\",\"values\":[\"eu\",\"us\"],\"default\":\"eu\"}},"
    "\"actions\":{"
    "\"sign_in\":{\"request\":{\"method\":\"POST\",\"path\":\"/in/"
    "{{region}}\",\"query\":{\"device\":\"{{device}}\"},"
    "\"headers\":{\"X-Id\":\"{{uuid}}\"},\"json\":{\"email\":\"{{email}}\",\"password\":\"{{password}}\","
    "\"otp\":\"{{otp?}}\","
    "\"nonce\":\"{{random}}\"}},"
    "\"replies\":["
    "{\"when\":{\"status\":401},\"outcome\":\"invalid_credentials\"},"
    "{\"when\":{\"status\":403},\"outcome\":\"mfa_required\",\"ask\":\"otp\"},"
    "{\"when\":{\"status\":202},\"outcome\":\"ok\",\"then\":\"1\"},"
    "{\"when\":{\"status\":200},\"outcome\":\"ok\",\"session\":{\"token\":\"/token\"},"
    "\"capture\":{\"secret_id\":\"/id\",\"public_id\":{\"body\":\"/id\",\"keep\":true}}}]},"
    "\"whoami\":{\"request\":{\"method\":\"GET\",\"path\":\"/me\",\"auth\":\"session\"}}}}";

/* A server that must be asked first where its parts are; a code comes from it, one is the person's. */
static const char ASKED_FIRST[] =
    "{\"name\":\"Test\",\"url\":\"https://api.example.com\",\"actions\":{\"sign_in\":["
    "{\"step\":\"where\",\"request\":{\"method\":\"GET\",\"path\":\"/parts\"},\"replies\":["
    "{\"when\":{\"status\":202},\"outcome\":\"mfa_required\",\"then\":\"more\"},"
    "{\"when\":{\"status\":200},\"outcome\":\"ok\",\"capture\":{\"code\":\"/code\"},\"then\":\"in\"}]},"
    "{\"step\":\"more\",\"request\":{\"method\":\"POST\",\"path\":\"/more\",\"form\":{\"otp\":\"{{otp}}\"}},"
    "\"replies\":[{\"when\":{\"status\":200},\"outcome\":\"ok\",\"then\":\"in\"}]},"
    "{\"step\":\"in\",\"request\":{\"method\":\"POST\",\"path\":\"/in\","
    "\"form\":{\"email\":\"{{email}}\",\"password\":\"{{password}}\",\"code\":\"{{code}}\"}},"
    "\"replies\":[{\"when\":{\"status\":200},\"outcome\":\"ok\",\"session\":{\"token\":\"/token\"}}]}],"
    "\"whoami\":[{\"step\":\"round\",\"request\":{\"method\":\"GET\",\"path\":\"/me\"},"
    "\"replies\":[{\"when\":{\"status\":202},\"outcome\":\"ok\",\"then\":\"round\"}]}]}}";

typedef struct {
  BkServer *server;
  BkFlow *flow;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data) {
  (void)data;
  fixture->server = fixture_server(SERVER);
  fixture->flow =
      bk_flow_new(fixture->server, bk_server_action(fixture->server, BK_ACTION_SIGN_IN, BK_WAY_ONLY), NULL);
}

static void tear_down(Fixture *fixture, gconstpointer data) {
  (void)data;
  bk_flow_free(fixture->flow);
  bk_server_free(fixture->server);
}

static void give(BkFlow *flow, const char *name, const char *text) {
  g_autoptr(BkSecret) value = bk_secret_new(text, -1);
  bk_flow_give(flow, name, value);
}

static void answer(BkFlow *flow, int status, const char *body) {
  g_autoptr(BkReply) reply = fixture_reply(status, "Content-Type: application/json", body);
  bk_flow_reply(flow, reply, NOW);
}

static void assert_inputs(const GPtrArray *inputs, const char *expected) {
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < inputs->len; i++)
    g_string_append_printf(names, "%s ", ((const BkInput *)inputs->pdata[i])->name);
  g_assert_cmpstr(names->str, ==, expected);
}

static void assert_wanted(BkFlow *flow, const char *expected) {
  g_autoptr(GPtrArray) wanted = bk_flow_wanted(flow);
  assert_inputs(wanted, expected);
}

static void assert_form(BkFlow *flow, const char *expected) {
  g_autoptr(GPtrArray) form = bk_flow_form(flow);
  assert_inputs(form, expected);
}

static void send_first(BkFlow *flow) {
  give(flow, "email", "ana@example.com");
  give(flow, "password", "correct horse");
  g_assert_true(bk_flow_go(flow));
}

static void test_asking(Fixture *fixture, gconstpointer data) {
  (void)data;
  BkFlow *flow = fixture->flow;
  assert_wanted(flow, "region email password ");
  g_assert_false(bk_flow_go(flow));
  g_assert_null(bk_flow_request(flow));
  give(flow, "email", "ana@example.com");
  give(flow, "password", "x");
  give(flow, "password", ""); /* taken back */
  assert_wanted(flow, "region password ");
  g_assert_true(bk_flow_has(flow, "email"));
  g_assert_false(bk_flow_has(flow, "password"));
  give(flow, "password", "correct horse");
  assert_wanted(flow, "region "); /* offered, but it has a default */
  g_assert_true(bk_flow_go(flow));
  g_assert_cmpint(bk_flow_state(flow), ==, BK_FLOW_SEND);
  g_assert_false(bk_flow_go(flow));
}

/* The form stands before anything is sent: without a second factor that only some are asked for, and
 * without what the server itself will tell. What is given early serves its step. */
static void test_form_ahead(void) {
  BkServer *server = fixture_server(ASKED_FIRST);
  g_autoptr(BkFlow) flow =
      bk_flow_new(server, bk_server_action(server, BK_ACTION_SIGN_IN, BK_WAY_ONLY), NULL);
  assert_wanted(flow, "");
  assert_form(flow, "email password ");
  give(flow, "email", "ana@example.com");
  assert_form(flow, "password ");
  give(flow, "password", "correct horse");
  assert_form(flow, "");
  g_assert_true(bk_flow_go(flow));
  answer(flow, 200, "{\"code\":\"c-1\"}");
  g_assert_true(bk_flow_state(flow) == BK_FLOW_SEND || bk_flow_go(flow));
  g_autoptr(BkRequest) sent = bk_flow_request(flow);
  g_assert_cmpstr(bk_secret_peek(sent->body), ==, "email=ana%40example.com&password=correct+horse&code=c-1");

  g_autoptr(BkFlow) round =
      bk_flow_new(server, bk_server_action(server, BK_ACTION_WHOAMI, BK_WAY_ONLY), NULL);
  assert_form(round, ""); /* and comes to an end */
  g_clear_pointer(&flow, bk_flow_free);
  g_clear_pointer(&round, bk_flow_free);
  bk_server_free(server);
}

static void test_request(Fixture *fixture, gconstpointer data) {
  (void)data;
  BkFlow *flow = fixture->flow;
  give(flow, "region", "us");
  send_first(flow);
  g_autoptr(BkRequest) one = bk_flow_request(flow);
  g_autoptr(BkRequest) two = bk_flow_request(flow);
  g_assert_cmpstr(one->origin, ==, "https://api.example.com");
  g_assert_true(
      g_str_has_prefix(bk_secret_peek(one->url), "https://api.example.com/in/us?device=backin%20on%20"));
  g_assert_false(one->safe);
  g_assert_true(bk_secret_equal(one->body, two->body)); /* made-up values stay within a flow */
  BkSecret *uuid = bk_headers_get(one->headers, "x-id");
  g_assert_true(g_uuid_string_is_valid(bk_secret_peek(uuid)));
  const char *nonce = strstr(bk_secret_peek(one->body), "\"nonce\":\"");
  g_assert_nonnull(nonce);
  g_assert_cmpuint(strlen(nonce), ==, strlen("\"nonce\":\"\"}") + 32);
}

static void test_fresh_values(Fixture *fixture, gconstpointer data) {
  (void)data;
  send_first(fixture->flow);
  g_autoptr(BkFlow) other = bk_flow_new(fixture->server, bk_flow_action(fixture->flow), NULL);
  send_first(other);
  g_autoptr(BkRequest) one = bk_flow_request(fixture->flow);
  g_autoptr(BkRequest) two = bk_flow_request(other);
  g_assert_false(bk_secret_equal(one->body, two->body));
}

static void test_nothing_while_sending(Fixture *fixture, gconstpointer data) {
  (void)data;
  BkFlow *flow = fixture->flow;
  send_first(flow);
  g_autoptr(BkRequest) before = bk_flow_request(flow);
  give(flow, "password", "another");
  bk_flow_choose(flow, 0);
  bk_flow_wake(flow);
  bk_flow_again(flow);
  g_assert_cmpint(bk_flow_state(flow), ==, BK_FLOW_SEND);
  g_autoptr(BkRequest) after = bk_flow_request(flow);
  g_assert_true(bk_secret_equal(before->body, after->body));
  answer(flow, 401, "{}");
  answer(flow, 200, "{\"token\":\"tok-12345678\",\"id\":7}"); /* a second answer to one request is nobody's */
  g_assert_cmpint(bk_flow_outcome(flow), ==, BK_OUTCOME_INVALID_CREDENTIALS);
  g_assert_null(bk_flow_session(flow));
}

static void test_again_after_no_answer(Fixture *fixture, gconstpointer data) {
  (void)data;
  BkFlow *flow = fixture->flow;
  send_first(flow);
  bk_flow_fail(flow, BK_FAILURE_NO_ROUTE);
  g_assert_cmpint(bk_flow_outcome(flow), ==, BK_OUTCOME_NETWORK);
  g_assert_cmpint(bk_flow_failure(flow), ==, BK_FAILURE_NO_ROUTE);
  g_assert_cmpint(bk_flow_status(flow), ==, 0);
  g_assert_false(bk_flow_can_try_again(flow)); /* no other input mends it */
  bk_flow_again(flow);
  g_assert_cmpint(bk_flow_state(flow), ==, BK_FLOW_ASK);
  g_assert_true(bk_flow_go(flow)); /* but the same inputs may be sent once more */
}

static void test_asked_input(Fixture *fixture, gconstpointer data) {
  (void)data;
  BkFlow *flow = fixture->flow;
  give(flow, "region", "eu");
  send_first(flow);
  answer(flow, 403, "");
  g_assert_cmpint(bk_flow_state(flow), ==, BK_FLOW_DONE);
  g_assert_cmpint(bk_flow_outcome(flow), ==, BK_OUTCOME_MFA_REQUIRED);
  g_assert_true(bk_flow_can_try_again(flow));
  bk_flow_again(flow);
  assert_wanted(flow, "otp ");
  give(flow, "otp", "12 34-56");
  g_assert_true(bk_flow_go(flow));
  g_autoptr(BkRequest) request = bk_flow_request(flow);
  g_assert_nonnull(strstr(bk_secret_peek(request->body), "\"otp\":\"123456\""));
}

static void test_chain_is_limited(Fixture *fixture, gconstpointer data) {
  (void)data;
  BkFlow *flow = fixture->flow;
  send_first(flow);
  guint sent = 0;
  while (bk_flow_state(flow) == BK_FLOW_SEND && sent <= BK_FLOW_MAX_REQUESTS) {
    answer(flow, 202, "{}");
    sent++;
  }
  g_assert_cmpuint(sent, ==, BK_FLOW_MAX_REQUESTS);
  g_assert_cmpint(bk_flow_outcome(flow), ==, BK_OUTCOME_BAD_RESPONSE);
}

static void test_captures(Fixture *fixture, gconstpointer data) {
  (void)data;
  BkFlow *flow = fixture->flow;
  send_first(flow);
  answer(flow, 200, "{\"token\":\"tok-12345678\",\"id\":1234567}");
  g_assert_cmpint(bk_flow_outcome(flow), ==, BK_OUTCOME_OK);
  BkSecret *id = g_hash_table_lookup(bk_flow_captures(flow), "secret_id");
  g_assert_cmpstr(bk_secret_peek(id), ==, "1234567");
  g_assert_true(bk_flow_keeps(flow, "public_id"));
  g_assert_false(bk_flow_keeps(flow, "secret_id"));
  g_assert_cmpstr(bk_flow_why(flow), ==, "replies[3]: ok");
  BkSession *session = bk_flow_session(flow);
  g_assert_cmpint(session->signed_in_at, ==, NOW);
  g_assert_cmpint(session->expires_at, ==, 0);
  bk_flow_again(flow); /* what is done stays done */
  g_assert_cmpint(bk_flow_state(flow), ==, BK_FLOW_DONE);
}

/* Asking where the parts are changes nothing; signing in may have. */
static void test_acted(void) {
  g_autoptr(BkServer) server = fixture_server(ASKED_FIRST);
  g_autoptr(BkFlow) flow =
      bk_flow_new(server, bk_server_action(server, BK_ACTION_SIGN_IN, BK_WAY_ONLY), NULL);
  g_assert_false(bk_flow_may_have_acted(flow));
  g_assert_true(bk_flow_go(flow));
  g_assert_false(bk_flow_may_have_acted(flow));
  answer(flow, 200, "{\"code\":\"c-1\"}");
  give(flow, "email", "ana@example.com");
  give(flow, "password", "correct horse");
  g_assert_true(bk_flow_go(flow));
  g_assert_true(bk_flow_may_have_acted(flow));
  g_assert_false(bk_flow_has_acted(flow)); /* it may never arrive */
}

/* What an earlier step did stands. */
static void test_has_acted(void) {
  g_autoptr(BkServer) server = fixture_server(ASKED_FIRST);
  g_autoptr(BkFlow) flow =
      bk_flow_new(server, bk_server_action(server, BK_ACTION_SIGN_IN, BK_WAY_ONLY), NULL);
  give(flow, "otp", "123456");
  g_assert_true(bk_flow_go(flow));
  answer(flow, 202, "{}");
  g_assert_cmpstr(bk_flow_step(flow), ==, "more");
  g_assert_true(bk_flow_state(flow) == BK_FLOW_SEND || bk_flow_go(flow));
  g_assert_false(bk_flow_has_acted(flow));
  answer(flow, 200, "{}");
  g_assert_cmpstr(bk_flow_step(flow), ==, "in");
  g_assert_true(bk_flow_has_acted(flow));
}

static void test_cancel(Fixture *fixture, gconstpointer data) {
  (void)data;
  BkFlow *flow = fixture->flow;
  send_first(flow);
  bk_flow_cancel(flow);
  g_assert_cmpint(bk_flow_state(flow), ==, BK_FLOW_DONE);
  g_assert_cmpint(bk_flow_outcome(flow), ==, BK_OUTCOME_CANCELLED);
  answer(flow, 200, "{\"token\":\"tok-12345678\",\"id\":7}");
  g_assert_null(bk_flow_session(flow));
}

static void test_session_of_elsewhere(Fixture *fixture, gconstpointer data) {
  (void)data;
  BkSession *session = bk_session_new("test", "https://evil.example", "ana@example.com");
  session->token = bk_secret_new("tok-12345678", -1);
  const BkAction *whoami = bk_server_action(fixture->server, BK_ACTION_WHOAMI, BK_WAY_ONLY);
  g_autoptr(BkFlow) flow = bk_flow_new(fixture->server, whoami, session);
  bk_session_unref(session);
  g_assert_false(bk_flow_go(flow));
  g_assert_cmpint(bk_flow_outcome(flow), ==, BK_OUTCOME_MISCONFIGURED);
  g_assert_null(bk_flow_request(flow));
}

#define ADD(path, test) g_test_add("/flow/machine/" path, Fixture, NULL, set_up, test, tear_down)

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  bk_json_init();
  g_test_init(&argc, &argv, NULL);
  ADD("asking", test_asking);
  g_test_add_func("/flow/machine/form-ahead", test_form_ahead);
  g_test_add_func("/flow/machine/acted", test_acted);
  g_test_add_func("/flow/machine/has-acted", test_has_acted);
  ADD("request", test_request);
  ADD("fresh-values", test_fresh_values);
  ADD("nothing-while-sending", test_nothing_while_sending);
  ADD("again-after-no-answer", test_again_after_no_answer);
  ADD("asked-input", test_asked_input);
  ADD("chain-is-limited", test_chain_is_limited);
  ADD("captures", test_captures);
  ADD("cancel", test_cancel);
  ADD("session-of-elsewhere", test_session_of_elsewhere);
  return g_test_run();
}
