#include "ui/motion.h"

#include <curses.h>
#include <string.h>
#include <term.h>

/* One cell, and n cells, in one direction. */
typedef struct {
  const char *one, *many;
} Step;

struct BkMotions {
  Step up, down, left, right;
  const char *place, *row, *column; /* cup, vpa, hpa */
  const char *home, *start;         /* start: of the line */
  long baud;
  gboolean pads; /* this line needs padding */
  int filler;    /* what padding is made of; -1: it cannot be */
};

const char *bk_motion_capability(const char *name) {
  const char *value = tigetstr(name);
  return value == (const char *)-1 || (value && !value[0]) ? NULL : value;
}

/* ---- capabilities and their padding -------------------------------------------------------------------- */

/* "$<50*>" is 50 ms for each row; a "/" within says: whatever the line. Gives what is behind it; NULL: it is
 * no padding. */
static const char *read_padding(const char *p, int rows, double *ret_ms, gboolean *ret_always) {
  double ms = 0, unit = 1;
  gboolean fraction = FALSE;
  *ret_always = FALSE;
  if (p[0] != '$' || p[1] != '<' || !(g_ascii_isdigit(p[2]) || p[2] == '.'))
    return NULL;
  for (p += 2; g_ascii_isdigit(*p) || *p == '.'; p++) {
    unit *= fraction ? 0.1 : 1;
    ms = *p == '.' ? ms : fraction ? ms + (*p - '0') * unit : ms * 10 + (*p - '0');
    fraction |= *p == '.';
  }
  for (; *p == '*' || *p == '/'; p++) {
    ms *= *p == '*' ? rows : 1;
    *ret_always |= *p == '/';
  }
  *ret_ms = ms;
  return *p == '>' ? p + 1 : NULL;
}

void bk_motions_put(const BkMotions *motions, const char *capability, int rows, GString *bytes) {
  for (const char *p = capability; p && *p;) {
    double ms;
    gboolean always;
    const char *behind = read_padding(p, rows, &ms, &always);
    if (!behind) {
      g_string_append_c(bytes, *p++);
      continue;
    }
    long fill = (motions->pads || always) && motions->filler >= 0
                    ? (long)(MIN(ms, 1000) * (double)motions->baud / 10000 + 0.999)
                    : 0;
    while (fill-- > 0)
      g_string_append_c(bytes, (char)motions->filler);
    p = behind;
  }
}

static void learn_padding(BkMotions *motions, long baud) {
  const char *filler = bk_motion_capability("pad");
  motions->baud = baud;
  motions->pads = tigetflag("xon") != 1 && tigetnum("pb") <= baud;
  int byte = filler ? (guchar)filler[0] : 0;
  motions->filler = tigetflag("npc") == 1 ? -1 : byte == 0x80 ? 0 : byte; /* terminfo's way to say NUL */
}

/* ---- what a terminal offers ---------------------------------------------------------------------------- */

BkMotions *bk_motions_new(long baud) {
  BkMotions *motions = g_new(BkMotions, 1);
  *motions = (BkMotions){
      .up = {bk_motion_capability("cuu1"), bk_motion_capability("cuu")},
      .down = {bk_motion_capability("cud1"), bk_motion_capability("cud")},
      .left = {bk_motion_capability("cub1"), bk_motion_capability("cub")},
      .right = {bk_motion_capability("cuf1"), bk_motion_capability("cuf")},
      .place = bk_motion_capability("cup"),
      .row = bk_motion_capability("vpa"),
      .column = bk_motion_capability("hpa"),
      .home = bk_motion_capability("home"),
      .start = bk_motion_capability("cr"),
  };
  if (motions->right.one && g_str_equal(motions->right.one, " "))
    motions->right.one = NULL; /* it would wipe what it goes over */
  learn_padding(motions, baud);
  const Step *steps[] = {&motions->up, &motions->down, &motions->left, &motions->right};
  gboolean everywhere = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
    everywhere &= steps[i]->one || steps[i]->many;
  if (!everywhere && !bk_motions_absolute(motions))
    g_clear_pointer(&motions, g_free);
  return motions;
}

void bk_motions_free(BkMotions *motions) {
  g_free(motions);
}

gboolean bk_motions_absolute(const BkMotions *motions) {
  gboolean down = motions->row || motions->down.one || motions->down.many;
  gboolean right = motions->column || motions->right.one || motions->right.many;
  return motions->place || (motions->row && motions->column) || (motions->home && down && right);
}

/* ---- bytes that may be secret -------------------------------------------------------------------------- */

void bk_motion_reserve(GString *bytes, gsize more) {
  if (bytes->allocated_len - bytes->len > more)
    return;
  /* g_string_append() would leave its old memory to whoever comes next as it is. */
  gsize length = bytes->len, size = 2 * (length + more) + 1;
  char *old = bytes->str;
  bytes->str = memcpy(g_malloc(size), old, length + 1);
  bytes->allocated_len = size;
  explicit_bzero(old, length);
  g_free(old);
}

void bk_motion_drop(GString *bytes) {
  explicit_bzero(bytes->str, bytes->len);
  g_string_free(bytes, TRUE);
}

/* ---- ways, and the shortest of them -------------------------------------------------------------------- */

/* Takes way, which may be NULL: there is no such way. */
static void consider(GString **best, GString *way) {
  if (!way)
    return;
  if (*best && (*best)->len <= way->len) {
    bk_motion_drop(way);
    return;
  }
  if (*best)
    bk_motion_drop(*best);
  *best = way;
}

/* Takes both; NULL if one is. */
static GString *both(GString *first, GString *second) {
  if (first && second) {
    bk_motion_reserve(first, second->len);
    g_string_append_len(first, second->str, (gssize)second->len);
  } else if (first) {
    bk_motion_drop(first);
    first = NULL;
  }
  if (second)
    bk_motion_drop(second);
  return first;
}

static GString *with(const BkMotions *motions, const char *capability, int first, int second) {
  if (!capability)
    return NULL;
  GString *way = g_string_new(NULL);
  bk_motions_put(motions, tparm(capability, first, second, 0, 0, 0, 0, 0, 0, 0), 1, way);
  return way;
}

static void consider_steps(const BkMotions *motions, GString **best, const Step *step, int count) {
  if (step->one) {
    GString *way = g_string_new(NULL);
    for (int i = 0; i < count; i++)
      bk_motions_put(motions, step->one, 1, way);
    consider(best, way);
  }
  consider(best, with(motions, step->many, count, 0));
}

static GString *vertical(const BkMotions *motions, int from, int to) {
  GString *best = from == to ? g_string_new(NULL) : NULL;
  if (from == to)
    return best;
  consider_steps(motions, &best, from < to ? &motions->down : &motions->up, ABS(to - from));
  consider(&best, with(motions, motions->row, to, 0));
  return best;
}

static GString *horizontal(const BkMotions *motions, int from, int to, const char *passed) {
  GString *best = from == to ? g_string_new(NULL) : NULL;
  if (from == to)
    return best;
  consider_steps(motions, &best, from < to ? &motions->right : &motions->left, ABS(to - from));
  consider(&best, with(motions, motions->column, to, 0));
  if (from < to && passed && !memchr(passed + from, '\0', (gsize)(to - from)))
    consider(&best, g_string_new_len(passed + from, to - from));
  return best;
}

void bk_motions_go(const BkMotions *motions, const BkMotion *motion, GString *bytes) {
  GString *best = with(motions, motions->place, motion->y, motion->x);
  if (motion->from_y >= 0) {
    consider(&best, both(vertical(motions, motion->from_y, motion->y),
                         horizontal(motions, motion->from_x, motion->x, motion->passed)));
    consider(&best, both(with(motions, motions->start, 0, 0),
                         both(vertical(motions, motion->from_y, motion->y),
                              horizontal(motions, 0, motion->x, motion->passed))));
  }
  consider(&best,
           both(with(motions, motions->home, 0, 0),
                both(vertical(motions, 0, motion->y), horizontal(motions, 0, motion->x, motion->passed))));
  consider(&best,
           both(with(motions, motions->row, motion->y, 0), with(motions, motions->column, motion->x, 0)));
  g_return_if_fail(best != NULL);
  g_string_append_len(bytes, best->str, (gssize)best->len);
  bk_motion_drop(best);
}
