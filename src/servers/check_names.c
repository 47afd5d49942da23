#include "servers/check.h"

#include "base/text.h"
#include "servers/names.h"

#include <string.h>

/* ---- what brings forth a name ---- */

static gboolean rule_captures(const BkReplyRule *rule, const char *name) {
  for (guint i = 0; i < rule->captures->len; i++)
    if (strcmp(((const BkCapture *)g_ptr_array_index(rule->captures, i))->name, name) == 0)
      return TRUE;
  return rule->choose != NULL && g_strcmp0(rule->choose->as, name) == 0;
}

gboolean bk_check_is_captured(const BkAction *action, guint last, const char *name) {
  for (guint i = 0; i < action->steps->len && i <= last; i++) {
    const BkStep *step = g_ptr_array_index(action->steps, i);
    for (guint j = 0; j < step->replies->len; j++)
      if (rule_captures(g_ptr_array_index(step->replies, j), name))
        return TRUE;
  }
  return FALSE;
}

static gboolean is_link_value(const BkAction *action, const char *name) {
  for (guint i = 0; action->mail != NULL && i < action->mail->link_values->len; i++)
    if (strcmp(((const BkLinkValue *)g_ptr_array_index(action->mail->link_values, i))->name, name) == 0)
      return TRUE;
  return FALSE;
}

/* Whether an action comes before another on a person's way, so that its captures are there. */
static gboolean precedes(const BkAction *earlier, const BkAction *later) {
  if (earlier->way != later->way && earlier->way != BK_WAY_ONLY && later->way != BK_WAY_ONLY)
    return FALSE;
  switch (earlier->kind) {
  case BK_ACTION_FORGOT:
    return later->kind == BK_ACTION_RESEND || later->kind == BK_ACTION_VERIFY ||
           later->kind == BK_ACTION_RESET;
  case BK_ACTION_RESEND:
    return later->kind == BK_ACTION_VERIFY || later->kind == BK_ACTION_RESET;
  case BK_ACTION_VERIFY:
    return later->kind == BK_ACTION_RESET;
  case BK_ACTION_SIGN_IN:
    return later->kind == BK_ACTION_MFA;
  case BK_ACTION_PROBE:
  case BK_ACTION_MFA:
  case BK_ACTION_RESET:
  case BK_ACTION_CHANGE_PASSWORD:
  case BK_ACTION_ADMIN_RESET:
  case BK_ACTION_WHOAMI:
  case BK_ACTION_REFRESH:
  case BK_ACTION_SIGN_OUT:
  case BK_ACTION_SESSIONS:
  case BK_ACTION_END_SESSION:
  case BK_ACTION_END_OTHERS:
  case BK_ACTION_DEVICE:
  case BK_ACTION_COUNT:
    return FALSE;
  }
  return FALSE;
}

static gboolean is_from_journey(const BkServer *server, const BkAction *action, const char *name) {
  for (guint i = 0; i < server->actions->len; i++) {
    const BkAction *other = g_ptr_array_index(server->actions, i);
    if (other == action && is_link_value(other, name))
      return TRUE;
    if (precedes(other, action) &&
        (is_link_value(other, name) || bk_check_is_captured(other, G_MAXUINT, name)))
      return TRUE;
  }
  return FALSE;
}

static gboolean is_session_value(const BkServer *server, const char *name) {
  static const char *const always[] = {"token", "refresh", "account", NULL};
  if (g_strv_contains(always, name))
    return TRUE;
  const GPtrArray *updated = server->session_update != NULL ? server->session_update->values : NULL;
  for (guint i = 0; updated != NULL && i < updated->len; i++)
    if (strcmp(((const BkCapture *)g_ptr_array_index(updated, i))->name, name) == 0)
      return TRUE;
  for (guint i = 0; i < server->actions->len; i++) {
    const BkAction *action = g_ptr_array_index(server->actions, i);
    for (guint j = 0; j < action->steps->len; j++) {
      const BkStep *step = g_ptr_array_index(action->steps, j);
      for (guint k = 0; k < step->replies->len; k++) {
        const BkReplyRule *rule = g_ptr_array_index(step->replies, k);
        for (guint v = 0; rule->session != NULL && v < rule->session->values->len; v++)
          if (strcmp(((const BkPair *)g_ptr_array_index(rule->session->values, v))->name, name) == 0)
            return TRUE;
      }
    }
  }
  return FALSE;
}

/* ---- one name ---- */

typedef struct {
  BkCheck *check;
  const BkPlace *place;
} Look;

static gboolean is_variable(BkCheck *check, const char *name) {
  for (guint i = 0; i < check->server->variables->len; i++) {
    const BkVariable *variable = g_ptr_array_index(check->server->variables, i);
    if (strcmp(variable->name, name) == 0) {
      check->used |= i < 64 ? G_GUINT64_CONSTANT(1) << i : 0;
      return TRUE;
    }
  }
  return FALSE;
}

static const char *const generated[] = {"random",     "uuid",          "counter", "device",
                                        "server.url", "server.origin", NULL};

static void add_names(GPtrArray *names, const GPtrArray *structs) {
  /* The name is the first member of every struct that has one. */
  for (guint i = 0; structs != NULL && i < structs->len; i++)
    g_ptr_array_add(names, *(char **)g_ptr_array_index(structs, i));
}

static GPtrArray *all_names(const BkCheck *check) {
  static const char *const builtin[] = {"email", "password", "new_password", "current_password",
                                        "code",  "otp",      "link",         "target"};
  G_STATIC_ASSERT(G_STRUCT_OFFSET(BkInput, name) == 0 && G_STRUCT_OFFSET(BkVariable, name) == 0);
  G_STATIC_ASSERT(G_STRUCT_OFFSET(BkCapture, name) == 0 && G_STRUCT_OFFSET(BkLinkValue, name) == 0);
  GPtrArray *names = g_ptr_array_new();
  for (guint i = 0; i < G_N_ELEMENTS(builtin); i++)
    g_ptr_array_add(names, (gpointer)builtin[i]);
  for (guint i = 0; generated[i] != NULL; i++)
    g_ptr_array_add(names, (gpointer)generated[i]);
  g_ptr_array_add(names, (gpointer) "session.token");
  g_ptr_array_add(names, (gpointer) "session.refresh");
  g_ptr_array_add(names, (gpointer) "session.account");
  add_names(names, check->server->inputs);
  add_names(names, check->server->variables);
  for (guint i = 0; check->action != NULL && i < check->server->actions->len; i++) {
    const BkAction *other = g_ptr_array_index(check->server->actions, i);
    if (other != check->action && !precedes(other, check->action))
      continue;
    add_names(names, other->mail != NULL ? other->mail->link_values : NULL);
    for (guint j = 0; j < other->steps->len; j++) {
      const BkStep *step = g_ptr_array_index(other->steps, j);
      for (guint k = 0; k < step->replies->len; k++)
        add_names(names, ((const BkReplyRule *)g_ptr_array_index(step->replies, k))->captures);
    }
  }
  return names;
}

static gboolean is_of_wrong_type(const BkCheck *check, const char *key) {
  const cJSON *value = bk_json_member(check->server->document, key);
  return value != NULL && !cJSON_IsObject(value);
}

static void complain(const Look *look, const char *name) {
  BkCheck *check = look->check;
  if (is_of_wrong_type(check, "variables") || is_of_wrong_type(check, "inputs"))
    return; /* told; what it would have declared is not known */
  if (check->action != NULL && bk_check_is_captured(check->action, G_MAXUINT, name)) {
    bk_check_error(check, look->place, BK_AT_VALUE, "\"%s\" is captured only by a later step", name);
    return;
  }
  g_autoptr(GPtrArray) names = all_names(check);
  g_autofree char *hint = bk_check_hint(name, names);
  if (g_str_has_prefix(name, "session.") && hint[0] == '\0')
    bk_check_error(check, look->place, BK_AT_VALUE,
                   "no session keeps \"%s\": a rule's \"session\" must have it in \"values\"",
                   name + strlen("session."));
  else if (hint[0] != '\0')
    bk_check_error(check, look->place, BK_AT_VALUE, "unknown name \"%s\"%s", name, hint);
  else
    bk_check_error(
        check, look->place, BK_AT_VALUE,
        "unknown name \"%s\": no input, no variable, nothing captured before, and none of session.…, "
        "server.url, server.origin, random, uuid, counter, device",
        name);
}

/* The session that is ended, as it was listed: nobody types it. TRUE: it is that name. */
static gboolean is_other(const Look *look, const char *name) {
  const BkAction *action = look->check->action;
  if (strcmp(name, "other") != 0)
    return FALSE;
  if (action != NULL && action->kind == BK_ACTION_END_SESSION)
    look->check->names_other = TRUE;
  else
    bk_check_error(look->check, look->place, BK_AT_VALUE,
                   "\"other\" is the session that end_session ends; nothing else has it");
  return TRUE;
}

static void judge_name(const char *name, gboolean optional, gpointer data) {
  const Look *look = data;
  BkCheck *check = look->check;
  if (bk_server_input(check->server, name) == bk_input_builtin("other") && is_other(look, name))
    return;
  if (is_variable(check, name) || bk_server_input(check->server, name) != NULL ||
      g_strv_contains(generated, name))
    return;
  if (g_str_has_prefix(name, "session.") && is_session_value(check->server, name + strlen("session."))) {
    if (check->action == NULL && !optional && look->place->up != NULL &&
        g_strcmp0(look->place->up->key, "headers") == 0)
      bk_check_error(check, look->place, BK_AT_VALUE,
                     "a header of every request has no session while signing in; write {{%s?}}", name);
    return;
  }
  if (check->action != NULL && (bk_check_is_captured(check->action, check->step, name) ||
                                is_from_journey(check->server, check->action, name)))
    return;
  complain(look, name);
}

void bk_check_template_names(BkCheck *check, const BkPlace *place, const char *text) {
  if (text == NULL)
    return;
  Look look = {.check = check, .place = place};
  g_free(bk_names_scan(text, judge_name, &look)); /* what is wrong with it, validate.c has said */
}

/* ---- secrets ---- */

gboolean bk_check_names_secret(const char *name) {
  static const char *const endings[] = {"secret",  "password", "passwd",     "passphrase", "token",
                                        "api_key", "apikey",   "access_key", "private_key"};
  g_autofree char *plain = g_ascii_strdown(name, -1);
  g_strdelimit(plain, "- .", '_');
  if (strcmp(plain, "authorization") == 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
    if (g_str_has_suffix(plain, endings[i]))
      return TRUE;
  return FALSE;
}

static void judge_literal(BkCheck *check, const BkPlace *place, const char *name, const char *text) {
  if (text == NULL || text[0] == '\0' || !bk_names_is_literal(text) || strcmp(text, "true") == 0 ||
      strcmp(text, "false") == 0 || !bk_check_names_secret(name))
    return;
  bk_check_error(
      check, place, BK_AT_VALUE,
      "looks like a secret, which never stands in a server file; declare an input with \"secret\": true, "
      "\"remember\": true and name it here");
}

void bk_check_pairs(BkCheck *check, const BkPlace *place, const GPtrArray *pairs) {
  for (guint i = 0; pairs != NULL && i < pairs->len; i++) {
    const BkPair *pair = g_ptr_array_index(pairs, i);
    const BkPlace inside = {.up = place, .key = pair->name};
    bk_check_template_names(check, &inside, pair->value);
    judge_literal(check, &inside, pair->name, pair->value);
  }
}

void bk_check_json_template(BkCheck *check, const BkPlace *place, const cJSON *json) {
  if (cJSON_IsString(json)) {
    bk_check_template_names(check, place, json->valuestring);
    if (place->key != NULL)
      judge_literal(check, place, place->key, json->valuestring);
    return;
  }
  if (!cJSON_IsArray(json) && !cJSON_IsObject(json))
    return;
  BkPlace inside = {.up = place};
  const cJSON *member;
  cJSON_ArrayForEach (member, json) {
    inside.key = member->string;
    bk_check_json_template(check, &inside, member);
    inside.index++;
  }
}

void bk_check_auth(BkCheck *check, const BkPlace *place, const BkAuth *auth) {
  if (auth == NULL || auth->kind == BK_AUTH_NONE || auth->kind == BK_AUTH_SESSION)
    return;
  const char *way = auth->kind == BK_AUTH_BEARER   ? "bearer"
                    : auth->kind == BK_AUTH_BASIC  ? "basic"
                    : auth->kind == BK_AUTH_COOKIE ? "cookie"
                                                   : "header";
  const BkPlace outer = {.up = place, .key = way};
  const BkPlace user = {.up = &outer, .key = "user"};
  const BkPlace value = {.up = &outer, .key = auth->kind == BK_AUTH_BASIC ? "password" : "value"};
  const BkPlace *at = auth->kind == BK_AUTH_BEARER || auth->kind == BK_AUTH_COOKIE ? &outer : &value;
  bk_check_template_names(check, &user, auth->user);
  bk_check_template_names(check, at, auth->value);
  judge_literal(check, at, "secret", auth->value);
}
