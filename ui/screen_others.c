/* From W9: the sessions of an account that its server knows of, and their end. */
#include "ui/screen.h"

typedef struct {
  BkList sessions;
} Self;

static void enter(gpointer data, const BkModel *model G_GNUC_UNUSED) {
  bk_list_init(&((Self *)data)->sessions);
}

static void leave(gpointer data) {
  bk_list_clear(&((Self *)data)->sessions);
}

/* NULL: the server has not told yet. */
static const GPtrArray *listed_of(const BkModel *model) {
  return model->session ? bk_model_listed(model, model->session) : NULL;
}

static const BkListedSession *selected(const Self *self, const GPtrArray *listed) {
  int index = bk_list_selected(&self->sessions);
  return listed && index >= 0 && (guint)index < listed->len ? listed->pdata[index] : NULL;
}

static char *time_or_dash(gint64 wall) {
  return wall > 0 ? bk_words_time(wall) : g_strdup("-");
}

static const char *name_of(const BkListedSession *one) {
  return *one->name ? one->name : BK_("no name");
}

static GPtrArray *lines_of(const GPtrArray *listed, const BkPage *page, char **ret_heading) {
  gboolean compact = bk_page_compact(page);
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  const char *headings[] = {BK_("What"), BK_("Since"), BK_("Last used"), BK_("From"), ""};
  for (guint i = 0; i < G_N_ELEMENTS(headings); i++)
    if (!compact || i < 2 || i == 4)
      g_ptr_array_add(cells, g_strdup(headings[i]));
  for (guint i = 0; i < listed->len; i++) {
    const BkListedSession *one = listed->pdata[i];
    g_ptr_array_add(cells, g_strdup(name_of(one)));
    g_ptr_array_add(cells, time_or_dash(one->since));
    if (!compact) {
      g_ptr_array_add(cells, time_or_dash(one->seen));
      g_ptr_array_add(cells, g_strdup(one->address));
    }
    g_ptr_array_add(cells, g_strdup(one->mine ? BK_("this one") : ""));
  }
  GPtrArray *lines = bk_view_table(page, cells, compact ? 3 : 5, 4);
  *ret_heading = g_ptr_array_steal_index(lines, 0);
  return lines;
}

static void view_buttons(const BkModel *model, const BkListedSession *one, const GPtrArray *listed,
                         BkPage *page) {
  const BkServer *server = model->server;
  bk_page_button(page, BK_ACT_GO, BK_("Look again"), BK_("Look"));
  if (server && one && !one->mine && bk_server_action(server, BK_ACTION_END_SESSION, BK_WAY_ONLY))
    bk_page_button(page, BK_ACT_END_OTHER, BK_("End it"), BK_("End"));
  if (server && listed && bk_server_action(server, BK_ACTION_END_OTHERS, BK_WAY_ONLY))
    bk_page_button(page, BK_ACT_END_OTHERS, BK_("End all others"), BK_("End all"));
  bk_view_back(page);
  bk_page_key(page, BK_ACT_COMMAND, BK_("Command"));
  bk_page_enter(page, BK_ACT_GO);
}

static void view(gpointer data, const BkModel *model, BkPage *page) {
  Self *self = data;
  const GPtrArray *listed = listed_of(model);
  g_autofree char *heading = NULL;
  bk_page_title(page, BK_("Sessions elsewhere"), bk_place_word(BK_PLACE_OTHERS), 0, 0);
  bk_view_server(page, model);
  bk_view_account(page, model);
  bk_page_gap(page);
  if (listed && listed->len > 0) {
    GPtrArray *lines = lines_of(listed, page, &heading);
    bk_page_list(page, bk_page_compact(page) ? NULL : heading, &self->sessions, lines, NULL);
  } else {
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    bk_list_show(&self->sessions, none);
    bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN,
                 listed ? BK_("The server lists no other session.") : BK_("The server has not told yet."));
  }
  bk_page_gap(page);
  if (listed && listed->len > 0)
    bk_page_text(page, BK_KEEP_NICE, BK_ROLE_HINT, BK_("All of this is the server's word."));
  bk_page_gap(page);
  view_buttons(model, selected(self, listed), listed, page);
}

static gboolean act(gpointer data, const BkModel *model G_GNUC_UNUSED, BkAct what,
                    BkFocus focus G_GNUC_UNUSED, BkPost *post) {
  int index = bk_list_selected(&((Self *)data)->sessions);
  BkMessage *message = NULL;
  if (what == BK_ACT_GO)
    message = bk_message_start(BK_ACTION_SESSIONS, BK_WAY_ONLY);
  else if (what == BK_ACT_END_OTHERS)
    message = bk_message_start(BK_ACTION_END_OTHERS, BK_WAY_ONLY);
  else if (what == BK_ACT_END_OTHER && index >= 0)
    message = bk_message_end_other((guint)index);
  if (message)
    bk_post_message(post, message);
  return message != NULL;
}

const BkScreen bk_screen_others = {
    .size = sizeof(Self), .enter = enter, .leave = leave, .view = view, .act = act};
