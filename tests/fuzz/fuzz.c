#include "fuzz/fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void fuzz_fail(const char *file, int line, const char *what) {
  g_printerr("%s:%d: does not hold: %s\n", file, line, what);
  abort();
}

/* The rules as requirement E1 of the security notes lists them. */
static gboolean is_harmful(gunichar c) {
  static const struct {
    gunichar from, to;
  } ranges[] = {
      {0x00, 0x09},     {0x0B, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},       {0x61C, 0x61C},
      {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F}, {0xE000, 0xF8FF},   {0xFDD0, 0xFDEF},
      {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xFFFE, 0xFFFF}, {0xE0000, 0xE007F}, {0xF0000, 0x10FFFF},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(ranges); i++)
    if (c >= ranges[i].from && c <= ranges[i].to)
      return TRUE;
  return FALSE;
}

gboolean fuzz_is_printable(const char *text) {
  if (text == NULL)
    return TRUE;
  if (!g_utf8_validate(text, -1, NULL))
    return FALSE;
  for (; *text != '\0'; text = g_utf8_next_char(text))
    if (is_harmful(g_utf8_get_char(text)))
      return FALSE;
  return TRUE;
}

/* ---- files ---- */

static char *folder;

static void empty_folder(const char *path) {
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *file = g_build_filename(path, name, NULL);
    if (g_file_test(file, G_FILE_TEST_IS_DIR))
      empty_folder(file);
    else
      g_unlink(file);
  }
  g_rmdir(path);
}

static void remove_folder(void) {
  empty_folder(folder);
  g_clear_pointer(&folder, g_free);
}

const char *fuzz_folder(void) {
  if (folder != NULL)
    return folder;
  g_autoptr(GError) error = NULL;
  folder = g_dir_make_tmp("backin-fuzz-XXXXXX", &error);
  g_assert_no_error(error);
  atexit(remove_folder);
  return folder;
}

char *fuzz_write(const char *name, const char *bytes, gsize length) {
  g_autofree char *path = g_build_filename(fuzz_folder(), name, NULL), *parent = g_path_get_dirname(path);
  g_assert_cmpint(g_mkdir_with_parents(parent, 0700), ==, 0);
  int fd = g_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  g_assert_cmpint(fd, >=, 0);
  g_assert_cmpint(write(fd, bytes, length), ==, (gssize)length);
  close(fd);
  return g_steal_pointer(&path);
}
