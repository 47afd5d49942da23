/* options.c: one table of options; GOptionContext parses from it, help and completion read it. */
#include "cli/command.h"

#include <string.h>

typedef struct {
  BkOption shown;
  GOptionArg arg;
  gsize offset; /* in BkOptions */
  guint takes;  /* 0: every command */
} Row;

#define AT(member) G_STRUCT_OFFSET(BkOptions, member)
#define SECRET(bit, slot, word, what)                                                                        \
  {{word "-stdin", 0, NULL, what " is read from standard input"},                                            \
   G_OPTION_ARG_NONE,                                                                                        \
   AT(from_stdin[slot]),                                                                                     \
   bit},                                                                                                     \
  {                                                                                                          \
    {word "-fd", 0, "N", what " is read from file descriptor N"}, G_OPTION_ARG_INT, AT(from_fd[slot]), bit   \
  }

static const Row rows[] = {
    {{"server", 's', "ID", "the server, by its id (environment: BACKIN_SERVER)"},
     G_OPTION_ARG_STRING,
     AT(server),
     BK_TAKES_ACCOUNT},
    {{"user", 'u', "EMAIL", "the account, by its e-mail address (environment: BACKIN_USER)"},
     G_OPTION_ARG_STRING,
     AT(user),
     BK_TAKES_ACCOUNT | BK_TAKES_USER},
    {{"action", 0, "ACTION", "try this one, without being asked; may be repeated, in the order given"},
     G_OPTION_ARG_STRING_ARRAY,
     AT(actions),
     BK_TAKES_ACTIONS},
    {{"by", 0, "WAY", "code or link, where the server offers both"},
     G_OPTION_ARG_STRING,
     AT(by),
     BK_TAKES_BY},
    {{"generate", 0, NULL, "let the server make a password; it is shown once"},
     G_OPTION_ARG_NONE,
     AT(generate),
     BK_TAKES_WAY},
    {{"link", 0, NULL, "make a link to hand over; it is shown once"},
     G_OPTION_ARG_NONE,
     AT(link),
     BK_TAKES_WAY},
    {{"send", 0, NULL, "let the server mail the user"}, G_OPTION_ARG_NONE, AT(send), BK_TAKES_WAY},
    {{"set", 0, NULL, "set a password that you give"}, G_OPTION_ARG_NONE, AT(set), BK_TAKES_WAY},
    {{"as", 0, "ADMIN", "the administrator's account, where several are signed in"},
     G_OPTION_ARG_STRING,
     AT(as),
     BK_TAKES_WAY},
    {{"yes", 0, "EMAIL", "confirm by naming the account once more"},
     G_OPTION_ARG_STRING,
     AT(yes),
     BK_TAKES_WAY},
    {{"confirm", 0, "EMAIL", "the same as --yes"}, G_OPTION_ARG_STRING, AT(yes), BK_TAKES_WAY},
    {{"out-fd", 0, "N", "write what is shown once to file descriptor N, and nowhere else"},
     G_OPTION_ARG_INT,
     AT(out_fd),
     BK_TAKES_WAY},
    SECRET(BK_TAKES_PASSWORD, BK_SLOT_PASSWORD, "password", "the password"),
    SECRET(BK_TAKES_NEW, BK_SLOT_NEW, "new", "the new password"),
    SECRET(BK_TAKES_CURRENT, BK_SLOT_CURRENT, "current", "the current password"),
    SECRET(BK_TAKES_CODE, BK_SLOT_CODE, "code", "the code from the message"),
    SECRET(BK_TAKES_LINK, BK_SLOT_LINK, "link", "the link, or the whole message,"),
    SECRET(BK_TAKES_OTP, BK_SLOT_OTP, "otp", "the second factor"),
    {{"input", 0, "NAME=VALUE", "a further value that the server wants; not for secrets"},
     G_OPTION_ARG_STRING_ARRAY,
     AT(inputs),
     BK_TAKES_INPUTS},
    {{"input-fd", 0, "NAME=N", "a further value, read from file descriptor N"},
     G_OPTION_ARG_STRING_ARRAY,
     AT(input_fds),
     BK_TAKES_INPUTS},
    {{"choose", 0, "WHICH", "what to take when the server offers a choice: its number or its name"},
     G_OPTION_ARG_STRING_ARRAY,
     AT(choose),
     BK_TAKES_INPUTS},
    {{"device", 0, NULL, "sign in with another device: an address and a code are shown"},
     G_OPTION_ARG_NONE,
     AT(device),
     BK_TAKES_DEVICE},
    {{"check", 0, NULL, "ask the servers instead of the clock"},
     G_OPTION_ARG_NONE,
     AT(check),
     BK_TAKES_CHECK},
    {{"all", 0, NULL, "every session that is kept here"}, G_OPTION_ARG_NONE, AT(all), BK_TAKES_ALL},
    {{"elsewhere", 0, NULL, "ask the server which sessions it knows of the account"},
     G_OPTION_ARG_NONE,
     AT(elsewhere),
     BK_TAKES_ELSEWHERE},
    {{"others", 0, NULL, "all sessions that the server knows of the account, but this one"},
     G_OPTION_ARG_NONE,
     AT(others),
     BK_TAKES_OTHERS},
    {{"env", 0, "NAME", "put the token into this environment variable instead of a descriptor"},
     G_OPTION_ARG_STRING,
     AT(env),
     BK_TAKES_ENV},
    {{"exec-credential", 0, NULL, "print an ExecCredential, as Kubernetes clients want it"},
     G_OPTION_ARG_NONE,
     AT(exec_credential),
     BK_TAKES_EXEC_CREDENTIAL},
    {{"provider", 0, NULL, "of provider files"}, G_OPTION_ARG_NONE, AT(provider), BK_TAKES_PROVIDER},
    {{"store", 0, "PLACE", "keyring, session, kernel, memory or none (environment: BACKIN_STORE)"},
     G_OPTION_ARG_STRING,
     AT(store),
     BK_TAKES_STORE},
    {{"servers-dir", 0, "DIR", "read server files from DIR only (environment: BACKIN_SERVERS_PATH)"},
     G_OPTION_ARG_FILENAME,
     AT(servers_dir),
     0},
    {{"json", 0, NULL, "one JSON object on standard output"}, G_OPTION_ARG_NONE, AT(json), 0},
    {{"no-input", 0, NULL, "ask nothing; a missing value is an error (environment: BACKIN_NO_INPUT)"},
     G_OPTION_ARG_NONE,
     AT(no_input),
     0},
    {{"quiet", 'q', NULL, "results and errors only"}, G_OPTION_ARG_NONE, AT(quiet), 0},
    {{"verbose", 'v', NULL, "technical details as well"}, G_OPTION_ARG_NONE, AT(verbose), 0},
    {{"help", 'h', NULL, "this help"}, G_OPTION_ARG_NONE, AT(help), 0},
};

static gboolean applies(const Row *row, const BkCommand *command) {
  return row->takes == 0 || (command && (command->takes & row->takes) != 0);
}

GPtrArray *bk_command_options(const BkCommand *command) {
  GPtrArray *options = g_ptr_array_new();
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    if (applies(&rows[i], command))
      g_ptr_array_add(options, (gpointer)&rows[i].shown);
  return options;
}

/* What the environment says where the command line says nothing. */
static void take_environment(BkOptions *options, const BkCommand *command) {
  static const struct {
    const char *variable;
    gsize offset;
    guint takes;
  } variables[] = {{"BACKIN_SERVER", AT(server), BK_TAKES_ACCOUNT},
                   {"BACKIN_USER", AT(user), BK_TAKES_ACCOUNT | BK_TAKES_USER},
                   {"BACKIN_STORE", AT(store), BK_TAKES_STORE}};
  for (gsize i = 0; i < G_N_ELEMENTS(variables); i++) {
    char **member = &G_STRUCT_MEMBER(char *, options, variables[i].offset);
    const char *value = g_getenv(variables[i].variable);
    if (!*member && value && *value && (command->takes & variables[i].takes))
      *member = g_strdup(value);
  }
  const char *no_input = g_getenv("BACKIN_NO_INPUT");
  if (no_input && *no_input && !g_str_equal(no_input, "0"))
    options->no_input = TRUE;
}

gboolean bk_options_parse(BkOptions *options, const BkCommand *command, char ***arguments, GError **error) {
  *options = (BkOptions){.out_fd = -1};
  for (int slot = 0; slot < BK_SLOT_COUNT; slot++)
    options->from_fd[slot] = -1;
  g_autoptr(GArray) entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    if (!applies(&rows[i], command))
      continue;
    GOptionEntry entry = {
        .long_name = rows[i].shown.name,
        .short_name = rows[i].shown.short_name,
        .arg = rows[i].arg,
        .arg_data = G_STRUCT_MEMBER_P(options, rows[i].offset),
    };
    g_array_append_val(entries, entry);
  }
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_option_context_set_help_enabled(context, FALSE); /* ours has the examples first */
  g_option_context_add_main_entries(context, (const GOptionEntry *)(void *)entries->data, NULL);
  if (!g_option_context_parse_strv(context, arguments, error))
    return FALSE;
  take_environment(options, command);
  return TRUE;
}

void bk_options_clear(BkOptions *options) {
  g_free(options->server);
  g_free(options->user);
  g_free(options->store);
  g_free(options->servers_dir);
  g_free(options->by);
  g_free(options->yes);
  g_free(options->as);
  g_free(options->env);
  g_strfreev(options->inputs);
  g_strfreev(options->input_fds);
  g_strfreev(options->choose);
  g_strfreev(options->actions);
  *options = (BkOptions){.out_fd = -1};
}
