#include "app/runtime.h"

#include "app/desk.h"
#include "app/effect.h"
#include "app/lock.h"
#include "app/update.h"
#include "base/text.h"
#include "net/http.h"

#include <glib-unix.h>

#define LOCK_EVERY                                                                                           \
  40 /* milliseconds between two tries: nobody notices, and ten waiting programs cost nothing */

#define FILES_FEW 50u

struct BkRuntime {
  BkModel *model;
  BkHttp *http;
  BkStore *stores[BK_STORE_NONE + 1]; /* NULL until used */
  GMainLoop *loop;
  GHashTable *requests; /* serial -> number of bk_http_send, as pointers */
  GHashTable *timers;   /* serial -> GSource* */
  GHashTable *locks;    /* serial -> descriptor */
  GHashTable *answers;  /* Answer*: what is still to be answered; owned, for calls that are cancelled */
  guint idle;           /* source that tells the view of changes */
  guint told;           /* the model's version the view has seen */
  gboolean settling, interrupted, draining;
  GPtrArray *path; /* BkServersDir*: server files that are still to be read; NULL: they have been */
  int fixed_store; /* as BkRuntimeOptions.store */
  guint begin;     /* source that reads them */
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
  /* Not in GLib's seconds: those may be over early, and a server that is asked too early says slow_down. */
  GSource *timer = g_timeout_source_new((guint)CLAMP(effect->seconds, 1, 3600) * 1000);
  g_source_set_callback(timer, on_timer, answer_new(runtime, effect->serial), NULL);
  g_source_attach(timer, g_main_context_get_thread_default());
  g_hash_table_insert(runtime->timers, GUINT_TO_POINTER(effect->serial), timer);
}

/* ---- locks ---- */

typedef struct {
  Answer *answer;
  char *name;
  gint64 until; /* monotonic, microseconds */
} Waiting;

static void waiting_free(gpointer data) {
  Waiting *waiting = data;
  g_free(waiting->name);
  g_free(waiting);
}

static void let_go(gpointer descriptor) {
  bk_lock_release(GPOINTER_TO_INT(descriptor));
}

static gboolean try_lock(gpointer data) {
  Waiting *waiting = data;
  Answer *answer = waiting->answer;
  BkRuntime *runtime = answer->runtime;
  int fd = -1;
  BkLockResult result = bk_lock_try(waiting->name, &fd);
  if (result == BK_LOCK_BUSY && g_get_monotonic_time() < waiting->until)
    return G_SOURCE_CONTINUE;
  BkMessage *message = bk_message_new(BK_MESSAGE_LOCK);
  message->result = result == BK_LOCK_HAD    ? BK_STORE_RESULT_OK
                    : result == BK_LOCK_BUSY ? BK_STORE_RESULT_TIMEOUT
                                             : BK_STORE_RESULT_FAILED;
  gpointer serial = GUINT_TO_POINTER(answer->serial);
  if (result == BK_LOCK_HAD)
    g_hash_table_insert(runtime->locks, serial, GINT_TO_POINTER(fd));
  g_hash_table_remove(runtime->timers, serial); /* frees what we wait with */
  post_answer(answer, message);
  return G_SOURCE_REMOVE;
}

/* The first try is made from the loop too: an effect is never answered while effects are performed. */
static void perform_lock(BkRuntime *runtime, BkEffect *effect) {
  Waiting *waiting = g_new(Waiting, 1);
  *waiting = (Waiting){.answer = answer_new(runtime, effect->serial),
                       .name = g_steal_pointer(&effect->text),
                       .until = g_get_monotonic_time() + effect->seconds * G_USEC_PER_SEC};
  GSource *timer = g_timeout_source_new(LOCK_EVERY);
  g_source_set_ready_time(timer, 0);
  g_source_set_callback(timer, try_lock, waiting, waiting_free);
  g_source_attach(timer, g_main_context_get_thread_default());
  g_hash_table_insert(runtime->timers, GUINT_TO_POINTER(effect->serial), timer);
}

/* ---- the store ---- */

static BkStore *store_of(BkRuntime *runtime, BkStoreKind kind) {
  if (runtime->stores[kind] == NULL)
    runtime->stores[kind] = bk_store_new(kind);
  return runtime->stores[kind];
}

static void perform_store(BkRuntime *runtime, const BkEffect *effect) {
  BkStore *store = store_of(runtime, effect->store);
  const BkItem *item = effect->item;
  Answer *answer = answer_new(runtime, effect->serial);
  if (effect->kind == BK_EFFECT_STORE_PROBE)
    bk_store_probe(store, on_store, answer);
  else if (effect->kind == BK_EFFECT_STORE_LIST)
    bk_store_list(store, NULL, on_store, answer);
  else if (effect->kind == BK_EFFECT_STORE_SAVE)
    bk_store_save(store, item, effect->seconds, on_store, answer);
  else if (effect->kind == BK_EFFECT_STORE_REMOVE)
    bk_store_remove(store, item->kind, item->server, item->account, item->name, on_store, answer);
  else
    bk_store_unlock(store, on_store, answer);
}

static void perform(BkRuntime *runtime, BkEffect *effect) {
  g_autoptr(GError) error = NULL;
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
    (void)bk_state_write(effect->change, &error);
    g_free(runtime->model->unwritten);
    runtime->model->unwritten = error != NULL ? bk_text_clean_line(error->message) : NULL;
    break;
  case BK_EFFECT_LOCK:
    perform_lock(runtime, effect);
    break;
  case BK_EFFECT_RELEASE:
    g_hash_table_remove(runtime->locks, GUINT_TO_POINTER(effect->serial));
    break;
  case BK_EFFECT_STORE_CANCEL:
    bk_store_cancel(store_of(runtime, effect->store));
    break;
  case BK_EFFECT_STORE_PROBE:
  case BK_EFFECT_STORE_LIST:
  case BK_EFFECT_STORE_SAVE:
  case BK_EFFECT_STORE_REMOVE:
  case BK_EFFECT_STORE_UNLOCK:
    perform_store(runtime, effect);
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
  if (runtime->draining) {
    if (!bk_model_saving(runtime->model))
      g_main_loop_quit(runtime->loop);
    return;
  }
  if (runtime->loop != NULL &&
      (runtime->model->quit || (runtime->settling && !bk_model_working(runtime->model))))
    g_main_loop_quit(runtime->loop);
}

static GPtrArray *effects_new(void) {
  return g_ptr_array_new_with_free_func((GDestroyNotify)bk_effect_free);
}

/* Reads what has been put off; the store is asked. */
static void begin(BkRuntime *runtime) {
  if (runtime->path == NULL)
    return;
  g_clear_handle_id(&runtime->begin, g_source_remove);
  bk_server_list_free(runtime->model->servers);
  runtime->model->servers = bk_servers_load(runtime->path, runtime->model->problems);
  g_clear_pointer(&runtime->path, g_ptr_array_unref);
  runtime->model->version++;
  g_autoptr(GPtrArray) effects = effects_new();
  bk_update_start(runtime->model, runtime->fixed_store, effects);
  after(runtime, effects);
}

static gboolean on_begin(gpointer data) {
  BkRuntime *runtime = data;
  runtime->begin = 0;
  begin(runtime);
  return G_SOURCE_REMOVE;
}

/* So few that reading them takes no longer than drawing a screen. */
static gboolean are_few(const GPtrArray *path) {
  guint count = 0;
  for (guint i = 0; i < path->len; i++) {
    const BkServersDir *place = g_ptr_array_index(path, i);
    GDir *dir = g_dir_open(place->path, 0, NULL);
    while (dir != NULL && count <= FILES_FEW && g_dir_read_name(dir) != NULL)
      count++;
    g_clear_pointer(&dir, g_dir_close);
  }
  return count <= FILES_FEW;
}

/* Names of servers stand on the first screen beside what was used before. */
static gboolean can_wait(const BkRuntime *runtime) {
  const BkModel *model = runtime->model;
  return (model->accounts->len == 0 && model->resets->len == 0) || !are_few(runtime->path);
}

void bk_runtime_post(BkRuntime *runtime, BkMessage *message) {
  begin(runtime);
  g_autoptr(GPtrArray) effects = effects_new();
  bk_update(runtime->model, message, effects);
  bk_message_free(message);
  after(runtime, effects);
}

/* ---- the runtime --------------------------------------------------------------------------------------- */

static gboolean is_set(const char *variable) {
  const char *value = g_getenv(variable);
  return value != NULL && *value != '\0';
}

BkRuntime *bk_runtime_new(const BkRuntimeOptions *options) {
  bk_json_init();
  const char *dirs = options->servers_dirs != NULL ? options->servers_dirs : g_getenv("BACKIN_SERVERS_PATH");
  g_autoptr(GPtrArray) nowhere = g_ptr_array_new();
  BkDiagnostics *problems = bk_diagnostics_new();
  BkRuntime *runtime = g_new0(BkRuntime, 1);
  runtime->path = bk_servers_path(dirs);
  runtime->fixed_store = options->store;
  runtime->model = bk_model_new(bk_servers_load(nowhere, problems), problems);
  runtime->model->servers_dirs = g_strdup(options->servers_dirs);
  runtime->model->store_given = options->store;
  runtime->model->demo = options->demo != NULL ? bk_text_clean(options->demo, -1, 200, 2) : NULL;
  runtime->requests = g_hash_table_new(NULL, NULL);
  runtime->timers = g_hash_table_new_full(NULL, NULL, NULL, timer_free);
  runtime->locks = g_hash_table_new_full(NULL, NULL, NULL, let_go);
  runtime->answers = g_hash_table_new_full(NULL, NULL, g_free, NULL);
  runtime->model->desk->probes_most = MIN(BK_PROBES_MOST, bk_http_room());
  BkState *state = bk_state_read();
  g_ptr_array_unref(runtime->model->accounts);
  g_ptr_array_unref(runtime->model->resets);
  runtime->model->accounts = g_steal_pointer(&state->accounts);
  runtime->model->resets = g_steal_pointer(&state->resets);
  runtime->model->store_chosen = state->store;
  runtime->model->places_used = state->places;
  runtime->model->defaults = g_steal_pointer(&state->defaults);
  runtime->model->no_prompter = !is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY");
  bk_state_free(state);
  if (options->trial != NULL) {
    runtime->model->trial = options->trial;
    runtime->model->server = options->trial->server;
    g_clear_pointer(&runtime->path, g_ptr_array_unref);
  }
  if (options->later && can_wait(runtime))
    runtime->begin = g_idle_add_full(G_PRIORITY_LOW, on_begin, runtime, NULL);
  else
    begin(runtime);
  return runtime;
}

static void run_loop(BkRuntime *runtime) {
  runtime->loop = g_main_loop_new(g_main_context_get_thread_default(), FALSE);
  g_main_loop_run(runtime->loop);
  g_clear_pointer(&runtime->loop, g_main_loop_unref);
}

static gboolean on_drain_end(gpointer data) {
  g_main_loop_quit(((BkRuntime *)data)->loop);
  return G_SOURCE_CONTINUE;
}

/* Leaving does not throw away what is on its way into a store. A person who leaves can wait as long as the
 * store may take; on a dropped line the program is to be gone within a second. */
static void drain(BkRuntime *runtime) {
  if (!bk_model_saving(runtime->model))
    return;
  runtime->changed = NULL;
  runtime->draining = TRUE;
  guint deadline =
      g_timeout_add(runtime->model->quit ? BK_STORE_DEADLINE * 1000 : 900, on_drain_end, runtime);
  run_loop(runtime);
  g_source_remove(deadline);
}

void bk_runtime_free(BkRuntime *runtime) {
  if (runtime == NULL)
    return;
  drain(runtime);
  g_clear_handle_id(&runtime->idle, g_source_remove);
  g_clear_handle_id(&runtime->begin, g_source_remove);
  g_clear_pointer(&runtime->path, g_ptr_array_unref);
  bk_http_free(runtime->http);
  for (int kind = 0; kind <= BK_STORE_NONE; kind++)
    bk_store_free(runtime->stores[kind]);
  g_hash_table_unref(runtime->requests);
  g_hash_table_unref(runtime->timers);
  g_hash_table_unref(runtime->locks);
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
