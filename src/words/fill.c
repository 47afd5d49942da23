/* fill.c: the filling of {placeholders} in a translated sentence. */
#include "words/fill.h"

#include <string.h>

/* The value for the placeholder that begins at text ("{name}"), or NULL; *ret_length: its length. */
static const char *value_at(const char *text, const BkWord *words, gsize *ret_length) {
  const char *end = strchr(text, '}');
  if (!end)
    return NULL;
  for (; words->name; words++) {
    if (strlen(words->name) == (gsize)(end - text - 1) && g_str_has_prefix(text + 1, words->name)) {
      *ret_length = (gsize)(end - text + 1);
      return words->value ? words->value : "";
    }
  }
  return NULL;
}

char *bk_words_fill(const char *text, const BkWord *words) {
  GString *filled = g_string_new(NULL);
  while (*text) {
    gsize length = 0;
    const char *value = *text == '{' ? value_at(text, words, &length) : NULL;
    if (value) {
      g_string_append(filled, value);
      text += length;
    } else {
      g_string_append_c(filled, *text++);
    }
  }
  return g_string_free(filled, FALSE);
}
