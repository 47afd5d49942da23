/* What every place keeps to. Which ones: $BACKIN_CONTRACT ("keyring session" under
 * tests/keyring/with-keyring), else those that need nothing. */
#include "unit/store/store_asking.h"

#include "base/clock.h"
#include "base/json.h"

#include <unistd.h>

static char *server; /* of this run only */

static BkStore *open_store(gconstpointer data) {
  return bk_store_new((BkStoreKind)GPOINTER_TO_INT(data));
}

static gboolean is_helped(gconstpointer data) {
  return GPOINTER_TO_INT(data) == BK_STORE_KEYRING || GPOINTER_TO_INT(data) == BK_STORE_SESSION;
}

/* Leaves nothing behind, whatever a test has saved. */
static void clear(BkStore *store) {
  g_autoptr(GPtrArray) items = list(store, NULL, server);
  for (guint i = 0; i < items->len; i++) {
    const BkItem *item = item_at(items, i);
    remove_item(store, item->kind, item->server, item->account, item->name, "ok");
  }
  g_autoptr(GPtrArray) left = list(store, NULL, server);
  g_assert_cmpuint(left->len, ==, 0);
}

static void test_probe_and_unlock(gconstpointer data) {
  g_autoptr(BkStore) store = open_store(data);
  g_auto(Reply) probe = {0}, unlock = {0};
  g_assert_cmpint(bk_store_kind(store), ==, GPOINTER_TO_INT(data));
  bk_store_probe(store, on_done, &probe);
  bk_store_unlock(store, on_done, &unlock);
  expect(&probe, "ok");
  expect(&unlock, "ok");
}

static void test_keeps(gconstpointer data) {
  static const char text[] = "{\"token\":\"t\",\"odd\":\"\\\"\\\\ \xc3\xa9 \xe2\x82\xac\"}\n\t\x01 end";
  g_autoptr(BkStore) store = open_store(data);
  gint64 before = bk_clock_wall();
  save(store, "session", server, "ann@example.org", "", text, "ok");
  g_autoptr(GPtrArray) items = list(store, "session", server);
  g_assert_cmpuint(items->len, ==, 1);
  g_assert_cmpstr(data_at(items, 0), ==, text);
  g_assert_cmpstr(item_at(items, 0)->kind, ==, "session");
  g_assert_cmpstr(item_at(items, 0)->account, ==, "ann@example.org");
  g_assert_cmpstr(item_at(items, 0)->name, ==, "");
  g_assert_cmpint(item_at(items, 0)->changed, >=, before - 1);
  g_assert_cmpint(item_at(items, 0)->changed, <=, bk_clock_wall() + 1);
  clear(store);
}

static void test_another_store_finds_it(gconstpointer data) {
  if (GPOINTER_TO_INT(data) == BK_STORE_MEMORY) {
    g_test_skip("memory of one store");
    return;
  }
  g_autoptr(BkStore) writer = open_store(data);
  g_autoptr(BkStore) reader = open_store(data);
  save(writer, "choice", server, "ann@example.org", "", "{}", "ok");
  g_autoptr(GPtrArray) items = list(reader, NULL, server);
  g_assert_cmpuint(items->len, ==, 1);
  clear(reader);
  g_autoptr(GPtrArray) left = list(writer, NULL, server);
  g_assert_cmpuint(left->len, ==, 0);
}

static void test_replaces(gconstpointer data) {
  g_autoptr(BkStore) store = open_store(data);
  save(store, "session", server, "ann@example.org", "", "{\"n\":1}", "ok");
  save(store, "session", server, "ann@example.org", "", "{\"n\":2, \"longer\":true}", "ok");
  save(store, "session", server, "ann@example.org", "", "{}", "ok");
  g_autoptr(GPtrArray) items = list(store, NULL, server);
  g_assert_cmpuint(items->len, ==, 1);
  g_assert_cmpstr(data_at(items, 0), ==, "{}");
  clear(store);
}

static void test_tells_apart(gconstpointer data) {
  g_autoptr(BkStore) store = open_store(data);
  save(store, "session", server, "ann@example.org", "", "1", "ok");
  save(store, "session", server, "bob@example.org", "", "2", "ok");
  save(store, "session", server, "", "", "3", "ok");
  save(store, "reset", server, "ann@example.org", "", "4", "ok");
  save(store, "reset", server, "ann@example.org", "r1", "5", "ok");
  save(store, "reset", server, "ann@example.or", "gr1", "6", "ok"); /* the same letters in a row */
  g_autoptr(GPtrArray) all = list(store, NULL, server);
  g_autoptr(GPtrArray) sessions = list(store, "session", server);
  g_autoptr(GPtrArray) none = list(store, "input", server);
  g_assert_cmpuint(all->len, ==, 6);
  g_assert_cmpuint(sessions->len, ==, 3);
  g_assert_cmpuint(none->len, ==, 0);
  remove_item(store, "reset", server, "ann@example.org", "r1", "ok");
  g_autoptr(GPtrArray) resets = list(store, "reset", server);
  g_assert_cmpuint(resets->len, ==, 2);
  for (guint i = 0; i < resets->len; i++)
    g_assert_cmpstr(data_at(resets, i), !=, "5");
  clear(store);
}

static void test_removes(gconstpointer data) {
  g_autoptr(BkStore) store = open_store(data);
  remove_item(store, "session", server, "ann@example.org", "", "absent");
  save(store, "session", server, "ann@example.org", "", "{}", "ok");
  remove_item(store, "session", server, "ann@example.org", "other", "absent");
  remove_item(store, "session", server, "ann@example.org", "", "ok");
  remove_item(store, "session", server, "ann@example.org", "", "absent");
}

/* The provider's clock has seconds; ours can be set, and must be, for a strict order. */
static void test_newest_first(gconstpointer data) {
  g_autoptr(BkStore) store = open_store(data);
  static const char *const accounts[] = {"c", "a", "b"};
  for (guint i = 0; i < G_N_ELEMENTS(accounts); i++) {
    if (!is_helped(data))
      bk_clock_freeze(1763000000 + i, 1000);
    save(store, "choice", server, accounts[i], "", "{}", "ok");
  }
  g_autoptr(GPtrArray) items = list(store, NULL, server);
  g_assert_cmpuint(items->len, ==, 3);
  for (guint i = 1; i < items->len; i++)
    g_assert_cmpint(item_at(items, i - 1)->changed, >=, item_at(items, i)->changed);
  if (!is_helped(data)) {
    g_assert_cmpstr(item_at(items, 0)->account, ==, "b");
    g_assert_cmpstr(item_at(items, 2)->account, ==, "c");
    g_assert_cmpint(item_at(items, 2)->changed, ==, 1763000000);
  }
  bk_clock_thaw();
  clear(store);
}

static void test_limits(gconstpointer data) {
  g_autoptr(BkStore) store = open_store(data);
  g_autofree char *most = g_strnfill(BK_STORE_MAX_SECRET, '"'),
                  *over = g_strnfill(BK_STORE_MAX_SECRET + 1, 'x');
  g_autofree char *field = g_strnfill(BK_STORE_MAX_FIELD, 'f'),
                  *long_field = g_strnfill(BK_STORE_MAX_FIELD + 1, 'f');
  g_autofree char *kind = g_strnfill(BK_STORE_MAX_KIND + 1, 'k');
  save(store, "session", server, field, field, most, "ok");
  g_autoptr(GPtrArray) items = list(store, NULL, server);
  g_assert_cmpuint(items->len, ==, 1);
  g_assert_cmpstr(data_at(items, 0), ==, most);
  g_assert_cmpstr(item_at(items, 0)->account, ==, field);
  save(store, "session", server, field, field, over, "full");
  save(store, "session", server, long_field, "", "{}", "failed");
  save(store, kind, server, "", "", "{}", "failed");
  save(store, "", server, "", "", "{}", "failed");
  save(store, "session", server, "a\033[2J", "", "{}", "failed");
  save(store, "session", server, "a\nb", "", "{}", "failed");
  save(store, "session", server, "a\xff", "", "{}", "failed");
  save(store, "session", server, "a", "", "\xff", "failed");
  save(store, "session", server, "a", "", NULL, "failed");
  remove_item(store, "session", server, long_field, "", "failed");
  g_autoptr(GPtrArray) after = list(store, NULL, server); /* a refused save changes nothing */
  g_assert_cmpuint(after->len, ==, 1);
  g_assert_cmpstr(data_at(after, 0), ==, most);
  clear(store);
}

static void test_empty_data(gconstpointer data) {
  g_autoptr(BkStore) store = open_store(data);
  save(store, "choice", server, "", "", "", "ok");
  g_autoptr(GPtrArray) items = list(store, NULL, server);
  g_assert_cmpuint(items->len, ==, 1);
  g_assert_cmpuint(bk_secret_length(item_at(items, 0)->data), ==, 0);
  clear(store);
}

/* ---- how calls behave ---------------------------------------------------------------------------- */

static void test_one_at_a_time_in_order(gconstpointer data) {
  g_autoptr(BkStore) store = open_store(data);
  Reply replies[4] = {0};
  g_autoptr(BkSecret) secret = bk_secret_new("{}", -1);
  g_autoptr(BkItem) item = bk_item_new("session", server, "", "", secret);
  bk_store_save(store, item, 0, on_done, &replies[0]);
  bk_store_list(store, "session", on_done, &replies[1]);
  bk_store_remove(store, "session", server, "", "", on_done, &replies[2]);
  bk_store_remove(store, "session", server, "", "", on_done, &replies[3]);
  for (guint i = 0; i < G_N_ELEMENTS(replies); i++)
    g_assert_false(replies[i].done); /* never from inside the call */
  for (guint i = 0; i < G_N_ELEMENTS(replies); i++) {
    wait_for(&replies[i].done);
    for (guint later = i + 1; later < G_N_ELEMENTS(replies); later++)
      g_assert_false(replies[later].done);
  }
  expect(&replies[0], "ok");
  g_assert_cmpuint(replies[1].items->len, >=, 1);
  expect(&replies[2], "ok");
  expect(&replies[3], "absent");
  for (guint i = 0; i < G_N_ELEMENTS(replies); i++)
    reply_clear(&replies[i]);
}

static void test_cancel(gconstpointer data) {
  g_autoptr(BkStore) store = open_store(data);
  g_auto(Reply) cancelled = {0}, next = {0};
  bk_store_cancel(store); /* nothing under way */
  bk_store_list(store, NULL, on_done, &cancelled);
  bk_store_probe(store, on_done, &next);
  bk_store_cancel(store);
  bk_store_cancel(store);
  g_assert_false(cancelled.done);
  expect(&cancelled, is_helped(data) ? "timeout" : "ok"); /* the others have answered by now */
  if (is_helped(data))
    g_assert_cmpstr(cancelled.detail, ==, "cancelled");
  expect(&next, "ok"); /* the one that waited goes on */
}

static void not_me(BkStoreResult result, const GPtrArray *items, const char *detail, gpointer data) {
  (void)result, (void)items, (void)detail, (void)data;
  g_assert_not_reached();
}

static void test_no_callback_after_free(gconstpointer data) {
  BkStore *store = open_store(data);
  g_autoptr(BkStore) other = open_store(data);
  g_auto(Reply) reply = {0};
  bk_store_list(store, NULL, not_me, NULL);
  bk_store_probe(store, not_me, NULL);
  bk_store_free(store);
  bk_store_probe(other, on_done, &reply);
  expect(&reply, "ok");
}

typedef struct {
  BkStore *store;
  gboolean done;
} Inside;

static void free_inside(BkStoreResult result, const GPtrArray *items, const char *detail, gpointer data) {
  Inside *inside = data;
  bk_store_free(inside->store);
  g_assert_cmpint(result, ==, BK_STORE_RESULT_OK); /* the arguments outlive the store */
  g_assert_cmpuint(items->len, ==, 0);
  g_assert_cmpuint(strlen(detail), >, 0);
  inside->done = TRUE;
}

static void test_free_in_callback(gconstpointer data) {
  Inside inside = {open_store(data), FALSE};
  bk_store_probe(inside.store, free_inside, &inside);
  bk_store_probe(inside.store, not_me, NULL);
  wait_for(&inside.done);
}

static Reply asked_inside;

static void ask_inside(BkStoreResult result, const GPtrArray *items, const char *detail, gpointer data) {
  (void)result, (void)items, (void)detail;
  bk_store_list(data, NULL, on_done, &asked_inside);
}

static void test_ask_in_callback(gconstpointer data) {
  g_autoptr(BkStore) store = open_store(data);
  asked_inside = (Reply){0};
  bk_store_probe(store, ask_inside, store);
  expect(&asked_inside, "ok");
  reply_clear(&asked_inside);
}

static void test_item_is_copied(gconstpointer data) {
  g_autoptr(BkStore) store = open_store(data);
  g_auto(Reply) reply = {0};
  BkSecret *secret = bk_secret_new("{\"a\":1}", -1);
  BkItem *item = bk_item_new("session", server, "ann@example.org", "", secret);
  bk_secret_unref(secret);
  bk_store_save(store, item, 60, on_done, &reply);
  bk_item_free(item);
  expect(&reply, "ok");
  g_autoptr(GPtrArray) items = list(store, NULL, server);
  g_assert_cmpstr(data_at(items, 0), ==, "{\"a\":1}");
  clear(store);
}

/* ---- which places ---------------------------------------------------------------------------------- */

static void test_none(void) {
  g_autoptr(BkStore) store = bk_store_new(BK_STORE_NONE);
  save(store, "session", server, "", "", "{}", "not_kept");
  g_autoptr(GPtrArray) items = list(store, NULL, server);
  g_assert_cmpuint(items->len, ==, 0);
  remove_item(store, "session", server, "", "", "absent");
}

static void add(BkStoreKind kind, const char *name, void (*test)(gconstpointer data)) {
  g_autofree char *path = g_strdup_printf("/store/%s/%s", bk_store_word(kind), name);
  g_test_add_data_func(path, GINT_TO_POINTER(kind), test);
}

static void add_all(BkStoreKind kind) {
  add(kind, "probe-and-unlock", test_probe_and_unlock);
  add(kind, "cancel", test_cancel);
  add(kind, "no-callback-after-free", test_no_callback_after_free);
  add(kind, "free-in-callback", test_free_in_callback);
  add(kind, "ask-in-callback", test_ask_in_callback);
  if (kind == BK_STORE_NONE)
    return;
  add(kind, "one-at-a-time", test_one_at_a_time_in_order);
  add(kind, "keeps", test_keeps);
  add(kind, "another-store-finds-it", test_another_store_finds_it);
  add(kind, "replaces", test_replaces);
  add(kind, "tells-apart", test_tells_apart);
  add(kind, "removes", test_removes);
  add(kind, "newest-first", test_newest_first);
  add(kind, "limits", test_limits);
  add(kind, "empty-data", test_empty_data);
  add(kind, "item-is-copied", test_item_is_copied);
}

static gboolean has_kernel_keyring(void) {
  g_autoptr(BkStore) store = bk_store_new(BK_STORE_KERNEL);
  g_auto(Reply) reply = {0};
  bk_store_probe(store, on_done, &reply);
  wait_for(&reply.done);
  return reply.result == BK_STORE_RESULT_OK;
}

static void skip_kernel(void) {
  g_test_skip("no kernel keyring here");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
  server = g_strdup_printf("contract-%d", (int)getpid());
  const char *given = g_getenv("BACKIN_CONTRACT");
  gboolean kernel = given || has_kernel_keyring();
  g_auto(GStrv) words = g_strsplit(given ? given : kernel ? "memory none kernel" : "memory none", " ", -1);
  for (guint i = 0; words[i]; i++) {
    BkStoreKind kind;
    g_assert_true(bk_store_from_word(words[i], &kind));
    add_all(kind);
  }
  g_test_add_func("/store/none-says-so", test_none);
  if (!kernel)
    g_test_add_func("/store/kernel", skip_kernel);
  return g_test_run();
}
