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
  /* Whose it is, the other device may have said. */
  const char *account = model->session ? model->session->account : model->email;
  const BkSessionEntry *entry = bk_model_entry(model, model->server->id, account);
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

/* ---- with another device ---------------------------------------------------------------------------- */

static const char *shown(const BkFlow *flow, const char *as) {
  const GPtrArray *values = bk_flow_shown(flow);
  for (guint i = 0; i < values->len; i++) {
    const BkShownValue *value = g_ptr_array_index(values, i);
    if (g_str_equal(value->as, as))
      return bk_secret_peek(value->value);
  }
  return NULL;
}

/* On stderr: the result is still to come. The values are single lines of clean text (flow.h), an address
 * alone on its line. */
void bk_cli_tell_device(const BkFlow *flow) {
  const char *link = shown(flow, "link"), *code = shown(flow, "code"),
             *complete = shown(flow, "complete_link");
  g_printerr("%s\n%s\n", bk_console(BK_SAY_OPEN_THERE), link ? link : complete ? complete : "");
  if (code)
    g_printerr("%s %s\n", bk_console(BK_SAY_TYPE_CODE), code);
  if (link && complete)
    g_printerr("%s\n%s\n", bk_console(BK_SAY_CODE_INSIDE), complete);
}

/* As soon as the server has told it, while the command waits. */
static void tell_device(const BkModel *model, gpointer data) {
  BkCli *cli = data;
  gboolean waits = model->flow && model->place == BK_PLACE_DEVICE && model->wait_until > 0;
  if (!waits || cli->device_told)
    return;
  cli->device_told = TRUE;
  bk_cli_tell_device(model->flow);
}

static BkExit login_with_device(BkCli *cli) {
  if (!bk_model_offers(cli->model, BK_ACTION_DEVICE)) {
    BkNotice notice = {.kind = BK_NOTICE_OUTCOME,
                       .outcome = BK_OUTCOME_UNSUPPORTED,
                       .action = BK_ACTION_DEVICE,
                       .server = cli->model->server->name};
    return bk_cli_tell(cli, &notice);
  }
  bk_runtime_on_change(cli->runtime, tell_device, cli);
  if (!bk_cli_post(cli, bk_message_start(BK_ACTION_DEVICE, BK_WAY_ONLY)))
    return cli->stopped;
  if (bk_cli_refused(cli))
    return bk_cli_tell_refusal(cli);
  return bk_cli_drive(cli) ? tell_signed_in(cli) : cli->stopped;
}

BkExit bk_command_login(BkCli *cli) {
  if (!bk_cli_begin(cli, BK_WITH_STORE) || !reach_sign_in(cli))
    return cli->stopped;
  if (bk_cli_refused(cli))
    return bk_cli_tell_refusal(cli);
  if (cli->options.device)
    return login_with_device(cli);
  if (cli->model->place == BK_PLACE_ELSEWHERE)
    return bk_cli_tell_elsewhere(cli);
  return bk_cli_drive(cli) ? tell_signed_in(cli) : cli->stopped;
}
