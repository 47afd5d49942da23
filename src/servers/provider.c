#include "servers/build.h"

#include "base/text.h"
#include "servers/files.h"
#include "servers/format.h"
#include "servers/texts.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define HEIGHT_MAX (BK_LAYERS_MAX - 1) /* how many may be laid over each other */

typedef enum { STATE_READING, STATE_GOOD, STATE_BAD, STATE_MASKED, STATE_ABSENT } State;

typedef struct {
  State state;
  BkProvider *provider; /* STATE_GOOD */
} Entry;

struct BkProviders {
  GArray *dirs; /* int: open "providers" directories, the first wins */
  GPtrArray *dir_names;
  gboolean lenient_first;
  GHashTable *entries; /* name -> Entry */
  BkDiagnostics *problems;
};

void bk_provider_unref(BkProvider *provider) {
  if (provider == NULL || !g_atomic_ref_count_dec(&provider->ref_count))
    return;
  bk_layer_free(provider->layer);
  bk_server_free(provider->filled);
  g_free(provider);
}

static void entry_free(Entry *entry) {
  bk_provider_unref(entry->provider);
  g_free(entry);
}

static void add_dir(BkProviders *providers, const char *path, gboolean lenient) {
  /* A checkout may be writable by a group: whoever asks for a check has chosen the file. */
  int dir =
      lenient ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : bk_files_open_dir(path, providers->problems);
  if (dir < 0)
    return;
  providers->lenient_first = providers->lenient_first || lenient;
  g_array_append_val(providers->dirs, dir);
  g_ptr_array_add(providers->dir_names, g_strdup(path));
}

BkProviders *bk_providers_new(const GPtrArray *path, const char *beside, gboolean lenient,
                              BkDiagnostics *problems) {
  BkProviders *providers = g_new0(BkProviders, 1);
  providers->dirs = g_array_new(FALSE, FALSE, sizeof(int));
  providers->dir_names = g_ptr_array_new_with_free_func(g_free);
  providers->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)entry_free);
  providers->problems = problems;
  if (beside != NULL)
    add_dir(providers, beside, lenient);
  for (guint i = 0; path != NULL && i < path->len; i++) {
    const BkServersDir *dir = g_ptr_array_index(path, i);
    g_autofree char *inside = g_build_filename(dir->path, "providers", NULL);
    add_dir(providers, inside, FALSE);
  }
  return providers;
}

void bk_providers_free(BkProviders *providers) {
  if (providers == NULL)
    return;
  for (guint i = 0; i < providers->dirs->len; i++)
    close(g_array_index(providers->dirs, int, i));
  g_array_unref(providers->dirs);
  g_ptr_array_unref(providers->dir_names);
  g_hash_table_unref(providers->entries);
  g_free(providers);
}

/* ---- finding ---- */

/* The name becomes a file name: one that is no name must not lead out of the directory. */
static gboolean is_file_name(const char *name) {
  g_autofree char *wrong = bk_check_provider_name(name);
  return wrong == NULL && name[0] != '\0';
}

static void complain_absent(BkProviders *providers, const BkReport *report, const BkPlace *place,
                            const char *name) {
  g_autoptr(GPtrArray) known = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < providers->dir_names->len; i++) {
    g_autoptr(GDir) dir = g_dir_open(g_ptr_array_index(providers->dir_names, i), 0, NULL);
    for (const char *file; dir != NULL && (file = g_dir_read_name(dir)) != NULL;)
      if (g_str_has_suffix(file, ".json"))
        g_ptr_array_add(known, g_strndup(file, strlen(file) - strlen(".json")));
  }
  g_ptr_array_add(known, NULL);
  const char *nearest = bk_text_nearest(name, (const char *const *)known->pdata);
  if (nearest != NULL)
    bk_report(report, BK_SEVERITY_ERROR, place, BK_AT_TOP,
              "there is no provider \"%s\"; did you mean \"%s\"?", name, nearest);
  else
    bk_report(report, BK_SEVERITY_ERROR, place, BK_AT_TOP,
              "there is no provider \"%s\": no providers/%s.json in any directory", name, name);
}

/* The first file of that name; a mask ends the search. STATE_READING: it was read. */
static State read_file(BkProviders *providers, const char *name, BkLayer **ret_layer) {
  g_autofree char *file = g_strconcat(name, ".json", NULL);
  for (guint i = 0; i < providers->dirs->len; i++) {
    g_autofree char *shown = g_build_filename(g_ptr_array_index(providers->dir_names, i), file, NULL);
    int dir = g_array_index(providers->dirs, int, i);
    gboolean lenient = i == 0 && providers->lenient_first && faccessat(dir, file, F_OK, 0) == 0;
    switch (bk_files_read(dir, file, shown, lenient, providers->problems, ret_layer)) {
    case BK_FILE_ABSENT:
      continue;
    case BK_FILE_MASK:
      return STATE_MASKED;
    case BK_FILE_REFUSED:
    case BK_FILE_BROKEN:
      return STATE_BAD;
    case BK_FILE_READ:
      return STATE_READING;
    }
  }
  return STATE_ABSENT;
}

/* ---- making ---- */

/* A provider of a layer that was read, which it takes; NULL: problems say why. */
static BkProvider *make_provider(BkProviders *providers, BkLayer *layer) {
  BkProvider *provider = g_new0(BkProvider, 1);
  g_atomic_ref_count_init(&provider->ref_count);
  provider->layer = layer;
  BkReport report = {.layers = {layer}, .count = 1, .problems = providers->problems};
  gboolean good;
  provider->parent = bk_providers_extended(providers, &report, &good);
  provider->height = provider->parent != NULL ? provider->parent->height + 1 : 1;
  if (good && provider->height > HEIGHT_MAX) {
    const BkPlace place = {.key = "extends"};
    bk_report(&report, BK_SEVERITY_ERROR, &place, BK_AT_TOP,
              "at most %u providers may be laid over each other", HEIGHT_MAX);
    good = FALSE;
  } else if (!good) {
    bk_format_validate(&bk_format_provider, layer->document, FALSE, &report);
  }
  if (good) {
    const cJSON *below = provider->parent != NULL ? provider->parent->filled->document : NULL;
    g_autoptr(cJSON) document = bk_json_merge(below, layer->document);
    good = bk_format_validate(&bk_format_provider, document, TRUE, &report);
    if (cJSON_IsObject(document)) {
      provider->filled = bk_build_filled(g_steal_pointer(&document), layer->file, below);
      good = bk_check_server(provider->filled, TRUE, &report, &provider->closed) && good;
    }
  }
  if (!good)
    g_clear_pointer(&provider, bk_provider_unref);
  return provider;
}

static const Entry *get_entry(BkProviders *providers, const char *name) {
  Entry *entry = g_hash_table_lookup(providers->entries, name);
  if (entry != NULL)
    return entry;
  entry = g_new0(Entry, 1);
  g_hash_table_insert(providers->entries, g_strdup(name),
                      entry); /* before its parents: a circle is noticed */
  BkLayer *layer = NULL;
  entry->state = is_file_name(name) ? read_file(providers, name, &layer) : STATE_ABSENT;
  if (layer != NULL) {
    entry->provider = make_provider(providers, layer);
    entry->state = entry->provider != NULL ? STATE_GOOD : STATE_BAD;
  }
  return entry;
}

static void add_layers(BkReport *report, const BkProvider *provider) {
  for (; provider != NULL && report->count < BK_LAYERS_MAX; provider = provider->parent)
    report->layers[report->count++] = provider->layer;
}

BkProvider *bk_providers_extended(BkProviders *providers, BkReport *report, gboolean *ret_good) {
  *ret_good = TRUE;
  const cJSON *document = report->layers[0]->document;
  const cJSON *extends = cJSON_IsObject(document) ? bk_json_member(document, "extends") : NULL;
  if (!cJSON_IsString(extends))
    return NULL;
  const char *name = extends->valuestring;
  const Entry *entry = get_entry(providers, name);
  const BkPlace place = {.key = "extends"};
  *ret_good = entry->state == STATE_GOOD;
  switch (entry->state) {
  case STATE_GOOD:
    add_layers(report, entry->provider);
    return entry->provider;
  case STATE_READING:
    bk_report(report, BK_SEVERITY_ERROR, &place, BK_AT_TOP,
              "\"%s\" extends itself, through this file or others", name);
    break;
  case STATE_BAD:
    bk_report(report, BK_SEVERITY_ERROR, &place, BK_AT_TOP, "the provider \"%s\" has mistakes of its own",
              name);
    break;
  case STATE_MASKED:
    bk_report(report, BK_SEVERITY_ERROR, &place, BK_AT_TOP, "the provider \"%s\" is masked by an empty file",
              name);
    break;
  case STATE_ABSENT:
    if (is_file_name(name)) /* else validate.c says what is wrong with it */
      complain_absent(providers, report, &place, name);
    break;
  }
  return NULL;
}

gboolean bk_providers_check(BkProviders *providers, const BkLayer *file, const char *name) {
  /* Under its own name, so that one which extends itself is noticed. */
  Entry *entry = g_new0(Entry, 1);
  g_hash_table_replace(providers->entries, g_strdup(name), entry);
  BkLayer *copy = g_new0(BkLayer, 1);
  copy->file = g_strdup(file->file);
  copy->text = g_strndup(file->text, file->length);
  copy->length = file->length;
  copy->document = cJSON_Duplicate(file->document, TRUE);
  entry->provider = make_provider(providers, copy);
  entry->state = entry->provider != NULL ? STATE_GOOD : STATE_BAD;
  return entry->state == STATE_GOOD;
}
