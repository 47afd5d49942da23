/* decoder.h: bytes of a terminal -> keys. Knows no terminal: sequences are told to it.
 *
 * Typed bytes may be a password, so nothing is kept longer than until its key is complete, and it is
 * wiped then. Text is UTF-8 whatever the locale says. */
#ifndef BK_UI_DECODER_H
#define BK_UI_DECODER_H

#include "base/secret.h"

#include <glib.h>

G_BEGIN_DECLS

#define BK_KEY_PASTE_MAX (256u * 1024u)
#define BK_KEY_ESCAPE_MS 100 /* how long an Esc may still become an arrow */
#define BK_KEY_PASTE_MS 3000 /* how long the end of a paste may stay away */

typedef enum {
  BK_KEY_CHAR,  /* c */
  BK_KEY_CTRL,  /* c: 'A' - 'Z' */
  BK_KEY_PASTE, /* paste; NULL: longer than BK_KEY_PASTE_MAX. Line ends are LF. */
  BK_KEY_ENTER,
  BK_KEY_TAB,
  BK_KEY_BACKTAB,
  BK_KEY_ESC,
  BK_KEY_UP,
  BK_KEY_DOWN,
  BK_KEY_LEFT,
  BK_KEY_RIGHT,
  BK_KEY_HOME,
  BK_KEY_END,
  BK_KEY_PAGE_UP,
  BK_KEY_PAGE_DOWN,
  BK_KEY_BACKSPACE,
  BK_KEY_DELETE,
  BK_KEY_F1,
  BK_KEY_PASTE_BEGIN, /* only for bk_decoder_add(): what brackets a paste */
} BkKeyKind;

typedef struct {
  BkKeyKind kind;
  gunichar c;
  BkSecret *paste; /* borrowed by whoever is handed the key */
} BkKey;

typedef void (*BkKeyFunc)(const BkKey *key, gpointer data);

typedef struct BkDecoder BkDecoder;

/* Knows the sequences of ANSI, VT220 and xterm already. */
BkDecoder *bk_decoder_new(void) G_GNUC_WARN_UNUSED_RESULT;
void bk_decoder_free(BkDecoder *decoder);
/* One more sequence (at most 31 bytes, beginning with ESC; others are ignored). */
void bk_decoder_add(BkDecoder *decoder, const char *sequence, BkKeyKind kind);
void bk_decoder_feed(BkDecoder *decoder, const char *bytes, gsize length, BkKeyFunc func, gpointer data);
/* Milliseconds after which, without another byte, bk_decoder_flush() is due; 0: nothing is pending. */
guint bk_decoder_pending(const BkDecoder *decoder);
void bk_decoder_flush(BkDecoder *decoder, BkKeyFunc func, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkDecoder, bk_decoder_free)

G_END_DECLS

#endif
