/* fake: providers of the Secret Service that misbehave, on the session bus, for the scripts here.
 *
 *   fake [--empty] [--locked] [--prompt=grant|deny|hang] [--ask] [--forget] [--junk] [--stubborn]
 *        [--twice] [--lie] [--wrong=NAME] [--mute=METHOD] [--die=METHOD] [--drop=METHOD]
 *        [--kill-bus=METHOD] [--log=FILE]
 *   fake --prompter                 owns gnome-keyring's prompter and never answers
 *
 * --ask: wants a prompt before it writes or removes. --forget: says yes and keeps nothing. --junk: starts
 * with items of our schema that we did not write. --stubborn: says yes and removes nothing. --twice: never
 * replaces. --lie: names an item that is not there as the one it wrote. --wrong: answers a method, or a
 * property, with something of another type. --kill-bus: ends the bus when METHOD is called. --mute: never
 * answers METHOD; --die: exits when it is called; --drop: answers it, and exits.
 * --log: appends the name of each method called. Prints "ready" when the name is owned. */
#include <gio/gio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOT "/org/freedesktop/secrets"
#define COLLECTION ROOT "/collection/fake"
#define PROMPT ROOT "/prompt/p1"
#define SERVICE_INTERFACE "org.freedesktop.Secret.Service"
#define COLLECTION_INTERFACE "org.freedesktop.Secret.Collection"
#define ITEM_INTERFACE "org.freedesktop.Secret.Item"
#define PROMPT_INTERFACE "org.freedesktop.Secret.Prompt"

static gboolean empty, locked, ask, forget, junk, stubborn, twice, lie, prompter;
static char *prompt_mode, *wrong, *mute, *die, *drop, *kill_bus, *log_file;

static const GOptionEntry entries[] = {
    {"empty", 0, 0, G_OPTION_ARG_NONE, &empty, NULL, NULL},
    {"locked", 0, 0, G_OPTION_ARG_NONE, &locked, NULL, NULL},
    {"prompt", 0, 0, G_OPTION_ARG_STRING, &prompt_mode, NULL, NULL},
    {"ask", 0, 0, G_OPTION_ARG_NONE, &ask, NULL, NULL},
    {"forget", 0, 0, G_OPTION_ARG_NONE, &forget, NULL, NULL},
    {"junk", 0, 0, G_OPTION_ARG_NONE, &junk, NULL, NULL},
    {"stubborn", 0, 0, G_OPTION_ARG_NONE, &stubborn, NULL, NULL},
    {"twice", 0, 0, G_OPTION_ARG_NONE, &twice, NULL, NULL},
    {"lie", 0, 0, G_OPTION_ARG_NONE, &lie, NULL, NULL},
    {"wrong", 0, 0, G_OPTION_ARG_STRING, &wrong, NULL, NULL},
    {"kill-bus", 0, 0, G_OPTION_ARG_STRING, &kill_bus, NULL, NULL},
    {"mute", 0, 0, G_OPTION_ARG_STRING, &mute, NULL, NULL},
    {"die", 0, 0, G_OPTION_ARG_STRING, &die, NULL, NULL},
    {"drop", 0, 0, G_OPTION_ARG_STRING, &drop, NULL, NULL},
    {"log", 0, 0, G_OPTION_ARG_FILENAME, &log_file, NULL, NULL},
    {"prompter", 0, 0, G_OPTION_ARG_NONE, &prompter, NULL, NULL},
    {NULL, 0, 0, 0, NULL, NULL, NULL},
};

static const char introspection[] =
    "<node>"
    "<interface name='" SERVICE_INTERFACE "'>"
    "<method name='OpenSession'><arg type='s' direction='in'/><arg type='v' direction='in'/>"
    "<arg type='v' direction='out'/><arg type='o' direction='out'/></method>"
    "<method name='ReadAlias'><arg type='s' direction='in'/><arg type='o' direction='out'/></method>"
    "<method name='Unlock'><arg type='ao' direction='in'/><arg type='ao' direction='out'/>"
    "<arg type='o' direction='out'/></method>"
    "<property name='Collections' type='ao' access='read'/>"
    "</interface>"
    "<interface name='" COLLECTION_INTERFACE "'>"
    "<method name='SearchItems'><arg type='a{ss}' direction='in'/><arg type='ao' direction='out'/></method>"
    "<method name='CreateItem'><arg type='a{sv}' direction='in'/><arg type='(oayays)' direction='in'/>"
    "<arg type='b' direction='in'/><arg type='o' direction='out'/><arg type='o' direction='out'/></method>"
    "<property name='Items' type='ao' access='read'/><property name='Label' type='s' access='read'/>"
    "<property name='Locked' type='b' access='read'/><property name='Created' type='t' access='read'/>"
    "<property name='Modified' type='t' access='read'/>"
    "</interface>"
    "<interface name='" ITEM_INTERFACE "'>"
    "<method name='Delete'><arg type='o' direction='out'/></method>"
    "<method name='GetSecret'><arg type='o' direction='in'/><arg type='(oayays)' direction='out'/></method>"
    "<property name='Locked' type='b' access='read'/><property name='Attributes' type='a{ss}' access='read'/>"
    "<property name='Label' type='s' access='read'/><property name='Created' type='t' access='read'/>"
    "<property name='Modified' type='t' access='read'/>"
    "</interface>"
    "<interface name='" PROMPT_INTERFACE "'>"
    "<method name='Prompt'><arg type='s' direction='in'/></method><method name='Dismiss'/>"
    "<signal name='Completed'><arg type='b'/><arg type='v'/></signal>"
    "</interface>"
    "<interface name='org.gnome.keyring.internal.Prompter'>"
    "<method name='BeginPrompting'><arg type='o' direction='in'/></method>"
    "<method name='PerformPrompt'><arg type='o' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='a{sv}' direction='in'/><arg type='s' direction='in'/></method>"
    "<method name='StopPrompting'><arg type='o' direction='in'/></method>"
    "</interface>"
    "</node>";

typedef struct {
  char *path;
  GHashTable *attributes; /* string -> string */
  char *label;
  GBytes *secret;
  guint64 modified;
  guint registration;
} Item;

static GDBusConnection *bus;
static GDBusNodeInfo *node;
static GPtrArray *items; /* Item* */
static guint next_item = 1;

static const GDBusInterfaceVTable vtable;

static guint publish(const char *path, const char *interface, gpointer data) {
  g_autoptr(GError) error = NULL;
  guint id = g_dbus_connection_register_object(bus, path, g_dbus_node_info_lookup_interface(node, interface),
                                               &vtable, data, NULL, &error);
  if (!id)
    g_error("%s", error->message);
  return id;
}

static void item_free(gpointer data) {
  Item *item = data;
  g_dbus_connection_unregister_object(bus, item->registration);
  g_free(item->path);
  g_hash_table_unref(item->attributes);
  g_free(item->label);
  g_bytes_unref(item->secret);
  g_free(item);
}

static Item *add_item(GHashTable *attributes, const char *label, const void *bytes, gsize length) {
  Item *item = g_new0(Item, 1);
  item->path = g_strdup_printf(COLLECTION "/%u", next_item++);
  item->attributes = attributes;
  item->label = g_strdup(label);
  item->secret = g_bytes_new(bytes, length);
  item->modified =
      (guint64)(g_get_real_time() / G_USEC_PER_SEC) + (twice ? next_item : 0); /* of two, one is newer */
  g_ptr_array_add(items, item);
  item->registration = publish(item->path, ITEM_INTERFACE, item);
  return item;
}

static GHashTable *table_of(GVariant *attributes) {
  GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  GVariantIter iter;
  char *key, *value;
  g_variant_iter_init(&iter, attributes);
  while (g_variant_iter_next(&iter, "{ss}", &key, &value))
    g_hash_table_insert(table, key, value);
  return table;
}

static gboolean matches(const Item *item, GHashTable *wanted) {
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init(&iter, wanted);
  while (g_hash_table_iter_next(&iter, &key, &value))
    if (g_strcmp0(g_hash_table_lookup(item->attributes, key), value) != 0)
      return FALSE;
  return TRUE;
}

/* ---- what it answers ------------------------------------------------------------------------------ */

static GVariant *open_session(GVariant *parameters, GDBusMethodInvocation *call) {
  const char *algorithm;
  g_variant_get_child(parameters, 0, "&s", &algorithm);
  if (!g_str_equal(algorithm, "plain")) {
    g_dbus_method_invocation_return_dbus_error(call, "org.freedesktop.DBus.Error.NotSupported", "plain only");
    return NULL;
  }
  return g_variant_new("(vo)", g_variant_new_string(""), ROOT "/session/s1");
}

static GVariant *search(GVariant *parameters) {
  g_autoptr(GVariant) attributes = g_variant_get_child_value(parameters, 0);
  g_autoptr(GHashTable) wanted = table_of(attributes);
  GVariantBuilder paths;
  g_variant_builder_init(&paths, G_VARIANT_TYPE("ao"));
  for (guint i = 0; i < items->len; i++) {
    const Item *item = g_ptr_array_index(items, i);
    if (matches(item, wanted))
      g_variant_builder_add(&paths, "o", item->path);
  }
  return g_variant_new("(ao)", &paths);
}

static GVariant *create(GVariant *parameters) {
  g_autoptr(GVariant) properties = g_variant_get_child_value(parameters, 0);
  g_autoptr(GVariant) secret = g_variant_get_child_value(parameters, 1);
  g_autoptr(GVariant) bytes = g_variant_get_child_value(secret, 2);
  g_autoptr(GVariant) attributes =
      g_variant_lookup_value(properties, ITEM_INTERFACE ".Attributes", G_VARIANT_TYPE("a{ss}"));
  gsize length;
  const void *start = g_variant_get_fixed_array(bytes, &length, 1);
  g_autoptr(GHashTable) table = table_of(attributes);
  if (ask)
    return g_variant_new("(oo)", "/", PROMPT);
  for (guint i = items->len; i-- > 0 && !twice;)
    if (matches(g_ptr_array_index(items, i), table))
      g_ptr_array_remove_index(items, i);
  Item *item = add_item(g_steal_pointer(&table), "item", start, length);
  GVariant *reply = g_variant_new("(oo)", lie ? COLLECTION "/none" : item->path, "/");
  if (lie)
    g_ptr_array_remove(items, item);
  if (forget && !lie) {
    g_bytes_unref(item->secret);
    item->secret = g_bytes_new_static("", 0);
  }
  return reply;
}

static GVariant *delete (Item *item) {
  if (ask)
    return g_variant_new("(o)", PROMPT);
  if (!stubborn)
    g_ptr_array_remove(items, item);
  return g_variant_new("(o)", "/");
}

static GVariant *get_secret(const Item *item, GVariant *parameters) {
  const char *session;
  gsize length;
  const void *bytes = g_bytes_get_data(item->secret, &length);
  g_variant_get(parameters, "(&o)", &session);
  return g_variant_new("((o@ay@ays))", session, g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, NULL, 0, 1),
                       g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, bytes, length, 1), "text/plain");
}

static GVariant *unlock(void) {
  const char *none[] = {NULL}, *all[] = {COLLECTION, NULL};
  return g_variant_new("(^aoo)", locked ? none : all, locked ? PROMPT : "/");
}

static void complete(gboolean dismissed) {
  g_dbus_connection_emit_signal(bus, NULL, PROMPT, PROMPT_INTERFACE, "Completed",
                                g_variant_new("(bv)", dismissed, g_variant_new_string("")), NULL);
}

static void log_method(const char *method) {
  FILE *file = log_file ? fopen(log_file, "a") : NULL;
  if (!file)
    return;
  fprintf(file, "%s\n", method);
  fclose(file);
}

static GVariant *answer(const char *path, const char *method, GVariant *parameters,
                        GDBusMethodInvocation *call, gpointer data) {
  if (g_str_equal(method, "OpenSession"))
    return open_session(parameters, call);
  if (g_str_equal(method, "ReadAlias"))
    return g_variant_new("(o)", empty ? "/" : COLLECTION);
  if (g_str_equal(method, "Unlock"))
    return unlock();
  if (g_str_equal(method, "SearchItems"))
    return search(parameters);
  if (g_str_equal(method, "CreateItem"))
    return create(parameters);
  if (g_str_equal(method, "Delete") && !g_str_equal(path, COLLECTION))
    return delete (data);
  if (g_str_equal(method, "GetSecret"))
    return get_secret(data, parameters);
  return g_variant_new("()");
}

static void after(const char *method) {
  gboolean grants = g_strcmp0(prompt_mode, "grant") == 0;
  if (g_str_equal(method, "Prompt") && g_strcmp0(prompt_mode, "hang") != 0) {
    locked = locked && !grants;
    complete(!grants);
  }
  if (g_str_equal(method, "Dismiss"))
    complete(TRUE);
  if (g_strcmp0(drop, method) == 0) {
    g_dbus_connection_flush_sync(bus, NULL, NULL);
    exit(0);
  }
}

/* Waits for the end that comes with it. */
static void end_bus(void) {
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync(
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "GetConnectionUnixProcessID", g_variant_new("(s)", "org.freedesktop.DBus"), NULL,
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  guint32 pid = 0;
  if (reply)
    g_variant_get(reply, "(u)", &pid);
  if (pid > 1)
    kill((pid_t)pid, SIGKILL);
}

/* What GDBus would not let through: an answer of another type than the interface has. */
static GDBusMessage *answer_wrongly(GDBusConnection *connection, GDBusMessage *message, gboolean incoming,
                                    gpointer data) {
  (void)data;
  const char *member = g_dbus_message_get_member(message);
  gboolean call = incoming && g_dbus_message_get_message_type(message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL;
  GVariant *body = call ? g_dbus_message_get_body(message) : NULL;
  const char *name = NULL;
  if (call && g_strcmp0(member, "Get") == 0 && g_variant_is_of_type(body, G_VARIANT_TYPE("(ss)")))
    g_variant_get_child(body, 1, "&s", &name);
  if (!call || (g_strcmp0(member, wrong) != 0 && g_strcmp0(name, wrong) != 0))
    return message;
  GDBusMessage *reply = g_dbus_message_new_method_reply(message);
  GVariant *nonsense = g_variant_new_string("nonsense\033[2J");
  if (g_strcmp0(member, "GetAll") == 0)
    g_dbus_message_set_body(
        reply,
        g_variant_new_parsed("({'Attributes': <%s>, 'Modified': <%s>, 'Locked': <%s>},)", "x", "y", "z"));
  else
    g_dbus_message_set_body(reply, g_variant_new("(v)", nonsense));
  g_dbus_connection_send_message(connection, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
  g_object_unref(reply);
  g_object_unref(message);
  return NULL;
}

static void called(GDBusConnection *connection, const char *sender, const char *path, const char *interface,
                   const char *method, GVariant *parameters, GDBusMethodInvocation *call, gpointer data) {
  (void)connection, (void)sender, (void)interface;
  log_method(method);
  if (g_strcmp0(die, method) == 0)
    exit(0);
  if (g_strcmp0(kill_bus, method) == 0)
    end_bus();
  if (g_strcmp0(mute, method) == 0)
    return;
  GVariant *reply = answer(path, method, parameters, call, data);
  if (reply)
    g_dbus_method_invocation_return_value(call, reply);
  after(method);
}

static GVariant *property(GDBusConnection *connection, const char *sender, const char *path,
                          const char *interface, const char *name, GError **error, gpointer data) {
  (void)connection, (void)sender, (void)path, (void)interface, (void)error;
  const Item *item = data;
  if (g_str_equal(name, "Locked"))
    return g_variant_new_boolean(locked);
  if (g_str_equal(name, "Label"))
    return g_variant_new_string(item ? item->label : "fake");
  if (g_str_equal(name, "Created") || g_str_equal(name, "Modified"))
    return g_variant_new_uint64(item ? item->modified : 0);
  if (g_str_equal(name, "Attributes")) {
    GVariantBuilder builder;
    GHashTableIter iter;
    gpointer key, value;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a{ss}"));
    g_hash_table_iter_init(&iter, item->attributes);
    while (g_hash_table_iter_next(&iter, &key, &value))
      g_variant_builder_add(&builder, "{ss}", key, value);
    return g_variant_builder_end(&builder);
  }
  return g_variant_new_objv(NULL, 0); /* Collections, Items: nobody here asks for them */
}

static const GDBusInterfaceVTable vtable = {called, property, NULL, {0}};

/* ---- what it starts with -------------------------------------------------------------------------- */

static void add_junk(const char *kind, const char *server, const char *account, const void *bytes,
                     gsize length) {
  GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert(table, g_strdup("xdg:schema"), g_strdup("org.backin.Item"));
  if (kind)
    g_hash_table_insert(table, g_strdup("kind"), g_strdup(kind));
  g_hash_table_insert(table, g_strdup("server"), g_strdup(server));
  g_hash_table_insert(table, g_strdup("account"), g_strdup(account));
  g_hash_table_insert(table, g_strdup("name"), g_strdup(""));
  add_item(table, "\033[2J", bytes, length);
}

static void fill_with_junk(void) {
  g_autofree char *large = g_strnfill(1024 * 1024, 'a'), *name = g_strnfill(2000, 'n');
  add_junk("session", "good", "ann@example.org", "{\"good\":1}", 10);
  add_junk(NULL, "no-kind", "", "{}", 2);
  add_junk("session", "large", "", large, 1024 * 1024);
  add_junk("session", "controls\033]0;x\007", "", "{}", 2);
  add_junk("session", name, "", "{}", 2);
  add_junk("session", "binary", "", "a\0b", 3);
  add_junk("session", "latin1", "", "\xe9\xff", 2);
  add_junk("", "empty-kind", "", "{}", 2);
}

static void owned(GDBusConnection *connection, const char *name, gpointer data) {
  (void)connection, (void)name, (void)data;
  puts("ready");
  fflush(stdout);
}

static void lost(GDBusConnection *connection, const char *name, gpointer data) {
  (void)connection, (void)name, (void)data;
  exit(1);
}

int main(int argc, char **argv) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error))
    g_error("%s", error->message);
  bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, &error);
  if (!bus)
    g_error("%s", error->message);
  node = g_dbus_node_info_new_for_xml(introspection, &error);
  if (!node)
    g_error("%s", error->message);
  items = g_ptr_array_new_with_free_func(item_free);
  if (wrong)
    g_dbus_connection_add_filter(bus, answer_wrongly, NULL, NULL);
  if (prompter) {
    publish("/org/gnome/keyring/Prompter", "org.gnome.keyring.internal.Prompter", NULL);
  } else {
    publish(ROOT, SERVICE_INTERFACE, NULL);
    publish(COLLECTION, COLLECTION_INTERFACE, NULL);
    publish(PROMPT, PROMPT_INTERFACE, NULL);
    if (junk)
      fill_with_junk();
  }
  g_bus_own_name_on_connection(bus, prompter ? "org.gnome.keyring.SystemPrompter" : "org.freedesktop.secrets",
                               G_BUS_NAME_OWNER_FLAGS_NONE, owned, lost, NULL, NULL);
  g_main_loop_run(g_main_loop_new(NULL, FALSE));
}
