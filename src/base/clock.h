/* clock.h: the two clocks, replaceable in tests. */
#ifndef BK_BASE_CLOCK_H
#define BK_BASE_CLOCK_H

#include <glib.h>

G_BEGIN_DECLS

/* Seconds since 1970 (UTC): for what is shown and kept. May jump. */
gint64 bk_clock_wall(void);
/* Seconds since some moment of this boot: for deadlines and expiry. Never jumps back. */
gint64 bk_clock_monotonic(void);

/* Freezes both clocks at these values until bk_clock_thaw(). Tests only. */
void bk_clock_freeze(gint64 wall, gint64 monotonic);
void bk_clock_thaw(void);

/* RFC 3339 in UTC ("2026-11-20T14:02:11Z"); reading accepts any offset and fractions of a second,
 * and gives -1 for anything else. */
char *bk_clock_format(gint64 wall) G_GNUC_WARN_UNUSED_RESULT;
gint64 bk_clock_parse(const char *text);

G_END_DECLS

#endif
