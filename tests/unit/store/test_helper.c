/* What becomes of a call when backin-keyring is something else: each helper here is a script. */
#include "unit/store/store_asking.h"

#include "base/json.h"
#include "store/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <unistd.h>

static char *folder;

/* Installs a shell script as the helper. The first thing it does is to say its process id. */
static void install(const char *script) {
  g_autofree char *path = g_build_filename(folder, "backin-keyring", NULL);
  g_autofree char *pid = g_build_filename(folder, "pid", NULL);
  g_autofree char *text =
      g_strdup_printf("#!/bin/sh\necho $$ >'%s.new' && mv '%s.new' '%s'\n%s\n", pid, pid, pid, script);
  g_remove(pid);
  g_assert_true(g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0700, NULL));
  g_setenv("BACKIN_KEYRING", path, TRUE);
}

/* 0 as long as it has not said it. */
static pid_t helper_pid(void) {
  g_autofree char *path = g_build_filename(folder, "pid", NULL);
  g_autofree char *text = NULL;
  return g_file_get_contents(path, &text, NULL, NULL) ? (pid_t)g_ascii_strtoll(text, NULL, 10) : 0;
}

/* One frame, as printf(1) takes it. */
static char *frame(const char *json) {
  gsize length = strlen(json);
  return g_strdup_printf("printf '\\0\\0\\%o\\%o%%s' '%s'\n", (guint)(length >> 8), (guint)(length & 255),
                         json);
}

#define HEAD(result, items) "{\"protocol\":1,\"result\":\"" result "\",\"detail\":\"\",\"items\":" items "}"
#define ITEM(kind, data)                                                                                     \
  "{\"kind\":\"" kind "\",\"server\":\"a\",\"account\":\"\",\"name\":\"\",\"changed\":1,\"data\":" data "}"

/* Lists sessions while the helper writes these frames (NULL-terminated). */
static void expect_list(const char *const *frames, const char *end, const char *word, guint items) {
  g_autoptr(GString) script = g_string_new(NULL);
  for (guint i = 0; frames[i]; i++) {
    g_autofree char *text = frame(frames[i]);
    g_string_append(script, text);
  }
  g_string_append(script, end);
  install(script->str);
  g_autoptr(BkStore) store = bk_store_new(BK_STORE_KEYRING);
  g_auto(Reply) reply = {0};
  bk_store_list(store, "session", on_done, &reply);
  expect(&reply, word);
  g_assert_cmpuint(reply.items->len, ==, items);
}

static void test_good_answers(void) {
  expect_list((const char *const[]){HEAD("ok", "0"), NULL}, "", "ok", 0);
  expect_list(
      (const char *const[]){HEAD("ok", "2"), ITEM("session", "\"1\""), ITEM("session", "\"2\""), NULL}, "",
      "ok", 2);
  expect_list((const char *const[]){HEAD("ok", "1"), ITEM("session", "null"), NULL}, "", "ok",
              1); /* withheld */
  expect_list((const char *const[]){HEAD("locked", "1"), ITEM("session", "null"), NULL}, "", "locked", 1);
  expect_list((const char *const[]){HEAD("unavailable", "0"), NULL}, "", "unavailable", 0);
  /* It has answered: what it does then is its own affair, and it is not waited for. */
  expect_list((const char *const[]){HEAD("ok", "0"), NULL}, "exec sleep 1000", "ok", 0);
}

static void test_bad_answers(void) {
  static const char *const bad[][4] = {
      {"{}"},
      {"[]"},
      {"<html>"},
      {HEAD("ok", "1")},
      {HEAD("locked", "1"), ITEM("session", "\"1\"")},
      {HEAD("ok", "1"), ITEM("reset", "\"1\"")},
      {HEAD("ok", "2"), ITEM("session", "\"1\"")},
      {HEAD("ok", "1"), HEAD("ok", "0")},
  };
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_test_message("bad answer %u", i);
    expect_list(bad[i], "", "failed", 0);
  }
  static const char *const none[] = {NULL};
  expect_list(none, "", "failed", 0);
  expect_list(none, "exit 3", "failed", 0);
  expect_list(none, "kill -9 $$", "failed", 0);
  expect_list(none, "printf '\\0\\0\\0\\0'", "failed", 0);
  expect_list(none, "printf '\\377\\377\\377\\377'; exec sleep 1000", "failed", 0);
  expect_list(none, "printf '\\0\\0\\0\\20{'", "failed", 0);
  expect_list(none, "yes", "failed", 0);
}

/* Nothing that is not a list has items. */
static void test_items_for_a_probe(void) {
  g_autofree char *head = frame(HEAD("ok", "1")), *item = frame(ITEM("session", "\"1\""));
  g_autofree char *script = g_strconcat(head, item, NULL);
  install(script);
  g_autoptr(BkStore) store = bk_store_new(BK_STORE_KEYRING);
  g_auto(Reply) reply = {0};
  bk_store_probe(store, on_done, &reply);
  expect(&reply, "failed");
}

/* The call on fds 0 and 1, a group of its own, stderr nowhere, and no other file of ours. */
static void test_it_is_started_well(void) {
  g_autofree char *seen = g_build_filename(folder, "seen", NULL);
  g_autofree char *head = frame(HEAD("ok", "0"));
  g_autofree char *script =
      g_strdup_printf("head -c 40 | tail -c +5 >'%s'\n" /* the frame is known to be longer */
                      "[ \"$(readlink /proc/$$/fd/2)\" = /dev/null ] || exit 1\n"
                      "[ \"$(cut -d' ' -f5 /proc/$$/stat)\" = $$ ] || exit 1\n"
                      "for n in 3 4 5 6 7 8 9; do [ ! -e /proc/$$/fd/$n ] || exit 1; done\n"
                      "%s",
                      seen, head);
  int inherited = open("/dev/null", O_RDONLY); /* without close-on-exec, as a library may leave it */
  g_assert_cmpint(inherited, >, STDERR_FILENO);
  install(script);
  g_autoptr(BkStore) store = bk_store_new(BK_STORE_SESSION);
  g_auto(Reply) reply = {0};
  bk_store_probe(store, on_done, &reply);
  expect(&reply, "ok");
  close(inherited);
  g_autofree char *text = NULL;
  g_assert_true(g_file_get_contents(seen, &text, NULL, NULL));
  g_assert_true(g_str_has_prefix(text, "{\"protocol\":1,\"operation\":\"probe\""));
}

static void wait_until_gone(pid_t pid) {
  while (kill(pid, 0) == 0 || errno != ESRCH)
    g_main_context_iteration(NULL, TRUE);
}

static gboolean tick(gpointer data) {
  (void)data;
  return G_SOURCE_CONTINUE;
}

static gboolean cancel_when_it_runs(gpointer data) {
  if (helper_pid() == 0)
    return G_SOURCE_CONTINUE;
  bk_store_cancel(data);
  return G_SOURCE_REMOVE;
}

static void test_cancelled_helper_is_killed(void) {
  install("trap '' HUP INT TERM\nwhile :; do sleep 1000; done");
  g_autoptr(BkStore) store = bk_store_new(BK_STORE_KEYRING);
  g_auto(Reply) reply = {0};
  bk_store_probe(store, on_done, &reply);
  guint ticks = g_timeout_add(5, tick, NULL);
  g_timeout_add(5, cancel_when_it_runs, store);
  expect(&reply, "timeout");
  g_assert_cmpstr(reply.detail, ==, "cancelled");
  wait_until_gone(helper_pid());
  g_source_remove(ticks);
}

/* The deadline of the call under way, of a helper that never answers: read off its timer, and then let come
 * at once. GLib moves such timers to the start of a second, so it is that many seconds give or take one. */
static void expect_deadline(void (*ask)(BkStore *store, BkStoreDone done, gpointer data), gint64 seconds) {
  install("trap '' HUP INT TERM\nwhile :; do sleep 1000; done");
  g_autoptr(BkStore) store = bk_store_new(BK_STORE_KEYRING);
  g_auto(Reply) reply = {0};
  gint64 before = g_get_monotonic_time();
  ask(store, on_done, &reply);
  GSource *timer = g_main_context_find_source_by_user_data(NULL, store);
  g_assert_nonnull(timer);
  gint64 end = g_source_get_ready_time(timer);
  g_assert_cmpint(end, >, before + (seconds - 1) * G_USEC_PER_SEC);
  g_assert_cmpint(end, <, g_get_monotonic_time() + (seconds + 1) * G_USEC_PER_SEC);
  guint ticks = g_timeout_add(5, tick, NULL);
  while (helper_pid() == 0)
    g_main_context_iteration(NULL, TRUE);
  g_assert_false(reply.done);
  g_source_set_ready_time(timer, 0);
  expect(&reply, "timeout");
  g_assert_cmpstr(reply.detail, ==, "no answer within the deadline");
  wait_until_gone(helper_pid());
  g_source_remove(ticks);
}

static void test_silent_deadline(void) {
  expect_deadline(bk_store_probe, BK_STORE_DEADLINE);
}

static void test_prompt_deadline(void) {
  expect_deadline(bk_store_unlock, BK_STORE_PROMPT_DEADLINE);
}

static void test_freed_store_kills_its_helper(void) {
  install("exec sleep 1000");
  BkStore *store = bk_store_new(BK_STORE_KEYRING);
  g_auto(Reply) reply = {0};
  bk_store_probe(store, on_done, &reply);
  guint ticks = g_timeout_add(5, tick, NULL);
  while (helper_pid() == 0)
    g_main_context_iteration(NULL, TRUE);
  bk_store_free(store);
  wait_until_gone(helper_pid());
  g_assert_false(reply.done);
  g_source_remove(ticks);
}

/* The grandchildren of the group go too. */
static void test_the_group_is_killed(void) {
  g_autofree char *child = g_build_filename(folder, "child", NULL);
  g_autofree char *script = g_strdup_printf("sleep 1000 &\necho $! >'%s'\nwait", child);
  install(script);
  g_autoptr(BkStore) store = bk_store_new(BK_STORE_KEYRING);
  g_auto(Reply) reply = {0};
  bk_store_probe(store, on_done, &reply);
  guint ticks = g_timeout_add(5, tick, NULL);
  g_autofree char *text = NULL;
  while (!text || !strchr(text, '\n')) {
    g_clear_pointer(&text, g_free);
    g_main_context_iteration(NULL, TRUE);
    g_file_get_contents(child, &text, NULL, NULL);
  }
  bk_store_cancel(store);
  expect(&reply, "timeout");
  /* It is init's to reap: until then a zombie, which has no command line. */
  g_autofree char *line = g_strdup_printf("/proc/%d/cmdline", atoi(text));
  for (gsize length = 1; length > 0; g_main_context_iteration(NULL, TRUE)) {
    g_autofree char *words = NULL;
    if (!g_file_get_contents(line, &words, &length, NULL))
      length = 0;
  }
  g_source_remove(ticks);
}

static void expect_unavailable(void) {
  g_autoptr(BkStore) store = bk_store_new(BK_STORE_KEYRING);
  g_auto(Reply) reply = {0};
  bk_store_probe(store, on_done, &reply);
  g_assert_false(reply.done);
  expect(&reply, "unavailable");
}

static void test_no_helper(void) {
  g_setenv("BACKIN_KEYRING", "/nonexistent/backin-keyring", TRUE);
  g_assert_null(bk_helper_path());
  expect_unavailable();
  g_autofree char *path = g_build_filename(folder, "broken", NULL);
  g_assert_true(
      g_file_set_contents_full(path, "#!/nonexistent\n", -1, G_FILE_SET_CONTENTS_CONSISTENT, 0700, NULL));
  g_setenv("BACKIN_KEYRING", path, TRUE);
  expect_unavailable();
}

static void remove_folder(void) {
  static const char *const names[] = {"backin-keyring", "pid", "seen", "child", "broken"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *path = g_build_filename(folder, names[i], NULL);
    g_remove(path);
  }
  g_assert_cmpint(g_rmdir(folder), ==, 0);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
  folder = g_dir_make_tmp("backin-helper-XXXXXX", NULL);
  g_test_add_func("/helper/good-answers", test_good_answers);
  g_test_add_func("/helper/bad-answers", test_bad_answers);
  g_test_add_func("/helper/items-for-a-probe", test_items_for_a_probe);
  g_test_add_func("/helper/it-is-started-well", test_it_is_started_well);
  g_test_add_func("/helper/cancelled-is-killed", test_cancelled_helper_is_killed);
  g_test_add_func("/helper/silent-deadline", test_silent_deadline);
  g_test_add_func("/helper/prompt-deadline", test_prompt_deadline);
  g_test_add_func("/helper/freed-store-kills-it", test_freed_store_kills_its_helper);
  g_test_add_func("/helper/the-group-is-killed", test_the_group_is_killed);
  g_test_add_func("/helper/no-helper", test_no_helper);
  int status = g_test_run();
  remove_folder();
  g_free(folder);
  return status;
}
