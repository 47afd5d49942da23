/* bus.h: the session bus, as carefully as it can be had. */
#ifndef BK_KEYRING_BUS_H
#define BK_KEYRING_BUS_H

#include "store/call.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define BK_SECRETS_NAME "org.freedesktop.secrets"

/* Connects. Never starts a bus: GLib's autolaunch leaves daemons behind on a bus that nobody else knows.
 * A bus that dies ends the call and not the program. NULL and *ret_trouble if there is none. The same
 * connection is then GLib's own for the session, which libsecret uses. */
GDBusConnection *bk_bus_open(BkStoreAnswer **ret_trouble) G_GNUC_WARN_UNUSED_RESULT;

/* The unique name of the Secret Service's provider at the moment; NULL: none. A change between two looks
 * tells that the provider ended and came back, locked, so that what it said in between is worth nothing. */
char *bk_bus_provider(GDBusConnection *bus) G_GNUC_WARN_UNUSED_RESULT;

/* The name of the program behind a connection, as the kernel knows it (15 bytes of it); NULL: not known. */
char *bk_bus_program(GDBusConnection *bus, const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
