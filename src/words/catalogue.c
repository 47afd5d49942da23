#include "words/catalogue.h"

#include <string.h>

#define MAGIC 0x950412deu
#define HEADER 28 /* bytes: magic, revision, count, two tables, the hash table that we do not need */
#define FORMS_MAX 6

struct BkCatalogue {
  char *bytes;
  gsize size;
  gboolean swapped; /* written on a machine of the other byte order */
  guint32 count, texts, translations;
  char *language;
  char *plural;      /* the expression of the Plural-Forms line, NULL: there is none */
  GHashTable *ascii; /* translation -> its ASCII form, made when first asked for; NULL: not wanted */
};

static guint32 number_at(const BkCatalogue *catalogue, gsize offset) {
  guint32 number;
  memcpy(&number, catalogue->bytes + offset, sizeof number);
  return catalogue->swapped ? GUINT32_SWAP_LE_BE(number) : number;
}

/* The text that entry i of a table describes, or NULL when it lies outside or is not text. */
static const char *text_at(const BkCatalogue *catalogue, guint32 table, guint32 i, guint32 *ret_length) {
  guint32 length = number_at(catalogue, table + (gsize)i * 8);
  guint32 offset = number_at(catalogue, table + (gsize)i * 8 + 4);
  if (offset >= catalogue->size || length >= catalogue->size - offset || catalogue->bytes[offset + length])
    return NULL;
  *ret_length = length;
  return catalogue->bytes + offset;
}

/* Plural forms lie one behind the other, each with its NUL. */
static gboolean is_utf8(const char *text, gsize length) {
  for (const char *at = text; at <= text + length; at += strlen(at) + 1)
    if (!g_utf8_validate(at, -1, NULL))
      return FALSE;
  return TRUE;
}

static gboolean check_table(const BkCatalogue *catalogue, guint32 table) {
  if (table > catalogue->size || (catalogue->size - table) / 8 < catalogue->count)
    return FALSE;
  for (guint32 i = 0; i < catalogue->count; i++) {
    guint32 length = 0;
    const char *text = text_at(catalogue, table, i, &length);
    if (!text || !is_utf8(text, length))
      return FALSE;
  }
  return TRUE;
}

static gboolean check(BkCatalogue *catalogue) {
  if (catalogue->size < HEADER || catalogue->size > BK_CATALOGUE_MAX)
    return FALSE;
  catalogue->swapped = number_at(catalogue, 0) != MAGIC;
  if (number_at(catalogue, 0) != MAGIC || number_at(catalogue, 4) >> 16 > 1)
    return FALSE;
  catalogue->count = number_at(catalogue, 8);
  catalogue->texts = number_at(catalogue, 12);
  catalogue->translations = number_at(catalogue, 16);
  return check_table(catalogue, catalogue->texts) && check_table(catalogue, catalogue->translations);
}

/* Texts are sorted, as strcmp() does. */
static const char *find(const BkCatalogue *catalogue, const char *text, guint32 *ret_length) {
  guint32 low = 0, high = catalogue->count, length = 0;
  while (low < high) {
    guint32 middle = low + (high - low) / 2;
    int order = strcmp(text, text_at(catalogue, catalogue->texts, middle, &length));
    if (order == 0)
      return text_at(catalogue, catalogue->translations, middle, ret_length);
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}

/* The header, the translation of "", says "Plural-Forms: nplurals=2; plural=(n != 1);". */
static void read_plural(BkCatalogue *catalogue) {
  guint32 length = 0;
  const char *header = find(catalogue, "", &length);
  const char *line = header ? strstr(header, "\nPlural-Forms:") : NULL;
  const char *begin = line ? strstr(line, "plural=") : NULL;
  guint64 form = 0;
  if (!begin)
    return;
  begin += strlen("plural=");
  catalogue->plural = g_strndup(begin, strcspn(begin, ";\n"));
  if (!bk_plural_form(catalogue->plural, 1, &form))
    g_clear_pointer(&catalogue->plural, g_free);
}

BkCatalogue *bk_catalogue_load(const char *file, const char *language, gboolean ascii) {
  g_autoptr(BkCatalogue) catalogue = g_new0(BkCatalogue, 1);
  if (!g_file_get_contents(file, &catalogue->bytes, &catalogue->size, NULL) || !check(catalogue))
    return NULL;
  catalogue->language = g_strdup(language);
  if (ascii)
    catalogue->ascii = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
  read_plural(catalogue);
  return g_steal_pointer(&catalogue);
}

void bk_catalogue_free(BkCatalogue *catalogue) {
  if (!catalogue)
    return;
  g_clear_pointer(&catalogue->ascii, g_hash_table_unref);
  g_free(catalogue->plural);
  g_free(catalogue->language);
  g_free(catalogue->bytes);
  g_free(catalogue);
}

/* "AEndern" is the ASCII of a capital with dots: "Aendern" is how it is written. */
static void soften(char *text) {
  for (char *at = text; at[0] && at[1]; at++)
    if (strchr("AOU", at[0]) && at[1] == 'E' && g_ascii_islower(at[2]))
      at[1] = 'e';
}

static const char *as_shown(BkCatalogue *catalogue, const char *text) {
  if (!catalogue->ascii)
    return text;
  char *plain = g_hash_table_lookup(catalogue->ascii, text);
  if (!plain) {
    plain = g_str_to_ascii(text, catalogue->language);
    soften(plain);
    g_hash_table_insert(catalogue->ascii, (gpointer)text, plain);
  }
  return plain;
}

const char *bk_catalogue_find(BkCatalogue *catalogue, const char *text) {
  guint32 length = 0;
  const char *found = find(catalogue, text, &length);
  return found && length > 0 ? as_shown(catalogue, found) : NULL;
}

const char *bk_catalogue_find_plural(BkCatalogue *catalogue, const char *one, gint64 count) {
  guint32 length = 0;
  guint64 form = 0;
  const char *found = find(catalogue, one, &length);
  if (!found || length == 0 || !catalogue->plural ||
      !bk_plural_form(catalogue->plural, (guint64)ABS(count), &form) || form >= FORMS_MAX)
    return NULL;
  const char *end = found + length;
  for (; form > 0 && found < end; form--)
    found += strlen(found) + 1;
  return found < end ? as_shown(catalogue, found) : NULL;
}
