/* try_report.c: a trial as a part of backin.try/1. */
#include "base/clock.h"
#include "cli/try.h"

static cJSON *headers_json(const GPtrArray *headers) {
  cJSON *list = cJSON_CreateArray();
  for (guint i = 0; i < headers->len; i++) {
    const BkSeenHeader *header = g_ptr_array_index(headers, i);
    cJSON *object = cJSON_CreateObject();
    bk_json_text(object, "name", header->name);
    bk_json_text(object, "value", header->value);
    cJSON_AddItemToArray(list, object);
  }
  return list;
}

static void add_body(cJSON *object, const cJSON *body) {
  cJSON_AddItemToObject(object, "body", body ? cJSON_Duplicate(body, TRUE) : cJSON_CreateNull());
}

static cJSON *request_json(const BkSeenRequest *request) {
  cJSON *object = cJSON_CreateObject();
  bk_json_text(object, "method", request->method);
  bk_json_text(object, "url", request->url);
  cJSON_AddItemToObject(object, "headers", headers_json(request->headers));
  add_body(object, request->body);
  return object;
}

static cJSON *reply_json(const BkSeenReply *reply) {
  cJSON *object = cJSON_CreateObject();
  cJSON_AddNumberToObject(object, "status", reply->status);
  bk_json_text(object, "kind", reply->kind);
  bk_json_text(object, "trouble", reply->trouble);
  cJSON_AddNumberToObject(object, "milliseconds", (double)reply->milliseconds);
  cJSON_AddItemToObject(object, "headers", headers_json(reply->headers));
  add_body(object, reply->body);
  return object;
}

static cJSON *rules_json(const BkExplanation *explanation) {
  static const char *const states[] = {
      [BK_RULE_DECIDES] = "decides", [BK_RULE_FAILS] = "fails", [BK_RULE_COMES_LATER] = "not_reached"};
  cJSON *list = cJSON_CreateArray();
  for (guint i = 0; i < explanation->verdicts->len; i++) {
    const BkVerdict *verdict = g_ptr_array_index(explanation->verdicts, i);
    cJSON *object = cJSON_CreateObject();
    cJSON_AddNumberToObject(object, "index", i);
    bk_json_text(object, "outcome", bk_outcome_word(verdict->outcome));
    bk_json_text(object, "state", states[verdict->state]);
    bk_json_text(object, "condition", verdict->condition);
    bk_json_text(object, "wanted", verdict->wanted);
    bk_json_text(object, "found", verdict->found);
    bk_json_text(object, "hint", verdict->hint);
    cJSON_AddItemToArray(list, object);
  }
  return list;
}

static cJSON *takings_json(const BkExplanation *explanation) {
  cJSON *list = cJSON_CreateArray();
  for (guint i = 0; i < explanation->takings->len; i++) {
    const BkTaking *taking = g_ptr_array_index(explanation->takings, i);
    cJSON *object = cJSON_CreateObject();
    bk_json_text(object, "name", taking->name);
    bk_json_text(object, "from", taking->from);
    cJSON_AddBoolToObject(object, "there", taking->there);
    cJSON_AddBoolToObject(object, "optional", taking->optional);
    bk_json_text(object, "hint", taking->hint);
    cJSON_AddItemToArray(list, object);
  }
  return list;
}

static cJSON *exchange_json(const BkTrialExchange *exchange) {
  cJSON *object = cJSON_CreateObject();
  bk_json_text(object, "step", exchange->step);
  cJSON_AddItemToObject(object, "request",
                        exchange->request ? request_json(exchange->request) : cJSON_CreateNull());
  cJSON_AddItemToObject(object, "reply", exchange->reply ? reply_json(exchange->reply) : cJSON_CreateNull());
  cJSON_AddItemToObject(object, "rules",
                        exchange->explanation ? rules_json(exchange->explanation) : cJSON_CreateArray());
  cJSON_AddItemToObject(object, "takes",
                        exchange->explanation ? takings_json(exchange->explanation) : cJSON_CreateArray());
  bk_json_text(object, "failure",
               exchange->failure != BK_FAILURE_NONE ? bk_failure_word(exchange->failure) : NULL);
  bk_json_text(object, "detail", exchange->detail);
  bk_json_text(object, "why", exchange->why);
  cJSON_AddBoolToObject(object, "expected", exchange->expected);
  return object;
}

/* Which members there are, and when it ends; no value. */
static cJSON *session_json(const BkSession *session) {
  cJSON *object = cJSON_CreateObject();
  cJSON *members = cJSON_AddArrayToObject(object, "members");
  g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(session->values), (GCompareFunc)g_strcmp0);
  cJSON_AddItemToArray(members, cJSON_CreateString("token"));
  if (session->refresh)
    cJSON_AddItemToArray(members, cJSON_CreateString("refresh"));
  for (GList *name = names; name; name = name->next)
    cJSON_AddItemToArray(members, cJSON_CreateString(name->data));
  bk_json_time(object, "expires_at", session->expires_at);
  return object;
}

static cJSON *captured_json(const BkFlow *flow) {
  cJSON *list = cJSON_CreateArray();
  g_autoptr(GList) names =
      g_list_sort(g_hash_table_get_keys(bk_flow_captures(flow)), (GCompareFunc)g_strcmp0);
  for (GList *name = names; name; name = name->next)
    cJSON_AddItemToArray(list, cJSON_CreateString(name->data));
  return list;
}

static cJSON *listed_json(const BkTrial *trial, const GPtrArray *listed) {
  cJSON *list = listed ? cJSON_CreateArray() : cJSON_CreateNull();
  for (guint i = 0; listed && i < listed->len; i++) {
    const BkListedSession *one = g_ptr_array_index(listed, i);
    g_autofree char *name = bk_trial_text(trial, one->name);
    cJSON *object = cJSON_CreateObject();
    bk_json_text(object, "id", one->key);
    bk_json_text(object, "name", *name ? name : NULL);
    cJSON_AddBoolToObject(object, "this_one", one->mine);
    cJSON_AddItemToArray(list, object);
  }
  return list;
}

cJSON *bk_try_report(const BkTrial *trial, const BkFlow *flow, BkExit result) {
  cJSON *object = cJSON_CreateObject();
  BkFailure failure = bk_flow_failure(flow);
  g_autofree char *said = bk_trial_text(trial, bk_flow_server_text(flow));
  g_autofree char *why = bk_trial_text(trial, bk_flow_why(flow));
  bk_json_text(object, "action", bk_action_word(trial->action->kind));
  bk_json_text(object, "way", trial->action->way != BK_WAY_ONLY ? bk_way_word(trial->action->way) : NULL);
  bk_json_text(object, "outcome", bk_outcome_word(bk_flow_outcome(flow)));
  bk_json_text(object, "failure", failure != BK_FAILURE_NONE ? bk_failure_word(failure) : NULL);
  bk_json_text(object, "why", why);
  cJSON_AddNumberToObject(object, "exit", result);
  cJSON *exchanges = cJSON_AddArrayToObject(object, "exchanges");
  for (guint i = 0; i < trial->exchanges->len; i++)
    cJSON_AddItemToArray(exchanges, exchange_json(g_ptr_array_index(trial->exchanges, i)));
  cJSON_AddItemToObject(object, "captures", captured_json(flow));
  cJSON_AddItemToObject(object, "session",
                        bk_flow_session(flow) ? session_json(bk_flow_session(flow)) : cJSON_CreateNull());
  cJSON_AddItemToObject(object, "listed", listed_json(trial, bk_flow_listed(flow)));
  bk_json_text(object, "server_text", said);
  return object;
}
