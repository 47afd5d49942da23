#include "base/json.h"

#include <string.h>

static cJSON *parse(const char *text, GError **error) {
  return bk_json_parse(text, strlen(text), NULL, error);
}

static void assert_refused(const char *text, gsize length, BkJsonError code) {
  g_autoptr(GError) error = NULL;
  cJSON *json = bk_json_parse(text, length, NULL, &error);
  g_assert_null(json);
  g_assert_error(error, BK_JSON_ERROR, (gint)code);
}

static char *nested(guint depth) {
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < depth; i++)
    g_string_append_c(text, '[');
  for (guint i = 0; i < depth; i++)
    g_string_append_c(text, ']');
  return g_string_free(text, FALSE);
}

static void test_strict(void) {
  static const struct {
    const char *text;
    BkJsonError code;
  } rows[] = {
      {"", BK_JSON_ERROR_SYNTAX},
      {"{\"a\":1} x", BK_JSON_ERROR_SYNTAX},
      {"{\"a\":1}{}", BK_JSON_ERROR_SYNTAX},
      {"{\"a\":", BK_JSON_ERROR_SYNTAX},
      {"{'a':1}", BK_JSON_ERROR_SYNTAX},
      {"\xEF\xBB\xBF{}", BK_JSON_ERROR_SYNTAX},
      {"{\"a\":\"x\\u0000y\"}", BK_JSON_ERROR_ENCODING},
      {"{\"a\":\"x\ny\"}", BK_JSON_ERROR_SYNTAX},
      {"{\"a\":1,\"a\":2}", BK_JSON_ERROR_DUPLICATE},
      {"{\"o\":{\"a\":1,\"a\":2}}", BK_JSON_ERROR_DUPLICATE},
      {"\"\xFF\"", BK_JSON_ERROR_ENCODING},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    assert_refused(rows[i].text, strlen(rows[i].text), rows[i].code);
  assert_refused("{}\0{}", 5, BK_JSON_ERROR_ENCODING);
}

static void test_limits(void) {
  g_autofree char *deep = nested(BK_JSON_MAX_DEPTH + 1), *fits = nested(BK_JSON_MAX_DEPTH);
  assert_refused(deep, strlen(deep), BK_JSON_ERROR_LIMIT);
  g_autoptr(cJSON) json = parse(fits, NULL);
  g_assert_nonnull(json);
  g_autofree char *long_text = g_strnfill(BK_JSON_MAX_BYTES + 1, ' ');
  assert_refused(long_text, BK_JSON_MAX_BYTES + 1, BK_JSON_ERROR_LIMIT);
  g_autoptr(GString) many = g_string_new("[0");
  for (guint i = 0; i < BK_JSON_MAX_MEMBERS; i++)
    g_string_append(many, ",0");
  g_string_append_c(many, ']');
  assert_refused(many->str, many->len, BK_JSON_ERROR_LIMIT);
}

static void test_scalars_at_the_root(void) {
  g_autoptr(cJSON) text = parse("\"We've just sent you an email\"", NULL);
  g_assert_true(cJSON_IsString(text));
  g_assert_true(bk_json_at(text, "") == text);
}

static void test_pointer(void) {
  g_autoptr(cJSON) json = parse("{\"a\":{\"b\":[10,{\"c/d\":\"x\",\"m~n\":null}]},\"\":1,\"A\":2}", NULL);
  g_assert_cmpfloat(bk_json_at(json, "/a/b/0")->valuedouble, ==, 10);
  g_assert_cmpstr(bk_json_at(json, "/a/b/1/c~1d")->valuestring, ==, "x");
  g_assert_true(cJSON_IsNull(bk_json_at(json, "/a/b/1/m~0n")));
  g_assert_false(bk_json_present(bk_json_at(json, "/a/b/1/m~0n")));
  g_assert_cmpfloat(bk_json_at(json, "/")->valuedouble, ==, 1);
  g_assert_null(bk_json_at(json, "/a/b/2"));
  g_assert_null(bk_json_at(json, "/a/b/00"));
  g_assert_null(bk_json_at(json, "/a/b/-1"));
  g_assert_null(bk_json_at(json, "/a/x"));
  g_assert_cmpfloat(bk_json_at(json, "/A")->valuedouble, ==, 2);
  g_assert_false(bk_json_is_pointer("a/b"));
  g_assert_false(bk_json_is_pointer("/a~2"));
}

static void test_scalar(void) {
  static const struct {
    const char *json, *text;
  } rows[] = {{"3600", "3600"},           {"\"3600\"", "3600"}, {"true", "true"}, {"1.5", "1.5"},
              {"9007199254740994", NULL}, {"1e400", NULL},      {"null", NULL},   {"{}", NULL}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(cJSON) json = parse(rows[i].json, NULL);
    g_autofree char *text = bk_json_scalar(json);
    g_assert_cmpstr(text, ==, rows[i].text);
  }
}

static void test_loosely_equal(void) {
  g_autoptr(cJSON) number = parse("200", NULL), text = parse("\"200\"", NULL),
                   other = parse("\"2000\"", NULL), null = parse("null", NULL);
  g_assert_true(bk_json_loosely_equal(number, text));
  g_assert_false(bk_json_loosely_equal(number, other));
  g_assert_true(bk_json_loosely_equal(null, NULL));
  g_assert_false(bk_json_loosely_equal(null, number));
}

/* The examples of RFC 7396, appendix A. */
static void test_merge(void) {
  static const char *const rows[][3] = {
      {"{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
      {"{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}"},
      {"{\"a\":\"b\"}", "{\"a\":null}", "{}"},
      {"{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}"},
      {"{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
      {"{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}"},
      {"{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}"},
      {"[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]"},
      {"{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}"},
      {"[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}"},
      {"{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(cJSON) target = parse(rows[i][0], NULL), patch = parse(rows[i][1], NULL);
    g_autoptr(cJSON) merged = bk_json_merge(target, patch);
    char *text = cJSON_PrintUnformatted(merged);
    g_assert_cmpstr(text, ==, rows[i][2]);
    cJSON_free(text);
  }
}

static void assert_place(const char *text, const char *pointer, gboolean key, int line, int column) {
  int got_line, got_column;
  bk_json_locate(text, strlen(text), pointer, key, &got_line, &got_column);
  g_assert_cmpint(got_line, ==, line);
  g_assert_cmpint(got_column, ==, column);
}

static void test_locate(void) {
  const char *text = "{\n  \"a\": [1, {\"b\": \"x, ]\"}],\n  \"é\": {\"c/d\": 2},\n  \"e\\\"f\": 3\n}";
  assert_place(text, "", FALSE, 1, 1);
  assert_place(text, "/a", TRUE, 2, 3);
  assert_place(text, "/a", FALSE, 2, 8);
  assert_place(text, "/a/1/b", FALSE, 2, 18);
  assert_place(text, "/é/c~1d", FALSE, 3, 16);
  assert_place(text, "/e\"f", FALSE, 4, 11);
  assert_place(text, "/none", FALSE, 1, 1);
  assert_place("{", "/a", FALSE, 1, 1);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
  g_test_add_func("/json/strict", test_strict);
  g_test_add_func("/json/limits", test_limits);
  g_test_add_func("/json/scalar-root", test_scalars_at_the_root);
  g_test_add_func("/json/pointer", test_pointer);
  g_test_add_func("/json/scalar", test_scalar);
  g_test_add_func("/json/loosely-equal", test_loosely_equal);
  g_test_add_func("/json/merge", test_merge);
  g_test_add_func("/json/locate", test_locate);
  return g_test_run();
}
