/* notice.c: one notice -> its sentence and what to try next (for machines: verdict.c).
 * Every switch is whole and without a default: a new kind without its sentence does not compile. */
#include "words/notice.h"

#include "base/clock.h"
#include "base/text.h"
#include "words/fill.h"
#include "words/words.h"

#include <string.h>

void bk_notice_clear(BkNotice *notice) {
  g_free(notice->server);
  g_free(notice->help);
  g_free(notice->text);
  g_free(notice->server_text);
  g_free(notice->detail);
  *notice = (BkNotice){.kind = BK_NOTICE_NONE};
}

void bk_notice_about(BkNotice *notice, const BkServer *server) {
  g_clear_pointer(&notice->server, g_free);
  g_clear_pointer(&notice->help, g_free);
  if (!server)
    return;
  const char *help = server->support_email   ? server->support_email
                     : server->support_phone ? server->support_phone
                                             : server->support_url;
  notice->server = g_strdup(server->name);
  notice->help = help ? bk_text_clean_line(help) : NULL;
}

/* ---- the holes of the sentences ------------------------------------------------------------------ */

/* Fills the holes: {server} {help} {text} {number} {when} {wait} {now}, and {Server} {Help} where the
 * word begins a sentence. */
static char *fill(const char *text, const BkNotice *notice) {
  if (!*text)
    return g_strdup("");
  gint64 now = bk_clock_wall();
  g_autofree char *number = g_strdup_printf("%d", notice->number);
  g_autofree char *seconds = bk_words_duration(notice->number);
  g_autofree char *when = bk_words_time(notice->retry_at);
  g_autofree char *wait = bk_words_duration(MAX(0, notice->retry_at - now));
  g_autofree char *clock = bk_words_date(now, TRUE);
  const char *server = notice->server;
  g_autofree char *keeper =
      server ? bk_words_fill(BK_("whoever runs {server}"), (BkWord[]){{"server", server}, {NULL, NULL}})
             : g_strdup(BK_("whoever runs the server"));
  g_autofree char *Keeper =
      server ? bk_words_fill(BK_("Whoever runs {server}"), (BkWord[]){{"server", server}, {NULL, NULL}})
             : g_strdup(BK_("Whoever runs the server"));
  BkWord words[] = {
      {"server", server ? server : BK_("the server")},
      {"Server", server ? server : BK_("The server")},
      {"help", notice->help ? notice->help : keeper},
      {"Help", notice->help ? notice->help : Keeper},
      {"text", notice->text},
      {"detail", notice->detail},
      {"number", number},
      {"seconds", seconds},
      {"when", when},
      {"wait", wait},
      {"now", clock},
      {"store", bk_words_store_short(notice->store)},
      {NULL, NULL},
  };
  return bk_words_fill(text, words);
}

/* ---- sentences ----------------------------------------------------------------------------------- */

static const char *store_sentence(BkStoreResult result) {
  switch (result) {
  case BK_STORE_RESULT_OK:
    return BK_("That is done in the {store}.");
  case BK_STORE_RESULT_ABSENT:
    return BK_("There is nothing of that in the {store}.");
  case BK_STORE_RESULT_LOCKED:
    return BK_("The {store} is locked.");
  case BK_STORE_RESULT_NO_BUS:
    return BK_("The {store} cannot be asked: this login has no session bus.");
  case BK_STORE_RESULT_UNAVAILABLE:
    return BK_("There is no {store} here.");
  case BK_STORE_RESULT_EMPTY:
    return BK_("A keyring program answers, but it has no {store} yet.");
  case BK_STORE_RESULT_ENDED:
    return BK_("The {store} ended while it was asked, so we cannot tell what is in it.");
  case BK_STORE_RESULT_BUS_ENDED:
    return BK_("The session bus ended while the {store} was asked, so we cannot tell what is in it.");
  case BK_STORE_RESULT_DENIED:
    return BK_("The {store} was not allowed to do it.");
  case BK_STORE_RESULT_TIMEOUT:
    return BK_("The {store} did not answer in time, so we cannot tell what is in it.");
  case BK_STORE_RESULT_NOT_KEPT:
    return BK_("The {store} said yes but did not keep it.");
  case BK_STORE_RESULT_FULL:
    return BK_("The {store} is full.");
  case BK_STORE_RESULT_FAILED:
    return BK_("The {store} failed.");
  }
  g_assert_not_reached();
}

gboolean bk_words_ended_there(const BkNotice *notice) {
  return notice->outcome == BK_OUTCOME_OK || notice->outcome == BK_OUTCOME_SESSION_EXPIRED ||
         notice->outcome == BK_OUTCOME_INVALID_CREDENTIALS;
}

gboolean bk_words_gone_here(const BkNotice *notice) {
  return notice->result == BK_STORE_RESULT_OK || notice->result == BK_STORE_RESULT_ABSENT;
}

static const char *signed_out(const BkNotice *notice) {
  if (!bk_words_gone_here(notice))
    return BK_("The session on {server} could not be removed from the {store}.");
  if (bk_words_ended_there(notice))
    return BK_("You are signed out of {server}.");
  if (notice->outcome == BK_OUTCOME_UNSUPPORTED)
    return BK_("You are signed out here; {server} has no way to end a session early.");
  return BK_("You are signed out here, but {server} could not be told.");
}

static const char *others_ended(int number) {
  return number == 0  ? BK_("Ended: {server} no longer lists it.")
         : number > 0 ? BK_("{Server} said yes, but still lists {number} of what was to end.")
                      : BK_("{Server} said yes, but its list could not be looked at again.");
}

static const char *unknown_effect(const BkNotice *notice) {
  switch (notice->action) {
  case BK_ACTION_FORGOT:
  case BK_ACTION_RESEND:
    return BK_("We do not know whether {server} got the request: its answer was lost.");
  case BK_ACTION_SIGN_IN:
  case BK_ACTION_MFA:
  case BK_ACTION_DEVICE:
  case BK_ACTION_REFRESH:
  case BK_ACTION_SIGN_OUT:
  case BK_ACTION_WHOAMI:
  case BK_ACTION_PROBE:
  case BK_ACTION_VERIFY:
  case BK_ACTION_SESSIONS:
  case BK_ACTION_END_SESSION:
  case BK_ACTION_END_OTHERS:
    return BK_("We do not know what {server} did: its answer was lost.");
  case BK_ACTION_RESET:
  case BK_ACTION_CHANGE_PASSWORD:
  case BK_ACTION_ADMIN_RESET:
  case BK_ACTION_COUNT:
    break;
  }
  return BK_("We do not know whether the password on {server} changed: the answer was lost.");
}

static const char *sentence(const BkNotice *notice) {
  switch (notice->kind) {
  case BK_NOTICE_NONE:
    return "";
  case BK_NOTICE_OUTCOME:
    return bk_words_outcome_sentence(notice);
  case BK_NOTICE_FAILURE:
    return bk_words_failure_sentence(notice->failure);
  case BK_NOTICE_SIGNED_IN:
    return BK_("You are signed in on {server}.");
  case BK_NOTICE_SIGNED_IN_NOT_KEPT:
    return BK_("You are signed in on {server}, but only until this program ends.");
  case BK_NOTICE_OTHER_VERSION:
    return BK_(
        "You are signed in on {server}, but only until this program ends: the {store} holds this session "
        "in a form that only a newer backin reads.");
  case BK_NOTICE_IN_USE:
    return BK_("From now on {text} on {server} is used when no session is named.");
  case BK_NOTICE_PRUNED:
    return BK_("Older sessions that were removed here: {number}.");
  case BK_NOTICE_SIGNED_OUT:
    return signed_out(notice);
  case BK_NOTICE_OTHERS_ENDED:
    return others_ended(notice->number);
  case BK_NOTICE_STORE:
    return store_sentence(notice->result);
  case BK_NOTICE_BAD_ADDRESS:
    return BK_("This is not an e-mail address.");
  case BK_NOTICE_NO_SERVERS:
    return BK_("No server is set up on this machine.");
  case BK_NOTICE_UNKNOWN_SERVER:
    return BK_("There is no server called {detail} here.");
  case BK_NOTICE_NO_SESSION:
    return BK_("You are not signed in on {server}.");
  case BK_NOTICE_EMPTY:
    return BK_("This is still empty: {text}.");
  case BK_NOTICE_MISMATCH:
    return BK_("The two new passwords are not the same.");
  case BK_NOTICE_TOO_SHORT:
    return BK_NP_("The new password is too short: {server} wants {number} character or more.",
                  "The new password is too short: {server} wants {number} characters or more.",
                  notice->number);
  case BK_NOTICE_TOO_LONG:
    return BK_NP_("The new password is too long: {server} takes {number} character at most.",
                  "The new password is too long: {server} takes {number} characters at most.",
                  notice->number);
  case BK_NOTICE_CONFIRM:
    return BK_("The account that you typed is not the one above.");
  case BK_NOTICE_FOREIGN_LINK:
    return BK_("This link leads to {text}, not to {server}.");
  case BK_NOTICE_NO_LINK_VALUE:
    return BK_("This is a link of {server}, but not the one from the reset message.");
  case BK_NOTICE_NO_CODE:
    return BK_("There is no code and no link in this.");
  case BK_NOTICE_WAIT_TO_RESEND:
    return BK_("A message was just asked for; you can ask again in {seconds}.");
  case BK_NOTICE_RESENT:
    return BK_("Another message was asked for.");
  case BK_NOTICE_RESET_EXPIRED:
    return BK_("This reset has run out.");
  case BK_NOTICE_RESET_MOVED:
    return BK_("This reset was asked for at {text}, but the file of {server} now leads elsewhere.");
  case BK_NOTICE_CODE_ACCEPTED:
    return BK_("{Server} accepted it.");
  case BK_NOTICE_CODE_KEPT:
    return BK_("Taken: {server} will judge it together with the new password.");
  case BK_NOTICE_PASSWORD_CHANGED:
    return BK_("The password on {server} is changed.");
  case BK_NOTICE_UNKNOWN_EFFECT:
    return unknown_effect(notice);
  case BK_NOTICE_RENEWED_ELSEWHERE:
    return BK_("Another program is renewing the session on {server} and does not come to an end.");
  case BK_NOTICE_NO_MAIL:
    return BK_("There is no message for this address yet.");
  case BK_NOTICE_CANCELLED:
    return BK_("Stopped.");
  }
  g_assert_not_reached();
}

/* The name of an input as its label, where it is one that everybody knows. */
static char *empty_label(const char *name) {
  const BkInput *input = name ? bk_input_builtin(name) : NULL;
  return g_strdup(input ? bk_words_input(input) : name ? name : BK_("a field"));
}

char *bk_notice_sentence(const BkNotice *notice) {
  if (notice->kind != BK_NOTICE_EMPTY)
    return fill(sentence(notice), notice);
  g_autofree char *label = empty_label(notice->text);
  BkNotice labelled = *notice;
  labelled.text = label;
  return fill(sentence(notice), &labelled);
}

/* ---- advice -------------------------------------------------------------------------------------- */

static const char *signed_out_advice(const BkNotice *notice) {
  if (!bk_words_gone_here(notice))
    return BK_("Whoever uses this account of the machine can still use it. Try again.");
  if (bk_words_ended_there(notice))
    return "";
  return BK_(
      "It ends there by itself when its time is over; a change of password ends it at once on most servers.");
}

static const char *unknown_effect_advice(const BkNotice *notice) {
  switch (notice->action) {
  case BK_ACTION_FORGOT:
  case BK_ACTION_RESEND:
    return BK_("Look into the inbox first. If nothing came in some minutes, ask again.");
  case BK_ACTION_RESET:
  case BK_ACTION_CHANGE_PASSWORD:
    return BK_("Sign in with the new password to find out. If it is refused, the old one still holds.");
  case BK_ACTION_ADMIN_RESET:
    return BK_(
        "Tell the user to try. If the old password still works, do it again: a new one replaces the first.");
  case BK_ACTION_PROBE:
  case BK_ACTION_SIGN_IN:
  case BK_ACTION_MFA:
  case BK_ACTION_VERIFY:
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
  return BK_("Look at your sessions to find out, then try again.");
}

static const char *advice(const BkNotice *notice) {
  switch (notice->kind) {
  case BK_NOTICE_OUTCOME:
    return bk_words_outcome_advice(notice);
  case BK_NOTICE_FAILURE:
    return bk_words_failure_advice(notice->failure);
  case BK_NOTICE_SIGNED_IN_NOT_KEPT:
    return bk_words_store_result(notice->result);
  case BK_NOTICE_OTHER_VERSION:
    return BK_("It was left alone. Use the newer backin, or keep the session in another place.");
  case BK_NOTICE_SIGNED_OUT:
    return signed_out_advice(notice);
  case BK_NOTICE_STORE:
    return bk_words_store_result(notice->result);
  case BK_NOTICE_BAD_ADDRESS:
    return BK_("It looks like name@example.org.");
  case BK_NOTICE_NO_SERVERS:
    return BK_("\"backin servers list\" says where server files are looked for, \"backin doctor\" what is "
               "wrong with them.");
  case BK_NOTICE_UNKNOWN_SERVER:
    return notice->text ? BK_("Did you mean {text}?") : BK_("\"backin servers list\" shows those that are.");
  case BK_NOTICE_NO_SESSION:
    return BK_("Sign in first.");
  case BK_NOTICE_MISMATCH:
    return BK_("Type both again.");
  case BK_NOTICE_CONFIRM:
    return BK_("Nothing was changed. Type the whole address to confirm.");
  case BK_NOTICE_FOREIGN_LINK:
    return BK_("Do not use it. Nothing was opened or sent; tell {help} about the message.");
  case BK_NOTICE_NO_LINK_VALUE:
    return BK_("Take the whole link from the newest message, to its very end.");
  case BK_NOTICE_NO_CODE:
    return BK_("Type the code, or paste the link or the whole message.");
  case BK_NOTICE_WAIT_TO_RESEND:
    return BK_("Messages can take some minutes. Look into spam as well.");
  case BK_NOTICE_RESENT:
    return BK_("Only the newest message works.");
  case BK_NOTICE_RESET_EXPIRED:
    return BK_("Ask for a new message.");
  case BK_NOTICE_RESET_MOVED:
    return BK_("Nothing was sent. Look where {server} leads; if that is right, ask for a new message.");
  case BK_NOTICE_CODE_ACCEPTED:
  case BK_NOTICE_CODE_KEPT:
    return BK_("Now choose a new password.");
  case BK_NOTICE_PASSWORD_CHANGED:
    return BK_("Use the new one from now on.");
  case BK_NOTICE_UNKNOWN_EFFECT:
    return unknown_effect_advice(notice);
  case BK_NOTICE_RENEWED_ELSEWHERE:
    return BK_("Look for another backin that waits, then try again. Nothing was changed.");
  case BK_NOTICE_NO_MAIL:
    return BK_("It comes only if the server knows the address.");
  case BK_NOTICE_OTHERS_ENDED:
    return notice->good ? "" : BK_("Change the password: on most servers that ends all sessions at once.");
  case BK_NOTICE_NONE:
  case BK_NOTICE_SIGNED_IN:
  case BK_NOTICE_IN_USE:
  case BK_NOTICE_PRUNED:
  case BK_NOTICE_EMPTY:
  case BK_NOTICE_TOO_SHORT:
  case BK_NOTICE_TOO_LONG:
  case BK_NOTICE_CANCELLED:
    return "";
  }
  g_assert_not_reached();
}

char *bk_notice_advice(const BkNotice *notice) {
  return fill(advice(notice), notice);
}
