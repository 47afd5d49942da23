/* capture.h: takes a value out of a reply, from the first source that has one. */
#ifndef BK_FLOW_CAPTURE_H
#define BK_FLOW_CAPTURE_H

#include "flow/answer.h"

G_BEGIN_DECLS

#define BK_CAPTURE_MAX (64u * 1024u) /* bytes of one value; a longer one counts as absent */

/* sources: BkSource*. Absent are: nothing there, null, an object or array, an empty text, a text without
 * what "after" names. NULL then. */
BkSecret *bk_capture(const GPtrArray *sources, const BkAnswer *answer) G_GNUC_WARN_UNUSED_RESULT;
/* A scalar as a secret, or NULL. */
BkSecret *bk_capture_scalar(const cJSON *value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
