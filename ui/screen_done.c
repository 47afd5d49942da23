/* W8: the password is changed; what became of the old sessions, with proof. */
#include "ui/screen.h"

static void enter(gpointer self G_GNUC_UNUSED, const BkModel *model G_GNUC_UNUSED) {
}

static void leave(gpointer self G_GNUC_UNUSED) {
}

static char *proof(const BkModel *model) {
  gint64 count = (gint64)model->proof_count;
  switch (model->proof) {
  case BK_PROOF_NONE:
    return g_strdup(BK_("No old session of this account was known here."));
  case BK_PROOF_ASKING:
    return g_strdup(BK_("Trying the old session, to see whether it is dead."));
  case BK_PROOF_REFUSED:
    return bk_ui_fill_number(
        BK_NP_("The old session known here has ended. Proved: the server refused it.",
               "{0} old sessions known here have ended. Proved: the server refused them.", count),
        count);
  case BK_PROOF_ALIVE:
    return g_strdup(BK_("An old session still works at the server. It is gone from here; tell support."));
  case BK_PROOF_UNKNOWN:
    return g_strdup(BK_("Whether the old session has ended could not be tried. It is gone from here."));
  }
  g_assert_not_reached();
}

static void view_untouched(const BkModel *model, BkPage *page) {
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < model->sessions->len; i++) {
    const BkSession *session = ((BkSessionEntry *)model->sessions->pdata[i])->session;
    const BkServer *server = bk_server_list_find(model->servers, session->server);
    if (server && server != model->server)
      g_string_append_printf(names, "%s%s", names->len ? ", " : "", server->name);
  }
  if (names->len > 0)
    bk_page_fill(page, BK_KEEP_NICE, BK_ROLE_PLAIN,
                 BK_("Not touched: {0} (another server, another password)."), names->str, NULL);
}

static void view_what(const BkModel *model, BkPage *page) {
  const char *server = model->server ? model->server->name : "";
  g_autofree char *sentence = bk_notice_sentence(&model->notice), *advice = bk_notice_advice(&model->notice);
  gboolean changed = model->notice.kind == BK_NOTICE_PASSWORD_CHANGED || model->notice.kind == BK_NOTICE_NONE;
  if (changed && model->set_there)
    bk_page_fill(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN,
                 BK_("You have set it in the browser. Whether {0} took it shows when you sign in."), server,
                 NULL);
  else if (changed)
    bk_page_fill(page, BK_KEEP_ALWAYS, BK_ROLE_GOOD, BK_("Your password on {0} is changed."), server, NULL);
  else {
    bk_page_text(page, BK_KEEP_ALWAYS, model->notice.good ? BK_ROLE_GOOD : BK_ROLE_BAD, sentence);
    bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, advice);
  }
}

static void view(gpointer self G_GNUC_UNUSED, const BkModel *model, BkPage *page) {
  bk_page_title(page, model->set_there ? BK_("Password set elsewhere") : BK_("Password changed"),
                bk_place_word(BK_PLACE_DONE), 0, 0);
  g_autofree char *old = proof(model), *support = bk_support_of(model->server, TRUE);
  view_what(model, page);
  bk_page_gap(page);
  bk_page_text(page, BK_KEEP_ALWAYS, model->proof == BK_PROOF_ALIVE ? BK_ROLE_BAD : BK_ROLE_PLAIN, old);
  view_untouched(model, page);
  bk_page_gap(page);
  if (support)
    bk_page_fill(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, BK_("Not you? Tell support now: {0}"), support, NULL);
  else
    bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, BK_("Not you? Tell whoever runs the server now."));
  bk_page_gap(page);
  bk_page_button(page, BK_ACT_SIGN_IN, BK_("Sign in now"), BK_("Sign in"));
  if (model->sessions->len > 0)
    bk_page_button(page, BK_ACT_SESSIONS, BK_("Sessions"), NULL);
  bk_view_back(page);
  bk_page_button(page, BK_ACT_EXIT, BK_("Exit"), NULL);
  bk_page_key(page, BK_ACT_COMMAND, BK_("Command"));
  bk_page_enter(page, BK_ACT_SIGN_IN);
  bk_page_say(page, BK_("Done."));
}

static gboolean act(gpointer self G_GNUC_UNUSED, const BkModel *model G_GNUC_UNUSED, BkAct what,
                    BkFocus focus G_GNUC_UNUSED, BkPost *post) {
  if (what == BK_ACT_SIGN_IN)
    bk_post_message(post, bk_message_start(BK_ACTION_SIGN_IN, BK_WAY_ONLY));
  else if (what == BK_ACT_SESSIONS)
    bk_post_message(post, bk_message_go(BK_PLACE_SESSIONS));
  else
    return FALSE;
  return TRUE;
}

const BkScreen bk_screen_done = {
    .enter = enter, .leave = leave, .view = view, .act = act, .tells_notice = TRUE};
