/* Labels: none is empty, passwords are spelled exactly, references can be read aloud. */
#include "base/clock.h"
#include "base/secret.h"
#include "words/words.h"

#include <string.h>

static void test_labels_are_there(void) {
  for (int action = 0; action < BK_ACTION_COUNT; action++)
    for (int way = 0; way < BK_WAY_COUNT; way++)
      g_assert_cmpstr(bk_words_action((BkActionKind)action, (BkWay)way), !=, "");
  for (int way = 0; way < BK_WAY_COUNT; way++)
    g_assert_cmpstr(bk_words_admin_way((BkWay)way), !=, "");
  for (int kind = 0; kind <= BK_STORE_NONE; kind++) {
    g_assert_cmpstr(bk_words_store((BkStoreKind)kind), !=, "");
    g_assert_cmpstr(bk_words_store_short((BkStoreKind)kind), !=, "");
  }
  for (int kind = 0; kind <= BK_INPUT_CHOICE; kind++) {
    BkInput input = {.name = (char *)"tenant", .kind = (BkInputKind)kind};
    g_assert_cmpstr(bk_words_input(&input), !=, "");
  }
}

/* What a reader of a status line needs: two steps of the ladder never read the same. */
static void test_store_words_differ(void) {
  for (int a = 0; a <= BK_STORE_NONE; a++)
    for (int b = a + 1; b <= BK_STORE_NONE; b++)
      g_assert_cmpstr(bk_words_store((BkStoreKind)a), !=, bk_words_store((BkStoreKind)b));
  for (int a = 0; a <= BK_STORE_RESULT_FAILED; a++)
    for (int b = a + 1; b <= BK_STORE_RESULT_FAILED; b++)
      g_assert_cmpstr(bk_words_store_result((BkStoreResult)a), !=, bk_words_store_result((BkStoreResult)b));
}

static void test_input_titles(void) {
  BkInput titled = {.name = (char *)"project", .kind = BK_INPUT_TEXT, .title = (char *)"Project number"};
  BkInput current = {.name = (char *)"current_password", .kind = BK_INPUT_PASSWORD};
  BkInput password = {.name = (char *)"password", .kind = BK_INPUT_PASSWORD};
  g_assert_cmpstr(bk_words_input(&titled), ==, "Project number");
  g_assert_cmpstr(bk_words_input(&current), ==, "Current password");
  g_assert_cmpstr(bk_words_input(&password), ==, "Password");
}

static char *forgot_of(BkCompletes completes, int length, gboolean digits) {
  BkMail mail = {.code_length = length, .code_digits = digits};
  BkAction action = {.kind = BK_ACTION_FORGOT, .completes = completes, .mail = &mail};
  g_autoptr(GPtrArray) actions = g_ptr_array_new();
  g_ptr_array_add(actions, &action);
  BkServer server = {.actions = actions};
  return bk_words_forgot(&server);
}

static void test_forgot(void) {
  g_autofree char *code = forgot_of(BK_COMPLETES_CODE, 6, TRUE);
  g_autofree char *letters = forgot_of(BK_COMPLETES_CODE, 8, FALSE);
  g_autofree char *any = forgot_of(BK_COMPLETES_CODE, 0, FALSE);
  g_autofree char *browser = forgot_of(BK_COMPLETES_BROWSER, 0, FALSE);
  g_assert_cmpstr(code, ==, "6-digit code by mail");
  g_assert_cmpstr(letters, ==, "8-character code by mail");
  g_assert_cmpstr(any, ==, "code by mail");
  g_assert_cmpstr(browser, ==, "link by mail, opened in a browser");
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  BkServer server = {.actions = none};
  g_autofree char *nowhere = bk_words_forgot(&server);
  g_assert_cmpstr(nowhere, ==, "not here");
}

static void test_verified(void) {
  for (int by = BK_VERIFIED_NONE; by <= BK_VERIFIED_RUN; by++) {
    BkVerified verified = {.by = (BkVerifiedBy)by};
    g_autofree char *text = bk_words_verified(&verified);
    if (by >= BK_VERIFIED_DOCS)
      g_assert_cmpstr(text, ==, "");
    else
      g_assert_true(g_str_has_suffix(text, "."));
  }
}

static void test_reference(void) {
  gboolean differ = FALSE;
  g_autofree char *first = bk_words_reference();
  for (int i = 0; i < 64; i++) {
    g_autofree char *reference = bk_words_reference();
    g_assert_cmpuint(strlen(reference), ==, 7);
    g_assert_true(g_str_has_prefix(reference, "BK-"));
    g_assert_cmpuint(strcspn(reference + 3, "0O1Iabcdefghijklmnopqrstuvwxyz"), ==, 4);
    differ = differ || !g_str_equal(first, reference);
  }
  g_assert_true(differ);
}

static void test_grouped_and_spelled(void) {
  char *grouped = bk_words_grouped("kR7wTb2qZ");
  char *spelled = bk_words_spelled("kR7wT-");
  g_assert_cmpstr(grouped, ==, "kR7w  Tb2q  Z");
  g_assert_cmpstr(spelled, ==, "k, capital R, seven, w.  capital T, dash.");
  bk_secret_wipe_string(grouped);
  bk_secret_wipe_string(spelled);
  char *accents = bk_words_grouped("åäö-é");
  g_assert_cmpstr(accents, ==, "åäö-  é");
  bk_secret_wipe_string(accents);
  char *nothing = bk_words_spelled("");
  g_assert_cmpstr(nothing, ==, "");
  bk_secret_wipe_string(nothing);
}

/* Every printable ASCII character has something to say, and no two say the same. */
static void test_spelling_is_exact(void) {
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (char c = ' '; c <= '~'; c++) {
    char *spelled = bk_words_spelled((char[]){c, '\0'});
    g_assert_cmpuint(strlen(spelled), >, 1);
    g_assert_true(g_hash_table_add(seen, spelled));
  }
}

static void test_durations(void) {
  static const struct {
    gint64 seconds;
    const char *text;
  } cases[] = {{-5, "0 s"},      {0, "0 s"},    {47, "47 s"},        {119, "119 s"},    {120, "2 min"},
               {3600, "60 min"}, {7200, "2 h"}, {7500, "2 h 5 min"}, {172800, "2 days"}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = bk_words_duration(cases[i].seconds);
    g_assert_cmpstr(text, ==, cases[i].text);
  }
}

static void test_times(void) {
  g_setenv("TZ", "UTC", TRUE);
  bk_clock_freeze(1795183320, 100); /* 2026-11-20T14:02:00Z */
  g_autofree char *soon = bk_words_time(1795183320 + 60);
  g_autofree char *later = bk_words_time(1795183320 + 60LL * 86400);
  g_assert_cmpstr(soon, ==, "20 Nov 14:03");
  g_assert_cmpstr(later, ==, "19 Jan 2027 14:02");
  bk_clock_thaw();
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/words/labels-are-there", test_labels_are_there);
  g_test_add_func("/words/store-words-differ", test_store_words_differ);
  g_test_add_func("/words/input-titles", test_input_titles);
  g_test_add_func("/words/forgot", test_forgot);
  g_test_add_func("/words/verified", test_verified);
  g_test_add_func("/words/reference", test_reference);
  g_test_add_func("/words/grouped-and-spelled", test_grouped_and_spelled);
  g_test_add_func("/words/spelling-is-exact", test_spelling_is_exact);
  g_test_add_func("/words/durations", test_durations);
  g_test_add_func("/words/times", test_times);
  return g_test_run();
}
