/* Outside JSON: what is taken can be reached by its pointers, found in the text and laid over itself. */
#include "base/json.h"
#include "base/secret.h"
#include "fuzz/fuzz.h"

#include <string.h>

#define LOOKED_AT 64u /* values of a document: each look reads the text again */

typedef struct {
  const char *text;
  gsize length;
  const cJSON *root;
  guint left;
} Document;

void fuzz_start(void) {
  bk_json_init();
}

static void check_scalar(const cJSON *value) {
  char *text = bk_json_scalar(value);
  HOLDS(text == NULL || (!cJSON_IsObject(value) && !cJSON_IsArray(value) && !cJSON_IsNull(value)));
  HOLDS(text == NULL || g_utf8_validate(text, -1, NULL));
  if (text != NULL && cJSON_IsNumber(value)) {
    g_autoptr(cJSON) string = cJSON_CreateString(text);
    HOLDS(bk_json_loosely_equal(value, string) && bk_json_loosely_equal(string, value));
  }
  bk_secret_wipe_string(text);
}

static void check_value(Document *document, const cJSON *value, const char *pointer) {
  if (document->left == 0)
    return;
  document->left--;
  HOLDS(bk_json_is_pointer(pointer));
  HOLDS(bk_json_at(document->root, pointer) == value);
  for (int want_key = 0; want_key <= 1; want_key++) {
    int line = 0, column = 0;
    bk_json_locate(document->text, document->length, pointer, want_key, &line, &column);
    HOLDS(line >= 1 && column >= 1);
  }
  check_scalar(value);
  guint index = 0;
  const cJSON *child;
  cJSON_ArrayForEach (child, value) {
    g_autofree char *number = g_strdup_printf("%u", index++);
    g_autoptr(GString) below = g_string_new(pointer);
    bk_json_pointer_append(below, cJSON_IsObject(value) ? child->string : number);
    check_value(document, child, below->str);
  }
}

/* RFC 7396: the result holds no null members, so laying it over itself changes nothing. */
static void check_merge(const cJSON *root) {
  g_autoptr(cJSON) once = bk_json_merge(NULL, root), twice = bk_json_merge(once, once);
  g_autofree char *one = cJSON_PrintUnformatted(once), *two = cJSON_PrintUnformatted(twice);
  HOLDS(strcmp(one, two) == 0);
}

static void check_pointer(const char *bytes, gsize length) {
  static const char text[] = "{\"\":[1,{\"a/b\":null,\"m~n\":\"x\"}],\"a\":{\"0\":true}}";
  g_autoptr(cJSON) root = bk_json_parse(text, strlen(text), NULL, NULL);
  g_autofree char *pointer = g_strndup(bytes, length);
  const cJSON *value = bk_json_at(root, pointer);
  int line, column;
  HOLDS(value == NULL || bk_json_is_pointer(pointer));
  bk_json_locate(text, strlen(text), pointer, TRUE, &line, &column);
  HOLDS(line == 1 && column >= 1 && column <= (int)sizeof text);
}

void fuzz_one(const char *bytes, gsize length) {
  gsize offset = 0;
  g_autoptr(GError) error = NULL;
  g_autoptr(cJSON) root = bk_json_parse(bytes, length, &offset, &error);
  int line = 0, column = 0;
  HOLDS((root == NULL) == (error != NULL));
  HOLDS(offset <= length);
  bk_json_position(bytes, length, offset, &line, &column);
  HOLDS(line >= 1 && column >= 1);
  check_pointer(bytes, length);
  if (root == NULL)
    return;
  HOLDS(length <= BK_JSON_MAX_BYTES);
  Document document = {bytes, length, root, LOOKED_AT};
  check_value(&document, root, "");
  check_merge(root);
}
