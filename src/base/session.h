/* session.h: the tokens of one account on one server: one unit, kept and dropped together. */
#ifndef BK_BASE_SESSION_H
#define BK_BASE_SESSION_H

#include "base/secret.h"

#include <glib.h>

G_BEGIN_DECLS

#define BK_SESSION_VERSION 1
#define BK_SESSION_TOKEN_MIN 8u
#define BK_SESSION_TOKEN_MAX (16u * 1024u)

typedef struct {
  gint ref_count;
  char *server;        /* id of the server file */
  char *origin;        /* the origin that issued it; it is sent nowhere else */
  char *account;       /* the e-mail address it was signed in with */
  BkSecret *token;     /* never NULL in a valid session */
  BkSecret *refresh;   /* NULL: none */
  GHashTable *values;  /* name -> BkSecret: what a server file keeps besides (a chosen account, an id) */
  gint64 signed_in_at; /* wall clock */
  gint64 expires_at;   /* wall clock; 0: not told */
} BkSession;

BkSession *bk_session_new(const char *server, const char *origin,
                          const char *account) G_GNUC_WARN_UNUSED_RESULT;
BkSession *bk_session_ref(BkSession *session);
void bk_session_unref(BkSession *session); /* accepts NULL */

/* Visible ASCII without space, quote, comma or semicolon, within the limits above (RFC 6750 2.1,
 * widened because real tokens hold ':' and '|'). Anything else is no token. */
gboolean bk_session_is_token(const BkSecret *token);

/* The cookies of a session: "name=value; name=value", no more and no less (RFC 6265 4.2.1), within the
 * limits above. Where a session is one of cookies, this is its token. */
gboolean bk_session_is_cookies(const BkSecret *token);

/* A session of its own with the same contents. */
BkSession *bk_session_copy(const BkSession *session) G_GNUC_WARN_UNUSED_RESULT;

/* One JSON object, version inside; the inverse checks it like a server's answer: NULL and an error
 * (domain BK_JSON_ERROR) for anything that is not a session of a version known here. */
BkSecret *bk_session_to_json(const BkSession *session) G_GNUC_WARN_UNUSED_RESULT;
/* The version that an object says it has, of whatever kind it is; 0: none. */
int bk_session_version_of(const BkSecret *json);
BkSession *bk_session_from_json(const BkSecret *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkSession, bk_session_unref)

G_END_DECLS

#endif
