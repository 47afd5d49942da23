/* portal.h: whether something else than the server answered: the page of a hotel, a company's filter.
 * Private to src/net. */
#ifndef BK_NET_PORTAL_H
#define BK_NET_PORTAL_H

#include "base/exchange.h"

G_BEGIN_DECLS

/* TRUE for status 511 (RFC 6585). Else only when the request's Accept asks for JSON and for nothing
 * else, and what came is a page (200, text/html, and it does begin with "<": some servers call a plain
 * sentence HTML) or a redirect to another host. A server file that expects either says so with an Accept
 * header of its own. */
gboolean bk_reply_is_portal(const BkRequest *request, const BkReply *reply);

G_END_DECLS

#endif
