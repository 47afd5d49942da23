#include "unit/net/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
  GBytes *bytes;
  ServerEnd end;
  const char *tail;
} Scripted;

struct Server {
  int fd;
  guint16 port;
  guint accepting; /* source id */
  GQueue script;   /* Scripted* */
  ServerAnswer greeting;
  GPtrArray *requests;
  GPtrArray *peers;
  guint connections;
  gsize received;
};

typedef struct {
  Server *server;
  int fd;
  guint reading, writing, dripping; /* source ids; 0: none */
  GString *got;
  GString *unsent;
  Scripted *answer; /* the one under way */
  gsize tail_at;
} Peer;

static void scripted_free(gpointer data) {
  Scripted *scripted = data;
  g_bytes_unref(scripted->bytes);
  g_free(scripted);
}

static void drop_source(guint *id) {
  if (*id != 0)
    g_source_remove(*id);
  *id = 0;
}

static void peer_free(gpointer data) {
  Peer *peer = data;
  drop_source(&peer->reading);
  drop_source(&peer->writing);
  drop_source(&peer->dripping);
  close(peer->fd);
  g_string_free(peer->got, TRUE);
  g_string_free(peer->unsent, TRUE);
  if (peer->answer != NULL)
    scripted_free(peer->answer);
  g_free(peer);
}

static void peer_end(Peer *peer) {
  g_ptr_array_remove_fast(peer->server->peers, peer);
}

static void peer_reset(Peer *peer) {
  struct linger now = {.l_onoff = 1, .l_linger = 0};
  setsockopt(peer->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  peer_end(peer);
}

static gboolean on_drip(gpointer data) {
  Peer *peer = data;
  const char *tail = peer->answer->tail;
  if (send(peer->fd, tail + peer->tail_at, 1, MSG_NOSIGNAL) != 1 && errno != EAGAIN) {
    peer->dripping = 0;
    peer_end(peer);
    return G_SOURCE_REMOVE;
  }
  peer->tail_at = (peer->tail_at + 1) % strlen(tail);
  return G_SOURCE_CONTINUE;
}

/* Everything of the answer is out: what now? FALSE when the peer is gone. */
static gboolean answer_said(Peer *peer) {
  switch (peer->answer->end) {
  case SERVER_CLOSE:
    peer_end(peer);
    return FALSE;
  case SERVER_RESET:
    peer_reset(peer);
    return FALSE;
  case SERVER_REPEAT:
    while (peer->unsent->len < 32 * 1024)
      g_string_append(peer->unsent, peer->answer->tail);
    return TRUE;
  case SERVER_DRIP:
    peer->dripping = peer->dripping != 0 ? peer->dripping : g_timeout_add(100, on_drip, peer);
    return TRUE;
  case SERVER_KEEP:
    break;
  }
  g_clear_pointer(&peer->answer, scripted_free);
  return TRUE;
}

static gboolean on_writable(int fd, GIOCondition events, gpointer data) {
  (void)events;
  Peer *peer = data;
  gssize count = send(fd, peer->unsent->str, peer->unsent->len, MSG_NOSIGNAL);
  if (count < 0 && errno != EAGAIN) {
    peer->writing = 0;
    peer_end(peer);
    return G_SOURCE_REMOVE;
  }
  g_string_erase(peer->unsent, 0, MAX(count, 0));
  if (peer->unsent->len > 0)
    return G_SOURCE_CONTINUE;
  guint self = peer->writing;
  peer->writing = 0;
  if (!answer_said(peer) || peer->unsent->len == 0)
    return G_SOURCE_REMOVE;
  peer->writing = self;
  return G_SOURCE_CONTINUE;
}

static Scripted *scripted_new(ServerAnswer answer) {
  Scripted *scripted = g_new(Scripted, 1);
  gsize length = answer.length > 0 ? (gsize)answer.length : strlen(answer.bytes);
  *scripted = (Scripted){.bytes = g_bytes_new(answer.bytes, length), .end = answer.end, .tail = answer.tail};
  return scripted;
}

static void say(Peer *peer, Scripted *answer) {
  peer->answer = answer;
  if (answer == NULL)
    return;
  gsize length;
  const char *bytes = g_bytes_get_data(peer->answer->bytes, &length);
  g_string_append_len(peer->unsent, bytes, (gssize)length);
  peer->writing = g_unix_fd_add(peer->fd, G_IO_OUT, on_writable, peer);
}

/* The length of the first whole request, or 0. */
static gsize whole_request(const GString *got) {
  const char *end = strstr(got->str, "\r\n\r\n");
  if (end == NULL)
    return 0;
  gsize head = (gsize)(end - got->str) + 4, body = 0;
  g_autofree char *lower = g_ascii_strdown(got->str, (gssize)head);
  const char *field = strstr(lower, "\r\ncontent-length:");
  if (field != NULL)
    body = (gsize)g_ascii_strtoull(field + strlen("\r\ncontent-length:"), NULL, 10);
  return got->len >= head + body ? head + body : 0;
}

static gboolean on_readable(int fd, GIOCondition events, gpointer data) {
  (void)events;
  Peer *peer = data;
  char bytes[4096];
  gssize count = recv(fd, bytes, sizeof bytes, 0);
  if (count < 0 && errno == EAGAIN)
    return G_SOURCE_CONTINUE;
  if (count <= 0) {
    peer->reading = 0;
    peer_end(peer);
    return G_SOURCE_REMOVE;
  }
  peer->server->received += (gsize)count;
  g_string_append_len(peer->got, bytes, count);
  gsize length = whole_request(peer->got);
  if (length > 0) {
    g_ptr_array_add(peer->server->requests, g_strndup(peer->got->str, length));
    g_string_erase(peer->got, 0, (gssize)length);
    say(peer, g_queue_pop_head(&peer->server->script));
  }
  return G_SOURCE_CONTINUE;
}

static gboolean on_connection(int fd, GIOCondition events, gpointer data) {
  (void)events;
  Server *server = data;
  int accepted = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  g_assert_cmpint(accepted, >=, 0);
  Peer *peer = g_new0(Peer, 1);
  peer->server = server;
  peer->fd = accepted;
  peer->got = g_string_new(NULL);
  peer->unsent = g_string_new(NULL);
  peer->reading = g_unix_fd_add(accepted, G_IO_IN | G_IO_HUP, on_readable, peer);
  g_ptr_array_add(server->peers, peer);
  server->connections++;
  if (server->greeting.bytes != NULL)
    say(peer, scripted_new(server->greeting));
  return G_SOURCE_CONTINUE;
}

Server *server_new(void) {
  Server *server = g_new0(Server, 1);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  g_assert_cmpint(bind(server->fd, (struct sockaddr *)&address, size), ==, 0);
  g_assert_cmpint(listen(server->fd, 64), ==, 0);
  g_assert_cmpint(getsockname(server->fd, (struct sockaddr *)&address, &size), ==, 0);
  server->port = ntohs(address.sin_port);
  server->requests = g_ptr_array_new_with_free_func(g_free);
  server->peers = g_ptr_array_new_with_free_func(peer_free);
  server->accepting = g_unix_fd_add(server->fd, G_IO_IN, on_connection, server);
  return server;
}

void server_free(Server *server) {
  if (server == NULL)
    return;
  g_source_remove(server->accepting);
  g_ptr_array_unref(server->peers);
  g_ptr_array_unref(server->requests);
  g_queue_clear_full(&server->script, scripted_free);
  close(server->fd);
  g_free(server);
}

guint16 server_port(const Server *server) {
  return server->port;
}

void server_play(Server *server, ServerAnswer answer) {
  g_queue_push_tail(&server->script, scripted_new(answer));
}

void server_greet(Server *server, ServerAnswer greeting) {
  server->greeting = greeting;
}

void server_drop_all(Server *server, const char *last_words) {
  for (guint i = 0; i < server->peers->len; i++) {
    Peer *peer = g_ptr_array_index(server->peers, i);
    send(peer->fd, last_words, strlen(last_words), MSG_NOSIGNAL);
  }
  g_ptr_array_set_size(server->peers, 0);
}

const GPtrArray *server_requests(const Server *server) {
  return server->requests;
}

guint server_connections(const Server *server) {
  return server->connections;
}

guint server_open(const Server *server) {
  return server->peers->len;
}

gsize server_received(const Server *server) {
  return server->received;
}
