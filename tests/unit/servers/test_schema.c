/* The schema and the reference are made from the tables; tests/servers-d.sh holds the shipped files against
 * the schema with a validator. "test_schema --print server|provider" prints one, for that script. */
#include "servers/format.h"
#include "servers/servers.h"

#include <string.h>

static const char *text_at(const cJSON *json, const char *pointer) {
  const cJSON *value = bk_json_at(json, pointer);
  return cJSON_IsString(value) ? value->valuestring : "(none)";
}

static void test_server(void) {
  g_autoptr(cJSON) schema = bk_servers_schema(FALSE);
  g_assert_cmpstr(text_at(schema, "/$schema"), ==, "https://json-schema.org/draft/2020-12/schema");
  g_assert_cmpstr(text_at(schema, "/required/0"), ==, "name");
  g_assert_cmpstr(text_at(schema, "/required/1"), ==, "url");
  g_assert_null(bk_json_at(schema, "/required/2"));
  g_assert_true(cJSON_IsFalse(bk_json_at(schema, "/additionalProperties")));
  g_assert_cmpint(bk_json_at(schema, "/properties/name/maxLength")->valueint, ==, 60);
  g_assert_cmpstr(text_at(schema, "/properties/comment/type/0"), ==, "string");
  /* every key of a provider may stand in a server file */
  g_assert_cmpstr(text_at(schema, "/properties/actions/anyOf/0/$ref"), ==, "#/$defs/actions-part");
}

static void test_provider(void) {
  g_autoptr(cJSON) schema = bk_servers_schema(TRUE);
  g_assert_cmpstr(text_at(schema, "/required/0"), ==, "title");
  g_assert_null(bk_json_at(schema, "/properties/name"));
  /* A part that is laid over another needs not be whole; an element of a list must be. */
  g_assert_null(bk_json_at(schema, "/$defs/step-part/required/0"));
  g_assert_cmpstr(text_at(schema, "/$defs/step/required/0"), ==, "request");
  g_assert_cmpstr(text_at(schema, "/$defs/reply/properties/outcome/enum/0"), ==, "ok");
  g_assert_cmpint(bk_json_at(schema, "/$defs/mail-part/properties/resend_after/default")->valueint, ==, 60);
  g_assert_cmpstr(text_at(schema, "/$defs/source/oneOf/0/required/0"), ==, "body");
}

static void check_references(const cJSON *json, const cJSON *schema, guint *count) {
  const cJSON *member;
  cJSON_ArrayForEach (member, json) {
    if (g_strcmp0(member->string, "$ref") == 0) {
      g_assert_nonnull(bk_json_at(schema, member->valuestring + 1));
      (*count)++;
    }
    check_references(member, schema, count);
  }
}

static void test_references(void) {
  for (int provider = 0; provider < 2; provider++) {
    g_autoptr(cJSON) schema = bk_servers_schema(provider);
    guint count = 0;
    check_references(schema, schema, &count);
    g_assert_cmpuint(count, >, 30);
  }
}

static void test_reference(void) {
  g_autofree char *text = bk_servers_reference();
  g_autoptr(cJSON) schema = bk_servers_schema(FALSE);
  g_assert_nonnull(strstr(text, "\n### server\n"));
  g_assert_nonnull(strstr(text, "\n| `disclosure` | `hidden`, `revealed`, `setting` |"));
  g_assert_nonnull(
      strstr(text, "| `name` | text (at most 60 characters) | **required**; what people see in the list |"));
  /* Every definition of the schema has its section, and every link leads to one. */
  const cJSON *definition;
  cJSON_ArrayForEach (definition, bk_json_member(schema, "$defs")) {
    g_autoptr(GString) heading = g_string_new(definition->string);
    g_string_replace(heading, "-part", "", 0);
    g_string_prepend(heading, "\n### ");
    g_string_append_c(heading, '\n');
    g_assert_nonnull(strstr(text, heading->str));
  }
  for (const char *link = text; (link = strstr(link, "](#")) != NULL;) {
    link += strlen("](#");
    g_autofree char *name = g_strndup(link, strcspn(link, ")"));
    g_autofree char *heading = g_strdup_printf("\n### %s\n", name);
    g_assert_nonnull(strstr(text, heading));
  }
}

int main(int argc, char **argv) {
  bk_json_init();
  if (argc == 3 && g_str_equal(argv[1], "--print")) {
    g_autoptr(cJSON) schema = bk_servers_schema(g_str_equal(argv[2], "provider"));
    char *text = cJSON_Print(schema);
    g_print("%s\n", text);
    cJSON_free(text);
    return 0;
  }
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/servers/schema/server", test_server);
  g_test_add_func("/servers/schema/provider", test_provider);
  g_test_add_func("/servers/schema/references", test_references);
  g_test_add_func("/servers/schema/reference", test_reference);
  return g_test_run();
}
