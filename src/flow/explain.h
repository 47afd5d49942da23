/* explain.h: why a reply was judged as it was, rule by rule, for who writes the rules. In English, like the
 * mistakes that lint names; without secrets (flow/seen.h). */
#ifndef BK_FLOW_EXPLAIN_H
#define BK_FLOW_EXPLAIN_H

#include "flow/seen.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  BK_RULE_DECIDES,
  BK_RULE_FAILS,
  BK_RULE_COMES_LATER, /* an earlier one has decided */
} BkRuleState;

typedef struct {
  BkRuleState state;
  BkOutcome outcome;
  /* FAILS: the first condition that does not hold. */
  char *condition; /* "status", "code", "/error/code"; NULL: the kind of body forbids the rule, see hint */
  char *wanted;    /* its test, as in the file */
  char *found;     /* what the reply has there; NULL: nothing */
  char *hint;      /* what may be wrong, or NULL */
} BkVerdict;

/* Something that the rule which decides takes from the reply. */
typedef struct {
  char *name; /* "ticket", "session.token" */
  char *from; /* the places, as in the file: "/token or header X-Token" */
  gboolean there, optional;
  char *hint; /* not there: what may be wrong, or NULL */
} BkTaking;

typedef struct {
  GPtrArray *verdicts; /* BkVerdict*: one for each rule of the step, in order */
  GPtrArray *takings;  /* BkTaking*, without what the flow knows by itself */
} BkExplanation;

/* Judges the reply by the rules of the step once more (the same judge) and says why. mask knows what the flow
 * knows after it (bk_seen_learn). */
BkExplanation *bk_explain(const BkServer *server, const BkStep *step, const BkReply *reply,
                          const BkMask *mask) G_GNUC_WARN_UNUSED_RESULT;
void bk_explanation_free(BkExplanation *explanation); /* accepts NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkExplanation, bk_explanation_free)

G_END_DECLS

#endif
