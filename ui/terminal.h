/* terminal.h: the person's terminal: bytes in as keys, a canvas out as few bytes as can be (painter.h).
 *
 * Of ncurses only its descriptions of terminals are used: no copy of a password stays in its queues, and
 * none of what was shown in its windows. The
 * terminal is given back as it was found: on close, on the signals that end a program, on abort and crash,
 * and while the program is stopped. */
#ifndef BK_UI_TERMINAL_H
#define BK_UI_TERMINAL_H

#include "ui/canvas.h"
#include "ui/decoder.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  BK_TERMINAL_OK,
  BK_TERMINAL_NONE,    /* standard input or output is no terminal */
  BK_TERMINAL_UNKNOWN, /* TERM is unset or not known on this machine */
  BK_TERMINAL_CANNOT,  /* it cannot move its cursor, or not wipe what it has written */
  BK_TERMINAL_SMALL,   /* it is smaller than the smallest page */
} BkTerminalResult;

typedef enum {
  BK_TERMINAL_END_SIGNAL, /* SIGINT, SIGTERM or SIGHUP; number */
  BK_TERMINAL_END_INPUT,  /* the line is gone: end of file, hang-up, error */
} BkTerminalEnd;

typedef struct {
  void (*key)(const BkKey *key, gpointer data); /* as often as there are keys … */
  void (*woken)(gpointer data);                 /* … then once: paint; also after a change of size */
  void (*end)(BkTerminalEnd why, int number, gpointer data);
} BkTerminalEvents;

typedef struct BkTerminal BkTerminal;

/* How much the line is worth; or that the person wants to hear, not see (talk.h): then nothing is opened. */
typedef enum {
  BK_LOOK_MEASURED, /* slow up to 19200 baud, else rich */
  BK_LOOK_SLOW,
  BK_LOOK_RICH,
  BK_LOOK_SPOKEN,
} BkLook;

/* One at a time. NULL and the reason if it cannot be used. Nothing is written before the first paint. */
BkTerminal *bk_terminal_open(BkLook look, BkTerminalResult *ret_result) G_GNUC_WARN_UNUSED_RESULT;
void bk_terminal_close(BkTerminal *terminal); /* accepts NULL */

/* Events come from the main context, never from inside another call. events must outlive the terminal. */
void bk_terminal_listen(BkTerminal *terminal, const BkTerminalEvents *events, gpointer data);

void bk_terminal_size(const BkTerminal *terminal, int *ret_width, int *ret_height);
gboolean bk_terminal_ascii(const BkTerminal *terminal); /* its character set is not UTF-8 */
gboolean bk_terminal_thin(const BkTerminal *terminal);  /* the line is slow, or said to be */

/* Shows the canvas; only what differs from the one before is sent. anew: everything, as on ^L. */
void bk_terminal_paint(BkTerminal *terminal, const BkCanvas *canvas, gboolean anew);

/* For teletype.h: columns of a terminal that, at its edge, does not go on in the next line by itself; 0: it
 * does, or nothing is known of it. */
int bk_terminal_margin(void);

G_END_DECLS

#endif
