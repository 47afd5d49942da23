/* plural.c: the C expression in n of a catalogue's Plural-Forms line. */
#include "words/catalogue.h"

#include <string.h>

#define DEPTH 16 /* of brackets and questions; languages need three */

typedef struct {
  const char *at;
  guint64 n;
  int depth;
  gboolean failed;
} Parse;

/* From loosest to tightest; of two that begin alike the longer one is first. */
static const struct {
  const char *sign;
  int rank;
} operators[] = {{"||", 1}, {"&&", 2}, {"==", 3}, {"!=", 3}, {"<=", 4}, {">=", 4}, {"<", 4},
                 {">", 4},  {"+", 5},  {"-", 5},  {"*", 6},  {"/", 6},  {"%", 6}};

static guint64 question(Parse *parse);

static gboolean takes(Parse *parse, const char *sign) {
  parse->at += strspn(parse->at, " \t");
  if (!g_str_has_prefix(parse->at, sign))
    return FALSE;
  parse->at += strlen(sign);
  return TRUE;
}

static guint64 fail(Parse *parse) {
  parse->failed = TRUE;
  return 0;
}

static guint64 calculate(Parse *parse, const char *sign, guint64 a, guint64 b) {
  if (g_str_equal(sign, "||"))
    return a || b;
  if (g_str_equal(sign, "&&"))
    return a && b;
  if (g_str_equal(sign, "=="))
    return a == b;
  if (g_str_equal(sign, "!="))
    return a != b;
  if (g_str_equal(sign, "<="))
    return a <= b;
  if (g_str_equal(sign, ">="))
    return a >= b;
  if (g_str_equal(sign, "<"))
    return a < b;
  if (g_str_equal(sign, ">"))
    return a > b;
  if (g_str_equal(sign, "+"))
    return a + b;
  if (g_str_equal(sign, "-"))
    return a - b;
  if (g_str_equal(sign, "*"))
    return a * b;
  if (b == 0)
    return fail(parse);
  return g_str_equal(sign, "/") ? a / b : a % b;
}

static guint64 value(Parse *parse) {
  guint64 number = 0;
  if (takes(parse, "n"))
    return parse->n;
  if (takes(parse, "(")) {
    number = question(parse);
    return takes(parse, ")") ? number : fail(parse);
  }
  if (!g_ascii_isdigit(*parse->at))
    return fail(parse);
  for (; g_ascii_isdigit(*parse->at); parse->at++)
    number = number * 10 + (guint64)(*parse->at - '0');
  return number;
}

static guint64 negated(Parse *parse) {
  gboolean turned = FALSE, any = FALSE;
  while (takes(parse, "!")) {
    turned = !turned;
    any = TRUE;
  }
  guint64 number = value(parse);
  return any ? (number != 0) != turned : number;
}

/* Operators of at least this rank. */
static guint64 operation(Parse *parse, int rank) {
  guint64 left = negated(parse);
  for (gsize i = 0; i < G_N_ELEMENTS(operators) && !parse->failed;) {
    if (operators[i].rank < rank || !takes(parse, operators[i].sign)) {
      i++;
      continue;
    }
    left = calculate(parse, operators[i].sign, left, operation(parse, operators[i].rank + 1));
    i = 0;
  }
  return left;
}

static guint64 question(Parse *parse) {
  if (++parse->depth > DEPTH)
    return fail(parse);
  guint64 result = operation(parse, 1);
  if (takes(parse, "?")) {
    guint64 yes = question(parse);
    guint64 no = takes(parse, ":") ? question(parse) : fail(parse);
    result = result ? yes : no;
  }
  parse->depth--;
  return result;
}

gboolean bk_plural_form(const char *expression, guint64 n, guint64 *ret_form) {
  Parse parse = {.at = expression, .n = n};
  guint64 form = question(&parse);
  parse.at += strspn(parse.at, " \t");
  if (parse.failed || *parse.at)
    return FALSE;
  *ret_form = form;
  return TRUE;
}
