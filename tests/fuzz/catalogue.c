/* Catalogues of translations: files that others packaged, with expressions in them that choose a plural. */
#include "words/catalogue.h"
#include "fuzz/fuzz.h"

#include <string.h>

void fuzz_start(void) {
}

static void check_text(const char *text, gboolean ascii) {
  HOLDS(text == NULL || g_utf8_validate(text, -1, NULL));
  HOLDS(text == NULL || !ascii || g_str_is_ascii(text));
}

static void check_catalogue(const char *file, gboolean ascii) {
  static const char *const texts[] = {"", "Cancel", "{0} minute", "a"};
  static const gint64 counts[] = {0, 1, 2, 5, 11, 21, 100, G_MAXINT64, -1};
  g_autoptr(BkCatalogue) catalogue = bk_catalogue_load(file, "fr", ascii);
  for (gsize i = 0; catalogue != NULL && i < G_N_ELEMENTS(texts); i++) {
    check_text(bk_catalogue_find(catalogue, texts[i]), ascii);
    for (gsize n = 0; n < G_N_ELEMENTS(counts); n++)
      check_text(bk_catalogue_find_plural(catalogue, texts[i], counts[n]), ascii);
  }
}

/* Whether an expression is one does not depend on the number it is asked about, but for a division by it. */
static void check_expression(const char *bytes, gsize length) {
  g_autofree char *expression = g_strndup(bytes, length);
  for (guint64 n = 0; n < 30; n++) {
    guint64 form = 0;
    (void)bk_plural_form(expression, n, &form);
  }
}

void fuzz_one(const char *bytes, gsize length) {
  g_autofree char *file = fuzz_write("fr.mo", bytes, length);
  check_catalogue(file, FALSE);
  check_catalogue(file, TRUE);
  check_expression(bytes, length);
}
