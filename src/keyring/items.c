#define SECRET_API_SUBJECT_TO_CHANGE /* paths of found items: a search that loads them fails with the first  \
                                        bad one */
#define SECRET_WITH_UNSTABLE
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

/* An item that is gone again, or is none: another program removes what we have just found, or the provider
 * lies. It takes nothing but itself away. */
static gboolean is_no_item(const GError *error) {
  return g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
         g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
         g_error_matches(error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT);
}

static BkFound *find(BkCollection *collection, GHashTable *attributes, GError **error) {
  g_auto(GStrv) paths =
      secret_collection_search_for_dbus_paths_sync(collection->collection, &schema, attributes, NULL, error);
  g_autoptr(BkFound) found = g_new0(BkFound, 1);
  found->items = g_ptr_array_new_with_free_func(g_object_unref);
  for (guint i = 0; paths && paths[i]; i++) {
    g_autoptr(GError) trouble = NULL;
    SecretItem *item =
        secret_item_new_for_dbus_path_sync(collection->service, paths[i], SECRET_ITEM_NONE, NULL, &trouble);
    if (item) {
      g_ptr_array_add(found->items, item);
    } else if (is_no_item(trouble)) {
      found->unreadable++;
    } else {
      g_propagate_error(error, g_steal_pointer(&trouble));
      return NULL;
    }
  }
  return paths ? g_steal_pointer(&found) : NULL;
}

void bk_found_free(BkFound *found) {
  if (!found)
    return;
  g_ptr_array_unref(found->items);
  g_free(found);
}

BkFound *bk_items_of_kind(BkCollection *collection, const char *kind, GError **error) {
  g_autoptr(GHashTable) attributes =
      kind ? secret_attributes_build(&schema, "kind", kind, NULL) : secret_attributes_build(&schema, NULL);
  return find(collection, attributes, error);
}

BkFound *bk_items_named(BkCollection *collection, const BkItem *item, GError **error) {
  g_autoptr(GHashTable) attributes = attributes_of(item);
  return find(collection, attributes, error);
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
  if (written)
    g_object_unref(written);
  else if (is_no_item(*error))
    g_clear_error(error); /* it says yes, and names what is not there: reading back tells */
  return *error == NULL;
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
  if (!value) {
    g_set_error_literal(error, SECRET_ERROR, SECRET_ERROR_PROTOCOL, "an item without its secret");
    return NULL;
  }
  gsize length;
  const char *bytes = secret_value_get(value, &length);
  BkSecret *secret = length <= BK_STORE_MAX_SECRET ? bk_secret_new(bytes, (gssize)length) : NULL;
  secret_value_unref(value);
  return secret;
}
