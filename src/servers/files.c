#include "servers/files.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A group that is named like the user and has nobody else in it, as Debian gives to each user: with the
 * umask 002 that goes with it, what the group may write only its owner may. */
static gboolean is_own_group(gid_t gid) {
  const struct passwd *user = getpwuid(geteuid());
  if (user == NULL || user->pw_gid != gid)
    return FALSE;
  g_autofree char *name = g_strdup(user->pw_name);
  const struct group *group = getgrgid(gid);
  return group != NULL && g_str_equal(group->gr_name, name) && group->gr_mem[0] == NULL;
}

/* Why a file or directory cannot be trusted; NULL: it can. */
static const char *distrust(const struct stat *info) {
  if (info->st_uid != 0 && info->st_uid != geteuid())
    return "belongs to somebody else; it must belong to you or root";
  gboolean others = (info->st_mode & S_IWOTH) != 0;
  if (others || ((info->st_mode & S_IWGRP) != 0 && !is_own_group(info->st_gid)))
    return "may be written by others; take that right away (chmod go-w)";
  return NULL;
}

static void refuse(BkDiagnostics *problems, BkSeverity severity, const char *shown, const char *why) {
  bk_diagnostics_add(problems, severity, shown, 0, 0, "", "%s", why);
}

int bk_files_open_dir(const char *path, BkDiagnostics *problems) {
  int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (dir < 0) {
    if (errno != ENOENT)
      refuse(problems, BK_SEVERITY_ERROR, path, g_strerror(errno));
    return -1;
  }
  struct stat info;
  const char *why = fstat(dir, &info) != 0 ? g_strerror(errno) : distrust(&info);
  if (why == NULL)
    return dir;
  close(dir);
  refuse(problems, BK_SEVERITY_ERROR, path, why);
  return -1;
}

static gboolean is_mask_link(int dir, const char *name) {
  char target[sizeof "/dev/null"];
  ssize_t length = readlinkat(dir, name, target, sizeof target);
  return length == (ssize_t)strlen("/dev/null") && memcmp(target, "/dev/null", (gsize)length) == 0;
}

/* Up to one byte more than size, so that a file that grows meanwhile is noticed. */
static char *read_all(int fd, gsize size, gsize *ret_length) {
  char *text = g_malloc(size + 2);
  gsize length = 0;
  while (length <= size) {
    ssize_t got = read(fd, text + length, size + 1 - length);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0) {
      g_free(text);
      return NULL;
    }
    if (got == 0)
      break;
    length += (gsize)got;
  }
  text[length] = '\0';
  *ret_length = length;
  return text;
}

static const char *unusable(const struct stat *info) {
  if (!S_ISREG(info->st_mode))
    return "is not a regular file";
  if (info->st_size > (off_t)BK_SERVERS_MAX_FILE)
    return "is larger than 64 KiB";
  return NULL;
}

/* The file's text, or NULL and the state. */
static char *read_text(int fd, const char *shown, gboolean lenient, BkDiagnostics *problems,
                       gsize *ret_length, BkFileState *ret_state) {
  *ret_state = BK_FILE_REFUSED;
  struct stat info;
  const char *why = fstat(fd, &info) != 0 ? g_strerror(errno) : unusable(&info);
  const char *doubt = why == NULL ? distrust(&info) : NULL;
  if (doubt != NULL && lenient)
    refuse(problems, BK_SEVERITY_WARNING, shown, doubt);
  else if (why == NULL)
    why = doubt;
  char *text = why == NULL ? read_all(fd, (gsize)info.st_size, ret_length) : NULL;
  if (why == NULL && text == NULL)
    why = g_strerror(errno);
  if (text != NULL && *ret_length > (gsize)info.st_size) {
    g_clear_pointer(&text, g_free);
    why = "grows while it is read";
  }
  if (why != NULL)
    refuse(problems, BK_SEVERITY_ERROR, shown, why);
  return text;
}

static gboolean is_blank(const char *text) {
  return text[strspn(text, " \t\r\n")] == '\0';
}

BkFileState bk_files_read(int dir, const char *name, const char *shown, gboolean lenient,
                          BkDiagnostics *problems, BkLayer **ret_layer) {
  *ret_layer = NULL;
  /* O_NONBLOCK: a FIFO of that name must not stop the program before it is seen to be no file. */
  int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (lenient ? 0 : O_NOFOLLOW));
  if (fd < 0 && errno == ENOENT && !lenient)
    return BK_FILE_ABSENT;
  if (fd < 0 && errno == ELOOP && is_mask_link(dir, name))
    return BK_FILE_MASK;
  if (fd < 0) {
    refuse(problems, BK_SEVERITY_ERROR, shown,
           errno == ELOOP ? "is a link; only a link to /dev/null, which masks, may stand here"
                          : g_strerror(errno));
    return BK_FILE_REFUSED;
  }
  BkFileState state = BK_FILE_READ;
  gsize length = 0;
  g_autofree char *text = read_text(fd, shown, lenient, problems, &length, &state);
  close(fd);
  if (text == NULL)
    return state;
  if (is_blank(text) && strlen(text) == length)
    return BK_FILE_MASK;

  gsize offset = 0;
  g_autoptr(GError) error = NULL;
  cJSON *document = bk_json_parse(text, length, &offset, &error);
  if (document == NULL) {
    int line, column;
    bk_json_position(text, length, offset, &line, &column);
    bk_diagnostics_add(problems, BK_SEVERITY_ERROR, shown, line, column, "", "%s", error->message);
    return BK_FILE_BROKEN;
  }
  BkLayer *layer = g_new0(BkLayer, 1);
  layer->file = g_strdup(shown);
  layer->text = g_steal_pointer(&text);
  layer->length = length;
  layer->document = document;
  *ret_layer = layer;
  return BK_FILE_READ;
}
