/* page.h: what every played server has besides its file: the mails, the page behind a mailed link, and
 * the switches of a test.
 *
 *   GET  /mock/mail?to=EMAIL        the mails as a JSON array, newest first
 *   POST /mock/time?forward=SECONDS moves this server's clock: codes, sessions and locks run out
 *   POST /mock/fault?name=FAULT     the same as --fault, from now on
 *   GET, POST the path of a mailed link   a form for the new password, and setting it (new_password)
 */
#ifndef BK_MOCK_PAGE_H
#define BK_MOCK_PAGE_H

#include "mock/answer.h"
#include "mock/read.h"
#include "mock/trouble.h"

G_BEGIN_DECLS

/* NULL when the request is none of these. */
BkMockAnswer *bk_mock_page(BkMockPlayed *played, BkMockTrouble *trouble,
                           const BkMockRequest *request) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
