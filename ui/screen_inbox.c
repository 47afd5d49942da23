/* W5: the same for known and unknown addresses: look into your mail. */
#include "ui/screen.h"

typedef struct {
  gboolean nothing; /* the help for when nothing came */
} Self;

static void enter(gpointer data G_GNUC_UNUSED, const BkModel *model G_GNUC_UNUSED) {
}

static void leave(gpointer data G_GNUC_UNUSED) {
}

static BkCompletes completes(const BkModel *model) {
  const BkAction *action = bk_model_reset_action(model);
  return action ? action->completes : BK_COMPLETES_NOTHING;
}

static void view_facts(const BkModel *model, BkPage *page) {
  const BkReset *reset = model->reset;
  const BkAction *action = bk_model_reset_action(model);
  const BkMail *mail = action ? action->mail : NULL;
  g_autofree char *sent = bk_words_time(reset->asked_at);
  g_autofree char *subject = mail && mail->subject ? g_strdup_printf("\"%s\"", mail->subject) : NULL;
  g_autofree char *reference =
      bk_page_compact(page) ? g_strdup(reset->id) : bk_ui_fill(BK_("{0} (for support)"), reset->id, NULL);
  bk_page_pair(page, BK_KEEP_NICE, BK_("Asked"), sent);
  bk_page_pair(page, BK_KEEP_USEFUL, BK_("Reference"), reference);
  bk_page_pair(page, BK_KEEP_NICE, BK_("From"), mail ? mail->from : NULL);
  bk_page_pair(page, BK_KEEP_NICE, BK_("Subject"), subject);
}

static void view_next(const BkModel *model, BkPage *page) {
  switch (completes(model)) {
  case BK_COMPLETES_CODE:
    bk_page_button(page, BK_ACT_GO, BK_("Enter the code"), BK_("Code"));
    break;
  case BK_COMPLETES_LINK:
    bk_page_button(page, BK_ACT_GO, BK_("Paste the link"), BK_("Link"));
    break;
  case BK_COMPLETES_BROWSER:
    bk_page_button(page, BK_ACT_GO, BK_("I have set it in the browser"), BK_("I have set it"));
    break;
  case BK_COMPLETES_NOTHING:
  case BK_COMPLETES_SHOWN:
    bk_page_button(page, BK_ACT_GO, BK_("Sign in"), NULL);
    break;
  }
}

static void view_buttons(const BkModel *model, BkPage *page) {
  view_next(model, page);
  if (model->demo)
    bk_page_button(page, BK_ACT_FETCH, BK_("Fetch the mail"), BK_("Mail"));
  int wait = bk_model_resend_in(model);
  g_autofree char *left = wait > 0 ? bk_words_duration(wait) : NULL;
  g_autofree char *again =
      left ? bk_ui_fill(BK_("Send again: in {0}"), left, NULL) : g_strdup(BK_("Send again"));
  bk_page_button(page, BK_ACT_RESEND, again, BK_("Again"));
  bk_page_button(page, BK_ACT_NOTHING, BK_("Nothing came"), NULL);
  bk_page_button(page, BK_ACT_BACK, model->unwritten ? BK_("Leave") : BK_("Leave, resume later"),
                 BK_("Leave"));
  bk_page_key(page, BK_ACT_COMMAND, BK_("Command"));
}

static void view_what(const BkModel *model, BkPage *page) {
  const char *where = model->server ? model->server->name : "";
  if (bk_page_compact(page))
    bk_page_fill(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("If it is known on {0}, a message is on its way."),
                 where, NULL);
  else
    bk_page_fill(
        page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN,
        BK_("If that address is known on {0}, a message is on its way. We cannot tell you whether it is "
            "known: that is on purpose."),
        where, NULL);
  if (completes(model) == BK_COMPLETES_BROWSER)
    bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN,
                 BK_("Open its link in any browser, set the new password there, then come back."));
  bk_page_server_says(page, model->reset->sentence);
}

static void view(gpointer data, const BkModel *model, BkPage *page) {
  Self *self = data;
  bk_page_title(page, BK_("Check your inbox"), bk_place_word(BK_PLACE_INBOX), 2, 3);
  if (self->nothing) {
    bk_view_nothing_came(page, model);
    bk_page_gap(page);
    bk_view_back(page);
    bk_page_enter(page, BK_ACT_BACK);
    return;
  }
  if (model->reset) {
    bk_page_fill(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("Please check {0} for instructions."),
                 model->reset->email, NULL);
    bk_page_gap(page);
    view_what(model, page);
    bk_page_gap(page);
    view_facts(model, page);
    bk_page_gap(page);
  }
  view_buttons(model, page);
  bk_page_gap(page);
  bk_page_text(page, BK_KEEP_NICE, BK_ROLE_HINT, BK_("Support will never ask you for this code or link."));
  if (model->unwritten)
    bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_BAD,
                 BK_("It cannot be kept on this machine: finish it before you leave."));
  if (model->reset && model->reset->sent > 1)
    bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_HINT,
                 BK_("Asked more than once: only the newest message works."));
  if (completes(model) == BK_COMPLETES_CODE)
    bk_page_paste(page, BK_("Code, or the link"));
  else if (completes(model) == BK_COMPLETES_LINK)
    bk_page_paste(page, BK_("Link from the message"));
  bk_page_say(page, bk_page_thin(page) ? NULL : BK_("The server took it. Now it is your turn."));
  bk_page_enter(page, BK_ACT_GO);
}

static void go_on(const BkModel *model, BkPost *post) {
  switch (completes(model)) {
  case BK_COMPLETES_CODE:
  case BK_COMPLETES_LINK:
    bk_post_message(post, bk_message_go(BK_PLACE_CODE));
    break;
  case BK_COMPLETES_BROWSER:
    bk_post_message(post, bk_message_new(BK_MESSAGE_ELSEWHERE_DONE));
    break;
  case BK_COMPLETES_NOTHING:
  case BK_COMPLETES_SHOWN:
    bk_post_message(post, bk_message_start(BK_ACTION_SIGN_IN, BK_WAY_ONLY));
    break;
  }
}

static gboolean act(gpointer data, const BkModel *model, BkAct what, BkFocus focus G_GNUC_UNUSED,
                    BkPost *post) {
  Self *self = data;
  switch ((int)what) {
  case BK_ACT_GO:
    go_on(model, post);
    return TRUE;
  case BK_ACT_FETCH:
    bk_post_message(post, bk_message_new(BK_MESSAGE_FETCH_MAIL));
    return TRUE;
  case BK_ACT_RESEND:
    bk_post_message(post, bk_message_new(BK_MESSAGE_RESEND));
    return TRUE;
  case BK_ACT_NOTHING:
    self->nothing = TRUE;
    return TRUE;
  case BK_ACT_BACK:
    if (!self->nothing)
      return FALSE;
    self->nothing = FALSE;
    return TRUE;
  default:
    return FALSE;
  }
}

/* A pasted code or link is taken here as well: nobody should have to find the right screen first. */
static gboolean paste(gpointer data G_GNUC_UNUSED, const BkModel *model, BkSecret *text, BkPost *post) {
  if (completes(model) != BK_COMPLETES_CODE && completes(model) != BK_COMPLETES_LINK)
    return FALSE;
  bk_post_message(post, bk_message_go(BK_PLACE_CODE));
  bk_post_message(post, bk_message_paste(text));
  return TRUE;
}

static void tick(gpointer data G_GNUC_UNUSED, const BkModel *model G_GNUC_UNUSED,
                 BkPost *post G_GNUC_UNUSED) {
}

const BkScreen bk_screen_inbox = {.size = sizeof(Self),
                                  .enter = enter,
                                  .leave = leave,
                                  .view = view,
                                  .act = act,
                                  .paste = paste,
                                  .tick = tick};
