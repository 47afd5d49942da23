/* operations.h: what backin-keyring can be asked. Each blocks until it is done; whoever started the
 * program holds the deadline. */
#ifndef BK_KEYRING_OPERATIONS_H
#define BK_KEYRING_OPERATIONS_H

#include "store/call.h"

G_BEGIN_DECLS

/* Performs the call on the collection of that alias. Items only from a list. Never NULL. */
BkStoreAnswer *bk_keyring_perform(const BkStoreCall *call, const char *alias) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
