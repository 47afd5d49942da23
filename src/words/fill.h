/* fill.h: inside src/words: sentences with named holes.
 *
 * Names instead of printf's %s: a translator can move them, and a wrong translation can at worst
 * show "{name}", never read memory. */
#ifndef BK_WORDS_FILL_H
#define BK_WORDS_FILL_H

#include "words/notice.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *name;  /* NULL ends the list */
  const char *value; /* NULL counts as "" */
} BkWord;

/* The text with each {name} replaced; values are not read for further holes. Free it. */
char *bk_words_fill(const char *text, const BkWord *words) G_GNUC_WARN_UNUSED_RESULT;

/* "20 Nov 22:10", with_year: "20 Nov 2026 22:10"; local time. Free it. */
char *bk_words_date(gint64 wall, gboolean with_year) G_GNUC_WARN_UNUSED_RESULT;

/* Sentences and advice of the two long lists: translated, with holes, borrowed, never NULL. */
const char *bk_words_outcome_sentence(const BkNotice *notice);
const char *bk_words_outcome_advice(const BkNotice *notice);
const char *bk_words_failure_sentence(BkFailure failure);
const char *bk_words_failure_advice(BkFailure failure);

/* What the person may be told: unknown_account reads like ok after a reset request, and like
 * invalid_credentials at sign-in, so that no screen tells who has an account (requirement A1). */
BkOutcome bk_words_told_outcome(const BkNotice *notice);

/* Of a sign-out: whether the server agreed that the session is over, and whether it is no longer kept. */
gboolean bk_words_ended_there(const BkNotice *notice);
gboolean bk_words_gone_here(const BkNotice *notice);

G_END_DECLS

#endif
