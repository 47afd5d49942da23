/* run.h: one running command: what it was given, the core it drives, and the ways it speaks. */
#ifndef BK_CLI_RUN_H
#define BK_CLI_RUN_H

#include "app/runtime.h"
#include "base/json.h"
#include "cli/command.h"
#include "words/console.h"

#include <glib.h>

G_BEGIN_DECLS

#define BK_CLI_TRIES 3 /* how often a prompt asks again after a refusal */

struct BkCli {
  const BkCommand *command;
  BkOptions options;
  char **arguments; /* the command's own, NULL-terminated */
  BkRuntime *runtime;
  const BkModel *model; /* of runtime; NULL before bk_cli_begin() */
  guint chosen;         /* how many of options.choose are used up */
  gboolean device_told; /* the address and the code for another device */
  gboolean prompted;    /* the last form asked the person: a refusal may ask again */
  BkExit stopped;       /* why a helper gave up, already told to the person */
};

/* ---- beginning (begin.c) ---- */

typedef enum {
  BK_WITH_FILES, /* server files and the state file */
  BK_WITH_LOOK,  /* and what the store shows without a question */
  BK_WITH_STORE, /* and the person is asked to unlock it where it is locked */
} BkWith;

/* Starts the core. FALSE: told, cli->stopped is set. */
gboolean bk_cli_begin(BkCli *cli, BkWith with);
/* A core that tries the actions of one server (app/trial.h), which is taken. No files, no store. */
void bk_cli_begin_trial(BkCli *cli, BkServer *server);
/* Where server files are looked for (bk_servers_path). */
GPtrArray *bk_cli_servers_path(const BkCli *cli) G_GNUC_WARN_UNUSED_RESULT;
/* Posts and waits. FALSE: a signal ended it (cli->stopped). */
gboolean bk_cli_post(BkCli *cli, BkMessage *message);
/* The model's notice is one that ends the command. */
gboolean bk_cli_refused(const BkCli *cli);
/* Tells the model's notice as the command's error and gives its exit code. */
BkExit bk_cli_tell_refusal(BkCli *cli);
/* The address: --user, else asked. NULL: told. Free it. */
char *bk_cli_email(BkCli *cli);
/* The server: --server, else asked with the suggestion for the model's e-mail. NULL: told. Borrowed. */
const BkServer *bk_cli_server(BkCli *cli);
/* The session: by --server and --user, else the one used last. Told to the core (MESSAGE_SESSION).
 * NULL: told. Borrowed from the model. */
const BkSessionEntry *bk_cli_session(BkCli *cli);
/* The same with a token that is good for now: renewed where its end is near. A renewal that could not be kept
 * is warned of. NULL: told. */
const BkSessionEntry *bk_cli_fresh_session(BkCli *cli);
/* Wall clock: when a session's account was used last; 0: not known; one chosen with "switch" is before all.
 */
gint64 bk_cli_used_at(const BkCli *cli, const BkSession *session);
/* Whether an entry fits --server and --user. */
gboolean bk_cli_fits(const BkCli *cli, const char *server, const char *account);
/* The pending reset: by ID, else the only one that fits. NULL: told. */
const BkReset *bk_cli_reset(BkCli *cli);
/* Makes sure that what follows can be kept. FALSE: told. */
gboolean bk_cli_place_to_keep(BkCli *cli);
/* What could be read of the places is enough to say "there is none"; FALSE: told. */
gboolean bk_cli_can_read_store(BkCli *cli);
/* How a place is unlocked where no window can be shown for it; silent where one can, and for other results.
 */
void bk_cli_tell_headless(const BkCli *cli, BkStoreResult result);
/* What else there is to know about the sessions that are kept: places that could not be read, older copies,
 * sessions of other versions. Notes, none of them an error. */
void bk_cli_tell_rest(BkCli *cli);
void bk_cli_add_rest(cJSON *object, const BkModel *model);

/* ---- driving (drive.c) ---- */

/* Fills the forms of the action on the screen, asking for what is missing, until it is done (TRUE) or
 * over (FALSE: told). */
gboolean bk_cli_drive(BkCli *cli);
/* Picks one of what the flow offers: by --choose, else asked. FALSE: told. */
gboolean bk_cli_choose(BkCli *cli);
/* The account once more, typed or by --yes: what keeps a slip from resetting a stranger. NULL: told. */
BkSecret *bk_cli_confirmation(BkCli *cli);
/* The code or link: from its option, else asked; then pasted. FALSE: told. */
gboolean bk_cli_take_code(BkCli *cli);
/* Leads elsewhere: tells where, exit 8. */
BkExit bk_cli_tell_elsewhere(BkCli *cli);

/* ---- values (values.c) ---- */

/* Checks what can be checked before anything is asked or sent: at most one value from standard input,
 * well-formed --input. FALSE: told. */
gboolean bk_cli_check_values(BkCli *cli);
/* The secret of a slot if an option brings it: *ret_secret, new. FALSE: an option did, but it cannot be
 * read (told). limit in bytes. */
gboolean bk_cli_slot(BkCli *cli, BkSlot slot, gsize limit, BkSecret **ret_secret);
/* A value for an input, from options or the person. NULL: told. */
BkSecret *bk_cli_value(BkCli *cli, const BkInput *input);

/* ---- speaking (speak.c) ---- */

/* Messages to stderr: bk_cli_note() is silent with --quiet and --json. Both take a clean line. */
void bk_cli_note(const BkCli *cli, const char *line);
void bk_cli_say(const BkCli *cli, BkSay what); /* bk_cli_note() of a console text */
/* A result line for a person, to stdout; silent with --json. */
void bk_cli_result(const BkCli *cli, const char *line);
/* Any notice, as error or result. Tells an error whatever the options are; returns its exit code. */
BkExit bk_cli_tell(BkCli *cli, const BkNotice *notice);
/* A warning on the way: to stderr, not the end of the command. */
void bk_cli_warn(BkCli *cli, const BkNotice *notice);
/* Usage: what is wrong and how it is right, in English like --help. Sets cli->stopped, returns it. */
BkExit bk_cli_usage(BkCli *cli, const char *word, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* Prints one JSON object (taken) as a line on stdout. */
void bk_cli_print_json(cJSON *object);

/* JSON pieces: NULL becomes null; a time of 0 becomes null. */
cJSON *bk_json_result(const char *schema) G_GNUC_WARN_UNUSED_RESULT;
void bk_json_text(cJSON *object, const char *name, const char *value);
void bk_json_time(cJSON *object, const char *name, gint64 wall);
const char *bk_cli_state_word(BkSessionState state);
const char *bk_cli_completes_word(BkCompletes completes);
const char *bk_cli_proof_word(BkProof proof);

/* ---- the terminal (terminal.c) ---- */

/* Whether somebody can be asked: /dev/tty opens and --no-input is not given. */
gboolean bk_cli_has_person(const BkCli *cli);
/* Asks for one line on the terminal, without echo where hidden; the terminal is put back on every
 * signal. NULL: end of input or a signal. */
BkSecret *bk_terminal_ask(const char *label, gboolean hidden) G_GNUC_WARN_UNUSED_RESULT;
/* The same for what is no secret, without spaces around it. NULL as above. Free it. */
char *bk_terminal_ask_text(const char *label) G_GNUC_WARN_UNUSED_RESULT;
/* Numbered lines and a question; -1: none. first: the number offered, from 0, or -1. */
int bk_terminal_choose(const char *title, const GPtrArray *labels, int first);
gboolean bk_terminal_yes(const char *question);
/* Shows secret lines on the alternate screen until a key or the time is over, then clears them. FALSE:
 * this terminal cannot; nothing was shown. */
gboolean bk_terminal_show_once(const BkSecret *text, int seconds);
gboolean bk_terminal_can_show_once(void);

/* ---- what several commands print (print.c) ---- */

void bk_cli_add_reset(cJSON *object, const BkModel *model, const BkReset *reset);
void bk_cli_add_session(cJSON *object, const BkModel *model, const BkSessionEntry *entry);
/* The server's name for an id; the id itself where its file is gone. Borrowed. */
const char *bk_cli_server_name(const BkModel *model, const char *id);
/* Rows of clean cells (char**, NULL-terminated), columns padded by their width; the first row heads. */
void bk_cli_print_table(const GPtrArray *rows);
/* A row of such a table: what a fact is called, and the fact. */
void bk_cli_add_fact(GPtrArray *rows, BkSay name, const char *value);
/* A time in words; a dash where it is not known (0). Free it. */
char *bk_cli_time_or_dash(gint64 wall) G_GNUC_WARN_UNUSED_RESULT;
/* After a change of password: what became of the old sessions, to stdout; exit 0. */
BkExit bk_cli_tell_changed(BkCli *cli, const char *server, const char *account);
/* Hands over what is shown once (BkShownValue*): to --out-fd, else on the terminal until a key. FALSE: it
 * could not be handed over. */
gboolean bk_cli_hand_over(BkCli *cli, const GPtrArray *shown, const char *account);
/* Where to sign in with another device, and the code to type there, as soon as a flow has them; to stderr. */
void bk_cli_tell_device(const BkFlow *flow);
/* What lint says of a file, to stdout: lines, or one object with --json. */
void bk_cli_print_diagnostics(const BkCli *cli, const BkDiagnostics *problems);
/* Writes all bytes to a descriptor. */
gboolean bk_cli_write(int fd, const char *bytes, gsize length);

G_END_DECLS

#endif
