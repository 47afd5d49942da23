/* What a played server remembers: sessions, wrong passwords, mailed codes and links; written files. */
#include "base/clock.h"
#include "mock/challenge.h"
#include "mock/mail.h"
#include "mock/rewrite.h"
#include "unit/mock/play.h"

#include <string.h>

static const BkAction *forgot_of(const BkMockPlayed *played) {
  return bk_server_action(played->file, BK_ACTION_FORGOT, BK_WAY_ONLY);
}

static BkMockChallengeState present(BkMockPlayed *played, const char *email, const char *name,
                                    const char *value) {
  g_autoptr(GHashTable) values = g_hash_table_new(g_str_hash, g_str_equal);
  BkMockChallenge *challenge = NULL;

  g_hash_table_insert(values, (gpointer)name, (gpointer)value);
  return bk_mock_challenge_check(played->world, email, values, &challenge);
}

static void test_code(void) {
  g_autoptr(BkMockPlayed) played = play("tests/mock/10-flat.json");
  BkMockChallenge *older =
      bk_mock_challenge_new(played->world, forgot_of(played), NULL, "a@example.org", played->base);
  BkMockChallenge *newer =
      bk_mock_challenge_new(played->world, forgot_of(played), NULL, "A@example.org", played->base);
  const char *code = g_hash_table_lookup(newer->values, "code");

  g_assert_null(newer->link);
  g_assert_cmpuint(strlen(code), ==, 8);
  g_assert_true(older->superseded);
  g_assert_cmpint(present(played, "b@example.org", "code", code), ==, BK_MOCK_CHALLENGE_WRONG);
  g_assert_cmpint(present(played, "a@example.org", "code", code), ==, BK_MOCK_CHALLENGE_GOOD);
  g_assert_cmpint(present(played, NULL, "code", code), ==, BK_MOCK_CHALLENGE_GOOD);
  for (int i = 0; i < 3; i++)
    g_assert_cmpint(present(played, "a@example.org", "code", "no"), ==, BK_MOCK_CHALLENGE_WRONG);
  g_assert_cmpint(present(played, "a@example.org", "code", code), ==, BK_MOCK_CHALLENGE_SPENT);
}

static void test_code_expires(void) {
  g_autoptr(BkMockPlayed) played = play("tests/mock/10-flat.json");
  BkMockChallenge *challenge =
      bk_mock_challenge_new(played->world, forgot_of(played), NULL, "a@example.org", played->base);
  g_autofree char *code = g_strdup(g_hash_table_lookup(challenge->values, "code"));

  played->world->forward = 599;
  g_assert_cmpint(present(played, "a@example.org", "code", code), ==, BK_MOCK_CHALLENGE_GOOD);
  played->world->forward = 600;
  g_assert_cmpint(present(played, "a@example.org", "code", code), ==, BK_MOCK_CHALLENGE_EXPIRED);
  challenge->used = TRUE;
  g_assert_cmpint(present(played, "a@example.org", "code", code), ==, BK_MOCK_CHALLENGE_WRONG);
}

static void test_links(void) {
  static const struct {
    const char *file, *name, *format;
  } cases[] = {
      {"tests/mock/20-oauth.json", "token", "http://127.0.0.1:4000/reset?t=%s"},
      {"tests/mock/30-envelope.json", "uid", "http://127.0.0.1:4000/reset/password/%s"},
      {"tests/mock/60-admin.json", "ticket", "#ticket=%s"},
  };

  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(BkMockPlayed) played = play(cases[i].file);
    BkMockChallenge *challenge =
        bk_mock_challenge_new(played->world, forgot_of(played), NULL, "a@example.org", played->base);
    const char *value = g_hash_table_lookup(challenge->values, cases[i].name);
    const char *at = strchr(cases[i].format, '%');
    g_autofree char *expected =
        g_strdup_printf("%.*s%s", (int)(at - cases[i].format), cases[i].format, value);

    g_assert_nonnull(strstr(challenge->link, expected));
    g_assert_true(bk_mock_challenge_by_target(played->world, challenge->target) == challenge);
    g_assert_true(bk_mock_is_mail_value(played->file, cases[i].name));
  }
}

static void test_mail(void) {
  g_autoptr(BkMockPlayed) played = play("tests/mock/10-flat.json");
  g_autoptr(cJSON) list = NULL;
  g_autoptr(cJSON) others = NULL;

  bk_clock_freeze(1795184531, 0);
  for (int i = 0; i < 2; i++) {
    played->world->forward = i * 60;
    bk_mock_mail_send(played->world, bk_mock_challenge_new(played->world, forgot_of(played), NULL,
                                                           "a@example.org", played->base));
  }
  list = bk_mock_mails_to_json(played->world, "A@EXAMPLE.ORG");
  others = bk_mock_mails_to_json(played->world, "b@example.org");
  bk_clock_thaw();
  g_assert_cmpint(cJSON_GetArraySize(list), ==, 2);
  g_assert_cmpint(cJSON_GetArraySize(others), ==, 0);
  g_assert_cmpstr(bk_json_at(list, "/0/at")->valuestring, ==, "2026-11-20T14:23:11Z");
  g_assert_cmpstr(bk_json_at(list, "/1/at")->valuestring, ==, "2026-11-20T14:22:11Z");
  g_assert_cmpstr(bk_json_at(list, "/0/subject")->valuestring, ==, "Your code");
  g_assert_nonnull(
      strstr(bk_json_at(list, "/0/text")->valuestring, bk_json_at(list, "/0/code")->valuestring));
  g_assert_true(cJSON_IsNull(bk_json_at(list, "/0/link")));
}

static void test_lock(void) {
  g_autoptr(BkMockPlayed) played = play("tests/mock/10-flat.json");
  BkMockWorld *world = played->world;

  for (guint i = 0; i < BK_MOCK_LOCK_AFTER; i++) {
    g_assert_cmpint(bk_mock_locked_for(world, "a@example.org"), ==, 0);
    bk_mock_count_wrong(world, i % 2 ? "a@example.org" : "A@example.org");
  }
  g_assert_cmpint(bk_mock_locked_for(world, "a@example.org"), >, 0);
  g_assert_cmpint(bk_mock_locked_for(world, "b@example.org"), ==, 0);
  world->forward += BK_MOCK_LOCK_SECONDS + 1;
  g_assert_cmpint(bk_mock_locked_for(world, "a@example.org"), ==, 0);
  bk_mock_count_wrong(world, "a@example.org"); /* one more does not lock again at once */
  g_assert_cmpint(bk_mock_locked_for(world, "a@example.org"), ==, 0);
}

static void test_sessions(void) {
  g_autoptr(BkMockPlayed) played = play("tests/mock/10-flat.json");
  BkMockWorld *world = played->world;
  BkMockSession *kept = bk_mock_session_open(world, "a@example.org", "t1", "r1");

  bk_mock_session_open(world, "a@example.org", "t2", NULL);
  bk_mock_session_open(world, "b@example.org", "t3", NULL);
  g_assert_true(bk_mock_session_by_refresh(world, "r1") == kept);
  g_assert_null(bk_mock_session_by_refresh(world, NULL));
  bk_mock_sessions_end(world, "A@example.org", kept);
  g_assert_true(bk_mock_session_by_token(world, "t1") == kept);
  g_assert_null(bk_mock_session_by_token(world, "t2"));
  g_assert_nonnull(bk_mock_session_by_token(world, "t3"));
  world->forward = BK_MOCK_SESSION_SECONDS + 1;
  g_assert_null(bk_mock_session_by_token(world, "t1"));
  g_assert_nonnull(bk_mock_session_by_refresh(world, "r1"));
}

static void test_issued(void) {
  g_autoptr(BkMockPlayed) played = play("tests/mock/70-steps.json");
  g_autoptr(BkMockGrant) grant = bk_mock_grant_new(10);

  bk_mock_issue(played->world, "flow", "1", grant);
  g_assert_true(bk_mock_issued(played->world, "flow", "1") == grant);
  g_assert_null(bk_mock_issued(played->world, "flow", "2"));
  g_assert_null(bk_mock_issued(played->world, "other", "1"));
}

static void test_rewrite(void) {
  static const char text[] = "{\"name\":\"N\",\"url\":\"https://n.example/api/\",\"ca_file\":\"/x\","
                             "\"urls\":{\"a\":\"https://a.example\",\"b\":\"https://b.example/v2\"},"
                             "\"link_hosts\":[\"w.example\"],\"variables\":{\"url\":\"https://n.example\"}}";
  g_autoptr(GError) error = NULL;
  g_autofree char *written = bk_mock_rewrite(text, strlen(text), "http://127.0.0.1:5", &error);
  g_autoptr(cJSON) json = NULL;

  g_assert_no_error(error);
  json = bk_json_parse(written, strlen(written), NULL, NULL);
  g_assert_cmpstr(bk_json_at(json, "/url")->valuestring, ==, "http://127.0.0.1:5/api");
  g_assert_cmpstr(bk_json_at(json, "/urls/a")->valuestring, ==, "http://127.0.0.1:5/at/a");
  g_assert_cmpstr(bk_json_at(json, "/urls/b")->valuestring, ==, "http://127.0.0.1:5/at/b/v2");
  g_assert_cmpstr(bk_json_at(json, "/variables/url")->valuestring, ==, "https://n.example");
  g_assert_null(bk_json_at(json, "/link_hosts"));
  g_assert_null(bk_json_at(json, "/ca_file"));
  g_assert_null(bk_mock_rewrite("{", 1, "http://127.0.0.1:5", NULL));
}

int main(int argc, char **argv) {
  bk_json_init();
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/mock/world/code", test_code);
  g_test_add_func("/mock/world/code-expires", test_code_expires);
  g_test_add_func("/mock/world/links", test_links);
  g_test_add_func("/mock/world/mail", test_mail);
  g_test_add_func("/mock/world/lock", test_lock);
  g_test_add_func("/mock/world/sessions", test_sessions);
  g_test_add_func("/mock/world/issued", test_issued);
  g_test_add_func("/mock/world/rewrite", test_rewrite);
  return g_test_run();
}
