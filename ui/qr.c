#include "ui/qr.h"

#include <qrencode.h>

#define LIGHT_BIT 1u

static gboolean is_light(const QRcode *code, int x, int y) {
  x -= BK_QR_QUIET;
  y -= BK_QR_QUIET;
  gboolean inside = x >= 0 && y >= 0 && x < code->width && y < code->width;
  return !inside || !(code->data[y * code->width + x] & LIGHT_BIT);
}

static char *line_of(const QRcode *code, int y, int side) {
  static const char *const blocks[] = {" ", "\u2584", "\u2580", "\u2588"}; /* none, lower, upper, both */
  GString *line = g_string_new(NULL);
  for (int x = 0; x < side; x++) {
    gboolean lower = y + 1 < side && is_light(code, x, y + 1);
    g_string_append(line, blocks[(is_light(code, x, y) ? 2 : 0) + (lower ? 1 : 0)]);
  }
  return g_string_free(line, FALSE);
}

GPtrArray *bk_qr_lines(const char *text, int rows, int columns) {
  if (!g_get_charset(NULL))
    return NULL;
  QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
  int side = code ? code->width + 2 * BK_QR_QUIET : 0;
  GPtrArray *lines = NULL;
  if (code && (side + 1) / 2 <= rows && side <= columns)
    lines = g_ptr_array_new_with_free_func(g_free);
  for (int y = 0; lines && y < side; y += 2)
    g_ptr_array_add(lines, line_of(code, y, side));
  QRcode_free(code);
  return lines;
}
