#include "servers/server.h"

#include "servers/build.h"
#include "servers/names.h"
#include "servers/parts.h"

#include <string.h>

/* ---- words ---- */

static const char *const action_words[] = {
#define X(name, word) [BK_ACTION_##name] = word,
    BK_ACTIONS(X)
#undef X
};

static const char *const way_words[] = {
#define X(name, word) [BK_WAY_##name] = word,
    BK_WAYS(X)
#undef X
};

const char *bk_action_word(BkActionKind kind) {
  g_return_val_if_fail((guint)kind < BK_ACTION_COUNT, "");
  return action_words[kind];
}

gboolean bk_action_from_word(const char *word, BkActionKind *ret_kind) {
  for (guint i = 0; i < BK_ACTION_COUNT; i++)
    if (strcmp(action_words[i], word) == 0) {
      *ret_kind = (BkActionKind)i;
      return TRUE;
    }
  return FALSE;
}

const char *bk_way_word(BkWay way) {
  g_return_val_if_fail((guint)way < BK_WAY_COUNT, "");
  return way_words[way];
}

gboolean bk_way_from_word(const char *word, BkWay *ret_way) {
  for (guint i = 0; i < BK_WAY_COUNT; i++)
    if (strcmp(way_words[i], word) == 0) {
      *ret_way = (BkWay)i;
      return TRUE;
    }
  return FALSE;
}

/* ---- looking up ---- */

const BkInput *bk_input_builtin(const char *name) {
  static const BkInput builtin[] = {
      {.name = (char *)"email", .kind = BK_INPUT_EMAIL},
      {.name = (char *)"password", .kind = BK_INPUT_PASSWORD, .secret = TRUE},
      {.name = (char *)"new_password", .kind = BK_INPUT_NEW_PASSWORD, .secret = TRUE},
      {.name = (char *)"current_password", .kind = BK_INPUT_PASSWORD, .secret = TRUE},
      {.name = (char *)"code", .kind = BK_INPUT_CODE, .secret = TRUE},
      {.name = (char *)"otp", .kind = BK_INPUT_OTP, .secret = TRUE},
      {.name = (char *)"link", .kind = BK_INPUT_LINK, .secret = TRUE},
      {.name = (char *)"target", .kind = BK_INPUT_EMAIL},
      {.name = (char *)"other", .kind = BK_INPUT_SECRET, .secret = TRUE},
  };
  for (guint i = 0; i < G_N_ELEMENTS(builtin); i++)
    if (strcmp(builtin[i].name, name) == 0)
      return &builtin[i];
  return NULL;
}

const BkAction *bk_server_action(const BkServer *server, BkActionKind kind, BkWay way) {
  for (guint i = 0; i < server->actions->len; i++) {
    const BkAction *action = g_ptr_array_index(server->actions, i);
    if (action->kind == kind && (way == BK_WAY_ONLY || action->way == way))
      return action;
  }
  return NULL;
}

const BkInput *bk_server_input(const BkServer *server, const char *name) {
  for (guint i = 0; i < server->inputs->len; i++) {
    const BkInput *input = g_ptr_array_index(server->inputs, i);
    if (strcmp(input->name, name) == 0)
      return input;
  }
  return bk_input_builtin(name);
}

const BkVariable *bk_server_variable(const BkServer *server, const char *name) {
  for (guint i = 0; i < server->variables->len; i++) {
    const BkVariable *variable = g_ptr_array_index(server->variables, i);
    if (strcmp(variable->name, name) == 0)
      return variable;
  }
  return NULL;
}

const BkStep *bk_action_step(const BkAction *action, const char *name) {
  for (guint i = 0; i < action->steps->len; i++) {
    const BkStep *step = g_ptr_array_index(action->steps, i);
    if (strcmp(step->name, name) == 0)
      return step;
  }
  return NULL;
}

gboolean bk_reply_goes_on(const BkReplyRule *rule) {
  gboolean result = rule->then != NULL;
  for (guint i = 0; rule->choose != NULL && i < rule->choose->options->len; i++)
    result |= ((const BkChoiceOption *)g_ptr_array_index(rule->choose->options, i))->then != NULL;
  return result;
}

gboolean bk_server_trusts_link_host(const BkServer *server, const char *host) {
  return g_strv_contains((const char *const *)server->link_hosts, host);
}

const BkElsewhere *bk_server_elsewhere(const BkServer *server, const char *email) {
  const char *at = strrchr(email, '@');
  g_autofree char *ascii = at != NULL ? g_hostname_to_ascii(at + 1) : NULL;
  if (ascii == NULL)
    return NULL;
  g_autofree char *domain = g_ascii_strdown(ascii, -1);
  for (guint i = 0; i < server->elsewhere->len; i++) {
    const BkElsewhere *elsewhere = g_ptr_array_index(server->elsewhere, i);
    if (g_strv_contains((const char *const *)elsewhere->email_domains, domain))
      return elsewhere;
  }
  return NULL;
}

/* ---- sessions ---- */

static void note_session(const char *name, gboolean optional, gpointer data) {
  if (!optional && g_str_has_prefix(name, "session."))
    *(gboolean *)data = TRUE;
}

static void look_at(const char *text, gboolean *needed) {
  if (text != NULL)
    g_free(bk_names_scan(text, note_session, needed));
}

static void look_at_pairs(const GPtrArray *pairs, gboolean *needed) {
  for (guint i = 0; pairs != NULL && i < pairs->len; i++)
    look_at(((const BkPair *)g_ptr_array_index(pairs, i))->value, needed);
}

static gboolean request_needs_session(const BkRequestTemplate *request) {
  gboolean needed = request->auth->kind == BK_AUTH_SESSION;
  look_at(request->url, &needed);
  look_at(request->path, &needed);
  look_at(request->auth->user, &needed);
  look_at(request->auth->value, &needed);
  look_at_pairs(request->query, &needed);
  look_at_pairs(request->headers, &needed);
  look_at_pairs(request->form, &needed);
  if (request->json != NULL)
    g_free(bk_names_scan_json(request->json, note_session, &needed));
  return needed;
}

static gboolean step_brings_session(const BkStep *step) {
  for (guint i = 0; i < step->replies->len; i++)
    if (((const BkReplyRule *)g_ptr_array_index(step->replies, i))->session != NULL)
      return TRUE;
  return FALSE;
}

gboolean bk_action_needs_session(const BkServer *server, const BkAction *action) {
  (void)server;
  /* A step after one that brought a session may use that one. */
  for (guint i = 0; i < action->steps->len; i++) {
    const BkStep *step = g_ptr_array_index(action->steps, i);
    if (request_needs_session(step->request))
      return TRUE;
    if (step_brings_session(step))
      return FALSE;
  }
  return FALSE;
}

/* ---- freeing ---- */

static void unref_array(GPtrArray *array) {
  if (array != NULL)
    g_ptr_array_unref(array);
}

static void free_protocol(BkServer *server) {
  if (server->shared == NULL) {
    unref_array(server->inputs);
    unref_array(server->headers);
    bk_auth_free(server->auth);
    unref_array(server->actions);
  }
  unref_array(server->urls);
  unref_array(server->elsewhere);
  unref_array(server->variables);
  g_strfreev(server->error_code);
  g_strfreev(server->error_message);
  cJSON_Delete(server->document); /* may refer to the provider's */
  bk_provider_unref(server->shared);
}

void bk_server_free(BkServer *server) {
  if (server == NULL)
    return;
  char *texts[] = {server->id,
                   server->file,
                   server->owner,
                   server->name,
                   server->provider,
                   server->title,
                   server->verified.on,
                   server->verified.note,
                   server->url,
                   server->origin,
                   server->host,
                   server->ca_file,
                   server->support_email,
                   server->support_phone,
                   server->support_url,
                   server->lost_second_factor,
                   server->password_note};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
  g_strfreev(server->origins);
  g_strfreev(server->session_urls);
  g_strfreev(server->session_origins);
  bk_session_update_free(server->session_update);
  g_strfreev(server->link_hosts);
  g_strfreev(server->email_domains);
  free_protocol(server);
  g_free(server);
}
