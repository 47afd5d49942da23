#include "net/intake.h"

#include "net/http.h"

#include <string.h>

struct BkIntake {
  int status; /* of the head being read or read last; 0: none yet */
  gboolean began, head_done, chunked;
  char *length; /* the digits of Content-Length; NULL: not told */
  gsize head_bytes;
  guint head_lines;
  GPtrArray *headers;
  BkSecretBuilder *body;
  BkFailure refused;
  const char *why;
};

typedef struct {
  const char *at;
  gsize length;
} Span;

BkIntake *bk_intake_new(void) {
  BkIntake *intake = g_new0(BkIntake, 1);
  intake->headers = g_ptr_array_new_with_free_func((GDestroyNotify)bk_header_free);
  intake->body = bk_secret_builder_new(BK_HTTP_MAX_BODY);
  return intake;
}

void bk_intake_free(BkIntake *intake) {
  if (intake == NULL)
    return;
  g_free(intake->length);
  g_ptr_array_unref(intake->headers);
  bk_secret_builder_free(intake->body);
  g_free(intake);
}

static gboolean refuse(BkIntake *intake, BkFailure failure, const char *why) {
  intake->refused = failure;
  intake->why = why;
  return FALSE;
}

static Span trimmed(const char *at, gsize length) {
  while (length > 0 && (*at == ' ' || *at == '\t'))
    at++, length--;
  while (length > 0 && strchr(" \t\r\n", at[length - 1]) != NULL)
    length--;
  return (Span){at, length};
}

static gboolean span_is(Span span, const char *word) {
  return strlen(word) == span.length && g_ascii_strncasecmp(span.at, word, span.length) == 0;
}

static gboolean all_digits(Span span) {
  for (gsize i = 0; i < span.length; i++) {
    if (!g_ascii_isdigit(span.at[i]))
      return FALSE;
  }
  return span.length > 0;
}

/* RFC 9110, 5.6.2: what a field name may consist of. */
static gboolean is_token(Span span) {
  for (gsize i = 0; i < span.length; i++) {
    if (!g_ascii_isalnum(span.at[i]) && (span.at[i] == '\0' || strchr("!#$%&'*+-.^_`|~", span.at[i]) == NULL))
      return FALSE;
  }
  return span.length > 0;
}

/* "HTTP/1.1 200 OK": begins a head anew, after an interim answer too. */
static gboolean status_line(BkIntake *intake, Span line) {
  const char *space = memchr(line.at, ' ', line.length);
  gsize rest = space != NULL ? line.length - (gsize)(space - line.at) : 0;
  if (rest < 4 || !all_digits((Span){space + 1, 3}) || (rest > 4 && space[4] != ' '))
    return refuse(intake, BK_FAILURE_BAD_ANSWER, "the status line has no status");
  intake->status = (space[1] - '0') * 100 + (space[2] - '0') * 10 + (space[3] - '0');
  if (intake->status < 100 || intake->status > 599 || intake->status == 101)
    return refuse(intake, BK_FAILURE_BAD_ANSWER, "the status is none of 200 to 599");
  return TRUE;
}

/* libcurl takes the last of two lengths; whoever counts otherwise on the way sees another answer. */
static gboolean content_length(BkIntake *intake, Span value) {
  if (!all_digits(value) || value.length > 18)
    return refuse(intake, BK_FAILURE_BAD_ANSWER, "Content-Length is not a number");
  g_autofree char *digits = g_strndup(value.at, value.length);
  if (intake->length != NULL && !g_str_equal(intake->length, digits))
    return refuse(intake, BK_FAILURE_BAD_ANSWER, "two different Content-Lengths");
  if (g_ascii_strtoull(digits, NULL, 10) > BK_HTTP_MAX_BODY)
    return refuse(intake, BK_FAILURE_TOO_LARGE, "the body is larger than 256 KiB");
  g_free(intake->length);
  intake->length = g_steal_pointer(&digits);
  return TRUE;
}

static gboolean field(BkIntake *intake, Span line) {
  if (line.at[0] == ' ' || line.at[0] == '\t')
    return refuse(intake, BK_FAILURE_BAD_ANSWER, "a folded header line");
  const char *colon = memchr(line.at, ':', line.length);
  Span name = {line.at, colon != NULL ? (gsize)(colon - line.at) : 0};
  if (intake->status < 200 || !is_token(name))
    return TRUE; /* of an interim answer, or no field at all: counted, not kept */
  Span value = trimmed(colon + 1, line.length - name.length - 1);
  if (span_is(name, "content-length") && !content_length(intake, value))
    return FALSE;
  if (span_is(name, "content-encoding") && value.length > 0 && !span_is(value, "identity"))
    return refuse(intake, BK_FAILURE_BAD_ANSWER, "a compressed answer, which was not asked for");
  if (span_is(name, "transfer-encoding")) {
    if (!span_is(value, "chunked") && !span_is(value, "identity"))
      return refuse(intake, BK_FAILURE_BAD_ANSWER, "an unknown Transfer-Encoding");
    intake->chunked = intake->chunked || span_is(value, "chunked");
  }
  g_autofree char *text = g_strndup(name.at, name.length);
  g_autoptr(BkSecret) secret = bk_secret_new(value.at, (gssize)value.length);
  g_ptr_array_add(intake->headers, bk_header_new(text, secret));
  return TRUE;
}

gboolean bk_intake_line(BkIntake *intake, const char *bytes, gsize length) {
  intake->began = TRUE;
  if (intake->refused != BK_FAILURE_NONE)
    return FALSE;
  intake->head_bytes += length;
  if (intake->head_bytes > BK_HTTP_MAX_HEADERS || ++intake->head_lines > BK_HTTP_MAX_HEADER_LINES)
    return refuse(intake, BK_FAILURE_TOO_LARGE, "the headers are larger than 64 KiB or 200 lines");
  Span line = {bytes, length};
  while (line.length > 0 && (bytes[line.length - 1] == '\n' || bytes[line.length - 1] == '\r'))
    line.length--;
  if (intake->head_done)
    return TRUE; /* a trailer */
  if (line.length == 0) {
    intake->head_done = intake->status >= 200;
    intake->status = intake->head_done ? intake->status : 0;
    return TRUE;
  }
  return intake->status == 0 ? status_line(intake, line) : field(intake, line);
}

gboolean bk_intake_body(BkIntake *intake, const char *bytes, gsize length) {
  intake->began = TRUE;
  if (intake->refused != BK_FAILURE_NONE)
    return FALSE;
  if (!intake->head_done)
    return refuse(intake, BK_FAILURE_BAD_ANSWER, "a body without a head");
  if (!bk_secret_builder_append(intake->body, bytes, (gssize)length))
    return refuse(intake, BK_FAILURE_TOO_LARGE, "the body is larger than 256 KiB");
  return TRUE;
}

BkFailure bk_intake_refused(const BkIntake *intake, const char **why) {
  *why = intake->why;
  return intake->refused;
}

gboolean bk_intake_began(const BkIntake *intake) {
  return intake->began;
}

gboolean bk_intake_ends_by_close(const BkIntake *intake) {
  return intake->head_done && intake->length == NULL && !intake->chunked && intake->status != 204 &&
         intake->status != 304;
}

/* "Text/HTML; charset=x" -> "text/html". */
static char *media_type(const GPtrArray *headers) {
  const char *value = bk_secret_peek(bk_headers_get(headers, "Content-Type"));
  gsize length = 0;
  while (g_ascii_isgraph(value[length]) && value[length] != ';' && value[length] != ',')
    length++;
  return g_ascii_strdown(value, (gssize)MIN(length, 127));
}

BkReply *bk_intake_finish(BkIntake *intake) {
  if (intake->refused != BK_FAILURE_NONE || !intake->head_done)
    return NULL;
  BkReply *reply = bk_reply_new(intake->status);
  g_ptr_array_unref(reply->headers);
  reply->headers = g_ptr_array_ref(intake->headers);
  bk_secret_unref(reply->body);
  reply->body = bk_secret_builder_finish(intake->body);
  intake->body = bk_secret_builder_new(0);
  g_free(reply->media_type);
  reply->media_type = media_type(reply->headers);
  return reply;
}
