/* help.c: --help, for the program and for each command: examples first. */
#include "cli/command.h"

#include <string.h>

#define COLUMN 26

static void print_examples(const char *examples, FILE *to) {
  g_auto(GStrv) lines = g_strsplit(examples, "\n", -1);
  for (int i = 0; lines[i]; i++)
    if (*lines[i])
      fprintf(to, "  %s\n", lines[i]);
}

static void print_options(const BkCommand *command, FILE *to) {
  g_autoptr(GPtrArray) options = bk_command_options(command);
  for (guint i = 0; i < options->len; i++) {
    const BkOption *option = g_ptr_array_index(options, i);
    g_autoptr(GString) left = g_string_new("  ");
    if (option->short_name)
      g_string_append_printf(left, "-%c, ", option->short_name);
    else
      g_string_append(left, "    ");
    g_string_append_printf(left, "--%s%s%s", option->name, option->value ? "=" : "",
                           option->value ? option->value : "");
    if (left->len < COLUMN)
      fprintf(to, "%-*s%s\n", COLUMN, left->str, option->help);
    else
      fprintf(to, "%s\n%*s%s\n", left->str, COLUMN, "", option->help);
  }
}

void bk_help_command(const BkCommand *command, FILE *to) {
  fprintf(to, "%s.\n\nExamples:\n", command->summary);
  print_examples(command->examples, to);
  fprintf(to, "\nUsage: backin %s%s%s [OPTION...]\n\nOptions:\n", command->path,
          *command->arguments ? " " : "", command->arguments);
  print_options(command, to);
  fprintf(to, "\nSecrets are never arguments. Exit codes and files: see backin(1).\n");
}

/* Each command with its line; of a group only, unless it is NULL. */
static void print_commands(const char *group, FILE *to) {
  gsize length = group ? strlen(group) : 0;
  for (const BkCommand *command = bk_commands; command->path; command++)
    if (!group || (strncmp(command->path, group, length) == 0 && command->path[length] == ' '))
      fprintf(to, "  %-18s%s\n", command->path, command->summary);
}

void bk_help_group(const char *group, FILE *to) {
  fprintf(to, "Commands of %s:\n", group);
  print_commands(group, to);
  fprintf(to, "\n  backin %s WORD --help      examples and options of a command\n", group);
}

void bk_help_program(FILE *to) {
  fprintf(to, "backin: get back in. Any server, any terminal.\n\nExamples:\n"
              "  backin [--slow or --rich]                      the screens\n"
              "  backin --plain                                 the same as questions, line by line\n"
              "  backin forgot -s eu-test -u user@works.example\n"
              "  backin status --json\n"
              "\nUsage: backin [COMMAND] [OPTION...]\n\nCommands:\n");
  print_commands(NULL, to);
  fprintf(to,
          "\n  backin COMMAND --help      examples and options of a command\n"
          "  backin --version\n"
          "\nExit codes: 0 done or accepted, 1 failed, 2 cancelled, 3 waits for a person, 4 credentials,\n"
          "5 not reached, 6 code, link or new password refused, 7 wait, 8 not offered, 9 no safe store,\n"
          "10 a check failed, 64 usage, 78 configuration. The manual is backin(1).\n");
}
