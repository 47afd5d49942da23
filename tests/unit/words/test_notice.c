/* Every notice that can be made has one sentence, advice that is no shout, a word and an exit code. */
#include "base/clock.h"
#include "words/notice.h"
#include "words/words.h"

#include <string.h>

#define LONGEST 160

static const char *const vendors[] = {"Auth0", "Diaflow", "Daxium", "GleSYS", "better-auth", NULL};

static void check_text(const char *text, gboolean may_be_empty, const char *what) {
  if (may_be_empty && !*text)
    return;
  if (!*text || !g_str_has_suffix(text, ".") || strchr(text, '{') || strchr(text, '\n'))
    g_error("%s: not a sentence: \"%s\"", what, text);
  if (g_utf8_strlen(text, -1) > LONGEST)
    g_error("%s: longer than %d characters: \"%s\"", what, LONGEST, text);
  if (!g_unichar_isupper(g_utf8_get_char(text)) && *text != '"' && !g_str_has_prefix(text, "help@"))
    g_error("%s: does not begin like a sentence: \"%s\"", what, text);
  for (int i = 0; vendors[i]; i++)
    if (strstr(text, vendors[i]))
      g_error("%s: names a vendor: \"%s\"", what, text);
  if (strstr(text, "anyway") || strchr(text, '!'))
    g_error("%s: is not calm: \"%s\"", what, text);
}

static void check(const BkNotice *notice) {
  g_autofree char *what =
      g_strdup_printf("kind %d outcome %d failure %d action %d way %d result %d", notice->kind,
                      notice->outcome, notice->failure, notice->action, notice->way, notice->result);
  g_autofree char *sentence = bk_notice_sentence(notice);
  g_autofree char *advice = bk_notice_advice(notice);
  gboolean nothing = notice->kind == BK_NOTICE_NONE;
  check_text(sentence, nothing, what);
  if (strstr(sentence, ". ")) /* one sentence, not two */
    g_error("%s: more than one sentence: \"%s\"", what, sentence);
  g_autofree char *rest = g_strdup(advice);
  for (char *at = rest; at && *at;) { /* advice: one sentence or a few, each within the limit */
    char *end = strstr(at, ". ");
    if (end)
      end[1] = '\0';
    if (!g_str_has_suffix(at, "?"))
      check_text(at, FALSE, what);
    at = end ? end + 2 : NULL;
  }
  const char *word = bk_notice_word(notice);
  g_assert_nonnull(word);
  for (const char *c = word; *c; c++)
    g_assert_true(g_ascii_islower(*c) || *c == '_');
  (void)bk_notice_exit(notice);
}

/* All kinds, with every value that counts for them. */
static void walk(const BkNotice *base) {
  for (int kind = BK_NOTICE_NONE; kind <= BK_NOTICE_CANCELLED; kind++)
    for (int action = 0; action < BK_ACTION_COUNT; action++)
      for (int way = 0; way < BK_WAY_COUNT; way++) {
        BkNotice notice = *base;
        notice.kind = (BkNoticeKind)kind;
        notice.action = (BkActionKind)action;
        notice.way = (BkWay)way;
        for (int i = 0; i < BK_OUTCOME_COUNT; i++) {
          notice.outcome = (BkOutcome)i;
          notice.failure = (BkFailure)MIN(i, BK_FAILURE_CANCELLED);
          notice.result = (BkStoreResult)MIN(i, BK_STORE_RESULT_FAILED);
          notice.store = (BkStoreKind)MIN(i, BK_STORE_NONE);
          check(&notice);
        }
      }
}

static void test_every_value(void) {
  BkNotice full = {.server = (char *)"Acme Europe",
                   .help = (char *)"help@acme.example",
                   .text = (char *)"elsewhere.example",
                   .detail = (char *)"nowhere",
                   .number = 12,
                   .retry_at = bk_clock_wall() + 90};
  walk(&full);
}

static void test_nothing_known(void) {
  BkNotice bare = {.text = (char *)"", .detail = (char *)"nowhere"};
  walk(&bare);
}

/* Requirement A1: the person cannot see who has an account. */
static void test_same_for_unknown(void) {
  static const BkActionKind actions[] = {BK_ACTION_FORGOT, BK_ACTION_RESEND};
  for (gsize i = 0; i < G_N_ELEMENTS(actions); i++) {
    BkNotice known = {
        .kind = BK_NOTICE_OUTCOME, .outcome = BK_OUTCOME_OK, .action = actions[i], .server = (char *)"A"};
    BkNotice unknown = known;
    unknown.outcome = BK_OUTCOME_UNKNOWN_ACCOUNT;
    g_autofree char *a = bk_notice_sentence(&known), *b = bk_notice_sentence(&unknown);
    g_autofree char *c = bk_notice_advice(&known), *d = bk_notice_advice(&unknown);
    g_assert_cmpstr(a, ==, b);
    g_assert_cmpstr(c, ==, d);
    g_assert_cmpstr(bk_notice_word(&known), ==, bk_notice_word(&unknown));
    g_assert_cmpint(bk_notice_exit(&known), ==, BK_EXIT_OK);
    g_assert_cmpint(bk_notice_exit(&unknown), ==, BK_EXIT_OK);
  }
  BkNotice sign_in = {
      .kind = BK_NOTICE_OUTCOME, .outcome = BK_OUTCOME_UNKNOWN_ACCOUNT, .action = BK_ACTION_SIGN_IN};
  g_assert_cmpstr(bk_notice_word(&sign_in), ==, "invalid_credentials");
  g_assert_cmpint(bk_notice_exit(&sign_in), ==, BK_EXIT_CREDENTIALS);
}

/* Unreachable is never invalid: no failure speaks of a refused password, and none exits like one. */
static void test_unreachable_is_never_invalid(void) {
  for (int failure = BK_FAILURE_DNS; failure < BK_FAILURE_CANCELLED; failure++) {
    BkNotice notice = {.kind = BK_NOTICE_FAILURE, .failure = (BkFailure)failure, .server = (char *)"Acme"};
    g_autofree char *sentence = bk_notice_sentence(&notice);
    g_autofree char *advice = bk_notice_advice(&notice);
    g_assert_null(strstr(sentence, "password"));
    g_assert_null(strstr(sentence, "accept"));
    g_assert_cmpstr(advice, !=, "");
    g_assert_cmpint(bk_notice_exit(&notice), ==, BK_EXIT_UNREACHED);
  }
}

static void test_clock_is_told(void) {
  g_setenv("TZ", "UTC", TRUE);
  bk_clock_freeze(1795183320, 100); /* 2026-11-20T14:02:00Z */
  BkNotice notice = {.kind = BK_NOTICE_FAILURE, .failure = BK_FAILURE_TLS_EXPIRED, .server = (char *)"Acme"};
  g_autofree char *sentence = bk_notice_sentence(&notice);
  g_autofree char *advice = bk_notice_advice(&notice);
  g_assert_cmpstr(sentence, ==, "The certificate of Acme has expired.");
  g_assert_nonnull(strstr(advice, "It says 20 Nov 2026 14:02."));
  g_assert_nonnull(strstr(advice, "tell whoever runs Acme"));
  bk_clock_thaw();
}

static void test_wait_is_told(void) {
  g_setenv("TZ", "UTC", TRUE);
  bk_clock_freeze(1795183320, 100);
  BkNotice notice = {.kind = BK_NOTICE_OUTCOME,
                     .outcome = BK_OUTCOME_RATE_LIMITED,
                     .server = (char *)"Acme",
                     .retry_at = 1795183320 + 180};
  g_autofree char *advice = bk_notice_advice(&notice);
  g_assert_cmpstr(advice, ==, "Try again at 20 Nov 14:05, that is in 3 min.");
  bk_clock_thaw();
}

/* It ends by what somebody does there or does not do; no message will come with a newer code. */
static void test_device_has_sentences_of_its_own(void) {
  static const struct {
    BkOutcome outcome;
    const char *sentence;
  } rows[] = {
      {BK_OUTCOME_DENIED, "The sign-in was refused on the other device."},
      {BK_OUTCOME_CODE_EXPIRED, "The code has run out, and nobody has confirmed it on another device."},
      {BK_OUTCOME_PENDING, "The code has run out, and nobody has confirmed it on another device."}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    BkNotice notice = {.kind = BK_NOTICE_OUTCOME, .outcome = rows[i].outcome, .server = (char *)"Acme"};
    notice.action = BK_ACTION_DEVICE;
    g_autofree char *sentence = bk_notice_sentence(&notice), *advice = bk_notice_advice(&notice);
    g_assert_cmpstr(sentence, ==, rows[i].sentence);
    g_assert_cmpstr(advice, ==, "Nobody is signed in. Get a new code, and confirm it there.");
  }
}

static void test_exit_codes(void) {
  static const struct {
    BkNotice notice;
    BkExit exit;
  } cases[] = {
      {{.kind = BK_NOTICE_SIGNED_OUT, .outcome = BK_OUTCOME_OK}, BK_EXIT_OK},
      {{.kind = BK_NOTICE_SIGNED_OUT, .outcome = BK_OUTCOME_UNSUPPORTED}, BK_EXIT_OK},
      {{.kind = BK_NOTICE_SIGNED_OUT, .outcome = BK_OUTCOME_NETWORK}, BK_EXIT_UNREACHED},
      {{.kind = BK_NOTICE_SIGNED_OUT, .result = BK_STORE_RESULT_LOCKED}, BK_EXIT_NO_STORE},
      {{.kind = BK_NOTICE_STORE, .result = BK_STORE_RESULT_TIMEOUT}, BK_EXIT_NO_STORE},
      {{.kind = BK_NOTICE_FOREIGN_LINK}, BK_EXIT_REFUSED},
      {{.kind = BK_NOTICE_NO_SESSION}, BK_EXIT_CREDENTIALS},
      {{.kind = BK_NOTICE_UNKNOWN_SERVER}, BK_EXIT_USAGE},
      {{.kind = BK_NOTICE_WAIT_TO_RESEND}, BK_EXIT_LIMITED},
      {{.kind = BK_NOTICE_UNKNOWN_EFFECT}, BK_EXIT_UNREACHED},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
    g_assert_cmpint(bk_notice_exit(&cases[i].notice), ==, cases[i].exit);
}

/* Two words that mean different things must differ; a machine tells them apart by nothing else. */
static void test_kind_words_differ(void) {
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  for (int kind = BK_NOTICE_NONE; kind <= BK_NOTICE_CANCELLED; kind++) {
    BkNotice notice = {.kind = (BkNoticeKind)kind, .failure = BK_FAILURE_DNS};
    g_assert_true(g_hash_table_add(seen, (gpointer)bk_notice_word(&notice)));
  }
}

static void test_about(void) {
  BkServer server = {.name = (char *)"Acme Europe", .support_phone = (char *)"+33 1\x1b[31m 23"};
  BkNotice notice = {.kind = BK_NOTICE_OUTCOME, .outcome = BK_OUTCOME_DENIED};
  bk_notice_about(&notice, &server);
  g_assert_cmpstr(notice.server, ==, "Acme Europe");
  g_assert_null(strchr(notice.help, '\x1b'));
  bk_notice_about(&notice, NULL);
  g_assert_null(notice.server);
  bk_notice_clear(&notice);
  g_assert_cmpint(notice.kind, ==, BK_NOTICE_NONE);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/words/notice/every-value", test_every_value);
  g_test_add_func("/words/notice/nothing-known", test_nothing_known);
  g_test_add_func("/words/notice/same-for-unknown", test_same_for_unknown);
  g_test_add_func("/words/notice/unreachable-is-never-invalid", test_unreachable_is_never_invalid);
  g_test_add_func("/words/notice/clock-is-told", test_clock_is_told);
  g_test_add_func("/words/notice/wait-is-told", test_wait_is_told);
  g_test_add_func("/words/notice/device-code", test_device_has_sentences_of_its_own);
  g_test_add_func("/words/notice/exit-codes", test_exit_codes);
  g_test_add_func("/words/notice/kind-words-differ", test_kind_words_differ);
  g_test_add_func("/words/notice/about", test_about);
  return g_test_run();
}
