/* world.h: what one played server knows: accounts, sessions, mailed codes and links, mails.
 *
 * All of it lives in memory and ends with the program. The strings are plain, not BkSecret: the
 * accounts are made up for a test or a demo, and their passwords stand on the command line. They are
 * still never written to the log. Times are wall-clock seconds of bk_mock_now(), which a test can move
 * forward so that it need not wait for an expiry.
 */
#ifndef BK_MOCK_WORLD_H
#define BK_MOCK_WORLD_H

#include "base/json.h"
#include "servers/server.h"

#include <glib.h>

G_BEGIN_DECLS

#define BK_MOCK_OTP "123456"          /* the second factor of every account that has one */
#define BK_MOCK_WRONG_KEY "wrong-key" /* the one operator's key or token that is refused */
#define BK_MOCK_LOCK_AFTER 5u         /* wrong passwords in a row … */
#define BK_MOCK_LOCK_SECONDS 60       /* … close an address for so long, known or not */
#define BK_MOCK_SESSION_SECONDS 3600
#define BK_MOCK_GOOD_FOR 900   /* a code or link, when the file does not say */
#define BK_MOCK_TRIES 5        /* wrong codes, when the file does not say */
#define BK_MOCK_PASSWORD_MIN 8 /* characters, when the file does not say */
#define BK_MOCK_KEEP 1000u     /* of each kind of thing; the oldest goes */
#define BK_MOCK_POLL_EVERY 1   /* seconds between two polls, which it tells where it is asked */

typedef struct {
  char *email, *password;
  gboolean disabled, second_factor;
} BkMockAccount;

/* What a mailed code or link opens. Reference-counted: bk_mock_challenge_ref(). */
typedef struct {
  char *email;
  const BkAction *action; /* that caused it */
  GHashTable *values;     /* name -> value: "code", "link" and the link's values */
  char *link;             /* or NULL */
  char *target;           /* path and query of link: where the mock's own form is */
  gint64 expires_at;
  int tries_left;
  gboolean typed_code; /* "code" is one to type, not just a value inside the link */
  gboolean used, superseded;
} BkMockChallenge;

/* How far somebody got in a chain of steps. Every value that a reply issues (a continuation token, a
 * flow id) leads back to one. Reference-counted. */
typedef struct {
  char *email; /* NULL: nobody named yet */
  gboolean password_ok, factor_ok, mail_ok;
  BkMockChallenge *challenge; /* the mail that was proven, or NULL */
  gint64 expires_at;
  guint polls;
  gint64 polled_at; /* monotonic microseconds; 0: never */
} BkMockGrant;

typedef struct {
  char *id;              /* what "sessions" lists it by */
  char *token, *refresh; /* refresh may be NULL */
  char *email;
  gint64 opened_at, expires_at;
  gboolean factor_ok; /* the second factor was given, or there is none */
} BkMockSession;

typedef struct {
  char *to, *subject, *text, *code, *link;
  gint64 at;
} BkMockMail;

typedef struct {
  const BkServer *server;
  gint64 forward;        /* seconds the clock was moved */
  GPtrArray *accounts;   /* BkMockAccount* */
  GPtrArray *sessions;   /* BkMockSession* */
  GPtrArray *challenges; /* BkMockChallenge* */
  GPtrArray *mails;      /* BkMockMail*, oldest first */
  GHashTable *issued;    /* "name=value" -> BkMockGrant* */
  GHashTable *wrong;     /* address -> struct of wrong passwords in a row */
} BkMockWorld;

BkMockWorld *bk_mock_world_new(const BkServer *server) G_GNUC_WARN_UNUSED_RESULT;
void bk_mock_world_free(BkMockWorld *world); /* accepts NULL */
gint64 bk_mock_now(const BkMockWorld *world);

/* Adds an account, or gives the one of that address a new password. */
BkMockAccount *bk_mock_account_add(BkMockWorld *world, const char *email, const char *password);
/* ASCII case ignored; NULL for NULL and for unknown addresses. */
BkMockAccount *bk_mock_account_find(const BkMockWorld *world, const char *email);
void bk_mock_account_set_password(BkMockAccount *account, const char *password);

/* Seconds until the address may try again; 0: now. Known and unknown addresses count alike, so that
 * the lock gives no account away. */
int bk_mock_locked_for(const BkMockWorld *world, const char *email);
void bk_mock_count_wrong(BkMockWorld *world, const char *email);
void bk_mock_forget_wrong(BkMockWorld *world, const char *email);

/* Opens a session; refresh may be NULL. Borrowed. */
BkMockSession *bk_mock_session_open(BkMockWorld *world, const char *email, const char *token,
                                    const char *refresh);
/* A live one, or NULL. The refresh token outlives the expiry of the session. Borrowed. */
BkMockSession *bk_mock_session_by_token(const BkMockWorld *world, const char *token);
BkMockSession *bk_mock_session_by_refresh(const BkMockWorld *world, const char *refresh);
/* Of that account only. */
BkMockSession *bk_mock_session_by_id(const BkMockWorld *world, const char *email, const char *id);
void bk_mock_session_end(BkMockWorld *world, BkMockSession *session);
/* Ends those of an account but one (NULL: all). */
void bk_mock_sessions_end(BkMockWorld *world, const char *email, const BkMockSession *except);

BkMockGrant *bk_mock_grant_new(gint64 expires_at) G_GNUC_WARN_UNUSED_RESULT;
BkMockGrant *bk_mock_grant_ref(BkMockGrant *grant);
void bk_mock_grant_unref(BkMockGrant *grant);
void bk_mock_grant_set_challenge(BkMockGrant *grant, BkMockChallenge *challenge);
void bk_mock_issue(BkMockWorld *world, const char *name, const char *value, BkMockGrant *grant);
/* NULL when that value was never issued under that name. Borrowed. */
BkMockGrant *bk_mock_issued(const BkMockWorld *world, const char *name, const char *value);

/* Visible ASCII, from the system's random source; never from the seedable one. */
char *bk_mock_random(guint length) G_GNUC_WARN_UNUSED_RESULT;
char *bk_mock_random_of(const char *alphabet, guint length) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkMockWorld, bk_mock_world_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkMockGrant, bk_mock_grant_unref)

G_END_DECLS

#endif
