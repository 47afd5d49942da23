/* part.h: inside page.c, layout.c and foot.c: the parts of a page. */
#ifndef BK_UI_PART_H
#define BK_UI_PART_H

#include "ui/page.h"

G_BEGIN_DECLS

typedef enum {
  BK_PART_TEXT,
  BK_PART_GAP,
  BK_PART_PAIR,
  BK_PART_ADDRESS,
  BK_PART_PICTURE,
  BK_PART_FIELD,
  BK_PART_LIST,
  BK_PART_BUTTONS
} BkPartKind;

typedef struct {
  BkAct act;
  char *label, *brief;
  gboolean toggle, on;
  gboolean key_only; /* named in the line of keys, not drawn */
} BkButton;

typedef struct {
  BkPartKind kind;
  BkKeep keep;
  BkRole role;
  char *label; /* PAIR, FIELD; heading of LIST */
  char *text;  /* TEXT, PAIR, ADDRESS */
  char *say;
  BkField *field;
  BkList *list;
  GPtrArray *lines;   /* LIST, PICTURE: char* */
  GPtrArray *buttons; /* BUTTONS: BkButton* */
  /* Layout's own. */
  gboolean gone;
  gboolean beside; /* FIELD: label left of it */
  int height;
} BkPart;

struct BkPage {
  int width, height;
  gboolean thin, compact, spoken;
  char *title, *name;
  int step, steps;
  GPtrArray *parts;  /* BkPart* */
  GPtrArray *status; /* BkPart*: TEXT */
  GPtrArray *keys;   /* BkButton*: key_only */
  char *paste;       /* how to ask for what may be pasted */
  gboolean takes_paste, takes_lines, choose_act;
  BkAct enter;
  BkFocus start;
  char *say;
};

/* foot.c: the sentence for what has the focus, and the line of keys, of at most width cells where that can
 * be had by leaving out. Free them. */
char *bk_page_hint(const BkPage *page, int width, BkFocus focus) G_GNUC_WARN_UNUSED_RESULT;
char *bk_page_keys(const BkPage *page, int width, BkFocus focus) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
