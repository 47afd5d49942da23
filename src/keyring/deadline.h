/* deadline.h: the helper's own deadline. The caller holds one too and kills us at its end; ours is for the
 * silent part of an unlocking, which the caller cannot tell from the prompt, and for a caller that is
 * stopped itself. */
#ifndef BK_KEYRING_DEADLINE_H
#define BK_KEYRING_DEADLINE_H

#include <glib.h>

G_BEGIN_DECLS

/* From now on: after that many seconds the answer TIMEOUT is sent and the program ends, wherever it is. */
void bk_deadline_set(guint seconds);
/* The answer is being sent: no more than ending, after that many seconds. */
void bk_deadline_set_silent(guint seconds);

G_END_DECLS

#endif
