/* motion.h: the cursor from one cell to another in the fewest bytes: every way that a terminal's description
 * (terminfo) offers is tried, and the shortest taken. Writes to a string, never to a terminal. */
#ifndef BK_UI_MOTION_H
#define BK_UI_MOTION_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct BkMotions BkMotions;

/* From the description that setupterm() has read. baud: of the line, for the padding that slow terminals
 * want while they work. NULL: it cannot reach every cell. */
BkMotions *bk_motions_new(long baud) G_GNUC_WARN_UNUSED_RESULT;
void bk_motions_free(BkMotions *motions);

/* Whether a cell can be reached from nowhere. If not, whoever paints must always know where the cursor is. */
gboolean bk_motions_absolute(const BkMotions *motions);

typedef struct {
  int from_x, from_y; /* -1, -1: nobody knows */
  int x, y;
  /* x characters that stand left of it in its row: writing one again is a way to go over it. NUL: that one
   * cannot be. NULL: none can. */
  const char *passed;
} BkMotion;

void bk_motions_go(const BkMotions *motions, const BkMotion *motion, GString *bytes);

/* A capability with its padding; rows: how many it works on. NULL: nothing. */
void bk_motions_put(const BkMotions *motions, const char *capability, int rows, GString *bytes);
/* By terminfo's name; NULL: it has none. */
const char *bk_motion_capability(const char *name);

/* What goes to a terminal may hold a secret that is being shown. Makes sure that so many bytes more fit
 * without a copy being left behind; wipes and frees. */
void bk_motion_reserve(GString *bytes, gsize more);
void bk_motion_drop(GString *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkMotions, bk_motions_free)

G_END_DECLS

#endif
