/* answer.h: a reply, read once: what kind of body it has, its JSON, the server's code and sentence. */
#ifndef BK_FLOW_ANSWER_H
#define BK_FLOW_ANSWER_H

#include "base/exchange.h"
#include "flow/template.h"
#include "servers/server.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  BK_BODY_EMPTY,
  BK_BODY_JSON,
  BK_BODY_TEXT, /* neither JSON nor markup: seen as one JSON string */
  BK_BODY_HTML,
  BK_BODY_BAD, /* says it is JSON and is not, names a member twice, is not UTF-8, or is over a limit */
} BkBodyKind;

typedef struct {
  const BkServer *server; /* both borrowed */
  const BkReply *reply;
  BkTemplateLookup lookup; /* for sources that are templates; NULL: such a source is absent */
  gpointer lookup_data;
  BkBodyKind body;
  cJSON *document; /* JSON and TEXT, else NULL; holds tokens: cleared as soon as the reply is judged */
} BkAnswer;

/* "empty", "JSON", "text", "HTML", "unreadable": for those who write server files. */
const char *bk_body_kind(BkBodyKind kind);

/* What counts is what the body is, more than what its header calls it: sentences sent as text/html and
 * JSON sent as text/plain are common. A page is told by its markup. */
void bk_answer_read(BkAnswer *answer, const BkServer *server, const BkReply *reply);
void bk_answer_clear(BkAnswer *answer);

/* The first scalar at the server's errors.code pointers, or NULL. */
char *bk_answer_code(const BkAnswer *answer) G_GNUC_WARN_UNUSED_RESULT;
/* The first text at errors.message: a scalar, or the first string inside a list or a map of fields.
 * As it came: it may repeat a secret. bk_secret_wipe_string() frees it. NULL: none. */
char *bk_answer_message(const BkAnswer *answer) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BkAnswer, bk_answer_clear)

G_END_DECLS

#endif
