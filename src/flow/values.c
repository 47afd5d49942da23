#include "flow/machine.h"
#include "flow/template.h"

#include <string.h>
#include <sys/random.h>

#define SESSION_PREFIX "session."
#define RANDOM_LENGTH 32

BkSession *bk_flow_current_session(const BkFlow *flow) {
  return flow->fresh != NULL ? flow->fresh : flow->rolled != NULL ? flow->rolled : flow->session;
}

/* ---- made-up values ---- */

static BkSecret *make_random(void) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  guchar bytes[RANDOM_LENGTH];
  /* GLib's own random numbers are not made for secrets. */
  if (getrandom(bytes, sizeof bytes, 0) != (gssize)sizeof bytes)
    g_error("no random numbers from the system");
  char text[RANDOM_LENGTH];
  for (guint i = 0; i < RANDOM_LENGTH; i++)
    text[i] = letters[bytes[i] % 64];
  BkSecret *secret = bk_secret_new(text, RANDOM_LENGTH);
  explicit_bzero(text, sizeof text);
  explicit_bzero(bytes, sizeof bytes);
  return secret;
}

static BkSecret *make_value(const char *name) {
  if (g_str_equal(name, "random"))
    return make_random();
  if (g_str_equal(name, "uuid"))
    return bk_secret_take(g_uuid_string_random(), -1);
  if (g_str_equal(name, "counter")) /* the first time; who asks again gives another */
    return bk_secret_new("1", 1);
  if (g_str_equal(name, "device"))
    return bk_secret_take(g_strdup_printf("backin on %s", g_get_host_name()), -1);
  return NULL;
}

/* The same value within a flow. */
static BkSecret *generated_value(BkFlow *flow, const char *name) {
  BkSecret *value = g_hash_table_lookup(flow->generated, name);
  if (value == NULL) {
    value = make_value(name);
    if (value == NULL)
      return NULL;
    g_hash_table_insert(flow->generated, g_strdup(name), value);
  }
  return bk_secret_ref(value);
}

/* ---- looking up ---- */

static BkSecret *session_value(BkFlow *flow, const char *member) {
  const BkSession *session = bk_flow_current_session(flow);
  if (session == NULL)
    return NULL;
  if (g_str_equal(member, "account"))
    return bk_secret_new(session->account, -1);
  flow->session_used = TRUE;
  if (g_str_equal(member, "token"))
    return bk_secret_ref(session->token);
  if (g_str_equal(member, "refresh"))
    return bk_secret_ref(session->refresh);
  return bk_secret_ref(g_hash_table_lookup(session->values, member));
}

static BkSecret *server_value(const BkServer *server, const char *name) {
  if (g_str_equal(name, "server.url"))
    return bk_secret_new(server->url, -1);
  if (g_str_equal(name, "server.origin"))
    return bk_secret_new(server->origin, -1);
  const BkVariable *variable = bk_server_variable(server, name);
  return variable != NULL ? bk_secret_new(variable->value, -1) : NULL;
}

static BkSecret *own_value(const BkFlow *flow, const char *name) {
  BkSecret *value = g_hash_table_lookup(flow->captures, name);
  if (value == NULL)
    value = g_hash_table_lookup(flow->given, name);
  return bk_secret_ref(value);
}

static BkSecret *default_value(const BkServer *server, const char *name) {
  const BkInput *input = bk_server_input(server, name);
  return input != NULL && input->fallback != NULL ? bk_secret_new(input->fallback, -1) : NULL;
}

BkSecret *bk_flow_value(const char *name, gpointer data) {
  BkFlow *flow = data;
  if (g_str_has_prefix(name, SESSION_PREFIX))
    return session_value(flow, name + strlen(SESSION_PREFIX));
  BkSecret *value = own_value(flow, name);
  if (value == NULL)
    value = default_value(flow->server, name);
  if (value == NULL)
    value = server_value(flow->server, name);
  return value != NULL ? value : generated_value(flow, name);
}

gboolean bk_flow_lacks(const BkFlow *flow, const char *name) {
  if (g_str_has_prefix(name, SESSION_PREFIX) || g_hash_table_contains(flow->captures, name) ||
      g_hash_table_contains(flow->given, name))
    return FALSE;
  return bk_flow_input_for(flow->server, name) != NULL;
}

/* ---- what a mail holds ---- */

static gboolean mail_has_link_value(const BkAction *action, const char *name) {
  if (action->mail == NULL || action->mail->link_values == NULL)
    return FALSE;
  for (guint i = 0; i < action->mail->link_values->len; i++) {
    const BkLinkValue *value = g_ptr_array_index(action->mail->link_values, i);
    if (g_str_equal(value->name, name))
      return TRUE;
  }
  return FALSE;
}

static gboolean any_link_holds(const BkServer *server, const char *name) {
  for (guint i = 0; i < server->actions->len; i++) {
    if (mail_has_link_value(g_ptr_array_index(server->actions, i), name))
      return TRUE;
  }
  return FALSE;
}

const BkAction *bk_flow_mail_action(const BkServer *server, const BkAction *action) {
  if (action->mail != NULL)
    return action;
  const BkAction *forgot = bk_server_action(server, BK_ACTION_FORGOT, action->way);
  return forgot != NULL ? forgot : bk_server_action(server, BK_ACTION_FORGOT, BK_WAY_ONLY);
}

const BkInput *bk_flow_input_for(const BkServer *server, const char *name) {
  const BkInput *input = bk_server_input(server, name);
  if (input == NULL && any_link_holds(server, name))
    input = bk_input_builtin("link");
  return input;
}

/* ---- what a step mentions ---- */

static void add_names(GPtrArray *names, GPtrArray *found) {
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add(names, g_strdup(g_ptr_array_index(found, i)));
  g_ptr_array_unref(found);
}

static void add_text(GPtrArray *names, const char *text) {
  if (text != NULL)
    add_names(names, bk_template_names(text));
}

static void add_pairs(GPtrArray *names, const GPtrArray *pairs) {
  for (guint i = 0; pairs != NULL && i < pairs->len; i++)
    add_text(names, ((const BkPair *)g_ptr_array_index(pairs, i))->value);
}

static void add_auth(GPtrArray *names, const BkServer *server, const BkAuth *auth) {
  if (auth->kind == BK_AUTH_SESSION)
    auth = server->auth;
  add_text(names, auth->user);
  add_text(names, auth->value);
}

GPtrArray *bk_flow_step_names(const BkServer *server, const BkStep *step) {
  const BkRequestTemplate *request = step->request;
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  add_text(names, request->url);
  add_text(names, request->path);
  add_pairs(names, request->query);
  add_pairs(names, server->headers);
  add_pairs(names, request->headers);
  add_auth(names, server, request->auth);
  add_pairs(names, request->form);
  if (request->json != NULL)
    add_names(names, bk_template_json_names(request->json));
  return names;
}
