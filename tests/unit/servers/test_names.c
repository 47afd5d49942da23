#include "servers/names.h"

static void append(const char *name, gboolean optional, gpointer data) {
  g_string_append_printf(data, "%s%s ", name, optional ? "?" : "");
}

static const struct {
  const char *text, *names, *wrong;
} rows[] = {
    {"", "", NULL},
    {"plain } text }} { {", "", NULL},
    {"{{a}}", "a ", NULL},
    {"x{{a_1}}y{{session.token?}}{{a_1}}z", "a_1 session.token? a_1 ", NULL},
    {"{{a}}{{b", "a ", "\"{{\" without \"}}\""},
    {"{{}}", "",
     "\"{{}}\" is not a name: letters, digits, \"_\" and \".\" without spaces, at the end perhaps \"?\""},
    {"{{ a }}", "",
     "\"{{ a }}\" is not a name: letters, digits, \"_\" and \".\" without spaces, at the end perhaps \"?\""},
    {"{{a??}}", "",
     "\"{{a??}}\" is not a name: letters, digits, \"_\" and \".\" without spaces, at the end perhaps \"?\""},
    {"{{{a}}}", "",
     "\"{{{a}}\" is not a name: letters, digits, \"_\" and \".\" without spaces, at the end perhaps \"?\""},
};

static void test_scan(void) {
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GString) names = g_string_new(NULL);
    g_autofree char *wrong = bk_names_scan(rows[i].text, append, names);
    g_assert_cmpstr(wrong, ==, rows[i].wrong);
    g_assert_cmpstr(names->str, ==, rows[i].names);
  }
}

static void test_long_name(void) {
  g_autofree char *name = g_strnfill(BK_NAME_MAX, 'a');
  g_autofree char *fits = g_strdup_printf("{{%s}}", name), *over = g_strdup_printf("{{%sa}}", name);
  g_autofree char *good = bk_names_scan(fits, NULL, NULL), *wrong = bk_names_scan(over, NULL, NULL);
  g_assert_null(good);
  g_assert_nonnull(wrong);
}

static void test_json(void) {
  g_autoptr(GString) names = g_string_new(NULL);
  cJSON *json = cJSON_Parse("{\"a\":[\"{{x}}\",{\"b\":\"{{y?}}\"}],\"{{key}}\":1,\"c\":null}");
  g_autofree char *wrong = bk_names_scan_json(json, append, names);
  g_assert_null(wrong);
  g_assert_cmpstr(names->str, ==, "x y? ");
  cJSON_Delete(json);
}

static void test_literal(void) {
  g_assert_true(bk_names_is_literal("Bearer abc"));
  g_assert_false(bk_names_is_literal("Bearer {{session.token}}"));
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/servers/names/scan", test_scan);
  g_test_add_func("/servers/names/long", test_long_name);
  g_test_add_func("/servers/names/json", test_json);
  g_test_add_func("/servers/names/literal", test_literal);
  return g_test_run();
}
