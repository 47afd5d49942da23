/* about.h: what the program stands on, for doctor. Nothing is sent. */
#ifndef BK_APP_ABOUT_H
#define BK_APP_ABOUT_H

#include <glib.h>

G_BEGIN_DECLS

/* "libcurl/7.88.1 OpenSSL/3.0.19". Free it. */
char *bk_about_http(void) G_GNUC_WARN_UNUSED_RESULT;
/* The proxy of the environment for an origin, without its credentials; NULL: none. Free it. */
char *bk_about_proxy(const char *origin) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
