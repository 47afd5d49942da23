/* chain.h: the cookie that leads from one step of an action to the next, as a server's own does where the
 * templates of the later steps name nothing that leads back. */
#ifndef BK_MOCK_CHAIN_H
#define BK_MOCK_CHAIN_H

#include "mock/world.h"

G_BEGIN_DECLS

/* Gives the cookie that leads back to the grant: adds a "Set-Cookie" to headers (BkPair*). */
void bk_mock_chain_give(BkMockWorld *world, BkMockGrant *grant, GPtrArray *headers);
/* The grant that a "Cookie" header (may be NULL) leads back to; NULL: to none, or to none that is still
 * good. Borrowed. */
BkMockGrant *bk_mock_chain_find(const BkMockWorld *world, const char *cookies);
/* The same header as a server sees it that set no such cookie: without it. NULL: nothing is left. */
char *bk_mock_chain_strip(const char *cookies) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
