/* The memory of this run: an array, newest first. */
#include "base/clock.h"
#include "store/place.h"

typedef struct {
  BkItem *item;
  gint64 ends; /* monotonic clock; 0: never */
} Kept;

typedef struct {
  GPtrArray *kept; /* Kept*, newest first */
} Memory;

static void kept_free(gpointer data) {
  Kept *kept = data;
  bk_item_free(kept->item);
  g_free(kept);
}

static void drop_ended(Memory *memory) {
  gint64 now = bk_clock_monotonic();
  for (guint i = memory->kept->len; i-- > 0;) {
    const Kept *kept = g_ptr_array_index(memory->kept, i);
    if (kept->ends && kept->ends <= now)
      g_ptr_array_remove_index(memory->kept, i);
  }
}

static gboolean drop_same(Memory *memory, const BkItem *item) {
  for (guint i = 0; i < memory->kept->len; i++) {
    const Kept *kept = g_ptr_array_index(memory->kept, i);
    if (bk_item_same(kept->item, item)) {
      g_ptr_array_remove_index(memory->kept, i);
      return TRUE;
    }
  }
  return FALSE;
}

static BkStoreAnswer *list(Memory *memory, const char *kind) {
  BkStoreAnswer *answer = bk_store_answer_new(BK_STORE_RESULT_OK, "memory of this run");
  for (guint i = 0; i < memory->kept->len; i++) {
    const Kept *kept = g_ptr_array_index(memory->kept, i);
    if (!kind || g_str_equal(kept->item->kind, kind))
      g_ptr_array_add(answer->items, bk_item_copy(kept->item));
  }
  return answer;
}

static BkStoreAnswer *save(Memory *memory, const BkStoreCall *call) {
  gboolean replaced = drop_same(memory, call->item);
  if (!replaced && memory->kept->len >= BK_STORE_MAX_ITEMS)
    return bk_store_answer_new(BK_STORE_RESULT_FULL, "%u items", memory->kept->len);
  Kept *kept = g_new0(Kept, 1);
  kept->item = bk_item_copy(call->item);
  kept->item->changed = bk_clock_wall();
  kept->ends = call->seconds > 0 ? bk_clock_monotonic() + call->seconds : 0;
  g_ptr_array_insert(memory->kept, 0, kept);
  return bk_store_answer_new(BK_STORE_RESULT_OK, "memory of this run");
}

static void start(gpointer place, const BkStoreCall *call, BkPlaceAnswer answer, gpointer data) {
  Memory *memory = place;
  drop_ended(memory);
  switch (call->operation) {
  case BK_STORE_OP_LIST:
    answer(list(memory, call->kind), data);
    return;
  case BK_STORE_OP_SAVE:
    answer(save(memory, call), data);
    return;
  case BK_STORE_OP_REMOVE:
    answer(bk_store_answer_new(drop_same(memory, call->item) ? BK_STORE_RESULT_OK : BK_STORE_RESULT_ABSENT,
                               "memory of this run"),
           data);
    return;
  case BK_STORE_OP_PROBE:
  case BK_STORE_OP_UNLOCK:
    answer(bk_store_answer_new(BK_STORE_RESULT_OK, "memory of this run"), data);
    return;
  }
}

static void free_memory(gpointer place) {
  Memory *memory = place;
  g_ptr_array_unref(memory->kept);
  g_free(memory);
}

BkPlace bk_place_memory(void) {
  static const BkPlaceClass class = {start, NULL, free_memory};
  Memory *memory = g_new0(Memory, 1);
  memory->kept = g_ptr_array_new_with_free_func(kept_free);
  return (BkPlace){&class, memory};
}
