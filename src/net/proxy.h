/* proxy.h: which proxy of the environment a request goes through. Decided here and told to libcurl, so
 * that what doctor shows is what happens. Private to src/net.
 *
 * https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY, first one set; no_proxy and NO_PROXY as libcurl reads
 * them: names with all below them, addresses, CIDR blocks, "*". Loopback is always direct. */
#ifndef BK_NET_PROXY_H
#define BK_NET_PROXY_H

#include <glib.h>

G_BEGIN_DECLS

/* The proxy's URL with its credentials (borrowed from the environment), or NULL. */
const char *bk_proxy_for(const char *origin);

G_END_DECLS

#endif
