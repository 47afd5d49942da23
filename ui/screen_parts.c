#include "base/text.h"
#include "ui/screen.h"
#include "words/fill.h"

const BkScreen *const bk_screens[BK_PLACE_COUNT] = {
    [BK_PLACE_EMAIL] = &bk_screen_email,   [BK_PLACE_SERVER] = &bk_screen_server,
    [BK_PLACE_KEEP] = &bk_screen_keep,     [BK_PLACE_SIGN_IN] = &bk_screen_sign_in,
    [BK_PLACE_FORGOT] = &bk_screen_forgot, [BK_PLACE_INBOX] = &bk_screen_inbox,
    [BK_PLACE_CODE] = &bk_screen_code,     [BK_PLACE_NEW_PASSWORD] = &bk_screen_new_password,
    [BK_PLACE_DONE] = &bk_screen_done,     [BK_PLACE_SESSIONS] = &bk_screen_sessions,
    [BK_PLACE_CHANGE] = &bk_screen_change, [BK_PLACE_ADMIN] = &bk_screen_admin,
    [BK_PLACE_SHOWN] = &bk_screen_shown,   [BK_PLACE_ELSEWHERE] = &bk_screen_elsewhere,
    [BK_PLACE_OTHERS] = &bk_screen_others, [BK_PLACE_DEVICE] = &bk_screen_device,
    [BK_PLACE_MAIL] = &bk_screen_mail,
};

void bk_post_message(BkPost *post, BkMessage *message) {
  g_queue_push_tail(&post->messages, message);
}

void bk_post_clear(BkPost *post) {
  g_queue_clear_full(&post->messages, (GDestroyNotify)bk_message_free);
  *post = (BkPost){0};
}

char *bk_ui_fill(const char *text, const char *zero, const char *one) {
  return bk_words_fill(text, (BkWord[]){{"0", zero}, {"1", one}, {NULL, NULL}});
}

char *bk_ui_fill_number(const char *text, gint64 zero) {
  g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, zero);
  return bk_ui_fill(text, number, NULL);
}

/* ---- tables ------------------------------------------------------------------------------------------ */

/* The widest column but the last one, which holds a state: that one is cut when the others are short. */
static guint widest(const int *widths, guint columns) {
  guint found = 0;
  for (guint i = 1; i + 1 < columns; i++)
    if (widths[i] > widths[found])
      found = i;
  return columns > 1 && widths[found] <= 8 && widths[columns - 1] > widths[found] ? columns - 1 : found;
}

GPtrArray *bk_ui_table(const GPtrArray *cells, guint columns, int width) {
  GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
  g_autofree int *widths = g_new0(int, columns);
  int all = -2;
  for (guint i = 0; i < cells->len; i++)
    widths[i % columns] = MAX(widths[i % columns], bk_text_width(cells->pdata[i]));
  for (guint i = 0; i < columns; i++)
    all += widths[i] > 0 ? widths[i] + 2 : 0; /* an empty column takes no room */
  for (; all > width && widths[widest(widths, columns)] > 1; all--)
    widths[widest(widths, columns)]--;
  for (guint row = 0; row + columns <= cells->len; row += columns) {
    GString *line = g_string_new(NULL);
    for (guint i = 0; i < columns; i++) {
      g_autofree char *cell = bk_text_fit(cells->pdata[row + i], widths[i], FALSE);
      g_string_append(line, cell);
      int room = widths[i] > 0 && i + 1 < columns ? widths[i] + 2 : 0;
      for (int pad = room - bk_text_width(cell); pad > 0; pad--)
        g_string_append_c(line, ' ');
    }
    g_ptr_array_add(lines, g_strchomp(g_string_free(line, FALSE)));
  }
  return lines;
}

/* Columns are for eyes, and so is a dash where nothing is known. */
static GPtrArray *with_commas(const GPtrArray *cells, guint columns) {
  GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
  for (guint row = 0; row + columns <= cells->len; row += columns) {
    GString *line = g_string_new(NULL);
    for (guint i = 0; i < columns; i++) {
      g_autofree char *cell = g_strstrip(g_strdup(cells->pdata[row + i]));
      if (cell[0] && !g_str_equal(cell, "-"))
        g_string_append_printf(line, "%s%s", line->len ? ", " : "", cell);
    }
    g_ptr_array_add(lines, g_string_free(line, FALSE));
  }
  return lines;
}

GPtrArray *bk_view_table(const BkPage *page, const GPtrArray *cells, guint columns, int narrower) {
  return bk_page_spoken(page) ? with_commas(cells, columns)
                              : bk_ui_table(cells, columns, bk_page_width(page) - narrower);
}

/* ---- who and where ----------------------------------------------------------------------------------- */

void bk_view_account(BkPage *page, const BkModel *model) {
  bk_page_pair(page, BK_KEEP_USEFUL, BK_("Account"), model->email);
}

/* The words of bk_model_account_state(). */
static const char *const states[] G_GNUC_UNUSED = {BK_N_("signed in"), BK_N_("signed out"),
                                                   BK_N_("reset pending"), BK_N_("unknown")};

void bk_view_server(BkPage *page, const BkModel *model) {
  if (!model->server)
    return;
  const char *state = model->email ? bk_model_account_state(model, model->server->id, model->email) : NULL;
  g_autofree char *where = g_strdup_printf("%s - %s", model->server->name, model->server->host);
  g_autofree char *text =
      state && !bk_page_compact(page) ? g_strdup_printf("%s - %s", where, BK_(state)) : g_strdup(where);
  bk_page_pair(page, BK_KEEP_ALWAYS, BK_("Server"), text);
}

void bk_view_verified(BkPage *page, const BkModel *model, const BkAction *action) {
  if (!model->server)
    return;
  const BkVerified *verified = action ? &action->verified : &model->server->verified;
  g_autofree char *text = bk_words_verified(verified->by ? verified : &model->server->verified);
  if (bk_page_compact(page) && text[0])
    bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_HINT, BK_("Unpublished interface: it may not work."));
  else
    bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_HINT, text);
}

char *bk_support_of(const BkServer *server, gboolean with_page) {
  if (!server)
    return NULL;
  const char *ways[] = {server->support_email, server->support_phone, with_page ? server->support_url : NULL};
  GString *text = g_string_new(NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(ways); i++)
    if (ways[i] && ways[i][0])
      g_string_append_printf(text, "%s%s", text->len ? ", " : "", ways[i]);
  return g_string_free(text, text->len == 0);
}

const char *bk_short_way(const BkAction *forgot) {
  switch (forgot->completes) {
  case BK_COMPLETES_CODE:
    return BK_("code by mail");
  case BK_COMPLETES_LINK:
  case BK_COMPLETES_BROWSER:
    return BK_("link by mail");
  case BK_COMPLETES_NOTHING:
  case BK_COMPLETES_SHOWN:
    return BK_("password by mail");
  }
  g_assert_not_reached();
}

char *bk_short_ways(const BkServer *server) {
  const char *found[3] = {0};
  guint count = 0;
  for (guint i = 0; i < server->actions->len && count < 2; i++) {
    const BkAction *action = server->actions->pdata[i];
    if (action->kind == BK_ACTION_FORGOT && (count == 0 || !g_str_equal(found[0], bk_short_way(action))))
      found[count++] = bk_short_way(action);
  }
  if (count == 2)
    return bk_ui_fill(BK_("{0} or {1}"), found[0], found[1]);
  return g_strdup(count ? found[0] : BK_("not here"));
}

void bk_view_make(BkPage *page) {
  bk_page_button(page, BK_ACT_MAKE,
                 bk_page_spoken(page) ? BK_("Make one for me, and show it here") : BK_("Make one for me"),
                 BK_("Make one"));
}

void bk_view_headless(BkPage *page, const BkModel *model) {
  if (!model->no_prompter)
    return;
  bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, BK_("No window can be shown here. From a shell:"));
  bk_page_text(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN, "gnome-keyring-daemon --replace --unlock");
}

void bk_view_back(BkPage *page) {
  bk_page_button(page, BK_ACT_BACK, BK_("Back"), NULL);
}

void bk_view_nothing_came(BkPage *page, const BkModel *model) {
  g_autofree char *support = bk_support_of(model->server, TRUE);
  bk_page_text(page, BK_KEEP_NICE, BK_ROLE_PLAIN, BK_("When nothing comes:"));
  bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("- look among spam, and wait two minutes;"));
  bk_page_fill(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("- is the address right? {0}"), model->email, NULL);
  bk_page_fill(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("- is the server right? {0}"),
               model->server ? model->server->name : "", NULL);
  bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("- ask again once; only the newest message works;"));
  if (support)
    bk_page_fill(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("- then ask support: {0}"), support, NULL);
  if (model->reset)
    bk_page_fill(page, BK_KEEP_USEFUL, BK_ROLE_PLAIN,
                 BK_("Tell them the reference {0}, never a code or link."), model->reset->id, NULL);
}
