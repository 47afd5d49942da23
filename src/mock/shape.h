/* shape.h: a reply being built: JSON put together by pointers, headers, and values that pass the tests
 * of a server file. */
#ifndef BK_MOCK_SHAPE_H
#define BK_MOCK_SHAPE_H

#include "base/json.h"
#include "servers/server.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  int status;
  cJSON *json;        /* NULL: nothing placed yet */
  GPtrArray *headers; /* BkPair* */
} BkMockShape;

BkMockShape *bk_mock_shape_new(int status) G_GNUC_WARN_UNUSED_RESULT;
void bk_mock_shape_free(BkMockShape *shape); /* accepts NULL */

/* Puts value (taken) at a pointer below *root, making objects, and arrays for "/0". A filler gives way;
 * anything else that is in the way makes it FALSE. */
gboolean bk_mock_put(cJSON **root, const char *pointer, cJSON *value);
/* What is at a pointer when it is a scalar and no filler, as text; else NULL. Free it. */
char *bk_mock_scalar_at(const cJSON *root, const char *pointer) G_GNUC_WARN_UNUSED_RESULT;

/* Makes value readable from a source, wrapped in what "after" and "before" cut away. What a test has
 * fixed there stays. *ret_text (may be NULL; free it) is what a client will then read. FALSE if
 * something else is in the way. */
gboolean bk_mock_put_source(BkMockShape *shape, const BkSource *source, const cJSON *value, char **ret_text);

/* A value that passes a test of "when", or NULL when the test wants it absent. nth picks another
 * alternative where several pass; text is what to say where any text will do (NULL: something random). */
cJSON *bk_mock_satisfy(const cJSON *test, guint nth, const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* A filler stands where a test wants a value and nothing more: any other value may replace it. */
cJSON *bk_mock_filler(void) G_GNUC_WARN_UNUSED_RESULT;
gboolean bk_mock_is_filler(const cJSON *value);
/* Gives every filler an innocent value; text is for one that is the whole document. */
void bk_mock_settle(BkMockShape *shape, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkMockShape, bk_mock_shape_free)

G_END_DECLS

#endif
