/* The state file: what it keeps, what it survives. */
#include "app/state.h"
#include "base/json.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *home; /* $XDG_STATE_HOME of this run */

static char *state_file(void) {
  return g_build_filename(home, "backin", "state.json", NULL);
}

static void touch(const char *email, const char *server) {
  BkStateChange *change = bk_state_change_new(BK_STATE_TOUCH_ACCOUNT);
  change->account = bk_account_new(email, server, 1793196131);
  g_assert_true(bk_state_write(change, NULL));
  bk_state_change_free(change);
}

static void clear(void) {
  g_autofree char *file = state_file(), *broken = g_strconcat(file, ".broken", NULL);
  g_unlink(file);
  g_unlink(broken);
}

static void test_round_trip(void) {
  clear();
  touch("ann@example.org", "a");
  touch("bob@example.org", "b");
  touch("ANN@example.org", "a");
  BkStateChange *change = bk_state_change_new(BK_STATE_PUT_RESET);
  change->reset = bk_reset_new("BK-7Q4M", "a", "ann@example.org", BK_WAY_CODE);
  change->reset->asked_at = change->reset->good_until = g_get_real_time() / G_USEC_PER_SEC;
  g_hash_table_insert(change->reset->kept, g_strdup("flow"), g_strdup("f1"));
  g_assert_true(bk_state_write(change, NULL));
  bk_state_change_free(change);
  g_autoptr(BkState) state = bk_state_read();
  g_assert_cmpuint(state->accounts->len, ==, 2);
  g_assert_cmpstr(((BkAccount *)g_ptr_array_index(state->accounts, 0))->email, ==, "ANN@example.org");
  g_assert_cmpuint(state->resets->len, ==, 1);
  const BkReset *reset = g_ptr_array_index(state->resets, 0);
  g_assert_cmpstr(reset->id, ==, "BK-7Q4M");
  g_assert_cmpint(reset->way, ==, BK_WAY_CODE);
  g_assert_cmpstr(g_hash_table_lookup(reset->kept, "flow"), ==, "f1");
  g_autofree char *file = state_file();
  struct stat status;
  g_assert_cmpint(stat(file, &status), ==, 0);
  g_assert_cmpint(status.st_mode & 0777, ==, 0600);
}

static void test_broken_file_is_set_aside(void) {
  clear();
  g_autofree char *file = state_file(), *broken = g_strconcat(file, ".broken", NULL);
  g_assert_true(g_file_set_contents(file, "{\"version\":1,", -1, NULL));
  g_autoptr(BkState) state = bk_state_read();
  g_assert_cmpuint(state->accounts->len, ==, 0);
  g_assert_true(g_file_test(broken, G_FILE_TEST_EXISTS));
}

static void test_hostile_file(void) {
  clear();
  g_autofree char *file = state_file();
  g_assert_true(g_file_set_contents(file,
                                    "{\"version\":1,\"store\":\"moon\",\"accounts\":[7,{\"email\":\"a\\u001b["
                                    "31m@x.example\",\"server\":\"s\"},"
                                    "{\"email\":[]}],\"resets\":[{\"id\":\"BK-1\"},{\"id\":\"BK-2\","
                                    "\"email\":\"e\",\"server\":\"s\",\"way\":\"sideways\"}]}",
                                    -1, NULL));
  g_autoptr(BkState) state = bk_state_read();
  g_assert_cmpint(state->store, ==, -1);
  g_assert_cmpuint(state->accounts->len, ==, 1);
  g_assert_cmpstr(((BkAccount *)g_ptr_array_index(state->accounts, 0))->email, ==, "a[31m@x.example");
  g_assert_cmpuint(state->resets->len, ==, 0);
}

/* Twenty programs write at once; nobody's line is lost. */
static void test_many_writers(void) {
  clear();
  for (int i = 0; i < 20; i++) {
    if (fork() == 0) {
      g_autofree char *email = g_strdup_printf("user%d@example.org", i);
      touch(email, "a");
      _exit(0);
    }
  }
  while (wait(NULL) > 0)
    continue;
  g_autoptr(BkState) state = bk_state_read();
  g_assert_cmpuint(state->accounts->len, ==, 20);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
  home = g_dir_make_tmp("backin-XXXXXX", NULL);
  g_setenv("XDG_STATE_HOME", home, TRUE);
  g_autofree char *folder = g_build_filename(home, "backin", NULL),
                  *lock = g_build_filename(folder, "lock", NULL);
  g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
  g_test_add_func("/state/round-trip", test_round_trip);
  g_test_add_func("/state/broken", test_broken_file_is_set_aside);
  g_test_add_func("/state/hostile", test_hostile_file);
  g_test_add_func("/state/many-writers", test_many_writers);
  int status = g_test_run();
  clear();
  g_unlink(lock);
  g_rmdir(folder);
  g_rmdir(home);
  return status;
}
