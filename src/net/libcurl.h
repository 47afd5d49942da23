/* libcurl.h: starts libcurl, at the first use and not before. Private to src/net. */
#ifndef BK_NET_LIBCURL_H
#define BK_NET_LIBCURL_H

#include <glib.h>

G_BEGIN_DECLS

/* The first call loads and starts libcurl on allocators that wipe what they free; 10 ms that a first
 * screen need not wait for. FALSE when it cannot be had: nothing else of libcurl may be called then. */
gboolean bk_libcurl_start(void);

G_END_DECLS

#endif
