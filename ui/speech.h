/* speech.h: a page as lines to say and answers to choose from: what layout.c is for eyes.
 *
 * One fact, one line; no line depends on where another stands. The order: title, facts, notice. What is to be
 * typed or chosen comes after, as questions (spoken.h). */
#ifndef BK_UI_SPEECH_H
#define BK_UI_SPEECH_H

#include "ui/page.h"

#include <glib.h>

G_BEGIN_DECLS

typedef void (*BkSayFunc)(const char *line, gpointer data);

typedef enum {
  BK_SPEAK_NEWS = 0,
  BK_SPEAK_HINTS = 1 << 0,  /* new hints as well: else a clock in one would speak by itself */
  BK_SPEAK_NOTICE = 1 << 1, /* the notice in any case: it answers what the person just did */
} BkSpeak;

/* Says the page without what said has said already, and tells how many lines that were. said NULL: all of it.
 */
guint bk_page_speak(const BkPage *page, const BkPage *said, BkSpeak how, BkSayFunc say, gpointer data);

/* Whether the page is another one than said, and not the same one with news. */
gboolean bk_page_is_other(const BkPage *page, const BkPage *said);

typedef struct {
  BkAct act;
  char *label;
} BkOffer;

/* BkOffer*: the buttons in order; without Enter's action where enter is FALSE: an empty line does that. */
GPtrArray *bk_page_offers(const BkPage *page, gboolean enter) G_GNUC_WARN_UNUSED_RESULT;
/* And what else can be done: appended. */
void bk_page_more_offers(const BkPage *page, GPtrArray *offers);

typedef enum {
  BK_QUESTION_NONE,  /* nothing can be asked now */
  BK_QUESTION_FIELD, /* focus: the field */
  BK_QUESTION_LIST,  /* focus: the list */
  BK_QUESTION_PASTE, /* what the page says may be pasted; an empty line is Enter */
  BK_QUESTION_LINES, /* the lines of a mail */
  BK_QUESTION_ACT,   /* one of bk_page_offers() */
} BkQuestionKind;

typedef struct {
  BkQuestionKind kind;
  BkFocus focus;           /* ACT after a list: what was asked for */
  const char *label, *say; /* of the page; NULL: none */
  const GPtrArray *lines;  /* LIST: char*, of the page */
  BkList *aside;           /* FIELD: a list that may answer instead, or NULL; lines are its lines */
  const char *heading;     /* of lines, or NULL */
} BkQuestion;

/* The question that has the focus, else the first one. */
BkQuestion bk_page_question(const BkPage *page, BkFocus focus);
/* The one after a field or list; FALSE: that was the last. */
gboolean bk_page_next_question(const BkPage *page, BkFocus focus, BkQuestion *ret_next);

/* ---- answers ---- */

/* "2" or "2."; 0: not a number from 1 to count. */
guint bk_speech_number(const char *text, guint count);
/* Indices (guint) of the lines with that in it, whatever its case; only the one whose first fact it is, if
 * there is such a line. */
GArray *bk_speech_matches(const char *text, const GPtrArray *lines) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
