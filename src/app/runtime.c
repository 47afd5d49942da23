#include "app/runtime.h"

#include "app/effect.h"
#include "app/update.h"
#include "base/text.h"
#include "net/http.h"

#include <glib-unix.h>

struct BkRuntime {
  BkModel *model;
  BkHttp *http;
  BkStore *store;
  GMainLoop *loop;
  GHashTable *requests; /* serial -> number of bk_http_send, as pointers */
  GHashTable *timers;   /* serial -> GSource* */
  GHashTable *answers;  /* Answer*: what is still to be answered; owned, for calls that are cancelled */
  guint idle;           /* source that tells the view of changes */
  guint told;           /* the model's version the view has seen */
  gboolean settling, interrupted;
  void (*changed)(const BkModel *model, gpointer data);
  gpointer changed_data;
};

/* What a callback of a room below needs to find its way back. */
typedef struct {
  BkRuntime *runtime;
  guint serial;
} Answer;

static Answer *answer_new(BkRuntime *runtime, guint serial) {
  Answer *answer = g_new(Answer, 1);
  *answer = (Answer){.runtime = runtime, .serial = serial};
  g_hash_table_add(runtime->answers, answer);
  return answer;
}

/* Posts what came of an effect, and forgets the way back. */
static void post_answer(Answer *answer, BkMessage *message) {
  BkRuntime *runtime = answer->runtime;
  message->serial = answer->serial;
  g_hash_table_remove(runtime->requests, GUINT_TO_POINTER(answer->serial));
  g_hash_table_remove(runtime->answers, answer);
  bk_runtime_post(runtime, message);
}

/* ---- the world's messages ---------------------------------------------------------------------------- */

static BkReply *copy_reply(const BkReply *reply) {
  BkReply *copy = bk_reply_new(reply->status);
  for (guint i = 0; i < reply->headers->len; i++) {
    const BkHeader *header = g_ptr_array_index(reply->headers, i);
    g_ptr_array_add(copy->headers, bk_header_new(header->name, header->value));
  }
  bk_secret_unref(copy->body);
  copy->body = bk_secret_ref(reply->body);
  g_free(copy->media_type);
  copy->media_type = g_strdup(reply->media_type);
  copy->milliseconds = reply->milliseconds;
  return copy;
}

static void on_http(const BkReply *reply, BkFailure failure, const char *detail, gpointer data) {
  BkMessage *message = bk_message_new(reply != NULL ? BK_MESSAGE_REPLY : BK_MESSAGE_FAILED);
  message->failure = failure;
  message->text = g_strdup(detail);
  if (reply != NULL)
    message->reply = copy_reply(reply);
  post_answer(data, message);
}

static void on_store(BkStoreResult result, const GPtrArray *items, const char *detail, gpointer data) {
  BkMessage *message = bk_message_new(BK_MESSAGE_STORE);
  message->result = result;
  message->text = g_strdup(detail);
  message->items = g_ptr_array_new_with_free_func((GDestroyNotify)bk_item_free);
  for (guint i = 0; items != NULL && i < items->len; i++) {
    const BkItem *item = g_ptr_array_index(items, i);
    BkItem *copy = bk_item_new(item->kind, item->server, item->account, item->name, item->data);
    copy->changed = item->changed;
    g_ptr_array_add(message->items, copy);
  }
  post_answer(data, message);
}

static gboolean on_timer(gpointer data) {
  Answer *answer = data;
  BkRuntime *runtime = answer->runtime;
  g_hash_table_remove(runtime->timers, GUINT_TO_POINTER(answer->serial));
  post_answer(answer, bk_message_new(BK_MESSAGE_TIMER));
  return G_SOURCE_REMOVE;
}

static void timer_free(gpointer data) {
  g_source_destroy(data);
  g_source_unref(data);
}

/* ---- effects ------------------------------------------------------------------------------------------- */

static void perform_send(BkRuntime *runtime, BkEffect *effect) {
  if (runtime->http == NULL)
    runtime->http = bk_http_new("backin/" BK_VERSION);
  guint number = bk_http_send(runtime->http, g_steal_pointer(&effect->request), on_http,
                              answer_new(runtime, effect->serial));
  g_hash_table_insert(runtime->requests, GUINT_TO_POINTER(effect->serial), GUINT_TO_POINTER(number));
}

static void perform_stop(BkRuntime *runtime, const BkEffect *effect) {
  gpointer serial = GUINT_TO_POINTER(effect->serial);
  gpointer number = g_hash_table_lookup(runtime->requests, serial);
  if (number != NULL)
    bk_http_cancel(runtime->http, GPOINTER_TO_UINT(number));
  g_hash_table_remove(runtime->requests, serial);
  g_hash_table_remove(runtime->timers, serial);
}

static void perform_wait(BkRuntime *runtime, const BkEffect *effect) {
  GSource *timer = g_timeout_source_new_seconds((guint)CLAMP(effect->seconds, 1, 3600));
  g_source_set_callback(timer, on_timer, answer_new(runtime, effect->serial), NULL);
  g_source_attach(timer, g_main_context_get_thread_default());
  g_hash_table_insert(runtime->timers, GUINT_TO_POINTER(effect->serial), timer);
}

static void perform(BkRuntime *runtime, BkEffect *effect) {
  g_autoptr(GError) error = NULL;
  Answer *answer;
  switch (effect->kind) {
  case BK_EFFECT_SEND:
    perform_send(runtime, effect);
    break;
  case BK_EFFECT_STOP:
    perform_stop(runtime, effect);
    break;
  case BK_EFFECT_CONNECT:
    if (!runtime->settling && runtime->http == NULL)
      runtime->http = bk_http_new("backin/" BK_VERSION);
    if (!runtime->settling)
      bk_http_connect(runtime->http, effect->text, effect->ca_file);
    break;
  case BK_EFFECT_WAIT:
    perform_wait(runtime, effect);
    break;
  case BK_EFFECT_STATE:
    if (!bk_state_write(effect->change, &error))
      g_debug("state file: %s", error->message);
    break;
  case BK_EFFECT_USE_STORE:
    bk_store_free(runtime->store);
    runtime->store = bk_store_new(effect->store);
    break;
  case BK_EFFECT_STORE_PROBE:
    bk_store_probe(runtime->store, on_store, answer_new(runtime, effect->serial));
    break;
  case BK_EFFECT_STORE_LIST:
    bk_store_list(runtime->store, NULL, on_store, answer_new(runtime, effect->serial));
    break;
  case BK_EFFECT_STORE_SAVE:
    answer = answer_new(runtime, effect->serial);
    bk_store_save(runtime->store, effect->item, effect->seconds, on_store, answer);
    break;
  case BK_EFFECT_STORE_REMOVE:
    answer = answer_new(runtime, effect->serial);
    bk_store_remove(runtime->store, effect->item->kind, effect->item->server, effect->item->account,
                    effect->item->name, on_store, answer);
    break;
  case BK_EFFECT_STORE_UNLOCK:
    bk_store_unlock(runtime->store, on_store, answer_new(runtime, effect->serial));
    break;
  }
}

static gboolean tell_view(gpointer data) {
  BkRuntime *runtime = data;
  runtime->idle = 0;
  if (runtime->changed != NULL && runtime->told != runtime->model->version) {
    runtime->told = runtime->model->version;
    runtime->changed(runtime->model, runtime->changed_data);
  }
  return G_SOURCE_REMOVE;
}

static void after(BkRuntime *runtime, GPtrArray *effects) {
  for (guint i = 0; i < effects->len; i++)
    perform(runtime, g_ptr_array_index(effects, i));
  if (runtime->idle == 0 && runtime->changed != NULL)
    runtime->idle = g_idle_add(tell_view, runtime);
  if (runtime->loop != NULL &&
      (runtime->model->quit || (runtime->settling && !bk_model_working(runtime->model))))
    g_main_loop_quit(runtime->loop);
}

static GPtrArray *effects_new(void) {
  return g_ptr_array_new_with_free_func((GDestroyNotify)bk_effect_free);
}

void bk_runtime_post(BkRuntime *runtime, BkMessage *message) {
  g_autoptr(GPtrArray) effects = effects_new();
  bk_update(runtime->model, message, effects);
  bk_message_free(message);
  after(runtime, effects);
}

/* ---- the runtime --------------------------------------------------------------------------------------- */

BkRuntime *bk_runtime_new(const BkRuntimeOptions *options) {
  bk_json_init();
  const char *dirs = options->servers_dirs != NULL ? options->servers_dirs : g_getenv("BACKIN_SERVERS_PATH");
  g_autoptr(GPtrArray) path = bk_servers_path(dirs);
  BkDiagnostics *problems = bk_diagnostics_new();
  BkRuntime *runtime = g_new0(BkRuntime, 1);
  runtime->model = bk_model_new(bk_servers_load(path, problems), problems);
  runtime->model->demo = options->demo != NULL ? bk_text_clean(options->demo, -1, 200, 2) : NULL;
  runtime->requests = g_hash_table_new(NULL, NULL);
  runtime->timers = g_hash_table_new_full(NULL, NULL, NULL, timer_free);
  runtime->answers = g_hash_table_new_full(NULL, NULL, g_free, NULL);
  BkState *state = bk_state_read();
  g_ptr_array_unref(runtime->model->accounts);
  g_ptr_array_unref(runtime->model->resets);
  runtime->model->accounts = g_steal_pointer(&state->accounts);
  runtime->model->resets = g_steal_pointer(&state->resets);
  int store = options->store >= 0 ? options->store : state->store;
  g_free(state);
  g_autoptr(GPtrArray) effects = effects_new();
  bk_update_start(runtime->model, store, effects);
  after(runtime, effects);
  return runtime;
}

void bk_runtime_free(BkRuntime *runtime) {
  if (runtime == NULL)
    return;
  g_clear_handle_id(&runtime->idle, g_source_remove);
  bk_http_free(runtime->http);
  bk_store_free(runtime->store);
  g_hash_table_unref(runtime->requests);
  g_hash_table_unref(runtime->timers);
  g_hash_table_unref(runtime->answers);
  bk_model_free(runtime->model);
  g_free(runtime);
}

const BkModel *bk_runtime_model(const BkRuntime *runtime) {
  return runtime->model;
}

void bk_runtime_on_change(BkRuntime *runtime, void (*changed)(const BkModel *model, gpointer data),
                          gpointer data) {
  runtime->changed = changed;
  runtime->changed_data = data;
}

static void run_loop(BkRuntime *runtime) {
  runtime->loop = g_main_loop_new(g_main_context_get_thread_default(), FALSE);
  g_main_loop_run(runtime->loop);
  g_clear_pointer(&runtime->loop, g_main_loop_unref);
}

void bk_runtime_run(BkRuntime *runtime) {
  if (!runtime->model->quit)
    run_loop(runtime);
}

void bk_runtime_stop(BkRuntime *runtime) {
  if (runtime->loop != NULL)
    g_main_loop_quit(runtime->loop);
}

static gboolean on_signal(gpointer data) {
  BkRuntime *runtime = data;
  runtime->interrupted = TRUE;
  bk_runtime_post(runtime, bk_message_new(BK_MESSAGE_CANCEL));
  bk_runtime_stop(runtime);
  return G_SOURCE_CONTINUE;
}

gboolean bk_runtime_settle(BkRuntime *runtime) {
  if (!bk_model_working(runtime->model))
    return TRUE;
  const int signals[] = {SIGINT, SIGTERM, SIGHUP};
  guint sources[G_N_ELEMENTS(signals)];
  for (guint i = 0; i < G_N_ELEMENTS(signals); i++)
    sources[i] = g_unix_signal_add(signals[i], on_signal, runtime);
  runtime->settling = TRUE;
  runtime->interrupted = FALSE;
  run_loop(runtime);
  runtime->settling = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(signals); i++)
    g_source_remove(sources[i]);
  return !runtime->interrupted;
}
