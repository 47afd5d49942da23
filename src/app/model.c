#include "app/model.h"

#include "app/desk.h"
#include "base/clock.h"

#include <string.h>

const char *bk_place_word(BkPlace place) {
  static const char *const words[] = {
#define X(name, word) word,
      BK_PLACES(X)
#undef X
  };
  return (guint)place < BK_PLACE_COUNT ? words[place] : "";
}

BkAccount *bk_account_new(const char *email, const char *server, gint64 used_at) {
  BkAccount *account = g_new(BkAccount, 1);
  *account = (BkAccount){.email = g_strdup(email), .server = g_strdup(server), .used_at = used_at};
  return account;
}

void bk_account_free(BkAccount *account) {
  if (account == NULL)
    return;
  g_free(account->email);
  g_free(account->server);
  g_free(account);
}

BkReset *bk_reset_new(const char *id, const char *server, const char *email, BkWay way) {
  BkReset *reset = g_new0(BkReset, 1);
  reset->id = g_strdup(id);
  reset->server = g_strdup(server);
  reset->email = g_strdup(email);
  reset->way = way;
  reset->kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return reset;
}

BkReset *bk_reset_copy(const BkReset *reset) {
  BkReset *copy = bk_reset_new(reset->id, reset->server, reset->email, reset->way);
  copy->origin = g_strdup(reset->origin);
  copy->asked_at = reset->asked_at;
  copy->good_until = reset->good_until;
  copy->resend_at = reset->resend_at;
  copy->sent = reset->sent;
  copy->verified = reset->verified;
  copy->sentence = g_strdup(reset->sentence);
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, reset->kept);
  while (g_hash_table_iter_next(&iter, &name, &value))
    g_hash_table_insert(copy->kept, g_strdup(name), g_strdup(value));
  return copy;
}

void bk_reset_free(BkReset *reset) {
  if (reset == NULL)
    return;
  g_free(reset->id);
  g_free(reset->server);
  g_free(reset->origin);
  g_free(reset->email);
  g_free(reset->sentence);
  g_hash_table_unref(reset->kept);
  g_free(reset);
}

void bk_mail_entry_free(BkMailEntry *mail) {
  g_free(mail->subject);
  g_free(mail->text);
  g_free(mail->at);
  bk_secret_unref(mail->paste);
  g_free(mail);
}

static void entry_free(gpointer data) {
  BkSessionEntry *entry = data;
  bk_session_unref(entry->session);
  g_free(entry);
}

BkModel *bk_model_new(BkServerList *servers, BkDiagnostics *problems) {
  BkModel *model = g_new0(BkModel, 1);
  model->servers = servers;
  model->problems = problems;
  model->accounts = g_ptr_array_new_with_free_func((GDestroyNotify)bk_account_free);
  model->resets = g_ptr_array_new_with_free_func((GDestroyNotify)bk_reset_free);
  model->sessions = g_ptr_array_new_with_free_func(entry_free);
  model->health = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  model->listed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  model->duplicates = g_ptr_array_new_with_free_func(entry_free);
  model->store_chosen = -1;
  model->store_given = -1;
  model->back = g_array_new(FALSE, FALSE, sizeof(BkPlace));
  model->desk = bk_desk_new();
  return model;
}

void bk_model_free(BkModel *model) {
  if (model == NULL)
    return;
  bk_desk_free(model->desk);
  bk_flow_free(model->flow);
  bk_trial_free(model->trial);
  bk_server_list_free(model->servers);
  bk_diagnostics_free(model->problems);
  g_ptr_array_unref(model->accounts);
  g_ptr_array_unref(model->resets);
  g_ptr_array_unref(model->sessions);
  g_ptr_array_unref(model->duplicates);
  g_hash_table_unref(model->listed);
  g_clear_pointer(&model->defaults, g_hash_table_unref);
  g_clear_pointer(&model->shown, g_ptr_array_unref);
  g_clear_pointer(&model->mails, g_ptr_array_unref);
  g_hash_table_unref(model->health);
  g_free(model->change_page);
  g_free(model->store_detail);
  g_array_unref(model->back);
  g_free(model->unwritten);
  g_free(model->servers_dirs);
  g_free(model->demo);
  g_free(model->email);
  g_free(model->target);
  bk_session_unref(model->session);
  bk_notice_clear(&model->notice);
  g_free(model);
}

gboolean bk_model_working(const BkModel *model) {
  return model->busy || model->pending_store > 0 || model->desk->jobs->len > 0 ||
         model->desk->renewals->len > 0 || model->desk->probes->len > 0;
}

char *bk_model_account_key(const char *server, const char *account) {
  g_autofree char *lower = g_ascii_strdown(account, -1);
  return g_strconcat(server, "\n", lower, NULL);
}

GPtrArray *bk_model_listed(const BkModel *model, const BkSession *session) {
  g_autofree char *key = bk_model_account_key(session->server, session->account);
  return g_hash_table_lookup(model->listed, key);
}

const BkHealth *bk_model_health(const BkModel *model, const char *server) {
  return g_hash_table_lookup(model->health, server);
}

gboolean bk_model_saving(const BkModel *model) {
  for (guint i = 0; i < model->desk->errands->len; i++) {
    const BkErrand *errand = g_ptr_array_index(model->desk->errands, i);
    if (errand->kind >= BK_ERRAND_KEEP_SESSION)
      return TRUE;
  }
  return FALSE;
}

const BkAction *bk_model_action(const BkServer *server, BkActionKind kind, BkWay way) {
  const BkAction *serves_all = NULL;
  for (guint i = 0; server != NULL && i < server->actions->len; i++) {
    const BkAction *action = g_ptr_array_index(server->actions, i);
    if (action->kind != kind)
      continue;
    if (action->way == way || way == BK_WAY_ONLY)
      return action;
    if (action->way == BK_WAY_ONLY)
      serves_all = action;
  }
  return serves_all;
}

GPtrArray *bk_model_form(const BkModel *model) {
  GPtrArray *form = g_ptr_array_new();
  if (model->place == BK_PLACE_CODE)
    g_ptr_array_add(form, (gpointer)bk_input_builtin("code"));
  if (model->flow == NULL || model->busy || bk_flow_state(model->flow) != BK_FLOW_ASK ||
      model->place == BK_PLACE_CODE)
    return form;
  g_autoptr(GPtrArray) wanted = bk_flow_form(model->flow);
  if (model->place == BK_PLACE_FORGOT &&
      (wanted->len == 0 || !g_str_equal(((BkInput *)wanted->pdata[0])->name, "email")))
    g_ptr_array_add(form, (gpointer)bk_input_builtin("email"));
  for (guint i = 0; i < wanted->len; i++)
    g_ptr_array_add(form, wanted->pdata[i]);
  return form;
}

GArray *bk_model_ways(const BkModel *model, BkActionKind kind) {
  GArray *ways = g_array_new(FALSE, FALSE, sizeof(BkWay));
  for (guint i = 0; model->server != NULL && i < model->server->actions->len; i++) {
    const BkAction *action = g_ptr_array_index(model->server->actions, i);
    if (action->kind == kind)
      g_array_append_val(ways, action->way);
  }
  return ways;
}

gboolean bk_model_offers(const BkModel *model, BkActionKind kind) {
  return bk_model_action(model->server, kind, BK_WAY_ONLY) != NULL;
}

const BkAction *bk_model_reset_action(const BkModel *model) {
  if (model->reset == NULL)
    return NULL;
  const BkServer *server = bk_server_list_find(model->servers, model->reset->server);
  return bk_model_action(server, BK_ACTION_FORGOT, model->reset->way);
}

gboolean bk_model_reset_ready(const BkModel *model) {
  return model->reset != NULL && g_hash_table_size(model->desk->values) > 0;
}

int bk_model_resend_in(const BkModel *model) {
  if (model->reset == NULL)
    return 0;
  return (int)CLAMP(model->reset->resend_at - bk_clock_wall(), 0, 3600);
}

BkSessionEntry *bk_model_entry(const BkModel *model, const char *server, const char *account) {
  for (guint i = 0; i < model->sessions->len; i++) {
    BkSessionEntry *entry = g_ptr_array_index(model->sessions, i);
    if (g_str_equal(entry->session->server, server) &&
        (account == NULL || g_ascii_strcasecmp(entry->session->account, account) == 0))
      return entry;
  }
  return NULL;
}

gboolean bk_model_unread(const BkModel *model, BkStoreKind *ret_store, BkStoreResult *ret_result) {
  gboolean here = model->store_result != BK_STORE_RESULT_OK && model->store_result != BK_STORE_RESULT_ABSENT;
  *ret_store = here ? model->store : model->unread;
  *ret_result = here ? model->store_result : model->unread_result;
  return here || model->unread_result != BK_STORE_RESULT_OK;
}

gint64 bk_model_ends_in(const BkSessionEntry *entry) {
  return entry->ends_at == 0 ? G_MAXINT64 : entry->ends_at - bk_clock_monotonic();
}

const char *bk_model_account_state(const BkModel *model, const char *server, const char *email) {
  const BkSessionEntry *entry = bk_model_entry(model, server, email);
  for (guint i = 0; i < model->resets->len; i++) {
    const BkReset *reset = g_ptr_array_index(model->resets, i);
    if (g_str_equal(reset->server, server) && g_ascii_strcasecmp(reset->email, email) == 0)
      return "reset pending";
  }
  if (entry != NULL && entry->state == BK_SESSION_ACTIVE)
    return "signed in";
  if (entry != NULL && entry->state == BK_SESSION_UNKNOWN)
    return "unknown";
  /* Nothing in sight is not "signed out" while the store has not been read. */
  return model->sessions_known || entry != NULL ? "signed out" : "unknown";
}

BkReset *bk_model_find_reset(const BkModel *model, const char *id) {
  for (guint i = 0; id != NULL && i < model->resets->len; i++) {
    BkReset *reset = g_ptr_array_index(model->resets, i);
    if (g_ascii_strcasecmp(reset->id, id) == 0)
      return reset;
  }
  return NULL;
}
