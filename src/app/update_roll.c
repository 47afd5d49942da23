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
  BkSessionEntry *entry = bk_model_entry(u->model, changed->server, changed->account);
  gboolean kept = entry != NULL && entry->session == *mine; /* else it was ended or replaced meanwhile */
  if (u->model->session == *mine)
    replace(&u->model->session, changed);
  if (kept)
    replace(&entry->session, changed);
  replace(mine, changed);
  if (!kept || u->model->store == BK_STORE_NONE)
    return;
  g_autoptr(BkSecret) json = bk_session_to_json(changed);
  bk_update_errand(u, BK_ERRAND_RENEW_SESSION, BK_EFFECT_STORE_SAVE,
                   bk_item_new("session", changed->server, changed->account, "", json), 0, changed);
}
