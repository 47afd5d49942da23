/* pairs.h: names with values as they stand in queries, forms and headers, and their decoding. */
#ifndef BK_MOCK_PAIRS_H
#define BK_MOCK_PAIRS_H

#include "servers/server.h"

#include <glib.h>

G_BEGIN_DECLS

GPtrArray *bk_mock_pairs_new(void) G_GNUC_WARN_UNUSED_RESULT; /* BkPair*, owned */
void bk_mock_pairs_add(GPtrArray *pairs, const char *name, const char *value);
/* "a=b&c=d", decoded; NULL or "" gives none. A part that does not decode is kept as it stands. */
GPtrArray *bk_mock_pairs_parse(const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* The value of the first such name that was not taken yet, and marks it taken (its name becomes NULL);
 * NULL if there is none. Borrowed. */
const char *bk_mock_pairs_take(GPtrArray *pairs, const char *name);
const char *bk_mock_pairs_get(const GPtrArray *pairs, const char *name);
const char *bk_mock_pairs_get_nocase(const GPtrArray *pairs, const char *name);

/* application/x-www-form-urlencoded text, decoded; NULL if it is not. length -1: up to the NUL. */
char *bk_mock_form_decode(const char *text, gssize length) G_GNUC_WARN_UNUSED_RESULT;
/* The two halves of Basic credentials (RFC 7617); FALSE if they are none. */
gboolean bk_mock_basic_decode(const char *base64, char **ret_user, char **ret_password);

G_END_DECLS

#endif
