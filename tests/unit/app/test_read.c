/* What the places hold: which are looked at, which session of several is used, what is left alone. */
#include "app/update.h"
#include "base/clock.h"
#include "base/json.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW 1793196131
#define WHO "ann@acme.example"

/* A world of places; nothing else answers. */
typedef struct {
  BkModel *model;
  GPtrArray *items[BK_STORE_NONE + 1]; /* BkItem*, newest first */
  BkStoreResult result[BK_STORE_NONE + 1];
  GString *calls; /* "probe keyring, list keyring, …" */
} World;

static World *world_at(const char *servers_dir) {
  World *world = g_new0(World, 1);
  g_autoptr(GPtrArray) path = bk_servers_path(servers_dir);
  BkDiagnostics *problems = bk_diagnostics_new();
  world->model = bk_model_new(bk_servers_load(path, problems), problems);
  for (int i = 0; i <= BK_STORE_NONE; i++)
    world->items[i] = g_ptr_array_new_with_free_func((GDestroyNotify)bk_item_free);
  world->calls = g_string_new(NULL);
  bk_clock_freeze(NOW, 100);
  return world;
}

static World *world_new(void) {
  return world_at("/nonexistent");
}

static void world_free(World *world) {
  for (int i = 0; i <= BK_STORE_NONE; i++)
    g_ptr_array_unref(world->items[i]);
  g_string_free(world->calls, TRUE);
  bk_model_free(world->model);
  g_free(world);
  bk_clock_thaw();
}

static void put_text(World *world, BkStoreKind place, const char *account, const char *json, gint64 changed) {
  g_autoptr(BkSecret) data = bk_secret_new(json, -1);
  BkItem *item = bk_item_new("session", "acme", account, "", data);
  item->changed = changed;
  g_ptr_array_add(world->items[place], item);
}

static void put(World *world, BkStoreKind place, const char *account, const char *token, gint64 changed) {
  g_autoptr(BkSession) session = bk_session_new("acme", "https://acme.example", account);
  session->token = bk_secret_new(token, -1);
  g_autoptr(BkSecret) json = bk_session_to_json(session);
  put_text(world, place, account, bk_secret_peek(json), changed);
}

static const char *call_word(const BkEffect *effect) {
  return effect->kind == BK_EFFECT_STORE_PROBE    ? "probe"
         : effect->kind == BK_EFFECT_STORE_LIST   ? "list"
         : effect->kind == BK_EFFECT_STORE_SAVE   ? "save"
         : effect->kind == BK_EFFECT_STORE_REMOVE ? "remove"
                                                  : "unlock";
}

static void answer_all(World *world, GPtrArray *effects);

static void answer(World *world, const BkEffect *effect) {
  g_autoptr(GPtrArray) next = g_ptr_array_new_with_free_func((GDestroyNotify)bk_effect_free);
  g_autoptr(BkMessage) message = bk_message_new(BK_MESSAGE_STORE);
  g_string_append_printf(world->calls, "%s%s %s", world->calls->len ? ", " : "", call_word(effect),
                         bk_store_word(effect->store));
  if (effect->item != NULL)
    g_string_append_printf(world->calls, " %s", effect->item->account);
  message->serial = effect->serial;
  message->result = world->result[effect->store];
  if (effect->kind == BK_EFFECT_STORE_LIST && message->result == BK_STORE_RESULT_OK)
    message->items = g_ptr_array_ref(world->items[effect->store]);
  bk_update(world->model, message, next);
  answer_all(world, next);
}

static void answer_all(World *world, GPtrArray *effects) {
  for (guint i = 0; i < effects->len; i++) {
    const BkEffect *effect = g_ptr_array_index(effects, i);
    if (effect->kind >= BK_EFFECT_STORE_PROBE)
      answer(world, effect);
  }
}

static void start(World *world, int fixed) {
  g_autoptr(GPtrArray) effects = g_ptr_array_new_with_free_func((GDestroyNotify)bk_effect_free);
  bk_update_start(world->model, fixed, effects);
  answer_all(world, effects);
  g_assert_cmpuint(world->model->pending_store, ==, 0);
}

static void post(World *world, BkMessage *message) {
  g_autoptr(GPtrArray) effects = g_ptr_array_new_with_free_func((GDestroyNotify)bk_effect_free);
  g_string_truncate(world->calls, 0);
  bk_update(world->model, message, effects);
  bk_message_free(message);
  answer_all(world, effects);
}

static void assert_used(const World *world, const char *token, BkStoreKind kept) {
  const BkSessionEntry *entry = bk_model_entry(world->model, "acme", WHO);
  g_assert_nonnull(entry);
  g_assert_cmpstr(bk_secret_peek(entry->session->token), ==, token);
  g_assert_cmpstr(bk_store_word(entry->kept), ==, bk_store_word(kept));
}

/* ---- which places ---- */

static void test_places_that_were_used(void) {
  World *world = world_new();
  start(world, -1);
  g_assert_cmpstr(world->calls->str, ==, "probe keyring, list keyring");
  world_free(world);

  world = world_new();
  world->model->places_used = 1u << BK_STORE_KEYRING | 1u << BK_STORE_SESSION | 1u << BK_STORE_KERNEL;
  put(world, BK_STORE_KERNEL, WHO, "token-kernel", NOW);
  start(world, -1);
  g_assert_cmpstr(world->calls->str, ==, "probe keyring, list keyring, list session, list kernel");
  assert_used(world, "token-kernel", BK_STORE_KERNEL);
  g_assert_true(world->model->sessions_known);
  world_free(world);
}

static void test_a_named_place_is_the_only_one(void) {
  World *world = world_new();
  world->model->places_used = 1u << BK_STORE_SESSION | 1u << BK_STORE_KERNEL;
  world->model->store_chosen = BK_STORE_KERNEL;
  start(world, BK_STORE_KEYRING);
  g_assert_cmpstr(world->calls->str, ==, "probe keyring, list keyring");
  world_free(world);
}

static void test_the_choice_for_this_machine(void) {
  World *world = world_new();
  world->model->places_used = 1u << BK_STORE_KEYRING;
  world->model->store_chosen = BK_STORE_KERNEL;
  start(world, -1);
  g_assert_cmpstr(world->calls->str, ==, "probe kernel, list kernel, list keyring");
  g_assert_true(world->model->store_decided);
  world_free(world);
}

static void test_what_cannot_be_read_is_said(void) {
  static const BkStoreResult results[] = {BK_STORE_RESULT_LOCKED, BK_STORE_RESULT_UNAVAILABLE,
                                          BK_STORE_RESULT_TIMEOUT, BK_STORE_RESULT_DENIED,
                                          BK_STORE_RESULT_FAILED};
  for (gsize i = 0; i < G_N_ELEMENTS(results); i++) {
    for (BkStoreKind hidden = BK_STORE_KEYRING; hidden <= BK_STORE_KERNEL; hidden += BK_STORE_KERNEL) {
      World *world = world_new();
      BkStoreKind store;
      BkStoreResult result;
      world->model->places_used = 1u << BK_STORE_KERNEL;
      world->result[hidden] = results[i];
      start(world, -1);
      g_assert_true(bk_model_unread(world->model, &store, &result));
      g_assert_cmpint(store, ==, hidden);
      g_assert_cmpint(result, ==, results[i]);
      g_assert_false(world->model->sessions_known);
      world_free(world);
    }
  }
}

/* After a call was given up, the same provider is not asked again by itself. */
static void test_a_mute_provider_is_asked_once(void) {
  World *world = world_new();
  world->model->places_used = 1u << BK_STORE_SESSION | 1u << BK_STORE_KERNEL;
  world->result[BK_STORE_KEYRING] = world->result[BK_STORE_SESSION] = BK_STORE_RESULT_TIMEOUT;
  start(world, -1);
  g_assert_cmpstr(world->calls->str, ==, "probe keyring, list kernel");
  world_free(world);
}

/* ---- several of one account ---- */

static void test_the_newest_is_used(void) {
  for (int order = 0; order < 2; order++) {
    World *world = world_new();
    world->model->places_used = 1u << BK_STORE_KERNEL;
    put(world, BK_STORE_KEYRING, WHO, "token-keyring", NOW - (order ? 10 : 20));
    put(world, BK_STORE_KERNEL, WHO, "token-kernel", NOW - (order ? 20 : 10));
    start(world, -1);
    assert_used(world, order ? "token-keyring" : "token-kernel", order ? BK_STORE_KEYRING : BK_STORE_KERNEL);
    g_assert_cmpuint(world->model->sessions->len, ==, 1);
    g_assert_cmpuint(world->model->duplicates->len, ==, 1);
    post(world, bk_message_new(BK_MESSAGE_PRUNE));
    g_assert_cmpstr(world->calls->str, ==, order ? "remove kernel " WHO : "remove keyring " WHO);
    g_assert_cmpint(world->model->notice.kind, ==, BK_NOTICE_PRUNED);
    g_assert_cmpint(world->model->notice.number, ==, 1);
    g_assert_cmpuint(world->model->duplicates->len, ==, 0);
    world_free(world);
  }
}

/* Two under one name in one place: removing one would remove both, writing the newest leaves that. */
static void test_two_under_one_name(void) {
  World *world = world_new();
  put(world, BK_STORE_KEYRING, WHO, "token-newer", NOW);
  put(world, BK_STORE_KEYRING, WHO, "token-older", NOW - 10);
  start(world, -1);
  assert_used(world, "token-newer", BK_STORE_KEYRING);
  post(world, bk_message_new(BK_MESSAGE_PRUNE));
  g_assert_cmpstr(world->calls->str, ==, "save keyring " WHO);
  world_free(world);
}

/* The same address in other letters is the same account, but another name. */
static void test_two_spellings(void) {
  World *world = world_new();
  put(world, BK_STORE_KEYRING, WHO, "token-newer", NOW);
  put(world, BK_STORE_KEYRING, "Ann@Acme.example", "token-older", NOW - 10);
  start(world, -1);
  assert_used(world, "token-newer", BK_STORE_KEYRING);
  post(world, bk_message_new(BK_MESSAGE_PRUNE));
  g_assert_cmpstr(world->calls->str, ==, "remove keyring Ann@Acme.example");
  world_free(world);
}

static void test_signing_out_leaves_no_older_one(void) {
  World *world = world_new();
  world->model->places_used = 1u << BK_STORE_KERNEL;
  put(world, BK_STORE_KEYRING, WHO, "token-keyring", NOW);
  put(world, BK_STORE_KERNEL, WHO, "token-kernel", NOW - 10);
  put(world, BK_STORE_KERNEL, "bob@acme.example", "token-of-bob", NOW - 10);
  start(world, -1);
  world->model->session = bk_session_ref(bk_model_entry(world->model, "acme", WHO)->session);
  post(world, bk_message_new(BK_MESSAGE_SIGN_OUT));
  g_assert_cmpstr(world->calls->str, ==, "remove kernel " WHO ", remove keyring " WHO);
  g_assert_cmpuint(world->model->sessions->len, ==, 1); /* bob's */
  world_free(world);
}

static void test_read_twice_is_not_two(void) {
  World *world = world_new();
  put(world, BK_STORE_KEYRING, WHO, "token-keyring", NOW);
  start(world, -1);
  post(world, bk_message_new(BK_MESSAGE_UNLOCK));
  g_assert_cmpstr(world->calls->str, ==, "unlock keyring, list keyring");
  g_assert_cmpuint(world->model->sessions->len, ==, 1);
  g_assert_cmpuint(world->model->duplicates->len, ==, 0);
  world_free(world);
}

/* ---- what is no session of ours ---- */

static void test_other_versions_are_left_alone(void) {
  World *world = world_new();
  put_text(world, BK_STORE_KEYRING, WHO, "{\"version\":2,\"secrets\":[]}", NOW);
  put_text(world, BK_STORE_KEYRING, "x@acme.example", "{\"version\":1}", NOW);
  put_text(world, BK_STORE_KEYRING, "y@acme.example", "nothing", NOW);
  start(world, -1);
  g_assert_cmpuint(world->model->sessions->len, ==, 0);
  g_assert_cmpuint(world->model->other_versions, ==, 1);
  world_free(world);
}

/* Attributes can be changed by any program of the user: a token moved to another name is not used there. */
static void test_a_moved_token_is_not_used(void) {
  World *world = world_new();
  g_autoptr(BkSession) session = bk_session_new("evil", "https://evil.example", WHO);
  session->token = bk_secret_new("token-of-evil", -1);
  g_autoptr(BkSecret) json = bk_session_to_json(session);
  put_text(world, BK_STORE_KEYRING, WHO, bk_secret_peek(json), NOW);
  start(world, -1);
  g_assert_cmpuint(world->model->sessions->len, ==, 0);
  world_free(world);
}

/* ---- what a server file lets remember ---- */

static const char *const keyed =
    "{ \"name\": \"Acme\", \"title\": \"Acme\", \"url\": \"https://acme.example\","
    "  \"inputs\": { \"key\": { \"kind\": \"secret\", \"remember\": true } },"
    "  \"actions\": { \"sign_in\": { \"request\": { \"method\": \"POST\", \"path\": \"/login\","
    "    \"json\": { \"password\": \"{{password}}\", \"key\": \"{{key}}\" } } } } }";

/* The form stands before the keyring has answered: it does not change under a person's fingers, and what is
 * left empty in it is what was kept. */
static void test_read_after_the_form_was_begun(void) {
  g_autofree char *dir = g_dir_make_tmp("backin-XXXXXX", NULL);
  g_autofree char *file = g_build_filename(dir, "10-acme.json", NULL);
  g_assert_true(g_file_set_contents_full(file, keyed, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  World *world = world_at(dir);
  g_autoptr(BkSecret) key = bk_secret_new("kept-key", -1), password = bk_secret_new("opensesame", -1);
  g_ptr_array_add(world->items[BK_STORE_KEYRING], bk_item_new("input", "acme", "", "key", key));
  world->result[BK_STORE_KEYRING] = BK_STORE_RESULT_LOCKED;
  start(world, -1);
  post(world, bk_message_text(BK_MESSAGE_EMAIL, NULL, WHO));
  post(world, bk_message_text(BK_MESSAGE_SERVER, "acme", NULL));
  world->result[BK_STORE_KEYRING] = BK_STORE_RESULT_OK;
  post(world, bk_message_new(BK_MESSAGE_UNLOCK));

  g_autoptr(GPtrArray) form = bk_model_form(world->model);
  g_assert_cmpuint(form->len, ==, 2);
  BkMessage *given = bk_message_form();
  bk_message_give(given, "password", password);
  post(world, given);
  g_assert_true(world->model->busy);
  world_free(world);
  g_unlink(file);
  g_rmdir(dir);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
  g_test_add_func("/read/places-used", test_places_that_were_used);
  g_test_add_func("/read/named-place", test_a_named_place_is_the_only_one);
  g_test_add_func("/read/chosen", test_the_choice_for_this_machine);
  g_test_add_func("/read/unread", test_what_cannot_be_read_is_said);
  g_test_add_func("/read/mute", test_a_mute_provider_is_asked_once);
  g_test_add_func("/read/newest", test_the_newest_is_used);
  g_test_add_func("/read/one-name", test_two_under_one_name);
  g_test_add_func("/read/spellings", test_two_spellings);
  g_test_add_func("/read/sign-out", test_signing_out_leaves_no_older_one);
  g_test_add_func("/read/twice", test_read_twice_is_not_two);
  g_test_add_func("/read/other-versions", test_other_versions_are_left_alone);
  g_test_add_func("/read/moved", test_a_moved_token_is_not_used);
  g_test_add_func("/read/after-the-form", test_read_after_the_form_was_begun);
  return g_test_run();
}
