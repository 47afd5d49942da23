/* code.h: finds a mailed code in what a person pasted. */
#ifndef BK_FLOW_CODE_H
#define BK_FLOW_CODE_H

#include "base/secret.h"
#include "servers/server.h"

G_BEGIN_DECLS

/* A text that is nothing but a code, as typed; NULL if it cannot be one. A wrong length is the server's
 * to refuse, a letter where the mail has only digits is not. */
BkSecret *bk_code_alone(const char *text, const BkMail *mail) G_GNUC_WARN_UNUSED_RESULT;

/* The code in a whole mail: the first run of the mail's length and kind that stands alone on its line,
 * else near the word "code", else the only such run there is. NULL: none. */
BkSecret *bk_code_find(const char *text, const BkMail *mail) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
