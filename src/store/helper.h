/* helper.h: one run of backin-keyring: its own process group, the socket on its fds 0 and 1, nothing else
 * of ours open, stderr nowhere. Ends by itself, or by SIGKILL to the whole group. */
#ifndef BK_STORE_HELPER_H
#define BK_STORE_HELPER_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct BkHelper BkHelper;

/* Starts it; NULL and *ret_why (a literal) if it is not there or cannot be started. */
BkHelper *bk_helper_new(const char **ret_why) G_GNUC_WARN_UNUSED_RESULT;
/* Kills the group and calls back when it is gone and reaped; it must still be freed then. */
void bk_helper_end(BkHelper *helper, void (*gone)(gpointer data), gpointer data);
/* Kills the group; the main loop reaps it. No callback any more. Accepts NULL. */
void bk_helper_free(BkHelper *helper);
int bk_helper_fd(const BkHelper *helper); /* our end: non-blocking */

/* The program: $BACKIN_KEYRING (not in a set-uid program), the directory of the running program, the
 * place it is installed in. NULL if it is nowhere. Free with g_free(). */
char *bk_helper_path(void) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkHelper, bk_helper_free)

G_END_DECLS

#endif
