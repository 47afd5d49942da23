#include "flow/code.h"
#include "flow/link.h"

#include <string.h>

#define CODE_MAX 64
/* Longer ones are tokens that are copied, not codes that are typed: their dashes belong to them. */
#define TYPED_MAX 24
/* Where a mail does not say how long its code is. */
#define FOUND_MIN 4
#define FOUND_MAX 12
#define NEAR_LINES 3 /* the line with the word, and those that follow */

static gboolean is_gap(char c) {
  return c == ' ' || c == '-' || c == '\t';
}

static gboolean is_blank(char c) {
  return is_gap(c) || c == '\r' || c == '\n';
}

/* Copies text without gaps into out (CODE_MAX + 1 bytes); its length, or 0 if it does not fit. */
static gsize without_gaps(const char *text, gsize length, char *out) {
  gsize count = 0;
  for (gsize i = 0; i < length; i++) {
    if (is_blank(text[i]))
      continue;
    if (count == CODE_MAX)
      return 0;
    out[count++] = text[i];
  }
  out[count] = '\0';
  return count;
}

static gboolean is_visible(const char *text) {
  for (; *text != '\0'; text++) {
    if (!g_ascii_isgraph(*text))
      return FALSE;
  }
  return TRUE;
}

BkSecret *bk_code_normalise(const BkSecret *typed) {
  const char *text = bk_secret_peek(typed);
  gsize length = bk_secret_length(typed);
  if (strlen(text) != length)
    return NULL;
  while (length > 0 && (is_blank(text[length - 1]) && text[length - 1] != '-'))
    length--;
  while (length > 0 && is_blank(*text) && *text != '-') {
    text++;
    length--;
  }
  char code[CODE_MAX + 1];
  gsize count = without_gaps(text, length, code);
  BkSecret *result = NULL;
  if (count > 0 && is_visible(code)) {
    gboolean one_word = strcspn(text, " \t\r\n") >= length;
    result = count > TYPED_MAX && one_word ? (length <= CODE_MAX ? bk_secret_new(text, (gssize)length) : NULL)
                                           : bk_secret_new(code, (gssize)count);
  }
  explicit_bzero(code, sizeof code);
  return result;
}

static gboolean has_digit(const char *code) {
  return strcspn(code, "0123456789") < strlen(code);
}

static gboolean has_kind(const char *code, const BkMail *mail) {
  for (const char *at = code; *at != '\0'; at++) {
    if (mail->code_digits ? !g_ascii_isdigit(*at) : !g_ascii_isalnum(*at))
      return FALSE;
  }
  return TRUE;
}

/* Whether it can be the code of this mail when it is met among other text. */
static gboolean fits(const char *code, gsize length, const BkMail *mail) {
  gboolean sized =
      mail->code_length > 0 ? length == (gsize)mail->code_length : length >= FOUND_MIN && length <= FOUND_MAX;
  return sized && has_kind(code, mail) && has_digit(code);
}

BkSecret *bk_code_alone(const char *text, const BkMail *mail) {
  g_autoptr(BkSecret) typed = bk_secret_new(text, -1);
  g_autoptr(BkSecret) code = bk_code_normalise(typed);
  if (code == NULL)
    return NULL;
  const char *peek = bk_secret_peek(code);
  gboolean is_link = strstr(peek, "://") != NULL; /* judged by its host, never sent on as a code */
  if (is_link || (mail->code_digits && !has_kind(peek, mail)))
    return NULL;
  /* Several words are a code only if they look like one: "123 456", not "it never came". */
  gboolean one_word = strpbrk(text, " \t\r\n") == NULL;
  return one_word || fits(peek, bk_secret_length(code), mail) ? g_steal_pointer(&code) : NULL;
}

/* ---- in a mail ---- */

typedef struct {
  const char *start;
  gsize length;
} Span;

static gboolean next_line(const char **cursor, Span *line) {
  if (**cursor == '\0')
    return FALSE;
  line->start = *cursor;
  line->length = strcspn(*cursor, "\n");
  *cursor += line->length + ((*cursor)[line->length] == '\n');
  return TRUE;
}

static BkSecret *code_of(const char *start, gsize length, const BkMail *mail) {
  char code[CODE_MAX + 1];
  gsize count = without_gaps(start, length, code);
  BkSecret *result = count > 0 && fits(code, count, mail) ? bk_secret_new(code, (gssize)count) : NULL;
  explicit_bzero(code, sizeof code);
  return result;
}

static gboolean is_word_char(char c) {
  return g_ascii_isalnum(c) || (c & 0x80) != 0 || c == '_';
}

/* A run of letters and digits, or several of digits with one gap between each: "123 456". */
static gboolean next_run(const char **cursor, const char *end, Span *run) {
  const char *at = *cursor;
  while (at < end && !is_word_char(*at))
    at++;
  if (at == end)
    return FALSE;
  *run = (Span){.start = at};
  while (at < end && is_word_char(*at))
    at++;
  run->length = at - run->start;
  *cursor = at;
  return TRUE;
}

static BkSecret *grouped_code(const Span *first, const char *end, const BkMail *mail) {
  const char *at = first->start;
  for (int groups = 0; groups < 4 && at < end && g_ascii_isdigit(*at); groups++) {
    while (at < end && g_ascii_isdigit(*at))
      at++;
    if (at < end && is_word_char(*at))
      return NULL;
    BkSecret *code = groups > 0 ? code_of(first->start, at - first->start, mail) : NULL;
    if (code != NULL)
      return code;
    if (at + 1 >= end || !is_gap(*at) || !g_ascii_isdigit(at[1]))
      return NULL;
    at++;
  }
  return NULL;
}

/* The first code in a line; *ret_count (may be NULL) grows by how many runs of it could be one. */
static BkSecret *code_in_line(const Span *line, const BkMail *mail, guint *ret_count) {
  const char *cursor = line->start, *end = line->start + line->length;
  BkSecret *found = NULL;
  for (Span run; next_run(&cursor, end, &run);) {
    g_autoptr(BkSecret) code = code_of(run.start, run.length, mail);
    if (code == NULL)
      code = grouped_code(&run, end, mail);
    if (code == NULL)
      continue;
    if (ret_count != NULL && (found == NULL || !bk_secret_equal(found, code)))
      (*ret_count)++;
    if (found == NULL)
      found = g_steal_pointer(&code);
  }
  return found;
}

/* Where the word "code" stands in a line; NULL: nowhere. */
static const char *word_code(const Span *line) {
  for (gsize i = 0; i + 4 <= line->length; i++) {
    if (g_ascii_strncasecmp(line->start + i, "code", 4) != 0)
      continue;
    gboolean starts = i == 0 || !is_word_char(line->start[i - 1]);
    gboolean ends = i + 4 == line->length || !is_word_char(line->start[i + 4]);
    if (starts && ends)
      return line->start + i;
  }
  return NULL;
}

static BkSecret *find_alone(const char *text, const BkMail *mail) {
  for (Span line; next_line(&text, &line);) {
    BkSecret *code = code_of(line.start, line.length, mail);
    if (code != NULL)
      return code;
  }
  return NULL;
}

/* "Order 998877. Your code: 123456" and "123456 is your code". */
static BkSecret *code_at_word(const Span *line, const char *word, const BkMail *mail) {
  Span behind = {.start = word, .length = line->length - (word - line->start)};
  BkSecret *code = code_in_line(&behind, mail, NULL);
  return code != NULL ? code : code_in_line(line, mail, NULL);
}

static BkSecret *find_near_word(const char *text, const BkMail *mail) {
  int near_lines = 0;
  for (Span line; next_line(&text, &line);) {
    const char *word = word_code(&line);
    near_lines = word != NULL ? NEAR_LINES : MAX(near_lines - 1, 0);
    BkSecret *code = word != NULL     ? code_at_word(&line, word, mail)
                     : near_lines > 0 ? code_in_line(&line, mail, NULL)
                                      : NULL;
    if (code != NULL)
      return code;
  }
  return NULL;
}

static BkSecret *find_only(const char *text, const BkMail *mail) {
  g_autoptr(BkSecret) only = NULL;
  for (Span line; next_line(&text, &line);) {
    guint count = 0;
    g_autoptr(BkSecret) code = code_in_line(&line, mail, &count);
    if (count > 1 || (code != NULL && only != NULL && !bk_secret_equal(only, code)))
      return NULL;
    if (code != NULL && only == NULL)
      only = g_steal_pointer(&code);
  }
  return g_steal_pointer(&only);
}

BkSecret *bk_code_find(const char *text, const BkMail *mail) {
  BkSecret *code = find_alone(text, mail);
  if (code == NULL)
    code = find_near_word(text, mail);
  /* Without knowing its length, any number could be it. */
  return code == NULL && mail->code_length > 0 ? find_only(text, mail) : code;
}
