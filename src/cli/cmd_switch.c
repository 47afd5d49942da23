#include "app/state.h"
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

static gboolean write_change(BkStateChangeKind kind, const BkSession *session, GError **error) {
  BkStateChange *change = bk_state_change_new(kind);
  change->account = bk_account_new(session->account, session->server, g_get_real_time() / G_USEC_PER_SEC);
  gboolean written = bk_state_write(change, error);
  bk_state_change_free(change);
  return written;
}

/* This is the only command that changes which account of a server is used when none is named; the server is
 * the one that was used last from then on. */
static gboolean remember(BkCli *cli, const BkSession *session) {
  g_autoptr(GError) error = NULL;
  gboolean written = write_change(BK_STATE_SET_DEFAULT, session, &error) &&
                     write_change(BK_STATE_TOUCH_ACCOUNT, session, &error);
  if (!written)
    g_printerr("backin: %s\n", error->message);
  cli->stopped = written ? BK_EXIT_OK : BK_EXIT_FAILED;
  return written;
}

BkExit bk_command_switch(BkCli *cli) {
  const BkSessionEntry *entry = bk_cli_begin(cli, BK_WITH_STORE) && ask(cli) ? bk_cli_session(cli) : NULL;
  if (!entry || !remember(cli, entry->session))
    return cli->stopped;
  if (cli->options.json) {
    cJSON *object = bk_json_result("backin.session/1");
    bk_cli_add_session(object, cli->model, entry);
    bk_cli_print_json(object);
    return BK_EXIT_OK;
  }
  g_autofree char *line = bk_console_say(BK_SAY_IN_USE, "account", entry->session->account, "server",
                                         bk_cli_server_name(cli->model, entry->session->server), NULL);
  bk_cli_result(cli, line);
  return BK_EXIT_OK;
}
