/* W1: the address, and what was used here before. */
#include "ui/screen.h"

typedef struct {
  BkField email;
  BkList known;
} Self;

static void enter(gpointer data, const BkModel *model) {
  Self *self = data;
  bk_field_init(&self->email, FALSE);
  bk_field_set(&self->email, model->email);
  bk_list_init(&self->known);
  self->known.quiet = TRUE;
}

static void leave(gpointer data) {
  Self *self = data;
  bk_field_clear(&self->email);
  bk_list_clear(&self->known);
}

static const char *name_of(const BkModel *model, const char *id) {
  const BkServer *server = bk_server_list_find(model->servers, id);
  return server ? server->name : id;
}

static char *state_of(const BkModel *model, const BkAccount *account) {
  const char *state = bk_model_account_state(model, account->server, account->email);
  return g_strdup(BK_(state));
}

static GPtrArray *known_lines(const BkModel *model, const BkPage *page) {
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < model->accounts->len; i++) {
    const BkAccount *account = model->accounts->pdata[i];
    g_ptr_array_add(cells, g_strdup(account->email));
    g_ptr_array_add(cells, g_strdup(name_of(model, account->server)));
    g_ptr_array_add(cells, state_of(model, account));
  }
  return bk_view_table(page, cells, 3, 4);
}

static void view_resume(BkPage *page, const BkModel *model) {
  if (model->resets->len == 0)
    return;
  const BkReset *reset = model->resets->pdata[0];
  const BkServer *server = bk_server_list_find(model->servers, reset->server);
  g_autofree char *who = bk_ui_fill(BK_("{0} on {1}"), reset->email, server ? server->name : reset->server);
  g_autofree char *left = reset->good_until > 0 ? bk_words_time(reset->good_until) : NULL;
  if (bk_page_compact(page) && left)
    bk_page_fill(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, BK_("A reset waits until {1}."), who, left);
  else if (!left)
    bk_page_fill(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, BK_("A reset waits for its mail: {0}."), who, NULL);
  else
    bk_page_fill(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, BK_("A reset waits for its mail: {0}; good until {1}."),
                 who, left);
}

static void view(gpointer data, const BkModel *model, BkPage *page) {
  Self *self = data;
  bk_page_title(page, BK_("Sign in"), bk_place_word(BK_PLACE_EMAIL), 1, 3);
  bk_page_field(page, BK_("E-mail address"), &self->email, NULL);
  bk_page_say(page, BK_("Type your e-mail. Nothing is sent yet."));
  bk_page_gap(page);
  if (model->accounts->len > 0) {
    const char *heading = BK_("Used here before");
    if (!bk_page_spoken(page))
      bk_page_text(page, BK_KEEP_NICE, BK_ROLE_HINT, heading);
    bk_page_list(page, bk_page_spoken(page) ? heading : NULL, &self->known, known_lines(model, page), NULL);
    bk_page_gap(page);
  }
  view_resume(page, model);
  bk_page_gap(page);
  if (model->demo) {
    bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_HINT, model->demo);
    bk_page_gap(page);
  }
  bk_page_button(page, BK_ACT_GO, BK_("Next"), NULL);
  if (model->resets->len > 0)
    bk_page_button(page, BK_ACT_RESUME, BK_("Resume the reset"), BK_("Resume"));
  if (model->sessions->len > 0)
    bk_page_button(page, BK_ACT_SESSIONS, BK_("Sessions"), NULL);
  bk_page_button(page, BK_ACT_EXIT, BK_("Exit"), NULL);
  bk_page_key(page, BK_ACT_COMMAND, BK_("Command"));
  bk_page_enter(page, BK_ACT_GO);
}

static gboolean act(gpointer data, const BkModel *model, BkAct what, BkFocus focus, BkPost *post) {
  Self *self = data;
  switch ((int)what) {
  case BK_ACT_GO:
    if (focus == &self->known && bk_list_selected(&self->known) >= 0) {
      const BkAccount *account = model->accounts->pdata[bk_list_selected(&self->known)];
      bk_post_message(post, bk_message_text(BK_MESSAGE_ACCOUNT, account->server, account->email));
    } else
      bk_post_message(post, bk_message_text(BK_MESSAGE_EMAIL, NULL, bk_field_peek(&self->email)));
    return TRUE;
  case BK_ACT_RESUME:
    bk_post_message(post, bk_message_text(BK_MESSAGE_RESUME, ((BkReset *)model->resets->pdata[0])->id, NULL));
    return TRUE;
  case BK_ACT_SESSIONS:
    bk_post_message(post, bk_message_go(BK_PLACE_SESSIONS));
    return TRUE;
  default:
    return FALSE;
  }
}

const BkScreen bk_screen_email = {
    .size = sizeof(Self), .enter = enter, .leave = leave, .view = view, .act = act};
