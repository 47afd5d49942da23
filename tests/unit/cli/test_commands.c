/* The table of commands: what parsing, help, completion and the manual rely on. */
#include "cli/command.h"

#include <string.h>

static void test_rows_are_whole(void) {
  g_autoptr(GHashTable) paths = g_hash_table_new(g_str_hash, g_str_equal);
  for (const BkCommand *command = bk_commands; command->path; command++) {
    g_assert_true(g_hash_table_add(paths, (gpointer)command->path));
    g_assert_nonnull(command->run);
    g_assert_cmpuint(strlen(command->summary), <, 60); /* one line of help at 80 columns */
    g_assert_false(g_str_has_suffix(command->summary, "."));
    g_assert_nonnull(strstr(command->examples, "backin "));
    g_assert_true(g_str_has_suffix(command->examples, "\n"));
    g_assert_true(command->most < 0 || command->most >= command->least);
    g_assert_true((*command->arguments != '\0') == (command->most != 0));
  }
}

/* An example whose option does not exist teaches a mistake. */
static gboolean has_option(const GPtrArray *options, const char *name) {
  for (guint i = 0; i < options->len; i++)
    if (g_str_equal(((const BkOption *)g_ptr_array_index(options, i))->name, name))
      return TRUE;
  return FALSE;
}

static void test_examples_use_real_options(void) {
  for (const BkCommand *command = bk_commands; command->path; command++) {
    g_autoptr(GPtrArray) options = bk_command_options(command);
    g_auto(GStrv) words = g_strsplit_set(command->examples, " \n=", -1);
    for (int i = 0; words[i]; i++)
      if (g_str_has_prefix(words[i], "--") && words[i][2] && !g_str_equal(words[i], "--global") &&
          !has_option(options, words[i] + 2))
        g_error("%s: the example uses %s, which it does not take", command->path, words[i]);
  }
}

static void test_options_differ(void) {
  for (const BkCommand *command = bk_commands; command->path; command++) {
    g_autoptr(GPtrArray) options = bk_command_options(command);
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) letters = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < options->len; i++) {
      const BkOption *option = g_ptr_array_index(options, i);
      g_assert_true(g_hash_table_add(names, (gpointer)option->name));
      if (option->short_name)
        g_assert_true(g_hash_table_add(letters, GINT_TO_POINTER(option->short_name)));
      g_assert_cmpstr(option->help, !=, "");
    }
    g_assert_true(has_option(options, "json"));
    g_assert_true(has_option(options, "no-input"));
  }
}

/* No option takes a secret as its value: only descriptors and standard input. */
static void test_no_secret_is_an_argument(void) {
  static const char *const secrets[] = {"password", "new", "current", "code", "otp", NULL};
  for (const BkCommand *command = bk_commands; command->path; command++) {
    g_autoptr(GPtrArray) options = bk_command_options(command);
    for (int i = 0; secrets[i]; i++)
      g_assert_false(has_option(options, secrets[i]));
  }
}

static void test_find(void) {
  int taken = 0;
  char *login[] = {(char *)"login", (char *)"-s", NULL};
  char *verify[] = {(char *)"reset", (char *)"verify", (char *)"BK-2222", NULL};
  char *group[] = {(char *)"reset", NULL};
  char *none[] = {NULL};
  g_assert_cmpstr(bk_command_find(login, &taken)->path, ==, "login");
  g_assert_cmpint(taken, ==, 1);
  g_assert_cmpstr(bk_command_find(verify, &taken)->path, ==, "reset verify");
  g_assert_cmpint(taken, ==, 2);
  g_assert_null(bk_command_find(group, &taken));
  g_assert_null(bk_command_find(none, &taken));
}

/* Every command of two words belongs to a group that help and completion know. */
static void test_groups(void) {
  for (const BkCommand *command = bk_commands; command->path; command++) {
    g_auto(GStrv) words = g_strsplit(command->path, " ", 2);
    g_assert_true(!words[1] || g_strv_contains(bk_command_groups, words[0]));
  }
}

static void test_nearest(void) {
  char *slip[] = {(char *)"logn", NULL};
  char *group[] = {(char *)"resset", NULL};
  char *far[] = {(char *)"frobnicate", NULL};
  g_assert_cmpstr(bk_command_nearest(slip), ==, "login");
  g_assert_cmpstr(bk_command_nearest(group), ==, "reset");
  g_assert_null(bk_command_nearest(far));
}

/* ---- parsing --------------------------------------------------------------------------------------- */

static const BkCommand *command_of(const char *path) {
  for (const BkCommand *command = bk_commands; command->path; command++)
    if (g_str_equal(command->path, path))
      return command;
  g_assert_not_reached();
}

static gboolean parse(BkOptions *options, const char *path, const char *line) {
  g_auto(GStrv) arguments = g_strsplit(line, " ", -1);
  g_autoptr(GError) error = NULL;
  return bk_options_parse(options, command_of(path), &arguments, &error);
}

static void test_parse(void) {
  BkOptions options;
  g_assert_true(parse(&options, "login", "login -s eu -u a@b.example --password-fd 3 --json"));
  g_assert_cmpstr(options.server, ==, "eu");
  g_assert_cmpstr(options.user, ==, "a@b.example");
  g_assert_cmpint(options.from_fd[BK_SLOT_PASSWORD], ==, 3);
  g_assert_cmpint(options.from_fd[BK_SLOT_OTP], ==, -1);
  g_assert_cmpint(options.out_fd, ==, -1);
  g_assert_true(options.json);
  bk_options_clear(&options);
  g_assert_true(parse(&options, "admin reset", "reset --set --confirm=a@b.example"));
  g_assert_cmpstr(options.yes, ==, "a@b.example");
  bk_options_clear(&options);
}

/* Abbreviations break scripts when options are added; other commands' options are no options. */
static void test_parse_refuses(void) {
  static const char *const lines[] = {"login --pass-stdin", "login --serv eu", "login --code-stdin",
                                      "login --password secret", "login --password-fd three"};
  for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
    BkOptions options;
    g_assert_false(parse(&options, "login", lines[i]));
    bk_options_clear(&options);
  }
}

static void test_environment(void) {
  BkOptions options;
  g_setenv("BACKIN_SERVER", "eu", TRUE);
  g_setenv("BACKIN_NO_INPUT", "1", TRUE);
  g_assert_true(parse(&options, "login", "login"));
  g_assert_cmpstr(options.server, ==, "eu");
  g_assert_true(options.no_input);
  bk_options_clear(&options);
  g_assert_true(parse(&options, "login", "login -s us"));
  g_assert_cmpstr(options.server, ==, "us");
  bk_options_clear(&options);
  g_assert_true(parse(&options, "servers lint", "lint"));
  g_assert_null(options.server);
  bk_options_clear(&options);
  g_unsetenv("BACKIN_SERVER");
  g_unsetenv("BACKIN_NO_INPUT");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/cli/commands/rows-are-whole", test_rows_are_whole);
  g_test_add_func("/cli/commands/examples-use-real-options", test_examples_use_real_options);
  g_test_add_func("/cli/commands/options-differ", test_options_differ);
  g_test_add_func("/cli/commands/no-secret-is-an-argument", test_no_secret_is_an_argument);
  g_test_add_func("/cli/commands/find", test_find);
  g_test_add_func("/cli/commands/groups", test_groups);
  g_test_add_func("/cli/commands/nearest", test_nearest);
  g_test_add_func("/cli/options/parse", test_parse);
  g_test_add_func("/cli/options/refuses", test_parse_refuses);
  g_test_add_func("/cli/options/environment", test_environment);
  return g_test_run();
}
