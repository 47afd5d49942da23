/* screen.h: what a terminal shows: cells, a cursor, and what can be done to them. What the bytes mean is said
 * by those who feed it: vt.c (the VT family, as the standards have it) and described.c (any terminal, as its
 * own description has it). */
#ifndef BENCH_SCREEN_H
#define BENCH_SCREEN_H

#include <glib.h>

typedef struct {
  gunichar c;   /* 0: the right half of the wide one before it */
  guint look;   /* attributes and colours; 0: none */
  gboolean acs; /* drawn by a switched character set: one byte */
} Cell;

typedef struct {
  int width, height;
  Cell *cells;
  int x, y;
  gboolean wrapping; /* a character in the last column: the next one begins a line */
  gboolean wraps;    /* off: the last column is written again and again */
  int top, bottom;   /* rows that scroll */
  guint look;
  gboolean acs, inserting;
} Screen;

Screen *screen_new(int width, int height);
void screen_free(Screen *screen);
Screen *screen_copy(const Screen *screen);
Cell *screen_at(const Screen *screen, int x, int y);

void screen_put(Screen *screen, gunichar c);
void screen_go(Screen *screen, int x, int y);                       /* kept inside */
void screen_wipe(Screen *screen, int x, int y, int to_x, int to_y); /* to_x, to_y: the first that stays */
void screen_scroll(Screen *screen, int top, int bottom, int up);    /* negative: down */
void screen_line_feed(Screen *screen);
void screen_fill(Screen *screen, gunichar c);

char *screen_row(const Screen *screen, int y); /* without the blanks at its end */
gboolean screen_shows(const Screen *screen, const char *text);
/* Its rows, "|" before each, and the cursor. */
char *screen_dump(const Screen *screen);

/* Feeds bytes as a VT220, an xterm or a Linux console understands them. */
typedef struct Vt Vt;
Vt *vt_new(Screen *screen);
void vt_free(Vt *vt);
void vt_feed(Vt *vt, const char *bytes, gsize length);
guint vt_questions(const Vt *vt); /* how often the terminal was asked something */

/* Feeds bytes as the description of a terminal (terminfo) has them, and nothing else. */
typedef struct Described Described;
Described *described_new(Screen *screen, const char *term); /* NULL: no such terminal */
/* Columns and rows of a kind of terminal; -1: not said. spare: columns at its right edge that nothing can
 * come back from. */
void described_size(const char *term, int *ret_width, int *ret_height, int *ret_spare);
void described_free(Described *described);
void described_feed(Described *described, const char *bytes, gsize length);
void described_settle(Described *described);               /* nothing more comes for now */
const char *described_trouble(const Described *described); /* the first thing that went wrong, or NULL */
/* Why screens cannot be drawn there, or NULL. */
const char *described_unfit(const Described *described);

/* ideal.c: the fewest bytes that make one screen of another on a VT100, by the formula in its head.
 * from NULL: nothing is known of it. */
int ideal_bytes(const Screen *from, const Screen *to);

#endif
