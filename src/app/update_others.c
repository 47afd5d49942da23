#include "app/desk.h"

/* The sessions of an account that its server knows of: listed, and ended one by one or all but ours. They are
 * the server's word and are kept nowhere. What it says it has ended is looked for in its list once more: only
 * what is no longer there is over. */

static GPtrArray *known(BkUpdate *u) {
  return u->model->session != NULL ? bk_model_listed(u->model, u->model->session) : NULL;
}

/* Begins an action of the session in use and sends it; a token whose end is near is renewed first. */
static void ask(BkUpdate *u, BkActionKind kind, BkSecret *other) {
  g_autoptr(BkMessage) form = bk_message_form();
  bk_message_give(form, "other", other);
  bk_notice_clear(&u->model->notice);
  if (!bk_update_begin(u, kind, BK_WAY_ONLY, u->model->session)) {
    BkNotice *notice = bk_update_notice(u, BK_NOTICE_OUTCOME, FALSE);
    notice->action = kind;
    notice->outcome = BK_OUTCOME_UNSUPPORTED;
  } else if (u->model->flow != NULL) {
    bk_update_give(u, form->values);
  }
}

void bk_update_list_others(BkUpdate *u) {
  if (u->model->session == NULL) {
    bk_update_notice(u, BK_NOTICE_NO_SESSION, FALSE);
    return;
  }
  if (u->model->place != BK_PLACE_OTHERS)
    bk_update_go(u, BK_PLACE_OTHERS);
  ask(u, BK_ACTION_SESSIONS, NULL);
}

/* Takes the ids of those that are about to be ended. */
static void aim_at(BkUpdate *u, const BkListedSession *one) {
  GPtrArray *listed = known(u);
  g_clear_pointer(&u->desk->ended, g_ptr_array_unref);
  u->desk->ended = g_ptr_array_new_with_free_func((GDestroyNotify)bk_secret_unref);
  for (guint i = 0; listed != NULL && i < listed->len; i++) {
    const BkListedSession *each = g_ptr_array_index(listed, i);
    if (one != NULL ? each == one : !each->mine)
      g_ptr_array_add(u->desk->ended, bk_secret_ref(each->id));
  }
}

void bk_update_end_other(BkUpdate *u, guint index) {
  GPtrArray *listed = known(u);
  const BkListedSession *one =
      listed != NULL && index < listed->len ? g_ptr_array_index(listed, index) : NULL;
  if (one == NULL || one->mine || u->model->busy) /* ours is ended by signing out */
    return;
  g_autoptr(BkSecret) id = bk_secret_ref(one->id);
  aim_at(u, one);
  ask(u, BK_ACTION_END_SESSION, id);
}

void bk_update_end_others(BkUpdate *u) {
  if (u->model->busy)
    return;
  aim_at(u, NULL);
  ask(u, BK_ACTION_END_OTHERS, NULL);
}

/* ---- what comes of it ------------------------------------------------------------------------------------
 */

static gboolean holds(const GPtrArray *listed, const BkSecret *id) {
  for (guint i = 0; i < listed->len; i++)
    if (bk_secret_equal(((const BkListedSession *)g_ptr_array_index(listed, i))->id, id))
      return TRUE;
  return FALSE;
}

/* number: how many of them are still there; -1: nobody could look. */
static void tell_ended(BkUpdate *u, int number) {
  g_clear_pointer(&u->desk->ended, g_ptr_array_unref);
  bk_update_notice(u, BK_NOTICE_OTHERS_ENDED, number == 0)->number = number;
}

void bk_update_others_listed(BkUpdate *u) {
  const BkSession *session = u->desk->flow_session;
  g_autoptr(GPtrArray) listed = g_ptr_array_ref(bk_flow_listed(u->model->flow));
  g_hash_table_replace(u->model->listed, bk_model_account_key(session->server, session->account),
                       g_ptr_array_ref(listed));
  bk_update_stop_flow(u);
  int left = 0;
  for (guint i = 0; u->desk->ended != NULL && i < u->desk->ended->len; i++)
    left += holds(listed, g_ptr_array_index(u->desk->ended, i));
  if (u->desk->ended != NULL)
    tell_ended(u, left);
}

void bk_update_other_ended(BkUpdate *u) {
  bk_update_stop_flow(u);
  ask(u, BK_ACTION_SESSIONS, NULL);
  if (u->model->flow == NULL)
    tell_ended(u, -1);
}

void bk_update_others_failed(BkUpdate *u) {
  gboolean looking = u->model->action->kind == BK_ACTION_SESSIONS && u->desk->ended != NULL;
  bk_update_stop_flow(u);
  if (looking)
    tell_ended(u, -1);
  g_clear_pointer(&u->desk->ended, g_ptr_array_unref);
}

void bk_update_forget_others(BkUpdate *u, const BkSession *session) {
  g_autofree char *key = bk_model_account_key(session->server, session->account);
  g_hash_table_remove(u->model->listed, key);
}
