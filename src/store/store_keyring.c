/* The Secret Service, asked through backin-keyring: one helper for one call, watched from the main loop.
 * What it answers is believed as much as a server is. */
#include "store/helper.h"
#include "store/keyring_protocol.h"
#include "store/place.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>

typedef struct {
  const char *collection;
  BkPlaceAnswer done; /* the call under way */
  gpointer data;
  const BkStoreCall *call;
  BkHelper *helper; /* of the call under way */
  guint source;
  BkSecret *request; /* NULL: sent */
  gsize sent;
  BkFrame *frame;
  BkStoreAnswer *answer; /* NULL until the first frame came */
  guint missing;         /* item frames still to come */
} Keyring;

static void reset(Keyring *keyring) {
  g_clear_handle_id(&keyring->source, g_source_remove);
  g_clear_pointer(&keyring->helper, bk_helper_free);
  g_clear_pointer(&keyring->request, bk_secret_unref);
  g_clear_pointer(&keyring->frame, bk_frame_free);
  g_clear_pointer(&keyring->answer, bk_store_answer_free);
  keyring->call = NULL;
  keyring->sent = 0;
  keyring->missing = 0;
}

static void gone(gpointer data) {
  Keyring *keyring = data;
  BkStoreAnswer *answer = g_steal_pointer(&keyring->answer);
  reset(keyring);
  keyring->done(answer, keyring->data);
}

/* Takes the answer, and gives it once the helper is gone: so there is never more than one. */
static void finish(Keyring *keyring, BkStoreAnswer *answer) {
  g_clear_pointer(&keyring->answer, bk_store_answer_free);
  keyring->source = 0; /* we are inside it: its callback returns FALSE */
  keyring->answer = answer;
  bk_helper_end(keyring->helper, gone, keyring);
}

static void fail(Keyring *keyring, const char *why) {
  finish(keyring, bk_store_answer_new(BK_STORE_RESULT_FAILED, "%s", why));
}

/* FALSE if the socket is broken. */
static gboolean send_request(Keyring *keyring) {
  const char *bytes = bk_secret_peek(keyring->request);
  gsize length = bk_secret_length(keyring->request);
  while (keyring->sent < length) {
    gssize n =
        send(bk_helper_fd(keyring->helper), bytes + keyring->sent, length - keyring->sent, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return errno == EAGAIN;
    keyring->sent += (gsize)n;
  }
  g_clear_pointer(&keyring->request, bk_secret_unref);
  return TRUE;
}

/* Whether the helper gave what was asked for: nothing but the kind, and no data of what is locked. */
static gboolean belongs(const Keyring *keyring, const BkItem *item) {
  return keyring->call->operation == BK_STORE_OP_LIST &&
         (!keyring->call->kind || g_str_equal(keyring->call->kind, item->kind)) &&
         (keyring->answer->result == BK_STORE_RESULT_OK || item->data == NULL);
}

/* A whole frame has come. FALSE: it is not what it should be. */
static gboolean take_frame(Keyring *keyring) {
  g_autoptr(BkSecret) json = bk_frame_take(keyring->frame);
  if (!keyring->answer) {
    keyring->answer = bk_keyring_read_answer(json, &keyring->missing);
    return keyring->answer != NULL;
  }
  g_autoptr(BkItem) item = bk_keyring_read_item(json);
  if (!item || !belongs(keyring, item))
    return FALSE;
  g_ptr_array_add(keyring->answer->items, g_steal_pointer(&item));
  keyring->missing--;
  return TRUE;
}

static BkFrameState take_bytes(Keyring *keyring, const char *bytes, gsize length) {
  while (length > 0) {
    gsize used;
    BkFrameState state = bk_frame_feed(keyring->frame, bytes, length, &used);
    if (state == BK_FRAME_BAD || (state == BK_FRAME_DONE && !take_frame(keyring)))
      return BK_FRAME_BAD;
    bytes += used;
    length -= used;
    if (state == BK_FRAME_DONE && keyring->missing == 0)
      return length == 0 ? BK_FRAME_DONE : BK_FRAME_BAD;
  }
  return BK_FRAME_MORE;
}

static gboolean read_answer(Keyring *keyring) {
  char bytes[16 * 1024];
  gssize n = recv(bk_helper_fd(keyring->helper), bytes, sizeof bytes, 0);
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n <= 0) {
    fail(keyring, "backin-keyring ended without an answer");
    return G_SOURCE_REMOVE;
  }
  BkFrameState state = take_bytes(keyring, bytes, (gsize)n);
  explicit_bzero(bytes, sizeof bytes);
  if (state == BK_FRAME_MORE)
    return G_SOURCE_CONTINUE;
  if (state == BK_FRAME_BAD)
    fail(keyring, "backin-keyring gave a bad answer");
  else
    finish(keyring, g_steal_pointer(&keyring->answer));
  return G_SOURCE_REMOVE;
}

static gboolean ready(gint fd, GIOCondition condition, gpointer data) {
  Keyring *keyring = data;
  if (condition & (G_IO_IN | G_IO_HUP | G_IO_ERR))
    return read_answer(keyring);
  if (!send_request(keyring)) {
    fail(keyring, "backin-keyring does not listen");
    return G_SOURCE_REMOVE;
  }
  if (keyring->request)
    return G_SOURCE_CONTINUE;
  keyring->source = g_unix_fd_add(fd, G_IO_IN | G_IO_HUP | G_IO_ERR, ready, keyring);
  return G_SOURCE_REMOVE;
}

static void start(gpointer place, const BkStoreCall *call, BkPlaceAnswer done, gpointer data) {
  Keyring *keyring = place;
  const char *why;
  g_autoptr(BkSecret) request = bk_keyring_write_call(call, keyring->collection);
  if (!request) {
    done(bk_store_answer_new(BK_STORE_RESULT_FULL, "the item takes too much room on its way"), data);
    return;
  }
  keyring->helper = bk_helper_new(&why);
  if (!keyring->helper) {
    done(bk_store_answer_new(BK_STORE_RESULT_UNAVAILABLE, "%s", why), data);
    return;
  }
  keyring->done = done;
  keyring->data = data;
  keyring->call = call;
  keyring->request = g_steal_pointer(&request);
  keyring->frame = bk_frame_new();
  keyring->source =
      g_unix_fd_add(bk_helper_fd(keyring->helper), G_IO_OUT | G_IO_IN | G_IO_HUP | G_IO_ERR, ready, keyring);
}

/* A prompt that is on the screen stays there and may still be answered. Telling the provider to dismiss it
 * would take it away, but makes gnome-keyring-daemon 42 abort (an assertion in its gkd-secret-unlock.c): it
 * comes back with every keyring locked and the session's items gone. Killing only us leaves it whole. */
static void stop(gpointer place) {
  reset(place);
}

static void free_keyring(gpointer place) {
  reset(place);
  g_free(place);
}

BkPlace bk_place_keyring(const char *collection) {
  static const BkPlaceClass class = {start, stop, free_keyring};
  Keyring *keyring = g_new0(Keyring, 1);
  keyring->collection = collection;
  return (BkPlace){&class, keyring};
}
