/* health.c: how a server is, in two or three words for a column. */
#include "words/fill.h"
#include "words/words.h"

static const char *failure_words(BkFailure failure) {
  switch (failure) {
  case BK_FAILURE_NONE:
  case BK_FAILURE_CANCELLED:
    return "";
  case BK_FAILURE_DNS:
    return BK_("name unknown");
  case BK_FAILURE_NO_ROUTE:
    return BK_("not reached");
  case BK_FAILURE_PROXY:
    return BK_("proxy refuses");
  case BK_FAILURE_TLS_EXPIRED:
  case BK_FAILURE_TLS_NOT_YET:
  case BK_FAILURE_TLS_HOST:
  case BK_FAILURE_TLS_ISSUER:
  case BK_FAILURE_TLS_OTHER:
    return BK_("bad certificate");
  case BK_FAILURE_PORTAL:
    return BK_("portal between");
  case BK_FAILURE_TIMEOUT:
    return BK_("no answer");
  case BK_FAILURE_CUT:
  case BK_FAILURE_TOO_LARGE:
  case BK_FAILURE_BAD_ANSWER:
    return BK_("odd answer");
  }
  g_assert_not_reached();
}

static const char *outcome_words(BkOutcome outcome) {
  if (outcome == BK_OUTCOME_RATE_LIMITED)
    return BK_("busy");
  return outcome == BK_OUTCOME_SERVER_ERROR ? BK_("in trouble") : BK_("odd answer");
}

char *bk_words_health(BkOutcome outcome, BkFailure failure, gint64 milliseconds) {
  if (failure != BK_FAILURE_NONE)
    return g_strdup(failure_words(failure));
  if (outcome != BK_OUTCOME_OK)
    return g_strdup(outcome_words(outcome));
  g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, milliseconds);
  return bk_words_fill(BK_("answers, {0} ms"), (BkWord[]){{"0", number}, {NULL, NULL}});
}
