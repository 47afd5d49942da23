#include "net/http.h"

#include "net/curl_source.h"
#include "net/http_tests.h"
#include "net/libcurl.h"
#include "net/transfer.h"
#include "net/trust.h"

#include <string.h>
#include <sys/resource.h>

struct BkHttp {
  BkTransferSetting setting;
  GHashTable *sources;  /* path of a CA file, or "" -> BkCurlSource, made at the first use: each of them keeps
                           one set of certificates parsed */
  GHashTable *sendings; /* number -> Sending*, owned */
  guint last;
};

/* One call of bk_http_send() or bk_http_connect() until its end. */
typedef struct Sending Sending;
struct Sending {
  BkHttp *http;
  guint number;
  char *origin, *ca_file; /* what a connection is opened for */
  BkCurlSource *source;   /* of the ca_file */
  BkTransfer *transfer;   /* NULL: failed before it began */
  gboolean running;       /* is in the multi handle */
  guint joins;            /* waits for that connection to be opened; 0: for none */
  GSource *later;         /* tells the failure below at the loop's next turn */
  BkFailure failure;
  char *detail;
  BkHttpDone done; /* NULL: only connects */
  gpointer data;
};

static void sending_free(gpointer data) {
  Sending *sending = data;
  if (sending->running) {
    bk_transfer_leave(sending->transfer);
    bk_curl_source_remove(sending->source, bk_transfer_easy(sending->transfer));
  }
  bk_transfer_free(sending->transfer);
  if (sending->later != NULL) {
    g_source_destroy(sending->later);
    g_source_unref(sending->later);
  }
  g_free(sending->origin);
  g_free(sending->ca_file);
  g_free(sending->detail);
  g_free(sending);
}

BkHttp *bk_http_new(const char *user_agent) {
  BkHttp *http = g_new0(BkHttp, 1);
  http->setting.user_agent = g_strdup(user_agent);
  http->setting.sockets = bk_sockets_new();
  http->setting.trust = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)bk_trust_free);
  http->setting.deadlines = (BkDeadlines){
      .total_ms = BK_HTTP_TIMEOUT * 1000,
      .connect_ms = BK_HTTP_CONNECT_TIMEOUT * 1000,
      .low_speed = BK_HTTP_LOW_SPEED,
      .low_speed_seconds = BK_HTTP_LOW_SPEED_TIME,
  };
  http->sources =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)bk_curl_source_close);
  http->sendings = g_hash_table_new_full(NULL, NULL, NULL, sending_free);
  return http;
}

void bk_http_free(BkHttp *http) {
  if (http == NULL)
    return;
  g_hash_table_unref(http->sendings); /* first: transfers, then connections, then their sockets */
  g_hash_table_unref(http->sources);
  bk_sockets_free(http->setting.sockets);
  g_hash_table_unref(http->setting.trust);
  g_free(http->setting.user_agent);
  g_free(http);
}

void bk_http_set_deadlines_for_tests(BkHttp *http, gint64 total_ms, gint64 connect_ms,
                                     long low_speed_seconds) {
  BkDeadlines *deadlines = &http->setting.deadlines;
  deadlines->total_ms = total_ms > 0 ? total_ms : deadlines->total_ms;
  deadlines->connect_ms = connect_ms > 0 ? connect_ms : deadlines->connect_ms;
  deadlines->low_speed_seconds = low_speed_seconds > 0 ? low_speed_seconds : deadlines->low_speed_seconds;
}

guint bk_http_under_way_for_tests(const BkHttp *http) {
  return g_hash_table_size(http->sendings);
}

/* ---- the end of a sending ------------------------------------------------------------------------ */

static Sending *find(BkHttp *http, guint number) {
  return g_hash_table_lookup(http->sendings, GUINT_TO_POINTER(number));
}

/* Takes it out and tells. done comes last: it may free the whole BkHttp. */
static void finish(Sending *sending, const BkReply *reply, BkFailure failure, const char *detail) {
  BkHttpDone done = sending->done;
  gpointer data = sending->data;
  g_hash_table_remove(sending->http->sendings, GUINT_TO_POINTER(sending->number));
  if (done != NULL)
    done(reply, failure, detail, data);
}

static gboolean tell_failure(gpointer data) {
  Sending *sending = data;
  g_autofree char *detail = g_steal_pointer(&sending->detail);
  finish(sending, NULL, sending->failure, detail);
  return G_SOURCE_REMOVE;
}

static void fail_later(Sending *sending, BkFailure failure, const char *detail) {
  sending->failure = failure;
  sending->detail = g_strdup(detail);
  sending->later = g_idle_source_new();
  g_source_set_priority(sending->later, G_PRIORITY_DEFAULT);
  g_source_set_callback(sending->later, tell_failure, sending, NULL);
  g_source_attach(sending->later, g_main_context_get_thread_default());
}

/* ---- the start ----------------------------------------------------------------------------------- */

static gboolean is_busy(int fd, gpointer sources) {
  GHashTableIter iter;
  gpointer source;
  g_hash_table_iter_init(&iter, sources);
  while (g_hash_table_iter_next(&iter, NULL, &source)) {
    if (bk_curl_source_watches(source, fd))
      return TRUE;
  }
  return FALSE;
}

static void start(Sending *sending) {
  BkHttp *http = sending->http;
  bk_sockets_bury(http->setting.sockets, is_busy, http->sources);
  bk_transfer_count_wait(sending->transfer);
  sending->running = bk_curl_source_add(sending->source, bk_transfer_easy(sending->transfer)) == CURLM_OK;
  if (!sending->running)
    fail_later(sending, BK_FAILURE_NO_ROUTE, "not sent: libcurl refused the request");
}

/* A connection being opened to the same origin with the same trust; 0: none. */
static guint opening(BkHttp *http, const Sending *wanted) {
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init(&iter, http->sendings);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    const Sending *sending = value;
    if (sending->done == NULL && sending->running && g_strcmp0(sending->origin, wanted->origin) == 0 &&
        g_strcmp0(sending->ca_file, wanted->ca_file) == 0)
      return sending->number;
  }
  return 0;
}

/* Who waited for a connection gets it, or shares its failure: it would meet the same. */
static void opened(BkHttp *http, guint number, BkFailure failure, const char *detail) {
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init(&iter, http->sendings);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    Sending *sending = value;
    if (sending->joins != number || number == 0)
      continue;
    sending->joins = 0;
    if (failure == BK_FAILURE_NONE)
      start(sending);
    else
      fail_later(sending, failure, detail);
  }
}

static void on_ended(CURL *easy, CURLcode code, gpointer data) {
  BkHttp *http = data;
  Sending *sending = bk_transfer_owner(easy);
  g_autoptr(BkReply) reply = NULL;
  g_autofree char *detail = NULL;
  BkFailure failure = bk_transfer_judge(sending->transfer, code, &reply, &detail);
  guint number = sending->number;
  gboolean connected = sending->done == NULL;
  finish(sending, reply, failure, detail);
  if (connected)
    opened(http, number, failure, detail);
}

static BkCurlSource *source_for(BkHttp *http, const char *ca_file) {
  gboolean own = ca_file != NULL && (g_hash_table_contains(http->sources, ca_file) ||
                                     g_hash_table_size(http->sources) <= BK_TRUST_FILES);
  const char *trust = own ? ca_file : "";
  BkCurlSource *source = g_hash_table_lookup(http->sources, trust);
  if (source == NULL && bk_libcurl_start())
    source = bk_curl_source_new(on_ended, http);
  if (source != NULL && !g_hash_table_contains(http->sources, trust))
    g_hash_table_insert(http->sources, g_strdup(trust), source);
  return source;
}

static Sending *sending_new(BkHttp *http, BkRequest *request, BkHttpDone done, gpointer data) {
  Sending *sending = g_new0(Sending, 1);
  do
    sending->number = ++http->last;
  while (sending->number == 0 || find(http, sending->number) != NULL);
  sending->http = http;
  sending->origin = g_strdup(request->origin);
  sending->ca_file = g_strdup(request->ca_file);
  sending->done = done;
  sending->data = data;
  g_hash_table_insert(http->sendings, GUINT_TO_POINTER(sending->number), sending);
  const char *why = "not sent: libcurl.so.4 cannot be loaded";
  sending->source = source_for(http, sending->ca_file);
  if (sending->source != NULL)
    sending->transfer = bk_transfer_new(&http->setting, request, done == NULL, sending, &why);
  else
    bk_request_free(request);
  if (sending->transfer == NULL)
    fail_later(sending, BK_FAILURE_NO_ROUTE, why);
  return sending;
}

guint bk_http_send(BkHttp *http, BkRequest *request, BkHttpDone done, gpointer data) {
  Sending *sending = sending_new(http, request, done, data);
  if (sending->transfer != NULL) {
    sending->joins = opening(http, sending);
    if (sending->joins == 0)
      start(sending);
  }
  return sending->number;
}

void bk_http_cancel(BkHttp *http, guint number) {
  g_hash_table_remove(http->sendings, GUINT_TO_POINTER(number));
}

guint bk_http_room(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return G_MAXINT;
  return (guint)MIN(limit.rlim_cur / 4, G_MAXINT);
}

void bk_http_connect(BkHttp *http, const char *origin, const char *ca_file) {
  g_autofree char *root = g_strconcat(origin, "/", NULL);
  g_autoptr(BkSecret) url = bk_secret_new(root, -1);
  BkRequest *request = bk_request_new("HEAD", url);
  request->ca_file = g_strdup(ca_file);
  Sending *sending = sending_new(http, request, NULL, NULL);
  if (sending->transfer != NULL && opening(http, sending) == 0)
    start(sending);
  else if (sending->transfer != NULL)
    bk_http_cancel(http, sending->number);
}
