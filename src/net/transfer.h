/* transfer.h: one request as a libcurl easy handle, with every rule of http.h set on it, and the verdict
 * over how it ended. Private to src/net. */
#ifndef BK_NET_TRANSFER_H
#define BK_NET_TRANSFER_H

#include "base/exchange.h"
#include "net/intake.h"
#include "net/sockets.h"

#include <curl/curl.h>
#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gint64 total_ms, connect_ms;
  long low_speed, low_speed_seconds; /* bytes a second, and for how long that is too slow */
} BkDeadlines;

typedef struct BkTransfer BkTransfer;

/* What all transfers of a BkHttp share; outlives them. */
typedef struct {
  char *user_agent;
  BkSockets *sockets;
  GHashTable *trust; /* path of a CA file -> BkTrust; each file is read once */
  BkDeadlines deadlines;
} BkTransferSetting;

/* The request is taken. With only_connect, nothing of it is sent: the connection is opened and stays
 * behind for the next request to the same origin. NULL when the request must not or cannot be sent;
 * *why is then a literal. owner is handed back by bk_transfer_owner(). */
BkTransfer *bk_transfer_new(const BkTransferSetting *setting, BkRequest *request, gboolean only_connect,
                            gpointer owner, const char **why) G_GNUC_WARN_UNUSED_RESULT;
/* The handle must be out of its multi handle: see bk_transfer_leave(). */
void bk_transfer_free(BkTransfer *transfer);

CURL *bk_transfer_easy(const BkTransfer *transfer);
/* The owner of the transfer with that handle. */
gpointer bk_transfer_owner(CURL *easy);
/* To be called before the handle is taken out of its multi handle. */
void bk_transfer_leave(BkTransfer *transfer);
/* Takes what has passed since the transfer was made off its deadline. Before the start. */
void bk_transfer_count_wait(BkTransfer *transfer);

/* How it ended: BK_FAILURE_NONE and a reply, which is NULL for only_connect, or a failure without one.
 * *detail is never NULL. Free both. */
BkFailure bk_transfer_judge(BkTransfer *transfer, CURLcode code, BkReply **reply, char **detail);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkTransfer, bk_transfer_free)

G_END_DECLS

#endif
