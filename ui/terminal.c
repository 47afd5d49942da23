#include "ui/terminal.h"

#include "ui/motion.h"
#include "ui/page.h"
#include "ui/painter.h"
#include "ui/signals.h"

#include <curses.h>
#include <errno.h>
#include <glib-unix.h>
#include <langinfo.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#define THIN_BAUD 19200
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

struct BkTerminal {
  BkPainter *painter;
  struct termios found, ours;
  int width, height;
  gboolean ascii, thin, brackets;
  gboolean started; /* it has been made ready for screens */
  BkDecoder *decoder;
  GSource *flush; /* ends an Esc or a paste that nothing follows */
  GSource *input;
  BkSignals *signals;
  const BkTerminalEvents *events;
  gpointer data;
};

static void arm_rescue(BkPainter *painter, const struct termios *found, gboolean brackets) {
  g_autoptr(GString) bytes = g_string_new(brackets ? PASTE_OFF : "");
  bk_painter_stop(painter, bytes);
  bk_rescue_arm(found, bytes->str, bytes->len);
}

/* ---- opening ------------------------------------------------------------------------------------------- */

static int variable(const char *name) {
  const char *value = g_getenv(name);
  return value ? (int)CLAMP(g_ascii_strtoll(value, NULL, 10), 0, G_MAXINT) : 0;
}

/* The size the kernel knows, else LINES and COLUMNS, else what the terminal is known for; never so large
 * that drawing it would take gigabytes. */
static void find_size(BkTerminal *terminal) {
  struct winsize size = {0};
  int width, height;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
    width = size.ws_col;
    height = size.ws_row;
  } else {
    width = variable("COLUMNS");
    height = variable("LINES");
    if (width <= 0)
      width = tigetnum("cols") > 0 ? tigetnum("cols") : 80;
    if (height <= 0)
      height = tigetnum("lines") > 0 ? tigetnum("lines") : 24;
  }
  width -= terminal->painter ? bk_painter_spare(terminal->painter) : 0;
  terminal->width = CLAMP(width, 1, BK_CANVAS_MAX_WIDTH);
  terminal->height = CLAMP(height, 1, BK_CANVAS_MAX_HEIGHT);
}

int bk_terminal_margin(void) {
  int error = 0;
  BkTerminal looked = {0};
  /* 1: described, but as paper, which ncurses calls an error; it has read the description all the same. */
  if (setupterm(NULL, STDOUT_FILENO, &error) != OK && (error != 1 || !cur_term))
    return 0;
  find_size(&looked);
  int margin = tigetflag("am") == 1 ? 0 : looked.width;
  del_curterm(cur_term);
  return margin;
}

static gboolean is_small(const BkTerminal *terminal) {
  return terminal->width < BK_PAGE_WIDTH_MIN || terminal->height < BK_PAGE_HEIGHT_MIN;
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
    if (bk_motion_capability(known[i].name))
      bk_decoder_add(decoder, bk_motion_capability(known[i].name), known[i].kind);
}

/* Waits where the line does; a terminal that has gone is noticed by whoever reads from it. */
static void send(GString *bytes) {
  gsize sent = 0;
  while (sent < bytes->len) {
    ssize_t count = write(STDOUT_FILENO, bytes->str + sent, bytes->len - sent);
    if (count >= 0)
      sent += (gsize)count;
    else if (errno == EAGAIN)
      poll(&(struct pollfd){.fd = STDOUT_FILENO, .events = POLLOUT}, 1, -1);
    else if (errno != EINTR)
      break;
  }
  explicit_bzero(bytes->str, bytes->len);
}

/* The terminal made ready; all of it goes out with the first paint. */
static void start(BkTerminal *terminal, GString *bytes) {
  bk_painter_start(terminal->painter, terminal->height, bytes);
  g_string_append(bytes, terminal->brackets ? PASTE_ON : "");
}

/* What the line does in a second, in bits; a line that names no speed is a fast one. */
static long baud_of(const struct termios *modes) {
  static const struct {
    speed_t speed;
    long baud;
  } known[] = {{B50, 50},     {B75, 75},     {B110, 110},   {B134, 134},    {B150, 150},
               {B200, 200},   {B300, 300},   {B600, 600},   {B1200, 1200},  {B1800, 1800},
               {B2400, 2400}, {B4800, 4800}, {B9600, 9600}, {B19200, 19200}};
  for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
    if (cfgetospeed(modes) == known[i].speed)
      return known[i].baud;
  return 38400;
}

BkTerminal *bk_terminal_open(BkLook look, BkTerminalResult *ret_result) {
  struct termios found;
  int error = 0;
  *ret_result = BK_TERMINAL_NONE;
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &found) != 0)
    return NULL;
  *ret_result = BK_TERMINAL_UNKNOWN;
  if (setupterm(NULL, STDOUT_FILENO, &error) != OK) {
    if (cur_term) /* paper: see bk_terminal_margin() */
      del_curterm(cur_term);
    return NULL;
  }
  long baud = baud_of(&found);
  gboolean thin = look == BK_LOOK_MEASURED ? baud <= THIN_BAUD : look == BK_LOOK_SLOW;
  BkTerminal *terminal = g_new0(BkTerminal, 1);
  BkPainter *painter = terminal->painter = bk_painter_new(thin, baud);
  if (painter)
    find_size(terminal);
  if (!painter || is_small(terminal)) {
    *ret_result = painter ? BK_TERMINAL_SMALL : BK_TERMINAL_CANNOT;
    bk_painter_free(painter);
    del_curterm(cur_term);
    g_free(terminal);
    return NULL;
  }
  terminal->found = found;
  terminal->thin = thin;
  terminal->ascii = g_ascii_strcasecmp(nl_langinfo(CODESET), "UTF-8") != 0;
  /* Where the end of a paste can be told from typing: xterm and what calls itself like it. */
  terminal->brackets = bk_motion_capability("BE") || tigetflag("XT") == 1;
  arm_rescue(painter, &found, terminal->brackets);
  set_modes(terminal);
  terminal->decoder = bk_decoder_new();
  learn_keys(terminal->decoder);
  *ret_result = BK_TERMINAL_OK;
  return terminal;
}

/* The terminal as it was found. */
static void suspend(BkTerminal *terminal) {
  g_autoptr(GString) bytes = g_string_new(terminal->brackets ? PASTE_OFF : "");
  bk_painter_stop(terminal->painter, bytes);
  send(bytes);
  terminal->started = FALSE;
  tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->found);
}

static void source_free(GSource *source) {
  if (!source)
    return;
  g_source_destroy(source);
  g_source_unref(source);
}

void bk_terminal_close(BkTerminal *terminal) {
  if (!terminal)
    return;
  bk_signals_free(terminal->signals);
  source_free(terminal->input);
  source_free(terminal->flush);
  suspend(terminal);
  bk_rescue_disarm();
  bk_decoder_free(terminal->decoder);
  bk_painter_free(terminal->painter);
  del_curterm(cur_term);
  g_free(terminal);
}

void bk_terminal_size(const BkTerminal *terminal, int *ret_width, int *ret_height) {
  *ret_width = terminal->width;
  *ret_height = terminal->height;
}

gboolean bk_terminal_ascii(const BkTerminal *terminal) {
  return terminal->ascii;
}

gboolean bk_terminal_thin(const BkTerminal *terminal) {
  return terminal->thin;
}

void bk_terminal_paint(BkTerminal *terminal, const BkCanvas *canvas, gboolean anew) {
  g_autoptr(GString) bytes = g_string_sized_new(1024);
  if (!terminal->started)
    start(terminal, bytes);
  terminal->started = TRUE;
  if (anew)
    bk_painter_forget(terminal->painter);
  bk_painter_paint(terminal->painter, canvas, bytes);
  send(bytes);
}

/* ---- what comes in ------------------------------------------------------------------------------------- */

static gboolean on_flush(gpointer data);

static void arm_flush(BkTerminal *terminal) {
  g_clear_pointer(&terminal->flush, source_free);
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

/* Terminals move lines about as they please when their size changes. */
static void on_resize(gpointer data) {
  BkTerminal *terminal = data;
  find_size(terminal);
  bk_painter_forget(terminal->painter);
  terminal->events->woken(terminal->data);
}

static void on_end(int number, gpointer data) {
  BkTerminal *terminal = data;
  terminal->events->end(BK_TERMINAL_END_SIGNAL, number, terminal->data);
}

static void on_stop(gpointer data) {
  suspend(data);
}

static void on_go_on(gpointer data) {
  BkTerminal *terminal = data;
  tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->ours);
  on_resize(terminal);
}

static const BkSignalEvents signal_events = {
    .end = on_end, .stop = on_stop, .go_on = on_go_on, .resize = on_resize};

void bk_terminal_listen(BkTerminal *terminal, const BkTerminalEvents *events, gpointer data) {
  terminal->events = events;
  terminal->data = data;
  terminal->input = g_unix_fd_source_new(STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR | G_IO_NVAL);
  g_source_set_callback(terminal->input, G_SOURCE_FUNC(on_input), terminal, NULL);
  g_source_attach(terminal->input, g_main_context_get_thread_default());
  terminal->signals = bk_signals_new(&signal_events, terminal);
}
