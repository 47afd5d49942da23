/* W3: whatever the server's sign-in still wants: password, second factor, a choice of account. */
#include "ui/form.h"

typedef struct {
  BkForm form;
  BkList choices;  /* of the flow, or of other ways */
  gboolean others; /* choosing among accounts that sign in somewhere else */
} Self;

static void enter(gpointer data, const BkModel *model) {
  Self *self = data;
  bk_form_init(&self->form);
  bk_list_init(&self->choices);
  bk_form_sync(&self->form, model);
}

static void leave(gpointer data) {
  Self *self = data;
  bk_form_clear(&self->form);
  bk_list_clear(&self->choices);
}

static BkFocus follow(gpointer data, const BkModel *model) {
  return bk_form_sync(&((Self *)data)->form, model);
}

static gboolean choosing(const BkModel *model) {
  return model->flow && bk_flow_state(model->flow) == BK_FLOW_CHOOSE;
}

static void view_choices(Self *self, const BkModel *model, BkPage *page) {
  GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
  if (self->others) {
    bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("Accounts that sign in somewhere else:"));
    for (guint i = 0; i < model->server->elsewhere->len; i++)
      g_ptr_array_add(lines, g_strdup(((BkElsewhere *)model->server->elsewhere->pdata[i])->title));
  } else {
    const GPtrArray *labels = bk_flow_choices(model->flow);
    const char *title = bk_flow_choice_title(model->flow);
    bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, title ? title : BK_("Choose one:"));
    for (guint i = 0; i < labels->len; i++)
      g_ptr_array_add(lines, g_strdup(labels->pdata[i]));
  }
  bk_page_list(page, NULL, &self->choices, lines, NULL);
  bk_page_gap(page);
  bk_page_button(page, BK_ACT_GO, BK_("Choose"), NULL);
  bk_view_back(page);
  bk_page_enter(page, BK_ACT_GO);
}

/* Any word of a second factor: the flow has gone beyond its first step, or asks for digits of an app. */
static gboolean second_factor(const BkModel *model) {
  g_autoptr(GPtrArray) inputs = bk_model_form(model);
  for (guint i = 0; i < inputs->len; i++)
    if (((const BkInput *)inputs->pdata[i])->kind == BK_INPUT_OTP)
      return TRUE;
  return FALSE;
}

static void view_buttons(const BkModel *model, BkPage *page, gboolean any) {
  if (any)
    bk_page_button(page, BK_ACT_GO, BK_("Sign in"), NULL);
  bk_page_button(page, BK_ACT_FORGOT, BK_("Forgot password?"), BK_("Forgot?"));
  if (second_factor(model))
    bk_page_button(page, BK_ACT_LOST_FACTOR, BK_("Lost the second factor?"), BK_("Lost it?"));
  if (bk_model_offers(model, BK_ACTION_DEVICE))
    bk_page_button(page, BK_ACT_DEVICE, BK_("Use another device"), BK_("Device"));
  bk_page_button(page, BK_ACT_OTHER_SERVER, BK_("Other server"), BK_("Server"));
  if (model->server && model->server->elsewhere->len > 0)
    bk_page_button(page, BK_ACT_OTHER_WAYS, BK_("Other ways"), BK_("Ways"));
  if (bk_model_offers(model, BK_ACTION_ADMIN_RESET))
    bk_page_button(page, BK_ACT_ADMIN, BK_("Administrator"), BK_("Admin"));
  bk_view_back(page);
}

static void view(gpointer data, const BkModel *model, BkPage *page) {
  Self *self = data;
  gboolean second = second_factor(model);
  bk_page_title(page, second ? BK_("Second factor") : BK_("Password"), bk_place_word(BK_PLACE_SIGN_IN), 3, 3);
  bk_view_server(page, model);
  bk_view_account(page, model);
  bk_page_gap(page);
  if (model->server && (self->others || choosing(model))) {
    view_choices(self, model, page);
    return;
  }
  gboolean any = !bk_form_empty(&self->form);
  bk_form_view(&self->form, page);
  if (!any)
    bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("This server offers no sign-in here."));
  bk_form_view_toggle(&self->form, page);
  bk_page_gap(page);
  if (model->store_decided)
    bk_page_pair(page, BK_KEEP_NICE, BK_("Session"), bk_words_store(model->store));
  bk_view_verified(page, model, model->action);
  bk_page_gap(page);
  view_buttons(model, page, any);
  bk_page_key(page, BK_ACT_COMMAND, BK_("Command"));
  bk_page_enter(page, BK_ACT_GO);
  if (!model->busy && !model->store_known && model->pending_store > 0)
    bk_page_status(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("Looking for a place to keep the session."));
}

static void choose(Self *self, const BkModel *model, BkPost *post) {
  int selected = bk_list_selected(&self->choices);
  if (selected < 0)
    return;
  if (self->others) {
    const BkElsewhere *entry = model->server->elsewhere->pdata[selected];
    bk_post_message(post, bk_message_text(BK_MESSAGE_SOCIAL, entry->title, NULL));
  } else
    bk_post_message(post, bk_message_pick((guint)selected));
}

static gboolean act(gpointer data, const BkModel *model, BkAct what, BkFocus focus G_GNUC_UNUSED,
                    BkPost *post) {
  Self *self = data;
  switch ((int)what) {
  case BK_ACT_GO:
    if (self->others || choosing(model))
      choose(self, model, post);
    else
      bk_post_message(post, bk_form_message(&self->form));
    return TRUE;
  case BK_ACT_SHOW:
    bk_form_show(&self->form, !self->form.shown);
    return TRUE;
  case BK_ACT_FORGOT:
    bk_post_message(post, bk_message_start(BK_ACTION_FORGOT, BK_WAY_ONLY));
    return TRUE;
  case BK_ACT_LOST_FACTOR:
    bk_post_message(post, bk_message_new(BK_MESSAGE_LOST_FACTOR));
    return TRUE;
  case BK_ACT_DEVICE:
    bk_post_message(post, bk_message_start(BK_ACTION_DEVICE, BK_WAY_ONLY));
    return TRUE;
  case BK_ACT_OTHER_SERVER:
    bk_post_message(post, bk_message_go(BK_PLACE_SERVER));
    return TRUE;
  case BK_ACT_OTHER_WAYS:
    self->others = TRUE;
    return TRUE;
  case BK_ACT_ADMIN:
    bk_post_message(post, bk_message_start(BK_ACTION_ADMIN_RESET, BK_WAY_ONLY));
    return TRUE;
  case BK_ACT_BACK:
    if (!self->others)
      return FALSE;
    self->others = FALSE;
    return TRUE;
  default:
    return FALSE;
  }
}

const BkScreen bk_screen_sign_in = {
    .size = sizeof(Self), .enter = enter, .leave = leave, .sync = follow, .view = view, .act = act};
