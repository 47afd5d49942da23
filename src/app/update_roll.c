#include "app/desk.h"

/* A session that an answer has changed is kept at once, whatever became of the question: with the old one
 * nobody would get in again. */

static void replace(BkSession **field, BkSession *session) {
  bk_session_ref(session);
  bk_session_unref(*field);
  *field = session;
}

void bk_update_roll(BkUpdate *u, const BkFlow *flow, BkSession **mine) {
  BkSession *changed = bk_flow_changed_session(flow);
  if (changed == NULL || changed == *mine)
    return;
  const BkSessionEntry *entry = bk_model_entry(u->model, changed->server, changed->account);
  gboolean known = entry != NULL && entry->session == *mine; /* else it was ended or replaced meanwhile */
  /* One that is not kept yet may be on its way there. */
  BkStoreKind kept = known ? entry->kept : BK_STORE_NONE;
  BkStoreKind store = known && kept == BK_STORE_NONE ? u->model->store : kept;
  if (u->model->session == *mine)
    replace(&u->model->session, changed);
  if (known)
    bk_update_take(u, changed, kept);
  replace(mine, changed);
  if (store == BK_STORE_NONE)
    return;
  g_autoptr(BkSecret) json = bk_session_to_json(changed);
  bk_update_errand_at(u, store, BK_ERRAND_RENEW_SESSION, BK_EFFECT_STORE_SAVE,
                      bk_item_new("session", changed->server, changed->account, "", json), 0, changed);
}
