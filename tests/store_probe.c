/* store_probe: one call to one store from a script. Prints the result's word and its detail, then a line
 * for each item. Ends with 0 whatever the result is; 64 if it was called wrongly.
 *
 *   store_probe KIND probe | unlock | list [ITEM-KIND]
 *   store_probe KIND save ITEM-KIND SERVER ACCOUNT NAME     the data is read from stdin
 *   store_probe KIND remove ITEM-KIND SERVER ACCOUNT NAME
 *
 * STORE_PROBE_CANCEL=FILE: cancels the call when FILE appears. */
#include "base/json.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static GMainLoop *loop;

static void done(BkStoreResult result, const GPtrArray *items, const char *detail, gpointer data) {
  (void)data;
  printf("%s (%s)\n", bk_store_result_word(result), detail);
  for (guint i = 0; i < items->len; i++) {
    const BkItem *item = g_ptr_array_index(items, i);
    printf("%s|%s|%s|%s|%s\n", item->kind, item->server, item->account, item->name,
           item->data ? bk_secret_peek(item->data) : "-");
  }
  g_main_loop_quit(loop);
}

static gboolean maybe_cancel(gpointer data) {
  BkStore *store = data;
  if (!g_file_test(g_getenv("STORE_PROBE_CANCEL"), G_FILE_TEST_EXISTS))
    return G_SOURCE_CONTINUE;
  bk_store_cancel(store);
  return G_SOURCE_REMOVE;
}

static BkSecret *read_data(void) {
  char bytes[64 * 1024];
  gsize length = fread(bytes, 1, sizeof bytes, stdin);
  return bk_secret_new(bytes, (gssize)length);
}

static gboolean ask(BkStore *store, int argc, char **argv) {
  const char *operation = argv[2];
  if (g_str_equal(operation, "probe") && argc == 3)
    bk_store_probe(store, done, NULL);
  else if (g_str_equal(operation, "unlock") && argc == 3)
    bk_store_unlock(store, done, NULL);
  else if (g_str_equal(operation, "list") && argc <= 4)
    bk_store_list(store, argv[3], done, NULL);
  else if (g_str_equal(operation, "remove") && argc == 7)
    bk_store_remove(store, argv[3], argv[4], argv[5], argv[6], done, NULL);
  else if (g_str_equal(operation, "save") && argc == 7) {
    g_autoptr(BkSecret) secret = read_data();
    BkItem *item = bk_item_new(argv[3], argv[4], argv[5], argv[6], secret);
    bk_store_save(store, item, 0, done, NULL);
    bk_item_free(item);
  } else
    return FALSE;
  return TRUE;
}

int main(int argc, char **argv) {
  BkStoreKind kind;
  if (argc < 3 || !bk_store_from_word(argv[1], &kind))
    return 64;
  bk_json_init();
  g_autoptr(BkStore) store = bk_store_new(kind);
  loop = g_main_loop_new(NULL, FALSE);
  if (!ask(store, argc, argv))
    return 64;
  if (g_getenv("STORE_PROBE_CANCEL"))
    g_timeout_add(10, maybe_cancel, store);
  g_main_loop_run(loop);
  g_main_loop_unref(loop);
  return 0;
}
