/* W12: an administrator resets a user's password, in one of the ways the server offers. */
#include "ui/form.h"

typedef struct {
  BkForm form;
  BkList ways;
} Self;

static BkFocus follow(gpointer data, const BkModel *model) {
  Self *self = data;
  BkFocus focus = bk_form_sync(&self->form, model);
  /* While choosing how, the form changes beneath; the focus is not to run away from the list. */
  return focus && bk_form_field(&self->form, "target") == focus && model->notice.kind == BK_NOTICE_NONE
             ? NULL
             : focus;
}

static void enter(gpointer data, const BkModel *model) {
  Self *self = data;
  bk_form_init(&self->form);
  bk_list_init(&self->ways);
  bk_form_sync(&self->form, model);
}

static void leave(gpointer data) {
  Self *self = data;
  bk_form_clear(&self->form);
  bk_list_clear(&self->ways);
}

static void view_ways(Self *self, const BkModel *model, BkPage *page) {
  g_autoptr(GArray) ways = bk_model_ways(model, BK_ACTION_ADMIN_RESET);
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  guint current = 0;
  gboolean compact = bk_page_compact(page);
  for (guint i = 0; i < ways->len; i++) {
    BkWay way = g_array_index(ways, BkWay, i);
    g_ptr_array_add(cells, g_strdup(bk_words_admin_way(way)));
    if (!compact)
      g_ptr_array_add(cells, g_strdup(bk_words_admin_way_note(way)));
    if (way == model->admin_way)
      current = i;
  }
  if (ways->len < 2) { /* nothing to choose */
    BkWay way = model->admin_way;
    bk_page_fill(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, BK_("{0}: {1}."), bk_words_admin_way(way),
                 bk_words_admin_way_note(way));
    return;
  }
  gboolean spoken = bk_page_spoken(page);
  if (!spoken)
    bk_page_text(page, BK_KEEP_NICE, BK_ROLE_HINT, BK_("How"));
  bk_page_list(page, spoken ? BK_("How") : NULL, &self->ways, bk_view_table(page, cells, compact ? 1 : 2, 4),
               NULL);
  bk_list_select(&self->ways, current);
}

static const char *warning(BkWay way) {
  switch (way) {
  case BK_WAY_GENERATE:
    return BK_(
        "The old password stops working at once. Doing this again makes another password; the first one "
        "dies.");
  case BK_WAY_SET:
    return BK_("The old password stops working at once.");
  case BK_WAY_LINK:
    return BK_("The link is shown once. Whoever has it can set the password.");
  case BK_WAY_SEND:
  case BK_WAY_ONLY:
  case BK_WAY_CODE:
  case BK_WAY_COUNT:
    return NULL;
  }
  g_assert_not_reached();
}

static void view(gpointer data, const BkModel *model, BkPage *page) {
  Self *self = data;
  bk_page_title(page, BK_("Reset a user's password"), bk_place_word(BK_PLACE_ADMIN), 0, 0);
  bk_view_server(page, model);
  if (model->session)
    bk_page_pair(page, BK_KEEP_NICE, BK_("Acting as"), model->session->account);
  bk_page_gap(page);
  view_ways(self, model, page);
  bk_page_gap(page);
  bk_form_view(&self->form, page);
  bk_form_view_toggle(&self->form, page);
  bk_page_gap(page);
  bk_form_view_rules(&self->form, model->server, page);
  if (!bk_form_empty(&self->form))
    bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_BAD, warning(model->admin_way));
  if (bk_page_spoken(page) && (model->admin_way == BK_WAY_GENERATE || model->admin_way == BK_WAY_LINK))
    bk_page_text(
        page, BK_KEEP_ALWAYS, BK_ROLE_BAD,
        BK_("What is shown once cannot be taken off this terminal again. The command (choose ?) with "
            "--out-fd writes it elsewhere."));
  bk_view_verified(page, model, model->action);
  bk_page_gap(page);
  if (!bk_form_empty(&self->form)) {
    bk_page_button(page, BK_ACT_GO, BK_("Reset password"), BK_("Reset"));
    if (bk_form_field(&self->form, "new_password"))
      bk_view_make(page);
    bk_page_enter(page, BK_ACT_GO);
  }
  bk_page_button(page, BK_ACT_BACK, BK_("Cancel"), NULL);
  bk_page_key(page, BK_ACT_COMMAND, BK_("Command"));
  bk_page_say(page, model->notice.good ? BK_("Done. The form is empty again.")
                                       : BK_("Nothing has been changed yet."));
}

static gboolean act(gpointer data, const BkModel *model, BkAct what, BkFocus focus, BkPost *post) {
  Self *self = data;
  switch ((int)what) {
  case BK_ACT_GO:
    /* Enter in the list has chosen how; what is asked next comes first. */
    if (focus == &self->ways && bk_form_field(&self->form, "target") &&
        bk_field_empty(bk_form_field(&self->form, "target")))
      post->focus = bk_form_field(&self->form, "target");
    else
      bk_post_message(post, bk_form_message(&self->form));
    return TRUE;
  case BK_ACT_SHOW:
    bk_form_show(&self->form, !self->form.shown);
    return TRUE;
  case BK_ACT_MAKE:
    bk_form_make_password(&self->form, model->server);
    return TRUE;
  default:
    return FALSE;
  }
}

static void moved(gpointer data, const BkModel *model, const BkList *list, BkPost *post) {
  Self *self = data;
  g_autoptr(GArray) ways = bk_model_ways(model, BK_ACTION_ADMIN_RESET);
  int selected = bk_list_selected(list);
  if (list == &self->ways && selected >= 0 && (guint)selected < ways->len)
    bk_post_message(post, bk_message_start(BK_ACTION_ADMIN_RESET, g_array_index(ways, BkWay, selected)));
}

const BkScreen bk_screen_admin = {.size = sizeof(Self),
                                  .enter = enter,
                                  .leave = leave,
                                  .sync = follow,
                                  .view = view,
                                  .act = act,
                                  .moved = moved};
