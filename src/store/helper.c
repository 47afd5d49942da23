#include "store/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define PROGRAM "backin-keyring"

struct BkHelper {
  GPid pid; /* 0: ended and reaped */
  int fd;
  guint idle; /* source id; 0: none */
  gboolean freed;
  void (*gone)(gpointer data); /* NULL: not asked to end */
  gpointer data;
};

char *bk_helper_path(void) {
  const char *given = secure_getenv("BACKIN_KEYRING");
  if (given && *given)
    return g_file_test(given, G_FILE_TEST_IS_EXECUTABLE) ? g_strdup(given) : NULL;
  g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
  if (self) {
    g_autofree char *folder = g_path_get_dirname(self);
    g_autofree char *beside = g_build_filename(folder, PROGRAM, NULL);
    if (g_file_test(beside, G_FILE_TEST_IS_EXECUTABLE))
      return g_steal_pointer(&beside);
  }
  g_autofree char *installed = g_build_filename(BK_LIBEXEC, PROGRAM, NULL);
  return g_file_test(installed, G_FILE_TEST_IS_EXECUTABLE) ? g_steal_pointer(&installed) : NULL;
}

/* posix_spawn and not fork: no copy of our memory, with what it holds, ever exists. */
static int spawn(const char *path, int socket, pid_t *ret_pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  char *const argv[] = {(char *)PROGRAM, NULL};
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setsigmask(&attributes, &none);
  int error = posix_spawn(ret_pid, path, &actions, &attributes, argv, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

static void ended(GPid pid, gint status, gpointer data) {
  BkHelper *helper = data;
  (void)pid, (void)status;
  helper->pid = 0;
  if (helper->freed)
    g_free(helper);
  else if (helper->gone)
    helper->gone(helper->data);
}

static gboolean already_gone(gpointer data) {
  BkHelper *helper = data;
  helper->idle = 0;
  helper->gone(helper->data);
  return G_SOURCE_REMOVE;
}

BkHelper *bk_helper_new(const char **ret_why) {
  g_autofree char *path = bk_helper_path();
  int ends[2];
  pid_t pid;
  *ret_why = "backin-keyring is not installed";
  if (!path)
    return NULL;
  *ret_why = "backin-keyring cannot be started";
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return NULL;
  int error = spawn(path, ends[1], &pid);
  close(ends[1]);
  if (error != 0 || !g_unix_set_fd_nonblocking(ends[0], TRUE, NULL)) {
    close(ends[0]);
    return NULL;
  }
  BkHelper *helper = g_new0(BkHelper, 1);
  helper->pid = pid;
  helper->fd = ends[0];
  g_child_watch_add(pid, ended, helper);
  return helper;
}

void bk_helper_end(BkHelper *helper, void (*gone)(gpointer data), gpointer data) {
  helper->gone = gone;
  helper->data = data;
  if (helper->pid)
    kill(-helper->pid, SIGKILL);
  else
    helper->idle = g_idle_add(already_gone, helper);
}

void bk_helper_free(BkHelper *helper) {
  if (!helper)
    return;
  close(helper->fd);
  helper->freed = TRUE;
  if (helper->pid) {
    kill(-helper->pid, SIGKILL);
    return; /* ended() frees it */
  }
  g_clear_handle_id(&helper->idle, g_source_remove);
  g_free(helper);
}

int bk_helper_fd(const BkHelper *helper) {
  return helper->fd;
}
