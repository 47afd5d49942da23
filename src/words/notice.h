/* notice.h: one thing to tell a person, as codes; src/words turns it into a sentence and the next
 * thing to try. Rooms below never hold sentences; the model holds notices. */
#ifndef BK_WORDS_NOTICE_H
#define BK_WORDS_NOTICE_H

#include "base/outcome.h"
#include "servers/server.h"
#include "store/store.h"

#include <glib.h>

G_BEGIN_DECLS

/* X(NAME): what a notice is about. The comment says which fields count. */
#define BK_NOTICES(X)                                                                                        \
  X(NONE)                                                                                                    \
  X(OUTCOME)            /* outcome, action, way, server, retry_at, server_text */                            \
  X(FAILURE)            /* failure, action, server, detail */                                                \
  X(SIGNED_IN)          /* server, store */                                                                  \
  X(SIGNED_IN_NOT_KEPT) /* server, store, result: the session lives in this run only */                      \
  X(OTHER_VERSION)      /* server, store: what another version keeps for the account is left alone */        \
  X(IN_USE)             /* server, text: the account that is used there when none is named */                \
  X(PRUNED)             /* number: older sessions that were removed */                                       \
  X(SIGNED_OUT)         /* server, outcome of the server's part, result of the store's */                    \
  X(OTHERS_ENDED)       /* server, number of those it still lists; -1: nobody could look */                  \
  X(STORE)              /* store, result: what the store said to anything else */                            \
  X(BAD_ADDRESS)        /* not an e-mail address */                                                          \
  X(NO_SERVERS)                                                                                              \
  X(UNKNOWN_SERVER) /* detail: the id; text: the nearest one or NULL */                                      \
  X(NO_SESSION)     /* server: an action wants a session and there is none */                                \
  X(EMPTY)          /* text: name of the input that is still empty */                                        \
  X(MISMATCH)       /* the two new passwords differ */                                                       \
  X(TOO_SHORT)      /* number: the server's minimum */                                                       \
  X(TOO_LONG)       /* number: the server's maximum */                                                       \
  X(CONFIRM)        /* the account typed to confirm is not the one above */                                  \
  X(FOREIGN_LINK)   /* text: the host the pasted link leads to; server */                                    \
  X(NO_LINK_VALUE)  /* server: a link of it, but not the one from the mail */                                \
  X(NO_CODE)        /* nothing usable in what was pasted */                                                  \
  X(WAIT_TO_RESEND) /* number: seconds */                                                                    \
  X(RESENT)                                                                                                  \
  X(RESET_EXPIRED) /* the pending reset has run out */                                                       \
  X(RESET_MOVED)   /* server; text: the origin that the pending reset was asked of, which is another one */  \
  X(CODE_ACCEPTED)                                                                                           \
  X(CODE_KEPT)         /* taken, the server will judge it with the new password */                           \
  X(PASSWORD_CHANGED)  /* server */                                                                          \
  X(UNKNOWN_EFFECT)    /* failure: the answer to a change was lost; it may have worked */                    \
  X(RENEWED_ELSEWHERE) /* server: another program renews this session and does not come to an end */         \
  X(NO_MAIL)           /* demo: no mail for this address yet */                                              \
  X(CANCELLED)

typedef enum {
#define X(name) BK_NOTICE_##name,
  BK_NOTICES(X)
#undef X
} BkNoticeKind;

typedef struct {
  BkNoticeKind kind;
  gboolean good; /* it worked; else something the person must know or mend */
  BkOutcome outcome;
  BkFailure failure;
  BkActionKind action;
  BkWay way;
  BkStoreKind store;
  BkStoreResult result;
  gint64 retry_at; /* wall clock, 0: not told */
  int number;
  char *server;      /* name of the server */
  char *help;        /* whom to ask: the support address of its file; NULL: "whoever runs" it */
  char *text;        /* see above; clean */
  char *server_text; /* the server's own sentence, clean; shown framed, beneath ours */
  char *detail;      /* for support: technical, English, clean */
} BkNotice;

void bk_notice_clear(BkNotice *notice); /* frees the strings, kind NONE */
/* Sets server and help from the server's file; server may be NULL. */
void bk_notice_about(BkNotice *notice, const BkServer *server);

/* One sentence in the person's language, ending in a full stop; "" for NONE. Free them. */
char *bk_notice_sentence(const BkNotice *notice) G_GNUC_WARN_UNUSED_RESULT;
/* What to try next, one or two sentences; "" where there is nothing to say. */
char *bk_notice_advice(const BkNotice *notice) G_GNUC_WARN_UNUSED_RESULT;
/* The stable English word for machines: "invalid_credentials", "tls_expired", "foreign_link". */
const char *bk_notice_word(const BkNotice *notice);
BkExit bk_notice_exit(const BkNotice *notice);

G_END_DECLS

#endif
