/* qr.h: a text as a QR code of half blocks, two dots a character high. */
#ifndef BK_UI_QR_H
#define BK_UI_QR_H

#include <glib.h>

G_BEGIN_DECLS

#define BK_QR_QUIET 2 /* dots of margin: half of what the standard asks, enough for the cameras of today */

/* Lines (char*, owned), light dots drawn: as a dark terminal shows it. NULL: the terminal's characters have
 * no half blocks, or it needs more than so many rows or columns. */
GPtrArray *bk_qr_lines(const char *text, int rows, int columns) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
