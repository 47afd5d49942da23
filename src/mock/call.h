/* call.h: a request understood: who asks, about which account, with which proofs. */
#ifndef BK_MOCK_CALL_H
#define BK_MOCK_CALL_H

#include "mock/read.h"

G_BEGIN_DECLS

/* Strings are borrowed from the reading, the world or the grant. NULL: not in the request. */
typedef struct {
  BkMockPlayed *played;
  const BkMockReading *reading;
  const BkAction *action;
  const BkStep *step;
  const char *email;      /* the account it is about, however that was told */
  BkMockAccount *account; /* that address's, or NULL: nobody has it */
  const char *password, *current_password, *new_password, *otp;
  GHashTable *mailed;                /* values that only a mail can have told: name -> value */
  BkMockGrant *grant;                /* where the issued values lead back to; new when there are none */
  BkMockSession *session;            /* live, or NULL */
  gboolean uses_session;             /* the step sends one */
  gboolean dead_session, dead_value; /* a session, or an issued value, that means nothing (any more) */
  gboolean wrong_key;                /* an operator's key that is refused */
  guint recognised;                  /* sessions, issued and mailed values that are live */
} BkMockCall;

void bk_mock_call_read(BkMockCall *call, BkMockPlayed *played, const BkMockReading *reading);
void bk_mock_call_clear(BkMockCall *call);

gboolean bk_mock_signs_in(const BkMockCall *call);
/* Whether an earlier step of the action asks for the password. */
gboolean bk_mock_follows_password(const BkMockCall *call);

/* Every name the templates of an action or of one step use, without "?": char* set. */
GHashTable *bk_mock_step_names(const BkServer *file, const BkStep *step) G_GNUC_WARN_UNUSED_RESULT;
GHashTable *bk_mock_action_names(const BkServer *file, const BkAction *action) G_GNUC_WARN_UNUSED_RESULT;
/* Whether some name of a set is an input of that kind. */
gboolean bk_mock_names_hold(const BkServer *file, GHashTable *names, BkInputKind kind);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BkMockCall, bk_mock_call_clear)

G_END_DECLS

#endif
