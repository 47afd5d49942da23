/* catalogue.h: inside src/words: a translation as msgfmt compiled it (a .mo file).
 *
 * Read here and not by the C library, because the library gives a translation only where the locale of
 * that language was generated on the machine. Over SSH or on a small system it often was not; the file
 * is there all the same. Format: GNU gettext manual, "The Format of GNU MO Files". */
#ifndef BK_WORDS_CATALOGUE_H
#define BK_WORDS_CATALOGUE_H

#include <glib.h>

G_BEGIN_DECLS

#define BK_CATALOGUE_MAX (4 * 1024 * 1024) /* bytes of a file */

typedef struct BkCatalogue BkCatalogue;

/* Reads and checks a file: every text inside it, ended, UTF-8. ascii: the texts are given in ASCII, as the
 * language writes it so (a terminal without UTF-8). NULL: not there, or not a catalogue. */
BkCatalogue *bk_catalogue_load(const char *file, const char *language,
                               gboolean ascii) G_GNUC_WARN_UNUSED_RESULT;
void bk_catalogue_free(BkCatalogue *catalogue);

/* The translation, or NULL. Borrowed. */
const char *bk_catalogue_find(BkCatalogue *catalogue, const char *text);
/* The form for count of things. one: the English text for one of them. */
const char *bk_catalogue_find_plural(BkCatalogue *catalogue, const char *one, gint64 count);

/* Which form a Plural-Forms expression ("n != 1") gives for n. FALSE: it is not such an expression. */
gboolean bk_plural_form(const char *expression, guint64 n, guint64 *ret_form);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkCatalogue, bk_catalogue_free)

G_END_DECLS

#endif
