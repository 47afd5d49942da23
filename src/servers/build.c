#include "servers/build.h"

#include "base/exchange.h"
#include "servers/format.h"
#include "servers/parts.h"

#include <string.h>

/* ---- what follows from a document ---- */

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

/* Among which a session is shared: those of session_urls, and that of url. */
static GPtrArray *session_origins(const BkServer *server) {
  GPtrArray *origins = g_ptr_array_new();
  if (server->session_urls[0] != NULL)
    add_unique(origins, g_strdup(server->origin));
  for (guint i = 0; i < server->urls->len; i++) {
    const BkPair *url = g_ptr_array_index(server->urls, i);
    if (g_strv_contains((const char *const *)server->session_urls, url->name))
      add_unique(origins, bk_origin_of(url->value));
  }
  return origins;
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
  server->session_origins = finish_strv(session_origins(server));
  server->link_hosts = finish_strv(hosts);
}

static void inherit_verified(BkServer *server) {
  for (guint i = 0; i < server->actions->len; i++) {
    BkAction *action = g_ptr_array_index(server->actions, i);
    if (action->verified.by != BK_VERIFIED_NONE)
      continue;
    g_free(action->verified.on); /* of a wrong document */
    g_free(action->verified.note);
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

BkServer *bk_build_filled(cJSON *document, const char *file, const cJSON *below) {
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
  inherit_titles(server, below);
  return server;
}

/* ---- borrowing ---- */

static const char *const lent[] = {"actions", "inputs", "headers", "auth", NULL};

/* Keys of a provider that a server may set without touching what is lent. */
static const char *const harmless[] = {"extends", "variables", "elsewhere", "lost_second_factor", NULL};

/* Whether all that a file says of the protocol are values for its provider's variables: most do. */
static gboolean can_borrow(const cJSON *document, const BkProvider *provider) {
  const cJSON *member;
  cJSON_ArrayForEach (member, document) {
    if (cJSON_IsNull(member))
      return FALSE;
    const BkKey *row = bk_format_key(&bk_format_provider, member->string);
    if (row != NULL && !g_strv_contains(harmless, member->string))
      return FALSE;
  }
  const cJSON *variables = bk_json_member(document, "variables");
  if (variables != NULL && !cJSON_IsObject(variables))
    return FALSE;
  cJSON_ArrayForEach (member, variables)
    if (!cJSON_IsString(member) || bk_server_variable(provider->filled, member->string) == NULL)
      return FALSE;
  return provider->closed;
}

/* What bk_json_merge() gives, without copies of what the file leaves alone and without what is lent. */
static cJSON *merge_lightly(const cJSON *below, const cJSON *above) {
  cJSON *document = cJSON_CreateObject();
  const cJSON *member;
  cJSON_ArrayForEach (member, below)
    if (bk_json_member(above, member->string) == NULL && !g_strv_contains(lent, member->string))
      cJSON_AddItemReferenceToObject(document, member->string, (cJSON *)member);
  cJSON_ArrayForEach (member, above)
    cJSON_AddItemToObject(document, member->string,
                          bk_json_merge(bk_json_member(below, member->string), member));
  return document;
}

static void lend(BkServer *server, BkProvider *provider) {
  const BkServer *made = provider->filled;
  g_ptr_array_unref(server->actions);
  g_ptr_array_unref(server->inputs);
  g_ptr_array_unref(server->headers);
  bk_auth_free(server->auth);
  server->actions = made->actions;
  server->inputs = made->inputs;
  server->headers = made->headers;
  server->auth = made->auth;
  for (guint i = 0; lent[i] != NULL; i++) {
    const cJSON *member = bk_json_member(made->document, lent[i]);
    if (member != NULL)
      cJSON_AddItemReferenceToObject(server->document, lent[i], (cJSON *)member);
  }
  g_atomic_ref_count_inc(&provider->ref_count);
  server->shared = provider;
}

static gboolean has_all_values(const BkServer *server) {
  for (guint i = 0; i < server->variables->len; i++)
    if (((const BkVariable *)g_ptr_array_index(server->variables, i))->value == NULL)
      return FALSE;
  return TRUE;
}

/* The short way, which hundreds of servers of few providers take: the provider was checked, so only the
 * little that is the file's own needs a look. NULL where that does not do, or where anything is wrong: the
 * long way then says what. */
static BkServer *borrow_server(const BkLayer *file, BkProvider *provider) {
  if (provider == NULL || !cJSON_IsObject(file->document) || !can_borrow(file->document, provider))
    return NULL;
  g_autoptr(BkDiagnostics) unsaid = bk_diagnostics_new();
  const BkReport silent = {.layers = {file}, .count = 1, .problems = unsaid};
  if (!bk_format_validate(&bk_format_server, file->document, TRUE, &silent))
    return NULL;
  const cJSON *below = provider->filled->document;
  g_autoptr(BkServer) server = bk_build_filled(merge_lightly(below, file->document), file->file, below);
  if (!has_all_values(server))
    return NULL;
  lend(server, provider);
  return g_steal_pointer(&server);
}

/* ---- the server ---- */

static BkServer *build_fully(const BkLayer *file, const BkProvider *provider, const BkReport *report) {
  const cJSON *below = provider != NULL ? provider->filled->document : NULL;
  g_autoptr(cJSON) document = bk_json_merge(below, file->document);
  gboolean good = bk_format_validate(&bk_format_server, document, TRUE, report);
  if (!cJSON_IsObject(document))
    return NULL;
  g_autoptr(BkServer) server = bk_build_filled(g_steal_pointer(&document), file->file, below);
  good = bk_check_server(server, FALSE, report, NULL) && good;
  return good ? g_steal_pointer(&server) : NULL;
}

BkServer *bk_build_server(BkProviders *providers, const BkLayer *file, const char *id, const char *owner,
                          BkDiagnostics *problems) {
  BkReport report = {.layers = {file}, .count = 1, .problems = problems};
  gboolean good;
  BkProvider *provider = bk_providers_extended(providers, &report, &good);
  if (!good) {
    bk_format_validate(&bk_format_server, file->document, FALSE, &report);
    return NULL;
  }
  BkServer *server = borrow_server(file, provider);
  if (server == NULL)
    server = build_fully(file, provider, &report);
  if (server == NULL)
    return NULL;
  server->id = g_strdup(id);
  server->owner = g_strdup(owner);
  return server;
}
