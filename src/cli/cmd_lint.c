/* servers lint, schema and format: for those who write server files (see also cmd_try.c). They need no core.
 */
#include "cli/run.h"

#include <stdio.h>

static cJSON *diagnostic_json(const BkDiagnostic *diagnostic) {
  cJSON *object = cJSON_CreateObject();
  bk_json_text(object, "file", diagnostic->file);
  cJSON_AddNumberToObject(object, "line", diagnostic->line);
  cJSON_AddNumberToObject(object, "column", diagnostic->column);
  bk_json_text(object, "path", diagnostic->path);
  bk_json_text(object, "severity", diagnostic->severity == BK_SEVERITY_ERROR ? "error" : "warning");
  bk_json_text(object, "text", diagnostic->text);
  return object;
}

void bk_cli_print_diagnostics(const BkCli *cli, const BkDiagnostics *problems) {
  cJSON *object = bk_json_result("backin.lint/1");
  cJSON *list = cJSON_AddArrayToObject(object, "diagnostics");
  for (guint i = 0; i < bk_diagnostics_count(problems); i++) {
    const BkDiagnostic *diagnostic = bk_diagnostics_get(problems, i);
    g_autofree char *line = bk_diagnostic_to_string(diagnostic);
    cJSON_AddItemToArray(list, diagnostic_json(diagnostic));
    bk_cli_result(cli, line);
  }
  cJSON_AddNumberToObject(object, "errors", bk_diagnostics_errors(problems));
  if (cli->options.json)
    bk_cli_print_json(object);
  else
    cJSON_Delete(object);
}

BkExit bk_command_servers_lint(BkCli *cli) {
  g_autoptr(BkDiagnostics) problems = bk_diagnostics_new();
  const char *dirs = cli->options.servers_dir ? cli->options.servers_dir : g_getenv("BACKIN_SERVERS_PATH");
  g_autoptr(GPtrArray) path = bk_servers_path(dirs);
  for (int i = 0; cli->arguments[i]; i++) {
    g_autoptr(BkServer) server = bk_server_read(cli->arguments[i], path, problems);
    (void)server;
  }
  bk_cli_print_diagnostics(cli, problems);
  return bk_diagnostics_errors(problems) > 0 ? BK_EXIT_CONFIGURATION : BK_EXIT_OK;
}

BkExit bk_command_servers_schema(BkCli *cli) {
  cJSON *schema = bk_servers_schema(cli->options.provider);
  char *text = cJSON_Print(schema);
  fputs(text, stdout);
  fputc('\n', stdout);
  cJSON_free(text);
  cJSON_Delete(schema);
  return BK_EXIT_OK;
}

BkExit bk_command_servers_format(BkCli *cli G_GNUC_UNUSED) {
  g_autofree char *text = bk_servers_reference();
  fputs(text, stdout);
  return BK_EXIT_OK;
}
