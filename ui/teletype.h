/* teletype.h: a terminal that is used as a teletype: lines in, lines out, no escape sequence and no way back.
 * For any terminal at all, however little is known about it.
 *
 * The terminal is given back as it was found: on close, on the signals that end a program, on abort and
 * crash, and while the program is stopped. */
#ifndef BK_UI_TELETYPE_H
#define BK_UI_TELETYPE_H

#include "base/secret.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  /* A line without its end; of a longer one than BK_FIELD_MAX bytes just so much that it is too long for
   * every field. NULL: the end of input, again and again if it is the line that is gone. */
  void (*line)(BkSecret *line, gpointer data);
  void (*end)(int number, gpointer data); /* SIGINT, SIGTERM or SIGHUP */
  void (*again)(gpointer data);           /* the program was stopped: the question is to be asked again */
} BkTeletypeEvents;

typedef struct BkTeletype BkTeletype;

/* margin: columns after which lines are broken, at their spaces; 0: the terminal sees to that itself.
 * One at a time. NULL: standard input or output is no terminal; nothing has been changed then. */
BkTeletype *bk_teletype_open(int margin) G_GNUC_WARN_UNUSED_RESULT;
void bk_teletype_close(BkTeletype *teletype); /* accepts NULL */

/* Events come from the main context, never from inside another call. events must outlive the teletype. */
void bk_teletype_listen(BkTeletype *teletype, const BkTeletypeEvents *events, gpointer data);

/* One line. Control characters are left out; what is not ASCII is "?" where the terminal is not UTF-8. */
void bk_teletype_say(BkTeletype *teletype, const char *line);
/* A question: the cursor stays behind it. hidden: no echo until the next one. */
void bk_teletype_ask(BkTeletype *teletype, const char *prompt, gboolean hidden);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkTeletype, bk_teletype_close)

G_END_DECLS

#endif
