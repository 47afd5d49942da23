#include "net/curl_source.h"

/* Connections that wait for another request. Hundreds of servers may be asked once each. */
#define KEPT_CONNECTIONS 32L
/* Microseconds after which the rest that is ready waits for the loop's next turn: a handshake of TLS costs
 * milliseconds, and a key that comes while a hundred are made is not to wait for all of them. */
#define SLICE 10000

struct BkCurlSource {
  GSource source;   /* first: GLib makes and counts the whole */
  CURLM *multi;     /* NULL once closed */
  GHashTable *tags; /* descriptor -> GLib's tag of its watch */
  BkCurlEnded ended;
  gpointer data;
};

typedef struct {
  int fd;
  int events; /* CURL_CSELECT_… */
} Ready;

static gpointer key_of(int fd) {
  return GINT_TO_POINTER(fd + 1); /* 0 is a descriptor, too */
}

static int fd_of(gconstpointer key) {
  return GPOINTER_TO_INT(key) - 1;
}

/* libcurl says here what to wait for on a socket. It must not be called back from here. */
static int on_socket(CURL *easy, curl_socket_t fd, int what, void *data, void *unused) {
  (void)easy, (void)unused;
  BkCurlSource *source = data;
  if (source->multi == NULL)
    return 0; /* curl_multi_cleanup() still reports the connections it closes */
  gpointer tag = g_hash_table_lookup(source->tags, key_of(fd));
  if (what == CURL_POLL_REMOVE) {
    if (tag != NULL)
      g_source_remove_unix_fd(&source->source, tag);
    g_hash_table_remove(source->tags, key_of(fd));
    return 0;
  }
  GIOCondition events = G_IO_ERR | G_IO_HUP;
  if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
    events |= G_IO_IN;
  if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
    events |= G_IO_OUT;
  if (tag != NULL)
    g_source_modify_unix_fd(&source->source, tag, events);
  else
    g_hash_table_insert(source->tags, key_of(fd), g_source_add_unix_fd(&source->source, fd, events));
  return 0;
}

/* libcurl has one timer, set anew by each call and off at -1: that is just what a ready time is. */
static int on_timer(CURLM *multi, long milliseconds, void *data) {
  (void)multi;
  BkCurlSource *source = data;
  gint64 at = milliseconds < 0 ? -1 : g_get_monotonic_time() + (gint64)milliseconds * 1000;
  g_source_set_ready_time(&source->source, at);
  return 0;
}

static GArray *ready_descriptors(BkCurlSource *source) {
  GArray *all = g_array_new(FALSE, FALSE, sizeof(Ready));
  GHashTableIter iter;
  gpointer key, tag;
  g_hash_table_iter_init(&iter, source->tags);
  while (g_hash_table_iter_next(&iter, &key, &tag)) {
    GIOCondition seen = g_source_query_unix_fd(&source->source, tag);
    Ready ready = {.fd = fd_of(key)};
    ready.events |= (seen & G_IO_IN) != 0 ? CURL_CSELECT_IN : 0;
    ready.events |= (seen & G_IO_OUT) != 0 ? CURL_CSELECT_OUT : 0;
    ready.events |= (seen & (G_IO_ERR | G_IO_HUP | G_IO_NVAL)) != 0 ? CURL_CSELECT_ERR : 0;
    if (ready.events != 0)
      g_array_append_val(all, ready);
  }
  return all;
}

/* After every action, and never from inside one: whoever is told may do with us what it likes. */
static void tell_ended(BkCurlSource *source) {
  int left;
  CURLMsg *message;
  while (source->multi != NULL && (message = curl_multi_info_read(source->multi, &left)) != NULL) {
    if (message->msg != CURLMSG_DONE)
      continue;
    CURL *easy = message->easy_handle;
    CURLcode code = message->data.result;
    source->ended(easy, code, source->data); /* message is gone once the handle is removed */
  }
}

static gboolean dispatch(GSource *base, GSourceFunc unused, gpointer unused_data) {
  (void)unused, (void)unused_data;
  BkCurlSource *source = (BkCurlSource *)base;
  int running;
  gint64 due = g_source_get_ready_time(base);
  g_autoptr(GArray) ready = ready_descriptors(source);
  g_source_ref(base);
  if (due >= 0 && due <= g_source_get_time(base)) {
    g_source_set_ready_time(base, -1); /* the action sets the next one */
    curl_multi_socket_action(source->multi, CURL_SOCKET_TIMEOUT, 0, &running);
  }
  gint64 end = g_get_monotonic_time() + SLICE;
  for (guint i = 0; i < ready->len && (i == 0 || g_get_monotonic_time() < end); i++) {
    Ready *one = &g_array_index(ready, Ready, i);
    if (bk_curl_source_watches(source, one->fd)) /* an earlier action may have closed it */
      curl_multi_socket_action(source->multi, one->fd, one->events, &running);
  }
  tell_ended(source);
  g_source_unref(base);
  return G_SOURCE_CONTINUE;
}

static void finalize(GSource *base) {
  g_hash_table_unref(((BkCurlSource *)base)->tags);
}

BkCurlSource *bk_curl_source_new(BkCurlEnded ended, gpointer data) {
  static GSourceFuncs functions = {.dispatch = dispatch, .finalize = finalize};
  CURLM *multi = curl_multi_init();
  if (multi == NULL)
    return NULL;
  BkCurlSource *source = (BkCurlSource *)g_source_new(&functions, sizeof(BkCurlSource));
  source->multi = multi;
  source->tags = g_hash_table_new(NULL, NULL);
  source->ended = ended;
  source->data = data;
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, source);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, source);
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, KEPT_CONNECTIONS);
  g_source_set_static_name(&source->source, "libcurl");
  g_source_attach(&source->source, g_main_context_get_thread_default());
  return source;
}

void bk_curl_source_close(BkCurlSource *source) {
  if (source == NULL)
    return;
  CURLM *multi = g_steal_pointer(&source->multi);
  g_source_destroy(&source->source);
  curl_multi_cleanup(multi);
  g_source_unref(&source->source);
}

CURLMcode bk_curl_source_add(BkCurlSource *source, CURL *easy) {
  return curl_multi_add_handle(source->multi, easy);
}

void bk_curl_source_remove(BkCurlSource *source, CURL *easy) {
  curl_multi_remove_handle(source->multi, easy);
}

gboolean bk_curl_source_watches(const BkCurlSource *source, int fd) {
  return g_hash_table_contains(source->tags, key_of(fd));
}
