/* mail.h: the mails a played server sends: believable text, kept for GET /mock/mail. */
#ifndef BK_MOCK_MAIL_H
#define BK_MOCK_MAIL_H

#include "mock/world.h"

G_BEGIN_DECLS

/* Writes and keeps the mail that carries a challenge. */
void bk_mock_mail_send(BkMockWorld *world, const BkMockChallenge *challenge);
/* The mails of one address (NULL: all), newest first: an array of {to, subject, text, code, link, at}.
 * Free with cJSON_Delete(). */
cJSON *bk_mock_mails_to_json(const BkMockWorld *world, const char *to) G_GNUC_WARN_UNUSED_RESULT;
void bk_mock_mail_free(BkMockMail *mail);

G_END_DECLS

#endif
