#include "base/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* A result for a standard output that was closed is an error still, what is said beside it is not. */
static gboolean hold_standard_streams(void) {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY) != fd)
      return FALSE;
  return TRUE;
}

gboolean bk_process_guard(void) {
  const struct rlimit none = {0, 0};
  if (!hold_standard_streams())
    return FALSE;
  /* None of these fails on a Linux that runs GLib; nothing would be gained by stopping if one did. */
  (void)setrlimit(RLIMIT_CORE, &none);
  (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  (void)umask(077);
  (void)sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
  return TRUE;
}
