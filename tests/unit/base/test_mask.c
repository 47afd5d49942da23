/* Secrets in text that is shown: known ones in every encoding, unknown ones by their looks. */
#include "base/json.h"
#include "base/mask.h"

#include <string.h>

static BkMask *mask_with(const char *name, const char *secret) {
  BkMask *mask = bk_mask_new();
  g_autoptr(BkSecret) value = bk_secret_new(secret, -1);
  bk_mask_add(mask, name, value);
  return mask;
}

static void assert_shown(const char *secret, const char *text, const char *expected) {
  g_autoptr(BkMask) mask = mask_with("password", secret);
  g_autofree char *shown = bk_mask_text(mask, text, -1, FALSE, 400, 4);
  g_assert_cmpstr(shown, ==, expected);
}

static void test_encodings(void) {
  static const struct {
    const char *secret, *text, *shown;
  } cases[] = {
      {"two horses", "you said two horses.", "you said ‹password›."},
      {"two horses", "you said TWO Horses.", "you said ‹password›."},
      {"two horses", "p=two%20horses&q=1", "p=‹password›&q=1"},
      {"two horses", "p=two+horses&q=1", "p=‹password›&q=1"},
      {"two horses", "p=two%2520horses&q=1", "p=‹password›&q=1"},
      {"a/b&c=d", "x a%2fb%26c%3Dd y", "x ‹password› y"},
      {"a/b&c=d", "x a\\/b&c=d y", "x ‹password› y"},
      {"a/b&c=d", "x a\\/b\\u0026c=d y", "x ‹password› y"},
      {"a/b&c=d", "x a/b&amp;c=d y", "x ‹password› y"},
      {"a\"b\\c", "{\"x\":\"a\\\"b\\\\c\"}", "{\"x\":\"‹password›\"}"},
      {"o'clock<1>", "o&#39;clock&lt;1&gt; and o&#x27;clock&lt;1&gt;", "‹password› and ‹password›"},
      {"größe-7", "gr\\u00f6\\u00DFe-7 gr%C3%B6%c3%9fe-7 gr&#246;&#223;e-7",
       "‹password› ‹password› ‹password›"},
      {"key-\xF0\x9F\x94\x91", "key-\\ud83d\\udd11", "‹password›"},
      {"50%25 off", "50%25 off", "‹password›"},
      {"50% off", "50% off, 50%25%20off", "‹password›, ‹password›"},
      {"50%25 off", "50%2525%20off", "‹password›"},
      {"größe-7", "GRÖßE-7", "‹password›"},
      {"password", "password=password", "‹password›=‹password›"},
      {"cor\u200brect", "cor\u200brect", "‹password›"},
      {"correct", "cor\u200brect", "‹password›"}, /* cleaning would have joined it */
      {"correct", "incorrectly", "in‹password›ly"},
      {"abc", "abcabc", "abcabc"},
      {"abc", "abc", "‹password›"},
      {"abc", "%61%62%63", "‹password›"},
      {"correct", "incomplete: correc", "incomplete: correc"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
    assert_shown(cases[i].secret, cases[i].text, cases[i].shown);
}

/* Base64 and hexadecimal, wherever in a longer text: nothing of it that can be decoded stays. */
static void test_inside_base64(void) {
  static const char secret[] = "battery-Staple7";
  g_autoptr(BkMask) mask = mask_with("password", secret);
  for (guint before = 0; before < 7; before++) {
    g_autofree char *text = g_strdup_printf("%.*s%s:rest", (int)before, "ann:xyz", secret);
    g_autofree char *encoded = g_base64_encode((const guchar *)text, strlen(text));
    g_autofree char *for_url = g_strdelimit(g_strdelimit(g_strdup(encoded), "+", '-'), "/", '_');
    const char *const both[] = {encoded, for_url};
    for (guint k = 0; k < G_N_ELEMENTS(both); k++) {
      g_autofree char *shown = bk_mask_text(mask, both[k], -1, FALSE, 400, 1);
      g_assert_nonnull(strstr(shown, "‹password›"));
      g_assert_cmpuint(strlen(shown), <, strlen(both[k]));
    }
  }
  g_autofree char *hexadecimal = bk_mask_text(mask, "626174746572792D537461706C6537", -1, FALSE, 400, 1);
  g_assert_cmpstr(hexadecimal, ==, "‹password›");
}

static void test_no_length(void) {
  g_autoptr(BkMask) mask = mask_with("otp", "493021");
  g_autoptr(BkSecret) longer = bk_secret_new("4930217788", -1);
  bk_mask_add(mask, "code", longer);
  g_autofree char *shown = bk_mask_text(mask, "493021 4930217788", -1, FALSE, 400, 1);
  g_assert_cmpstr(shown, ==, "‹otp› ‹code›"); /* the longest that fits */
}

/* What a reply has brought may be a word. */
static void test_found(void) {
  g_autoptr(BkMask) mask = bk_mask_new();
  g_autoptr(BkSecret) role = bk_secret_new("staff", -1), token = bk_secret_new("staff-4d1", -1);
  bk_mask_add_found(mask, "role", role);
  bk_mask_add_found(mask, "token", token);
  g_autofree char *inside = bk_mask_text(mask, "ann@staff.example staff-4d1", -1, FALSE, 400, 1);
  g_assert_cmpstr(inside, ==, "ann@staff.example ‹token›");
  g_autofree char *whole = bk_mask_text(mask, "staff", -1, FALSE, 400, 1);
  g_assert_cmpstr(whole, ==, "‹role›");
  bk_mask_add(mask, "password", role); /* somebody has it as a password */
  g_autofree char *known = bk_mask_text(mask, "ann@staff.example", -1, FALSE, 400, 1);
  g_assert_cmpstr(known, ==, "ann@‹role›.example");
}

static void test_cutting(void) {
  g_autoptr(BkMask) mask = mask_with("password", "correct horse");
  g_autofree char *shown = bk_mask_text(mask, "it was correct horse, was it not?", -1, FALSE, 12, 1);
  g_assert_null(strstr(shown, "cor"));
  g_autofree char *bytes = bk_mask_text(mask, "\x1b[31mred\0correct horse", 22, FALSE, 400, 1);
  g_assert_cmpstr(bytes, ==, "[31mred‹password›");
}

static void test_guessing(void) {
  static const struct {
    const char *text, *shown;
  } cases[] = {
      {"tok eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0", "tok ‹hidden›.‹hidden›"},
      {"id 0f8fad5b-d9cb-469f-a165-70867728950e", "id ‹hidden›"},
      {"token=abc&x=1", "token=‹hidden›&x=1"},
      {"{\"access_token\": \"abc\", \"token_type\": \"Bearer\"}",
       "{\"access_token\": \"‹hidden›\", \"token_type\": \"Bearer\"}"},
      {"Your new password: Abc1!", "Your new password: ‹hidden›"},
      {"The password is too short.", "The password is too short."},
      {"PASSWORD_LOGIN_2FA_REQUIRED", "PASSWORD_LOGIN_2FA_REQUIRED"},
      {"invalid_grant at 2026-11-20T14:02:11Z", "invalid_grant at 2026-11-20T14:02:11Z"},
      {"https://api.example.com/v2/accounts/recovery", "https://api.example.com/v2/accounts/recovery"},
      {"too-many-requests-from-this-address", "too-many-requests-from-this-address"},
  };
  g_autoptr(BkMask) mask = bk_mask_new();
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *shown = bk_mask_text(mask, cases[i].text, -1, TRUE, 400, 1);
    g_assert_cmpstr(shown, ==, cases[i].shown);
  }
}

static void test_names(void) {
  static const char *const tell[] = {
      "token",   "accessToken", "access_token",  "X-Auth-Token", "sid",      "sessionId", "session-id",
      "idToken", "JWT",         "client_secret", "csrf",         "password", "refresh",   "APIKey"};
  static const char *const tell_nothing[] = {"token_type",     "expires_in", "passwordPolicy", "email", "id",
                                             "session_expiry", "code",       "message",        "",      "_"};
  for (guint i = 0; i < G_N_ELEMENTS(tell); i++) {
    g_test_message("%s", tell[i]);
    g_assert_true(bk_mask_tells_secret(tell[i]));
  }
  for (guint i = 0; i < G_N_ELEMENTS(tell_nothing); i++) {
    g_test_message("%s", tell_nothing[i]);
    g_assert_false(bk_mask_tells_secret(tell_nothing[i]));
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
  g_test_add_func("/mask/encodings", test_encodings);
  g_test_add_func("/mask/inside-base64", test_inside_base64);
  g_test_add_func("/mask/no-length", test_no_length);
  g_test_add_func("/mask/found", test_found);
  g_test_add_func("/mask/cutting", test_cutting);
  g_test_add_func("/mask/guessing", test_guessing);
  g_test_add_func("/mask/names", test_names);
  return g_test_run();
}
