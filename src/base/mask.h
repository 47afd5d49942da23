/* mask.h: hides secrets in text that a person is going to see.
 *
 * A mask knows secrets by name and shows each as ‹name›, wherever and however a server repeats it: as it is,
 * in other letters' case, percent-encoded, escaped as in JSON or HTML, in base64 or hexadecimal. What nobody
 * has named can still be one: a member that is called like a secret, a long run of letters and digits. That
 * is guessed, and shown as ‹hidden›. No mark tells a length. */
#ifndef BK_BASE_MASK_H
#define BK_BASE_MASK_H

#include "base/secret.h"

#include <glib.h>

G_BEGIN_DECLS

#define BK_MASK_OPEN "‹"
#define BK_MASK_CLOSE "›"
#define BK_MASK_HIDDEN BK_MASK_OPEN "hidden" BK_MASK_CLOSE

typedef struct BkMask BkMask;

BkMask *bk_mask_new(void) G_GNUC_WARN_UNUSED_RESULT;
void bk_mask_free(BkMask *mask); /* accepts NULL */

/* From now on value is shown as ‹name›. Empty ones and NULL are ignored. One of less than 4 bytes occurs
 * anywhere by chance: it is hidden only where it is the whole text. */
void bk_mask_add(BkMask *mask, const char *name, BkSecret *value);
/* The same for what a reply has brought, which may be a word: "staff", "deleted". Inside texts it is hidden
 * from 8 bytes on. */
void bk_mask_add_found(BkMask *mask, const char *name, BkSecret *value);

/* length bytes (-1: up to the NUL) with every known secret replaced, cleaned and cut like bk_text_clean().
 * guess: also what looks like a secret. Never NULL. */
char *bk_mask_text(const BkMask *mask, const char *bytes, gssize length, gboolean guess, gsize max_chars,
                   guint max_lines) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a member or header of that name holds a secret, as far as names tell: "accessToken", "sid", not
 * "token_type". */
gboolean bk_mask_tells_secret(const char *name);

/* "‹name›" */
char *bk_mask_mark(const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkMask, bk_mask_free)

G_END_DECLS

#endif
