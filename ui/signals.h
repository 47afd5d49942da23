/* signals.h: signals that end or stop a program which holds a terminal, as calls from the main loop; and the
 * terminal given back even by a crash.
 *
 * One holder at a time: a program has one terminal. */
#ifndef BK_UI_SIGNALS_H
#define BK_UI_SIGNALS_H

#include <glib.h>
#include <termios.h>

G_BEGIN_DECLS

typedef struct {
  void (*end)(int number, gpointer data); /* SIGINT, SIGTERM or SIGHUP; as often as they come */
  void (*stop)(gpointer data);            /* ^Z: give the terminal back now … */
  void (*go_on)(gpointer data);           /* … and take it again: the shell said "fg" */
  void (*resize)(gpointer data);          /* the terminal has another size; may be NULL */
} BkSignalEvents;

typedef struct BkSignals BkSignals;

/* events must outlive it. Calls come from the main context, never from a handler. */
BkSignals *bk_signals_new(const BkSignalEvents *events, gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void bk_signals_free(BkSignals *signals); /* accepts NULL; the signals do again what they did */

/* A program that was told to end by a signal ends by it, so that whoever waits for it can see that. */
void bk_signals_end_by(int number);

#define BK_RESCUE_MAX 256u

/* From now on a crash, an abort or SIGQUIT first writes bytes (at most BK_RESCUE_MAX, the rest is left out)
 * to standard output and sets the modes of the terminal on standard input. All of it is copied now: a
 * handler may only call what is async-signal-safe. */
void bk_rescue_arm(const struct termios *modes, const char *bytes, gsize length);
void bk_rescue_disarm(void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkSignals, bk_signals_free)

G_END_DECLS

#endif
