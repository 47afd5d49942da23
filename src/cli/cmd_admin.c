#include "cli/run.h"

#include "words/words.h"

#include <fcntl.h>

/* ---- what is asked for ----------------------------------------------------------------------------- */

/* FALSE: told. */
static gboolean find_way(BkCli *cli, BkWay *ret_way) {
  const struct {
    gboolean given;
    BkWay way;
  } options[] = {{cli->options.generate, BK_WAY_GENERATE},
                 {cli->options.link, BK_WAY_LINK},
                 {cli->options.send, BK_WAY_SEND},
                 {cli->options.set, BK_WAY_SET}};
  int given = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(options); i++) {
    if (!options[i].given)
      continue;
    *ret_way = options[i].way;
    given++;
  }
  if (given == 1)
    return TRUE;
  bk_cli_usage(cli, "usage", "say how, and only one: --generate, --link, --send or --set");
  return FALSE;
}

/* Before anything is changed: a value that nobody could read would be lost. FALSE: told. */
static gboolean can_show(BkCli *cli, BkWay way) {
  int fd = cli->options.out_fd;
  if (fd >= 0) {
    int flags = fcntl(fd, F_GETFL);
    gboolean writable = flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
    if (writable && !(fd == 1 && cli->options.json))
      return TRUE;
    bk_cli_usage(cli, "usage", "--out-fd=%d: %s", fd,
                 writable ? "the value never goes into the JSON of standard output" : "not open for writing");
    return FALSE;
  }
  if ((way != BK_WAY_GENERATE && way != BK_WAY_LINK) ||
      (!cli->options.no_input && bk_terminal_can_show_once()))
    return TRUE;
  bk_cli_usage(
      cli, "input_missing",
      "what is shown once needs a terminal that can clear itself, or --out-fd N; nothing was changed");
  return FALSE;
}

/* The administrator's session where there is one; a server may as well want a key instead. FALSE: told. */
static gboolean act_as(BkCli *cli, const BkServer *server) {
  g_free(cli->options.server);
  cli->options.server = g_strdup(server->id);
  for (guint i = 0; i < cli->model->sessions->len; i++) {
    const BkSessionEntry *entry = g_ptr_array_index(cli->model->sessions, i);
    if (bk_cli_fits(cli, entry->session->server, entry->session->account))
      return bk_cli_session(cli) != NULL;
  }
  if (cli->options.as)
    return bk_cli_session(cli) != NULL; /* tells that there is none */
  return bk_cli_post(cli, bk_message_text(BK_MESSAGE_SERVER, server->id, NULL));
}

/* ---- the end --------------------------------------------------------------------------------------- */

static void print_json(const BkCli *cli, BkWay way, const GPtrArray *shown, const char *sentence) {
  cJSON *object = bk_json_result("backin.admin_reset/1");
  bk_json_text(object, "server", cli->model->server->id);
  bk_json_text(object, "account", cli->model->target);
  bk_json_text(object, "way", bk_way_word(way));
  cJSON *list = cJSON_AddArrayToObject(object, "shown");
  for (guint i = 0; shown && i < shown->len; i++) /* what it was, never the value */
    cJSON_AddItemToArray(list, cJSON_CreateString(((const BkShownValue *)g_ptr_array_index(shown, i))->as));
  if (cli->options.out_fd >= 0)
    cJSON_AddNumberToObject(object, "out_fd", cli->options.out_fd);
  else
    cJSON_AddNullToObject(object, "out_fd");
  bk_json_text(object, "message", sentence);
  bk_cli_print_json(object);
}

static BkExit tell_done(BkCli *cli, BkWay way) {
  BkNotice done = {.kind = BK_NOTICE_OUTCOME,
                   .outcome = BK_OUTCOME_OK,
                   .action = BK_ACTION_ADMIN_RESET,
                   .way = way,
                   .server = cli->model->server->name};
  g_autofree char *sentence = bk_notice_sentence(&done);
  g_autofree char *advice = bk_notice_advice(&done);
  gboolean shown = cli->model->place == BK_PLACE_SHOWN && cli->model->shown;
  gboolean handed = !shown || bk_cli_hand_over(cli, cli->model->shown, cli->model->target);
  if (cli->options.json)
    print_json(cli, way, shown ? cli->model->shown : NULL, sentence);
  bk_cli_result(cli, sentence);
  bk_cli_note(cli, advice);
  if (shown) {
    g_autofree char *number = g_strdup_printf("%d", cli->options.out_fd);
    g_autofree char *written = bk_console_say(BK_SAY_WRITTEN, "fd", number, NULL);
    if (handed)
      bk_cli_note(cli, cli->options.out_fd >= 0 ? written : bk_console(BK_SAY_SHOWN_DONE));
    (void)bk_cli_post(cli, bk_message_new(BK_MESSAGE_SHOWN_SEEN));
  }
  return handed ? BK_EXIT_OK : BK_EXIT_FAILED;
}

BkExit bk_command_admin_reset(BkCli *cli) {
  BkWay way = BK_WAY_ONLY;
  if (!find_way(cli, &way) || !can_show(cli, way) || !bk_cli_begin(cli, BK_WITH_STORE))
    return cli->stopped;
  const BkServer *server = bk_cli_server(cli);
  if (!server || !act_as(cli, server) || !bk_cli_post(cli, bk_message_start(BK_ACTION_ADMIN_RESET, way)))
    return cli->stopped;
  if (bk_cli_refused(cli))
    return bk_cli_tell_refusal(cli);
  if (cli->model->place == BK_PLACE_ELSEWHERE) {
    BkNotice notice = {.kind = BK_NOTICE_OUTCOME,
                       .outcome = BK_OUTCOME_UNSUPPORTED,
                       .action = BK_ACTION_ADMIN_RESET,
                       .server = server->name};
    return bk_cli_tell(cli, &notice);
  }
  return bk_cli_drive(cli) ? tell_done(cli, way) : cli->stopped;
}
