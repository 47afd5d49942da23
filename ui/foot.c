/* foot.c: the two last lines of a screen: the sentence about what has the focus, and the keys. */
#include "base/text.h"
#include "ui/part.h"
#include "words/fill.h"

#include <string.h>

/* The selected line, and where it is in the list if there is room: the line has its number on the screen. Of
 * a list that goes on beyond the screen it is said in any case: nothing else shows that there is more. */
static char *list_sentence(const BkPart *part, int width) {
  int selected = bk_list_selected(part->list);
  if (selected < 0)
    return g_strdup(BK_("The list is empty."));
  g_autoptr(GString) line = g_string_new(NULL);
  for (const char *p = part->lines->pdata[selected]; *p;) { /* columns are for eyes */
    gsize spaces = strspn(p, " ");
    g_string_append(line, spaces > 1 && p[spaces] ? ", " : "");
    p += spaces > 1 ? spaces : 0;
    if (*p)
      g_string_append_c(line, *p++);
  }
  if (g_str_has_suffix(line->str, "."))
    g_string_truncate(line, line->len - 1);
  g_autofree char *item = g_strdup_printf("%u", part->list->selected + 1);
  g_autofree char *all = g_strdup_printf("%u", part->list->shown->len);
  BkWord words[] = {{"text", g_strstrip(line->str)}, {"0", item}, {"1", all}, {NULL, NULL}};
  g_autofree char *whole = bk_words_fill(BK_("{text}. {0} of {1}."), words);
  if (bk_text_width(whole) <= width)
    return g_steal_pointer(&whole);
  if ((int)part->list->shown->len <= part->height - (part->label ? 1 : 0))
    return g_strconcat(words[0].value, ".", NULL);
  int rest = bk_text_width(whole) - bk_text_width(words[0].value);
  g_autofree char *cut = bk_text_fit(words[0].value, MAX(1, width - rest), FALSE);
  words[0].value = cut;
  return bk_words_fill(BK_("{text}. {0} of {1}."), words);
}

/* On a thin line only what does not repeat a label, and nothing that would cost bytes at each move. */
char *bk_page_hint(const BkPage *page, int width, BkFocus focus) {
  if (page->say || page->thin)
    return g_strdup(page->say ? page->say : "");
  for (guint i = 0; i < page->parts->len; i++) {
    const BkPart *part = page->parts->pdata[i];
    if (part->list && part->list == focus)
      return part->say ? g_strdup(part->say) : list_sentence(part, width);
    if (part->field && part->field == focus)
      return part->say
                 ? g_strdup(part->say)
                 : bk_words_fill(BK_("{0}: type, or paste."), (BkWord[]){{"0", part->label}, {NULL, NULL}});
    for (guint b = 0; part->kind == BK_PART_BUTTONS && b < part->buttons->len; b++) {
      const BkButton *button = part->buttons->pdata[b];
      if (focus == BK_FOCUS_BUTTON(button->act))
        return bk_words_fill(button->toggle ? (button->on ? BK_("{0}: on. Space changes it.")
                                                          : BK_("{0}: off. Space changes it."))
                                            : BK_("Button: {0}."),
                             (BkWord[]){{"0", button->label}, {NULL, NULL}});
    }
  }
  return g_strdup("");
}

static void add_key(GString *line, BkAct act, const char *brief, gboolean compact) {
  const char *key = act == BK_ACT_ENTER && compact ? "Ent" : bk_act_key(act);
  if (line->len)
    g_string_append(line, compact ? " " : "  ");
  g_string_append_printf(line, "%s %s", key, brief);
}

static const char *brief_of(const BkPage *page, BkAct act) {
  for (guint i = 0; i < page->parts->len; i++) {
    const BkPart *part = page->parts->pdata[i];
    for (guint b = 0; part->buttons && b < part->buttons->len; b++)
      if (((BkButton *)part->buttons->pdata[b])->act == act)
        return ((BkButton *)part->buttons->pdata[b])->brief;
  }
  return NULL;
}

/* Keys with a button of their own, besides the ones that are on every screen. */
static gboolean is_middle(const BkPage *page, BkAct act) {
  return act != page->enter && act != BK_ACT_BACK && act != BK_ACT_EXIT && act != BK_ACT_ENTER &&
         act != BK_ACT_HELP;
}

/* Adds what every screen ends with, as far as there is room: all but help have a button as well. */
static void add_last_keys(GString *tail, const BkPage *page, int room) {
  const BkAct last[] = {BK_ACT_BACK, BK_ACT_EXIT};
  for (gsize i = 0; i < G_N_ELEMENTS(last); i++) {
    gsize before = tail->len;
    if (last[i] == page->enter || !brief_of(page, last[i]))
      continue;
    add_key(tail, last[i], brief_of(page, last[i]), page->compact);
    if (bk_text_width(tail->str) > room)
      g_string_truncate(tail, before);
  }
}

/* First and last come always, what lies between as far as there is room. */
char *bk_page_keys(const BkPage *page, int width, BkFocus focus) {
  GString *line = g_string_new(NULL);
  g_autoptr(GString) tail = g_string_new(NULL);
  const char *enter = brief_of(page, page->enter);
  if (bk_page_context(page, focus) == BK_CONTEXT_BUTTON && !page->thin)
    enter = brief_of(page, (BkAct)GPOINTER_TO_UINT(focus));
  if (enter)
    add_key(line, BK_ACT_ENTER, enter, page->compact);
  add_key(tail, BK_ACT_HELP, BK_("Help"), page->compact);
  for (guint i = 0; i < page->keys->len; i++) {
    const BkButton *key = page->keys->pdata[i];
    if (!is_middle(page, key->act) && key->act != BK_ACT_HELP)
      add_key(tail, key->act, key->brief, page->compact);
  }
  add_last_keys(tail, page, width - bk_text_width(line->str) - (page->compact ? 1 : 2));
  g_autoptr(GPtrArray) middle = g_ptr_array_new();
  for (guint i = 0; i < page->parts->len; i++) {
    const BkPart *part = page->parts->pdata[i];
    for (guint b = 0; part->buttons && b < part->buttons->len; b++)
      g_ptr_array_add(middle, part->buttons->pdata[b]);
  }
  g_ptr_array_extend(middle, page->keys, NULL, NULL);
  for (guint i = 0; i < middle->len; i++) {
    const BkButton *button = middle->pdata[i];
    gsize before = line->len;
    if (!is_middle(page, button->act) || page->thin || focus == BK_FOCUS_BUTTON(button->act))
      continue; /* on a thin line the buttons must do */
    add_key(line, button->act, button->brief, page->compact);
    if (bk_text_width(line->str) + 2 + bk_text_width(tail->str) > width)
      g_string_truncate(line, before);
  }
  /* On a thin line what is the same on every screen comes first: then it is sent once. */
  if (page->thin)
    g_string_prepend(line, line->len ? " " : "");
  if (page->thin)
    g_string_prepend(line, tail->str);
  else
    g_string_append_printf(line, "%s%s", line->len ? (page->compact ? " " : "  ") : "", tail->str);
  return g_string_free(line, FALSE);
}
