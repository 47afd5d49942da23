/* spoken.h: the screens as a conversation: what is to be said and asked comes out, lines that a person typed
 * go in. The same screens, the same words and the same core as the drawn ones; knows no terminal.
 *
 * Each screen is said once (speech.h), then its fields and lists are asked one after the other; after the
 * last one happens what Enter does on the screen. An empty line keeps what stands in brackets, "?" lists what
 * else can be done. When something has happened only what is new is said. Nothing moves by itself. */
#ifndef BK_UI_SPOKEN_H
#define BK_UI_SPOKEN_H

#include "ui/ui.h"

#include <glib.h>

G_BEGIN_DECLS

#define BK_SPOKEN_LIST 20u      /* lines of a list that are said at a time */
#define BK_SPOKEN_PASTE_MS 150u /* lines that follow within this time were pasted together */

typedef struct {
  void (*say)(const char *line, gpointer data);
  /* The next line answers this. hidden: it is not to be seen while it is typed. */
  void (*ask)(const char *prompt, gboolean hidden, gpointer data);
  void (*post)(BkMessage *message, gpointer data); /* takes; the model has changed when it returns */
} BkSpokenEvents;

typedef struct BkSpoken BkSpoken;

/* ui is borrowed, and so are model and events; all outlive it. Nothing is said yet. */
BkSpoken *bk_spoken_new(BkUi *ui, const BkModel *model, const BkSpokenEvents *events,
                        gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void bk_spoken_free(BkSpoken *spoken); /* wipes what was typed */

/* How answers are given: said once, before the first screen. */
void bk_spoken_greet(BkSpoken *spoken);
/* The model may have changed: says what is new, and asks. */
void bk_spoken_changed(BkSpoken *spoken);
typedef enum {
  BK_SPOKEN_ASKS,  /* the person is asked, or nothing is under way */
  BK_SPOKEN_BUSY,  /* a server is being asked */
  BK_SPOKEN_HOLDS, /* news of what was just done will be there in a moment: said together, it is said once */
} BkSpokenState;

BkSpokenState bk_spoken_state(const BkSpoken *spoken);
/* It has been in that state for BK_UI_PATIENCE ms: says whom it asks, or goes on without the news. */
void bk_spoken_wait(BkSpoken *spoken);
/* Asks once more what was asked: the line with the question is gone. */
void bk_spoken_again(BkSpoken *spoken);

/* A line without its end, at most BK_FIELD_MAX bytes of it; NULL: the end of input. FALSE: that ends the
 * conversation. */
gboolean bk_spoken_line(BkSpoken *spoken, BkSecret *line) G_GNUC_WARN_UNUSED_RESULT;
/* Milliseconds after which, without another line, bk_spoken_flush() is due; 0: nothing is pending. */
guint bk_spoken_pending(const BkSpoken *spoken);
void bk_spoken_flush(BkSpoken *spoken);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkSpoken, bk_spoken_free)

G_END_DECLS

#endif
