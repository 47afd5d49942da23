/* expiry.h: the end of a session in all the ways servers tell it. */
#ifndef BK_FLOW_EXPIRY_H
#define BK_FLOW_EXPIRY_H

#include "servers/server.h"

G_BEGIN_DECLS

#define BK_EXPIRY_MAX_SECONDS (90 * 24 * 3600)

/* The wall-clock second, between now and 90 days on; 0 when text says nothing that kind can mean.
 * Numbers may stand in strings and have fractions. text is a JWT for BK_EXPIRY_JWT: its "exp" is read
 * without checking the signature, so it is a hint for asking again, never a proof. */
gint64 bk_expiry_read(BkExpiry kind, const char *text, gint64 now);

/* A moment, past or to come: seconds or milliseconds since 1970, or an ISO 8601 date. 0: none of these. */
gint64 bk_expiry_moment(const char *text);

G_END_DECLS

#endif
