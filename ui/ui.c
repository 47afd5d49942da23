#include "ui/ui.h"

#include "ui/overlay.h"

#include <string.h>

struct BkUi {
  gboolean thin;
  BkPlace place;
  gpointer self; /* of the screen of place; NULL before the first sync */
  BkFocus focus; /* what the person moved to; NULL: where the page begins */
  BkOverlay overlay;
  BkList overlay_list;
  BkFocus overlay_focus;
  gboolean paste_too_long; /* said until the next key */
  gboolean waiting;        /* a server has been asked for so long that it is worth saying */
};

BkUi *bk_ui_new(gboolean thin) {
  BkUi *ui = g_new0(BkUi, 1);
  ui->thin = thin;
  bk_list_init(&ui->overlay_list);
  return ui;
}

static void leave(BkUi *ui) {
  const BkScreen *screen = bk_screens[ui->place];
  if (ui->self) {
    screen->leave(ui->self);
    explicit_bzero(ui->self, screen->size);
    g_free(ui->self);
  }
  ui->self = NULL;
}

void bk_ui_free(BkUi *ui) {
  if (!ui)
    return;
  leave(ui);
  bk_list_clear(&ui->overlay_list);
  g_free(ui);
}

void bk_ui_wait(BkUi *ui) {
  ui->waiting = TRUE;
}

void bk_ui_sync(BkUi *ui, const BkModel *model) {
  const BkScreen *screen = bk_screens[model->place];
  ui->waiting = ui->waiting && model->busy;
  if (!ui->self || ui->place != model->place) {
    leave(ui);
    ui->place = model->place;
    ui->focus = NULL;
    ui->overlay = BK_OVERLAY_NONE;
    ui->self = g_malloc0(MAX(screen->size, 1));
    screen->enter(ui->self, model);
  } else if (screen->sync) {
    BkFocus focus = screen->sync(ui->self, model);
    ui->focus = focus ? focus : ui->focus;
  }
}

/* On a slow line nothing comes by itself: each answer would be paid for, and wanted by nobody. */
void bk_ui_seen(BkUi *ui, const BkModel *model, BkPost *post) {
  const BkScreen *screen = bk_screens[model->place];
  if (screen->seen && !ui->thin)
    screen->seen(ui->self, model, post);
}

/* ---- what is to be seen ---------------------------------------------------------------------------- */

static void view_notice(const BkNotice *notice, BkPage *page) {
  g_autofree char *sentence = bk_notice_sentence(notice), *advice = bk_notice_advice(notice);
  bk_page_status(page, BK_KEEP_ALWAYS, notice->good ? BK_ROLE_GOOD : BK_ROLE_BAD, sentence);
  bk_page_status(page, BK_KEEP_NICE, BK_ROLE_PLAIN, advice);
  if (notice->server_text && notice->server_text[0]) {
    g_autofree char *says = bk_ui_fill(BK_("Server says: \"{0}\""), notice->server_text, NULL);
    bk_page_status(page, BK_KEEP_USEFUL, BK_ROLE_HINT, says);
  }
}

static void view_status(const BkUi *ui, const BkModel *model, BkPage *page) {
  if (ui->paste_too_long) {
    bk_page_status(page, BK_KEEP_ALWAYS, BK_ROLE_BAD,
                   BK_("That paste is too long. Nothing of it was taken."));
  } else if (model->unlocking) {
    bk_page_status(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN,
                   BK_("Waiting for the keyring's own window, a minute at most. Esc stops waiting."));
  } else if (model->busy && ui->waiting && !bk_screens[model->place]->acts_while_busy) {
    g_autofree char *asking =
        bk_ui_fill(BK_("Asking {0}. Esc cancels."), model->server ? model->server->name : "", NULL);
    bk_page_status(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, asking);
  } else if (!bk_screens[model->place]->tells_notice)
    view_notice(&model->notice, page);
}

/* Onto an empty page, and gives it back. */
static BkPage *view_on(const BkUi *ui, const BkModel *model, BkPage *page) {
  bk_screens[model->place]->view(ui->self, model, page);
  view_status(ui, model, page);
  return page;
}

static BkPage *view(const BkUi *ui, const BkModel *model, int width, int height) {
  return view_on(ui, model, bk_page_new(width, height, ui->thin));
}

static BkPage *view_overlay(BkUi *ui, const BkModel *model, int width, int height) {
  g_autoptr(BkPage) beneath = view(ui, model, width, height);
  BkPage *page = bk_page_new(width, height, ui->thin);
  bk_overlay_view(ui->overlay, model, beneath, &ui->overlay_list, page);
  return page;
}

void bk_ui_draw(BkUi *ui, const BkModel *model, BkCanvas *canvas) {
  int width = bk_canvas_width(canvas), height = bk_canvas_height(canvas);
  g_autoptr(BkPage) page =
      ui->overlay ? view_overlay(ui, model, width, height) : view(ui, model, width, height);
  bk_page_draw(page, canvas, bk_page_focus(page, ui->overlay ? ui->overlay_focus : ui->focus));
}

/* ---- keys ---------------------------------------------------------------------------------------------- */

static void open_overlay(BkUi *ui, BkOverlay overlay) {
  ui->overlay = overlay;
  ui->overlay_focus = NULL;
  bk_list_act(&ui->overlay_list, BK_ACT_HOME);
}

/* Actions that count on every screen. place_acts: those of the place are tried first by the caller. */
static void act_everywhere(BkUi *ui, const BkModel *model, BkAct act, BkPost *post) {
  switch ((int)act) {
  case BK_ACT_HELP:
    open_overlay(ui, BK_OVERLAY_HELP);
    break;
  case BK_ACT_COMMAND:
    open_overlay(ui, BK_OVERLAY_COMMAND);
    break;
  case BK_ACT_REDRAW:
    post->redraw = TRUE;
    break;
  case BK_ACT_EXIT:
    bk_post_message(post, bk_message_new(BK_MESSAGE_QUIT));
    break;
  case BK_ACT_BACK:
    bk_post_message(post, bk_message_new(model->busy ? BK_MESSAGE_CANCEL : BK_MESSAGE_BACK));
    break;
  default:
    break;
  }
}

static void move(BkUi *ui, const BkPage *page, BkFocus focus, int direction) {
  ui->focus = bk_page_step(page, focus, direction);
}

/* An action on the screen. FALSE: nobody wanted it. */
static gboolean act_on_screen(BkUi *ui, const BkModel *model, const BkPage *page, BkAct act, BkFocus focus,
                              BkPost *post) {
  gboolean offered = act == BK_ACT_BACK || bk_page_has_button(page, act);
  gboolean free = !model->busy || bk_screens[model->place]->acts_while_busy;
  return offered && free && bk_screens[model->place]->act(ui->self, model, act, focus, post);
}

static void perform(BkUi *ui, const BkModel *model, const BkPage *page, BkAct act, BkFocus focus,
                    BkPost *post) {
  if (!act_on_screen(ui, model, page, act, focus, post))
    act_everywhere(ui, model, act, post);
  if (post->focus)
    ui->focus = post->focus;
}

/* Enter: pushes the focused button; in a field goes to the next empty one, and after the last does what
 * the screen is for. */
static void enter(BkUi *ui, const BkModel *model, const BkPage *page, BkFocus focus, BkPost *post) {
  BkContext context = bk_page_context(page, focus);
  BkFocus empty = bk_page_next_empty(page, focus);
  if (context == BK_CONTEXT_BUTTON)
    perform(ui, model, page, (BkAct)GPOINTER_TO_UINT(focus), focus, post);
  else if (context == BK_CONTEXT_FIELD && empty && !model->busy)
    ui->focus = empty;
  else
    perform(ui, model, page, bk_page_get_enter(page), focus, post);
}

static gboolean key_in_field(const BkModel *model, BkField *field, BkAct act, const BkKey *key) {
  if (model->busy)
    return bk_act_contexts(act) & BK_CONTEXT_FIELD;
  if (act != BK_ACT_NONE)
    return bk_field_act(field, act);
  if (key->kind != BK_KEY_CHAR)
    return FALSE;
  char text[8] = "";
  bk_field_insert(field, text, g_unichar_to_utf8(key->c, text));
  explicit_bzero(text, sizeof text);
  return TRUE;
}

/* In a list that is being filtered, letters are text and Esc first takes the filter away. */
static BkAct act_in_filter(BkPlace place, const BkKey *key) {
  if (key->kind == BK_KEY_CHAR)
    return BK_ACT_NONE;
  BkAct act = bk_keymap_find(place, BK_CONTEXT_LIST, key);
  return act == BK_ACT_NONE || !(bk_act_contexts(act) & BK_CONTEXT_LIST) || act == BK_ACT_HOME ||
                 act == BK_ACT_END
             ? bk_keymap_find(place, BK_CONTEXT_FIELD, key)
             : act;
}

static gboolean key_in_list(BkList *list, BkAct act, const BkKey *key) {
  if (list->filtering && act == BK_ACT_BACK) {
    list->filtering = FALSE;
    bk_field_clear(&list->filter);
    return TRUE;
  }
  if (list->filtering && act == BK_ACT_ENTER)
    list->filtering = FALSE;
  return bk_list_act(list, act) || bk_list_type(list, key);
}

static void take_paste(BkUi *ui, const BkModel *model, const BkPage *page, BkFocus focus, const BkKey *key,
                       BkPost *post) {
  const BkScreen *screen = bk_screens[model->place];
  BkField *field = bk_page_field_of(page, focus);
  if (!key->paste)
    ui->paste_too_long = TRUE;
  else if (model->busy)
    return;
  else if (screen->paste && screen->paste(ui->self, model, key->paste, post))
    return;
  else if (field && !bk_field_paste(field, key->paste))
    ui->paste_too_long = TRUE;
}

static void key_in_overlay(BkUi *ui, const BkModel *model, int width, int height, const BkKey *key,
                           BkPost *post) {
  g_autoptr(BkPage) page = view_overlay(ui, model, width, height);
  BkFocus focus = bk_page_focus(page, ui->overlay_focus);
  BkList *list = bk_page_list_of(page, focus);
  BkAct act = list && list->filtering ? act_in_filter(model->place, key)
                                      : bk_keymap_find(model->place, bk_page_context(page, focus), key);
  if (list && key_in_list(list, act, key))
    return;
  if (act == BK_ACT_NEXT || act == BK_ACT_PREVIOUS)
    ui->overlay_focus = bk_page_step(page, focus, act == BK_ACT_NEXT ? 1 : -1);
  else if (act == BK_ACT_REDRAW || act == BK_ACT_EXIT)
    act_everywhere(ui, model, act, post);
  else if (act == BK_ACT_BACK || act == BK_ACT_ENTER || act == BK_ACT_PUSH || act == BK_ACT_HELP ||
           act == BK_ACT_COMMAND) {
    bk_list_act(&ui->overlay_list, BK_ACT_HOME);
    ui->overlay = BK_OVERLAY_NONE;
  }
}

static void key_on_page(BkUi *ui, const BkModel *model, const BkPage *page, const BkKey *key, BkPost *post) {
  BkFocus focus = bk_page_focus(page, ui->focus);
  BkContext context = bk_page_context(page, focus);
  BkField *field = bk_page_field_of(page, focus);
  BkList *list = bk_page_list_of(page, focus);
  BkAct act =
      list && list->filtering ? act_in_filter(model->place, key) : bk_keymap_find(model->place, context, key);
  int before = list ? bk_list_selected(list) : -1;
  if (field && key_in_field(model, field, act, key))
    return;
  if (list && key_in_list(list, act, key)) {
    const BkScreen *screen = bk_screens[model->place];
    if (screen->moved && bk_list_selected(list) != before)
      screen->moved(ui->self, model, list, post);
    return;
  }
  switch ((int)act) {
  case BK_ACT_NONE:
    break;
  case BK_ACT_NEXT:
  case BK_ACT_DOWN:
  case BK_ACT_RIGHT:
    move(ui, page, focus, 1);
    break;
  case BK_ACT_PREVIOUS:
  case BK_ACT_UP:
  case BK_ACT_LEFT:
    move(ui, page, focus, -1);
    break;
  case BK_ACT_ENTER:
  case BK_ACT_PUSH:
    enter(ui, model, page, focus, post);
    break;
  default:
    perform(ui, model, page, act, focus, post);
  }
}

void bk_ui_key(BkUi *ui, const BkModel *model, int width, int height, const BkKey *key, BkPost *post) {
  const BkScreen *screen = bk_screens[model->place];
  ui->paste_too_long = FALSE;
  if (ui->overlay) {
    key_in_overlay(ui, model, width, height, key, post);
    return;
  }
  if (screen->key && !model->busy && screen->key(ui->self, model, key, post))
    return;
  g_autoptr(BkPage) page = view(ui, model, width, height);
  if (key->kind == BK_KEY_PASTE)
    take_paste(ui, model, page, bk_page_focus(page, ui->focus), key, post);
  else
    key_on_page(ui, model, page, key, post);
}

gboolean bk_ui_ticks(const BkUi *ui) {
  return ui->self && bk_screens[ui->place]->tick;
}

void bk_ui_tick(BkUi *ui, const BkModel *model, BkPost *post) {
  const BkScreen *screen = bk_screens[model->place];
  if (screen->tick && ui->place == model->place && ui->self)
    screen->tick(ui->self, model, post);
}

/* ---- spoken -------------------------------------------------------------------------------------------- */

BkPage *bk_ui_page(BkUi *ui, const BkModel *model) {
  BkPage *page = view_on(ui, model, bk_page_new_spoken());
  if (!ui->overlay)
    return page;
  g_autoptr(BkPage) beneath = page;
  BkPage *over = bk_page_new_spoken();
  bk_overlay_view(ui->overlay, model, beneath, &ui->overlay_list, over);
  return over;
}

void bk_ui_act(BkUi *ui, const BkModel *model, const BkPage *page, BkAct act, BkFocus focus, BkPost *post) {
  if (ui->overlay)
    ui->overlay = BK_OVERLAY_NONE;
  else
    perform(ui, model, page, act, focus, post);
}

void bk_ui_choose(BkUi *ui, const BkModel *model, BkList *list, guint line, BkPost *post) {
  const BkScreen *screen = bk_screens[model->place];
  int before = bk_list_selected(list);
  bk_list_select(list, line);
  if (screen->moved && bk_list_selected(list) != before)
    screen->moved(ui->self, model, list, post);
}

gboolean bk_ui_paste(BkUi *ui, const BkModel *model, BkSecret *text, BkPost *post) {
  const BkScreen *screen = bk_screens[model->place];
  return !model->busy && screen->paste && screen->paste(ui->self, model, text, post);
}

BkFocus bk_ui_take_focus(BkUi *ui) {
  BkFocus focus = ui->focus;
  ui->focus = NULL;
  return focus;
}
