#include "fuzz/drive.h"

#include "base/text.h"
#include "flow/explain.h"
#include "flow/flow.h"
#include "flow/retry.h"
#include "fuzz/fuzz.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT(1767268800)
#define TURNS 60
#define AGAIN 3

/* ---- what the person gives ---- */

static gboolean typed; /* FUZZ_SECRET has been given: until then it is a word like any other */

static void give(BkFlow *flow, const char *name, const char *text) {
  typed = typed || g_str_equal(text, FUZZ_SECRET);
  g_autoptr(BkSecret) value = bk_secret_new(text, -1);
  bk_flow_give(flow, name, value);
}

static void give_link(BkFlow *flow, const BkServer *server) {
  for (guint i = 0; i < server->actions->len; i++) {
    const BkAction *action = g_ptr_array_index(server->actions, i);
    for (guint k = 0; action->mail != NULL && k < action->mail->link_values->len; k++) {
      const BkLinkValue *value = g_ptr_array_index(action->mail->link_values, k);
      give(flow, value->name, FUZZ_SECRET);
    }
  }
}

static void give_input(BkFlow *flow, const BkServer *server, const BkInput *input) {
  switch (input->kind) {
  case BK_INPUT_EMAIL:
    give(flow, input->name, "ann@example.org");
    break;
  case BK_INPUT_CHOICE:
    give(flow, input->name, input->values != NULL && input->values[0] != NULL ? input->values[0] : "x");
    break;
  case BK_INPUT_LINK:
    give_link(flow, server);
    break;
  case BK_INPUT_OTP:
  case BK_INPUT_CODE:
    give(flow, input->name, "123456");
    break;
  case BK_INPUT_TEXT:
    give(flow, input->name, "words");
    break;
  case BK_INPUT_PASSWORD:
  case BK_INPUT_NEW_PASSWORD:
  case BK_INPUT_SECRET:
    give(flow, input->name, FUZZ_SECRET);
    break;
  }
}

/* FALSE: it wants what nobody can give. */
static gboolean answer_questions(BkFlow *flow, const BkServer *server) {
  g_autoptr(GPtrArray) wanted = bk_flow_wanted(flow);
  for (guint i = 0; i < wanted->len; i++)
    give_input(flow, server, g_ptr_array_index(wanted, i));
  return bk_flow_go(flow) || bk_flow_state(flow) != BK_FLOW_ASK;
}

/* A session as this server's own sign-in would have left it. */
static BkSession *session_of(const BkServer *server) {
  BkSession *session = bk_session_new(server->id, server->origin, "ann@example.org");
  session->token = bk_secret_new("token-0123456789", -1);
  session->refresh = bk_secret_new("refresh-0123456789", -1);
  for (guint i = 0; i < server->actions->len; i++) {
    const BkAction *action = g_ptr_array_index(server->actions, i);
    for (guint k = 0; k < action->steps->len; k++) {
      const BkStep *step = g_ptr_array_index(action->steps, k);
      for (guint n = 0; step->replies != NULL && n < step->replies->len; n++) {
        const BkReplyRule *rule = g_ptr_array_index(step->replies, n);
        for (guint v = 0; rule->session != NULL && v < rule->session->values->len; v++) {
          const BkPair *pair = g_ptr_array_index(rule->session->values, v);
          g_hash_table_replace(session->values, g_strdup(pair->name), bk_secret_new("kept", -1));
        }
      }
    }
  }
  return session;
}

/* ---- what must hold ---- */

static void check_public(const char *text) {
  HOLDS(fuzz_is_printable(text));
  HOLDS(!typed || text == NULL || strstr(text, FUZZ_SECRET) == NULL);
}

static void check_request(BkFlow *flow, const BkServer *server) {
  g_autoptr(BkRequest) request = bk_flow_request(flow);
  HOLDS(request != NULL);
  g_autofree char *origin = bk_origin_of(bk_secret_peek(request->url));
  HOLDS(g_strcmp0(origin, request->origin) == 0);
  HOLDS(g_strv_contains((const char *const *)server->origins, origin));
  HOLDS(strlen(bk_secret_peek(request->url)) == bk_secret_length(request->url));
  for (guint i = 0; i < request->headers->len; i++) {
    const BkHeader *header = g_ptr_array_index(request->headers, i);
    const char *value = bk_secret_peek(header->value);
    HOLDS(strpbrk(header->name, " :\r\n") == NULL && strpbrk(value, "\r\n") == NULL);
    HOLDS(strlen(value) == bk_secret_length(header->value));
  }
}

/* ---- what who writes a file is shown ---- */

static void check_seen(const cJSON *json) {
  check_public(json != NULL ? json->string : NULL);
  check_public(cJSON_IsString(json) ? json->valuestring : NULL);
  const cJSON *child;
  cJSON_ArrayForEach (child, json)
    check_seen(child);
}

static void check_headers(const GPtrArray *headers) {
  for (guint i = 0; i < headers->len; i++) {
    const BkSeenHeader *header = g_ptr_array_index(headers, i);
    check_public(header->name);
    check_public(header->value);
  }
}

static void check_seen_request(BkFlow *flow, BkMask *mask) {
  bk_seen_learn(mask, flow);
  g_autoptr(BkSeenRequest) seen = bk_seen_request(flow, mask);
  HOLDS(seen != NULL);
  check_public(seen->url);
  check_headers(seen->headers);
  check_seen(seen->body);
}

/* The same rule decides, whoever asks. */
static void check_verdicts(const BkExplanation *explanation, const BkFlow *flow) {
  gboolean decided = FALSE;
  for (guint i = 0; i < explanation->verdicts->len; i++) {
    const BkVerdict *verdict = g_ptr_array_index(explanation->verdicts, i);
    check_public(verdict->wanted);
    check_public(verdict->found);
    check_public(verdict->hint);
    decided = decided || verdict->state == BK_RULE_DECIDES;
  }
  for (guint i = 0; i < explanation->takings->len; i++)
    check_public(((const BkTaking *)g_ptr_array_index(explanation->takings, i))->hint);
  if (g_str_has_prefix(bk_flow_why(flow), "no reply rule matched"))
    HOLDS(!decided);
  else if (g_str_has_prefix(bk_flow_why(flow), "replies["))
    HOLDS(decided);
}

static void check_seen_reply(BkFlow *flow, const BkServer *server, const BkStep *step, const BkReply *reply,
                             BkMask *mask) {
  bk_seen_learn(mask, flow);
  g_autoptr(BkSeenReply) seen = bk_seen_reply(server, step, reply, mask);
  g_autoptr(BkExplanation) explanation = bk_explain(server, step, reply, mask);
  check_public(seen->trouble);
  check_headers(seen->headers);
  check_seen(seen->body);
  check_verdicts(explanation, flow);
}

static void check_choices(const BkFlow *flow) {
  GPtrArray *choices = bk_flow_choices(flow);
  HOLDS(choices != NULL && choices->len > 0);
  check_public(bk_flow_choice_title(flow));
  for (guint i = 0; i < choices->len; i++)
    HOLDS(fuzz_is_printable(g_ptr_array_index(choices, i)));
}

static void check_session(BkFlow *flow, const BkServer *server) {
  BkSession *session = bk_flow_session(flow);
  if (session == NULL)
    return;
  HOLDS(g_strv_contains((const char *const *)server->origins, session->origin));
  g_autoptr(GError) error = NULL;
  g_autoptr(BkSecret) json = bk_session_to_json(session);
  g_autoptr(BkSession) read = bk_session_from_json(json, &error);
  if (read == NULL)
    fuzz_fail(__FILE__, __LINE__, error->message);
  HOLDS(bk_secret_equal(read->token, session->token));
}

static void check_end(BkFlow *flow, const BkServer *server, const BkAction *action) {
  const char *text = bk_flow_server_text(flow);
  gint64 retry = bk_flow_retry_at(flow);
  check_public(text);
  check_public(bk_flow_why(flow));
  HOLDS(text == NULL || g_utf8_strlen(text, -1) <= BK_TEXT_SERVER_CHARS);
  HOLDS(retry == 0 || (retry >= NOW + BK_RETRY_MIN && retry <= NOW + BK_RETRY_MAX));
  HOLDS(bk_flow_outcome(flow) < BK_OUTCOME_COUNT);
  if (action->kind == BK_ACTION_FORGOT || action->kind == BK_ACTION_RESEND)
    HOLDS(bk_flow_outcome(flow) != BK_OUTCOME_UNKNOWN_ACCOUNT);
  if (bk_flow_outcome(flow) == BK_OUTCOME_OK)
    HOLDS(bk_flow_failure(flow) == BK_FAILURE_NONE);
  check_session(flow, server);
  const GPtrArray *shown = bk_flow_shown(flow);
  for (guint i = 0; i < shown->len; i++) {
    const char *value = bk_secret_peek(((const BkShownValue *)g_ptr_array_index(shown, i))->value);
    HOLDS(g_utf8_validate(value, -1, NULL) && strpbrk(value, "\r\n\033\b") == NULL);
  }
}

/* ---- one turn ---- */

static void answer(BkFlow *flow, const BkServer *server, const GPtrArray *replies, guint *next,
                   BkMask *mask) {
  if (*next == replies->len) {
    bk_flow_fail(flow, BK_FAILURE_TIMEOUT);
    return;
  }
  const BkReply *reply = g_ptr_array_index(replies, (*next)++);
  const BkStep *step = bk_action_step(bk_flow_action(flow), bk_flow_step(flow));
  bk_flow_reply(flow, reply, NOW);
  check_seen_reply(flow, server, step, reply, mask);
}

void fuzz_drive(const BkServer *server, const BkAction *action, const GPtrArray *replies) {
  g_autoptr(BkSession) session = session_of(server);
  g_autoptr(BkFlow) flow = bk_flow_new(server, action, session);
  g_autoptr(BkMask) mask = bk_mask_new();
  guint next = 0, again = 0;
  typed = FALSE;
  for (guint turn = 0; turn < TURNS + replies->len; turn++) {
    switch (bk_flow_state(flow)) {
    case BK_FLOW_ASK:
      if (!answer_questions(flow, server))
        return;
      break;
    case BK_FLOW_SEND:
      check_request(flow, server);
      check_seen_request(flow, mask);
      answer(flow, server, replies, &next, mask);
      break;
    case BK_FLOW_CHOOSE:
      check_choices(flow);
      bk_flow_choose(flow, bk_flow_choices(flow)->len - 1);
      break;
    case BK_FLOW_WAIT:
      HOLDS(bk_flow_wait_seconds(flow) >= 1 && bk_flow_wait_seconds(flow) <= 3600);
      bk_flow_wake(flow);
      break;
    case BK_FLOW_DONE:
      check_end(flow, server, action);
      if (!bk_flow_can_try_again(flow) || again++ == AGAIN)
        return;
      bk_flow_again(flow);
      break;
    }
  }
}
