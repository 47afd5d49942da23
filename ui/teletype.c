#include "ui/teletype.h"

#include "base/text.h"
#include "ui/decoder.h"
#include "ui/field.h"
#include "ui/signals.h"

#include <errno.h>
#include <glib-unix.h>
#include <langinfo.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define END_OF_INPUT 4 /* ^D, where the terminal was found without one */

struct BkTeletype {
  struct termios found;
  int margin; /* columns, 0: lines of any length */
  gboolean ascii;
  gboolean hidden;       /* no echo */
  gboolean fresh;        /* the cursor is at the beginning of a line */
  BkDecoder *decoder;    /* arrows and the like are not text */
  BkSecretBuilder *line; /* typed so far */
  GSource *input;
  BkSignals *signals;
  const BkTeletypeEvents *events;
  gpointer data;
};

/* Whole lines from the line discipline, which lets the person correct them; signals by key. */
static void set_modes(const BkTeletype *teletype) {
  struct termios ours = teletype->found;
  if (!(ours.c_lflag & ICANON))
    ours.c_cc[VEOF] = END_OF_INPUT;
  ours.c_iflag |= ICRNL;
  ours.c_oflag |= OPOST | ONLCR;
  ours.c_lflag |= ICANON | ISIG | ECHO;
  if (teletype->hidden) {
    ours.c_lflag &= (tcflag_t)~ECHO;
    ours.c_lflag |= ECHONL;
  }
  tcsetattr(STDIN_FILENO, TCSADRAIN, &ours);
}

static void hide(BkTeletype *teletype, gboolean hidden) {
  if (teletype->hidden == hidden)
    return;
  teletype->hidden = hidden;
  set_modes(teletype);
}

BkTeletype *bk_teletype_open(int margin) {
  struct termios found;
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &found) != 0)
    return NULL;
  BkTeletype *teletype = g_new0(BkTeletype, 1);
  *teletype = (BkTeletype){.found = found,
                           .margin = margin,
                           .ascii = g_ascii_strcasecmp(nl_langinfo(CODESET), "UTF-8") != 0,
                           .fresh = TRUE,
                           .decoder = bk_decoder_new()};
  bk_rescue_arm(&found, "\r\n", 2);
  set_modes(teletype);
  return teletype;
}

/* ---- out ----------------------------------------------------------------------------------------------- */

static void put(const char *bytes, gsize length) {
  while (length > 0) {
    ssize_t written = write(STDOUT_FILENO, bytes, length);
    if (written < 0 && errno == EAGAIN) {
      GPollFD slow = {.fd = STDOUT_FILENO, .events = G_IO_OUT};
      if (g_poll(&slow, 1, 1000) > 0)
        continue;
    }
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return; /* the line is gone: its input says so as well */
    bytes += written;
    length -= (gsize)written;
  }
}

/* What a terminal could take for anything but text stays out, whatever it came through before. */
static void put_text(const BkTeletype *teletype, const char *text, const char *end) {
  char *bytes = g_malloc(strlen(text) + strlen(end) + 1);
  gsize used = 0;
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char_validated(p, -1);
    if (c >= (gunichar)-2 || g_unichar_iscntrl(c) || g_unichar_type(c) == G_UNICODE_FORMAT)
      continue;
    if (c < 0x80 || !teletype->ascii)
      used += (gsize)g_unichar_to_utf8(c, bytes + used);
    else if (c == 0x2026)
      used = (gsize)(g_stpcpy(bytes + used, "...") - bytes);
    else if (g_unichar_combining_class(c) == 0)
      bytes[used++] = '?';
  }
  used = (gsize)(g_stpcpy(bytes + used, end) - bytes);
  put(bytes, used);
  explicit_bzero(bytes, used);
  g_free(bytes);
}

/* Broken where the terminal would lose what is beyond its edge. */
static void put_line(const BkTeletype *teletype, const char *text, const char *end) {
  char **lines = teletype->margin > 0 ? bk_text_wrap(text, teletype->margin) : NULL;
  for (char **line = lines; line && *line; line++) {
    put_text(teletype, *line, line[1] ? "\n" : end);
    bk_secret_wipe_string(*line);
  }
  if (!lines || !*lines)
    put_text(teletype, text, end);
  g_free(lines);
}

static void begin_line(BkTeletype *teletype) {
  if (!teletype->fresh)
    put("\n", 1);
  teletype->fresh = TRUE;
}

void bk_teletype_say(BkTeletype *teletype, const char *line) {
  begin_line(teletype);
  put_line(teletype, line, "\n");
}

void bk_teletype_ask(BkTeletype *teletype, const char *prompt, gboolean hidden) {
  begin_line(teletype);
  hide(teletype, hidden);
  put_line(teletype, prompt, "");
  teletype->fresh = prompt[0] == '\0';
}

/* ---- in ------------------------------------------------------------------------------------------------ */

static void add(BkTeletype *teletype, const char *text, gsize length) {
  teletype->line = teletype->line ? teletype->line : bk_secret_builder_new(BK_FIELD_MAX + 1);
  gsize room = BK_FIELD_MAX + 1 - bk_secret_builder_length(teletype->line);
  bk_secret_builder_append(teletype->line, text, (gssize)MIN(length, room));
}

static void end_line(BkTeletype *teletype) {
  add(teletype, "", 0);
  g_autoptr(BkSecret) line = bk_secret_builder_finish(g_steal_pointer(&teletype->line));
  teletype->fresh = TRUE; /* the terminal has echoed the line's end */
  teletype->events->line(line, teletype->data);
}

static void on_key(const BkKey *key, gpointer data) {
  BkTeletype *teletype = data;
  char text[8] = " ";
  if (key->kind == BK_KEY_ENTER)
    end_line(teletype);
  else if (key->kind == BK_KEY_TAB)
    add(teletype, text, 1);
  else if (key->kind == BK_KEY_CHAR)
    add(teletype, text, (gsize)g_unichar_to_utf8(key->c, text));
  explicit_bzero(text, sizeof text);
}

static gboolean on_input(gint fd, GIOCondition condition, gpointer data) {
  BkTeletype *teletype = data;
  char bytes[4096];
  ssize_t count = condition & G_IO_IN ? read(fd, bytes, sizeof bytes) : 0;
  if (count < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;
  if (count <= 0) {
    teletype->events->line(NULL, teletype->data);
    return G_SOURCE_CONTINUE;
  }
  bk_decoder_feed(teletype->decoder, bytes, (gsize)count, on_key, teletype);
  explicit_bzero(bytes, sizeof bytes);
  return G_SOURCE_CONTINUE;
}

static void on_end(int number, gpointer data) {
  BkTeletype *teletype = data;
  g_clear_pointer(&teletype->line, bk_secret_builder_free);
  teletype->events->end(number, teletype->data);
}

static void on_stop(gpointer data) {
  BkTeletype *teletype = data;
  begin_line(teletype);
  tcsetattr(STDIN_FILENO, TCSADRAIN, &teletype->found);
}

static void on_go_on(gpointer data) {
  BkTeletype *teletype = data;
  set_modes(teletype);
  teletype->events->again(teletype->data);
}

static const BkSignalEvents signal_events = {.end = on_end, .stop = on_stop, .go_on = on_go_on};

void bk_teletype_listen(BkTeletype *teletype, const BkTeletypeEvents *events, gpointer data) {
  teletype->events = events;
  teletype->data = data;
  teletype->input = g_unix_fd_source_new(STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR | G_IO_NVAL);
  g_source_set_callback(teletype->input, G_SOURCE_FUNC(on_input), teletype, NULL);
  g_source_attach(teletype->input, g_main_context_get_thread_default());
  teletype->signals = bk_signals_new(&signal_events, teletype);
}

void bk_teletype_close(BkTeletype *teletype) {
  if (!teletype)
    return;
  bk_signals_free(teletype->signals);
  if (teletype->input) {
    g_source_destroy(teletype->input);
    g_source_unref(teletype->input);
  }
  begin_line(teletype);
  tcsetattr(STDIN_FILENO, TCSADRAIN, &teletype->found);
  bk_rescue_disarm();
  bk_decoder_free(teletype->decoder);
  bk_secret_builder_free(teletype->line);
  g_free(teletype);
}
