#include "app/desk.h"

static void job_free(gpointer data) {
  BkJob *job = data;
  bk_flow_free(job->flow);
  bk_session_unref(job->session);
  g_free(job);
}

static void errand_free(gpointer data) {
  BkErrand *errand = data;
  bk_session_unref(errand->session);
  g_free(errand);
}

static void renewal_free(gpointer data) {
  BkRenewal *renewal = data;
  bk_flow_free(renewal->flow);
  bk_session_unref(renewal->session);
  bk_session_unref(renewal->fresh);
  g_free(renewal);
}

static void probe_free(gpointer data) {
  BkProbe *probe = data;
  bk_flow_free(probe->flow);
  g_free(probe);
}

static GHashTable *secrets_new(void) {
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)bk_secret_unref);
}

BkDesk *bk_desk_new(void) {
  BkDesk *desk = g_new0(BkDesk, 1);
  desk->jobs = g_ptr_array_new_with_free_func(job_free);
  desk->errands = g_ptr_array_new_with_free_func(errand_free);
  desk->probes = g_ptr_array_new_with_free_func(probe_free);
  g_queue_init(&desk->probe_queue);
  desk->probes_most = BK_PROBES_MOST;
  desk->renewals = g_ptr_array_new_with_free_func(renewal_free);
  desk->values = secrets_new();
  desk->reset_items = secrets_new();
  desk->inputs = secrets_new();
  desk->given = secrets_new();
  desk->form = secrets_new();
  desk->to_read = g_array_new(FALSE, FALSE, sizeof(BkStoreKind));
  desk->foreign = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  return desk;
}

void bk_desk_free(BkDesk *desk) {
  if (desk == NULL)
    return;
  g_ptr_array_unref(desk->jobs);
  g_ptr_array_unref(desk->errands);
  g_ptr_array_unref(desk->renewals);
  g_ptr_array_unref(desk->probes);
  g_queue_clear(&desk->probe_queue);
  g_hash_table_unref(desk->values);
  g_hash_table_unref(desk->reset_items);
  g_hash_table_unref(desk->inputs);
  g_hash_table_unref(desk->given);
  g_hash_table_unref(desk->form);
  g_clear_pointer(&desk->ended, g_ptr_array_unref);
  g_array_unref(desk->to_read);
  g_hash_table_unref(desk->foreign);
  bk_session_unref(desk->flow_session);
  bk_message_free(desk->held);
  g_free(desk);
}
