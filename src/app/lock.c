#include "app/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define NAME_BYTES 20u /* of the hash: enough that two accounts never share a lock */

char *bk_lock_name(const char *server, const char *account) {
  g_autofree char *lower = g_ascii_strdown(account, -1);
  g_autoptr(GChecksum) hash = g_checksum_new(G_CHECKSUM_SHA256);
  g_checksum_update(hash, (const guchar *)server, (gssize)strlen(server) + 1);
  g_checksum_update(hash, (const guchar *)lower, (gssize)strlen(lower));
  return g_strdup_printf("renew-%.*s.lock", (int)NAME_BYTES, g_checksum_get_string(hash));
}

BkLockResult bk_lock_try(const char *name, int *ret_fd) {
  g_autofree char *folder = g_build_filename(g_get_user_state_dir(), "backin", NULL);
  g_autofree char *path = g_build_filename(folder, name, NULL);
  int fd = g_mkdir_with_parents(folder, 0700) == 0
               ? g_open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)
               : -1;
  if (fd < 0)
    return BK_LOCK_IMPOSSIBLE;
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
    *ret_fd = fd;
    return BK_LOCK_HAD;
  }
  gboolean busy = errno == EWOULDBLOCK || errno == EINTR;
  close(fd);
  return busy ? BK_LOCK_BUSY : BK_LOCK_IMPOSSIBLE;
}

void bk_lock_release(int fd) {
  close(fd);
}
