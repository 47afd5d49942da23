#include "mock/answer.h"

#include "mock/fill.h"
#include "mock/judge.h"
#include "mock/pairs.h"
#include "mock/shape.h"

#include <string.h>

#define MAX_ALTERNATIVES 4u

/* One way of making a reply for a rule; several are tried until one is judged right. */
typedef struct {
  int status;
  guint nth;        /* which of the alternatives of each test */
  gboolean message; /* say a sentence at errors.message */
} Variant;

void bk_mock_answer_free(BkMockAnswer *answer) {
  if (!answer)
    return;
  g_ptr_array_unref(answer->headers);
  g_ptr_array_unref(answer->issued);
  g_free(answer->media_type);
  g_free(answer->body);
  g_free(answer->token);
  g_free(answer->refresh);
  g_free(answer);
}

static BkMockAnswer *answer_new(int status) {
  BkMockAnswer *answer = g_new0(BkMockAnswer, 1);

  answer->status = status;
  answer->headers = bk_mock_pairs_new();
  answer->issued = bk_mock_pairs_new();
  answer->body = g_strdup("");
  return answer;
}

BkMockAnswer *bk_mock_answer_plain(int status, const char *text) {
  BkMockAnswer *answer = answer_new(status);
  g_autoptr(cJSON) json = cJSON_CreateObject();
  char *printed;

  cJSON_AddStringToObject(json, "message", text);
  printed = cJSON_PrintUnformatted(json);
  g_free(answer->body);
  answer->body = g_strdup(printed);
  cJSON_free(printed);
  answer->media_type = g_strdup("application/json");
  return answer;
}

BkReply *bk_mock_answer_to_reply(const BkMockAnswer *answer) {
  BkReply *reply = bk_reply_new(answer->status);

  for (guint i = 0; i < answer->headers->len; i++) {
    const BkPair *pair = g_ptr_array_index(answer->headers, i);
    g_autoptr(BkSecret) value = bk_secret_new(pair->value, -1);

    g_ptr_array_add(reply->headers, bk_header_new(pair->name, value));
  }
  bk_secret_unref(reply->body);
  reply->body = bk_secret_new(answer->body, -1);
  g_free(reply->media_type);
  reply->media_type = g_strdup(answer->media_type ? answer->media_type : "");
  return reply;
}

/* ---- what a plain server says: neutral sentences in English, believable statuses ---- */

static const struct {
  int status;
  const char *text;
} manners[BK_OUTCOME_COUNT] = {
    [BK_OUTCOME_OK] = {200, "Done."},
    [BK_OUTCOME_MFA_REQUIRED] = {401, "A second factor is needed."},
    [BK_OUTCOME_INVALID_CREDENTIALS] = {401, "Wrong e-mail address or password."},
    [BK_OUTCOME_UNKNOWN_ACCOUNT] = {404, "There is no such account."},
    [BK_OUTCOME_ACCOUNT_LOCKED] = {423, "Too many attempts. Try again later."},
    [BK_OUTCOME_ACCOUNT_DISABLED] = {403, "This account is closed."},
    [BK_OUTCOME_RATE_LIMITED] = {429, "Too many attempts. Try again later."},
    [BK_OUTCOME_SLOW_DOWN] = {429, "Ask less often."},
    [BK_OUTCOME_EMAIL_UNVERIFIED] = {403, "The e-mail address is not confirmed yet."},
    [BK_OUTCOME_WEAK_PASSWORD] = {400, "The new password is too weak."},
    [BK_OUTCOME_SAME_PASSWORD] = {400, "The new password is the old one."},
    [BK_OUTCOME_CODE_INVALID] = {400, "The code or link is not valid."},
    [BK_OUTCOME_CODE_EXPIRED] = {400, "The code or link is no longer valid."},
    [BK_OUTCOME_SESSION_EXPIRED] = {401, "The session has ended."},
    [BK_OUTCOME_DENIED] = {403, "This is not allowed."},
    [BK_OUTCOME_UNSUPPORTED] = {404, "There is no such function."},
    [BK_OUTCOME_SERVER_ERROR] = {500, "Something went wrong."},
};

static const char *sentence(const BkMockWish *wish, BkOutcome outcome) {
  if (outcome == BK_OUTCOME_OK &&
      (wish->action->kind == BK_ACTION_FORGOT || wish->action->kind == BK_ACTION_RESEND))
    return "If the address is registered, a mail is on its way.";
  return manners[outcome].text ? manners[outcome].text : "This cannot be done.";
}

static int status_of(BkOutcome outcome) {
  return manners[outcome].status ? manners[outcome].status : 400;
}

/* ---- "when" ---- */

static void add_status(GArray *statuses, int status) {
  for (guint i = 0; i < statuses->len; i++)
    if (g_array_index(statuses, int, i) == status)
      return;
  g_array_append_val(statuses, status);
}

/* The statuses worth trying for a rule, the most believable first. */
static GArray *statuses_for(const BkReplyRule *rule) {
  static const int common[] = {200, 400, 401, 403, 404, 409, 410, 422, 423, 429, 500, 201, 204};
  GArray *statuses = g_array_new(FALSE, FALSE, sizeof(int));
  const cJSON *wanted = rule->when ? bk_json_member(rule->when, "status") : NULL;
  const cJSON *code = rule->when ? bk_json_member(rule->when, "code") : NULL;
  const cJSON *item;
  guint64 repeated = 0;

  if (cJSON_IsNumber(wanted))
    add_status(statuses, wanted->valueint);
  cJSON_ArrayForEach (item, wanted)
    add_status(statuses, item->valueint);
  if (cJSON_IsString(wanted)) /* "2xx" */
    for (int status = 0; status < 24; status++)
      add_status(statuses, (wanted->valuestring[0] - '0') * 100 + status);
  if (wanted)
    return statuses;
  if (cJSON_IsString(code) && g_ascii_string_to_unsigned(code->valuestring, 10, 200, 599, &repeated, NULL))
    add_status(statuses, (int)repeated); /* an envelope that repeats the status */
  add_status(statuses, status_of(rule->outcome));
  for (guint i = 0; i < G_N_ELEMENTS(common); i++)
    add_status(statuses, common[i]);
  return statuses;
}

static gboolean put_any(BkMockShape *shape, char **pointers, cJSON *value) {
  for (guint i = 0; pointers && pointers[i]; i++)
    if (bk_mock_put(&shape->json, pointers[i], cJSON_Duplicate(value, TRUE))) {
      cJSON_Delete(value);
      return TRUE;
    }
  cJSON_Delete(value);
  return FALSE;
}

static gboolean put_header_test(BkMockShape *shape, const char *name, const cJSON *value) {
  g_autofree char *text = bk_json_scalar(value);

  bk_mock_pairs_add(shape->headers, name, text ? text : "yes");
  return TRUE;
}

static gboolean put_condition(BkMockShape *shape, const BkMockWish *wish, const BkReplyRule *rule,
                              const cJSON *condition, const Variant *variant) {
  const char *key = condition->string;
  const char *text = sentence(wish, rule->outcome);
  const BkServer *file = wish->played->file;
  gboolean is_message = g_str_equal(key, "message");
  g_autoptr(cJSON) value = NULL;

  if (g_str_equal(key, "status") || g_str_equal(key, "body"))
    return TRUE;
  value = bk_mock_satisfy(condition, variant->nth, is_message ? text : NULL);
  if (!value) /* wanted absent: nothing is put there, and the judge sees to it */
    return *key || bk_mock_put(&shape->json, "", cJSON_CreateNull());
  if (is_message && bk_mock_is_filler(value))
    cJSON_SetValuestring(value, text);
  if (is_message || g_str_equal(key, "code"))
    return put_any(shape, is_message ? file->error_message : file->error_code, g_steal_pointer(&value));
  if (g_str_has_prefix(key, "header "))
    return put_header_test(shape, key + strlen("header "), value);
  return bk_mock_put(&shape->json, key, g_steal_pointer(&value));
}

/* "empty", "json", "text", "html", or NULL when the rule does not say. */
static const char *body_kind(const BkReplyRule *rule, guint nth) {
  const cJSON *kind = rule && rule->when ? bk_json_member(rule->when, "body") : NULL;

  if (cJSON_IsArray(kind) && cJSON_GetArraySize(kind) > 0)
    kind = cJSON_GetArrayItem(kind, (int)nth % cJSON_GetArraySize(kind));
  return cJSON_IsString(kind) ? kind->valuestring : NULL;
}

/* Takes body. */
static void set_body(BkMockAnswer *answer, const char *media_type, char *body) {
  g_free(answer->body);
  g_free(answer->media_type);
  answer->media_type = g_strdup(media_type);
  answer->body = body;
}

static void render(BkMockAnswer *answer, const BkMockShape *shape, const char *kind, const char *text) {
  gboolean is_text = cJSON_IsString(shape->json);
  char *printed;

  if (g_strcmp0(kind, "empty") == 0 || answer->status == 204)
    return;
  if (g_strcmp0(kind, "html") == 0) {
    set_body(answer, "text/html", g_strdup_printf("<!doctype html><p>%s</p>\n", text));
  } else if (g_strcmp0(kind, "text") == 0 || (!kind && is_text)) {
    set_body(answer, "text/plain", g_strdup(is_text ? shape->json->valuestring : text));
  } else {
    printed = shape->json ? cJSON_PrintUnformatted(shape->json) : NULL;
    set_body(answer, "application/json", g_strdup(printed ? printed : "{}"));
    cJSON_free(printed);
  }
}

static BkMockAnswer *build(const BkMockWish *wish, const BkReplyRule *rule, const Variant *variant) {
  g_autoptr(BkMockShape) shape = bk_mock_shape_new(variant->status);
  g_autoptr(BkMockAnswer) answer = answer_new(variant->status);
  const char *text = sentence(wish, rule->outcome);
  const cJSON *condition;

  cJSON_ArrayForEach (condition, rule->when)
    if (!put_condition(shape, wish, rule, condition, variant))
      return NULL;
  if (!bk_mock_fill(shape, wish, rule, answer))
    return NULL;
  if (variant->message && !put_any(shape, wish->played->file->error_message, cJSON_CreateString(text)))
    return NULL;
  bk_mock_settle(shape, text);
  for (guint i = 0; i < shape->headers->len; i++) {
    const BkPair *pair = g_ptr_array_index(shape->headers, i);
    bk_mock_pairs_add(answer->headers, pair->name, pair->value);
  }
  render(answer, shape, body_kind(rule, variant->nth), text);
  return g_steal_pointer(&answer);
}

static gboolean judged(const BkMockWish *wish, BkMockAnswer *answer, BkOutcome outcome,
                       const BkReplyRule *rule) {
  g_autoptr(BkReply) reply = bk_mock_answer_to_reply(answer);
  const BkReplyRule *decided = NULL;
  BkOutcome meant = bk_mock_judge(wish->played->file, wish->action, wish->step, reply,
                                  bk_mock_now(wish->played->world), &decided);

  answer->outcome = outcome;
  answer->rule = rule;
  return meant == outcome && decided == rule;
}

static void add_retry_after(const BkMockWish *wish, BkMockAnswer *answer) {
  g_autofree char *seconds = g_strdup_printf("%d", wish->retry_after);

  if (wish->retry_after > 0)
    bk_mock_pairs_add(answer->headers, "Retry-After", seconds);
}

/* A message is said where a refusal has a place for one that no test has taken. */
static BkMockAnswer *try_variants(const BkMockWish *wish, const BkReplyRule *rule, int status) {
  gboolean says = rule->outcome != BK_OUTCOME_OK && wish->played->file->error_message &&
                  wish->played->file->error_message[0];

  for (guint nth = 0; nth < MAX_ALTERNATIVES; nth++)
    for (int message = says; message >= 0; message--) {
      Variant variant = {.status = status, .nth = nth, .message = message};
      g_autoptr(BkMockAnswer) answer = build(wish, rule, &variant);

      if (answer && judged(wish, answer, rule->outcome, rule))
        return g_steal_pointer(&answer);
    }
  return NULL;
}

BkMockAnswer *bk_mock_answer_rule(const BkMockWish *wish, const BkReplyRule *rule) {
  g_autoptr(GArray) statuses = statuses_for(rule);

  for (guint i = 0; i < statuses->len; i++) {
    BkMockAnswer *answer = try_variants(wish, rule, g_array_index(statuses, int, i));

    if (answer) {
      add_retry_after(wish, answer);
      return answer;
    }
  }
  return NULL;
}

static BkMockAnswer *answer_by_status(const BkMockWish *wish, BkOutcome outcome) {
  static const int statuses[] = {200, 401, 403, 404, 400, 422, 423, 429, 500, 204};

  for (guint i = 0; i < G_N_ELEMENTS(statuses); i++) {
    const char *text = sentence(wish, outcome);
    g_autoptr(BkMockShape) shape = bk_mock_shape_new(statuses[i]);
    g_autoptr(BkMockAnswer) answer = answer_new(statuses[i]);

    if (outcome != BK_OUTCOME_OK)
      (void)put_any(shape, wish->played->file->error_message, cJSON_CreateString(text));
    render(answer, shape, NULL, text);
    if (judged(wish, answer, outcome, NULL)) {
      add_retry_after(wish, answer);
      return g_steal_pointer(&answer);
    }
  }
  return NULL;
}

/* ---- choosing a rule ---- */

static BkMockAnswer *answer_by_rules(const BkMockWish *wish, BkOutcome outcome, gboolean going_on,
                                     gboolean *tried) {
  for (guint i = 0; i < wish->step->replies->len; i++) {
    const BkReplyRule *rule = g_ptr_array_index(wish->step->replies, i);
    BkMockAnswer *answer;

    if (rule->outcome != outcome || bk_reply_goes_on(rule) != going_on)
      continue;
    *tried = TRUE;
    answer = bk_mock_answer_rule(wish, rule);
    if (answer)
      return answer;
  }
  return NULL;
}

BkMockAnswer *bk_mock_answer(const BkMockWish *wish, BkOutcome outcome, gboolean only_rules,
                             char **ret_defect) {
  gboolean tried = FALSE;
  gboolean first = wish->go_on || outcome == BK_OUTCOME_MFA_REQUIRED;
  BkMockAnswer *answer = answer_by_rules(wish, outcome, first, &tried);

  if (!answer)
    answer = answer_by_rules(wish, outcome, !first, &tried);
  if (!answer && tried && ret_defect && !*ret_defect)
    *ret_defect =
        g_strdup_printf("%s step \"%s\": no reply reaches a rule with outcome %s",
                        bk_action_word(wish->action->kind), wish->step->name, bk_outcome_word(outcome));
  if (!answer && !only_rules)
    answer = answer_by_status(wish, outcome);
  return answer;
}

GPtrArray *bk_mock_unreachable(const BkMockPlayed *played) {
  GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

  for (guint a = 0; a < played->file->actions->len; a++) {
    const BkAction *action = g_ptr_array_index(played->file->actions, a);

    for (guint s = 0; s < action->steps->len; s++) {
      const BkStep *step = g_ptr_array_index(action->steps, s);
      BkMockWish wish = {.played = played, .action = action, .step = step, .email = "a@example.org"};

      for (guint r = 0; r < step->replies->len; r++) {
        const BkReplyRule *rule = g_ptr_array_index(step->replies, r);
        g_autoptr(BkMockAnswer) answer = bk_mock_answer_rule(&wish, rule);

        if (!answer)
          g_ptr_array_add(lines, g_strdup_printf("%s (%s) step \"%s\" replies[%u] (%s)",
                                                 bk_action_word(action->kind), bk_way_word(action->way),
                                                 step->name, r, bk_outcome_word(rule->outcome)));
      }
    }
  }
  return lines;
}
