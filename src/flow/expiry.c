#include "flow/expiry.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/secret.h"

#include <math.h>
#include <string.h>

#define MILLISECONDS 1000.0
#define FIRST_MILLISECONDS 1e11 /* as seconds in the year 5138, as milliseconds in 1973 */

static gboolean read_number(const char *text, double *ret_number) {
  char *end;
  if (!g_ascii_isdigit(*text) && *text != '-')
    return FALSE; /* no spaces, no "inf", no "nan" */
  *ret_number = g_ascii_strtod(text, &end);
  return *end == '\0' && isfinite(*ret_number);
}

/* The payload of "header.payload.signature", or NULL. */
static cJSON *jwt_payload(const char *token) {
  const char *start = strchr(token, '.');
  const char *end = start != NULL ? strchr(start + 1, '.') : NULL;
  if (end == NULL)
    return NULL;
  /* base64url without padding (RFC 7515 2) */
  char *base64 = g_strndup(start + 1, end - (start + 1));
  gsize length = strlen(base64);
  char *padded = g_strconcat(base64, &"==="[3 - (4 - length % 4) % 4], NULL);
  g_strdelimit(padded, "-", '+');
  g_strdelimit(padded, "_", '/');
  gsize bytes_length;
  guchar *bytes = g_base64_decode(padded, &bytes_length);
  cJSON *payload = bk_json_parse((const char *)bytes, bytes_length, NULL, NULL);
  bk_secret_wipe_string(base64);
  bk_secret_wipe_string(padded);
  bk_secret_unref(bk_secret_take((char *)bytes, (gssize)bytes_length)); /* wipes it */
  return payload;
}

static gboolean read_jwt(const char *token, double *ret_at) {
  g_autoptr(cJSON) payload = jwt_payload(token);
  g_autofree char *exp = bk_json_scalar(bk_json_member(payload, "exp"));
  return exp != NULL && read_number(exp, ret_at);
}

static gboolean read_date(const char *text, double *ret_at) {
  gint64 at = bk_clock_parse(text);
  *ret_at = (double)at;
  return at >= 0;
}

gint64 bk_expiry_moment(const char *text) {
  double at = 0;
  if (!read_number(text, &at) && !read_date(text, &at))
    return 0;
  if (at >= FIRST_MILLISECONDS)
    at /= MILLISECONDS;
  return at > 0 && at < FIRST_MILLISECONDS ? (gint64)at : 0;
}

gint64 bk_expiry_read(BkExpiry kind, const char *text, gint64 now) {
  double number = 0;
  double at = 0;
  gboolean known = FALSE;
  switch (kind) {
  case BK_EXPIRY_NONE:
    break;
  case BK_EXPIRY_IN:
  case BK_EXPIRY_IN_MS:
    known = read_number(text, &number);
    at = (double)now + (kind == BK_EXPIRY_IN ? number : number / MILLISECONDS);
    break;
  case BK_EXPIRY_AT:
  case BK_EXPIRY_AT_MS:
    known = read_number(text, &number);
    at = kind == BK_EXPIRY_AT ? number : number / MILLISECONDS;
    known = known || read_date(text, &at);
    break;
  case BK_EXPIRY_JWT:
    known = read_jwt(text, &at);
    break;
  }
  if (!known)
    return 0;
  return (gint64)CLAMP(at, (double)now, (double)(now + BK_EXPIRY_MAX_SECONDS));
}
