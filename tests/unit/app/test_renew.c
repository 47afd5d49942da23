/* The life of a token, as plain functions: programs on one machine (its store, its locks) and a server that
 * rotates tokens and takes the second use of an old one for theft. Every interleaving that matters, and a
 * program that is killed at every step. */
#include "app/update.h"
#include "base/clock.h"
#include "base/json.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW 1793196131
#define MONO 5000
#define WHO "ann@acme.example"

static const char *const acme =
    "{ \"name\": \"Acme\", \"title\": \"Acme\", \"url\": \"https://acme.example\","
    "  \"errors\": { \"code\": \"/code\" },"
    "  \"actions\": {"
    "    \"sign_in\": { \"request\": { \"method\": \"POST\", \"path\": \"/login\", \"json\": { \"email\": "
    "\"{{email}}\", \"password\": \"{{password}}\" } },"
    "      \"replies\": [ { \"when\": { \"status\": 200 }, \"outcome\": \"ok\", \"session\": { \"token\": "
    "\"/token\", \"refresh\": \"/refresh\", \"expires_in\": \"/expires_in\" } } ] },"
    "    \"refresh\": { \"request\": { \"method\": \"POST\", \"path\": \"/refresh\", \"json\": { "
    "\"refresh\": "
    "\"{{session.refresh}}\" } },"
    "      \"replies\": [ { \"when\": { \"code\": \"invalid_grant\" }, \"outcome\": \"session_expired\" },"
    "        { \"when\": { \"status\": 200 }, \"outcome\": \"ok\", \"session\": { \"token\": \"/token\", "
    "\"refresh\": \"/refresh\", \"expires_in\": \"/expires_in\" } } ] },"
    "    \"whoami\": { \"request\": { \"method\": \"GET\", \"path\": \"/me\", \"auth\": \"session\" } },"
    "    \"sign_out\": { \"request\": { \"method\": \"POST\", \"path\": \"/out\", \"auth\": \"session\" } },"
    "    \"change_password\": { \"request\": { \"method\": \"POST\", \"path\": \"/change\", \"auth\": "
    "\"session\", \"json\": { \"old\": \"{{current_password}}\", \"new\": \"{{new_password}}\" } },"
    "      \"replies\": [ { \"when\": { \"status\": 401 }, \"outcome\": \"session_expired\" },"
    "        { \"when\": { \"status\": 200 }, \"outcome\": \"ok\" } ] } } }";

/* ---- the machine, the server, the programs ------------------------------------------------------------- */

typedef struct {
  char *dir;
  BkSecret *kept;       /* the one session item, or NULL */
  BkStoreResult store;  /* what the store answers, OK unless a test says otherwise */
  BkStoreResult saving; /* what it answers to a save, and OK means that it is done */
  gconstpointer locked; /* the program that has the lock */
  int issued;           /* the newest pair of the server */
  gboolean ended;       /* the server has ended the session */
  BkFailure line;       /* NONE, or how every request fails, unseen by the server */
  guint refreshes, changes;
} Machine;

typedef struct {
  Machine *machine;
  BkModel *model;
  GPtrArray *queue; /* BkEffect* still to be performed */
} Program;

static Machine *machine_new(void) {
  Machine *machine = g_new0(Machine, 1);
  machine->dir = g_dir_make_tmp("backin-XXXXXX", NULL);
  machine->issued = 1;
  g_autofree char *file = g_build_filename(machine->dir, "10-acme.json", NULL);
  g_assert_true(g_file_set_contents(file, acme, -1, NULL));
  g_chmod(file, 0600);
  bk_clock_freeze(NOW, MONO);
  return machine;
}

static void machine_free(Machine *machine) {
  g_autofree char *file = g_build_filename(machine->dir, "10-acme.json", NULL);
  g_unlink(file);
  g_rmdir(machine->dir);
  g_free(machine->dir);
  bk_secret_unref(machine->kept);
  g_free(machine);
  bk_clock_thaw();
}

static BkMessage *store_answer(const Machine *machine, const BkEffect *effect, Machine *changes) {
  BkMessage *answer = bk_message_new(BK_MESSAGE_STORE);
  gboolean save = effect->kind == BK_EFFECT_STORE_SAVE;
  gboolean ours = effect->item != NULL && g_str_equal(effect->item->kind, "session");
  answer->result = save && machine->store == BK_STORE_RESULT_OK ? machine->saving : machine->store;
  answer->items = g_ptr_array_new_with_free_func((GDestroyNotify)bk_item_free);
  if (answer->result != BK_STORE_RESULT_OK)
    return answer;
  if (effect->kind == BK_EFFECT_STORE_LIST && effect->store == BK_STORE_KEYRING && machine->kept != NULL)
    g_ptr_array_add(answer->items, bk_item_new("session", "acme", WHO, "", machine->kept));
  if (ours && (save || effect->kind == BK_EFFECT_STORE_REMOVE)) {
    g_clear_pointer(&changes->kept, bk_secret_unref);
    changes->kept = save ? bk_secret_ref(effect->item->data) : NULL;
  }
  return answer;
}

static gboolean holds(const BkSecret *text, const char *word, int number) {
  g_autofree char *wanted = g_strdup_printf("%s-%04d", word, number);
  return text != NULL && strstr(bk_secret_peek(text), wanted) != NULL;
}

static gboolean has_good_token(const Machine *machine, const BkRequest *request) {
  return !machine->ended &&
         holds(bk_headers_get(request->headers, "Authorization"), "token", machine->issued);
}

static BkReply *reply_new(int status, const char *body) {
  BkReply *reply = bk_reply_new(status);
  bk_secret_unref(reply->body);
  reply->body = bk_secret_new(body, -1);
  g_free(reply->media_type);
  reply->media_type = g_strdup("application/json");
  return reply;
}

static BkReply *tokens(Machine *machine) {
  g_autofree char *body =
      g_strdup_printf("{\"token\":\"token-%04d\",\"refresh\":\"fresh-%04d\",\"expires_in\":3600}",
                      machine->issued, machine->issued);
  return reply_new(200, body);
}

static BkReply *serve(Machine *machine, const BkRequest *request) {
  const char *url = bk_secret_peek(request->url);
  if (g_str_has_suffix(url, "/login"))
    return tokens(machine);
  if (g_str_has_suffix(url, "/refresh")) {
    machine->refreshes++;
    /* The second use of an old one is taken for theft. */
    machine->ended = machine->ended || !holds(request->body, "fresh", machine->issued);
    if (machine->ended)
      return reply_new(400, "{\"code\":\"invalid_grant\"}");
    machine->issued++;
    return tokens(machine);
  }
  if (!has_good_token(machine, request))
    return reply_new(401, "{}");
  machine->changes += g_str_has_suffix(url, "/change");
  return reply_new(200, "{}");
}

static BkMessage *network_answer(Machine *machine, const BkEffect *effect) {
  BkMessage *answer = bk_message_new(machine->line == BK_FAILURE_NONE ? BK_MESSAGE_REPLY : BK_MESSAGE_FAILED);
  answer->failure = machine->line;
  if (machine->line == BK_FAILURE_NONE)
    answer->reply = serve(machine, effect->request);
  return answer;
}

static void post(Program *program, BkMessage *message) {
  g_autoptr(GPtrArray) effects = g_ptr_array_new();
  bk_update(program->model, message, effects);
  bk_message_free(message);
  g_ptr_array_extend_and_steal(program->queue, g_steal_pointer(&effects));
}

/* Performs an effect on the world. NULL: it has no answer. *ret_waits: not now. */
static BkMessage *perform(Program *program, const BkEffect *effect, gboolean *ret_waits) {
  Machine *machine = program->machine;
  if (effect->kind >= BK_EFFECT_STORE_PROBE)
    return store_answer(machine, effect, machine);
  switch (effect->kind) {
  case BK_EFFECT_SEND:
    return network_answer(machine, effect);
  case BK_EFFECT_LOCK:
    *ret_waits = machine->locked != NULL;
    if (*ret_waits)
      return NULL;
    machine->locked = program;
    return bk_message_new(BK_MESSAGE_LOCK); /* OK is 0 */
  case BK_EFFECT_RELEASE:
    g_assert_true(machine->locked == program);
    machine->locked = NULL;
    return NULL;
  default:
    return NULL;
  }
}

/* One effect. FALSE: nothing is left, or all of it waits. */
static gboolean step(Program *program) {
  for (guint i = 0; i < program->queue->len; i++) {
    g_autoptr(GPtrArray) one = g_ptr_array_new_with_free_func((GDestroyNotify)bk_effect_free);
    gboolean waits = FALSE;
    BkEffect *effect = g_ptr_array_index(program->queue, i);
    BkMessage *answer = perform(program, effect, &waits);
    if (waits)
      continue;
    g_ptr_array_add(one, g_ptr_array_steal_index(program->queue, i));
    if (answer != NULL) {
      answer->serial = effect->serial;
      post(program, answer);
    }
    return TRUE;
  }
  return FALSE;
}

static void run(Program *program) {
  while (step(program))
    continue;
}

static Program *program_new(Machine *machine) {
  Program *program = g_new0(Program, 1);
  g_autoptr(GPtrArray) path = bk_servers_path(machine->dir), effects = g_ptr_array_new();
  BkDiagnostics *problems = bk_diagnostics_new();
  program->machine = machine;
  program->model = bk_model_new(bk_servers_load(path, problems), problems);
  g_assert_cmpuint(bk_diagnostics_errors(problems), ==, 0);
  program->queue = g_ptr_array_new_with_free_func((GDestroyNotify)bk_effect_free);
  bk_update_start(program->model, -1, effects);
  g_ptr_array_extend_and_steal(program->queue, g_steal_pointer(&effects));
  return program;
}

/* kill -9: what it held is free, what it did not do is not done. */
static void kill_program(Program *program) {
  if (program->machine->locked == program)
    program->machine->locked = NULL;
  g_ptr_array_unref(program->queue);
  bk_model_free(program->model);
  g_free(program);
}

/* A program that has read the store and uses the session there. */
static Program *program_with_session(Machine *machine) {
  Program *program = program_new(machine);
  run(program);
  post(program, bk_message_text(BK_MESSAGE_SESSION, "acme", WHO));
  g_assert_nonnull(program->model->session);
  return program;
}

static void give(Program *program, ...) G_GNUC_NULL_TERMINATED;
static void give(Program *program, ...) {
  BkMessage *form = bk_message_form();
  va_list arguments;
  va_start(arguments, program);
  for (const char *name; (name = va_arg(arguments, const char *)) != NULL;) {
    g_autoptr(BkSecret) value = bk_secret_new(va_arg(arguments, const char *), -1);
    bk_message_give(form, name, value);
  }
  va_end(arguments);
  post(program, form);
}

/* A machine where somebody has signed in, an hour minus `left` seconds ago. */
static Machine *signed_in(int left) {
  Machine *machine = machine_new();
  Program *program = program_new(machine);
  run(program);
  post(program, bk_message_text(BK_MESSAGE_EMAIL, NULL, WHO));
  post(program, bk_message_text(BK_MESSAGE_SERVER, "acme", NULL));
  give(program, "password", "opensesame", NULL);
  run(program);
  g_assert_nonnull(machine->kept);
  kill_program(program);
  bk_clock_freeze(NOW + 3600 - left, MONO);
  return machine;
}

static int kept_number(const Machine *machine) {
  g_autoptr(BkSession) session = machine->kept != NULL ? bk_session_from_json(machine->kept, NULL) : NULL;
  guint64 number = 0;
  if (session == NULL || !g_ascii_string_to_unsigned(bk_secret_peek(session->token) + strlen("token-"), 10, 0,
                                                     9999, &number, NULL))
    return -1;
  return (int)number;
}

static void assert_token(const Program *program, const char *token) {
  const BkSessionEntry *entry = bk_model_entry(program->model, "acme", WHO);
  g_assert_nonnull(entry);
  g_assert_cmpstr(bk_secret_peek(entry->session->token), ==, token);
  g_assert_true(program->model->session == entry->session);
}

static void assert_quiet(const Program *program) {
  g_assert_cmpint(program->model->notice.kind, ==, BK_NOTICE_NONE);
  g_assert_false(bk_model_working(program->model));
}

/* ---- when --------------------------------------------------------------------------------------------- */

static void test_a_good_token_is_left_alone(void) {
  Machine *machine = signed_in(61);
  Program *program = program_with_session(machine);
  post(program, bk_message_new(BK_MESSAGE_FRESH));
  g_assert_cmpuint(program->queue->len, ==, 0);
  assert_token(program, "token-0001");
  assert_quiet(program);
  kill_program(program);
  machine_free(machine);
}

static void test_renewed_before_its_end(void) {
  Machine *machine = signed_in(60);
  Program *program = program_with_session(machine);
  post(program, bk_message_new(BK_MESSAGE_FRESH));
  g_assert_true(program->model->busy);
  run(program);
  assert_token(program, "token-0002");
  g_assert_cmpint(kept_number(machine), ==, 2);
  g_assert_null(machine->locked);
  assert_quiet(program);
  kill_program(program);
  machine_free(machine);
}

/* A wall clock that jumps ends nothing, and saves nothing, while the program runs. */
static void test_the_wall_clock_may_jump(void) {
  Machine *machine = signed_in(600);
  Program *program = program_with_session(machine);
  static const gint64 jumps[] = {10 * 365 * 86400LL, -10 * 365 * 86400LL, 3600, 0};
  for (guint i = 0; i < G_N_ELEMENTS(jumps); i++) {
    bk_clock_freeze(NOW + jumps[i], MONO + 1 + i);
    post(program, bk_message_new(BK_MESSAGE_FRESH));
    g_assert_cmpuint(program->queue->len, ==, 0);
    g_assert_cmpint(bk_model_ends_in(bk_model_entry(program->model, "acme", WHO)), ==, 600 - 1 - (int)i);
  }
  bk_clock_freeze(NOW - 10 * 365 * 86400LL, MONO + 600);
  post(program, bk_message_new(BK_MESSAGE_FRESH));
  run(program);
  assert_token(program, "token-0002");
  post(program, bk_message_new(BK_MESSAGE_FRESH));
  run(program);
  g_assert_cmpuint(machine->refreshes, ==, 1);
  kill_program(program);
  machine_free(machine);
}

static void test_one_refusal_is_no_end(void) {
  Machine *machine = signed_in(600);
  Program *program = program_with_session(machine);
  machine->issued = 2; /* another pair was given out: this token is refused, and so is its refresh … */
  g_clear_pointer(&machine->kept, bk_secret_unref);
  g_autoptr(BkSession) session = bk_session_new("acme", "https://acme.example", WHO);
  session->token = bk_secret_new("token-0002", -1);
  session->refresh = bk_secret_new("fresh-0002", -1);
  machine->kept = bk_session_to_json(session); /* … but the program that got it has written it down */
  post(program, bk_message_text(BK_MESSAGE_CHECK, "acme", WHO));
  run(program);
  assert_token(program, "token-0002");
  g_assert_cmpint(bk_model_entry(program->model, "acme", WHO)->state, ==, BK_SESSION_ACTIVE);
  g_assert_cmpuint(machine->refreshes, ==, 0);
  kill_program(program);
  machine_free(machine);
}

static void test_the_servers_word_is_the_end(void) {
  Machine *machine = signed_in(600);
  Program *program = program_with_session(machine);
  machine->ended = TRUE;
  post(program, bk_message_text(BK_MESSAGE_CHECK, NULL, NULL));
  run(program);
  g_assert_cmpint(bk_model_entry(program->model, "acme", WHO)->state, ==, BK_SESSION_EXPIRED);
  g_assert_cmpuint(machine->refreshes, ==, 1);
  g_assert_cmpint(kept_number(machine), ==, 1); /* said, not removed */
  post(program, bk_message_new(BK_MESSAGE_FRESH));
  g_assert_cmpint(program->model->notice.outcome, ==, BK_OUTCOME_SESSION_EXPIRED);
  g_assert_cmpint(bk_notice_exit(&program->model->notice), ==, BK_EXIT_CREDENTIALS);
  kill_program(program);
  machine_free(machine);
}

static void test_a_line_that_is_down_ends_nothing(void) {
  static const BkFailure failures[] = {BK_FAILURE_DNS,       BK_FAILURE_NO_ROUTE,  BK_FAILURE_TLS_OTHER,
                                       BK_FAILURE_PORTAL,    BK_FAILURE_TIMEOUT,   BK_FAILURE_CUT,
                                       BK_FAILURE_CANCELLED, BK_FAILURE_BAD_ANSWER};
  for (gsize i = 0; i < G_N_ELEMENTS(failures); i++) {
    Machine *machine = signed_in(30);
    Program *program = program_with_session(machine);
    machine->line = failures[i];
    post(program, bk_message_new(BK_MESSAGE_FRESH));
    run(program);
    assert_token(program, "token-0001"); /* good for thirty seconds more */
    assert_quiet(program);
    bk_clock_freeze(NOW + 3601, MONO + 31);
    post(program, bk_message_new(BK_MESSAGE_FRESH));
    run(program);
    g_assert_cmpint(program->model->notice.kind, ==, BK_NOTICE_FAILURE);
    g_assert_cmpint(program->model->notice.failure, ==, failures[i]);
    g_assert_cmpint(bk_model_entry(program->model, "acme", WHO)->state, !=, BK_SESSION_EXPIRED);
    g_assert_cmpint(kept_number(machine), ==, 1);
    g_assert_null(machine->locked);
    machine->line = BK_FAILURE_NONE;
    post(program, bk_message_new(BK_MESSAGE_FRESH));
    run(program);
    assert_token(program, "token-0002");
    kill_program(program);
    machine_free(machine);
  }
}

/* ---- one at a time ------------------------------------------------------------------------------------- */

/* Two programs want a fresh token; whatever the order of their steps, there is one request. */
static void test_two_programs_do_one_refresh(void) {
  for (guint order = 0; order < 256; order++) {
    Machine *machine = signed_in(10);
    Program *both[] = {program_with_session(machine), program_with_session(machine)};
    post(both[0], bk_message_new(BK_MESSAGE_FRESH));
    post(both[1], bk_message_new(BK_MESSAGE_FRESH));
    for (guint i = 0; i < 8; i++)
      (void)step(both[(order >> i) & 1]);
    while (step(both[0]) || step(both[1]))
      continue;
    g_assert_cmpuint(machine->refreshes, ==, 1);
    assert_token(both[0], "token-0002");
    assert_token(both[1], "token-0002");
    g_assert_cmpint(kept_number(machine), ==, 2);
    kill_program(both[0]);
    kill_program(both[1]);
    machine_free(machine);
  }
}

static void test_another_program_does_not_end(void) {
  Machine *machine = signed_in(-5);
  Program *program = program_with_session(machine);
  post(program, bk_message_new(BK_MESSAGE_FRESH));
  g_assert_cmpuint(program->queue->len, ==, 1);
  const BkEffect *lock = g_ptr_array_index(program->queue, 0);
  g_assert_cmpint(lock->kind, ==, BK_EFFECT_LOCK);
  g_assert_null(strstr(lock->text, "ann"));
  BkMessage *late = bk_message_new(BK_MESSAGE_LOCK);
  late->serial = lock->serial;
  late->result = BK_STORE_RESULT_TIMEOUT;
  post(program, late);
  g_assert_cmpint(program->model->notice.kind, ==, BK_NOTICE_RENEWED_ELSEWHERE);
  g_assert_false(bk_model_working(program->model));
  kill_program(program);
  machine_free(machine);
}

static void test_signed_out_by_another_program(void) {
  Machine *machine = signed_in(10);
  Program *program = program_with_session(machine);
  g_clear_pointer(&machine->kept, bk_secret_unref);
  post(program, bk_message_new(BK_MESSAGE_FRESH));
  run(program);
  g_assert_cmpint(program->model->notice.kind, ==, BK_NOTICE_NO_SESSION);
  g_assert_cmpuint(machine->refreshes, ==, 0);
  g_assert_null(machine->kept); /* and not brought back to life */
  g_assert_null(program->model->session);
  kill_program(program);
  machine_free(machine);
}

static void test_signed_out_while_renewing(void) {
  for (guint steps = 0; steps < 12; steps++) {
    Machine *machine = signed_in(10);
    Program *program = program_with_session(machine);
    post(program, bk_message_new(BK_MESSAGE_REFRESH));
    for (guint i = 0; i < steps; i++)
      (void)step(program);
    post(program, bk_message_new(BK_MESSAGE_SIGN_OUT));
    run(program);
    g_assert_null(machine->kept);
    g_assert_null(bk_model_entry(program->model, "acme", WHO));
    g_assert_null(machine->locked);
    kill_program(program);
    machine_free(machine);
  }
}

/* ---- nothing is lost ------------------------------------------------------------------------------------
 */

static void test_killed_at_every_step(void) {
  gboolean finished = FALSE, old = FALSE, fresh = FALSE;
  for (guint steps = 0; !finished; steps++) {
    g_assert_cmpuint(steps, <, 100);
    Machine *machine = signed_in(10);
    Program *program = program_with_session(machine);
    post(program, bk_message_new(BK_MESSAGE_FRESH));
    for (guint i = 0; i < steps && !finished; i++)
      finished = !step(program);
    kill_program(program);
    int kept = kept_number(machine);
    g_assert_cmpint(kept, >=, 1); /* the old one or the new one, never neither */
    g_assert_cmpint(kept, <=, 2);
    old = old || kept == 1;
    fresh = fresh || kept == 2;
    Program *next = program_with_session(machine); /* finds it, and is not kept waiting by a lock */
    post(next, bk_message_new(BK_MESSAGE_FRESH));
    run(next);
    g_assert_false(bk_model_working(next->model));
    kill_program(next);
    machine_free(machine);
  }
  g_assert_true(old && fresh); /* it was killed on both sides of the write */
}

static void test_what_cannot_be_read_is_not_renewed(void) {
  static const BkStoreResult results[] = {BK_STORE_RESULT_LOCKED, BK_STORE_RESULT_TIMEOUT,
                                          BK_STORE_RESULT_UNAVAILABLE, BK_STORE_RESULT_DENIED,
                                          BK_STORE_RESULT_FAILED};
  for (gsize i = 0; i < G_N_ELEMENTS(results); i++) {
    Machine *machine = signed_in(-5);
    Program *program = program_with_session(machine);
    machine->store = results[i];
    post(program, bk_message_new(BK_MESSAGE_FRESH));
    run(program);
    g_assert_cmpuint(machine->refreshes, ==, 0);
    g_assert_cmpint(program->model->notice.kind, ==, BK_NOTICE_STORE);
    g_assert_cmpint(program->model->notice.result, ==, results[i]);
    g_assert_cmpint(bk_notice_exit(&program->model->notice), ==, BK_EXIT_NO_STORE);
    kill_program(program);
    machine_free(machine);
  }
}

static void test_renewed_but_not_kept(void) {
  Machine *machine = signed_in(10);
  Program *program = program_with_session(machine);
  machine->saving = BK_STORE_RESULT_NOT_KEPT;
  post(program, bk_message_new(BK_MESSAGE_FRESH));
  run(program);
  assert_token(program, "token-0002"); /* the old one is worth nothing any more */
  g_assert_cmpint(program->model->notice.kind, ==, BK_NOTICE_SIGNED_IN_NOT_KEPT);
  g_assert_cmpint(bk_model_entry(program->model, "acme", WHO)->kept, ==, BK_STORE_NONE);
  g_assert_cmpint(kept_number(machine), ==, 1); /* and stays readable */
  machine->saving = BK_STORE_RESULT_OK;
  bk_clock_freeze(NOW + 7200, MONO + 3600);
  post(program, bk_message_new(BK_MESSAGE_FRESH));
  run(program);
  assert_token(program, "token-0003"); /* not the old one from the store again */
  g_assert_false(machine->ended);
  kill_program(program);
  machine_free(machine);
}

/* ---- on the screen --------------------------------------------------------------------------------------
 */

static void change_password(Program *program) {
  post(program, bk_message_text(BK_MESSAGE_ACCOUNT, "acme", WHO));
  post(program, bk_message_start(BK_ACTION_CHANGE_PASSWORD, BK_WAY_ONLY));
  give(program, "current_password", "opensesame", "new_password", "correct horse", NULL);
}

static void test_a_form_waits_for_its_token(void) {
  Machine *machine = signed_in(10);
  Program *program = program_with_session(machine);
  change_password(program);
  g_assert_true(program->model->busy);
  g_assert_cmpuint(machine->changes, ==, 0);
  run(program);
  g_assert_cmpuint(machine->refreshes, ==, 1);
  g_assert_cmpuint(machine->changes, ==, 1);
  g_assert_cmpint(program->model->place, ==, BK_PLACE_DONE);
  kill_program(program);
  machine_free(machine);
}

static void test_a_form_is_sent_again_once(void) {
  Machine *machine = signed_in(600);
  Program *program = program_with_session(machine);
  change_password(program);
  machine->ended = TRUE; /* the token is refused, and so is its renewal */
  run(program);
  g_assert_cmpuint(machine->refreshes, ==, 1);
  g_assert_cmpuint(machine->changes, ==, 0);
  g_assert_cmpint(program->model->notice.outcome, ==, BK_OUTCOME_SESSION_EXPIRED);
  g_assert_false(bk_model_working(program->model));
  kill_program(program);
  machine_free(machine);
}

static void test_escape(void) {
  Machine *machine = signed_in(10);
  Program *program = program_with_session(machine);
  machine->locked = machine; /* another program */
  post(program, bk_message_new(BK_MESSAGE_REFRESH));
  run(program);
  post(program, bk_message_new(BK_MESSAGE_CANCEL));
  g_assert_false(bk_model_working(program->model));
  const BkEffect *stop = g_ptr_array_index(program->queue, program->queue->len - 1);
  g_assert_cmpint(stop->kind, ==, BK_EFFECT_STOP);
  g_ptr_array_set_size(program->queue, 0);
  machine->locked = NULL;
  /* Once the server is asked, its answer is kept, though nobody waits for it any more. */
  post(program, bk_message_new(BK_MESSAGE_REFRESH));
  while (machine->refreshes == 0)
    g_assert_true(step(program));
  post(program, bk_message_new(BK_MESSAGE_CANCEL));
  g_assert_false(program->model->busy);
  run(program);
  g_assert_cmpint(kept_number(machine), ==, 2);
  g_assert_null(machine->locked);
  kill_program(program);
  machine_free(machine);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
  g_test_add_func("/renew/good", test_a_good_token_is_left_alone);
  g_test_add_func("/renew/before-its-end", test_renewed_before_its_end);
  g_test_add_func("/renew/wall-clock", test_the_wall_clock_may_jump);
  g_test_add_func("/renew/one-refusal", test_one_refusal_is_no_end);
  g_test_add_func("/renew/servers-word", test_the_servers_word_is_the_end);
  g_test_add_func("/renew/line-down", test_a_line_that_is_down_ends_nothing);
  g_test_add_func("/renew/two-programs", test_two_programs_do_one_refresh);
  g_test_add_func("/renew/waits-too-long", test_another_program_does_not_end);
  g_test_add_func("/renew/signed-out-elsewhere", test_signed_out_by_another_program);
  g_test_add_func("/renew/signed-out-here", test_signed_out_while_renewing);
  g_test_add_func("/renew/killed", test_killed_at_every_step);
  g_test_add_func("/renew/unreadable", test_what_cannot_be_read_is_not_renewed);
  g_test_add_func("/renew/not-kept", test_renewed_but_not_kept);
  g_test_add_func("/renew/form-waits", test_a_form_waits_for_its_token);
  g_test_add_func("/renew/form-again", test_a_form_is_sent_again_once);
  g_test_add_func("/renew/escape", test_escape);
  return g_test_run();
}
