#include "cli/run.h"

/* Asks which, where neither --server nor --user says it. FALSE: told. */
static gboolean ask(BkCli *cli) {
  const GPtrArray *sessions = cli->model->sessions;
  if (cli->options.server || cli->options.user || sessions->len == 0)
    return TRUE;
  if (!bk_cli_has_person(cli)) {
    bk_cli_usage(cli, "input_missing", "which session? Give it with --server ID and --user EMAIL");
    return FALSE;
  }
  g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < sessions->len; i++) {
    const BkSession *session = ((const BkSessionEntry *)g_ptr_array_index(sessions, i))->session;
    g_ptr_array_add(labels, g_strdup_printf("%s  %s", session->server, session->account));
  }
  int index = bk_terminal_choose(bk_console(BK_SAY_WHICH_SESSION), labels, -1);
  if (index < 0) {
    BkNotice notice = {.kind = BK_NOTICE_CANCELLED};
    cli->stopped = bk_cli_tell(cli, &notice);
    return FALSE;
  }
  const BkSession *session = ((const BkSessionEntry *)g_ptr_array_index(sessions, index))->session;
  cli->options.server = g_strdup(session->server);
  cli->options.user = g_strdup(session->account);
  return TRUE;
}

BkExit bk_command_switch(BkCli *cli) {
  const BkSessionEntry *entry = bk_cli_begin(cli, BK_WITH_STORE) && ask(cli) ? bk_cli_session(cli) : NULL;
  if (!entry || !bk_cli_post(cli, bk_message_new(BK_MESSAGE_SWITCH)))
    return cli->stopped;
  if (cli->model->unwritten) {
    g_printerr("backin: %s\n", cli->model->unwritten);
    return BK_EXIT_FAILED;
  }
  g_autofree char *sentence = bk_notice_sentence(&cli->model->notice);
  if (cli->options.json) {
    cJSON *object = bk_json_result("backin.session/1");
    bk_cli_add_session(object, cli->model, entry);
    bk_cli_print_json(object);
  }
  bk_cli_result(cli, sentence);
  return BK_EXIT_OK;
}
