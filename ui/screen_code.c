/* W6: the code, the link, or the whole mail. */
#include "ui/screen.h"

#include "base/clock.h"

#include <string.h>

typedef struct {
  BkField code;
  gboolean nothing;      /* the help for when nothing came */
  gboolean busy;         /* when last in step */
  BkSecretBuilder *mail; /* being pasted over several lines, on a terminal that does not say so; else NULL */
} Self;

static void enter(gpointer data, const BkModel *model G_GNUC_UNUSED) {
  bk_field_init(&((Self *)data)->code, FALSE);
}

static void leave(gpointer data) {
  Self *self = data;
  bk_field_clear(&self->code);
  bk_secret_builder_free(self->mail);
}

static BkFocus follow(gpointer data, const BkModel *model) {
  Self *self = data;
  gboolean answered = self->busy && !model->busy;
  self->busy = model->busy;
  if (answered)
    bk_field_clear(&self->code);
  return answered ? &self->code : NULL;
}

static gboolean by_link(const BkModel *model) {
  const BkAction *action = bk_model_reset_action(model);
  return action && action->completes == BK_COMPLETES_LINK;
}

static void view_mail(BkPage *page) {
  bk_page_text(
      page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN,
      bk_page_spoken(page)
          ? BK_("Paste the whole mail now. Nothing of it is shown. A line with a single dot ends it.")
          : BK_("Paste the whole mail now. Nothing of it is shown. Then press ^D."));
  bk_page_lines(page);
  bk_page_gap(page);
  bk_page_button(page, BK_ACT_PASTED, BK_("That was all"), BK_("Done"));
  bk_view_back(page);
  if (!bk_page_spoken(page))
    bk_page_say(page, BK_("^D ends the mail, Esc throws it away."));
}

static void view_facts(const BkModel *model, BkPage *page) {
  const BkAction *action = bk_model_reset_action(model);
  const BkMail *mail = action ? action->mail : NULL;
  if (model->reset && model->reset->good_until > 0) {
    gint64 left = model->reset->good_until - bk_clock_wall();
    g_autofree char *text = left > 0 ? bk_words_duration(left < 120 ? left : left - left % 60) : NULL;
    bk_page_pair(page, BK_KEEP_USEFUL, BK_("Good for"), text ? text : BK_("run out: ask for another"));
  }
  if (mail && mail->tries > 0) {
    g_autofree char *tries = g_strdup_printf("%d", mail->tries);
    bk_page_pair(page, BK_KEEP_NICE, BK_("Tries"), tries);
  }
  if (model->reset)
    bk_page_pair(page, BK_KEEP_NICE, BK_("Reference"), model->reset->id);
}

static void view_code(Self *self, const BkModel *model, BkPage *page) {
  const BkAction *action = bk_model_reset_action(model);
  gboolean link = by_link(model);
  bk_page_field(page,
                bk_page_compact(page) ? (link ? BK_("Link") : BK_("Code, or the link"))
                : link                ? BK_("Link from the message")
                                      : BK_("Code from the message, or the whole link"),
                &self->code,
                link ? BK_("Paste the link or the whole mail.") : BK_("Spaces and dashes are fine."));
  bk_page_paste(page, NULL);
  int length = action && action->mail ? action->mail->code_length : 0;
  if (!link && length > 0) {
    g_autofree char *hint =
        bk_ui_fill_number(action->mail->code_digits ? BK_NP_("{0} digit.", "{0} digits.", length)
                                                    : BK_NP_("{0} character.", "{0} characters.", length),
                          length);
    bk_page_text(page, BK_KEEP_NICE, BK_ROLE_HINT, hint);
  }
  bk_page_gap(page);
  view_facts(model, page);
  bk_page_gap(page);
}

static void view(gpointer data, const BkModel *model, BkPage *page) {
  Self *self = data;
  bk_page_title(page, by_link(model) ? BK_("Paste the link") : BK_("Enter the code"),
                bk_place_word(BK_PLACE_CODE), 2, 3);
  if (self->nothing) {
    bk_view_nothing_came(page, model);
    bk_page_gap(page);
    bk_view_back(page);
    bk_page_enter(page, BK_ACT_BACK);
    return;
  }
  bk_view_server(page, model);
  bk_view_account(page, model);
  bk_page_gap(page);
  if (self->mail) {
    view_mail(page);
    return;
  }
  view_code(self, model, page);
  bk_page_button(page, BK_ACT_GO, BK_("Check"), NULL);
  bk_page_button(page, BK_ACT_PASTE, BK_("Paste a mail"), BK_("Paste"));
  bk_page_button(page, BK_ACT_RESEND, BK_("Send again"), BK_("Again"));
  if (model->demo)
    bk_page_button(page, BK_ACT_FETCH, BK_("Fetch the mail"), BK_("Mail"));
  bk_page_button(page, BK_ACT_NOTHING, BK_("Nothing came"), BK_("Nothing?"));
  bk_view_back(page);
  bk_page_gap(page);
  bk_page_text(page, BK_KEEP_NICE, BK_ROLE_HINT, BK_("Support will never ask you for this code or link."));
  bk_page_key(page, BK_ACT_COMMAND, BK_("Command"));
  bk_page_enter(page, BK_ACT_GO);
}

static void end_mail(Self *self, BkPost *post) {
  g_autoptr(BkSecret) text = bk_secret_builder_finish(g_steal_pointer(&self->mail));
  bk_post_message(post, bk_message_paste(text));
}

static gboolean act(gpointer data, const BkModel *model G_GNUC_UNUSED, BkAct what,
                    BkFocus focus G_GNUC_UNUSED, BkPost *post) {
  Self *self = data;
  switch ((int)what) {
  case BK_ACT_GO: {
    g_autoptr(BkSecret) code = bk_field_secret(&self->code);
    bk_post_message(post, bk_message_paste(code));
    return TRUE;
  }
  case BK_ACT_PASTE:
    self->mail = bk_secret_builder_new(BK_KEY_PASTE_MAX);
    return TRUE;
  case BK_ACT_PASTED:
    if (self->mail)
      end_mail(self, post);
    return TRUE;
  case BK_ACT_RESEND:
    bk_post_message(post, bk_message_new(BK_MESSAGE_RESEND));
    return TRUE;
  case BK_ACT_FETCH:
    bk_post_message(post, bk_message_new(BK_MESSAGE_FETCH_MAIL));
    return TRUE;
  case BK_ACT_NOTHING:
    self->nothing = TRUE;
    return TRUE;
  case BK_ACT_BACK:
    if (!self->nothing && !self->mail)
      return FALSE;
    self->nothing = FALSE;
    g_clear_pointer(&self->mail, bk_secret_builder_free);
    return TRUE;
  default:
    return FALSE;
  }
}

/* While a mail is pasted into a terminal that cannot say so, line ends are line ends. */
static gboolean key(gpointer data, const BkModel *model G_GNUC_UNUSED, const BkKey *pressed,
                    BkPost *post G_GNUC_UNUSED) {
  Self *self = data;
  if (!self->mail ||
      (pressed->kind != BK_KEY_CHAR && pressed->kind != BK_KEY_ENTER && pressed->kind != BK_KEY_TAB))
    return FALSE;
  char text[8] = " ";
  gssize length = 1;
  if (pressed->kind == BK_KEY_CHAR)
    length = g_unichar_to_utf8(pressed->c, text);
  else if (pressed->kind == BK_KEY_ENTER)
    text[0] = '\n';
  (void)bk_secret_builder_append(self->mail, text, length); /* beyond the limit no mail is a mail */
  explicit_bzero(text, sizeof text);
  return TRUE;
}

static gboolean paste(gpointer data, const BkModel *model G_GNUC_UNUSED, BkSecret *text, BkPost *post) {
  Self *self = data;
  if (bk_field_is_short(text) && !self->mail)
    return FALSE;
  g_clear_pointer(&self->mail, bk_secret_builder_free);
  bk_post_message(post, bk_message_paste(text));
  return TRUE;
}

static void tick(gpointer data G_GNUC_UNUSED, const BkModel *model G_GNUC_UNUSED,
                 BkPost *post G_GNUC_UNUSED) {
}

const BkScreen bk_screen_code = {.size = sizeof(Self),
                                 .enter = enter,
                                 .leave = leave,
                                 .sync = follow,
                                 .view = view,
                                 .act = act,
                                 .paste = paste,
                                 .tick = tick,
                                 .key = key};
