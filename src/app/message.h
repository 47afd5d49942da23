/* message.h: the complete vocabulary into the core: what a person wants, and what the world answers.
 *
 * Make one with its constructor, post it with bk_runtime_post(), which takes it. Intents that do not fit
 * the place or the state are ignored, never an error: a key can always come too late. */
#ifndef BK_APP_MESSAGE_H
#define BK_APP_MESSAGE_H

#include "app/model.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  BK_PROBE_ALL,   /* who was asked a moment ago is not asked again */
  BK_PROBE_AGAIN, /* all, whenever they were asked */
  BK_PROBE_THESE, /* only those named */
} BkProbeWish;

typedef enum {
  /* A person's. */
  BK_MESSAGE_EMAIL,   /* text: the address -> SERVER */
  BK_MESSAGE_ACCOUNT, /* text: address, id: server: one that was used here -> SIGN_IN, CODE or SESSIONS */
  BK_MESSAGE_SERVER,  /* id: the chosen server -> SIGN_IN (or KEEP, ELSEWHERE) */
  BK_MESSAGE_KEEP,    /* store: where to keep the session -> SIGN_IN */
  BK_MESSAGE_UNLOCK,  /* unlock the store, on the person's key */
  BK_MESSAGE_START,   /* action, way: begin it on the chosen server, go to its place */
  BK_MESSAGE_GIVE,    /* values: name -> BkSecret: the form, sent */
  BK_MESSAGE_PICK,    /* index: one of bk_flow_choices() */
  BK_MESSAGE_AGAIN,   /* the ended flow once more, same inputs asked */
  BK_MESSAGE_RESEND,  /* the mail once more, after its countdown */
  BK_MESSAGE_PASTE,   /* secret: a code, a link or a whole mail, on CODE */
  BK_MESSAGE_ELSEWHERE_DONE, /* INBOX, completes in a browser: "I have set it" -> DONE with the proof */
  BK_MESSAGE_RESUME,         /* id: of a pending reset -> CODE or INBOX */
  BK_MESSAGE_DROP_RESET,     /* id: forget a pending reset */
  BK_MESSAGE_KEEP_RESET,     /* keep what was verified in the store, for another process */
  BK_MESSAGE_SESSION,        /* id: server, text: account: use that session from now on */
  BK_MESSAGE_SWITCH,         /* the session in use: from now on that of its server when none is named */
  BK_MESSAGE_CHECK,       /* id: server, text: account (either NULL: any): ask what became of the sessions */
  BK_MESSAGE_REFRESH,     /* renew the session in use */
  BK_MESSAGE_FRESH,       /* the session in use is about to be used: renew it if its end is near */
  BK_MESSAGE_PRUNE,       /* remove the older ones of accounts that are kept more than once */
  BK_MESSAGE_END_OTHER,   /* index: of bk_model_listed() for the session in use: end that one */
  BK_MESSAGE_SIGN_OUT,    /* the session in use: ask the server, remove, make sure */
  BK_MESSAGE_SOCIAL,      /* id: title of an elsewhere entry the person picked -> ELSEWHERE */
  BK_MESSAGE_LOST_FACTOR, /* -> ELSEWHERE */
  BK_MESSAGE_FETCH_MAIL,  /* demo: -> MAIL */
  BK_MESSAGE_SHOWN_SEEN,  /* wipe what was shown once, leave SHOWN */
  BK_MESSAGE_GO,          /* place: to a place that needs nothing new */
  BK_MESSAGE_BACK,
  BK_MESSAGE_CANCEL, /* stop what is under way, stay here */
  BK_MESSAGE_PROBE,  /* SERVER: ask how the servers are; text: ids, those to be asked first, a line each;
                        index: a BkProbeWish */
  BK_MESSAGE_TRY,    /* of a trial: action, way: begin it; then GIVE, PICK and CANCEL are about it */
  BK_MESSAGE_QUIT,
  /* The world's; serial says to what it answers, and a stale one is ignored. */
  BK_MESSAGE_REPLY,  /* reply */
  BK_MESSAGE_FAILED, /* failure, text: detail */
  BK_MESSAGE_STORE,  /* result, items, text: detail */
  BK_MESSAGE_LOCK,   /* result: OK, TIMEOUT (another program has it), FAILED (locks cannot be had) */
  BK_MESSAGE_TIMER,
} BkMessageKind;

typedef struct {
  BkMessageKind kind;
  guint serial;
  char *id, *text;
  BkActionKind action;
  BkWay way;
  BkPlace place;
  BkStoreKind store;
  guint index;
  GHashTable *values; /* char* -> BkSecret* */
  BkSecret *secret;
  BkReply *reply;
  BkFailure failure;
  BkStoreResult result;
  GPtrArray *items; /* BkItem* */
} BkMessage;

BkMessage *bk_message_new(BkMessageKind kind) G_GNUC_WARN_UNUSED_RESULT;
BkMessage *bk_message_text(BkMessageKind kind, const char *id, const char *text) G_GNUC_WARN_UNUSED_RESULT;
BkMessage *bk_message_start(BkActionKind action, BkWay way) G_GNUC_WARN_UNUSED_RESULT;
BkMessage *bk_message_go(BkPlace place) G_GNUC_WARN_UNUSED_RESULT;
BkMessage *bk_message_pick(guint index) G_GNUC_WARN_UNUSED_RESULT;
BkMessage *bk_message_end_other(guint index) G_GNUC_WARN_UNUSED_RESULT;
BkMessage *bk_message_keep(BkStoreKind store) G_GNUC_WARN_UNUSED_RESULT;
/* Both take a reference of the secret. */
BkMessage *bk_message_paste(BkSecret *secret) G_GNUC_WARN_UNUSED_RESULT;
/* A GIVE without values; fill it with bk_message_give(). Names: those of bk_model_form(), besides
 * "confirm" (the account typed again) and "again" (the new password typed again; left out by commands). */
BkMessage *bk_message_form(void) G_GNUC_WARN_UNUSED_RESULT;
void bk_message_give(BkMessage *form, const char *name, BkSecret *value);
void bk_message_free(BkMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkMessage, bk_message_free)

G_END_DECLS

#endif
