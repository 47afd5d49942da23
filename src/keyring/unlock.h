/* unlock.h: the one operation that may put a prompt on a screen. */
#ifndef BK_KEYRING_UNLOCK_H
#define BK_KEYRING_UNLOCK_H

#include "keyring/collection.h"

G_BEGIN_DECLS

/* OK: it is open now. DENIED: the person dismissed the prompt, or no prompt can appear (no display). Never
 * NULL. */
BkStoreAnswer *bk_unlock(BkCollection *collection) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
