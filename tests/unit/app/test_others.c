/* The sessions that a server knows of: listed, ended, and looked for once more, whatever the server and the
 * line do in between. */
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
    "    \"refresh\": { \"request\": { \"method\": \"POST\", \"path\": \"/refresh\", \"json\": { \"r\": "
    "\"{{session.refresh}}\" } },"
    "      \"replies\": [ { \"when\": { \"status\": 200 }, \"outcome\": \"ok\", \"session\": { \"token\": "
    "\"/token\", \"expires_in\": \"/expires_in\" } } ] },"
    "    \"sessions\": { \"request\": { \"method\": \"GET\", \"path\": \"/all\", \"auth\": \"session\" },"
    "      \"replies\": [ { \"when\": { \"status\": 200 }, \"outcome\": \"ok\", \"list\": { \"from\": "
    "\"/all\", "
    "\"id\": \"/id\", \"mine\": { \"/me\": \"true\" } } } ] },"
    "    \"end_session\": { \"request\": { \"method\": \"DELETE\", \"path\": \"/all/{{other}}\", \"auth\": "
    "\"session\" } },"
    "    \"end_others\": { \"request\": { \"method\": \"DELETE\", \"path\": \"/all\", \"auth\": \"session\" "
    "} } } }";

static const char *const three =
    "{\"all\":[{\"id\":\"id-mine\",\"me\":true},{\"id\":\"id-phone\"},{\"id\":\"id-web\",\"me\":false}]}";
static const char *const two = "{\"all\":[{\"id\":\"id-mine\",\"me\":true},{\"id\":\"id-web\"}]}";
static const char *const one = "{\"all\":[{\"id\":\"id-mine\",\"me\":true}]}";

typedef struct {
  char *dir;
  BkModel *model;
  GPtrArray *effects; /* BkEffect*: not answered yet */
} World;

static void post(World *world, BkMessage *message) {
  bk_update(world->model, message, world->effects);
  bk_message_free(message);
}

static BkEffect *take(World *world, BkEffectKind kind) {
  for (guint i = 0; i < world->effects->len; i++) {
    BkEffect *effect = g_ptr_array_index(world->effects, i);
    if (effect->kind == kind)
      return g_ptr_array_steal_index(world->effects, i);
  }
  return NULL;
}

/* The request that is on its way goes to path, and is answered. */
static void reply(World *world, const char *path, int status, const char *json) {
  BkEffect *sent = take(world, BK_EFFECT_SEND);
  g_assert_nonnull(sent);
  g_autofree char *url = g_strconcat("https://acme.example", path, NULL);
  g_assert_cmpstr(bk_secret_peek(sent->request->url), ==, url);
  BkMessage *message = bk_message_new(BK_MESSAGE_REPLY);
  message->serial = sent->serial;
  message->reply = bk_reply_new(status);
  bk_secret_unref(message->reply->body);
  message->reply->body = bk_secret_new(json, -1);
  g_free(message->reply->media_type);
  message->reply->media_type = g_strdup("application/json");
  bk_effect_free(sent);
  post(world, message);
}

static void fail(World *world, BkFailure failure) {
  BkEffect *sent = take(world, BK_EFFECT_SEND);
  BkMessage *message = bk_message_new(BK_MESSAGE_FAILED);
  message->serial = sent->serial;
  message->failure = failure;
  bk_effect_free(sent);
  post(world, message);
}

/* Signed in, kept in this run only. */
static void set_up(World *world, gconstpointer data) {
  (void)data;
  bk_clock_freeze(NOW, MONO);
  world->dir = g_dir_make_tmp("backin-XXXXXX", NULL);
  g_autofree char *file = g_build_filename(world->dir, "10-acme.json", NULL);
  g_assert_true(g_file_set_contents(file, acme, -1, NULL));
  g_chmod(file, 0600);
  g_autoptr(GPtrArray) path = bk_servers_path(world->dir);
  BkDiagnostics *problems = bk_diagnostics_new();
  world->model = bk_model_new(bk_servers_load(path, problems), problems);
  g_assert_cmpuint(bk_diagnostics_count(problems), ==, 0);
  world->effects = g_ptr_array_new_with_free_func((GDestroyNotify)bk_effect_free);
  BkSessionEntry *entry = g_new0(BkSessionEntry, 1);
  entry->session = bk_session_new("acme", "https://acme.example", WHO);
  entry->session->token = bk_secret_new("token-0001", -1);
  entry->session->refresh = bk_secret_new("fresh-0001", -1);
  entry->kept = BK_STORE_NONE;
  entry->ends_at = MONO + 3600;
  g_ptr_array_add(world->model->sessions, entry);
  post(world, bk_message_text(BK_MESSAGE_SESSION, "acme", WHO));
}

static void tear_down(World *world, gconstpointer data) {
  (void)data;
  g_autofree char *file = g_build_filename(world->dir, "10-acme.json", NULL);
  bk_model_free(world->model);
  g_ptr_array_unref(world->effects);
  g_unlink(file);
  g_rmdir(world->dir);
  g_free(world->dir);
  bk_clock_thaw();
}

static void list(World *world) {
  post(world, bk_message_start(BK_ACTION_SESSIONS, BK_WAY_ONLY));
}

static guint listed(World *world) {
  const GPtrArray *all = bk_model_listed(world->model, world->model->session);
  return all != NULL ? all->len : G_MAXUINT;
}

static void assert_told(World *world, int number) {
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_OTHERS_ENDED);
  g_assert_cmpint(world->model->notice.number, ==, number);
  g_assert_true(world->model->notice.good == (number == 0));
  g_assert_false(bk_model_working(world->model));
}

static void test_list(World *world, gconstpointer data) {
  (void)data;
  g_assert_cmpuint(listed(world), ==, G_MAXUINT);
  list(world);
  g_assert_true(world->model->busy);
  reply(world, "/all", 200, three);
  g_assert_cmpuint(listed(world), ==, 3);
  g_assert_cmpint(world->model->place, ==, BK_PLACE_OTHERS);
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_NONE);
  g_assert_false(bk_model_working(world->model));
}

static void test_end_one(World *world, gconstpointer data) {
  (void)data;
  list(world);
  reply(world, "/all", 200, three);
  post(world, bk_message_end_other(1));
  reply(world, "/all/id-phone", 204, "");
  reply(world, "/all", 200, two);
  assert_told(world, 0);
  g_assert_cmpuint(listed(world), ==, 2);
}

static void test_still_listed(World *world, gconstpointer data) {
  (void)data;
  list(world);
  reply(world, "/all", 200, three);
  post(world, bk_message_start(BK_ACTION_END_OTHERS, BK_WAY_ONLY));
  reply(world, "/all", 204, "");
  reply(world, "/all", 200, two);
  assert_told(world, 1);
  post(world, bk_message_start(BK_ACTION_END_OTHERS, BK_WAY_ONLY));
  reply(world, "/all", 204, "");
  reply(world, "/all", 200, one);
  assert_told(world, 0);
}

/* "Yes" is said; what the list says is not known. */
static void test_list_lost(World *world, gconstpointer data) {
  (void)data;
  list(world);
  reply(world, "/all", 200, three);
  post(world, bk_message_end_other(2));
  reply(world, "/all/id-web", 204, "");
  fail(world, BK_FAILURE_TIMEOUT);
  assert_told(world, -1);
  list(world);
  reply(world, "/all", 200, two);
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_NONE); /* the next list is no answer to that */
}

static void test_end_lost(World *world, gconstpointer data) {
  (void)data;
  list(world);
  reply(world, "/all", 200, three);
  post(world, bk_message_end_other(1));
  fail(world, BK_FAILURE_CUT);
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_UNKNOWN_EFFECT);
  g_assert_null(take(world, BK_EFFECT_SEND)); /* once per key */
  list(world);
  reply(world, "/all", 200, two);
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_NONE);
}

static void test_refused(World *world, gconstpointer data) {
  (void)data;
  list(world);
  reply(world, "/all", 200, three);
  post(world, bk_message_end_other(1));
  reply(world, "/all/id-phone", 403, "{}");
  g_assert_cmpint(world->model->notice.outcome, ==, BK_OUTCOME_DENIED);
  g_assert_cmpuint(listed(world), ==, 3);
  g_assert_cmpint(((BkSessionEntry *)g_ptr_array_index(world->model->sessions, 0))->state, ==,
                  BK_SESSION_ACTIVE);
}

static void test_not_mine(World *world, gconstpointer data) {
  (void)data;
  post(world, bk_message_end_other(0));
  g_assert_null(take(world, BK_EFFECT_SEND));
  list(world);
  reply(world, "/all", 200, three);
  post(world, bk_message_end_other(0));
  post(world, bk_message_end_other(3));
  g_assert_null(take(world, BK_EFFECT_SEND));
}

/* One refusal of the token: renewed, and the same is sent once more. */
static void test_renewed(World *world, gconstpointer data) {
  (void)data;
  list(world);
  reply(world, "/all", 200, three);
  post(world, bk_message_end_other(1));
  reply(world, "/all/id-phone", 401, "{}");
  BkEffect *lock = take(world, BK_EFFECT_LOCK);
  BkMessage *had = bk_message_new(BK_MESSAGE_LOCK);
  had->serial = lock->serial;
  had->result = BK_STORE_RESULT_OK;
  bk_effect_free(lock);
  post(world, had);
  reply(world, "/refresh", 200, "{\"token\":\"token-0002\",\"expires_in\":3600}");
  reply(world, "/all/id-phone", 204, "");
  reply(world, "/all", 200, two);
  assert_told(world, 0);
  g_assert_cmpstr(bk_secret_peek(world->model->session->token), ==, "token-0002");
}

static void test_left(World *world, gconstpointer data) {
  (void)data;
  list(world);
  post(world, bk_message_new(BK_MESSAGE_CANCEL));
  g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_CANCELLED);
  g_assert_false(bk_model_working(world->model));
  post(world, bk_message_new(BK_MESSAGE_SIGN_OUT));
  g_assert_null(world->model->session != NULL ? bk_model_listed(world->model, world->model->session) : NULL);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
#define OTHERS_TEST(name, function) g_test_add("/app/others/" name, World, NULL, set_up, function, tear_down)
  OTHERS_TEST("list", test_list);
  OTHERS_TEST("end-one", test_end_one);
  OTHERS_TEST("still-listed", test_still_listed);
  OTHERS_TEST("list-lost", test_list_lost);
  OTHERS_TEST("end-lost", test_end_lost);
  OTHERS_TEST("refused", test_refused);
  OTHERS_TEST("not-mine", test_not_mine);
  OTHERS_TEST("renewed", test_renewed);
  OTHERS_TEST("left", test_left);
#undef OTHERS_TEST
  return g_test_run();
}
