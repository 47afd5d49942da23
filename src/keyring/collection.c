#include "keyring/collection.h"

#include "keyring/bus.h"
#include "keyring/quiet_service.h"
#include "keyring/trouble.h"

void bk_collection_free(BkCollection *collection) {
  if (!collection)
    return;
  g_clear_object(&collection->collection);
  g_clear_object(&collection->service);
  g_clear_object(&collection->bus);
  g_free(collection->provider);
  g_free(collection);
}

static BkStoreAnswer *find(BkCollection *self, const char *alias, SecretServiceFlags flags) {
  g_autoptr(GError) error = NULL;
  self->service = secret_service_open_sync(bk_quiet_service_get_type(), BK_SECRETS_NAME, flags, NULL, &error);
  if (!self->service)
    return bk_trouble(error);
  self->collection =
      secret_collection_for_alias_sync(self->service, alias, SECRET_COLLECTION_NONE, NULL, &error);
  self->provider = bk_bus_provider(self->bus);
  if (!self->collection && error && !g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT))
    return bk_trouble(error);
  if (!self->provider)
    return bk_store_answer_new(BK_STORE_RESULT_UNAVAILABLE, "no provider of the Secret Service");
  if (!self->collection)
    return bk_store_answer_new(BK_STORE_RESULT_EMPTY, "no %s collection", alias);
  return NULL;
}

BkCollection *bk_collection_open(const char *alias, gboolean with_session, BkStoreAnswer **ret_trouble) {
  g_autoptr(BkCollection) self = g_new0(BkCollection, 1);
  self->bus = bk_bus_open(ret_trouble);
  if (!self->bus)
    return NULL;
  *ret_trouble = find(self, alias, with_session ? SECRET_SERVICE_OPEN_SESSION : SECRET_SERVICE_NONE);
  return *ret_trouble ? NULL : g_steal_pointer(&self);
}

BkStoreAnswer *bk_collection_state(BkCollection *self) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) value = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync(
      self->bus, BK_SECRETS_NAME, g_dbus_proxy_get_object_path(G_DBUS_PROXY(self->collection)),
      "org.freedesktop.DBus.Properties", "Get",
      g_variant_new("(ss)", "org.freedesktop.Secret.Collection", "Locked"), G_VARIANT_TYPE("(v)"),
      G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, &error);
  g_autofree char *provider = bk_bus_provider(self->bus);
  if (g_dbus_connection_is_closed(self->bus))
    return bk_store_answer_new(BK_STORE_RESULT_BUS_ENDED, "the session bus ended");
  if (g_strcmp0(provider, self->provider) != 0)
    return bk_store_answer_new(BK_STORE_RESULT_ENDED, "the provider ended");
  if (!reply)
    return bk_trouble(error);
  g_variant_get(reply, "(v)", &value);
  if (!g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN))
    return bk_store_answer_new(BK_STORE_RESULT_FAILED, "the provider does not say whether it is locked");
  return bk_store_answer_new(g_variant_get_boolean(value) ? BK_STORE_RESULT_LOCKED : BK_STORE_RESULT_OK,
                             "Secret Service at %s", provider);
}

BkStoreAnswer *bk_collection_describe(BkCollection *self) {
  BkStoreAnswer *state = bk_collection_state(self);
  g_autofree char *program = bk_bus_program(self->bus, self->provider);
  if (!program || (state->result != BK_STORE_RESULT_OK && state->result != BK_STORE_RESULT_LOCKED))
    return state;
  BkStoreAnswer *described = bk_store_answer_new(state->result, "%s, %s", state->detail, program);
  bk_store_answer_free(state);
  return described;
}

BkStoreAnswer *bk_collection_trouble(BkCollection *self) {
  g_autoptr(BkStoreAnswer) state = bk_collection_state(self);
  return state->result == BK_STORE_RESULT_OK ? NULL : g_steal_pointer(&state);
}
