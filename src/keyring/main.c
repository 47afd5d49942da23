/* backin-keyring: one operation on the user's keyring for backin, in a process that may hang or die.
 *
 * Not for people: it reads one call from the socket it was started with, answers, and ends
 * (store/keyring_protocol.h). Secrets stay off the disk and away from debuggers. */
#include "base/process.h"
#include "keyring/deadline.h"
#include "keyring/operations.h"
#include "store/keyring_protocol.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static void settle_in(void) {
  (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); /* nobody waits for the answer any more */
  g_unsetenv("SECRET_BACKEND");                    /* libsecret's file is not what we were asked for */
}

static gboolean is_socket(void) {
  struct stat status;
  return fstat(BK_KEYRING_FD, &status) == 0 && S_ISSOCK(status.st_mode);
}

/* The frame that was sent, or NULL. */
static BkSecret *read_frame(void) {
  g_autoptr(BkFrame) frame = bk_frame_new();
  BkFrameState state = BK_FRAME_MORE;
  char bytes[4096];
  while (state == BK_FRAME_MORE) {
    gsize used;
    gssize n = read(BK_KEYRING_FD, bytes, sizeof bytes);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      break;
    state = bk_frame_feed(frame, bytes, (gsize)n, &used);
    if (used < (gsize)n) /* more than one call */
      state = BK_FRAME_BAD;
  }
  explicit_bzero(bytes, sizeof bytes);
  return state == BK_FRAME_DONE ? bk_frame_take(frame) : NULL;
}

/* Takes the frame. */
static gboolean write_frame(BkSecret *frame) {
  const char *bytes = bk_secret_peek(frame);
  gsize length = bk_secret_length(frame), sent = 0;
  while (sent < length) {
    gssize n = send(BK_KEYRING_FD, bytes + sent, length - sent, MSG_NOSIGNAL);
    if (n < 0 && errno != EINTR)
      break;
    sent += n > 0 ? (gsize)n : 0;
  }
  bk_secret_unref(frame);
  return length > 0 && sent == length;
}

static gboolean write_answer(const BkStoreAnswer *answer) {
  gboolean written = write_frame(bk_keyring_write_answer(answer));
  for (guint i = 0; written && i < answer->items->len; i++)
    written = write_frame(bk_keyring_write_item(g_ptr_array_index(answer->items, i)));
  return written;
}

int main(int argc, char **argv) {
  if (!bk_process_guard())
    return 1;
  settle_in();
  if (argc > 1 && g_str_equal(argv[1], "--version")) {
    g_print("backin-keyring %s\n", BK_VERSION);
    return 0;
  }
  if (argc > 1 || !is_socket()) {
    g_printerr("backin-keyring is started by backin, with a socket. There is nothing to type here.\n");
    return 64;
  }
  bk_json_init();
  bk_deadline_set(BK_STORE_DEADLINE);
  g_autoptr(BkSecret) request = read_frame();
  g_autofree char *collection = NULL;
  g_autoptr(BkStoreCall) call = request ? bk_keyring_read_call(request, &collection) : NULL;
  g_autoptr(BkStoreAnswer) answer = NULL;
  if (!call || !(g_str_equal(collection, "default") || g_str_equal(collection, "session")))
    answer = bk_store_answer_new(BK_STORE_RESULT_FAILED, "not a call of this protocol");
  else
    answer = bk_keyring_perform(call, collection);
  bk_deadline_set_silent(BK_STORE_DEADLINE);
  return write_answer(answer) ? 0 : 1;
}
