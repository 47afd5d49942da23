#include "base/json.h"

#include <string.h>

/* cJSON keeps no positions, so the text is read once more, on the error path only. The text has been
 * parsed before: the reader trusts its grammar but never its bounds. */

typedef struct {
  const char *text;
  gsize length;
  gsize at;
} Reader;

static void skip_space(Reader *reader) {
  while (reader->at < reader->length && strchr(" \t\r\n", reader->text[reader->at]) != NULL)
    reader->at++;
}

static void skip_string(Reader *reader) {
  reader->at++;
  while (reader->at < reader->length && reader->text[reader->at] != '"')
    reader->at += reader->text[reader->at] == '\\' ? 2 : 1;
  reader->at = MIN(reader->at + 1, reader->length);
}

static void skip_value(Reader *reader) {
  guint depth = 0;
  skip_space(reader);
  while (reader->at < reader->length) {
    char c = reader->text[reader->at];
    if (c == '"') {
      skip_string(reader);
    } else {
      if (c == '{' || c == '[')
        depth++;
      if ((c == '}' || c == ']') && depth-- == 0)
        return;
      if (c == ',' && depth == 0)
        return;
      reader->at++;
    }
    if (depth == 0 && reader->at < reader->length && strchr(",]}", reader->text[reader->at]) != NULL)
      return;
  }
}

/* The token between two quotes as the document's author wrote it, unescaped by the parser itself. */
static char *read_key(Reader *reader) {
  gsize start = reader->at;
  skip_string(reader);
  g_autofree char *quoted = g_strndup(reader->text + start, reader->at - start);
  cJSON *key = cJSON_Parse(quoted);
  char *plain = g_strdup(cJSON_IsString(key) ? key->valuestring : "");
  cJSON_Delete(key);
  return plain;
}

/* Moves to the value of a member (or, with ret_key, also tells where its key is). */
static gboolean enter_object(Reader *reader, const char *token, gsize *ret_key) {
  reader->at++;
  while (TRUE) {
    skip_space(reader);
    if (reader->at >= reader->length || reader->text[reader->at] != '"')
      return FALSE;
    *ret_key = reader->at;
    g_autofree char *key = read_key(reader);
    skip_space(reader);
    reader->at++; /* the colon */
    skip_space(reader);
    if (strcmp(key, token) == 0)
      return TRUE;
    skip_value(reader);
    skip_space(reader);
    if (reader->at >= reader->length || reader->text[reader->at] != ',')
      return FALSE;
    reader->at++;
  }
}

static gboolean enter_array(Reader *reader, const char *token) {
  guint64 index;
  if (!g_ascii_string_to_unsigned(token, 10, 0, G_MAXINT, &index, NULL))
    return FALSE;
  reader->at++;
  for (guint64 i = 0; i < index; i++) {
    skip_value(reader);
    skip_space(reader);
    if (reader->at >= reader->length || reader->text[reader->at] != ',')
      return FALSE;
    reader->at++;
  }
  skip_space(reader);
  return reader->at < reader->length && reader->text[reader->at] != ']';
}

static gboolean find(Reader *reader, const char *pointer, gsize *ret_key) {
  skip_space(reader);
  *ret_key = reader->at;
  g_auto(GStrv) tokens = g_strsplit(pointer, "/", -1);
  for (guint i = 1; tokens[0] != NULL && tokens[i] != NULL; i++) {
    g_autoptr(GString) plain = g_string_new(tokens[i]);
    g_string_replace(plain, "~1", "/", 0);
    g_string_replace(plain, "~0", "~", 0);
    if (reader->at >= reader->length)
      return FALSE;
    if (reader->text[reader->at] == '{') {
      if (!enter_object(reader, plain->str, ret_key))
        return FALSE;
    } else if (reader->text[reader->at] != '[' || !enter_array(reader, plain->str)) {
      return FALSE;
    } else {
      *ret_key = reader->at;
    }
  }
  return TRUE;
}

void bk_json_position(const char *text, gsize length, gsize offset, int *ret_line, int *ret_column) {
  int line = 1, column = 1;
  for (gsize i = 0; i < offset && i < length; i++) {
    if (text[i] == '\n') {
      line++;
      column = 1;
    } else if (((guchar)text[i] & 0xC0) != 0x80) {
      column++; /* continuation bytes belong to the character before */
    }
  }
  *ret_line = line;
  *ret_column = column;
}

void bk_json_locate(const char *text, gsize length, const char *pointer, gboolean want_key, int *ret_line,
                    int *ret_column) {
  Reader reader = {.text = text, .length = length};
  gsize key = 0;
  gboolean found = find(&reader, pointer, &key);
  gsize offset = !found ? 0 : want_key ? key : reader.at;
  bk_json_position(text, length, offset, ret_line, ret_column);
}
