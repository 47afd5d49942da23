#include "servers/servers.h"

#include "servers/build.h"
#include "servers/files.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* ---- directories ---- */

static void dir_free(BkServersDir *dir) {
  g_free(dir->path);
  g_free(dir->owner);
  g_free(dir);
}

static void add_dir(GPtrArray *list, char *path, const char *owner) {
  BkServersDir *dir = g_new0(BkServersDir, 1);
  dir->path = path;
  dir->owner = g_strdup(owner);
  g_ptr_array_add(list, dir);
}

static GPtrArray *built_in_path(void) {
  GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)dir_free);
  add_dir(list, g_build_filename(g_get_user_config_dir(), "backin", "servers.d", NULL), "you");
  add_dir(list, g_strdup("/etc/backin/servers.d"), "administrator");
  add_dir(list, g_strdup("/run/backin/servers.d"), "administrator");
  add_dir(list, g_build_filename(BK_PREFIX, "local", "share", "backin", "servers.d", NULL), "package");
  add_dir(list, g_build_filename(BK_PREFIX, "share", "backin", "servers.d", NULL), "package");
  return list;
}

GPtrArray *bk_servers_path(const char *dirs) {
  GPtrArray *built_in = built_in_path();
  if (dirs == NULL || dirs[0] == '\0')
    return built_in;
  GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)dir_free);
  g_auto(GStrv) parts = g_strsplit(dirs, ":", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    const char *owner = "you";
    for (guint j = 0; j < built_in->len; j++) {
      const BkServersDir *known = g_ptr_array_index(built_in, j);
      owner = strcmp(known->path, parts[i]) == 0 ? known->owner : owner;
    }
    if (parts[i][0] != '\0')
      add_dir(list, g_strdup(parts[i]), owner);
  }
  g_ptr_array_unref(built_in);
  return list;
}

/* ---- files ---- */

/* A file that counts: of its name the first in the order of the directories. */
typedef struct {
  char *name;
  guint dir; /* index */
} Entry;

static void entry_free(Entry *entry) {
  g_free(entry->name);
  g_free(entry);
}

static gint compare_entries(gconstpointer a, gconstpointer b) {
  return strcmp((*(Entry *const *)a)->name, (*(Entry *const *)b)->name);
}

/* "50-acme.json" -> "acme"; NULL when nothing is left. */
static char *id_of(const char *name) {
  gsize digits = strspn(name, "0123456789");
  const char *start = digits > 0 && name[digits] == '-' ? name + digits + 1 : name;
  gsize length = strlen(start) - strlen(".json");
  return length > 0 && length <= 64 ? g_strndup(start, length) : NULL;
}

static gboolean is_id(const char *id) {
  for (const char *c = id; *c != '\0'; c++)
    if (!g_ascii_isalnum(*c) && strchr("._-", *c) == NULL)
      return FALSE;
  return TRUE;
}

/* Names in one directory that are not known from a higher one. */
static void list_dir(const BkServersDir *dir, guint index, GHashTable *known, GPtrArray *entries,
                     BkDiagnostics *problems) {
  g_autoptr(GDir) handle = g_dir_open(dir->path, 0, NULL);
  for (const char *name; handle != NULL && (name = g_dir_read_name(handle)) != NULL;) {
    if (!g_str_has_suffix(name, ".json") || name[0] == '.' || g_hash_table_contains(known, name))
      continue;
    if (entries->len >= BK_SERVERS_MAX_FILES) {
      bk_diagnostics_add(problems, BK_SEVERITY_ERROR, dir->path, 0, 0, "",
                         "holds too many files: at most %u are read from all directories together",
                         BK_SERVERS_MAX_FILES);
      return;
    }
    Entry *entry = g_new0(Entry, 1);
    entry->name = g_strdup(name);
    entry->dir = index;
    g_ptr_array_add(entries, entry);
    g_hash_table_add(known, entry->name);
  }
}

typedef struct {
  const GPtrArray *path;
  BkProviders *providers;
  BkServerList *list;
  GHashTable *ids; /* id -> file as shown */
  BkDiagnostics *problems;
} Load;

static void add_server(Load *load, const BkServersDir *dir, const char *id, const BkLayer *layer) {
  const char *other = g_hash_table_lookup(load->ids, id);
  if (other != NULL) {
    bk_diagnostics_add(
        load->problems, BK_SEVERITY_ERROR, layer->file, 0, 0, "",
        "the name \"%s\" is taken by %s; rename one of them, or give both the same number to let the "
        "higher directory win",
        id, other);
    return;
  }
  BkServer *server = bk_build_server(load->providers, layer, id, dir->owner, load->problems);
  if (server == NULL)
    return;
  g_ptr_array_add(load->list->servers, server);
  g_hash_table_insert(load->ids, server->id, server->file);
}

static void load_entry(Load *load, const Entry *entry, int handle) {
  const BkServersDir *dir = g_ptr_array_index(load->path, entry->dir);
  g_autofree char *shown = g_build_filename(dir->path, entry->name, NULL);
  g_autofree char *id = id_of(entry->name);
  if (id == NULL || !is_id(id)) {
    bk_diagnostics_add(load->problems, BK_SEVERITY_ERROR, shown, 0, 0, "",
                       "is not called NN-name.json: letters, digits, \"-\", \"_\" and \".\"");
    return;
  }
  BkLayer *layer = NULL;
  if (bk_files_read(handle, entry->name, shown, FALSE, load->problems, &layer) == BK_FILE_MASK)
    g_ptr_array_add(load->list->masked, g_strdup_printf("%s (%s)", id, dir->path));
  if (layer != NULL)
    add_server(load, dir, id, layer);
  bk_layer_free(layer);
}

BkServerList *bk_servers_load(const GPtrArray *path, BkDiagnostics *problems) {
  BkServerList *list = g_new0(BkServerList, 1);
  list->servers = g_ptr_array_new_with_free_func((GDestroyNotify)bk_server_free);
  list->masked = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
  g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(BkProviders) providers = bk_providers_new(path, NULL, FALSE, problems);
  g_autofree int *handles = g_new(int, path->len + 1);
  for (guint i = 0; i < path->len; i++) {
    const BkServersDir *dir = g_ptr_array_index(path, i);
    handles[i] = bk_files_open_dir(dir->path, problems);
    if (handles[i] >= 0)
      list_dir(dir, i, known, entries, problems);
  }
  g_ptr_array_sort(entries, compare_entries);

  Load load = {.path = path, .providers = providers, .list = list, .ids = ids, .problems = problems};
  for (guint i = 0; i < entries->len; i++) {
    const Entry *entry = g_ptr_array_index(entries, i);
    load_entry(&load, entry, handles[entry->dir]);
  }
  for (guint i = 0; i < path->len; i++)
    if (handles[i] >= 0)
      close(handles[i]);
  return list;
}

/* ---- the list ---- */

void bk_server_list_free(BkServerList *list) {
  if (list == NULL)
    return;
  g_ptr_array_unref(list->servers);
  g_ptr_array_unref(list->masked);
  g_free(list);
}

const BkServer *bk_server_list_find(const BkServerList *list, const char *id) {
  for (guint i = 0; i < list->servers->len; i++) {
    const BkServer *server = g_ptr_array_index(list->servers, i);
    if (strcmp(server->id, id) == 0)
      return server;
  }
  return NULL;
}

const BkServer *bk_server_list_suggest(const BkServerList *list, const char *email) {
  const char *at = strrchr(email, '@');
  g_autofree char *ascii = at != NULL ? g_hostname_to_ascii(at + 1) : NULL;
  if (ascii == NULL)
    return NULL;
  g_autofree char *domain = g_ascii_strdown(ascii, -1);
  for (guint i = 0; i < list->servers->len; i++) {
    const BkServer *server = g_ptr_array_index(list->servers, i);
    if (g_strv_contains((const char *const *)server->email_domains, domain))
      return server;
  }
  for (guint i = 0; i < list->servers->len; i++) {
    const BkServer *server = g_ptr_array_index(list->servers, i);
    if (bk_server_elsewhere(server, email) != NULL)
      return server;
  }
  return NULL;
}

/* ---- one file ---- */

BkServer *bk_server_read(const char *file, const GPtrArray *path, BkDiagnostics *problems) {
  g_autofree char *folder = g_path_get_dirname(file), *name = g_path_get_basename(file);
  g_autofree char *folder_name = g_path_get_basename(folder);
  gboolean provider = strcmp(folder_name, "providers") == 0;
  g_autofree char *beside = provider ? g_strdup(folder) : g_build_filename(folder, "providers", NULL);
  g_autoptr(BkProviders) providers = bk_providers_new(path, beside, TRUE, problems);
  BkLayer *layer = NULL;
  BkFileState state = bk_files_read(AT_FDCWD, file, file, TRUE, problems, &layer);
  BkServer *server = NULL;
  if (state == BK_FILE_MASK)
    bk_diagnostics_add(problems, BK_SEVERITY_WARNING, file, 0, 0, "", "is empty: it masks files of its name");
  if (layer != NULL && provider) {
    g_autofree char *word =
        g_str_has_suffix(name, ".json") ? g_strndup(name, strlen(name) - strlen(".json")) : g_strdup(name);
    bk_providers_check(providers, layer, word);
  } else if (layer != NULL) {
    g_autofree char *id = g_str_has_suffix(name, ".json") ? id_of(name) : NULL;
    if (id == NULL || !is_id(id))
      bk_diagnostics_add(problems, BK_SEVERITY_ERROR, file, 0, 0, "",
                         "is not called NN-name.json: letters, digits, \"-\", \"_\" and \".\"");
    server = bk_build_server(providers, layer, id, "you", problems);
  }
  bk_layer_free(layer);
  if (bk_diagnostics_errors(problems) > 0)
    g_clear_pointer(&server, bk_server_free);
  return server;
}
