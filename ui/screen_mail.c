/* The demo's mails: what a real user would read on their phone. */
#include "base/clock.h"
#include "ui/screen.h"

typedef struct {
  BkList mails;
} Self;

static void enter(gpointer data, const BkModel *model G_GNUC_UNUSED) {
  bk_list_init(&((Self *)data)->mails);
}

static void leave(gpointer data) {
  bk_list_clear(&((Self *)data)->mails);
}

static const BkMailEntry *selected(const Self *self, const BkModel *model) {
  int index = bk_list_selected(&self->mails);
  return model->mails && index >= 0 && (guint)index < model->mails->len ? model->mails->pdata[index] : NULL;
}

static void view(gpointer data, const BkModel *model, BkPage *page) {
  Self *self = data;
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; model->mails && i < model->mails->len; i++) {
    const BkMailEntry *mail = model->mails->pdata[i];
    gint64 at = bk_clock_parse(mail->at);
    g_ptr_array_add(cells, g_strdup(mail->subject));
    g_ptr_array_add(cells, at >= 0 ? bk_words_time(at) : g_strdup(mail->at));
  }
  bk_page_title(page, BK_("Mail of the demo"), bk_place_word(BK_PLACE_MAIL), 0, 0);
  bk_page_list(page, NULL, &self->mails, bk_view_table(page, cells, 2, 4), NULL);
  bk_page_gap(page);
  const BkMailEntry *mail = selected(self, model);
  if (mail)
    bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, mail->text);
  bk_page_gap(page);
  const BkAction *forgot = bk_model_reset_action(model);
  gboolean usable =
      mail && forgot && (forgot->completes == BK_COMPLETES_CODE || forgot->completes == BK_COMPLETES_LINK);
  if (usable)
    bk_page_button(page, BK_ACT_GO, BK_("Use this mail"), BK_("Use it"));
  bk_page_button(page, BK_ACT_FETCH, BK_("Fetch again"), BK_("Fetch"));
  bk_view_back(page);
  bk_page_choose_act(page);
  bk_page_enter(page, usable ? BK_ACT_GO : BK_ACT_BACK);
}

static gboolean act(gpointer data, const BkModel *model, BkAct what, BkFocus focus G_GNUC_UNUSED,
                    BkPost *post) {
  const BkMailEntry *mail = selected(data, model);
  if (what == BK_ACT_GO && mail)
    bk_post_message(post, bk_message_paste(mail->paste));
  else if (what == BK_ACT_FETCH)
    bk_post_message(post, bk_message_new(BK_MESSAGE_FETCH_MAIL));
  else
    return FALSE;
  return TRUE;
}

const BkScreen bk_screen_mail = {
    .size = sizeof(Self), .enter = enter, .leave = leave, .view = view, .act = act};
