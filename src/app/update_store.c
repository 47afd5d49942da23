#include "app/desk.h"
#include "base/clock.h"

/* Errands to the store. A person waits for few of them; none of them ever undoes what a server did. */

guint bk_update_errand_at(BkUpdate *u, BkStoreKind store, BkErrandKind kind, BkEffectKind effect_kind,
                          BkItem *item, gint64 seconds, BkSession *session) {
  BkErrand *errand = g_new0(BkErrand, 1);
  *errand = (BkErrand){
      .kind = kind, .serial = bk_update_serial(u), .store = store, .session = bk_session_ref(session)};
  g_ptr_array_add(u->desk->errands, errand);
  BkEffect *effect = bk_update_effect(u, effect_kind, errand->serial);
  effect->store = store;
  effect->item = item;
  effect->seconds = seconds;
  u->model->pending_store++;
  return errand->serial;
}

guint bk_update_errand(BkUpdate *u, BkErrandKind kind, BkEffectKind effect_kind, BkItem *item, gint64 seconds,
                       BkSession *session) {
  return bk_update_errand_at(u, u->model->store, kind, effect_kind, item, seconds, session);
}

void bk_update_decided(BkUpdate *u) {
  u->model->store_decided = TRUE;
  BkMessage *held = g_steal_pointer(&u->desk->held);
  if (held != NULL && held->kind == BK_MESSAGE_START)
    bk_update_start_device(u);
  else if (held != NULL && u->model->flow != NULL)
    bk_update_give(u, held->values);
  bk_message_free(held);
}

static BkNotice *store_notice(BkUpdate *u, BkNoticeKind kind, gboolean good, const BkMessage *message) {
  BkNotice *notice = bk_update_notice(u, kind, good);
  notice->result = message->result;
  notice->detail = g_strdup(message->text);
  return notice;
}

/* So that it is looked at again, whatever place is in use then. */
static void remember_place(BkUpdate *u, BkStoreKind store) {
  if (u->model->places_used & (1u << store))
    return;
  u->model->places_used |= 1u << store;
  BkStateChange *change = bk_state_change_new(BK_STATE_USE_PLACE);
  change->store = (int)store;
  bk_update_state(u, change);
}

static void on_kept(BkUpdate *u, const BkErrand *errand, const BkMessage *message, gboolean tell) {
  gboolean kept = message->result == BK_STORE_RESULT_OK;
  for (guint i = 0; i < u->model->sessions->len; i++) {
    BkSessionEntry *entry = g_ptr_array_index(u->model->sessions, i);
    if (entry->session == errand->session && kept)
      entry->kept = errand->store;
  }
  if (kept)
    remember_place(u, errand->store);
  /* Good news that comes after the person went on would hide what they are doing now. */
  if (!kept || (tell && u->model->place == BK_PLACE_SESSIONS))
    store_notice(u, kept ? BK_NOTICE_SIGNED_IN : BK_NOTICE_SIGNED_IN_NOT_KEPT, kept, message);
}

/* Not the same object: it may have been renewed while it was removed. */
static gboolean same_account(const BkSession *a, const BkSession *b) {
  return g_str_equal(a->server, b->server) && g_ascii_strcasecmp(a->account, b->account) == 0;
}

static void on_dropped(BkUpdate *u, const BkErrand *errand, const BkMessage *message) {
  gboolean gone = message->result == BK_STORE_RESULT_OK || message->result == BK_STORE_RESULT_ABSENT;
  for (guint i = u->model->sessions->len; i-- > 0;) {
    BkSessionEntry *entry = g_ptr_array_index(u->model->sessions, i);
    if (same_account(entry->session, errand->session) && (gone || entry->kept == BK_STORE_NONE))
      g_ptr_array_remove_index(u->model->sessions, i);
  }
  if (u->model->session != NULL && same_account(u->model->session, errand->session))
    g_clear_pointer(&u->model->session, bk_session_unref);
  BkNotice *notice = store_notice(u, BK_NOTICE_SIGNED_OUT, gone, message);
  notice->outcome = u->desk->signed_out;
}

static void on_pruned(BkUpdate *u, const BkMessage *message) {
  if (message->result != BK_STORE_RESULT_OK && message->result != BK_STORE_RESULT_ABSENT) {
    store_notice(u, BK_NOTICE_STORE, FALSE, message);
    return;
  }
  u->desk->dropped++;
  if (u->model->notice.kind == BK_NOTICE_NONE || u->model->notice.kind == BK_NOTICE_PRUNED)
    bk_update_notice(u, BK_NOTICE_PRUNED, TRUE)->number = (int)u->desk->dropped;
}

static void on_answer(BkUpdate *u, const BkErrand *errand, const BkMessage *message) {
  switch (errand->kind) {
  case BK_ERRAND_PROBE:
    g_free(u->model->store_detail);
    u->model->store_detail = g_strdup(message->text);
    bk_update_probed(u, message->result);
    break;
  case BK_ERRAND_LIST:
  case BK_ERRAND_LIST_MORE:
    bk_update_listed(u, errand, message);
    break;
  case BK_ERRAND_UNLOCK:
    u->model->unlocking = u->model->busy = FALSE;
    store_notice(u, BK_NOTICE_STORE, message->result == BK_STORE_RESULT_OK, message);
    bk_update_probed(u, message->result);
    break;
  case BK_ERRAND_KEEP_SESSION:
    on_kept(u, errand, message, TRUE);
    break;
  case BK_ERRAND_RENEW_SESSION:
    on_kept(u, errand, message, FALSE);
    break;
  case BK_ERRAND_RENEWAL:
    break; /* answered before it comes here */
  case BK_ERRAND_DROP_SESSION:
    on_dropped(u, errand, message);
    break;
  case BK_ERRAND_DROP_DUPLICATE:
    on_pruned(u, message);
    break;
  case BK_ERRAND_KEEP_RESET:
    if (message->result != BK_STORE_RESULT_OK)
      store_notice(u, BK_NOTICE_STORE, FALSE, message);
    break;
  case BK_ERRAND_QUIET:
    break;
  }
}

void bk_update_store_answer(BkUpdate *u, const BkMessage *message) {
  for (guint i = 0; i < u->desk->errands->len; i++) {
    if (((BkErrand *)g_ptr_array_index(u->desk->errands, i))->serial != message->serial)
      continue;
    u->model->pending_store--;
    BkErrand *errand = g_ptr_array_steal_index(u->desk->errands, i);
    if (!bk_update_renewal_answer(u, message))
      on_answer(u, errand, message);
    bk_session_unref(errand->session);
    g_free(errand);
    return;
  }
}

/* A place that the person has turned away from need not answer any more. What is being written there is
 * written. */
static void give_up_asking(BkUpdate *u, BkStoreKind store) {
  gboolean asking = FALSE;
  for (guint i = u->desk->errands->len; i-- > 0;) {
    const BkErrand *errand = g_ptr_array_index(u->desk->errands, i);
    if (errand->store != store || (errand->kind != BK_ERRAND_PROBE && errand->kind != BK_ERRAND_LIST &&
                                   errand->kind != BK_ERRAND_UNLOCK))
      continue;
    asking = TRUE;
    u->model->pending_store--;
    g_ptr_array_remove_index(u->desk->errands, i);
  }
  if (asking)
    bk_update_effect(u, BK_EFFECT_STORE_CANCEL, 0)->store = store;
}

void bk_update_unlock(BkUpdate *u) {
  if (u->model->busy || u->model->no_prompter)
    return;
  bk_notice_clear(&u->model->notice);
  u->model->unlocking = u->model->busy = TRUE;
  u->model->busy_since = bk_clock_wall();
  bk_update_errand(u, BK_ERRAND_UNLOCK, BK_EFFECT_STORE_UNLOCK, NULL, 0, NULL);
}

/* The window may stay, and may still be answered there. */
void bk_update_stop_unlocking(BkUpdate *u) {
  give_up_asking(u, u->model->store);
  u->model->unlocking = u->model->busy = FALSE;
  bk_update_notice(u, BK_NOTICE_CANCELLED, FALSE);
}

void bk_update_keep(BkUpdate *u, BkStoreKind store) {
  if (u->model->place == BK_PLACE_KEEP) {
    BkMessage *held = g_steal_pointer(&u->desk->held); /* leaving the place would drop it */
    bk_update_replace(u, BK_PLACE_SIGN_IN);
    u->desk->held = held;
  }
  if (u->model->store != store) {
    give_up_asking(u, u->model->store);
    u->model->store = store;
    BkStateChange *change = bk_state_change_new(BK_STATE_SET_STORE);
    change->store = (int)store;
    u->model->store_chosen = (int)store;
    bk_update_state(u, change);
    u->model->store_known = FALSE;
    bk_update_errand(u, BK_ERRAND_PROBE, BK_EFFECT_STORE_PROBE, NULL, 0, NULL);
  } else if (store == BK_STORE_NONE || store == BK_STORE_MEMORY ||
             u->model->store_result == BK_STORE_RESULT_OK) {
    bk_update_decided(u);
  }
}
