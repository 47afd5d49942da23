/* cookies.h: the cookies of one flow: kept by origin, sent back to the same origin, gone with the flow;
 * and those that are a session, which a server file names and which live on as its token.
 *
 * Much less than RFC 6265 on purpose: no domains, no paths, no expiry but "now". */
#ifndef BK_FLOW_COOKIES_H
#define BK_FLOW_COOKIES_H

#include "base/exchange.h"

G_BEGIN_DECLS

#define BK_COOKIES_MAX 50u         /* of one flow; further ones are dropped */
#define BK_COOKIE_MAX (4u * 1024u) /* bytes of name and value (RFC 6265 6.1); larger ones are dropped */

typedef struct BkCookies BkCookies;

BkCookies *bk_cookies_new(void) G_GNUC_WARN_UNUSED_RESULT;
void bk_cookies_free(BkCookies *cookies); /* accepts NULL */

/* Takes what a reply of that origin sets, and forgets what it deletes. */
void bk_cookies_take(BkCookies *cookies, const char *origin, const BkReply *reply);
/* The value of the Cookie header for that origin, in the order they came; NULL if there are none. */
BkSecret *bk_cookies_header(const BkCookies *cookies, const char *origin) G_GNUC_WARN_UNUSED_RESULT;

/* The same with the cookies of a session, "name=value; …", before them; one of the flow takes the place
 * of one of the same name. session may be NULL. */
BkSecret *bk_cookies_header_with(const BkCookies *cookies, const char *origin,
                                 const BkSecret *session) G_GNUC_WARN_UNUSED_RESULT;
/* "name=value; …" of those of the names (char*) that are kept for the origin, in the order of names;
 * NULL if the first is not among them. */
BkSecret *bk_cookies_named(const BkCookies *cookies, const char *origin,
                           const GPtrArray *names) G_GNUC_WARN_UNUSED_RESULT;
/* The cookies of a session with the values that are kept for the origin now; none is added or taken away. */
BkSecret *bk_cookies_renewed(const BkCookies *cookies, const char *origin,
                             const BkSecret *session) G_GNUC_WARN_UNUSED_RESULT;

/* The value that a reply sets for a cookie, or NULL (also when it deletes it). */
BkSecret *bk_cookie_in_reply(const BkReply *reply, const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkCookies, bk_cookies_free)

G_END_DECLS

#endif
