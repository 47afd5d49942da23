/* desk.h: what the files of update.c share and nobody else sees: work under way, values held for the next
 * step of a journey, and the small verbs they are written in. */
#ifndef BK_APP_DESK_H
#define BK_APP_DESK_H

#include "app/effect.h"
#include "app/message.h"
#include "app/model.h"

#include <glib.h>

G_BEGIN_DECLS

/* A flow beside the one on the screen: it asks a server about a session. */
typedef enum { BK_JOB_PROOF, BK_JOB_CHECK, BK_JOB_SIGN_OUT, BK_JOB_MAIL } BkJobKind;

typedef struct {
  BkJobKind kind;
  guint serial;
  BkFlow *flow; /* NULL for MAIL */
  BkSession *session;
  gboolean second; /* CHECK: after a renewal; what the server says now is the last word */
} BkJob;

/* One renewal of a session, see update_renew.c. Its steps, in order. */
typedef enum {
  BK_RENEWAL_LOCK,  /* waits for its turn among the programs of this user */
  BK_RENEWAL_READ,  /* looks whether another program has renewed it meanwhile */
  BK_RENEWAL_ASK,   /* the server is asked */
  BK_RENEWAL_WRITE, /* what it gave is written, and read back, before it is used */
} BkRenewalStep;

/* What it is for; several wishes can wait for one renewal. */
typedef enum {
  BK_RENEW_FRESH = 1 << 0, /* the token is about to be used: told only if it cannot be */
  BK_RENEW_TELL = 1 << 1,  /* renewing is the wish: told whatever comes of it */
  BK_RENEW_FORM = 1 << 2,  /* the form of the flow on the screen is sent (again) afterwards */
  BK_RENEW_CHECK = 1 << 3, /* the server refused a check: asked once more afterwards */
} BkRenewFor;

typedef struct {
  BkRenewalStep step;
  guint serial;       /* of what is waited for */
  guint lock;         /* serial of the lock that is held; 0: none */
  guint wishes;       /* BkRenewFor */
  BkSession *session; /* what is renewed: ours, or the newer one another program wrote */
  BkSession *fresh;   /* WRITE: the server's answer */
  BkFlow *flow;       /* ASK */
  gboolean unwanted;  /* the session is being removed: what the server still gives is not written */
} BkRenewal;

/* What a store call was for. */
typedef enum {
  BK_ERRAND_PROBE,
  BK_ERRAND_LIST,
  BK_ERRAND_LIST_MORE, /* of a place that is not the one in use */
  BK_ERRAND_UNLOCK,
  BK_ERRAND_KEEP_SESSION,  /* the outcome is told to the person */
  BK_ERRAND_RENEW_SESSION, /* one that an action brought: told only when it failed */
  BK_ERRAND_RENEWAL,       /* READ and WRITE of a renewal */
  BK_ERRAND_DROP_SESSION,  /* told at sign-out */
  BK_ERRAND_DROP_DUPLICATE,
  BK_ERRAND_KEEP_RESET,
  BK_ERRAND_QUIET, /* choices, remembered inputs, stale resets: nothing depends on them */
} BkErrandKind;

typedef struct {
  BkErrandKind kind;
  guint serial;
  BkStoreKind store;
  BkSession *session; /* or NULL */
} BkErrand;

/* A question about a server itself: how it is, or where it has passwords changed. */
typedef struct {
  guint serial;
  const BkServer *server;
  BkFlow *flow;        /* its probe; NULL: a plain question */
  guint well_known;    /* 1: a page that nobody has, 2: the page for changing passwords; 0: neither */
  gint64 milliseconds; /* of the answers so far */
} BkProbe;

typedef struct BkDesk {
  guint last_serial;
  GPtrArray *probes;       /* BkProbe*: on their way */
  guint probes_wished;     /* how many of them there should be: grows as answers come */
  guint probes_most;       /* how many there can be at once */
  GQueue probe_queue;      /* const BkServer*: to be asked when others have answered */
  guint flow_serial;       /* of the request or wait of model->flow; 0: none */
  GPtrArray *jobs;         /* BkJob* */
  GPtrArray *errands;      /* BkErrand* */
  GPtrArray *renewals;     /* BkRenewal* */
  GHashTable *values;      /* the pending reset: name -> BkSecret, from its link, code and captures */
  GHashTable *reset_items; /* reset id -> BkSecret: values another process verified and kept */
  GHashTable *inputs;      /* "server\nname" -> BkSecret: remembered inputs */
  GHashTable *given;    /* names -> BkSecret: what the person gave to model->flow and should be remembered */
  BkMessage *held;      /* a sign-in form that waits for the person's word on where to keep the session */
  BkOutcome signed_out; /* the server's part of the sign-out under way */
  BkSession *flow_session; /* what model->flow was begun with, or NULL */
  GHashTable *form;      /* name -> BkSecret: what model->flow was given, to be given once more after a 401 */
  gboolean form_renewed; /* that has been done: the next 401 is the last word */
  gboolean fixed_store;
  GArray *to_read; /* BkStoreKind: places that are still to be looked at */
  GHashTable
      *foreign;     /* "place\nserver\naccount" of sessions in a form that we cannot read: not overwritten */
  guint dropped;    /* duplicates that are gone */
  GPtrArray *ended; /* BkSecret*: ids of sessions that the server says it has ended; NULL: none to look for */
} BkDesk;

BkDesk *bk_desk_new(void) G_GNUC_WARN_UNUSED_RESULT;
void bk_desk_free(BkDesk *desk);

/* The model with the list that effects go to: the first argument of every function of update. */
typedef struct {
  BkModel *model;
  BkDesk *desk;
  GPtrArray *effects;
} BkUpdate;

/* ---- update.c: places and notices ---- */
void bk_update_go(BkUpdate *u, BkPlace place);      /* pushes where the person was */
void bk_update_replace(BkUpdate *u, BkPlace place); /* does not */
void bk_update_back_to_first(BkUpdate *u);          /* from here on Esc leads to the first screen */
BkNotice *bk_update_notice(BkUpdate *u, BkNoticeKind kind,
                           gboolean good); /* clears the last one; names the server */
BkEffect *bk_update_effect(BkUpdate *u, BkEffectKind kind, guint serial);
guint bk_update_serial(BkUpdate *u);
void bk_update_state(BkUpdate *u, BkStateChange *change);                 /* taken */
void bk_update_touch(BkUpdate *u, const char *email, const char *server); /* used just now */

/* ---- update_person.c: what a person wants ---- */
void bk_update_person(BkUpdate *u, const BkMessage *message);

/* ---- update_flow.c: the flow on the screen ---- */
gboolean bk_update_begin(BkUpdate *u, BkActionKind kind, BkWay way,
                         BkSession *session); /* FALSE: not offered */
void bk_update_pump(BkUpdate *u);
void bk_update_start_device(BkUpdate *u); /* once it is known where to keep the session */
void bk_update_stop_flow(BkUpdate *u);    /* cancels and forgets it */
void bk_update_give(BkUpdate *u, GHashTable *values);
void bk_update_flow_answer(BkUpdate *u, const BkMessage *message);

/* ---- update_reset.c: forgot, inbox, code, new password ---- */
gboolean bk_update_too_soon(BkUpdate *u); /* a forgot on the screen that has just been sent; tells so */
void bk_update_forgot_done(BkUpdate *u);
void bk_update_verify_done(BkUpdate *u);
void bk_update_reset_done(BkUpdate *u);
void bk_update_reset_refused(BkUpdate *u, BkOutcome outcome);
void bk_update_paste(BkUpdate *u, const BkSecret *text);
void bk_update_resume(BkUpdate *u, const char *id);
void bk_update_have_code(BkUpdate *u);
void bk_update_resend(BkUpdate *u);
void bk_update_drop_reset(BkUpdate *u, const char *id);
void bk_update_keep_reset(BkUpdate *u);
void bk_update_finished_elsewhere(BkUpdate *u);
void bk_update_start_new_password(BkUpdate *u);

/* ---- update_session.c: what is kept, asked, proved and ended ---- */
void bk_update_signed_in(BkUpdate *u, BkSession *session);
void bk_update_refreshed(BkUpdate *u, BkSession *session);
void bk_update_password_changed(BkUpdate *u, const char *server, const char *account, BkEndsSessions ends,
                                BkSession *mine); /* mine (may be NULL) lives on unless all end */
void bk_update_check(BkUpdate *u, const char *server, const char *account); /* NULL: any */
void bk_update_sign_out(BkUpdate *u);
void bk_update_switch(BkUpdate *u); /* MESSAGE_SWITCH */
void bk_update_use_session(BkUpdate *u, const char *server, const char *account);
void bk_update_mark(BkUpdate *u, const BkSession *session, BkSessionState state, BkFailure failure);
void bk_update_check_again(BkUpdate *u, BkSession *session);            /* after a renewal */
void bk_update_take(BkUpdate *u, BkSession *session, BkStoreKind kept); /* known here from now on */
BkSessionEntry *bk_update_entry(BkSession *session, BkStoreKind kept);  /* new; takes a reference */
gboolean bk_update_job_answer(BkUpdate *u, const BkMessage *message);   /* FALSE: not of a job */
void bk_update_fetch_mail(BkUpdate *u);

/* ---- update_roll.c: sessions that answers change on the way ---- */
/* After each reply to a flow: keeps the session that the flow was given as it is now. mine: the one it was
 * given, or what an earlier reply has made of it; replaced. */
void bk_update_roll(BkUpdate *u, const BkFlow *flow, BkSession **mine);
/* ---- update_renew.c: the life of a token ---- */
#define BK_RENEW_AHEAD 60    /* seconds before its end a token is renewed rather than used */
#define BK_RENEW_PATIENCE 60 /* seconds to wait for another program that renews the same session */
/* Whether the server can be asked for another token with what the session has. */
gboolean bk_update_can_renew(BkUpdate *u, BkSession *session);
gboolean bk_update_ends_soon(BkUpdate *u, const BkSession *session);
/* A server has refused the token before its time: for us its time is over. */
void bk_update_token_refused(BkUpdate *u, const BkSession *session);
void bk_update_renew(BkUpdate *u, BkSession *session, BkRenewFor wish);
void bk_update_fresh(BkUpdate *u);                                        /* MESSAGE_FRESH */
gboolean bk_update_renewal_answer(BkUpdate *u, const BkMessage *message); /* FALSE: not of a renewal */
void bk_update_drop_renewal(BkUpdate *u, const BkSession *session);       /* it is being removed */
void bk_update_leave_renewals(BkUpdate *u, guint wishes);                 /* nobody wants that any more */
void bk_update_age(BkUpdate *u); /* sessions whose time is over, by the clock that does not jump */

/* ---- update_trial.c: actions tried one at a time ---- */
gboolean bk_update_trial(BkUpdate *u, const BkMessage *message); /* FALSE: nothing of a trial */

/* ---- update_others.c: the sessions that a server knows of ---- */
void bk_update_list_others(BkUpdate *u);            /* of the session in use */
void bk_update_end_other(BkUpdate *u, guint index); /* MESSAGE_END_OTHER */
void bk_update_end_others(BkUpdate *u);
void bk_update_others_listed(BkUpdate *u); /* the flow on the screen has listed them … */
void bk_update_other_ended(BkUpdate *u);   /* … or ended one, or all others … */
void bk_update_others_failed(BkUpdate *u); /* … or come to nothing */
void bk_update_forget_others(BkUpdate *u, const BkSession *session); /* it is being removed here */

/* ---- update_probe.c: what is asked about servers themselves ---- */
#define BK_PROBES_MOST 128u /* at once, where there are descriptors for them */
void bk_update_probe(BkUpdate *u, const char *first, BkProbeWish wish);
/* Asks nobody further and waits for nobody: the line is free for what the person does next. */
void bk_update_stop_probing(BkUpdate *u);
void bk_update_find_change_page(BkUpdate *u);                           /* of the chosen server */
gboolean bk_update_probe_answer(BkUpdate *u, const BkMessage *message); /* FALSE: not of a probe */

/* ---- update_store.c: errands to the store and their answers ---- */
/* In the place in use, or in another. item is taken, may be NULL. Gives the serial. */
guint bk_update_errand(BkUpdate *u, BkErrandKind kind, BkEffectKind effect, BkItem *item, gint64 seconds,
                       BkSession *session);
guint bk_update_errand_at(BkUpdate *u, BkStoreKind store, BkErrandKind kind, BkEffectKind effect,
                          BkItem *item, gint64 seconds, BkSession *session);
void bk_update_store_answer(BkUpdate *u, const BkMessage *message);
void bk_update_unlock(BkUpdate *u); /* the place in use: a window may ask the person */
void bk_update_stop_unlocking(BkUpdate *u);
void bk_update_decided(BkUpdate *u); /* where to keep sessions is settled: what waited for that goes on */

/* ---- update_read.c: what the places hold ---- */
void bk_update_plan_reading(BkUpdate *u);                 /* once, at the start */
void bk_update_probed(BkUpdate *u, BkStoreResult result); /* the place in use */
void bk_update_listed(BkUpdate *u, const BkErrand *errand, const BkMessage *message);
gboolean bk_update_is_foreign(BkUpdate *u, BkStoreKind store, const BkSession *session);
void bk_update_prune(BkUpdate *u); /* removes the duplicates */
void bk_update_keep(BkUpdate *u, BkStoreKind store);

G_END_DECLS

#endif
