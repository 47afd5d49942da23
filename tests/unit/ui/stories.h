/* stories.h: every screen of the program in its main states. A story presses the keys that lead there. */
#ifndef BK_TESTS_UI_STORIES_H
#define BK_TESTS_UI_STORIES_H

#include "fixture.h"

static void story_email(Fixture *f) {
  fixture_start(f, BK_STORE_RESULT_OK);
}

static void story_email_known(Fixture *f) {
  fixture_at_inbox(f, "1");
  fixture_press(f, BK_KEY_ESC);
  g_ptr_array_add(f->model->accounts,
                  bk_account_new("shift-b@studio.example", "us-field", FIXTURE_NOW - 90000));
  g_ptr_array_add(f->model->accounts, bk_account_new("bob@works.example", "eu-test", FIXTURE_NOW - 900000));
  fixture_post(f, bk_message_go(BK_PLACE_EMAIL));
}

/* The server did not say how long its mail is good for. */
static void story_email_pending(Fixture *f) {
  fixture_at_inbox(f, "1");
  f->model->reset->good_until = 0;
  fixture_press(f, BK_KEY_ESC); /* "Leave, resume later" */
  g_assert_cmpint(f->model->place, ==, BK_PLACE_EMAIL);
}

static void story_email_bad(Fixture *f) {
  fixture_start(f, BK_STORE_RESULT_OK);
  fixture_type(f, "bob at works");
  fixture_press(f, BK_KEY_ENTER);
}

static void story_server(Fixture *f) {
  fixture_at_server(f, "bob@works.example");
}

static void story_server_health(Fixture *f) {
  static const struct {
    const char *id;
    BkHealth health;
  } known[] = {
      {"eu-prod", {.state = BK_HEALTH_WELL, .milliseconds = 42}},
      {"eu-test", {.state = BK_HEALTH_AWAY, .failure = BK_FAILURE_TLS_EXPIRED, .outcome = BK_OUTCOME_TLS}},
      {"us-field", {.state = BK_HEALTH_ILL, .outcome = BK_OUTCOME_SERVER_ERROR}},
      {"us-auth", {.state = BK_HEALTH_ASKING}}};
  fixture_at_server(f, "bob@works.example");
  for (guint i = 0; i < G_N_ELEMENTS(known); i++)
    g_hash_table_replace(f->model->health, g_strdup(known[i].id),
                         g_memdup2(&known[i].health, sizeof(BkHealth)));
}

static void story_server_filter(Fixture *f) {
  fixture_at_server(f, "bob@works.example");
  fixture_type(f, "/us");
}

static void story_server_details(Fixture *f) {
  fixture_at_server(f, "bob@works.example");
  fixture_type(f, "2");
  fixture_control(f, 'D');
}

static void story_keep(Fixture *f) {
  fixture_start(f, BK_STORE_RESULT_LOCKED);
  fixture_type(f, "bob@works.example");
  fixture_press(f, BK_KEY_ENTER);
  fixture_press(f, BK_KEY_ENTER);
  fixture_type(f, "a password");
  fixture_press(f, BK_KEY_ENTER);
}

static void story_sign_in(Fixture *f) {
  fixture_at_sign_in(f, "1");
  fixture_type(f, "secret wörd");
}

static void story_sign_in_unpublished(Fixture *f) {
  fixture_at_sign_in(f, "2");
}

static void story_sign_in_busy(Fixture *f) {
  story_sign_in(f);
  fixture_press(f, BK_KEY_ENTER);
  bk_ui_wait(f->ui);
}

static void story_sign_in_refused(Fixture *f) {
  story_sign_in(f);
  fixture_press(f, BK_KEY_ENTER);
  fixture_reply(f, 401, "{\"message\":\"Wrong e-mail address or password.\"}");
}

static void story_sign_in_unreached(Fixture *f) {
  story_sign_in(f);
  fixture_press(f, BK_KEY_ENTER);
  fixture_fail(f, BK_FAILURE_TLS_EXPIRED);
}

static void story_sign_in_otp(Fixture *f) {
  fixture_at_sign_in(f, "4");
  fixture_type(f, "a password");
  fixture_press(f, BK_KEY_ENTER);
  fixture_reply(f, 403, "{\"error\":\"otp\"}");
}

static void story_sign_in_choice(Fixture *f) {
  fixture_at_sign_in(f, "1");
  fixture_type(f, "a password");
  fixture_press(f, BK_KEY_ENTER);
  fixture_reply(
      f, 200,
      "{\"error\":\"which\",\"teams\":[{\"id\":1,\"name\":\"North\"},{\"id\":2,\"name\":\"South\"}]}");
}

static void story_sign_in_ways(Fixture *f) {
  fixture_at_sign_in(f, "4");
  fixture_control(f, 'K');
}

static void story_forgot_code(Fixture *f) {
  fixture_at_sign_in(f, "1");
  fixture_control(f, 'F');
}

static void story_forgot_ways(Fixture *f) {
  fixture_at_sign_in(f, "2");
  fixture_control(f, 'F');
  fixture_press(f, BK_KEY_BACKTAB);
  fixture_press(f, BK_KEY_DOWN);
}

static void story_forgot_confirm(Fixture *f) {
  fixture_at_sign_in(f, "3");
  fixture_control(f, 'F');
}

static void story_forgot_limited(Fixture *f) {
  story_forgot_code(f);
  fixture_press(f, BK_KEY_ENTER);
  fixture_reply(f, 429, "{\"message\":\"Slow down.\"}");
}

static void story_inbox_code(Fixture *f) {
  fixture_at_inbox(f, "1");
}

static void story_inbox_browser(Fixture *f) {
  fixture_at_inbox(f, "3");
}

static void story_inbox_unwritten(Fixture *f) {
  fixture_at_inbox(f, "1");
  f->model->unwritten = g_strdup("Read-only file system");
}

static void story_inbox_nothing(Fixture *f) {
  fixture_at_inbox(f, "1");
  fixture_control(f, 'W');
}

static void story_inbox_again(Fixture *f) {
  fixture_at_inbox(f, "1");
  bk_clock_freeze(FIXTURE_NOW + 61, 1061);
  fixture_control(f, 'R');
  fixture_reply(f, 200, "{}");
}

static void story_code(Fixture *f) {
  fixture_at_inbox(f, "1");
  fixture_press(f, BK_KEY_ENTER);
  fixture_type(f, "481 ");
}

static void story_code_foreign(Fixture *f) {
  fixture_at_inbox(f, "1");
  fixture_paste(f, "Hello,\nhttps://evil.example/reset?token=abcdef0123456789\n");
}

static void story_code_link(Fixture *f) {
  fixture_at_sign_in(f, "2");
  fixture_control(f, 'F');
  fixture_press(f, BK_KEY_BACKTAB);
  fixture_press(f, BK_KEY_DOWN);
  fixture_press(f, BK_KEY_TAB);
  fixture_press(f, BK_KEY_ENTER);
  fixture_reply(f, 200, "{}");
  fixture_press(f, BK_KEY_ENTER);
}

/* What not to do with a link is never cut away. */
static void story_code_link_foreign(Fixture *f) {
  story_code_link(f);
  fixture_type(f, "https://evil.example/reset?token=abc");
  fixture_press(f, BK_KEY_ENTER);
}

static void story_code_mail(Fixture *f) {
  fixture_at_inbox(f, "1");
  fixture_press(f, BK_KEY_ENTER);
  fixture_control(f, 'V');
  fixture_type(f, "Dear user");
}

static void story_new_password(Fixture *f) {
  fixture_at_new_password(f);
  fixture_type(f, "long enough it is");
  fixture_press(f, BK_KEY_ENTER);
  fixture_type(f, "long enough");
}

static void story_new_password_mismatch(Fixture *f) {
  story_new_password(f);
  fixture_press(f, BK_KEY_ENTER);
}

static void story_new_password_weak(Fixture *f) {
  fixture_at_new_password(f);
  fixture_paste(f, "long enough it is");
  fixture_press(f, BK_KEY_ENTER);
  fixture_paste(f, "long enough it is");
  fixture_press(f, BK_KEY_ENTER);
  fixture_reply(f, 422, "{\"error\":\"weak\",\"message\":\"Not one of your last five.\"}");
}

static void story_done(Fixture *f) {
  fixture_at_new_password(f);
  fixture_paste(f, "long enough it is");
  fixture_press(f, BK_KEY_ENTER);
  fixture_paste(f, "long enough it is");
  fixture_press(f, BK_KEY_ENTER);
  fixture_reply(f, 200, "{}");
}

static void story_done_proved(Fixture *f) {
  fixture_signed_in(f, "1");
  fixture_post(f, bk_message_start(BK_ACTION_FORGOT, BK_WAY_ONLY));
  fixture_press(f, BK_KEY_ENTER);
  fixture_reply(f, 200, "{}");
  fixture_paste(f, "481207"); /* on the inbox already */
  fixture_paste(f, "long enough it is");
  fixture_press(f, BK_KEY_ENTER);
  fixture_paste(f, "long enough it is");
  fixture_press(f, BK_KEY_ENTER);
  fixture_reply(f, 200, "{}");
  fixture_reply(f, 401, "{}");
}

/* What the browser did nobody here has seen. */
static void story_done_browser(Fixture *f) {
  fixture_at_inbox(f, "3");
  fixture_press(f, BK_KEY_ENTER);
  g_assert_cmpint(f->model->place, ==, BK_PLACE_DONE);
}

/* The same on a machine without windows, and while one asks for the keyring's password. */
static void story_keep_headless(Fixture *f) {
  f->model->no_prompter = TRUE;
  story_keep(f);
}

static void story_keep_unlocking(Fixture *f) {
  story_keep(f);
  fixture_control(f, 'U');
}

static void story_sessions_none(Fixture *f) {
  fixture_start(f, BK_STORE_RESULT_LOCKED);
  fixture_post(f, bk_message_go(BK_PLACE_SESSIONS));
}

static void add_session(Fixture *f, const char *server, const char *account, BkSessionState state,
                        gint64 left) {
  BkSessionEntry *entry = g_new0(BkSessionEntry, 1);
  entry->session = bk_session_new(server, "https://x.example", account);
  entry->session->token = bk_secret_new("token-1234567890", -1);
  entry->session->signed_in_at = FIXTURE_NOW - 7200;
  entry->session->expires_at = FIXTURE_NOW + left;
  entry->state = state;
  entry->kept = BK_STORE_KEYRING;
  g_ptr_array_add(f->model->sessions, entry);
}

static void story_sessions(Fixture *f) {
  fixture_signed_in(f, "1");
  add_session(f, "eu-test", "shift-b@works.example", BK_SESSION_EXPIRED, -60);
  add_session(f, "us-auth", "bob@works.example", BK_SESSION_UNKNOWN, 90000);
  ((BkSessionEntry *)f->model->sessions->pdata[2])->failure = BK_FAILURE_TIMEOUT;
}

/* Kept twice, and beside what a newer version has written. */
static void story_sessions_older(Fixture *f) {
  fixture_signed_in(f, "1");
  const BkSessionEntry *used = f->model->sessions->pdata[0];
  BkSessionEntry *older = g_new0(BkSessionEntry, 1);
  older->session = bk_session_ref(used->session);
  older->kept = BK_STORE_KERNEL;
  g_ptr_array_add(f->model->duplicates, older);
  f->model->other_versions = 2;
}

/* Signed in on a server that lists sessions, which has told three of them. */
static void story_others(Fixture *f) {
  fixture_signed_in(f, "1");
  fixture_control(f, 'O');
  fixture_reply(
      f, 200,
      "[{\"id\":\"token-own\",\"what\":\"backin on a terminal\",\"at\":1795176131,\"seen\":1795183000,"
      "\"ip\":\"198.51.100.7\",\"me\":true},"
      "{\"id\":\"token-phone\",\"what\":\"A phone\",\"at\":\"2026-11-17T08:00:00Z\",\"seen\":1795100000,"
      "\"ip\":\"203.0.113.4\",\"me\":false},"
      "{\"id\":\"token-web\",\"what\":\"Firefox on \\u202eGNU/Linux\",\"at\":1794300000000,"
      "\"ip\":\"2001:db8::17\",\"me\":false}]");
}

/* One of them is ended, and looked for once more. */
static void story_others_ended(Fixture *f) {
  story_others(f);
  fixture_type(f, "2");
  fixture_control(f, 'D');
  fixture_reply(f, 204, "");
  fixture_reply(f, 200,
                "[{\"id\":\"token-own\",\"what\":\"backin on a terminal\",\"at\":1795176131,\"me\":true},"
                "{\"id\":\"token-web\",\"what\":\"Firefox\",\"at\":1794300000000,\"me\":false}]");
}

static void story_change(Fixture *f) {
  fixture_signed_in(f, "1");
  fixture_control(f, 'K');
}

static void story_admin(Fixture *f) {
  fixture_signed_in(f, "2");
  fixture_control(f, 'Y');
  fixture_type(f, "4");
  fixture_press(f, BK_KEY_ENTER);
  fixture_type(f, "client@shop.example");
  fixture_press(f, BK_KEY_ENTER);
  fixture_type(f, "client@shop.exa");
}

static void story_admin_set(Fixture *f) {
  fixture_signed_in(f, "2");
  fixture_control(f, 'Y');
  fixture_type(f, "3");
}

static void story_shown(Fixture *f) {
  story_admin(f);
  fixture_type(f, "mple");
  fixture_press(f, BK_KEY_ENTER);
  fixture_reply(f, 200, "{\"password\":\"kR7wTb2qZn5d\"}");
}

static void story_shown_seen(Fixture *f) {
  story_shown(f);
  fixture_type(f, "x");
  g_assert_cmpint(f->model->place, ==, BK_PLACE_ADMIN);
}

static void story_shown_link(Fixture *f) {
  fixture_signed_in(f, "2");
  fixture_control(f, 'Y');
  fixture_type(f, "2");
  fixture_press(f, BK_KEY_ENTER);
  fixture_type(f, "client@shop.example");
  fixture_press(f, BK_KEY_ENTER);
  fixture_type(f, "client@shop.example");
  fixture_press(f, BK_KEY_ENTER);
  fixture_reply(f, 200,
                "{\"link\":\"https://eu-test.works.example/reset?token=0123456789abcdef0123456789abcdef\"}");
}

static void story_elsewhere(Fixture *f) {
  fixture_at_server(f, "ann@bigcorp.example");
  fixture_type(f, "4");
  fixture_press(f, BK_KEY_ENTER);
}

static void story_elsewhere_factor(Fixture *f) {
  story_sign_in_otp(f);
  fixture_control(f, 'W');
}

/* Whoever has the password elsewhere can still get in with another device. */
static void story_device(Fixture *f) {
  fixture_at_sign_in(f, "4");
  fixture_control(f, 'D');
  g_assert_cmpint(f->model->place, ==, BK_PLACE_DEVICE);
  fixture_reply(f, 200,
                "{\"device_code\":\"d-1\",\"user_code\":\"WDJB-MJHT\",\"verification_uri\":"
                "\"https://auth.us.example/activate\",\"verification_uri_complete\":"
                "\"https://auth.us.example/activate?user_code=WDJB-MJHT\",\"expires_in\":600}");
  bk_ui_wait(f->ui);
  g_assert_true(f->model->busy);
}

static void story_device_picture(Fixture *f) {
  story_device(f);
  fixture_control(f, 'R');
}

static void story_device_address(Fixture *f) {
  story_device(f);
  fixture_control(f, 'U');
}

static void story_device_denied(Fixture *f) {
  story_device(f);
  fixture_wake(f);
  fixture_reply(f, 403, "{}");
}

static void story_elsewhere_forgot(Fixture *f) {
  fixture_at_sign_in(f, "4");
  fixture_control(f, 'F');
}

static void story_mail(Fixture *f) {
  fixture_at_inbox(f, "1");
  BkMailEntry *mail = g_new0(BkMailEntry, 1);
  mail->subject = g_strdup("Reset");
  mail->at = g_strdup("2026-11-20T14:02:11Z");
  mail->text = g_strdup("Hello,\nYour code is 481207.\nIt works once.");
  mail->paste = bk_secret_new(mail->text, -1);
  f->model->mails = g_ptr_array_new_with_free_func((GDestroyNotify)bk_mail_entry_free);
  g_ptr_array_add(f->model->mails, mail);
  f->model->demo = g_strdup("demo");
  f->model->place = BK_PLACE_MAIL;
}

static void story_help(Fixture *f) {
  fixture_at_sign_in(f, "1");
  fixture_control(f, 'G');
}

/* Help that is cut in the list stands whole beneath it. */
static void story_help_whole(Fixture *f) {
  story_help(f);
  for (int i = 0; i < 3; i++)
    fixture_press(f, BK_KEY_DOWN);
}

static void story_command(Fixture *f) {
  fixture_at_sign_in(f, "1");
  fixture_control(f, 'E');
}

static const struct {
  const char *name;
  void (*story)(Fixture *f);
} states[] = {
#define STATE(name)                                                                                          \
  { #name, story_##name }
    STATE(email),
    STATE(email_known),
    STATE(email_pending),
    STATE(email_bad),
    STATE(server),
    STATE(server_health),
    STATE(server_filter),
    STATE(server_details),
    STATE(keep),
    STATE(keep_headless),
    STATE(keep_unlocking),
    STATE(sign_in),
    STATE(sign_in_unpublished),
    STATE(sign_in_busy),
    STATE(sign_in_refused),
    STATE(sign_in_unreached),
    STATE(sign_in_otp),
    STATE(sign_in_choice),
    STATE(sign_in_ways),
    STATE(forgot_code),
    STATE(forgot_ways),
    STATE(forgot_confirm),
    STATE(forgot_limited),
    STATE(inbox_code),
    STATE(inbox_browser),
    STATE(inbox_unwritten),
    STATE(inbox_nothing),
    STATE(inbox_again),
    STATE(code),
    STATE(code_foreign),
    STATE(code_link),
    STATE(code_link_foreign),
    STATE(code_mail),
    STATE(new_password),
    STATE(new_password_mismatch),
    STATE(new_password_weak),
    STATE(done),
    STATE(done_proved),
    STATE(done_browser),
    STATE(sessions_none),
    STATE(sessions),
    STATE(sessions_older),
    STATE(others),
    STATE(others_ended),
    STATE(change),
    STATE(admin),
    STATE(admin_set),
    STATE(shown),
    STATE(shown_seen),
    STATE(shown_link),
    STATE(device),
    STATE(device_picture),
    STATE(device_address),
    STATE(device_denied),
    STATE(elsewhere),
    STATE(elsewhere_factor),
    STATE(elsewhere_forgot),
    STATE(mail),
    STATE(help),
    STATE(help_whole),
    STATE(command),
#undef STATE
};

#endif
