/* The core as a plain function: messages in, model and effects out. No network, no store, no files but the
 * server files written here. */
#include "app/update.h"
#include "base/clock.h"
#include "base/json.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW 1793196131

static const char *const acme =
    "{ \"name\": \"Acme\", \"title\": \"Acme\", \"url\": \"https://acme.example/api\","
    "  \"email_domains\": [\"acme.example\"], \"password\": { \"min\": 8 },"
    "  \"elsewhere\": [ { \"title\": \"BigCorp\", \"email_domains\": [\"bigcorp.example\"], \"url\": "
    "\"https://id.bigcorp.example/\" },"
    "                 { \"title\": \"Google\" } ],"
    "  \"errors\": { \"code\": \"/code\", \"message\": \"/message\" },"
    "  \"actions\": {"
    "    \"sign_in\": { \"request\": { \"method\": \"POST\", \"path\": \"/login\", \"json\": { \"email\": "
    "\"{{email}}\", \"password\": \"{{password}}\", \"otp\": \"{{otp?}}\" } },"
    "      \"replies\": [ { \"when\": { \"code\": \"otp\" }, \"outcome\": \"mfa_required\", \"ask\": \"otp\" "
    "},"
    "                   { \"when\": { \"status\": 200 }, \"outcome\": \"ok\", \"session\": { \"token\": "
    "\"/token\" } } ] },"
    "    \"whoami\": { \"request\": { \"method\": \"GET\", \"path\": \"/me\", \"auth\": \"session\" } },"
    "    \"sign_out\": { \"request\": { \"method\": \"POST\", \"path\": \"/logout\", \"auth\": \"session\" } "
    "},"
    "    \"forgot\": { \"completes\": \"code\", \"ends_sessions\": true, \"mail\": { \"good_for\": 900, "
    "\"resend_after\": 60, \"code\": { \"length\": 6, \"digits\": true } },"
    "      \"request\": { \"method\": \"POST\", \"path\": \"/forgot\", \"json\": { \"email\": \"{{email}}\" "
    "} } },"
    "    \"verify\": { \"request\": { \"method\": \"POST\", \"path\": \"/verify\", \"json\": { \"email\": "
    "\"{{email}}\", \"code\": \"{{code}}\" } },"
    "      \"replies\": [ { \"when\": { \"status\": 400 }, \"outcome\": \"code_invalid\" },"
    "                   { \"when\": { \"status\": 200 }, \"outcome\": \"ok\", \"capture\": { \"ticket\": "
    "\"/ticket\" } } ] },"
    "    \"reset\": { \"ends_sessions\": true, \"request\": { \"method\": \"POST\", \"path\": \"/reset\", "
    "\"json\": { \"ticket\": \"{{ticket}}\", \"password\": \"{{new_password}}\" } },"
    "      \"replies\": [ { \"when\": { \"code\": \"weak\" }, \"outcome\": \"weak_password\" }, { \"when\": "
    "{ \"code\": \"used\" }, \"outcome\": \"code_expired\" },"
    "                   { \"when\": { \"status\": 200 }, \"outcome\": \"ok\" } ] },"
    "    \"admin_reset\": { \"ways\": { \"generate\": { \"confirm\": true, \"completes\": \"shown\","
    "      \"request\": { \"method\": \"POST\", \"path\": \"/admin\", \"auth\": \"session\", \"json\": { "
    "\"user\": \"{{target}}\" } },"
    "      \"replies\": [ { \"when\": { \"status\": 200 }, \"outcome\": \"ok\", \"show\": [ { \"from\": "
    "\"/password\", \"as\": \"password\" } ] } ] } } }"
    "  } }";

/* What is laid over it for one test. */
static const char *const rolling = "{ \"session_update\": { \"token\": \"/next\" }, \"actions\": { "
                                   "\"whoami\": { \"replies\": [ { \"when\": { "
                                   "\"status\": 200 }, \"outcome\": \"ok\" } ] } } }";

/* ---- a world without a world ---------------------------------------------------------------------- */

typedef struct {
  char *dir;
  BkModel *model;
  GPtrArray *effects;  /* of the last message */
  guint request;       /* serial of the last SEND */
  BkStoreResult store; /* what every store call answers */
} World;

static void post(World *world, BkMessage *message);

static void take_effects(World *world, GPtrArray *effects) {
  for (guint i = 0; i < effects->len; i++) {
    const BkEffect *effect = g_ptr_array_index(effects, i);
    if (effect->kind == BK_EFFECT_SEND)
      world->request = effect->serial;
  }
  g_clear_pointer(&world->effects, g_ptr_array_unref);
  world->effects = g_ptr_array_ref(effects);
  for (guint i = 0; i < effects->len; i++) {
    const BkEffect *effect = g_ptr_array_index(effects, i);
    if (effect->kind < BK_EFFECT_STORE_PROBE)
      continue;
    BkMessage *answer = bk_message_new(BK_MESSAGE_STORE);
    answer->serial = effect->serial;
    answer->result = world->store;
    g_autoptr(GPtrArray) before = g_ptr_array_ref(world->effects);
    post(world, answer);
    g_ptr_array_unref(world->effects);
    world->effects = g_steal_pointer(&before);
  }
}

static void post(World *world, BkMessage *message) {
  g_autoptr(GPtrArray) effects = g_ptr_array_new_with_free_func((GDestroyNotify)bk_effect_free);
  bk_update(world->model, message, effects);
  bk_message_free(message);
  take_effects(world, effects);
}

static void write_server(const char *file, const char *patch) {
  g_autoptr(cJSON) under = bk_json_parse(acme, strlen(acme), NULL, NULL);
  g_autoptr(cJSON) over = patch != NULL ? bk_json_parse(patch, strlen(patch), NULL, NULL) : NULL;
  g_autoptr(cJSON) merged = over != NULL ? bk_json_merge(under, over) : NULL;
  char *text = cJSON_Print(merged != NULL ? merged : under);
  g_assert_true(g_file_set_contents(file, text, -1, NULL));
  g_chmod(file, 0600);
  cJSON_free(text);
}

static World *world_with(BkStoreResult store, const char *patch) {
  World *world = g_new0(World, 1);
  world->dir = g_dir_make_tmp("backin-XXXXXX", NULL);
  world->store = store;
  g_autofree char *file = g_build_filename(world->dir, "10-acme.json", NULL);
  write_server(file, patch);
  g_autoptr(GPtrArray) path = bk_servers_path(world->dir);
  BkDiagnostics *problems = bk_diagnostics_new();
  world->model = bk_model_new(bk_servers_load(path, problems), problems);
  for (guint i = 0; i < bk_diagnostics_count(problems); i++) {
    g_autofree char *line = bk_diagnostic_to_string(bk_diagnostics_get(problems, i));
    g_test_message("%s", line);
  }
  g_assert_cmpuint(bk_diagnostics_errors(problems), ==, 0);
  g_autoptr(GPtrArray) effects = g_ptr_array_new_with_free_func((GDestroyNotify)bk_effect_free);
  bk_update_start(world->model, -1, effects);
  take_effects(world, effects);
  bk_clock_freeze(NOW, 100);
  return world;
}

static World *world_new(BkStoreResult store) {
  return world_with(store, NULL);
}

static void world_free(World *world) {
  g_autofree char *file = g_build_filename(world->dir, "10-acme.json", NULL);
  g_unlink(file);
  g_rmdir(world->dir);
  g_free(world->dir);
  g_clear_pointer(&world->effects, g_ptr_array_unref);
  bk_model_free(world->model);
  g_free(world);
  bk_clock_thaw();
}

static void reply_to(World *world, guint serial, int status, const char *body) {
  BkMessage *message = bk_message_new(BK_MESSAGE_REPLY);
  message->serial = serial;
  message->reply = bk_reply_new(status);
  bk_secret_unref(message->reply->body);
  message->reply->body = bk_secret_new(body, -1);
  g_free(message->reply->media_type);
  message->reply->media_type = g_strdup("application/json");
  post(world, message);
}

static void reply(World *world, int status, const char *body) {
  reply_to(world, world->request, status, body);
}

static void fail(World *world, BkFailure failure) {
  BkMessage *message = bk_message_new(BK_MESSAGE_FAILED);
  message->serial = world->request;
  message->failure = failure;
  post(world, message);
}

static void give(World *world, ...) G_GNUC_NULL_TERMINATED;
static void give(World *world, ...) {
  BkMessage *form = bk_message_form();
  va_list arguments;
  va_start(arguments, world);
  for (const char *name; (name = va_arg(arguments, const char *)) != NULL;) {
    g_autoptr(BkSecret) value = bk_secret_new(va_arg(arguments, const char *), -1);
    bk_message_give(form, name, value);
  }
  va_end(arguments);
  post(world, form);
}

static void paste(World *world, const char *text) {
  g_autoptr(BkSecret) secret = bk_secret_new(text, -1);
  post(world, bk_message_paste(secret));
}

static gboolean did(const World *world, BkEffectKind kind) {
  for (guint i = 0; i < world->effects->len; i++) {
    if (((const BkEffect *)g_ptr_array_index(world->effects, i))->kind == kind)
      return TRUE;
  }
  return FALSE;
}

static void assert_place(const World *world, BkPlace place) {
  g_assert_cmpstr(bk_place_word(world->model->place), ==, bk_place_word(place));
}

static void assert_form(const World *world, const char *names) {
  g_autoptr(GPtrArray) form = bk_model_form(world->model);
  g_autoptr(GString) got = g_string_new(NULL);
  for (guint i = 0; i < form->len; i++)
    g_string_append_printf(got, "%s%s", i > 0 ? " " : "", ((const BkInput *)form->pdata[i])->name);
  g_assert_cmpstr(got->str, ==, names);
}

static void choose_acme(World *world) {
  post(world, bk_message_text(BK_MESSAGE_EMAIL, NULL, "ann@acme.example"));
  post(world, bk_message_text(BK_MESSAGE_SERVER, "acme", NULL));
}

static void sign_in(World *world) {
  choose_acme(world);
  give(world, "password", "opensesame", NULL);
  reply(world, 200, "{\"token\":\"token-of-ann\"}");
}

/* ---- the journeys ------------------------------------------------------------------------------------ */

static void test_nothing_leaves_before_a_server_is_chosen(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  post(world, bk_message_text(BK_MESSAGE_EMAIL, NULL, "not an address"));
  assert_place(world, BK_PLACE_EMAIL);
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_BAD_ADDRESS);
  post(world, bk_message_text(BK_MESSAGE_EMAIL, NULL, " ann@acme.example "));
  assert_place(world, BK_PLACE_SERVER);
  g_assert_cmpstr(world->model->email, ==, "ann@acme.example");
  g_assert_cmpstr(world->model->suggested->id, ==, "acme");
  g_assert_cmpstr(world->model->suggested_because, ==, "domain");
  g_assert_false(did(world, BK_EFFECT_SEND));
  g_assert_false(did(world, BK_EFFECT_CONNECT));
  post(world, bk_message_text(BK_MESSAGE_SERVER, "acme", NULL));
  assert_place(world, BK_PLACE_SIGN_IN);
  assert_form(world, "password");
  g_assert_true(did(world, BK_EFFECT_CONNECT));
  g_assert_false(did(world, BK_EFFECT_SEND));
  world_free(world);
}

static void test_unknown_server_names_the_nearest(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  post(world, bk_message_text(BK_MESSAGE_SERVER, "acne", NULL));
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_UNKNOWN_SERVER);
  g_assert_cmpstr(world->model->notice.text, ==, "acme");
  world_free(world);
}

static void test_sign_in_keeps_the_session(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  choose_acme(world);
  give(world, "password", "wrong", NULL);
  g_assert_true(world->model->busy);
  reply(world, 401, "{}");
  g_assert_cmpint(world->model->notice.outcome, ==, BK_OUTCOME_INVALID_CREDENTIALS);
  assert_form(world, "password");
  give(world, "password", "opensesame", NULL);
  reply(world, 200, "{\"token\":\"token-of-ann\"}");
  assert_place(world, BK_PLACE_SESSIONS);
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_SIGNED_IN);
  g_assert_cmpint(bk_model_entry(world->model, "acme", "ann@acme.example")->kept, ==, BK_STORE_KEYRING);
  g_assert_cmpstr(bk_model_account_state(world->model, "acme", "ann@acme.example"), ==, "signed in");
  g_assert_false(bk_model_working(world->model));
  world_free(world);
}

static void test_second_factor_is_one_more_input(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  choose_acme(world);
  give(world, "password", "opensesame", NULL);
  reply(world, 401, "{\"code\":\"otp\"}");
  assert_place(world, BK_PLACE_SIGN_IN);
  assert_form(world, "otp");
  give(world, "otp", "123456", NULL);
  reply(world, 200, "{\"token\":\"token-of-ann\"}");
  assert_place(world, BK_PLACE_SESSIONS);
  world_free(world);
}

static void test_where_to_keep_is_asked_before_anything_is_sent(void) {
  World *world = world_new(BK_STORE_RESULT_UNAVAILABLE);
  choose_acme(world);
  give(world, "password", "opensesame", NULL);
  assert_place(world, BK_PLACE_KEEP);
  g_assert_false(did(world, BK_EFFECT_SEND));
  world->store = BK_STORE_RESULT_OK;
  post(world, bk_message_keep(BK_STORE_MEMORY));
  assert_place(world, BK_PLACE_SIGN_IN);
  g_assert_true(world->model->busy);
  reply(world, 200, "{\"token\":\"token-of-ann\"}");
  assert_place(world, BK_PLACE_SESSIONS);
  world_free(world);
}

static void test_signed_in_but_not_kept_is_said(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  choose_acme(world);
  give(world, "password", "opensesame", NULL);
  world->store = BK_STORE_RESULT_NOT_KEPT;
  reply(world, 200, "{\"token\":\"token-of-ann\"}");
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_SIGNED_IN_NOT_KEPT);
  g_assert_cmpint(bk_model_entry(world->model, "acme", "ann@acme.example")->kept, ==, BK_STORE_NONE);
  world_free(world);
}

static void test_unreachable_is_never_invalid(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  choose_acme(world);
  give(world, "password", "opensesame", NULL);
  fail(world, BK_FAILURE_DNS);
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_FAILURE);
  g_assert_cmpint(bk_notice_exit(&world->model->notice), ==, BK_EXIT_UNREACHED);
  assert_form(world, "password");
  world_free(world);
}

static void test_stale_answers_are_ignored(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  choose_acme(world);
  give(world, "password", "opensesame", NULL);
  guint old = world->request;
  post(world, bk_message_new(BK_MESSAGE_CANCEL));
  g_assert_true(did(world, BK_EFFECT_STOP));
  g_assert_false(world->model->busy);
  reply_to(world, old, 200, "{\"token\":\"token-of-ann\"}");
  assert_place(world, BK_PLACE_SIGN_IN);
  g_assert_cmpuint(world->model->sessions->len, ==, 0);
  world_free(world);
}

static void ask_forgot(World *world, const char *email) {
  post(world, bk_message_text(BK_MESSAGE_EMAIL, NULL, email));
  post(world, bk_message_text(BK_MESSAGE_SERVER, "acme", NULL));
  post(world, bk_message_start(BK_ACTION_FORGOT, BK_WAY_ONLY));
  assert_place(world, BK_PLACE_FORGOT);
  assert_form(world, "email");
  give(world, "email", email, NULL);
}

static void test_forgot_to_signed_in(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  ask_forgot(world, "ann@acme.example");
  reply(world, 200, "{}");
  assert_place(world, BK_PLACE_INBOX);
  g_assert_true(did(world, BK_EFFECT_STATE));
  g_assert_cmpint(world->model->reset->good_until, ==, NOW + 900);
  g_assert_cmpint(bk_model_resend_in(world->model), ==, 60);
  post(world, bk_message_new(BK_MESSAGE_RESEND));
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_WAIT_TO_RESEND);
  post(world, bk_message_go(BK_PLACE_CODE));
  paste(world, "111 111");
  reply(world, 400, "{}");
  assert_place(world, BK_PLACE_CODE);
  g_assert_cmpint(world->model->notice.outcome, ==, BK_OUTCOME_CODE_INVALID);
  paste(world, "123-456");
  reply(world, 200, "{\"ticket\":\"ticket-1\"}");
  assert_place(world, BK_PLACE_NEW_PASSWORD);
  assert_form(world, "new_password");
  give(world, "new_password", "short", "again", "short", NULL);
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_TOO_SHORT);
  give(world, "new_password", "correct horse", "again", "correct house", NULL);
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_MISMATCH);
  give(world, "new_password", "password1", "again", "password1", NULL);
  reply(world, 400, "{\"code\":\"weak\"}");
  assert_place(world, BK_PLACE_NEW_PASSWORD);
  g_assert_cmpint(world->model->notice.outcome, ==, BK_OUTCOME_WEAK_PASSWORD);
  give(world, "new_password", "correct horse", "again", "correct horse", NULL);
  reply(world, 200, "{}");
  assert_place(world, BK_PLACE_DONE);
  g_assert_cmpuint(world->model->resets->len, ==, 0);
  g_assert_cmpint(world->model->proof, ==, BK_PROOF_NONE);
  post(world, bk_message_start(BK_ACTION_SIGN_IN, BK_WAY_ONLY));
  assert_place(world, BK_PLACE_SIGN_IN);
  world_free(world);
}

static void test_unknown_account_looks_the_same(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  ask_forgot(world, "nobody@acme.example");
  reply(world, 204, "");
  assert_place(world, BK_PLACE_INBOX);
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_NONE);
  world_free(world);
}

static void test_used_code_leads_back_to_the_code(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  ask_forgot(world, "ann@acme.example");
  reply(world, 200, "{}");
  post(world, bk_message_go(BK_PLACE_CODE));
  paste(world, "123456");
  reply(world, 200, "{\"ticket\":\"ticket-1\"}");
  give(world, "new_password", "correct horse", NULL);
  reply(world, 400, "{\"code\":\"used\"}");
  assert_place(world, BK_PLACE_CODE);
  g_assert_false(bk_model_reset_ready(world->model));
  world_free(world);
}

static void test_lost_answer_to_a_change_is_not_a_refusal(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  ask_forgot(world, "ann@acme.example");
  reply(world, 200, "{}");
  post(world, bk_message_go(BK_PLACE_CODE));
  paste(world, "123456");
  reply(world, 200, "{\"ticket\":\"ticket-1\"}");
  give(world, "new_password", "correct horse", NULL);
  fail(world, BK_FAILURE_CUT);
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_UNKNOWN_EFFECT);
  assert_place(world, BK_PLACE_NEW_PASSWORD);
  world_free(world);
}

static void test_old_session_is_proved_dead(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  sign_in(world);
  ask_forgot(world, "ann@acme.example");
  reply(world, 200, "{}");
  post(world, bk_message_go(BK_PLACE_CODE));
  paste(world, "123456");
  reply(world, 200, "{\"ticket\":\"ticket-1\"}");
  give(world, "new_password", "correct horse", NULL);
  reply(world, 200, "{}");
  assert_place(world, BK_PLACE_DONE);
  g_assert_cmpint(world->model->proof, ==, BK_PROOF_ASKING);
  g_assert_true(did(world, BK_EFFECT_STORE_REMOVE));
  g_assert_cmpuint(world->model->sessions->len, ==, 0);
  reply(world, 401, "{}");
  g_assert_cmpint(world->model->proof, ==, BK_PROOF_REFUSED);
  world_free(world);
}

static void test_living_old_session_is_said_plainly(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  sign_in(world);
  ask_forgot(world, "ann@acme.example");
  reply(world, 200, "{}");
  post(world, bk_message_go(BK_PLACE_CODE));
  paste(world, "123456");
  reply(world, 200, "{\"ticket\":\"ticket-1\"}");
  give(world, "new_password", "correct horse", NULL);
  reply(world, 200, "{}");
  reply(world, 200, "{\"id\":1}");
  g_assert_cmpint(world->model->proof, ==, BK_PROOF_ALIVE);
  world_free(world);
}

static void test_pending_reset_is_resumed(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  ask_forgot(world, "ann@acme.example");
  reply(world, 200, "{}");
  g_autofree char *id = g_strdup(world->model->reset->id);
  post(world, bk_message_go(BK_PLACE_EMAIL));
  g_assert_cmpstr(bk_model_account_state(world->model, "acme", "ann@acme.example"), ==, "reset pending");
  post(world, bk_message_text(BK_MESSAGE_RESUME, id, NULL));
  assert_place(world, BK_PLACE_CODE);
  bk_clock_freeze(NOW + 901, 1001);
  paste(world, "123456");
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_RESET_EXPIRED);
  g_assert_false(world->model->busy);
  world_free(world);
}

static void test_foreign_link_is_named_and_nothing_sent(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  ask_forgot(world, "ann@acme.example");
  reply(world, 200, "{}");
  post(world, bk_message_go(BK_PLACE_CODE));
  paste(world, "Click https://evil.example/reset?token=1");
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_FOREIGN_LINK);
  g_assert_cmpstr(world->model->notice.text, ==, "evil.example");
  g_assert_false(did(world, BK_EFFECT_SEND));
  world_free(world);
}

static void test_accounts_that_live_elsewhere(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  post(world, bk_message_text(BK_MESSAGE_EMAIL, NULL, "jo@bigcorp.example"));
  post(world, bk_message_text(BK_MESSAGE_SERVER, "acme", NULL));
  assert_place(world, BK_PLACE_ELSEWHERE);
  g_assert_cmpstr(world->model->elsewhere_entry->url, ==, "https://id.bigcorp.example/");
  post(world, bk_message_new(BK_MESSAGE_BACK));
  post(world, bk_message_text(BK_MESSAGE_EMAIL, NULL, "ann@acme.example"));
  post(world, bk_message_text(BK_MESSAGE_SERVER, "acme", NULL));
  post(world, bk_message_text(BK_MESSAGE_SOCIAL, "Google", NULL));
  assert_place(world, BK_PLACE_ELSEWHERE);
  g_assert_cmpint(world->model->elsewhere, ==, BK_ELSEWHERE_SOCIAL);
  world_free(world);
}

static void test_generated_password_is_shown_once(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  sign_in(world);
  post(world, bk_message_start(BK_ACTION_ADMIN_RESET, BK_WAY_GENERATE));
  assert_place(world, BK_PLACE_ADMIN);
  assert_form(world, "target");
  give(world, "target", "bob@acme.example", "confirm", "bob@acme", NULL);
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_CONFIRM);
  g_assert_false(world->model->busy);
  give(world, "target", "bob@acme.example", "confirm", "bob@acme.example", NULL);
  reply(world, 200, "{\"password\":\"kR7wTb2q\"}");
  assert_place(world, BK_PLACE_SHOWN);
  const BkShownValue *shown = g_ptr_array_index(world->model->shown, 0);
  g_assert_cmpstr(bk_secret_peek(shown->value), ==, "kR7wTb2q");
  post(world, bk_message_new(BK_MESSAGE_SHOWN_SEEN));
  assert_place(world, BK_PLACE_ADMIN);
  g_assert_null(world->model->shown);
  /* The screen must not say that nothing was changed. */
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_OUTCOME);
  g_assert_true(world->model->notice.good);
  world_free(world);
}

static void test_signing_out_says_which_part_worked(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  sign_in(world);
  post(world, bk_message_new(BK_MESSAGE_SIGN_OUT));
  g_assert_true(bk_model_working(world->model));
  fail(world, BK_FAILURE_NO_ROUTE);
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_SIGNED_OUT);
  g_assert_cmpint(world->model->notice.outcome, ==, BK_OUTCOME_NETWORK);
  g_assert_cmpuint(world->model->sessions->len, ==, 0);
  world_free(world);
}

static void test_check_removes_nothing(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  sign_in(world);
  post(world, bk_message_new(BK_MESSAGE_CHECK));
  fail(world, BK_FAILURE_TIMEOUT);
  g_assert_cmpint(bk_model_entry(world->model, "acme", NULL)->state, ==, BK_SESSION_UNKNOWN);
  post(world, bk_message_new(BK_MESSAGE_CHECK));
  reply(world, 401, "{}");
  g_assert_cmpint(bk_model_entry(world->model, "acme", NULL)->state, ==, BK_SESSION_EXPIRED);
  g_assert_cmpuint(world->model->sessions->len, ==, 1);
  world_free(world);
}

static void test_a_changed_session_is_kept(void) {
  World *world = world_with(BK_STORE_RESULT_OK, rolling);
  sign_in(world);
  post(world, bk_message_new(BK_MESSAGE_CHECK));
  reply(world, 200, "{\"next\":\"token-2222\"}");
  g_assert_true(did(world, BK_EFFECT_STORE_SAVE));
  const BkSessionEntry *entry = world->model->sessions->pdata[0];
  g_assert_cmpstr(bk_secret_peek(entry->session->token), ==, "token-2222");
  g_assert_true(world->model->session == entry->session);
  g_assert_cmpint(entry->state, ==, BK_SESSION_ACTIVE);
  /* A refusal changes it as well, and what the server said counts for the one that is now. */
  post(world, bk_message_new(BK_MESSAGE_CHECK));
  reply(world, 401, "{\"next\":\"token-3333\"}");
  g_assert_true(did(world, BK_EFFECT_STORE_SAVE));
  g_assert_cmpstr(bk_secret_peek(entry->session->token), ==, "token-3333");
  g_assert_cmpint(entry->state, ==, BK_SESSION_EXPIRED);
  /* One that says nothing new is not written again. */
  post(world, bk_message_new(BK_MESSAGE_CHECK));
  reply(world, 200, "{\"next\":\"token-3333\"}");
  g_assert_false(did(world, BK_EFFECT_STORE_SAVE));
  world_free(world);
}

static guint count_sends(const World *world) {
  guint count = 0;
  for (guint i = 0; i < world->effects->len; i++)
    count += ((const BkEffect *)g_ptr_array_index(world->effects, i))->kind == BK_EFFECT_SEND;
  return count;
}

static const BkRequest *last_request(const World *world) {
  for (guint i = world->effects->len; i-- > 0;) {
    const BkEffect *effect = g_ptr_array_index(world->effects, i);
    if (effect->kind == BK_EFFECT_SEND)
      return effect->request;
  }
  return NULL;
}

static void test_servers_are_asked_without_the_person(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  post(world, bk_message_text(BK_MESSAGE_EMAIL, NULL, "ann@acme.example"));
  g_assert_cmpuint(count_sends(world), ==, 0); /* only the screen asks, commands do not */
  post(world, bk_message_text(BK_MESSAGE_PROBE, NULL, "acme"));
  g_assert_cmpuint(count_sends(world), ==, 1);
  const BkRequest *request = last_request(world);
  g_assert_cmpstr(bk_secret_peek(request->url), ==, "https://acme.example/api");
  g_assert_cmpuint(request->headers->len, ==, 0);
  g_assert_null(request->body);
  g_assert_cmpint(bk_model_health(world->model, "acme")->state, ==, BK_HEALTH_ASKING);
  g_assert_true(bk_model_working(world->model));
  reply(world, 404, "{}");
  g_assert_cmpint(bk_model_health(world->model, "acme")->state, ==, BK_HEALTH_ANSWERS);
  g_assert_false(bk_model_working(world->model));
  post(world, bk_message_text(BK_MESSAGE_PROBE, NULL, ""));
  g_assert_cmpuint(count_sends(world), ==, 0); /* it was asked a moment ago */
  BkMessage *again = bk_message_text(BK_MESSAGE_PROBE, NULL, "");
  again->index = BK_PROBE_AGAIN;
  post(world, again);
  g_assert_cmpuint(count_sends(world), ==, 1);
  fail(world, BK_FAILURE_TIMEOUT);
  g_assert_cmpint(bk_model_health(world->model, "acme")->state, ==, BK_HEALTH_AWAY);
  world_free(world);
}

static const char *const probed =
    "{ \"actions\": { \"probe\": { \"request\": { \"method\": \"GET\", \"path\": \"/health\" }, \"replies\": "
    "[ { \"when\": { "
    "\"/ok\": true }, \"outcome\": \"ok\" } ] }, \"forgot\": null, \"verify\": null, \"reset\": null } }";

static void test_probe_judges_the_answer(void) {
  World *world = world_with(BK_STORE_RESULT_OK, probed);
  post(world, bk_message_text(BK_MESSAGE_PROBE, NULL, ""));
  g_assert_cmpstr(bk_secret_peek(last_request(world)->url), ==, "https://acme.example/api/health");
  reply(world, 200, "{\"ok\":true}");
  g_assert_cmpint(bk_model_health(world->model, "acme")->state, ==, BK_HEALTH_WELL);
  BkMessage *again = bk_message_text(BK_MESSAGE_PROBE, NULL, "");
  again->index = BK_PROBE_AGAIN;
  post(world, again);
  reply(world, 200, "{\"ok\":false}");
  g_assert_cmpint(bk_model_health(world->model, "acme")->state, ==, BK_HEALTH_ILL);
  world_free(world);
}

/* Who goes on with one server does not wait behind the others. */
static void test_choosing_ends_the_questions(void) {
  World *world = world_new(BK_STORE_RESULT_OK);
  post(world, bk_message_text(BK_MESSAGE_EMAIL, NULL, "ann@acme.example"));
  post(world, bk_message_text(BK_MESSAGE_PROBE, NULL, ""));
  g_assert_cmpuint(last_request(world)->seconds, ==, 10);
  g_assert_cmpint(bk_model_health(world->model, "acme")->state, ==, BK_HEALTH_ASKING);
  guint serial = world->request;
  post(world, bk_message_text(BK_MESSAGE_SERVER, "acme", NULL));
  g_assert_true(did(world, BK_EFFECT_STOP));
  g_assert_null(bk_model_health(world->model, "acme"));
  g_assert_false(bk_model_working(world->model));
  reply_to(world, serial, 200, "{}");
  g_assert_null(bk_model_health(world->model, "acme"));
  world_free(world);
}

static void redirect(World *world, const char *to) {
  BkMessage *message = bk_message_new(BK_MESSAGE_REPLY);
  message->serial = world->request;
  message->reply = bk_reply_new(302);
  g_autoptr(BkSecret) location = bk_secret_new(to, -1);
  g_ptr_array_add(message->reply->headers, bk_header_new("Location", location));
  post(world, message);
}

/* A server that cannot reset by its interface may name a page: it is shown, nobody follows it. */
static void test_change_page_is_found(void) {
  static const struct {
    int first; /* status of the page that nobody has */
    const char *location, *shown;
  } rows[] = {{404, "https://login.acme.example/change?x=1", "https://login.acme.example/change?x=1"},
              {404, "/account/password", "https://acme.example/account/password"},
              {404, "javascript:alert(1)", NULL},
              {404, "http://acme.example/plain", NULL},
              {404, NULL, "https://acme.example/.well-known/change-password"},
              {200, NULL, NULL}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    World *world = world_with(BK_STORE_RESULT_OK, probed);
    choose_acme(world);
    post(world, bk_message_start(BK_ACTION_FORGOT, BK_WAY_ONLY));
    assert_place(world, BK_PLACE_ELSEWHERE);
    g_assert_true(
        g_str_has_prefix(bk_secret_peek(last_request(world)->url), "https://acme.example/.well-known/"));
    reply(world, rows[i].first, "{}");
    if (rows[i].first == 404)
      g_assert_cmpstr(bk_secret_peek(last_request(world)->url), ==,
                      "https://acme.example/.well-known/change-password");
    if (rows[i].location != NULL)
      redirect(world, rows[i].location);
    else if (rows[i].first == 404)
      reply(world, 200, "{}");
    g_assert_cmpstr(world->model->change_page, ==, rows[i].shown);
    g_assert_cmpuint(count_sends(world), ==, 0);
    world_free(world);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
  g_test_add_func("/update/nothing-before-server", test_nothing_leaves_before_a_server_is_chosen);
  g_test_add_func("/update/unknown-server", test_unknown_server_names_the_nearest);
  g_test_add_func("/update/sign-in", test_sign_in_keeps_the_session);
  g_test_add_func("/update/second-factor", test_second_factor_is_one_more_input);
  g_test_add_func("/update/keep-asked-first", test_where_to_keep_is_asked_before_anything_is_sent);
  g_test_add_func("/update/not-kept", test_signed_in_but_not_kept_is_said);
  g_test_add_func("/update/unreachable", test_unreachable_is_never_invalid);
  g_test_add_func("/update/stale", test_stale_answers_are_ignored);
  g_test_add_func("/update/forgot", test_forgot_to_signed_in);
  g_test_add_func("/update/neutral", test_unknown_account_looks_the_same);
  g_test_add_func("/update/used-code", test_used_code_leads_back_to_the_code);
  g_test_add_func("/update/lost-answer", test_lost_answer_to_a_change_is_not_a_refusal);
  g_test_add_func("/update/proof-dead", test_old_session_is_proved_dead);
  g_test_add_func("/update/proof-alive", test_living_old_session_is_said_plainly);
  g_test_add_func("/update/resume", test_pending_reset_is_resumed);
  g_test_add_func("/update/foreign-link", test_foreign_link_is_named_and_nothing_sent);
  g_test_add_func("/update/elsewhere", test_accounts_that_live_elsewhere);
  g_test_add_func("/update/shown-once", test_generated_password_is_shown_once);
  g_test_add_func("/update/sign-out", test_signing_out_says_which_part_worked);
  g_test_add_func("/update/changed-session", test_a_changed_session_is_kept);
  g_test_add_func("/update/probe", test_servers_are_asked_without_the_person);
  g_test_add_func("/update/probe-judged", test_probe_judges_the_answer);
  g_test_add_func("/update/probe-ends", test_choosing_ends_the_questions);
  g_test_add_func("/update/change-page", test_change_page_is_found);
  g_test_add_func("/update/check", test_check_removes_nothing);
  return g_test_run();
}
