/* server.h: a scripted server on loopback for the tests of this room, in the test's own main context. It
 * says whatever it is told to, well-formed or not, and keeps what it was sent. */
#ifndef TESTS_UNIT_NET_SERVER_H
#define TESTS_UNIT_NET_SERVER_H

#include <glib.h>

typedef enum {
  SERVER_KEEP,   /* leaves the connection open */
  SERVER_CLOSE,  /* closes it; over TLS with a farewell (close_notify) */
  SERVER_RESET,  /* breaks it; over TLS without a farewell */
  SERVER_REPEAT, /* says the tail again and again, as fast as it is read */
  SERVER_DRIP,   /* says the tail again and again, a byte in 0.1 s */
} ServerEnd;

typedef struct {
  const char *bytes; /* "": says nothing */
  gssize length;     /* 0: up to the NUL */
  ServerEnd end;
  const char *tail; /* of REPEAT and DRIP */
} ServerAnswer;

typedef struct Server Server;

/* On a free port of 127.0.0.1. */
Server *server_new(void);
void server_free(Server *server);
guint16 server_port(const Server *server);

/* What it says to the next request that has no answer yet. Without one it stays silent. Copied, but for
 * the tail. */
void server_play(Server *server, ServerAnswer answer);
/* What it says to everybody at once, before any request. The strings must outlive it. */
void server_greet(Server *server, ServerAnswer greeting);
/* Ends every open connection, as if they had been idle for too long; last_words may be "". */
void server_drop_all(Server *server, const char *last_words);

/* Every request as it came, head and body: char*. */
const GPtrArray *server_requests(const Server *server);
guint server_connections(const Server *server); /* how many were ever opened */
guint server_open(const Server *server);        /* how many are open now */
gsize server_received(const Server *server);    /* bytes, of whole requests or not */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Server, server_free)

#endif
