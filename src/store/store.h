/* store.h: where sessions, server choices and half-done resets are kept: one interface, several places.
 *
 * Every call is asynchronous, ends by its deadline and gives one of the results below; "cannot tell" is
 * never "absent". One call at a time: a second waits its turn. Nothing here prompts unless told to.
 */
#ifndef BK_STORE_STORE_H
#define BK_STORE_STORE_H

#include "base/secret.h"

#include <glib.h>

G_BEGIN_DECLS

#define BK_STORE_MAX_SECRET (16u * 1024u) /* every place takes that much */
#define BK_STORE_DEADLINE 5               /* seconds, silent */
#define BK_STORE_PROMPT_DEADLINE 60       /* seconds, with a prompt on the screen */

/* X(NAME, word): the places, best first. */
#define BK_STORE_KINDS(X)                                                                                    \
  X(KEYRING, "keyring") /* Secret Service, default collection, through backin-keyring */                     \
  X(SESSION, "session") /* its session collection: until the provider ends */                                \
  X(KERNEL, "kernel")   /* kernel keyring: memory; at most 30 days, or until reboot */                       \
  X(MEMORY, "memory")   /* this run of the program */                                                        \
  X(NONE, "none")       /* keeps nothing and finds nothing */

typedef enum {
#define X(name, word) BK_STORE_##name,
  BK_STORE_KINDS(X)
#undef X
} BkStoreKind;

const char *bk_store_word(BkStoreKind kind);
gboolean bk_store_from_word(const char *word, BkStoreKind *ret_kind);

/* X(NAME, word): how a call ended. */
#define BK_STORE_RESULTS(X)                                                                                  \
  X(OK, "ok")                                                                                                \
  X(ABSENT, "absent")           /* looked, and it is not there */                                            \
  X(LOCKED, "locked")           /* there may be something; it must be unlocked first */                      \
  X(NO_BUS, "no_bus")           /* this login has no session bus, or nobody answers at its address */        \
  X(UNAVAILABLE, "unavailable") /* no provider of it, no kernel support */                                   \
  X(EMPTY, "empty")             /* its provider answers, but has no such collection yet */                   \
  X(ENDED, "ended")             /* the provider ended while it was asked: cannot tell */                     \
  X(BUS_ENDED, "bus_ended")     /* the session bus did, and with it the way to any provider: cannot tell */  \
  X(DENIED, "denied")           /* a person or a policy said no */                                           \
  X(TIMEOUT, "timeout")         /* cannot tell */                                                            \
  X(NOT_KEPT, "not_kept")       /* said yes, but reading back gave something else */                         \
  X(FULL, "full")               /* over a size or number limit */                                            \
  X(FAILED, "failed")

typedef enum {
#define X(name, word) BK_STORE_RESULT_##name,
  BK_STORE_RESULTS(X)
#undef X
} BkStoreResult;

const char *bk_store_result_word(BkStoreResult result);

/* One kept thing. Attributes are visible to every program of the user even while locked: no secret. */
typedef struct {
  char *kind;     /* "session", "choice", "reset", "input" */
  char *server;   /* id */
  char *account;  /* address, or "" */
  char *name;     /* "reset": its id; "input": the input's name; else "" */
  BkSecret *data; /* JSON; NULL in a list of a locked place, and where the place withholds it */
  gint64 changed; /* wall clock */
} BkItem;

BkItem *bk_item_new(const char *kind, const char *server, const char *account, const char *name,
                    BkSecret *data); /* takes a reference of data */
void bk_item_free(BkItem *item);

typedef struct BkStore BkStore;

BkStore *bk_store_new(BkStoreKind kind) G_GNUC_WARN_UNUSED_RESULT;
void bk_store_free(BkStore *store); /* cancels; callbacks are not called any more */
BkStoreKind bk_store_kind(const BkStore *store);

/* items: BkItem*, newest first, borrowed, never NULL; empty unless a list ended OK, or LOCKED: then it is
 * what can be seen of it, with data NULL. detail: a technical line, clean, never NULL. Always called from
 * the main loop, never from inside the call that asked; the store may be freed or asked again in it. */
typedef void (*BkStoreDone)(BkStoreResult result, const GPtrArray *items, const char *detail, gpointer data);

/* Whether things can be kept there, without a prompt: OK, LOCKED, UNAVAILABLE, TIMEOUT … NONE says OK. */
void bk_store_probe(BkStore *store, BkStoreDone done, gpointer data);
/* Everything of ours (kind NULL), or of one kind. What others wrote under our name and is not what we write
 * (fields, text, size) is left out, and counted in the detail. */
void bk_store_list(BkStore *store, const char *kind, BkStoreDone done, gpointer data);
/* Writes (replacing the item of the same kind, server, account and name) and reads back. seconds: how
 * long it need be kept at most; 0: no limit (the keyring keeps it until it is removed either way). item is
 * copied. data must be UTF-8 without NUL, the fields UTF-8 without controls, of at most 32 bytes (kind) and
 * 320 (the others): else FAILED; too much data: FULL. NONE says NOT_KEPT. */
void bk_store_save(BkStore *store, const BkItem *item, gint64 seconds, BkStoreDone done, gpointer data);
/* Removes and makes sure that it is gone. ABSENT if it was not there. */
void bk_store_remove(BkStore *store, const char *kind, const char *server, const char *account,
                     const char *name, BkStoreDone done, gpointer data);
/* Asks the place to unlock itself, with a prompt where one can appear. Only on the user's key. DENIED: the
 * person dismissed it, or there is no display for it. */
void bk_store_unlock(BkStore *store, BkStoreDone done, gpointer data);
/* Ends the call under way, if any: its done gets TIMEOUT with detail "cancelled". Those that wait go on. A
 * prompt may stay on the screen, and may still be answered there. */
void bk_store_cancel(BkStore *store);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkStore, bk_store_free)

G_END_DECLS

#endif
