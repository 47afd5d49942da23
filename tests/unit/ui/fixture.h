/* fixture.h: the screens on the real core, without a terminal, a network or a store: keys go in, the test
 * answers what the core asks of the world, canvases come out. Clocks stand still. */
#ifndef BK_TESTS_UI_FIXTURE_H
#define BK_TESTS_UI_FIXTURE_H

#include "app/update.h"
#include "base/clock.h"
#include "ui/ui.h"
#include "words/words.h"

#include <locale.h>
#include <string.h>

#define FIXTURE_NOW ((gint64)1795183331) /* 2026-11-20T14:02:11Z */

typedef struct {
  BkModel *model;
  BkUi *ui;
  GPtrArray *effects; /* BkEffect*: not answered yet */
  GPtrArray *items;   /* BkItem*: what the store holds */
  int width, height;
} Fixture;

static void fixture_answer_store(Fixture *f, BkStoreResult result);

static Fixture *fixture_new(int width, int height, gboolean thin) {
  g_setenv("TZ", "UTC", TRUE);
  setlocale(LC_ALL, "C.UTF-8");
  bk_json_init();
  bk_clock_freeze(FIXTURE_NOW, 1000);
  g_autoptr(GPtrArray) path = bk_servers_path("tests/screens/servers");
  BkDiagnostics *problems = bk_diagnostics_new();
  BkServerList *servers = bk_servers_load(path, problems);
  for (guint i = 0; i < bk_diagnostics_count(problems); i++) {
    g_autofree char *text = bk_diagnostic_to_string(bk_diagnostics_get(problems, i));
    g_test_message("%s", text);
  }
  g_assert_cmpuint(bk_diagnostics_errors(problems), ==, 0);
  Fixture *f = g_new0(Fixture, 1);
  f->model = bk_model_new(servers, problems);
  f->ui = bk_ui_new(thin);
  f->effects = g_ptr_array_new_with_free_func((GDestroyNotify)bk_effect_free);
  f->items = g_ptr_array_new_with_free_func((GDestroyNotify)bk_item_free);
  f->width = width;
  f->height = height;
  return f;
}

static void fixture_free(Fixture *f) {
  bk_ui_free(f->ui);
  g_ptr_array_unref(f->effects);
  g_ptr_array_unref(f->items);
  bk_model_free(f->model);
  bk_clock_thaw();
  g_free(f);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Fixture, fixture_free)

/* A reference is random; what is drawn must not be. */
static void fixture_settle(Fixture *f) {
  for (guint i = 0; i < f->model->resets->len; i++) {
    BkReset *reset = f->model->resets->pdata[i];
    g_free(reset->id);
    reset->id = g_strdup("BK-7Q4M");
  }
  bk_ui_sync(f->ui, f->model);
}

static void fixture_post(Fixture *f, BkMessage *message) {
  bk_update(f->model, message, f->effects);
  bk_message_free(message);
  fixture_settle(f);
}

/* The store is probed and read; result: what it says. */
static void fixture_start(Fixture *f, BkStoreResult result) {
  bk_update_start(f->model, -1, f->effects);
  fixture_answer_store(f, result);
  fixture_settle(f);
}

static void fixture_answer_store(Fixture *f, BkStoreResult result) {
  for (guint i = 0; i < f->effects->len;) {
    BkEffect *effect = f->effects->pdata[i];
    gboolean of_store = effect->kind >= BK_EFFECT_STORE_PROBE && effect->kind <= BK_EFFECT_STORE_UNLOCK;
    BkMessage *message = bk_message_new(BK_MESSAGE_STORE);
    message->serial = effect->serial;
    message->result = result;
    message->text = g_strdup("test");
    if (effect->kind == BK_EFFECT_STORE_LIST && result == BK_STORE_RESULT_OK)
      message->items = g_steal_pointer(&f->items);
    if (!f->items)
      f->items = g_ptr_array_new_with_free_func((GDestroyNotify)bk_item_free);
    if (of_store) {
      g_ptr_array_remove_index(f->effects, i);
      fixture_post(f, message);
      i = 0;
    } else {
      bk_message_free(message);
      i++;
    }
  }
}

static guint fixture_take_send(Fixture *f) {
  for (guint i = f->effects->len; i-- > 0;) {
    const BkEffect *effect = f->effects->pdata[i];
    if (effect->kind == BK_EFFECT_SEND) {
      guint serial = effect->serial;
      g_ptr_array_remove_index(f->effects, i);
      return serial;
    }
  }
  g_error("nothing was sent");
}

/* Answers the last request. */
static void fixture_reply(Fixture *f, int status, const char *json) {
  BkMessage *message = bk_message_new(BK_MESSAGE_REPLY);
  message->serial = fixture_take_send(f);
  message->reply = bk_reply_new(status);
  bk_secret_unref(message->reply->body);
  message->reply->body = bk_secret_new(json, -1);
  g_free(message->reply->media_type);
  message->reply->media_type = g_strdup("application/json");
  fixture_post(f, message);
}

/* The time that the flow waits for is over. */
static void fixture_wake(Fixture *f) {
  for (guint i = f->effects->len; i-- > 0;) {
    const BkEffect *effect = f->effects->pdata[i];
    if (effect->kind != BK_EFFECT_WAIT)
      continue;
    BkMessage *message = bk_message_new(BK_MESSAGE_TIMER);
    message->serial = effect->serial;
    g_ptr_array_remove_index(f->effects, i);
    fixture_post(f, message);
    return;
  }
  g_error("nothing waits");
}

static void fixture_fail(Fixture *f, BkFailure failure) {
  BkMessage *message = bk_message_new(BK_MESSAGE_FAILED);
  message->serial = fixture_take_send(f);
  message->failure = failure;
  fixture_post(f, message);
}

static void fixture_key(Fixture *f, const BkKey *key) {
  BkPost post = {0};
  BkMessage *message;
  bk_ui_sync(f->ui, f->model);
  bk_ui_key(f->ui, f->model, f->width, f->height, key, &post);
  while ((message = g_queue_pop_head(&post.messages)))
    fixture_post(f, message);
  bk_post_clear(&post);
}

static void fixture_press(Fixture *f, BkKeyKind kind) {
  fixture_key(f, &(BkKey){.kind = kind});
}

static void fixture_control(Fixture *f, char letter) {
  fixture_key(f, &(BkKey){.kind = BK_KEY_CTRL, .c = (gunichar)letter});
}

static void fixture_type(Fixture *f, const char *text) {
  for (const char *p = text; *p; p = g_utf8_next_char(p))
    fixture_key(f, &(BkKey){.kind = BK_KEY_CHAR, .c = g_utf8_get_char(p)});
}

static inline void fixture_paste(Fixture *f, const char *text) {
  g_autoptr(BkSecret) secret = bk_secret_new(text, -1);
  fixture_key(f, &(BkKey){.kind = BK_KEY_PASTE, .paste = secret});
}

static inline BkCanvas *fixture_draw(Fixture *f) {
  BkCanvas *canvas = bk_canvas_new(f->width, f->height, FALSE);
  bk_ui_sync(f->ui, f->model);
  bk_ui_draw(f->ui, f->model, canvas);
  return canvas;
}

/* ---- ways into the story ------------------------------------------------------------------------------ */

static void fixture_at_server(Fixture *f, const char *email) {
  fixture_start(f, BK_STORE_RESULT_OK);
  fixture_type(f, email);
  fixture_press(f, BK_KEY_ENTER);
  g_assert_cmpint(f->model->place, ==, BK_PLACE_SERVER);
}

/* number: of the server in the list. */
static void fixture_at_sign_in(Fixture *f, const char *number) {
  fixture_at_server(f, "bob@works.example");
  fixture_type(f, number);
  fixture_press(f, BK_KEY_ENTER);
  g_assert_cmpint(f->model->place, ==, BK_PLACE_SIGN_IN);
}

static void fixture_at_inbox(Fixture *f, const char *number) {
  fixture_at_sign_in(f, number);
  fixture_control(f, 'F');
  g_assert_cmpint(f->model->place, ==, BK_PLACE_FORGOT);
  if (f->model->action->confirm)
    fixture_type(f, "bob@works.example");
  fixture_press(f, BK_KEY_ENTER);
  fixture_reply(f, 200, "{\"message\":\"If we know you, look into your mail.\"}");
  g_assert_cmpint(f->model->place, ==, BK_PLACE_INBOX);
}

static void fixture_at_new_password(Fixture *f) {
  fixture_at_inbox(f, "1");
  fixture_press(f, BK_KEY_ENTER);
  g_assert_cmpint(f->model->place, ==, BK_PLACE_CODE);
  fixture_type(f, "481 207");
  fixture_press(f, BK_KEY_ENTER);
  g_assert_cmpint(f->model->place, ==, BK_PLACE_NEW_PASSWORD);
}

static void fixture_signed_in(Fixture *f, const char *number) {
  fixture_at_sign_in(f, number);
  fixture_type(f, "a password");
  fixture_press(f, BK_KEY_ENTER);
  fixture_reply(f, 200,
                "{\"token\":\"token-1234567890\",\"refresh\":\"renew-1234567890\",\"expires_in\":28800}");
  fixture_answer_store(f, BK_STORE_RESULT_OK);
  g_assert_cmpint(f->model->place, ==, BK_PLACE_SESSIONS);
}

#endif
