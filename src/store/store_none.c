/* Keeps nothing, finds nothing, and never pretends otherwise: a save is NOT_KEPT. */
#include "store/place.h"

static void start(gpointer place, const BkStoreCall *call, BkPlaceAnswer answer, gpointer data) {
  (void)place;
  BkStoreResult result = call->operation == BK_STORE_OP_SAVE     ? BK_STORE_RESULT_NOT_KEPT
                         : call->operation == BK_STORE_OP_REMOVE ? BK_STORE_RESULT_ABSENT
                                                                 : BK_STORE_RESULT_OK;
  answer(bk_store_answer_new(result, "nothing is kept"), data);
}

static void free_nothing(gpointer place) {
  (void)place;
}

BkPlace bk_place_none(void) {
  static const BkPlaceClass class = {start, NULL, free_nothing};
  return (BkPlace){&class, NULL};
}
