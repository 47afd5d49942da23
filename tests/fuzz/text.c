/* The door through which foreign text reaches a person: whatever goes in, what comes out can be drawn. */
#include "base/text.h"
#include "fuzz/fuzz.h"

#include <string.h>

void fuzz_start(void) {
}

static void check_lines(const char *clean, int width) {
  g_auto(GStrv) lines = bk_text_wrap(clean, width);
  for (guint i = 0; lines[i] != NULL; i++) {
    HOLDS(fuzz_is_printable(lines[i]) && strchr(lines[i], '\n') == NULL);
    HOLDS(bk_text_width(lines[i]) <= MAX(width, 2));
  }
  for (int ascii = 0; ascii <= 1; ascii++) {
    g_autofree char *fit = bk_text_fit(clean, width, ascii);
    HOLDS(g_utf8_validate(fit, -1, NULL));
    HOLDS(bk_text_width(fit) <= width);
  }
}

static void check_clean(const char *bytes, gsize length, gsize max_chars, guint max_lines) {
  g_autofree char *clean = bk_text_clean(bytes, (gssize)length, max_chars, max_lines);
  HOLDS(fuzz_is_printable(clean));
  HOLDS((gsize)g_utf8_strlen(clean, -1) <= max_chars);
  guint lines = 1;
  for (const char *at = clean; *at != '\0'; at++)
    lines += *at == '\n';
  HOLDS(lines <= MAX(max_lines, 1));
  g_autofree char *again = bk_text_clean(clean, -1, max_chars, max_lines);
  HOLDS(strcmp(clean, again) == 0);
  for (int width = 1; width <= 80; width += 13)
    check_lines(clean, width);
}

/* The question and the cleaning agree; blanks at the end alone are left to the cleaning. */
static void check_question(const char *bytes, gsize length) {
  g_autofree char *clean = bk_text_clean(bytes, (gssize)length, G_MAXSIZE, 1);
  while (length > 0 && bytes[length - 1] == ' ')
    length--;
  HOLDS(bk_text_is_clean(bytes, length) == (strlen(clean) == length && memcmp(clean, bytes, length) == 0));
}

void fuzz_one(const char *bytes, gsize length) {
  static const char *const words[] = {"sign_in", "forgot", "verify", "reset", "é", "", NULL};
  check_clean(bytes, length, BK_TEXT_SERVER_CHARS, BK_TEXT_SERVER_LINES);
  check_clean(bytes, length, length % 17, (guint)(length % 3));
  check_question(bytes, length);
  g_autofree char *text = g_strndup(bytes, length);
  g_autofree char *line = bk_text_clean_line(text);
  HOLDS(strchr(line, '\n') == NULL && g_utf8_strlen(line, -1) <= 100);
  (void)bk_text_nearest(text, words);
}
