/* An error on the bus is never "ok" and never "absent", and has the word that tells what to do next. */
#include "keyring/trouble.h"

#include <gio/gio.h>
#include <libsecret/secret.h>
#include <string.h>

static void expect(GQuark domain, int code, const char *word) {
  g_autoptr(GError) error = g_error_new(domain, code, "why\033[2J\nand more");
  g_autoptr(BkStoreAnswer) answer = bk_trouble(error);
  g_test_message("%s %d", g_quark_to_string(domain), code);
  g_assert_cmpstr(bk_store_result_word(answer->result), ==, word);
  g_assert_cmpuint(answer->items->len, ==, 0);
  g_assert_nonnull(strstr(answer->detail, "why"));
  g_assert_null(strpbrk(answer->detail, "\033\n"));
}

static void test_words(void) {
  expect(SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "locked");
  expect(SECRET_ERROR, SECRET_ERROR_PROTOCOL, "failed");
  expect(SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT, "failed");
  expect(G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN, "unavailable");
  expect(G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY, "ended");
  expect(G_DBUS_ERROR, G_DBUS_ERROR_NO_SERVER, "no_bus");
  expect(G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_CHILD_EXITED, "unavailable");
  expect(G_DBUS_ERROR, G_DBUS_ERROR_TIMED_OUT, "timeout");
  expect(G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED, "denied");
  expect(G_DBUS_ERROR, G_DBUS_ERROR_LIMITS_EXCEEDED, "full");
  expect(G_DBUS_ERROR, G_DBUS_ERROR_FAILED, "failed");
  expect(G_IO_ERROR, G_IO_ERROR_CLOSED, "bus_ended");
  expect(G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "no_bus");
  expect(G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "timeout");
  expect(G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "denied");
  expect(G_IO_ERROR, G_IO_ERROR_CANCELLED, "failed");
  expect(G_SPAWN_ERROR, G_SPAWN_ERROR_FAILED, "failed");
}

static void test_never_a_look(void) {
  const GQuark domains[] = {SECRET_ERROR, G_DBUS_ERROR, G_IO_ERROR};
  for (guint i = 0; i < G_N_ELEMENTS(domains); i++)
    for (int code = -1; code < 100; code++) {
      g_autoptr(GError) error = g_error_new_literal(domains[i], code, "why");
      g_autoptr(BkStoreAnswer) answer = bk_trouble(error);
      g_assert_cmpint(answer->result, !=, BK_STORE_RESULT_OK);
      g_assert_cmpint(answer->result, !=, BK_STORE_RESULT_ABSENT);
    }
}

static void test_no_reason(void) {
  g_autoptr(BkStoreAnswer) answer = bk_trouble(NULL);
  g_assert_cmpint(answer->result, ==, BK_STORE_RESULT_FAILED);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/trouble/words", test_words);
  g_test_add_func("/trouble/never-a-look", test_never_a_look);
  g_test_add_func("/trouble/no-reason", test_no_reason);
  return g_test_run();
}
