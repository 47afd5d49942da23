/* painter.h: a canvas as the fewest bytes that a terminal of this description (terminfo) understands.
 *
 * It knows what stands on the screen and sends only what differs. For each paint it tries several plans
 * (row by row; the row of the cursor first; wiping below a row; wiping everything) and each move of the
 * cursor in every way the description offers, and takes what is shortest. It writes nothing itself: the
 * bytes, padding included, go to a string, so that a paint is one write and tests need no terminal.
 *
 * setupterm() comes first; one terminal at a time, as terminfo has it. */
#ifndef BK_UI_PAINTER_H
#define BK_UI_PAINTER_H

#include "ui/canvas.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct BkPainter BkPainter;

/* plain: no attributes and no colours, as on a thin line. baud: its speed. NULL: this terminal cannot place
 * its cursor, or what is drawn over something does not replace it. */
BkPainter *bk_painter_new(gboolean plain, long baud) G_GNUC_WARN_UNUSED_RESULT;
void bk_painter_free(BkPainter *painter); /* accepts NULL; wipes */

/* What makes the terminal, of that many rows, ready for screens; and what gives it back: blank where it has
 * no screen of its own for programs. Stop right after new or forget is what helps in any case, as after a
 * crash. */
void bk_painter_start(BkPainter *painter, int height, GString *bytes);
void bk_painter_stop(BkPainter *painter, GString *bytes);

/* Columns at the right edge that cannot be drawn: whoever writes there on some terminals cannot come back. */
int bk_painter_spare(const BkPainter *painter);

/* What stands on the screen is not known any more: the next paint sends everything. */
void bk_painter_forget(BkPainter *painter);

/* Brings the canvas onto a screen of its size, and the cursor to its place. */
void bk_painter_paint(BkPainter *painter, const BkCanvas *canvas, GString *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkPainter, bk_painter_free)

G_END_DECLS

#endif
