#include "app/desk.h"

/* What the places hold. The place in use is read first; then, one after the other and without a prompt, those
 * where sessions were ever kept on this machine. A place named with --store is the only one. */

void bk_update_plan_reading(BkUpdate *u) {
  if (u->desk->fixed_store)
    return;
  for (BkStoreKind store = BK_STORE_KEYRING; store < BK_STORE_MEMORY; store++) {
    if (store != u->model->store && (u->model->places_used & (1u << store)))
      g_array_append_val(u->desk->to_read, store);
  }
}

static gboolean looked(BkStoreResult result) {
  return result == BK_STORE_RESULT_OK || result == BK_STORE_RESULT_ABSENT;
}

static void not_read(BkUpdate *u, BkStoreKind store, BkStoreResult result) {
  if (u->model->unread_result != BK_STORE_RESULT_OK)
    return;
  u->model->unread = store;
  u->model->unread_result = result;
}

/* A provider that did not answer is not asked for its other collection: after a call was given up there is no
 * second try by itself. */
static gboolean is_mute(BkUpdate *u, BkStoreKind store) {
  gboolean same_provider = store <= BK_STORE_SESSION && u->model->store <= BK_STORE_SESSION;
  return same_provider && u->model->store_result == BK_STORE_RESULT_TIMEOUT;
}

static void read_next(BkUpdate *u) {
  while (u->desk->to_read->len > 0) {
    BkStoreKind store = g_array_index(u->desk->to_read, BkStoreKind, 0);
    g_array_remove_index(u->desk->to_read, 0);
    if (!is_mute(u, store)) {
      bk_update_errand_at(u, store, BK_ERRAND_LIST_MORE, BK_EFFECT_STORE_LIST, NULL, 0, NULL);
      return;
    }
    not_read(u, store, BK_STORE_RESULT_TIMEOUT);
  }
  BkStoreKind store;
  BkStoreResult result;
  u->model->sessions_known = !bk_model_unread(u->model, &store, &result);
}

void bk_update_probed(BkUpdate *u, BkStoreResult result) {
  u->model->store_known = TRUE;
  u->model->store_result = result;
  gboolean usable = result == BK_STORE_RESULT_OK;
  if (usable || result == BK_STORE_RESULT_LOCKED)
    bk_update_errand(u, BK_ERRAND_LIST, BK_EFFECT_STORE_LIST, NULL, 0, NULL);
  else
    read_next(u);
  if (usable)
    bk_update_decided(u);
  else if (u->desk->held != NULL)
    bk_update_go(u, BK_PLACE_KEEP);
}

/* ---- items -----------------------------------------------------------------------------------------------
 */

static char *foreign_key(BkStoreKind store, const char *server, const char *account) {
  g_autofree char *key = bk_model_account_key(server, account);
  return g_strdup_printf("%d\n%s", store, key);
}

gboolean bk_update_is_foreign(BkUpdate *u, BkStoreKind store, const BkSession *session) {
  g_autofree char *key = foreign_key(store, session->server, session->account);
  return g_hash_table_contains(u->desk->foreign, key);
}

/* A session, or what another version calls one: that is left alone, and not written over. */
static BkSession *read_session(BkUpdate *u, const BkItem *item, BkStoreKind store) {
  g_autoptr(BkSession) session = bk_session_from_json(item->data, NULL);
  /* What the attributes say and what the data says must be one: else somebody moved a token. */
  if (session != NULL && g_str_equal(session->server, item->server) &&
      g_str_equal(session->account, item->account))
    return g_steal_pointer(&session);
  if (bk_session_version_of(item->data) > BK_SESSION_VERSION &&
      g_hash_table_add(u->desk->foreign, foreign_key(store, item->server, item->account)))
    u->model->other_versions++;
  return NULL;
}

/* The newest is used; the rest is told, and removed only when a person says so. */
static void take_session(BkUpdate *u, const BkItem *item, BkStoreKind store) {
  g_autoptr(BkSession) session = read_session(u, item, store);
  if (session == NULL)
    return;
  BkSessionEntry *known = bk_model_entry(u->model, session->server, session->account);
  BkSessionEntry *entry = bk_update_entry(session, store);
  entry->changed = item->changed;
  if (known == NULL) {
    g_ptr_array_add(u->model->sessions, entry);
    return;
  }
  gboolean same = known->kept == store && bk_secret_equal(known->session->token, session->token);
  gboolean newer =
      known->changed != 0 && entry->changed > known->changed && known->session != u->model->session;
  if (newer) {
    BkSessionEntry older = *known;
    *known = *entry;
    *entry = older;
  }
  if (same) {
    bk_session_unref(entry->session); /* read a second time */
    g_free(entry);
  } else {
    g_ptr_array_add(u->model->duplicates, entry);
  }
}

static void take_choice(BkUpdate *u, const BkItem *item) {
  for (guint i = 0; i < u->model->accounts->len; i++) {
    const BkAccount *account = g_ptr_array_index(u->model->accounts, i);
    if (g_str_equal(account->server, item->server) && g_ascii_strcasecmp(account->email, item->account) == 0)
      return;
  }
  g_ptr_array_add(u->model->accounts, bk_account_new(item->account, item->server, item->changed));
}

/* What another process verified: the reset it belongs to needs no code any more. */
static void take_verified(BkUpdate *u, const BkItem *item) {
  BkReset *reset = bk_model_find_reset(u->model, item->name);
  if (reset != NULL)
    reset->verified = TRUE;
  g_hash_table_replace(u->desk->reset_items, g_strdup(item->name), bk_secret_ref(item->data));
}

static void take_items(BkUpdate *u, const GPtrArray *items, BkStoreKind store) {
  for (guint i = 0; items != NULL && i < items->len; i++) {
    const BkItem *item = g_ptr_array_index(items, i);
    if (item->data == NULL) {
      /* It is there and withheld: whoever looks for it must not hear that it is not there. */
      if (g_str_equal(item->kind, "session"))
        not_read(u, store, BK_STORE_RESULT_FAILED);
      continue;
    }
    if (g_str_equal(item->kind, "session"))
      take_session(u, item, store);
    else if (g_str_equal(item->kind, "choice"))
      take_choice(u, item);
    else if (g_str_equal(item->kind, "reset"))
      take_verified(u, item);
    else if (g_str_equal(item->kind, "input"))
      g_hash_table_replace(u->desk->inputs, g_strconcat(item->server, "\n", item->name, NULL),
                           bk_secret_ref(item->data));
  }
}

void bk_update_listed(BkUpdate *u, const BkErrand *errand, const BkMessage *message) {
  take_items(u, message->items, errand->store);
  bk_update_age(u);
  if (!looked(message->result) && errand->kind == BK_ERRAND_LIST)
    u->model->store_result = message->result;
  else if (!looked(message->result))
    not_read(u, errand->store, message->result);
  read_next(u);
}

/* ---- what is kept more than once -------------------------------------------------------------------------
 */

/* In the same place under the same name: writing the newest once more leaves that one alone. */
static void prune_one(BkUpdate *u, const BkSessionEntry *older) {
  const BkSession *session = older->session;
  const BkSessionEntry *used = bk_model_entry(u->model, session->server, session->account);
  gboolean same =
      used != NULL && used->kept == older->kept && g_str_equal(used->session->account, session->account);
  g_autoptr(BkSecret) json = same ? bk_session_to_json(used->session) : NULL;
  BkItem *item = bk_item_new("session", session->server, session->account, "", json);
  bk_update_errand_at(u, older->kept, BK_ERRAND_DROP_DUPLICATE,
                      same ? BK_EFFECT_STORE_SAVE : BK_EFFECT_STORE_REMOVE, item, 0, NULL);
}

void bk_update_prune(BkUpdate *u) {
  bk_notice_clear(&u->model->notice);
  u->desk->dropped = 0;
  if (u->model->duplicates->len == 0)
    bk_update_notice(u, BK_NOTICE_PRUNED, TRUE);
  for (guint i = 0; i < u->model->duplicates->len; i++)
    prune_one(u, g_ptr_array_index(u->model->duplicates, i));
  g_ptr_array_set_size(u->model->duplicates, 0);
}
