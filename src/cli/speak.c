/* speak.c: results to stdout, everything else to stderr; with --json one object and nothing else. */
#include "cli/run.h"

#include "base/clock.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

void bk_cli_note(const BkCli *cli, const char *line) {
  if (!cli->options.quiet && !cli->options.json && *line)
    g_printerr("%s\n", line);
}

void bk_cli_say(const BkCli *cli, BkSay what) {
  bk_cli_note(cli, bk_console(what));
}

void bk_cli_result(const BkCli *cli, const char *line) {
  if (!cli->options.json)
    g_print("%s\n", line);
}

void bk_cli_print_json(cJSON *object) {
  char *text = cJSON_PrintUnformatted(object);
  cJSON_Delete(object);
  /* Not g_print(): JSON is UTF-8 whatever the locale is. */
  fputs(text, stdout);
  fputc('\n', stdout);
  cJSON_free(text);
}

/* ---- JSON pieces ----------------------------------------------------------------------------------- */

cJSON *bk_json_result(const char *schema) {
  cJSON *object = cJSON_CreateObject();
  cJSON_AddStringToObject(object, "schema", schema);
  return object;
}

void bk_json_text(cJSON *object, const char *name, const char *value) {
  if (value)
    cJSON_AddStringToObject(object, name, value);
  else
    cJSON_AddNullToObject(object, name);
}

void bk_json_time(cJSON *object, const char *name, gint64 wall) {
  g_autofree char *text = wall > 0 ? bk_clock_format(wall) : NULL;
  bk_json_text(object, name, text);
}

const char *bk_cli_state_word(BkSessionState state) {
  switch (state) {
  case BK_SESSION_ACTIVE:
    return "active";
  case BK_SESSION_EXPIRED:
    return "expired";
  case BK_SESSION_UNKNOWN:
    return "unknown";
  }
  g_assert_not_reached();
}

const char *bk_cli_completes_word(BkCompletes completes) {
  switch (completes) {
  case BK_COMPLETES_NOTHING:
    return "nothing";
  case BK_COMPLETES_CODE:
    return "code";
  case BK_COMPLETES_LINK:
    return "link";
  case BK_COMPLETES_BROWSER:
    return "browser";
  case BK_COMPLETES_SHOWN:
    return "shown";
  }
  g_assert_not_reached();
}

const char *bk_cli_proof_word(BkProof proof) {
  switch (proof) {
  case BK_PROOF_NONE:
    return "none";
  case BK_PROOF_ASKING:
  case BK_PROOF_UNKNOWN:
    return "unknown";
  case BK_PROOF_REFUSED:
    return "refused";
  case BK_PROOF_ALIVE:
    return "alive";
  }
  g_assert_not_reached();
}

/* ---- notices --------------------------------------------------------------------------------------- */

static void print_lines(const BkCli *cli, const BkNotice *notice, const char *sentence, const char *advice) {
  g_printerr("backin: %s\n", sentence);
  if (*advice)
    g_printerr("  %s\n", advice);
  if (notice->server_text && *notice->server_text) {
    g_autofree char *said = bk_console_say(BK_SAY_SERVER_SAYS, "text", notice->server_text, NULL);
    g_printerr("  %s\n", said);
  }
  if (cli->options.verbose && notice->detail && *notice->detail)
    g_printerr("  [%s]\n", notice->detail);
}

static void add_error(const BkCli *cli, cJSON *object, const BkNotice *notice, const char *sentence,
                      const char *advice) {
  const BkReset *reset = cli->model ? cli->model->reset : NULL;
  cJSON *error = cJSON_AddObjectToObject(object, "error");
  bk_json_text(error, "code", bk_notice_word(notice));
  cJSON_AddNumberToObject(error, "exit", bk_notice_exit(notice));
  bk_json_text(error, "message", sentence);
  bk_json_text(error, "next", *advice ? advice : NULL);
  bk_json_text(error, "ref", reset ? reset->id : NULL);
  bk_json_text(error, "server", cli->model && cli->model->server ? cli->model->server->id : NULL);
  bk_json_text(error, "server_text", notice->server_text);
  bk_json_text(error, "detail", notice->detail);
  if (notice->retry_at > 0 || notice->kind == BK_NOTICE_WAIT_TO_RESEND)
    cJSON_AddNumberToObject(
        error, "retry_after",
        (double)(notice->retry_at > 0 ? MAX(0, notice->retry_at - bk_clock_wall()) : notice->number));
}

BkExit bk_cli_tell(BkCli *cli, const BkNotice *notice) {
  g_autofree char *sentence = bk_notice_sentence(notice), *advice = bk_notice_advice(notice);
  BkExit exit = bk_notice_exit(notice);
  if (cli->options.json) {
    cJSON *object = bk_json_result("backin.error/1");
    add_error(cli, object, notice, sentence, advice);
    bk_cli_print_json(object);
  } else {
    print_lines(cli, notice, sentence, advice);
  }
  return exit == BK_EXIT_OK ? BK_EXIT_FAILED : exit;
}

void bk_cli_warn(BkCli *cli, const BkNotice *notice) {
  g_autofree char *sentence = bk_notice_sentence(notice), *advice = bk_notice_advice(notice);
  print_lines(cli, notice, sentence, advice);
}

BkExit bk_cli_usage(BkCli *cli, const char *word, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  cli->stopped = BK_EXIT_USAGE;
  g_autofree char *help = g_strdup_printf("backin %s --help", cli->command ? cli->command->path : "");
  if (!cli->options.json) {
    g_printerr("backin: %s\n  %s\n", text, cli->command ? help : "backin --help");
    return cli->stopped;
  }
  cJSON *object = bk_json_result("backin.error/1");
  cJSON *error = cJSON_AddObjectToObject(object, "error");
  bk_json_text(error, "code", word);
  cJSON_AddNumberToObject(error, "exit", BK_EXIT_USAGE);
  bk_json_text(error, "message", text);
  bk_json_text(error, "next", cli->command ? help : "backin --help");
  bk_json_text(error, "ref", NULL);
  bk_cli_print_json(object);
  return cli->stopped;
}
