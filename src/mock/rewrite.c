#include "mock/rewrite.h"

#include "servers/servers.h"

#include <glib/gstdio.h>
#include <string.h>

#define MAX_EXTENDS 4

GQuark bk_mock_rewrite_error_quark(void) {
  return g_quark_from_static_string("bk-mock-rewrite-error");
}

/* ---- one document ---- */

static void set_url(cJSON *item, const char *name, const char *base) {
  g_autofree char *prefix = bk_mock_prefix_of(name, item->valuestring);
  g_autofree char *url = g_strconcat(base, prefix, NULL);

  cJSON_SetValuestring(item, url);
}

char *bk_mock_rewrite(const char *text, gsize length, const char *base, GError **error) {
  g_autoptr(cJSON) document = bk_json_parse(text, length, NULL, error);
  cJSON *url = document ? cJSON_GetObjectItemCaseSensitive(document, "url") : NULL;
  cJSON *entry;
  char *printed, *result;

  if (!document)
    return NULL;
  if (cJSON_IsString(url))
    set_url(url, NULL, base);
  cJSON_ArrayForEach (entry, cJSON_GetObjectItemCaseSensitive(document, "urls"))
    if (cJSON_IsString(entry))
      set_url(entry, entry->string, base);
  /* Mailed links lead to the mock, which speaks plain http: the real hosts and CA mean nothing there. */
  cJSON_DeleteItemFromObjectCaseSensitive(document, "link_hosts");
  cJSON_DeleteItemFromObjectCaseSensitive(document, "ca_file");
  printed = cJSON_Print(document);
  result = g_strconcat(printed, "\n", NULL);
  cJSON_free(printed);
  return result;
}

/* ---- files ---- */

/* The loader refuses files that others may write, whatever the umask was. */
static gboolean write_file(const char *dir, const char *name, const char *text, GError **error) {
  g_autofree char *path = g_build_filename(dir, name, NULL);

  return g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error) &&
         (g_chmod(path, 0644) == 0 ||
          (g_set_error(error, BK_MOCK_REWRITE_ERROR, 0, "cannot set the mode of %s", path), FALSE));
}

static gboolean make_dir(const char *dir, GError **error) {
  if (g_file_test(dir, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (g_mkdir_with_parents(dir, 0755) == 0 && g_chmod(dir, 0755) == 0)
    return TRUE;
  g_set_error(error, BK_MOCK_REWRITE_ERROR, 0, "cannot make the directory %s", dir);
  return FALSE;
}

/* Beside the server file first, then along the path: as the loader looks. */
static char *find_provider(const char *server_path, const char *name) {
  g_autoptr(GPtrArray) path = bk_servers_path(g_getenv("BACKIN_SERVERS_PATH"));
  g_autofree char *beside = g_path_get_dirname(server_path);
  g_autofree char *file = g_strconcat(name, ".json", NULL);
  g_autofree char *found = g_build_filename(beside, "providers", file, NULL);

  for (guint i = 0; i < path->len && !g_file_test(found, G_FILE_TEST_EXISTS); i++) {
    const BkServersDir *dir = g_ptr_array_index(path, i);
    g_free(found);
    found = g_build_filename(dir->path, "providers", file, NULL);
  }
  return g_steal_pointer(&found);
}

static char *extends_of(const char *text, gsize length) {
  g_autoptr(cJSON) document = bk_json_parse(text, length, NULL, NULL);
  const cJSON *extends = document ? bk_json_member(document, "extends") : NULL;

  return cJSON_IsString(extends) ? g_strdup(extends->valuestring) : NULL;
}

/* Copies a provider, and those that it extends. Their urls lead to the mock too. */
static gboolean write_providers(const char *server_path, const char *first, const char *base, const char *dir,
                                GError **error) {
  g_autofree char *providers = g_build_filename(dir, "providers", NULL);
  g_autofree char *name = g_strdup(first);

  for (int depth = 0; name && depth < MAX_EXTENDS; depth++) {
    g_autofree char *source = find_provider(server_path, name);
    g_autofree char *file = g_strconcat(name, ".json", NULL);
    g_autofree char *text = NULL;
    g_autofree char *rewritten = NULL;
    gsize length = 0;

    if (!make_dir(providers, error) || !g_file_get_contents(source, &text, &length, error))
      return FALSE;
    rewritten = bk_mock_rewrite(text, length, base, error);
    if (!rewritten || !write_file(providers, file, rewritten, error))
      return FALSE;
    g_free(name);
    name = extends_of(text, length);
  }
  return TRUE;
}

gboolean bk_mock_write_server(const BkMockPlayed *played, const char *path, const char *dir, GError **error) {
  g_autofree char *text = NULL;
  g_autofree char *name = g_path_get_basename(path);
  g_autofree char *rewritten = NULL;
  g_autofree char *extends = NULL;
  gsize length = 0;

  if (!make_dir(dir, error) || !g_file_get_contents(path, &text, &length, error))
    return FALSE;
  extends = extends_of(text, length);
  rewritten = bk_mock_rewrite(text, length, played->base, error);
  return rewritten && write_file(dir, name, rewritten, error) &&
         write_providers(path, extends, played->base, dir, error);
}
