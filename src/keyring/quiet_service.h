/* quiet_service.h: libsecret's client of the Secret Service, that never puts a prompt on a screen.
 *
 * libsecret answers a provider's wish for a prompt by showing it and waits without an end. This subclass
 * fails with G_IO_ERROR_PERMISSION_DENIED instead; the prompt that was never shown goes with our connection.
 * Unlocking does not go through it. */
#ifndef BK_KEYRING_QUIET_SERVICE_H
#define BK_KEYRING_QUIET_SERVICE_H

#include <libsecret/secret.h>

G_BEGIN_DECLS

GType bk_quiet_service_get_type(void);

G_END_DECLS

#endif
