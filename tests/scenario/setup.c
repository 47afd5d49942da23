#include "scenario.h"

#include "base/clock.h"
#include "base/diagnostics.h"

#include <glib/gstdio.h>
#include <string.h>

#define SERVERS_FOLDER "servers.d"

/* ---- the server ---- */

static char *find_shipped(const char *id) {
  g_autoptr(GDir) dir = g_dir_open(SERVERS_FOLDER, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    const char *bare = name + strspn(name, "0123456789");
    bare += *bare == '-';
    if (g_str_has_prefix(bare, id) && g_str_equal(bare + strlen(id), ".json"))
      return g_build_filename(SERVERS_FOLDER, name, NULL);
  }
  return NULL;
}

/* Writes file with patch laid over it into a folder of its own, and gives the new file. */
static char *write_patched(Scenario *scenario, const char *file, const char *patch, char **ret_folder) {
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;
  if (!g_file_get_contents(file, &text, &length, &error)) {
    trouble(scenario, "%s", error->message);
    return NULL;
  }
  g_autoptr(cJSON) under = bk_json_parse(text, length, NULL, NULL);
  g_autoptr(cJSON) over = bk_json_parse(patch, strlen(patch), NULL, &error);
  if (under == NULL || over == NULL) {
    trouble(scenario, "%s: %s", over == NULL ? "the indented JSON" : file,
            error ? error->message : "not JSON");
    return NULL;
  }
  g_autoptr(cJSON) merged = bk_json_merge(under, over);
  g_autofree char *merged_text = cJSON_Print(merged);
  g_autofree char *base = g_path_get_basename(file);
  *ret_folder = g_dir_make_tmp("backin-scenario-XXXXXX", NULL);
  char *patched = g_build_filename(*ret_folder, base, NULL);
  g_file_set_contents(patched, merged_text, -1, NULL);
  g_chmod(patched, 0600);
  return patched;
}

static gboolean read_server(Scenario *scenario, const char *file, const char *providers_beside) {
  g_autofree char *dirs = g_strjoin(":", providers_beside, SERVERS_FOLDER, NULL);
  g_autoptr(GPtrArray) path = bk_servers_path(dirs);
  g_autoptr(BkDiagnostics) problems = bk_diagnostics_new();
  scenario->server = bk_server_read(file, path, problems);
  for (guint i = 0; i < bk_diagnostics_count(problems) && scenario->server == NULL; i++) {
    g_autofree char *line = bk_diagnostic_to_string(bk_diagnostics_get(problems, i));
    trouble(scenario, "%s", line);
  }
  return scenario->server != NULL || trouble(scenario, "%s cannot be used", file);
}

gboolean do_server(Scenario *scenario, const char *rest) {
  g_autofree char *folder = g_path_get_dirname(scenario->path);
  g_autofree char *file =
      g_str_has_suffix(rest, ".json") ? g_build_filename(folder, rest, NULL) : find_shipped(rest);
  if (file == NULL)
    return trouble(scenario, "there is no server \"%s\" in %s", rest, SERVERS_FOLDER);
  g_autofree char *beside = g_path_get_dirname(file);
  g_autofree char *patch = read_block(scenario);
  if (patch == NULL)
    return read_server(scenario, file, beside);
  g_autofree char *temporary = NULL;
  g_autofree char *patched = write_patched(scenario, file, patch, &temporary);
  gboolean done = patched != NULL && read_server(scenario, patched, beside);
  if (patched != NULL)
    g_remove(patched);
  if (temporary != NULL)
    g_rmdir(temporary);
  return done;
}

/* ---- before the action ---- */

gboolean do_now(Scenario *scenario, const char *rest) {
  scenario->now = bk_clock_parse(rest);
  return scenario->now >= 0 || trouble(scenario, "\"%s\" is not a time like 2026-01-01T12:00:00Z", rest);
}

static void set_string(char **string, const char *value) {
  g_free(*string);
  *string = g_strdup(value);
}

gboolean do_with(Scenario *scenario, const char *rest) {
  g_autofree char *name = g_strdup(rest);
  const char *value = split_word(name);
  if (scenario->server == NULL || scenario->flow != NULL || !g_str_has_prefix(name, "session."))
    return trouble(scenario, "write \"with session.NAME VALUE\" after the server and before the action");
  if (scenario->session == NULL)
    scenario->session = bk_session_new(scenario->server->id, scenario->server->origin, "ana@example.com");
  BkSession *session = scenario->session;
  const char *member = name + strlen("session.");
  if (g_str_equal(member, "token"))
    session->token = bk_secret_new(value, -1);
  else if (g_str_equal(member, "refresh"))
    session->refresh = bk_secret_new(value, -1);
  else if (g_str_equal(member, "account"))
    set_string(&session->account, value);
  else if (g_str_equal(member, "origin"))
    set_string(&session->origin, value);
  else if (g_str_equal(member, "expires"))
    session->expires_at = bk_clock_parse(value);
  else
    g_hash_table_insert(session->values, g_strdup(member), bk_secret_new(value, -1));
  return TRUE;
}

gboolean do_action(Scenario *scenario, const char *rest) {
  g_autofree char *word = g_strdup(rest);
  const char *way_word = split_word(word);
  BkActionKind kind;
  BkWay way = BK_WAY_ONLY;
  if (scenario->server == NULL)
    return trouble(scenario, "the server comes first");
  if (!bk_action_from_word(word, &kind) || (*way_word != '\0' && !bk_way_from_word(way_word, &way)))
    return trouble(scenario, "\"%s\" is no action or way", rest);
  const BkAction *action = bk_server_action(scenario->server, kind, way);
  if (action == NULL)
    return trouble(scenario, "the server does not offer \"%s\"", rest);
  g_clear_pointer(&scenario->flow, bk_flow_free);
  scenario->flow = bk_flow_new(scenario->server, action, scenario->session);
  return TRUE;
}
