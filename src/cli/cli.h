/* cli.h: the commands: the same core as the screens, without a screen.
 *
 * Results go to stdout, everything else to stderr, questions to the terminal itself. Secrets are never
 * arguments. Exit codes are BkExit, with --json and without. */
#ifndef BK_CLI_CLI_H
#define BK_CLI_CLI_H

#include <glib.h>

G_BEGIN_DECLS

/* Runs the command of argv and gives the program's exit code. Without a command: that
 * there is no terminal for the screens, which are not its business, and 64. Call it once. */
int bk_cli_main(int argc, char **argv);

G_END_DECLS

#endif
