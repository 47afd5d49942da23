/* reset list and cancel: what is kept of resets here, without asking anybody. */
#include "cli/run.h"

#include "words/words.h"

static char **row(const char *a, const char *b, const char *c, const char *d, const char *e) {
  const char *cells[] = {a, b, c, d, e, NULL};
  return g_strdupv((char **)cells);
}

BkExit bk_command_reset_list(BkCli *cli) {
  /* The store knows which of them were verified; where it cannot be read the list is no shorter. */
  if (!bk_cli_begin(cli, BK_WITH_LOOK))
    return cli->stopped;
  cJSON *object = bk_json_result("backin.resets/1");
  cJSON *list = cJSON_AddArrayToObject(object, "resets");
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
  g_ptr_array_add(rows, row(bk_console(BK_SAY_HEAD_ID), bk_console(BK_SAY_HEAD_SERVER),
                            bk_console(BK_SAY_HEAD_ACCOUNT), bk_console(BK_SAY_HEAD_STEP),
                            bk_console(BK_SAY_HEAD_UNTIL)));
  for (guint i = 0; i < cli->model->resets->len; i++) {
    const BkReset *reset = g_ptr_array_index(cli->model->resets, i);
    if (!bk_cli_fits(cli, reset->server, reset->email))
      continue;
    cJSON *item = cJSON_CreateObject();
    bk_cli_add_reset(item, cli->model, reset);
    cJSON_AddItemToArray(list, item);
    g_autofree char *until = reset->good_until > 0 ? bk_words_time(reset->good_until) : g_strdup("-");
    g_ptr_array_add(rows,
                    row(reset->id, reset->server, reset->email,
                        bk_console(reset->verified ? BK_SAY_STEP_VERIFIED : BK_SAY_STEP_MAILED), until));
  }
  if (cli->options.json) {
    bk_cli_print_json(object);
    return BK_EXIT_OK;
  }
  cJSON_Delete(object);
  if (rows->len > 1)
    bk_cli_print_table(rows);
  else
    bk_cli_say(cli, BK_SAY_NO_RESETS);
  return BK_EXIT_OK;
}

BkExit bk_command_reset_cancel(BkCli *cli) {
  /* With the store: a verified code may be kept there, and goes with it. */
  const BkReset *reset = bk_cli_begin(cli, BK_WITH_LOOK) ? bk_cli_reset(cli) : NULL;
  if (!reset)
    return cli->stopped;
  g_autofree char *id = g_strdup(reset->id);
  if (!bk_cli_post(cli, bk_message_text(BK_MESSAGE_DROP_RESET, id, NULL)))
    return cli->stopped;
  g_autofree char *line = bk_console_say(BK_SAY_RESET_FORGOTTEN, "id", id, NULL);
  if (cli->options.json) {
    cJSON *object = bk_json_result("backin.reset/1");
    bk_json_text(object, "id", id);
    cJSON_AddTrueToObject(object, "forgotten");
    bk_json_text(object, "message", line);
    bk_cli_print_json(object);
  }
  bk_cli_result(cli, line);
  return BK_EXIT_OK;
}
