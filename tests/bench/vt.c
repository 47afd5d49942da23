/* vt.c: the VT family: what VT100, VT220, the Linux console and xterm have in common, as far as programs on
 * text screens use it. */
#include "screen.h"

#include <string.h>

#define PARAMETERS 16

typedef enum { GROUND, ESCAPE, CSI, STRING, STRING_ESCAPE, CHARSET, SKIP_ONE, PALETTE } State;

struct Vt {
  Screen *screen;
  State state;
  int parameters[PARAMETERS], count;
  char mark, between; /* "?" and the like; what stands before the final byte */
  gboolean sets[2];   /* G0 and G1: line drawing */
  int shifted, slot, skip;
  gboolean origin;
  Screen saved;
  guint questions;
  gunichar last, utf8;
  int utf8_left;
};

Vt *vt_new(Screen *screen) {
  Vt *vt = g_new0(Vt, 1);
  vt->screen = screen;
  return vt;
}

void vt_free(Vt *vt) {
  g_free(vt);
}

guint vt_questions(const Vt *vt) {
  return vt->questions;
}

static int number(const Vt *vt, int index, int fallback) {
  return index < vt->count && vt->parameters[index] > 0 ? vt->parameters[index] : fallback;
}

static void put(Vt *vt, gunichar c) {
  vt->screen->acs = vt->sets[vt->shifted] && c >= 0x5f && c <= 0x7e;
  screen_put(vt->screen, c);
  vt->last = c;
}

/* 8 bits of attributes, 8 of background, 8 of foreground. */
static void set_looks(Vt *vt) {
  guint *look = &vt->screen->look;
  for (int i = 0; i < MAX(1, vt->count); i++) {
    guint p = (guint)number(vt, i, 0);
    if (p == 0)
      *look = 0;
    else if (p < 10)
      *look |= 1u << (p - 1);
    else if (p >= 22 && p <= 29)
      *look &= p == 22 ? ~3u : ~(1u << (p - 21));
    else if (p >= 30 && p <= 37)
      *look = (*look & ~0xff0000u) | (p - 29) << 16;
    else if (p == 39)
      *look &= ~0xff0000u;
    else if (p >= 40 && p <= 47)
      *look = (*look & ~0xff00u) | (p - 39) << 8;
    else if (p == 49)
      *look &= ~0xff00u;
    else if (p == 38 || p == 48) {
      guint colour = number(vt, i + 1, 0) == 5 ? ((guint)number(vt, i + 2, 0) + 20) & 0xff : 255;
      *look = p == 38 ? (*look & ~0xff0000u) | colour << 16 : (*look & ~0xff00u) | colour << 8;
      i += number(vt, i + 1, 0) == 5 ? 2 : 4;
    }
  }
}

static void set_modes(Vt *vt, gboolean on) {
  for (int i = 0; i < vt->count; i++) {
    int mode = vt->parameters[i];
    if (vt->mark == 0 && mode == 4)
      vt->screen->inserting = on;
    if (vt->mark != '?')
      continue;
    if (mode == 6)
      vt->origin = on;
    else if (mode == 7)
      vt->screen->wraps = on;
    else if (mode == 47 || mode == 1047 || mode == 1049)
      screen_wipe(vt->screen, 0, 0, 0, vt->screen->height);
  }
}

static void save(Vt *vt) {
  vt->saved = *vt->screen;
}

static void restore(Vt *vt) {
  vt->screen->look = vt->saved.look;
  screen_go(vt->screen, vt->saved.x, vt->saved.y);
}

static void erase(Vt *vt, int what) {
  Screen *s = vt->screen;
  if (what == 0)
    screen_wipe(s, s->x, s->y, 0, s->height);
  else if (what == 1)
    screen_wipe(s, 0, 0, s->x + 1, s->y);
  else
    screen_wipe(s, 0, 0, 0, s->height);
}

static void erase_line(Vt *vt, int what) {
  Screen *s = vt->screen;
  screen_wipe(s, what == 0 ? s->x : 0, s->y, what == 1 ? s->x + 1 : s->width, s->y);
}

/* Cells of the row from the cursor on, to the right (count > 0) or to the left. */
static void shift_row(Screen *s, int count) {
  int rest = s->width - s->x, n = MIN(ABS(count), rest);
  Cell *at = screen_at(s, s->x, s->y);
  if (count > 0)
    memmove(at + n, at, sizeof(Cell) * (gsize)(rest - n));
  else
    memmove(at, at + n, sizeof(Cell) * (gsize)(rest - n));
  screen_wipe(s, count > 0 ? s->x : s->width - n, s->y, count > 0 ? s->x + n : s->width, s->y);
}

static void tab(Screen *s, int count) {
  for (int i = 0; i < ABS(count); i++) {
    int x = count > 0 ? (s->x / 8 + 1) * 8 : (s->x - 1) / 8 * 8;
    screen_go(s, x, s->y);
  }
}

static void set_margins(Vt *vt) {
  Screen *s = vt->screen;
  int top = number(vt, 0, 1) - 1, bottom = MIN(number(vt, 1, s->height), s->height) - 1;
  s->top = top < bottom ? top : 0;
  s->bottom = top < bottom ? bottom : s->height - 1;
  screen_go(s, 0, vt->origin ? s->top : 0);
}

static void lines(Screen *s, int count) {
  if (s->y >= s->top && s->y <= s->bottom)
    screen_scroll(s, s->y, s->bottom, count);
  screen_go(s, 0, s->y);
}

static void control_sequence(Vt *vt, char final) {
  Screen *s = vt->screen;
  int n = number(vt, 0, 1), zero = number(vt, 0, 0);
  if (vt->between)
    return;
  switch (final) {
  case 'A':
    screen_go(s, s->x, MAX(s->y - n, s->y >= s->top ? s->top : 0));
    break;
  case 'B':
  case 'e':
    screen_go(s, s->x, MIN(s->y + n, s->y <= s->bottom ? s->bottom : s->height));
    break;
  case 'C':
  case 'a':
    screen_go(s, s->x + n, s->y);
    break;
  case 'D':
    screen_go(s, s->x - n, s->y);
    break;
  case 'E':
    screen_go(s, 0, s->y + n);
    break;
  case 'F':
    screen_go(s, 0, s->y - n);
    break;
  case 'G':
  case '`':
    screen_go(s, n - 1, s->y);
    break;
  case 'd':
    screen_go(s, s->x, n - 1);
    break;
  case 'H':
  case 'f':
    screen_go(s, number(vt, 1, 1) - 1, n - 1 + (vt->origin ? s->top : 0));
    break;
  case 'J':
    erase(vt, zero);
    break;
  case 'K':
    erase_line(vt, zero);
    break;
  case 'L':
    lines(s, -n);
    break;
  case 'M':
    lines(s, n);
    break;
  case 'P':
    shift_row(s, -n);
    break;
  case '@':
    shift_row(s, n);
    break;
  case 'X':
    screen_wipe(s, s->x, s->y, MIN(s->x + n, s->width), s->y);
    break;
  case 'S':
    if (!vt->mark)
      screen_scroll(s, s->top, s->bottom, n);
    break;
  case 'T':
    if (!vt->mark)
      screen_scroll(s, s->top, s->bottom, -n);
    break;
  case 'b':
    for (int i = 0; i < n && vt->last; i++)
      put(vt, vt->last);
    break;
  case 'm':
    if (!vt->mark)
      set_looks(vt);
    break;
  case 'r':
    if (!vt->mark)
      set_margins(vt);
    break;
  case 's':
    save(vt);
    break;
  case 'u':
    restore(vt);
    break;
  case 'I':
    tab(s, n);
    break;
  case 'Z':
    tab(s, -n);
    break;
  case 'h':
  case 'l':
    set_modes(vt, final == 'h');
    break;
  case 'c':
  case 'n':
    vt->questions++;
    break;
  default:
    break;
  }
}

static void reverse_line_feed(Screen *s) {
  if (s->y == s->top)
    screen_scroll(s, s->top, s->bottom, -1);
  else
    screen_go(s, s->x, s->y - 1);
}

static State escape(Vt *vt, char c) {
  switch (c) {
  case '[':
    vt->count = 0;
    vt->mark = vt->between = 0;
    return CSI;
  case ']':
    vt->slot = 0;
    return STRING;
  case 'P':
  case '_':
  case '^':
  case 'X':
    vt->slot = 1;
    return STRING;
  case '(':
  case ')':
  case '*':
  case '+':
    vt->slot = c;
    return CHARSET;
  case '#':
  case '%':
  case ' ':
    return SKIP_ONE;
  case '7':
    save(vt);
    break;
  case '8':
    restore(vt);
    break;
  case 'D':
    screen_line_feed(vt->screen);
    break;
  case 'M':
    reverse_line_feed(vt->screen);
    break;
  case 'E':
    screen_go(vt->screen, 0, vt->screen->y);
    screen_line_feed(vt->screen);
    break;
  case 'Z':
    vt->questions++;
    break;
  default:
    break;
  }
  return GROUND;
}

static void control(Vt *vt, char c) {
  Screen *s = vt->screen;
  switch (c) {
  case '\n':
  case '\v':
  case '\f':
    screen_line_feed(s);
    break;
  case '\r':
    screen_go(s, 0, s->y);
    break;
  case '\b':
    screen_go(s, s->x - 1, s->y);
    break;
  case '\t':
    tab(s, 1);
    break;
  case 14:
    vt->shifted = 1;
    break;
  case 15:
    vt->shifted = 0;
    break;
  default:
    break;
  }
}

static void ground(Vt *vt, guchar c) {
  if (vt->utf8_left > 0 && (c & 0xc0) == 0x80) {
    vt->utf8 = vt->utf8 << 6 | (c & 0x3f);
    if (--vt->utf8_left == 0)
      put(vt, vt->utf8);
    return;
  }
  vt->utf8_left = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
  if (vt->utf8_left > 0)
    vt->utf8 = c & (0x3fu >> vt->utf8_left);
  else if (c == 27)
    vt->state = ESCAPE;
  else if (c < 32)
    control(vt, (char)c);
  else if (c < 127)
    put(vt, c);
}

static void in_csi(Vt *vt, char c) {
  if (c >= '<' && c <= '?')
    vt->mark = c;
  else if (g_ascii_isdigit(c)) {
    if (vt->count == 0)
      vt->parameters[vt->count++] = 0;
    int *last = &vt->parameters[vt->count - 1];
    *last = MIN(*last * 10 + c - '0', 9999);
  } else if (c == ';' || c == ':') {
    if (vt->count == 0)
      vt->parameters[vt->count++] = 0;
    if (vt->count < PARAMETERS)
      vt->parameters[vt->count++] = 0;
  } else if (c >= ' ' && c < '0')
    vt->between = c;
  else if (c == 27)
    vt->state = ESCAPE;
  else if (c >= '@') {
    vt->state = GROUND;
    control_sequence(vt, c);
  } else
    control(vt, c);
}

static void in_string(Vt *vt, char c) {
  if (vt->slot == 0 && c == 'P') { /* the palette of a Linux console ends by itself */
    vt->state = PALETTE;
    vt->skip = 7;
  } else if (vt->slot == 0 && c == 'R')
    vt->state = GROUND;
  else if (c == 27)
    vt->state = STRING_ESCAPE;
  else if (c == 7)
    vt->state = GROUND;
  vt->slot = 1;
}

static void feed(Vt *vt, guchar c) {
  switch (vt->state) {
  case GROUND:
    ground(vt, c);
    break;
  case ESCAPE:
    vt->state = GROUND;
    vt->state = escape(vt, (char)c);
    break;
  case CSI:
    in_csi(vt, (char)c);
    break;
  case STRING:
    in_string(vt, (char)c);
    break;
  case STRING_ESCAPE:
    vt->state = GROUND;
    break;
  case CHARSET:
    if (vt->slot == '(' || vt->slot == ')')
      vt->sets[vt->slot == ')'] = c == '0';
    vt->state = GROUND;
    break;
  case SKIP_ONE:
    vt->state = GROUND;
    break;
  case PALETTE:
    if (--vt->skip == 0)
      vt->state = GROUND;
    break;
  }
}

void vt_feed(Vt *vt, const char *bytes, gsize length) {
  for (gsize i = 0; i < length; i++)
    feed(vt, (guchar)bytes[i]);
}
