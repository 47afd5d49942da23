/* canvas.h: a grid of cells that screens draw on, and that a terminal or a test reads.
 *
 * Positions are cells from 0, x to the right, y down. Whatever falls outside is cut off, never an
 * error. Text is UTF-8 and has been cleaned where it came from outside; as the last door before the
 * terminal the canvas still drops every control character. */
#ifndef BK_UI_CANVAS_H
#define BK_UI_CANVAS_H

#include <glib.h>

G_BEGIN_DECLS

#define BK_CANVAS_MAX_WIDTH 400
#define BK_CANVAS_MAX_HEIGHT 200

/* What a piece of text is. Terminals may show it by an attribute, never by that alone. */
typedef enum {
  BK_ROLE_PLAIN,
  BK_ROLE_TITLE,
  BK_ROLE_HINT,
  BK_ROLE_GOOD,
  BK_ROLE_BAD,
  BK_ROLE_FOCUS, /* the row or button that the cursor stands on */
  BK_ROLE_RULE,  /* the lines across, and the program's name */
  BK_ROLE_KEY,   /* what to press, in the line of keys */
  BK_ROLE_COUNT
} BkRole;

typedef struct {
  gunichar text[3]; /* a character and up to two combining marks, 0-terminated unless full */
  guint8 width;     /* 1 or 2; 0: the right half of the wide character before it */
  guint8 role;
} BkCell;

typedef struct BkCanvas BkCanvas;

/* Blank. ascii: whatever is not ASCII becomes "?", an ellipsis "...". Sizes are clamped to 1 - MAX. */
BkCanvas *bk_canvas_new(int width, int height, gboolean ascii) G_GNUC_WARN_UNUSED_RESULT;
void bk_canvas_free(BkCanvas *canvas); /* wipes: a value that is shown once has been on it */
int bk_canvas_width(const BkCanvas *canvas);
int bk_canvas_height(const BkCanvas *canvas);
gboolean bk_canvas_ascii(const BkCanvas *canvas);

/* Draws one line and returns the x behind it. */
int bk_canvas_put(BkCanvas *canvas, int x, int y, BkRole role, const char *text);
/* The same within width cells; what is too long ends in an ellipsis. */
int bk_canvas_put_fit(BkCanvas *canvas, int x, int y, int width, BkRole role, const char *text);
/* Against the right edge of a span that ends before x. Returns where it begins. */
int bk_canvas_put_right(BkCanvas *canvas, int x, int y, BkRole role, const char *text);

/* Where the terminal's own cursor stands: on the focus, always. Clamped into the canvas. */
void bk_canvas_set_cursor(BkCanvas *canvas, int x, int y);
/* FALSE: no cursor was set. */
gboolean bk_canvas_get_cursor(const BkCanvas *canvas, int *ret_x, int *ret_y);

const BkCell *bk_canvas_cell(const BkCanvas *canvas, int x, int y); /* inside only */
gboolean bk_cell_equal(const BkCell *a, const BkCell *b);

/* Every cell becomes that character, one cell wide. */
void bk_canvas_fill(BkCanvas *canvas, gunichar c);

/* Copies rows of from, beginning at its row from_y, to row y. Its cursor comes along if it is among them. */
void bk_canvas_copy_rows(BkCanvas *canvas, int y, const BkCanvas *from, int from_y, int rows);

/* The whole as text for expected screens: each row with its blanks and a "|" at the right edge; beneath
 * the cursor's row a line with "^" at its column. Free with g_free(). */
char *bk_canvas_dump(const BkCanvas *canvas) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkCanvas, bk_canvas_free)

G_END_DECLS

#endif
