/* language.h: inside src/words: which language is wanted. */
#ifndef BK_WORDS_LANGUAGE_H
#define BK_WORDS_LANGUAGE_H

#include <glib.h>

G_BEGIN_DECLS

/* What the environment asks for, best first: "fr_CA", "fr". Only names that are safe as a part of a path;
 * ends before English, the language of the sources. Empty: English. Free with g_strfreev(). */
char **bk_language_wanted(void) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the environment asks for UTF-8, be its locale on this machine or not. */
gboolean bk_language_wants_utf8(void);

G_END_DECLS

#endif
