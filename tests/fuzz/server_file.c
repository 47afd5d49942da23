/* A server file as anybody may write it: every mistake is a clean line with its place, and a file without
 * mistakes can be driven. Blanks at its beginning make it a provider, with a server that extends it. */
#include "fuzz/drive.h"
#include "fuzz/fuzz.h"
#include "servers/servers.h"

#include <string.h>

static GPtrArray *path;
static char *server_of_provider;

void fuzz_start(void) {
  static const char text[] = "{\"name\":\"Extends\",\"extends\":\"fuzz\",\"url\":\"https://api.example\"}";
  bk_json_init();
  path = bk_servers_path("servers.d");
  server_of_provider = fuzz_write("20-extends.json", text, strlen(text));
}

static void check_problems(const BkDiagnostics *problems) {
  for (guint i = 0; i < bk_diagnostics_count(problems); i++) {
    const BkDiagnostic *diagnostic = bk_diagnostics_get(problems, i);
    g_autofree char *line = bk_diagnostic_to_string(diagnostic);
    HOLDS(fuzz_is_printable(line) && strchr(line, '\n') == NULL);
    HOLDS(diagnostic->line >= 0 && diagnostic->column >= 0);
  }
}

/* What hangs on a server: where it is, whom it trusts; nothing is sent anywhere else. */
static void check_server(const BkServer *server) {
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  g_autofree char *origin = bk_origin_of(server->url);
  HOLDS(fuzz_is_printable(server->name) && fuzz_is_printable(server->title));
  HOLDS(g_strcmp0(origin, server->origin) == 0);
  HOLDS(g_strv_contains((const char *const *)server->origins, server->origin));
  for (char **other = server->origins; *other != NULL; other++) {
    g_autofree char *same = bk_origin_of(*other);
    HOLDS(g_strcmp0(same, *other) == 0);
  }
  for (guint i = 0; i < server->actions->len; i++)
    fuzz_drive(server, g_ptr_array_index(server->actions, i), none);
}

static void read_file(const char *file) {
  g_autoptr(BkDiagnostics) problems = bk_diagnostics_new();
  g_autoptr(BkServer) server = bk_server_read(file, path, problems);
  HOLDS(server == NULL || bk_diagnostics_errors(problems) == 0);
  check_problems(problems);
  if (server != NULL)
    check_server(server);
}

void fuzz_one(const char *bytes, gsize length) {
  if (memmem(bytes, length, FUZZ_SECRET, strlen(FUZZ_SECRET)) != NULL)
    return;
  gboolean provider = length > 0 && strchr(" \t\n\r", bytes[0]) != NULL && bytes[0] != '\0';
  g_autofree char *file = fuzz_write(provider ? "providers/fuzz.json" : "10-fuzz.json", bytes, length);
  read_file(file);
  if (provider)
    read_file(server_of_provider);
}
