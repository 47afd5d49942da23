#include "keyring/trouble.h"

#include <gio/gio.h>
#include <libsecret/secret.h>

typedef struct {
  int code;
  BkStoreResult result;
} Row;

/* What is in neither table is FAILED. */
static const Row dbus_rows[] = {
    {G_DBUS_ERROR_SERVICE_UNKNOWN, BK_STORE_RESULT_UNAVAILABLE},
    {G_DBUS_ERROR_NAME_HAS_NO_OWNER, BK_STORE_RESULT_UNAVAILABLE},
    {G_DBUS_ERROR_NO_REPLY, BK_STORE_RESULT_ENDED}, /* the provider ended instead of answering */
    {G_DBUS_ERROR_NO_SERVER, BK_STORE_RESULT_NO_BUS},
    {G_DBUS_ERROR_NO_NETWORK, BK_STORE_RESULT_NO_BUS},
    {G_DBUS_ERROR_DISCONNECTED, BK_STORE_RESULT_BUS_ENDED},
    {G_DBUS_ERROR_BAD_ADDRESS, BK_STORE_RESULT_NO_BUS},
    {G_DBUS_ERROR_UNKNOWN_METHOD, BK_STORE_RESULT_UNAVAILABLE}, /* whatever it is, it is no keyring */
    {G_DBUS_ERROR_UNKNOWN_INTERFACE, BK_STORE_RESULT_UNAVAILABLE},
    {G_DBUS_ERROR_NOT_SUPPORTED, BK_STORE_RESULT_UNAVAILABLE},
    {G_DBUS_ERROR_SPAWN_EXEC_FAILED, BK_STORE_RESULT_UNAVAILABLE}, /* the bus could not start it */
    {G_DBUS_ERROR_SPAWN_FORK_FAILED, BK_STORE_RESULT_UNAVAILABLE},
    {G_DBUS_ERROR_SPAWN_CHILD_EXITED, BK_STORE_RESULT_UNAVAILABLE},
    {G_DBUS_ERROR_SPAWN_CHILD_SIGNALED, BK_STORE_RESULT_UNAVAILABLE},
    {G_DBUS_ERROR_SPAWN_FAILED, BK_STORE_RESULT_UNAVAILABLE},
    {G_DBUS_ERROR_SPAWN_SETUP_FAILED, BK_STORE_RESULT_UNAVAILABLE},
    {G_DBUS_ERROR_SPAWN_CONFIG_INVALID, BK_STORE_RESULT_UNAVAILABLE},
    {G_DBUS_ERROR_SPAWN_SERVICE_INVALID, BK_STORE_RESULT_UNAVAILABLE},
    {G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND, BK_STORE_RESULT_UNAVAILABLE},
    {G_DBUS_ERROR_SPAWN_PERMISSIONS_INVALID, BK_STORE_RESULT_UNAVAILABLE},
    {G_DBUS_ERROR_SPAWN_FILE_INVALID, BK_STORE_RESULT_UNAVAILABLE},
    {G_DBUS_ERROR_SPAWN_NO_MEMORY, BK_STORE_RESULT_UNAVAILABLE},
    {G_DBUS_ERROR_TIMEOUT, BK_STORE_RESULT_TIMEOUT},
    {G_DBUS_ERROR_TIMED_OUT, BK_STORE_RESULT_TIMEOUT},
    {G_DBUS_ERROR_ACCESS_DENIED, BK_STORE_RESULT_DENIED},
    {G_DBUS_ERROR_AUTH_FAILED, BK_STORE_RESULT_DENIED},
    {G_DBUS_ERROR_LIMITS_EXCEEDED, BK_STORE_RESULT_FULL},
};

static const Row io_rows[] = {
    {G_IO_ERROR_TIMED_OUT, BK_STORE_RESULT_TIMEOUT},
    {G_IO_ERROR_PERMISSION_DENIED, BK_STORE_RESULT_DENIED},
    {G_IO_ERROR_CLOSED, BK_STORE_RESULT_BUS_ENDED},
    {G_IO_ERROR_BROKEN_PIPE, BK_STORE_RESULT_BUS_ENDED},
    {G_IO_ERROR_CONNECTION_REFUSED, BK_STORE_RESULT_NO_BUS},
    {G_IO_ERROR_NOT_CONNECTED, BK_STORE_RESULT_NO_BUS},
    {G_IO_ERROR_NOT_FOUND, BK_STORE_RESULT_NO_BUS},
};

static BkStoreResult look_up(const Row *rows, guint count, int code) {
  for (guint i = 0; i < count; i++)
    if (rows[i].code == code)
      return rows[i].result;
  return BK_STORE_RESULT_FAILED;
}

static BkStoreResult result_of(const GError *error) {
  if (error->domain == SECRET_ERROR)
    return error->code == SECRET_ERROR_IS_LOCKED ? BK_STORE_RESULT_LOCKED : BK_STORE_RESULT_FAILED;
  if (error->domain == G_DBUS_ERROR)
    return look_up(dbus_rows, G_N_ELEMENTS(dbus_rows), error->code);
  if (error->domain == G_IO_ERROR)
    return look_up(io_rows, G_N_ELEMENTS(io_rows), error->code);
  return BK_STORE_RESULT_FAILED;
}

BkStoreAnswer *bk_trouble(const GError *error) {
  if (!error)
    return bk_store_answer_new(BK_STORE_RESULT_FAILED, "failed without a reason");
  g_autoptr(GError) copy = g_error_copy(error);
  g_dbus_error_strip_remote_error(copy);
  return bk_store_answer_new(result_of(error), "%s %d: %s", g_quark_to_string(error->domain), error->code,
                             copy->message);
}
