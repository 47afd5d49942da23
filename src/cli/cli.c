/* cli.c: from argv to one command, and back to an exit code. */
#include "cli/cli.h"

#include "base/json.h"
#include "base/text.h"
#include "cli/run.h"
#include "words/words.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- words that are no command --------------------------------------------------------------------- */

static gboolean is_group(const char *word) {
  return g_strv_contains(bk_command_groups, word);
}

static BkExit list_group(BkCli *cli, const char *word) {
  g_autoptr(GString) paths = g_string_new(NULL);
  for (const BkCommand *command = bk_commands; command->path; command++)
    if (g_str_has_prefix(command->path, word) && command->path[strlen(word)] == ' ')
      g_string_append_printf(paths, "%s%s", paths->len ? ", " : "", command->path);
  return bk_cli_usage(cli, "unknown_command", "\"%s\" is one of: %s", word, paths->str);
}

static BkExit unknown(BkCli *cli, char **words) {
  g_autofree char *given = bk_text_clean_line(words[0]);
  const char *near = bk_command_nearest(words);
  if (is_group(words[0]) && (!words[1] || *words[1] == '-' || !near))
    return list_group(cli, words[0]);
  if (*words[0] == '-')
    return bk_cli_usage(cli, "usage", "\"%s\": the command comes first, its options after it", given);
  g_autofree char *two = is_group(words[0]) ? bk_text_clean_line(words[1]) : NULL;
  return bk_cli_usage(cli, "unknown_command", "there is no command \"%s%s%s\"%s%s%s", given, two ? " " : "",
                      two ? two : "", near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

/* ---- one command ----------------------------------------------------------------------------------- */

/* GOption's own text names no command; ours says where the options are. */
static BkExit run(BkCli *cli, const BkCommand *command, char **words) {
  g_autoptr(GError) error = NULL;
  cli->command = command;
  /* GOption leaves the first word alone: it is the program's name. */
  g_auto(GStrv) arguments = g_strdupv(words);
  if (!bk_options_parse(&cli->options, command, &arguments, &error)) {
    for (int i = 0; words[i]; i++)
      cli->options.json = cli->options.json || g_str_equal(words[i], "--json");
    return bk_cli_usage(cli, "usage", "%s", error->message);
  }
  if (cli->options.help) {
    bk_help_command(command, stdout);
    return BK_EXIT_OK;
  }
  /* "--" only ends the options. */
  int first = arguments[1] && g_str_equal(arguments[1], "--") ? 2 : 1;
  cli->arguments = arguments + first;
  int count = (int)g_strv_length(cli->arguments);
  if (count < command->least)
    return bk_cli_usage(cli, "usage", "%s is missing", command->arguments);
  if (command->most >= 0 && count > command->most) {
    g_autofree char *clean = bk_text_clean_line(cli->arguments[command->most]);
    return bk_cli_usage(cli, "usage", "\"%s\" is one argument too many", clean);
  }
  BkExit exit = command->run(cli);
  if (cli->runtime)
    bk_runtime_free(cli->runtime);
  return exit;
}

static BkExit help(BkCli *cli, char **words) {
  int taken = 0;
  const BkCommand *command = words[0] ? bk_command_find(words, &taken) : NULL;
  gboolean group = words[0] && !words[1] && is_group(words[0]);
  if (words[0] && !command && !group)
    return unknown(cli, words);
  if (command)
    bk_help_command(command, stdout);
  else if (group)
    bk_help_group(words[0], stdout);
  else
    bk_help_program(stdout);
  return BK_EXIT_OK;
}

static gboolean is_help(const char *word) {
  return g_str_equal(word, "--help") || g_str_equal(word, "-h");
}

static BkExit dispatch(BkCli *cli, char **words) {
  int taken = 0;
  if (!words[0]) {
    g_printerr("backin: %s\n  %s\n", bk_console(BK_SAY_NO_TERMINAL), bk_console(BK_SAY_COMMANDS_DO_NOT));
    return BK_EXIT_USAGE;
  }
  if (g_str_equal(words[0], "help"))
    return help(cli, words + 1);
  if (is_help(words[0]))
    return help(cli, words + g_strv_length(words));
  if (is_group(words[0]) && words[1] && is_help(words[1]))
    return help(cli, (char *[]){words[0], NULL});
  if (g_str_equal(words[0], "--version")) {
    printf("backin %s\n", BK_VERSION);
    return BK_EXIT_OK;
  }
  const BkCommand *command = bk_command_find(words, &taken);
  return command ? run(cli, command, words + taken - 1) : unknown(cli, words);
}

/* A reader that has seen enough and went away wants to hear nothing more. */
static gboolean reader_left(void) {
  struct pollfd out = {.fd = STDOUT_FILENO};
  return poll(&out, 1, 0) > 0 && (out.revents & POLLERR);
}

/* A result that could not be written was not given. FALSE: told, but to a reader that left. */
static gboolean written(void) {
  errno = 0;
  if (fflush(stdout) == 0 && !ferror(stdout))
    return TRUE;
  const char *why = errno != 0 ? g_strerror(errno) : NULL;
  if (!reader_left())
    g_printerr("backin: standard output cannot be written%s%s\n", why ? ": " : "", why ? why : "");
  return FALSE;
}

int bk_cli_main(int argc, char **argv) {
  (void)argc;
  bk_json_init();
  bk_words_init();
  BkCli cli = {.options = {.out_fd = -1}};
  for (char **word = argv + 1; *word; word++)
    cli.options.json =
        cli.options.json || g_str_equal(*word, "--json"); /* for errors before the options are read */
  BkExit exit = dispatch(&cli, argv + 1);
  bk_options_clear(&cli.options);
  if (!written() && exit == BK_EXIT_OK)
    exit = BK_EXIT_FAILED;
  return (int)exit;
}
