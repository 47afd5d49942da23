#include "base/mask.h"

#include "base/text.h"

#include <string.h>

#define SHORTEST 4u       /* bytes of a secret that is looked for inside a text */
#define SHORTEST_FOUND 8u /* of one that a reply has brought */
#define RUN_SHORTEST 16   /* characters of a run that may be a token */

typedef struct {
  char *mark;
  BkSecret *value;
  gboolean whole;   /* too short to be looked for inside a text */
  gboolean encoded; /* value is another secret in base64 or hexadecimal: as it is, or not at all */
} Known;

struct BkMask {
  GPtrArray *known; /* Known* */
};

static void known_free(gpointer data) {
  Known *known = data;
  g_free(known->mark);
  bk_secret_unref(known->value);
  g_free(known);
}

BkMask *bk_mask_new(void) {
  BkMask *mask = g_new0(BkMask, 1);
  mask->known = g_ptr_array_new_with_free_func(known_free);
  return mask;
}

void bk_mask_free(BkMask *mask) {
  if (mask == NULL)
    return;
  g_ptr_array_unref(mask->known);
  g_free(mask);
}

char *bk_mask_mark(const char *name) {
  return g_strconcat(BK_MASK_OPEN, name, BK_MASK_CLOSE, NULL);
}

/* ---- what is looked for ---- */

static Known *find(const BkMask *mask, const BkSecret *value) {
  for (guint i = 0; i < mask->known->len; i++) {
    Known *known = g_ptr_array_index(mask->known, i);
    if (bk_secret_equal(known->value, value))
      return known;
  }
  return NULL;
}

static void add(BkMask *mask, const char *name, BkSecret *value, gboolean whole, gboolean encoded) {
  Known *known = find(mask, value);
  if (known != NULL) {
    known->whole = known->whole && whole;
    return;
  }
  known = g_new(Known, 1);
  *known =
      (Known){.mark = bk_mask_mark(name), .value = bk_secret_ref(value), .whole = whole, .encoded = encoded};
  g_ptr_array_add(mask->known, known);
}

/* In base64 a text looks in three ways, by what stands before it; its first and last letters hang on its
 * neighbours too and are left out. */
static void add_base64(BkMask *mask, const char *name, const BkSecret *value, guint before) {
  gsize length = bk_secret_length(value);
  guchar *bytes = g_malloc0(length + before);
  memcpy(bytes + before, bk_secret_peek(value), length);
  char *text = g_base64_encode(bytes, length + before);
  explicit_bzero(bytes, length + before);
  g_free(bytes);
  gsize start = (before * 8 + 5) / 6, end = (length + before) * 8 / 6;
  g_autoptr(BkSecret) inside = bk_secret_new(text + start, (gssize)(end - start));
  if (bk_secret_length(inside) >= SHORTEST)
    add(mask, name, inside, FALSE, TRUE);
  bk_secret_wipe_string(text);
}

static void add_hexadecimal(BkMask *mask, const char *name, const BkSecret *value) {
  static const char digits[] = "0123456789abcdef";
  g_autoptr(BkSecretBuilder) text = bk_secret_builder_new(BK_SECRET_MAX);
  for (gsize i = 0; i < bk_secret_length(value); i++) {
    guchar byte = (guchar)bk_secret_peek(value)[i];
    char pair[] = {digits[byte >> 4], digits[byte & 15]};
    if (!bk_secret_builder_append(text, pair, 2))
      return;
  }
  g_autoptr(BkSecret) secret = bk_secret_builder_finish(g_steal_pointer(&text));
  add(mask, name, secret, FALSE, TRUE);
}

static void add_all(BkMask *mask, const char *name, BkSecret *value, gsize shortest) {
  gboolean whole = bk_secret_length(value) < shortest;
  const Known *known = find(mask, value);
  if (bk_secret_length(value) == 0 || (known != NULL && !known->encoded && (whole || !known->whole)))
    return;
  add(mask, name, value, whole, FALSE);
  if (whole)
    return;
  for (guint before = 0; before < 3; before++)
    add_base64(mask, name, value, before);
  add_hexadecimal(mask, name, value);
}

void bk_mask_add(BkMask *mask, const char *name, BkSecret *value) {
  add_all(mask, name, value, SHORTEST);
}

void bk_mask_add_found(BkMask *mask, const char *name, BkSecret *value) {
  add_all(mask, name, value, SHORTEST_FOUND);
}

/* ---- one secret at one place, in whatever encoding ---- */

static int hex_value(const char *text, gsize digits, gsize left) {
  int value = 0;
  if (left < digits)
    return -1;
  for (gsize i = 0; i < digits; i++) {
    int digit = g_ascii_xdigit_value(text[i]);
    if (digit < 0)
      return -1;
    value = value * 16 + digit;
  }
  return value;
}

/* What one character of an encoded text stands for, as UTF-8 or as a single byte. */
typedef struct {
  gsize taken; /* bytes of the text; 0: it is not encoded */
  char bytes[6];
  gsize length;
} Decoded;

static Decoded decoded_byte(int byte, gsize taken) {
  if (byte < 0)
    return (Decoded){0};
  return (Decoded){.taken = taken, .bytes = {(char)byte}, .length = 1};
}

static Decoded decoded_character(gunichar c, gsize taken) {
  Decoded decoded = {.taken = taken};
  if (c == 0 || c > 0x10FFFF)
    return (Decoded){0};
  decoded.length = (gsize)g_unichar_to_utf8(c, decoded.bytes);
  return decoded;
}

/* "%2F", or "%252F" of what was encoded twice. */
static Decoded decode_percent(const char *text, gsize left, gboolean twice) {
  int byte = left > 1 ? hex_value(text + 1, 2, left - 1) : -1;
  int inner = twice && byte == '%' && left > 3 ? hex_value(text + 3, 2, left - 3) : -1;
  return inner >= 0 ? decoded_byte(inner, 5) : decoded_byte(byte, 3);
}

static Decoded decode_escape(const char *text, gsize left) {
  static const char letters[] = "nrtbf", meanings[] = "\n\r\t\b\f";
  if (left < 2)
    return (Decoded){0};
  if (text[1] == 'u') {
    int high = hex_value(text + 2, 4, left - 2);
    gboolean pair = high >= 0xD800 && high < 0xDC00 && left >= 12 && text[6] == '\\' && text[7] == 'u';
    int low = pair ? hex_value(text + 8, 4, left - 8) : -1;
    return low >= 0xDC00
               ? decoded_character(0x10000 + ((gunichar)(high - 0xD800) << 10) + (gunichar)(low - 0xDC00), 12)
           : high > 0 ? decoded_character((gunichar)high, 6)
                      : (Decoded){0};
  }
  if (text[1] == 'x')
    return decoded_byte(hex_value(text + 2, 2, left - 2), 4);
  const char *letter = strchr(letters, text[1]);
  return decoded_byte((guchar)(letter != NULL && text[1] != '\0' ? meanings[letter - letters] : text[1]), 2);
}

/* An escape of JSON; or what has become of it when it was put into JSON again, and again. */
static Decoded decode_backslash(const char *text, gsize left, gboolean twice) {
  gsize more = 0;
  while (twice && left > more + 2 && text[more + 1] == '\\')
    more++;
  Decoded decoded = decode_escape(text + more, left - more);
  decoded.taken += decoded.taken > 0 ? more : 0;
  return decoded;
}

static Decoded decode_entity(const char *text, gsize left) {
  static const struct {
    const char *name;
    char meaning;
  } entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
  for (guint i = 0; i < G_N_ELEMENTS(entities); i++) {
    gsize length = strlen(entities[i].name);
    if (left >= length && g_ascii_strncasecmp(text, entities[i].name, length) == 0)
      return decoded_byte(entities[i].meaning, length);
  }
  if (left < 4 || text[1] != '#')
    return (Decoded){0};
  guint base = g_ascii_tolower(text[2]) == 'x' ? 16 : 10;
  char *end = NULL;
  guint64 number = g_ascii_strtoull(text + (base == 16 ? 3 : 2), &end, base);
  return end != NULL && end < text + left && *end == ';' && number <= 0x10FFFF
             ? decoded_character((gunichar)number, (gsize)(end + 1 - text))
             : (Decoded){0};
}

static Decoded decode(const char *text, gsize left, gboolean twice) {
  switch (*text) {
  case '%':
    return decode_percent(text, left, twice);
  case '+':
    return decoded_byte(' ', 1);
  case '\\':
    return decode_backslash(text, left, twice);
  case '&':
    return decode_entity(text, left);
  }
  return (Decoded){0};
}

static gboolean same(char a, char b) {
  return g_ascii_tolower(a) == g_ascii_tolower(b);
}

/* Both alphabets of base64 are one here. */
static gboolean same_letter(char a, char b) {
  char x = a == '-' ? '+' : a == '_' ? '/' : a, y = b == '-' ? '+' : b == '_' ? '/' : b;
  return same(x, y);
}

/* Bytes of one character at text that is the one at secret, whatever its case; *ret_secret: those of secret.
 */
static gsize same_character(const char *text, gsize left, const char *secret, gsize length,
                            gsize *ret_secret) {
  gunichar a = g_utf8_get_char_validated(text, (gssize)left);
  gunichar b = g_utf8_get_char_validated(secret, (gssize)length);
  *ret_secret = 1;
  if (a < 0x80 || a > 0x10FFFF || b < 0x80 || b > 0x10FFFF) /* ASCII, or no UTF-8: byte by byte */
    return same(*text, *secret) ? 1 : 0;
  if (g_unichar_tolower(a) != g_unichar_tolower(b))
    return 0;
  *ret_secret = (gsize)g_unichar_to_utf8(b, NULL);
  return (gsize)g_unichar_to_utf8(a, NULL);
}

/* Where a character can stand for itself and for others, which is meant: tried one after the other. */
typedef enum { READ_TWICE, READ_ONCE, READ_RAW, READ_COUNT } Reading;

/* Bytes of something that is not seen once the text is clean, and could tear a secret apart; 0: none. */
static gsize invisible(const char *text, gsize left, const Decoded *decoded) {
  if (decoded->taken > 0 && g_utf8_validate_len(decoded->bytes, decoded->length, NULL))
    return bk_text_is_clean(decoded->bytes, decoded->length) ? 0 : decoded->taken;
  gunichar c = g_utf8_get_char_validated(text, (gssize)left);
  gsize length = c <= 0x10FFFF ? (gsize)g_unichar_to_utf8(c, NULL) : 0;
  return length > 0 && !bk_text_is_clean(text, length) ? length : 0;
}

/* Bytes of the text that stand for the secret, 0: it does not stand here. */
static gsize match_encoded(const char *text, gsize left, const char *secret, gsize length, Reading reading) {
  gsize at = 0;
  for (gsize i = 0; i < length;) {
    if (at >= left)
      return 0;
    gsize of_meant = 0, of_raw = 0;
    Decoded decoded = decode(text + at, left - at, reading == READ_TWICE);
    gboolean meant = decoded.taken > 0 && same_character(decoded.bytes, decoded.length, secret + i,
                                                         length - i, &of_meant) == decoded.length;
    gsize raw = same_character(text + at, left - at, secret + i, length - i, &of_raw);
    gsize unseen = i > 0 && !meant && raw == 0 ? invisible(text + at, left - at, &decoded) : 0;
    gboolean as_meant = meant && (raw == 0 || reading != READ_RAW);
    if (!meant && raw == 0 && unseen == 0)
      return 0;
    at += as_meant ? decoded.taken : raw > 0 ? raw : unseen;
    i += as_meant ? of_meant : raw > 0 ? of_raw : 0;
  }
  return at;
}

static gsize match_known(const Known *known, const char *text, gsize left) {
  const char *secret = bk_secret_peek(known->value);
  gsize length = bk_secret_length(known->value), i = 0;
  for (guint reading = 0; !known->encoded && reading < READ_COUNT; reading++) {
    gsize taken = match_encoded(text, left, secret, length, (Reading)reading);
    if (taken > 0 || reading + 1 == READ_COUNT)
      return taken;
  }
  while (i < length && i < left && same_letter(text[i], secret[i]))
    i++;
  return i == length ? length : 0;
}

/* The longest that begins here; NULL: none. */
static const Known *known_at(const BkMask *mask, const char *text, gsize left, gboolean whole,
                             gsize *ret_taken) {
  const Known *best = NULL;
  *ret_taken = 0;
  for (guint i = 0; i < mask->known->len; i++) {
    const Known *known = g_ptr_array_index(mask->known, i);
    gsize taken = match_known(known, text, left);
    gboolean counts = !known->whole || (whole && taken == left);
    if (counts && taken > *ret_taken) {
      best = known;
      *ret_taken = taken;
    }
  }
  return best;
}

/* Bytes of a mark that was put here before; 0: none. A password may be "password". */
static gsize mark_length(const BkMask *mask, const char *text) {
  for (guint i = 0; g_str_has_prefix(text, BK_MASK_OPEN) && i < mask->known->len; i++) {
    const Known *known = g_ptr_array_index(mask->known, i);
    if (g_str_has_prefix(text, known->mark))
      return strlen(known->mark);
  }
  return 0;
}

static char *hide_known(const BkMask *mask, const char *text, gsize length) {
  GString *out = g_string_sized_new(length);
  for (gsize at = 0; at < length;) {
    gsize taken = mark_length(mask, text + at);
    const Known *known = taken > 0 ? NULL : known_at(mask, text + at, length - at, at == 0, &taken);
    if (known == NULL && taken > 0) {
      g_string_append_len(out, text + at, (gssize)taken);
      at += taken;
      continue;
    }
    if (known == NULL) {
      if (text[at] != '\0')
        g_string_append_c(out, text[at]);
      at++;
      continue;
    }
    g_string_append(out, known->mark);
    at += taken;
  }
  return g_string_free(out, FALSE);
}

/* ---- guessing ---- */

static gboolean is_one_of(const char *word, gsize length, const char *const *words) {
  for (; *words != NULL; words++) {
    if (strlen(*words) == length && g_ascii_strncasecmp(word, *words, length) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean begins_word(const char *name, gsize at) {
  return g_ascii_isalnum(name[at]) &&
         (at == 0 || !g_ascii_isalnum(name[at - 1]) ||
          (g_ascii_isupper(name[at]) && (!g_ascii_isupper(name[at - 1]) || g_ascii_islower(name[at + 1]))));
}

static gboolean tells_secret(const char *name, gsize length) {
  static const char *const secrets[] = {
      "token",     "tokens",      "secret",       "password",   "passwd",    "pwd",          "pass",
      "jwt",       "session",     "sid",          "cookie",     "otp",       "totp",         "ticket",
      "csrf",      "xsrf",        "nonce",        "credential", "hash",      "salt",         "key",
      "apikey",    "bearer",      "signature",    "access",     "refresh",   "assertion",    "link",
      "pin",       "verifier",    "challenge",    "auth",       "sessionid", "proof",        "authorization",
      "authtoken", "accesstoken", "refreshtoken", "idtoken",    "csrftoken", "sessiontoken", "clientsecret",
      NULL};
  static const char *const vague[] = {"id", "value", "string", "data", "raw", "plain", "plaintext", NULL};
  gsize last = length, before = length;
  for (gsize i = 0; i < length; i++) {
    if (begins_word(name, i)) {
      before = last;
      last = i;
    }
  }
  gsize end = length;
  while (end > last && !g_ascii_isalnum(name[end - 1]))
    end--;
  if (last >= end)
    return FALSE;
  if (is_one_of(name + last, end - last, secrets))
    return TRUE;
  gsize first_end = before;
  while (first_end < last && g_ascii_isalnum(name[first_end]))
    first_end++;
  return before < last && is_one_of(name + last, end - last, vague) &&
         is_one_of(name + before, MIN(first_end, last) - before, secrets);
}

gboolean bk_mask_tells_secret(const char *name) {
  return tells_secret(name, strlen(name));
}

static gboolean is_in_run(char c) {
  return g_ascii_isalnum(c) || strchr("_-+=", c) != NULL;
}

/* Words of a person change between letters and digits, or from small to capital, now and then; what a machine
 * has drawn does so all the time. */
static gboolean looks_drawn(const char *run, gsize length) {
  gsize changes = 0;
  if (length < RUN_SHORTEST)
    return FALSE;
  for (gsize i = 1; i < length; i++) {
    gboolean digit = g_ascii_isdigit(run[i]), was_digit = g_ascii_isdigit(run[i - 1]);
    gboolean both = g_ascii_isalnum(run[i]) && g_ascii_isalnum(run[i - 1]);
    if (both && (digit != was_digit || (g_ascii_islower(run[i - 1]) && g_ascii_isupper(run[i]))))
      changes++;
  }
  return changes * 5 >= length;
}

/* A value behind a telling name: "token=…", "token": "…". Gives where it begins, or NULL. */
static const char *value_behind(const char *at, const char *end) {
  gboolean assigned = FALSE;
  while (at < end && strchr("\"': =", *at) != NULL && *at != '\0') {
    assigned = assigned || *at == ':' || *at == '=';
    at++;
  }
  return assigned && at < end && *at != '<' && !g_str_has_prefix(at, BK_MASK_OPEN) ? at : NULL;
}

static gsize value_length(const char *at, const char *end) {
  const char *start = at;
  while (at < end && *at != '\0' && strchr("\"'&,;<> \t\r\n}", *at) == NULL)
    at++;
  return (gsize)(at - start);
}

static char *hide_guessed(const char *text) {
  const char *end = text + strlen(text);
  GString *out = g_string_sized_new(strlen(text));
  for (const char *at = text; at < end;) {
    if (!is_in_run(*at)) {
      g_string_append_c(out, *at++);
      continue;
    }
    const char *start = at;
    while (at < end && is_in_run(*at))
      at++;
    gboolean marked = g_str_has_prefix(at, BK_MASK_CLOSE);
    gsize name = (gsize)(at - start), equals = name;
    for (gsize i = name; i > 0; i--) /* "=" is of base64 at the end of a run, and of a pair inside it */
      equals = start[i - 1] == '=' ? i - 1 : equals;
    if (!marked && looks_drawn(start, name)) {
      g_string_append(out, BK_MASK_HIDDEN);
      continue;
    }
    const char *value = marked || !tells_secret(start, equals) ? NULL : value_behind(start + equals, end);
    if (value == NULL) {
      g_string_append_len(out, start, at - start);
      continue;
    }
    g_string_append_len(out, start, value - start);
    gsize length = value_length(value, end);
    if (length > 0)
      g_string_append(out, BK_MASK_HIDDEN);
    at = value + length;
  }
  return g_string_free(out, FALSE);
}

/* ---- the whole ---- */

char *bk_mask_text(const BkMask *mask, const char *bytes, gssize length, gboolean guess, gsize max_chars,
                   guint max_lines) {
  gsize size = bytes == NULL ? 0 : length < 0 ? strlen(bytes) : (gsize)length;
  char *hidden = hide_known(mask, bytes != NULL ? bytes : "", size);
  /* Cleaning can join what was torn apart. Nothing is cut before all is hidden. */
  char *clean = bk_text_clean(hidden, -1, G_MAXSIZE, G_MAXUINT);
  char *again = hide_known(mask, clean, strlen(clean));
  char *guessed = guess ? hide_guessed(again) : g_strdup(again);
  char *cut = bk_text_clean(guessed, -1, max_chars, max_lines);
  bk_secret_wipe_string(hidden);
  bk_secret_wipe_string(clean);
  bk_secret_wipe_string(again);
  bk_secret_wipe_string(guessed);
  return cut;
}
