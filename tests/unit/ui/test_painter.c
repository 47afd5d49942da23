/* What the painter writes, read by a model of the terminal that knows its description alone, is the canvas:
 * after one paint, after many, at the edges, with wide characters, and from whatever stood there before. */
#include "ui/painter.h"

#include "bench/described.c"
#include "bench/screen.c"

#include <locale.h>

#define WIDTH 40
#define HEIGHT 12
#define PAINTS 60

static const char *const terms[] = {
    "vt220",   "vt100",   "vt52",   "linux",   "xterm-256color", "tmux-256color", "adm3a",   "wyse50",
    "hp2621",  "tvi912b", "avatar", "hz1500",  "ansi",           "sun",           "screen",  "cons25",
    "qnx",     "pcansi",  "d200",   "vt320",   "vt420",          "wy160",         "att4424", "tek4107",
    "ibm3151", "h19",     "aaa",    "minitel", "adm42",          "beterm",        "cygwin",  "eterm",
    "kitty",   "hp70092", "z19"};

static void draw_some(BkCanvas *canvas, GRand *rand) {
  static const char *const texts[] = {"a", "word ", "    ", "another word", "日本", "é", "-----"};
  int count = g_rand_int_range(rand, 1, 12);
  for (int i = 0; i < count; i++)
    bk_canvas_put(canvas, g_rand_int_range(rand, -2, WIDTH), g_rand_int_range(rand, 0, HEIGHT),
                  (BkRole)g_rand_int_range(rand, 0, BK_ROLE_COUNT),
                  texts[g_rand_int_range(rand, 0, G_N_ELEMENTS(texts))]);
  bk_canvas_set_cursor(canvas, g_rand_int_range(rand, 0, WIDTH), g_rand_int_range(rand, 0, HEIGHT));
}

static void compare(const char *term, const BkCanvas *canvas, const Screen *screen) {
  int x = 0, y = 0;
  for (int row = 0; row < HEIGHT; row++)
    for (int column = 0; column < WIDTH; column++) {
      const BkCell *cell = bk_canvas_cell(canvas, column, row);
      if (row == HEIGHT - 1 && column + cell->width >= WIDTH)
        continue; /* some cannot draw there */
      g_assert_cmpuint(cell->text[0], ==, screen_at(screen, column, row)->c);
    }
  bk_canvas_get_cursor(canvas, &x, &y);
  if (x != screen->x || y != screen->y)
    g_test_fail_printf("%s: the cursor is at %d,%d, not %d,%d", term, screen->x, screen->y, x, y);
}

static void test_paint(gconstpointer data) {
  const char *term = data;
  int error = 0;
  g_assert_cmpint(setupterm(term, 1, &error), ==, OK);
  TERMINAL *own = cur_term;
  g_autoptr(BkPainter) painter = bk_painter_new(FALSE, 9600);
  Screen *screen = screen_new(WIDTH, HEIGHT);
  Described *described = described_new(screen, term);
  GRand *rand = g_rand_new_with_seed(7);
  BkCanvas *canvas = bk_canvas_new(WIDTH, HEIGHT, FALSE);
  for (int i = 0; i < PAINTS; i++) {
    g_autoptr(GString) bytes = g_string_new(NULL);
    if (g_rand_int_range(rand, 0, 4) == 0) { /* another screen altogether */
      bk_canvas_free(canvas);
      canvas = bk_canvas_new(WIDTH, HEIGHT, FALSE);
    }
    if (i == PAINTS / 2)
      bk_painter_forget(painter);
    draw_some(canvas, rand);
    bk_painter_paint(painter, canvas, bytes);
    described_feed(described, bytes->str, bytes->len);
    described_settle(described);
    g_assert_cmpstr(described_trouble(described), ==, NULL);
    compare(term, canvas, screen);
    g_string_truncate(bytes, 0);
    bk_painter_paint(painter, canvas, bytes); /* nothing has changed: nothing is sent */
    g_assert_cmpuint(bytes->len, ==, 0);
  }
  g_rand_free(rand);
  bk_canvas_free(canvas);
  described_free(described);
  screen_free(screen);
  del_curterm(own);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(terms); i++) {
    g_autofree char *name = g_strdup_printf("/painter/%s", terms[i]);
    g_test_add_data_func(name, terms[i], test_paint);
  }
  return g_test_run();
}
