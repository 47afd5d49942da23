#include "ui/list.h"

#include "base/text.h"
#include "words/fill.h"

#include <string.h>

void bk_list_init(BkList *list) {
  *list = (BkList){.shown = g_array_new(FALSE, FALSE, sizeof(guint)), .height = 1};
  bk_field_init(&list->filter, FALSE);
}

void bk_list_clear(BkList *list) {
  g_clear_pointer(&list->shown, g_array_unref);
  bk_field_clear(&list->filter);
}

int bk_list_selected(const BkList *list) {
  return list->selected < list->shown->len ? (int)g_array_index(list->shown, guint, list->selected) : -1;
}

void bk_list_select(BkList *list, guint line) {
  for (guint i = 0; i < list->shown->len; i++)
    if (g_array_index(list->shown, guint, i) == line)
      list->selected = i;
}

void bk_list_show(BkList *list, const GPtrArray *lines) {
  int selected = bk_list_selected(list);
  g_autofree char *wanted = g_utf8_casefold(bk_field_peek(&list->filter), -1);
  const GPtrArray *sought = list->sought ? list->sought : lines;
  g_array_set_size(list->shown, 0);
  for (guint i = 0; i < lines->len; i++) {
    g_autofree char *line = wanted[0] ? g_utf8_casefold(sought->pdata[i], -1) : NULL;
    if (!line || strstr(line, wanted))
      g_array_append_val(list->shown, i);
  }
  list->selected = 0;
  if (selected >= 0)
    bk_list_select(list, (guint)selected);
}

static gboolean move_to(BkList *list, gint64 index) {
  guint last = list->shown->len ? list->shown->len - 1 : 0;
  guint target = (guint)CLAMP(index, 0, (gint64)last);
  gboolean moved = target != list->selected;
  list->selected = target;
  return moved;
}

gboolean bk_list_act(BkList *list, BkAct act) {
  gint64 at = list->selected, page = MAX(1u, list->height);
  if (act != BK_ACT_NONE)
    list->number = 0;
  switch ((int)act) {
  case BK_ACT_UP:
    return move_to(list, at - 1);
  case BK_ACT_DOWN:
    return move_to(list, at + 1);
  case BK_ACT_PAGE_UP:
    move_to(list, at - page);
    return TRUE;
  case BK_ACT_PAGE_DOWN:
    move_to(list, at + page);
    return TRUE;
  case BK_ACT_HOME:
    move_to(list, 0);
    return TRUE;
  case BK_ACT_END:
    move_to(list, G_MAXINT);
    return TRUE;
  case BK_ACT_FILTER:
    list->filtering = TRUE;
    return TRUE;
  case BK_ACT_RUBOUT:
  case BK_ACT_DELETE:
  case BK_ACT_LEFT:
  case BK_ACT_RIGHT:
  case BK_ACT_CLEAR:
    return list->filtering && bk_field_act(&list->filter, act);
  default:
    return FALSE;
  }
}

/* 1, then 12: a digit goes on with the number before it as long as there is such a line. */
static void jump(BkList *list, guint digit) {
  guint number = list->number * 10 + digit;
  if (number == 0 || number > list->shown->len)
    number = digit;
  if (number == 0 || number > list->shown->len)
    return;
  list->number = number;
  list->selected = number - 1;
}

gboolean bk_list_type(BkList *list, const BkKey *key) {
  if (key->kind != BK_KEY_CHAR)
    return FALSE;
  if (list->filtering) {
    char text[8] = "";
    bk_field_insert(&list->filter, text, g_unichar_to_utf8(key->c, text));
    return TRUE;
  }
  if (list->plain || key->c < '0' || key->c > '9')
    return FALSE;
  jump(list, key->c - '0');
  return TRUE;
}

static gboolean has_filter(const BkList *list) {
  return list->filtering || !bk_field_empty(&list->filter);
}

int bk_list_rows(const BkList *list) {
  return (int)MAX(1u, list->shown->len) + (has_filter(list) ? 1 : 0);
}

static void draw_filter(BkList *list, BkCanvas *canvas, int x, int y, int width, guint all,
                        gboolean focused) {
  int label = bk_canvas_put(canvas, x, y, BK_ROLE_PLAIN, BK_("Filter")) + 1;
  g_autofree char *count = g_strdup_printf("%u/%u", list->shown->len, all);
  int field = MIN(24, width - (label - x) - (int)strlen(count) - 1);
  bk_field_draw(&list->filter, canvas, label, y, field, focused && list->filtering);
  bk_canvas_put(canvas, label + field + 1, y, BK_ROLE_HINT, count);
}

/* Pages are fixed, as in a book: going down a list scrolls once per page, not once per line. */
static void turn_page(BkList *list, guint height) {
  list->height = MAX(1u, height);
  list->top = list->selected - list->selected % list->height;
  if (list->shown->len <= list->height)
    list->top = 0;
}

int bk_list_indent(const BkList *list) {
  return list->plain ? 1 : list->shown->len > 99 ? 5 : list->shown->len > 9 ? 4 : 3;
}

void bk_list_draw(BkList *list, BkCanvas *canvas, int x, int y, int width, int height, const GPtrArray *lines,
                  gboolean focused) {
  if (has_filter(list) && height > 1) {
    draw_filter(list, canvas, x, y, width, lines->len, focused);
    y++;
    height--;
  }
  turn_page(list, (guint)height);
  if (list->shown->len == 0) {
    bk_canvas_put_fit(canvas, x + 1, y, width - 1, BK_ROLE_HINT, lines->len ? BK_("No match.") : "-");
    if (focused && !list->filtering)
      bk_canvas_set_cursor(canvas, x, y);
  }
  int indent = bk_list_indent(list);
  for (guint i = list->top; i < list->shown->len && i < list->top + list->height; i++) {
    int row = y + (int)(i - list->top);
    gboolean here = i == list->selected && focused && !list->filtering;
    BkRole role = here && list->lit ? BK_ROLE_FOCUS : BK_ROLE_PLAIN;
    for (int cell = x; here && list->lit && cell < x + width; cell++) /* the whole row */
      bk_canvas_put(canvas, cell, row, role, " ");
    if (i == list->selected && (focused || !list->quiet))
      bk_canvas_put(canvas, x, row, role, ">");
    if (here)
      bk_canvas_set_cursor(canvas, x, row);
    g_autofree char *number = g_strdup_printf("%*u", indent - 2, i + 1);
    if (!list->plain)
      bk_canvas_put(canvas, x + 1, row, role, number);
    bk_canvas_put_fit(canvas, x + indent, row, width - indent, role,
                      lines->pdata[g_array_index(list->shown, guint, i)]);
  }
}
