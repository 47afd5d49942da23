/* words.h: the labels and sentences about servers, actions, inputs and places that screens, commands
 * and the spoken dialogue share. The only room with text for a user; translated with gettext. */
#ifndef BK_WORDS_WORDS_H
#define BK_WORDS_WORDS_H

#include "servers/server.h"
#include "store/store.h"

#include <glib.h>

G_BEGIN_DECLS

#define BK_(text) bk_words_translate(text)
#define BK_N_(text) text

/* gettext, bound to backin's catalogue; the text itself where there is no translation. */
const char *bk_words_translate(const char *text);
/* setlocale and the catalogue. Once, at the start. */
void bk_words_init(void);

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
