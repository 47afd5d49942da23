#include "mock/decide.h"

#include "mock/challenge.h"

#include <string.h>

#define POLLS_PENDING 2u /* how often a poll is told to wait before it is done */

#define RULES TRUE
#define ANYHOW FALSE

static void say(BkMockDecision *decision, BkOutcome outcome, gboolean only_rules) {
  BkMockSay one = {.outcome = outcome, .only_rules = only_rules};

  g_array_append_val(decision->say, one);
}

static gboolean refused(const BkMockDecision *decision) {
  return decision->say->len > 0;
}

/* Whether some rule of the step, or of the whole action, has that outcome. */
static gboolean step_says(const BkStep *step, BkOutcome outcome) {
  for (guint i = 0; i < step->replies->len; i++)
    if (((BkReplyRule *)g_ptr_array_index(step->replies, i))->outcome == outcome)
      return TRUE;
  return FALSE;
}

/* A step that can only end the action, not lead on. */
static gboolean step_ends(const BkStep *step) {
  for (guint i = 0; i < step->replies->len; i++)
    if (bk_reply_goes_on(g_ptr_array_index(step->replies, i)))
      return FALSE;
  return TRUE;
}

/* ---- checks, in the order a careful backend makes them ---- */

static void check_session(BkMockDecision *decision) {
  const BkMockCall *call = decision->call;

  if (call->wrong_key) {
    say(decision, BK_OUTCOME_INVALID_CREDENTIALS, ANYHOW);
    return;
  }
  if (call->dead_session) {
    say(decision, BK_OUTCOME_SESSION_EXPIRED, call->action->kind == BK_ACTION_SIGN_OUT);
    if (call->action->kind == BK_ACTION_SIGN_OUT) /* RFC 7009: a token that is dead is signed out */
      say(decision, BK_OUTCOME_OK, ANYHOW);
    say(decision, BK_OUTCOME_INVALID_CREDENTIALS, ANYHOW);
  } else if (call->dead_value) {
    if (call->action->kind == BK_ACTION_ADMIN_RESET)
      say(decision, BK_OUTCOME_UNKNOWN_ACCOUNT, RULES);
    say(decision, BK_OUTCOME_REAUTH_REQUIRED, RULES);
    say(decision, BK_OUTCOME_CODE_EXPIRED, RULES);
    say(decision, BK_OUTCOME_CODE_INVALID, RULES);
    say(decision, BK_OUTCOME_SESSION_EXPIRED, ANYHOW);
    say(decision, BK_OUTCOME_INVALID_CREDENTIALS, ANYHOW);
  }
}

static gboolean check_lock(BkMockDecision *decision) {
  decision->retry_after = bk_mock_locked_for(decision->call->played->world, decision->call->email);
  if (decision->retry_after == 0)
    return FALSE;
  say(decision, BK_OUTCOME_ACCOUNT_LOCKED, RULES);
  say(decision, BK_OUTCOME_RATE_LIMITED, ANYHOW);
  say(decision, BK_OUTCOME_INVALID_CREDENTIALS, ANYHOW);
  return TRUE;
}

static void check_password(BkMockDecision *decision) {
  BkMockCall *call = decision->call;

  if (!call->password || check_lock(decision))
    return;
  /* Unknown and wrong are the same, also in what they count. */
  if (!call->account || g_strcmp0(call->account->password, call->password) != 0) {
    bk_mock_count_wrong(call->played->world, call->email);
    say(decision, BK_OUTCOME_INVALID_CREDENTIALS, ANYHOW);
  } else if (call->account->disabled) {
    say(decision, BK_OUTCOME_ACCOUNT_DISABLED, RULES);
    say(decision, BK_OUTCOME_INVALID_CREDENTIALS, ANYHOW);
  } else {
    call->grant->password_ok = TRUE;
  }
}

static void check_current_password(BkMockDecision *decision) {
  const BkMockCall *call = decision->call;

  if (!call->current_password)
    return;
  if (!call->account || g_strcmp0(call->account->password, call->current_password) != 0) {
    say(decision, BK_OUTCOME_INVALID_CREDENTIALS, RULES);
    say(decision, BK_OUTCOME_REAUTH_REQUIRED, RULES);
    say(decision, BK_OUTCOME_DENIED, ANYHOW);
  }
}

static void check_factor(BkMockDecision *decision) {
  BkMockCall *call = decision->call;

  if (!call->otp || !call->account || !call->account->second_factor)
    return;
  if (!call->password && check_lock(decision))
    return;
  if (g_str_equal(call->otp, BK_MOCK_OTP)) {
    call->grant->factor_ok = TRUE;
    if (call->session)
      call->session->factor_ok = TRUE;
    return;
  }
  bk_mock_count_wrong(call->played->world, call->email);
  say(decision, BK_OUTCOME_CODE_INVALID, RULES);
  say(decision, BK_OUTCOME_MFA_REQUIRED, RULES);
  say(decision, BK_OUTCOME_INVALID_CREDENTIALS, ANYHOW);
}

static void check_mailed(BkMockDecision *decision) {
  BkMockCall *call = decision->call;

  if (g_hash_table_size(call->mailed) == 0)
    return;
  switch (bk_mock_challenge_check(call->played->world, call->email, call->mailed, &decision->challenge)) {
  case BK_MOCK_CHALLENGE_GOOD:
    call->grant->mail_ok = TRUE;
    bk_mock_grant_set_challenge(call->grant, decision->challenge);
    if (!call->grant->email)
      call->grant->email = g_strdup(decision->challenge->email);
    call->email = call->grant->email;
    call->account = bk_mock_account_find(call->played->world, call->email);
    return;
  case BK_MOCK_CHALLENGE_SPENT:
    say(decision, BK_OUTCOME_RATE_LIMITED, RULES);
    say(decision, BK_OUTCOME_CODE_EXPIRED, RULES);
    break;
  case BK_MOCK_CHALLENGE_EXPIRED:
    say(decision, BK_OUTCOME_CODE_EXPIRED, RULES);
    break;
  case BK_MOCK_CHALLENGE_WRONG:
    break;
  }
  say(decision, BK_OUTCOME_CODE_INVALID, RULES);
  say(decision, BK_OUTCOME_CODE_EXPIRED, RULES);
}

/* Whoever sets a password without having proven anything is turned away. */
static void check_proof(BkMockDecision *decision) {
  const BkMockCall *call = decision->call;

  if (call->action->kind != BK_ACTION_RESET || !call->new_password)
    return;
  if (!call->account || !(call->grant->mail_ok || call->session)) {
    say(decision, BK_OUTCOME_CODE_INVALID, RULES);
    say(decision, BK_OUTCOME_CODE_EXPIRED, RULES);
  }
}

gboolean bk_mock_is_weak(const BkServer *file, const char *password) {
  glong least = file->password_min > 0 ? file->password_min : BK_MOCK_PASSWORD_MIN;
  glong length = g_utf8_validate(password, -1, NULL) ? g_utf8_strlen(password, -1) : 0;

  return length < least || (file->password_max > 0 && length > file->password_max);
}

static void check_new_password(BkMockDecision *decision) {
  const BkMockCall *call = decision->call;

  if (!call->new_password)
    return;
  if (bk_mock_is_weak(call->played->file, call->new_password)) {
    say(decision, BK_OUTCOME_WEAK_PASSWORD, RULES);
    say(decision, BK_OUTCOME_MISCONFIGURED, ANYHOW);
  } else if (call->account && g_str_equal(call->account->password, call->new_password) &&
             step_says(call->step, BK_OUTCOME_SAME_PASSWORD)) {
    say(decision, BK_OUTCOME_SAME_PASSWORD, RULES);
  }
}

static void check_target(BkMockDecision *decision) {
  const BkMockCall *call = decision->call;

  if (!call->email || call->account)
    return;
  if (call->action->kind == BK_ACTION_ADMIN_RESET) {
    say(decision, BK_OUTCOME_UNKNOWN_ACCOUNT, RULES);
    say(decision, BK_OUTCOME_DENIED, ANYHOW);
  } else if (call->action->kind == BK_ACTION_FORGOT && call->action->disclosure == BK_DISCLOSURE_REVEALED &&
             step_says(call->step, BK_OUTCOME_UNKNOWN_ACCOUNT)) {
    say(decision, BK_OUTCOME_UNKNOWN_ACCOUNT, RULES);
  }
}

gboolean bk_mock_lacks_factor(const BkMockCall *call) {
  gboolean known = call->grant->password_ok || call->session;
  gboolean proven = call->grant->factor_ok || (call->session && call->session->factor_ok);

  return bk_mock_signs_in(call) && known && !proven && call->account && call->account->second_factor;
}

/* A step of sign-in that has nothing but a further factor to speak of, as one that has a code mailed. */
static gboolean only_asks_for_factor(const BkStep *step) {
  return step_says(step, BK_OUTCOME_MFA_REQUIRED) && !step_says(step, BK_OUTCOME_OK);
}

static void check_signed_in(BkMockDecision *decision) {
  const BkMockCall *call = decision->call;
  gboolean names_someone = call->email && only_asks_for_factor(call->step);
  g_autoptr(GHashTable) names = NULL;

  if (!bk_mock_signs_in(call) || call->grant->password_ok || call->session || names_someone ||
      !(step_ends(call->step) || bk_mock_follows_password(call)))
    return;
  names = bk_mock_action_names(call->played->file, call->action);
  if (bk_mock_names_hold(call->played->file, names, BK_INPUT_PASSWORD)) {
    say(decision, BK_OUTCOME_REAUTH_REQUIRED, RULES);
    say(decision, BK_OUTCOME_INVALID_CREDENTIALS, ANYHOW);
  }
}

/* Servers that know slow_down mean it: to the millisecond. */
static gboolean polls_too_soon(BkMockGrant *grant) {
  gint64 now = g_get_monotonic_time();
  gboolean soon = grant->polled_at != 0 && now - grant->polled_at < BK_MOCK_POLL_EVERY * G_USEC_PER_SEC;

  grant->polled_at = now;
  return soon;
}

/* Whoever it is, where the step can say nothing else: that proves nothing. */
static gboolean asks_for_factor(const BkMockCall *call) {
  return bk_mock_signs_in(call) && step_says(call->step, BK_OUTCOME_MFA_REQUIRED) &&
         (bk_mock_lacks_factor(call) || only_asks_for_factor(call->step));
}

/* The step takes a factor and got none, and the file has no word for that: such servers refuse alike. */
static gboolean misses_factor(const BkMockCall *call) {
  g_autoptr(GHashTable) names = bk_mock_step_names(call->played->file, call->step);

  return bk_mock_lacks_factor(call) && bk_mock_names_hold(call->played->file, names, BK_INPUT_OTP);
}

static void check_progress(BkMockDecision *decision) {
  const BkMockCall *call = decision->call;

  if (asks_for_factor(call))
    say(decision, BK_OUTCOME_MFA_REQUIRED, RULES);
  else if (misses_factor(call))
    say(decision, BK_OUTCOME_INVALID_CREDENTIALS, ANYHOW);
  else if (step_says(call->step, BK_OUTCOME_SLOW_DOWN) && polls_too_soon(call->grant))
    say(decision, BK_OUTCOME_SLOW_DOWN, RULES);
  else if (step_says(call->step, BK_OUTCOME_PENDING) && call->grant->polls++ < POLLS_PENDING)
    say(decision, BK_OUTCOME_PENDING, RULES);
}

gboolean bk_mock_allows(const BkMockDecision *decision) {
  return g_array_index(decision->say, BkMockSay, 0).outcome == BK_OUTCOME_OK;
}

void bk_mock_decision_clear(BkMockDecision *decision) {
  g_clear_pointer(&decision->say, g_array_unref);
  g_clear_pointer(&decision->shown_password, g_free);
}

void bk_mock_decide(BkMockDecision *decision, BkMockCall *call) {
  static void (*const checks[])(BkMockDecision *) = {
      check_session, check_password, check_current_password, check_factor,    check_mailed,
      check_proof,   check_target,   check_new_password,     check_signed_in, check_progress,
  };

  *decision = (BkMockDecision){.call = call, .say = g_array_new(FALSE, FALSE, sizeof(BkMockSay))};
  for (guint i = 0; i < G_N_ELEMENTS(checks) && !refused(decision); i++)
    checks[i](decision);
  if (!refused(decision))
    say(decision, BK_OUTCOME_OK, ANYHOW);
  /* A refusal that the file has no word for must still not look like success. */
  if (!bk_mock_allows(decision)) {
    say(decision, BK_OUTCOME_DENIED, ANYHOW);
    say(decision, BK_OUTCOME_MISCONFIGURED, ANYHOW);
    say(decision, BK_OUTCOME_SERVER_ERROR, ANYHOW);
  }
}
