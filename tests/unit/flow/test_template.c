/* Templates: expansion by position, JSON, names, mistakes of authors, and the inverse. */
#include "base/json.h"
#include "flow/template.h"

#include <locale.h>
#include <string.h>

static BkSecret *look_up(const char *name, gpointer data) {
  (void)data;
  static const char *const values[][2] = {
      {"email", "ana+x@example.com"},
      {"password", "a b&c=\"d\"\\é"},
      {"id", "auth0|17/../x"},
      {"dots", ".."},
      {"empty", ""},
      {"lines", "a\r\nX-Evil: 1"},
      {"bad", "\xff\xfe"},
      {"code", "123456"},
      {"counter", "2"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
    if (g_str_equal(name, values[i][0]))
      return bk_secret_new(values[i][1], -1);
  }
  if (g_str_equal(name, "nul"))
    return bk_secret_new("a\0b", 3);
  return NULL;
}

static void assert_expands(const char *text, BkEncoding encoding, const char *expected) {
  g_autofree char *missing = NULL;
  g_autoptr(BkSecret) result = bk_template_expand(text, encoding, look_up, NULL, &missing);
  if (expected == NULL) {
    g_assert_null(result);
    return;
  }
  g_assert_null(missing);
  g_assert_nonnull(result);
  g_assert_cmpstr(bk_secret_peek(result), ==, expected);
}

static void test_positions(void) {
  assert_expands("/u/{{email}}/x:y", BK_ENCODE_PATH, "/u/ana%2Bx%40example.com/x:y");
  assert_expands("/u/auth0%7C{{code}}", BK_ENCODE_PATH, "/u/auth0%7C123456");
  assert_expands("/u/{{id}}", BK_ENCODE_PATH, "/u/auth0%7C17%2F..%2Fx");
  assert_expands("{{password}}", BK_ENCODE_QUERY, "a%20b%26c%3D%22d%22%5C%C3%A9");
  assert_expands("{{password}}", BK_ENCODE_FORM, "a+b%26c%3D%22d%22%5C%C3%A9");
  assert_expands("openid profile", BK_ENCODE_FORM, "openid+profile");
  assert_expands("openid profile", BK_ENCODE_QUERY, "openid%20profile");
  assert_expands("a~b*c", BK_ENCODE_FORM, "a%7Eb%2Ac");
  assert_expands("Token {{code}}", BK_ENCODE_HEADER, "Token 123456");
  assert_expands("<{{email}}>", BK_ENCODE_NONE, "<ana+x@example.com>");
  assert_expands("", BK_ENCODE_NONE, "");
}

static void test_refused_values(void) {
  assert_expands("{{lines}}", BK_ENCODE_HEADER, NULL);
  assert_expands("{{nul}}", BK_ENCODE_HEADER, NULL);
  assert_expands("{{nul}}", BK_ENCODE_NONE, NULL);
  assert_expands("/u/{{dots}}", BK_ENCODE_PATH, NULL);
  assert_expands("/u/{{dots}}/x", BK_ENCODE_PATH, NULL);
  assert_expands("/u/{{empty}}", BK_ENCODE_PATH, NULL);
  assert_expands("/u/{{dots}}.json", BK_ENCODE_PATH, "/u/...json");
}

static void test_missing(void) {
  g_autofree char *missing = NULL;
  g_assert_null(bk_template_expand("{{email}} {{otp}}", BK_ENCODE_NONE, look_up, NULL, &missing));
  g_assert_cmpstr(missing, ==, "otp");
  assert_expands("a{{otp?}}b", BK_ENCODE_NONE, "ab");
  assert_expands("{{code?}}", BK_ENCODE_NONE, "123456");
}

static void test_json(void) {
  g_autoptr(cJSON) json = cJSON_Parse(
      "{\"a\":[\"{{email}}\",\"{{otp?}}\",1,true,null,1.5],\"o\":{\"p\":\"{{password}}\","
      "\"otp\":\"{{otp?}}\",\"half\":\"x{{otp?}}\",\"none\":\"{{empty?}}\",\"here\":\"{{empty}}\"},"
      "\"n\":\"{{counter}}\",\"t\":[\"x{{counter}}\",\"{{code}}\"],\"e\":{}}");
  g_autoptr(BkSecret) text = bk_template_expand_json(json, look_up, NULL, NULL);
  g_assert_nonnull(text);
  g_assert_cmpstr(bk_secret_peek(text), ==,
                  "{\"a\":[\"ana+x@example.com\",1,true,null,1.5],"
                  "\"o\":{\"p\":\"a b&c=\\\"d\\\"\\\\é\",\"half\":\"x\",\"here\":\"\"},"
                  "\"n\":2,\"t\":[\"x2\",\"123456\"],\"e\":{}}");
  g_autoptr(cJSON) again = bk_json_parse(bk_secret_peek(text), bk_secret_length(text), NULL, NULL);
  g_assert_nonnull(again);
}

static void test_json_root_and_escapes(void) {
  g_autoptr(cJSON) array = cJSON_Parse("[\"UPDATE_PASSWORD\"]");
  g_autoptr(BkSecret) text = bk_template_expand_json(array, look_up, NULL, NULL);
  g_assert_cmpstr(bk_secret_peek(text), ==, "[\"UPDATE_PASSWORD\"]");
  g_autoptr(cJSON) lines = cJSON_Parse("\"{{lines}}\"");
  g_autoptr(BkSecret) escaped = bk_template_expand_json(lines, look_up, NULL, NULL);
  g_assert_cmpstr(bk_secret_peek(escaped), ==, "\"a\\u000d\\u000aX-Evil: 1\"");
  g_autoptr(cJSON) bad = cJSON_Parse("\"{{bad}}\"");
  g_assert_null(bk_template_expand_json(bad, look_up, NULL, NULL));
  g_autoptr(cJSON) lacking = cJSON_Parse("{\"x\":{\"y\":\"{{otp}}\"}}");
  g_autofree char *missing = NULL;
  g_assert_null(bk_template_expand_json(lacking, look_up, NULL, &missing));
  g_assert_cmpstr(missing, ==, "otp");
}

static void assert_names(GPtrArray *names, const char *expected) {
  g_ptr_array_add(names, NULL);
  g_autofree char *joined = g_strjoinv(" ", (char **)names->pdata);
  g_assert_cmpstr(joined, ==, expected);
  g_ptr_array_unref(names);
}

static void test_names(void) {
  assert_names(bk_template_names("{{b}}{{a?}}{{b}}{{c?}}{{a}}{{c?}}"), "b a c?");
  assert_names(bk_template_names("no {{ names }} here {{"), "");
  g_autoptr(cJSON) json =
      cJSON_Parse("{\"x\":\"{{email}}\",\"y\":[{\"z\":\"{{session.token}}-{{otp?}}\"}],\"n\":3}");
  assert_names(bk_template_json_names(json), "email session.token otp?");
}

static void test_check(void) {
  g_assert_null(bk_template_check("{{a}} and {{session.token?}} }} { text"));
  static const char *const wrong[] = {"{{a", "{{a b}}", "{{}}", "{{?}}", "x{{a}}{{b?c}}", "{{{a}}}"};
  for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_autofree char *text = bk_template_check(wrong[i]);
    g_assert_nonnull(text);
  }
  g_assert_true(bk_template_is_optional("{{otp?}}"));
  g_assert_false(bk_template_is_optional("{{otp}}"));
  g_assert_false(bk_template_is_optional("{{otp?}} "));
  g_assert_false(bk_template_is_optional("x"));
}

static void assert_matches(const char *template_text, const char *text, const char *expected) {
  g_autoptr(GHashTable) values = bk_template_match(template_text, text, NULL, NULL);
  if (expected == NULL) {
    g_assert_null(values);
    return;
  }
  g_assert_nonnull(values);
  g_autoptr(GPtrArray) names = bk_template_names(template_text);
  g_autoptr(GString) found = g_string_new(NULL);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *name = g_strdelimit(g_strdup(g_ptr_array_index(names, i)), "?", ' ');
    const char *value = g_hash_table_lookup(values, g_strstrip(name));
    if (value != NULL)
      g_string_append_printf(found, "%s=%s;", name, value);
  }
  g_assert_cmpstr(found->str, ==, expected);
}

static void test_match(void) {
  assert_matches("{{email}}", "a@b.c", "email=a@b.c;");
  assert_matches("/u/{{id}}/reset/{{token}}", "/u/7/reset/abc", "id=7;token=abc;");
  assert_matches("/u/{{id}}/reset", "/u/7/other", NULL);
  assert_matches("{{a}}-{{b}}", "1-2-3", "a=1;b=2-3;");
  assert_matches("{{a}}:{{a}}", "x:x", "a=x;");
  assert_matches("{{a}}:{{a}}", "x:y", NULL);
  assert_matches("x{{a?}}", "x", "");
  assert_matches("plain", "plain", "");
  assert_matches("plain", "plainly", NULL);
  assert_matches("Bearer {{session.token}}", "Bearer t0ken", "session.token=t0ken;");
}

static void test_match_known(void) {
  g_autoptr(GHashTable) values = bk_template_match("{{code}}/{{rest}}", "123456/x", look_up, NULL);
  g_assert_nonnull(values);
  g_assert_cmpstr(g_hash_table_lookup(values, "rest"), ==, "x");
  g_assert_null(bk_template_match("{{code}}/{{rest}}", "999999/x", look_up, NULL));
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  bk_json_init();
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/flow/template/positions", test_positions);
  g_test_add_func("/flow/template/refused-values", test_refused_values);
  g_test_add_func("/flow/template/missing", test_missing);
  g_test_add_func("/flow/template/json", test_json);
  g_test_add_func("/flow/template/json-root-and-escapes", test_json_root_and_escapes);
  g_test_add_func("/flow/template/names", test_names);
  g_test_add_func("/flow/template/check", test_check);
  g_test_add_func("/flow/template/match", test_match);
  g_test_add_func("/flow/template/match-known", test_match_known);
  return g_test_run();
}
