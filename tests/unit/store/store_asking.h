/* store_asking.h: asks a store and waits for the answer, for the tests of this room. */
#ifndef TESTS_STORE_ASKING_H
#define TESTS_STORE_ASKING_H

#include "store/call.h"
#include "store/store.h"

#include <string.h>

/* What an answer was; the items are copies. */
typedef struct {
  gboolean done;
  BkStoreResult result;
  GPtrArray *items;
  char *detail;
} Reply;

static inline void reply_clear(Reply *reply) {
  g_clear_pointer(&reply->items, g_ptr_array_unref);
  g_clear_pointer(&reply->detail, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reply, reply_clear)

static inline void on_done(BkStoreResult result, const GPtrArray *items, const char *detail, gpointer data) {
  Reply *reply = data;
  g_assert_false(reply->done);
  g_assert_nonnull(detail);
  *reply =
      (Reply){TRUE, result, g_ptr_array_new_with_free_func((GDestroyNotify)bk_item_free), g_strdup(detail)};
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add(reply->items, bk_item_copy(g_ptr_array_index(items, i)));
}

static inline void wait_for(const gboolean *flag) {
  while (!*flag)
    g_main_context_iteration(NULL, TRUE);
}

/* Asserts the result's word, so that a failure shows both. */
static inline void expect(const Reply *reply, const char *word) {
  wait_for(&reply->done);
  if (!g_str_equal(bk_store_result_word(reply->result), word))
    g_test_message("detail: %s", reply->detail);
  g_assert_cmpstr(bk_store_result_word(reply->result), ==, word);
}

static inline void save(BkStore *store, const char *kind, const char *server, const char *account,
                        const char *name, const char *data, const char *word) {
  g_auto(Reply) reply = {0};
  g_autoptr(BkSecret) secret = bk_secret_new(data, -1);
  g_autoptr(BkItem) item = bk_item_new(kind, server, account, name, secret);
  bk_store_save(store, item, 0, on_done, &reply);
  expect(&reply, word);
  g_assert_cmpuint(reply.items->len, ==, 0);
}

static inline void remove_item(BkStore *store, const char *kind, const char *server, const char *account,
                               const char *name, const char *word) {
  g_auto(Reply) reply = {0};
  bk_store_remove(store, kind, server, account, name, on_done, &reply);
  expect(&reply, word);
  g_assert_cmpuint(reply.items->len, ==, 0);
}

/* The items of one server only: a real place may hold more. Free with g_ptr_array_unref(). */
static inline GPtrArray *list(BkStore *store, const char *kind, const char *server) {
  g_auto(Reply) reply = {0};
  bk_store_list(store, kind, on_done, &reply);
  expect(&reply, "ok");
  for (guint i = reply.items->len; i-- > 0;)
    if (!g_str_equal(((BkItem *)g_ptr_array_index(reply.items, i))->server, server))
      g_ptr_array_remove_index(reply.items, i);
  return g_steal_pointer(&reply.items);
}

static inline const BkItem *item_at(const GPtrArray *items, guint index) {
  g_assert_cmpuint(index, <, items->len);
  return g_ptr_array_index(items, index);
}

static inline const char *data_at(const GPtrArray *items, guint index) {
  return bk_secret_peek(item_at(items, index)->data);
}

#endif
