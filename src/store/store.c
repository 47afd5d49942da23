/* The queue in front of a place: one call at a time, a deadline for each, the answer always from the main
 * loop and never from inside the call that asked. */
#include "store/store.h"

#include "store/place.h"

typedef struct {
  BkStore *store;
  BkStoreCall *call;
  BkStoreDone done;
  gpointer data;
  BkStoreAnswer *answer; /* once known; waits for the main loop */
  gboolean started;
} Turn;

struct BkStore {
  BkStoreKind kind;
  BkPlace place;
  GQueue turns;   /* Turn*; the head is the call under way */
  guint deadline; /* source ids; 0: none */
  guint idle;
  guint holds; /* the maker's one, and one while a callback runs */
  gboolean freed;
};

static void take_turn(BkStore *store);

static void turn_free(gpointer data) {
  Turn *turn = data;
  bk_store_call_free(turn->call);
  bk_store_answer_free(turn->answer);
  g_free(turn);
}

static void let_go(BkStore *store) {
  if (--store->holds == 0)
    g_free(store);
}

static gboolean deliver(gpointer data) {
  BkStore *store = data;
  Turn *turn = g_queue_pop_head(&store->turns);
  store->idle = 0;
  store->holds++;
  turn->done(turn->answer->result, turn->answer->items, turn->answer->detail, turn->data);
  turn_free(turn);
  if (!store->freed)
    take_turn(store);
  let_go(store);
  return G_SOURCE_REMOVE;
}

static void answered(BkStoreAnswer *answer, gpointer data) {
  Turn *turn = data;
  BkStore *store = turn->store;
  turn->answer = answer;
  if (turn->call->operation != BK_STORE_OP_LIST ||
      (answer->result != BK_STORE_RESULT_OK && answer->result != BK_STORE_RESULT_LOCKED))
    g_ptr_array_set_size(answer->items, 0);
  bk_store_answer_settle(answer, 0);
  g_clear_handle_id(&store->deadline, g_source_remove);
  store->idle = g_idle_add_full(G_PRIORITY_DEFAULT, deliver, store, NULL);
}

/* Ends the turn that was started without having heard an answer. */
static void give_up(Turn *turn, const char *why) {
  if (turn->started && turn->store->place.class->stop)
    turn->store->place.class->stop(turn->store->place.place);
  answered(bk_store_answer_new(BK_STORE_RESULT_TIMEOUT, "%s", why), turn);
}

static gboolean too_late(gpointer data) {
  BkStore *store = data;
  store->deadline = 0;
  give_up(g_queue_peek_head(&store->turns), "no answer within the deadline");
  return G_SOURCE_REMOVE;
}

/* What no place need be asked. */
static BkStoreAnswer *refuse(const BkStoreCall *call) {
  if (!call->item)
    return NULL;
  if (!bk_item_has_good_fields(call->item))
    return bk_store_answer_new(BK_STORE_RESULT_FAILED, "a field is too long, or not plain text");
  if (call->operation != BK_STORE_OP_SAVE)
    return NULL;
  if (bk_secret_length(call->item->data) > BK_STORE_MAX_SECRET)
    return bk_store_answer_new(BK_STORE_RESULT_FULL, "over %u bytes", BK_STORE_MAX_SECRET);
  if (!bk_item_data_is_good(call->item->data))
    return bk_store_answer_new(BK_STORE_RESULT_FAILED, "the data is not text");
  return NULL;
}

/* Starts the head of the queue unless it has been. */
static void take_turn(BkStore *store) {
  Turn *turn = g_queue_peek_head(&store->turns);
  if (!turn || turn->started || turn->answer)
    return;
  BkStoreAnswer *refusal = refuse(turn->call);
  if (refusal) {
    answered(refusal, turn);
    return;
  }
  turn->started = TRUE;
  store->deadline = g_timeout_add_seconds(
      turn->call->operation == BK_STORE_OP_UNLOCK ? BK_STORE_PROMPT_DEADLINE : BK_STORE_DEADLINE, too_late,
      store);
  store->place.class->start(store->place.place, turn->call, answered, turn);
}

static void ask(BkStore *store, BkStoreCall *call, BkStoreDone done, gpointer data) {
  Turn *turn = g_new0(Turn, 1);
  *turn = (Turn){.store = store, .call = call, .done = done, .data = data};
  g_queue_push_tail(&store->turns, turn);
  take_turn(store);
}

BkStore *bk_store_new(BkStoreKind kind) {
  BkStore *store = g_new0(BkStore, 1);
  store->kind = kind;
  store->holds = 1;
  g_queue_init(&store->turns);
  switch (kind) {
  case BK_STORE_KEYRING:
    store->place = bk_place_keyring("default");
    break;
  case BK_STORE_SESSION:
    store->place = bk_place_keyring("session");
    break;
  case BK_STORE_KERNEL:
    store->place = bk_place_kernel();
    break;
  case BK_STORE_MEMORY:
    store->place = bk_place_memory();
    break;
  case BK_STORE_NONE:
    store->place = bk_place_none();
    break;
  }
  return store;
}

void bk_store_free(BkStore *store) {
  if (!store)
    return;
  const Turn *turn = g_queue_peek_head(&store->turns);
  if (turn && turn->started && !turn->answer && store->place.class->stop)
    store->place.class->stop(store->place.place);
  store->freed = TRUE;
  g_clear_handle_id(&store->deadline, g_source_remove);
  g_clear_handle_id(&store->idle, g_source_remove);
  g_queue_clear_full(&store->turns, turn_free);
  store->place.class->free(store->place.place);
  let_go(store);
}

BkStoreKind bk_store_kind(const BkStore *store) {
  return store->kind;
}

void bk_store_probe(BkStore *store, BkStoreDone done, gpointer data) {
  ask(store, bk_store_call_new(BK_STORE_OP_PROBE), done, data);
}

void bk_store_list(BkStore *store, const char *kind, BkStoreDone done, gpointer data) {
  BkStoreCall *call = bk_store_call_new(BK_STORE_OP_LIST);
  call->kind = g_strdup(kind);
  ask(store, call, done, data);
}

void bk_store_save(BkStore *store, const BkItem *item, gint64 seconds, BkStoreDone done, gpointer data) {
  BkStoreCall *call = bk_store_call_new(BK_STORE_OP_SAVE);
  call->item = bk_item_copy(item);
  call->seconds = MAX(seconds, 0);
  ask(store, call, done, data);
}

void bk_store_remove(BkStore *store, const char *kind, const char *server, const char *account,
                     const char *name, BkStoreDone done, gpointer data) {
  BkStoreCall *call = bk_store_call_new(BK_STORE_OP_REMOVE);
  call->item = bk_item_new(kind, server, account, name, NULL);
  ask(store, call, done, data);
}

void bk_store_unlock(BkStore *store, BkStoreDone done, gpointer data) {
  ask(store, bk_store_call_new(BK_STORE_OP_UNLOCK), done, data);
}

void bk_store_cancel(BkStore *store) {
  Turn *turn = g_queue_peek_head(&store->turns);
  if (turn && !turn->answer)
    give_up(turn, "cancelled");
}
