/* When the first screen does not wait: what is put off, and what brings it. */
#include "app/runtime.h"
#include "app/state.h"

#include <glib/gstdio.h>

typedef struct {
  char *folder, *servers;
} Home;

static void home_set_up(Home *home, gconstpointer data G_GNUC_UNUSED) {
  home->folder = g_dir_make_tmp("backin-runtime-XXXXXX", NULL);
  home->servers = g_build_filename(home->folder, "servers", NULL);
  g_assert_cmpint(g_mkdir(home->servers, 0700), ==, 0);
  g_setenv("HOME", home->folder, TRUE);
  g_setenv("XDG_STATE_HOME", home->folder, TRUE);
}

static void add_servers(const Home *home, int count) {
  for (int i = 0; i < count; i++) {
    g_autofree char *file = g_strdup_printf("%s/s%03d.json", home->servers, i);
    g_autofree char *text = g_strdup_printf("{\"name\":\"S %d\",\"url\":\"https://s%d.example\"}", i, i);
    g_assert_true(g_file_set_contents_full(file, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  }
}

static void add_account(void) {
  g_autoptr(GError) error = NULL;
  BkStateChange *change = bk_state_change_new(BK_STATE_TOUCH_ACCOUNT);
  change->account = bk_account_new("bob@works.example", "s000", 1000);
  bk_state_write(change, &error);
  g_assert_no_error(error);
  bk_state_change_free(change);
}

static void home_tear_down(Home *home, gconstpointer data G_GNUC_UNUSED) {
  const char *command[] = {"rm", "-rf", home->folder, NULL};
  g_assert_true(
      g_spawn_sync(NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
  g_free(home->folder);
  g_free(home->servers);
}

static BkRuntime *start(const Home *home, gboolean later) {
  return bk_runtime_new(
      &(BkRuntimeOptions){.servers_dirs = home->servers, .store = BK_STORE_MEMORY, .later = later});
}

static guint servers(const BkRuntime *runtime) {
  return bk_runtime_model(runtime)->servers->servers->len;
}

static void test_at_once(Home *home, gconstpointer data G_GNUC_UNUSED) {
  add_servers(home, 3);
  g_autoptr(BkRuntime) runtime = start(home, FALSE);
  g_assert_cmpuint(servers(runtime), ==, 3);
}

static void test_when_idle(Home *home, gconstpointer data G_GNUC_UNUSED) {
  add_servers(home, 3);
  g_autoptr(BkRuntime) runtime = start(home, TRUE);
  g_assert_cmpuint(servers(runtime), ==, 0);
  guint version = bk_runtime_model(runtime)->version;
  while (servers(runtime) == 0)
    g_main_context_iteration(NULL, TRUE);
  g_assert_cmpuint(servers(runtime), ==, 3);
  g_assert_cmpuint(bk_runtime_model(runtime)->version, !=, version); /* the screen hears of it */
}

static void test_with_a_message(Home *home, gconstpointer data G_GNUC_UNUSED) {
  add_servers(home, 3);
  g_autoptr(BkRuntime) runtime = start(home, TRUE);
  bk_runtime_post(runtime, bk_message_text(BK_MESSAGE_EMAIL, NULL, "bob@works.example"));
  g_assert_cmpuint(servers(runtime), ==, 3);
  g_assert_cmpint(bk_runtime_model(runtime)->place, ==, BK_PLACE_SERVER);
}

/* A few are read at once where their names stand on the first screen; many are not. */
static void test_named(Home *home, gconstpointer data) {
  int count = GPOINTER_TO_INT(data);
  add_servers(home, count);
  add_account();
  g_autoptr(BkRuntime) runtime = start(home, TRUE);
  g_assert_cmpuint(servers(runtime), ==, count < 50 ? (guint)count : 0);
}

static void test_ends_before(Home *home, gconstpointer data G_GNUC_UNUSED) {
  add_servers(home, 3);
  bk_runtime_free(start(home, TRUE));
  while (g_main_context_iteration(NULL, FALSE))
    continue;
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
#define ADD(name, data, test) g_test_add("/runtime/" name, Home, data, home_set_up, test, home_tear_down)
  ADD("at-once", NULL, test_at_once);
  ADD("when-idle", NULL, test_when_idle);
  ADD("with-a-message", NULL, test_with_a_message);
  ADD("few-that-are-named", GINT_TO_POINTER(3), test_named);
  ADD("many-that-are-named", GINT_TO_POINTER(60), test_named);
  ADD("ends-before", NULL, test_ends_before);
#undef ADD
  return g_test_run();
}
