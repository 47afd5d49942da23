#include "cli/run.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The one command whose result is a secret. It goes out unbuffered, so that no copy stays behind. */
static BkExit print_token(const BkSession *session) {
  fflush(stdout);
  gboolean written =
      bk_cli_write(STDOUT_FILENO, bk_secret_peek(session->token), bk_secret_length(session->token)) &&
      bk_cli_write(STDOUT_FILENO, "\n", 1);
  return written ? BK_EXIT_OK : BK_EXIT_FAILED;
}

static BkExit print_json(const BkSession *session) {
  cJSON *object = bk_json_result("backin.token/1");
  bk_json_text(object, "server", session->server);
  bk_json_text(object, "account", session->account);
  bk_json_time(object, "expires_at", session->expires_at);
  bk_json_text(object, "token", bk_secret_peek(session->token));
  bk_cli_print_json(object);
  return BK_EXIT_OK;
}

/* The version that the asker speaks (KUBERNETES_EXEC_INFO), if it is one of the two there are. */
static const char *exec_credential_version(void) {
  static const char *const known[] = {"client.authentication.k8s.io/v1",
                                      "client.authentication.k8s.io/v1beta1"};
  const char *info = g_getenv("KUBERNETES_EXEC_INFO");
  g_autoptr(cJSON) object = info ? bk_json_parse(info, strlen(info), NULL, NULL) : NULL;
  const cJSON *version = bk_json_member(object, "apiVersion");
  gboolean beta = cJSON_IsString(version) && g_str_equal(version->valuestring, known[1]);
  return known[beta];
}

/* https://kubernetes.io/docs/reference/config-api/client-authentication.v1/ */
static BkExit print_exec_credential(const BkSession *session) {
  cJSON *object = cJSON_CreateObject();
  bk_json_text(object, "apiVersion", exec_credential_version());
  bk_json_text(object, "kind", "ExecCredential");
  cJSON *status = cJSON_AddObjectToObject(object, "status");
  if (session->expires_at > 0)
    bk_json_time(status, "expirationTimestamp", session->expires_at);
  bk_json_text(status, "token", bk_secret_peek(session->token));
  bk_cli_print_json(object);
  return BK_EXIT_OK;
}

BkExit bk_command_token(BkCli *cli) {
  const BkSessionEntry *entry = bk_cli_begin(cli, BK_WITH_STORE) ? bk_cli_fresh_session(cli) : NULL;
  if (!entry)
    return cli->stopped;
  if (isatty(STDOUT_FILENO))
    g_printerr("%s\n", bk_console(BK_SAY_TOKEN_ON_SCREEN));
  if (cli->options.exec_credential)
    return print_exec_credential(entry->session);
  return cli->options.json ? print_json(entry->session) : print_token(entry->session);
}
