/* What people paste: codes, links, whole mails; and what somebody could make them paste. */
#include "fixture.h"
#include "flow/link.h"

#include <locale.h>
#include <string.h>

#define SERVER(mail, completes, reset)                                                                       \
  "{\"name\":\"Test\",\"url\":\"https://api.example.com\",\"link_hosts\":[\"app.example.com\"],"             \
  "\"actions\":{\"forgot\":{\"completes\":\"" completes "\",\"mail\":" mail ","                              \
  "\"request\":{\"method\":\"POST\",\"path\":\"/forgot\",\"json\":{\"email\":\"{{email}}\"}}}" reset "}}"
#define RESET(value)                                                                                         \
  ",\"reset\":{\"request\":{\"method\":\"POST\",\"path\":\"/reset\","                                        \
  "\"json\":{\"value\":\"" value "\",\"password\":\"{{new_password}}\"}}}"

static const char LINK[] = SERVER("{\"link\":{\"token\":{\"query\":\"token\"}}}", "link", RESET("{{token}}"));
static const char TWO[] = SERVER("{\"link\":{\"uid\":{\"path\":-1},\"token\":{\"query\":\"t\"}}}", "link",
                                 RESET("{{uid}}{{token}}"));
static const char FRAGMENT[] =
    SERVER("{\"link\":{\"token\":{\"fragment\":\"token\"}}}", "link", RESET("{{token}}"));
static const char FRAGMENT_PATH[] =
    SERVER("{\"link\":{\"token\":{\"fragment_path\":-1}}}", "link", RESET("{{token}}"));
static const char EITHER[] =
    SERVER("{\"link\":{\"token\":{\"query\":\"token\",\"path\":-1}}}", "link", RESET("{{token}}"));
static const char CODE[] = SERVER("{\"code\":{\"length\":6,\"digits\":true}}", "code", RESET("{{code}}"));
static const char ANY_CODE[] =
    SERVER("{\"code\":{\"length\":8,\"digits\":false}}", "code", RESET("{{code}}"));
static const char PLAIN[] = SERVER("{}", "browser", "");

typedef struct {
  BkPasteResult result;
  GHashTable *values;
  char *host;
} Parsed;

static Parsed parse_bytes(const char *json, const char *text, gssize length) {
  g_autoptr(BkServer) server = fixture_server(json);
  const BkAction *forgot = bk_server_action(server, BK_ACTION_FORGOT, BK_WAY_ONLY);
  g_autoptr(BkSecret) secret = bk_secret_new(text, length);
  Parsed parsed = {0};
  parsed.result = bk_paste_parse(server, forgot, secret, &parsed.values, &parsed.host);
  g_assert_true((parsed.result == BK_PASTE_VALUES) == (parsed.values != NULL));
  g_assert_true((parsed.result == BK_PASTE_FOREIGN_HOST) == (parsed.host != NULL));
  return parsed;
}

static void parsed_clear(Parsed *parsed) {
  if (parsed->values != NULL)
    g_hash_table_unref(parsed->values);
  g_free(parsed->host);
}

static void assert_value(const char *json, const char *text, const char *name, const char *expected) {
  Parsed parsed = parse_bytes(json, text, -1);
  if (parsed.result != BK_PASTE_VALUES)
    g_test_message("not read: %s", text);
  g_assert_cmpint(parsed.result, ==, BK_PASTE_VALUES);
  BkSecret *value = g_hash_table_lookup(parsed.values, name);
  g_assert_cmpstr(value != NULL ? bk_secret_peek(value) : NULL, ==, expected);
  parsed_clear(&parsed);
}

static void assert_result(const char *json, const char *text, BkPasteResult result, const char *host) {
  Parsed parsed = parse_bytes(json, text, -1);
  if (parsed.result != result)
    g_test_message("%s", text);
  g_assert_cmpint(parsed.result, ==, result);
  g_assert_cmpstr(parsed.host, ==, host);
  parsed_clear(&parsed);
}

static void test_links(void) {
  static const char *const texts[] = {
      "https://app.example.com/reset?token=abc-123_XYZ",
      "  https://app.example.com/reset?token=abc-123_XYZ\n",
      "HTTPS://APP.Example.COM/reset?token=abc-123_XYZ",
      "http://app.example.com/reset?token=abc-123_XYZ",
      "Click here: https://app.example.com/reset?x=1&token=abc-123_XYZ&y=2.",
      "Click <https://app.example.com/reset?token=abc-123_XYZ>, please",
      "(see https://app.example.com/reset?token=abc-123_XYZ)",
      "<a href=\"https://app.example.com/reset?x=1&amp;token=abc-123_XYZ\">Reset</a>",
      "<a href='https://app.example.com/reset?token=abc-123_XYZ'>Reset</a>",
      "https://app.example.com/reset?token=abc%2D123%5fXYZ",
      "https://app.example.com/reset?token=abc-123_XYZ#top",
      "First https://app.example.com/logo.png then https://app.example.com/r?token=abc-123_XYZ",
      "Ad: https://ads.example.net/?token=evil and https://app.example.com/r?token=abc-123_XYZ",
      "<https://app.example.com/reset/very/long/path/that/was/broken\n?token=abc-123_XYZ>",
      "https://api.example.com/reset?token=abc-123_XYZ",
      "https://filter.example.net/?url=https%3A%2F%2Fapp.example.com%2Freset%3Ftoken%3Dabc-123_XYZ&data=1",
      "abc-123_XYZ",
  };
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    assert_value(LINK, texts[i], "token", "abc-123_XYZ");
  assert_value(LINK, "x https://app.example.com/r?a=1&amp;token=abc.", "link",
               "https://app.example.com/r?a=1&token=abc");
}

static void test_quoted_printable(void) {
  assert_value(LINK,
               "Subject: Reset\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
               "Open https://app.example.com/reset?lang=3Den&token=3Dabcdefghijklmnop=\r\n"
               "qrstuvwxyz0123456789 now\r\n",
               "token", "abcdefghijklmnopqrstuvwxyz0123456789");
  assert_value(LINK, "https://app.example.com/r?token=3Dabc", "token", "abc");
  /* Not quoted-printable: these stand as they are. */
  assert_value(LINK, "https://app.example.com/r?token=abc=\nregards", "token", "abc=");
  assert_value(LINK, "=====\nhttps://app.example.com/r?token=3Dabc&x=zz\n", "token", "3Dabc");
  assert_value(LINK,
               "https://app.example.com/r?token="
               "3D00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF",
               "token", "3D00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF");
}

static void test_where_values_stand(void) {
  static const char link[] = "https://app.example.com/set/password/u%2D42/?t=tok123456&t=other";
  assert_value(TWO, link, "uid", "u-42");
  assert_value(TWO, link, "token", "tok123456");
  assert_result(TWO, "https://app.example.com/?t=tok123456", BK_PASTE_NO_VALUE, NULL);
  assert_result(TWO, "tok123456", BK_PASTE_NOTHING, NULL); /* one of two values is not enough */
  assert_value(FRAGMENT, "https://app.example.com/#type=x&token=abc", "token", "abc");
  assert_value(FRAGMENT, "https://app.example.com/#/reset?token=abc", "token", "abc");
  assert_result(FRAGMENT, "https://app.example.com/?token=abc", BK_PASTE_NO_VALUE, NULL);
  assert_value(FRAGMENT_PATH, "https://app.example.com/_/#/auth/confirm/ab.c%2B1", "token", "ab.c+1");
  assert_value(FRAGMENT_PATH, "https://app.example.com/#/confirm/abc?x=1", "token", "abc");
  assert_result(FRAGMENT_PATH, "https://app.example.com/auth/abc", BK_PASTE_NO_VALUE, NULL);
  assert_result(FRAGMENT_PATH, "https://app.example.com/auth/abc#section", BK_PASTE_NO_VALUE, NULL);
  /* As mailed, and as the browser was led on. */
  assert_value(EITHER, "https://api.example.com/reset/abc?to=%2Fset", "token", "abc");
  assert_value(EITHER, "https://app.example.com/set?token=abc", "token", "abc");
  assert_value(PLAIN, "Go to https://app.example.com/u/reset?x=1", "link",
               "https://app.example.com/u/reset?x=1");
}

static void test_foreign(void) {
  assert_result(LINK, "https://evil.example/reset?token=abc", BK_PASTE_FOREIGN_HOST, "evil.example");
  assert_result(LINK, "https://app.example.com.evil.example/?token=abc", BK_PASTE_FOREIGN_HOST,
                "app.example.com.evil.example");
  assert_result(LINK, "https://app.example.com@evil.example/?token=abc", BK_PASTE_FOREIGN_HOST,
                "app.example.com@evil.example");
  assert_result(LINK, "https://app.example.com\\@evil.example/?token=abc", BK_PASTE_FOREIGN_HOST,
                "app.example.com\\@evil.example");
  assert_result(LINK, "https://app.example.com:8443/?token=abc", BK_PASTE_FOREIGN_HOST,
                "app.example.com:8443");
  /* Names that look like it, or that another reader takes for it. */
  assert_result(LINK, "https://\xd0\xb0pp.example.com/?token=abc", BK_PASTE_FOREIGN_HOST,
                "xn--pp-6kc.example.com");
  assert_result(LINK, "https://app.example.com./?token=abc", BK_PASTE_FOREIGN_HOST, "app.example.com.");
  assert_result(LINK, "https://app%2Eexample.com/?token=abc", BK_PASTE_FOREIGN_HOST, "app%2Eexample.com");
  assert_result(LINK, "https://app.example.com%00.evil.example/?token=abc", BK_PASTE_FOREIGN_HOST,
                "app.example.com%00.evil.example");
  assert_result(LINK, "https://@app.example.com/?token=abc", BK_PASTE_FOREIGN_HOST, "@app.example.com");
  assert_result(LINK, "https://app.example.com:@evil.example/?token=abc", BK_PASTE_FOREIGN_HOST,
                "app.example.com:@evil.example");
  assert_result(LINK, "https://evil.example#@app.example.com/?token=abc", BK_PASTE_FOREIGN_HOST,
                "evil.example");
  assert_result(LINK, "https://evil.example?@app.example.com/?token=abc", BK_PASTE_FOREIGN_HOST,
                "evil.example");
  assert_result(LINK, "https://[::1%25app.example.com]/?token=abc", BK_PASTE_FOREIGN_HOST,
                "[::1%25app.example.com]");
  assert_result(LINK, "https:///app.example.com/?token=abc", BK_PASTE_NOTHING, NULL);
  /* The same name in another spelling is the same place. */
  assert_value(LINK, "HTTPS://APP.Example.COM:443/?token=abc-123_XYZ", "token", "abc-123_XYZ");
  assert_value(LINK,
               "https://app\xe3\x80\x82"
               "example.com/?token=abc-123_XYZ",
               "token", "abc-123_XYZ");
  assert_result(LINK, "https://xapp.example.com/?token=abc", BK_PASTE_FOREIGN_HOST, "xapp.example.com");
  assert_result(LINK, "https://evil.example/?u=app.example.com/?token=abc", BK_PASTE_FOREIGN_HOST,
                "evil.example");
  assert_result(LINK, "https:///?token=abc", BK_PASTE_NOTHING, NULL); /* it leads nowhere */
  Parsed parsed = parse_bytes(LINK, "https://e\x1b[31mvil.example/?token=abc", -1);
  g_assert_cmpint(parsed.result, ==, BK_PASTE_FOREIGN_HOST);
  g_assert_null(strchr(parsed.host, 0x1b));
  parsed_clear(&parsed);
}

/* Without what cannot be shown, these would be told of as if they led to this server. */
static void test_foreign_in_disguise(void) {
  assert_result(LINK, "https://app.\u202eexample.com/?token=abc", BK_PASTE_FOREIGN_HOST,
                "app.%E2%80%AEexample.com");
  assert_result(LINK, "<https://app.exam\x1c\x1cple.com/?token=abc>", BK_PASTE_FOREIGN_HOST,
                "app.exam%1C%1Cple.com");
  Parsed parsed = parse_bytes(LINK, "https://app.example.com/?token=abc\xc6\xc6", -1);
  g_assert_cmpint(parsed.result, ==, BK_PASTE_NOTHING); /* not UTF-8: not a link */
  parsed_clear(&parsed);
}

static void test_no_value(void) {
  assert_result(LINK, "https://app.example.com/", BK_PASTE_NO_VALUE, NULL);
  assert_result(LINK, "https://app.example.com/?token=", BK_PASTE_NO_VALUE, NULL);
  assert_result(LINK, "https://app.example.com/?xtoken=abc", BK_PASTE_NO_VALUE, NULL);
  assert_result(LINK, "https://app.example.com/?token=a%0d%0aX-Evil:1", BK_PASTE_NO_VALUE, NULL);
  assert_result(LINK, "https://app.example.com/?token=a%00b", BK_PASTE_NO_VALUE, NULL);
  assert_result(LINK, "https://app.example.com/?token=%ff%fe", BK_PASTE_NO_VALUE, NULL);
  assert_result(LINK, "https://app.example.com/?token=%zz", BK_PASTE_NO_VALUE, NULL);
  assert_result(LINK, "the mail never came", BK_PASTE_NOTHING, NULL);
  assert_result(LINK, "", BK_PASTE_NOTHING, NULL);
  assert_result(LINK, " \n\n ", BK_PASTE_NOTHING, NULL);
  assert_result(LINK, "short", BK_PASTE_NOTHING, NULL);
}

static void test_limits(void) {
  g_autofree char *many = g_strnfill(BK_PASTE_MAX + 1, 'a');
  assert_result(LINK, many, BK_PASTE_NOTHING, NULL);
  Parsed nul = parse_bytes(LINK, "https://app.example.com/?token=abc\0def", 38);
  g_assert_cmpint(nul.result, ==, BK_PASTE_NOTHING);
  parsed_clear(&nul);
  g_autofree char *long_value = g_strnfill(5000, 'a');
  g_autofree char *long_link = g_strdup_printf("https://app.example.com/?token=%s", long_value);
  assert_result(LINK, long_link, BK_PASTE_NO_VALUE, NULL);
  g_autoptr(GString) crowd = g_string_new(NULL);
  for (guint i = 0; i < 2000; i++)
    g_string_append(crowd, "https://x.example/<http://<https://y.example ");
  assert_result(LINK, crowd->str, BK_PASTE_FOREIGN_HOST, "x.example");
  g_autofree char *brackets = g_strnfill(BK_PASTE_MAX, '<');
  assert_result(CODE, brackets, BK_PASTE_NOTHING, NULL);
  g_autofree char *equals = g_strnfill(BK_PASTE_MAX, '=');
  assert_result(CODE, equals, BK_PASTE_NOTHING, NULL);
}

/* Random mails out of dangerous parts: whatever comes, a link that is taken leads to a host of the
 * server, and a value is visible text. */
static void test_soup(void) {
  static const char *const parts[] = {
      "https://app.example.com",
      "https://",
      "http://evil.example",
      "@",
      "/",
      "?token=",
      "&amp;",
      "#",
      "=3D",
      "=\r\n",
      "\r",
      "<",
      ">",
      "\"",
      "<a href=\"",
      "%2F",
      "%00",
      "%e2%80%ae",
      "\\",
      ":",
      "443",
      ":443",
      "token",
      "abc",
      " ",
      "\n",
      "\xff",
      "\x1b",
      ".",
      "code",
      "123456",
      "?url=https%3A%2F%2F",
      "app.example.com%3Ftoken%3Dx",
      "&#38;",
      "[",
      "]",
  };
  g_autoptr(BkServer) server = fixture_server(LINK);
  const BkAction *forgot = bk_server_action(server, BK_ACTION_FORGOT, BK_WAY_ONLY);
  guint taken = 0;
  for (guint round = 0; round < 5000; round++) {
    g_autoptr(GString) soup = g_string_new(round % 2 == 0 ? "https://app.example.com" : "");
    for (int left = g_test_rand_int_range(1, 12); left > 0; left--)
      g_string_append(soup, parts[g_test_rand_int_range(0, G_N_ELEMENTS(parts))]);
    g_autoptr(BkSecret) text = bk_secret_new(soup->str, -1);
    g_autoptr(GHashTable) values = NULL;
    if (bk_paste_parse(server, forgot, text, &values, NULL) != BK_PASTE_VALUES)
      continue;
    const char *token = bk_secret_peek(g_hash_table_lookup(values, "token"));
    const char *link = bk_secret_peek(g_hash_table_lookup(values, "link"));
    g_assert_cmpstr(token, !=, "");
    g_assert_true(strpbrk(token, " \n\r\t\x1b") == NULL && g_utf8_validate(token, -1, NULL));
    if (*link == '\0')
      continue; /* a bare token */
    const char *host = strstr(link, "://") + 3;
    g_assert_true(g_ascii_strncasecmp(host, "app.example.com", 15) == 0);
    g_assert_nonnull(strchr("/?#:", host[15]));
    taken++;
  }
  g_assert_cmpuint(taken, >, 0);
}

static void test_codes(void) {
  static const char *const texts[] = {
      "123456",
      " 123 456 ",
      "123-456\n",
      "Your code is 123456.",
      "Your code is 123 456, it is good for 10 minutes.",
      "Hello Ana,\n\n  123456\n\nThis code expires in 15 minutes. Ref 998877",
      "Order 998877\nYour verification code:\n123456\n",
      "Order 998877. Your code: 123456",
      "<html><body><p>Code</p><table><tr><td>123456</td></tr></table></body></html>",
      "Ihr Bestätigungswort lautet 123456 und gilt 10 Minuten.",
      "See https://app.example.com/help and type 123456",
      "Content-Transfer-Encoding: quoted-printable\n\nYour code is 123456 =E2=80=93 bye=\n.",
  };
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    assert_value(CODE, texts[i], "code", "123456");
  assert_value(CODE, "12345", "code", "12345"); /* typed alone: the server says what it thinks of it */
  assert_value(ANY_CODE, "Your code is BK7Q4MX2", "code", "BK7Q4MX2");
  assert_value(ANY_CODE, "bk7q-4mx2", "code", "bk7q4mx2");
}

static void test_no_code(void) {
  static const char *const texts[] = {
      "abcdef", "it never came",          "The number 1234567 is not it", "111111 or 222222",
      "",       "12345678901234567 code",
  };
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    assert_result(CODE, texts[i], BK_PASTE_NOTHING, NULL);
  assert_result(CODE, "https://evil.example/123", BK_PASTE_FOREIGN_HOST, "evil.example");
  /* Not even where a code may hold anything: what was pasted is never sent on as one. */
  assert_result(ANY_CODE, "https://evil.example/reset?token=abc", BK_PASTE_FOREIGN_HOST, "evil.example");
}

static void assert_normal(const char *typed, gssize length, const char *expected) {
  g_autoptr(BkSecret) secret = bk_secret_new(typed, length);
  g_autoptr(BkSecret) code = bk_code_normalise(secret);
  g_assert_cmpstr(code != NULL ? bk_secret_peek(code) : NULL, ==, expected);
}

static void test_normalise(void) {
  assert_normal("123 456", -1, "123456");
  assert_normal("\t12-34 56\r\n", -1, "123456");
  assert_normal("aB-cD", -1, "aBcD");
  assert_normal("", -1, NULL);
  assert_normal(" - ", -1, NULL);
  assert_normal("12\x01", -1, NULL);
  assert_normal("12\0"
                "34",
                5, NULL);
  assert_normal("12\xc3\xa9", -1, NULL);
  assert_normal("550e8400-e29b-41d4-a716-446655440000", -1, "550e8400-e29b-41d4-a716-446655440000");
  g_autofree char *long_code = g_strnfill(65, '1');
  assert_normal(long_code, -1, NULL);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  bk_json_init();
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/flow/link/links", test_links);
  g_test_add_func("/flow/link/quoted-printable", test_quoted_printable);
  g_test_add_func("/flow/link/where-values-stand", test_where_values_stand);
  g_test_add_func("/flow/link/foreign", test_foreign);
  g_test_add_func("/flow/link/foreign-in-disguise", test_foreign_in_disguise);
  g_test_add_func("/flow/link/no-value", test_no_value);
  g_test_add_func("/flow/link/limits", test_limits);
  g_test_add_func("/flow/link/soup", test_soup);
  g_test_add_func("/flow/link/codes", test_codes);
  g_test_add_func("/flow/link/no-code", test_no_code);
  g_test_add_func("/flow/link/normalise", test_normalise);
  return g_test_run();
}
