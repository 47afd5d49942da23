#include "flow/retry.h"

#include "base/clock.h"
#include "flow/capture.h"

#include <math.h>
#include <string.h>

#define EPOCH_FROM 1e9
#define HTTP_DATE_MAX 40u

static const char *header_text(const BkReply *reply, const char *name) {
  BkSecret *value = bk_headers_get(reply->headers, name);
  return value != NULL ? bk_secret_peek(value) : NULL;
}

/* Digits, perhaps with a fraction; -1 for anything else. */
static double read_seconds(const char *text) {
  char *end;
  if (text == NULL || !g_ascii_isdigit(*text))
    return -1;
  double seconds = g_ascii_strtod(text, &end);
  end += strspn(end, " \t");
  return *end == '\0' && isfinite(seconds) ? seconds : -1;
}

static int month_number(const char *name) {
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const char *at = strstr(months, name);
  return at != NULL && (at - months) % 3 == 0 ? (int)(at - months) / 3 + 1 : 0;
}

static gboolean read_part(const char *text, guint low, guint high, int *ret_number) {
  guint64 number;
  if (!g_ascii_string_to_unsigned(text, 10, low, high, &number, NULL))
    return FALSE;
  *ret_number = (int)number;
  return TRUE;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 5.6.7; the two obsolete forms are not sent any more).
 * Month names are English whatever the locale, so strptime() is of no use. */
static gint64 read_http_date(const char *text) {
  if (text == NULL || strlen(text) > HTTP_DATE_MAX)
    return -1;
  g_auto(GStrv) parts = g_strsplit_set(text, " :", -1);
  int day, year, hour, minute, second;
  if (g_strv_length(parts) != 8 || strlen(parts[2]) != 3 || month_number(parts[2]) == 0 ||
      !g_str_equal(parts[7], "GMT") || !read_part(parts[1], 1, 31, &day) ||
      !read_part(parts[3], 1970, 9999, &year) || !read_part(parts[4], 0, 23, &hour) ||
      !read_part(parts[5], 0, 59, &minute) || !read_part(parts[6], 0, 59, &second))
    return -1;
  g_autoptr(GDateTime) date = g_date_time_new_utc(year, month_number(parts[2]), day, hour, minute, second);
  return date != NULL ? g_date_time_to_unix(date) : -1;
}

static double retry_after(const BkReply *reply, gint64 now) {
  const char *text = header_text(reply, "retry-after");
  double seconds = read_seconds(text);
  if (seconds >= 0)
    return seconds;
  gint64 date = read_http_date(text);
  return date >= 0 ? (double)MAX(date - now, 0) : -1;
}

/* "default";r=0;t=30 */
static double rate_limit(const BkReply *reply) {
  const char *text = header_text(reply, "ratelimit");
  for (const char *at = text; at != NULL && *at != '\0'; at++) {
    gboolean starts = at == text || strchr("; ,", at[-1]) != NULL;
    if (starts && at[0] == 't' && at[1] == '=' && g_ascii_isdigit(at[2]))
      return g_ascii_strtod(at + 2, NULL);
  }
  return -1;
}

static double rate_limit_reset(const BkReply *reply, gint64 now) {
  double value = read_seconds(header_text(reply, "x-ratelimit-reset"));
  return value > EPOCH_FROM ? MAX(value - (double)now, 0) : value;
}

static gint64 within_limits(double seconds, gint64 now) {
  double clamped = CLAMP(seconds, BK_RETRY_MIN, BK_RETRY_MAX);
  gint64 whole = (gint64)clamped;
  return now + whole + (clamped > (double)whole);
}

gint64 bk_retry_at(const BkReply *reply, gboolean limited, gint64 now) {
  double seconds = retry_after(reply, now);
  if (seconds < 0)
    seconds = read_seconds(header_text(reply, "x-retry-after"));
  if (seconds < 0 && limited)
    seconds = rate_limit(reply);
  if (seconds < 0 && limited)
    seconds = rate_limit_reset(reply, now);
  return seconds < 0 ? 0 : within_limits(seconds, now);
}

gint64 bk_retry_told(const BkRetryRule *rule, const BkAnswer *answer, gint64 now) {
  g_autoptr(BkSecret) value = rule != NULL ? bk_capture(rule->from, answer) : NULL;
  const char *text = value != NULL ? bk_secret_peek(value) : NULL;
  double number = read_seconds(text);
  if (number >= 0 && rule->kind != BK_EXPIRY_AT)
    return within_limits(rule->kind == BK_EXPIRY_IN_MS ? number / 1000 : number, now);
  if (rule == NULL || text == NULL || rule->kind != BK_EXPIRY_AT)
    return 0;
  double at = number >= 0 ? number : (double)bk_clock_parse(text);
  return at >= 0 ? within_limits(at - (double)now, now) : 0;
}
