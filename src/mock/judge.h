/* judge.h: what a client of backin reads out of a reply: the engine's own judgement, asked from here. */
#ifndef BK_MOCK_JUDGE_H
#define BK_MOCK_JUDGE_H

#include "base/exchange.h"
#include "servers/server.h"

G_BEGIN_DECLS

/* The outcome, and in *ret_rule the rule of the step that decided (NULL: the default mapping). */
BkOutcome bk_mock_judge(const BkServer *server, const BkAction *action, const BkStep *step,
                        gboolean session_sent, const BkReply *reply, const BkReplyRule **ret_rule);

G_END_DECLS

#endif
