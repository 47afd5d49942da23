/* state.h: what is kept without secrets in $XDG_STATE_HOME/backin/state.json, so that a locked keyring
 * costs neither the choice of server nor a pending reset. 0600 in a 0700 folder, written by temporary
 * file, fsync and rename, under a lock: several terminals may write at once. */
#ifndef BK_APP_STATE_H
#define BK_APP_STATE_H

#include "app/model.h"

#include <glib.h>

G_BEGIN_DECLS

#define BK_STATE_VERSION 1
#define BK_STATE_MAX_ACCOUNTS 50u
#define BK_STATE_MAX_RESETS 50u

typedef enum {
  BK_STATE_TOUCH_ACCOUNT, /* account: used just now */
  BK_STATE_PUT_RESET,     /* reset: new, or changed */
  BK_STATE_DROP_RESET,    /* id */
  BK_STATE_SET_DEFAULT,   /* account: the one used on its server when none is named */
  BK_STATE_USE_PLACE,     /* store: something was kept there */
  BK_STATE_SET_STORE,     /* store: chosen by a person for this machine; -1: forget the choice */
} BkStateChangeKind;

typedef struct {
  BkStateChangeKind kind;
  BkAccount *account;
  BkReset *reset;
  char *id;
  int store;
} BkStateChange;

BkStateChange *bk_state_change_new(BkStateChangeKind kind) G_GNUC_WARN_UNUSED_RESULT;
void bk_state_change_free(BkStateChange *change);

typedef struct {
  GPtrArray *accounts;  /* BkAccount*, newest first */
  GPtrArray *resets;    /* BkReset*, newest first; those past good_until by more than a day are dropped */
  int store;            /* a BkStoreKind, or -1 */
  GHashTable *defaults; /* server id -> char*: the account used there when none is named */
  guint places;         /* bits 1 << BkStoreKind: where something was ever kept */
} BkState;

/* Reads; an absent file is an empty state, a broken one too (it is then set aside as state.json.broken,
 * never overwritten), as is what is no file. Never NULL. */
BkState *bk_state_read(void) G_GNUC_WARN_UNUSED_RESULT;
void bk_state_free(BkState *state);

/* Applies a change to a state in memory. */
void bk_state_apply(BkState *state, const BkStateChange *change);

/* Lock, read, apply, write. A lock that somebody keeps is waited for two seconds, no longer. FALSE and an
 * error (G_FILE_ERROR) when it could not be kept. */
gboolean bk_state_write(const BkStateChange *change, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkState, bk_state_free)

G_END_DECLS

#endif
