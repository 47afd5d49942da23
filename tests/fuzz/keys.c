/* Bytes of a terminal: the same keys come out however they arrive, and nothing stays behind. */
#include "fuzz/fuzz.h"
#include "ui/decoder.h"

#include <string.h>

void fuzz_start(void) {
}

/* Writes keys down, to compare them. */
static void note(const BkKey *key, gpointer data) {
  GString *seen = data;
  HOLDS(key->kind != BK_KEY_PASTE_BEGIN);
  HOLDS(key->kind == BK_KEY_PASTE || key->paste == NULL);
  if (key->kind == BK_KEY_CHAR)
    HOLDS(g_unichar_validate(key->c) && !g_unichar_iscntrl(key->c));
  if (key->kind == BK_KEY_CTRL)
    HOLDS(key->c >= 'A' && key->c <= 'Z');
  g_string_append_printf(seen, "%d:%x", key->kind, key->c);
  if (key->paste != NULL) {
    HOLDS(bk_secret_length(key->paste) <= BK_KEY_PASTE_MAX);
    g_string_append_printf(seen, ":%" G_GSIZE_FORMAT ":", bk_secret_length(key->paste));
    g_string_append_len(seen, bk_secret_peek(key->paste), (gssize)bk_secret_length(key->paste));
  }
  g_string_append_c(seen, '\n');
}

static GString *keys_of(const char *bytes, gsize length, gsize piece) {
  GString *seen = g_string_new(NULL);
  g_autoptr(BkDecoder) decoder = bk_decoder_new();
  bk_decoder_add(decoder, "\033[24;2~", BK_KEY_F1); /* as a terminal might tell it */
  for (gsize at = 0; at < length; at += piece)
    bk_decoder_feed(decoder, bytes + at, MIN(piece, length - at), note, seen);
  bk_decoder_flush(decoder, note, seen);
  HOLDS(bk_decoder_pending(decoder) == 0);
  bk_decoder_feed(decoder, "a", 1, note, seen);
  /* Whatever came before, the next key is itself. */
  HOLDS(seen->len >= 5 && memcmp(seen->str + seen->len - 5, "0:61\n", 5) == 0);
  return seen;
}

void fuzz_one(const char *bytes, gsize length) {
  GString *whole = keys_of(bytes, length, MAX(length, 1));
  for (gsize piece = 1; piece <= 7; piece += 3) {
    GString *pieces = keys_of(bytes, length, piece);
    HOLDS(g_string_equal(whole, pieces));
    g_string_free(pieces, TRUE);
  }
  g_string_free(whole, TRUE);
}
