#include "base/outcome.h"

#include <string.h>

static const struct {
  const char *word;
  BkExit exit;
} outcomes[] = {
#define X(name, word, exit) {word, exit},
    BK_OUTCOMES(X)
#undef X
};

static const struct {
  const char *word;
  BkOutcome outcome;
} failures[] = {
#define X(name, word, outcome) {word, BK_OUTCOME_##outcome},
    BK_FAILURES(X)
#undef X
};

const char *bk_outcome_word(BkOutcome outcome) {
  return (guint)outcome < G_N_ELEMENTS(outcomes) ? outcomes[outcome].word : "unknown";
}

BkExit bk_outcome_exit(BkOutcome outcome) {
  return (guint)outcome < G_N_ELEMENTS(outcomes) ? outcomes[outcome].exit : BK_EXIT_FAILED;
}

gboolean bk_outcome_from_word(const char *word, BkOutcome *ret_outcome) {
  for (guint i = 0; i < BK_OUTCOME_NETWORK; i++) {
    if (strcmp(word, outcomes[i].word) == 0) {
      *ret_outcome = (BkOutcome)i;
      return TRUE;
    }
  }
  return FALSE;
}

const char *bk_failure_word(BkFailure failure) {
  return (guint)failure < G_N_ELEMENTS(failures) ? failures[failure].word : "unknown";
}

BkOutcome bk_failure_outcome(BkFailure failure) {
  return (guint)failure < G_N_ELEMENTS(failures) ? failures[failure].outcome : BK_OUTCOME_NETWORK;
}
