#include "servers/names.h"

#include <string.h>

static gboolean is_name_char(char c) {
  return g_ascii_isalnum(c) || c == '_' || c == '.';
}

/* Reads "name}}" or "name?}}" at text; gives what follows, or NULL and *ret_wrong. */
static const char *read_name(const char *text, char name[BK_NAME_MAX + 1], gboolean *ret_optional,
                             char **ret_wrong) {
  gsize length = 0;
  while (is_name_char(text[length]))
    length++;
  const char *end = text + length;
  *ret_optional = *end == '?';
  if (*ret_optional)
    end++;
  if (length == 0 || length > BK_NAME_MAX || !g_str_has_prefix(end, "}}")) {
    const char *closing = strstr(text, "}}");
    if (closing == NULL)
      *ret_wrong = g_strdup("\"{{\" without \"}}\"");
    else
      *ret_wrong = g_strdup_printf("\"{{%.*s}}\" is not a name: letters, digits, \"_\" and \".\" without "
                                   "spaces, at the end perhaps \"?\"",
                                   (int)MIN(closing - text, (gssize)BK_NAME_MAX), text);
    return NULL;
  }
  memcpy(name, text, length);
  name[length] = '\0';
  return end + 2;
}

char *bk_names_scan(const char *text, BkNamesFunc func, gpointer data) {
  while ((text = strstr(text, "{{")) != NULL) {
    char name[BK_NAME_MAX + 1];
    gboolean optional = FALSE;
    char *wrong = NULL;
    text = read_name(text + 2, name, &optional, &wrong);
    if (text == NULL)
      return wrong;
    if (func != NULL)
      func(name, optional, data);
  }
  return NULL;
}

char *bk_names_scan_json(const cJSON *json, BkNamesFunc func, gpointer data) {
  if (cJSON_IsString(json))
    return bk_names_scan(json->valuestring, func, data);
  if (!cJSON_IsArray(json) && !cJSON_IsObject(json))
    return NULL;
  const cJSON *member;
  cJSON_ArrayForEach (member, json) {
    char *wrong = bk_names_scan_json(member, func, data);
    if (wrong != NULL)
      return wrong;
  }
  return NULL;
}

gboolean bk_names_is_literal(const char *text) {
  return strstr(text, "{{") == NULL;
}
