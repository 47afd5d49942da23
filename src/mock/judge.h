/* judge.h: what backin reads out of a reply: a real flow is put to the step and given the reply. */
#ifndef BK_MOCK_JUDGE_H
#define BK_MOCK_JUDGE_H

#include "base/exchange.h"
#include "servers/server.h"

G_BEGIN_DECLS

/* The outcome, and in *ret_rule the rule of the step that decided (NULL: none, so the status did). A rule
 * that matched but whose captures, tokens or shown values are not there gives bad_response. now: wall
 * clock. */
BkOutcome bk_mock_judge(const BkServer *server, const BkAction *action, const BkStep *step,
                        const BkReply *reply, gint64 now, const BkReplyRule **ret_rule);

G_END_DECLS

#endif
