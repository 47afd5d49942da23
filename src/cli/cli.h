/* cli.h: the commands: the same core as the screens, without a screen.
 *
 * Results go to stdout, everything else to stderr, questions to the terminal itself. Secrets are never
 * arguments. Exit codes are BkExit, with --json and without. */
#ifndef BK_CLI_CLI_H
#define BK_CLI_CLI_H

#include <glib.h>

G_BEGIN_DECLS

/* Runs the command of argv and gives the program's exit code. Without a command: the short help on
 * stderr and 64, for the screens are not its business. Call it once. */
int bk_cli_main(int argc, char **argv);

G_END_DECLS

#endif
