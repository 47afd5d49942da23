/* Templates of a server file, with any value in any place. The first line is the template, the rest is the
 * value of every name. */
#include "flow/template.h"
#include "base/json.h"
#include "base/secret.h"
#include "fuzz/fuzz.h"

#include <string.h>

void fuzz_start(void) {
  bk_json_init();
}

static BkSecret *look_up(const char *name, gpointer value) {
  HOLDS(*name != '\0');
  return bk_secret_ref(value);
}

static void check_expanded(const char *text, BkEncoding encoding, BkSecret *value) {
  g_autofree char *missing = NULL;
  g_autoptr(BkSecret) expanded = bk_template_expand(text, encoding, look_up, value, &missing);
  if (expanded == NULL)
    return;
  const char *bytes = bk_secret_peek(expanded);
  gsize length = bk_secret_length(expanded);
  HOLDS(memchr(bytes, '\0', length) == NULL);
  if (encoding == BK_ENCODE_HEADER)
    HOLDS(strpbrk(bytes, "\r\n") == NULL);
  if (encoding == BK_ENCODE_PATH)
    HOLDS(strstr(bytes, "/../") == NULL && strstr(bytes, "/./") == NULL);
}

static void check_json(const char *text, BkSecret *value) {
  g_autoptr(cJSON) json = cJSON_CreateObject();
  cJSON_AddStringToObject(json, "a", text);
  g_autoptr(BkSecret) expanded = bk_template_expand_json(json, look_up, value, NULL);
  if (expanded == NULL)
    return;
  g_autoptr(cJSON) read = cJSON_ParseWithLength(bk_secret_peek(expanded), bk_secret_length(expanded));
  HOLDS(cJSON_IsObject(read));
  HOLDS(read->child == NULL || (read->child->next == NULL && cJSON_IsString(read->child)));
}

#define MATCHED_NAMES 4u /* more are not matched back, which is for a mock */

/* What was put in is found again. */
static void check_match(const char *text, BkSecret *value) {
  guint names = 0;
  for (const char *at = text; (at = strstr(at, "{{")) != NULL; at += 2)
    names++;
  g_autoptr(BkSecret) expanded = bk_template_expand(text, BK_ENCODE_NONE, look_up, value, NULL);
  if (expanded == NULL || bk_secret_length(expanded) > 2000 || bk_secret_length(value) == 0 ||
      names > MATCHED_NAMES)
    return;
  g_autoptr(GHashTable) found = bk_template_match(text, bk_secret_peek(expanded), NULL, NULL);
  g_autoptr(GHashTable) known = bk_template_match(text, bk_secret_peek(expanded), look_up, value);
  HOLDS(known != NULL);
  (void)found;
}

void fuzz_one(const char *bytes, gsize length) {
  const char *end = memchr(bytes, '\n', length);
  gsize line = end != NULL ? (gsize)(end - bytes) : length, head = MIN(line + 1, length);
  g_autofree char *text = g_strndup(bytes, line), *wrong = bk_template_check(text);
  g_autoptr(BkSecret) value = bk_secret_new(bytes + head, (gssize)(length - head));
  if (wrong != NULL || value == NULL || !g_utf8_validate(text, -1, NULL))
    return; /* such a file is refused before anything is expanded */
  g_autoptr(GPtrArray) names = bk_template_names(text);
  HOLDS(!bk_template_is_optional(text) || names->len == 1);
  for (int encoding = BK_ENCODE_NONE; encoding <= BK_ENCODE_HEADER; encoding++)
    check_expanded(text, (BkEncoding)encoding, value);
  check_json(text, value);
  check_match(text, value);
}
