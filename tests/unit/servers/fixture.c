#include "unit/servers/fixture.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

Fixture *fixture_new(void) {
  Fixture *fixture = g_new0(Fixture, 1);
  fixture->dir = g_dir_make_tmp("backin-servers-XXXXXX", NULL);
  g_assert_nonnull(fixture->dir);
  fixture->problems = bk_diagnostics_new();
  return fixture;
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw) {
  (void)info;
  (void)type;
  (void)ftw;
  return remove(path);
}

void fixture_free(Fixture *fixture) {
  g_assert_cmpint(nftw(fixture->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS), ==, 0);
  bk_diagnostics_free(fixture->problems);
  g_free(fixture->dir);
  g_free(fixture);
}

char *fixture_path(Fixture *fixture, const char *name) {
  return g_build_filename(fixture->dir, name, NULL);
}

void fixture_write(Fixture *fixture, const char *name, const char *text) {
  g_autofree char *path = fixture_path(fixture, name);
  g_autofree char *folder = g_path_get_dirname(path);
  g_autofree char *json = g_strdup(text);
  g_strdelimit(json, "'", '"');
  g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
  g_assert_true(g_file_set_contents_full(path, json, -1, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
}

GPtrArray *fixture_dirs(Fixture *fixture, const char *names) {
  g_autoptr(GString) dirs = g_string_new(NULL);
  g_auto(GStrv) parts = g_strsplit(names, ",", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    g_string_append_printf(dirs, "%s%s/%s", i > 0 ? ":" : "", fixture->dir, parts[i]);
  return bk_servers_path(dirs->str);
}

BkServer *fixture_read(Fixture *fixture, const char *name) {
  g_autofree char *path = fixture_path(fixture, name);
  return bk_server_read(path, NULL, fixture->problems);
}

BkServerList *fixture_load(Fixture *fixture, const char *names) {
  g_autoptr(GPtrArray) path = fixture_dirs(fixture, names);
  return bk_servers_load(path, fixture->problems);
}

char *fixture_problems(Fixture *fixture) {
  GString *lines = g_string_new(NULL);
  for (guint i = 0; i < bk_diagnostics_count(fixture->problems); i++) {
    g_autofree char *line = bk_diagnostic_to_string(bk_diagnostics_get(fixture->problems, i));
    g_string_append_printf(lines, "%s%s", i > 0 ? "\n" : "", line);
  }
  g_autofree char *folder = g_strconcat(fixture->dir, "/", NULL);
  g_string_replace(lines, folder, "", 0);
  bk_diagnostics_free(fixture->problems);
  fixture->problems = bk_diagnostics_new();
  return g_string_free(lines, FALSE);
}
