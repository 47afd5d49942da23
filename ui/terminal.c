#include "ui/terminal.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <langinfo.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#define THIN_BAUD 19200
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

struct BkTerminal {
  SCREEN *screen;
  struct termios found, ours;
  gboolean ascii, thin, colours, brackets;
  BkCanvas *shown; /* what is on the screen; NULL: nothing of ours */
  BkDecoder *decoder;
  GSource *flush;     /* ends an Esc or a paste that nothing follows */
  GPtrArray *sources; /* GSource* */
  const BkTerminalEvents *events;
  gpointer data;
};

/* ---- giving it back, whatever happens -------------------------------------------------------------------
 * The handler of a crash may only call what is async-signal-safe, so all it writes is prepared here. */

static struct {
  volatile sig_atomic_t armed;
  struct termios found;
  char bytes[256];
  size_t length;
} rescue;

static int rescue_byte(int byte) {
  if (rescue.length < sizeof rescue.bytes)
    rescue.bytes[rescue.length++] = (char)byte;
  return byte;
}

static char *capability(const char *name) {
  char *value = tigetstr(name);
  return value == (char *)-1 ? NULL : value;
}

static void rescue_prepare(const struct termios *found, gboolean brackets) {
  static const char *const names[] = {"sgr0", "cnorm", "rmkx", "rmcup"};
  rescue.length = 0;
  rescue.found = *found;
  for (const char *p = brackets ? PASTE_OFF : ""; *p; p++)
    rescue_byte(*p);
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    if (capability(names[i]))
      tputs(capability(names[i]), 1, rescue_byte);
  rescue_byte('\r');
  rescue_byte('\n');
}

static void on_crash(int number) {
  if (rescue.armed) {
    rescue.armed = 0;
    ssize_t ignored G_GNUC_UNUSED = write(STDOUT_FILENO, rescue.bytes, rescue.length);
    tcsetattr(STDIN_FILENO, TCSANOW, &rescue.found);
  }
  raise(number); /* SA_RESETHAND: this time it ends the program, as it would have */
}

static const int crashes[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSYS, SIGTRAP};

static void rescue_arm(gboolean on) {
  struct sigaction action = {.sa_flags = on ? (int)SA_RESETHAND | SA_NODEFER : 0};
  action.sa_handler = on ? on_crash : SIG_DFL;
  sigemptyset(&action.sa_mask);
  for (gsize i = 0; i < G_N_ELEMENTS(crashes); i++)
    sigaction(crashes[i], &action, NULL);
  rescue.armed = on;
}

/* ---- opening ----------------------------------------------------------------------------------------------
 */

static int variable(const char *name) {
  const char *value = g_getenv(name);
  return value ? (int)CLAMP(g_ascii_strtoll(value, NULL, 10), 0, G_MAXINT) : 0;
}

/* The size the kernel knows, else LINES and COLUMNS, else what the terminal is known for; never so large
 * that curses would take gigabytes. */
static void find_size(int *width, int *height) {
  struct winsize size = {0};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
    *width = size.ws_col;
    *height = size.ws_row;
  } else {
    *width = variable("COLUMNS");
    *height = variable("LINES");
    if (*width <= 0)
      *width = tigetnum("cols") > 0 ? tigetnum("cols") : 80;
    if (*height <= 0)
      *height = tigetnum("lines") > 0 ? tigetnum("lines") : 24;
  }
  *width = CLAMP(*width, 1, BK_CANVAS_MAX_WIDTH);
  *height = CLAMP(*height, 1, BK_CANVAS_MAX_HEIGHT);
}

static void restore_variable(const char *name, const char *value) {
  if (value)
    g_setenv(name, value, TRUE);
  else
    g_unsetenv(name);
}

/* curses asks the environment for the size, and for nothing else: then it cannot be told to take gigabytes.
 */
static SCREEN *open_screen(void) {
  int width, height;
  find_size(&width, &height);
  g_autofree char *old_columns = g_strdup(g_getenv("COLUMNS")), *old_lines = g_strdup(g_getenv("LINES"));
  char number[16];
  g_snprintf(number, sizeof number, "%d", width);
  g_setenv("COLUMNS", number, TRUE);
  g_snprintf(number, sizeof number, "%d", height);
  g_setenv("LINES", number, TRUE);
  use_env(TRUE);
  use_tioctl(FALSE);
  SCREEN *screen = newterm(NULL, stdout, stdin);
  restore_variable("COLUMNS", old_columns);
  restore_variable("LINES", old_lines);
  return screen;
}

/* Characters one by one, none taken by the line discipline but those of signals; flow control stays as the
 * line has it: a serial terminal may need it. */
static void set_modes(BkTerminal *terminal) {
  terminal->ours = terminal->found;
  terminal->ours.c_iflag &= (tcflag_t) ~(ICRNL | INLCR | IGNCR | ISTRIP);
  terminal->ours.c_oflag &= (tcflag_t)~ONLCR;
  terminal->ours.c_lflag &= (tcflag_t) ~(ICANON | ECHO | ECHONL | IEXTEN);
  terminal->ours.c_lflag |= ISIG;
  terminal->ours.c_cc[VMIN] = 1;
  terminal->ours.c_cc[VTIME] = 0;
  tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->ours);
}

static void learn_keys(BkDecoder *decoder) {
  static const struct {
    const char *name;
    BkKeyKind kind;
  } known[] = {{"kcuu1", BK_KEY_UP},     {"kcud1", BK_KEY_DOWN},    {"kcuf1", BK_KEY_RIGHT},
               {"kcub1", BK_KEY_LEFT},   {"khome", BK_KEY_HOME},    {"kend", BK_KEY_END},
               {"kpp", BK_KEY_PAGE_UP},  {"knp", BK_KEY_PAGE_DOWN}, {"kdch1", BK_KEY_DELETE},
               {"kcbt", BK_KEY_BACKTAB}, {"kf1", BK_KEY_F1}};
  for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
    if (capability(known[i].name))
      bk_decoder_add(decoder, capability(known[i].name), known[i].kind);
}

static void set_up_curses(BkTerminal *terminal) {
  cbreak();
  noecho();
  nonl();
  set_modes(terminal);
  def_prog_mode();
  typeahead(-1);
  idlok(stdscr, TRUE);
  scrollok(stdscr, FALSE);
  leaveok(stdscr, FALSE);
  terminal->ascii = g_ascii_strcasecmp(nl_langinfo(CODESET), "UTF-8") != 0;
  terminal->thin = baudrate() > 0 && baudrate() <= THIN_BAUD;
  if (!terminal->thin && has_colors() && !g_getenv("NO_COLOR")) {
    start_color();
    use_default_colors();
    init_pair(1, COLOR_GREEN, -1);
    init_pair(2, COLOR_RED, -1);
    terminal->colours = TRUE;
  }
}

/* Arrows as the terminal's description has them, and pastes told from typing. */
static void set_keys(const BkTerminal *terminal) {
  if (capability("smkx"))
    putp(capability("smkx"));
  if (terminal->brackets)
    putp(PASTE_ON);
  fflush(stdout); /* curses writes past the buffer of stdout */
}

BkTerminal *bk_terminal_open(BkTerminalResult *ret_result) {
  struct termios found;
  int error = 0;
  *ret_result = BK_TERMINAL_NONE;
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &found) != 0)
    return NULL;
  *ret_result = BK_TERMINAL_UNKNOWN;
  if (setupterm(NULL, STDOUT_FILENO, &error) != OK)
    return NULL;
  TERMINAL *probed = cur_term; /* newterm() takes one of its own */
  *ret_result = BK_TERMINAL_CANNOT;
  if (!capability("cup")) {
    del_curterm(probed);
    return NULL;
  }
  BkTerminal *terminal = g_new0(BkTerminal, 1);
  terminal->found = found;
  /* Where the end of a paste can be told from typing: xterm and what calls itself like it. */
  terminal->brackets = capability("BE") || tigetflag("XT") == 1;
  rescue_prepare(&found, terminal->brackets);
  rescue_arm(TRUE);
  terminal->screen = open_screen();
  del_curterm(probed);
  if (!terminal->screen) {
    rescue_arm(FALSE);
    g_free(terminal);
    return NULL;
  }
  set_up_curses(terminal);
  terminal->decoder = bk_decoder_new();
  learn_keys(terminal->decoder);
  if (capability("smkx"))
    putp(capability("smkx"));
  if (terminal->brackets)
    putp(PASTE_ON);
  fflush(stdout); /* putp() writes to stdio, curses past it */
  terminal->sources = g_ptr_array_new();
  *ret_result = BK_TERMINAL_OK;
  return terminal;
}

/* The terminal as it was found; curses says good-bye by itself. */
static void suspend(BkTerminal *terminal) {
  if (terminal->brackets)
    putp(PASTE_OFF);
  if (capability("rmkx"))
    putp(capability("rmkx"));
  fflush(stdout);
  endwin();
  tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->found);
}

void bk_terminal_close(BkTerminal *terminal) {
  if (!terminal)
    return;
  for (guint i = 0; i < terminal->sources->len; i++) {
    g_source_destroy(terminal->sources->pdata[i]);
    g_source_unref(terminal->sources->pdata[i]);
  }
  g_ptr_array_unref(terminal->sources);
  if (terminal->flush) {
    g_source_destroy(terminal->flush);
    g_source_unref(terminal->flush);
  }
  suspend(terminal);
  rescue_arm(FALSE);
  delscreen(terminal->screen);
  bk_decoder_free(terminal->decoder);
  bk_canvas_free(terminal->shown);
  g_free(terminal);
}

void bk_terminal_size(const BkTerminal *terminal G_GNUC_UNUSED, int *ret_width, int *ret_height) {
  getmaxyx(stdscr, *ret_height, *ret_width);
}

gboolean bk_terminal_ascii(const BkTerminal *terminal) {
  return terminal->ascii;
}

gboolean bk_terminal_thin(const BkTerminal *terminal) {
  return terminal->thin;
}

/* ---- painting
 * ------------------------------------------------------------------------------------------------ */

static attr_t attribute_of(const BkTerminal *terminal, guint8 role, short *pair) {
  *pair = terminal->colours && role == BK_ROLE_GOOD ? 1 : terminal->colours && role == BK_ROLE_BAD ? 2 : 0;
  return !terminal->thin && role == BK_ROLE_TITLE ? A_BOLD : A_NORMAL;
}

static void put_cell(const BkTerminal *terminal, int x, int y, const BkCell *cell) {
  wchar_t text[4] = {(wchar_t)cell->text[0], (wchar_t)cell->text[1], (wchar_t)cell->text[2], 0};
  cchar_t out;
  short pair;
  attr_t attribute = attribute_of(terminal, cell->role, &pair);
  if (setcchar(&out, text, attribute, pair, NULL) == OK)
    mvadd_wch(y, x, &out);
}

static const BkCell *shown_cell(const BkTerminal *terminal, int x, int y) {
  if (!terminal->shown || x >= bk_canvas_width(terminal->shown) || y >= bk_canvas_height(terminal->shown))
    return NULL;
  return bk_canvas_cell(terminal->shown, x, y);
}

static gboolean row_differs(const BkTerminal *terminal, const BkCanvas *canvas, int y) {
  for (int x = 0; x < bk_canvas_width(canvas); x++) {
    const BkCell *old = shown_cell(terminal, x, y);
    if (!old || !bk_cell_equal(bk_canvas_cell(canvas, x, y), old))
      return TRUE;
  }
  return FALSE;
}

static void paint_row(const BkTerminal *terminal, const BkCanvas *canvas, int y) {
  for (int x = 0; x < bk_canvas_width(canvas); x++) {
    const BkCell *cell = bk_canvas_cell(canvas, x, y), *old = shown_cell(terminal, x, y);
    gboolean blank = cell->text[0] == ' ' && cell->width == 1 && cell->role == BK_ROLE_PLAIN;
    if (cell->width > 0 && (old ? !bk_cell_equal(cell, old) : !blank))
      put_cell(terminal, x, y, cell);
  }
}

/* curses paints from the top. When a marker goes up a list, that would be: up, draw, down, wipe, up again.
 * So the row that the cursor stands on goes first, as in going down. */
static void leave_marker(const BkTerminal *terminal, const BkCanvas *canvas, int height) {
  int x = 0, y = 0, changed = 0;
  if (!terminal->shown || !bk_canvas_get_cursor(terminal->shown, &x, &y))
    return;
  for (int row = 0; row < MIN(height, bk_canvas_height(canvas)); row++)
    changed += row_differs(terminal, canvas, row);
  if (changed != 2 || y >= MIN(height, bk_canvas_height(canvas)) || !row_differs(terminal, canvas, y))
    return;
  paint_row(terminal, canvas, y);
  leaveok(stdscr, TRUE);
  refresh();
  leaveok(stdscr, FALSE);
}

void bk_terminal_paint(BkTerminal *terminal, const BkCanvas *canvas, gboolean anew) {
  if (anew) {
    clear();
    g_clear_pointer(&terminal->shown, bk_canvas_free);
  }
  int width, height, x = 0, y = 0;
  bk_terminal_size(terminal, &width, &height);
  leave_marker(terminal, canvas, height);
  for (int row = 0; row < MIN(height, bk_canvas_height(canvas)); row++)
    paint_row(terminal, canvas, row);
  bk_canvas_get_cursor(canvas, &x, &y);
  move(y, x);
  refresh();
  bk_canvas_free(terminal->shown);
  terminal->shown = bk_canvas_new(bk_canvas_width(canvas), bk_canvas_height(canvas), bk_canvas_ascii(canvas));
  bk_canvas_copy_rows(terminal->shown, 0, canvas, 0, bk_canvas_height(canvas));
}

/* ---- what comes in
 * ----------------------------------------------------------------------------------------- */

static gboolean on_flush(gpointer data);

static void arm_flush(BkTerminal *terminal) {
  if (terminal->flush) {
    g_source_destroy(terminal->flush);
    g_clear_pointer(&terminal->flush, g_source_unref);
  }
  guint wait = bk_decoder_pending(terminal->decoder);
  if (wait == 0)
    return;
  terminal->flush = g_timeout_source_new(wait);
  g_source_set_callback(terminal->flush, on_flush, terminal, NULL);
  g_source_attach(terminal->flush, g_main_context_get_thread_default());
}

static gboolean on_flush(gpointer data) {
  BkTerminal *terminal = data;
  g_clear_pointer(&terminal->flush, g_source_unref);
  bk_decoder_flush(terminal->decoder, terminal->events->key, terminal->data);
  terminal->events->woken(terminal->data);
  return G_SOURCE_REMOVE;
}

static gboolean on_input(gint fd, GIOCondition condition, gpointer data) {
  BkTerminal *terminal = data;
  char bytes[1024];
  ssize_t count = condition & G_IO_IN ? read(fd, bytes, sizeof bytes) : 0;
  if (count < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;
  if (count <= 0) {
    terminal->events->end(BK_TERMINAL_END_INPUT, 0, terminal->data);
    return G_SOURCE_REMOVE;
  }
  bk_decoder_feed(terminal->decoder, bytes, (gsize)count, terminal->events->key, terminal->data);
  explicit_bzero(bytes, sizeof bytes);
  arm_flush(terminal);
  terminal->events->woken(terminal->data);
  return G_SOURCE_CONTINUE;
}

static gboolean on_resize(gpointer data) {
  BkTerminal *terminal = data;
  int width, height;
  find_size(&width, &height);
  resizeterm(height, width);
  clear(); /* terminals move lines about as they please when their size changes */
  g_clear_pointer(&terminal->shown, bk_canvas_free);
  terminal->events->woken(terminal->data);
  return G_SOURCE_CONTINUE;
}

static gboolean on_end(BkTerminal *terminal, int number) {
  terminal->events->end(BK_TERMINAL_END_SIGNAL, number, terminal->data);
  return G_SOURCE_CONTINUE;
}

static gboolean on_int(gpointer data) {
  return on_end(data, SIGINT);
}

static gboolean on_term(gpointer data) {
  return on_end(data, SIGTERM);
}

static gboolean on_hup(gpointer data) {
  return on_end(data, SIGHUP);
}

/* ---- ^Z: GLib has no source for it, so a pipe tells the loop
 * ------------------------------------------------- */

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
  BkTerminal *terminal = data;
  char drained[16];
  while (read(fd, drained, sizeof drained) > 0)
    continue;
  suspend(terminal);
  catch_stop(FALSE);
  raise(SIGTSTP); /* stops here, until the shell says "fg" */
  catch_stop(TRUE);
  tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->ours);
  set_keys(terminal);
  reset_prog_mode();
  return on_resize(terminal);
}

static void add_source(BkTerminal *terminal, GSource *source, GSourceFunc func) {
  g_source_set_callback(source, func, terminal, NULL);
  g_source_attach(source, g_main_context_get_thread_default());
  g_ptr_array_add(terminal->sources, source);
}

void bk_terminal_listen(BkTerminal *terminal, const BkTerminalEvents *events, gpointer data) {
  terminal->events = events;
  terminal->data = data;
  add_source(terminal, g_unix_fd_source_new(STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR | G_IO_NVAL),
             G_SOURCE_FUNC(on_input));
  add_source(terminal, g_unix_signal_source_new(SIGWINCH), on_resize);
  add_source(terminal, g_unix_signal_source_new(SIGINT), on_int);
  add_source(terminal, g_unix_signal_source_new(SIGTERM), on_term);
  add_source(terminal, g_unix_signal_source_new(SIGHUP), on_hup);
  if (stop_pipe[0] < 0 && !g_unix_open_pipe(stop_pipe, FD_CLOEXEC, NULL))
    return;
  g_unix_set_fd_nonblocking(stop_pipe[0], TRUE, NULL);
  g_unix_set_fd_nonblocking(stop_pipe[1], TRUE, NULL);
  add_source(terminal, g_unix_fd_source_new(stop_pipe[0], G_IO_IN), G_SOURCE_FUNC(on_stop));
  catch_stop(TRUE);
}
