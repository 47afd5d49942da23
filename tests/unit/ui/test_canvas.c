#include "ui/canvas.h"

#include <glib.h>
#include <locale.h>
#include <string.h>

static void dumps(const BkCanvas *canvas, const char *expected) {
  g_autofree char *text = bk_canvas_dump(canvas);
  g_assert_cmpstr(text, ==, expected);
}

static void test_put(void) {
  g_autoptr(BkCanvas) canvas = bk_canvas_new(6, 2, FALSE);
  g_assert_cmpint(bk_canvas_put(canvas, 1, 0, BK_ROLE_PLAIN, "abc"), ==, 4);
  bk_canvas_set_cursor(canvas, 4, 0);
  dumps(canvas, " abc  |\n    ^\n      |\n");
}

static void test_clipping(void) {
  g_autoptr(BkCanvas) canvas = bk_canvas_new(4, 1, FALSE);
  bk_canvas_put(canvas, -2, 0, BK_ROLE_PLAIN, "abcdefgh");
  bk_canvas_put(canvas, 0, 1, BK_ROLE_PLAIN, "below");
  bk_canvas_put(canvas, 0, -1, BK_ROLE_PLAIN, "above");
  dumps(canvas, "cdef|\n");
}

static void test_wide(void) {
  g_autoptr(BkCanvas) canvas = bk_canvas_new(5, 1, FALSE);
  g_assert_cmpint(bk_canvas_put(canvas, 0, 0, BK_ROLE_PLAIN, "日本"), ==, 4);
  g_assert_cmpint(bk_canvas_cell(canvas, 0, 0)->width, ==, 2);
  g_assert_cmpint(bk_canvas_cell(canvas, 1, 0)->width, ==, 0);
  dumps(canvas, "日本 |\n");
  bk_canvas_put(canvas, 1, 0, BK_ROLE_PLAIN, "x"); /* over the right half: the left one goes */
  dumps(canvas, " x本 |\n");
  bk_canvas_put(canvas, 4, 0, BK_ROLE_PLAIN, "日"); /* only half of it would fit */
  dumps(canvas, " x本 |\n");
}

static void test_combining(void) {
  g_autoptr(BkCanvas) canvas = bk_canvas_new(4, 1, FALSE);
  g_assert_cmpint(bk_canvas_put(canvas, 0, 0, BK_ROLE_PLAIN, "e\xcc\x81x"), ==, 2);
  g_assert_cmpuint(bk_canvas_cell(canvas, 0, 0)->text[1], ==, 0x301);
  bk_canvas_put(canvas, 0, 0, BK_ROLE_PLAIN, "\xcc\x81"); /* nothing to combine with */
  dumps(canvas, "e\xcc\x81x  |\n");
}

static void test_controls(void) {
  g_autoptr(BkCanvas) canvas = bk_canvas_new(12, 1, FALSE);
  bk_canvas_put(canvas, 0, 0, BK_ROLE_PLAIN,
                "a\033[2J\r\nb\x7f\xc2\x9b"
                "c");
  dumps(canvas, "a[2Jbc      |\n");
  bk_canvas_put(canvas, 0, 0, BK_ROLE_PLAIN, "x\xff\xfe");
  dumps(canvas, "x[2Jbc      |\n");
}

static void test_ascii(void) {
  g_autoptr(BkCanvas) canvas = bk_canvas_new(10, 1, TRUE);
  bk_canvas_put(canvas, 0, 0, BK_ROLE_PLAIN, "é日e\xcc\x81…");
  dumps(canvas, "???e...   |\n");
}

static void test_fit(void) {
  g_autoptr(BkCanvas) canvas = bk_canvas_new(8, 1, FALSE);
  bk_canvas_put_fit(canvas, 0, 0, 5, BK_ROLE_PLAIN, "abcdefgh");
  dumps(canvas, "abcd…   |\n");
  g_autoptr(BkCanvas) right = bk_canvas_new(8, 1, FALSE);
  g_assert_cmpint(bk_canvas_put_right(right, 8, 0, BK_ROLE_PLAIN, "xyz"), ==, 5);
  dumps(right, "     xyz|\n");
}

static void test_limits(void) {
  g_autoptr(BkCanvas) huge = bk_canvas_new(30000, 30000, FALSE);
  g_assert_cmpint(bk_canvas_width(huge), ==, BK_CANVAS_MAX_WIDTH);
  g_assert_cmpint(bk_canvas_height(huge), ==, BK_CANVAS_MAX_HEIGHT);
  g_autoptr(BkCanvas) none = bk_canvas_new(0, -3, FALSE);
  g_assert_cmpint(bk_canvas_width(none), ==, 1);
  bk_canvas_set_cursor(none, 9, 9);
  int x, y;
  g_assert_true(bk_canvas_get_cursor(none, &x, &y));
  g_assert_cmpint(x + y, ==, 0);
}

static void test_copy_rows(void) {
  g_autoptr(BkCanvas) from = bk_canvas_new(3, 4, FALSE), to = bk_canvas_new(3, 2, FALSE);
  bk_canvas_put(from, 0, 2, BK_ROLE_PLAIN, "two");
  bk_canvas_set_cursor(from, 1, 2);
  bk_canvas_copy_rows(to, 0, from, 2, 5);
  dumps(to, "two|\n ^\n   |\n");
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/canvas/put", test_put);
  g_test_add_func("/canvas/clipping", test_clipping);
  g_test_add_func("/canvas/wide", test_wide);
  g_test_add_func("/canvas/combining", test_combining);
  g_test_add_func("/canvas/controls", test_controls);
  g_test_add_func("/canvas/ascii", test_ascii);
  g_test_add_func("/canvas/fit", test_fit);
  g_test_add_func("/canvas/limits", test_limits);
  g_test_add_func("/canvas/copy-rows", test_copy_rows);
  return g_test_run();
}
