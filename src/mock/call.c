#include "mock/call.h"

#include "flow/template.h"
#include "mock/chain.h"
#include "mock/challenge.h"

#include <string.h>

#define CHAIN_SECONDS 3600 /* how long a value issued between two steps is good */
#define FACTOR_SECONDS 600 /* the same between the password and the second factor */

/* ---- names in templates ---- */

static void add_names(GHashTable *set, GPtrArray *names) {
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index(names, i);
    g_hash_table_add(set, g_strndup(name, strcspn(name, "?")));
  }
  g_ptr_array_unref(names);
}

static void add_template(GHashTable *set, const char *text) {
  if (text)
    add_names(set, bk_template_names(text));
}

static void add_pairs(GHashTable *set, const GPtrArray *pairs) {
  for (guint i = 0; pairs && i < pairs->len; i++)
    add_template(set, ((BkPair *)g_ptr_array_index(pairs, i))->value);
}

static void add_step(GHashTable *set, const BkServer *file, const BkStep *step) {
  const BkRequestTemplate *request = step->request;
  const BkAuth *auth = request->auth->kind == BK_AUTH_SESSION ? file->auth : request->auth;

  add_template(set, request->url);
  add_template(set, request->path);
  add_pairs(set, request->query);
  add_pairs(set, file->headers);
  add_pairs(set, request->headers);
  add_pairs(set, request->form);
  if (request->json)
    add_names(set, bk_template_json_names(request->json));
  if (auth->kind != BK_AUTH_NONE) {
    add_template(set, auth->user);
    add_template(set, auth->value);
  }
}

GHashTable *bk_mock_step_names(const BkServer *file, const BkStep *step) {
  GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

  add_step(set, file, step);
  return set;
}

GHashTable *bk_mock_action_names(const BkServer *file, const BkAction *action) {
  GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < action->steps->len; i++)
    add_step(set, file, g_ptr_array_index(action->steps, i));
  return set;
}

gboolean bk_mock_names_hold(const BkServer *file, GHashTable *names, BkInputKind kind) {
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init(&iter, names);
  while (g_hash_table_iter_next(&iter, &name, NULL)) {
    const BkInput *input = bk_server_input(file, name);

    if (input && input->kind == kind)
      return TRUE;
  }
  return FALSE;
}

/* ---- where in an action ---- */

gboolean bk_mock_signs_in(const BkMockCall *call) {
  return call->action->kind == BK_ACTION_SIGN_IN || call->action->kind == BK_ACTION_MFA;
}

gboolean bk_mock_follows_password(const BkMockCall *call) {
  for (guint i = 0; i < call->action->steps->len; i++) {
    const BkStep *step = g_ptr_array_index(call->action->steps, i);
    g_autoptr(GHashTable) names = bk_mock_step_names(call->played->file, step);

    if (step == call->step)
      return FALSE;
    if (bk_mock_names_hold(call->played->file, names, BK_INPUT_PASSWORD))
      return TRUE;
  }
  return FALSE;
}

/* ---- sessions ---- */

static gboolean session_value_is_known(const BkMockCall *call, const char *name, const char *value) {
  g_autofree char *origin = NULL;

  if (g_str_equal(name, "token") || g_str_equal(name, "refresh"))
    return TRUE; /* they are how the session was found */
  if (g_str_equal(name, "account"))
    return g_ascii_strcasecmp(value, call->session->email) == 0;
  origin = bk_mock_origin_of_session_value(call->played->file, name);
  if (!origin || !g_hash_table_contains(call->played->issued_names, origin))
    return TRUE;
  return bk_mock_issued(call->played->world, origin, value) != NULL;
}

static void read_session(BkMockCall *call) {
  const BkMockWorld *world = call->played->world;
  GHashTable *values = call->reading->values;
  const char *token = g_hash_table_lookup(values, "session.token");
  const char *refresh = g_hash_table_lookup(values, "session.refresh");
  GHashTableIter iter;
  gpointer name, value;

  call->uses_session = token || refresh || call->reading->no_session;
  if (!call->uses_session)
    return;
  if (token)
    call->session = bk_mock_session_by_token(world, token);
  else if (refresh)
    call->session = bk_mock_session_by_refresh(world, refresh);
  if (token && refresh && call->session && g_strcmp0(call->session->refresh, refresh) != 0)
    call->session = NULL;
  g_hash_table_iter_init(&iter, values);
  while (call->session && g_hash_table_iter_next(&iter, &name, &value))
    if (g_str_has_prefix(name, "session.") &&
        !session_value_is_known(call, (char *)name + strlen("session."), value))
      call->session = NULL;
  call->dead_session = call->session == NULL;
  call->recognised += call->session ? 1 : 0;
}

/* ---- values ---- */

static void read_issued(BkMockCall *call, const char *name, const char *value) {
  BkMockGrant *grant = bk_mock_issued(call->played->world, name, value);

  if (!grant || grant->expires_at <= bk_mock_now(call->played->world)) {
    call->dead_value = TRUE;
    return;
  }
  call->recognised++;
  if (!call->grant) {
    call->grant = bk_mock_grant_ref(grant);
  } else if (call->grant->email && grant->email &&
             g_ascii_strcasecmp(call->grant->email, grant->email) != 0) {
    call->dead_value = TRUE; /* values of two people do not go together */
  } else if (call->grant != grant) {
    call->grant->password_ok |= grant->password_ok;
    call->grant->factor_ok |= grant->factor_ok;
    call->grant->mail_ok |= grant->mail_ok;
    if (!call->grant->email)
      call->grant->email = g_strdup(grant->email);
  }
}

static void read_mailed(BkMockCall *call, const char *name, const char *value) {
  /* Where only a second factor can be meant, a code is one. */
  if (g_str_equal(name, "code") && bk_mock_signs_in(call))
    call->otp = value;
  else
    g_hash_table_insert(call->mailed, (gpointer)name, (gpointer)value);
}

static void read_input(BkMockCall *call, const BkInput *input, const char *name, const char *value) {
  switch (input->kind) {
  case BK_INPUT_EMAIL:
    if (!call->email || g_str_equal(name, "target"))
      call->email = value;
    break;
  case BK_INPUT_PASSWORD:
    if (call->action->kind == BK_ACTION_CHANGE_PASSWORD || g_str_equal(name, "current_password"))
      call->current_password = value;
    else
      call->password = value;
    break;
  case BK_INPUT_NEW_PASSWORD:
    call->new_password = value;
    break;
  case BK_INPUT_OTP:
    call->otp = value;
    break;
  case BK_INPUT_CODE:
    read_mailed(call, "code", value);
    break;
  case BK_INPUT_LINK:
    read_mailed(call, "link", value);
    break;
  case BK_INPUT_TEXT:
    if (g_str_equal(name, "target") || (!call->email && bk_mock_account_find(call->played->world, value)))
      call->email = value;
    break;
  case BK_INPUT_SECRET:
    if (bk_mock_signs_in(call) && !input->remember && bk_mock_follows_password(call))
      call->otp = value; /* a spare code */
    else                 /* a key of the operator's: the mock takes any but one */
      call->wrong_key |= g_str_equal(value, BK_MOCK_WRONG_KEY);
    break;
  case BK_INPUT_CHOICE:
    break;
  }
}

static void read_values(BkMockCall *call) {
  const BkServer *file = call->played->file;
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init(&iter, call->reading->values);
  while (g_hash_table_iter_next(&iter, &name, &value)) {
    const BkInput *input = bk_server_input(file, name);
    gboolean issued = g_hash_table_contains(call->played->issued_names, name);

    if (g_str_has_prefix(name, "session."))
      continue;
    /* One name can be both, as a token from the link that "verify" replaces by another. */
    if (issued && !(bk_mock_is_mail_value(file, name) && !bk_mock_issued(call->played->world, name, value)))
      read_issued(call, name, value);
    else if (bk_mock_is_mail_value(file, name) && !(input && input->kind == BK_INPUT_EMAIL))
      read_mailed(call, name, value);
    else if (input)
      read_input(call, input, name, value);
  }
}

/* Where nothing else leads back to an earlier step, the cookie does. A request that should have sent a
 * session and sent none is no later step, and one about somebody else begins anew. */
static void read_chain(BkMockCall *call) {
  BkMockGrant *grant = bk_mock_chain_find(call->played->world, call->reading->cookies);

  if (!grant || call->grant || call->reading->no_session ||
      (call->email && grant->email && g_ascii_strcasecmp(call->email, grant->email) != 0))
    return;
  call->recognised++;
  call->grant = bk_mock_grant_ref(grant);
}

static void name_account(BkMockCall *call) {
  if (!call->grant) {
    gint64 now = bk_mock_now(call->played->world);
    call->grant = bk_mock_grant_new(now + (bk_mock_signs_in(call) ? FACTOR_SECONDS : CHAIN_SECONDS));
  }
  if (call->email && call->grant->email && g_ascii_strcasecmp(call->email, call->grant->email) != 0)
    call->dead_value = TRUE;
  if (!call->email && !call->grant->email && call->session && call->action->kind != BK_ACTION_ADMIN_RESET)
    call->email = call->session->email;
  if (call->email && !call->grant->email)
    call->grant->email = g_strdup(call->email);
  call->email = call->grant->email;
  call->account = bk_mock_account_find(call->played->world, call->email);
}

void bk_mock_call_read(BkMockCall *call, BkMockPlayed *played, const BkMockReading *reading) {
  *call =
      (BkMockCall){.played = played, .reading = reading, .action = reading->action, .step = reading->step};
  call->mailed = g_hash_table_new(g_str_hash, g_str_equal);
  read_session(call);
  read_values(call);
  read_chain(call);
  name_account(call);
}

void bk_mock_call_clear(BkMockCall *call) {
  g_clear_pointer(&call->mailed, g_hash_table_unref);
  g_clear_pointer(&call->grant, bk_mock_grant_unref);
}
