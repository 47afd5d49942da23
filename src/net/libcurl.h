/* libcurl.h: starts libcurl, at the first use and not before. Private to src/net. */
#ifndef BK_NET_LIBCURL_H
#define BK_NET_LIBCURL_H

#include <glib.h>

G_BEGIN_DECLS

/* The first call loads and starts libcurl on allocators that wipe what they free; 10 ms that a first
 * screen need not wait for. FALSE when it cannot be had: nothing else of libcurl may be called then. */
gboolean bk_libcurl_start(void);

/* Tells OpenSSL to wipe what it has decrypted once it is delivered; else whole answers stay in buffers that
 * it frees as they are. ssl_ctx is what CURLOPT_SSL_CTX_FUNCTION gives. Nothing happens with another TLS
 * library. */
void bk_libcurl_wipe_decrypted(void *ssl_ctx);

G_END_DECLS

#endif
