/* failure.h: gives a failed transfer its name and its line for support. Private to src/net. */
#ifndef BK_NET_FAILURE_H
#define BK_NET_FAILURE_H

#include "base/outcome.h"

#include <curl/curl.h>
#include <glib.h>

G_BEGIN_DECLS

/* What is known of a transfer besides libcurl's code. */
typedef struct {
  const char *host;    /* of the origin, with its port; clean */
  const char *message; /* libcurl's own; may hold the server's words: looked into, never shown */
  long verify;         /* the X509_V_ERR_… of the certificate; 0: none */
  long os_error;       /* errno of connect(); 0: none */
  long proxy_status;   /* what the proxy said to CONNECT; 0: nothing */
  gboolean proxied;    /* goes through a proxy */
  gboolean sent;       /* the request began to leave this machine */
  gboolean answered;   /* some byte of an answer came */
  gboolean safe;       /* the request changes nothing */
} BkWreck;

/* code is not CURLE_OK. *detail: "curl 60: certificate has expired (id.example.org); clock here says
 * 2026-11-20"; free it. */
BkFailure bk_failure_of(CURLcode code, const BkWreck *wreck, char **detail);

G_END_DECLS

#endif
