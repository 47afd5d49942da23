/* "when" and its tests, and what kind of body a reply has. */
#include "fixture.h"
#include "flow/match.h"

#include <locale.h>

static const char SERVER[] = "{\"name\":\"Test\",\"url\":\"https://api.example.com\","
                             "\"errors\":{\"code\":[\"/error\",\"/errors/0/code\"],\"message\":[\"/"
                             "error_description\",\"/errors\",\"\"]},"
                             "\"actions\":{\"probe\":{\"request\":{\"method\":\"GET\",\"path\":\"/\"}}}}";
static const char JSON[] = "Content-Type: application/json";

static gboolean holds(const char *when, int status, const char *headers, const char *body) {
  g_autoptr(BkServer) server = fixture_server(SERVER);
  g_autoptr(BkReply) reply = fixture_reply(status, headers, body);
  g_autoptr(cJSON) tests = cJSON_Parse(when);
  g_assert_nonnull(tests);
  g_auto(BkAnswer) answer;
  bk_answer_read(&answer, server, reply);
  return bk_match_when(tests, &answer);
}

#define YES(when, status, body) g_assert_true(holds(when, status, JSON, body))
#define NO(when, status, body) g_assert_false(holds(when, status, JSON, body))

static void test_status(void) {
  YES("{}", 200, "");
  YES("{\"status\":404}", 404, "");
  NO("{\"status\":404}", 400, "");
  YES("{\"status\":[400,404]}", 404, "");
  YES("{\"status\":\"4xx\"}", 499, "");
  NO("{\"status\":\"4xx\"}", 500, "");
  YES("{\"status\":[\"5xx\",404]}", 503, "");
}

static void test_literals(void) {
  YES("{\"/a\":1}", 200, "{\"a\":\"1\"}");
  YES("{\"/a\":\"1\"}", 200, "{\"a\":1}");
  YES("{\"/a\":true}", 200, "{\"a\":true}");
  NO("{\"/a\":true}", 200, "{\"a\":false}");
  NO("{\"/a\":\"x\"}", 200, "{\"a\":\"X\"}");
  YES("{\"/a\":[\"x\",\"y\"]}", 200, "{\"a\":\"y\"}");
  NO("{\"/a\":[\"x\",\"y\"]}", 200, "{}");
  NO("{\"/a\":\"x\",\"/b\":1}", 200, "{\"a\":\"x\"}");
  YES("{\"\":\"done\"}", 200, "\"done\"");
  YES("{\"comment\":\"no test\",\"/a\":1}", 200, "{\"a\":1}");
}

static void test_presence(void) {
  YES("{\"/a\":{\"exists\":true}}", 200, "{\"a\":0}");
  NO("{\"/a\":{\"exists\":true}}", 200, "{\"a\":null}");
  YES("{\"/a\":{\"absent\":true}}", 200, "{\"a\":null}");
  YES("{\"/a\":{\"exists\":false}}", 200, "{}");
  YES("{\"/a\":{\"absent\":false}}", 200, "{\"a\":[]}");
  NO("{\"/a\":{\"exists\":true}}", 200, "");
}

static void test_words(void) {
  YES("{\"/a\":{\"in\":[1,2]}}", 200, "{\"a\":\"2\"}");
  YES("{\"/a\":{\"not\":\"x\"}}", 200, "{\"a\":\"y\"}");
  YES("{\"/a\":{\"not\":[\"x\",\"y\"]}}", 200, "{}");
  NO("{\"/a\":{\"not\":[\"x\",\"y\"]}}", 200, "{\"a\":\"y\"}");
  YES("{\"/a\":{\"starts_with\":\"CODE\"}}", 200, "{\"a\":\"CODE : text\"}");
  NO("{\"/a\":{\"starts_with\":\"ODE\"}}", 200, "{\"a\":\"CODE : text\"}");
  YES("{\"/a\":{\"contains\":\"ODE\",\"not\":\"x\"}}", 200, "{\"a\":\"CODE : text\"}");
  NO("{\"/a\":{\"contains\":\"x\"}}", 200, "{\"a\":{\"x\":1}}");
  NO("{\"/a\":{\"starts_with\":\"\",\"nonsense\":1}}", 200, "{\"a\":\"x\"}");
}

static void test_any(void) {
  static const char when[] = "{\"/m\":{\"any\":{\"/id\":7,\"/kind\":\"error\"}}}";
  YES(when, 200, "{\"m\":[{\"id\":1,\"kind\":\"error\"},{\"id\":7,\"kind\":\"error\"}]}");
  NO(when, 200, "{\"m\":[{\"id\":7,\"kind\":\"info\"},{\"id\":1,\"kind\":\"error\"}]}");
  NO(when, 200, "{\"m\":{\"id\":7,\"kind\":\"error\"}}");
  NO(when, 200, "{}");
}

static void test_code_and_message(void) {
  YES("{\"code\":\"bad\"}", 400, "{\"error\":\"bad\"}");
  YES("{\"code\":[\"x\",\"bad\"]}", 400, "{\"errors\":[{\"code\":\"bad\"}]}");
  YES("{\"code\":17}", 400, "{\"error\":17}");
  YES("{\"code\":{\"absent\":true}}", 400, "{\"error\":{\"code\":1}}");
  YES("{\"message\":{\"contains\":\"wrong\"}}", 400, "{\"error_description\":\"It is wrong.\"}");
  YES("{\"message\":{\"contains\":\"short\"}}", 400, "{\"errors\":{\"password\":[\"too short\"]}}");
  YES("{\"message\":\"plain\"}", 400, "\"plain\"");
  YES("{\"message\":{\"absent\":true}}", 400, "{\"token\":\"not a message\"}");
}

static void test_headers(void) {
  g_assert_true(holds("{\"header X-Kind\":\"a\"}", 200, "x-kind: a", ""));
  g_assert_true(holds("{\"header location\":{\"contains\":\"error=1\"}}", 302, "Location: /x?error=1", ""));
  g_assert_false(holds("{\"header X-Kind\":{\"exists\":true}}", 200, NULL, ""));
}

static void assert_body(const char *media_type, const char *body, BkBodyKind kind) {
  g_autoptr(BkServer) server = fixture_server(SERVER);
  g_autofree char *header = media_type != NULL ? g_strdup_printf("Content-Type: %s", media_type) : NULL;
  g_autoptr(BkReply) reply = fixture_reply(200, header, body);
  g_auto(BkAnswer) answer;
  bk_answer_read(&answer, server, reply);
  if (answer.body != kind)
    g_test_message("%s: %s", media_type, body);
  g_assert_cmpint(answer.body, ==, kind);
  g_assert_true((answer.document != NULL) == (kind == BK_BODY_JSON || kind == BK_BODY_TEXT));
}

static void test_bodies(void) {
  assert_body("application/json", "", BK_BODY_EMPTY);
  assert_body("text/html", " \r\n", BK_BODY_EMPTY);
  assert_body("application/json", "{\"a\":1}\n", BK_BODY_JSON);
  assert_body("application/problem+json", "[]", BK_BODY_JSON);
  assert_body("application/json", "\xEF\xBB\xBF{}", BK_BODY_JSON);
  assert_body("text/html", "{\"a\":1}", BK_BODY_JSON);
  assert_body(NULL, "{\"a\":1}", BK_BODY_JSON);
  assert_body("application/json", "null", BK_BODY_JSON);
  assert_body("text/html", "We sent you a mail.", BK_BODY_TEXT);
  assert_body("text/plain", "null", BK_BODY_TEXT);
  assert_body("text/html", "<!doctype html><p>x", BK_BODY_HTML);
  assert_body("application/json", "<html>", BK_BODY_HTML);
  assert_body("application/json", "We sent you a mail.", BK_BODY_BAD);
  assert_body("application/json", "{\"a\":1,\"a\":2}", BK_BODY_BAD);
  assert_body("text/plain", "{\"a\":1,\"a\":2}", BK_BODY_BAD);
  assert_body("application/json", "{\"a\":1} junk", BK_BODY_BAD);
  assert_body("application/json", "{\"a\":\"\xff\"}", BK_BODY_BAD);
  assert_body("text/plain", "caf\xe9", BK_BODY_BAD);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  bk_json_init();
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/flow/match/status", test_status);
  g_test_add_func("/flow/match/literals", test_literals);
  g_test_add_func("/flow/match/presence", test_presence);
  g_test_add_func("/flow/match/words", test_words);
  g_test_add_func("/flow/match/any", test_any);
  g_test_add_func("/flow/match/code-and-message", test_code_and_message);
  g_test_add_func("/flow/match/headers", test_headers);
  g_test_add_func("/flow/match/bodies", test_bodies);
  return g_test_run();
}
