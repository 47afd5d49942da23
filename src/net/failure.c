#include "net/failure.h"

#include "base/clock.h"

#include <errno.h>
#include <string.h>

/* The X509_V_ERR_… numbers of OpenSSL (x509_vfy.h); CURLINFO_SSL_VERIFYRESULT hands them through. A
 * refused certificate with 0, or with the 1 that libcurl begins with, is one whose name libcurl refused. */
static const struct {
  long verify;
  BkFailure failure;
  const char *text;
} certificates[] = {
    {0, BK_FAILURE_TLS_HOST, "certificate is for another host"},
    {1, BK_FAILURE_TLS_HOST, "certificate is for another host"},
    {2, BK_FAILURE_TLS_ISSUER, "certificate of the issuer is missing"},
    {9, BK_FAILURE_TLS_NOT_YET, "certificate is not yet valid"},
    {10, BK_FAILURE_TLS_EXPIRED, "certificate has expired"},
    {18, BK_FAILURE_TLS_ISSUER, "certificate is signed by itself"},
    {19, BK_FAILURE_TLS_ISSUER, "certificate chain ends in an unknown root"},
    {20, BK_FAILURE_TLS_ISSUER, "certificate is from an unknown issuer"},
    {21, BK_FAILURE_TLS_ISSUER, "certificate chain is incomplete"},
    {62, BK_FAILURE_TLS_HOST, "certificate is for another host"},
    {64, BK_FAILURE_TLS_HOST, "certificate is for another address"},
};

static BkFailure certificate_failure(const BkWreck *wreck, char **ret_text) {
  for (guint i = 0; i < G_N_ELEMENTS(certificates); i++) {
    if (certificates[i].verify != wreck->verify)
      continue;
    BkFailure failure = certificates[i].failure;
    g_autofree char *clock = bk_clock_format(bk_clock_wall());
    gboolean of_time = failure == BK_FAILURE_TLS_EXPIRED || failure == BK_FAILURE_TLS_NOT_YET;
    *ret_text =
        of_time ? g_strdup_printf("%s (%s); clock here says %.10s", certificates[i].text, wreck->host, clock)
                : g_strdup_printf("%s (%s)", certificates[i].text, wreck->host);
    return failure;
  }
  *ret_text = g_strdup_printf("certificate refused, reason %ld (%s)", wreck->verify, wreck->host);
  return BK_FAILURE_TLS_OTHER;
}

/* The connection broke under way: by whom, and may the request have done its work? */
static BkFailure broken(const BkWreck *wreck) {
  if (wreck->proxy_status != 0 && wreck->proxy_status / 100 != 2)
    return BK_FAILURE_PROXY;
  if (wreck->answered)
    return strstr(wreck->message, "chunked-encoding") != NULL ? BK_FAILURE_BAD_ANSWER : BK_FAILURE_CUT;
  if (!wreck->sent)
    return wreck->proxied ? BK_FAILURE_PROXY : BK_FAILURE_NO_ROUTE;
  return wreck->safe ? BK_FAILURE_NO_ROUTE : BK_FAILURE_CUT;
}

/* A handshake that somebody broke off tells of the way, one that failed tells of TLS. */
static BkFailure handshake(const BkWreck *wreck) {
  static const char *const resets[] = {"reset by peer", "SSL_ERROR_SYSCALL", "Broken pipe"};
  for (guint i = 0; i < G_N_ELEMENTS(resets); i++) {
    if (strstr(wreck->message, resets[i]) != NULL)
      return BK_FAILURE_NO_ROUTE;
  }
  return BK_FAILURE_TLS_OTHER;
}

static BkFailure kind_of(CURLcode code, const BkWreck *wreck) {
  switch ((int)code) {
  case CURLE_COULDNT_RESOLVE_HOST:
    return BK_FAILURE_DNS;
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_PROXY:
    return BK_FAILURE_PROXY;
  case CURLE_COULDNT_CONNECT:
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR:
  case CURLE_GOT_NOTHING:
  case CURLE_SEND_FAIL_REWIND:
    return broken(wreck);
  case CURLE_OPERATION_TIMEDOUT:
    return BK_FAILURE_TIMEOUT;
  case CURLE_SSL_CONNECT_ERROR:
    return handshake(wreck);
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_CIPHER:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_ISSUER_ERROR:
  case CURLE_SSL_INVALIDCERTSTATUS:
  case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
  case CURLE_SSL_CLIENTCERT:
  case CURLE_USE_SSL_FAILED:
    return BK_FAILURE_TLS_OTHER;
  case CURLE_PARTIAL_FILE:
    return BK_FAILURE_CUT;
  case CURLE_OUT_OF_MEMORY: /* what a header line over 100 KB gives: not this machine's memory */
  case CURLE_FILESIZE_EXCEEDED:
    return wreck->sent ? BK_FAILURE_TOO_LARGE : BK_FAILURE_BAD_ANSWER;
  default:
    return wreck->sent ? BK_FAILURE_BAD_ANSWER : BK_FAILURE_NO_ROUTE;
  }
}

/* libcurl's fixed text for a code; ours where that would mislead. Nothing in it came over the wire. */
static const char *text_of(CURLcode code, gboolean sent) {
  if (code == CURLE_OUT_OF_MEMORY && sent)
    return "a header line is too long";
  if (code == CURLE_UNSUPPORTED_PROTOCOL && sent)
    return "the answer is not HTTP/1";
  return curl_easy_strerror(code);
}

static char *plain_text(CURLcode code, const BkWreck *wreck) {
  g_autofree char *more = NULL;
  if (wreck->proxy_status != 0 && wreck->proxy_status / 100 != 2)
    more = g_strdup_printf(": the proxy said %ld", wreck->proxy_status);
  else if (code == CURLE_COULDNT_CONNECT && wreck->os_error != 0)
    more = g_strdup_printf(": %s", g_strerror((int)wreck->os_error));
  else if (code == CURLE_SSL_CONNECT_ERROR && strstr(wreck->message, "wrong version number") != NULL)
    more = g_strdup(": the answer is not TLS");
  else if (code == CURLE_SSL_CONNECT_ERROR && (strstr(wreck->message, "unsupported protocol") != NULL ||
                                               strstr(wreck->message, "protocol version") != NULL))
    more = g_strdup(": nothing as new as TLS 1.2");
  return g_strdup_printf("%s%s (%s)", text_of(code, wreck->sent), more != NULL ? more : "", wreck->host);
}

BkFailure bk_failure_of(CURLcode code, const BkWreck *wreck, char **detail) {
  g_autofree char *text = NULL;
  BkFailure failure;
  if (code == CURLE_PEER_FAILED_VERIFICATION) {
    failure = certificate_failure(wreck, &text);
  } else {
    failure = kind_of(code, wreck);
    text = plain_text(code, wreck);
  }
  *detail = g_strdup_printf("curl %d: %s", (int)code, text);
  return failure;
}
