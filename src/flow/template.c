#include "flow/template.h"

#include "base/json.h"

#include <string.h>

#define NAME_MAX_LENGTH 64
/* A template of a server file with more names than this is nothing a person wrote. */
#define MATCH_MAX_NAMES 8

/* ---- reading: a template is a run of pieces, each plain text or a name ---- */

typedef struct {
  const char *start; /* of the text, or of the name */
  gsize length;
  gboolean is_name;
  gboolean optional;
} Piece;

static gboolean is_name_char(char c) {
  return g_ascii_isalnum(c) || c == '_' || c == '.' || c == '-';
}

/* Reads a "{{name}}" or "{{name?}}" at text; gives its whole length, or 0 if it is not well formed. */
static gsize read_braces(const char *text, Piece *piece) {
  if (!g_str_has_prefix(text, "{{"))
    return 0;
  const char *end = text + 2;
  while (is_name_char(*end))
    end++;
  *piece = (Piece){.start = text + 2, .length = end - (text + 2), .is_name = TRUE};
  if (piece->length == 0 || piece->length > NAME_MAX_LENGTH)
    return 0;
  if (*end == '?') {
    piece->optional = TRUE;
    end++;
  }
  return g_str_has_prefix(end, "}}") ? (gsize)(end + 2 - text) : 0;
}

/* The next piece; FALSE at the end. Braces that are not well formed are plain text: the loader has
 * told the author (bk_template_check), and nothing is guessed here. */
static gboolean next_piece(const char **cursor, Piece *piece) {
  const char *text = *cursor;
  if (*text == '\0')
    return FALSE;
  gsize braces = read_braces(text, piece);
  if (braces > 0) {
    *cursor = text + braces;
    return TRUE;
  }
  Piece following;
  const char *end = text + 1;
  while (*end != '\0' && read_braces(end, &following) == 0)
    end++;
  *piece = (Piece){.start = text, .length = end - text};
  *cursor = end;
  return TRUE;
}

char *bk_template_check(const char *text) {
  for (const char *open = strstr(text, "{{"); open != NULL; open = strstr(open, "{{")) {
    Piece piece;
    gsize length = read_braces(open, &piece);
    if (length > 0) {
      open += length;
      continue;
    }
    const char *close = strstr(open, "}}");
    if (close == NULL)
      return g_strdup("\"{{\" is never closed by \"}}\"");
    return g_strdup_printf("\"%.*s\" is not a name: write {{name}} or {{name?}} with letters, digits, "
                           "\"_\", \".\" or \"-\"",
                           (int)MIN(close + 2 - open, 40), open);
  }
  return NULL;
}

gboolean bk_template_is_optional(const char *text) {
  Piece piece;
  gsize length = read_braces(text, &piece);
  return length > 0 && text[length] == '\0' && piece.optional;
}

gboolean bk_template_is_number(const char *text) {
  return g_str_equal(text, "{{counter}}");
}

/* ---- names ---- */

/* Adds a name once; a required mention outweighs an optional one and keeps its place. */
static void add_name(GPtrArray *names, const Piece *piece) {
  g_autofree char *name = g_strndup(piece->start, piece->length);
  g_autofree char *with_mark = g_strconcat(name, "?", NULL);
  for (guint i = 0; i < names->len; i++) {
    char *known = g_ptr_array_index(names, i);
    if (g_str_equal(known, name))
      return;
    if (!g_str_equal(known, with_mark))
      continue;
    if (!piece->optional)
      known[piece->length] = '\0';
    return;
  }
  g_ptr_array_add(names, g_strdup(piece->optional ? with_mark : name));
}

static void add_names(GPtrArray *names, const char *text) {
  Piece piece;
  while (next_piece(&text, &piece)) {
    if (piece.is_name)
      add_name(names, &piece);
  }
}

static void add_json_names(GPtrArray *names, const cJSON *json) {
  if (cJSON_IsString(json))
    add_names(names, json->valuestring);
  const cJSON *child;
  cJSON_ArrayForEach (child, json)
    add_json_names(names, child);
}

GPtrArray *bk_template_names(const char *text) {
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  add_names(names, text);
  return names;
}

GPtrArray *bk_template_json_names(const cJSON *json) {
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  if (json != NULL)
    add_json_names(names, json);
  return names;
}

/* ---- expansion ---- */

static gboolean stays(BkEncoding encoding, guchar c) {
  if (g_ascii_isalnum(c))
    return TRUE;
  /* RFC 3986 2.3; in forms "~" is encoded too (URL Standard 5.2; "*" need not be, but may). */
  return strchr(encoding == BK_ENCODE_FORM ? "-._" : "-._~", c) != NULL;
}

static gboolean append_percent(BkSecretBuilder *builder, BkEncoding encoding, const char *bytes,
                               gsize length) {
  static const char digits[] = "0123456789ABCDEF";
  for (gsize i = 0; i < length; i++) {
    guchar c = bytes[i];
    char escape[] = {'%', digits[c >> 4], digits[c & 15]};
    gboolean done = TRUE;
    if (encoding == BK_ENCODE_FORM && c == ' ')
      done = bk_secret_builder_append(builder, "+", 1);
    else if (stays(encoding, c))
      done = bk_secret_builder_append(builder, bytes + i, 1);
    else
      done = bk_secret_builder_append(builder, escape, sizeof escape);
    if (!done)
      return FALSE;
  }
  return TRUE;
}

/* FALSE if the value cannot stand there. A NUL can stand nowhere: all that follows it would be lost. */
static gboolean append_value(BkSecretBuilder *builder, BkEncoding encoding, const char *bytes, gsize length) {
  if (memchr(bytes, '\0', length) != NULL)
    return FALSE;
  switch (encoding) {
  case BK_ENCODE_NONE:
    return bk_secret_builder_append(builder, bytes, length);
  case BK_ENCODE_HEADER:
    if (memchr(bytes, '\r', length) != NULL || memchr(bytes, '\n', length) != NULL)
      return FALSE;
    return bk_secret_builder_append(builder, bytes, length);
  case BK_ENCODE_PATH:
    /* "/users/{{id}}" without an id is another resource. */
    return length > 0 && append_percent(builder, encoding, bytes, length);
  case BK_ENCODE_QUERY:
  case BK_ENCODE_FORM:
    return append_percent(builder, encoding, bytes, length);
  }
  return FALSE;
}

/* Plain text of a query or form value is a value like any other and is encoded with it; a path is
 * written by its author as it goes over the wire ("/accounts:update", "/a%7Cb"). */
static gboolean append_text(BkSecretBuilder *builder, BkEncoding encoding, const Piece *piece) {
  if (encoding == BK_ENCODE_PATH)
    return bk_secret_builder_append(builder, piece->start, piece->length);
  return append_value(builder, encoding, piece->start, piece->length);
}

/* Whether a path has a "." or ".." segment, which would lead out of the place the author meant. */
static gboolean has_dot_segment(const char *path) {
  for (const char *segment = path; segment != NULL; segment = strchr(segment, '/')) {
    if (*segment == '/')
      segment++;
    gsize length = strcspn(segment, "/?#");
    if ((length == 1 || length == 2) && strspn(segment, ".") >= length)
      return TRUE;
  }
  return FALSE;
}

static gboolean append_piece(BkSecretBuilder *builder, BkEncoding encoding, const Piece *piece,
                             BkTemplateLookup lookup, gpointer data, char **ret_missing) {
  if (!piece->is_name)
    return append_text(builder, encoding, piece);
  g_autofree char *name = g_strndup(piece->start, piece->length);
  g_autoptr(BkSecret) value = lookup(name, data);
  if (value != NULL)
    return append_value(builder, encoding, bk_secret_peek(value), bk_secret_length(value));
  if (!piece->optional && ret_missing != NULL)
    *ret_missing = g_steal_pointer(&name);
  return piece->optional;
}

BkSecret *bk_template_expand(const char *text, BkEncoding encoding, BkTemplateLookup lookup, gpointer data,
                             char **ret_missing) {
  g_autoptr(BkSecretBuilder) builder = bk_secret_builder_new(BK_SECRET_MAX);
  if (ret_missing != NULL)
    *ret_missing = NULL;
  Piece piece;
  while (next_piece(&text, &piece)) {
    if (!append_piece(builder, encoding, &piece, lookup, data, ret_missing))
      return NULL;
  }
  if (encoding == BK_ENCODE_PATH && has_dot_segment(bk_secret_builder_peek(builder)))
    return NULL;
  return bk_secret_builder_finish(g_steal_pointer(&builder));
}

/* ---- JSON: written straight into the wiped buffer, so that no second copy of a secret exists ---- */

typedef struct {
  BkSecretBuilder *out;
  BkTemplateLookup lookup;
  gpointer data;
  char **ret_missing;
} JsonWriter;

static gboolean put(JsonWriter *writer, const char *text) {
  return bk_secret_builder_append(writer->out, text, -1);
}

static gboolean put_string(JsonWriter *writer, const char *text, gsize length) {
  if (!g_utf8_validate_len(text, length, NULL) || !put(writer, "\""))
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    guchar c = text[i];
    char escape[8] = {'\\', c};
    if (c < 0x20)
      g_snprintf(escape, sizeof escape, "\\u%04x", c);
    gboolean plain = c >= 0x20 && c != '"' && c != '\\';
    if (!bk_secret_builder_append(writer->out, plain ? text + i : escape, plain ? 1 : -1))
      return FALSE;
  }
  return put(writer, "\"");
}

static gboolean put_template(JsonWriter *writer, const char *text) {
  g_autoptr(BkSecret) value =
      bk_template_expand(text, BK_ENCODE_NONE, writer->lookup, writer->data, writer->ret_missing);
  if (value == NULL)
    return FALSE;
  const char *peek = bk_secret_peek(value);
  gsize digits = strspn(peek, "0123456789");
  gboolean number = bk_template_is_number(text) && digits > 0 && peek[digits] == '\0';
  return number ? put(writer, peek) : put_string(writer, peek, bk_secret_length(value));
}

/* Whether a member is exactly one optional name and that name has no value now, or an empty one. */
static gboolean is_left_out(JsonWriter *writer, const cJSON *json) {
  if (!cJSON_IsString(json) || !bk_template_is_optional(json->valuestring))
    return FALSE;
  Piece piece;
  read_braces(json->valuestring, &piece);
  g_autofree char *name = g_strndup(piece.start, piece.length);
  g_autoptr(BkSecret) value = writer->lookup(name, writer->data);
  return value == NULL || bk_secret_length(value) == 0;
}

static gboolean put_json(JsonWriter *writer, const cJSON *json);

static gboolean put_children(JsonWriter *writer, const cJSON *json, gboolean is_object) {
  if (!put(writer, is_object ? "{" : "["))
    return FALSE;
  gboolean first = TRUE;
  const cJSON *child;
  cJSON_ArrayForEach (child, json) {
    if (is_left_out(writer, child))
      continue;
    if (!first && !put(writer, ","))
      return FALSE;
    first = FALSE;
    if (is_object && (!put_string(writer, child->string, strlen(child->string)) || !put(writer, ":")))
      return FALSE;
    if (!put_json(writer, child))
      return FALSE;
  }
  return put(writer, is_object ? "}" : "]");
}

static gboolean put_json(JsonWriter *writer, const cJSON *json) {
  if (cJSON_IsString(json))
    return put_template(writer, json->valuestring);
  if (cJSON_IsObject(json) || cJSON_IsArray(json))
    return put_children(writer, json, cJSON_IsObject(json));
  char number[64]; /* also true, false and null; none of them can be longer */
  return cJSON_PrintPreallocated((cJSON *)json, number, sizeof number, FALSE) && put(writer, number);
}

BkSecret *bk_template_expand_json(const cJSON *json, BkTemplateLookup lookup, gpointer data,
                                  char **ret_missing) {
  g_autoptr(BkSecretBuilder) builder = bk_secret_builder_new(BK_SECRET_MAX);
  JsonWriter writer = {.out = builder, .lookup = lookup, .data = data, .ret_missing = ret_missing};
  if (ret_missing != NULL)
    *ret_missing = NULL;
  if (!put_json(&writer, json))
    return NULL;
  return bk_secret_builder_finish(g_steal_pointer(&builder));
}

/* ---- the inverse ---- */

typedef struct {
  GArray *pieces;     /* Piece */
  GHashTable *values; /* name -> char*: what is known or was found */
} Matcher;

static gboolean match_from(Matcher *matcher, guint index, const char *text);

static gboolean match_fixed(Matcher *matcher, guint index, const char *text, const char *wanted,
                            gsize length) {
  return strncmp(text, wanted, length) == 0 && match_from(matcher, index + 1, text + length);
}

/* Tries ever longer runs for a name that is not known yet. */
static gboolean match_name(Matcher *matcher, guint index, const char *name, const char *text) {
  gboolean last = index + 1 == matcher->pieces->len;
  for (gsize length = last ? strlen(text) : 0;; length++) {
    g_hash_table_insert(matcher->values, g_strdup(name), g_strndup(text, length));
    if (match_from(matcher, index + 1, text + length))
      return TRUE;
    if (text[length] == '\0')
      break;
  }
  g_hash_table_remove(matcher->values, name);
  return FALSE;
}

static gboolean match_from(Matcher *matcher, guint index, const char *text) {
  if (index == matcher->pieces->len)
    return *text == '\0';
  const Piece *piece = &g_array_index(matcher->pieces, Piece, index);
  if (!piece->is_name)
    return match_fixed(matcher, index, text, piece->start, piece->length);
  g_autofree char *name = g_strndup(piece->start, piece->length);
  const char *value = g_hash_table_lookup(matcher->values, name);
  if (value != NULL)
    return match_fixed(matcher, index, text, value, strlen(value));
  return match_name(matcher, index, name, text);
}

static gboolean read_pieces(GArray *pieces, const char *text) {
  Piece piece;
  guint names = 0;
  while (next_piece(&text, &piece)) {
    g_array_append_val(pieces, piece);
    names += piece.is_name;
  }
  return names <= MATCH_MAX_NAMES;
}

static void fill_known(Matcher *matcher, BkTemplateLookup known, gpointer data) {
  for (guint i = 0; known != NULL && i < matcher->pieces->len; i++) {
    const Piece *piece = &g_array_index(matcher->pieces, Piece, i);
    if (!piece->is_name)
      continue;
    g_autofree char *name = g_strndup(piece->start, piece->length);
    g_autoptr(BkSecret) value = known(name, data);
    if (value != NULL)
      g_hash_table_insert(matcher->values, g_steal_pointer(&name), g_strdup(bk_secret_peek(value)));
  }
}

/* An optional name that took nothing was not there. */
static void drop_absent(Matcher *matcher) {
  for (guint i = 0; i < matcher->pieces->len; i++) {
    const Piece *piece = &g_array_index(matcher->pieces, Piece, i);
    if (!piece->is_name || !piece->optional)
      continue;
    g_autofree char *name = g_strndup(piece->start, piece->length);
    const char *value = g_hash_table_lookup(matcher->values, name);
    if (value != NULL && *value == '\0')
      g_hash_table_remove(matcher->values, name);
  }
}

GHashTable *bk_template_match(const char *template_text, const char *text, BkTemplateLookup known,
                              gpointer data) {
  g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
  g_autoptr(GHashTable) values =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)bk_secret_wipe_string);
  Matcher matcher = {.pieces = pieces, .values = values};
  if (!read_pieces(pieces, template_text))
    return NULL;
  fill_known(&matcher, known, data);
  if (!match_from(&matcher, 0, text))
    return NULL;
  drop_absent(&matcher);
  return g_steal_pointer(&values);
}
