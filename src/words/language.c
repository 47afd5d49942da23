/* language.c: the language of the person: chosen as gettext does, found without the locales of the C
 * library. backin reads its catalogues itself (catalogue.h), so a language works on a machine where
 * nobody generated it; only the characters need UTF-8, and "C.UTF-8" is always there. */
#include "words/language.h"

#include "words/catalogue.h"
#include "words/words.h"

#include <locale.h>
#include <string.h>

#define FILE_NAME "backin.mo"

static BkCatalogue *spoken; /* NULL: English */
static char *spoken_name;

/* ---- what is wanted ------------------------------------------------------------------------------ */

/* The first of them that is set, and not to nothing. */
static const char *first_set(const char *const *names) {
  for (; *names; names++) {
    const char *value = g_getenv(*names);
    if (value && *value)
      return value;
  }
  return NULL;
}

/* "C", "POSIX", "C.UTF-8": no language. */
static gboolean is_plain(const char *locale) {
  return g_str_equal(locale, "C") || g_str_equal(locale, "POSIX") || g_str_has_prefix(locale, "C.");
}

static gboolean is_english(const char *name) {
  return g_str_has_prefix(name, "en") && !g_ascii_isalpha(name[2]);
}

/* "fr_CA.UTF-8@euro" gives "fr_CA" and "fr". FALSE: this is English, what comes after it does not count. */
static gboolean add(GPtrArray *names, const char *locale) {
  gsize length = strcspn(locale, ".@");
  g_autofree char *name = g_strndup(locale, length);
  if (is_plain(locale) || is_english(name))
    return FALSE;
  if (!g_ascii_isalpha(name[0]) || length > 32)
    return TRUE;
  for (const char *c = name; *c; c++)
    if (!g_ascii_isalnum(*c) && *c != '_')
      return TRUE;
  g_ptr_array_add(names, g_strdup(name));
  if (strchr(name, '_'))
    g_ptr_array_add(names, g_strndup(name, strcspn(name, "_")));
  return TRUE;
}

char **bk_language_wanted(void) {
  static const char *const of_messages[] = {"LC_ALL", "LC_MESSAGES", "LANG", NULL};
  GPtrArray *names = g_ptr_array_new();
  const char *own = g_getenv("BACKIN_LANG"), *locale = first_set(of_messages);
  const char *list = g_getenv("LANGUAGE");
  if (own && *own) {
    add(names, own);
  } else if (locale && !is_plain(locale)) {
    g_auto(GStrv) parts = g_strsplit(list ? list : "", ":", 32);
    gboolean more = TRUE;
    for (char **part = parts; *part && more; part++)
      more = !**part || add(names, *part);
    if (more)
      add(names, locale);
  }
  g_ptr_array_add(names, NULL);
  return (char **)g_ptr_array_free(names, FALSE);
}

gboolean bk_language_wants_utf8(void) {
  static const char *const of_characters[] = {"LC_ALL", "LC_CTYPE", "LANG", NULL};
  const char *locale = first_set(of_characters);
  const char *charset = locale ? strchr(locale, '.') : NULL;
  return charset &&
         (g_ascii_strncasecmp(charset, ".utf-8", 6) == 0 || g_ascii_strncasecmp(charset, ".utf8", 5) == 0);
}

/* ---- what is spoken ------------------------------------------------------------------------------ */

gboolean bk_words_speak(const char *folder, const char *language) {
  g_autofree char *file = g_build_filename(folder, language, "LC_MESSAGES", FILE_NAME, NULL);
  BkCatalogue *catalogue = NULL;
  gboolean english = is_english(language);
  if (!english)
    catalogue = bk_catalogue_load(file, language, !g_get_charset(NULL));
  if (!english && !catalogue)
    return FALSE;
  bk_catalogue_free(spoken);
  spoken = catalogue;
  g_free(spoken_name);
  spoken_name = g_strdup(language);
  return TRUE;
}

const char *bk_words_language(void) {
  return spoken ? spoken_name : "en";
}

static void set_locale(void) {
  if (!setlocale(LC_ALL, "") && bk_language_wants_utf8())
    setlocale(LC_CTYPE, "C.UTF-8");
  setlocale(LC_NUMERIC, "C"); /* JSON and requests write numbers the same everywhere */
}

void bk_words_init(void) {
  set_locale();
  g_auto(GStrv) wanted = bk_language_wanted();
  if (!*wanted)
    return;
  /* In a folder where backin was built its catalogues lie beside it. */
  g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
  g_autofree char *home = self ? g_path_get_dirname(self) : NULL;
  g_autofree char *beside = home ? g_build_filename(home, "locale", NULL) : NULL;
  for (char **name = wanted; *name; name++)
    if ((beside && bk_words_speak(beside, *name)) || bk_words_speak(BK_LOCALEDIR, *name))
      return;
}

const char *bk_words_translate(const char *text) {
  const char *found = spoken && *text ? bk_catalogue_find(spoken, text) : NULL;
  return found ? found : text;
}

const char *bk_words_plural(const char *one, const char *many, gint64 count) {
  const char *found = spoken ? bk_catalogue_find_plural(spoken, one, count) : NULL;
  if (found)
    return found;
  return count == 1 ? one : many;
}
