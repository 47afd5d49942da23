/* outcome.c: what a server's answer means, said to a person. Every switch is whole and without a
 * default, so that a new outcome or action without its sentence does not compile. */
#include "words/fill.h"
#include "words/words.h"

BkOutcome bk_words_told_outcome(const BkNotice *notice) {
  if (notice->outcome != BK_OUTCOME_UNKNOWN_ACCOUNT)
    return notice->outcome;
  switch (notice->action) {
  case BK_ACTION_FORGOT:
  case BK_ACTION_RESEND:
    return BK_OUTCOME_OK;
  case BK_ACTION_SIGN_IN:
  case BK_ACTION_MFA:
  case BK_ACTION_DEVICE:
    return BK_OUTCOME_INVALID_CREDENTIALS;
  case BK_ACTION_VERIFY:
  case BK_ACTION_RESET:
    return BK_OUTCOME_CODE_INVALID;
  case BK_ACTION_PROBE:
  case BK_ACTION_CHANGE_PASSWORD:
  case BK_ACTION_ADMIN_RESET: /* an administrator may know who has an account */
  case BK_ACTION_WHOAMI:
  case BK_ACTION_REFRESH:
  case BK_ACTION_SIGN_OUT:
  case BK_ACTION_SESSIONS:
  case BK_ACTION_END_SESSION:
  case BK_ACTION_END_OTHERS:
  case BK_ACTION_COUNT:
    return notice->outcome;
  }
  g_assert_not_reached();
}

static const char *admin_done(BkWay way) {
  switch (way) {
  case BK_WAY_GENERATE:
    return BK_("{Server} has made a new password, and the old one no longer works.");
  case BK_WAY_LINK:
    return BK_("{Server} has made a reset link.");
  case BK_WAY_SEND:
    return BK_("{Server} has taken the request to mail a reset link.");
  case BK_WAY_SET:
  case BK_WAY_CODE:
  case BK_WAY_ONLY:
  case BK_WAY_COUNT:
    return BK_("The new password is set on {server}.");
  }
  g_assert_not_reached();
}

static const char *done(const BkNotice *notice) {
  switch (notice->action) {
  case BK_ACTION_PROBE:
    return BK_("{Server} answers.");
  case BK_ACTION_SIGN_IN:
  case BK_ACTION_MFA:
  case BK_ACTION_DEVICE:
    return BK_("You are signed in on {server}.");
  case BK_ACTION_FORGOT:
  case BK_ACTION_RESEND:
    return BK_("If {server} knows this address, a message is on its way.");
  case BK_ACTION_VERIFY:
    return notice->way == BK_WAY_LINK ? BK_("{Server} accepted the link.")
                                      : BK_("{Server} accepted the code.");
  case BK_ACTION_RESET:
  case BK_ACTION_CHANGE_PASSWORD:
    return BK_("The password on {server} is changed.");
  case BK_ACTION_ADMIN_RESET:
    return admin_done(notice->way);
  case BK_ACTION_WHOAMI:
    return BK_("The session on {server} is active.");
  case BK_ACTION_REFRESH:
    return BK_("The session on {server} is renewed.");
  case BK_ACTION_SIGN_OUT:
  case BK_ACTION_END_SESSION:
  case BK_ACTION_END_OTHERS:
    return BK_("The session on {server} is ended.");
  case BK_ACTION_SESSIONS:
  case BK_ACTION_COUNT:
    break;
  }
  return BK_("Done.");
}

static const char *refused(const BkNotice *notice) {
  switch (notice->action) {
  case BK_ACTION_SIGN_IN:
    return BK_("{Server} did not accept this e-mail address with this password.");
  case BK_ACTION_CHANGE_PASSWORD:
    return BK_("{Server} did not accept the current password.");
  case BK_ACTION_MFA:
    return BK_("{Server} did not accept the second factor.");
  case BK_ACTION_ADMIN_RESET:
    return BK_("{Server} did not accept your administrator's credentials.");
  case BK_ACTION_WHOAMI:
  case BK_ACTION_REFRESH:
  case BK_ACTION_SIGN_OUT:
  case BK_ACTION_SESSIONS:
  case BK_ACTION_END_SESSION:
  case BK_ACTION_END_OTHERS:
    return BK_("{Server} no longer accepts this session.");
  case BK_ACTION_FORGOT:
  case BK_ACTION_RESEND:
  case BK_ACTION_PROBE:
  case BK_ACTION_VERIFY:
  case BK_ACTION_RESET:
  case BK_ACTION_DEVICE:
  case BK_ACTION_COUNT:
    break;
  }
  return BK_("{Server} did not accept the credentials of this request.");
}

/* The code of a sign-in comes from an app or device, not from a message that was asked for. */
static gboolean is_second_factor(BkActionKind action) {
  return action == BK_ACTION_SIGN_IN || action == BK_ACTION_MFA;
}

/* Mailed codes and links; the second factor of a sign-in is a code as well. */
static const char *code_refused(const BkNotice *notice, gboolean expired) {
  if (notice->way == BK_WAY_LINK)
    return expired ? BK_("This link has run out, or was used before.")
                   : BK_("{Server} did not accept this link.");
  return expired ? BK_("This code has run out, or was used before.")
                 : BK_("{Server} did not accept this code.");
}

/* Signing in with another device ends by what somebody does there, or does not do. NULL: not so. */
static const char *device_end(BkOutcome outcome) {
  if (outcome == BK_OUTCOME_DENIED)
    return BK_("The sign-in was refused on the other device.");
  return outcome == BK_OUTCOME_CODE_EXPIRED || outcome == BK_OUTCOME_PENDING
             ? BK_("The code has run out, and nobody has confirmed it on another device.")
             : NULL;
}

const char *bk_words_outcome_sentence(const BkNotice *notice) {
  if (notice->action == BK_ACTION_DEVICE && device_end(notice->outcome) != NULL)
    return device_end(notice->outcome);
  switch (bk_words_told_outcome(notice)) {
  case BK_OUTCOME_OK:
    return done(notice);
  case BK_OUTCOME_MFA_REQUIRED:
    return BK_("{Server} wants a second factor.");
  case BK_OUTCOME_PENDING:
    return BK_("{Server} is still waiting for somebody to confirm.");
  case BK_OUTCOME_SLOW_DOWN:
    return BK_("{Server} asks us to wait a little longer between two questions.");
  case BK_OUTCOME_INVALID_CREDENTIALS:
    return refused(notice);
  case BK_OUTCOME_UNKNOWN_ACCOUNT:
    return BK_("{Server} has no such account.");
  case BK_OUTCOME_ACCOUNT_LOCKED:
    return BK_("{Server} has locked this account for now.");
  case BK_OUTCOME_ACCOUNT_DISABLED:
    return BK_("This account is switched off on {server}.");
  case BK_OUTCOME_RATE_LIMITED:
    return BK_("{Server} has had too many requests and wants us to wait.");
  case BK_OUTCOME_EMAIL_UNVERIFIED:
    return BK_("This e-mail address has not been confirmed on {server}.");
  case BK_OUTCOME_PASSWORD_CHANGE_REQUIRED:
    return BK_("{Server} wants a new password before it lets you in.");
  case BK_OUTCOME_WEAK_PASSWORD:
    return BK_("{Server} did not accept the new password: it is too weak by its rules.");
  case BK_OUTCOME_SAME_PASSWORD:
    return BK_("{Server} did not accept the new password: it was used before.");
  case BK_OUTCOME_CODE_INVALID:
    return code_refused(notice, FALSE);
  case BK_OUTCOME_CODE_EXPIRED:
    return code_refused(notice, TRUE);
  case BK_OUTCOME_REAUTH_REQUIRED:
    return BK_("{Server} wants you to sign in anew before it does this.");
  case BK_OUTCOME_SESSION_EXPIRED:
    return BK_("The session on {server} is over.");
  case BK_OUTCOME_CAPTCHA_REQUIRED:
    return BK_("{Server} wants a puzzle solved that only a browser can show.");
  case BK_OUTCOME_DENIED:
    return BK_("{Server} does not allow this for this account.");
  case BK_OUTCOME_MISCONFIGURED:
    return BK_("{Server} did not understand the request: its server file may be wrong.");
  case BK_OUTCOME_UNSUPPORTED:
    return BK_("{Server} does not offer this.");
  case BK_OUTCOME_SERVER_ERROR:
    return BK_("{Server} was reached but reported an error of its own.");
  case BK_OUTCOME_NETWORK:
    return BK_("{Server} could not be reached.");
  case BK_OUTCOME_TLS:
    return BK_("No safe connection to {server} could be made.");
  case BK_OUTCOME_TIMEOUT:
    return BK_("{Server} did not answer in time.");
  case BK_OUTCOME_BAD_RESPONSE:
    return BK_("{Server} answered something that we do not understand.");
  case BK_OUTCOME_CANCELLED:
    return BK_("Stopped.");
  }
  g_assert_not_reached();
}

static const char *done_advice(const BkNotice *notice) {
  switch (notice->action) {
  case BK_ACTION_FORGOT:
  case BK_ACTION_RESEND:
    return BK_("Look into the inbox, and into spam. Only the newest message works.");
  case BK_ACTION_RESET:
    return BK_("Sign in with the new password.");
  case BK_ACTION_ADMIN_RESET:
    return notice->way == BK_WAY_SEND ? BK_("The user finds it in the inbox. You see nothing of it.") : "";
  case BK_ACTION_PROBE:
  case BK_ACTION_SIGN_IN:
  case BK_ACTION_MFA:
  case BK_ACTION_VERIFY:
  case BK_ACTION_CHANGE_PASSWORD:
  case BK_ACTION_WHOAMI:
  case BK_ACTION_REFRESH:
  case BK_ACTION_SIGN_OUT:
  case BK_ACTION_SESSIONS:
  case BK_ACTION_END_SESSION:
  case BK_ACTION_END_OTHERS:
  case BK_ACTION_DEVICE:
  case BK_ACTION_COUNT:
    break;
  }
  return "";
}

static const char *refused_advice(const BkNotice *notice) {
  switch (notice->action) {
  case BK_ACTION_SIGN_IN:
    return BK_(
        "Look at capital letters and the server's name, then try again, or choose \"Forgot password\".");
  case BK_ACTION_CHANGE_PASSWORD:
    return BK_("Nothing was changed. Type the password that you signed in with.");
  case BK_ACTION_MFA:
    return BK_("Wait for the next code and type that one.");
  case BK_ACTION_WHOAMI:
  case BK_ACTION_REFRESH:
  case BK_ACTION_SIGN_OUT:
  case BK_ACTION_SESSIONS:
  case BK_ACTION_END_SESSION:
  case BK_ACTION_END_OTHERS:
    return BK_("Sign in again.");
  case BK_ACTION_PROBE:
  case BK_ACTION_FORGOT:
  case BK_ACTION_RESEND:
  case BK_ACTION_VERIFY:
  case BK_ACTION_RESET:
  case BK_ACTION_ADMIN_RESET:
  case BK_ACTION_DEVICE:
  case BK_ACTION_COUNT:
    break;
  }
  return BK_("Nothing was changed. {Help} knows which credentials are right.");
}

static const char *wait_advice(const BkNotice *notice) {
  return notice->retry_at ? BK_("Try again at {when}, that is in {wait}.")
                          : BK_("Wait some minutes before you try again.");
}

const char *bk_words_outcome_advice(const BkNotice *notice) {
  if (notice->action == BK_ACTION_DEVICE && device_end(notice->outcome) != NULL)
    return BK_("Nobody is signed in. Get a new code, and confirm it there.");
  switch (bk_words_told_outcome(notice)) {
  case BK_OUTCOME_OK:
    return done_advice(notice);
  case BK_OUTCOME_MFA_REQUIRED:
    return BK_("Type the code from your app or message.");
  case BK_OUTCOME_PENDING:
    return BK_("Confirm there, then look again.");
  case BK_OUTCOME_INVALID_CREDENTIALS:
    return refused_advice(notice);
  case BK_OUTCOME_UNKNOWN_ACCOUNT:
    return BK_("Nothing was changed. Look at the spelling of the account and at the server's name.");
  case BK_OUTCOME_SLOW_DOWN:
  case BK_OUTCOME_ACCOUNT_LOCKED:
  case BK_OUTCOME_RATE_LIMITED:
    return wait_advice(notice);
  case BK_OUTCOME_ACCOUNT_DISABLED:
    return BK_("{Help} can tell why, and switch it on.");
  case BK_OUTCOME_EMAIL_UNVERIFIED:
    return BK_("Open the message that {server} sent when the account was made.");
  case BK_OUTCOME_PASSWORD_CHANGE_REQUIRED:
    return BK_("Choose \"Forgot password\" to set a new one.");
  case BK_OUTCOME_WEAK_PASSWORD:
    return BK_("Nothing was changed. Choose a longer one, and one that is not a known word.");
  case BK_OUTCOME_SAME_PASSWORD:
    return BK_("Nothing was changed. Choose one that you have not used here.");
  case BK_OUTCOME_CODE_INVALID:
    if (is_second_factor(notice->action))
      return BK_("Wait for the next code and type that one.");
    return notice->way == BK_WAY_LINK
               ? BK_("Paste the link from the newest message: older ones stop working.")
               : BK_("Type it again, from the newest message: older ones stop working.");
  case BK_OUTCOME_CODE_EXPIRED:
    return is_second_factor(notice->action) ? BK_("Wait for the next code and type that one.")
                                            : BK_("Ask for a new message. Only the newest one works.");
  case BK_OUTCOME_REAUTH_REQUIRED:
  case BK_OUTCOME_SESSION_EXPIRED:
    return BK_("Sign in again.");
  case BK_OUTCOME_CAPTCHA_REQUIRED:
    return BK_("Do this once in a browser, or ask {help}.");
  case BK_OUTCOME_DENIED:
    return BK_("Nothing was changed. {Help} decides who may do this.");
  case BK_OUTCOME_MISCONFIGURED:
    return BK_("Nothing that you typed is at fault. Please tell {help}.");
  case BK_OUTCOME_UNSUPPORTED:
    return BK_("{Help} can tell how it is done here.");
  case BK_OUTCOME_SERVER_ERROR:
    return BK_("Your password is not at fault. Try again in some minutes, then tell {help}.");
  case BK_OUTCOME_NETWORK:
    return BK_("Nothing is said about your password. Look at the connection, then try again.");
  case BK_OUTCOME_TLS:
    return BK_("Nothing was sent. Please tell {help}.");
  case BK_OUTCOME_TIMEOUT:
    return BK_("Nothing is said about your password. Try again.");
  case BK_OUTCOME_BAD_RESPONSE:
    return BK_("Nothing is said about your password. Try again, then tell {help}.");
  case BK_OUTCOME_CANCELLED:
    return "";
  }
  g_assert_not_reached();
}
