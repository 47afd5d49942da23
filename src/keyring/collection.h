/* collection.h: one collection of the Secret Service, found without a prompt. */
#ifndef BK_KEYRING_COLLECTION_H
#define BK_KEYRING_COLLECTION_H

#include "store/call.h"

#include <libsecret/secret.h>

G_BEGIN_DECLS

typedef struct {
  GDBusConnection *bus;
  char *provider; /* unique name on the bus at the start */
  SecretService *service;
  SecretCollection *collection;
} BkCollection;

/* By alias: "default" or "session". with_session: also agree on a key for secrets. NULL and *ret_trouble
 * (EMPTY, "no default collection" …) if there is none. */
BkCollection *bk_collection_open(const char *alias, gboolean with_session,
                                 BkStoreAnswer **ret_trouble) G_GNUC_WARN_UNUSED_RESULT;
void bk_collection_free(BkCollection *collection);

/* Asks anew. OK or LOCKED; ENDED if the provider is another one than at the start, BUS_ENDED if
 * nobody can be asked any more. */
BkStoreAnswer *bk_collection_state(BkCollection *collection) G_GNUC_WARN_UNUSED_RESULT;
/* The same, and in its detail which program the provider is. */
BkStoreAnswer *bk_collection_describe(BkCollection *collection) G_GNUC_WARN_UNUSED_RESULT;
/* Asked before and after every operation: NULL if open, else what to answer in place of its result. */
BkStoreAnswer *bk_collection_trouble(BkCollection *collection) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkCollection, bk_collection_free)

G_END_DECLS

#endif
