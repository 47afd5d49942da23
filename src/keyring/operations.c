#include "keyring/operations.h"

#include "keyring/collection.h"
#include "keyring/items.h"
#include "keyring/trouble.h"
#include "keyring/unlock.h"

/* ---- list -------------------------------------------------------------------------------------- */

/* Takes what can be had of one found item: one whose data is withheld is there all the same. FALSE: it is not
 * what we write. */
static gboolean add_found(GPtrArray *items, SecretItem *found, gboolean locked, const char *kind) {
  g_autoptr(BkItem) item = bk_items_read(found);
  if (!item || (kind && !g_str_equal(item->kind, kind)))
    return FALSE;
  if (!locked) {
    g_autoptr(GError) error = NULL;
    item->data = bk_items_load(found, &error);
    if (!error && !bk_item_data_is_good(item->data))
      return FALSE;
  }
  g_ptr_array_add(items, g_steal_pointer(&item));
  return TRUE;
}

static int by_age(gconstpointer a, gconstpointer b) {
  guint64 left = secret_item_get_modified(*(SecretItem *const *)a),
          right = secret_item_get_modified(*(SecretItem *const *)b);
  return left == right ? 0 : left > right ? -1 : 1;
}

static BkStoreAnswer *list(BkCollection *collection, const char *kind) {
  g_autoptr(BkStoreAnswer) answer = bk_collection_state(collection);
  gboolean locked = answer->result == BK_STORE_RESULT_LOCKED;
  if (answer->result != BK_STORE_RESULT_OK && !locked)
    return g_steal_pointer(&answer);
  g_autoptr(GError) error = NULL;
  g_autoptr(BkFound) found = bk_items_of_kind(collection, kind, &error);
  if (!found)
    return bk_trouble(error);
  guint left_out = found->unreadable;
  g_ptr_array_sort(found->items, by_age); /* newest first: what is over the limit is the oldest */
  for (guint i = 0; i < found->items->len; i++)
    if (answer->items->len >= BK_STORE_MAX_ITEMS ||
        !add_found(answer->items, g_ptr_array_index(found->items, i), locked, kind))
      left_out++;
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
  g_autoptr(BkFound) found = bk_items_named(collection, item, &error);
  SecretItem *kept = NULL;
  if (!found)
    return bk_trouble(error);
  for (guint i = 0; i < found->items->len && !kept; i++) {
    g_autoptr(BkSecret) data = bk_items_load(g_ptr_array_index(found->items, i), NULL);
    if (bk_secret_equal(data, item->data))
      kept = g_ptr_array_index(found->items, i);
  }
  for (guint i = 0; i < found->items->len && kept; i++)
    if (g_ptr_array_index(found->items, i) != kept)
      secret_item_delete_sync(g_ptr_array_index(found->items, i), NULL, NULL);
  BkStoreAnswer *trouble = bk_collection_trouble(collection);
  if (trouble)
    return trouble;
  return kept ? bk_store_answer_new(BK_STORE_RESULT_OK, "Secret Service at %s", collection->provider)
              : bk_store_answer_new(BK_STORE_RESULT_NOT_KEPT, "%u found, none with what was saved",
                                    found->items->len + found->unreadable);
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
  g_autoptr(BkFound) found = bk_items_named(collection, item, &error);
  for (guint i = 0; found && !error && i < found->items->len; i++)
    secret_item_delete_sync(g_ptr_array_index(found->items, i), NULL, &error);
  gboolean any = found && found->items->len + found->unreadable > 0;
  g_autoptr(BkFound) left = any && !error ? bk_items_named(collection, item, &error) : NULL;
  if (error)
    return bk_trouble(error);
  trouble = bk_collection_trouble(collection);
  if (trouble)
    return trouble;
  if (left && left->items->len + left->unreadable > 0)
    return bk_store_answer_new(BK_STORE_RESULT_FAILED, "still there after it was removed");
  return bk_store_answer_new(any ? BK_STORE_RESULT_OK : BK_STORE_RESULT_ABSENT, "Secret Service at %s",
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
  return bk_collection_describe(collection);
}
