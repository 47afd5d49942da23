#include "cli/run.h"

/* The sessions to end, held: the list changes while they are. */
static GPtrArray *chosen(BkCli *cli) {
  GPtrArray *sessions = g_ptr_array_new_with_free_func((GDestroyNotify)bk_session_unref);
  if (!cli->options.all) {
    const BkSessionEntry *entry = bk_cli_session(cli);
    if (entry)
      g_ptr_array_add(sessions, bk_session_ref(entry->session));
    return sessions;
  }
  for (guint i = 0; i < cli->model->sessions->len; i++) {
    const BkSessionEntry *entry = g_ptr_array_index(cli->model->sessions, i);
    if (bk_cli_fits(cli, entry->session->server, entry->session->account))
      g_ptr_array_add(sessions, bk_session_ref(entry->session));
  }
  return sessions;
}

/* Ends one; what was said of it goes to the list. */
static BkExit end_one(BkCli *cli, const BkSession *session, cJSON *list) {
  if (!bk_cli_post(cli, bk_message_text(BK_MESSAGE_SESSION, session->server, session->account)) ||
      !bk_cli_post(cli, bk_message_new(BK_MESSAGE_SIGN_OUT)))
    return cli->stopped;
  const BkNotice *notice = &cli->model->notice;
  g_autofree char *sentence = bk_notice_sentence(notice);
  g_autofree char *advice = bk_notice_advice(notice);
  BkExit exit = bk_notice_exit(notice);
  cJSON *object = cJSON_CreateObject();
  bk_json_text(object, "server", session->server);
  bk_json_text(object, "account", session->account);
  cJSON_AddBoolToObject(object, "removed",
                        notice->result == BK_STORE_RESULT_OK || notice->result == BK_STORE_RESULT_ABSENT);
  bk_json_text(object, "outcome", bk_outcome_word(notice->outcome));
  bk_json_text(object, "message", sentence);
  cJSON_AddItemToArray(list, object);
  if (exit == BK_EXIT_OK)
    bk_cli_result(cli, sentence);
  else if (!cli->options.json)
    bk_cli_warn(cli, notice);
  if (exit == BK_EXIT_OK)
    bk_cli_note(cli, advice);
  return exit;
}

BkExit bk_command_logout(BkCli *cli) {
  if (!bk_cli_begin(cli, BK_WITH_STORE))
    return cli->stopped;
  if (cli->options.all && !bk_cli_can_read_store(cli))
    return cli->stopped;
  g_autoptr(GPtrArray) sessions = chosen(cli);
  if (cli->stopped != BK_EXIT_OK)
    return cli->stopped;
  BkExit worst = BK_EXIT_OK;
  cJSON *object = bk_json_result("backin.logout/1");
  cJSON *list = cJSON_AddArrayToObject(object, "sessions");
  for (guint i = 0; i < sessions->len && cli->stopped == BK_EXIT_OK; i++) {
    BkExit exit = end_one(cli, g_ptr_array_index(sessions, i), list);
    worst = worst == BK_EXIT_OK ? exit : worst;
  }
  if (sessions->len == 0)
    bk_cli_say(cli, BK_SAY_NO_SESSIONS);
  if (cli->options.json && cli->stopped == BK_EXIT_OK)
    bk_cli_print_json(object);
  else
    cJSON_Delete(object);
  return worst;
}
