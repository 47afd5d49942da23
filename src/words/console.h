/* console.h: what the commands say besides notices: questions, headings, results. Texts with names in
 * braces are filled by bk_console_say(). */
#ifndef BK_WORDS_CONSOLE_H
#define BK_WORDS_CONSOLE_H

#include <glib.h>

G_BEGIN_DECLS

/* BK_N_ marks the texts for translators; see words.h. */
#define BK_CONSOLE(X)                                                                                        \
  X(NO_TERMINAL, BK_N_("The screens need a terminal: standard input and standard output are not both one.")) \
  X(COMMANDS_DO_NOT, BK_N_("Commands need none: \"backin --help\" lists them."))                             \
  X(WHICH_SERVER, BK_N_("Which server?"))                                                                    \
  X(WHICH_SESSION, BK_N_("Which session?"))                                                                  \
  X(WHICH_RESET, BK_N_("Which reset?"))                                                                      \
  X(WHICH_WAY, BK_N_("How should it come?"))                                                                 \
  X(WHICH_OFFER, BK_N_("Which one?"))                                                                        \
  X(WHERE_TO_KEEP, BK_N_("Where should the session be kept?"))                                               \
  X(CHOOSE_NUMBER, BK_N_("Choose a number"))                                                                 \
  X(NOT_A_CHOICE, BK_N_("That is none of them."))                                                            \
  X(UNLOCK, BK_N_("The {store} is locked. Unlock it now?"))                                                  \
  X(UNLOCK_SHELL,                                                                                            \
    BK_N_("No window can be shown here. GNOME Keyring is unlocked from a shell with: gnome-keyring-daemon "  \
          "--replace --unlock (it reads the password from standard input)."))                                \
  X(OTHER_PLACE, BK_N_("The kernel's keyring, for this machine: backin sessions keep kernel. For one "       \
                       "command: --store kernel"))                                                           \
  X(MORE_UNREAD, BK_N_("There may be more: the {store} could not be read."))                                 \
  X(MORE_LOCKED, BK_N_("There may be more: the {store} is locked."))                                         \
  X(OLDER_ONES, BK_N_("Older sessions of the same accounts that nobody uses: {count}. \"backin sessions "    \
                      "prune\" removes them."))                                                              \
  X(OTHER_VERSIONS,                                                                                          \
    BK_N_("Sessions in a form that only a newer backin reads: {count}. They were left alone."))              \
  X(KEPT_FROM_NOW, BK_N_("From now on sessions are kept here: {store}."))                                    \
  X(KEPT_ASKED,                                                                                              \
    BK_N_("From now on sessions are kept in the keyring; where it cannot be used, you are asked."))          \
  X(CANNOT_RUN, BK_N_("{command} cannot be run: {why}."))                                                    \
  X(STATE_OLDER, BK_N_("older"))                                                                             \
  X(YES_NO, BK_N_("yes or no"))                                                                              \
  X(YES, BK_N_("yes"))                                                                                       \
  X(HIDDEN, BK_N_("typing is hidden"))                                                                       \
  X(AGAIN, BK_N_("again"))                                                                                   \
  X(CODE_OR_LINK, BK_N_("Code, or the link"))                                                                \
  X(CONFIRM_ACCOUNT, BK_N_("Type the account to confirm"))                                                   \
  X(SUGGESTED_HISTORY, BK_N_("used here before with this address"))                                          \
  X(SUGGESTED_DOMAIN, BK_N_("its file names the domain of this address"))                                    \
  X(SUGGESTED_LAST, BK_N_("the last one that was used here"))                                                \
  X(SUGGESTED_FIRST, BK_N_("the first in the list"))                                                         \
  X(SUGGESTED, BK_N_("{server} ({id}): {why}."))                                                             \
  X(NO_SUGGESTION, BK_N_("No server is set up on this machine."))                                            \
  X(LOOKED_FOR_IN, BK_N_("Server files are looked for in:"))                                                 \
  X(LIVES_ELSEWHERE, BK_N_("The password of {account} is not kept by {server}, but by {title}."))            \
  X(SET_THERE, BK_N_("Set it there:"))                                                                       \
  X(NO_FORGOT, BK_N_("{server} has no way to reset a password from here."))                                  \
  X(LOST_FACTOR, BK_N_("Lost your second factor? {rule}"))                                                   \
  X(ASK_SUPPORT, BK_N_("Support:"))                                                                          \
  X(STILL_SIGNED_IN,                                                                                         \
    BK_N_("You are still signed in on {server}; that session stays until the password changes."))            \
  X(REFERENCE, BK_N_("Reference  {id}"))                                                                     \
  X(GOOD_UNTIL, BK_N_("Good until {when}."))                                                                 \
  X(FROM, BK_N_("It comes from {from}."))                                                                    \
  X(NOT_WRITTEN, BK_N_("{id} could not be written down here, so no other command knows it: {why}"))          \
  X(SUPPORT_NEVER_ASKS, BK_N_("Support will never ask you for the code or the link."))                       \
  X(IN_BROWSER, BK_N_("Open the link in a browser and set the new password there."))                         \
  X(NEXT_VERIFY, BK_N_("Then: backin reset verify {id}"))                                                    \
  X(NEXT_COMPLETE, BK_N_("Next: backin reset complete {id}"))                                                \
  X(NEXT_TOGETHER,                                                                                           \
    BK_N_("Give code and new password together: backin reset complete {id} --code-fd 3 --password-fd 4"))    \
  X(NEXT_LOGIN, BK_N_("Next: backin login -s {server}"))                                                     \
  X(RESET_FORGOTTEN, BK_N_("{id} is forgotten here; its message may still work until it runs out."))         \
  X(NO_RESETS, BK_N_("No reset is waiting."))                                                                \
  X(NO_SUCH_RESET, BK_N_("There is no reset called {id} here."))                                             \
  X(NO_SESSIONS, BK_N_("No session is kept here."))                                                          \
  X(PROOF_REFUSED, BK_N_("The old session was tried: {server} refuses it now."))                             \
  X(PROOF_ALIVE, BK_N_("The old session was tried: it still works on {server}, until its time is over."))    \
  X(ALIVE_ADVICE,                                                                                            \
    BK_N_("Whoever has it can use it until then. End all sessions on the pages of {server}, or ask its "     \
          "support."))                                                                                       \
  X(PROOF_UNKNOWN, BK_N_("The old session could not be tried; it may still work on {server}."))              \
  X(TOKEN_ON_SCREEN, BK_N_("This token opens your account. It now stands on your screen; clear it."))        \
  X(SHOWN_TITLE, BK_N_("{account}  on  {server}"))                                                           \
  X(SHOWN_ONCE, BK_N_("It cannot be viewed again. Write it down now."))                                      \
  X(SHOWN_REPEAT, BK_N_("If you reset again, another one is made and this one stops working."))              \
  X(SHOWN_KEY, BK_N_("Press any key to clear. Clears by itself in {seconds}."))                              \
  X(OPEN_THERE, BK_N_("Open this address on a phone or another computer:"))                                  \
  X(TYPE_CODE, BK_N_("Sign in there and type this code:"))                                                   \
  X(CODE_INSIDE, BK_N_("Or open this one, which holds the code:"))                                           \
  X(SHOWN_DONE, BK_N_("It was shown once, and is gone."))                                                    \
  X(WRITTEN, BK_N_("It was written to descriptor {fd}, and nowhere else."))                                  \
  X(SERVER_SAYS, BK_N_("The server says: {text}"))                                                           \
  X(HEAD_SERVER, BK_N_("SERVER"))                                                                            \
  X(HEAD_ACCOUNT, BK_N_("ACCOUNT"))                                                                          \
  X(HEAD_STATE, BK_N_("STATE"))                                                                              \
  X(HEAD_SINCE, BK_N_("SIGNED IN"))                                                                          \
  X(HEAD_UNTIL, BK_N_("UNTIL"))                                                                              \
  X(HEAD_SEEN, BK_N_("LAST USED"))                                                                           \
  X(THIS_ONE, BK_N_("this one"))                                                                             \
  X(NO_OTHERS, BK_N_("The server lists no other session."))                                                  \
  X(HEAD_KEPT, BK_N_("KEPT IN"))                                                                             \
  X(FACT_SERVER, BK_N_("Server"))                                                                            \
  X(FACT_ACCOUNT, BK_N_("Account"))                                                                          \
  X(FACT_ORIGIN, BK_N_("Sent only to"))                                                                      \
  X(FACT_STATE, BK_N_("State"))                                                                              \
  X(FACT_SINCE, BK_N_("Signed in"))                                                                          \
  X(FACT_NAME, BK_N_("Name"))                                                                                \
  X(FACT_SEEN, BK_N_("Last used"))                                                                           \
  X(FACT_FROM, BK_N_("From"))                                                                                \
  X(FACT_UNTIL, BK_N_("Until"))                                                                              \
  X(FACT_RENEWS, BK_N_("Renews"))                                                                            \
  X(FACT_KEPT, BK_N_("Kept in"))                                                                             \
  X(RENEWS_BY_ITSELF, BK_N_("before its end, when it is used"))                                              \
  X(RENEWS_NOT, BK_N_("no: sign in again after its end"))                                                    \
  X(HEAD_ID, BK_N_("ID"))                                                                                    \
  X(HEAD_NAME, BK_N_("NAME"))                                                                                \
  X(HEAD_WHERE, BK_N_("WHERE"))                                                                              \
  X(HEAD_FORGOT, BK_N_("FORGOT"))                                                                            \
  X(HEAD_FROM, BK_N_("FROM"))                                                                                \
  X(HEAD_STEP, BK_N_("STEP"))                                                                                \
  X(STATE_ACTIVE, BK_N_("active"))                                                                           \
  X(STATE_EXPIRED, BK_N_("EXPIRED"))                                                                         \
  X(STATE_UNKNOWN, BK_N_("UNKNOWN"))                                                                         \
  X(STEP_MAILED, BK_N_("waits for the message"))                                                             \
  X(STEP_VERIFIED, BK_N_("waits for the new password"))                                                      \
  X(SOME_PROBLEMS, BK_N_("Some server files are broken and left out; \"backin doctor\" names them."))        \
  X(TRY_OFFER, BK_N_("Try {action}?"))                                                                       \
  X(TRY_AGAIN, BK_N_("Try {action} again?"))                                                                 \
  X(TRY_CHANGES, BK_N_("Try {action}? It changes something on {server}."))                                   \
  X(TRY_MAILS, BK_N_("Try {action}? {server} may send a message."))                                          \
  X(TRY_REST, BK_N_("Not tried: {actions}. Name them with --action."))                                       \
  X(TRY_WAITS, BK_N_("Waits {seconds} before it asks again."))                                               \
  X(TRY_ALL_GOOD, BK_N_("The server does what the file says."))                                              \
  X(TRY_UNKNOWN, BK_N_("The file does not know what the server answered."))                                  \
  X(TRY_NONE, BK_N_("Nothing was tried."))                                                                   \
  X(DOCTOR_GOOD, BK_N_("Nothing is wrong."))                                                                 \
  X(DOCTOR_BAD, BK_N_("Lines with ! want your attention."))

typedef enum {
#define X(name, text) BK_SAY_##name,
  BK_CONSOLE(X)
#undef X
      BK_SAY_COUNT
} BkSay;

/* The text, without holes. Borrowed. */
const char *bk_console(BkSay what);
/* The text with its holes filled: pairs of name and value, then NULL. Values are clean text. Free it. */
char *bk_console_say(BkSay what, ...) G_GNUC_NULL_TERMINATED G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
