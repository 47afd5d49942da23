/* layout.c: places the parts of a page on a canvas of any size. */
#include "base/text.h"
#include "ui/part.h"
#include "words/fill.h"

#include <string.h>

#define FIELD_MAX 66 /* cells; longer fields are only farther to look */
#define TEXT_MAX 76  /* cells of a line of text */
#define LIST_MIN 3
#define BESIDE_MAX 20 /* cells of a label that may stand beside its field */
#define BESIDE_THIN 30
#define ALIGN_MAX 6

typedef struct {
  int left, width; /* of the body */
  int label;       /* column of the values of pairs */
  int beside;      /* column of fields whose labels stand beside them */
} Columns;

static char **wrap(const Columns *columns, const char *text) {
  return bk_text_wrap(text, MAX(1, MIN(columns->width, TEXT_MAX)));
}

static char **wrap_pair(const Columns *columns, const char *text) {
  return bk_text_wrap(text, MAX(1, MIN(columns->width, TEXT_MAX) - columns->label));
}

/* A label beside its field is a line less, and on a thin line fewer bytes. */
static gboolean may_stand_beside(const BkPage *page, const char *label) {
  return page->width >= 30 &&
         bk_text_width(label) <= (page->thin ? MIN(BESIDE_THIN, page->width / 2) : BESIDE_MAX);
}

/* ---- buttons --------------------------------------------------------------------------------------- */

static char *button_text(const BkPage *page, const BkButton *button) {
  const char *label = page->compact ? button->brief : button->label;
  if (button->toggle)
    return g_strdup_printf("[%s] %s", button->on ? "x" : " ", label);
  return g_strdup_printf(page->compact ? "(%s)" : "( %s )", label);
}

/* Draws the row of buttons, or only counts its lines when canvas is NULL. */
static int place_buttons(const BkPage *page, const BkPart *part, const Columns *columns, BkCanvas *canvas,
                         int y, BkFocus focus) {
  int x = 0, rows = 1, space = page->compact ? 1 : 2;
  for (guint i = 0; i < part->buttons->len; i++) {
    const BkButton *button = part->buttons->pdata[i];
    g_autofree char *text = button_text(page, button);
    int width = MIN(bk_text_width(text), columns->width);
    if (x > 0 && x + width > columns->width) {
      rows++;
      x = 0;
    }
    if (canvas) {
      int row = y + rows - 1;
      gboolean focused = focus == BK_FOCUS_BUTTON(button->act);
      bk_canvas_put_fit(canvas, columns->left + x, row, width,
                        focused && !page->thin ? BK_ROLE_FOCUS : BK_ROLE_PLAIN, text);
      if (focused) /* on the first letter, or on the mark of a toggle */
        bk_canvas_set_cursor(canvas, columns->left + x + (page->compact || button->toggle ? 1 : 2), row);
    }
    x += width + space;
  }
  return rows;
}

/* ---- measuring -------------------------------------------------------------------------------------- */

static int lines_in(char **lines) {
  int count = (int)g_strv_length(lines);
  g_strfreev(lines);
  return count;
}

static void measure(const BkPage *page, const Columns *columns, BkPart *part) {
  switch (part->kind) {
  case BK_PART_TEXT:
    part->height = lines_in(wrap(columns, part->text));
    break;
  case BK_PART_PAIR:
    part->height = lines_in(wrap_pair(columns, part->text));
    break;
  case BK_PART_GAP:
    part->height = 1;
    break;
  case BK_PART_ADDRESS:
    part->height = (bk_text_width(part->text) + page->width - 1) / MAX(1, page->width);
    break;
  case BK_PART_PICTURE:
    part->height = (int)part->lines->len;
    break;
  case BK_PART_FIELD:
    part->height = part->beside ? 1 : 2;
    break;
  case BK_PART_LIST:
    part->height = bk_list_rows(part->list) + (part->label ? 1 : 0);
    break;
  case BK_PART_BUTTONS:
    part->height = place_buttons(page, part, columns, NULL, 0, NULL);
    break;
  }
}

static int total_height(const GPtrArray *parts) {
  int total = 0;
  for (guint i = 0; i < parts->len; i++)
    total += ((BkPart *)parts->pdata[i])->gone ? 0 : ((BkPart *)parts->pdata[i])->height;
  return total;
}

static Columns columns_of(const BkPage *page) {
  Columns columns = {
      .left = page->compact ? 0 : 2, .width = bk_page_width(page), .label = page->compact ? 0 : 10};
  for (guint i = 0; i < page->parts->len; i++) {
    const BkPart *part = page->parts->pdata[i];
    int width = part->label && !part->gone ? bk_text_width(part->label) : 0;
    if (part->kind == BK_PART_PAIR)
      columns.label = MAX(columns.label, width + (page->compact ? 1 : 2));
    if (part->kind == BK_PART_FIELD && may_stand_beside(page, part->label))
      columns.beside = MAX(columns.beside, width + (page->thin ? 2 : 1));
  }
  columns.label = MIN(columns.label, columns.width / 2);
  /* Values and fields in one column, unless a long label would push it far away. */
  if (page->thin && columns.label > 0 && ABS(columns.beside - columns.label) <= ALIGN_MAX)
    columns.beside = columns.label = MAX(columns.beside, columns.label);
  return columns;
}

/* ---- making it fit ---------------------------------------------------------------------------------- */

/* Takes rows from the lists, down to least each. Gives back what is still too much. */
static int shrink_lists(BkPage *page, int excess, int least) {
  for (guint i = 0; i < page->parts->len && excess > 0; i++) {
    BkPart *part = page->parts->pdata[i];
    if (part->kind != BK_PART_LIST)
      continue;
    int floor = MIN(part->height, least + (part->label ? 1 : 0));
    int taken = MIN(excess, part->height - floor);
    part->height -= taken;
    excess -= taken;
  }
  return excess;
}

static int drop(GPtrArray *parts, int excess, BkPartKind kind, BkKeep keep) {
  for (guint i = parts->len; i > 0 && excess > 0; i--) {
    BkPart *part = parts->pdata[i - 1];
    gboolean matches = kind == BK_PART_GAP ? part->kind == BK_PART_GAP : part->kind != BK_PART_GAP;
    if (part->gone || !matches || part->keep != keep)
      continue;
    part->gone = TRUE;
    excess -= part->height;
  }
  return excess;
}

static int labels_beside(BkPage *page, int excess) {
  for (guint i = page->parts->len; i > 0 && excess > 0; i--) {
    BkPart *part = page->parts->pdata[i - 1];
    if (part->kind != BK_PART_FIELD || part->beside || !may_stand_beside(page, part->label))
      continue;
    part->beside = TRUE;
    part->height = 1;
    excess--;
  }
  return excess;
}

/* A label beside one field and above the next looks like a mistake. */
static void align_labels(BkPage *page) {
  gboolean any = FALSE;
  for (guint i = 0; i < page->parts->len; i++)
    any |= ((BkPart *)page->parts->pdata[i])->beside;
  if (any)
    labels_beside(page, G_MAXINT);
}

/* What was taken from a list more than needed goes back to it. */
static void grow_lists(BkPage *page, int room) {
  for (guint i = 0; i < page->parts->len && room > 0; i++) {
    BkPart *part = page->parts->pdata[i];
    if (part->kind != BK_PART_LIST)
      continue;
    int wanted = bk_list_rows(part->list) + (part->label ? 1 : 0) - part->height;
    int given = CLAMP(wanted, 0, room);
    part->height += given;
    room -= given;
  }
}

/* Sets columns, which are narrower when a long label has gone. */
static void fit(BkPage *page, Columns *columns, int room) {
  for (guint i = 0; i < page->parts->len; i++)
    measure(page, columns, page->parts->pdata[i]);
  if (page->thin) {
    drop(page->parts, G_MAXINT, BK_PART_TEXT, BK_KEEP_NICE);
    labels_beside(page, G_MAXINT);
  }
  int excess = total_height(page->parts) - room;
  excess = shrink_lists(page, excess, 2 * LIST_MIN);
  excess = drop(page->parts, excess, BK_PART_GAP, BK_KEEP_NICE);
  excess = labels_beside(page, excess);
  excess = drop(page->parts, excess, BK_PART_TEXT, BK_KEEP_NICE);
  excess = shrink_lists(page, excess, LIST_MIN);
  excess = drop(page->parts, excess, BK_PART_TEXT, BK_KEEP_USEFUL);
  shrink_lists(page, excess, 1);
  align_labels(page);
  *columns = columns_of(page);
  for (guint i = 0; i < page->parts->len; i++)
    if (((BkPart *)page->parts->pdata[i])->kind == BK_PART_PAIR)
      measure(page, columns, page->parts->pdata[i]);
  grow_lists(page, room - total_height(page->parts));
}

/* All but what the screen cannot do without; or all of it again. */
static void hide_rest(const BkPage *page, gboolean gone) {
  for (guint i = 0; i < page->parts->len; i++) {
    BkPart *part = page->parts->pdata[i];
    part->gone = gone && part->keep != BK_KEEP_ALWAYS;
  }
}

/* The rows that the screen itself cannot do without, in columns that only they need. */
static int essential(const BkPage *page) {
  int rows = 0;
  hide_rest(page, TRUE);
  Columns columns = columns_of(page);
  for (guint i = 0; i < page->parts->len; i++) {
    BkPart *part = page->parts->pdata[i];
    measure(page, &columns, part);
    if (part->kind == BK_PART_LIST)
      rows += MIN(part->height, LIST_MIN);
    else if (part->kind == BK_PART_FIELD)
      rows += may_stand_beside(page, part->label) ? 1 : 2;
    else if (part->kind != BK_PART_GAP && part->keep == BK_KEEP_ALWAYS)
      rows += part->height;
  }
  hide_rest(page, FALSE);
  return rows;
}

/* The rows of the status, and of a blank one above it where there is room. What
 * the screen above can do without gives way. */
static int fit_status(BkPage *page, const Columns *columns, int room) {
  int most = MAX(room - essential(page), MIN(3, room - 2));
  int blank = page->status->len > 0 && !page->compact ? 1 : 0;
  for (guint i = 0; i < page->status->len; i++)
    measure(page, columns, page->status->pdata[i]);
  for (BkKeep keep = BK_KEEP_NICE; keep <= BK_KEEP_USEFUL; keep++)
    drop(page->status, total_height(page->status) - most, BK_PART_TEXT, keep);
  return MIN(total_height(page->status) + blank, MAX(most, 0));
}

/* ---- drawing ---------------------------------------------------------------------------------------- */

static void put_lines(BkCanvas *canvas, int x, int y, BkRole role, char **lines) {
  for (char **line = lines; *line; line++)
    bk_canvas_put(canvas, x, y++, role, *line);
  g_strfreev(lines);
}

static void put_address(const BkPage *page, BkCanvas *canvas, int y, const char *url) {
  for (const char *p = url; *p;) {
    const char *end = p;
    int cells = 0;
    while (*end && cells + bk_text_char_width(g_utf8_get_char(end)) <= page->width) {
      cells += bk_text_char_width(g_utf8_get_char(end));
      end = g_utf8_next_char(end);
    }
    if (end == p)
      break;
    g_autofree char *line = g_strndup(p, (gsize)(end - p));
    bk_canvas_put(canvas, 0, y++, BK_ROLE_PLAIN, line);
    p = end;
  }
}

static void draw_field(const Columns *columns, const BkPart *part, BkCanvas *canvas, int y, BkFocus focus) {
  int x = columns->left, width = MIN(columns->width, FIELD_MAX);
  bk_canvas_put_fit(canvas, x, y, width, BK_ROLE_PLAIN, part->label);
  if (part->beside) {
    x += columns->beside;
    width -= columns->beside;
  } else
    y++;
  bk_field_draw(part->field, canvas, x, y, width, focus == part->field);
}

static void draw_part(const BkPage *page, const Columns *columns, const BkPart *part, BkCanvas *canvas, int y,
                      BkFocus focus) {
  switch (part->kind) {
  case BK_PART_GAP:
    break;
  case BK_PART_TEXT:
    put_lines(canvas, columns->left, y, part->role, wrap(columns, part->text));
    break;
  case BK_PART_PAIR:
    bk_canvas_put_fit(canvas, columns->left, y, columns->label - 1, BK_ROLE_HINT, part->label);
    put_lines(canvas, columns->left + columns->label, y, BK_ROLE_PLAIN, wrap_pair(columns, part->text));
    break;
  case BK_PART_ADDRESS:
    put_address(page, canvas, y, part->text);
    break;
  case BK_PART_PICTURE:
    for (guint i = 0; i < part->lines->len; i++)
      bk_canvas_put(canvas, 0, y + (int)i, BK_ROLE_PLAIN, part->lines->pdata[i]);
    break;
  case BK_PART_FIELD:
    draw_field(columns, part, canvas, y, focus);
    break;
  case BK_PART_LIST: {
    int head = part->label ? 1 : 0, x = MAX(0, columns->left - 1);
    if (head)
      bk_canvas_put_fit(canvas, x + bk_list_indent(part->list), y, columns->width, BK_ROLE_HINT, part->label);
    bk_list_draw(part->list, canvas, x, y + head, columns->width + columns->left - x, part->height - head,
                 part->lines, focus == part->list);
    break;
  }
  case BK_PART_BUTTONS:
    place_buttons(page, part, columns, canvas, y, focus);
    break;
  }
}

/* The body on a sheet as long as it needs; of that, the part with the focus comes onto the canvas. */
static void draw_body(const BkPage *page, const Columns *columns, BkCanvas *canvas, int top, int room,
                      BkFocus focus) {
  int height = MAX(1, total_height(page->parts)), y = 0;
  g_autoptr(BkCanvas) sheet = bk_canvas_new(page->width, height, bk_canvas_ascii(canvas));
  for (guint i = 0; i < page->parts->len; i++) {
    const BkPart *part = page->parts->pdata[i];
    if (part->gone)
      continue;
    draw_part(page, columns, part, sheet, y, focus);
    y += part->height;
  }
  int x = 0, at = 0;
  bk_canvas_get_cursor(sheet, &x, &at);
  int offset = height <= room ? 0 : CLAMP(at - room + 2, 0, height - room);
  bk_canvas_copy_rows(canvas, top, sheet, offset, room);
}

static void draw_status(const BkPage *page, const Columns *columns, BkCanvas *canvas, int y, int rows) {
  int end = y + rows;
  y = MAX(y, end - total_height(page->status));
  for (guint i = 0; i < page->status->len; i++) {
    const BkPart *part = page->status->pdata[i];
    g_auto(GStrv) lines = part->gone ? NULL : wrap(columns, part->text);
    for (char **line = lines; line && *line && y < end; line++)
      bk_canvas_put(canvas, columns->left, y++, part->role, *line);
  }
}

static void draw_head(const BkPage *page, BkCanvas *canvas) {
  GString *right = g_string_new(page->name);
  if (page->steps > 0 && page->compact)
    g_string_append_printf(right, " %d/%d", page->step, page->steps);
  else if (page->steps > 0) {
    g_autofree char *step = g_strdup_printf("%d", page->step), *steps = g_strdup_printf("%d", page->steps);
    g_autofree char *text =
        bk_words_fill(BK_(", step {0} of {1}"), (BkWord[]){{"0", step}, {"1", steps}, {NULL, NULL}});
    g_string_append(right, text);
  }
  int margin = page->compact ? 0 : 1;
  /* Behind the last column a terminal's cursor is nowhere: coming back costs bytes. */
  int last = page->width - MAX(margin, page->thin ? 1 : 0);
  int edge = bk_canvas_put_right(canvas, last, 0, BK_ROLE_HINT, right->str);
  g_string_free(right, TRUE);
  int x = margin;
  if (!page->compact)
    x = bk_canvas_put(canvas, x, 0, BK_ROLE_RULE, "backin") + 2;
  bk_canvas_put_fit(canvas, x, 0, edge - x - 1, BK_ROLE_TITLE, page->title);
}

/* Across the screen, where there is room and the line is fast. There is none at the sides: a password, a code
 * or an address is copied with its line, and nothing else. */
static void draw_rule(const BkPage *page, BkCanvas *canvas, int y) {
  if (page->compact)
    return;
  for (int x = 1; x < page->width - 1; x++)
    bk_canvas_put(canvas, x, y, BK_ROLE_RULE, bk_canvas_ascii(canvas) ? "-" : "─");
}

/* Two spaces are between one key with its meaning and the next. */
static void draw_keys(const BkPage *page, BkCanvas *canvas, int x, int y, int width, const char *keys) {
  bk_canvas_put_fit(canvas, x, y, width, BK_ROLE_HINT, keys);
  g_auto(GStrv) items = g_strsplit(page->compact || bk_text_width(keys) > width ? "" : keys, "  ", -1);
  for (char **item = items; *item; item++) {
    g_autofree char *key = g_strndup(*item, strcspn(*item, " "));
    bk_canvas_put(canvas, x, y, BK_ROLE_KEY, key);
    x += bk_text_width(*item) + 2;
  }
}

static int head_rows(const BkPage *page) {
  return page->compact ? 1 : 2;
}

static int foot_rows(const BkPage *page) {
  return page->compact ? 2 : 3;
}

int bk_page_room(const BkPage *page) {
  return page->spoken ? 0 : page->height - head_rows(page) - foot_rows(page);
}

void bk_page_draw(BkPage *page, BkCanvas *canvas, BkFocus focus) {
  if (page->width < BK_PAGE_WIDTH_MIN || page->height < BK_PAGE_HEIGHT_MIN) {
    bk_canvas_put_fit(canvas, 0, 0, page->width, BK_ROLE_PLAIN, BK_("Too small: 20x8 at least."));
    bk_canvas_set_cursor(canvas, 0, 0);
    return;
  }
  Columns columns = columns_of(page);
  int margin = page->compact ? 0 : 1, head = head_rows(page);
  draw_head(page, canvas);
  draw_rule(page, canvas, 1);
  draw_rule(page, canvas, page->height - foot_rows(page));
  int room = bk_page_room(page), status = fit_status(page, &columns, room);
  fit(page, &columns, room - status);
  draw_body(page, &columns, canvas, head, room - status, focus);
  draw_status(page, &columns, canvas, head + room - status, status);
  g_autofree char *say = bk_page_hint(page, page->width - 2 * margin, focus);
  bk_canvas_put_fit(canvas, margin, page->height - 2, page->width - 2 * margin, BK_ROLE_HINT, say);
  int keys_width = page->width - MAX(1, 2 * margin); /* some terminals cannot draw their last cell */
  g_autofree char *keys = bk_page_keys(page, keys_width, focus);
  draw_keys(page, canvas, margin, page->height - 1, keys_width, keys);
  int x, row;
  if (!bk_canvas_get_cursor(canvas, &x, &row)) /* nothing takes the focus: the head is read first */
    bk_canvas_set_cursor(canvas, margin, 0);
}
