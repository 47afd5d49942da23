/* machine.h: the inside of a flow, shared by the files that make it: flow.c moves it from state to
 * state, inputs.c asks for what it lacks, values.c knows what a name stands for, request.c writes what is
 * sent, judge.c reads what comes. */
#ifndef BK_FLOW_MACHINE_H
#define BK_FLOW_MACHINE_H

#include "flow/answer.h"
#include "flow/cookies.h"
#include "flow/flow.h"

G_BEGIN_DECLS

#define BK_POLL_DEFAULT 5     /* seconds, RFC 8628 3.5 */
#define BK_POLL_SLOWER 5      /* what slow_down adds, for good (RFC 8628 3.5) */
#define BK_POLL_MAX_EVERY 300 /* seconds: what a server may ask for */
#define BK_POLL_FOR 900       /* seconds, where the file does not say */
#define BK_POLL_FOR_MAX 3600
#define BK_POLL_MAX_FAILURES 3 /* polls lost in a row before the flow gives up: lines are bad */

/* What a reply holds of a session, before its values can be written. */
typedef struct {
  BkSecret *token;
  BkSecret *refresh; /* or NULL */
  BkSecret *account; /* or NULL: not told */
  gint64 expires_at;
  gint64 now;
} BkTokens;

typedef struct {
  int every;    /* seconds between polls now */
  int waited;   /* seconds waited so far in this step */
  int failures; /* polls lost in a row */
  gboolean on;  /* the next request is a poll */
} BkPolling;

struct BkFlow {
  const BkServer *server;
  const BkAction *action;
  const BkStep *step;
  BkSession *session; /* the one to start with, or NULL */
  BkSession *fresh;   /* a new one, or NULL */
  BkSession *rolled;  /* session as answers on the way have changed it, or NULL */

  GHashTable *given;     /* name -> BkSecret */
  GHashTable *captures;  /* name -> BkSecret */
  GHashTable *kept;      /* set of capture names that are not secret */
  GHashTable *generated; /* name -> BkSecret, made at first use */
  GHashTable *asked;     /* set of optional inputs that a rule of this step asked for */
  BkCookies *cookies;
  GPtrArray *shown;  /* BkShownValue* */
  GPtrArray *listed; /* BkListedSession*, or NULL */

  BkFlowState state;
  guint requests;
  gboolean acted;        /* one that is not safe has been sent */
  gboolean has_acted;    /* one that is not safe, and the step after it was reached */
  char *origin;          /* of the request in SEND */
  gboolean session_used; /* the request holds something of the session */
  BkPolling polling;
  int wait_seconds;

  const BkReplyRule *rule;  /* the one that decided last, or NULL */
  BkTokens tokens;          /* of rule, until its session is made */
  GPtrArray *choice_labels; /* char* */
  GPtrArray *choice_values; /* BkSecret* */
  GPtrArray *choice_steps;  /* const char*: the step that each leads to; NULL: the rule's "then" */
  const char *next;         /* of the choice that was made */

  BkOutcome outcome;
  BkFailure failure;
  int status;
  char *server_text;
  gint64 retry_at;
  char *why;
};

/* ---- values.c ---- */

/* A BkTemplateLookup over the flow: captures, inputs, defaults, variables, session.*, made-up values.
 * Notes in session_used when a name is part of the session. */
BkSecret *bk_flow_value(const char *name, gpointer flow);
/* What the request of a step mentions, in order: path, query, headers, auth, body; "name" or "name?". */
GPtrArray *bk_flow_step_names(const BkServer *server, const BkStep *step) G_GNUC_WARN_UNUSED_RESULT;
/* The input a person can give for a name: declared, built in, or "link" for a value that a mailed link
 * of this server holds. NULL: nobody can. */
const BkInput *bk_flow_input_for(const BkServer *server, const char *name);
/* Whether a name must be answered by a person now: no value but perhaps a default. */
gboolean bk_flow_lacks(const BkFlow *flow, const char *name);
/* The session in use: the fresh one, else the one to start with, as it is now. */
BkSession *bk_flow_current_session(const BkFlow *flow);
/* The forgot (or resend) action whose mail holds the link and the code that action wants, or NULL. */
const BkAction *bk_flow_mail_action(const BkServer *server, const BkAction *action);

/* ---- inputs.c ---- */

/* Gives what is still wanted its default; FALSE, and nothing is given, where one has none. */
gboolean bk_flow_take_defaults(BkFlow *flow);

/* ---- request.c ---- */

/* The request of the step; sets origin and session_used. NULL: it cannot be sent, the outcome says what
 * that means and why (free it) tells the author. */
BkRequest *bk_flow_build(BkFlow *flow, BkOutcome *ret_outcome, char **ret_why) G_GNUC_WARN_UNUSED_RESULT;

/* The same as it may be seen: names whose value is secret stand for it as lookup has them. Nothing of the
 * flow changes, and where it leads is not judged. */
BkRequest *bk_flow_build_seen(BkFlow *flow, BkTemplateLookup lookup, gpointer data) G_GNUC_WARN_UNUSED_RESULT;

/* ---- judge.c ---- */

/* The rule of the step that decides, by its index; -1: none. */
int bk_step_find_rule(const BkStep *step, const BkAnswer *answer);
/* Whether a rule may speak of such a body at all. */
gboolean bk_rule_may_decide(const BkReplyRule *rule, const BkAnswer *answer);
/* Whether what goes by a name may be seen: an address, a text, what a rule says to keep. */
gboolean bk_flow_is_public(const BkFlow *flow, const char *name);

/* Decides by rules, else by status; takes captures, tokens, choices and shown values. Then the flow is
 * in CHOOSE, or bk_flow_conclude() has been called. */
void bk_flow_judge(BkFlow *flow, const BkReply *reply, gint64 now);

/* ---- listed.c ---- */

/* Reads the sessions that an answer lists. FALSE, and *ret_why (a literal): it does not. */
gboolean bk_flow_list_sessions(BkFlow *flow, const BkSessionList *list, const BkAnswer *answer,
                               const char **ret_why);

/* ---- roll.c ---- */

/* Takes into the session what an answer to a request that sent it replaces there. */
void bk_flow_roll(BkFlow *flow, const BkAnswer *answer, gint64 now);

/* ---- flow.c ---- */

/* What follows from the rule that decided: the session, the next step, a poll, a question or the end. */
void bk_flow_conclude(BkFlow *flow);
void bk_flow_end(BkFlow *flow, BkOutcome outcome, BkFailure failure);
void bk_flow_clear_result(BkFlow *flow);
/* Sets the interval of the step; nothing has been waited for. */
void bk_flow_start_polling(BkFlow *flow);
/* What unknown_account looks like: what a known address gets. Only an administrator may know. */
BkOutcome bk_flow_told_unknown(const BkFlow *flow);
/* Replaces why; takes text. */
void bk_flow_say_why(BkFlow *flow, char *text);

G_END_DECLS

#endif
