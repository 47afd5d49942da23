#include "app/trial.h"

static void exchange_free(gpointer data) {
  BkTrialExchange *exchange = data;
  g_free(exchange->step);
  bk_seen_request_free(exchange->request);
  bk_seen_reply_free(exchange->reply);
  bk_explanation_free(exchange->explanation);
  g_free(exchange->detail);
  g_free(exchange->why);
  g_free(exchange);
}

static GHashTable *values_new(void) {
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)bk_secret_unref);
}

BkTrial *bk_trial_new(BkServer *server, const char *email) {
  BkTrial *trial = g_new0(BkTrial, 1);
  trial->server = server;
  trial->email = g_strdup(email);
  trial->mask = bk_mask_new();
  trial->exchanges = g_ptr_array_new_with_free_func(exchange_free);
  trial->values = values_new();
  trial->inputs = values_new();
  trial->given = values_new();
  return trial;
}

void bk_trial_free(BkTrial *trial) {
  if (trial == NULL)
    return;
  g_ptr_array_unref(trial->exchanges);
  bk_session_unref(trial->session);
  g_clear_pointer(&trial->listed, g_ptr_array_unref);
  g_hash_table_unref(trial->values);
  g_hash_table_unref(trial->inputs);
  g_hash_table_unref(trial->given);
  bk_mask_free(trial->mask);
  bk_server_free(trial->server);
  g_free(trial->email);
  g_free(trial);
}

char *bk_trial_text(const BkTrial *trial, const char *text) {
  return text != NULL ? bk_mask_text(trial->mask, text, -1, TRUE, BK_SEEN_CHARS, 4) : NULL;
}
