/* client.h: what the tests of this room share on the client's side: waiting with a watchdog, requests in
 * a line, and a resolver that needs no network. */
#ifndef TESTS_UNIT_NET_CLIENT_H
#define TESTS_UNIT_NET_CLIENT_H

#include "net/http.h"

/* Turns the default main context until a condition holds; 20 s without it are a failure. */
#define WAIT_UNTIL(condition)                                                                                \
  G_STMT_START {                                                                                             \
    guint watchdog_ = client_watchdog(#condition);                                                           \
    while (!(condition))                                                                                     \
      g_main_context_iteration(NULL, TRUE);                                                                  \
    g_source_remove(watchdog_);                                                                              \
  }                                                                                                          \
  G_STMT_END
guint client_watchdog(const char *what);

/* What came of one request. */
typedef struct {
  gboolean done;
  guint times; /* how often it was told */
  int status;  /* 0: a failure */
  BkFailure failure;
  char *detail, *body, *media_type;
  GPtrArray *headers;
} Result;

void result_clear(Result *result);
void result_take(const BkReply *reply, BkFailure failure, const char *detail,
                 gpointer result); /* BkHttpDone */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Result, result_clear)

/* body may be NULL. headers: "Name: value" lines up to a NULL, or NULL. */
BkRequest *request_new(const char *method, const char *url, const char *body, const char *const *headers);
/* Sends and waits for the end. */
void exchange(BkHttp *http, BkRequest *request, Result *result);

/* Whether a connection of this process to that port was closed by the other side. */
gboolean client_sees_end(guint16 port);

/* No proxy, and no CA but the tests' own: first thing in main(). */
void client_clean_environment(void);

/* Where names lead in these tests, without any network: *.test to 127.0.0.1, slow.invalid to nowhere until
 * resolver_release(), every other name is unknown. */
void resolver_release(void);

#endif
