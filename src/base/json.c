#include "base/json.h"

#include "base/secret.h"

#include <errno.h>
#include <malloc.h>
#include <math.h>
#include <string.h>

/* clang-format off */
G_DEFINE_QUARK(bk-json-error-quark, bk_json_error)
/* clang-format on */

#define MAX_EXACT 9007199254740992.0 /* 2^53: beyond it a double no longer tells integers apart */

static void wiping_free(void *block) {
  if (block != NULL)
    explicit_bzero(block, malloc_usable_size(block));
  free(block);
}

void bk_json_init(void) {
  cJSON_Hooks hooks = {.malloc_fn = malloc, .free_fn = wiping_free};
  cJSON_InitHooks(&hooks);
}

/* ---- strict reading ------------------------------------------------------------------------------ */

/* cJSON takes raw control bytes, "\u0000", any depth below 1,000 and duplicate names: this scan of the
 * text, before the parse, refuses the first three. It needs no more of JSON than where strings are. */
static gboolean scan_text(const char *bytes, gsize length, gsize *ret_offset, GError **error) {
  guint depth = 0;
  gboolean in_string = FALSE;
  for (gsize i = 0; i < length; i++) {
    char c = bytes[i];
    *ret_offset = i;
    if (in_string && (guchar)c < ' ') {
      g_set_error_literal(error, BK_JSON_ERROR, BK_JSON_ERROR_SYNTAX, "a control byte in a string");
      return FALSE;
    }
    if (in_string && c == '\\') {
      if (length - i >= 6 && memcmp(bytes + i, "\\u0000", 6) == 0) {
        g_set_error_literal(error, BK_JSON_ERROR, BK_JSON_ERROR_ENCODING, "a NUL in a string");
        return FALSE;
      }
      i++;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == '{' || c == '[')) {
      if (++depth > BK_JSON_MAX_DEPTH) {
        g_set_error(error, BK_JSON_ERROR, BK_JSON_ERROR_LIMIT, "nested deeper than %u", BK_JSON_MAX_DEPTH);
        return FALSE;
      }
    } else if (!in_string && (c == '}' || c == ']') && depth > 0) {
      depth--;
    }
  }
  return TRUE;
}

static gboolean check_encoding(const char *bytes, gsize length, gsize *ret_offset, GError **error) {
  *ret_offset = 0;
  if (length > BK_JSON_MAX_BYTES) {
    g_set_error(error, BK_JSON_ERROR, BK_JSON_ERROR_LIMIT, "longer than %u bytes", BK_JSON_MAX_BYTES);
    return FALSE;
  }
  const char *end;
  if (g_utf8_validate_len(bytes, length, &end))
    return TRUE;
  *ret_offset = (gsize)(end - bytes);
  g_set_error_literal(error, BK_JSON_ERROR, BK_JSON_ERROR_ENCODING, "not UTF-8");
  return FALSE;
}

static gboolean check_tree(const cJSON *value, guint *members, GError **error) {
  g_autoptr(GHashTable) names = cJSON_IsObject(value) ? g_hash_table_new(g_str_hash, g_str_equal) : NULL;
  const cJSON *child;
  cJSON_ArrayForEach (child, value) {
    if (++*members > BK_JSON_MAX_MEMBERS) {
      g_set_error(error, BK_JSON_ERROR, BK_JSON_ERROR_LIMIT, "more than %u members", BK_JSON_MAX_MEMBERS);
      return FALSE;
    }
    if (names != NULL && !g_hash_table_add(names, child->string)) {
      g_set_error(error, BK_JSON_ERROR, BK_JSON_ERROR_DUPLICATE, "\"%.40s\" stands twice in one object",
                  child->string);
      return FALSE;
    }
    if (!check_tree(child, members, error))
      return FALSE;
  }
  return TRUE;
}

cJSON *bk_json_parse(const char *bytes, gsize length, gsize *ret_offset, GError **error) {
  gsize ignored = 0;
  gsize *offset = ret_offset != NULL ? ret_offset : &ignored;
  if (!check_encoding(bytes, length, offset, error) || !scan_text(bytes, length, offset, error))
    return NULL;
  /* cJSON wants the final NUL counted when it is to require the end (it reads one byte beyond). */
  char *text = g_strndup(bytes, length);
  const char *end = text;
  cJSON *root = cJSON_ParseWithLengthOpts(text, length + 1, &end, TRUE);
  *offset = MIN((gsize)(end - text), length);
  gboolean bom = g_str_has_prefix(text, "\xEF\xBB\xBF");
  explicit_bzero(text, length);
  g_free(text);
  guint members = 0;
  if (root == NULL || bom) {
    cJSON_Delete(root);
    g_set_error_literal(error, BK_JSON_ERROR, BK_JSON_ERROR_SYNTAX, "not JSON from here on");
    return NULL;
  }
  if (!check_tree(root, &members, error)) {
    cJSON_Delete(root);
    *offset = 0;
    return NULL;
  }
  return root;
}

/* ---- pointers and values --------------------------------------------------------------------------- */

gboolean bk_json_is_pointer(const char *text) {
  if (text[0] != '\0' && text[0] != '/')
    return FALSE;
  for (const char *at = text; *at != '\0'; at++) {
    if (*at == '~' && at[1] != '0' && at[1] != '1')
      return FALSE;
  }
  return TRUE;
}

static char *unescape_token(const char *token, gsize length) {
  GString *plain = g_string_sized_new(length);
  for (gsize i = 0; i < length; i++) {
    if (token[i] == '~' && i + 1 < length)
      g_string_append_c(plain, token[++i] == '1' ? '/' : '~');
    else
      g_string_append_c(plain, token[i]);
  }
  return g_string_free(plain, FALSE);
}

static const cJSON *step_into(const cJSON *value, const char *token) {
  if (cJSON_IsObject(value))
    return cJSON_GetObjectItemCaseSensitive(value, token);
  guint64 index;
  /* RFC 6901 section 4: no leading zeros. */
  if (!cJSON_IsArray(value) || (token[0] == '0' && token[1] != '\0') ||
      !g_ascii_string_to_unsigned(token, 10, 0, G_MAXINT, &index, NULL))
    return NULL;
  return cJSON_GetArrayItem(value, (int)index);
}

const cJSON *bk_json_at(const cJSON *root, const char *pointer) {
  if (!bk_json_is_pointer(pointer))
    return NULL;
  const cJSON *value = root;
  while (value != NULL && *pointer == '/') {
    gsize length = strcspn(++pointer, "/");
    g_autofree char *token = unescape_token(pointer, length);
    value = step_into(value, token);
    pointer += length;
  }
  return value;
}

void bk_json_pointer_append(GString *pointer, const char *token) {
  g_string_append_c(pointer, '/');
  for (; *token != '\0'; token++) {
    if (*token == '~' || *token == '/')
      g_string_append(pointer, *token == '~' ? "~0" : "~1");
    else
      g_string_append_c(pointer, *token);
  }
}

const cJSON *bk_json_member(const cJSON *object, const char *name) {
  return cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, name) : NULL;
}

gboolean bk_json_present(const cJSON *value) {
  return value != NULL && !cJSON_IsNull(value);
}

char *bk_json_scalar(const cJSON *value) {
  if (cJSON_IsString(value))
    return g_strdup(value->valuestring);
  if (cJSON_IsBool(value))
    return g_strdup(cJSON_IsTrue(value) ? "true" : "false");
  if (!cJSON_IsNumber(value) || !isfinite(value->valuedouble) || fabs(value->valuedouble) > MAX_EXACT)
    return NULL;
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  if (value->valuedouble == (double)(gint64)value->valuedouble)
    return g_strdup_printf("%.0f", value->valuedouble);
  return g_strdup(g_ascii_dtostr(buffer, sizeof buffer, value->valuedouble));
}

gboolean bk_json_loosely_equal(const cJSON *a, const cJSON *b) {
  if (!bk_json_present(a) || !bk_json_present(b))
    return bk_json_present(a) == bk_json_present(b);
  gboolean mixed = (cJSON_IsString(a) && cJSON_IsNumber(b)) || (cJSON_IsNumber(a) && cJSON_IsString(b));
  if (!mixed)
    return cJSON_Compare(a, b, TRUE);
  char *left = bk_json_scalar(a), *right = bk_json_scalar(b);
  gboolean equal = left != NULL && right != NULL && strcmp(left, right) == 0;
  bk_secret_wipe_string(left);
  bk_secret_wipe_string(right);
  return equal;
}

cJSON *bk_json_merge(const cJSON *target, const cJSON *patch) {
  if (!cJSON_IsObject(patch))
    return cJSON_Duplicate(patch, TRUE);
  cJSON *result = cJSON_IsObject(target) ? cJSON_Duplicate(target, TRUE) : cJSON_CreateObject();
  const cJSON *member;
  cJSON_ArrayForEach (member, patch) {
    const cJSON *old = cJSON_GetObjectItemCaseSensitive(result, member->string);
    if (cJSON_IsNull(member)) {
      cJSON_DeleteItemFromObjectCaseSensitive(result, member->string);
      continue;
    }
    cJSON *merged = bk_json_merge(old, member);
    if (old != NULL)
      cJSON_ReplaceItemInObjectCaseSensitive(result, member->string, merged);
    else
      cJSON_AddItemToObject(result, member->string, merged);
  }
  return result;
}
