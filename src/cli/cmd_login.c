#include "cli/run.h"
#include "words/words.h"

/* Address, server, place to keep: all before anything is sent. */
static gboolean reach_sign_in(BkCli *cli) {
  g_autofree char *email = bk_cli_email(cli);
  if (!email || !bk_cli_post(cli, bk_message_text(BK_MESSAGE_EMAIL, NULL, email)))
    return FALSE;
  if (bk_cli_refused(cli)) {
    cli->stopped = bk_cli_tell_refusal(cli);
    return FALSE;
  }
  const BkServer *server = bk_cli_server(cli);
  return server && bk_cli_place_to_keep(cli) &&
         bk_cli_post(cli, bk_message_text(BK_MESSAGE_SERVER, server->id, NULL));
}

static BkExit tell_signed_in(BkCli *cli) {
  const BkModel *model = cli->model;
  const BkSessionEntry *entry = bk_model_entry(model, model->server->id, model->email);
  g_autofree char *sentence = bk_notice_sentence(&model->notice);
  if (cli->options.json) {
    cJSON *object = bk_json_result("backin.session/1");
    if (entry)
      bk_cli_add_session(object, model, entry);
    bk_json_text(object, "message", sentence);
    bk_cli_print_json(object);
    return BK_EXIT_OK;
  }
  bk_cli_result(cli, sentence);
  bk_cli_note(cli, bk_words_store(entry ? entry->kept : BK_STORE_NONE));
  return BK_EXIT_OK;
}

BkExit bk_command_login(BkCli *cli) {
  if (!bk_cli_begin(cli, BK_WITH_STORE) || !reach_sign_in(cli))
    return cli->stopped;
  if (bk_cli_refused(cli))
    return bk_cli_tell_refusal(cli);
  if (cli->model->place == BK_PLACE_ELSEWHERE)
    return bk_cli_tell_elsewhere(cli);
  return bk_cli_drive(cli) ? tell_signed_in(cli) : cli->stopped;
}
