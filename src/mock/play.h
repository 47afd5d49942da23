/* play.h: one request of a played server: what a careful backend would decide, and the answer. */
#ifndef BK_MOCK_PLAY_H
#define BK_MOCK_PLAY_H

#include "mock/answer.h"
#include "mock/call.h"

G_BEGIN_DECLS

/* Never NULL. *ret_line (free it) says what happened, for the log: no values in it. */
BkMockAnswer *bk_mock_play(BkMockPlayed *played, const BkMockRequest *request,
                           char **ret_line) G_GNUC_WARN_UNUSED_RESULT;

/* Sets the password behind a mailed link, as the mock's own page does. */
typedef enum { BK_MOCK_SET_DONE, BK_MOCK_SET_WEAK, BK_MOCK_SET_DEAD } BkMockSet;
BkMockSet bk_mock_set_by_link(BkMockPlayed *played, BkMockChallenge *challenge, const char *password);

G_END_DECLS

#endif
