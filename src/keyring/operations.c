#include "keyring/operations.h"

#include "keyring/collection.h"
#include "keyring/items.h"
#include "keyring/trouble.h"
#include "keyring/unlock.h"

typedef GList ItemList; /* of SecretItem */

static void item_list_free(ItemList *items) {
  g_list_free_full(items, g_object_unref);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ItemList, item_list_free)

/* ---- list -------------------------------------------------------------------------------------- */

/* Takes what can be had of one found item. FALSE: it is not what it should be. */
static gboolean add_found(GPtrArray *items, SecretItem *found, gboolean locked, const char *kind) {
  g_autoptr(BkItem) item = bk_items_read(found);
  if (!item || (kind && !g_str_equal(item->kind, kind)))
    return FALSE;
  if (!locked) {
    item->data = bk_items_load(found, NULL);
    if (!bk_item_data_is_good(item->data))
      return FALSE;
  }
  g_ptr_array_add(items, g_steal_pointer(&item));
  return TRUE;
}

static int by_age(gconstpointer a, gconstpointer b) {
  guint64 left = secret_item_get_modified((SecretItem *)a), right = secret_item_get_modified((SecretItem *)b);
  return left == right ? 0 : left > right ? -1 : 1;
}

static BkStoreAnswer *list(BkCollection *collection, const char *kind) {
  g_autoptr(BkStoreAnswer) answer = bk_collection_state(collection);
  gboolean locked = answer->result == BK_STORE_RESULT_LOCKED;
  if (answer->result != BK_STORE_RESULT_OK && !locked)
    return g_steal_pointer(&answer);
  g_autoptr(GError) error = NULL;
  g_autoptr(ItemList) found = bk_items_of_kind(collection, kind, &error);
  if (error)
    return bk_trouble(error);
  guint left_out = 0, taken = 0;
  found = g_list_sort(found, by_age);
  for (ItemList *at = found; at; at = at->next) /* newest first: what is over the limit is the oldest */
    if (taken >= BK_STORE_MAX_ITEMS || !add_found(answer->items, at->data, locked, kind))
      left_out++;
    else
      taken++;
  BkStoreAnswer *state = bk_collection_state(collection);
  if (state->result != answer->result) /* locked, opened or replaced while we read */
    return state;
  bk_store_answer_free(state);
  bk_store_answer_settle(answer, left_out);
  return g_steal_pointer(&answer);
}

/* ---- save -------------------------------------------------------------------------------------- */

/* Reads back: the item must be there with these bytes. Others of the same name (two writers at once, or
 * a provider that does not replace) are removed, so that there is one. */
static BkStoreAnswer *verify(BkCollection *collection, const BkItem *item) {
  g_autoptr(GError) error = NULL;
  g_autoptr(ItemList) found = bk_items_named(collection, item, &error);
  SecretItem *kept = NULL;
  if (error)
    return bk_trouble(error);
  for (ItemList *at = found; at && !kept; at = at->next) {
    g_autoptr(BkSecret) data = bk_items_load(at->data, NULL);
    if (bk_secret_equal(data, item->data))
      kept = at->data;
  }
  for (ItemList *at = found; at && kept; at = at->next)
    if (at->data != kept)
      secret_item_delete_sync(at->data, NULL, NULL);
  BkStoreAnswer *trouble = bk_collection_trouble(collection);
  if (trouble)
    return trouble;
  return kept ? bk_store_answer_new(BK_STORE_RESULT_OK, "Secret Service at %s", collection->provider)
              : bk_store_answer_new(BK_STORE_RESULT_NOT_KEPT, "%u found, none with what was saved",
                                    g_list_length(found));
}

static BkStoreAnswer *save(BkCollection *collection, const BkItem *item) {
  g_autoptr(GError) error = NULL;
  BkStoreAnswer *trouble = bk_collection_trouble(collection);
  if (trouble)
    return trouble;
  if (!bk_items_write(collection, item, &error))
    return bk_trouble(error);
  return verify(collection, item);
}

/* ---- remove ------------------------------------------------------------------------------------ */

static BkStoreAnswer *remove_item(BkCollection *collection, const BkItem *item) {
  g_autoptr(GError) error = NULL;
  BkStoreAnswer *trouble = bk_collection_trouble(collection);
  if (trouble)
    return trouble;
  g_autoptr(ItemList) found = bk_items_named(collection, item, &error);
  for (ItemList *at = found; at && !error; at = at->next)
    secret_item_delete_sync(at->data, NULL, &error);
  if (error)
    return bk_trouble(error);
  g_autoptr(ItemList) left = found ? bk_items_named(collection, item, &error) : NULL;
  if (error)
    return bk_trouble(error);
  trouble = bk_collection_trouble(collection);
  if (trouble)
    return trouble;
  if (left)
    return bk_store_answer_new(BK_STORE_RESULT_FAILED, "still there after it was removed");
  return bk_store_answer_new(found ? BK_STORE_RESULT_OK : BK_STORE_RESULT_ABSENT, "Secret Service at %s",
                             collection->provider);
}

BkStoreAnswer *bk_keyring_perform(const BkStoreCall *call, const char *alias) {
  gboolean needs_key = call->operation == BK_STORE_OP_LIST || call->operation == BK_STORE_OP_SAVE;
  BkStoreAnswer *trouble = NULL;
  g_autoptr(BkCollection) collection = bk_collection_open(alias, needs_key, &trouble);
  if (!collection)
    return trouble;
  switch (call->operation) {
  case BK_STORE_OP_LIST:
    return list(collection, call->kind);
  case BK_STORE_OP_SAVE:
    return save(collection, call->item);
  case BK_STORE_OP_REMOVE:
    return remove_item(collection, call->item);
  case BK_STORE_OP_UNLOCK:
    return bk_unlock(collection);
  case BK_STORE_OP_PROBE:
    break;
  }
  return bk_collection_state(collection);
}
