#include "cli/run.h"

#include "base/text.h"
#include "words/words.h"

/* The way: --by, else the only one, else asked; without a person the file's first. FALSE: told. */
static gboolean find_way(BkCli *cli, BkWay *ret_way) {
  g_autoptr(GArray) ways = bk_model_ways(cli->model, BK_ACTION_FORGOT);
  g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
  *ret_way = BK_WAY_ONLY;
  if (cli->options.by &&
      (!bk_way_from_word(cli->options.by, ret_way) || (*ret_way != BK_WAY_CODE && *ret_way != BK_WAY_LINK))) {
    bk_cli_usage(cli, "usage", "--by=%s: the ways are code and link", cli->options.by);
    return FALSE;
  }
  for (guint i = 0; i < ways->len; i++) {
    BkWay way = g_array_index(ways, BkWay, i);
    if (cli->options.by && (way == *ret_way || way == BK_WAY_ONLY))
      return TRUE;
    g_ptr_array_add(labels, g_strdup(bk_words_action(BK_ACTION_FORGOT, way)));
  }
  if (cli->options.by && ways->len > 0) {
    BkNotice notice = {.kind = BK_NOTICE_OUTCOME,
                       .outcome = BK_OUTCOME_UNSUPPORTED,
                       .action = BK_ACTION_FORGOT,
                       .server = cli->model->server->name};
    cli->stopped = bk_cli_tell(cli, &notice);
    return FALSE;
  }
  if (ways->len > 0)
    *ret_way = g_array_index(ways, BkWay, 0);
  if (ways->len > 1 && bk_cli_has_person(cli)) {
    int index = bk_terminal_choose(bk_console(BK_SAY_WHICH_WAY), labels, 0);
    if (index < 0) {
      BkNotice notice = {.kind = BK_NOTICE_CANCELLED};
      cli->stopped = bk_cli_tell(cli, &notice);
      return FALSE;
    }
    *ret_way = g_array_index(ways, BkWay, index);
  }
  return TRUE;
}

/* To the form that confirms the address. FALSE: told, or led elsewhere. */
static gboolean reach_forgot(BkCli *cli) {
  g_autofree char *email = bk_cli_email(cli);
  if (!email || !bk_cli_post(cli, bk_message_text(BK_MESSAGE_EMAIL, NULL, email)))
    return FALSE;
  if (bk_cli_refused(cli)) {
    cli->stopped = bk_cli_tell_refusal(cli);
    return FALSE;
  }
  const BkServer *server = bk_cli_server(cli);
  BkWay way = BK_WAY_ONLY;
  if (!server || !bk_cli_post(cli, bk_message_text(BK_MESSAGE_SERVER, server->id, NULL)))
    return FALSE;
  if (cli->model->place == BK_PLACE_ELSEWHERE || !find_way(cli, &way))
    return FALSE;
  if (bk_model_entry(cli->model, server->id, cli->model->email)) {
    g_autofree char *line = bk_console_say(BK_SAY_STILL_SIGNED_IN, "server", server->name, NULL);
    bk_cli_note(cli, line);
  }
  return bk_cli_post(cli, bk_message_start(BK_ACTION_FORGOT, way));
}

static void print_people(BkCli *cli, const BkReset *reset, const char *sentence) {
  const BkAction *forgot = bk_model_reset_action(cli->model);
  g_autofree char *reference = bk_console_say(BK_SAY_REFERENCE, "id", reset->id, NULL);
  bk_cli_result(cli, sentence);
  bk_cli_result(cli, reference);
  if (forgot && forgot->mail->from) {
    g_autofree char *clean = bk_text_clean_line(forgot->mail->from);
    g_autofree char *from = bk_console_say(BK_SAY_FROM, "from", clean, NULL);
    bk_cli_note(cli, from);
  }
  if (reset->good_until > 0) {
    g_autofree char *when = bk_words_time(reset->good_until);
    g_autofree char *line = bk_console_say(BK_SAY_GOOD_UNTIL, "when", when, NULL);
    bk_cli_note(cli, line);
  }
  if (reset->sentence) {
    g_autofree char *said = bk_console_say(BK_SAY_SERVER_SAYS, "text", reset->sentence, NULL);
    bk_cli_note(cli, said);
  }
  gboolean browser = forgot && forgot->completes == BK_COMPLETES_BROWSER;
  g_autofree char *next = browser ? g_strdup(bk_console(BK_SAY_IN_BROWSER))
                                  : bk_console_say(BK_SAY_NEXT_VERIFY, "id", reset->id, NULL);
  bk_cli_say(cli, BK_SAY_SUPPORT_NEVER_ASKS);
  bk_cli_note(cli, next);
}

/* The mail is on its way all the same: no failure, but nothing to build on. */
static void warn_unwritten(const BkCli *cli, const BkReset *reset) {
  if (!cli->model->unwritten || cli->options.json)
    return;
  g_autofree char *line =
      bk_console_say(BK_SAY_NOT_WRITTEN, "id", reset->id, "why", cli->model->unwritten, NULL);
  g_printerr("backin: %s\n", line);
}

static BkExit tell_asked(BkCli *cli) {
  const BkReset *reset = cli->model->reset;
  BkNotice asked = {.kind = BK_NOTICE_OUTCOME,
                    .outcome = BK_OUTCOME_OK,
                    .action = BK_ACTION_FORGOT,
                    .server = (char *)bk_cli_server_name(cli->model, reset->server)};
  g_autofree char *sentence = bk_notice_sentence(&asked);
  if (cli->options.json) {
    cJSON *object = bk_json_result("backin.reset/1");
    bk_cli_add_reset(object, cli->model, reset);
    cJSON_AddBoolToObject(object, "kept", cli->model->unwritten == NULL);
    bk_json_text(object, "message", sentence);
    bk_cli_print_json(object);
  } else {
    const BkAction *forgot = bk_model_reset_action(cli->model);
    g_autofree char *verified = bk_words_verified(forgot ? &forgot->verified : &cli->model->server->verified);
    print_people(cli, reset, sentence);
    bk_cli_note(cli, verified);
  }
  warn_unwritten(cli, reset);
  return BK_EXIT_OK;
}

BkExit bk_command_forgot(BkCli *cli) {
  gboolean reached = bk_cli_begin(cli, BK_WITH_LOOK) && reach_forgot(cli);
  if (cli->stopped == BK_EXIT_OK && cli->model->place == BK_PLACE_ELSEWHERE)
    return bk_cli_tell_elsewhere(cli);
  if (!reached)
    return cli->stopped;
  if (bk_cli_refused(cli))
    return bk_cli_tell_refusal(cli);
  if (!bk_cli_drive(cli))
    return cli->stopped;
  if (!cli->model->reset) /* the core says what happened, or this is a defect */
    return bk_cli_tell_refusal(cli);
  return tell_asked(cli);
}
