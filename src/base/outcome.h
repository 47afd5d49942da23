/* outcome.h: the closed list of what a reply can mean, and of how a server can be out of reach.
 *
 * Sentences, advice and exit codes hang on these two lists (src/words); server files use the words.
 * A word is a promise: it is never renamed, only added to. */
#ifndef BK_BASE_OUTCOME_H
#define BK_BASE_OUTCOME_H

#include <glib.h>

G_BEGIN_DECLS

/* Exit codes of the commands: backin(1) documents them. */
typedef enum {
  BK_EXIT_OK = 0,
  BK_EXIT_FAILED = 1,
  BK_EXIT_CANCELLED = 2,
  BK_EXIT_WAITING = 3,     /* waits for a person */
  BK_EXIT_CREDENTIALS = 4, /* missing, refused or expired: only from a real answer of the server */
  BK_EXIT_UNREACHED = 5,   /* DNS, route, TLS, portal, timeout, not itself */
  BK_EXIT_REFUSED = 6,     /* code, link or new password refused */
  BK_EXIT_LIMITED = 7,     /* rate limited or locked */
  BK_EXIT_UNSUPPORTED = 8, /* not supported or not allowed here */
  BK_EXIT_NO_STORE = 9,
  BK_EXIT_CHECK = 10,
  BK_EXIT_USAGE = 64,
  BK_EXIT_CONFIGURATION = 78,
} BkExit;

/* X(NAME, word, exit): what a reply means. Those from NETWORK on are never written in a server file:
 * the client says them itself. */
#define BK_OUTCOMES(X)                                                                                       \
  X(OK, "ok", BK_EXIT_OK)                                                                                    \
  X(MFA_REQUIRED, "mfa_required", BK_EXIT_CREDENTIALS)                                                       \
  X(PENDING, "pending", BK_EXIT_WAITING)                                                                     \
  X(SLOW_DOWN, "slow_down", BK_EXIT_WAITING)                                                                 \
  X(INVALID_CREDENTIALS, "invalid_credentials", BK_EXIT_CREDENTIALS)                                         \
  X(UNKNOWN_ACCOUNT, "unknown_account", BK_EXIT_CREDENTIALS)                                                 \
  X(ACCOUNT_LOCKED, "account_locked", BK_EXIT_LIMITED)                                                       \
  X(ACCOUNT_DISABLED, "account_disabled", BK_EXIT_CREDENTIALS)                                               \
  X(RATE_LIMITED, "rate_limited", BK_EXIT_LIMITED)                                                           \
  X(EMAIL_UNVERIFIED, "email_unverified", BK_EXIT_CREDENTIALS)                                               \
  X(PASSWORD_CHANGE_REQUIRED, "password_change_required", BK_EXIT_CREDENTIALS)                               \
  X(WEAK_PASSWORD, "weak_password", BK_EXIT_REFUSED)                                                         \
  X(SAME_PASSWORD, "same_password", BK_EXIT_REFUSED)                                                         \
  X(CODE_INVALID, "code_invalid", BK_EXIT_REFUSED)                                                           \
  X(CODE_EXPIRED, "code_expired", BK_EXIT_REFUSED)                                                           \
  X(REAUTH_REQUIRED, "reauth_required", BK_EXIT_CREDENTIALS)                                                 \
  X(SESSION_EXPIRED, "session_expired", BK_EXIT_CREDENTIALS)                                                 \
  X(CAPTCHA_REQUIRED, "captcha_required", BK_EXIT_UNSUPPORTED)                                               \
  X(DENIED, "denied", BK_EXIT_UNSUPPORTED)                                                                   \
  X(MISCONFIGURED, "misconfigured", BK_EXIT_CONFIGURATION)                                                   \
  X(UNSUPPORTED, "unsupported", BK_EXIT_UNSUPPORTED)                                                         \
  X(SERVER_ERROR, "server_error", BK_EXIT_FAILED)                                                            \
  X(NETWORK, "network", BK_EXIT_UNREACHED)                                                                   \
  X(TLS, "tls", BK_EXIT_UNREACHED)                                                                           \
  X(TIMEOUT, "timeout", BK_EXIT_UNREACHED)                                                                   \
  X(BAD_RESPONSE, "bad_response", BK_EXIT_UNREACHED)                                                         \
  X(CANCELLED, "cancelled", BK_EXIT_CANCELLED)

typedef enum {
#define X(name, word, exit) BK_OUTCOME_##name,
  BK_OUTCOMES(X)
#undef X
} BkOutcome;
#define BK_OUTCOME_COUNT (BK_OUTCOME_CANCELLED + 1)

/* X(NAME, word, outcome): how an exchange failed before there was an answer to judge. */
#define BK_FAILURES(X)                                                                                       \
  X(NONE, "none", OK)                                                                                        \
  X(DNS, "dns", NETWORK)           /* the name is not known */                                               \
  X(NO_ROUTE, "no_route", NETWORK) /* refused, unreachable, reset before an answer */                        \
  X(PROXY, "proxy", NETWORK)       /* the proxy of the environment is what failed */                         \
  X(TLS_EXPIRED, "tls_expired", TLS)                                                                         \
  X(TLS_NOT_YET, "tls_not_yet_valid", TLS)                                                                   \
  X(TLS_HOST, "tls_wrong_host", TLS)                                                                         \
  X(TLS_ISSUER, "tls_unknown_issuer", TLS)                                                                   \
  X(TLS_OTHER, "tls", TLS)                                                                                   \
  X(PORTAL, "captive_portal", NETWORK) /* HTML or a redirect elsewhere in place of an answer */              \
  X(TIMEOUT, "timeout", TIMEOUT)                                                                             \
  X(CUT, "cut_answer", BAD_RESPONSE) /* ended before its end; what it did is not known */                    \
  X(TOO_LARGE, "too_large", BAD_RESPONSE)                                                                    \
  X(BAD_ANSWER, "bad_answer", BAD_RESPONSE)                                                                  \
  X(CANCELLED, "cancelled", CANCELLED)

typedef enum {
#define X(name, word, outcome) BK_FAILURE_##name,
  BK_FAILURES(X)
#undef X
} BkFailure;

/* The stable English word: in server files, JSON output and tests. Never NULL. */
const char *bk_outcome_word(BkOutcome outcome);
BkExit bk_outcome_exit(BkOutcome outcome);
/* TRUE and the outcome, for a word a server file may use (those before NETWORK). */
gboolean bk_outcome_from_word(const char *word, BkOutcome *ret_outcome);

const char *bk_failure_word(BkFailure failure);
BkOutcome bk_failure_outcome(BkFailure failure);

G_END_DECLS

#endif
