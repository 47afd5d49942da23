/* answer.h: a reply made so that the file's own rules read a wanted outcome out of it.
 *
 * It is put together from the rule's "when", captures, session, choices and shown values, and then
 * judged by the same code that judges real replies: what does not pass is thrown away. */
#ifndef BK_MOCK_ANSWER_H
#define BK_MOCK_ANSWER_H

#include "base/exchange.h"
#include "mock/played.h"

G_BEGIN_DECLS

/* What the reply answers and what shall be in it. All borrowed; most may be NULL. */
typedef struct {
  const BkMockPlayed *played;
  const BkAction *action;
  const BkStep *step;
  const char *email;                  /* of the account, for values that are one */
  const char *password, *link, *code; /* to be shown */
  const BkMockSession *session;       /* the one that asks */
  GHashTable *values;                 /* name -> char*: what the request brought */
  gboolean go_on;                     /* prefer a rule with "then" to one that ends the action */
  int retry_after;                    /* seconds; 0: say nothing */
} BkMockWish;

typedef struct {
  int status;
  GPtrArray *headers; /* BkPair*, without Content-Type */
  char *media_type;   /* NULL: no body */
  char *body;         /* never NULL */
  BkOutcome outcome;
  const BkReplyRule *rule; /* NULL: the default mapping by status */
  GPtrArray *issued;       /* BkPair*: what a client captures or may choose */
  char *token, *refresh;   /* of a new session, or NULL */
} BkMockAnswer;

/* NULL when the file cannot say that outcome at this step. With only_rules the default mapping by
 * status is left out. *ret_defect is set when there are rules for it but no reply reaches them: a
 * mistake of the file (a rule above hides them) or of the mock. Free it. */
BkMockAnswer *bk_mock_answer(const BkMockWish *wish, BkOutcome outcome, gboolean only_rules,
                             char **ret_defect) G_GNUC_WARN_UNUSED_RESULT;
/* A reply for one rule, or NULL if none reaches it. */
BkMockAnswer *bk_mock_answer_rule(const BkMockWish *wish, const BkReplyRule *rule) G_GNUC_WARN_UNUSED_RESULT;
/* A reply outside every file: {"message": text}. */
BkMockAnswer *bk_mock_answer_plain(int status, const char *text) G_GNUC_WARN_UNUSED_RESULT;
void bk_mock_answer_free(BkMockAnswer *answer); /* accepts NULL */

/* The answer as a client sees it. */
BkReply *bk_mock_answer_to_reply(const BkMockAnswer *answer) G_GNUC_WARN_UNUSED_RESULT;

/* Tries every rule of the file and tells those no reply can reach, one line each: char*, owned. */
GPtrArray *bk_mock_unreachable(const BkMockPlayed *played) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkMockAnswer, bk_mock_answer_free)

G_END_DECLS

#endif
