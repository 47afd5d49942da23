#include "cli/run.h"

BkExit bk_command_refresh(BkCli *cli) {
  const BkSessionEntry *entry = bk_cli_begin(cli, BK_WITH_STORE) ? bk_cli_session(cli) : NULL;
  if (!entry)
    return cli->stopped;
  g_autofree char *server = g_strdup(entry->session->server), *account = g_strdup(entry->session->account);
  if (!bk_cli_post(cli, bk_message_new(BK_MESSAGE_REFRESH)))
    return cli->stopped;
  if (bk_cli_refused(cli))
    return bk_cli_tell_refusal(cli);
  g_autofree char *sentence = bk_notice_sentence(&cli->model->notice);
  entry = bk_model_entry(cli->model, server, account);
  if (cli->options.json) {
    cJSON *object = bk_json_result("backin.session/1");
    if (entry)
      bk_cli_add_session(object, cli->model, entry);
    bk_json_text(object, "message", sentence);
    bk_cli_print_json(object);
  }
  bk_cli_result(cli, sentence);
  return BK_EXIT_OK;
}
