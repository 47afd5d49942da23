/* lock.h: one program at a time. A lock has a name and is held on a file of that name in the state folder
 * (flock(2)): whoever dies lets go of it. The files stay: removing one would let two programs hold "the same"
 * lock. */
#ifndef BK_APP_LOCK_H
#define BK_APP_LOCK_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  BK_LOCK_HAD,
  BK_LOCK_BUSY,       /* another program has it */
  BK_LOCK_IMPOSSIBLE, /* no place for the file, or a file system without locks */
} BkLockResult;

/* The name for renewing the session of an account on a server; ASCII case of the account does not matter.
 * A hash: addresses do not become file names. Free it. */
char *bk_lock_name(const char *server, const char *account) G_GNUC_WARN_UNUSED_RESULT;

/* Tries once, never waits. HAD: *ret_fd, to be given back with bk_lock_release(). */
BkLockResult bk_lock_try(const char *name, int *ret_fd) G_GNUC_WARN_UNUSED_RESULT;
void bk_lock_release(int fd);

G_END_DECLS

#endif
