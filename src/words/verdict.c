/* verdict.c: one notice for machines: its stable word and its exit code. Every switch is whole and without a
 * default, so that a new kind without them does not compile. */
#include "words/fill.h"
#include "words/words.h"

static const char *store_word(BkStoreResult result) {
  switch (result) {
  case BK_STORE_RESULT_OK:
    return "store_ok";
  case BK_STORE_RESULT_ABSENT:
    return "store_absent";
  case BK_STORE_RESULT_LOCKED:
    return "store_locked";
  case BK_STORE_RESULT_NO_BUS:
    return "store_no_bus";
  case BK_STORE_RESULT_UNAVAILABLE:
    return "store_unavailable";
  case BK_STORE_RESULT_EMPTY:
    return "store_empty";
  case BK_STORE_RESULT_ENDED:
    return "store_ended";
  case BK_STORE_RESULT_BUS_ENDED:
    return "store_bus_ended";
  case BK_STORE_RESULT_DENIED:
    return "store_denied";
  case BK_STORE_RESULT_TIMEOUT:
    return "store_timeout";
  case BK_STORE_RESULT_NOT_KEPT:
    return "store_not_kept";
  case BK_STORE_RESULT_FULL:
    return "store_full";
  case BK_STORE_RESULT_FAILED:
    return "store_failed";
  }
  g_assert_not_reached();
}

const char *bk_notice_word(const BkNotice *notice) {
  switch (notice->kind) {
  case BK_NOTICE_NONE:
    return "none";
  case BK_NOTICE_OUTCOME:
    return bk_outcome_word(bk_words_told_outcome(notice));
  case BK_NOTICE_FAILURE:
    return bk_failure_word(notice->failure);
  case BK_NOTICE_SIGNED_IN:
    return "signed_in";
  case BK_NOTICE_SIGNED_IN_NOT_KEPT:
    return "signed_in_not_kept";
  case BK_NOTICE_OTHER_VERSION:
    return "other_version";
  case BK_NOTICE_IN_USE:
    return "in_use";
  case BK_NOTICE_PRUNED:
    return "pruned";
  case BK_NOTICE_SIGNED_OUT:
    return "signed_out";
  case BK_NOTICE_OTHERS_ENDED:
    return notice->good ? "ended" : notice->number > 0 ? "still_listed" : "not_looked";
  case BK_NOTICE_STORE:
    return store_word(notice->result);
  case BK_NOTICE_BAD_ADDRESS:
    return "bad_address";
  case BK_NOTICE_NO_SERVERS:
    return "no_servers";
  case BK_NOTICE_UNKNOWN_SERVER:
    return "unknown_server";
  case BK_NOTICE_NO_SESSION:
    return "no_session";
  case BK_NOTICE_EMPTY:
    return "input_missing";
  case BK_NOTICE_MISMATCH:
    return "password_mismatch";
  case BK_NOTICE_TOO_SHORT:
    return "password_too_short";
  case BK_NOTICE_TOO_LONG:
    return "password_too_long";
  case BK_NOTICE_CONFIRM:
    return "not_confirmed";
  case BK_NOTICE_FOREIGN_LINK:
    return "foreign_link";
  case BK_NOTICE_NO_LINK_VALUE:
    return "no_link_value";
  case BK_NOTICE_NO_CODE:
    return "no_code";
  case BK_NOTICE_WAIT_TO_RESEND:
    return "wait_to_resend";
  case BK_NOTICE_RESENT:
    return "resent";
  case BK_NOTICE_RESET_EXPIRED:
    return "reset_expired";
  case BK_NOTICE_RESET_MOVED:
    return "reset_moved";
  case BK_NOTICE_CODE_ACCEPTED:
    return "code_accepted";
  case BK_NOTICE_CODE_KEPT:
    return "code_kept";
  case BK_NOTICE_PASSWORD_CHANGED:
    return "password_changed";
  case BK_NOTICE_UNKNOWN_EFFECT:
    return "unknown_effect";
  case BK_NOTICE_RENEWED_ELSEWHERE:
    return "renewed_elsewhere";
  case BK_NOTICE_NO_MAIL:
    return "no_mail";
  case BK_NOTICE_CANCELLED:
    return "cancelled";
  }
  g_assert_not_reached();
}

static BkExit signed_out_exit(const BkNotice *notice) {
  if (!bk_words_gone_here(notice))
    return BK_EXIT_NO_STORE;
  if (bk_words_ended_there(notice) || notice->outcome == BK_OUTCOME_UNSUPPORTED)
    return BK_EXIT_OK;
  return bk_outcome_exit(notice->outcome);
}

static BkExit store_exit(BkStoreResult result) {
  switch (result) {
  case BK_STORE_RESULT_OK:
    return BK_EXIT_OK;
  case BK_STORE_RESULT_ABSENT: /* a certain no: the credentials are missing, not the place */
    return BK_EXIT_CREDENTIALS;
  case BK_STORE_RESULT_LOCKED:
  case BK_STORE_RESULT_NO_BUS:
  case BK_STORE_RESULT_UNAVAILABLE:
  case BK_STORE_RESULT_EMPTY:
  case BK_STORE_RESULT_ENDED:
  case BK_STORE_RESULT_BUS_ENDED:
  case BK_STORE_RESULT_DENIED:
  case BK_STORE_RESULT_TIMEOUT:
  case BK_STORE_RESULT_NOT_KEPT:
  case BK_STORE_RESULT_FULL:
  case BK_STORE_RESULT_FAILED:
    return BK_EXIT_NO_STORE;
  }
  g_assert_not_reached();
}

BkExit bk_notice_exit(const BkNotice *notice) {
  switch (notice->kind) {
  case BK_NOTICE_OUTCOME:
    return bk_outcome_exit(bk_words_told_outcome(notice));
  case BK_NOTICE_FAILURE:
    return bk_outcome_exit(bk_failure_outcome(notice->failure));
  case BK_NOTICE_SIGNED_OUT:
    return signed_out_exit(notice);
  case BK_NOTICE_OTHERS_ENDED:
    return notice->number == 0 ? BK_EXIT_OK : notice->number > 0 ? BK_EXIT_FAILED : BK_EXIT_UNREACHED;
  case BK_NOTICE_STORE:
    return store_exit(notice->result);
  case BK_NOTICE_NONE:
  case BK_NOTICE_SIGNED_IN:
  case BK_NOTICE_IN_USE:
  case BK_NOTICE_PRUNED:
  case BK_NOTICE_RESENT:
  case BK_NOTICE_CODE_ACCEPTED:
  case BK_NOTICE_CODE_KEPT:
  case BK_NOTICE_PASSWORD_CHANGED:
    return BK_EXIT_OK;
  case BK_NOTICE_SIGNED_IN_NOT_KEPT:
  case BK_NOTICE_OTHER_VERSION:
    return BK_EXIT_NO_STORE;
  case BK_NOTICE_NO_SESSION:
    return BK_EXIT_CREDENTIALS;
  case BK_NOTICE_NO_SERVERS:
    return BK_EXIT_CONFIGURATION;
  case BK_NOTICE_BAD_ADDRESS:
  case BK_NOTICE_UNKNOWN_SERVER:
  case BK_NOTICE_EMPTY:
  case BK_NOTICE_CONFIRM:
    return BK_EXIT_USAGE;
  case BK_NOTICE_MISMATCH:
  case BK_NOTICE_TOO_SHORT:
  case BK_NOTICE_TOO_LONG:
  case BK_NOTICE_FOREIGN_LINK:
  case BK_NOTICE_NO_LINK_VALUE:
  case BK_NOTICE_NO_CODE:
  case BK_NOTICE_RESET_EXPIRED:
  case BK_NOTICE_RESET_MOVED:
    return BK_EXIT_REFUSED;
  case BK_NOTICE_WAIT_TO_RESEND:
    return BK_EXIT_LIMITED;
  case BK_NOTICE_UNKNOWN_EFFECT:
    return BK_EXIT_UNREACHED;
  case BK_NOTICE_RENEWED_ELSEWHERE:
    return BK_EXIT_FAILED;
  case BK_NOTICE_NO_MAIL:
    return BK_EXIT_WAITING;
  case BK_NOTICE_CANCELLED:
    return BK_EXIT_CANCELLED;
  }
  g_assert_not_reached();
}
