#include "mock/judge.h"

#include "flow/answer.h"
#include "flow/match.h"

BkOutcome bk_mock_judge(const BkServer *server, const BkAction *action, const BkStep *step,
                        gboolean session_sent, const BkReply *reply, const BkReplyRule **ret_rule) {
  g_auto(BkAnswer) answer = {0};
  (void)action;

  *ret_rule = NULL;
  bk_answer_read(&answer, server, reply);
  for (guint i = 0; i < step->replies->len; i++) {
    const BkReplyRule *rule = g_ptr_array_index(step->replies, i);

    if (bk_match_when(rule->when, &answer)) {
      *ret_rule = rule;
      return rule->outcome;
    }
  }
  switch (reply->status) {
  case 401:
    return session_sent ? BK_OUTCOME_SESSION_EXPIRED : BK_OUTCOME_INVALID_CREDENTIALS;
  case 403:
    return BK_OUTCOME_DENIED;
  default:
    return reply->status < 300 ? BK_OUTCOME_OK : BK_OUTCOME_SERVER_ERROR;
  }
}
