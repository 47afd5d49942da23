#include "servers/build.h"

#include "base/exchange.h"
#include "base/text.h"
#include "servers/files.h"
#include "servers/format.h"
#include "servers/parts.h"
#include "servers/texts.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PROVIDERS_MAX (BK_LAYERS_MAX - 1) /* how many may be laid over each other */

typedef enum {
  PROVIDER_READING,
  PROVIDER_GOOD,
  PROVIDER_BAD,
  PROVIDER_MASKED,
  PROVIDER_ABSENT
} ProviderState;

typedef struct Provider {
  ProviderState state;
  BkLayer *layer;                /* or NULL */
  const struct Provider *parent; /* what it extends, or NULL */
  guint height;                  /* of the chain, itself included */
  cJSON *document;               /* merged over its parents */
} Provider;

struct BkBuilder {
  GArray *dirs; /* int: open "providers" directories, the first wins */
  GPtrArray *dir_names;
  gboolean lenient_first;
  GHashTable *providers; /* name -> Provider */
  BkDiagnostics *problems;
};

static void provider_free(Provider *provider) {
  bk_layer_free(provider->layer);
  cJSON_Delete(provider->document);
  g_free(provider);
}

static void add_dir(BkBuilder *builder, const char *path) {
  int dir = bk_files_open_dir(path, builder->problems);
  if (dir < 0)
    return;
  g_array_append_val(builder->dirs, dir);
  g_ptr_array_add(builder->dir_names, g_strdup(path));
}

BkBuilder *bk_builder_new(const GPtrArray *path, const char *beside, gboolean lenient,
                          BkDiagnostics *problems) {
  BkBuilder *builder = g_new0(BkBuilder, 1);
  builder->dirs = g_array_new(FALSE, FALSE, sizeof(int));
  builder->dir_names = g_ptr_array_new_with_free_func(g_free);
  builder->providers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)provider_free);
  builder->problems = problems;
  if (beside != NULL) {
    /* A checkout may be writable by a group: whoever asks for a check has chosen the file. */
    int dir =
        lenient ? open(beside, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : bk_files_open_dir(beside, problems);
    if (dir >= 0) {
      g_array_append_val(builder->dirs, dir);
      g_ptr_array_add(builder->dir_names, g_strdup(beside));
      builder->lenient_first = lenient;
    }
  }
  for (guint i = 0; path != NULL && i < path->len; i++) {
    g_autofree char *providers =
        g_build_filename(((const BkServersDir *)path->pdata[i])->path, "providers", NULL);
    add_dir(builder, providers);
  }
  return builder;
}

void bk_builder_free(BkBuilder *builder) {
  if (builder == NULL)
    return;
  for (guint i = 0; i < builder->dirs->len; i++)
    close(g_array_index(builder->dirs, int, i));
  g_array_unref(builder->dirs);
  g_ptr_array_unref(builder->dir_names);
  g_hash_table_unref(builder->providers);
  g_free(builder);
}

/* ---- filling
 * ------------------------------------------------------------------------------------------------ */

static void add_unique(GPtrArray *texts, char *text) {
  if (text == NULL || g_ptr_array_find_with_equal_func(texts, text, g_str_equal, NULL))
    g_free(text);
  else
    g_ptr_array_add(texts, text);
}

static char **finish_strv(GPtrArray *texts) {
  g_ptr_array_add(texts, NULL);
  return (char **)g_ptr_array_free(texts, FALSE);
}

/* What follows from the URLs: where things may be sent, and where mailed links may lead. */
static void derive_hosts(BkServer *server) {
  GPtrArray *origins = g_ptr_array_new(), *hosts = g_ptr_array_new();
  server->origin = bk_origin_of(server->url);
  server->host = bk_host_of(server->url);
  add_unique(origins, g_strdup(server->origin));
  add_unique(hosts, g_strdup(server->host));
  for (guint i = 0; i < server->urls->len; i++) {
    const BkPair *url = g_ptr_array_index(server->urls, i);
    add_unique(origins, bk_origin_of(url->value));
    add_unique(hosts, bk_host_of(url->value));
  }
  for (guint i = 0; server->link_hosts[i] != NULL; i++)
    add_unique(hosts, g_strdup(server->link_hosts[i]));
  g_strfreev(server->link_hosts);
  server->origins = finish_strv(origins);
  server->link_hosts = finish_strv(hosts);
}

static void inherit_verified(BkServer *server) {
  for (guint i = 0; i < server->actions->len; i++) {
    BkAction *action = g_ptr_array_index(server->actions, i);
    if (action->verified.by != BK_VERIFIED_NONE)
      continue;
    action->verified.by = server->verified.by;
    action->verified.on = g_strdup(server->verified.on);
    action->verified.note = g_strdup(server->verified.note);
  }
}

/* A server's value replaces the provider's declaration; its title is still wanted. */
static void inherit_titles(BkServer *server, const cJSON *provider) {
  const cJSON *declared = provider != NULL ? bk_json_member(provider, "variables") : NULL;
  for (guint i = 0; declared != NULL && i < server->variables->len; i++) {
    BkVariable *variable = g_ptr_array_index(server->variables, i);
    const cJSON *declaration = bk_json_member(declared, variable->name);
    const cJSON *title = declaration != NULL ? bk_json_member(declaration, "title") : NULL;
    if (variable->title == NULL && cJSON_IsString(title))
      variable->title = g_strdup(title->valuestring);
  }
}

static BkServer *fill_server(cJSON *document, const char *file, const cJSON *provider) {
  BkServer *server = g_new0(BkServer, 1);
  bk_fill(&bk_format_server, document, server);
  bk_fill(&bk_format_provider, document, server);
  server->document = document;
  server->file = g_strdup(file);
  if (server->title == NULL)
    server->title = g_strdup(server->name);
  if (server->auth->kind == BK_AUTH_NONE) {
    server->auth->kind = BK_AUTH_BEARER;
    server->auth->value = g_strdup("{{session.token}}");
  }
  if (server->ca_file != NULL && !g_path_is_absolute(server->ca_file)) {
    g_autofree char *given = server->ca_file, *folder = g_path_get_dirname(file);
    server->ca_file = g_build_filename(folder, given, NULL);
  }
  derive_hosts(server);
  inherit_verified(server);
  inherit_titles(server, provider);
  return server;
}

/* ---- providers
 * ------------------------------------------------------------------------------------------------ */

static void add_layers(BkReport *report, const Provider *provider) {
  for (; provider != NULL && report->count < BK_LAYERS_MAX; provider = provider->parent)
    report->layers[report->count++] = provider->layer;
}

static Provider *get_provider(BkBuilder *builder, const char *name);

/* The name becomes a file name: one that is no name must not lead out of the directory. */
static gboolean is_file_name(const char *name) {
  g_autofree char *wrong = bk_check_provider_name(name);
  return wrong == NULL && name[0] != '\0';
}

static const char *extends_of(const cJSON *document) {
  const cJSON *extends = cJSON_IsObject(document) ? bk_json_member(document, "extends") : NULL;
  return cJSON_IsString(extends) ? extends->valuestring : NULL;
}

static void complain_absent(BkBuilder *builder, const BkReport *report, const BkPlace *place,
                            const char *name) {
  g_autoptr(GPtrArray) known = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < builder->dir_names->len; i++) {
    g_autoptr(GDir) dir = g_dir_open(g_ptr_array_index(builder->dir_names, i), 0, NULL);
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

/* The provider that a file extends; NULL where there is none to extend or it cannot be used (*ret_good). */
static const Provider *parent_of(BkBuilder *builder, const BkReport *report, gboolean *ret_good) {
  *ret_good = TRUE;
  const char *name = extends_of(report->layers[0]->document);
  if (name == NULL)
    return NULL;
  const Provider *parent = get_provider(builder, name);
  if (parent->state == PROVIDER_GOOD)
    return parent;
  *ret_good = FALSE;
  const BkPlace place = {.key = "extends"};
  if (parent->state == PROVIDER_READING)
    bk_report(report, BK_SEVERITY_ERROR, &place, BK_AT_TOP,
              "\"%s\" extends itself, through this file or others", name);
  else if (parent->state == PROVIDER_BAD)
    bk_report(report, BK_SEVERITY_ERROR, &place, BK_AT_TOP, "the provider \"%s\" has mistakes of its own",
              name);
  else if (parent->state == PROVIDER_MASKED)
    bk_report(report, BK_SEVERITY_ERROR, &place, BK_AT_TOP, "the provider \"%s\" is masked by an empty file",
              name);
  else if (is_file_name(name)) /* else validate.c says what is wrong with it */
    complain_absent(builder, report, &place, name);
  return NULL;
}

static gboolean build_provider(BkBuilder *builder, Provider *provider) {
  BkReport report = {.layers = {provider->layer}, .count = 1, .problems = builder->problems};
  gboolean good;
  provider->parent = parent_of(builder, &report, &good);
  provider->height = provider->parent != NULL ? provider->parent->height + 1 : 1;
  if (good && provider->height > PROVIDERS_MAX) {
    const BkPlace place = {.key = "extends"};
    bk_report(&report, BK_SEVERITY_ERROR, &place, BK_AT_TOP,
              "at most %u providers may be laid over each other", PROVIDERS_MAX);
    return FALSE;
  }
  if (!good) {
    bk_format_validate(&bk_format_provider, provider->layer->document, FALSE, &report);
    return FALSE;
  }
  const cJSON *below = provider->parent != NULL ? provider->parent->document : NULL;
  provider->document = bk_json_merge(below, provider->layer->document);
  add_layers(&report, provider->parent);
  good = bk_format_validate(&bk_format_provider, provider->document, TRUE, &report);
  if (!cJSON_IsObject(provider->document))
    return FALSE;
  g_autoptr(BkServer) filled = fill_server(provider->document, provider->layer->file, below);
  good = bk_check_server(filled, TRUE, &report) && good;
  filled->document = NULL; /* stays ours */
  return good;
}

/* The first file of that name; masks end the search. */
static ProviderState read_provider(BkBuilder *builder, const char *name, BkLayer **ret_layer) {
  g_autofree char *file = g_strconcat(name, ".json", NULL);
  for (guint i = 0; i < builder->dirs->len; i++) {
    g_autofree char *shown = g_build_filename(g_ptr_array_index(builder->dir_names, i), file, NULL);
    int dir = g_array_index(builder->dirs, int, i);
    gboolean lenient = i == 0 && builder->lenient_first && faccessat(dir, file, F_OK, 0) == 0;
    switch (bk_files_read(dir, file, shown, lenient, builder->problems, ret_layer)) {
    case BK_FILE_ABSENT:
      continue;
    case BK_FILE_MASK:
      return PROVIDER_MASKED;
    case BK_FILE_REFUSED:
    case BK_FILE_BROKEN:
      return PROVIDER_BAD;
    case BK_FILE_READ:
      return PROVIDER_READING;
    }
  }
  return PROVIDER_ABSENT;
}

static Provider *get_provider(BkBuilder *builder, const char *name) {
  Provider *provider = g_hash_table_lookup(builder->providers, name);
  if (provider != NULL)
    return provider;
  provider = g_new0(Provider, 1);
  g_hash_table_insert(builder->providers, g_strdup(name), provider);
  if (is_file_name(name))
    provider->state = read_provider(builder, name, &provider->layer);
  else
    provider->state = PROVIDER_ABSENT;
  if (provider->state == PROVIDER_READING)
    provider->state = build_provider(builder, provider) ? PROVIDER_GOOD : PROVIDER_BAD;
  return provider;
}

gboolean bk_builder_provider(BkBuilder *builder, const BkLayer *file, const char *name) {
  /* Under its own name, so that one which extends itself is noticed. The layer is borrowed. */
  Provider *provider = g_new0(Provider, 1);
  provider->layer = (BkLayer *)file;
  g_hash_table_replace(builder->providers, g_strdup(name), provider);
  gboolean good = build_provider(builder, provider);
  provider->state = good ? PROVIDER_GOOD : PROVIDER_BAD;
  provider->layer = NULL;
  return good;
}

/* ---- servers
 * --------------------------------------------------------------------------------------------------- */

BkServer *bk_builder_server(BkBuilder *builder, const BkLayer *file, const char *id, const char *owner) {
  BkReport report = {.layers = {file}, .count = 1, .problems = builder->problems};
  gboolean good;
  const Provider *parent = parent_of(builder, &report, &good);
  if (!good) {
    bk_format_validate(&bk_format_server, file->document, FALSE, &report);
    return NULL;
  }
  const cJSON *below = parent != NULL ? parent->document : NULL;
  g_autoptr(cJSON) document = bk_json_merge(below, file->document);
  add_layers(&report, parent);
  good = bk_format_validate(&bk_format_server, document, TRUE, &report);
  if (!cJSON_IsObject(document))
    return NULL;
  g_autoptr(BkServer) server = fill_server(g_steal_pointer(&document), file->file, below);
  server->id = g_strdup(id);
  server->owner = g_strdup(owner);
  good = bk_check_server(server, FALSE, &report) && good;
  return good ? g_steal_pointer(&server) : NULL;
}
