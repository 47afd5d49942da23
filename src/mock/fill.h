/* fill.h: what a reply gives out besides its meaning: captures, tokens, choices, shown values. */
#ifndef BK_MOCK_FILL_H
#define BK_MOCK_FILL_H

#include "mock/answer.h"
#include "mock/shape.h"

G_BEGIN_DECLS

/* Puts all that the rule takes out of a reply into the shape, and notes it in answer. FALSE if
 * something required does not fit. */
gboolean bk_mock_fill(BkMockShape *shape, const BkMockWish *wish, const BkReplyRule *rule,
                      BkMockAnswer *answer);

G_END_DECLS

#endif
