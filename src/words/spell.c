/* spell.c: references and passwords as a person reads them out. */
#include "words/words.h"

#include <string.h>
#include <sys/random.h>

#define GROUP 4
#define REFERENCE_LETTERS "23456789ABCDEFGHJKLMNPQRSTUVWXYZ" /* 32: without 0 O 1 I */

char *bk_words_reference(void) {
  unsigned char random[4];
  if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
    g_error("the system has no random bytes"); /* cannot happen after boot: getrandom(2) */
  char *reference = g_strdup("BK-....");
  for (gsize i = 0; i < sizeof random; i++)
    reference[3 + i] = REFERENCE_LETTERS[random[i] % 32];
  return reference;
}

static const char *punctuation(gunichar c) {
  static const struct {
    char c;
    const char *name;
  } names[] = {
      {' ', BK_N_("space")},        {'!', BK_N_("exclamation mark")},
      {'"', BK_N_("double quote")}, {'#', BK_N_("hash")},
      {'$', BK_N_("dollar")},       {'%', BK_N_("percent")},
      {'&', BK_N_("ampersand")},    {'\'', BK_N_("single quote")},
      {'(', BK_N_("open bracket")}, {')', BK_N_("close bracket")},
      {'*', BK_N_("star")},         {'+', BK_N_("plus")},
      {',', BK_N_("comma")},        {'-', BK_N_("dash")},
      {'.', BK_N_("dot")},          {'/', BK_N_("slash")},
      {':', BK_N_("colon")},        {';', BK_N_("semicolon")},
      {'<', BK_N_("less than")},    {'=', BK_N_("equals")},
      {'>', BK_N_("greater than")}, {'?', BK_N_("question mark")},
      {'@', BK_N_("at")},           {'[', BK_N_("open square bracket")},
      {'\\', BK_N_("backslash")},   {']', BK_N_("close square bracket")},
      {'^', BK_N_("caret")},        {'_', BK_N_("underscore")},
      {'`', BK_N_("backtick")},     {'{', BK_N_("open brace")},
      {'|', BK_N_("bar")},          {'}', BK_N_("close brace")},
      {'~', BK_N_("tilde")},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    if (c == (gunichar)names[i].c)
      return BK_(names[i].name);
  return NULL;
}

static const char *digit(gunichar c) {
  static const char *const names[] = {BK_N_("zero"),  BK_N_("one"),  BK_N_("two"), BK_N_("three"),
                                      BK_N_("four"),  BK_N_("five"), BK_N_("six"), BK_N_("seven"),
                                      BK_N_("eight"), BK_N_("nine")};
  return c >= '0' && c <= '9' ? BK_(names[c - '0']) : NULL;
}

/* A string that never moves while it grows, so that no unwiped copy of a password stays behind. */
static GString *roomy(const char *password, gsize per_byte) {
  return g_string_sized_new(strlen(password) * per_byte + 1);
}

char *bk_words_grouped(const char *password) {
  GString *text = roomy(password, 3);
  int count = 0;
  for (const char *at = password; *at; at = g_utf8_next_char(at), count++) {
    if (count > 0 && count % GROUP == 0)
      g_string_append(text, "  ");
    g_string_append_len(text, at, g_utf8_next_char(at) - at);
  }
  return g_string_free(text, FALSE);
}

/* The letter where the language has it beside "capital". Appended to text itself, which never moves. */
static void append_capital(GString *text, const char *letter, gsize length) {
  const char *phrase = BK_("capital {0}");
  const char *hole = strstr(phrase, "{0}");
  if (!hole)
    hole = phrase + strlen(phrase); /* a careless translation costs the order, not the letter */
  g_string_append_len(text, phrase, hole - phrase);
  g_string_append_len(text, letter, (gssize)length);
  g_string_append(text, *hole ? hole + strlen("{0}") : "");
}

char *bk_words_spelled(const char *password) {
  GString *text = roomy(password, 64);
  int count = 0;
  for (const char *at = password; *at; at = g_utf8_next_char(at), count++) {
    gunichar c = g_utf8_get_char(at);
    gsize length = (gsize)(g_utf8_next_char(at) - at);
    const char *name = digit(c);
    if (count > 0)
      g_string_append(text, count % GROUP == 0 ? ".  " : ", ");
    if (!name)
      name = punctuation(c);
    if (g_unichar_isupper(c))
      append_capital(text, at, length);
    else if (name)
      g_string_append(text, name);
    else
      g_string_append_len(text, at, (gssize)length);
  }
  if (count > 0)
    g_string_append_c(text, '.');
  return g_string_free(text, FALSE);
}
