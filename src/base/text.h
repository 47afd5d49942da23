/* text.h: the one door through which foreign text reaches a person.
 *
 * Text from a server, a mail, a file or a keyring is untrusted until it went through
 * bk_text_clean(). All functions take and give UTF-8; widths are terminal cells. */
#ifndef BK_BASE_TEXT_H
#define BK_BASE_TEXT_H

#include <glib.h>

G_BEGIN_DECLS

#define BK_TEXT_SERVER_CHARS 300 /* what one message of a server may take on a screen */
#define BK_TEXT_SERVER_LINES 4

/* A printable copy of length bytes (-1: up to the NUL): C0, DEL, C1, ESC, bidi controls, zero-width
 * and soft hyphens, tags, line separators, private use and noncharacters are dropped, CR, LF and TAB
 * become a space (LF stays while lines are left), at most two combining marks follow a character,
 * invalid bytes become U+FFFD. Cut to max_chars characters and max_lines lines with an ellipsis.
 * Never NULL; "" for NULL. Free with g_free(). */
char *bk_text_clean(const char *bytes, gssize length, gsize max_chars,
                    guint max_lines) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a line of length bytes reads as it is written: nothing that bk_text_clean() would drop, replace or
 * turn into a space. Copies nothing, so that a secret can be asked about. Blanks at the end are let pass. */
gboolean bk_text_is_clean(const char *bytes, gsize length);

/* The short form for one line of at most 100 characters: names, addresses, identifiers. */
char *bk_text_clean_line(const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Cells that clean text takes on a terminal; of one character: 0, 1 or 2. */
int bk_text_width(const char *text);
int bk_text_char_width(gunichar c);

/* Text cut to at most width cells, the last one an ellipsis ("." where ascii) if anything was cut. */
char *bk_text_fit(const char *text, int width, gboolean ascii) G_GNUC_WARN_UNUSED_RESULT;

/* Breaks clean text at spaces into lines of at most width cells; a longer word is broken inside.
 * "\n" always breaks. NULL-terminated, free with g_strfreev(). Empty text gives no line. */
char **bk_text_wrap(const char *text, int width) G_GNUC_WARN_UNUSED_RESULT;

/* The name out of candidates (NULL-terminated) nearest to word, or NULL when none is near enough to
 * be what the writer meant (more than a third of its letters differ). For "did you mean". */
const char *bk_text_nearest(const char *word, const char *const *candidates);

G_END_DECLS

#endif
