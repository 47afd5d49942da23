/* exec: another program with the token of a session, in a descriptor, or by choice in its environment. This
 * program becomes that one: nothing of ours stays behind it. */
#include "cli/run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define NOT_FOUND 127 /* as shells say it */
#define NOT_RUN 126

static gboolean is_variable(const char *name) {
  if (!g_ascii_isalpha(*name) && *name != '_')
    return FALSE;
  while (g_ascii_isalnum(*name) || *name == '_')
    name++;
  return !*name;
}

/* A file without a name, in memory, that can be read as often as the program likes and not be changed. It is
 * gone when the last program that has it open ends. -1: errno. */
static int token_file(const BkSecret *token) {
  int fd = memfd_create("backin-token", MFD_ALLOW_SEALING);
  gsize length = bk_secret_length(token);
  gboolean written = fd >= 0 && pwrite(fd, bk_secret_peek(token), length, 0) == (ssize_t)length &&
                     fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0;
  if (fd < 0 || written)
    return fd;
  int cause = errno;
  close(fd);
  errno = cause;
  return -1;
}

static gboolean hand_over(const BkCli *cli, const BkSecret *token) {
  if (cli->options.env)
    return g_setenv(cli->options.env, bk_secret_peek(token), TRUE);
  int fd = token_file(token);
  g_autofree char *number = g_strdup_printf("%d", fd);
  return fd >= 0 && g_setenv("BACKIN_TOKEN_FD", number, TRUE);
}

static BkExit cannot_run(BkCli *cli, int cause) {
  g_autofree char *line =
      bk_console_say(BK_SAY_CANNOT_RUN, "command", cli->arguments[0], "why", g_strerror(cause), NULL);
  g_printerr("backin: %s\n", line);
  return (BkExit)(cause == ENOENT ? NOT_FOUND : NOT_RUN);
}

BkExit bk_command_exec(BkCli *cli) {
  if (cli->options.env && !is_variable(cli->options.env))
    return bk_cli_usage(cli, "usage", "--env=NAME wants the name of a variable: letters, digits and _");
  const BkSessionEntry *entry = bk_cli_begin(cli, BK_WITH_STORE) ? bk_cli_fresh_session(cli) : NULL;
  if (!entry)
    return cli->stopped;
  if (!hand_over(cli, entry->session->token))
    return cannot_run(cli, errno);
  /* Everything of ours is closed and wiped first; and what we do not want to die of may kill the other. */
  g_clear_pointer(&cli->runtime, bk_runtime_free);
  cli->model = NULL;
  sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
  execvp(cli->arguments[0], cli->arguments);
  return cannot_run(cli, errno);
}
