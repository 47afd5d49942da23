#include "ui/decoder.h"

#include <glib.h>
#include <string.h>

static const char *const names[] = {"char", "ctrl", "paste", "enter", "tab",  "backtab", "esc",
                                    "up",   "down", "left",  "right", "home", "end",     "pgup",
                                    "pgdn", "bs",   "del",   "f1",    "begin"};

static void note_key(const BkKey *key, gpointer data) {
  GString *log = data;
  g_string_append(log, log->len ? " " : "");
  if (key->kind == BK_KEY_CHAR)
    g_string_append_unichar(log, key->c);
  else if (key->kind == BK_KEY_CTRL)
    g_string_append_printf(log, "^%c", (char)key->c);
  else
    g_string_append(log, names[key->kind]);
  if (key->kind == BK_KEY_PASTE)
    g_string_append_printf(log, "<%s>", key->paste ? bk_secret_peek(key->paste) : "too long");
}

static void decodes(const char *bytes, const char *expected) {
  g_autoptr(BkDecoder) decoder = bk_decoder_new();
  g_autoptr(GString) log = g_string_new(NULL);
  bk_decoder_feed(decoder, bytes, strlen(bytes), note_key, log);
  g_assert_cmpstr(log->str, ==, expected);
  /* Byte by byte is the same. */
  g_autoptr(BkDecoder) slow = bk_decoder_new();
  g_string_truncate(log, 0);
  for (const char *p = bytes; *p; p++)
    bk_decoder_feed(slow, p, 1, note_key, log);
  g_assert_cmpstr(log->str, ==, expected);
}

static void test_plain(void) {
  decodes("aZ9 ", "a Z 9  ");
  decodes("\r\n\t\b\x7f", "enter enter tab bs bs");
  decodes("\x06\x07\x18", "^F ^G ^X");
}

static void test_utf8(void) {
  decodes("é日", "é 日");
  decodes("\xc3(", "("); /* broken off */
  decodes("\xff\xfe"
          "a",
          "a");
  decodes("\xed\xa0\x80"
          "a",
          "a"); /* a surrogate */
}

static void test_sequences(void) {
  decodes("\033[A\033OB\033[5~\033[6~\033[3~\033[Z\033OP", "up down pgup pgdn del backtab f1");
  decodes("\033[24;5~x\033[?1;2cy\033Oqz", "x y z"); /* unknown ones are swallowed whole */
  decodes("\x9b"
          "A\x8f"
          "B",
          "up down"); /* an 8-bit VT220 */
  decodes("\033x", "esc x");
}

static void test_escape(void) {
  g_autoptr(BkDecoder) decoder = bk_decoder_new();
  g_autoptr(GString) log = g_string_new(NULL);
  bk_decoder_feed(decoder, "\033", 1, note_key, log);
  g_assert_cmpstr(log->str, ==, "");
  g_assert_cmpuint(bk_decoder_pending(decoder), ==, BK_KEY_ESCAPE_MS);
  bk_decoder_flush(decoder, note_key, log);
  g_assert_cmpstr(log->str, ==, "esc");
  g_assert_cmpuint(bk_decoder_pending(decoder), ==, 0);
  decodes("\033\033", "esc");
  decodes("\033\033x", "esc x");
}

static void test_paste(void) {
  decodes("\033[200~one\rtwo\033[201~x", "paste<one\ntwo> x");
  decodes("\033[200~a\033[Bb\033\033[201~", "paste<a\033[Bb\033>"); /* bytes, not keys */
  g_autoptr(BkDecoder) decoder = bk_decoder_new();
  g_autoptr(GString) log = g_string_new(NULL);
  bk_decoder_feed(decoder, "\033[200~half", 10, note_key, log);
  g_assert_cmpuint(bk_decoder_pending(decoder), ==, BK_KEY_PASTE_MS);
  bk_decoder_flush(decoder, note_key, log); /* its end never came */
  bk_decoder_feed(decoder, "x", 1, note_key, log);
  g_assert_cmpstr(log->str, ==, "paste<half> x");
}

static void test_paste_limit(void) {
  g_autoptr(BkDecoder) decoder = bk_decoder_new();
  g_autoptr(GString) log = g_string_new(NULL);
  g_autofree char *much = g_strnfill(BK_KEY_PASTE_MAX + 1, 'a');
  bk_decoder_feed(decoder, "\033[200~", 6, note_key, log);
  bk_decoder_feed(decoder, much, BK_KEY_PASTE_MAX + 1, note_key, log);
  bk_decoder_feed(decoder, "\033[201~b", 7, note_key, log);
  g_assert_cmpstr(log->str, ==, "paste<too long> b");
}

static void test_own_sequences(void) {
  g_autoptr(BkDecoder) decoder = bk_decoder_new();
  g_autoptr(GString) log = g_string_new(NULL);
  bk_decoder_add(decoder, "\033K", BK_KEY_HOME);
  bk_decoder_add(decoder, "K", BK_KEY_END); /* no escape: would eat text */
  bk_decoder_feed(decoder, "\033KK", 3, note_key, log);
  g_assert_cmpstr(log->str, ==, "home K");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/decoder/plain", test_plain);
  g_test_add_func("/decoder/utf8", test_utf8);
  g_test_add_func("/decoder/sequences", test_sequences);
  g_test_add_func("/decoder/escape", test_escape);
  g_test_add_func("/decoder/paste", test_paste);
  g_test_add_func("/decoder/paste-limit", test_paste_limit);
  g_test_add_func("/decoder/own-sequences", test_own_sequences);
  return g_test_run();
}
