#include "ui/canvas.h"

#include "base/text.h"

#include <string.h>

struct BkCanvas {
  int width, height;
  gboolean ascii;
  int cursor_x, cursor_y; /* -1: none */
  BkCell *cells;
};

static const BkCell blank = {{' ', 0, 0}, 1, BK_ROLE_PLAIN};

BkCanvas *bk_canvas_new(int width, int height, gboolean ascii) {
  BkCanvas *canvas = g_new0(BkCanvas, 1);
  canvas->width = CLAMP(width, 1, BK_CANVAS_MAX_WIDTH);
  canvas->height = CLAMP(height, 1, BK_CANVAS_MAX_HEIGHT);
  canvas->ascii = ascii;
  canvas->cursor_x = canvas->cursor_y = -1;
  gsize count = (gsize)canvas->width * (gsize)canvas->height;
  canvas->cells = g_new(BkCell, count);
  for (gsize i = 0; i < count; i++)
    canvas->cells[i] = blank;
  return canvas;
}

void bk_canvas_free(BkCanvas *canvas) {
  if (!canvas)
    return;
  explicit_bzero(canvas->cells, sizeof(BkCell) * (gsize)canvas->width * (gsize)canvas->height);
  g_free(canvas->cells);
  g_free(canvas);
}

int bk_canvas_width(const BkCanvas *canvas) {
  return canvas->width;
}

int bk_canvas_height(const BkCanvas *canvas) {
  return canvas->height;
}

gboolean bk_canvas_ascii(const BkCanvas *canvas) {
  return canvas->ascii;
}

static BkCell *at(const BkCanvas *canvas, int x, int y) {
  return &canvas->cells[(gsize)y * (gsize)canvas->width + (gsize)x];
}

const BkCell *bk_canvas_cell(const BkCanvas *canvas, int x, int y) {
  g_return_val_if_fail(x >= 0 && y >= 0 && x < canvas->width && y < canvas->height, &blank);
  return at(canvas, x, y);
}

gboolean bk_cell_equal(const BkCell *a, const BkCell *b) {
  return a->width == b->width && a->role == b->role && a->text[0] == b->text[0] && a->text[1] == b->text[1] &&
         a->text[2] == b->text[2];
}

/* Half a wide character may not stay behind when the other half is drawn over. */
static void clear_cell(BkCanvas *canvas, int x, int y) {
  BkCell *cell = at(canvas, x, y);
  if (cell->width == 0 && x > 0)
    *at(canvas, x - 1, y) = blank;
  if (cell->width == 2 && x + 1 < canvas->width)
    *at(canvas, x + 1, y) = blank;
  *cell = blank;
}

static void put_cell(BkCanvas *canvas, int x, int y, BkRole role, gunichar c, int width) {
  if (y < 0 || y >= canvas->height || x < 0 || x + width > canvas->width)
    return;
  for (int i = 0; i < width; i++)
    clear_cell(canvas, x + i, y);
  *at(canvas, x, y) = (BkCell){{c, 0, 0}, (guint8)width, (guint8)role};
  if (width == 2)
    *at(canvas, x + 1, y) = (BkCell){{0, 0, 0}, 0, (guint8)role};
}

static void put_mark(BkCanvas *canvas, int x, int y, gunichar mark) {
  if (y < 0 || y >= canvas->height || x < 0 || x >= canvas->width)
    return;
  BkCell *cell = at(canvas, x, y);
  for (int i = 1; i < 3; i++)
    if (cell->text[i] == 0) {
      cell->text[i] = mark;
      return;
    }
}

int bk_canvas_put(BkCanvas *canvas, int x, int y, BkRole role, const char *text) {
  int last = -1;
  for (const char *p = text; p && *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char_validated(p, -1);
    if (c >= (gunichar)-2)
      break; /* cleaned text is valid: what is not, is not drawn */
    if (g_unichar_iscntrl(c))
      continue;
    int width = bk_text_char_width(c);
    if (c > 0x7e && canvas->ascii) {
      if (width == 0)
        continue;
      int cells = c == 0x2026 ? 3 : width; /* as wide as it was, but for the ellipsis */
      for (int i = 0; i < cells; i++)
        put_cell(canvas, x++, y, role, c == 0x2026 ? '.' : '?', 1);
      last = x - 1;
      continue;
    }
    if (width == 0) {
      put_mark(canvas, last, y, c);
      continue;
    }
    put_cell(canvas, x, y, role, c, width);
    last = x;
    x += width;
  }
  return x;
}

int bk_canvas_put_fit(BkCanvas *canvas, int x, int y, int width, BkRole role, const char *text) {
  if (width <= 0 || !text)
    return x;
  g_autofree char *fit = bk_text_fit(text, width, canvas->ascii);
  return bk_canvas_put(canvas, x, y, role, fit);
}

int bk_canvas_put_right(BkCanvas *canvas, int x, int y, BkRole role, const char *text) {
  int start = MAX(0, x - bk_text_width(text));
  bk_canvas_put_fit(canvas, start, y, x - start, role, text);
  return start;
}

void bk_canvas_set_cursor(BkCanvas *canvas, int x, int y) {
  canvas->cursor_x = CLAMP(x, 0, canvas->width - 1);
  canvas->cursor_y = CLAMP(y, 0, canvas->height - 1);
}

gboolean bk_canvas_get_cursor(const BkCanvas *canvas, int *ret_x, int *ret_y) {
  if (canvas->cursor_x < 0)
    return FALSE;
  *ret_x = canvas->cursor_x;
  *ret_y = canvas->cursor_y;
  return TRUE;
}

void bk_canvas_fill(BkCanvas *canvas, gunichar c) {
  gsize count = (gsize)canvas->width * (gsize)canvas->height;
  for (gsize i = 0; i < count; i++)
    canvas->cells[i] = (BkCell){{c, 0, 0}, 1, BK_ROLE_PLAIN};
}

void bk_canvas_copy_rows(BkCanvas *canvas, int y, const BkCanvas *from, int from_y, int rows) {
  for (int i = 0; i < rows; i++) {
    if (y + i < 0 || y + i >= canvas->height || from_y + i < 0 || from_y + i >= from->height)
      continue;
    for (int x = 0; x < MIN(canvas->width, from->width); x++)
      *at(canvas, x, y + i) = *at(from, x, from_y + i);
    if (from->cursor_y == from_y + i)
      bk_canvas_set_cursor(canvas, from->cursor_x, y + i);
  }
}

char *bk_canvas_dump(const BkCanvas *canvas) {
  GString *out = g_string_new(NULL);
  for (int y = 0; y < canvas->height; y++) {
    for (int x = 0; x < canvas->width; x++) {
      const BkCell *cell = at(canvas, x, y);
      for (int i = 0; cell->width && i < 3 && cell->text[i]; i++)
        g_string_append_unichar(out, cell->text[i]);
    }
    g_string_append(out, "|\n");
    if (y == canvas->cursor_y)
      g_string_append_printf(out, "%*s\n", canvas->cursor_x + 1, "^");
  }
  return g_string_free(out, FALSE);
}
