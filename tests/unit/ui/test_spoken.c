/* Every screen as it is spoken, against tests/screens/NAME.spoken: what is said, the first question, "?" and
 * then Enter until something would be sent. BK_GOLDEN=write writes them again. And conversations. */
#include "stories.h"
#include "talk.h"

#include "ui/speech.h"

static Talk *talk_to(void (*story)(Fixture *f)) {
  Fixture *f = fixture_new(80, 24, FALSE);
  story(f);
  return talk_new(f);
}

/* The server answers. */
static void replied(Talk *talk, int status, const char *json) {
  fixture_reply(talk->f, status, json);
  bk_spoken_changed(talk->spoken);
}

/* And so does the keyring. */
static void replied_and_kept(Talk *talk, int status, const char *json) {
  replied(talk, status, json);
  fixture_answer_store(talk->f, BK_STORE_RESULT_OK);
  bk_spoken_changed(talk->spoken);
}

static gboolean hears(Talk *talk, const char *text) {
  const char *found = strstr(talk->heard->str + talk->from_here, text);
  if (!found) {
    g_test_message("not heard: %s\nbut:\n%s", text, talk->heard->str + talk->from_here);
    return FALSE;
  }
  talk->from_here = (gsize)(found - talk->heard->str) + strlen(text);
  return TRUE;
}

static gboolean asks(Talk *talk, const char *prompt) {
  if (g_strcmp0(talk->prompt, prompt) == 0)
    return TRUE;
  g_test_message("asked: %s\nwanted: %s", talk->prompt, prompt);
  return FALSE;
}

static gboolean lacks(const Talk *talk, const char *text) {
  return !strstr(talk->heard->str + talk->from_here, text);
}

/* Forgets what was heard until now. */
static void listen(Talk *talk) {
  talk->from_here = talk->heard->len;
}

/* ---- every screen ---------------------------------------------------------------------------------------
 */

static void check_golden(const char *name, const char *heard) {
  g_autofree char *file = g_strdup_printf("tests/screens/%s.spoken", name), *expected = NULL;
  if (g_strcmp0(g_getenv("BK_GOLDEN"), "write") == 0)
    g_assert_true(g_file_set_contents(file, heard, -1, NULL));
  else if (!g_file_get_contents(file, &expected, NULL, NULL))
    g_test_fail_printf("%s is not there: make golden writes it", file);
  else if (!g_str_equal(heard, expected))
    g_test_fail_printf("%s differs; spoken was:\n%s", file, heard);
}

static void test_golden(gconstpointer data) {
  guint state = GPOINTER_TO_UINT(data);
  g_autoptr(Talk) talk = talk_to(states[state].story);
  talk_through(talk);
  check_golden(states[state].name, talk->heard->str);
}

/* What was typed as a secret is never said, and not shown while it is typed. */
static void test_masked(void) {
  g_autoptr(Talk) talk = talk_to(story_sign_in);
  g_assert_true(asks(talk, "Password (typing is hidden), or ? for choices [as typed before]: "));
  g_assert_true(talk->hidden);
  answer(talk, "another wörd");
  g_assert_true(talk->f->model->busy);
  replied(talk, 401, "{\"message\":\"Wrong e-mail address or password.\"}");
  g_assert_true(hears(talk, "Server says: \"Wrong e-mail address or password.\""));
  g_assert_true(asks(talk, "Password (typing is hidden): "));
  g_assert_null(strstr(talk->heard->str, "secret"));
  g_assert_null(strstr(talk->heard->str, "another"));
  answer(talk, "?");
  g_assert_false(talk->hidden);
  answer(talk, "show what");
  g_assert_true(asks(talk, "Password: "));
  g_assert_false(talk->hidden);
}

/* ---- conversations --------------------------------------------------------------------------------------
 */

static void test_reset_by_code(void) {
  g_autoptr(Talk) talk = talk_to(story_email);
  g_assert_true(asks(talk, "E-mail address, or ? for choices: "));
  answer(talk, "bob at works");
  g_assert_true(hears(talk, "e-mail address"));
  answer(talk, "bob@works.example");
  g_assert_true(hears(talk, "\nChoose your server, step 2 of 3\n"));
  answer(talk, "99");
  g_assert_true(hears(talk, "That is none of them."));
  answer(talk, "eu-");
  g_assert_true(hears(talk, "\n1. eu-prod"));
  answer(talk, "EU-PROD");
  g_assert_true(hears(talk, "\nPassword, step 3 of 3\n"));
  answer(talk, "?");
  answer(talk, "Forgot");
  g_assert_true(asks(talk, "Confirm your e-mail address, or ? for choices [bob@works.example]: "));
  answer(talk, "");
  replied_and_kept(talk, 200, "{\"message\":\"Look into your mail.\"}");
  g_assert_true(hears(talk, "Please check bob@works.example"));
  g_assert_true(asks(talk, "Code, or the link, or ? for choices: "));
  answer(talk, "481 207");
  g_assert_true(asks(talk, "New password (typing is hidden), or ? for choices: "));
  answer(talk, "short");
  g_assert_true(hears(talk, "at least 12 characters, not yet"));
  answer(talk, "short");
  g_assert_true(asks(talk, "New password (typing is hidden) [as typed before]: "));
  answer(talk, "long enough it is");
  g_assert_true(hears(talk, "at least 12 characters, ok"));
  answer(talk, "long enough it was");
  g_assert_true(hears(talk, "not the same"));
  answer(talk, "");
  answer(talk, "long enough it is");
  replied_and_kept(talk, 200, "{}");
  g_assert_true(hears(talk, "\nPassword changed\n"));
  g_assert_true(asks(talk, "Choose a number, or ? for more [1]: "));
}

/* Lines that come together where a code is asked for are one mail; typed one by one they are not. */
static void test_pasted_mail(void) {
  g_autoptr(Talk) talk = talk_to(story_inbox_code);
  type_line(talk, "Hello,");
  g_assert_cmpuint(bk_spoken_pending(talk->spoken), ==, BK_SPOKEN_PASTE_MS);
  type_line(talk, "");
  type_line(talk, "Your code is 481207.");
  g_assert_cmpint(talk->f->model->place, ==, BK_PLACE_INBOX);
  bk_spoken_flush(talk->spoken);
  g_assert_cmpint(talk->f->model->place, ==, BK_PLACE_NEW_PASSWORD);
  g_assert_cmpuint(bk_spoken_pending(talk->spoken), ==, 0);
}

static void test_mail_by_lines(void) {
  g_autoptr(Talk) talk = talk_to(story_inbox_code);
  answer(talk, "");
  g_assert_cmpint(talk->f->model->place, ==, BK_PLACE_CODE);
  answer(talk, "?");
  answer(talk, "paste a mail");
  g_assert_true(hears(talk, "A line with a single dot ends it."));
  g_assert_true(talk->hidden);
  answer(talk, "Hello,");
  answer(talk, "Your code is 481207.");
  answer(talk, ".");
  g_assert_cmpint(talk->f->model->place, ==, BK_PLACE_NEW_PASSWORD);
}

/* The end of input ends a mail, and then the conversation. */
static void test_end_of_input(void) {
  g_autoptr(Talk) talk = talk_to(story_code_mail);
  answer(talk, "Your code is 481207.");
  g_assert_true(bk_spoken_line(talk->spoken, NULL));
  g_assert_cmpint(talk->f->model->place, ==, BK_PLACE_NEW_PASSWORD);
  g_assert_false(bk_spoken_line(talk->spoken, NULL));
}

/* What is shown once is said only when it was asked for, and there is no default. */
static void test_shown_once(void) {
  g_autoptr(Talk) talk = talk_to(story_shown);
  g_assert_true(asks(talk, "Choose a number, or ? for more: "));
  answer(talk, "");
  g_assert_cmpint(talk->f->model->place, ==, BK_PLACE_SHOWN);
  g_assert_null(strstr(talk->heard->str, "kR7w"));
  answer(talk, "1");
  g_assert_true(hears(talk, "kR7w  Tb2q  Zn5d\nk, capital R"));
  answer(talk, "");
  g_assert_null(talk->f->model->shown);
  g_assert_true(lacks(talk, "kR7w"));
}

static void test_left_unseen(void) {
  g_autoptr(Talk) talk = talk_to(story_shown);
  answer(talk, "leave it");
  g_assert_null(talk->f->model->shown);
  g_assert_null(strstr(talk->heard->str, "kR7w"));
}

/* While a server is asked nothing is asked here, a line that comes too early answers nothing, and who is
 * asked is said once. */
static void test_busy(void) {
  g_autoptr(Talk) talk = talk_to(story_sign_in);
  answer(talk, "");
  g_assert_cmpint(bk_spoken_state(talk->spoken), ==, BK_SPOKEN_BUSY);
  g_assert_null(talk->prompt);
  bk_spoken_wait(talk->spoken);
  g_assert_true(hears(talk, "Asking eu-prod. Ctrl-C cancels.\n"));
  guint posted = talk->posted;
  answer(talk, "");
  bk_spoken_changed(talk->spoken);
  g_assert_cmpuint(talk->posted, ==, posted);
  g_assert_true(lacks(talk, "Asking"));
  fixture_post(talk->f, bk_message_new(BK_MESSAGE_CANCEL));
  bk_spoken_changed(talk->spoken);
  g_assert_true(asks(talk, "Password (typing is hidden): "));
}

/* What the keyring says a moment later is said with the rest; when it takes its time, after it. */
static void test_holds(void) {
  g_autoptr(Talk) talk = talk_to(story_sign_in);
  answer(talk, "");
  listen(talk);
  replied(talk, 200, "{\"token\":\"token-1234567890\",\"expires_in\":28800}");
  g_assert_cmpint(bk_spoken_state(talk->spoken), ==, BK_SPOKEN_HOLDS);
  g_assert_null(talk->prompt);
  fixture_answer_store(talk->f, BK_STORE_RESULT_OK);
  bk_spoken_changed(talk->spoken);
  g_assert_true(hears(talk, "\nSessions\n"));
  g_assert_true(hears(talk, "keyring"));
  g_assert_true(lacks(talk, "Sessions"));

  g_autoptr(Talk) slow = talk_to(story_sign_in);
  answer(slow, "");
  replied(slow, 200, "{\"token\":\"token-1234567890\",\"expires_in\":28800}");
  bk_spoken_wait(slow->spoken);
  g_assert_true(hears(slow, "\nSessions\n"));
  g_assert_nonnull(slow->prompt);
}

/* Nothing is said twice, and nothing by itself. */
static void test_only_news(void) {
  g_autoptr(Talk) talk = talk_to(story_sign_in);
  listen(talk);
  bk_spoken_changed(talk->spoken);
  g_assert_cmpuint(talk->heard->len, ==, talk->from_here);
  for (int i = 0; i < 2; i++) {
    answer(talk, "not the password");
    listen(talk);
    replied(talk, 401, "{\"message\":\"No.\"}");
    g_assert_true(hears(talk, "Server says: \"No.\""));
    g_assert_true(lacks(talk, "Account"));
  }
}

/* A clock on the screen does not speak. */
static void test_clock_is_silent(void) {
  g_autoptr(Talk) talk = talk_to(story_device);
  g_assert_nonnull(talk->prompt);
  listen(talk);
  bk_clock_freeze(FIXTURE_NOW + 65, 1065);
  bk_spoken_changed(talk->spoken);
  g_assert_cmpuint(talk->heard->len, ==, talk->from_here);
}

static void story_many_sessions(Fixture *f) {
  story_sessions(f);
  for (int i = 0; i < 45; i++) {
    g_autofree char *account = g_strdup_printf("user%d@works.example", i);
    add_session(f, "eu-test", account, BK_SESSION_ACTIVE, 3600);
  }
}

static void test_long_list(void) {
  g_autoptr(Talk) talk = talk_to(story_many_sessions);
  g_assert_true(hears(talk, "\n20. "));
  g_assert_true(hears(talk, "And 28 more.\n"));
  g_assert_true(asks(talk, "Choose a number, type part of a name, + for more, or ? for choices [1]: "));
  answer(talk, "+");
  g_assert_true(hears(talk, "\n40. "));
  answer(talk, "+");
  g_assert_true(hears(talk, "\n48. "));
  g_assert_true(asks(talk, "Choose a number, or type part of a name [1]: "));
  answer(talk, "user4");
  g_assert_true(hears(talk, "user4@works.example"));
  g_assert_true(hears(talk, "user44@works.example"));
  answer(talk, "user44");
  g_assert_true(hears(talk, "\n1. Use it\n"));
  g_assert_true(asks(talk, "Choose a number [1]: "));
  guint posted = talk->posted;
  answer(talk, "");
  g_assert_cmpuint(talk->posted, ==, posted + 2);
}

/* A number beside the question for the address takes what was used here before. */
static void test_known_address(void) {
  g_autoptr(Talk) talk = talk_to(story_email_known);
  g_assert_true(hears(talk, "Used here before:\n1. "));
  answer(talk, "1");
  g_assert_cmpint(talk->f->model->place, !=, BK_PLACE_EMAIL);
}

static void test_too_long(void) {
  g_autoptr(Talk) talk = talk_to(story_email);
  g_autofree char *text = g_strnfill(BK_FIELD_MAX + 1, 'x');
  answer(talk, text);
  g_assert_true(hears(talk, "too long"));
  g_assert_true(asks(talk, "E-mail address: "));
}

/* The command and the help are said, and the same question is asked again. */
static void test_overlays(void) {
  g_autoptr(Talk) talk = talk_to(story_sign_in_unpublished);
  answer(talk, "?");
  answer(talk, "the command");
  g_assert_true(hears(talk, "backin login"));
  g_assert_true(asks(talk, "Password (typing is hidden): "));
  answer(talk, "?");
  answer(talk, "help");
  g_assert_true(hears(talk, "An empty line takes what stands in brackets."));
  g_assert_true(asks(talk, "Password (typing is hidden): "));
  answer(talk, "?");
  answer(talk, "say it");
  g_assert_true(hears(talk, "\nPassword, step 3 of 3\n"));
  answer(talk, "?");
  answer(talk, "leave backin");
  g_assert_true(talk->f->model->quit);
}

static void test_numbers(void) {
  g_assert_cmpuint(bk_speech_number("2", 3), ==, 2);
  g_assert_cmpuint(bk_speech_number("2.", 3), ==, 2);
  const char *const none[] = {"0", "4", "", ".", "2x", "-1", "99999999999999999999", "2.1"};
  for (gsize i = 0; i < G_N_ELEMENTS(none); i++)
    g_assert_cmpuint(bk_speech_number(none[i], 3), ==, 0);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
    g_autofree char *name = g_strdup_printf("/spoken/screens/%s", states[i].name);
    g_test_add_data_func(name, GUINT_TO_POINTER(i), test_golden);
  }
  g_test_add_func("/spoken/masked", test_masked);
  g_test_add_func("/spoken/reset-by-code", test_reset_by_code);
  g_test_add_func("/spoken/pasted-mail", test_pasted_mail);
  g_test_add_func("/spoken/mail-by-lines", test_mail_by_lines);
  g_test_add_func("/spoken/end-of-input", test_end_of_input);
  g_test_add_func("/spoken/shown-once", test_shown_once);
  g_test_add_func("/spoken/left-unseen", test_left_unseen);
  g_test_add_func("/spoken/busy", test_busy);
  g_test_add_func("/spoken/holds", test_holds);
  g_test_add_func("/spoken/only-news", test_only_news);
  g_test_add_func("/spoken/clock-is-silent", test_clock_is_silent);
  g_test_add_func("/spoken/long-list", test_long_list);
  g_test_add_func("/spoken/known-address", test_known_address);
  g_test_add_func("/spoken/too-long", test_too_long);
  g_test_add_func("/spoken/overlays", test_overlays);
  g_test_add_func("/spoken/numbers", test_numbers);
  return g_test_run();
}
