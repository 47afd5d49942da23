#include "keyring/bus.h"

#include "keyring/trouble.h"

#include <sys/stat.h>
#include <unistd.h>

/* $XDG_RUNTIME_DIR/bus if that is a socket of ours. */
static char *runtime_bus(void) {
  const char *folder = g_getenv("XDG_RUNTIME_DIR");
  struct stat status;
  if (!folder || !g_path_is_absolute(folder))
    return NULL;
  g_autofree char *path = g_build_filename(folder, "bus", NULL);
  if (lstat(path, &status) != 0 || !S_ISSOCK(status.st_mode) || status.st_uid != geteuid())
    return NULL;
  g_autofree char *escaped = g_dbus_address_escape_value(path);
  return g_strconcat("unix:path=", escaped, NULL);
}

static char *address(void) {
  const char *given = g_getenv("DBUS_SESSION_BUS_ADDRESS");
  if (!given || !*given)
    return runtime_bus();
  return strstr(given, "autolaunch:") ? NULL : g_strdup(given);
}

GDBusConnection *bk_bus_open(BkStoreAnswer **ret_trouble) {
  g_autoptr(GError) error = NULL;
  g_autofree char *where = address();
  if (!where) {
    *ret_trouble = bk_store_answer_new(BK_STORE_RESULT_NO_BUS, "no session bus");
    return NULL;
  }
  g_setenv("DBUS_SESSION_BUS_ADDRESS", where, TRUE);
  GDBusConnection *bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, &error);
  if (!bus) {
    *ret_trouble = bk_trouble(error);
    /* Nobody was there to be asked, or no longer; only a bus that refuses or stays silent is something else.
     */
    if ((*ret_trouble)->result == BK_STORE_RESULT_FAILED ||
        (*ret_trouble)->result == BK_STORE_RESULT_BUS_ENDED)
      (*ret_trouble)->result = BK_STORE_RESULT_NO_BUS;
    return NULL;
  }
  g_dbus_connection_set_exit_on_close(bus, FALSE);
  return bus;
}

char *bk_bus_provider(GDBusConnection *bus) {
  char *owner = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync(
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetNameOwner",
      g_variant_new("(s)", BK_SECRETS_NAME), G_VARIANT_TYPE("(s)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  if (reply)
    g_variant_get(reply, "(s)", &owner);
  return owner;
}

char *bk_bus_program(GDBusConnection *bus, const char *name) {
  guint32 pid = 0;
  char *program = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync(
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "GetConnectionUnixProcessID", g_variant_new("(s)", name), G_VARIANT_TYPE("(u)"), G_DBUS_CALL_FLAGS_NONE,
      -1, NULL, NULL);
  if (reply)
    g_variant_get(reply, "(u)", &pid);
  g_autofree char *path = g_strdup_printf("/proc/%u/comm", pid);
  return pid > 0 && g_file_get_contents(path, &program, NULL, NULL) ? g_strchomp(program) : NULL;
}
