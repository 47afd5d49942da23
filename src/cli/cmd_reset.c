/* reset verify, complete and resume: what follows a reset message. */
#include "cli/run.h"

#include "words/words.h"

/* To the reset's place. FALSE: told. */
static gboolean resume(BkCli *cli) {
  const BkReset *reset = bk_cli_begin(cli, BK_WITH_STORE) ? bk_cli_reset(cli) : NULL;
  if (!reset || !bk_cli_post(cli, bk_message_text(BK_MESSAGE_RESUME, reset->id, NULL)))
    return FALSE;
  if (bk_cli_refused(cli)) {
    cli->stopped = bk_cli_tell_refusal(cli);
    return FALSE;
  }
  return TRUE;
}

static gboolean needs_browser(const BkCli *cli) {
  const BkAction *forgot = bk_model_reset_action(cli->model);
  return forgot && forgot->completes == BK_COMPLETES_BROWSER;
}

/* The message's link ends in a browser: nothing to do here, and said so. */
static BkExit tell_browser(BkCli *cli, BkExit exit) {
  const BkReset *reset = cli->model->reset;
  if (cli->options.json) {
    cJSON *object = bk_json_result("backin.reset/1");
    bk_cli_add_reset(object, cli->model, reset);
    bk_json_text(object, "message", bk_console(BK_SAY_IN_BROWSER));
    bk_cli_print_json(object);
  } else {
    g_printerr("backin: %s\n", bk_console(BK_SAY_IN_BROWSER));
  }
  return exit;
}

/* Another process is to go on from here: what was verified is put in the store. The notice of the
 * verification comes first; that of the store only counts where it failed. */
static BkExit keep_and_tell(BkCli *cli) {
  BkNotice taken = {.kind = cli->model->notice.kind, .good = TRUE};
  taken.server = g_strdup(cli->model->server->name);
  g_autofree char *sentence = bk_notice_sentence(&taken);
  bk_notice_clear(&taken);
  if (!bk_cli_post(cli, bk_message_new(BK_MESSAGE_KEEP_RESET)))
    return cli->stopped;
  const BkReset *reset = cli->model->reset;
  if (bk_cli_refused(cli)) {
    g_autofree char *together = bk_console_say(BK_SAY_NEXT_TOGETHER, "id", reset->id, NULL);
    BkExit exit = bk_cli_tell_refusal(cli);
    bk_cli_note(cli, together);
    return exit;
  }
  if (cli->options.json) {
    cJSON *object = bk_json_result("backin.reset/1");
    bk_cli_add_reset(object, cli->model, reset);
    bk_json_text(object, "message", sentence);
    bk_cli_print_json(object);
    return BK_EXIT_OK;
  }
  g_autofree char *next = bk_console_say(BK_SAY_NEXT_COMPLETE, "id", reset->id, NULL);
  bk_cli_result(cli, sentence);
  bk_cli_note(cli, next);
  return BK_EXIT_OK;
}

BkExit bk_command_reset_verify(BkCli *cli) {
  if (!resume(cli))
    return cli->stopped;
  if (needs_browser(cli))
    return tell_browser(cli, BK_EXIT_UNSUPPORTED);
  /* A code given anew replaces one that was verified before. */
  if (cli->model->place != BK_PLACE_CODE && !bk_cli_post(cli, bk_message_go(BK_PLACE_CODE)))
    return cli->stopped;
  return bk_cli_take_code(cli) ? keep_and_tell(cli) : cli->stopped;
}

static BkExit complete(BkCli *cli) {
  if (needs_browser(cli))
    return tell_browser(cli, BK_EXIT_UNSUPPORTED);
  if (cli->model->place == BK_PLACE_CODE && !bk_cli_take_code(cli))
    return cli->stopped;
  g_autofree char *server = g_strdup(cli->model->reset->server),
                  *account = g_strdup(cli->model->reset->email);
  return bk_cli_drive(cli) ? bk_cli_tell_changed(cli, server, account) : cli->stopped;
}

BkExit bk_command_reset_complete(BkCli *cli) {
  return resume(cli) ? complete(cli) : cli->stopped;
}

static gboolean brings(const BkCli *cli, BkSlot slot) {
  return cli->options.from_stdin[slot] || cli->options.from_fd[slot] >= 0;
}

/* Nobody to ask and nothing given: where it stands, and that it waits for a person. */
static BkExit tell_waiting(BkCli *cli) {
  const BkReset *reset = cli->model->reset;
  gboolean ready = cli->model->place == BK_PLACE_NEW_PASSWORD;
  const char *text = bk_console(ready ? BK_SAY_STEP_VERIFIED : BK_SAY_STEP_MAILED);
  g_autofree char *next =
      bk_console_say(ready ? BK_SAY_NEXT_COMPLETE : BK_SAY_NEXT_VERIFY, "id", reset->id, NULL);
  if (cli->options.json) {
    cJSON *object = bk_json_result("backin.reset/1");
    bk_cli_add_reset(object, cli->model, reset);
    bk_json_text(object, "message", text);
    bk_cli_print_json(object);
  } else {
    g_print("%s  %s\n", reset->id, text);
    bk_cli_note(cli, next);
  }
  return BK_EXIT_WAITING;
}

BkExit bk_command_reset_resume(BkCli *cli) {
  if (!resume(cli))
    return cli->stopped;
  if (needs_browser(cli))
    return tell_browser(cli, BK_EXIT_WAITING);
  gboolean given = brings(cli, BK_SLOT_CODE) || brings(cli, BK_SLOT_LINK) || brings(cli, BK_SLOT_PASSWORD) ||
                   brings(cli, BK_SLOT_NEW);
  return given || bk_cli_has_person(cli) ? complete(cli) : tell_waiting(cli);
}
