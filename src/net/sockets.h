/* sockets.h: the sockets that libcurl uses, made and closed here, so that a kept connection which the
 * server has closed can be told from a living one. Private to src/net.
 *
 * libcurl 7.88 takes waiting bytes for a sign of life. The TLS farewell (close_notify) of a server that
 * closes an idle connection is such bytes: the next request would be written into a dead connection, and
 * one that changes something could not be sent a second time. */
#ifndef BK_NET_SOCKETS_H
#define BK_NET_SOCKETS_H

#include <curl/curl.h>
#include <glib.h>

G_BEGIN_DECLS

typedef struct BkSockets BkSockets;
typedef gboolean (*BkSocketBusy)(int fd, gpointer data);

BkSockets *bk_sockets_new(void) G_GNUC_WARN_UNUSED_RESULT;
/* After the last connection was closed; closes none. */
void bk_sockets_free(BkSockets *sockets);

/* As CURLOPT_OPENSOCKETFUNCTION and CURLOPT_CLOSESOCKETFUNCTION want it. */
curl_socket_t bk_sockets_open(BkSockets *sockets, const struct curl_sockaddr *address);
int bk_sockets_close(BkSockets *sockets, curl_socket_t fd);

/* Empties every socket that is not busy and whose other side has closed, so that libcurl sees its end
 * and opens a new one. Returns how many those were. */
guint bk_sockets_bury(BkSockets *sockets, BkSocketBusy busy, gpointer data);

G_END_DECLS

#endif
