/* intake.h: gathers the answer to one request line by line, and refuses it when a limit is passed or
 * its framing is not to be trusted. Knows no libcurl. Private to src/net.
 *
 * Interim answers (1xx) and trailers are counted against the limits and otherwise dropped. */
#ifndef BK_NET_INTAKE_H
#define BK_NET_INTAKE_H

#include "base/exchange.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct BkIntake BkIntake;

BkIntake *bk_intake_new(void) G_GNUC_WARN_UNUSED_RESULT;
void bk_intake_free(BkIntake *intake); /* accepts NULL */

/* One line of the head with its line end; the status line and the empty line are lines, too. FALSE: the
 * answer is refused and the transfer has to stop. */
gboolean bk_intake_line(BkIntake *intake, const char *bytes, gsize length);
/* A piece of the body. FALSE as above. */
gboolean bk_intake_body(BkIntake *intake, const char *bytes, gsize length);

/* BK_FAILURE_NONE, or why it was refused; *why is a literal for support. */
BkFailure bk_intake_refused(const BkIntake *intake, const char **why);
/* Whether any byte of an answer came. */
gboolean bk_intake_began(const BkIntake *intake);
/* Whether only the end of the connection tells the end of the body (RFC 9112, 6.3, rule 8). */
gboolean bk_intake_ends_by_close(const BkIntake *intake);

/* The whole, once; NULL when there is no final status or the answer was refused. */
BkReply *bk_intake_finish(BkIntake *intake) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkIntake, bk_intake_free)

G_END_DECLS

#endif
