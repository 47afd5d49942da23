/* decide.h: what a careful backend would say to a request. */
#ifndef BK_MOCK_DECIDE_H
#define BK_MOCK_DECIDE_H

#include "mock/call.h"

G_BEGIN_DECLS

typedef struct {
  BkOutcome outcome;
  gboolean only_rules; /* not by status alone, which would mean something else to a person */
} BkMockSay;

typedef struct {
  BkMockCall *call;
  GArray *say;                /* BkMockSay, the best first: the first that the file can say is said */
  int retry_after;            /* seconds; 0: not told */
  char *shown_password;       /* a generated one, or NULL */
  BkMockChallenge *challenge; /* the mail that was proven, or the one whose link is shown; or NULL */
} BkMockDecision;

/* Makes all checks and counts what they count; say then holds at least one outcome. */
void bk_mock_decide(BkMockDecision *decision, BkMockCall *call);
void bk_mock_decision_clear(BkMockDecision *decision);
gboolean bk_mock_allows(const BkMockDecision *decision); /* ok is the first word */

/* The password is right, but the second factor is still to come. */
gboolean bk_mock_lacks_factor(const BkMockCall *call);
gboolean bk_mock_is_weak(const BkServer *file, const char *password);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BkMockDecision, bk_mock_decision_clear)

G_END_DECLS

#endif
