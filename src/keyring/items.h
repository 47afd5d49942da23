/* items.h: our items in a collection: attributes, label, secret. Nothing here prompts. */
#ifndef BK_KEYRING_ITEMS_H
#define BK_KEYRING_ITEMS_H

#include "keyring/collection.h"

G_BEGIN_DECLS

/* Attributes, visible to every program of the user even while locked: xdg:schema "org.backin.Item", kind,
 * server, account, name. All found are full transfers: free the list with g_object_unref. NULL without an
 * error: none. */
GList *bk_items_of_kind(BkCollection *collection, const char *kind, GError **error); /* NULL: all */
GList *bk_items_named(BkCollection *collection, const BkItem *item, GError **error);

/* Writes, replacing the item of the same attributes. */
gboolean bk_items_write(BkCollection *collection, const BkItem *item, GError **error);

/* The fields and the age of a found item, without its data; NULL if they are not what we write. */
BkItem *bk_items_read(SecretItem *found) G_GNUC_WARN_UNUSED_RESULT;
/* Its data, whatever that is; NULL when it cannot be had, or is over the limit. */
BkSecret *bk_items_load(SecretItem *found, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
