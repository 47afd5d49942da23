#include "base/text.h"

#include <string.h>

#define MAX_COMBINING 2
#define REPLACEMENT 0xFFFD

static gboolean between(gunichar c, gunichar low, gunichar high) {
  return c >= low && c <= high;
}

/* Characters that change what is seen around them, or show nothing themselves. */
static gboolean is_invisible(gunichar c) {
  return c == 0x061C || between(c, 0x200B, 0x200F) || between(c, 0x202A, 0x202E) ||
         between(c, 0x2060, 0x206F) || c == 0xFEFF || c == 0x00AD || c == 0x034F || c == 0x115F ||
         c == 0x1160 || c == 0x3164 || c == 0xFFA0 || between(c, 0x180B, 0x180F) ||
         between(c, 0xFE00, 0xFE0F) || between(c, 0xE0000, 0xE0FFF);
}

static gboolean is_dropped(gunichar c) {
  if (is_invisible(c))
    return TRUE;
  switch ((int)g_unichar_type(c)) {
  case G_UNICODE_CONTROL:
  case G_UNICODE_FORMAT:
  case G_UNICODE_SURROGATE:
  case G_UNICODE_PRIVATE_USE:
  case G_UNICODE_UNASSIGNED:
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean is_combining(gunichar c) {
  return g_unichar_ismark(c) || g_unichar_iszerowidth(c);
}

/* What has been written so far of a text that is being cleaned. */
typedef struct {
  GString *out;
  gsize chars, max_chars;
  guint lines, max_lines;
  int combining;
  gboolean full;
} Cleaner;

static void cleaner_put(Cleaner *cleaner, gunichar c) {
  if (cleaner->chars == cleaner->max_chars) {
    cleaner->full = TRUE;
    return;
  }
  g_string_append_unichar(cleaner->out, c);
  cleaner->chars++;
}

static void cleaner_space(Cleaner *cleaner, gunichar c) {
  gboolean line_break = c == '\n' && cleaner->lines < cleaner->max_lines;
  char last = cleaner->out->len > 0 ? cleaner->out->str[cleaner->out->len - 1] : '\n';
  if (line_break && last != '\n') {
    cleaner->lines++;
    cleaner_put(cleaner, '\n');
  } else if (!line_break && last != ' ' && last != '\n') {
    cleaner_put(cleaner, ' ');
  }
}

static void cleaner_add(Cleaner *cleaner, gunichar c) {
  if (c == '\n' || c == '\r' || c == '\t') {
    cleaner_space(cleaner, c);
  } else if (is_dropped(c)) {
    return;
  } else if (is_combining(c)) {
    /* A mark needs something to stand on, and a pile of them covers the lines around it. */
    if (cleaner->out->len > 0 && cleaner->combining++ < MAX_COMBINING)
      cleaner_put(cleaner, c);
  } else {
    cleaner->combining = 0;
    cleaner_put(cleaner, c);
  }
}

char *bk_text_clean(const char *bytes, gssize length, gsize max_chars, guint max_lines) {
  if (bytes == NULL)
    return g_strdup("");
  const char *end = bytes + (length < 0 ? strlen(bytes) : (gsize)length);
  Cleaner cleaner = {.out = g_string_new(NULL), .max_chars = max_chars, .lines = 1, .max_lines = max_lines};
  while (bytes < end && !cleaner.full) {
    /* GLib calls a NUL inside the length an incomplete character: it is a control like any other. */
    gunichar c = *bytes != '\0' ? g_utf8_get_char_validated(bytes, end - bytes) : 0;
    if (c == (gunichar)-1 || c == (gunichar)-2) {
      cleaner_add(&cleaner, REPLACEMENT);
      bytes++;
    } else if (c == 0) {
      bytes++;
    } else {
      cleaner_add(&cleaner, c);
      bytes = g_utf8_next_char(bytes);
    }
  }
  if (cleaner.full && cleaner.out->len > 0) {
    char *last = g_utf8_prev_char(cleaner.out->str + cleaner.out->len);
    g_string_truncate(cleaner.out, (gsize)(last - cleaner.out->str));
    g_string_append(cleaner.out, "…");
  }
  return g_strchomp(g_string_free(cleaner.out, FALSE));
}

gboolean bk_text_is_clean(const char *bytes, gsize length) {
  int combining = MAX_COMBINING;                 /* a mark needs something to stand on */
  if (!g_utf8_validate_len(bytes, length, NULL)) /* a NUL is not valid either */
    return FALSE;
  for (const char *at = bytes; at < bytes + length; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    combining = is_combining(c) ? combining + 1 : 0;
    if (is_dropped(c) || combining > MAX_COMBINING)
      return FALSE;
  }
  return TRUE;
}

char *bk_text_clean_line(const char *text) {
  return bk_text_clean(text, -1, 100, 1);
}

int bk_text_char_width(gunichar c) {
  if (is_combining(c))
    return 0;
  return g_unichar_iswide(c) ? 2 : 1;
}

int bk_text_width(const char *text) {
  int width = 0;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
    width += bk_text_char_width(g_utf8_get_char(at));
  return width;
}

/* The longest prefix of text that takes at most width cells. */
static gsize prefix_bytes(const char *text, int width) {
  const char *at = text;
  for (int used = 0; *at != '\0'; at = g_utf8_next_char(at)) {
    used += bk_text_char_width(g_utf8_get_char(at));
    if (used > width)
      break;
  }
  return (gsize)(at - text);
}

char *bk_text_fit(const char *text, int width, gboolean ascii) {
  if (width <= 0)
    return g_strdup("");
  if (bk_text_width(text) <= width)
    return g_strdup(text);
  g_autofree char *prefix = g_strndup(text, prefix_bytes(text, width - 1));
  return g_strconcat(g_strchomp(prefix), ascii ? "." : "…", NULL);
}

/* In French a colon has a space before it, and stays with its word all the same. */
static gboolean may_break(const char *at) {
  return at[0] == ' ' && !(at[1] != '\0' && strchr(":;!?", at[1]) != NULL && (at[2] == ' ' || at[2] == '\0'));
}

static void wrap_line(GPtrArray *lines, const char *text, int width) {
  while (*text == ' ')
    text++;
  while (bk_text_width(text) > width) {
    gsize bytes = prefix_bytes(text, width);
    gsize cut = bytes;
    while (cut > 0 && !may_break(text + cut))
      cut--;
    if (cut == 0)
      cut = MAX(bytes, (gsize)(g_utf8_next_char(text) - text));
    g_ptr_array_add(lines, g_strchomp(g_strndup(text, cut)));
    text += cut;
    while (*text == ' ')
      text++;
  }
  g_ptr_array_add(lines, g_strdup(text));
}

char **bk_text_wrap(const char *text, int width) {
  GPtrArray *lines = g_ptr_array_new();
  if (text != NULL && text[0] != '\0') {
    g_auto(GStrv) paragraphs = g_strsplit(text, "\n", -1);
    for (guint i = 0; paragraphs[i] != NULL; i++)
      wrap_line(lines, paragraphs[i], MAX(width, 1));
  }
  g_ptr_array_add(lines, NULL);
  return (char **)g_ptr_array_free(lines, FALSE);
}

#define NEAREST_MAX 64

/* Levenshtein's distance with swaps of neighbours; words over the limit are never near. */
static guint edit_distance(const char *a, const char *b) {
  gsize m = strlen(a), n = strlen(b);
  if (m > NEAREST_MAX || n > NEAREST_MAX)
    return G_MAXUINT;
  guint rows[3][NEAREST_MAX + 1];
  guint *before = rows[0], *last = rows[1], *row = rows[2];
  memset(rows, 0, sizeof rows);
  for (guint j = 0; j <= n; j++)
    last[j] = j;
  for (guint i = 1; i <= m; i++) {
    row[0] = i;
    for (guint j = 1; j <= n; j++) {
      guint cost = g_ascii_tolower(a[i - 1]) != g_ascii_tolower(b[j - 1]);
      row[j] = MIN(MIN(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = MIN(row[j], before[j - 2] + 1);
    }
    guint *spare = before;
    before = last;
    last = row;
    row = spare;
  }
  return last[n];
}

const char *bk_text_nearest(const char *word, const char *const *candidates) {
  const char *nearest = NULL;
  guint best = (guint)strlen(word) / 3 + 1;
  for (guint i = 0; candidates[i] != NULL; i++) {
    guint distance = edit_distance(word, candidates[i]);
    if (distance <= best && (nearest == NULL || distance < best)) {
      best = distance;
      nearest = candidates[i];
    }
  }
  return nearest;
}
