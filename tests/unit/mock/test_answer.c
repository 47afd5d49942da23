/* Replies made from rules, and judged: each rule can be reached, and nothing else is let through. */
#include "mock/answer.h"
#include "mock/judge.h"
#include "mock/pairs.h"
#include "mock/shape.h"
#include "unit/mock/play.h"

#include <glib/gstdio.h>
#include <string.h>

/* A server whose sign_in has these rules. */
static BkMockPlayed *play_rules(const char *rules) {
  g_autofree char *dir = g_dir_make_tmp("backin-mock-XXXXXX", NULL);
  g_autofree char *file = g_build_filename(dir, "server.json", NULL);
  g_autofree char *text = g_strdup_printf(
      "{\"name\":\"S\",\"url\":\"https://s.example\",\"errors\":{\"code\":[\"/error/code\",\"/code\"],"
      "\"message\":\"/message\"},\"actions\":{\"sign_in\":{\"request\":{\"method\":\"POST\","
      "\"path\":\"/in\",\"json\":{\"e\":\"{{email}}\",\"p\":\"{{password}}\"}},\"replies\":%s}}}",
      rules);
  BkMockPlayed *played;

  g_assert_true(g_file_set_contents_full(file, text, -1, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
  played = play(file);
  g_unlink(file);
  g_rmdir(dir);
  return played;
}

static BkMockWish wish_for(const BkMockPlayed *played) {
  const BkAction *action = bk_server_action(played->file, BK_ACTION_SIGN_IN, BK_WAY_ONLY);

  return (BkMockWish){.played = played,
                      .action = action,
                      .step = g_ptr_array_index(action->steps, 0),
                      .email = "a@example.org"};
}

static void test_every_rule(gconstpointer dir_name) {
  g_autoptr(GDir) dir = g_dir_open(dir_name, 0, NULL);
  const char *name;
  guint files = 0;

  g_assert_nonnull(dir);
  while ((name = g_dir_read_name(dir))) {
    g_autofree char *file = g_build_filename(dir_name, name, NULL);
    g_autoptr(BkMockPlayed) played = NULL;
    g_autoptr(GPtrArray) unreachable = NULL;

    if (!g_str_has_suffix(name, ".json"))
      continue;
    played = play(file);
    unreachable = bk_mock_unreachable(played);
    for (guint i = 0; i < unreachable->len; i++)
      g_test_message("%s: %s", file, (char *)g_ptr_array_index(unreachable, i));
    g_assert_cmpuint(unreachable->len, ==, 0);
    files++;
  }
  g_assert_cmpuint(files, >=, 4);
}

/* A rule hidden by one above it is a defect of the file, and is told as one. */
static void test_hidden_rule(void) {
  g_autoptr(BkMockPlayed) played =
      play_rules("[{\"when\":{\"status\":\"4xx\"},\"outcome\":\"denied\"},"
                 "{\"when\":{\"status\":404},\"outcome\":\"unknown_account\"},"
                 "{\"when\":{\"status\":200,\"/"
                 "t\":{\"exists\":true}},\"outcome\":\"ok\",\"session\":{\"token\":\"/t\"}}]");
  BkMockWish wish = wish_for(played);
  g_autoptr(GPtrArray) unreachable = bk_mock_unreachable(played);
  g_autofree char *defect = NULL;
  g_autoptr(BkMockAnswer) none = bk_mock_answer(&wish, BK_OUTCOME_UNKNOWN_ACCOUNT, FALSE, &defect);

  g_assert_cmpuint(unreachable->len, ==, 1);
  g_assert_nonnull(strstr(g_ptr_array_index(unreachable, 0), "replies[1]"));
  g_assert_null(none);
  g_assert_nonnull(strstr(defect, "unknown_account"));
}

/* The rules decide before the default statuses: 401 means something else here. */
static void test_status_taken(void) {
  g_autoptr(BkMockPlayed) played =
      play_rules("[{\"when\":{\"status\":401},\"outcome\":\"account_disabled\"}]");
  BkMockWish wish = wish_for(played);
  g_autoptr(BkMockAnswer) wrong = bk_mock_answer(&wish, BK_OUTCOME_INVALID_CREDENTIALS, FALSE, NULL);
  g_autoptr(BkMockAnswer) limited = bk_mock_answer(&wish, BK_OUTCOME_RATE_LIMITED, FALSE, NULL);
  g_autoptr(BkMockAnswer) rules_only = bk_mock_answer(&wish, BK_OUTCOME_RATE_LIMITED, TRUE, NULL);

  g_assert_null(wrong);
  g_assert_cmpint(limited->status, ==, 429);
  g_assert_null(rules_only);
}

/* Tests that a first guess does not pass: an alternative further on, a text kept clear of another rule. */
static void test_alternatives(void) {
  g_autoptr(BkMockPlayed) played = play_rules(
      "[{\"when\":{\"code\":\"a\"},\"outcome\":\"denied\"},"
      "{\"when\":{\"code\":[\"a\",\"b\"],\"header "
      "X-Why\":{\"starts_with\":\"no\"}},\"outcome\":\"account_locked\"},"
      "{\"when\":{\"message\":{\"exists\":true},\"/n\":{\"not\":[1,2]}},\"outcome\":\"captcha_required\"},"
      "{\"when\":{\"status\":[200,201],\"/o/list/0/"
      "x\":{\"in\":[\"5\",6]}},\"outcome\":\"email_unverified\"}]");
  BkMockWish wish = wish_for(played);
  g_autoptr(BkMockAnswer) locked = bk_mock_answer(&wish, BK_OUTCOME_ACCOUNT_LOCKED, TRUE, NULL);
  g_autoptr(BkMockAnswer) captcha = bk_mock_answer(&wish, BK_OUTCOME_CAPTCHA_REQUIRED, TRUE, NULL);
  g_autoptr(BkMockAnswer) unverified = bk_mock_answer(&wish, BK_OUTCOME_EMAIL_UNVERIFIED, TRUE, NULL);

  g_assert_nonnull(strstr(locked->body, "\"code\":\"b\""));
  g_assert_true(g_str_has_prefix(bk_mock_pairs_get(locked->headers, "X-Why"), "no"));
  g_assert_nonnull(captcha);
  g_assert_nonnull(strstr(unverified->body, "\"list\":[{\"x\":"));
}

/* No document at all is JSON's null; anything absent inside one is just left out. */
static void test_absent(void) {
  g_autoptr(BkMockPlayed) played =
      play_rules("[{\"when\":{\"\":{\"absent\":true},\"body\":\"json\"},\"outcome\":\"denied\"},"
                 "{\"when\":{\"/a\":1,\"/b\":{\"absent\":true}},\"outcome\":\"code_invalid\"}]");
  BkMockWish wish = wish_for(played);
  g_autoptr(BkMockAnswer) nothing = bk_mock_answer(&wish, BK_OUTCOME_DENIED, TRUE, NULL);
  g_autoptr(BkMockAnswer) without = bk_mock_answer(&wish, BK_OUTCOME_CODE_INVALID, TRUE, NULL);

  g_assert_cmpstr(nothing->body, ==, "null");
  g_assert_nonnull(strstr(without->body, "\"a\":1"));
  g_assert_null(strstr(without->body, "\"b\""));
}

/* What a client captures is what the answer says it issued. */
static void test_issued(void) {
  g_autoptr(BkMockPlayed) played = play_rules(
      "[{\"when\":{\"status\":401,\"/m\":{\"any\":{\"/kind\":\"otp\",\"/id\":{\"starts_with\":\"f|\"}}}},"
      "\"outcome\":\"mfa_required\",\"ask\":\"otp\",\"capture\":{"
      "\"factor\":{\"find\":{\"in\":\"/m\",\"where\":{\"/kind\":\"otp\"},\"take\":\"/id\"},\"after\":\"f|\"},"
      "\"nonce\":{\"header\":\"X-Nonce\",\"before\":\";\"},\"jar\":{\"cookie\":\"c\"}}}]");
  BkMockWish wish = wish_for(played);
  g_autoptr(BkMockAnswer) answer = bk_mock_answer(&wish, BK_OUTCOME_MFA_REQUIRED, TRUE, NULL);
  g_autoptr(cJSON) body = bk_json_parse(answer->body, strlen(answer->body), NULL, NULL);
  g_autofree char *id = bk_json_scalar(bk_json_at(body, "/m/0/id"));

  g_assert_true(g_str_has_prefix(id, "f|"));
  g_assert_cmpstr(bk_mock_pairs_get(answer->issued, "factor"), ==, id + 2);
  g_autofree char *nonce = g_strconcat(bk_mock_pairs_get(answer->issued, "nonce"), ";", NULL);
  g_assert_cmpstr(bk_mock_pairs_get(answer->headers, "X-Nonce"), ==, nonce);
  g_autofree char *cookie = g_strconcat("c=", bk_mock_pairs_get(answer->issued, "jar"), ";", NULL);
  g_assert_true(g_str_has_prefix(bk_mock_pairs_get(answer->headers, "Set-Cookie"), cookie));
}

/* The judge is the engine: a reply without its token is no success. */
static void test_judge(void) {
  g_autoptr(BkMockPlayed) played =
      play_rules("[{\"when\":{\"status\":200},\"outcome\":\"ok\",\"session\":{\"token\":\"/t\"}}]");
  BkMockWish wish = wish_for(played);
  g_autoptr(BkMockAnswer) answer = bk_mock_answer(&wish, BK_OUTCOME_OK, TRUE, NULL);
  g_autoptr(BkReply) good = bk_mock_answer_to_reply(answer);
  g_autoptr(BkMockAnswer) plain = bk_mock_answer_plain(200, "no token");
  g_autoptr(BkReply) bad = bk_mock_answer_to_reply(plain);
  const BkReplyRule *rule = NULL;

  g_assert_cmpint(bk_mock_judge(played->file, wish.action, wish.step, good, 1000, &rule), ==, BK_OUTCOME_OK);
  g_assert_true(rule == g_ptr_array_index(wish.step->replies, 0));
  g_assert_cmpint(bk_mock_judge(played->file, wish.action, wish.step, bad, 1000, &rule), ==,
                  BK_OUTCOME_BAD_RESPONSE);
  g_assert_null(rule);
}

static void test_put(void) {
  g_autoptr(cJSON) root = NULL;

  g_assert_true(bk_mock_put(&root, "/a", bk_mock_filler()));
  g_assert_true(bk_mock_put(&root, "/a/0/b~1c", cJSON_CreateNumber(7)));
  g_assert_true(bk_mock_put(&root, "/a/1", cJSON_CreateString("x")));
  g_assert_true(bk_mock_put(&root, "/a/0/b~1c", bk_mock_filler())); /* it exists */
  g_assert_false(bk_mock_put(&root, "/a/0/b~1c", cJSON_CreateNumber(8)));
  g_assert_false(bk_mock_put(&root, "/a/1/deeper", cJSON_CreateNumber(8)));
  g_assert_false(bk_mock_put(&root, "/a/9", cJSON_CreateNumber(8)));
  char *printed = cJSON_PrintUnformatted(root);
  g_assert_cmpstr(printed, ==, "{\"a\":[{\"b/c\":7},\"x\"]}");
  cJSON_free(printed);
}

int main(int argc, char **argv) {
  bk_json_init();
  g_test_init(&argc, &argv, NULL);
  g_test_add_data_func("/mock/answer/every-rule/own", "tests/mock", test_every_rule);
  g_test_add_data_func("/mock/answer/every-rule/shipped", "servers.d", test_every_rule);
  g_test_add_func("/mock/answer/hidden-rule", test_hidden_rule);
  g_test_add_func("/mock/answer/status-taken", test_status_taken);
  g_test_add_func("/mock/answer/alternatives", test_alternatives);
  g_test_add_func("/mock/answer/absent", test_absent);
  g_test_add_func("/mock/answer/issued", test_issued);
  g_test_add_func("/mock/answer/judge", test_judge);
  g_test_add_func("/mock/answer/put", test_put);
  return g_test_run();
}
