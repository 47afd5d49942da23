#include "base/text.h"

#include <string.h>

typedef struct {
  const char *raw, *clean;
} Row;

/* What a server may send, and what a person sees of it (F-T1 of the security notes). */
static const Row rows[] = {
    {"plain", "plain"},
    {"SAFE\rEVIL", "SAFE EVIL"},
    {"AB\b\bX", "ABX"},
    {"\033[2Jgone", "[2Jgone"},
    {"\033]52;c;QUJD\007", "]52;c;QUJD"},
    {"a\xC2\x9B"
     "31mb",
     "a31mb"},
    {"\x9B"
     "31m",
     "\xEF\xBF\xBD"
     "31m"},
    {"user\xE2\x80\xAEgpj.exe", "usergpj.exe"},
    {"a\xE2\x80\x8B"
     "b\xEF\xBB\xBF"
     "c\xC2\xAD"
     "d",
     "abcd"},
    {"tag\xF3\xA0\x81\x81", "tag"},
    {"line\xE2\x80\xA8sep", "linesep"},
    {"e\xCC\x81\xCC\x81\xCC\x81\xCC\x81", "e\xCC\x81\xCC\x81"},
    {"\xCC\x81"
     "alone",
     "alone"},
    {"tab\there", "tab here"},
    {"bad\xFF"
     "byte",
     "bad\xEF\xBF\xBD"
     "byte"},
    {"cut\xE2\x82", "cut\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"private\xEE\x80\x80use", "privateuse"},
    {"", ""},
};

static void test_clean(void) {
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *clean = bk_text_clean(rows[i].raw, -1, 300, 1);
    g_assert_cmpstr(clean, ==, rows[i].clean);
  }
  g_autofree char *none = bk_text_clean(NULL, -1, 10, 1);
  g_assert_cmpstr(none, ==, "");
}

static void test_is_clean(void) {
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_test_message("%u", i);
    g_assert_cmpint(bk_text_is_clean(rows[i].raw, strlen(rows[i].raw)), ==,
                    g_str_equal(rows[i].raw, rows[i].clean));
    g_assert_true(bk_text_is_clean(rows[i].clean, strlen(rows[i].clean)));
  }
  g_assert_false(bk_text_is_clean("a\0b", 3));
  g_assert_true(bk_text_is_clean("two blanks  ", 12));
}

static void test_clean_limits(void) {
  g_autofree char *cut = bk_text_clean("abcdefghij", -1, 5, 1);
  g_assert_cmpstr(cut, ==, "abcd…");
  g_autofree char *lines = bk_text_clean("one\n\n\ntwo\nthree", -1, 100, 2);
  g_assert_cmpstr(lines, ==, "one\ntwo three");
  g_autofree char *nul = bk_text_clean("a\0b", 3, 100, 1);
  g_assert_cmpstr(nul, ==, "ab");
}

static void test_width(void) {
  g_assert_cmpint(bk_text_width("abc"), ==, 3);
  g_assert_cmpint(bk_text_width("日本"), ==, 4);
  g_assert_cmpint(bk_text_width("e\xCC\x81"), ==, 1);
  g_autofree char *fit = bk_text_fit("日本語", 5, FALSE);
  g_assert_cmpstr(fit, ==, "日本…");
  g_autofree char *ascii = bk_text_fit("abcdef", 4, TRUE);
  g_assert_cmpstr(ascii, ==, "abc.");
  g_autofree char *whole = bk_text_fit("abc", 3, FALSE);
  g_assert_cmpstr(whole, ==, "abc");
}

static void assert_wrap(const char *text, int width, const char *joined) {
  g_auto(GStrv) lines = bk_text_wrap(text, width);
  g_autofree char *all = g_strjoinv("|", lines);
  g_assert_cmpstr(all, ==, joined);
}

static void test_wrap(void) {
  assert_wrap("the quick brown fox", 9, "the quick|brown fox");
  assert_wrap("https://example.test/long", 10, "https://ex|ample.test|/long");
  assert_wrap("one\ntwo", 20, "one|two");
  assert_wrap("", 10, "");
  assert_wrap("日本語", 4, "日本|語");
  assert_wrap("des arguments : la commande", 13, "des|arguments :|la commande");
  assert_wrap("quoi :", 4, "quoi|:");
}

static void test_nearest(void) {
  const char *const words[] = {"hidden", "revealed", "setting", NULL};
  g_assert_cmpstr(bk_text_nearest("hiden", words), ==, "hidden");
  g_assert_cmpstr(bk_text_nearest("hdiden", words), ==, "hidden");
  g_assert_null(bk_text_nearest("banana", words));
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/text/clean", test_clean);
  g_test_add_func("/text/is-clean", test_is_clean);
  g_test_add_func("/text/clean-limits", test_clean_limits);
  g_test_add_func("/text/width", test_width);
  g_test_add_func("/text/wrap", test_wrap);
  g_test_add_func("/text/nearest", test_nearest);
  return g_test_run();
}
