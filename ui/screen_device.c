/* Signing in with another device: an address to open there, a code to type, and waiting for it. */
#include "base/clock.h"
#include "ui/form.h"
#include "ui/qr.h"

typedef enum { SHOW_ALL, SHOW_ADDRESS, SHOW_QR } Show;

typedef struct {
  BkForm form; /* what the server wants first; most want nothing */
  Show show;
} Self;

static void enter(gpointer data, const BkModel *model) {
  Self *self = data;
  bk_form_init(&self->form);
  bk_form_sync(&self->form, model);
}

static void leave(gpointer data) {
  bk_form_clear(&((Self *)data)->form);
}

static BkFocus follow(gpointer data, const BkModel *model) {
  return bk_form_sync(&((Self *)data)->form, model);
}

static const char *shown(const BkModel *model, const char *as) {
  const GPtrArray *values = model->flow ? bk_flow_shown(model->flow) : NULL;
  for (guint i = 0; values && i < values->len; i++) {
    const BkShownValue *value = values->pdata[i];
    if (g_str_equal(value->as, as))
      return bk_secret_peek(value->value);
  }
  return NULL;
}

static gboolean is_waiting(const BkModel *model) {
  return model->busy && (shown(model, "link") || shown(model, "complete_link"));
}

/* The one that saves typing, where there is one. */
static GPtrArray *picture(const BkModel *model, const BkPage *page) {
  const char *link = shown(model, "complete_link") ? shown(model, "complete_link") : shown(model, "link");
  return link ? bk_qr_lines(link, bk_page_room(page), bk_page_width(page)) : NULL;
}

static void view_alone(const Self *self, const BkModel *model, BkPage *page, GPtrArray *lines) {
  if (self->show == SHOW_QR && lines)
    bk_page_picture(page, g_ptr_array_ref(lines));
  else
    bk_page_address(page,
                    shown(model, "complete_link") ? shown(model, "complete_link") : shown(model, "link"));
  bk_page_key(page, BK_ACT_BACK, BK_("Back"));
  bk_page_say(page, self->show == SHOW_QR ? BK_("Point the camera of the other device at it.")
                                          : BK_("Open this address on any device."));
}

static void view_time(const BkModel *model, BkPage *page) {
  gint64 left = model->wait_until - bk_clock_wall();
  if (left <= 0)
    return;
  g_autofree char *time = bk_words_duration((int)left);
  bk_page_fill(page, BK_KEEP_USEFUL, BK_ROLE_HINT, BK_("Waiting for the other device; {0} left."), time,
               NULL);
}

static void view_waiting(const BkModel *model, BkPage *page, gboolean drawable) {
  const char *link = shown(model, "link"), *code = shown(model, "code");
  bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("Open this address on a phone or another computer:"));
  bk_page_address(page, link ? link : shown(model, "complete_link"));
  bk_page_gap(page);
  if (code) {
    g_autofree char *indented = g_strconcat("    ", code, NULL);
    bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("Sign in there and type this code:"));
    bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_TITLE, bk_page_compact(page) ? code : indented);
    bk_page_gap(page);
  }
  view_time(model, page);
  bk_page_text(page, BK_KEEP_NICE, BK_ROLE_HINT,
               BK_("Only type it if you began this here yourself. Nobody from support needs it."));
  bk_page_gap(page);
  if (drawable)
    bk_page_button(page, BK_ACT_QR, BK_("Picture for a camera"), BK_("Picture"));
  bk_page_button(page, BK_ACT_ADDRESS, BK_("Address alone"), BK_("Address"));
  bk_page_button(page, BK_ACT_BACK, BK_("Cancel"), NULL);
  bk_page_enter(page, drawable ? BK_ACT_QR : BK_ACT_ADDRESS);
  bk_page_start(page, BK_FOCUS_BUTTON(BK_ACT_BACK));
}

static void view_before(const Self *self, const BkModel *model, BkPage *page) {
  if (model->busy) {
    bk_page_fill(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("Asking {0} for a code."),
                 model->server ? model->server->name : "", NULL);
    bk_page_gap(page);
    bk_page_button(page, BK_ACT_BACK, BK_("Cancel"), NULL);
    bk_page_enter(page, BK_ACT_BACK);
    return;
  }
  bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN,
               BK_("You sign in on a phone or another computer, and this terminal is let in."));
  bk_page_gap(page);
  bk_form_view(&self->form, page);
  bk_form_view_toggle(&self->form, page);
  bk_page_gap(page);
  bk_page_button(page, BK_ACT_GO, BK_("Get a code"), NULL);
  bk_view_back(page);
  bk_page_enter(page, BK_ACT_GO);
}

static void view(gpointer data, const BkModel *model, BkPage *page) {
  Self *self = data;
  bk_page_title(page, BK_("Sign in with another device"), bk_place_word(BK_PLACE_DEVICE), 0, 0);
  g_autoptr(GPtrArray) lines = is_waiting(model) ? picture(model, page) : NULL;
  if (is_waiting(model) && self->show != SHOW_ALL && (lines || self->show == SHOW_ADDRESS)) {
    view_alone(self, model, page, lines);
    return;
  }
  bk_view_server(page, model);
  bk_page_gap(page);
  if (is_waiting(model))
    view_waiting(model, page, lines != NULL);
  else
    view_before(self, model, page);
  bk_page_key(page, BK_ACT_COMMAND, BK_("Command"));
}

static gboolean act(gpointer data, const BkModel *model, BkAct what, BkFocus focus G_GNUC_UNUSED,
                    BkPost *post) {
  Self *self = data;
  switch ((int)what) {
  case BK_ACT_GO:
    if (!model->busy && bk_form_empty(&self->form))
      bk_post_message(post, bk_message_start(BK_ACTION_DEVICE, BK_WAY_ONLY));
    else if (!model->busy)
      bk_post_message(post, bk_form_message(&self->form));
    return TRUE;
  case BK_ACT_SHOW:
    bk_form_show(&self->form, !self->form.shown);
    return TRUE;
  case BK_ACT_QR:
    self->show = SHOW_QR;
    return TRUE;
  case BK_ACT_ADDRESS:
    self->show = SHOW_ADDRESS;
    return TRUE;
  case BK_ACT_BACK:
    if (self->show == SHOW_ALL || !is_waiting(model))
      return FALSE;
    self->show = SHOW_ALL;
    return TRUE;
  default:
    return FALSE;
  }
}

static void tick(gpointer data G_GNUC_UNUSED, const BkModel *model G_GNUC_UNUSED,
                 BkPost *post G_GNUC_UNUSED) {
}

const BkScreen bk_screen_device = {.size = sizeof(Self),
                                   .enter = enter,
                                   .leave = leave,
                                   .sync = follow,
                                   .view = view,
                                   .act = act,
                                   .tick = tick,
                                   .acts_while_busy = TRUE};
