#include "mock/challenge.h"

#include <string.h>

#define ADDRESS_SAFE "@"

BkMockChallenge *bk_mock_challenge_ref(BkMockChallenge *challenge) {
  return g_rc_box_acquire(challenge);
}

static void challenge_clear(gpointer data) {
  BkMockChallenge *challenge = data;

  g_free(challenge->email);
  g_hash_table_unref(challenge->values);
  g_free(challenge->link);
  g_free(challenge->target);
}

void bk_mock_challenge_unref(BkMockChallenge *challenge) {
  if (challenge)
    g_rc_box_release_full(challenge, challenge_clear);
}

const BkMail *bk_mock_mail_of(const BkServer *server, const BkAction *action) {
  const BkAction *forgot =
      action->kind == BK_ACTION_FORGOT ? action : bk_server_action(server, BK_ACTION_FORGOT, action->way);

  if (!forgot)
    forgot = bk_server_action(server, BK_ACTION_FORGOT, BK_WAY_ONLY);
  return forgot ? forgot->mail : action->mail;
}

static gboolean carries_code(const BkAction *action) {
  return action && (action->way == BK_WAY_CODE || action->completes == BK_COMPLETES_CODE);
}

static gboolean carries_link(const BkAction *action) {
  return action && (action->way == BK_WAY_LINK || action->completes == BK_COMPLETES_LINK ||
                    action->completes == BK_COMPLETES_BROWSER);
}

gboolean bk_mock_is_mail_value(const BkServer *server, const char *name) {
  if (g_str_equal(name, "code") || g_str_equal(name, "link"))
    return TRUE;
  for (guint i = 0; i < server->actions->len; i++) {
    const BkAction *action = g_ptr_array_index(server->actions, i);

    for (guint k = 0; action->mail && k < action->mail->link_values->len; k++)
      if (g_str_equal(((BkLinkValue *)g_ptr_array_index(action->mail->link_values, k))->name, name))
        return TRUE;
  }
  return FALSE;
}

/* ---- making ---- */

static void make_code(BkMockChallenge *challenge, const BkMail *mail) {
  gboolean digits = !mail || mail->code_digits || mail->code_length == 0;
  guint length = mail && mail->code_length > 0 ? (guint)mail->code_length : 6;
  /* Letters and digits that nobody confuses when reading them from a mail. */
  const char *alphabet = digits ? "0123456789" : "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  g_hash_table_insert(challenge->values, g_strdup("code"), bk_mock_random_of(alphabet, length));
  challenge->typed_code = TRUE;
}

static const char *link_value(BkMockChallenge *challenge, const char *name) {
  char *value = g_hash_table_lookup(challenge->values, name);

  if (value)
    return value;
  value = strstr(name, "mail") ? g_strdup(challenge->email) : bk_mock_random(32);
  g_hash_table_insert(challenge->values, g_strdup(name), value);
  return value;
}

/* Where a value goes that may stand in several places: the first of them. 0: not there. */
static int in_path(const BkLinkValue *value) {
  return value->query || value->fragment ? 0 : value->path;
}

static int in_fragment_path(const BkLinkValue *value) {
  return value->query || value->fragment || value->path != 0 ? 0 : value->fragment_path;
}

/* A path: values where the file's link settings say they are, believable words between them. */
static char *link_path(BkMockChallenge *challenge, const GPtrArray *wanted,
                       int (*place)(const BkLinkValue *value)) {
  int from_start = 0, from_end = 0;
  GString *path = g_string_new(NULL);

  for (guint i = 0; i < wanted->len; i++) {
    int at = place(g_ptr_array_index(wanted, i));

    from_start = MAX(from_start, at);
    from_end = MAX(from_end, -at);
  }
  if (from_start <= 1) /* a first word, unless the very first segment is a value */
    from_start = 1;
  for (int n = 1; n <= from_start + from_end; n++) {
    const char *text = n == 1 ? "reset" : "password";

    for (guint i = 0; i < wanted->len; i++) {
      const BkLinkValue *value = g_ptr_array_index(wanted, i);
      int at = place(value);

      if (at != 0 && (at == n || at == n - 1 - from_start - from_end))
        text = link_value(challenge, value->name);
    }
    g_autofree char *escaped = g_uri_escape_string(text, ADDRESS_SAFE, FALSE);
    g_string_append_printf(path, "/%s", escaped);
  }
  return g_string_free(path, FALSE);
}

static void append_parameter(GString *to, const char *name, const char *value) {
  g_autofree char *escaped_name = g_uri_escape_string(name, NULL, FALSE);
  g_autofree char *escaped = g_uri_escape_string(value, NULL, FALSE);

  g_string_append_printf(to, "%s%s=%s", to->len ? "&" : "", escaped_name, escaped);
}

static void make_link(BkMockChallenge *challenge, const BkMail *mail, const char *base) {
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  const GPtrArray *wanted = mail ? mail->link_values : none;
  g_autofree char *path = link_path(challenge, wanted, in_path);
  g_autoptr(GString) query = g_string_new(NULL);
  g_autoptr(GString) fragment = g_string_new(NULL);
  gboolean path_holds = FALSE, fragment_path = FALSE;

  for (guint i = 0; i < wanted->len; i++) {
    const BkLinkValue *value = g_ptr_array_index(wanted, i);

    if (value->query)
      append_parameter(query, value->query, link_value(challenge, value->name));
    else if (value->fragment)
      append_parameter(fragment, value->fragment, link_value(challenge, value->name));
    else if (value->path != 0)
      path_holds = TRUE;
    else
      fragment_path = TRUE;
  }
  if (fragment_path) {
    g_autofree char *inside = link_path(challenge, wanted, in_fragment_path);
    g_string_prepend(fragment, fragment->len > 0 ? "?" : "");
    g_string_prepend(fragment, inside);
  }
  /* A fragment never reaches the server: the mock's own form is found by one more parameter. */
  if (query->len == 0 && !path_holds) {
    g_autofree char *id = bk_mock_random(32);
    append_parameter(query, "id", id);
  }
  challenge->target = g_strconcat(path, query->len ? "?" : "", query->str, NULL);
  challenge->link = g_strconcat(base, challenge->target, fragment->len ? "#" : "", fragment->str, NULL);
  g_hash_table_insert(challenge->values, g_strdup("link"), g_strdup(challenge->link));
}

BkMockChallenge *bk_mock_challenge_new(BkMockWorld *world, const BkAction *action, const BkAction *twin,
                                       const char *email, const char *base) {
  const BkMail *mail = bk_mock_mail_of(world->server, action);
  BkMockChallenge *challenge = g_rc_box_new0(BkMockChallenge);
  const BkAction *told = action;
  gboolean shown;

  for (guint i = 0; i < world->challenges->len; i++) {
    BkMockChallenge *older = g_ptr_array_index(world->challenges, i);

    if (g_ascii_strcasecmp(older->email, email) == 0)
      older->superseded = TRUE;
  }
  challenge->email = g_strdup(email);
  challenge->action = action;
  challenge->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  challenge->expires_at = bk_mock_now(world) + (mail && mail->good_for ? mail->good_for : BK_MOCK_GOOD_FOR);
  challenge->tries_left = mail && mail->tries ? mail->tries : BK_MOCK_TRIES;
  /* An administrator's mail, or a mail sent again, is like the one of "forgot". */
  if (action->kind != BK_ACTION_FORGOT && !carries_code(action) && !carries_link(action))
    told = bk_server_action(world->server, BK_ACTION_FORGOT, BK_WAY_ONLY);
  shown = action->completes == BK_COMPLETES_SHOWN; /* the answer may hold either */
  if (shown || carries_code(told) || carries_code(twin))
    make_code(challenge, mail);
  if (shown || !carries_code(told) || carries_link(twin)) {
    const BkMail *linked = carries_link(twin) && twin->mail ? twin->mail : mail;
    make_link(challenge, linked, base);
  }
  if (world->challenges->len >= BK_MOCK_KEEP)
    g_ptr_array_remove_index(world->challenges, 0);
  g_ptr_array_add(world->challenges, challenge);
  return challenge;
}

/* ---- checking ---- */

BkMockChallengeState bk_mock_challenge_state(const BkMockWorld *world, const BkMockChallenge *challenge) {
  if (challenge->used || challenge->superseded)
    return BK_MOCK_CHALLENGE_WRONG;
  if (challenge->tries_left <= 0)
    return BK_MOCK_CHALLENGE_SPENT;
  if (challenge->expires_at <= bk_mock_now(world))
    return BK_MOCK_CHALLENGE_EXPIRED;
  return BK_MOCK_CHALLENGE_GOOD;
}

static gboolean holds_names(const BkMockChallenge *challenge, GHashTable *presented) {
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init(&iter, presented);
  while (g_hash_table_iter_next(&iter, &name, NULL))
    if (!g_hash_table_contains(challenge->values, name))
      return FALSE;
  return TRUE;
}

static gboolean holds_values(const BkMockChallenge *challenge, GHashTable *presented) {
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init(&iter, presented);
  while (g_hash_table_iter_next(&iter, &name, &value))
    if (g_strcmp0(g_hash_table_lookup(challenge->values, name), value) != 0)
      return FALSE;
  return TRUE;
}

BkMockChallengeState bk_mock_challenge_check(BkMockWorld *world, const char *email, GHashTable *presented,
                                             BkMockChallenge **ret_challenge) {
  for (guint i = world->challenges->len; i-- > 0;) {
    BkMockChallenge *challenge = g_ptr_array_index(world->challenges, i);
    BkMockChallengeState state = bk_mock_challenge_state(world, challenge);

    if (!holds_names(challenge, presented))
      continue;
    if (email && g_ascii_strcasecmp(challenge->email, email) != 0)
      continue;
    if (!email && !holds_values(challenge, presented))
      continue;
    if (state != BK_MOCK_CHALLENGE_GOOD)
      return state; /* the newest decides: older ones are superseded by it */
    if (!holds_values(challenge, presented)) {
      challenge->tries_left--;
      return BK_MOCK_CHALLENGE_WRONG;
    }
    *ret_challenge = challenge;
    return BK_MOCK_CHALLENGE_GOOD;
  }
  return BK_MOCK_CHALLENGE_WRONG;
}

BkMockChallenge *bk_mock_challenge_by_target(const BkMockWorld *world, const char *target) {
  for (guint i = world->challenges->len; i-- > 0;) {
    BkMockChallenge *challenge = g_ptr_array_index(world->challenges, i);

    if (g_strcmp0(challenge->target, target) == 0)
      return challenge;
  }
  return NULL;
}
