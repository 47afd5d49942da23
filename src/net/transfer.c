#include "net/transfer.h"

#include "net/failure.h"
#include "net/http.h"
#include "net/libcurl.h"
#include "net/portal.h"
#include "net/proxy.h"
#include "net/trust.h"

#include <string.h>

struct BkTransfer {
  const BkTransferSetting *setting;
  BkRequest *request;
  gboolean only_connect;
  gpointer owner;
  CURL *easy;
  struct curl_slist *headers;
  BkIntake *intake;
  const BkTrust *trust; /* of the setting; given to libcurl without a copy */
  gint64 deadline_ms, started;
  gboolean proxied;
  gboolean sent;           /* libcurl was let send the request */
  gboolean resend_refused; /* … and wanted to do so again */
  gboolean farewell;       /* TLS close_notify: the other side did end here */
  char message[CURL_ERROR_SIZE];
};

/* ---- what libcurl calls ------------------------------------------------------------------------- */

static size_t on_line(char *bytes, size_t size, size_t count, void *data) {
  BkTransfer *transfer = data;
  return bk_intake_line(transfer->intake, bytes, size * count) ? size * count : 0;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *data) {
  BkTransfer *transfer = data;
  return bk_intake_body(transfer->intake, bytes, size * count) ? size * count : 0;
}

/* libcurl sends a request again by itself when a kept connection dies before it answers. What changes
 * something may have been done by then, so it is stopped here, before anything leaves a second time. */
static gboolean may_send(BkTransfer *transfer) {
  if (transfer->sent && !transfer->request->safe)
    transfer->resend_refused = TRUE;
  return !transfer->resend_refused;
}

/* The connection stands, TLS and all; the request would be sent next.
 *
 * To only connect, CURLOPT_CONNECT_ONLY is switched on here and not before: libcurl then leaves the
 * connection as it is and ends the transfer, but the connection itself was made an ordinary one that the
 * next request may use. Set from the start, it would be nobody's. Should a later libcurl not look at the
 * option at this point any more, a HEAD for "/" would be sent, with nothing of the person in it. */
static int on_ready(void *data, char *peer, char *self, int peer_port, int self_port) {
  (void)peer, (void)self, (void)peer_port, (void)self_port;
  BkTransfer *transfer = data;
  if (transfer->only_connect)
    return curl_easy_setopt(transfer->easy, CURLOPT_CONNECT_ONLY, 1L) == CURLE_OK ? CURL_PREREQFUNC_OK
                                                                                  : CURL_PREREQFUNC_ABORT;
  if (!may_send(transfer))
    return CURL_PREREQFUNC_ABORT;
  transfer->sent = TRUE;
  return CURL_PREREQFUNC_OK;
}

static curl_socket_t on_open(void *data, curlsocktype purpose, struct curl_sockaddr *address) {
  (void)purpose;
  BkTransfer *transfer = data;
  return may_send(transfer) ? bk_sockets_open(transfer->setting->sockets, address) : CURL_SOCKET_BAD;
}

static int on_close(void *data, curl_socket_t fd) {
  return bk_sockets_close(data, fd);
}

/* The only way to learn whether a TLS stream was ended or cut off: libcurl takes both for an end. An
 * alert is the one TLS message of two bytes; 1, 0 is close_notify. Everything else that libcurl would tell
 * here is dropped unread, and nothing is kept (requirement C14). */
static int on_debug(CURL *easy, curl_infotype kind, char *bytes, size_t length, void *data) {
  (void)easy;
  BkTransfer *transfer = data;
  if (kind == CURLINFO_SSL_DATA_IN && length == 2 && bytes[0] == 1 && bytes[1] == 0)
    transfer->farewell = TRUE;
  return 0;
}

static CURLcode on_tls(CURL *easy, void *ssl_ctx, void *unused) {
  (void)easy, (void)unused;
  bk_libcurl_wipe_decrypted(ssl_ctx);
  return CURLE_OK;
}

/* ---- the options -------------------------------------------------------------------------------- */

/* A rule that could not be set is a request that is not sent: all codes are gathered. */
#define SET(option, value) (bad |= (guint)curl_easy_setopt(transfer->easy, option, value))

static guint set_rules(BkTransfer *transfer) {
  const BkDeadlines *deadlines = &transfer->setting->deadlines;
  gboolean clear = g_str_has_prefix(transfer->request->origin, "http://"); /* an origin: on loopback */
  guint bad = 0;
  SET(CURLOPT_PROTOCOLS_STR, clear ? "http" : "https");
  SET(CURLOPT_FOLLOWLOCATION, 0L);
  SET(CURLOPT_REDIR_PROTOCOLS_STR, "https"); /* would they be followed */
  SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  SET(CURLOPT_PATH_AS_IS, 1L);
  SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  SET(CURLOPT_HTTP09_ALLOWED, 0L);
  SET(CURLOPT_HTTPAUTH, (long)CURLAUTH_NONE);
  SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_NOPROGRESS, 1L);
  SET(CURLOPT_QUICK_EXIT, 1L); /* a resolver that hangs is left behind, not waited for */
  SET(CURLOPT_MAXAGE_CONN, 60L);
  SET(CURLOPT_TIMEOUT_MS, (long)deadlines->total_ms);
  SET(CURLOPT_CONNECTTIMEOUT_MS, (long)deadlines->connect_ms);
  SET(CURLOPT_LOW_SPEED_LIMIT, deadlines->low_speed);
  SET(CURLOPT_LOW_SPEED_TIME, deadlines->low_speed_seconds);
  return bad;
}

static guint set_callbacks(BkTransfer *transfer) {
  guint bad = 0;
  SET(CURLOPT_PRIVATE, transfer);
  SET(CURLOPT_ERRORBUFFER, transfer->message);
  SET(CURLOPT_HEADERFUNCTION, on_line);
  SET(CURLOPT_HEADERDATA, transfer);
  SET(CURLOPT_WRITEFUNCTION, on_body);
  SET(CURLOPT_WRITEDATA, transfer);
  SET(CURLOPT_PREREQFUNCTION, on_ready);
  SET(CURLOPT_PREREQDATA, transfer);
  SET(CURLOPT_OPENSOCKETFUNCTION, on_open);
  SET(CURLOPT_OPENSOCKETDATA, transfer);
  SET(CURLOPT_CLOSESOCKETFUNCTION, on_close);
  SET(CURLOPT_CLOSESOCKETDATA, transfer->setting->sockets); /* outlives the transfer */
  SET(CURLOPT_VERBOSE, 1L);
  SET(CURLOPT_DEBUGFUNCTION, on_debug);
  SET(CURLOPT_DEBUGDATA, transfer);
  return bad;
}

static guint set_trust(BkTransfer *transfer) {
  guint bad = 0;
  SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  SET(CURLOPT_SSL_VERIFYPEER, 1L);
  SET(CURLOPT_SSL_VERIFYHOST, 2L);
  SET(CURLOPT_CAPATH, NULL);
  /* Not a rule but a kindness: only OpenSSL and its kin know it. */
  (void)!curl_easy_setopt(transfer->easy, CURLOPT_SSL_CTX_FUNCTION, on_tls);
  if (bk_trust_system() != NULL)
    SET(CURLOPT_CAINFO, bk_trust_system());
  if (transfer->trust != NULL && transfer->trust->path != NULL) {
    SET(CURLOPT_CAINFO, transfer->trust->path);
  } else if (transfer->trust != NULL) {
    struct curl_blob blob = {.flags = CURL_BLOB_NOCOPY};
    blob.data = (void *)g_bytes_get_data(transfer->trust->bundle, &blob.len);
    SET(CURLOPT_CAINFO_BLOB, &blob);
  }
  return bad;
}

static guint set_proxy(BkTransfer *transfer) {
  const char *proxy = bk_proxy_for(transfer->request->origin);
  guint bad = 0;
  transfer->proxied = proxy != NULL;
  SET(CURLOPT_PROXY, proxy != NULL ? proxy : ""); /* "": not even one of the environment */
  SET(CURLOPT_NOPROXY, "");                       /* was judged already */
  if (proxy == NULL)
    return bad;
  SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  SET(CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE); /* ours are for the server alone */
  SET(CURLOPT_PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  SET(CURLOPT_PROXY_SSL_VERIFYPEER, 1L);
  SET(CURLOPT_PROXY_SSL_VERIFYHOST, 2L);
  SET(CURLOPT_PROXY_CAPATH, NULL);
  if (bk_trust_system() != NULL)
    SET(CURLOPT_PROXY_CAINFO, bk_trust_system());
  return bad;
}

/* The method and the body; libcurl reads the body where it lies, in the request's secret. */
static guint set_method(BkTransfer *transfer) {
  const BkRequest *request = transfer->request;
  gboolean get = g_str_equal(request->method, "GET"), head = g_str_equal(request->method, "HEAD");
  gboolean bare = request->body == NULL && (get || head || g_str_equal(request->method, "DELETE"));
  guint bad = 0;
  if (!bare) {
    SET(CURLOPT_POSTFIELDS, bk_secret_peek(request->body));
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)bk_secret_length(request->body));
  }
  if (bare && head)
    SET(CURLOPT_NOBODY, 1L);
  else if (bare ? !get : !g_str_equal(request->method, "POST"))
    SET(CURLOPT_CUSTOMREQUEST, request->method);
  SET(CURLOPT_URL, bk_secret_peek(request->url));
  return bad;
}

/* ---- the headers -------------------------------------------------------------------------------- */

/* These say where a message ends and who is spoken to: libcurl writes them. */
static gboolean is_ours(const char *name) {
  static const char *const ours[] = {"Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect",
                                     "TE",   "Trailer",        "Upgrade",           "Keep-Alive"};
  for (guint i = 0; i < G_N_ELEMENTS(ours); i++) {
    if (g_ascii_strcasecmp(name, ours[i]) == 0)
      return TRUE;
  }
  return g_ascii_strncasecmp(name, "Proxy-", 6) == 0;
}

static gboolean is_name(const char *name) {
  gsize good = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~");
  return good > 0 && name[good] == '\0';
}

static gboolean is_value(const BkSecret *value) {
  const char *bytes = bk_secret_peek(value);
  for (gsize i = 0; i < bk_secret_length(value); i++) {
    if ((guchar)bytes[i] < ' ' || bytes[i] == 0x7f)
      return FALSE;
  }
  return TRUE;
}

static void add_line(BkTransfer *transfer, const char *line) {
  struct curl_slist *longer = curl_slist_append(transfer->headers, line);
  if (longer == NULL)
    g_error("out of memory for a header");
  transfer->headers = longer;
}

static gboolean add_header(BkTransfer *transfer, const BkHeader *header) {
  if (!is_name(header->name) || is_ours(header->name) || !is_value(header->value))
    return FALSE;
  g_autoptr(BkSecretBuilder) line = bk_secret_builder_new(BK_HTTP_MAX_HEADERS);
  gboolean empty = bk_secret_length(header->value) == 0; /* libcurl's way to write a header without value */
  gboolean fits =
      bk_secret_builder_append(line, header->name, -1) &&
      bk_secret_builder_append(line, empty ? ";" : ": ", -1) &&
      bk_secret_builder_append(line, bk_secret_peek(header->value), (gssize)bk_secret_length(header->value));
  if (fits)
    add_line(transfer, bk_secret_builder_peek(line));
  return fits;
}

/* What the request says and nothing that libcurl would add: the bytes count on a slow line. */
static const char *set_headers(BkTransfer *transfer) {
  const BkRequest *request = transfer->request;
  for (guint i = 0; i < request->headers->len; i++) {
    if (!add_header(transfer, g_ptr_array_index(request->headers, i)))
      return "not sent: a header of the request is not allowed";
  }
  if (bk_headers_get(request->headers, "Accept") == NULL)
    add_line(transfer, "Accept:");
  if (bk_headers_get(request->headers, "Content-Type") == NULL)
    add_line(transfer, "Content-Type:");
  add_line(transfer, "Expect:");
  guint bad = 0;
  SET(CURLOPT_HTTPHEADER, transfer->headers);
  if (bk_headers_get(request->headers, "User-Agent") == NULL)
    SET(CURLOPT_USERAGENT, transfer->setting->user_agent);
  return bad == 0 ? NULL : "not sent: libcurl refused a header";
}

/* ---- a transfer --------------------------------------------------------------------------------- */

/* Whether libcurl will go where the origin says: two readers of a URL that differ are a way around every
 * check made with the other one. */
static gboolean read_alike(const BkRequest *request) {
  CURLU *url = curl_url();
  char *scheme = NULL, *host = NULL, *port = NULL;
  g_autofree char *origin = NULL;
  if (curl_url_set(url, CURLUPART_URL, bk_secret_peek(request->url), CURLU_DISALLOW_USER) == CURLUE_OK &&
      curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
      curl_url_get(url, CURLUPART_HOST, &host, CURLU_PUNYCODE) == CURLUE_OK &&
      curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK) {
    g_autofree char *plain = g_strdup_printf("%s://%s:%s", scheme, host, port);
    origin = bk_origin_of(plain);
  }
  curl_free(scheme);
  curl_free(host);
  curl_free(port);
  curl_url_cleanup(url);
  return g_strcmp0(origin, request->origin) == 0;
}

static const char *find_trust(BkTransfer *transfer) {
  const char *path = transfer->request->ca_file;
  if (path == NULL)
    return NULL;
  BkTrust *known = g_hash_table_lookup(transfer->setting->trust, path);
  if (known == NULL) {
    const char *why = NULL;
    known = bk_trust_with(path, g_hash_table_size(transfer->setting->trust) < BK_TRUST_FILES, &why);
    if (known == NULL)
      return why;
    g_hash_table_insert(transfer->setting->trust, g_strdup(path), known);
  }
  transfer->trust = known;
  return NULL;
}

static const char *set_up(BkTransfer *transfer) {
  g_autofree char *origin = bk_origin_of(bk_secret_peek(transfer->request->url));
  if (origin == NULL || g_strcmp0(origin, transfer->request->origin) != 0)
    return "not sent: the address is not https";
  if (!read_alike(transfer->request))
    return "not sent: the address can be read in two ways";
  const char *why = find_trust(transfer);
  if (why != NULL)
    return why;
  transfer->easy = curl_easy_init();
  if (transfer->easy == NULL || (set_rules(transfer) | set_callbacks(transfer) | set_trust(transfer) |
                                 set_proxy(transfer) | set_method(transfer)) != 0)
    return "not sent: libcurl refused a rule";
  return set_headers(transfer);
}

BkTransfer *bk_transfer_new(const BkTransferSetting *setting, BkRequest *request, gboolean only_connect,
                            gpointer owner, const char **why) {
  BkTransfer *transfer = g_new0(BkTransfer, 1);
  transfer->setting = setting;
  transfer->request = request;
  transfer->only_connect = only_connect;
  transfer->owner = owner;
  transfer->intake = bk_intake_new();
  gint64 wished_ms = (gint64)request->seconds * 1000;
  transfer->deadline_ms =
      wished_ms > 0 ? MIN(wished_ms, setting->deadlines.total_ms) : setting->deadlines.total_ms;
  transfer->started = g_get_monotonic_time();
  *why = set_up(transfer);
  if (*why != NULL)
    g_clear_pointer(&transfer, bk_transfer_free);
  return transfer;
}

void bk_transfer_free(BkTransfer *transfer) {
  if (transfer == NULL)
    return;
  if (transfer->easy != NULL)
    curl_easy_cleanup(transfer->easy);
  curl_slist_free_all(transfer->headers);
  bk_intake_free(transfer->intake);
  bk_request_free(transfer->request);
  g_free(transfer);
}

CURL *bk_transfer_easy(const BkTransfer *transfer) {
  return transfer->easy;
}

gpointer bk_transfer_owner(CURL *easy) {
  char *transfer = NULL;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
  return ((BkTransfer *)(gpointer)transfer)->owner;
}

void bk_transfer_leave(BkTransfer *transfer) {
  /* With the option on, libcurl closes the connection together with the handle. */
  curl_easy_setopt(transfer->easy, CURLOPT_CONNECT_ONLY, 0L);
}

static gint64 elapsed_ms(const BkTransfer *transfer) {
  return (g_get_monotonic_time() - transfer->started) / 1000;
}

void bk_transfer_count_wait(BkTransfer *transfer) {
  gint64 left = MAX(transfer->deadline_ms - elapsed_ms(transfer), 1);
  curl_easy_setopt(transfer->easy, CURLOPT_TIMEOUT_MS, (long)left);
}

/* ---- the verdict -------------------------------------------------------------------------------- */

static const char *host_of(const BkTransfer *transfer) {
  return strstr(transfer->request->origin, "://") + 3;
}

static BkFailure wrecked(BkTransfer *transfer, CURLcode code, char **detail) {
  BkWreck wreck = {
      .host = host_of(transfer),
      .message = transfer->message,
      .proxied = transfer->proxied,
      .sent = transfer->sent,
      .answered = bk_intake_began(transfer->intake),
      .safe = transfer->request->safe,
  };
  curl_easy_getinfo(transfer->easy, CURLINFO_SSL_VERIFYRESULT, &wreck.verify);
  curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &wreck.os_error);
  curl_easy_getinfo(transfer->easy, CURLINFO_HTTP_CONNECTCODE, &wreck.proxy_status);
  return bk_failure_of(code, &wreck, detail);
}

/* libcurl is content. Is this an answer of the server, and all of it? */
static BkFailure examine(BkTransfer *transfer, BkReply **reply, const char **why) {
  gboolean head = g_str_equal(transfer->request->method, "HEAD");
  gboolean tls = g_str_has_prefix(transfer->request->origin, "https://");
  *reply = bk_intake_finish(transfer->intake);
  if (*reply == NULL) {
    *why = "the connection was cut before the answer's body"; /* libcurl calls that an answer */
    return BK_FAILURE_CUT;
  }
  if (tls && !head && !transfer->farewell && bk_intake_ends_by_close(transfer->intake)) {
    *why = "the connection was cut before the answer's end";
    return BK_FAILURE_CUT;
  }
  if (bk_reply_is_portal(transfer->request, *reply)) {
    *why = "a page or a redirect elsewhere came in place of an answer";
    return BK_FAILURE_PORTAL;
  }
  (*reply)->milliseconds = elapsed_ms(transfer);
  return BK_FAILURE_NONE;
}

BkFailure bk_transfer_judge(BkTransfer *transfer, CURLcode code, BkReply **reply, char **detail) {
  const char *why = NULL;
  *reply = NULL;
  BkFailure failure = bk_intake_refused(transfer->intake, &why);
  if (transfer->resend_refused) {
    failure = BK_FAILURE_CUT;
    why = "the connection died before the answer; not sent a second time";
  } else if (failure == BK_FAILURE_NONE && code != CURLE_OK) {
    return wrecked(transfer, code, detail);
  } else if (failure == BK_FAILURE_NONE && !transfer->only_connect) {
    failure = examine(transfer, reply, &why);
  }
  if (failure != BK_FAILURE_NONE)
    g_clear_pointer(reply, bk_reply_free);
  *detail = failure == BK_FAILURE_NONE ? g_strdup("") : g_strdup_printf("%s (%s)", why, host_of(transfer));
  return failure;
}
