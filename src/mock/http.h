/* http.h: the loopback server under a played file: libmicrohttpd on the GLib main loop, no threads. */
#ifndef BK_MOCK_HTTP_H
#define BK_MOCK_HTTP_H

#include "mock/played.h"
#include "mock/trouble.h"

G_BEGIN_DECLS

#define BK_MOCK_MAX_BODY (64u * 1024u)

typedef struct BkMockHttp BkMockHttp;

/* Listens on 127.0.0.1 at port (0: a free one) and tells played the port it got. played and trouble must
 * outlive it. verbose: one line to stderr per request, without values. NULL and an error (G_IO_ERROR-like
 * text in domain BK_MOCK_HTTP_ERROR) when the port cannot be had. */
BkMockHttp *bk_mock_http_new(BkMockPlayed *played, BkMockTrouble *trouble, int port, gboolean verbose,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void bk_mock_http_free(BkMockHttp *http); /* accepts NULL */
int bk_mock_http_port(const BkMockHttp *http);

#define BK_MOCK_HTTP_ERROR (bk_mock_http_error_quark())
GQuark bk_mock_http_error_quark(void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkMockHttp, bk_mock_http_free)

G_END_DECLS

#endif
