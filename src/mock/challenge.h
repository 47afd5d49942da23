/* challenge.h: mailed codes and links: made, checked, used once, the newest only. */
#ifndef BK_MOCK_CHALLENGE_H
#define BK_MOCK_CHALLENGE_H

#include "mock/world.h"

G_BEGIN_DECLS

typedef enum {
  BK_MOCK_CHALLENGE_GOOD,
  BK_MOCK_CHALLENGE_WRONG, /* never given out, used, or replaced by a newer one */
  BK_MOCK_CHALLENGE_EXPIRED,
  BK_MOCK_CHALLENGE_SPENT, /* too many wrong tries: even the right code is refused */
} BkMockChallengeState;

/* Makes the code or link that action's mail carries, and drops the older ones of that address. twin is
 * another way of the same action that is asked for by the very same request, or NULL: then the mail
 * carries both. base: "http://127.0.0.1:PORT". Borrowed from the world. */
BkMockChallenge *bk_mock_challenge_new(BkMockWorld *world, const BkAction *action, const BkAction *twin,
                                       const char *email, const char *base);
BkMockChallenge *bk_mock_challenge_ref(BkMockChallenge *challenge);
void bk_mock_challenge_unref(BkMockChallenge *challenge); /* accepts NULL */

/* Whether a name is one of the values that mails of this server carry. */
gboolean bk_mock_is_mail_value(const BkServer *server, const char *name);

/* Checks the mailed values somebody presents (name -> value). email may be NULL: then the values alone
 * must find it. A wrong try counts. On GOOD *ret_challenge is borrowed. */
BkMockChallengeState bk_mock_challenge_check(BkMockWorld *world, const char *email, GHashTable *presented,
                                             BkMockChallenge **ret_challenge);
/* The one whose link leads to this path and query, in whatever state, or NULL. Borrowed. */
BkMockChallenge *bk_mock_challenge_by_target(const BkMockWorld *world, const char *target);
BkMockChallengeState bk_mock_challenge_state(const BkMockWorld *world, const BkMockChallenge *challenge);

/* The mail settings that tell what this action's mail holds. Never NULL while the server can mail. */
const BkMail *bk_mock_mail_of(const BkServer *server, const BkAction *action);

G_END_DECLS

#endif
