/* trial.h: the actions of one server tried one at a time, for who writes its file (`backin servers try`).
 *
 * A model with a trial has no journeys: no screen follows an action, no store and no state file is touched,
 * nothing is sent twice. What one action brings (a session, the values of a mail) serves the next ones of the
 * same run, and is gone with it. update_trial.c changes it. */
#ifndef BK_APP_TRIAL_H
#define BK_APP_TRIAL_H

#include "flow/explain.h"
#include "flow/flow.h"
#include "flow/seen.h"

#include <glib.h>

G_BEGIN_DECLS

/* One request of the action, and what came of it. */
typedef struct {
  char *step;
  BkSeenRequest *request;
  gboolean ended;             /* answered, or failed */
  BkSeenReply *reply;         /* NULL until it has ended, and where it failed */
  BkExplanation *explanation; /* like reply */
  BkFailure failure;          /* NONE where there was a reply */
  char *detail;               /* of the failure: technical, clean */
  char *why;                  /* bk_flow_why() */
  gboolean expected;          /* the file says what this reply means, or leaves it to a good status */
  int wait;                   /* seconds until the next poll; 0: none follows */
} BkTrialExchange;

typedef struct {
  BkServer *server;
  char *email; /* or NULL: asked where an action wants it */
  BkMask *mask;
  const BkAction *action; /* the one tried last, or NULL; its flow is the model's */
  GPtrArray *exchanges;   /* BkTrialExchange*: of it */
  BkSession *session;     /* of an earlier action, or NULL */
  GPtrArray *listed;      /* BkListedSession*: of an earlier action, or NULL */
  GHashTable *values;     /* name -> BkSecret: of the reset under way */
  GHashTable *inputs;     /* name -> BkSecret: those a file asks to remember */
  GHashTable *given;      /* name -> BkSecret: to the action under way */
} BkTrial;

/* server is taken. */
BkTrial *bk_trial_new(BkServer *server, const char *email) G_GNUC_WARN_UNUSED_RESULT;
void bk_trial_free(BkTrial *trial); /* accepts NULL */

/* A text of the flow as it may be seen; NULL for NULL. Free it. */
char *bk_trial_text(const BkTrial *trial, const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkTrial, bk_trial_free)

G_END_DECLS

#endif
