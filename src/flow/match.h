/* match.h: "when" and its tests: equality, lists, exists, absent, in, not, starts_with, contains, any.
 * No other conditions exist. null counts as absent; a number equals the same number in a string. */
#ifndef BK_FLOW_MATCH_H
#define BK_FLOW_MATCH_H

#include "flow/answer.h"

G_BEGIN_DECLS

/* Whether everything "when" asks for holds; NULL always holds. */
gboolean bk_match_when(const cJSON *when, const BkAnswer *answer);
/* The first member of "when" that does not hold; NULL: all do. */
const cJSON *bk_match_failing(const cJSON *when, const BkAnswer *answer);
/* What a reply has for a member of "when", a copy; NULL: nothing. It may be secret. */
cJSON *bk_match_found(const cJSON *test, const BkAnswer *answer) G_GNUC_WARN_UNUSED_RESULT;
/* One test on one value; value is NULL where there is none. */
gboolean bk_match_test(const cJSON *test, const cJSON *value);
/* {pointer: test, …}: all of them, inside one value. */
gboolean bk_match_pointers(const cJSON *tests, const cJSON *inside);
/* Whether "when" has a member, to know what a rule is about. */
gboolean bk_match_mentions(const cJSON *when, const char *member);

G_END_DECLS

#endif
