#include "keyring/items.h"

static const SecretSchema schema = {
    .name = "org.backin.Item",
    .flags = SECRET_SCHEMA_NONE,
    .attributes = {{"kind", SECRET_SCHEMA_ATTRIBUTE_STRING},
                   {"server", SECRET_SCHEMA_ATTRIBUTE_STRING},
                   {"account", SECRET_SCHEMA_ATTRIBUTE_STRING},
                   {"name", SECRET_SCHEMA_ATTRIBUTE_STRING},
                   {NULL, 0}},
};

static GHashTable *attributes_of(const BkItem *item) {
  return secret_attributes_build(&schema, "kind", item->kind, "server", item->server, "account",
                                 item->account, "name", item->name, NULL);
}

GList *bk_items_of_kind(BkCollection *collection, const char *kind, GError **error) {
  g_autoptr(GHashTable) attributes =
      kind ? secret_attributes_build(&schema, "kind", kind, NULL) : secret_attributes_build(&schema, NULL);
  return secret_collection_search_sync(collection->collection, &schema, attributes, SECRET_SEARCH_ALL, NULL,
                                       error);
}

GList *bk_items_named(BkCollection *collection, const BkItem *item, GError **error) {
  g_autoptr(GHashTable) attributes = attributes_of(item);
  return secret_collection_search_sync(collection->collection, &schema, attributes, SECRET_SEARCH_ALL, NULL,
                                       error);
}

/* What a person sees in the keyring's own program: "backin: work, ann@example.org". */
static char *label_of(const BkItem *item) {
  GString *label = g_string_new("backin: ");
  g_string_append(label, item->server);
  if (*item->account)
    g_string_append_printf(label, ", %s", item->account);
  if (!g_str_equal(item->kind, "session"))
    g_string_append_printf(label, " (%s%s%s)", item->kind, *item->name ? " " : "", item->name);
  return g_string_free(label, FALSE);
}

gboolean bk_items_write(BkCollection *collection, const BkItem *item, GError **error) {
  g_autoptr(GHashTable) attributes = attributes_of(item);
  g_autofree char *label = label_of(item);
  SecretValue *value =
      secret_value_new(bk_secret_peek(item->data), (gssize)bk_secret_length(item->data), "text/plain");
  SecretItem *written = secret_item_create_sync(collection->collection, &schema, attributes, label, value,
                                                SECRET_ITEM_CREATE_REPLACE, NULL, error);
  secret_value_unref(value);
  if (!written)
    return FALSE;
  g_object_unref(written);
  return TRUE;
}

BkItem *bk_items_read(SecretItem *found) {
  g_autoptr(GHashTable) attributes = secret_item_get_attributes(found);
  if (!attributes)
    return NULL;
  const char *kind = g_hash_table_lookup(attributes, "kind");
  const char *server = g_hash_table_lookup(attributes, "server");
  const char *account = g_hash_table_lookup(attributes, "account");
  const char *name = g_hash_table_lookup(attributes, "name");
  if (!kind || !server || !account || !name)
    return NULL;
  g_autoptr(BkItem) item = bk_item_new(kind, server, account, name, NULL);
  guint64 modified = secret_item_get_modified(found);
  item->changed = (gint64)MIN(modified, G_GUINT64_CONSTANT(1) << 52);
  return bk_item_has_good_fields(item) ? g_steal_pointer(&item) : NULL;
}

BkSecret *bk_items_load(SecretItem *found, GError **error) {
  if (!secret_item_load_secret_sync(found, NULL, error))
    return NULL;
  SecretValue *value = secret_item_get_secret(found);
  if (!value)
    return NULL;
  gsize length;
  const char *bytes = secret_value_get(value, &length);
  BkSecret *secret = length <= BK_STORE_MAX_SECRET ? bk_secret_new(bytes, (gssize)length) : NULL;
  secret_value_unref(value);
  return secret;
}
