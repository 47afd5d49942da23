/* terminal.c: questions on the terminal itself, whatever stdin and stdout are. Echo is switched off only
 * while somebody types, and put back on every way out. */
#include "cli/run.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define LINE_LIMIT (64u * 1024u)
#define ALTERNATE_ON "\033[?1049h\033[H\033[2J"
/* Clears the alternate screen before leaving it: some terminals keep it for a scroll. */
#define ALTERNATE_OFF "\033[H\033[2J\033[3J\033[?1049l"

static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
static volatile sig_atomic_t signalled;

static void on_signal(int number) {
  signalled = number;
}

typedef struct {
  int fd;
  struct termios before;
  gboolean changed;
  struct sigaction actions[G_N_ELEMENTS(caught)];
  sigset_t mask;
} Terminal;

static int open_terminal(void) {
  return open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
}

static void set_mode(Terminal *terminal, gboolean hidden, gboolean one_key) {
  struct termios mode;
  if (tcgetattr(terminal->fd, &terminal->before) < 0)
    return;
  mode = terminal->before;
  if (hidden)
    mode.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
  if (one_key)
    mode.c_lflag &= ~(tcflag_t)ICANON;
  terminal->changed = (hidden || one_key) && tcsetattr(terminal->fd, TCSAFLUSH, &mode) == 0;
}

static void restore_mode(Terminal *terminal) {
  if (terminal->changed)
    tcsetattr(terminal->fd, TCSAFLUSH, &terminal->before);
  terminal->changed = FALSE;
}

/* Signals stay blocked but inside ppoll(), so that none slips in between a look and a wait. */
static gboolean take_terminal(Terminal *terminal, gboolean hidden, gboolean one_key) {
  *terminal = (Terminal){.fd = open_terminal()};
  if (terminal->fd < 0)
    return FALSE;
  sigset_t block;
  sigemptyset(&block);
  struct sigaction action = {.sa_handler = on_signal};
  for (gsize i = 0; i < G_N_ELEMENTS(caught); i++)
    sigaddset(&block, caught[i]);
  sigprocmask(SIG_BLOCK, &block, &terminal->mask);
  for (gsize i = 0; i < G_N_ELEMENTS(caught); i++)
    sigaction(caught[i], &action, &terminal->actions[i]);
  signalled = 0;
  set_mode(terminal, hidden, one_key);
  return TRUE;
}

static void give_terminal_back(Terminal *terminal) {
  restore_mode(terminal);
  for (gsize i = 0; i < G_N_ELEMENTS(caught); i++)
    sigaction(caught[i], &terminal->actions[i], NULL);
  sigprocmask(SIG_SETMASK, &terminal->mask, NULL);
  close(terminal->fd);
}

/* ^Z: the shell gets its terminal as it was; afterwards the question goes on. */
static void stop_and_come_back(Terminal *terminal, gboolean hidden, gboolean one_key) {
  restore_mode(terminal);
  signalled = 0;
  raise(SIGSTOP);
  set_mode(terminal, hidden, one_key);
}

/* Waits for something to read. FALSE: a signal to end, the time, or the end of the terminal. */
static gboolean wait_for_key(Terminal *terminal, gboolean hidden, gboolean one_key, int seconds) {
  struct timespec limit = {.tv_sec = seconds};
  for (;;) {
    struct pollfd poll_fd = {.fd = terminal->fd, .events = POLLIN};
    int ready = ppoll(&poll_fd, 1, seconds > 0 ? &limit : NULL, &terminal->mask);
    if (ready > 0)
      return (poll_fd.revents & POLLIN) != 0;
    if (ready == 0 || (ready < 0 && errno != EINTR))
      return FALSE;
    if (signalled == SIGTSTP)
      stop_and_come_back(terminal, hidden, one_key);
    else if (signalled)
      return FALSE;
  }
}

gboolean bk_cli_write(int fd, const char *bytes, gsize length) {
  while (length > 0) {
    ssize_t written = write(fd, bytes, length);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return FALSE;
    bytes += written;
    length -= (gsize)written;
  }
  return TRUE;
}

static void put(int fd, const char *text) {
  (void)bk_cli_write(fd, text, strlen(text));
}

/* One line without its newline; NULL at the end of input and on a signal. */
static BkSecret *read_line(Terminal *terminal, gboolean hidden) {
  g_autoptr(BkSecretBuilder) line = bk_secret_builder_new(LINE_LIMIT);
  char bytes[512];
  gboolean done = FALSE, fits = TRUE;
  while (!done && fits && wait_for_key(terminal, hidden, FALSE, 0)) {
    ssize_t count = read(terminal->fd, bytes, sizeof bytes);
    if (count <= 0)
      break;
    done = bytes[count - 1] == '\n';
    fits = bk_secret_builder_append(line, bytes, done ? count - 1 : count);
  }
  explicit_bzero(bytes, sizeof bytes);
  return done && fits ? bk_secret_builder_finish(g_steal_pointer(&line)) : NULL;
}

BkSecret *bk_terminal_ask(const char *label, gboolean hidden) {
  Terminal terminal;
  if (!take_terminal(&terminal, hidden, FALSE))
    return NULL;
  put(terminal.fd, label);
  if (hidden) {
    put(terminal.fd, " (");
    put(terminal.fd, bk_console(BK_SAY_HIDDEN));
    put(terminal.fd, ")");
  }
  put(terminal.fd, ": ");
  BkSecret *answer = read_line(&terminal, hidden);
  if (hidden || !answer)
    put(terminal.fd, "\n");
  give_terminal_back(&terminal);
  return answer;
}

char *bk_terminal_ask_text(const char *label) {
  g_autoptr(BkSecret) answer = bk_terminal_ask(label, FALSE);
  return answer ? g_strstrip(g_strdup(bk_secret_peek(answer))) : NULL;
}

/* The label that was meant: its number from 1, or a part of it that no other label has. */
static int choice_of(const char *answer, const GPtrArray *labels) {
  char *end = NULL;
  gint64 number = g_ascii_strtoll(answer, &end, 10);
  if (!*end && number >= 1 && number <= labels->len)
    return (int)number - 1;
  g_autofree char *wanted = g_utf8_strdown(answer, -1);
  int found = -1;
  for (guint i = 0; i < labels->len; i++) {
    g_autofree char *label = g_utf8_strdown(g_ptr_array_index(labels, i), -1);
    if (!strstr(label, wanted))
      continue;
    if (found >= 0)
      return -1;
    found = (int)i;
  }
  return found;
}

int bk_terminal_choose(const char *title, const GPtrArray *labels, int first) {
  g_autoptr(GString) text = g_string_new(title);
  for (guint i = 0; i < labels->len; i++)
    g_string_append_printf(text, "\n%3u. %s", i + 1, (const char *)g_ptr_array_index(labels, i));
  g_string_append_printf(text, "\n%s", bk_console(BK_SAY_CHOOSE_NUMBER));
  if (first >= 0)
    g_string_append_printf(text, " [%d]", first + 1);
  for (int tries = 0; tries < BK_CLI_TRIES; tries++) {
    g_autofree char *line = bk_terminal_ask_text(text->str);
    if (!line)
      return -1;
    int index = *line ? choice_of(line, labels) : first;
    if (index >= 0)
      return index;
    g_string_printf(text, "%s %s", bk_console(BK_SAY_NOT_A_CHOICE), bk_console(BK_SAY_CHOOSE_NUMBER));
  }
  return -1;
}

gboolean bk_terminal_yes(const char *question) {
  g_autofree char *label = g_strdup_printf("%s (%s)", question, bk_console(BK_SAY_YES_NO));
  g_autofree char *answer = bk_terminal_ask_text(label);
  g_autofree char *line = g_utf8_strdown(answer ? answer : "", -1);
  /* Without accents: not every keyboard has them. */
  g_autofree char *typed = g_str_to_ascii(line, NULL), *yes = g_str_to_ascii(bk_console(BK_SAY_YES), NULL);
  return *typed && (g_str_has_prefix(yes, typed) || g_str_equal(typed, "y"));
}

gboolean bk_cli_has_person(const BkCli *cli) {
  if (cli->options.no_input)
    return FALSE;
  int fd = open_terminal();
  if (fd < 0)
    return FALSE;
  close(fd);
  return TRUE;
}

/* What is shown must be gone afterwards, from the screen and what can be scrolled back: a terminal that
 * cannot even move its cursor cannot do that. Those without an alternate screen (VT220, the console) are
 * cleared in place and have nothing, or nothing any more, to scroll back to. */
gboolean bk_terminal_can_show_once(void) {
  static const char *const without[] = {"", "dumb", "unknown", "network", "emacs", NULL};
  const char *type = g_getenv("TERM");
  int fd = open_terminal();
  if (fd < 0)
    return FALSE;
  close(fd);
  return type && !g_strv_contains(without, type);
}

gboolean bk_terminal_show_once(const BkSecret *text, int seconds) {
  Terminal terminal;
  if (!bk_terminal_can_show_once() || !take_terminal(&terminal, TRUE, TRUE))
    return FALSE;
  char key[64];
  put(terminal.fd, ALTERNATE_ON);
  (void)bk_cli_write(terminal.fd, bk_secret_peek(text), bk_secret_length(text));
  if (wait_for_key(&terminal, TRUE, TRUE, seconds))
    (void)!read(terminal.fd, key, sizeof key);
  put(terminal.fd, ALTERNATE_OFF);
  give_terminal_back(&terminal);
  return TRUE;
}
