/* Speaks to the prompt itself and not through libsecret, whose client here refuses all prompts. There is no
 * way to cancel: whoever does not want to wait kills this program (store_keyring.c says why). */
#include "keyring/unlock.h"

#include "keyring/bus.h"
#include "keyring/deadline.h"
#include "keyring/trouble.h"

#define PROMPT_INTERFACE "org.freedesktop.Secret.Prompt"

typedef struct {
  GMainLoop *loop;
  BkStoreAnswer *answer; /* NULL: the provider says that it is done */
} Prompt;

static gboolean can_show_prompts(void) {
  const char *x11 = g_getenv("DISPLAY"), *wayland = g_getenv("WAYLAND_DISPLAY");
  return (x11 && *x11) || (wayland && *wayland);
}

static void end(Prompt *prompt, BkStoreAnswer *answer) {
  bk_store_answer_free(prompt->answer);
  prompt->answer = answer;
  g_main_loop_quit(prompt->loop);
}

static void completed(GDBusConnection *bus, const char *sender, const char *path, const char *interface,
                      const char *signal, GVariant *parameters, gpointer data) {
  (void)bus, (void)sender, (void)path, (void)interface, (void)signal;
  gboolean dismissed = TRUE;
  if (g_variant_is_of_type(parameters, G_VARIANT_TYPE("(bv)")))
    g_variant_get(parameters, "(bv)", &dismissed, NULL);
  end(data, dismissed ? bk_store_answer_new(BK_STORE_RESULT_DENIED, "the prompt was dismissed") : NULL);
}

static void provider_changed(GDBusConnection *bus, const char *name, gpointer data) {
  (void)name;
  end(data, bus ? bk_store_answer_new(BK_STORE_RESULT_ENDED, "the provider ended")
                : bk_store_answer_new(BK_STORE_RESULT_BUS_ENDED, "the session bus ended"));
}

static void shown(GObject *source, GAsyncResult *result, gpointer data) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);
  if (!reply)
    end(data, bk_trouble(error));
}

/* NULL when the provider says that it is done. Once in the life of the program: what still comes in for the
 * prompt after its end finds it there. */
static BkStoreAnswer *run_prompt(BkCollection *collection, const char *path) {
  static Prompt prompt;
  prompt.loop = g_main_loop_new(NULL, FALSE);
  g_dbus_connection_signal_subscribe(collection->bus, collection->provider, PROMPT_INTERFACE, "Completed",
                                     path, NULL, G_DBUS_SIGNAL_FLAGS_NONE, completed, &prompt, NULL);
  g_bus_watch_name_on_connection(collection->bus, collection->provider, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
                                 provider_changed, &prompt, NULL);
  bk_deadline_set(BK_STORE_PROMPT_DEADLINE); /* a person is asked now */
  g_dbus_connection_call(collection->bus, BK_SECRETS_NAME, path, PROMPT_INTERFACE, "Prompt",
                         g_variant_new("(s)", ""), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, NULL,
                         shown, &prompt);
  g_main_loop_run(prompt.loop);
  bk_deadline_set(BK_STORE_DEADLINE);
  return g_steal_pointer(&prompt.answer);
}

BkStoreAnswer *bk_unlock(BkCollection *collection) {
  g_autoptr(BkStoreAnswer) state = bk_collection_state(collection);
  if (state->result != BK_STORE_RESULT_LOCKED)
    return g_steal_pointer(&state);
  if (!can_show_prompts())
    return bk_store_answer_new(BK_STORE_RESULT_DENIED, "no display for the keyring's prompt");
  const char *paths[] = {g_dbus_proxy_get_object_path(G_DBUS_PROXY(collection->collection)), NULL};
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply =
      g_dbus_connection_call_sync(collection->bus, BK_SECRETS_NAME, "/org/freedesktop/secrets",
                                  "org.freedesktop.Secret.Service", "Unlock", g_variant_new("(^ao)", paths),
                                  G_VARIANT_TYPE("(aoo)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, &error);
  if (!reply)
    return bk_trouble(error);
  const char *prompt;
  g_variant_get_child(reply, 1, "&o", &prompt);
  BkStoreAnswer *trouble = g_str_equal(prompt, "/") ? NULL : run_prompt(collection, prompt);
  return trouble ? trouble : bk_collection_state(collection);
}
