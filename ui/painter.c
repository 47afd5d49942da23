#include "ui/painter.h"

#include "ui/motion.h"

#include <curses.h>
#include <string.h>
#include <term.h>

#define WIPES_MAX 6     /* plans that wipe below a row */
#define CELL_BYTES 1024 /* a cell with the way to it and its look, padding and all, takes less */

struct BkPainter {
  BkMotions *motions;
  BkCanvas *shown;                  /* what is on the screen; NULL: nobody knows */
  int x, y;                         /* where the cursor is; -1: nobody knows */
  const char *clear, *below, *rest; /* wipe the screen, from here to its end, to the end of the line */
  const char *hold, *wrap;          /* at the right edge (rmam, smam) */
  const char *looks[BK_ROLE_COUNT]; /* what switches the look of a role on; NULL: it looks like plain text */
  char *colours[3];
  const char *plain;           /* switches every look off */
  gboolean wraps, keeps_looks; /* am, msgr */
  gboolean no_tilde;           /* hz */
};

/* What a plan has written, and what it has made of the terminal. */
typedef struct {
  GString *bytes;
  int x, y;
  BkRole look;
} Pen;

/* ---- what it looks like ---------------------------------------------------------------------------------
 */

static char *colour(int number) {
  const char *set = bk_motion_capability("setaf");
  return set && tigetnum("colors") >= 8 ? g_strdup(tparm(set, number, 0, 0, 0, 0, 0, 0, 0, 0)) : NULL;
}

/* An attribute that takes a cell of its own (xmc) would move what stands beside it. */
static void learn_looks(BkPainter *painter) {
  painter->plain = bk_motion_capability("sgr0");
  if (!painter->plain || tigetnum("xmc") > 0)
    return;
  painter->looks[BK_ROLE_TITLE] = painter->looks[BK_ROLE_KEY] = bk_motion_capability("bold");
  painter->looks[BK_ROLE_FOCUS] = bk_motion_capability("rev");
  const char *none = g_getenv("NO_COLOR");
  if (none && none[0])
    return;
  painter->looks[BK_ROLE_GOOD] = painter->colours[0] = colour(COLOR_GREEN);
  painter->looks[BK_ROLE_BAD] = painter->colours[1] = colour(COLOR_RED);
  painter->looks[BK_ROLE_RULE] = painter->colours[2] = colour(COLOR_CYAN);
}

static BkRole look_of(const BkPainter *painter, const BkCell *cell) {
  return painter->looks[cell->role] ? (BkRole)cell->role : BK_ROLE_PLAIN;
}

static gboolean same(const BkPainter *painter, const BkCell *a, const BkCell *b) {
  return a->width == b->width && memcmp(a->text, b->text, sizeof a->text) == 0 &&
         look_of(painter, a) == look_of(painter, b);
}

static gboolean is_blank(const BkPainter *painter, const BkCell *cell) {
  return cell->text[0] == ' ' && cell->text[1] == 0 && look_of(painter, cell) == BK_ROLE_PLAIN;
}

/* The column behind the last cell of a row that is not blank. */
static int end_of(const BkPainter *painter, const BkCanvas *canvas, int y) {
  int end = bk_canvas_width(canvas);
  while (end > 0 && is_blank(painter, bk_canvas_cell(canvas, end - 1, y)))
    end--;
  return end;
}

/* ---- the pen --------------------------------------------------------------------------------------------
 */

static void set_look(const BkPainter *painter, Pen *pen, BkRole look) {
  if (pen->look == look)
    return;
  if (pen->look != BK_ROLE_PLAIN)
    bk_motions_put(painter->motions, painter->plain, 1, pen->bytes);
  if (look != BK_ROLE_PLAIN)
    bk_motions_put(painter->motions, painter->looks[look], 1, pen->bytes);
  pen->look = look;
}

/* To a cell; what stands left of it in its row is already as the canvas has it. */
static void go(const BkPainter *painter, const BkCanvas *canvas, Pen *pen, int x, int y) {
  if (pen->x == x && pen->y == y)
    return;
  if (!painter->keeps_looks)
    set_look(painter, pen, BK_ROLE_PLAIN);
  char passed[BK_CANVAS_MAX_WIDTH];
  for (int i = 0; i < x; i++) {
    const BkCell *cell = bk_canvas_cell(canvas, i, y);
    gboolean again = cell->width == 1 && cell->text[0] < 0x7e && !cell->text[1];
    passed[i] = again && look_of(painter, cell) == pen->look ? (char)cell->text[0] : '\0';
  }
  bk_motions_go(painter->motions, &(BkMotion){pen->x, pen->y, x, y, passed}, pen->bytes);
  explicit_bzero(passed, (gsize)x);
  pen->x = x;
  pen->y = y;
}

static void write_cell(const BkPainter *painter, Pen *pen, const BkCell *cell) {
  if (painter->no_tilde && cell->text[0] == '~')
    g_string_append_c(pen->bytes, '-');
  else
    for (int i = 0; i < 3 && cell->text[i]; i++)
      g_string_append_unichar(pen->bytes, cell->text[i]);
}

/* Not every terminal takes modes while a look is on. */
static void hold_corner(const BkPainter *painter, Pen *pen, const char *mode) {
  set_look(painter, pen, BK_ROLE_PLAIN);
  bk_motions_put(painter->motions, mode, 1, pen->bytes);
}

/* What is written at the right edge may take the cursor anywhere, and at the end of the last row may move the
 * whole screen up. */
static void put_cell(const BkPainter *painter, const BkCanvas *canvas, Pen *pen, int x, int y) {
  const BkCell *cell = bk_canvas_cell(canvas, x, y);
  gboolean edge = painter->wraps && !bk_painter_spare(painter) && x + cell->width >= bk_canvas_width(canvas);
  gboolean corner = edge && y == bk_canvas_height(canvas) - 1;
  if (corner && !(painter->hold && painter->wrap))
    return;
  bk_motion_reserve(pen->bytes, CELL_BYTES);
  BkRole look = look_of(painter, cell);
  if (pen->look != look)
    set_look(painter, pen, BK_ROLE_PLAIN);
  go(painter, canvas, pen, x, y);
  if (corner)
    hold_corner(painter, pen, painter->hold);
  set_look(painter, pen, look);
  write_cell(painter, pen, cell);
  if (corner)
    hold_corner(painter, pen, painter->wrap);
  pen->x = edge ? -1 : MIN(x + cell->width, bk_canvas_width(canvas) - 1);
  pen->y = edge ? -1 : y;
}

static void paint_row(const BkPainter *painter, const BkCanvas *old, const BkCanvas *canvas, Pen *pen,
                      int y) {
  int end = end_of(painter, canvas, y), old_end = end_of(painter, old, y);
  gboolean wipe = painter->rest && old_end - end > (int)strlen(painter->rest);
  for (int x = 0; x < (wipe ? end : MAX(end, old_end)); x++) {
    const BkCell *cell = bk_canvas_cell(canvas, x, y);
    if (cell->width > 0 && !same(painter, cell, bk_canvas_cell(old, x, y)))
      put_cell(painter, canvas, pen, x, y);
  }
  if (!wipe)
    return;
  bk_motion_reserve(pen->bytes, CELL_BYTES);
  set_look(painter, pen, BK_ROLE_PLAIN);
  go(painter, canvas, pen, end, y);
  bk_motions_put(painter->motions, painter->rest, 1, pen->bytes);
}

/* ---- plans ----------------------------------------------------------------------------------------------
 */

typedef struct {
  int first; /* the row that is painted before the others; -1: none */
  int wipe;  /* everything from this row on is wiped first, 0: the whole screen; -1: nothing is */
} Plan;

static gboolean can_wipe(const BkPainter *painter) {
  return painter->clear || (painter->below && bk_motions_absolute(painter->motions));
}

/* The screen as it is once the plan has wiped what it wipes. */
static BkCanvas *wiped(const BkPainter *painter, const BkCanvas *canvas, int from) {
  int width = bk_canvas_width(canvas), height = bk_canvas_height(canvas);
  BkCanvas *old = bk_canvas_new(width, height, FALSE);
  if (painter->shown)
    bk_canvas_copy_rows(old, 0, painter->shown, 0, from < 0 ? height : from);
  else if (from < 0)
    bk_canvas_fill(old, 0xfffd); /* unlike anything that is drawn */
  return old;
}

static void wipe(const BkPainter *painter, const BkCanvas *canvas, Pen *pen, int from) {
  int height = bk_canvas_height(canvas);
  if (from == 0 && painter->clear) {
    bk_motions_put(painter->motions, painter->clear, height, pen->bytes);
    pen->x = pen->y = 0;
  } else if (from >= 0) {
    go(painter, canvas, pen, 0, from);
    bk_motions_put(painter->motions, painter->below, height - from, pen->bytes);
  }
}

static Pen carry_out(const BkPainter *painter, const BkCanvas *canvas, Plan plan) {
  Pen pen = {g_string_sized_new(512), painter->x, painter->y, BK_ROLE_PLAIN};
  int x = 0, y = 0;
  wipe(painter, canvas, &pen, plan.wipe);
  g_autoptr(BkCanvas) old = wiped(painter, canvas, plan.wipe);
  if (plan.first >= 0)
    paint_row(painter, old, canvas, &pen, plan.first);
  for (int row = 0; row < bk_canvas_height(canvas); row++)
    if (row != plan.first)
      paint_row(painter, old, canvas, &pen, row);
  bk_motion_reserve(pen.bytes, CELL_BYTES);
  set_look(painter, &pen, BK_ROLE_PLAIN);
  bk_canvas_get_cursor(canvas, &x, &y);
  go(painter, canvas, &pen, x, y);
  return pen;
}

static void consider(const BkPainter *painter, const BkCanvas *canvas, Plan plan, Pen *best) {
  Pen pen = carry_out(painter, canvas, plan);
  if (!best->bytes || pen.bytes->len < best->bytes->len) {
    if (best->bytes)
      bk_motion_drop(best->bytes);
    *best = pen;
  } else
    bk_motion_drop(pen.bytes);
}

/* Below rows that turn blank, wiping all of it at once may be shorter than row by row. */
static void consider_wipes(const BkPainter *painter, const BkCanvas *canvas, Pen *best) {
  int left = WIPES_MAX;
  for (int y = 1; painter->below && y < bk_canvas_height(canvas) && left > 0; y++)
    if (end_of(painter, canvas, y) == 0 && end_of(painter, painter->shown, y) > 0) {
      consider(painter, canvas, (Plan){-1, y}, best);
      left--;
    }
}

static int rows_changed(const BkPainter *painter, const BkCanvas *canvas) {
  int rows = 0;
  for (int y = 0; y < bk_canvas_height(canvas); y++) {
    int x = 0, width = bk_canvas_width(canvas);
    while (x < width && same(painter, bk_canvas_cell(canvas, x, y), bk_canvas_cell(painter->shown, x, y)))
      x++;
    rows += x < width;
  }
  return rows;
}

void bk_painter_paint(BkPainter *painter, const BkCanvas *canvas, GString *bytes) {
  if (painter->shown && (bk_canvas_width(painter->shown) != bk_canvas_width(canvas) ||
                         bk_canvas_height(painter->shown) != bk_canvas_height(canvas)))
    bk_painter_forget(painter);
  Pen best = {0};
  if (painter->shown)
    consider(painter, canvas, (Plan){-1, -1}, &best);
  if (painter->shown && painter->y >= 0 && rows_changed(painter, canvas) > 1) {
    consider(painter, canvas, (Plan){painter->y, -1}, &best);
    consider_wipes(painter, canvas, &best);
    if (can_wipe(painter))
      consider(painter, canvas, (Plan){-1, 0}, &best);
  }
  if (!painter->shown)
    consider(painter, canvas, (Plan){-1, can_wipe(painter) ? 0 : -1}, &best);
  bk_motion_reserve(bytes, best.bytes->len);
  g_string_append_len(bytes, best.bytes->str, (gssize)best.bytes->len);
  bk_motion_drop(best.bytes);
  painter->x = best.x;
  painter->y = best.y;
  bk_canvas_free(painter->shown);
  painter->shown = bk_canvas_new(bk_canvas_width(canvas), bk_canvas_height(canvas), FALSE);
  bk_canvas_copy_rows(painter->shown, 0, canvas, 0, bk_canvas_height(canvas));
}

/* ---- beginning and end ----------------------------------------------------------------------------------
 */

/* Paper (hc), tubes that keep what was drawn (os) and names that stand for many kinds (gn) have no screen to
 * paint on. */
BkPainter *bk_painter_new(gboolean plain, long baud) {
  if (tigetflag("hc") == 1 || tigetflag("os") == 1 || tigetflag("gn") == 1)
    return NULL;
  BkMotions *motions = bk_motions_new(baud);
  if (!motions)
    return NULL;
  BkPainter *painter = g_new0(BkPainter, 1);
  painter->motions = motions;
  painter->clear = bk_motion_capability("clear");
  painter->below = bk_motion_capability("ed");
  painter->rest = bk_motion_capability("el");
  painter->hold = bk_motion_capability("rmam");
  painter->wrap = bk_motion_capability("smam");
  painter->wraps = tigetflag("am") == 1;
  painter->keeps_looks = tigetflag("msgr") == 1;
  painter->no_tilde = tigetflag("hz") == 1;
  bk_painter_forget(painter);
  if (!plain)
    learn_looks(painter);
  if (bk_motions_absolute(motions) || painter->clear)
    return painter;
  bk_painter_free(painter); /* nobody knows where it would begin */
  return NULL;
}

void bk_painter_free(BkPainter *painter) {
  if (!painter)
    return;
  bk_motions_free(painter->motions);
  bk_canvas_free(painter->shown);
  for (gsize i = 0; i < G_N_ELEMENTS(painter->colours); i++)
    g_free(painter->colours[i]);
  g_free(painter);
}

int bk_painter_spare(const BkPainter *painter) {
  return painter->wraps && !bk_motions_absolute(painter->motions) ? 1 : 0;
}

void bk_painter_forget(BkPainter *painter) {
  g_clear_pointer(&painter->shown, bk_canvas_free);
  painter->x = painter->y = -1;
}

/* A program that crashed here may have left attributes on, a margin or insert mode. */
void bk_painter_start(BkPainter *painter, int height, GString *bytes) {
  bk_painter_forget(painter);
  bk_motions_put(painter->motions, bk_motion_capability("smcup"), 1, bytes);
  bk_motions_put(painter->motions, bk_motion_capability("sgr0"), 1, bytes);
  if (bk_motion_capability("csr"))
    bk_motions_put(painter->motions, tparm(bk_motion_capability("csr"), 0, height - 1, 0, 0, 0, 0, 0, 0, 0),
                   height, bytes);
  bk_motions_put(painter->motions, bk_motion_capability("rmir"), 1, bytes);
  bk_motions_put(painter->motions, bk_motion_capability("smkx"), 1, bytes);
}

/* What is shown once may still be there: none of it stays. */
static void leave(const BkPainter *painter, GString *bytes) {
  Pen pen = {bytes, painter->x, painter->y, BK_ROLE_PLAIN};
  int last = bk_canvas_height(painter->shown) - 1;
  if (can_wipe(painter)) {
    wipe(painter, painter->shown, &pen, 0);
    return;
  }
  go(painter, painter->shown, &pen, 0, last);
  for (int row = 0; row <= last; row++)
    g_string_append(bytes, "\r\n");
}

void bk_painter_stop(BkPainter *painter, GString *bytes) {
  const char *back = bk_motion_capability("rmcup");
  if (painter->shown)
    leave(painter, bytes);
  else
    bk_motions_put(painter->motions, bk_motion_capability("sgr0"), 1, bytes);
  bk_motions_put(painter->motions, bk_motion_capability("rmkx"), 1, bytes);
  bk_motions_put(painter->motions, back, 1, bytes);
  if (!painter->shown && !back)
    g_string_append(bytes, "\r\n");
  bk_painter_forget(painter);
}
