/* Languages: which one is wanted, catalogues good and broken, plural forms, ASCII, and every sentence that
 * the five languages have for every notice. */
#include "base/clock.h"
#include "words/catalogue.h"
#include "words/language.h"
#include "words/notice.h"
#include "words/words.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

static const char *const languages[] = {"fr", "sv", "de", "es"};

/* BUILD/tests/words/test_languages -> BUILD/locale */
static char *catalogues(void) {
  g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname(self);
  return g_build_filename(folder, "..", "..", "locale", NULL);
}

static void speak(const char *language) {
  g_autofree char *folder = catalogues();
  g_assert_true(bk_words_speak(folder, language));
}

/* ---- which one ------------------------------------------------------------------------------------ */

static void test_wanted(void) {
  static const struct {
    const char *own, *all, *messages, *lang, *language, *expected;
  } cases[] = {
      {NULL, NULL, NULL, NULL, NULL, ""},
      {NULL, NULL, NULL, "C.UTF-8", "fr", ""}, /* as gettext: no locale, no language */
      {NULL, NULL, NULL, "fr_CA.UTF-8", NULL, "fr_CA fr"},
      {NULL, NULL, NULL, "fr", NULL, "fr"},
      {NULL, NULL, NULL, "de_DE@euro", "", "de_DE de"},
      {NULL, NULL, "sv_SE", "fr_FR", NULL, "sv_SE sv"},
      {NULL, "C", "sv_SE", "fr_FR", "de", ""},
      {NULL, "es_ES.UTF-8", "sv_SE", "fr_FR", NULL, "es_ES es"},
      {NULL, NULL, NULL, "sv_SE", "de:fr_FR", "de fr_FR fr sv_SE sv"},
      {NULL, NULL, NULL, "sv_SE", "de:en:fr", "de"}, /* English is the language of the sources */
      {NULL, NULL, NULL, "en_GB.UTF-8", NULL, ""},
      {NULL, NULL, NULL, "sv_SE", "../../etc:x/y:de", "de sv_SE sv"},
      {"fr", "C", NULL, NULL, NULL, "fr"},
      {"en", NULL, NULL, "fr_FR", "de", ""},
      {"", NULL, NULL, "fr_FR", NULL, "fr_FR fr"},
  };
  static const char *const names[] = {"BACKIN_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    const char *values[] = {cases[i].own, cases[i].all, cases[i].messages, cases[i].lang, cases[i].language};
    for (gsize n = 0; n < G_N_ELEMENTS(names); n++)
      if (values[n])
        g_setenv(names[n], values[n], TRUE);
      else
        g_unsetenv(names[n]);
    g_auto(GStrv) wanted = bk_language_wanted();
    g_autofree char *got = g_strjoinv(" ", wanted);
    g_assert_cmpstr(got, ==, cases[i].expected);
  }
}

static void test_utf8(void) {
  static const struct {
    const char *locale;
    gboolean utf8;
  } cases[] = {{"fr_FR.UTF-8", TRUE}, {"sv_SE.utf8", TRUE},        {"fr_FR", FALSE},
               {"C", FALSE},          {"fr_FR.ISO-8859-1", FALSE}, {"de_DE.UTF-8@euro", TRUE}};
  g_unsetenv("LC_ALL");
  g_unsetenv("LC_CTYPE");
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_setenv("LANG", cases[i].locale, TRUE);
    g_assert_cmpint(bk_language_wants_utf8(), ==, cases[i].utf8);
  }
}

/* ---- catalogues ------------------------------------------------------------------------------------- */

static void test_speaks(void) {
  g_autofree char *folder = catalogues();
  speak("fr");
  g_assert_cmpstr(bk_words_language(), ==, "fr");
  g_assert_cmpstr(bk_words_translate("yes"), ==, "oui");
  g_assert_cmpstr(bk_words_translate("no such text"), ==, "no such text");
  g_assert_cmpstr(bk_words_translate(""), ==, "");
  g_assert_false(bk_words_speak(folder, "xx")); /* nothing changes */
  g_assert_cmpstr(bk_words_language(), ==, "fr");
  g_assert_true(bk_words_speak(folder, "en"));
  g_assert_cmpstr(bk_words_language(), ==, "en");
  g_assert_cmpstr(bk_words_translate("yes"), ==, "yes");
}

static void test_numbers(void) {
  static const struct {
    const char *language, *none, *one, *two;
  } cases[] = {{"en", "0 digits.", "1 digit.", "2 digits."},
               {"fr", "0 chiffre.", "1 chiffre.", "2 chiffres."},
               {"sv", "0 siffror.", "1 siffra.", "2 siffror."},
               {"de", "0 Ziffern.", "1 Ziffer.", "2 Ziffern."},
               {"es", "0 cifras.", "1 cifra.", "2 cifras."}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    const char *expected[] = {cases[i].none, cases[i].one, cases[i].two};
    speak(cases[i].language);
    for (int n = 0; n < 3; n++) {
      const char *text = BK_NP_("{0} digit.", "{0} digits.", n);
      g_assert_cmpstr(strchr(text, ' '), ==, strchr(expected[n], ' '));
    }
  }
  speak("en");
}

static void test_expressions(void) {
  static const struct {
    const char *expression;
    guint64 n, form;
  } good[] = {
      {"0", 5, 0},
      {"n != 1", 1, 0},
      {"(n > 1)", 2, 1},
      {"n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2", 21, 0},
      {"n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2", 13, 2},
      {"n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2", 104, 1},
      {"2+3*n-1", 4, 13},
      {"10/n - 3", 2, 2},
      {"!n", 0, 1},
      {"!!n", 7, 1},
  };
  static const char *const bad[] = {"",      "n !=",  "(n",    "n)",  "x",        "n ? 1",
                                    "n = 1", "5 % 0", "5 / 0", "n 1", "printf(n)"};
  guint64 form = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
    g_assert_true(bk_plural_form(good[i].expression, good[i].n, &form));
    g_assert_cmpuint(form, ==, good[i].form);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
    g_assert_false(bk_plural_form(bad[i], 1, &form));
  g_autofree char *deep = g_strnfill(100000, '(');
  g_assert_false(bk_plural_form(deep, 1, &form));
}

/* A catalogue that is cut anywhere, or has any byte changed, is refused or read, never read beyond. */
static void test_broken(void) {
  g_autofree char *folder = catalogues();
  g_autofree char *file = g_build_filename(folder, "fr", "LC_MESSAGES", "backin.mo", NULL);
  g_autofree char *copy = NULL, *bytes = NULL;
  gsize size = 0;
  g_assert_true(g_file_get_contents(file, &bytes, &size, NULL));
  int fd = g_file_open_tmp("backin-test-XXXXXX", &copy, NULL);
  g_assert_cmpint(fd, >=, 0);
  g_close(fd, NULL);
  for (gsize length = 0; length < size; length += length < 64 ? 1 : 4801) {
    g_assert_true(g_file_set_contents(copy, bytes, (gssize)length, NULL));
    g_autoptr(BkCatalogue) cut = bk_catalogue_load(copy, "fr", FALSE);
    g_assert_null(cut);
  }
  for (gsize at = 0; at < size; at += at < 200 ? 1 : 977) {
    bytes[at] = (char)(bytes[at] ^ 0xff);
    g_assert_true(g_file_set_contents(copy, bytes, (gssize)size, NULL));
    bytes[at] = (char)(bytes[at] ^ 0xff);
    g_autoptr(BkCatalogue) odd = bk_catalogue_load(copy, "fr", FALSE);
    if (odd) {
      (void)bk_catalogue_find(odd, "yes");
      (void)bk_catalogue_find_plural(odd, "{0} digit.", 2);
    }
  }
  g_unlink(copy);
  g_autoptr(BkCatalogue) none = bk_catalogue_load(copy, "fr", FALSE);
  g_assert_null(none);
}

/* The file may have been made on a machine of the other byte order. */
static void test_swapped(void) {
  g_autofree char *folder = catalogues();
  g_autofree char *file = g_build_filename(folder, "de", "LC_MESSAGES", "backin.mo", NULL);
  g_autofree char *copy = NULL, *bytes = NULL;
  gsize size = 0;
  g_assert_true(g_file_get_contents(file, &bytes, &size, NULL));
  guint32 *words = (guint32 *)(gpointer)bytes;
  guint32 count = words[2], tables[] = {words[3], words[4]};
  for (int t = 0; t < 2; t++)
    for (guint32 i = 0; i < 2 * count; i++)
      words[tables[t] / 4 + i] = GUINT32_SWAP_LE_BE(words[tables[t] / 4 + i]);
  for (int i = 0; i < 7; i++)
    words[i] = GUINT32_SWAP_LE_BE(words[i]);
  int fd = g_file_open_tmp("backin-test-XXXXXX", &copy, NULL);
  g_assert_cmpint(fd, >=, 0);
  g_close(fd, NULL);
  g_assert_true(g_file_set_contents(copy, bytes, (gssize)size, NULL));
  g_autoptr(BkCatalogue) catalogue = bk_catalogue_load(copy, "de", FALSE);
  g_unlink(copy);
  g_assert_nonnull(catalogue);
  g_assert_cmpstr(bk_catalogue_find(catalogue, "yes"), ==, "ja");
}

static void test_ascii(void) {
  setlocale(LC_ALL, "C");
  speak("de");
  g_assert_cmpstr(bk_words_translate("New password"), ==, "Neues Passwort");
  g_assert_cmpstr(bk_words_translate("Change"), ==, "Aendern");
  speak("fr");
  g_assert_cmpstr(bk_words_translate("Which server?"), ==, "Quel serveur ?");
  speak("es");
  g_assert_cmpstr(bk_words_translate("yes"), ==, "si");
  setlocale(LC_ALL, "C.UTF-8");
  speak("en");
}

/* ---- what they say ------------------------------------------------------------------------------------ */

static void check_sentence(const char *language, const char *text, gboolean may_be_empty) {
  if (may_be_empty && !*text)
    return;
  if (!*text || strchr(text, '{') || strchr(text, '\n') || strchr(text, '!'))
    g_error("%s: not a calm sentence: \"%s\"", language, text);
  gunichar first = g_utf8_get_char(text);
  if (g_unichar_islower(first) && !g_str_has_prefix(text, "help@"))
    g_error("%s: begins with a small letter: \"%s\"", language, text);
  if (!g_str_has_suffix(text, ".") && !g_str_has_suffix(text, "?"))
    g_error("%s: does not end: \"%s\"", language, text);
}

/* Every notice, with all that may be told and with nothing: whole sentences, all holes filled. */
static void test_notices(gconstpointer data) {
  const char *language = data;
  speak(language);
  for (int kind = BK_NOTICE_NONE; kind <= BK_NOTICE_CANCELLED; kind++)
    for (int action = 0; action < BK_ACTION_COUNT; action++)
      for (int i = 0; i < BK_OUTCOME_COUNT; i++)
        for (int known = 0; known < 2; known++) {
          BkNotice notice = {.kind = (BkNoticeKind)kind,
                             .action = (BkActionKind)action,
                             .way = (BkWay)(i % BK_WAY_COUNT),
                             .outcome = (BkOutcome)i,
                             .failure = (BkFailure)MIN(i, BK_FAILURE_CANCELLED),
                             .result = (BkStoreResult)MIN(i, BK_STORE_RESULT_FAILED),
                             .store = (BkStoreKind)MIN(i, BK_STORE_NONE),
                             .number = 12,
                             .retry_at = known ? bk_clock_wall() + 90 : 0,
                             .server = known ? (char *)"Acme" : NULL,
                             .help = known ? (char *)"help@acme.example" : NULL,
                             .text = (char *)"elsewhere.example",
                             .detail = (char *)"nowhere"};
          g_autofree char *sentence = bk_notice_sentence(&notice), *advice = bk_notice_advice(&notice);
          check_sentence(language, sentence, kind == BK_NOTICE_NONE);
          check_sentence(language, advice, TRUE);
        }
  speak("en");
}

static void test_times(void) {
  g_setenv("TZ", "UTC", TRUE);
  bk_clock_freeze(1795183320, 100); /* 2026-11-20T14:02:00Z */
  static const struct {
    const char *language, *now, *later;
  } cases[] = {{"en", "20 Nov 14:02", "1 Feb 2027 14:02"},
               {"fr", "20 nov. 14:02", "1 févr. 2027 14:02"},
               {"de", "20.11. 14:02", "1.2.2027 14:02"},
               {"sv", "20 nov 14:02", "1 feb 2027 14:02"},
               {"es", "20 nov 14:02", "1 feb 2027 14:02"}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    speak(cases[i].language);
    g_autofree char *now = bk_words_time(1795183320), *later = bk_words_time(1795183320 + 73 * 86400);
    g_assert_cmpstr(now, ==, cases[i].now);
    g_assert_cmpstr(later, ==, cases[i].later);
  }
  speak("en");
  bk_clock_thaw();
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/languages/wanted", test_wanted);
  g_test_add_func("/languages/utf8", test_utf8);
  g_test_add_func("/languages/speaks", test_speaks);
  g_test_add_func("/languages/numbers", test_numbers);
  g_test_add_func("/languages/expressions", test_expressions);
  g_test_add_func("/languages/broken", test_broken);
  g_test_add_func("/languages/swapped", test_swapped);
  g_test_add_func("/languages/ascii", test_ascii);
  g_test_add_func("/languages/times", test_times);
  for (gsize i = 0; i < G_N_ELEMENTS(languages); i++) {
    g_autofree char *name = g_strdup_printf("/languages/notices/%s", languages[i]);
    g_test_add_data_func(name, languages[i], test_notices);
  }
  return g_test_run();
}
