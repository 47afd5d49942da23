/* The head and the body of an answer, in whatever lines and pieces libcurl hands them over. */
#include "net/intake.h"
#include "fuzz/fuzz.h"
#include "net/http.h"

#include <string.h>

void fuzz_start(void) {
}

static void check_reply(const BkReply *reply) {
  HOLDS(reply->status >= 200 && reply->status <= 599);
  HOLDS(bk_secret_length(reply->body) <= BK_HTTP_MAX_BODY);
  HOLDS(reply->headers->len <= BK_HTTP_MAX_HEADER_LINES);
  for (const char *at = reply->media_type; *at != '\0'; at++)
    HOLDS(g_ascii_isgraph(*at) && !g_ascii_isupper(*at));
  for (guint i = 0; i < reply->headers->len; i++) {
    const BkHeader *header = g_ptr_array_index(reply->headers, i);
    const char *value = bk_secret_peek(header->value);
    HOLDS(*header->name != '\0');
    for (const char *at = header->name; *at != '\0'; at++)
      HOLDS(g_ascii_isgraph(*at) && *at != ':');
    HOLDS(memchr(value, '\n', bk_secret_length(header->value)) == NULL);
    HOLDS(bk_headers_get(reply->headers, header->name) != NULL);
  }
}

/* Lines up to the first empty one behind a final status, then the body. */
void fuzz_one(const char *bytes, gsize length) {
  g_autoptr(BkIntake) intake = bk_intake_new();
  gboolean going = TRUE, interim = FALSE;
  while (going && length > 0) {
    const char *end = memchr(bytes, '\n', length);
    gsize line = end != NULL ? (gsize)(end - bytes) + 1 : length;
    gboolean empty = line == 1 || (line == 2 && bytes[0] == '\r');
    interim = line > 9 && memcmp(bytes, "HTTP/", 5) == 0 ? bytes[9] == '1' : interim;
    going = bk_intake_line(intake, bytes, line);
    bytes += line;
    length -= line;
    if (empty && !interim)
      break;
  }
  for (gsize piece = 1; going && length > 0; piece = MIN(piece * 3, length)) {
    piece = MIN(piece, length);
    going = bk_intake_body(intake, bytes, piece);
    bytes += piece;
    length -= piece;
  }
  const char *why = NULL;
  HOLDS(going == (bk_intake_refused(intake, &why) == BK_FAILURE_NONE));
  HOLDS(going || (why != NULL && fuzz_is_printable(why)));
  (void)bk_intake_ends_by_close(intake);
  g_autoptr(BkReply) reply = bk_intake_finish(intake);
  HOLDS(going || reply == NULL);
  if (reply != NULL)
    check_reply(reply);
  BkReply *twice = bk_intake_finish(intake);
  bk_reply_free(twice);
}
