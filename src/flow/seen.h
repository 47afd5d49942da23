/* seen.h: a request and its reply as they may be seen by who writes a server file: each secret is a mark with
 * its name, text is clean and cut.
 *
 * A request is written a second time from its templates, with ‹password› where the password would go, so that
 * nothing of a secret is ever in what is shown. A reply was written by somebody else: what a rule of the step
 * takes from it is hidden, and whatever the mask knows or suspects (base/mask.h). */
#ifndef BK_FLOW_SEEN_H
#define BK_FLOW_SEEN_H

#include "base/json.h"
#include "base/mask.h"
#include "flow/flow.h"

#include <glib.h>

G_BEGIN_DECLS

#define BK_SEEN_CHARS 300u  /* of one text */
#define BK_SEEN_MEMBERS 40u /* of one object or list */

typedef struct {
  char *name, *value;
} BkSeenHeader;

typedef struct {
  char *method, *url;
  GPtrArray *headers; /* BkSeenHeader* */
  cJSON *body;        /* a string where it is no JSON; NULL: none */
} BkSeenRequest;

typedef struct {
  int status;
  const char *kind; /* bk_body_kind() */
  char *trouble;    /* unreadable: why, else NULL */
  gint64 milliseconds;
  GPtrArray *headers; /* BkSeenHeader*: those that say something about the answer */
  cJSON *body;        /* a string where it is no JSON; NULL: empty */
} BkSeenReply;

/* Teaches a mask every secret that the flow holds now. */
void bk_seen_learn(BkMask *mask, const BkFlow *flow);

/* The request in SEND; NULL in another state. */
BkSeenRequest *bk_seen_request(BkFlow *flow, const BkMask *mask) G_GNUC_WARN_UNUSED_RESULT;
void bk_seen_request_free(BkSeenRequest *request); /* accepts NULL */

/* step: the one whose rules judge it. The mask learns the cookies that it sets. */
BkSeenReply *bk_seen_reply(const BkServer *server, const BkStep *step, const BkReply *reply,
                           BkMask *mask) G_GNUC_WARN_UNUSED_RESULT;
void bk_seen_reply_free(BkSeenReply *reply); /* accepts NULL */

/* A value that stands at a pointer of a reply's document (NULL: elsewhere), as it may be seen. */
cJSON *bk_seen_value(const BkServer *server, const BkStep *step, const BkMask *mask, const char *pointer,
                     const cJSON *value) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkSeenRequest, bk_seen_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkSeenReply, bk_seen_reply_free)

G_END_DECLS

#endif
