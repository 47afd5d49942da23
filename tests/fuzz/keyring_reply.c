/* What the keyring's helper says, or whoever stands in its place: frames, and the JSON inside them. */
#include "fuzz/fuzz.h"
#include "store/keyring_protocol.h"

#include <string.h>

void fuzz_start(void) {
  bk_json_init();
}

/* The JSON of one whole frame, in pieces. */
static BkSecret *unwrap(const BkSecret *whole, gsize piece) {
  g_autoptr(BkFrame) frame = bk_frame_new();
  const char *bytes = bk_secret_peek(whole);
  gsize left = bk_secret_length(whole);
  BkFrameState state = BK_FRAME_MORE;
  while (left > 0) {
    gsize used = 0;
    HOLDS(state == BK_FRAME_MORE);
    state = bk_frame_feed(frame, bytes, MIN(piece, left), &used);
    HOLDS(used == MIN(piece, left));
    bytes += used;
    left -= used;
  }
  HOLDS(state == BK_FRAME_DONE);
  return bk_frame_take(frame);
}

static void check_item(const BkItem *item) {
  if (item == NULL)
    return;
  HOLDS(bk_item_has_good_fields(item));
  HOLDS(item->data == NULL || bk_item_data_is_good(item->data));
  g_autoptr(BkSecret) written = bk_keyring_write_item(item);
  HOLDS(written != NULL);
  g_autoptr(BkSecret) json = unwrap(written, 5);
  g_autoptr(BkItem) read = bk_keyring_read_item(json);
  HOLDS(read != NULL && bk_item_same(read, item) && bk_secret_equal(read->data, item->data));
  HOLDS(read->changed == item->changed);
}

static void check_json(const BkSecret *json) {
  guint items = 0;
  g_autoptr(BkItem) item = bk_keyring_read_item(json);
  g_autoptr(BkStoreAnswer) answer = bk_keyring_read_answer(json, &items);
  g_autofree char *collection = NULL;
  g_autoptr(BkStoreCall) call = bk_keyring_read_call(json, &collection);
  check_item(item);
  HOLDS(answer == NULL || (fuzz_is_printable(answer->detail) && items <= BK_STORE_MAX_ITEMS));
  HOLDS((call == NULL) == (collection == NULL));
  if (call != NULL)
    check_item(call->item);
}

/* The bytes as frames, as they would come over the socket. */
static void check_frames(const char *bytes, gsize length) {
  g_autoptr(BkFrame) frame = bk_frame_new();
  while (length > 0) {
    gsize used = 0;
    BkFrameState state = bk_frame_feed(frame, bytes, MIN(length, 7), &used);
    HOLDS(used <= MIN(length, 7));
    if (state == BK_FRAME_BAD)
      return;
    HOLDS(state == BK_FRAME_DONE || used > 0);
    if (state == BK_FRAME_DONE) {
      g_autoptr(BkSecret) json = bk_frame_take(frame);
      HOLDS(bk_secret_length(json) > 0 && bk_secret_length(json) <= BK_KEYRING_MAX_FRAME);
      check_json(json);
    }
    bytes += used;
    length -= used;
  }
}

void fuzz_one(const char *bytes, gsize length) {
  g_autoptr(BkSecret) json = bk_secret_new(bytes, (gssize)length);
  check_frames(bytes, length);
  if (json != NULL)
    check_json(json);
}
