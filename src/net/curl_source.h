/* curl_source.h: a libcurl multi handle as one GSource on the thread-default main context.
 *
 * The sockets of the transfers are the source's descriptors, libcurl's only timer is the source's ready
 * time. Nothing else in this room waits for anything. Private to src/net. */
#ifndef BK_NET_CURL_SOURCE_H
#define BK_NET_CURL_SOURCE_H

#include <curl/curl.h>
#include <glib.h>

G_BEGIN_DECLS

typedef struct BkCurlSource BkCurlSource;

/* A transfer ended; whoever gets this removes it. Never called from inside a libcurl callback, so it may
 * add, remove, and even close the source. */
typedef void (*BkCurlEnded)(CURL *easy, CURLcode code, gpointer data);

/* libcurl must have been started. NULL when it has no memory. */
BkCurlSource *bk_curl_source_new(BkCurlEnded ended, gpointer data) G_GNUC_WARN_UNUSED_RESULT;
/* Every transfer must have been removed. Closes the kept connections. */
void bk_curl_source_close(BkCurlSource *source);

/* Starts at the next turn of the loop. The handle stays the caller's. */
CURLMcode bk_curl_source_add(BkCurlSource *source, CURL *easy);
/* Stops a transfer without a word. */
void bk_curl_source_remove(BkCurlSource *source, CURL *easy);

/* Whether some transfer waits on that descriptor now; a kept connection is waited on by nobody. */
gboolean bk_curl_source_watches(const BkCurlSource *source, int fd);

G_END_DECLS

#endif
