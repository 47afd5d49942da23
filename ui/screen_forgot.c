/* W4: the address once more, and what will happen. */
#include "ui/form.h"

typedef struct {
  BkForm form;
  BkList ways;
} Self;

static BkFocus follow(gpointer data, const BkModel *model) {
  return bk_form_sync(&((Self *)data)->form, model);
}

static void enter(gpointer data, const BkModel *model) {
  Self *self = data;
  bk_form_init(&self->form);
  bk_list_init(&self->ways);
  bk_form_sync(&self->form, model);
  bk_form_label(&self->form, "email", BK_("Confirm your e-mail address"));
  /* Where the server's own screens have it typed again, it is; else Enter keeps it. */
  BkField *email = bk_form_field(&self->form, "email");
  if (email && model->action && !model->action->confirm)
    bk_field_set(email, model->email);
}

static void leave(gpointer data) {
  Self *self = data;
  bk_form_clear(&self->form);
  bk_list_clear(&self->ways);
}

static void view_ways(Self *self, const BkModel *model, BkPage *page) {
  g_autoptr(GArray) ways = bk_model_ways(model, BK_ACTION_FORGOT);
  if (ways->len < 2)
    return;
  GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
  guint current = 0;
  for (guint i = 0; i < ways->len; i++) {
    BkWay way = g_array_index(ways, BkWay, i);
    g_ptr_array_add(lines, g_strdup(bk_short_way(bk_model_action(model->server, BK_ACTION_FORGOT, way))));
    if (model->action && model->action->way == way)
      current = i;
  }
  bk_page_list(page, NULL, &self->ways, lines, NULL);
  bk_list_select(&self->ways, current);
  bk_page_gap(page);
}

static BkCompletes completes(const BkModel *model) {
  return model->action ? model->action->completes : BK_COMPLETES_NOTHING;
}

static const char *first_step(const BkModel *model) {
  switch (completes(model)) {
  case BK_COMPLETES_CODE:
    return BK_("1. If the address is known there, the server mails a code.");
  case BK_COMPLETES_LINK:
  case BK_COMPLETES_BROWSER:
    return BK_("1. If the address is known there, the server mails a link.");
  case BK_COMPLETES_NOTHING:
  case BK_COMPLETES_SHOWN:
    return BK_("1. If the address is known there, the server mails a new password.");
  }
  g_assert_not_reached();
}

/* good: how long the mail is good for, or NULL. */
static char *second_step(const BkModel *model, const char *good) {
  switch (completes(model)) {
  case BK_COMPLETES_CODE:
    return good ? bk_ui_fill(BK_("2. Within {0} you type the code here, and choose a new password."), good,
                             NULL)
                : g_strdup(BK_("2. You type the code here, and choose a new password."));
  case BK_COMPLETES_LINK:
    return good ? bk_ui_fill(BK_("2. Within {0} you paste the link here, and choose a new password."), good,
                             NULL)
                : g_strdup(BK_("2. You paste the link here, and choose a new password."));
  case BK_COMPLETES_BROWSER:
    return g_strdup(BK_("2. You open it in a browser and choose a new password there."));
  case BK_COMPLETES_NOTHING:
  case BK_COMPLETES_SHOWN:
    return g_strdup(BK_("2. You sign in with it, and change it."));
  }
  g_assert_not_reached();
}

static const char *in_short(const BkModel *model) {
  switch (completes(model)) {
  case BK_COMPLETES_CODE:
    return BK_("Mails a code if the address is known.");
  case BK_COMPLETES_LINK:
  case BK_COMPLETES_BROWSER:
    return BK_("Mails a link if the address is known.");
  case BK_COMPLETES_NOTHING:
  case BK_COMPLETES_SHOWN:
    return BK_("Mails a password if the address is known.");
  }
  g_assert_not_reached();
}

static void view_session(const BkModel *model, BkPage *page) {
  if (model->session)
    bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_BAD, BK_("You are signed in here. You can sign out first."));
}

static void view_what_happens(const BkModel *model, BkPage *page) {
  const BkMail *mail = model->action ? model->action->mail : NULL;
  g_autofree char *good = mail && mail->good_for > 0 ? bk_words_duration(mail->good_for) : NULL;
  if (bk_page_compact(page)) {
    bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, in_short(model));
    view_session(model, page);
    return;
  }
  bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, first_step(model));
  g_autofree char *second = second_step(model, good);
  bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, second);
  if (model->action && model->action->ends_sessions == BK_ENDS_ALL)
    bk_page_text(page, BK_KEEP_NICE, BK_ROLE_PLAIN, BK_("3. Your sessions on this server end."));
  view_session(model, page);
}

static const char *send_label(const BkModel *model) {
  switch (completes(model)) {
  case BK_COMPLETES_CODE:
    return BK_("Send the code");
  case BK_COMPLETES_LINK:
  case BK_COMPLETES_BROWSER:
    return BK_("Send the link");
  case BK_COMPLETES_NOTHING:
  case BK_COMPLETES_SHOWN:
    return BK_("Send it");
  }
  g_assert_not_reached();
}

static void view(gpointer data, const BkModel *model, BkPage *page) {
  Self *self = data;
  bk_page_title(page, BK_("Forgot password"), bk_place_word(BK_PLACE_FORGOT), 1, 3);
  bk_view_server(page, model);
  bk_page_gap(page);
  view_ways(self, model, page);
  BkField *email = bk_form_field(&self->form, "email");
  if (bk_page_thin(page))
    bk_page_say(page, NULL);
  else if (email && model->action && model->action->confirm)
    bk_page_say(page, BK_("Type it again. Nothing is sent yet."));
  else if (email)
    bk_page_say(page, BK_("Enter keeps it. Nothing is sent yet."));
  bk_form_view(&self->form, page);
  if (email)
    bk_page_start(page, email);
  bk_page_gap(page);
  view_what_happens(model, page);
  bk_view_verified(page, model, model->action);
  bk_page_gap(page);
  bk_page_button(page, BK_ACT_GO, send_label(model), BK_("Send"));
  if (completes(model) == BK_COMPLETES_CODE || completes(model) == BK_COMPLETES_LINK)
    bk_page_button(page, BK_ACT_HAVE_CODE,
                   completes(model) == BK_COMPLETES_CODE ? BK_("I already have a code")
                                                         : BK_("I already have a link"),
                   BK_("Have it"));
  if (model->session)
    bk_page_button(page, BK_ACT_SIGN_OUT, BK_("Sign out"), NULL);
  bk_view_back(page);
  bk_page_key(page, BK_ACT_COMMAND, BK_("Command"));
  bk_page_enter(page, BK_ACT_GO);
}

static gboolean act(gpointer data, const BkModel *model G_GNUC_UNUSED, BkAct what,
                    BkFocus focus G_GNUC_UNUSED, BkPost *post) {
  Self *self = data;
  switch ((int)what) {
  case BK_ACT_GO:
    bk_post_message(post, bk_form_message(&self->form));
    return TRUE;
  case BK_ACT_HAVE_CODE:
    bk_post_message(post, bk_message_go(BK_PLACE_CODE));
    return TRUE;
  case BK_ACT_SIGN_OUT:
    bk_post_message(post, bk_message_new(BK_MESSAGE_SIGN_OUT));
    return TRUE;
  default:
    return FALSE;
  }
}

static void moved(gpointer data G_GNUC_UNUSED, const BkModel *model, const BkList *list, BkPost *post) {
  g_autoptr(GArray) ways = bk_model_ways(model, BK_ACTION_FORGOT);
  int selected = bk_list_selected(list);
  if (selected >= 0 && (guint)selected < ways->len)
    bk_post_message(post, bk_message_start(BK_ACTION_FORGOT, g_array_index(ways, BkWay, selected)));
}

const BkScreen bk_screen_forgot = {.size = sizeof(Self),
                                   .enter = enter,
                                   .leave = leave,
                                   .sync = follow,
                                   .view = view,
                                   .act = act,
                                   .moved = moved};
