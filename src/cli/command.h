/* command.h: what a command is, and the options that it takes: one table that parses, helps, completes
 * and is compared with the manual. */
#ifndef BK_CLI_COMMAND_H
#define BK_CLI_COMMAND_H

#include "app/runtime.h"

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

/* X(NAME, word, input): the secrets that can come by --WORD-stdin and --WORD-fd N, and the input that
 * each of them answers. */
#define BK_SLOTS(X)                                                                                          \
  X(PASSWORD, "password", "password")                                                                        \
  X(NEW, "new", "new_password")                                                                              \
  X(CURRENT, "current", "current_password")                                                                  \
  X(CODE, "code", "code")                                                                                    \
  X(LINK, "link", "link")                                                                                    \
  X(OTP, "otp", "otp")

typedef enum {
#define X(name, word, input) BK_SLOT_##name,
  BK_SLOTS(X)
#undef X
      BK_SLOT_COUNT
} BkSlot;

/* Which options a command takes, besides the common ones. */
typedef enum {
  BK_TAKES_ACCOUNT = 1 << 0, /* --server --user */
  BK_TAKES_STORE = 1 << 1,
  BK_TAKES_PASSWORD = 1 << 2,
  BK_TAKES_NEW = 1 << 3,
  BK_TAKES_CURRENT = 1 << 4,
  BK_TAKES_CODE = 1 << 5,
  BK_TAKES_LINK = 1 << 6,
  BK_TAKES_OTP = 1 << 7,
  BK_TAKES_INPUTS = 1 << 8, /* --input --input-fd --choose */
  BK_TAKES_CHECK = 1 << 9,
  BK_TAKES_ALL = 1 << 10,
  BK_TAKES_BY = 1 << 11,
  BK_TAKES_WAY = 1 << 12, /* --generate --link --send --set and what goes with them */
  BK_TAKES_PROVIDER = 1 << 13,
  BK_TAKES_DEVICE = 1 << 14,
  BK_TAKES_ENV = 1 << 15,
  BK_TAKES_EXEC_CREDENTIAL = 1 << 16,
  BK_TAKES_USER = 1 << 17, /* --user without --server */
  BK_TAKES_ACTIONS = 1 << 18,
  BK_TAKES_ELSEWHERE = 1 << 19,
  BK_TAKES_OTHERS = 1 << 20,
} BkTakes;

typedef struct {
  gboolean json, no_input, quiet, verbose, help;
  char *server, *user, *store, *servers_dir;
  gboolean from_stdin[BK_SLOT_COUNT];
  int from_fd[BK_SLOT_COUNT]; /* -1: not given */
  char **inputs;              /* NAME=VALUE */
  char **input_fds;           /* NAME=N */
  char **choose;              /* labels or numbers, used in order */
  gboolean check, all, provider, device, elsewhere, others;
  char *by;
  gboolean generate, link, send, set;
  char *yes, *as;
  int out_fd; /* -1: not given */
  char *env;
  gboolean exec_credential;
  char **actions;
} BkOptions;

typedef struct BkCli BkCli;

typedef struct {
  const char *path;      /* "reset verify" */
  const char *arguments; /* for the usage line: "[ID]", "FILE…", "" */
  const char *summary;   /* one line, no full stop */
  const char *examples;  /* lines */
  BkExit (*run)(BkCli *cli);
  guint takes;     /* BkTakes */
  int least, most; /* arguments; most -1: any number */
} BkCommand;

/* Ends with a row whose path is NULL. In the order of the help. */
extern const BkCommand bk_commands[];
/* First words of the commands of two, NULL-terminated. */
extern const char *const bk_command_groups[];

/* The command whose words begin words[], and how many words that took; NULL if there is none. */
const BkCommand *bk_command_find(char *const *words, int *ret_taken);
/* What a person meant by words that are no command: a path, or NULL. */
const char *bk_command_nearest(char *const *words);

/* One option, for help, completion and the manual's test. */
typedef struct {
  const char *name;
  char short_name;   /* 0: none */
  const char *value; /* "ID", "N"; NULL: takes none */
  const char *help;
} BkOption;

/* BkOption* of a command, common ones last; owned strings live in the array. */
GPtrArray *bk_command_options(const BkCommand *command) G_GNUC_WARN_UNUSED_RESULT;

/* Parses arguments (NULL-terminated; changed: what is left are the command's own). FALSE and an error of
 * domain G_OPTION_ERROR. */
gboolean bk_options_parse(BkOptions *options, const BkCommand *command, char ***arguments, GError **error);
void bk_options_clear(BkOptions *options);

/* --help */
void bk_help_program(FILE *to);
void bk_help_command(const BkCommand *command, FILE *to);
void bk_help_group(const char *group, FILE *to); /* a word of bk_command_groups */

/* The commands, one file each. */
BkExit bk_command_login(BkCli *cli);
BkExit bk_command_logout(BkCli *cli);
BkExit bk_command_status(BkCli *cli);
BkExit bk_command_token(BkCli *cli);
BkExit bk_command_refresh(BkCli *cli);
BkExit bk_command_switch(BkCli *cli);
BkExit bk_command_exec(BkCli *cli);
BkExit bk_command_credential(BkCli *cli);
BkExit bk_command_sessions_list(BkCli *cli);
BkExit bk_command_sessions_show(BkCli *cli);
BkExit bk_command_sessions_elsewhere(BkCli *cli);      /* sessions list --elsewhere */
BkExit bk_command_sessions_show_elsewhere(BkCli *cli); /* sessions show ID */
BkExit bk_command_sessions_end(BkCli *cli);
BkExit bk_command_sessions_prune(BkCli *cli);
BkExit bk_command_sessions_keep(BkCli *cli);
BkExit bk_command_forgot(BkCli *cli);
BkExit bk_command_reset_verify(BkCli *cli);
BkExit bk_command_reset_complete(BkCli *cli);
BkExit bk_command_reset_list(BkCli *cli);
BkExit bk_command_reset_resume(BkCli *cli);
BkExit bk_command_reset_cancel(BkCli *cli);
BkExit bk_command_password_change(BkCli *cli);
BkExit bk_command_admin_reset(BkCli *cli);
BkExit bk_command_servers_list(BkCli *cli);
BkExit bk_command_servers_show(BkCli *cli);
BkExit bk_command_servers_explain(BkCli *cli);
BkExit bk_command_servers_lint(BkCli *cli);
BkExit bk_command_servers_try(BkCli *cli);
BkExit bk_command_servers_schema(BkCli *cli);
BkExit bk_command_servers_format(BkCli *cli);
BkExit bk_command_doctor(BkCli *cli);
BkExit bk_command_completion(BkCli *cli);

G_END_DECLS

#endif
