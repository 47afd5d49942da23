#include "mock/http.h"

#include "base/text.h"
#include "mock/page.h"
#include "mock/pairs.h"
#include "mock/play.h"

#include <arpa/inet.h>
#include <glib-unix.h>
#include <microhttpd.h>
#include <string.h>

#define IDLE_SECONDS 60u
#define MAX_CONNECTIONS 64u

struct BkMockHttp {
  BkMockPlayed *played;
  BkMockTrouble *trouble;
  gboolean verbose;
  struct MHD_Daemon *daemon;
  int port;
  guint watch, timer;
  GHashTable *waiting; /* Conversation* -> nothing: suspended by the fault "slow" */
};

static void run(BkMockHttp *http);

/* One request from its first line to its answer. */
typedef struct {
  BkMockHttp *http;
  struct MHD_Connection *connection;
  char *path, *query; /* raw; query may be NULL */
  GPtrArray *headers;
  GByteArray *body;
  gboolean started, too_large;
  guint delay;
  gboolean waited;
} Conversation;

GQuark bk_mock_http_error_quark(void) {
  return g_quark_from_static_string("bk-mock-http-error");
}

/* ---- conversations ---- */

/* Called with the target as it came, before anything is decoded. */
static void *begin(void *data, const char *uri, struct MHD_Connection *connection) {
  Conversation *talk = g_new0(Conversation, 1);
  const char *question = strchr(uri, '?');

  talk->http = data;
  talk->connection = connection;
  talk->path = question ? g_strndup(uri, (gsize)(question - uri)) : g_strdup(uri);
  talk->query = question ? g_strdup(question + 1) : NULL;
  talk->headers = bk_mock_pairs_new();
  talk->body = g_byte_array_new();
  return talk;
}

static void end(void *data, struct MHD_Connection *connection, void **state,
                enum MHD_RequestTerminationCode code) {
  Conversation *talk = *state;
  (void)data;
  (void)connection;
  (void)code;

  if (!talk)
    return;
  g_hash_table_remove(talk->http->waiting, talk);
  if (talk->delay)
    g_source_remove(talk->delay);
  g_free(talk->path);
  g_free(talk->query);
  g_ptr_array_unref(talk->headers);
  g_byte_array_unref(talk->body);
  g_free(talk);
  *state = NULL;
}

static enum MHD_Result take_header(void *data, enum MHD_ValueKind kind, const char *name, const char *value) {
  (void)kind;
  bk_mock_pairs_add(data, name, value ? value : "");
  return MHD_YES;
}

/* ---- answers ---- */

/* Half of the body, then an error: what a broken line looks like. */
static ssize_t cut_reader(void *data, uint64_t position, char *buffer, size_t room) {
  const char *body = data;
  size_t half = strlen(body) / 2;

  if (position >= half)
    return MHD_CONTENT_READER_END_WITH_ERROR;
  half = MIN(half - (size_t)position, room);
  memcpy(buffer, body + position, half);
  return (ssize_t)half;
}

static struct MHD_Response *response_of(const BkMockAnswer *answer, gboolean cut) {
  g_autofree char *body = cut ? g_strconcat(answer->body, "                ", NULL) : NULL;
  struct MHD_Response *response;

  if (cut) {
    gsize length = strlen(body);
    response = MHD_create_response_from_callback(length, 4096, cut_reader, g_steal_pointer(&body), g_free);
  } else {
    response = MHD_create_response_from_buffer(strlen(answer->body), answer->body, MHD_RESPMEM_MUST_COPY);
  }
  if (answer->media_type)
    MHD_add_response_header(response, "Content-Type", answer->media_type);
  for (guint i = 0; i < answer->headers->len; i++) {
    const BkPair *pair = g_ptr_array_index(answer->headers, i);
    MHD_add_response_header(response, pair->name, pair->value);
  }
  return response;
}

/* Only names of this machine: a page in a browser may have its own name resolve to 127.0.0.1 (DNS rebinding),
 * and would then be let read what is answered. */
static gboolean is_asked_for(const Conversation *talk) {
  const char *host = bk_mock_pairs_get_nocase(talk->headers, "Host");
  g_autofree char *name = g_strndup(host ? host : "", strcspn(host ? host : "", ":"));
  return g_str_equal(name, "127.0.0.1") || g_ascii_strcasecmp(name, "localhost") == 0;
}

static BkMockAnswer *answer_for(Conversation *talk, const char *method, char **ret_line) {
  BkMockHttp *http = talk->http;
  const BkMockRequest request = {.method = method,
                                 .path = talk->path,
                                 .query = talk->query,
                                 .headers = talk->headers,
                                 .body = talk->body->len ? (const char *)talk->body->data : "",
                                 .length = talk->body->len};
  BkMockAnswer *answer;

  *ret_line = g_strdup("");
  if (!is_asked_for(talk))
    return bk_mock_answer_plain(421, "Only 127.0.0.1 and localhost are served here.");
  if (talk->too_large)
    return bk_mock_answer_plain(413, "The request is too large.");
  answer = bk_mock_page(http->played, http->trouble, &request);
  if (!answer)
    answer = bk_mock_trouble_answer(http->trouble);
  if (!answer) {
    g_free(*ret_line);
    answer = bk_mock_play(http->played, &request, ret_line);
  }
  return answer;
}

static void log_line(const Conversation *talk, const char *method, int status, const char *line) {
  /* Never the path: it can hold a token. */
  if (talk->http->verbose)
    g_printerr("%s: %s %s%s%d\n", talk->http->played->file->id, method, line, *line ? " " : "", status);
}

static enum MHD_Result reply(Conversation *talk, const char *method) {
  g_autofree char *line = NULL;
  g_autoptr(BkMockAnswer) answer = answer_for(talk, method, &line);
  gboolean own = g_str_has_prefix(talk->path, "/mock/");
  gboolean cut = talk->http->trouble->fault == BK_MOCK_FAULT_CUT && !own;
  struct MHD_Response *response = response_of(answer, cut);
  enum MHD_Result result = MHD_queue_response(talk->connection, (unsigned)answer->status, response);

  log_line(talk, method, answer->status, line);
  MHD_destroy_response(response);
  return result;
}

/* ---- the fault "slow" ---- */

static gboolean resume(gpointer data) {
  Conversation *talk = data;
  BkMockHttp *http = talk->http;

  talk->delay = 0;
  talk->waited = TRUE;
  g_hash_table_remove(http->waiting, talk);
  MHD_resume_connection(talk->connection);
  run(http);
  return G_SOURCE_REMOVE;
}

static gboolean wants_delay(const Conversation *talk) {
  return talk->http->trouble->fault == BK_MOCK_FAULT_SLOW && !talk->waited &&
         !g_str_has_prefix(talk->path, "/mock/");
}

static enum MHD_Result handle(void *data, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload, size_t *size,
                              void **state) {
  Conversation *talk = *state;
  (void)data;
  (void)url;
  (void)version;

  if (!talk->started) {
    talk->started = TRUE;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, take_header, talk->headers);
    return MHD_YES;
  }
  if (*size > 0) {
    talk->too_large |= talk->body->len + *size > BK_MOCK_MAX_BODY;
    if (!talk->too_large)
      g_byte_array_append(talk->body, (const guint8 *)upload, (guint)*size);
    *size = 0;
    return MHD_YES;
  }
  if (wants_delay(talk)) {
    MHD_suspend_connection(connection);
    g_hash_table_add(talk->http->waiting, talk);
    talk->delay = g_timeout_add_seconds(BK_MOCK_SLOW_SECONDS, resume, talk);
    return MHD_YES;
  }
  return reply(talk, method);
}

/* ---- the main loop ---- */

static gboolean timed_out(gpointer data) {
  BkMockHttp *http = data;

  http->timer = 0;
  run(http);
  return G_SOURCE_REMOVE;
}

/* Lets the library do what is due, and asks it when it wants to be called next. */
static void run(BkMockHttp *http) {
  MHD_UNSIGNED_LONG_LONG milliseconds = 0;

  MHD_run(http->daemon);
  g_clear_handle_id(&http->timer, g_source_remove);
  if (MHD_get_timeout(http->daemon, &milliseconds) == MHD_YES)
    http->timer = g_timeout_add((guint)MIN(milliseconds, 60000u), timed_out, http);
}

static gboolean readable(gint fd, GIOCondition condition, gpointer data) {
  (void)fd;
  (void)condition;
  run(data);
  return G_SOURCE_CONTINUE;
}

BkMockHttp *bk_mock_http_new(BkMockPlayed *played, BkMockTrouble *trouble, int port, gboolean verbose,
                             GError **error) {
  g_autoptr(BkMockHttp) http = g_new0(BkMockHttp, 1);
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons((guint16)port),
                                .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};

  http->played = played;
  http->trouble = trouble;
  http->verbose = verbose;
  http->waiting = g_hash_table_new(NULL, NULL);
  http->daemon = MHD_start_daemon(
      MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, (guint16)port, NULL, NULL, handle, http, MHD_OPTION_SOCK_ADDR,
      (struct sockaddr *)&address, MHD_OPTION_URI_LOG_CALLBACK, begin, http, MHD_OPTION_NOTIFY_COMPLETED, end,
      NULL, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS, MHD_OPTION_CONNECTION_LIMIT, MAX_CONNECTIONS,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)(64 * 1024), MHD_OPTION_END);
  if (!http->daemon) {
    g_set_error(error, BK_MOCK_HTTP_ERROR, 0, "cannot listen on 127.0.0.1 port %d", port);
    return NULL;
  }
  http->port = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
  http->watch = g_unix_fd_add(MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd, G_IO_IN,
                              readable, http);
  bk_mock_played_listen(played, http->port);
  return g_steal_pointer(&http);
}

int bk_mock_http_port(const BkMockHttp *http) {
  return http->port;
}

void bk_mock_http_free(BkMockHttp *http) {
  GHashTableIter iter;
  gpointer talk;

  if (!http)
    return;
  g_clear_handle_id(&http->watch, g_source_remove);
  g_clear_handle_id(&http->timer, g_source_remove);
  /* The library refuses to stop while a connection is suspended. */
  g_hash_table_iter_init(&iter, http->waiting);
  while (g_hash_table_iter_next(&iter, &talk, NULL))
    MHD_resume_connection(((Conversation *)talk)->connection);
  if (http->daemon)
    MHD_stop_daemon(http->daemon);
  g_hash_table_unref(http->waiting);
  g_free(http);
}
