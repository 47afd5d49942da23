/* W2: the server: the suggested one with its reason, and all the others. */
#include "ui/screen.h"

#include <string.h>

typedef struct {
  BkList servers;
  GPtrArray *sought; /* char*: what the filter looks through: name and place */
  char *asked;       /* ids of those last seen, and asked before others */
  gboolean details;  /* all about the selected one */
} Self;

static const BkServer *nth(const BkModel *model, int index) {
  return index >= 0 ? model->servers->servers->pdata[index] : NULL;
}

/* "signed out" says something only where the account was used. */
static const char *state_of(const BkModel *model, const BkServer *server) {
  const char *state = model->email ? bk_model_account_state(model, server->id, model->email) : "";
  gboolean used = !g_str_equal(state, "signed out") && !g_str_equal(state, "unknown");
  for (guint i = 0; i < model->accounts->len; i++) {
    const BkAccount *account = model->accounts->pdata[i];
    used |= model->email && g_str_equal(account->server, server->id) &&
            g_ascii_strcasecmp(account->email, model->email) == 0;
  }
  return used ? BK_(state) : "";
}

/* "answers, 42 ms"; "" while nobody has asked. */
static char *health_of(const BkModel *model, const BkServer *server) {
  const BkHealth *health = bk_model_health(model, server->id);
  if (!health)
    return g_strdup("");
  if (health->state == BK_HEALTH_ASKING)
    return g_strdup(BK_("asking"));
  return bk_words_health(health->outcome, health->failure, health->milliseconds);
}

#define HEALTH_CELLS 15

/* The columns stand still while answers come in. */
static char *wide(const char *heading) {
  return g_strdup_printf("%s%*s", heading, MAX(0, HEALTH_CELLS - (int)g_utf8_strlen(heading, -1)), "");
}

static GPtrArray *server_lines(const BkModel *model, const BkPage *page, char **ret_heading) {
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  gboolean compact = bk_page_compact(page);
  const char *headings[] = {BK_("Name"), BK_("Where"), BK_("Forgot password"), BK_("Server"), BK_("You")};
  for (gsize i = 0; i < G_N_ELEMENTS(headings) && !compact; i++)
    g_ptr_array_add(cells, i == 3 ? wide(headings[i]) : g_strdup(headings[i]));
  for (guint i = 0; i < model->servers->servers->len; i++) {
    const BkServer *server = nth(model, (int)i);
    g_ptr_array_add(cells, g_strdup(server->name));
    if (!compact) {
      g_ptr_array_add(cells, g_strdup(server->host));
      g_ptr_array_add(cells, bk_short_ways(server));
    }
    g_ptr_array_add(cells, health_of(model, server));
    g_ptr_array_add(cells, g_strdup(state_of(model, server)));
  }
  GPtrArray *lines = bk_view_table(page, cells, compact ? 3 : 5, 4);
  *ret_heading = compact ? NULL : g_ptr_array_steal_index(lines, 0);
  return lines;
}

static void enter(gpointer data, const BkModel *model) {
  Self *self = data;
  bk_list_init(&self->servers);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  guint suggested = 0;
  self->sought = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < model->servers->servers->len; i++) {
    const BkServer *server = nth(model, (int)i);
    g_ptr_array_add(self->sought, g_strdup_printf("%s %s", server->name, server->host));
    g_ptr_array_add(names, g_strdup(""));
    if (nth(model, (int)i) == (model->server ? model->server : model->suggested))
      suggested = i;
  }
  bk_list_show(&self->servers, names);
  bk_list_select(&self->servers, suggested);
  self->servers.sought = self->sought;
}

static void leave(gpointer data) {
  Self *self = data;
  bk_list_clear(&self->servers);
  g_ptr_array_unref(self->sought);
  g_free(self->asked);
}

static char *reason(const BkModel *model) {
  const char *because = model->suggested_because ? model->suggested_because : "first";
  if (g_str_equal(because, "history"))
    return g_strdup(BK_("you used it here before"));
  if (g_str_equal(because, "domain")) {
    const char *at = model->email ? strrchr(model->email, '@') : NULL;
    return bk_ui_fill(BK_("its file names {0}"), at ? at + 1 : "", NULL);
  }
  return g_strdup(g_str_equal(because, "last") ? BK_("it was used here last") : BK_("it is the first one"));
}

/* Whose file it is, in the words of bk_servers_path(). */
static const char *const owners[] G_GNUC_UNUSED = {BK_N_("you"), BK_N_("administrator"), BK_N_("package")};

static void view_details(const BkServer *server, BkPage *page) {
  g_autofree char *from = bk_ui_fill("{0} ({1})", server->file, BK_(server->owner));
  g_autofree char *forgot = bk_words_forgot(server), *support = bk_support_of(server, TRUE),
                  *verified = bk_words_verified(&server->verified);
  bk_page_pair(page, BK_KEEP_ALWAYS, BK_("Server"), server->name);
  bk_page_pair(page, BK_KEEP_ALWAYS, BK_("Where"), server->origin);
  bk_page_pair(page, BK_KEEP_USEFUL, BK_("System"), server->title);
  bk_page_pair(page, BK_KEEP_ALWAYS, BK_("Forgot"), forgot);
  bk_page_pair(page, BK_KEEP_USEFUL, BK_("Support"), support);
  bk_page_pair(page, BK_KEEP_USEFUL, BK_("From"), from);
  bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_HINT, verified);
  bk_page_gap(page);
}

static void view_about(Self *self, const BkModel *model, BkPage *page) {
  const BkServer *server = nth(model, bk_list_selected(&self->servers));
  if (server && bk_page_compact(page) && !bk_page_thin(page)) {
    g_autofree char *forgot = bk_short_ways(server);
    bk_page_fill(page, BK_KEEP_NICE, BK_ROLE_HINT, "{0}, {1}", server->host, forgot);
  }
  guint broken = bk_diagnostics_errors(model->problems);
  gboolean by_chance = g_strcmp0(model->suggested_because, "first") == 0 && bk_page_compact(page);
  if (model->suggested && !by_chance) {
    g_autofree char *why = reason(model);
    bk_page_fill(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, BK_("Suggested: {0}, because {1}."),
                 model->suggested->name, why);
  }
  if (model->servers->masked->len > 0) {
    gint64 count = (gint64)model->servers->masked->len;
    g_autofree char *masked = bk_ui_fill_number(
        BK_NP_("{0} masked here (backin servers list).", "{0} masked here (backin servers list).", count),
        count);
    bk_page_text(page, BK_KEEP_NICE, BK_ROLE_HINT, masked);
  }
  if (broken > 0)
    bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_BAD,
                 BK_("A server file is broken and left out: backin servers lint says where."));
}

static void view(gpointer data, const BkModel *model, BkPage *page) {
  Self *self = data;
  bk_page_title(page, BK_("Choose your server"), bk_place_word(BK_PLACE_SERVER), 2, 3);
  if (self->details && nth(model, bk_list_selected(&self->servers))) {
    view_details(nth(model, bk_list_selected(&self->servers)), page);
    bk_page_button(page, BK_ACT_GO, BK_("Choose"), NULL);
    bk_view_back(page);
    bk_page_enter(page, BK_ACT_GO);
    return;
  }
  bk_page_text(page, BK_KEEP_NICE, BK_ROLE_PLAIN, model->email);
  bk_page_gap(page);
  g_autofree char *heading = NULL;
  GPtrArray *lines = server_lines(model, page, &heading);
  bk_page_list(page, heading, &self->servers, lines, NULL);
  bk_page_gap(page);
  view_about(self, model, page);
  bk_page_gap(page);
  bk_page_button(page, BK_ACT_GO, BK_("Choose"), NULL);
  bk_page_button(page, BK_ACT_DETAILS, BK_("Details"), NULL);
  bk_view_back(page);
  bk_page_key(page, BK_ACT_PROBE, BK_("Ask again"));
  bk_page_key(page, BK_ACT_FILTER, BK_("Filter"));
  bk_page_key(page, BK_ACT_COMMAND, BK_("Command"));
  bk_page_enter(page, BK_ACT_GO);
}

/* Ids of the servers on the screen, a line each. */
static char *visible(const Self *self, const BkModel *model) {
  GString *ids = g_string_new(NULL);
  const GArray *lines = self->servers.shown;
  for (guint i = self->servers.top; i < lines->len && i < self->servers.top + self->servers.height; i++)
    g_string_append_printf(ids, "%s\n", nth(model, (int)g_array_index(lines, guint, i))->id);
  return g_string_free(ids, FALSE);
}

static void probe(Self *self, const BkModel *model, BkProbeWish wish, BkPost *post) {
  g_free(self->asked);
  self->asked = visible(self, model);
  BkMessage *message = bk_message_text(BK_MESSAGE_PROBE, NULL, self->asked);
  message->index = wish;
  bk_post_message(post, message);
}

/* What the person looks at is asked before the rest. */
static void seen(gpointer data, const BkModel *model, BkPost *post) {
  Self *self = data;
  g_autofree char *ids = visible(self, model);
  if (self->asked == NULL)
    probe(self, model, BK_PROBE_ALL, post);
  else if (strcmp(self->asked, ids) != 0)
    probe(self, model, BK_PROBE_THESE, post);
}

static gboolean act(gpointer data, const BkModel *model, BkAct what, BkFocus focus G_GNUC_UNUSED,
                    BkPost *post) {
  Self *self = data;
  const BkServer *server = nth(model, bk_list_selected(&self->servers));
  switch ((int)what) {
  case BK_ACT_GO:
    if (server)
      bk_post_message(post, bk_message_text(BK_MESSAGE_SERVER, server->id, NULL));
    return TRUE;
  case BK_ACT_PROBE:
    probe(self, model, BK_PROBE_AGAIN, post);
    return TRUE;
  case BK_ACT_DETAILS:
    self->details = TRUE;
    return TRUE;
  case BK_ACT_BACK:
    if (!self->details)
      return FALSE;
    self->details = FALSE;
    return TRUE;
  default:
    return FALSE;
  }
}

const BkScreen bk_screen_server = {
    .size = sizeof(Self), .enter = enter, .leave = leave, .seen = seen, .view = view, .act = act};
