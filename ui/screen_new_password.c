/* W7: the new password twice, with the server's rules as words. The change of a password while signed in
 * is the same screen with the current one asked as well. */
#include "ui/form.h"

typedef struct {
  BkForm form;
} Self;

static BkFocus follow(gpointer data, const BkModel *model) {
  return bk_form_sync(&((Self *)data)->form, model);
}

static void enter(gpointer data, const BkModel *model) {
  Self *self = data;
  bk_form_init(&self->form);
  bk_form_sync(&self->form, model);
}

static void leave(gpointer data) {
  bk_form_clear(&((Self *)data)->form);
}

static const char *what_ends(const BkModel *model) {
  switch (model->action ? model->action->ends_sessions : BK_ENDS_UNKNOWN) {
  case BK_ENDS_ALL:
    return BK_("All your sessions on this server end with it.");
  case BK_ENDS_OTHERS:
    return BK_("Your other sessions on this server end with it.");
  case BK_ENDS_NONE:
    return BK_("Your sessions on this server stay.");
  case BK_ENDS_UNKNOWN:
    return NULL;
  }
  g_assert_not_reached();
}

static void view_form(Self *self, const BkModel *model, BkPage *page) {
  bk_view_server(page, model);
  bk_view_account(page, model);
  bk_page_gap(page);
  if (bk_form_empty(&self->form)) {
    if (!model->busy)
      bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN,
                   BK_("Nothing can be set here now. Go back and try again."));
    bk_view_back(page);
    return;
  }
  bk_form_view(&self->form, page);
  bk_form_view_toggle(&self->form, page);
  bk_page_gap(page);
  bk_form_view_rules(&self->form, model->server, page);
  bk_page_text(page, BK_KEEP_NICE, BK_ROLE_HINT, what_ends(model));
  bk_view_verified(page, model, model->action);
  bk_page_gap(page);
  bk_page_button(page, BK_ACT_GO, BK_("Set password"), BK_("Set"));
  bk_view_make(page);
  bk_view_back(page);
  bk_page_key(page, BK_ACT_COMMAND, BK_("Command"));
  bk_page_enter(page, BK_ACT_GO);
}

static void view(gpointer data, const BkModel *model, BkPage *page) {
  bk_page_title(page, BK_("New password"), bk_place_word(BK_PLACE_NEW_PASSWORD), 3, 3);
  view_form(data, model, page);
}

static void view_change(gpointer data, const BkModel *model, BkPage *page) {
  bk_page_title(page, BK_("Change password"), bk_place_word(BK_PLACE_CHANGE), 0, 0);
  view_form(data, model, page);
}

static gboolean act(gpointer data, const BkModel *model, BkAct what, BkFocus focus G_GNUC_UNUSED,
                    BkPost *post) {
  Self *self = data;
  switch ((int)what) {
  case BK_ACT_GO:
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

const BkScreen bk_screen_new_password = {
    .size = sizeof(Self), .enter = enter, .leave = leave, .sync = follow, .view = view, .act = act};

const BkScreen bk_screen_change = {
    .size = sizeof(Self), .enter = enter, .leave = leave, .sync = follow, .view = view_change, .act = act};
