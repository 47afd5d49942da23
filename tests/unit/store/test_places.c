/* What only one place does: memory's end of time, and the kernel's keys, which others can write too. */
#include "unit/store/store_asking.h"

#include "base/clock.h"
#include "base/json.h"

#include <keyutils.h>
#include <sys/wait.h>
#include <unistd.h>

static char *server;

static void save_for(BkStore *store, const char *account, gint64 seconds) {
  g_auto(Reply) reply = {0};
  g_autoptr(BkSecret) secret = bk_secret_new("{}", -1);
  g_autoptr(BkItem) item = bk_item_new("session", server, account, "", secret);
  bk_store_save(store, item, seconds, on_done, &reply);
  expect(&reply, "ok");
}

static void test_memory_ends(void) {
  g_autoptr(BkStore) store = bk_store_new(BK_STORE_MEMORY);
  bk_clock_freeze(1763000000, 100);
  save_for(store, "short", 10);
  save_for(store, "long", 11);
  save_for(store, "for ever", 0);
  /* The clock on the wall jumps, and nothing follows it … */
  static const gint64 years = 10 * 365 * 86400LL;
  bk_clock_freeze(1763000000 + years, 109);
  g_autoptr(GPtrArray) later = list(store, NULL, server);
  g_assert_cmpuint(later->len, ==, 3);
  /* … in neither direction: what is over is over. */
  bk_clock_freeze(1763000000 - years, 110);
  g_autoptr(GPtrArray) items = list(store, NULL, server);
  bk_clock_thaw();
  g_assert_cmpuint(items->len, ==, 2);
  g_assert_cmpstr(item_at(items, 0)->account, ==, "for ever");
}

static void test_memory_is_full(void) {
  g_autoptr(BkStore) store = bk_store_new(BK_STORE_MEMORY);
  for (guint i = 0; i < BK_STORE_MAX_ITEMS; i++) {
    g_autofree char *name = g_strdup_printf("%u", i);
    save(store, "input", server, "", name, "{}", "ok");
  }
  save(store, "input", server, "", "one too many", "{}", "full");
  save(store, "input", server, "", "7", "{}", "ok"); /* replaces */
}

/* A list that would be too much to carry: the oldest are left out, and it says so. */
static void test_large_list(void) {
  g_autoptr(BkStore) store = bk_store_new(BK_STORE_MEMORY);
  g_autofree char *most = g_strnfill(BK_STORE_MAX_SECRET, 'x');
  guint fit = BK_STORE_MAX_LIST / BK_STORE_MAX_SECRET;
  for (guint i = 0; i < fit + 3; i++) {
    g_autofree char *name = g_strdup_printf("%u", i);
    save(store, "input", server, "", name, most, "ok");
  }
  g_auto(Reply) reply = {0};
  bk_store_list(store, NULL, on_done, &reply);
  expect(&reply, "ok");
  g_assert_cmpuint(reply.items->len, ==, fit);
  g_assert_nonnull(strstr(reply.detail, "3 left out"));
}

/* ---- the kernel ------------------------------------------------------------------------------------ */

static gboolean has_kernel_keyring(void) {
  g_autoptr(BkStore) store = bk_store_new(BK_STORE_KERNEL);
  g_auto(Reply) reply = {0};
  bk_store_probe(store, on_done, &reply);
  wait_for(&reply.done);
  if (reply.result != BK_STORE_RESULT_OK)
    g_test_skip(reply.detail);
  return reply.result == BK_STORE_RESULT_OK;
}

static void test_kernel_ends(void) {
  if (!has_kernel_keyring())
    return;
  g_autoptr(BkStore) store = bk_store_new(BK_STORE_KERNEL);
  save_for(store, "short", 1);
  save_for(store, "long", 1000);
  guint left = 2;
  while (left != 1) { /* the kernel's clock is not ours to set: until the second is over */
    g_autoptr(GPtrArray) items = list(store, NULL, server);
    left = items->len;
    g_assert_cmpuint(left, >=, 1);
  }
  remove_item(store, "session", server, "short", "", "absent");
  save_for(store, "short", 1000); /* over what has ended */
  remove_item(store, "session", server, "short", "", "ok");
  remove_item(store, "session", server, "long", "", "ok");
}

/* In a child with a session keyring that does not lead to the user keyring, as a service or a login
 * without pam_keyinit has it. */
static void test_kernel_across_sessions(void) {
  if (!has_kernel_keyring())
    return;
  g_autoptr(BkStore) store = bk_store_new(BK_STORE_KERNEL);
  save(store, "session", server, "", "", "{\"a\":1}", "ok");
  pid_t pid = fork();
  if (pid == 0) {
    if (keyctl_join_session_keyring(NULL) < 0)
      _exit(2);
    BkStore *other = bk_store_new(BK_STORE_KERNEL);
    GPtrArray *items = list(other, "session", server);
    _exit(items->len == 1 && g_str_equal(data_at(items, 0), "{\"a\":1}") ? 0 : 1);
  }
  int status;
  g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
  remove_item(store, "session", server, "", "", "ok");
  g_assert_cmpint(status, ==, 0);
}

static void plant(const char *description, const char *payload, gsize length, key_serial_t *ret_key) {
  *ret_key = add_key("user", description, payload, length, KEY_SPEC_USER_KEYRING);
  g_assert_cmpint(*ret_key, >, 0);
}

static void test_kernel_hostile(void) {
  if (!has_kernel_keyring())
    return;
  static const struct {
    const char *payload;
    gsize length;
  } odd[] = {
      {"x", 1},
      {"backin/1\0session\0", 17},
      {"backin/2\0session\0s\0a\0\0001\0{}", 25},
      {"backin/1\0session\0s\0a\0\000-1\0{}", 26},
      {"backin/1\0session\0s\0a\0\00099999999999999999999\0{}", 44},
      {"backin/1\0\0s\0a\0\0001\0{}", 18},
      {"backin/1\0session\0s\033\0a\0\0001\0{}", 26},
      {"backin/1\0session\0s\0a\0\0001\0{\0}", 26},
      {"backin/1\0session\0s\0a\0\0001\0\xff", 24},
      {"backin/1\0session\0s\0a\0\0001\0{}", 25}, /* good, but not under its own description */
  };
  g_autofree char *large = g_strnfill(9000, 'x');
  key_serial_t keys[G_N_ELEMENTS(odd) + 1];
  g_autoptr(BkStore) store = bk_store_new(BK_STORE_KERNEL);
  g_auto(Reply) before = {0}, after = {0};
  save(store, "session", server, "", "", "{}", "ok");
  bk_store_list(store, NULL, on_done, &before);
  expect(&before, "ok");
  for (guint i = 0; i < G_N_ELEMENTS(odd); i++) {
    g_autofree char *description = g_strdup_printf("backin:%s-%u", server, i);
    plant(description, odd[i].payload, odd[i].length, &keys[i]);
  }
  plant("backin:;;;", large, 9000, &keys[G_N_ELEMENTS(odd)]);
  bk_store_list(store, NULL, on_done, &after);
  wait_for(&after.done);
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    keyctl_unlink(keys[i], KEY_SPEC_USER_KEYRING);
  expect(&after, "ok");
  g_assert_cmpuint(after.items->len, ==, before.items->len);
  g_assert_nonnull(strstr(after.detail, "left out"));
  remove_item(store, "session", server, "", "", "ok");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
  server = g_strdup_printf("places-%d", (int)getpid());
  g_test_add_func("/places/memory/ends", test_memory_ends);
  g_test_add_func("/places/memory/full", test_memory_is_full);
  g_test_add_func("/places/memory/large-list", test_large_list);
  g_test_add_func("/places/kernel/ends", test_kernel_ends);
  g_test_add_func("/places/kernel/across-sessions", test_kernel_across_sessions);
  g_test_add_func("/places/kernel/hostile", test_kernel_hostile);
  return g_test_run();
}
