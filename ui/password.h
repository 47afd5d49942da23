/* password.h: passwords that a person can read off and type. */
#ifndef BK_UI_PASSWORD_H
#define BK_UI_PASSWORD_H

#include "base/secret.h"

#include <glib.h>

G_BEGIN_DECLS

/* Groups of four with dashes, small and capital letters and digits without look-alikes, from the system's
 * random source; at least 20 random characters, or as many as max (0: no limit) allows; longer when min
 * asks for it. Every kind of character is in it. */
BkSecret *bk_password_make(int min, int max) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
