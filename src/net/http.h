/* http.h: carries one request and brings its reply. libcurl on the GLib main context; no curl type is
 * visible outside this room.
 *
 * Rules (requirements C1-C14 of the security notes in src/net/README.md): https only, http on
 * loopback; no redirects; certificate and host verified, TLS 1.2 or newer; body BK_HTTP_MAX_BODY,
 * headers BK_HTTP_MAX_HEADERS bytes; connect, total and low-speed deadlines; no cookies, no netrc, no
 * Alt-Svc; a request that is not safe is sent at most once.
 */
#ifndef BK_NET_HTTP_H
#define BK_NET_HTTP_H

#include "base/exchange.h"

#include <glib.h>

G_BEGIN_DECLS

#define BK_HTTP_MAX_BODY (256u * 1024u)
#define BK_HTTP_MAX_HEADERS (64u * 1024u)
#define BK_HTTP_MAX_HEADER_LINES 200u
#define BK_HTTP_TIMEOUT 30         /* seconds, whole request */
#define BK_HTTP_CONNECT_TIMEOUT 10 /* seconds */
#define BK_HTTP_LOW_SPEED 16       /* bytes a second … */
#define BK_HTTP_LOW_SPEED_TIME 12  /* … for so many seconds is too slow */

typedef struct BkHttp BkHttp;

/* On the thread-default main context. user_agent: "backin/VERSION". libcurl itself is loaded and
 * started at the first use, not here, so that a first screen need not wait for it. */
BkHttp *bk_http_new(const char *user_agent) G_GNUC_WARN_UNUSED_RESULT;
/* Cancels whatever is under way (no callback) and closes kept connections. */
void bk_http_free(BkHttp *http);

/* reply is NULL exactly when failure is not BK_FAILURE_NONE; detail (never NULL, may be "") is a clean
 * technical line for support: names and numbers, no secret, no URL beyond its host. Both borrowed. */
typedef void (*BkHttpDone)(const BkReply *reply, BkFailure failure, const char *detail, gpointer data);

/* Starts; done is called once, later, never from inside this call, unless it is cancelled. The request
 * is taken. Returns a number for bk_http_cancel(), never 0. */
guint bk_http_send(BkHttp *http, BkRequest *request, BkHttpDone done, gpointer data);
/* Stops it; done is not called. Unknown or ended numbers are ignored. */
void bk_http_cancel(BkHttp *http, guint number);

/* Opens a connection to an origin ahead of its use and keeps it; failures are silent. Nothing of the
 * person's is sent. ca_file may be NULL. */
void bk_http_connect(BkHttp *http, const char *origin, const char *ca_file);

/* How many requests this process may have under way at once without running out of descriptors: a quarter of
 * its limit, since looking up a name takes two more. */
guint bk_http_room(void);

/* For doctor: "libcurl/7.88.1 OpenSSL/3.0.19", and the proxy of the environment for an origin without
 * its credentials (NULL: none). Free them. */
char *bk_http_version(void) G_GNUC_WARN_UNUSED_RESULT;
char *bk_http_proxy(const char *origin) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkHttp, bk_http_free)

G_END_DECLS

#endif
