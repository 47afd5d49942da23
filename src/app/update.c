#include "app/update.h"

#include "app/desk.h"
#include "base/clock.h"

/* ---- the verbs of desk.h ------------------------------------------------------------------------- */

BkEffect *bk_update_effect(BkUpdate *u, BkEffectKind kind, guint serial) {
  BkEffect *effect = bk_effect_new(kind, serial);
  g_ptr_array_add(u->effects, effect);
  return effect;
}

guint bk_update_serial(BkUpdate *u) {
  return ++u->desk->last_serial;
}

/* What must not outlive the place it belongs to. */
static void leave_place(BkUpdate *u) {
  if (u->model->place == BK_PLACE_SHOWN) {
    g_clear_pointer(&u->model->shown, g_ptr_array_unref);
    if (u->model->flow != NULL)
      bk_flow_forget_shown(u->model->flow);
  }
  if (u->model->place == BK_PLACE_KEEP)
    g_clear_pointer(&u->desk->held, bk_message_free);
  if (u->model->place == BK_PLACE_SERVER)
    bk_update_stop_probing(u);
}

void bk_update_replace(BkUpdate *u, BkPlace place) {
  if (u->model->place != place)
    leave_place(u);
  u->model->place = place;
}

void bk_update_go(BkUpdate *u, BkPlace place) {
  BkPlace from = u->model->place;
  if (from == place)
    return;
  /* A place is in the way back once: going there again goes back to it. */
  for (guint i = 0; i < u->model->back->len; i++) {
    if (g_array_index(u->model->back, BkPlace, i) == place)
      g_array_set_size(u->model->back, i);
  }
  gboolean passing = from == BK_PLACE_KEEP || from == BK_PLACE_SHOWN || from == BK_PLACE_MAIL;
  if (!passing)
    g_array_append_val(u->model->back, from);
  bk_update_replace(u, place);
}

void bk_update_back_to_first(BkUpdate *u) {
  BkPlace first = BK_PLACE_EMAIL;
  g_array_set_size(u->model->back, 0);
  g_array_append_val(u->model->back, first);
}

BkNotice *bk_update_notice(BkUpdate *u, BkNoticeKind kind, gboolean good) {
  BkNotice *notice = &u->model->notice;
  bk_notice_clear(notice);
  notice->kind = kind;
  notice->good = good;
  notice->store = u->model->store;
  if (u->model->server != NULL)
    bk_notice_about(notice, u->model->server);
  if (u->model->action != NULL) {
    notice->action = u->model->action->kind;
    notice->way = u->model->action->way;
  }
  return notice;
}

void bk_update_state(BkUpdate *u, BkStateChange *change) {
  bk_update_effect(u, BK_EFFECT_STATE, 0)->change = change;
}

static BkAccount *find_account(BkUpdate *u, const char *email, const char *server) {
  for (guint i = 0; i < u->model->accounts->len; i++) {
    BkAccount *account = g_ptr_array_index(u->model->accounts, i);
    if (g_str_equal(account->server, server) && g_ascii_strcasecmp(account->email, email) == 0)
      return account;
  }
  return NULL;
}

void bk_update_touch(BkUpdate *u, const char *email, const char *server) {
  g_ptr_array_remove(u->model->accounts, find_account(u, email, server));
  g_ptr_array_insert(u->model->accounts, 0, bk_account_new(email, server, bk_clock_wall()));
  BkStateChange *change = bk_state_change_new(BK_STATE_TOUCH_ACCOUNT);
  change->account = bk_account_new(email, server, bk_clock_wall());
  bk_update_state(u, change);
  g_autoptr(BkSecret) data = bk_secret_new("{\"version\":1}", -1);
  if (u->model->store_result == BK_STORE_RESULT_OK)
    bk_update_errand(u, BK_ERRAND_QUIET, BK_EFFECT_STORE_SAVE, bk_item_new("choice", server, email, "", data),
                     0, NULL);
}

void bk_update_start(BkModel *model, int fixed_store, GPtrArray *effects) {
  BkUpdate u = {.model = model, .desk = model->desk, .effects = effects};
  u.desk->fixed_store = fixed_store >= 0;
  if (fixed_store >= 0)
    model->store = (BkStoreKind)fixed_store;
  else if (model->store_chosen >= 0)
    model->store = (BkStoreKind)model->store_chosen;
  bk_update_plan_reading(&u);
  bk_update_errand(&u, BK_ERRAND_PROBE, BK_EFFECT_STORE_PROBE, NULL, 0, NULL);
}

void bk_update(BkModel *model, const BkMessage *message, GPtrArray *effects) {
  BkUpdate u = {.model = model, .desk = model->desk, .effects = effects};
  model->version++;
  bk_update_age(&u);
  if (model->trial != NULL && bk_update_trial(&u, message))
    return;
  switch ((int)message->kind) {
  case BK_MESSAGE_REPLY:
  case BK_MESSAGE_FAILED:
  case BK_MESSAGE_TIMER:
    if (!bk_update_renewal_answer(&u, message) && !bk_update_probe_answer(&u, message) &&
        !bk_update_job_answer(&u, message))
      bk_update_flow_answer(&u, message);
    break;
  case BK_MESSAGE_LOCK:
    bk_update_renewal_answer(&u, message);
    break;
  case BK_MESSAGE_STORE:
    bk_update_store_answer(&u, message);
    break;
  default:
    bk_update_person(&u, message);
  }
}
