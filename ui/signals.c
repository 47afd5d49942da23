#include "ui/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* ---- crashes ------------------------------------------------------------------------------------------- */

static struct {
  volatile sig_atomic_t armed;
  struct termios modes;
  char bytes[BK_RESCUE_MAX];
  size_t length;
} rescue;

static void on_crash(int number) {
  if (rescue.armed) {
    rescue.armed = 0;
    ssize_t ignored G_GNUC_UNUSED = write(STDOUT_FILENO, rescue.bytes, rescue.length);
    tcsetattr(STDIN_FILENO, TCSANOW, &rescue.modes);
  }
  raise(number); /* SA_RESETHAND: this time it ends the program, as it would have */
}

static void catch_crashes(gboolean on) {
  static const int crashes[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSYS, SIGTRAP};
  struct sigaction action = {.sa_flags = on ? (int)SA_RESETHAND | SA_NODEFER : 0};
  action.sa_handler = on ? on_crash : SIG_DFL;
  sigemptyset(&action.sa_mask);
  for (gsize i = 0; i < G_N_ELEMENTS(crashes); i++)
    sigaction(crashes[i], &action, NULL);
  rescue.armed = on;
}

void bk_rescue_arm(const struct termios *modes, const char *bytes, gsize length) {
  rescue.modes = *modes;
  rescue.length = MIN(length, BK_RESCUE_MAX);
  memcpy(rescue.bytes, bytes, rescue.length);
  catch_crashes(TRUE);
}

void bk_rescue_disarm(void) {
  catch_crashes(FALSE);
}

/* ---- signals of the loop ------------------------------------------------------------------------------- */

struct BkSignals {
  const BkSignalEvents *events;
  gpointer data;
  GPtrArray *sources; /* GSource* */
};

static gboolean on_int(gpointer data) {
  const BkSignals *signals = data;
  signals->events->end(SIGINT, signals->data);
  return G_SOURCE_CONTINUE;
}

static gboolean on_term(gpointer data) {
  const BkSignals *signals = data;
  signals->events->end(SIGTERM, signals->data);
  return G_SOURCE_CONTINUE;
}

static gboolean on_hup(gpointer data) {
  const BkSignals *signals = data;
  signals->events->end(SIGHUP, signals->data);
  return G_SOURCE_CONTINUE;
}

static gboolean on_resize(gpointer data) {
  const BkSignals *signals = data;
  signals->events->resize(signals->data);
  return G_SOURCE_CONTINUE;
}

/* GLib has no source for ^Z, so a pipe tells the loop. */
static int stop_pipe[2] = {-1, -1};

static void stop_handler(int number G_GNUC_UNUSED) {
  int saved = errno;
  ssize_t ignored G_GNUC_UNUSED = write(stop_pipe[1], "", 1);
  errno = saved;
}

static void catch_stop(gboolean on) {
  struct sigaction action = {.sa_flags = on ? SA_RESTART : 0};
  action.sa_handler = on ? stop_handler : SIG_DFL;
  sigemptyset(&action.sa_mask);
  sigaction(SIGTSTP, &action, NULL);
}

static gboolean on_stop(gint fd, GIOCondition condition G_GNUC_UNUSED, gpointer data) {
  const BkSignals *signals = data;
  char drained[16];
  while (read(fd, drained, sizeof drained) > 0)
    continue;
  signals->events->stop(signals->data);
  catch_stop(FALSE);
  raise(SIGTSTP); /* stops here, until the shell says "fg" */
  catch_stop(TRUE);
  signals->events->go_on(signals->data);
  return G_SOURCE_CONTINUE;
}

static void add_source(BkSignals *signals, GSource *source, GSourceFunc func) {
  g_source_set_callback(source, func, signals, NULL);
  g_source_attach(source, g_main_context_get_thread_default());
  g_ptr_array_add(signals->sources, source);
}

static void source_free(gpointer data) {
  g_source_destroy(data);
  g_source_unref(data);
}

BkSignals *bk_signals_new(const BkSignalEvents *events, gpointer data) {
  BkSignals *signals = g_new0(BkSignals, 1);
  *signals = (BkSignals){events, data, g_ptr_array_new_with_free_func(source_free)};
  add_source(signals, g_unix_signal_source_new(SIGINT), on_int);
  add_source(signals, g_unix_signal_source_new(SIGTERM), on_term);
  add_source(signals, g_unix_signal_source_new(SIGHUP), on_hup);
  if (events->resize)
    add_source(signals, g_unix_signal_source_new(SIGWINCH), on_resize);
  if (stop_pipe[0] < 0 && !g_unix_open_pipe(stop_pipe, FD_CLOEXEC, NULL))
    return signals;
  g_unix_set_fd_nonblocking(stop_pipe[0], TRUE, NULL);
  g_unix_set_fd_nonblocking(stop_pipe[1], TRUE, NULL);
  add_source(signals, g_unix_fd_source_new(stop_pipe[0], G_IO_IN), G_SOURCE_FUNC(on_stop));
  catch_stop(TRUE);
  return signals;
}

void bk_signals_free(BkSignals *signals) {
  if (!signals)
    return;
  catch_stop(FALSE);
  g_ptr_array_unref(signals->sources);
  g_free(signals);
}

void bk_signals_end_by(int number) {
  struct sigaction action = {.sa_handler = SIG_DFL};
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
  raise(number);
}
