/* retry.h: when a server says that trying again makes sense. */
#ifndef BK_FLOW_RETRY_H
#define BK_FLOW_RETRY_H

#include "flow/answer.h"

G_BEGIN_DECLS

#define BK_RETRY_MIN 1
#define BK_RETRY_MAX (15 * 60) /* seconds: nobody is told to wait longer by a machine's word */

/* Wall clock, between 1 s and 15 min from now; 0 when the reply says nothing. Read, first wins:
 * Retry-After (RFC 9110 10.2.3: seconds or an HTTP date), X-Retry-After; and where limited says that
 * the reply is a refusal for too many requests, since these stand on every answer of some servers:
 * RateLimit "t=" (draft-ietf-httpapi-ratelimit-headers) and X-RateLimit-Reset (an epoch if it is
 * beyond 1e9, else seconds). */
gint64 bk_retry_at(const BkReply *reply, gboolean limited, gint64 now);
/* Where the rule says that the body tells it: the same, 0 when it does not. */
gint64 bk_retry_told(const BkRetryRule *rule, const BkAnswer *answer, gint64 now);

G_END_DECLS

#endif
