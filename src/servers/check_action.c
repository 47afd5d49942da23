#include "servers/check.h"

#include <string.h>

/* ---- where an action stands ---- */

/* The JSON of an action (or of one way of it), and its place. */
static const cJSON *find_action(const BkCheck *check, const BkAction *action, BkChain *chain) {
  const char *word = bk_action_word(action->kind);
  const cJSON *json = bk_json_member(bk_json_member(check->server->document, "actions"), word);
  bk_chain_push(chain, "actions", 0);
  bk_chain_push(chain, word, 0);
  if (action->way == BK_WAY_ONLY)
    return json;
  bk_chain_push(chain, "ways", 0);
  bk_chain_push(chain, bk_way_word(action->way), 0);
  return bk_json_member(bk_json_member(json, "ways"), bk_way_word(action->way));
}

/* The place of a step: its keys may stand in the action itself. */
static void find_step(const BkCheck *check, const BkAction *action, guint index, BkChain *chain) {
  const cJSON *json = find_action(check, action, chain);
  if (cJSON_IsArray(json)) {
    bk_chain_push(chain, NULL, (int)index);
  } else if (cJSON_IsArray(bk_json_member(json, "steps"))) {
    bk_chain_push(chain, "steps", 0);
    bk_chain_push(chain, NULL, (int)index);
  }
}

/* ---- actions ---- */

#define BIT(kind) (1u << (kind))

static gboolean way_is_allowed(BkActionKind kind, BkWay way) {
  if (kind == BK_ACTION_ADMIN_RESET)
    return way == BK_WAY_GENERATE || way == BK_WAY_LINK || way == BK_WAY_SEND || way == BK_WAY_SET;
  if (way == BK_WAY_ONLY)
    return TRUE;
  const guint mailed =
      BIT(BK_ACTION_FORGOT) | BIT(BK_ACTION_RESEND) | BIT(BK_ACTION_VERIFY) | BIT(BK_ACTION_RESET);
  return (BIT(kind) & mailed) && (way == BK_WAY_CODE || way == BK_WAY_LINK);
}

static void check_way(BkCheck *check, const BkAction *action, const BkPlace *place) {
  if (way_is_allowed(action->kind, action->way))
    return;
  const char *word = bk_action_word(action->kind);
  if (action->kind == BK_ACTION_ADMIN_RESET && action->way == BK_WAY_ONLY)
    bk_check_error(check, place, BK_AT_VALUE, "must have \"ways\": generate, link, send or set");
  else if (action->kind == BK_ACTION_ADMIN_RESET)
    bk_check_error(check, place, BK_AT_VALUE, "is no way of %s; allowed are generate, link, send, set", word);
  else if (BIT(action->kind) &
           (BIT(BK_ACTION_FORGOT) | BIT(BK_ACTION_RESEND) | BIT(BK_ACTION_VERIFY) | BIT(BK_ACTION_RESET)))
    bk_check_error(check, place, BK_AT_VALUE, "is no way of %s; allowed are code, link", word);
  else
    bk_check_error(check, place, BK_AT_VALUE, "%s cannot be had in ways; write its steps into it", word);
}

/* Keys that mean nothing in most actions: silence would let their author believe otherwise. */
static void check_keys(BkCheck *check, const BkAction *action, const cJSON *json, const BkPlace *place) {
  static const struct {
    const char *key;
    guint kinds;
    const char *allowed;
  } rules[] = {
      {"disclosure", BIT(BK_ACTION_FORGOT) | BIT(BK_ACTION_RESEND), "forgot and resend"},
      {"completes", BIT(BK_ACTION_FORGOT) | BIT(BK_ACTION_RESEND) | BIT(BK_ACTION_ADMIN_RESET),
       "forgot, resend and admin_reset"},
      {"mail", BIT(BK_ACTION_FORGOT) | BIT(BK_ACTION_RESEND), "forgot and resend"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rules); i++) {
    if ((rules[i].kinds & BIT(action->kind)) || !bk_json_present(bk_json_member(json, rules[i].key)))
      continue;
    const BkPlace inside = {.up = place, .key = rules[i].key};
    bk_check_error(check, &inside, BK_AT_VALUE, "means nothing in %s; it belongs to %s",
                   bk_action_word(action->kind), rules[i].allowed);
  }
}

static gboolean has_compatible(const BkServer *server, BkActionKind kind, BkWay way) {
  for (guint i = 0; i < server->actions->len; i++) {
    const BkAction *action = g_ptr_array_index(server->actions, i);
    if (action->kind == kind && (action->way == way || action->way == BK_WAY_ONLY || way == BK_WAY_ONLY))
      return TRUE;
  }
  return FALSE;
}

static void check_forgot(BkCheck *check, const BkAction *action, const cJSON *json, const BkPlace *place) {
  const BkPlace completes = {.up = place, .key = "completes"};
  if (action->way == BK_WAY_ONLY && !bk_json_present(bk_json_member(json, "completes")) &&
      !bk_json_present(bk_json_member(json, "ways")))
    bk_check_error(check, &completes, BK_AT_MISSING,
                   "must be given: what the person does next (code, link, browser or nothing)");
  if (action->completes == BK_COMPLETES_SHOWN)
    bk_check_error(check, &completes, BK_AT_VALUE,
                   "\"shown\" is for admin_reset; allowed are nothing, code, link, browser");
  gboolean here = action->completes == BK_COMPLETES_CODE || action->completes == BK_COMPLETES_LINK;
  BkWay way = action->way != BK_WAY_ONLY ? action->way : BK_WAY_ONLY;
  if (here && !has_compatible(check->server, BK_ACTION_RESET, way))
    bk_check_error(check, place, BK_AT_VALUE, "completes by %s, but there is no action reset that takes it%s",
                   action->completes == BK_COMPLETES_CODE ? "code" : "link",
                   action->completes == BK_COMPLETES_LINK
                       ? "; a link that only a browser can finish is \"browser\""
                       : "");
}

static gboolean brings_session(const BkServer *server, BkActionKind kind) {
  for (guint i = 0; i < server->actions->len; i++) {
    const BkAction *action = g_ptr_array_index(server->actions, i);
    for (guint j = 0; action->kind == kind && j < action->steps->len; j++) {
      const BkStep *step = g_ptr_array_index(action->steps, j);
      for (guint k = 0; k < step->replies->len; k++)
        if (((const BkReplyRule *)g_ptr_array_index(step->replies, k))->session != NULL)
          return TRUE;
    }
  }
  return FALSE;
}

static void check_brings_session(BkCheck *check, const BkAction *action, const BkPlace *place) {
  const guint kinds = BIT(BK_ACTION_SIGN_IN) | BIT(BK_ACTION_REFRESH) | BIT(BK_ACTION_DEVICE);
  if (!(BIT(action->kind) & kinds) || brings_session(check->server, action->kind) ||
      (action->kind == BK_ACTION_SIGN_IN && brings_session(check->server, BK_ACTION_MFA)))
    return;
  bk_check_warn(check, place, "no reply rule of it has a \"session\", so nobody is ever signed in");
}

/* What lists sessions must say where they are, and what ends one must say which. */
static void check_lists(BkCheck *check, const BkAction *action, const BkPlace *place) {
  gboolean lists = FALSE;
  for (guint i = 0; i < action->steps->len; i++) {
    const BkStep *step = g_ptr_array_index(action->steps, i);
    for (guint j = 0; j < step->replies->len; j++)
      lists |= ((const BkReplyRule *)g_ptr_array_index(step->replies, j))->list != NULL;
  }
  if (lists && action->kind != BK_ACTION_SESSIONS)
    bk_check_error(check, place, BK_AT_VALUE, "a \"list\" means nothing in %s; it belongs to sessions",
                   bk_action_word(action->kind));
  else if (!lists && action->kind == BK_ACTION_SESSIONS)
    bk_check_error(check, place, BK_AT_VALUE, "no reply rule of it has a \"list\"");
  if (action->kind == BK_ACTION_END_SESSION && !check->names_other)
    bk_check_error(check, place, BK_AT_VALUE, "names {{other}} nowhere: it must say which session it ends");
}

/* ---- steps ---- */

static void check_request(BkCheck *check, const BkRequestTemplate *request, const BkPlace *step) {
  const BkPlace place = {.up = step, .key = "request"};
  const BkPlace path = {.up = &place, .key = "path"}, query = {.up = &place, .key = "query"};
  const BkPlace headers = {.up = &place, .key = "headers"}, form = {.up = &place, .key = "form"};
  const BkPlace json = {.up = &place, .key = "json"}, auth = {.up = &place, .key = "auth"};
  const BkPlace at = {.up = &place, .key = "at"}, url = {.up = &place, .key = "url"};
  bk_check_template_names(check, &url, request->url);
  bk_check_template_names(check, &path, request->path);
  bk_check_pairs(check, &query, request->query);
  bk_check_pairs(check, &headers, request->headers);
  bk_check_pairs(check, &form, request->form);
  bk_check_json_template(check, &json, request->json);
  bk_check_auth(check, &auth, request->auth);
  if (g_strcmp0(request->method, "GET") == 0 && (request->json != NULL || request->form != NULL))
    bk_check_error(check, request->json != NULL ? &json : &form, BK_AT_VALUE, "a GET request has no body");

  if (request->path == NULL && request->url == NULL)
    bk_check_error(check, &path, BK_AT_MISSING, "must be given: appended to that URL");
  if (request->at != NULL && request->url != NULL)
    bk_check_error(check, &url, BK_AT_VALUE, "cannot stand beside \"at\": only one of them is allowed");
  if (request->at != NULL)
    bk_check_url_key(check, &at, request->at, bk_action_word(check->action->kind));
}

static void check_then(BkCheck *check, const char *to, const BkPlace *place) {
  const BkPlace then = {.up = place, .key = "then"};
  const GPtrArray *steps = check->action->steps;
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; to != NULL && i < steps->len; i++) {
    const BkStep *step = g_ptr_array_index(steps, i);
    if (step->name == NULL || strcmp(step->name, to) != 0) {
      g_ptr_array_add(names, step->name);
      continue;
    }
    if (i < check->step)
      bk_check_error(check, &then, BK_AT_VALUE,
                     "\"%s\" is an earlier step; only a later one or this one may follow", to);
    return;
  }
  if (to == NULL)
    return;
  g_autofree char *hint = bk_check_hint(to, names);
  bk_check_error(check, &then, BK_AT_VALUE, "there is no step \"%s\" in this action%s", to, hint);
}

static void check_ask(BkCheck *check, const BkReplyRule *rule, const BkPlace *place) {
  const BkPlace ask = {.up = place, .key = "ask"};
  for (guint i = 0; i < rule->ask->len; i++) {
    const char *name = g_ptr_array_index(rule->ask, i);
    if (bk_server_input(check->server, name) == NULL)
      bk_check_error(check, &ask, BK_AT_VALUE, "\"%s\" is no input; declare it in \"inputs\"", name);
  }
}

static void check_options(BkCheck *check, const BkReplyRule *rule, const BkPlace *place) {
  const BkPlace choose = {.up = place, .key = "choose"}, options = {.up = &choose, .key = "options"};
  BkPlace inside = {.up = &options};
  for (guint i = 0; rule->choose != NULL && i < rule->choose->options->len; i++) {
    const BkChoiceOption *option = g_ptr_array_index(rule->choose->options, i);
    inside.index = (int)i;
    check_then(check, option->then, &inside);
  }
}

static void check_template_texts(BkCheck *check, const BkPlace *place, const GPtrArray *texts) {
  for (guint i = 0; i < texts->len; i++)
    bk_check_template_names(check, place, g_ptr_array_index(texts, i));
}

static void check_sources(BkCheck *check, const BkPlace *place, const GPtrArray *sources) {
  for (guint i = 0; sources != NULL && i < sources->len; i++) {
    const BkSource *source = g_ptr_array_index(sources, i);
    if (source->kind == BK_SOURCE_VALUE)
      bk_check_template_names(check, place, source->where);
  }
}

static void check_captures(BkCheck *check, const BkReplyRule *rule, const BkPlace *place) {
  const BkPlace captures = {.up = place, .key = "capture"};
  for (guint i = 0; i < rule->captures->len; i++) {
    const BkCapture *capture = g_ptr_array_index(rule->captures, i);
    const BkPlace inside = {.up = &captures, .key = capture->name};
    check_sources(check, &inside, capture->sources);
  }
}

static const char *expiry_key(BkExpiry expiry) {
  static const char *const keys[] = {[BK_EXPIRY_NONE] = "expires_in",     [BK_EXPIRY_IN] = "expires_in",
                                     [BK_EXPIRY_IN_MS] = "expires_in_ms", [BK_EXPIRY_AT] = "expires_at",
                                     [BK_EXPIRY_AT_MS] = "expires_at_ms", [BK_EXPIRY_JWT] = "expires_jwt"};
  return keys[expiry];
}

static void check_update(BkCheck *check, const BkSessionUpdate *update) {
  const BkPlace place = {.key = "session_update"};
  const BkPlace token = {.up = &place, .key = "token"}, refresh = {.up = &place, .key = "refresh"};
  const BkPlace expires = {.up = &place, .key = expiry_key(update->expiry)};
  const BkPlace values = {.up = &place, .key = "values"};
  check_sources(check, &token, update->token);
  check_sources(check, &refresh, update->refresh);
  check_sources(check, &expires, update->expires);
  for (guint i = 0; update->values != NULL && i < update->values->len; i++) {
    const BkCapture *value = g_ptr_array_index(update->values, i);
    const BkPlace inside = {.up = &values, .key = value->name};
    check_sources(check, &inside, value->sources);
  }
}

static void check_show(BkCheck *check, const BkReplyRule *rule, const BkPlace *place) {
  const BkPlace show = {.up = place, .key = "show"};
  for (guint i = 0; rule->show != NULL && i < rule->show->len; i++) {
    const BkPlace inside = {.up = &show, .index = (int)i}, from = {.up = &inside, .key = "from"};
    check_sources(check, &from, ((const BkShown *)g_ptr_array_index(rule->show, i))->from);
  }
}

static void check_session(BkCheck *check, const BkSessionRule *rule, const BkPlace *place) {
  const BkPlace refresh = {.up = place, .key = "refresh"};
  const BkPlace expires = {.up = place, .key = expiry_key(rule->expiry)};
  const BkPlace token = {.up = place, .key = "token"}, values = {.up = place, .key = "values"};
  const BkPlace cookies = {.up = place, .key = "cookies"}, account = {.up = place, .key = "account"};
  if (rule->token->len == 0 && rule->cookies->len == 0)
    bk_check_error(check, &token, BK_AT_MISSING, "must be given: the token of the session");
  if (rule->token->len > 0 && rule->cookies->len > 0)
    bk_check_error(check, &cookies, BK_AT_VALUE,
                   "cannot stand beside \"token\": only one of them is allowed");
  check_sources(check, &token, rule->token);
  check_sources(check, &account, rule->account);
  check_sources(check, &refresh, rule->refresh);
  check_sources(check, &expires, rule->expires);
  check_template_texts(check, &cookies, rule->cookies);
  for (guint i = 0; i < rule->values->len; i++) {
    const BkPair *pair = g_ptr_array_index(rule->values, i);
    const BkPlace inside = {.up = &values, .key = pair->name};
    bk_check_template_names(check, &inside, pair->value);
  }
}

static gboolean hides_accounts(const BkServer *server, const BkAction *action) {
  if (action->kind == BK_ACTION_FORGOT)
    return action->disclosure == BK_DISCLOSURE_HIDDEN;
  if (action->kind != BK_ACTION_RESEND)
    return FALSE;
  const BkAction *forgot = bk_server_action(server, BK_ACTION_FORGOT, action->way);
  forgot = forgot != NULL ? forgot : bk_server_action(server, BK_ACTION_FORGOT, BK_WAY_ONLY);
  return forgot != NULL && forgot->disclosure == BK_DISCLOSURE_HIDDEN;
}

static void check_rule(BkCheck *check, const BkReplyRule *rule, const BkPlace *place) {
  check_then(check, rule->then, place);
  check_options(check, rule, place);
  check_ask(check, rule, place);
  if (rule->outcome == BK_OUTCOME_UNKNOWN_ACCOUNT && hides_accounts(check->server, check->action)) {
    const BkPlace outcome = {.up = place, .key = "outcome"};
    bk_check_error(check, &outcome, BK_AT_VALUE,
                   "\"unknown_account\" cannot come from a server whose disclosure is hidden; say \"ok\", or "
                   "\"disclosure\": \"revealed\"");
  }
  check_captures(check, rule, place);
  check_show(check, rule, place);
  const BkPlace list = {.up = place, .key = "list"}, mine = {.up = &list, .key = "mine"};
  if (rule->list != NULL)
    bk_check_pairs(check, &mine, rule->list->mine);
  const BkPlace session = {.up = place, .key = "session"};
  if (rule->session == NULL)
    return;
  check_session(check, rule->session, &session);
  gboolean changes =
      check->action->kind == BK_ACTION_RESET || check->action->kind == BK_ACTION_CHANGE_PASSWORD;
  if (changes && check->action->ends_sessions == BK_ENDS_ALL)
    bk_check_error(
        check, &session, BK_AT_VALUE,
        "would be removed as soon as it is there: \"ends_sessions\": true ends the new session as well; "
        "say \"others\"");
}

static void check_poll_capture(BkCheck *check, const BkPlace *place, const char *name) {
  if (name != NULL && !bk_check_is_captured(check->action, check->step, name))
    bk_check_error(check, place, BK_AT_VALUE, "nothing captures \"%s\" in this action", name);
}

static void check_replies(BkCheck *check, const BkStep *step, const BkPlace *place) {
  const BkPlace replies = {.up = place, .key = "replies"};
  gboolean pending = FALSE, all_taken = FALSE;
  for (guint i = 0; i < step->replies->len; i++) {
    const BkReplyRule *rule = g_ptr_array_index(step->replies, i);
    const BkPlace inside = {.up = &replies, .index = (int)i};
    if (all_taken)
      bk_check_warn(check, &inside, "is never reached: a rule without \"when\" stands before it");
    all_taken = all_taken || rule->when == NULL;
    pending = pending || rule->outcome == BK_OUTCOME_PENDING;
    check_rule(check, rule, &inside);
  }
  const BkPlace poll = {.up = place, .key = "poll"}, from = {.up = &poll, .key = "every_from"},
                for_from = {.up = &poll, .key = "for_from"};
  if (step->poll_for > 0 && !pending)
    bk_check_warn(check, &poll, "means nothing: no reply rule has the outcome \"pending\"");
  check_poll_capture(check, &from, step->poll_every_from);
  check_poll_capture(check, &for_from, step->poll_for_from);
}

static gboolean leads_to(const BkReplyRule *rule, const char *name) {
  gboolean result = g_strcmp0(rule->then, name) == 0;
  for (guint i = 0; rule->choose != NULL && i < rule->choose->options->len; i++)
    result |=
        g_strcmp0(((const BkChoiceOption *)g_ptr_array_index(rule->choose->options, i))->then, name) == 0;
  return result;
}

static gboolean is_reached(const BkAction *action, guint index) {
  const BkStep *target = g_ptr_array_index(action->steps, index);
  for (guint i = 0; i < index; i++) {
    const BkStep *step = g_ptr_array_index(action->steps, i);
    for (guint j = 0; j < step->replies->len; j++)
      if (leads_to(g_ptr_array_index(step->replies, j), target->name))
        return TRUE;
  }
  return index == 0;
}

static void check_step(BkCheck *check, const BkAction *action, guint index) {
  BkChain chain = {.depth = 0};
  find_step(check, action, index, &chain);
  const BkPlace *place = bk_chain_end(&chain);
  const BkStep *step = g_ptr_array_index(action->steps, index);
  check->step = index;
  gboolean repeated = FALSE;
  for (guint i = 0; i < index && !repeated; i++)
    repeated = strcmp(((const BkStep *)g_ptr_array_index(action->steps, i))->name, step->name) == 0;
  if (repeated)
    bk_check_error(check, place, BK_AT_VALUE, "two steps are called \"%s\"; give each a \"step\" of its own",
                   step->name);
  else if (!is_reached(action, index))
    bk_check_warn(check, place, "is never reached: no rule of an earlier step has \"then\": \"%s\"",
                  step->name);
  if (step->request != NULL)
    check_request(check, step->request, place);
  check_replies(check, step, place);
}

void bk_check_actions(BkCheck *check) {
  if (check->server->session_update != NULL)
    check_update(check, check->server->session_update);
  for (guint i = 0; i < check->server->actions->len; i++) {
    const BkAction *action = g_ptr_array_index(check->server->actions, i);
    BkChain chain = {.depth = 0};
    const cJSON *json = find_action(check, action, &chain);
    const BkPlace *place = bk_chain_end(&chain);
    check->action = action;
    check_way(check, action, place);
    check_keys(check, action, json, place);
    if (action->kind == BK_ACTION_FORGOT)
      check_forgot(check, action, json, place);
    check_brings_session(check, action, place);
    check->names_other = FALSE;
    for (guint j = 0; j < action->steps->len; j++)
      check_step(check, action, j);
    check_lists(check, action, place);
  }
  check->action = NULL;
}
