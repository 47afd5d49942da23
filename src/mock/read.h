/* read.h: the request templates of a server file read backwards: which step a request belongs to, and
 * what its sender filled in. */
#ifndef BK_MOCK_READ_H
#define BK_MOCK_READ_H

#include "mock/played.h"

G_BEGIN_DECLS

/* A request as it came over the wire. All borrowed. */
typedef struct {
  const char *method;
  const char *path;         /* raw, without the query */
  const char *query;        /* raw, without "?"; may be NULL */
  const GPtrArray *headers; /* BkPair* */
  const char *body;
  gsize length;
} BkMockRequest;

typedef struct {
  const BkAction *action;
  const BkStep *step;
  const BkAction *twin; /* the same kind in another way, asked by the very same request, or NULL */
  GHashTable *values;   /* name -> value, both char*: what the templates' names stood for */
  gboolean no_session;  /* it should have sent a session and sent none */
  const char *cookies;  /* the request's "Cookie", or NULL; borrowed from it */
  int score;            /* how much of it was fixed text: the more, the surer */
} BkMockReading;

/* Every step the request can belong to, the surest first; BkMockReading*, owned, perhaps empty. Then
 * *ret_near (may be NULL; free it) says what the nearest step missed, with all values hidden, or is
 * NULL when not even a path fits. */
GPtrArray *bk_mock_read(const BkMockPlayed *played, const BkMockRequest *request,
                        char **ret_near) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
