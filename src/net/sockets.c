#include "net/sockets.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

struct BkSockets {
  GHashTable *open; /* a set of descriptors */
};

BkSockets *bk_sockets_new(void) {
  BkSockets *sockets = g_new(BkSockets, 1);
  sockets->open = g_hash_table_new(NULL, NULL);
  return sockets;
}

void bk_sockets_free(BkSockets *sockets) {
  g_hash_table_unref(sockets->open);
  g_free(sockets);
}

curl_socket_t bk_sockets_open(BkSockets *sockets, const struct curl_sockaddr *address) {
  int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (fd < 0)
    return CURL_SOCKET_BAD;
  g_hash_table_add(sockets->open, GINT_TO_POINTER(fd));
  return fd;
}

int bk_sockets_close(BkSockets *sockets, curl_socket_t fd) {
  g_hash_table_remove(sockets->open, GINT_TO_POINTER(fd));
  return close(fd);
}

static gboolean closed_by_peer(int fd) {
  struct pollfd look = {.fd = fd, .events = POLLRDHUP};
  return poll(&look, 1, 0) > 0 && (look.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

guint bk_sockets_bury(BkSockets *sockets, BkSocketBusy busy, gpointer data) {
  GHashTableIter iter;
  gpointer key;
  guint count = 0;
  g_hash_table_iter_init(&iter, sockets->open);
  while (g_hash_table_iter_next(&iter, &key, NULL)) {
    int fd = GPOINTER_TO_INT(key);
    if (busy(fd, data) || !closed_by_peer(fd))
      continue;
    char sink[4096]; /* the rest is ciphertext or an idle server's "408": nobody asked for it */
    for (guint i = 0; i < 64 && recv(fd, sink, sizeof sink, MSG_DONTWAIT) > 0; i++)
      ;
    count++;
  }
  return count;
}
