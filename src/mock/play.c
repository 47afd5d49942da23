#include "mock/play.h"

#include "base/json.h"
#include "mock/chain.h"
#include "mock/challenge.h"
#include "mock/decide.h"
#include "mock/mail.h"
#include "mock/pairs.h"

#include <string.h>

static gboolean step_shows(const BkStep *step) {
  for (guint i = 0; i < step->replies->len; i++) {
    const BkReplyRule *rule = g_ptr_array_index(step->replies, i);

    if (rule->show && rule->show->len > 0)
      return TRUE;
  }
  return FALSE;
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
  if (bk_mock_is_weak(played->file, password))
    return BK_MOCK_SET_WEAK;
  challenge->used = TRUE;
  set_password(played, account, password, challenge->action, NULL);
  return BK_MOCK_SET_DONE;
}

/* Before the answer is made: what it shows must exist. */
static void prepare(BkMockDecision *decision) {
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
  gboolean lacking = bk_mock_lacks_factor(call);
  BkMockSession *opened;

  g_autofree char *id = NULL;
  gint64 opened_at = 0;
  if (call->action->kind == BK_ACTION_REFRESH && call->session) {
    id = g_strdup(call->session->id);
    opened_at = call->session->opened_at;
    if (!refresh)
      refresh = g_strdup(call->session->refresh); /* the old one stays good when no new one is given */
    bk_mock_session_end(world, call->session);
  }
  opened = bk_mock_session_open(world, owner, answer->token, refresh);
  opened->factor_ok = !lacking;
  if (id) { /* a renewed session is the same one */
    g_free(opened->id);
    opened->id = g_steal_pointer(&id);
    opened->opened_at = opened_at;
  }
}

static void finish_mail(BkMockDecision *decision) {
  const BkMockCall *call = decision->call;
  BkMockWorld *world = call->played->world;

  if (call->account && !call->account->disabled)
    bk_mock_mail_send(world, bk_mock_challenge_new(world, call->action, call->reading->twin,
                                                   call->account->email, call->played->base));
}

static void finish_admin_reset(BkMockDecision *decision) {
  if (decision->call->action->way == BK_WAY_SEND)
    finish_mail(decision);
}

static void finish_verify(BkMockDecision *decision) {
  if (decision->challenge && verify_uses_up(decision->call))
    decision->challenge->used = TRUE;
}

static void finish_reset(BkMockDecision *decision) {
  BkMockGrant *grant = decision->call->grant;

  if (grant->challenge)
    grant->challenge->used = TRUE;
  grant->expires_at = 0; /* what the chain issued cannot be used again */
}

static void finish_sign_in(BkMockDecision *decision) {
  bk_mock_forget_wrong(decision->call->played->world, decision->call->email);
  decision->call->grant->expires_at = 0;
}

static void finish_sign_out(BkMockDecision *decision) {
  BkMockCall *call = decision->call;

  if (call->session)
    bk_mock_session_end(call->played->world, g_steal_pointer(&call->session));
}

static void finish_end_session(BkMockDecision *decision) {
  BkMockCall *call = decision->call;
  const char *id = g_hash_table_lookup(call->reading->values, "other");
  BkMockSession *ended = bk_mock_session_by_id(call->played->world, call->email, id);

  if (ended && ended == call->session)
    call->session = NULL;
  if (ended) /* one that is not there is over as well */
    bk_mock_session_end(call->played->world, ended);
}

static void finish_end_others(BkMockDecision *decision) {
  bk_mock_sessions_end(decision->call->played->world, decision->call->email, decision->call->session);
}

static void (*const finishers[BK_ACTION_COUNT])(BkMockDecision *) = {
    [BK_ACTION_FORGOT] = finish_mail,
    [BK_ACTION_RESEND] = finish_mail,
    [BK_ACTION_ADMIN_RESET] = finish_admin_reset,
    [BK_ACTION_VERIFY] = finish_verify,
    [BK_ACTION_RESET] = finish_reset,
    [BK_ACTION_SIGN_IN] = finish_sign_in,
    [BK_ACTION_MFA] = finish_sign_in,
    [BK_ACTION_SIGN_OUT] = finish_sign_out,
    [BK_ACTION_END_SESSION] = finish_end_session,
    [BK_ACTION_END_OTHERS] = finish_end_others,
};

/* Makes true what the answer says. */
static void carry_out(BkMockDecision *decision, BkMockAnswer *answer) {
  BkMockCall *call = decision->call;
  gboolean goes_on = answer->rule && bk_reply_goes_on(answer->rule);
  gboolean ends = answer->outcome == BK_OUTCOME_OK && !goes_on;

  for (guint i = 0; i < answer->issued->len; i++) {
    const BkPair *pair = g_ptr_array_index(answer->issued, i);
    bk_mock_issue(call->played->world, pair->name, pair->value, call->grant);
  }
  if (goes_on)
    bk_mock_chain_give(call->played->world, call->grant, answer->headers);
  if (answer->outcome != BK_OUTCOME_OK)
    return;
  if (call->account && (call->new_password || decision->shown_password))
    set_password(call->played, call->account,
                 call->new_password ? call->new_password : decision->shown_password, call->action,
                 call->session);
  if (call->session && !g_ptr_array_find(call->played->world->sessions, call->session, NULL))
    call->session = NULL; /* the new password ended it */
  if (ends && finishers[call->action->kind])
    finishers[call->action->kind](decision);
  if (answer->token)
    open_session(call, answer);
}

static BkMockAnswer *make_answer(const BkMockDecision *decision, GString *line) {
  const BkMockCall *call = decision->call;
  BkMockWish wish = {.played = call->played,
                     .action = call->action,
                     .step = call->step,
                     .email = call->email,
                     .session = call->session,
                     .values = call->reading->values,
                     .password = decision->shown_password,
                     .link = decision->challenge ? decision->challenge->link : NULL,
                     .code = decision->challenge ? g_hash_table_lookup(decision->challenge->values, "code")
                                                 : NULL,
                     .go_on = bk_mock_lacks_factor(call),
                     .retry_after = decision->retry_after};

  for (guint i = 0; i < decision->say->len; i++) {
    const BkMockSay *one = &g_array_index(decision->say, BkMockSay, i);
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
  g_auto(BkMockDecision) decision = {0};
  BkMockAnswer *answer;

  bk_mock_call_read(&call, played, reading);
  g_string_append_printf(line, "%s (%s) step \"%s\"", bk_action_word(call.action->kind),
                         bk_way_word(call.action->way), call.step->name);
  bk_mock_decide(&decision, &call);
  if (bk_mock_allows(&decision))
    prepare(&decision);
  answer = make_answer(&decision, line);
  carry_out(&decision, answer);
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

/* Asked for by nobody in particular: what such a document says is the same for every action. */
static gboolean asks_for_document(const BkMockReading *reading) {
  const BkRequestTemplate *request = reading->step->request;

  return g_str_equal(request->method, "GET") && request->auth->kind == BK_AUTH_NONE &&
         g_hash_table_size(reading->values) == 0;
}

/* Adds what the other answer says besides. */
static void add_members(BkMockAnswer *answer, const BkMockAnswer *other) {
  g_autoptr(cJSON) own = bk_json_parse(answer->body, strlen(answer->body), NULL, NULL);
  g_autoptr(cJSON) more = bk_json_parse(other->body, strlen(other->body), NULL, NULL);
  const cJSON *member;
  char *printed;

  if (answer->status != other->status || !cJSON_IsObject(own) || !cJSON_IsObject(more))
    return;
  cJSON_ArrayForEach (member, more)
    if (!bk_json_member(own, member->string))
      cJSON_AddItemToObject(own, member->string, cJSON_Duplicate(member, TRUE));
  printed = cJSON_PrintUnformatted(own);
  g_free(answer->body);
  answer->body = g_strdup(printed);
  cJSON_free(printed);
}

/* Several actions may begin with the same document, as that of OpenID Connect: it tells all of them. */
static BkMockAnswer *play_readings(BkMockPlayed *played, const GPtrArray *readings, GString *line) {
  const BkMockReading *surest = best(played, readings);
  BkMockAnswer *answer = play_reading(played, surest, line);

  for (guint i = 0; asks_for_document(surest) && i < readings->len; i++) {
    const BkMockReading *reading = g_ptr_array_index(readings, i);
    g_autoptr(GString) unsaid = g_string_new(NULL);

    if (reading == surest || reading->score != surest->score || !asks_for_document(reading))
      continue;
    g_autoptr(BkMockAnswer) other = play_reading(played, reading, unsaid);
    add_members(answer, other);
  }
  return answer;
}

BkMockAnswer *bk_mock_play(BkMockPlayed *played, const BkMockRequest *request, char **ret_line) {
  g_autofree char *near = NULL;
  g_autoptr(GPtrArray) readings = bk_mock_read(played, request, &near);
  g_autoptr(GString) line = g_string_new(NULL);
  BkMockAnswer *answer;

  if (readings->len > 0) {
    answer = play_readings(played, readings, line);
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
