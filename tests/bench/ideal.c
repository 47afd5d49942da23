/* ideal.c: the fewest bytes for a change of the screen, on a VT100 and by this formula:
 *
 *   the bytes of each cell that differs (UTF-8 its length, line drawing 1)
 * + between them the cheapest move: CUP, CUF, CUB, CUU, CUD, CR, LF, BS, or writing what stands there again
 * + switches of attributes (SGR) and of the line-drawing set, there and back
 * + 3 for each row whose end turns blank (EL)
 * + the move of the cursor to its place;
 * or, where that is less, 6 (home, clear) and all of it on a blank screen.
 *
 * Without scrolling, insertion, repetition or wiping below a row, so a painter that uses them may need less.
 */
#include "screen.h"

#include <string.h>

typedef struct {
  int bytes, x, y;
  guint look;
  gboolean acs;
} Pen;

static int digits(int n) {
  return n < 10 ? 1 : n < 100 ? 2 : 3;
}

/* CUF and the like: the number is left out when it is 1. */
static int by(int n) {
  return n == 0 ? 0 : 3 + (n == 1 ? 0 : digits(n));
}

static int cell_bytes(const Cell *cell) {
  return cell->acs ? 1 : cell->c == 0 ? 0 : g_unichar_to_utf8(cell->c, NULL);
}

static int sideways(const Screen *to, const Pen *pen, int from, int x, int y) {
  int best = from > x ? MIN(from - x, by(from - x)) : by(x - from), again = 0;
  for (int i = from; i < x; i++) {
    const Cell *cell = screen_at(to, i, y);
    if (cell->look != pen->look || cell->acs != pen->acs)
      return best;
    again += cell_bytes(cell);
  }
  return from < x ? MIN(best, again) : best;
}

static void go(const Screen *to, Pen *pen, int x, int y) {
  if (pen->x == x && pen->y == y)
    return;
  int down = pen->y < y ? MIN(y - pen->y, by(y - pen->y)) : by(pen->y - y);
  int place = x == 0 && y == 0 ? 3 : 4 + digits(y + 1) + digits(x + 1);
  int steps = down + MIN(sideways(to, pen, MIN(pen->x, to->width - 1), x, y), 1 + sideways(to, pen, 0, x, y));
  pen->bytes += MIN(place, steps);
  pen->x = x;
  pen->y = y;
}

static void set_look(Pen *pen, guint look, gboolean acs) {
  if (pen->look != look) {
    int codes = 0, length = 0;
    for (int i = 0; i < 8; i++)
      codes += (look & 1u << i) != 0;
    length = codes + (look & 0xff00u ? 2 : 0) + (look & 0xff0000u ? 2 : 0);
    codes += (look & 0xff00u) != 0;
    codes += (look & 0xff0000u) != 0;
    pen->bytes += look ? 3 + length + codes - 1 : 3;
  }
  pen->bytes += pen->acs != acs;
  pen->look = look;
  pen->acs = acs;
}

static gboolean same(const Cell *a, const Cell *b) {
  return a->c == b->c && a->look == b->look && a->acs == b->acs;
}

static void paint_row(const Screen *from, const Screen *to, Pen *pen, int y) {
  int end = to->width, changed = 0;
  while (end > 0 && screen_at(to, end - 1, y)->c == ' ' && screen_at(to, end - 1, y)->look == 0)
    end--;
  for (int x = end; x < to->width; x++)
    changed += !same(screen_at(from, x, y), screen_at(to, x, y));
  for (int x = 0; x < (changed > 3 ? end : to->width); x++) {
    const Cell *cell = screen_at(to, x, y);
    if (cell->c == 0 || same(screen_at(from, x, y), cell))
      continue;
    go(to, pen, x, y);
    set_look(pen, cell->look, cell->acs);
    pen->bytes += cell_bytes(cell);
    pen->x = x + (x + 1 < to->width && screen_at(to, x + 1, y)->c == 0 ? 2 : 1);
  }
  if (changed > 3) {
    set_look(pen, 0, FALSE);
    go(to, pen, end, y);
    pen->bytes += 3;
  }
}

static int difference(const Screen *from, const Screen *to) {
  Pen pen = {0, from->x, from->y, 0, FALSE};
  for (int y = 0; y < to->height; y++)
    paint_row(from, to, &pen, y);
  set_look(&pen, 0, FALSE);
  go(to, &pen, to->x, to->y);
  return pen.bytes;
}

int ideal_bytes(const Screen *from, const Screen *to) {
  Screen *empty = screen_new(to->width, to->height);
  int anew = 6 + difference(empty, to);
  screen_free(empty);
  return from ? MIN(anew, difference(from, to)) : anew;
}
