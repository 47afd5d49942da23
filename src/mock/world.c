#include "mock/world.h"

#include "base/clock.h"
#include "mock/challenge.h"
#include "mock/mail.h"

#include <string.h>
#include <sys/random.h>

typedef struct {
  guint count;
  gint64 last;
} Wrong;

static void account_free(gpointer data) {
  BkMockAccount *account = data;

  g_free(account->email);
  g_free(account->password);
  g_free(account);
}

static void session_free(gpointer data) {
  BkMockSession *session = data;

  g_free(session->id);
  g_free(session->token);
  g_free(session->refresh);
  g_free(session->email);
  g_free(session);
}

static void issued_free(gpointer data) {
  bk_mock_grant_unref(data);
}

BkMockWorld *bk_mock_world_new(const BkServer *server) {
  BkMockWorld *world = g_new0(BkMockWorld, 1);

  world->server = server;
  world->accounts = g_ptr_array_new_with_free_func(account_free);
  world->sessions = g_ptr_array_new_with_free_func(session_free);
  world->challenges = g_ptr_array_new_with_free_func((GDestroyNotify)bk_mock_challenge_unref);
  world->mails = g_ptr_array_new_with_free_func((GDestroyNotify)bk_mock_mail_free);
  world->issued = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, issued_free);
  world->wrong = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return world;
}

void bk_mock_world_free(BkMockWorld *world) {
  if (!world)
    return;
  g_ptr_array_unref(world->accounts);
  g_ptr_array_unref(world->sessions);
  g_hash_table_unref(world->issued);
  g_ptr_array_unref(world->challenges);
  g_ptr_array_unref(world->mails);
  g_hash_table_unref(world->wrong);
  g_free(world);
}

gint64 bk_mock_now(const BkMockWorld *world) {
  return bk_clock_wall() + world->forward;
}

/* ---- accounts ---- */

BkMockAccount *bk_mock_account_add(BkMockWorld *world, const char *email, const char *password) {
  BkMockAccount *account = bk_mock_account_find(world, email);

  if (!account) {
    account = g_new0(BkMockAccount, 1);
    account->email = g_strdup(email);
    g_ptr_array_add(world->accounts, account);
  }
  bk_mock_account_set_password(account, password);
  return account;
}

BkMockAccount *bk_mock_account_find(const BkMockWorld *world, const char *email) {
  for (guint i = 0; email && i < world->accounts->len; i++) {
    BkMockAccount *account = g_ptr_array_index(world->accounts, i);

    if (g_ascii_strcasecmp(account->email, email) == 0)
      return account;
  }
  return NULL;
}

void bk_mock_account_set_password(BkMockAccount *account, const char *password) {
  char *old = account->password;

  account->password = g_strdup(password);
  g_free(old);
}

/* ---- wrong passwords ---- */

static Wrong *wrong_of(const BkMockWorld *world, const char *email) {
  g_autofree char *key = g_ascii_strdown(email, -1);

  return g_hash_table_lookup(world->wrong, key);
}

int bk_mock_locked_for(const BkMockWorld *world, const char *email) {
  const Wrong *wrong = email ? wrong_of(world, email) : NULL;
  gint64 left;

  if (!wrong || wrong->count < BK_MOCK_LOCK_AFTER)
    return 0;
  left = wrong->last + BK_MOCK_LOCK_SECONDS - bk_mock_now(world);
  return (int)CLAMP(left, 0, BK_MOCK_LOCK_SECONDS);
}

void bk_mock_count_wrong(BkMockWorld *world, const char *email) {
  Wrong *wrong;

  if (!email)
    return;
  wrong = wrong_of(world, email);
  if (!wrong) {
    if (g_hash_table_size(world->wrong) >= BK_MOCK_KEEP)
      g_hash_table_remove_all(world->wrong);
    wrong = g_new0(Wrong, 1);
    g_hash_table_insert(world->wrong, g_ascii_strdown(email, -1), wrong);
  }
  if (wrong->count >= BK_MOCK_LOCK_AFTER) /* the lock ran out: counting starts again */
    wrong->count = 0;
  wrong->count++;
  wrong->last = bk_mock_now(world);
}

void bk_mock_forget_wrong(BkMockWorld *world, const char *email) {
  g_autofree char *key = email ? g_ascii_strdown(email, -1) : NULL;

  if (key)
    g_hash_table_remove(world->wrong, key);
}

/* ---- sessions ---- */

BkMockSession *bk_mock_session_open(BkMockWorld *world, const char *email, const char *token,
                                    const char *refresh) {
  BkMockSession *session = g_new0(BkMockSession, 1);

  session->id = bk_mock_random(12);
  session->token = g_strdup(token);
  session->refresh = g_strdup(refresh);
  session->email = g_strdup(email);
  session->opened_at = bk_mock_now(world);
  session->expires_at = session->opened_at + BK_MOCK_SESSION_SECONDS;
  if (world->sessions->len >= BK_MOCK_KEEP)
    g_ptr_array_remove_index(world->sessions, 0);
  g_ptr_array_add(world->sessions, session);
  return session;
}

BkMockSession *bk_mock_session_by_token(const BkMockWorld *world, const char *token) {
  for (guint i = 0; token && i < world->sessions->len; i++) {
    BkMockSession *session = g_ptr_array_index(world->sessions, i);

    if (g_strcmp0(session->token, token) == 0)
      return session->expires_at > bk_mock_now(world) ? session : NULL;
  }
  return NULL;
}

BkMockSession *bk_mock_session_by_refresh(const BkMockWorld *world, const char *refresh) {
  for (guint i = 0; refresh && i < world->sessions->len; i++) {
    BkMockSession *session = g_ptr_array_index(world->sessions, i);

    if (g_strcmp0(session->refresh, refresh) == 0)
      return session;
  }
  return NULL;
}

BkMockSession *bk_mock_session_by_id(const BkMockWorld *world, const char *email, const char *id) {
  for (guint i = 0; email && id && i < world->sessions->len; i++) {
    BkMockSession *session = g_ptr_array_index(world->sessions, i);

    if (g_str_equal(session->id, id) && g_ascii_strcasecmp(session->email, email) == 0)
      return session;
  }
  return NULL;
}

void bk_mock_session_end(BkMockWorld *world, BkMockSession *session) {
  g_ptr_array_remove(world->sessions, session);
}

void bk_mock_sessions_end(BkMockWorld *world, const char *email, const BkMockSession *except) {
  for (guint i = world->sessions->len; i-- > 0;) {
    BkMockSession *session = g_ptr_array_index(world->sessions, i);

    if (session != except && g_ascii_strcasecmp(session->email, email) == 0)
      g_ptr_array_remove_index(world->sessions, i);
  }
}

/* ---- what replies issue ---- */

BkMockGrant *bk_mock_grant_new(gint64 expires_at) {
  BkMockGrant *grant = g_rc_box_new0(BkMockGrant);

  grant->expires_at = expires_at;
  return grant;
}

BkMockGrant *bk_mock_grant_ref(BkMockGrant *grant) {
  return g_rc_box_acquire(grant);
}

static void grant_clear(gpointer data) {
  BkMockGrant *grant = data;

  g_free(grant->email);
  bk_mock_challenge_unref(grant->challenge);
}

void bk_mock_grant_unref(BkMockGrant *grant) {
  g_rc_box_release_full(grant, grant_clear);
}

void bk_mock_grant_set_challenge(BkMockGrant *grant, BkMockChallenge *challenge) {
  BkMockChallenge *old = grant->challenge;

  grant->challenge = challenge ? bk_mock_challenge_ref(challenge) : NULL;
  bk_mock_challenge_unref(old);
}

void bk_mock_issue(BkMockWorld *world, const char *name, const char *value, BkMockGrant *grant) {
  if (g_hash_table_size(world->issued) >= BK_MOCK_KEEP * 4)
    g_hash_table_remove_all(world->issued);
  g_hash_table_replace(world->issued, g_strdup_printf("%s=%s", name, value), bk_mock_grant_ref(grant));
}

BkMockGrant *bk_mock_issued(const BkMockWorld *world, const char *name, const char *value) {
  g_autofree char *key = g_strdup_printf("%s=%s", name, value);

  return g_hash_table_lookup(world->issued, key);
}

/* ---- random ---- */

char *bk_mock_random_of(const char *alphabet, guint length) {
  gsize letters = strlen(alphabet);
  gsize fair = 256 - 256 % letters; /* bytes from here on would favour the first letters */
  char *text = g_malloc0(length + 1);

  for (guint i = 0; i < length;) {
    guint8 byte;

    if (getrandom(&byte, 1, 0) != 1)
      g_error("no random bytes from the system");
    if (byte < fair)
      text[i++] = alphabet[byte % letters];
  }
  return text;
}

char *bk_mock_random(guint length) {
  return bk_mock_random_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length);
}
