#include "ui/overlay.h"

#include "ui/screen.h"

/* A key counts when the screen beneath offers it, or when it counts everywhere or in a widget. */
static gboolean counts(const BkModel *model, const BkPage *beneath, BkAct act) {
  BkContext contexts = bk_act_contexts(act);
  if (contexts & BK_CONTEXT_PLACE(model->place))
    return bk_page_has_button(beneath, act);
  return contexts & (BK_CONTEXT_ALL | BK_CONTEXT_FIELD | BK_CONTEXT_LIST | BK_CONTEXT_BUTTON);
}

static void add_line(GPtrArray *cells, BkAct act, gboolean compact) {
  g_ptr_array_add(cells, g_strdup(compact ? bk_act_key(act) : bk_act_keys(act)));
  g_ptr_array_add(cells, g_strdup(bk_act_help(act)));
}

static void view_spoken_help(const BkModel *model, BkPage *page) {
  bk_page_title(page, BK_("Help"), bk_place_word(model->place), 0, 0);
  static const char *const lines[] = {
      BK_N_("An empty line takes what stands in brackets."),
      BK_N_("From a list, a number or a part of a name chooses; + reads on in a long one."),
      BK_N_("? says what else can be done."),
      BK_N_("A password is not shown while you type it."),
      BK_N_("A whole mail may be pasted where a code or a link is asked for."),
      BK_N_("Ctrl-C cancels while a server is being asked; else it leaves backin."),
  };
  for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
    bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_(lines[i]));
}

static void view_help(const BkModel *model, const BkPage *beneath, BkList *list, BkPage *page) {
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  for (int own = 1; own >= 0; own--) /* those of the screen first */
    for (BkAct act = 1; act < BK_ACT_COUNT; act++) {
      gboolean of_place = (bk_act_contexts(act) & BK_CONTEXT_PLACE(model->place)) != 0;
      if (of_place == (own == 1) && bk_act_key(act)[0] && counts(model, beneath, act))
        add_line(cells, act, bk_page_compact(page));
    }
  bk_page_title(page, BK_("Help"), bk_place_word(model->place), 0, 0);
  list->plain = TRUE;
  GPtrArray *lines = bk_view_table(page, cells, 2, 1);
  int selected = MAX(0, bk_list_selected(list));
  const char *whole = 2 * selected + 1 < (int)cells->len ? cells->pdata[2 * selected + 1] : "";
  gboolean cut = selected < (int)lines->len && !g_str_has_suffix(lines->pdata[selected], whole);
  bk_page_list(page, NULL, list, lines, BK_("Up and Down read on, Esc goes back."));
  if (cut)
    bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_HINT, whole);
}

static void view_command(const BkModel *model, BkPage *page) {
  g_autofree char *command = bk_model_command(model);
  bk_page_title(page, BK_("The command behind this screen"), bk_place_word(model->place), 0, 0);
  if (!command) {
    bk_page_text(page, BK_KEEP_ALWAYS, BK_ROLE_PLAIN, BK_("There is no command for this screen."));
    return;
  }
  bk_page_text(page, BK_KEEP_NICE, BK_ROLE_PLAIN, BK_("In a shell, this does the same:"));
  bk_page_gap(page);
  bk_page_address(page, command);
  bk_page_gap(page);
  bk_page_text(
      page, BK_KEEP_NICE, BK_ROLE_HINT,
      BK_("Secrets are never arguments: the command asks for them, or reads them from a descriptor."));
}

void bk_overlay_view(BkOverlay overlay, const BkModel *model, const BkPage *beneath, BkList *list,
                     BkPage *page) {
  if (overlay == BK_OVERLAY_HELP && bk_page_spoken(page))
    view_spoken_help(model, page);
  else if (overlay == BK_OVERLAY_HELP)
    view_help(model, beneath, list, page);
  else
    view_command(model, page);
  bk_page_gap(page);
  bk_page_button(page, BK_ACT_BACK, BK_("Back"), NULL);
  bk_page_enter(page, BK_ACT_BACK);
}
