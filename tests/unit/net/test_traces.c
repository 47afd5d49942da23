/* After a request with a secret, nothing of it is left in the memory of the process. The server lives in
 * another one, since it cannot but know the secret. */
#include "net/http.h"
#include "unit/net/client.h"
#include "unit/net/server.h"
#include "unit/net/tls.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define CANARY_LENGTH 24
#define MASK 0x55

/* The canary exists in the clear in nothing but secrets: elsewhere it is masked. */
static const char masked_canary[CANARY_LENGTH + 1] = "\x16\x14\x1b\x14\x07\x0c\x78\x64\x67\x66\x61\x60"
                                                     "\x78\x0f\x2c\x2d\x22\x23\x78\x6c\x6d\x62\x63\x64";

static void unmask(char *to) {
  for (guint i = 0; i < CANARY_LENGTH; i++)
    to[i] = (char)(masked_canary[i] ^ MASK);
}

static BkSecret *secret_around_canary(const char *before, const char *after) {
  char canary[CANARY_LENGTH];
  unmask(canary);
  g_autoptr(BkSecretBuilder) builder = bk_secret_builder_new(1024);
  bk_secret_builder_append(builder, before, -1);
  bk_secret_builder_append(builder, canary, CANARY_LENGTH);
  bk_secret_builder_append(builder, after, -1);
  explicit_bzero(canary, sizeof canary);
  return bk_secret_builder_finish(g_steal_pointer(&builder));
}

static guint occurrences(const char *bytes, gsize length) {
  guint count = 0;
  for (gsize at = 0; at + CANARY_LENGTH <= length; at++) {
    guint i = 0;
    while (i < CANARY_LENGTH && (bytes[at + i] ^ MASK) == masked_canary[i])
      i++;
    count += i == CANARY_LENGTH;
  }
  return count;
}

/* How often the canary stands in the writable memory of this process. */
static guint canaries_left(void) {
  g_autofree char *maps = NULL;
  g_assert_true(g_file_get_contents("/proc/self/maps", &maps, NULL, NULL));
  int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  g_assert_cmpint(memory, >=, 0);
  g_auto(GStrv) lines = g_strsplit(maps, "\n", -1);
  guint count = 0;
  static char piece[256 * 1024]; /* in a map of its own that is being read while it is compared: see below */
  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++) {
    char *end;
    guint64 from = g_ascii_strtoull(lines[i], &end, 16), to = g_ascii_strtoull(end + 1, &end, 16);
    if (!g_str_has_prefix(end, " rw") || to - from > 64 * 1024 * 1024)
      continue;
    for (guint64 at = from; at < to; at += sizeof piece - CANARY_LENGTH) {
      memset(piece, 0, sizeof piece); /* or it would find what it read before */
      gssize length = pread(memory, piece, MIN(sizeof piece, to - at), (off_t)at);
      count += length > 0 ? occurrences(piece, (gsize)length) : 0;
    }
    memset(piece, 0, sizeof piece);
  }
  close(memory);
  return count;
}

/* The server in a process of its own; it repeats the canary in a header and in the body. */
static GPid start_server(guint16 *ret_port) {
  int channel[2];
  g_assert_cmpint(pipe(channel), ==, 0);
  GPid pid = fork();
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a failed test must not leave it behind */
    close(channel[0]);
    g_autoptr(Server) server = server_new();
    g_autoptr(BkSecret) token = secret_around_canary("", "");
    g_autofree char *answer =
        g_strdup_printf("HTTP/1.1 200 OK\r\nSet-Cookie: s=%s\r\nContent-Length: %d\r\n\r\n{\"token\":\"%s\"}",
                        bk_secret_peek(token), CANARY_LENGTH + 12, bk_secret_peek(token));
    for (guint i = 0; i < 8; i++)
      server_play(server, (ServerAnswer){.bytes = answer});
    guint16 port = server_port(server);
    g_assert_cmpint(write(channel[1], &port, sizeof port), ==, sizeof port);
    for (;;)
      g_main_context_iteration(NULL, TRUE);
  }
  close(channel[1]);
  g_assert_cmpint(read(channel[0], ret_port, sizeof *ret_port), ==, sizeof *ret_port);
  close(channel[0]);
  return pid;
}

typedef struct {
  gboolean done, good;
} Seen;

/* Keeps nothing of the reply. */
static void on_done(const BkReply *reply, BkFailure failure, const char *detail, gpointer data) {
  Seen *seen = data;
  (void)failure, (void)detail;
  seen->done = TRUE;
  seen->good = reply != NULL && reply->status == 200 &&
               occurrences(bk_secret_peek(reply->body), bk_secret_length(reply->body)) == 1;
}

static void send_canary(BkHttp *http, const char *origin, const char *method) {
  Seen seen = {FALSE, FALSE};
  g_autofree char *base = g_strconcat(origin, "/reset?token=", NULL);
  g_autoptr(BkSecret) url = secret_around_canary(base, "");
  g_autoptr(BkSecret) authorization = secret_around_canary("Bearer ", "");
  BkRequest *request = bk_request_new(method, url);
  g_ptr_array_add(request->headers, bk_header_new("Authorization", authorization));
  if (g_str_equal(method, "POST"))
    request->body = secret_around_canary("{\"password\":\"", "\"}");
  g_assert_cmpuint(bk_http_send(http, request, on_done, &seen), !=, 0);
  WAIT_UNTIL(seen.done);
  g_assert_true(seen.good);
}

static void test_traces(gconstpointer data) {
  gboolean tls = GPOINTER_TO_INT(data);
  guint16 port;
  GPid server = start_server(&port);
  g_autoptr(TlsFront) front = tls ? tls_front_new(port, "good", NULL) : NULL;
  g_autofree char *origin = g_strdup_printf("%s:%u", tls ? "https://id.test" : "http://127.0.0.1",
                                            tls ? tls_front_port(front) : port);
  BkHttp *http = bk_http_new("backin/test");
  { /* the search finds what is there */
    g_autoptr(BkSecret) there = secret_around_canary("", "");
    g_assert_nonnull(there);
    g_assert_cmpuint(canaries_left(), >=, 1);
  }
  send_canary(http, origin, "POST");
  send_canary(http, origin, "POST");
  send_canary(http, origin, "GET");
  /* With the connection still open: a person may sit at the next screen for long. */
  g_assert_cmpuint(canaries_left(), ==, 0);
  bk_http_free(http);
  g_assert_cmpuint(canaries_left(), ==, 0);
  kill(server, SIGKILL);
  waitpid(server, NULL, 0);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  client_clean_environment();
  g_autofree char *ca = tls_certificate("ca");
  g_setenv("SSL_CERT_FILE", ca, TRUE);
  g_test_add_data_func("/traces/plain", GINT_TO_POINTER(FALSE), test_traces);
  g_test_add_data_func("/traces/tls", GINT_TO_POINTER(TRUE), test_traces);
  int status = g_test_run();
  tls_forget_certificates();
  return status;
}
