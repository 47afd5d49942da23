/* W9: the sessions kept here, on all servers. Nothing is removed because a server is away. */
#include "ui/screen.h"

typedef struct {
  BkList sessions;
} Self;

static void enter(gpointer data, const BkModel *model) {
  Self *self = data;
  bk_list_init(&self->sessions);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  guint current = 0;
  for (guint i = 0; i < model->sessions->len; i++) {
    g_ptr_array_add(names, g_strdup(""));
    if (((BkSessionEntry *)model->sessions->pdata[i])->session == model->session)
      current = i;
  }
  bk_list_show(&self->sessions, names);
  bk_list_select(&self->sessions, current);
}

static void leave(gpointer data) {
  bk_list_clear(&((Self *)data)->sessions);
}

static const BkSessionEntry *selected(const Self *self, const BkModel *model) {
  int index = bk_list_selected(&self->sessions);
  return index >= 0 && (guint)index < model->sessions->len ? model->sessions->pdata[index] : NULL;
}

static const char *state_word(const BkSessionEntry *entry) {
  switch (entry->state) {
  case BK_SESSION_ACTIVE:
    return BK_("active");
  case BK_SESSION_EXPIRED:
    return BK_("EXPIRED");
  case BK_SESSION_UNKNOWN:
    return BK_("UNKNOWN");
  }
  g_assert_not_reached();
}

/* Of one that could not be asked about: why. */
static char *until(const BkSessionEntry *entry) {
  if (entry->state == BK_SESSION_UNKNOWN && entry->failure != BK_FAILURE_NONE)
    return bk_words_health(bk_failure_outcome(entry->failure), entry->failure, 0);
  if (entry->state == BK_SESSION_UNKNOWN)
    return g_strdup("-");
  return entry->session->expires_at > 0 ? bk_words_time(entry->session->expires_at) : g_strdup("-");
}

static void add_row(GPtrArray *cells, const BkModel *model, const BkSessionEntry *entry, gboolean compact) {
  const BkServer *server = bk_server_list_find(model->servers, entry->session->server);
  gboolean used = entry->session == model->session;
  g_ptr_array_add(cells, g_strdup_printf("%s%s", server ? server->name : entry->session->server,
                                         used && compact ? "*" : ""));
  g_ptr_array_add(cells, g_strdup(entry->session->account));
  g_ptr_array_add(cells, g_strdup(state_word(entry)));
  if (compact)
    return;
  g_ptr_array_add(cells, until(entry));
  g_ptr_array_add(
      cells, g_strdup(entry->kept == BK_STORE_NONE ? BK_("this run") : bk_words_store_short(entry->kept)));
  g_ptr_array_add(cells, g_strdup(used ? BK_("in use") : ""));
}

static GPtrArray *lines_of(const BkModel *model, const BkPage *page, char **ret_heading) {
  gboolean compact = bk_page_compact(page);
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  const char *headings[] = {BK_("Server"), BK_("Account"), BK_("State"), BK_("Until"), BK_("Kept in"), ""};
  for (guint i = 0; i < (compact ? 3u : 6u); i++)
    g_ptr_array_add(cells, g_strdup(headings[i]));
  for (guint i = 0; i < model->sessions->len; i++)
    add_row(cells, model, model->sessions->pdata[i], compact);
  GPtrArray *lines = bk_view_table(page, cells, compact ? 3 : 6, 4);
  *ret_heading = g_ptr_array_steal_index(lines, 0);
  return lines;
}

/* What the server has listed of the account, if it was asked. */
static void view_elsewhere(const BkModel *model, const BkSessionEntry *entry, BkPage *page) {
  const GPtrArray *listed = bk_model_listed(model, entry->session);
  gint64 others = 0;
  for (guint i = 0; listed && i < listed->len; i++)
    others += !((BkListedSession *)listed->pdata[i])->mine;
  if (!listed)
    return;
  g_autofree char *line = bk_ui_fill_number(
      BK_NP_("Elsewhere: {0} session, says the server.", "Elsewhere: {0} sessions, says the server.", others),
      others);
  bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, line);
}

static gboolean is_locked(const BkModel *model) {
  return model->store_known && model->store_result == BK_STORE_RESULT_LOCKED;
}

static void view_count(BkPage *page, const char *text, guint count) {
  g_autofree char *line = bk_ui_fill_number(text, count);
  if (count > 0)
    bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, line);
}

/* What is kept besides the sessions above. */
static void view_rest(const BkModel *model, BkPage *page) {
  guint older = model->duplicates->len, foreign = model->other_versions;
  view_count(page, BK_NP_("{0} older copy that nobody uses.", "{0} older copies that nobody uses.", older),
             older);
  view_count(page,
             BK_NP_("{0} session that only a newer backin reads was left alone.",
                    "{0} sessions that only a newer backin reads were left alone.", foreign),
             foreign);
}

static void view_about(const BkModel *model, const BkSessionEntry *entry, BkPage *page) {
  gboolean unknown = FALSE;
  for (guint i = 0; i < model->sessions->len; i++)
    unknown |= ((BkSessionEntry *)model->sessions->pdata[i])->state == BK_SESSION_UNKNOWN;
  if (entry && entry->session->signed_in_at > 0 && !bk_page_thin(page)) {
    g_autofree char *when = bk_words_time(entry->session->signed_in_at);
    bk_page_fill(page, BK_KEEP_NICE, BK_ROLE_HINT, BK_("Signed in {0}. {1}"), when,
                 entry->asked ? BK_("The server was asked.") : BK_("The server has not been asked."));
  }
  if (entry)
    view_elsewhere(model, entry, page);
  view_rest(model, page);
  if (unknown)
    bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN,
                 BK_("UNKNOWN: the server could not be asked. Nothing was removed."));
  if (is_locked(model))
    bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, BK_("The keyring is locked: there may be more in it."));
  if (is_locked(model))
    bk_view_headless(page, model);
}

static void view_buttons(const BkModel *model, const BkSessionEntry *entry, BkPage *page) {
  const BkServer *server = entry ? bk_server_list_find(model->servers, entry->session->server) : NULL;
  if (entry) {
    bk_page_button(page, BK_ACT_GO, BK_("Use it"), BK_("Use"));
    bk_page_button(page, BK_ACT_CHECK, BK_("Check all"), BK_("Check"));
  }
  if (server && entry->session->refresh && bk_server_action(server, BK_ACTION_REFRESH, BK_WAY_ONLY))
    bk_page_button(page, BK_ACT_RENEW, BK_("Renew"), NULL);
  if (server && bk_server_action(server, BK_ACTION_SESSIONS, BK_WAY_ONLY))
    bk_page_button(page, BK_ACT_OTHERS, BK_("Elsewhere"), NULL);
  if (server && bk_server_action(server, BK_ACTION_CHANGE_PASSWORD, BK_WAY_ONLY))
    bk_page_button(page, BK_ACT_CHANGE, BK_("Change password"), BK_("Change"));
  if (server && bk_server_action(server, BK_ACTION_ADMIN_RESET, BK_WAY_ONLY))
    bk_page_button(page, BK_ACT_ADMIN, BK_("Administrator"), BK_("Admin"));
  if (entry)
    bk_page_button(page, BK_ACT_SIGN_OUT, BK_("Sign out"), BK_("Out"));
  if (model->duplicates->len > 0)
    bk_page_button(page, BK_ACT_PRUNE, BK_("Remove older copies"), BK_("Tidy"));
  if (is_locked(model) && !model->no_prompter)
    bk_page_button(page, BK_ACT_UNLOCK, BK_("Unlock the keyring"), BK_("Unlock"));
  bk_view_back(page);
  bk_page_key(page, BK_ACT_COMMAND, BK_("Command"));
  bk_page_choose_act(page);
  bk_page_enter(page, entry                                     ? BK_ACT_GO
                      : bk_page_has_button(page, BK_ACT_UNLOCK) ? BK_ACT_UNLOCK
                                                                : BK_ACT_BACK);
}

static void view(gpointer data, const BkModel *model, BkPage *page) {
  Self *self = data;
  g_autofree char *heading = NULL;
  GPtrArray *lines = lines_of(model, page, &heading);
  bk_page_title(page, BK_("Sessions"), bk_place_word(BK_PLACE_SESSIONS), 0, 0);
  if (lines->len > 0)
    bk_page_list(page, bk_page_compact(page) ? NULL : heading, &self->sessions, lines, NULL);
  else {
    g_ptr_array_unref(lines);
    bk_list_show(&self->sessions, model->sessions);
    bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN,
                 model->sessions_known ? BK_("No session is kept here.")
                                       : BK_("No session is in sight yet."));
  }
  const BkSessionEntry *entry = selected(self, model);
  bk_page_gap(page);
  view_about(model, entry, page);
  bk_page_gap(page);
  view_buttons(model, entry, page);
}

/* What a button does, it does to the selected session: that one is the one in use from then on. */
static gboolean act(gpointer data, const BkModel *model, BkAct what, BkFocus focus G_GNUC_UNUSED,
                    BkPost *post) {
  const BkSessionEntry *entry = selected(data, model);
  BkMessage *next = NULL;
  if (what == BK_ACT_CHECK)
    bk_post_message(post, bk_message_new(BK_MESSAGE_CHECK));
  else if (what == BK_ACT_PRUNE)
    bk_post_message(post, bk_message_new(BK_MESSAGE_PRUNE));
  else if (what == BK_ACT_UNLOCK)
    bk_post_message(post, bk_message_new(BK_MESSAGE_UNLOCK));
  else if (what == BK_ACT_RENEW)
    next = bk_message_new(BK_MESSAGE_REFRESH);
  else if (what == BK_ACT_OTHERS)
    next = bk_message_start(BK_ACTION_SESSIONS, BK_WAY_ONLY);
  else if (what == BK_ACT_CHANGE)
    next = bk_message_start(BK_ACTION_CHANGE_PASSWORD, BK_WAY_ONLY);
  else if (what == BK_ACT_ADMIN)
    next = bk_message_start(BK_ACTION_ADMIN_RESET, BK_WAY_ONLY);
  else if (what == BK_ACT_SIGN_OUT)
    next = bk_message_new(BK_MESSAGE_SIGN_OUT);
  else if (what != BK_ACT_GO)
    return FALSE;
  if (entry && (next || what == BK_ACT_GO))
    bk_post_message(post,
                    bk_message_text(BK_MESSAGE_SESSION, entry->session->server, entry->session->account));
  if (what == BK_ACT_GO)
    next = bk_message_new(BK_MESSAGE_SWITCH);
  if (next)
    bk_post_message(post, next);
  return TRUE;
}

const BkScreen bk_screen_sessions = {
    .size = sizeof(Self), .enter = enter, .leave = leave, .view = view, .act = act};
