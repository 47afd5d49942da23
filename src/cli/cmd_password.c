#include "cli/run.h"

BkExit bk_command_password_change(BkCli *cli) {
  const BkSessionEntry *entry = bk_cli_begin(cli, BK_WITH_STORE) ? bk_cli_session(cli) : NULL;
  if (!entry)
    return cli->stopped;
  g_autofree char *server = g_strdup(entry->session->server), *account = g_strdup(entry->session->account);
  if (!bk_model_offers(cli->model, BK_ACTION_CHANGE_PASSWORD)) {
    BkNotice notice = {.kind = BK_NOTICE_OUTCOME,
                       .outcome = BK_OUTCOME_UNSUPPORTED,
                       .action = BK_ACTION_CHANGE_PASSWORD,
                       .server = (char *)bk_cli_server_name(cli->model, server)};
    return bk_cli_tell(cli, &notice);
  }
  if (!bk_cli_post(cli, bk_message_start(BK_ACTION_CHANGE_PASSWORD, BK_WAY_ONLY)))
    return cli->stopped;
  if (bk_cli_refused(cli))
    return bk_cli_tell_refusal(cli);
  return bk_cli_drive(cli) ? bk_cli_tell_changed(cli, server, account) : cli->stopped;
}
