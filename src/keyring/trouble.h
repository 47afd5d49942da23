/* trouble.h: what went wrong on the bus, in the words of a store's results. */
#ifndef BK_KEYRING_TROUBLE_H
#define BK_KEYRING_TROUBLE_H

#include "store/call.h"

#include <glib.h>

G_BEGIN_DECLS

/* Never OK and never ABSENT: an error is no look. error may be NULL (a library that fails without saying
 * why): FAILED. */
BkStoreAnswer *bk_trouble(const GError *error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
