/* The frames between backin and backin-keyring: what is written is read back, and nothing else is. */
#include "store/keyring_protocol.h"

#include <string.h>

static BkFrameState feed(BkFrame *frame, const char *bytes, gsize length) {
  gsize used;
  BkFrameState state = bk_frame_feed(frame, bytes, length, &used);
  g_assert_cmpuint(used, <=, length);
  return state;
}

/* The JSON in a whole frame, which goes in byte by byte. */
static BkSecret *unwrap(BkSecret *whole) {
  g_autoptr(BkFrame) frame = bk_frame_new();
  g_assert_nonnull(whole);
  const char *bytes = bk_secret_peek(whole);
  gsize length = bk_secret_length(whole);
  for (gsize i = 0; i + 1 < length; i++)
    g_assert_cmpint(feed(frame, bytes + i, 1), ==, BK_FRAME_MORE);
  g_assert_cmpint(feed(frame, bytes + length - 1, 1), ==, BK_FRAME_DONE);
  bk_secret_unref(whole);
  return bk_frame_take(frame);
}

static void test_call_round_trip(void) {
  g_autoptr(BkStoreCall) call = bk_store_call_new(BK_STORE_OP_SAVE);
  g_autoptr(BkSecret) data = bk_secret_new("{\"a\":\"\\u0001 \xc3\xa9\"}", -1);
  call->item = bk_item_new("session", "acme", "ann@example.org", "", data);
  g_autoptr(BkSecret) json = unwrap(bk_keyring_write_call(call, "default"));
  g_autofree char *collection = NULL;
  g_autoptr(BkStoreCall) read = bk_keyring_read_call(json, &collection);
  g_assert_nonnull(read);
  g_assert_cmpstr(collection, ==, "default");
  g_assert_cmpint(read->operation, ==, BK_STORE_OP_SAVE);
  g_assert_true(bk_item_same(read->item, call->item));
  g_assert_true(bk_secret_equal(read->item->data, data));
}

static void test_the_worst_item_fits(void) {
  g_autofree char *controls = g_strnfill(BK_STORE_MAX_SECRET, '\x01'); /* six bytes each in JSON */
  g_autofree char *field = g_strnfill(BK_STORE_MAX_FIELD, '"');
  g_autoptr(BkSecret) data = bk_secret_new(controls, -1);
  g_autoptr(BkItem) item = bk_item_new("session", field, field, field, data);
  g_autoptr(BkSecret) json = unwrap(bk_keyring_write_item(item));
  g_autoptr(BkItem) read = bk_keyring_read_item(json);
  g_assert_nonnull(read);
  g_assert_true(bk_secret_equal(read->data, data));
}

static void test_answer_round_trip(void) {
  g_autoptr(BkStoreAnswer) answer = bk_store_answer_new(BK_STORE_RESULT_LOCKED, "at %d\033[2J", 3);
  g_ptr_array_add(answer->items, bk_item_new("session", "acme", "", "", NULL));
  g_autoptr(BkSecret) json = unwrap(bk_keyring_write_answer(answer));
  guint items = 0;
  g_autoptr(BkStoreAnswer) read = bk_keyring_read_answer(json, &items);
  g_assert_nonnull(read);
  g_assert_cmpint(read->result, ==, BK_STORE_RESULT_LOCKED);
  g_assert_cmpuint(items, ==, 1);
  g_assert_cmpuint(read->items->len, ==, 0);
  g_assert_null(strchr(read->detail, '\033'));
  g_autoptr(BkSecret) item_json = unwrap(bk_keyring_write_item(g_ptr_array_index(answer->items, 0)));
  g_autoptr(BkItem) item = bk_keyring_read_item(item_json);
  g_assert_nonnull(item);
  g_assert_null(item->data);
}

static void test_bad_frames(void) {
  static const char *const heads[] = {"\0\0\0\0", "\0\4\0\1", "\xff\xff\xff\xff", "\x80\0\0\0"};
  for (guint i = 0; i < G_N_ELEMENTS(heads); i++) {
    g_autoptr(BkFrame) frame = bk_frame_new();
    g_assert_cmpint(feed(frame, heads[i], 4), ==, BK_FRAME_BAD);
  }
  g_autoptr(BkFrame) frame = bk_frame_new();
  gsize used;
  g_assert_cmpint(bk_frame_feed(frame, "\0\0\0\2{}{}", 8, &used), ==, BK_FRAME_DONE);
  g_assert_cmpuint(used, ==, 6);
  g_autoptr(BkSecret) json = bk_frame_take(frame);
  g_assert_cmpstr(bk_secret_peek(json), ==, "{}");
  g_assert_cmpint(bk_frame_feed(frame, "\0\0\0\1", 4, &used), ==, BK_FRAME_MORE); /* ready for the next */
}

#define ITEM "\"kind\":\"session\",\"server\":\"a\",\"account\":\"\",\"name\":\"\""

static void test_bad_items(void) {
  static const char *const bad[] = {
      "[]",
      "{}",
      "{" ITEM "}",
      "{" ITEM ",\"changed\":1}",
      "{" ITEM ",\"changed\":-1,\"data\":\"\"}",
      "{" ITEM ",\"changed\":1.5,\"data\":\"\"}",
      "{" ITEM ",\"changed\":1e300,\"data\":\"\"}",
      "{" ITEM ",\"changed\":\"1\",\"data\":\"\"}",
      "{" ITEM ",\"changed\":1,\"data\":7}",
      "{" ITEM ",\"changed\":1,\"data\":{}}",
      "{\"kind\":\"\",\"server\":\"a\",\"account\":\"\",\"name\":\"\",\"changed\":1,\"data\":\"\"}",
      "{\"kind\":\"k\",\"server\":\"a\\u001b[2J\",\"account\":\"\",\"name\":\"\",\"changed\":1,\"data\":"
      "\"\"}",
      "{\"kind\":\"k\",\"server\":7,\"account\":\"\",\"name\":\"\",\"changed\":1,\"data\":\"\"}",
      "{" ITEM ",\"changed\":1,\"data\":\"a\\u0000b\"}",
      "{" ITEM ",\"changed\":1,\"data\":\"\"} x",
  };
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(BkSecret) json = bk_secret_new(bad[i], -1);
    g_autoptr(BkItem) item = bk_keyring_read_item(json);
    if (item)
      g_test_message("taken: %s", bad[i]);
    g_assert_null(item);
  }
  g_autoptr(BkSecret) good = bk_secret_new("{" ITEM ",\"changed\":1,\"data\":\"\"}", -1);
  g_autoptr(BkItem) item = bk_keyring_read_item(good);
  g_assert_nonnull(item);
  g_autofree char *large = g_strnfill(BK_STORE_MAX_SECRET + 1, 'x');
  g_autofree char *text = g_strdup_printf("{" ITEM ",\"changed\":1,\"data\":\"%s\"}", large);
  g_autoptr(BkSecret) over = bk_secret_new(text, -1);
  g_assert_null(bk_keyring_read_item(over));
}

static void test_bad_answers(void) {
  static const char *const bad[] = {
      "null",
      "{\"protocol\":1,\"result\":\"ok\",\"detail\":\"\"}",
      "{\"protocol\":2,\"result\":\"ok\",\"detail\":\"\",\"items\":0}",
      "{\"protocol\":1,\"result\":\"fine\",\"detail\":\"\",\"items\":0}",
      "{\"protocol\":1,\"result\":\"ok\",\"detail\":\"\",\"items\":513}",
      "{\"protocol\":1,\"result\":\"ok\",\"detail\":\"\",\"items\":-1}",
      "{\"protocol\":1,\"result\":\"ok\",\"detail\":null,\"items\":0}",
  };
  guint items;
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(BkSecret) json = bk_secret_new(bad[i], -1);
    g_assert_null(bk_keyring_read_answer(json, &items));
  }
  g_autoptr(BkSecret) good =
      bk_secret_new("{\"protocol\":1,\"result\":\"ok\",\"detail\":\"\",\"items\":512}", -1);
  g_autoptr(BkStoreAnswer) answer = bk_keyring_read_answer(good, &items);
  g_assert_nonnull(answer);
  g_assert_cmpuint(items, ==, 512);
}

static void test_bad_calls(void) {
  static const char *const bad[] = {
      "{\"protocol\":1,\"operation\":\"probe\"}",
      "{\"protocol\":1,\"operation\":\"format\",\"collection\":\"default\"}",
      "{\"protocol\":0,\"operation\":\"probe\",\"collection\":\"default\"}",
      "{\"protocol\":1,\"operation\":\"save\",\"collection\":\"default\"}",
      "{\"protocol\":1,\"operation\":\"save\",\"collection\":\"default\",\"item\":{" ITEM
      ",\"changed\":1,\"data\":null}}",
      "{\"protocol\":1,\"operation\":\"remove\",\"collection\":\"default\",\"item\":[]}",
      "{\"protocol\":1,\"operation\":\"probe\",\"collection\":\"default\",\"item\":{" ITEM
      ",\"changed\":1,\"data\":null}}",
  };
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(BkSecret) json = bk_secret_new(bad[i], -1);
    char *collection = NULL;
    g_assert_null(bk_keyring_read_call(json, &collection));
    g_assert_null(collection);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
  g_test_add_func("/protocol/call-round-trip", test_call_round_trip);
  g_test_add_func("/protocol/answer-round-trip", test_answer_round_trip);
  g_test_add_func("/protocol/the-worst-item-fits", test_the_worst_item_fits);
  g_test_add_func("/protocol/bad-frames", test_bad_frames);
  g_test_add_func("/protocol/bad-items", test_bad_items);
  g_test_add_func("/protocol/bad-answers", test_bad_answers);
  g_test_add_func("/protocol/bad-calls", test_bad_calls);
  return g_test_run();
}
