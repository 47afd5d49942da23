/* focus.h: what the terminal's own cursor stands on, read from the drawn screen as a person would. */
#ifndef BK_TESTS_UI_FOCUS_H
#define BK_TESTS_UI_FOCUS_H

#include "ui/canvas.h"

static inline gunichar focus_char(const BkCanvas *canvas, int x, int y) {
  return x < 0 || x >= bk_canvas_width(canvas) ? 0 : bk_canvas_cell(canvas, x, y)->text[0];
}

static inline gboolean focus_holds(const BkCanvas *canvas, int from, int to, int y, gunichar c) {
  for (int x = MAX(from, 0); x < MIN(to, bk_canvas_width(canvas)); x++)
    if (focus_char(canvas, x, y) == c)
      return TRUE;
  return FALSE;
}

/* B: the first letter of a whole button; T: a toggle; L: a line of a list; F: a field; H: the head, when
 * nothing takes the focus; -: none of them. */
static inline char focus_kind(const BkCanvas *canvas) {
  int x = 0, y = 0, end = 0;
  g_assert_true(bk_canvas_get_cursor(canvas, &x, &y));
  if (focus_char(canvas, x - 1, y) == '[' && focus_char(canvas, x + 1, y) == ']' &&
      focus_char(canvas, x + 2, y) == ' ')
    return 'T';
  if (focus_char(canvas, x - 1, y) == '(' ||
      (focus_char(canvas, x - 1, y) == ' ' && focus_char(canvas, x - 2, y) == '(')) {
    for (end = x; end < bk_canvas_width(canvas) && focus_char(canvas, end, y) != ')'; end++)
      ;
    gboolean whole = focus_char(canvas, end, y) == ')' && !focus_holds(canvas, x, end, y, 0x2026);
    return whole && focus_char(canvas, x, y) != ' ' ? 'B' : '-';
  }
  if (focus_char(canvas, x, y) == '>')
    return 'L';
  if (focus_holds(canvas, 0, x, y, '[') && focus_holds(canvas, x, bk_canvas_width(canvas), y, ']'))
    return 'F';
  return y == 0 ? 'H' : '-';
}

#endif
