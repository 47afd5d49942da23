/* flow.h: one action on one server, from the first input to its outcome. No I/O, no clock.
 *
 * The caller owns the world: it reads bk_flow_state(), does what that asks for, and feeds the answer
 * back. The same flow is driven by the screens, the commands, the scenarios and the tests.
 *
 *   ASK     give the inputs of bk_flow_wanted() with bk_flow_give(), then bk_flow_go()
 *   SEND    send bk_flow_request(), then bk_flow_reply() or bk_flow_fail()
 *   CHOOSE  bk_flow_choose() one of bk_flow_choices()
 *   WAIT    after bk_flow_wait_seconds(), bk_flow_wake()
 *   DONE    bk_flow_outcome() and what came with it
 *
 * Inputs are derived: whatever the templates of the step still lack and a person can give. After a
 * refusal that more input can mend (invalid_credentials, code_invalid, weak_password, an "ask" rule) the
 * flow is in DONE with that outcome; bk_flow_again() puts it back to ASK at the same step. It forgets
 * only what was refused: the password (and a one-time code beside it) after invalid_credentials, the new
 * password after weak_password and same_password, codes and link values after code_invalid and
 * code_expired, what an "ask" rule names. Everything else is kept.
 */
#ifndef BK_FLOW_FLOW_H
#define BK_FLOW_FLOW_H

#include "base/exchange.h"
#include "base/session.h"
#include "servers/server.h"

#include <glib.h>

G_BEGIN_DECLS

#define BK_FLOW_MAX_REQUESTS 40 /* of one flow, polls apart: a chain that is longer is bad_response */

typedef enum {
  BK_FLOW_ASK,
  BK_FLOW_SEND,
  BK_FLOW_CHOOSE,
  BK_FLOW_WAIT,
  BK_FLOW_DONE,
} BkFlowState;

typedef struct BkFlow BkFlow;

/* A flow at its first step. server and action must outlive it. session may be NULL (a reference is
 * taken); an action that needs one and has none ends at once with session_expired. */
BkFlow *bk_flow_new(const BkServer *server, const BkAction *action,
                    BkSession *session) G_GNUC_WARN_UNUSED_RESULT;
void bk_flow_free(BkFlow *flow);

BkFlowState bk_flow_state(const BkFlow *flow);
const BkAction *bk_flow_action(const BkFlow *flow);
const char *bk_flow_step(const BkFlow *flow); /* name of the current step */

/* Gives a value by name; a later one replaces it. In any state but SEND. "counter" is how many times this
 * has been asked for, with this one; 1 where nobody gives it. Codes lose their spaces and
 * dashes. An empty value takes the old one back. The "link" input is read by bk_paste_parse(): what it
 * holds is given, name by name; a link that leads elsewhere gives nothing and stays wanted. */
void bk_flow_give(BkFlow *flow, const char *name, BkSecret *value);
gboolean bk_flow_has(const BkFlow *flow, const char *name);

/* BkInput* (borrowed) that the current step still lacks, in the order the request names them; an
 * "optional" one ({{name?}}) only when a rule asked for it; one with a default always, optional or not,
 * though bk_flow_go() does without. Values that a mailed link holds are wanted as "link". Free the array. */
GPtrArray *bk_flow_wanted(const BkFlow *flow) G_GNUC_WARN_UNUSED_RESULT;
/* The form for a person: bk_flow_wanted(), or where the current step lacks nothing what is lacking first on
 * the way that follows when all goes well. So a form stands before anything is sent, even where a server must
 * first be asked where its parts are. What is given early is kept until its step. Free the array. */
GPtrArray *bk_flow_form(const BkFlow *flow) G_GNUC_WARN_UNUSED_RESULT;

/* ASK with nothing wanted any more -> SEND (TRUE). Else the state stays and FALSE. */
gboolean bk_flow_go(BkFlow *flow);

/* The request to send, new at each call; NULL unless in SEND. Its url has an origin that the server's
 * files list, whatever came in an answer. */
BkRequest *bk_flow_request(BkFlow *flow) G_GNUC_WARN_UNUSED_RESULT;

/* now: wall clock. retry_after is read here. */
void bk_flow_reply(BkFlow *flow, const BkReply *reply, gint64 now);
void bk_flow_fail(BkFlow *flow, BkFailure failure);

GPtrArray *bk_flow_choices(const BkFlow *flow); /* char*: clean labels; borrowed; NULL unless CHOOSE */
const char *bk_flow_choice_title(const BkFlow *flow);
/* The one to take where nobody can be asked: the first of the options that the file names, which are in the
 * order of preference; -1: only a person can say. */
int bk_flow_choice_fallback(const BkFlow *flow);
/* What stands behind a label, for who names a choice beforehand. Borrowed; NULL: no such choice. */
const BkSecret *bk_flow_choice_value(const BkFlow *flow, guint index);
void bk_flow_choose(BkFlow *flow, guint index);

int bk_flow_wait_seconds(const BkFlow *flow);
/* WAIT: seconds from its beginning until polling ends for good, if nothing comes of it. */
int bk_flow_wait_left(const BkFlow *flow);
void bk_flow_wake(BkFlow *flow);

void bk_flow_cancel(BkFlow *flow); /* DONE, cancelled */
void bk_flow_again(BkFlow *flow);

/* In DONE (and, while a chain goes on, of the rule that decided last). Nobody but an
 * administrator is told unknown_account: asking for a reset (forgot, resend) is then ok, signing in
 * invalid_credentials, a code or link code_invalid, and the server's sentence is withheld. */
BkOutcome bk_flow_outcome(const BkFlow *flow);
BkFailure bk_flow_failure(const BkFlow *flow);
/* Whether a request that can change something has been sent, or is about to be. */
gboolean bk_flow_may_have_acted(const BkFlow *flow);
/* Whether a step that is done was such a request: what it did stands, whatever becomes of the later ones. */
gboolean bk_flow_has_acted(const BkFlow *flow);
/* HTTP status of the last reply; 0: none. */
int bk_flow_status(const BkFlow *flow);
/* The server's own sentence, cleaned and cut; NULL: none, withheld because it repeats a secret, or not
 * worth a person's time ("OK"). */
const char *bk_flow_server_text(const BkFlow *flow);
/* Wall clock, between 1 s and 15 min from the reply; 0: not told. */
gint64 bk_flow_retry_at(const BkFlow *flow);
/* Whether giving other inputs can mend it, and which: names for bk_flow_wanted() after again. */
gboolean bk_flow_can_try_again(const BkFlow *flow);
/* A new session (sign_in, refresh, a reset that signs in), or NULL. Borrowed. */
BkSession *bk_flow_session(const BkFlow *flow);

/* The session that the flow was given, as an answer has changed it on the way: it is to be kept in place
 * of that one, whatever the outcome. NULL: unchanged. Borrowed. May be there from the first reply on. */
BkSession *bk_flow_changed_session(const BkFlow *flow);

typedef struct {
  char *as; /* "password", "link", "code", "complete_link" */
  BkSecret *value;
} BkShownValue;
/* What is to be shown once: BkShownValue*, borrowed, may be empty. bk_flow_forget_shown() wipes them. */
const GPtrArray *bk_flow_shown(const BkFlow *flow);
void bk_flow_forget_shown(BkFlow *flow);

/* One session of the account that the server knows of. */
typedef struct {
  BkSecret *id;       /* for end_session, as "other"; it may be a token */
  char *key;          /* a short name made of it, that can be shown and typed */
  char *name;         /* clean: what it is; "" where the server does not say */
  char *address;      /* clean, or "" */
  gint64 since, seen; /* wall clock; 0: not told */
  gboolean mine;      /* it is the one that asked */
} BkListedSession;
/* What "sessions" listed, in the server's order: BkListedSession*, NULL before. Borrowed, to be referenced.
 */
GPtrArray *bk_flow_listed(const BkFlow *flow);

/* Captured values that later actions of the same reset need (a flow id, a reset token): name ->
 * BkSecret, all of them secret unless the rule says "keep". Borrowed. Give them to the next flow
 * with bk_flow_give(). */
GHashTable *bk_flow_captures(const BkFlow *flow);
/* Whether a capture is not secret and may be kept with a pending reset ("keep" in the file). */
gboolean bk_flow_keeps(const BkFlow *flow, const char *name);

/* Which rule of the step decided, as "replies[2]" with its outcome, or why none did: for who writes the file.
 * explain.h says more, seen.h shows what was sent and what came. */
const char *bk_flow_why(const BkFlow *flow);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkFlow, bk_flow_free)

G_END_DECLS

#endif
