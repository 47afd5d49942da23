/* effect.h: the complete vocabulary out of the core: what update.c wants done. Values, so that update.c is
 * a plain function that tests can call; runtime.c performs them. */
#ifndef BK_APP_EFFECT_H
#define BK_APP_EFFECT_H

#include "app/state.h"
#include "base/exchange.h"
#include "store/store.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  BK_EFFECT_SEND,         /* serial, request; answered by REPLY or FAILED */
  BK_EFFECT_STOP,         /* serial: of a SEND, a WAIT or a LOCK that waits; not answered */
  BK_EFFECT_CONNECT,      /* text: origin, ca_file */
  BK_EFFECT_WAIT,         /* serial, seconds; answered by TIMER */
  BK_EFFECT_STATE,        /* change: to the state file */
  BK_EFFECT_LOCK,         /* serial, text: a name of lock.h, seconds to wait for it; answered by LOCK */
  BK_EFFECT_RELEASE,      /* serial: of a LOCK that was had */
  BK_EFFECT_STORE_CANCEL, /* store: give up the call under way there; not answered itself */
  BK_EFFECT_STORE_PROBE,  /* store, serial; this and the following are answered by STORE */
  BK_EFFECT_STORE_LIST,   /* serial */
  BK_EFFECT_STORE_SAVE,   /* serial, item, seconds */
  BK_EFFECT_STORE_REMOVE, /* serial, item (its data is not looked at) */
  BK_EFFECT_STORE_UNLOCK, /* serial */
} BkEffectKind;

typedef struct {
  BkEffectKind kind;
  guint serial;
  BkRequest *request;
  char *text, *ca_file;
  gint64 seconds;
  BkStoreKind store;
  BkItem *item;
  BkStateChange *change;
} BkEffect;

BkEffect *bk_effect_new(BkEffectKind kind, guint serial) G_GNUC_WARN_UNUSED_RESULT;
void bk_effect_free(BkEffect *effect); /* frees what was not stolen from it */

G_END_DECLS

#endif
