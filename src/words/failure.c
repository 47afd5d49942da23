/* failure.c: how a server was out of reach, said to a person. None of them says a word against the
 * password: unreachable is never invalid. There is no "continue anyway". */
#include "words/fill.h"
#include "words/words.h"

const char *bk_words_failure_sentence(BkFailure failure) {
  switch (failure) {
  case BK_FAILURE_NONE:
    return BK_("{Server} was reached.");
  case BK_FAILURE_DNS:
    return BK_("The network does not know the name of {server}.");
  case BK_FAILURE_NO_ROUTE:
    return BK_("There is no way to {server} from here at the moment.");
  case BK_FAILURE_PROXY:
    return BK_("The proxy on the way to {server} did not let us through.");
  case BK_FAILURE_TLS_EXPIRED:
    return BK_("The certificate of {server} has expired.");
  case BK_FAILURE_TLS_NOT_YET:
    return BK_("The certificate of {server} is not valid yet.");
  case BK_FAILURE_TLS_HOST:
    return BK_("The certificate that came is for another host than {server}.");
  case BK_FAILURE_TLS_ISSUER:
    return BK_("The certificate of {server} comes from an issuer that this machine does not know.");
  case BK_FAILURE_TLS_OTHER:
    return BK_("No safe connection to {server} could be made.");
  case BK_FAILURE_PORTAL:
    return BK_("Something between here and {server} answered in its place.");
  case BK_FAILURE_TIMEOUT:
    return BK_("{Server} did not answer in time.");
  case BK_FAILURE_CUT:
    return BK_("The answer of {server} broke off before its end.");
  case BK_FAILURE_TOO_LARGE:
    return BK_("The answer of {server} was too large to be right.");
  case BK_FAILURE_BAD_ANSWER:
    return BK_("{Server} answered something that we do not understand.");
  case BK_FAILURE_CANCELLED:
    return BK_("Stopped.");
  }
  g_assert_not_reached();
}

const char *bk_words_failure_advice(BkFailure failure) {
  switch (failure) {
  case BK_FAILURE_NONE:
  case BK_FAILURE_CANCELLED:
    return "";
  case BK_FAILURE_DNS:
    return BK_("Nothing was sent. Look at the connection of this machine; if it works, ask {help}.");
  case BK_FAILURE_NO_ROUTE:
    return BK_("Your password is not at fault. Look at the connection, then try again.");
  case BK_FAILURE_PROXY:
    return BK_("Nothing reached the server. The proxy is set in the environment: https_proxy, no_proxy.");
  case BK_FAILURE_TLS_EXPIRED:
  case BK_FAILURE_TLS_NOT_YET:
    return BK_("Nothing was sent. Is the clock of this machine right? It says {now}. If so, tell {help}.");
  case BK_FAILURE_TLS_HOST:
    return BK_("Nothing was sent. Another machine may stand in between: do not go on, tell {help}.");
  case BK_FAILURE_TLS_ISSUER:
    return BK_(
        "Nothing was sent. A company's own issuer belongs into \"ca_file\" of the server file; ask {help}.");
  case BK_FAILURE_TLS_OTHER:
    return BK_("Nothing was sent. Please tell {help}.");
  case BK_FAILURE_PORTAL:
    return BK_(
        "Networks of hotels and trains want a page opened in a browser first. Do that, then try again.");
  case BK_FAILURE_TIMEOUT:
    return BK_("Your password is not at fault. Try again; on a slow line it may take a few attempts.");
  case BK_FAILURE_CUT:
    return BK_("What it meant is not known. Try again.");
  case BK_FAILURE_TOO_LARGE:
  case BK_FAILURE_BAD_ANSWER:
    return BK_("Nothing is said about your password. Try again, then tell {help}.");
  }
  g_assert_not_reached();
}
