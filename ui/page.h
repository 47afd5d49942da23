/* page.h: what a screen says and offers, before anyone knows where on the terminal it goes.
 *
 * A view lists its parts from top to bottom; layout.c places them for the size at hand. What does not fit
 * goes in this order: gaps, labels above fields (they move beside), texts of keep 1, of keep 2; then the
 * page scrolls with the focus. So each screen is described once, for 80x24 and for 40x12.
 *
 * The page copies every text. Fields and lists belong to the screen and must outlive the page. */
#ifndef BK_UI_PAGE_H
#define BK_UI_PAGE_H

#include "ui/canvas.h"
#include "ui/field.h"
#include "ui/keymap.h"
#include "ui/list.h"

#include <glib.h>

G_BEGIN_DECLS

/* Nothing is drawn on less. */
#define BK_PAGE_WIDTH_MIN 20
#define BK_PAGE_HEIGHT_MIN 8

/* What may be left out when room is short. */
typedef enum {
  BK_KEEP_NICE = 1, /* first to go */
  BK_KEEP_USEFUL,
  BK_KEEP_ALWAYS,
} BkKeep;

/* What has the focus: the address of a BkField or BkList, or BK_FOCUS_BUTTON(act). */
typedef const void *BkFocus;
#define BK_FOCUS_BUTTON(act) GUINT_TO_POINTER(act)

typedef struct BkPage BkPage;

/* thin: a slow line, where every character is waited for: the short words, nothing that is only nice, and
 * nothing that follows the focus but the cursor and the marker. */
BkPage *bk_page_new(int width, int height, gboolean thin) G_GNUC_WARN_UNUSED_RESULT;
/* A page to be spoken instead (speech.h): all of it, in the long words. */
BkPage *bk_page_new_spoken(void) G_GNUC_WARN_UNUSED_RESULT;
void bk_page_free(BkPage *page);
gboolean bk_page_spoken(const BkPage *page);
gboolean bk_page_compact(const BkPage *page); /* few cells: prefer the short words */
gboolean bk_page_thin(const BkPage *page);
int bk_page_width(const BkPage *page); /* cells of a text */

/* The head: title at the left; at the right the short name of the screen and, when steps > 0, which of
 * how many steps it is. */
void bk_page_title(BkPage *page, const char *title, const char *name, int step, int steps);

void bk_page_text(BkPage *page, BkKeep keep, BkRole role, const char *text);
/* The text with {0} and {1} filled in. */
void bk_page_fill(BkPage *page, BkKeep keep, BkRole role, const char *text, const char *zero,
                  const char *one);
void bk_page_gap(BkPage *page);
/* "Account   user@works.example": values of all pairs stand in one column. NULL or "" value: left out. */
void bk_page_pair(BkPage *page, BkKeep keep, const char *label, const char *value);
/* A URL: alone on its line from the first column, broken only at the edge. */
void bk_page_address(BkPage *page, const char *url);
/* Lines (char*, taken) drawn as they are from the first column. */
void bk_page_picture(BkPage *page, GPtrArray *lines);
/* Rows between head and foot, when the status has none; spoken there is none. */
int bk_page_room(const BkPage *page);
/* Beneath ours: the server's own words, framed as such. */
void bk_page_server_says(BkPage *page, const char *text);

/* Those that take the focus. say: the sentence for speech while it has it, or NULL. */
void bk_page_field(BkPage *page, const char *label, BkField *field, const char *say);
/* lines: char*, taken. heading stands above the column of lines, or NULL. */
void bk_page_list(BkPage *page, const char *heading, BkList *list, GPtrArray *lines, const char *say);
/* Buttons in a row; a text or gap between begins another row. brief: for few cells and for the line of
 * keys; NULL: label. */
void bk_page_button(BkPage *page, BkAct act, const char *label, const char *brief);
void bk_page_toggle(BkPage *page, BkAct act, const char *label, const char *brief, gboolean on);
/* The keys' line also names an action that has no button. */
void bk_page_key(BkPage *page, BkAct act, const char *brief);

/* A code, a link or a whole mail may be given here, whatever has the focus. ask: how to ask for it where no
 * field does, else NULL. */
void bk_page_paste(BkPage *page, const char *ask);
gboolean bk_page_takes_paste(const BkPage *page);
/* Nothing is wanted now but the lines of a mail. */
void bk_page_lines(BkPage *page);
/* To choose in the list is not all: what to do with it is a question of its own, and Enter's action only one
 * of the answers. */
void bk_page_choose_act(BkPage *page);

/* What Enter does in a field or list; one of the buttons. Fields before the last empty one: on to that. */
void bk_page_enter(BkPage *page, BkAct act);
BkAct bk_page_get_enter(const BkPage *page);
/* Where the focus is before the person moves it; else the first field, list or button. */
void bk_page_start(BkPage *page, BkFocus focus);
/* The sentence for speech whatever has the focus. */
void bk_page_say(BkPage *page, const char *text);
/* What stands at the bottom until something else happens: a text more each call. */
void bk_page_status(BkPage *page, BkKeep keep, BkRole role, const char *text);

/* The focus the page really gives to what was asked for (which may be gone). NULL: nothing takes it. */
BkFocus bk_page_focus(const BkPage *page, BkFocus wished);
/* The next (+1) or previous (-1) one, round and round. */
BkFocus bk_page_step(const BkPage *page, BkFocus from, int direction);
BkContext bk_page_context(const BkPage *page, BkFocus focus);
BkField *bk_page_field_of(const BkPage *page, BkFocus focus); /* NULL: not a field */
BkList *bk_page_list_of(const BkPage *page, BkFocus focus);
/* The field after from that is still empty, or NULL. */
BkFocus bk_page_next_empty(const BkPage *page, BkFocus from);
gboolean bk_page_has_button(const BkPage *page, BkAct act);

/* Draws everything (layout.c). */
void bk_page_draw(BkPage *page, BkCanvas *canvas, BkFocus focus);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkPage, bk_page_free)

G_END_DECLS

#endif
