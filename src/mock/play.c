#include "mock/play.h"

#include "mock/challenge.h"
#include "mock/mail.h"
#include "mock/pairs.h"

#include <string.h>

#define POLLS_PENDING 2u /* how often a poll is told to wait before it is done */

/* What to answer, the best first: the first that the file can say at this step is said. */
typedef struct {
  BkOutcome outcome;
  gboolean only_rules; /* not by status alone, which would mean something else to a person */
} Say;

typedef struct {
  BkMockCall *call;
  GArray *say; /* Say; empty: all is well */
  int retry_after;
  char *shown_password;
  BkMockChallenge *challenge; /* the proven one, or the one whose link is shown */
} Decision;

#define RULES TRUE
#define ANYHOW FALSE

static void say(Decision *decision, BkOutcome outcome, gboolean only_rules) {
  Say one = {.outcome = outcome, .only_rules = only_rules};

  g_array_append_val(decision->say, one);
}

static gboolean refused(const Decision *decision) {
  return decision->say->len > 0;
}

/* Whether some rule of the step, or of the whole action, has that outcome. */
static gboolean step_says(const BkStep *step, BkOutcome outcome) {
  for (guint i = 0; i < step->replies->len; i++)
    if (((BkReplyRule *)g_ptr_array_index(step->replies, i))->outcome == outcome)
      return TRUE;
  return FALSE;
}

static gboolean step_shows(const BkStep *step) {
  for (guint i = 0; i < step->replies->len; i++) {
    const BkReplyRule *rule = g_ptr_array_index(step->replies, i);

    if (rule->show && rule->show->len > 0)
      return TRUE;
  }
  return FALSE;
}

/* A step that can only end the action, not lead on. */
static gboolean step_ends(const BkStep *step) {
  for (guint i = 0; i < step->replies->len; i++)
    if (((BkReplyRule *)g_ptr_array_index(step->replies, i))->then)
      return FALSE;
  return TRUE;
}

/* ---- checks, in the order a careful backend makes them ---- */

static void check_session(Decision *decision) {
  const BkMockCall *call = decision->call;

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

static gboolean check_lock(Decision *decision) {
  decision->retry_after = bk_mock_locked_for(decision->call->played->world, decision->call->email);
  if (decision->retry_after == 0)
    return FALSE;
  say(decision, BK_OUTCOME_ACCOUNT_LOCKED, RULES);
  say(decision, BK_OUTCOME_RATE_LIMITED, ANYHOW);
  say(decision, BK_OUTCOME_INVALID_CREDENTIALS, ANYHOW);
  return TRUE;
}

static void check_password(Decision *decision) {
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

static void check_current_password(Decision *decision) {
  const BkMockCall *call = decision->call;

  if (!call->current_password)
    return;
  if (!call->account || g_strcmp0(call->account->password, call->current_password) != 0) {
    say(decision, BK_OUTCOME_INVALID_CREDENTIALS, RULES);
    say(decision, BK_OUTCOME_REAUTH_REQUIRED, RULES);
    say(decision, BK_OUTCOME_DENIED, ANYHOW);
  }
}

static void check_factor(Decision *decision) {
  BkMockCall *call = decision->call;

  if (!call->otp || !call->account || !call->account->second_factor)
    return;
  if (!call->password && check_lock(decision))
    return;
  if (g_str_equal(call->otp, BK_MOCK_OTP)) {
    call->grant->factor_ok = TRUE;
    return;
  }
  bk_mock_count_wrong(call->played->world, call->email);
  say(decision, BK_OUTCOME_CODE_INVALID, RULES);
  say(decision, BK_OUTCOME_MFA_REQUIRED, RULES);
  say(decision, BK_OUTCOME_INVALID_CREDENTIALS, ANYHOW);
}

static void check_mailed(Decision *decision) {
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
static void check_proof(Decision *decision) {
  const BkMockCall *call = decision->call;

  if (call->action->kind != BK_ACTION_RESET || !call->new_password)
    return;
  if (!call->account || !(call->grant->mail_ok || call->session)) {
    say(decision, BK_OUTCOME_CODE_INVALID, RULES);
    say(decision, BK_OUTCOME_CODE_EXPIRED, RULES);
  }
}

static gboolean too_weak(const BkServer *file, const char *password) {
  glong least = file->password_min > 0 ? file->password_min : BK_MOCK_PASSWORD_MIN;
  glong length = g_utf8_validate(password, -1, NULL) ? g_utf8_strlen(password, -1) : 0;

  return length < least || (file->password_max > 0 && length > file->password_max);
}

static void check_new_password(Decision *decision) {
  const BkMockCall *call = decision->call;

  if (!call->new_password)
    return;
  if (too_weak(call->played->file, call->new_password)) {
    say(decision, BK_OUTCOME_WEAK_PASSWORD, RULES);
    say(decision, BK_OUTCOME_MISCONFIGURED, ANYHOW);
  } else if (call->account && g_str_equal(call->account->password, call->new_password) &&
             step_says(call->step, BK_OUTCOME_SAME_PASSWORD)) {
    say(decision, BK_OUTCOME_SAME_PASSWORD, RULES);
  }
}

static void check_target(Decision *decision) {
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

static gboolean signs_in(const BkMockCall *call) {
  return call->action->kind == BK_ACTION_SIGN_IN || call->action->kind == BK_ACTION_MFA;
}

static gboolean lacks_factor(const BkMockCall *call) {
  return signs_in(call) && call->grant->password_ok && !call->grant->factor_ok && call->account &&
         call->account->second_factor;
}

static void check_signed_in(Decision *decision) {
  const BkMockCall *call = decision->call;
  g_autoptr(GHashTable) names = NULL;

  if (!signs_in(call) || call->grant->password_ok || !step_ends(call->step))
    return;
  names = bk_mock_action_names(call->played->file, call->action);
  if (bk_mock_names_hold(call->played->file, names, BK_INPUT_PASSWORD))
    say(decision, BK_OUTCOME_INVALID_CREDENTIALS, ANYHOW);
}

static void check_progress(Decision *decision) {
  const BkMockCall *call = decision->call;

  if (lacks_factor(call) && step_says(call->step, BK_OUTCOME_MFA_REQUIRED))
    say(decision, BK_OUTCOME_MFA_REQUIRED, RULES);
  else if (step_says(call->step, BK_OUTCOME_PENDING) && call->grant->polls++ < POLLS_PENDING)
    say(decision, BK_OUTCOME_PENDING, RULES);
}

static void decide(Decision *decision) {
  static void (*const checks[])(Decision *) = {
      check_session, check_password, check_current_password, check_factor,    check_mailed,
      check_proof,   check_target,   check_new_password,     check_signed_in, check_progress,
  };

  for (guint i = 0; i < G_N_ELEMENTS(checks) && !refused(decision); i++)
    checks[i](decision);
  if (!refused(decision))
    say(decision, BK_OUTCOME_OK, ANYHOW);
  /* A refusal that the file has no word for must still not look like success. */
  if (g_array_index(decision->say, Say, 0).outcome != BK_OUTCOME_OK) {
    say(decision, BK_OUTCOME_DENIED, ANYHOW);
    say(decision, BK_OUTCOME_MISCONFIGURED, ANYHOW);
    say(decision, BK_OUTCOME_SERVER_ERROR, ANYHOW);
  }
}

/* ---- what follows ---- */

/* What the file says about sessions after a new password; "forgot" may say it for "reset" and the other
 * way round. */
static BkEndsSessions ends_sessions(const BkServer *file, const BkAction *action) {
  BkActionKind other = action->kind == BK_ACTION_RESET ? BK_ACTION_FORGOT : BK_ACTION_RESET;
  const BkAction *twin;

  if (action->ends_sessions != BK_ENDS_UNKNOWN ||
      (action->kind != BK_ACTION_RESET && action->kind != BK_ACTION_FORGOT))
    return action->ends_sessions;
  twin = bk_server_action(file, other, action->way);
  if (!twin)
    twin = bk_server_action(file, other, BK_WAY_ONLY);
  return twin ? twin->ends_sessions : BK_ENDS_UNKNOWN;
}

static void set_password(BkMockPlayed *played, BkMockAccount *account, const char *password,
                         const BkAction *action, const BkMockSession *own) {
  BkEndsSessions ends = ends_sessions(played->file, action);

  bk_mock_account_set_password(account, password);
  bk_mock_forget_wrong(played->world, account->email);
  if (ends == BK_ENDS_ALL || ends == BK_ENDS_OTHERS)
    bk_mock_sessions_end(played->world, account->email, ends == BK_ENDS_OTHERS ? own : NULL);
}

BkMockSet bk_mock_set_by_link(BkMockPlayed *played, BkMockChallenge *challenge, const char *password) {
  BkMockAccount *account = bk_mock_account_find(played->world, challenge->email);

  if (!account || bk_mock_challenge_state(played->world, challenge) != BK_MOCK_CHALLENGE_GOOD)
    return BK_MOCK_SET_DEAD;
  if (too_weak(played->file, password))
    return BK_MOCK_SET_WEAK;
  challenge->used = TRUE;
  set_password(played, account, password, challenge->action, NULL);
  return BK_MOCK_SET_DONE;
}

/* Before the answer is made: what it shows must exist. */
static void prepare(Decision *decision) {
  BkMockCall *call = decision->call;

  if (call->action->kind != BK_ACTION_ADMIN_RESET || !call->account || !step_shows(call->step))
    return;
  if (call->action->way == BK_WAY_GENERATE)
    decision->shown_password = bk_mock_random(16);
  else
    decision->challenge = bk_mock_challenge_new(call->played->world, call->action, NULL, call->account->email,
                                                call->played->base);
}

/* "verify" uses the code up only if "reset" does not need it again. */
static gboolean verify_uses_up(const BkMockCall *call) {
  const BkAction *reset = bk_server_action(call->played->file, BK_ACTION_RESET, call->action->way);
  g_autoptr(GHashTable) names = NULL;
  GHashTableIter iter;
  gpointer name;

  if (!reset)
    reset = bk_server_action(call->played->file, BK_ACTION_RESET, BK_WAY_ONLY);
  if (!reset)
    return TRUE;
  names = bk_mock_action_names(call->played->file, reset);
  g_hash_table_iter_init(&iter, call->mailed);
  while (g_hash_table_iter_next(&iter, &name, NULL))
    if (g_hash_table_contains(names, name))
      return FALSE;
  return TRUE;
}

static void open_session(const BkMockCall *call, const BkMockAnswer *answer) {
  BkMockWorld *world = call->played->world;
  const BkMockAccount *first = world->accounts->len ? g_ptr_array_index(world->accounts, 0) : NULL;
  const char *email = call->email ? call->email : first ? first->email : "nobody@example.org";
  g_autofree char *owner = g_strdup(email);
  g_autofree char *refresh = g_strdup(answer->refresh);

  if (call->action->kind == BK_ACTION_REFRESH && call->session) {
    if (!refresh)
      refresh = g_strdup(call->session->refresh); /* the old one stays good when no new one is given */
    bk_mock_session_end(world, call->session);
  }
  (void)bk_mock_session_open(world, owner, answer->token, refresh);
}

static void finish_mail(Decision *decision) {
  const BkMockCall *call = decision->call;
  BkMockWorld *world = call->played->world;

  if (call->account && !call->account->disabled)
    bk_mock_mail_send(world, bk_mock_challenge_new(world, call->action, call->reading->twin,
                                                   call->account->email, call->played->base));
}

static void finish_admin_reset(Decision *decision) {
  if (decision->call->action->way == BK_WAY_SEND)
    finish_mail(decision);
}

static void finish_verify(Decision *decision) {
  if (decision->challenge && verify_uses_up(decision->call))
    decision->challenge->used = TRUE;
}

static void finish_reset(Decision *decision) {
  BkMockGrant *grant = decision->call->grant;

  if (grant->challenge)
    grant->challenge->used = TRUE;
  grant->expires_at = 0; /* what the chain issued cannot be used again */
}

static void finish_sign_in(Decision *decision) {
  bk_mock_forget_wrong(decision->call->played->world, decision->call->email);
  decision->call->grant->expires_at = 0;
}

static void finish_sign_out(Decision *decision) {
  BkMockCall *call = decision->call;

  if (call->session)
    bk_mock_session_end(call->played->world, g_steal_pointer(&call->session));
}

static void (*const finishers[BK_ACTION_COUNT])(Decision *) = {
    [BK_ACTION_FORGOT] = finish_mail,
    [BK_ACTION_RESEND] = finish_mail,
    [BK_ACTION_ADMIN_RESET] = finish_admin_reset,
    [BK_ACTION_VERIFY] = finish_verify,
    [BK_ACTION_RESET] = finish_reset,
    [BK_ACTION_SIGN_IN] = finish_sign_in,
    [BK_ACTION_MFA] = finish_sign_in,
    [BK_ACTION_SIGN_OUT] = finish_sign_out,
};

/* Makes true what the answer says. */
static void carry_out(Decision *decision, const BkMockAnswer *answer) {
  BkMockCall *call = decision->call;
  gboolean ends = answer->outcome == BK_OUTCOME_OK && !(answer->rule && answer->rule->then);

  for (guint i = 0; i < answer->issued->len; i++) {
    const BkPair *pair = g_ptr_array_index(answer->issued, i);
    bk_mock_issue(call->played->world, pair->name, pair->value, call->grant);
  }
  if (answer->outcome != BK_OUTCOME_OK)
    return;
  if (call->account && (call->new_password || decision->shown_password))
    set_password(call->played, call->account,
                 call->new_password ? call->new_password : decision->shown_password, call->action,
                 call->session);
  if (ends && finishers[call->action->kind])
    finishers[call->action->kind](decision);
  if (answer->token)
    open_session(call, answer);
}

static BkMockAnswer *make_answer(const Decision *decision, GString *line) {
  const BkMockCall *call = decision->call;
  BkMockWish wish = {.played = call->played,
                     .action = call->action,
                     .step = call->step,
                     .email = call->email,
                     .password = decision->shown_password,
                     .link = decision->challenge ? decision->challenge->link : NULL,
                     .go_on = lacks_factor(call),
                     .retry_after = decision->retry_after};

  for (guint i = 0; i < decision->say->len; i++) {
    const Say *one = &g_array_index(decision->say, Say, i);
    g_autofree char *defect = NULL;
    BkMockAnswer *answer = bk_mock_answer(&wish, one->outcome, one->only_rules, &defect);

    if (defect)
      g_printerr("backin-mock: %s: defect: %s\n", call->played->file->id, defect);
    if (answer) {
      g_string_append_printf(line, " -> %s", bk_outcome_word(answer->outcome));
      return answer;
    }
    g_string_append_printf(line, " (no word for %s)", bk_outcome_word(one->outcome));
  }
  return bk_mock_answer_plain(500, "The server file has no reply for this.");
}

static BkMockAnswer *play_reading(BkMockPlayed *played, const BkMockReading *reading, GString *line) {
  g_auto(BkMockCall) call = {0};
  g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(Say));
  Decision decision = {.call = &call, .say = list};
  BkMockAnswer *answer;

  bk_mock_call_read(&call, played, reading);
  g_string_append_printf(line, "%s (%s) step \"%s\"", bk_action_word(call.action->kind),
                         bk_way_word(call.action->way), call.step->name);
  decide(&decision);
  if (g_array_index(list, Say, 0).outcome == BK_OUTCOME_OK)
    prepare(&decision);
  answer = make_answer(&decision, line);
  carry_out(&decision, answer);
  g_free(decision.shown_password);
  return answer;
}

/* Of equally sure readings, the one whose tokens and codes are known here. */
static const BkMockReading *best(BkMockPlayed *played, const GPtrArray *readings) {
  const BkMockReading *found = g_ptr_array_index(readings, 0);
  guint most = 0;

  for (guint i = 0; i < readings->len; i++) {
    const BkMockReading *reading = g_ptr_array_index(readings, i);
    g_auto(BkMockCall) call = {0};

    if (reading->score < found->score)
      break;
    bk_mock_call_read(&call, played, reading);
    if (call.recognised > most) {
      most = call.recognised;
      found = reading;
    }
  }
  return found;
}

BkMockAnswer *bk_mock_play(BkMockPlayed *played, const BkMockRequest *request, char **ret_line) {
  g_autofree char *near = NULL;
  g_autoptr(GPtrArray) readings = bk_mock_read(played, request, &near);
  g_autoptr(GString) line = g_string_new(NULL);
  BkMockAnswer *answer;

  if (readings->len > 0) {
    answer = play_reading(played, best(played, readings), line);
  } else if (near) {
    g_string_append(line, near);
    answer = bk_mock_answer_plain(400, near);
  } else {
    g_string_append(line, "no action has such a path");
    answer = bk_mock_answer_plain(404, "Not found.");
  }
  *ret_line = g_string_free(g_steal_pointer(&line), FALSE);
  return answer;
}
