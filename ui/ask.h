/* ask.h: inside spoken.c: the question that stands: how it is put, and what has been numbered for it. */
#ifndef BK_UI_ASK_H
#define BK_UI_ASK_H

#include "ui/speech.h"
#include "ui/spoken.h"

G_BEGIN_DECLS

typedef struct {
  const BkSpokenEvents *events;
  gpointer data;
  BkQuestionKind kind; /* NONE: nothing is asked */
  BkFocus focus;       /* its field or list */
  GPtrArray *offers;   /* BkOffer*: those that were numbered, or NULL */
  gboolean menu;       /* they stand before the question: an empty line goes back to it */
  gboolean fresh;      /* it is the first question of its screen, and says how to get help */
  guint listed;        /* lines of the list that have been said */
} BkAsking;

void bk_asking_clear(BkAsking *asking); /* frees what it owns */

void bk_asking_say(const BkAsking *asking, const char *line);
/* Says what belongs to the question, and asks it. */
void bk_asking_put(BkAsking *asking, const BkPage *page, const BkQuestion *question);
/* Only the line with the question, once more. */
void bk_asking_again(BkAsking *asking, const BkPage *page);
/* What else can be done, before the question. */
void bk_asking_menu(BkAsking *asking, const BkPage *page);
/* The next lines of a long list; FALSE: there are none. */
gboolean bk_asking_more(BkAsking *asking, const BkPage *page);
/* Some lines of a list, by their indices (guint), and the question once more. */
void bk_asking_some(BkAsking *asking, const BkPage *page, const GPtrArray *lines, const GArray *some);
/* Whether that is what stands, with the same buttons. */
gboolean bk_asking_is(const BkAsking *asking, const BkPage *page, const BkQuestion *question);

G_END_DECLS

#endif
