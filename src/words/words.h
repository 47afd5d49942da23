/* words.h: the labels and sentences about servers, actions, inputs and places that screens, commands
 * and the spoken dialogue share. The only room with text for a user; translated with gettext. */
#ifndef BK_WORDS_WORDS_H
#define BK_WORDS_WORDS_H

#include "servers/server.h"
#include "store/store.h"

#include <glib.h>

G_BEGIN_DECLS

#define BK_(text) bk_words_translate(text)
#define BK_N_(text) text /* marks a text that is translated where it is shown */
#define BK_NP_(one, many, count) bk_words_plural(one, many, count)

/* The text in the person's language; the text itself where there is no translation. */
const char *bk_words_translate(const char *text);
/* The same with the form that the language has for count things; one, many: the forms of English. */
const char *bk_words_plural(const char *one, const char *many, gint64 count);
/* setlocale and the language, once, at the start. BACKIN_LANG=fr says which; else LC_ALL, LC_MESSAGES or
 * LANG, with LANGUAGE before them, as gettext has it. The locale need not exist on this machine. */
void bk_words_init(void);
/* Speaks that language from now on: FOLDER/LANGUAGE/LC_MESSAGES/backin.mo, or English for "en", which
 * needs no file. In ASCII where the locale's charset is not UTF-8. FALSE: not there; nothing changes. */
gboolean bk_words_speak(const char *folder, const char *language);
/* "en", "fr": what is spoken. */
const char *bk_words_language(void);

/* "Password", "New password", "Code": an input's own title (clean), else the one for its name or kind. */
const char *bk_words_input(const BkInput *input);
/* "Sign in", "Forgot password", "Reset by link". */
const char *bk_words_action(BkActionKind action, BkWay way);
/* What an administrator's way does: "Mail the user a reset link", "user chooses, you see nothing". */
const char *bk_words_admin_way(BkWay way);
const char *bk_words_admin_way_note(BkWay way);
/* How a forgotten password comes back on a server: "6-digit code by mail", "link by mail, opened in a
 * browser", "not here". Free it. */
char *bk_words_forgot(const BkServer *server) G_GNUC_WARN_UNUSED_RESULT;
/* How far the file is to be trusted, for the screen: "" for docs, source and run; else a sentence like
 * "Modelled on the vendor's pages: it publishes no interface. It may not work." Free it. */
char *bk_words_verified(const BkVerified *verified) G_GNUC_WARN_UNUSED_RESULT;
/* "Saved in your keyring." and the other steps of the ladder; and one word for a status line. */
/* How a server is that was asked, for a column: "answers, 42 ms", "no answer". Free it. */
char *bk_words_health(BkOutcome outcome, BkFailure failure, gint64 milliseconds) G_GNUC_WARN_UNUSED_RESULT;

const char *bk_words_store(BkStoreKind kind);
const char *bk_words_store_short(BkStoreKind kind);
/* Why a place to keep things cannot be used now, and what can be done about it. */
const char *bk_words_store_result(BkStoreResult result);
/* Text to hand to support: "BK-7Q4M" style references are made here. A new one, 4 characters of a set
 * without 0 O 1 I, from the system's random source. Free it. */
char *bk_words_reference(void) G_GNUC_WARN_UNUSED_RESULT;
/* A password in groups of four, and spelled: "k, capital R, seven, w". Wipe both. */
char *bk_words_grouped(const char *password) G_GNUC_WARN_UNUSED_RESULT;
char *bk_words_spelled(const char *password) G_GNUC_WARN_UNUSED_RESULT;
/* "47 s", "11 min", "2 h 5 min", "3 days"; "20 Nov 22:10" (local time, with the year if it is another).
 * Free them. */
char *bk_words_duration(gint64 seconds) G_GNUC_WARN_UNUSED_RESULT;
char *bk_words_time(gint64 wall) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
