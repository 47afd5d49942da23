/* W13: this cannot be done here; where it can be. */
#include "ui/screen.h"

typedef struct {
  gboolean address; /* the address alone */
} Self;

static void enter(gpointer data G_GNUC_UNUSED, const BkModel *model G_GNUC_UNUSED) {
}

static void leave(gpointer data G_GNUC_UNUSED) {
}

static const char *address(const BkModel *model) {
  if (model->elsewhere_entry)
    return model->elsewhere_entry->url;
  if (model->change_page)
    return model->change_page;
  return model->server ? model->server->support_url : NULL;
}

static const char *title(const BkModel *model) {
  return model->elsewhere == BK_ELSEWHERE_SECOND_FACTOR ? BK_("Lost second factor") : BK_("Somewhere else");
}

static void view_why(const BkModel *model, BkPage *page) {
  const char *server = model->server ? model->server->name : "";
  const char *entry = model->elsewhere_entry ? model->elsewhere_entry->title : "";
  const char *own = model->server ? model->server->lost_second_factor : NULL;
  switch (model->elsewhere) {
  case BK_ELSEWHERE_DOMAIN:
  case BK_ELSEWHERE_SOCIAL:
    bk_page_fill(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("This password cannot be reset on {0}."), server,
                 NULL);
    bk_page_fill(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN,
                 BK_("Your account signs in through {0}. {1} has no password of yours."), entry, server);
    break;
  case BK_ELSEWHERE_SECOND_FACTOR:
    bk_page_fill(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN,
                 BK_("A lost second factor cannot be replaced here. Only those who run {0} can do it."),
                 server, NULL);
    bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, own);
    break;
  case BK_ELSEWHERE_NO_FORGOT:
  case BK_ELSEWHERE_NONE:
    bk_page_fill(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("{0} cannot reset a password from here."), server,
                 NULL);
    break;
  }
}

/* A password that lives elsewhere is no reason not to get in: another device can sign in there. */
static gboolean signs_in_there(const BkModel *model) {
  return model->elsewhere == BK_ELSEWHERE_DOMAIN || model->elsewhere == BK_ELSEWHERE_SOCIAL;
}

static const char *heading(const BkModel *model) {
  if (model->elsewhere_entry)
    return BK_("Reset it where it lives:");
  return model->change_page ? BK_("The server names this page for it:") : BK_("Their page:");
}

static void view(gpointer data, const BkModel *model, BkPage *page) {
  Self *self = data;
  const char *url = address(model);
  bk_page_title(page, title(model), bk_place_word(BK_PLACE_ELSEWHERE), 0, 0);
  if (self->address && url) {
    bk_page_address(page, url);
    bk_page_gap(page);
    bk_view_back(page);
    bk_page_enter(page, BK_ACT_BACK);
    return;
  }
  view_why(model, page);
  bk_page_gap(page);
  if (url) {
    bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, heading(model));
    bk_page_address(page, url);
    bk_page_gap(page);
  }
  g_autofree char *support = bk_support_of(model->server, !url || model->elsewhere_entry);
  if (support)
    bk_page_pair(page, BK_KEEP_USEFUL, BK_("Support"), support);
  bk_page_gap(page);
  gboolean device = signs_in_there(model) && bk_model_offers(model, BK_ACTION_DEVICE);
  if (device)
    bk_page_button(page, BK_ACT_DEVICE, BK_("Sign in with another device"), BK_("Device"));
  bk_page_button(page, BK_ACT_OTHER_SERVER, BK_("Other server"), BK_("Server"));
  if (url)
    bk_page_button(page, BK_ACT_ADDRESS, BK_("Address alone"), BK_("Address"));
  bk_view_back(page);
  bk_page_enter(page, BK_ACT_BACK);
  bk_page_start(page, BK_FOCUS_BUTTON(BK_ACT_BACK));
  bk_page_say(page, model->elsewhere == BK_ELSEWHERE_NO_FORGOT
                        ? BK_("Nothing of yours was sent.")
                        : BK_("Nothing was sent. Nothing was changed."));
}

static gboolean act(gpointer data, const BkModel *model G_GNUC_UNUSED, BkAct what,
                    BkFocus focus G_GNUC_UNUSED, BkPost *post) {
  Self *self = data;
  if (what == BK_ACT_DEVICE)
    bk_post_message(post, bk_message_start(BK_ACTION_DEVICE, BK_WAY_ONLY));
  else if (what == BK_ACT_OTHER_SERVER)
    bk_post_message(post, bk_message_go(BK_PLACE_SERVER));
  else if (what == BK_ACT_ADDRESS)
    self->address = TRUE;
  else if (what == BK_ACT_BACK && self->address)
    self->address = FALSE;
  else
    return FALSE;
  return TRUE;
}

const BkScreen bk_screen_elsewhere = {
    .size = sizeof(Self), .enter = enter, .leave = leave, .view = view, .act = act};
