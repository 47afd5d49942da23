#include "ui/decoder.h"

#include <string.h>

#define SEQUENCE_MAX 31
#define PASTE_END "\033[201~"

typedef struct {
  char bytes[SEQUENCE_MAX + 1];
  BkKeyKind kind;
} Sequence;

typedef enum { GROUND, ESCAPE, SKIP, CHARACTER, PASTE } State;

struct BkDecoder {
  GArray *sequences; /* Sequence */
  State state;
  char pending[SEQUENCE_MAX + 1]; /* of an escape sequence or a UTF-8 character */
  gsize length;
  gsize wanted;           /* CHARACTER: bytes of it in all */
  BkSecretBuilder *paste; /* PASTE */
  gboolean overflow;
};

static const struct {
  const char *bytes;
  BkKeyKind kind;
} common[] = {
    {"\033[A", BK_KEY_UP},
    {"\033[B", BK_KEY_DOWN},
    {"\033[C", BK_KEY_RIGHT},
    {"\033[D", BK_KEY_LEFT},
    {"\033OA", BK_KEY_UP},
    {"\033OB", BK_KEY_DOWN},
    {"\033OC", BK_KEY_RIGHT},
    {"\033OD", BK_KEY_LEFT},
    {"\033[H", BK_KEY_HOME},
    {"\033[F", BK_KEY_END},
    {"\033OH", BK_KEY_HOME},
    {"\033OF", BK_KEY_END},
    {"\033[1~", BK_KEY_HOME},
    {"\033[4~", BK_KEY_END},
    {"\033[7~", BK_KEY_HOME},
    {"\033[8~", BK_KEY_END},
    {"\033[3~", BK_KEY_DELETE},
    {"\033[5~", BK_KEY_PAGE_UP},
    {"\033[6~", BK_KEY_PAGE_DOWN},
    {"\033[Z", BK_KEY_BACKTAB},
    {"\033OP", BK_KEY_F1},
    {"\033[11~", BK_KEY_F1},
    {"\033[[A", BK_KEY_F1},
    {"\033OM", BK_KEY_ENTER},
    {"\033[200~", BK_KEY_PASTE_BEGIN},
};

BkDecoder *bk_decoder_new(void) {
  BkDecoder *decoder = g_new0(BkDecoder, 1);
  decoder->sequences = g_array_new(FALSE, FALSE, sizeof(Sequence));
  for (gsize i = 0; i < G_N_ELEMENTS(common); i++)
    bk_decoder_add(decoder, common[i].bytes, common[i].kind);
  return decoder;
}

void bk_decoder_free(BkDecoder *decoder) {
  if (!decoder)
    return;
  g_array_free(decoder->sequences, TRUE);
  bk_secret_builder_free(decoder->paste);
  explicit_bzero(decoder->pending, sizeof decoder->pending);
  g_free(decoder);
}

void bk_decoder_add(BkDecoder *decoder, const char *sequence, BkKeyKind kind) {
  if (sequence[0] != '\033' || strlen(sequence) < 2 || strlen(sequence) > SEQUENCE_MAX)
    return;
  Sequence added = {.kind = kind};
  g_strlcpy(added.bytes, sequence, sizeof added.bytes);
  g_array_prepend_val(decoder->sequences, added); /* what the terminal says wins over the common ones */
}

static void reset(BkDecoder *decoder) {
  explicit_bzero(decoder->pending, sizeof decoder->pending);
  decoder->length = decoder->wanted = 0;
  decoder->state = GROUND;
}

static void emit(BkKeyKind kind, gunichar c, BkKeyFunc func, gpointer data) {
  BkKey key = {kind, c, NULL};
  func(&key, data);
}

static void finish_paste(BkDecoder *decoder, BkKeyFunc func, gpointer data) {
  g_autoptr(BkSecret) text = bk_secret_builder_finish(g_steal_pointer(&decoder->paste));
  BkKey key = {BK_KEY_PASTE, 0, decoder->overflow ? NULL : text};
  reset(decoder);
  func(&key, data);
}

/* The bytes of a possible end mark are held back until it is whole or turns out to be something else. */
static void feed_paste(BkDecoder *decoder, char byte, BkKeyFunc func, gpointer data) {
  decoder->pending[decoder->length++] = byte;
  if (strcmp(decoder->pending, PASTE_END) == 0) {
    finish_paste(decoder, func, data);
    return;
  }
  if (strncmp(decoder->pending, PASTE_END, decoder->length) == 0)
    return;
  for (gsize i = 0; i < decoder->length; i++) {
    char c = decoder->pending[i] == '\r' ? '\n' : decoder->pending[i];
    if (c == '\033' && i > 0) { /* perhaps the mark begins here */
      decoder->length -= i;
      memmove(decoder->pending, decoder->pending + i, decoder->length);
      memset(decoder->pending + decoder->length, 0, sizeof decoder->pending - decoder->length);
      return;
    }
    if (!bk_secret_builder_append(decoder->paste, &c, 1))
      decoder->overflow = TRUE;
  }
  explicit_bzero(decoder->pending, sizeof decoder->pending);
  decoder->length = 0;
}

/* Whether an unknown sequence is over: CSI ends with a byte from @ to ~, SS3 with its third byte. */
static gboolean is_complete(const BkDecoder *decoder, char byte) {
  if (decoder->length < 3)
    return FALSE;
  return decoder->pending[1] == 'O' || ((guchar)byte >= 0x40 && (guchar)byte <= 0x7e);
}

static void feed(BkDecoder *decoder, char byte, BkKeyFunc func, gpointer data);

static void feed_escape(BkDecoder *decoder, char byte, BkKeyFunc func, gpointer data) {
  decoder->pending[decoder->length++] = byte;
  gboolean prefix = FALSE;
  for (guint i = 0; i < decoder->sequences->len; i++) {
    const Sequence *known = &g_array_index(decoder->sequences, Sequence, i);
    if (strcmp(known->bytes, decoder->pending) == 0) {
      BkKeyKind kind = known->kind;
      reset(decoder);
      if (kind == BK_KEY_PASTE_BEGIN) {
        decoder->state = PASTE;
        decoder->overflow = FALSE;
        decoder->paste = bk_secret_builder_new(BK_KEY_PASTE_MAX);
      } else
        emit(kind, 0, func, data);
      return;
    }
    prefix |= strncmp(known->bytes, decoder->pending, decoder->length) == 0;
  }
  if (prefix && decoder->length < SEQUENCE_MAX)
    return;
  if (decoder->length == 2 && byte != '[' && byte != 'O') {
    reset(decoder);
    emit(BK_KEY_ESC, 0, func, data);
    if (byte != '\033') /* Esc Esc is one: for lines so slow that a single one is hard to tell */
      feed(decoder, byte, func, data);
    return;
  }
  if (is_complete(decoder, byte))
    reset(decoder);
  else if (decoder->length >= SEQUENCE_MAX) {
    reset(decoder);
    decoder->state = SKIP;
  }
}

static void feed_ground(BkDecoder *decoder, char byte, BkKeyFunc func, gpointer data) {
  guchar c = (guchar)byte;
  if (c == 033 || c == 0x9b || c == 0x8f) { /* ESC, and CSI and SS3 of an 8-bit VT220 */
    decoder->state = ESCAPE;
    decoder->pending[decoder->length++] = '\033';
    if (c != 033)
      feed_escape(decoder, c == 0x9b ? '[' : 'O', func, data);
  } else if (c == '\r' || c == '\n')
    emit(BK_KEY_ENTER, 0, func, data);
  else if (c == '\t')
    emit(BK_KEY_TAB, 0, func, data);
  else if (c == 010 || c == 0177)
    emit(BK_KEY_BACKSPACE, 0, func, data);
  else if (c < 32) {
    if (c >= 1 && c <= 26)
      emit(BK_KEY_CTRL, (gunichar)(c + 'A' - 1), func, data);
  } else if (c < 0x80)
    emit(BK_KEY_CHAR, c, func, data);
  else if (c >= 0xc2 && c <= 0xf4) {
    decoder->state = CHARACTER;
    decoder->wanted = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    decoder->pending[decoder->length++] = byte;
  }
}

static void feed_character(BkDecoder *decoder, char byte, BkKeyFunc func, gpointer data) {
  if (((guchar)byte & 0xc0) != 0x80) { /* broken off: the byte begins something new */
    reset(decoder);
    feed(decoder, byte, func, data);
    return;
  }
  decoder->pending[decoder->length++] = byte;
  if (decoder->length < decoder->wanted)
    return;
  gunichar c = g_utf8_get_char_validated(decoder->pending, (gssize)decoder->length);
  reset(decoder);
  if (c < (gunichar)-2 && !g_unichar_iscntrl(c))
    emit(BK_KEY_CHAR, c, func, data);
}

static void feed(BkDecoder *decoder, char byte, BkKeyFunc func, gpointer data) {
  switch (decoder->state) {
  case GROUND:
    feed_ground(decoder, byte, func, data);
    break;
  case ESCAPE:
    feed_escape(decoder, byte, func, data);
    break;
  case SKIP:
    if ((guchar)byte >= 0x40 && (guchar)byte <= 0x7e)
      reset(decoder);
    break;
  case CHARACTER:
    feed_character(decoder, byte, func, data);
    break;
  case PASTE:
    feed_paste(decoder, byte, func, data);
    break;
  }
}

void bk_decoder_feed(BkDecoder *decoder, const char *bytes, gsize length, BkKeyFunc func, gpointer data) {
  for (gsize i = 0; i < length; i++)
    feed(decoder, bytes[i], func, data);
}

guint bk_decoder_pending(const BkDecoder *decoder) {
  if (decoder->state == GROUND)
    return 0;
  return decoder->state == PASTE ? BK_KEY_PASTE_MS : BK_KEY_ESCAPE_MS;
}

void bk_decoder_flush(BkDecoder *decoder, BkKeyFunc func, gpointer data) {
  if (decoder->state == PASTE) {
    finish_paste(decoder, func, data);
    return;
  }
  gboolean lone = decoder->state == ESCAPE && decoder->length == 1;
  reset(decoder);
  if (lone)
    emit(BK_KEY_ESC, 0, func, data);
}
