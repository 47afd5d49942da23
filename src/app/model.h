/* model.h: everything a view or a command may read: plain data, changed only by update.c.
 *
 * The person's way through it (place) is the mobile order: EMAIL, SERVER, SIGN_IN or FORGOT, INBOX,
 * CODE, NEW_PASSWORD, DONE. Views read; to change anything they post a message (message.h).
 */
#ifndef BK_APP_MODEL_H
#define BK_APP_MODEL_H

#include "app/trial.h"
#include "base/session.h"
#include "flow/flow.h"
#include "servers/servers.h"
#include "store/store.h"
#include "words/notice.h"

#include <glib.h>

G_BEGIN_DECLS

/* X(NAME, word, W): where the person is. word names the screen for support and tests. */
#define BK_PLACES(X)                                                                                         \
  X(EMAIL, "email")               /* W1 */                                                                   \
  X(SERVER, "server")             /* W2 */                                                                   \
  X(KEEP, "keep")                 /* where to keep the session: asked before signing in */                   \
  X(SIGN_IN, "sign-in")           /* W3: the form is what the action's step still wants */                   \
  X(FORGOT, "forgot")             /* W4 */                                                                   \
  X(INBOX, "inbox")               /* W5 */                                                                   \
  X(CODE, "code")                 /* W6: code, link or whole mail */                                         \
  X(NEW_PASSWORD, "new-password") /* W7 */                                                                   \
  X(DONE, "done")                 /* W8 */                                                                   \
  X(SESSIONS, "sessions")         /* W9 */                                                                   \
  X(OTHERS, "others")             /* from W9: the sessions that the server knows of the account */           \
  X(CHANGE, "change")             /* change of password while signed in */                                   \
  X(ADMIN, "admin")               /* W12 */                                                                  \
  X(SHOWN, "shown")               /* after W12: a value that is shown once */                                \
  X(ELSEWHERE, "elsewhere")       /* W13 */                                                                  \
  X(DEVICE, "device")             /* sign in with a code that is typed on another device */                  \
  X(MAIL, "mail")                 /* demo: the mails of the local mock */

typedef enum {
#define X(name, word) BK_PLACE_##name,
  BK_PLACES(X)
#undef X
      BK_PLACE_COUNT
} BkPlace;

const char *bk_place_word(BkPlace place);

/* What is known of a session without asking anyone, or since the server was last asked. */
typedef enum {
  BK_SESSION_ACTIVE,
  BK_SESSION_EXPIRED, /* its time is over, or the server said so */
  BK_SESSION_UNKNOWN, /* the server could not be asked; nothing is removed */
} BkSessionState;

typedef struct {
  BkSession *session;
  BkSessionState state;
  BkStoreKind kept;  /* where: BK_STORE_NONE if it lives in this run only */
  gboolean asked;    /* state is the server's word, not ours */
  gint64 ends_at;    /* monotonic clock: when its time is over; 0: not told */
  gint64 changed;    /* wall clock: when it was written; 0: in this run */
  BkFailure failure; /* UNKNOWN: why */
} BkSessionEntry;

/* An address that was used here with a server: no secret, kept in the state file and the store. */
typedef struct {
  char *email;
  char *server;   /* id */
  gint64 used_at; /* wall clock */
} BkAccount;

/* A reset that waits for its mail: no secret, kept in the state file; survives a lost line. */
typedef struct {
  char *id;     /* "BK-7Q4M" */
  char *server; /* id */
  char *origin; /* of that server when it was asked: what the mail holds is sent nowhere else; NULL: not noted
                 */
  char *email;
  BkWay way;         /* of the forgot action that was sent */
  gint64 asked_at;   /* wall clock */
  gint64 good_until; /* wall clock, 0: not told */
  gint64 resend_at;  /* wall clock: from then on asking again makes sense */
  guint sent;        /* how many times asked */
  gboolean verified; /* the code or link was taken (see bk_model_reset_ready) */
  char *sentence;    /* the server's own answer, clean, or NULL */
  GHashTable *kept;  /* name -> char*: captures marked "keep" in the file */
} BkReset;

/* What became of the old sessions of an account after its password was changed. */
typedef enum {
  BK_PROOF_NONE, /* there was no old session here */
  BK_PROOF_ASKING,
  BK_PROOF_REFUSED, /* tried once: the server refused it */
  BK_PROOF_ALIVE,   /* tried once: it still works, which is said plainly */
  BK_PROOF_UNKNOWN, /* could not be tried */
} BkProof;

/* What is known of a server itself, asked without a word about any person. */
typedef enum {
  BK_HEALTH_ASKING,
  BK_HEALTH_WELL,    /* its probe says so */
  BK_HEALTH_ANSWERS, /* its file has no probe: something answers there */
  BK_HEALTH_ILL,     /* it answers, but not as it should: outcome */
  BK_HEALTH_AWAY,    /* it was not reached: failure */
} BkHealthState;

typedef struct {
  BkHealthState state;
  BkOutcome outcome;
  BkFailure failure;
  gint64 milliseconds; /* WELL, ANSWERS, ILL: from question to answer */
  gint64 asked_at;     /* wall clock */
} BkHealth;

/* Why the person is led elsewhere (W13). */
typedef enum {
  BK_ELSEWHERE_NONE,
  BK_ELSEWHERE_DOMAIN,        /* the address belongs to a provider of identities */
  BK_ELSEWHERE_SOCIAL,        /* the person said so */
  BK_ELSEWHERE_NO_FORGOT,     /* this server cannot reset by an interface */
  BK_ELSEWHERE_SECOND_FACTOR, /* lost second factor */
} BkElsewhereReason;

typedef struct {
  char *subject, *text, *at; /* clean */
  BkSecret *paste;           /* what "use it" pastes: the whole text */
} BkMailEntry;

typedef struct BkModel {
  /* What is known. */
  BkServerList *servers;
  BkDiagnostics *problems;     /* of the server files */
  GPtrArray *accounts;         /* BkAccount*, newest first */
  GPtrArray *resets;           /* BkReset*, newest first, expired ones left out */
  GPtrArray *sessions;         /* BkSessionEntry*: one for each account on a server */
  GPtrArray *duplicates;       /* BkSessionEntry*: older ones of the same accounts; nobody uses them */
  GHashTable *listed;          /* of bk_model_listed() */
  guint other_versions;        /* sessions in a form that this version cannot read: left alone */
  BkStoreKind store;           /* the place in use */
  GHashTable *defaults;        /* server id -> char*: the account used there when none is named; NULL: none */
  guint places_used;           /* bits 1 << BkStoreKind: where sessions were ever kept on this machine */
  int store_chosen;            /* a BkStoreKind that a person chose for this machine, or -1 */
  BkStoreResult store_result;  /* of the last probe: OK, LOCKED, UNAVAILABLE … */
  char *store_detail;          /* for support: who answered it, or what went wrong; clean; or NULL */
  BkStoreKind unread;          /* where else there may be sessions … */
  BkStoreResult unread_result; /* … and why that could not be read; OK: there is no such place */
  gboolean no_prompter;        /* no window can be shown here: a place that is locked stays so */
  gboolean store_known;        /* the probe has answered */
  gboolean store_decided;      /* by --store, by a person, or because the best place is available */
  gboolean sessions_known;     /* the store's list has been read, or cannot be */
  char *unwritten;    /* why the state file could not be written, so that a reset cannot be resumed; NULL: it
                         could */
  char *servers_dirs; /* as given with --servers-dir; NULL: not given */
  int store_given;    /* a BkStoreKind given with --store, or -1 */
  char *demo;         /* of `make demo`: what its first screen tells; then the mock's mails can be fetched */

  /* What the person has chosen. */
  char *email;                   /* NULL until given */
  const BkServer *server;        /* NULL until chosen; nothing is sent before */
  const BkServer *suggested;     /* for email */
  const char *suggested_because; /* "history", "domain", "last", "first" */
  BkReset *reset;                /* the one being worked on: an entry of resets, or NULL */
  BkSession *session;            /* the one that session actions use, or NULL */

  /* Where the person is. */
  BkPlace place;
  GArray *back; /* BkPlace: where Esc leads, last entry first */
  BkNotice notice;

  /* The action under way, or ended and still of interest. */
  BkFlow *flow;           /* NULL: none */
  const BkAction *action; /* of flow */
  gboolean unlocking;     /* a window asks the person for the keyring's password; busy as well */
  gboolean busy;          /* a request of the flow is on its way, or it waits to poll */
  gint64 busy_since;      /* wall clock */
  gint64 wait_until;      /* wall clock: when a flow that polls gives up; 0: it does not poll */
  guint pending_store;    /* store calls under way: not something a person waits for */
  BkProof proof;
  guint proof_count;  /* old sessions that were known here */
  gboolean set_there; /* DONE: set in a browser, says the person; backin has not seen it */
  BkWay admin_way;    /* chosen on W12 */
  char *target;       /* W12: the account that is reset */
  GPtrArray *shown;   /* BkShownValue*: on SHOWN only; wiped when left */
  GHashTable *health; /* server id -> BkHealth */
  char *change_page;  /* ELSEWHERE: where the server itself says passwords are changed; clean; or NULL */
  BkElsewhereReason elsewhere;
  const BkElsewhere *elsewhere_entry; /* or NULL */
  GPtrArray *mails;                   /* BkMailEntry*, demo only; NULL: not fetched */
  BkTrial *trial;                     /* actions are tried one at a time in place of journeys; NULL: no */
  gboolean quit;
  guint version; /* grows with every change: a view paints when it differs */

  struct BkDesk *desk; /* what only update.c needs: jobs under way, values held for the next step */
} BkModel;

/* Empty, at EMAIL. servers and problems are taken. */
BkModel *bk_model_new(BkServerList *servers, BkDiagnostics *problems) G_GNUC_WARN_UNUSED_RESULT;
void bk_model_free(BkModel *model);

BkAccount *bk_account_new(const char *email, const char *server, gint64 used_at) G_GNUC_WARN_UNUSED_RESULT;
void bk_account_free(BkAccount *account);
BkReset *bk_reset_new(const char *id, const char *server, const char *email,
                      BkWay way) G_GNUC_WARN_UNUSED_RESULT;
BkReset *bk_reset_copy(const BkReset *reset) G_GNUC_WARN_UNUSED_RESULT;
void bk_reset_free(BkReset *reset);
void bk_mail_entry_free(BkMailEntry *mail);

/* Whether anything is under way that a command must wait for: a request, a poll, a store call. */
gboolean bk_model_working(const BkModel *model);
/* Whether something is being written to a store: what must not be lost by leaving now. */
gboolean bk_model_saving(const BkModel *model);
/* The inputs the form of this place asks for: BkInput*, borrowed, in order. Free the array. Never NULL.
 * On FORGOT it starts with the address, which the person confirms. */
GPtrArray *bk_model_form(const BkModel *model) G_GNUC_WARN_UNUSED_RESULT;
/* Ways the chosen server offers for an action: BkWay values in the order of the file. Free it. */
GArray *bk_model_ways(const BkModel *model, BkActionKind action) G_GNUC_WARN_UNUSED_RESULT;
gboolean bk_model_offers(const BkModel *model, BkActionKind action);
/* The forgot action of the pending reset, or NULL. */
const BkAction *bk_model_reset_action(const BkModel *model);
/* Whether the code or link of the pending reset has been taken in this run, so that W7 can follow. */
gboolean bk_model_reset_ready(const BkModel *model);
/* Seconds until asking again makes sense, 0: now. */
int bk_model_resend_in(const BkModel *model);
/* The session entry of the chosen server and address, or NULL. */
BkSessionEntry *bk_model_entry(const BkModel *model, const char *server, const char *account);
/* One text for an account on a server, the same however its letters A to Z are written. Free it. */
char *bk_model_account_key(const char *server, const char *account) G_GNUC_WARN_UNUSED_RESULT;
/* What the server of a session listed when it was asked last: BkListedSession*, borrowed. NULL: not asked. */
GPtrArray *bk_model_listed(const BkModel *model, const BkSession *session);
/* Seconds until the time of a session is over, by the clock that does not jump; G_MAXINT64: not told. */
gint64 bk_model_ends_in(const BkSessionEntry *entry);
/* The place that hinders a look at all sessions, and why; FALSE: all of them have been looked at. */
gboolean bk_model_unread(const BkModel *model, BkStoreKind *ret_store, BkStoreResult *ret_result);
/* "signed in", "signed out", "reset pending" as a word of a closed list for an account on a server. */
const char *bk_model_account_state(const BkModel *model, const char *server, const char *email);
/* NULL: nobody has asked. */
const BkHealth *bk_model_health(const BkModel *model, const char *server);
BkReset *bk_model_find_reset(const BkModel *model, const char *id);
/* The action of a server for a way: the one of that way, else the one that serves all ways; NULL: none. */
const BkAction *bk_model_action(const BkServer *server, BkActionKind kind, BkWay way);

/* The command behind the screen (^E), ready to copy: it asks for secrets; NULL where there is none. */
char *bk_model_command(const BkModel *model) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
