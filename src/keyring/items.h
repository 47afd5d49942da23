/* items.h: our items in a collection: attributes, label, secret. Nothing here prompts. */
#ifndef BK_KEYRING_ITEMS_H
#define BK_KEYRING_ITEMS_H

#include "keyring/collection.h"

G_BEGIN_DECLS

/* What a search found. */
typedef struct {
  GPtrArray *items; /* SecretItem*, owned */
  guint unreadable; /* items that were named, and are gone or are none */
} BkFound;

void bk_found_free(BkFound *found); /* accepts NULL */

/* Attributes, visible to every program of the user even while locked: xdg:schema "org.backin.Item", kind,
 * server, account, name. NULL and an error when it could not be searched. */
BkFound *bk_items_of_kind(BkCollection *collection, const char *kind,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT; /* NULL: all */
BkFound *bk_items_named(BkCollection *collection, const BkItem *item,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Asks to write, replacing the item of the same attributes. TRUE: it says yes, which proves nothing yet.
 * error must not be NULL. */
gboolean bk_items_write(BkCollection *collection, const BkItem *item, GError **error);

/* The fields and the age of a found item, without its data; NULL if they are not what we write. */
BkItem *bk_items_read(SecretItem *found) G_GNUC_WARN_UNUSED_RESULT;
/* Its data, whatever that is. NULL and an error: it cannot be had; NULL alone: it is over the limit. */
BkSecret *bk_items_load(SecretItem *found, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkFound, bk_found_free)

G_END_DECLS

#endif
