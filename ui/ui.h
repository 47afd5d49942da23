/* ui.h: the screens as one thing: keys and a model in, messages and a drawing out. Knows no terminal, so
 * that tests press keys and read screens without one. */
#ifndef BK_UI_UI_H
#define BK_UI_UI_H

#include "app/model.h"
#include "ui/canvas.h"
#include "ui/decoder.h"
#include "ui/screen.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct BkUi BkUi;

/* thin: a slow line; see bk_page_new(). */
BkUi *bk_ui_new(gboolean thin) G_GNUC_WARN_UNUSED_RESULT;
void bk_ui_free(BkUi *ui); /* wipes what was typed */

/* The model changed: another screen, fields in step. Before each of the following, after each message. */
void bk_ui_sync(BkUi *ui, const BkModel *model);
/* After bk_ui_draw(): what follows from what is to be seen. Nothing, as a rule. */
void bk_ui_seen(BkUi *ui, const BkModel *model, BkPost *post);

/* A server has been asked for BK_UI_PATIENCE ms: say so. An answer that comes at once needs no such line,
 * and a slow terminal no such bytes. */
#define BK_UI_PATIENCE 400
void bk_ui_wait(BkUi *ui);

/* One key. What it wants done is added to post. width, height: of the terminal. */
void bk_ui_key(BkUi *ui, const BkModel *model, int width, int height, const BkKey *key, BkPost *post);

/* Whether bk_ui_tick() wants to be called every 10 s. */
gboolean bk_ui_ticks(const BkUi *ui);
void bk_ui_tick(BkUi *ui, const BkModel *model, BkPost *post);

/* Draws the screen the person is at onto a blank canvas; its cursor is on the focus. */
void bk_ui_draw(BkUi *ui, const BkModel *model, BkCanvas *canvas);

/* ---- for who speaks the screens (spoken.c) ---- */

/* The screen, or what lies over it, as a spoken page. Its lists and fields live until the next call. */
BkPage *bk_ui_page(BkUi *ui, const BkModel *model) G_GNUC_WARN_UNUSED_RESULT;
/* Does what the page's button or key does. focus: the field or list it was asked from, or NULL. */
void bk_ui_act(BkUi *ui, const BkModel *model, const BkPage *page, BkAct act, BkFocus focus, BkPost *post);
/* Selects a line of a list of the screen. */
void bk_ui_choose(BkUi *ui, const BkModel *model, BkList *list, guint line, BkPost *post);
/* A paste of several lines. FALSE: the screen has no use for it. */
gboolean bk_ui_paste(BkUi *ui, const BkModel *model, BkSecret *text, BkPost *post);
/* Where the screen last wanted the focus, once; NULL: nowhere. */
BkFocus bk_ui_take_focus(BkUi *ui);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkUi, bk_ui_free)

G_END_DECLS

#endif
