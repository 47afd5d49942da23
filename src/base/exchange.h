/* exchange.h: one HTTP request and its reply as plain data, between src/flow (which writes the one
 * and reads the other) and src/net (which carries them). Neither knows the other. */
#ifndef BK_BASE_EXCHANGE_H
#define BK_BASE_EXCHANGE_H

#include "base/outcome.h"
#include "base/secret.h"

#include <glib.h>

G_BEGIN_DECLS

/* A header line. Values may be secret (Authorization, Cookie), so all of them are treated so. */
typedef struct {
  char *name;
  BkSecret *value;
} BkHeader;

typedef struct {
  char *method;       /* "GET", "POST", "PUT", "PATCH", "DELETE" */
  BkSecret *url;      /* absolute; secret because reset tokens can stand in a path or query */
  char *origin;       /* scheme://host[:port] of url, in clear: for screens, logs and checks */
  GPtrArray *headers; /* BkHeader*, owned */
  BkSecret *body;     /* NULL: none */
  gboolean safe;      /* GET or HEAD: may be sent again by itself; everything else at most once */
  char *ca_file;      /* a CA to trust besides the system's, or NULL */
  guint seconds;      /* until it is given up; 0, or more than what src/net allows: as src/net has it */
} BkRequest;

typedef struct {
  int status;          /* 200-599 */
  GPtrArray *headers;  /* BkHeader*, in order, names as they came */
  BkSecret *body;      /* never NULL; may be empty */
  char *media_type;    /* lower case, without parameters; "" if none was given */
  gint64 milliseconds; /* from the start of the request to the last byte */
} BkReply;

BkHeader *bk_header_new(const char *name, BkSecret *value); /* takes a reference of value */
void bk_header_free(BkHeader *header);
/* The first header of that name, ASCII case ignored; NULL if there is none. Borrowed. */
BkSecret *bk_headers_get(const GPtrArray *headers, const char *name);

BkRequest *bk_request_new(const char *method, BkSecret *url) G_GNUC_WARN_UNUSED_RESULT;
void bk_request_free(BkRequest *request);
BkReply *bk_reply_new(int status) G_GNUC_WARN_UNUSED_RESULT;
void bk_reply_free(BkReply *reply);

/* The origin (RFC 6454: scheme, host, port; default ports left out, host in lower case) of an
 * absolute http or https URL; NULL if it is not one, or holds user info, controls or spaces.
 * Plain http is only an origin on loopback (127.0.0.0/8, [::1], localhost). */
char *bk_origin_of(const char *url) G_GNUC_WARN_UNUSED_RESULT;
/* The host of such a URL, lower case, in ASCII form, with ":port" unless it is the usual one; NULL as above.
 */
char *bk_host_of(const char *url) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkRequest, bk_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkReply, bk_reply_free)

G_END_DECLS

#endif
