/* completion: scripts for three shells, made from the table of commands. Servers and resets come from
 * disk, by backin itself; nothing asks the network or a keyring. */
#include "cli/run.h"

#include <string.h>

static const char *const list_servers = "backin servers list 2>/dev/null | awk 'NR > 1 { print $1 }'";
static const char *const list_resets = "backin reset list 2>/dev/null | awk 'NR > 1 { print $1 }'";
static const char *const stores = "keyring session kernel memory none";

static char *options_of(const BkCommand *command) {
  g_autoptr(GPtrArray) options = bk_command_options(command);
  GString *words = g_string_new(NULL);
  for (guint i = 0; i < options->len; i++)
    g_string_append_printf(words, "%s--%s", i ? " " : "",
                           ((const BkOption *)g_ptr_array_index(options, i))->name);
  return g_string_free(words, FALSE);
}

static char *action_words(void) {
  GString *words = g_string_new(NULL);
  for (int kind = 0; kind < BK_ACTION_COUNT; kind++)
    g_string_append_printf(words, "%s%s", kind ? " " : "", bk_action_word((BkActionKind)kind));
  return g_string_free(words, FALSE);
}

static char *first_words(void) {
  GString *words = g_string_new(NULL);
  for (const BkCommand *command = bk_commands; command->path; command++)
    if (!strchr(command->path, ' '))
      g_string_append_printf(words, "%s ", command->path);
  for (int i = 0; bk_command_groups[i]; i++)
    g_string_append_printf(words, "%s ", bk_command_groups[i]);
  return g_string_free(words, FALSE);
}

/* ---- bash ------------------------------------------------------------------------------------------ */

static void bash_case(const BkCommand *command) {
  g_autofree char *options = options_of(command);
  gboolean two = strchr(command->path, ' ') != NULL;
  g_print("    \"%s%s\"*)\n", command->path, two ? "" : " ");
  if (strchr(command->arguments, '|')) {
    g_autofree char *values = g_strdelimit(g_strdup(command->arguments), "|", ' ');
    g_print("      words=\"%s %s\" ;;\n", values, options);
  } else if (g_str_equal(command->arguments, "[ID]")) {
    g_print("      words=\"$(%s) %s\" ;;\n", list_resets, options);
  } else if (g_str_equal(command->arguments, "ID")) {
    g_print("      words=\"$(%s) %s\" ;;\n", list_servers, options);
  } else {
    g_print("      words=\"%s\" ;;\n", options);
  }
}

static void bash_groups(void) {
  for (int i = 0; bk_command_groups[i]; i++) {
    g_print("    \"%s \"*)\n      words=\"", bk_command_groups[i]);
    for (const BkCommand *command = bk_commands; command->path; command++)
      if (g_str_has_prefix(command->path, bk_command_groups[i]) &&
          command->path[strlen(bk_command_groups[i])] == ' ')
        g_print("%s ", command->path + strlen(bk_command_groups[i]) + 1);
    g_print("\" ;;\n");
  }
}

static void bash(void) {
  g_autofree char *first = first_words(), *actions = action_words();
  g_print("# bash completion of backin\n"
          "_backin() {\n"
          "  local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD-1]} words=\n"
          "  local line=\"${COMP_WORDS[*]:1:COMP_CWORD-1} \"\n"
          "  case $last in\n"
          "    -s | --server) COMPREPLY=($(compgen -W \"$(%s)\" -- \"$word\")); return ;;\n"
          "    --store) COMPREPLY=($(compgen -W \"%s\" -- \"$word\")); return ;;\n"
          "    --action) COMPREPLY=($(compgen -W \"%s\" -- \"$word\")); return ;;\n"
          "    --by) COMPREPLY=($(compgen -W \"code link\" -- \"$word\")); return ;;\n"
          "    --servers-dir) COMPREPLY=($(compgen -d -- \"$word\")); return ;;\n"
          "  esac\n"
          "  case $line in\n",
          list_servers, stores, actions);
  for (const BkCommand *command = bk_commands; command->path; command++)
    bash_case(command);
  bash_groups();
  g_print("    \" \") words=\"%s --help --version\" ;;\n"
          "  esac\n"
          "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
          "}\n"
          "complete -o default -F _backin backin\n",
          first);
}

/* ---- zsh ------------------------------------------------------------------------------------------- */

static char *quoted(const char *text) {
  g_auto(GStrv) parts = g_strsplit(text, "'", -1);
  return g_strjoinv("'\\''", parts);
}

static void zsh_options(const BkCommand *command) {
  g_autoptr(GPtrArray) options = bk_command_options(command);
  for (guint i = 0; i < options->len; i++) {
    const BkOption *option = g_ptr_array_index(options, i);
    g_autofree char *help = quoted(option->help);
    g_print(" \\\n        '--%s[%s]%s'", option->name, help,
            !option->value                             ? ""
            : g_str_equal(option->name, "server")      ? ":server:($(_backin_servers))"
            : g_str_equal(option->name, "store")       ? ":place:(keyring session kernel memory none)"
            : g_str_equal(option->name, "servers-dir") ? ":folder:_files -/"
                                                       : ":value:");
  }
}

static void zsh(void) {
  g_print("#compdef backin\n"
          "# zsh completion of backin\n"
          "_backin_servers() { %s }\n"
          "_backin() {\n"
          "  local -a commands=(\n",
          list_servers);
  for (const BkCommand *command = bk_commands; command->path; command++) {
    g_autofree char *summary = quoted(command->summary);
    g_print("    '%s:%s'\n", command->path, summary);
  }
  g_print("  )\n"
          "  if (( CURRENT == 2 )); then _describe command commands; return; fi\n"
          "  case \"$words[2] $words[3]\" in\n");
  for (const BkCommand *command = bk_commands; command->path; command++) {
    g_print("    '%s'*)\n      _arguments", command->path);
    zsh_options(command);
    g_print(" '*::argument:_files' ;;\n");
  }
  g_print("  esac\n"
          "}\n"
          "_backin \"$@\"\n");
}

/* ---- fish ------------------------------------------------------------------------------------------ */

static char *fish_quoted(const char *text) {
  g_auto(GStrv) parts = g_strsplit(text, "'", -1);
  return g_strjoinv("\\'", parts);
}

static void fish_command(const BkCommand *command) {
  g_auto(GStrv) words = g_strsplit(command->path, " ", 2);
  g_autofree char *summary = fish_quoted(command->summary);
  g_autofree char *seen =
      words[1] ? g_strdup_printf("__fish_seen_subcommand_from %s; and __fish_seen_subcommand_from %s",
                                 words[0], words[1])
               : g_strdup_printf("__fish_seen_subcommand_from %s", words[0]);
  if (words[1])
    g_print("complete -c backin -n '__fish_seen_subcommand_from %s' -a %s -d '%s'\n", words[0], words[1],
            summary);
  else
    g_print("complete -c backin -n __fish_use_subcommand -a %s -d '%s'\n", words[0], summary);
  g_autoptr(GPtrArray) options = bk_command_options(command);
  for (guint i = 0; i < options->len; i++) {
    const BkOption *option = g_ptr_array_index(options, i);
    g_autofree char *help = fish_quoted(option->help);
    g_print("complete -c backin -n '%s' -l %s%s%c -d '%s'%s%s\n", seen, option->name,
            option->short_name ? " -s " : "", option->short_name ? option->short_name : ' ', help,
            option->value ? " -r" : "",
            g_str_equal(option->name, "server")
                ? " -a '(backin servers list 2>/dev/null | string match -rv ^ID | "
                  "string replace -r \" .*\" \"\")'"
                : "");
  }
}

static void fish(void) {
  g_print("# fish completion of backin\ncomplete -c backin -f\n");
  for (int i = 0; bk_command_groups[i]; i++)
    g_print("complete -c backin -n __fish_use_subcommand -a %s\n", bk_command_groups[i]);
  for (const BkCommand *command = bk_commands; command->path; command++)
    fish_command(command);
}

BkExit bk_command_completion(BkCli *cli) {
  const char *shell = cli->arguments[0];
  if (g_str_equal(shell, "bash"))
    bash();
  else if (g_str_equal(shell, "zsh"))
    zsh();
  else if (g_str_equal(shell, "fish"))
    fish();
  else
    return bk_cli_usage(cli, "usage", "there is completion for bash, zsh and fish");
  return BK_EXIT_OK;
}
