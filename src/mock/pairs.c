#include "mock/pairs.h"

#include <string.h>

static void pair_free(gpointer data) {
  BkPair *pair = data;

  g_free(pair->name);
  g_free(pair->value);
  g_free(pair);
}

GPtrArray *bk_mock_pairs_new(void) {
  return g_ptr_array_new_with_free_func(pair_free);
}

void bk_mock_pairs_add(GPtrArray *pairs, const char *name, const char *value) {
  BkPair *pair = g_new0(BkPair, 1);

  pair->name = g_strdup(name);
  pair->value = g_strdup(value);
  g_ptr_array_add(pairs, pair);
}

char *bk_mock_form_decode(const char *text, gssize length) {
  g_autofree char *copy = g_strndup(text, length < 0 ? strlen(text) : (gsize)length);

  for (char *c = copy; *c; c++)
    if (*c == '+')
      *c = ' ';
  return g_uri_unescape_string(copy, NULL);
}

GPtrArray *bk_mock_pairs_parse(const char *text) {
  GPtrArray *pairs = bk_mock_pairs_new();
  g_auto(GStrv) parts = g_strsplit(text ? text : "", "&", -1);

  for (guint i = 0; parts[i]; i++) {
    const char *equals = strchr(parts[i], '=');
    gsize name_length = equals ? (gsize)(equals - parts[i]) : strlen(parts[i]);
    g_autofree char *name = bk_mock_form_decode(parts[i], (gssize)name_length);
    g_autofree char *value = bk_mock_form_decode(equals ? equals + 1 : "", -1);

    if (*parts[i])
      bk_mock_pairs_add(pairs, name ? name : parts[i], value ? value : equals + 1);
  }
  return pairs;
}

const char *bk_mock_pairs_take(GPtrArray *pairs, const char *name) {
  for (guint i = 0; i < pairs->len; i++) {
    BkPair *pair = g_ptr_array_index(pairs, i);

    if (pair->name && g_str_equal(pair->name, name)) {
      g_clear_pointer(&pair->name, g_free);
      return pair->value;
    }
  }
  return NULL;
}

const char *bk_mock_pairs_get(const GPtrArray *pairs, const char *name) {
  for (guint i = 0; i < pairs->len; i++) {
    const BkPair *pair = g_ptr_array_index(pairs, i);

    if (g_strcmp0(pair->name, name) == 0)
      return pair->value;
  }
  return NULL;
}

const char *bk_mock_pairs_get_nocase(const GPtrArray *pairs, const char *name) {
  for (guint i = 0; i < pairs->len; i++) {
    const BkPair *pair = g_ptr_array_index(pairs, i);

    if (g_ascii_strcasecmp(pair->name, name) == 0)
      return pair->value;
  }
  return NULL;
}

gboolean bk_mock_basic_decode(const char *base64, char **ret_user, char **ret_password) {
  gsize length = 0;
  g_autofree guchar *bytes = g_base64_decode(base64, &length);
  g_autofree char *text = g_strndup((const char *)bytes, length);
  const char *colon = strchr(text, ':');

  if (!colon || !g_utf8_validate(text, -1, NULL))
    return FALSE;
  *ret_user = g_strndup(text, (gsize)(colon - text));
  *ret_password = g_strdup(colon + 1);
  return TRUE;
}
