/* print.c: what several commands print: sessions, resets, tables, and what a new password changed. */
#include "cli/run.h"

#include "base/clock.h"
#include "base/text.h"
#include "words/words.h"

#include <string.h>

const char *bk_cli_server_name(const BkModel *model, const char *id) {
  const BkServer *server = bk_server_list_find(model->servers, id);
  return server ? server->name : id;
}

void bk_cli_add_session(cJSON *object, const BkModel *model, const BkSessionEntry *entry) {
  const BkSession *session = entry->session;
  bk_json_text(object, "server", session->server);
  bk_json_text(object, "server_name", bk_cli_server_name(model, session->server));
  bk_json_text(object, "account", session->account);
  bk_json_text(object, "state", bk_cli_state_word(entry->state));
  cJSON_AddBoolToObject(object, "checked", entry->asked);
  bk_json_text(object, "failure", entry->failure == BK_FAILURE_NONE ? NULL : bk_failure_word(entry->failure));
  bk_json_time(object, "signed_in_at", session->signed_in_at);
  bk_json_time(object, "expires_at", session->expires_at);
  bk_json_text(object, "store", bk_store_word(entry->kept));
}

void bk_cli_add_reset(cJSON *object, const BkModel *model, const BkReset *reset) {
  const BkServer *server = bk_server_list_find(model->servers, reset->server);
  const BkAction *forgot = server ? bk_model_action(server, BK_ACTION_FORGOT, reset->way) : NULL;
  bk_json_text(object, "id", reset->id);
  bk_json_text(object, "server", reset->server);
  bk_json_text(object, "server_name", server ? server->name : NULL);
  bk_json_text(object, "account", reset->email);
  bk_json_text(object, "way", reset->way == BK_WAY_ONLY ? NULL : bk_way_word(reset->way));
  bk_json_text(object, "completes", forgot ? bk_cli_completes_word(forgot->completes) : NULL);
  bk_json_time(object, "asked_at", reset->asked_at);
  bk_json_time(object, "good_until", reset->good_until);
  bk_json_time(object, "resend_at", reset->resend_at);
  cJSON_AddBoolToObject(object, "verified", reset->verified);
  bk_json_text(object, "server_text", reset->sentence);
}

/* ---- beside the sessions --------------------------------------------------------------------------- */

static void count_note(BkCli *cli, BkSay what, guint count) {
  g_autofree char *number = g_strdup_printf("%u", count);
  g_autofree char *line = bk_console_say(what, "count", number, NULL);
  if (count > 0)
    bk_cli_note(cli, line);
}

void bk_cli_tell_rest(BkCli *cli) {
  BkStoreKind store;
  BkStoreResult result;
  if (bk_model_unread(cli->model, &store, &result)) {
    g_autofree char *line =
        bk_console_say(result == BK_STORE_RESULT_LOCKED ? BK_SAY_MORE_LOCKED : BK_SAY_MORE_UNREAD, "store",
                       bk_words_store_short(store), NULL);
    bk_cli_note(cli, line);
    bk_cli_tell_headless(cli, result);
  }
  count_note(cli, BK_SAY_OLDER_ONES, cli->model->duplicates->len);
  count_note(cli, BK_SAY_OTHER_VERSIONS, cli->model->other_versions);
}

void bk_cli_add_rest(cJSON *object, const BkModel *model) {
  BkStoreKind store;
  BkStoreResult result;
  cJSON *unread = NULL;
  if (bk_model_unread(model, &store, &result)) {
    unread = cJSON_AddObjectToObject(object, "unread");
    bk_json_text(unread, "store", bk_store_word(store));
    bk_json_text(unread, "result", bk_store_result_word(result));
  } else {
    cJSON_AddNullToObject(object, "unread");
  }
  cJSON_AddNumberToObject(object, "older", model->duplicates->len);
  cJSON_AddNumberToObject(object, "other_versions", model->other_versions);
}

/* ---- tables ---------------------------------------------------------------------------------------- */

static int column_width(const GPtrArray *rows, guint column) {
  int width = 0;
  for (guint i = 0; i < rows->len; i++) {
    char **cells = g_ptr_array_index(rows, i);
    if (column < g_strv_length(cells))
      width = MAX(width, bk_text_width(cells[column]));
  }
  return width;
}

void bk_cli_print_table(const GPtrArray *rows) {
  for (guint i = 0; i < rows->len; i++) {
    char **cells = g_ptr_array_index(rows, i);
    for (guint column = 0; cells[column]; column++) {
      gboolean last = !cells[column + 1];
      int padding = last ? 0 : column_width(rows, column) - bk_text_width(cells[column]) + 2;
      g_print("%s%*s", cells[column], padding, "");
    }
    g_print("\n");
  }
}

void bk_cli_add_fact(GPtrArray *rows, BkSay name, const char *value) {
  const char *cells[] = {bk_console(name), value, NULL};
  g_ptr_array_add(rows, g_strdupv((char **)cells));
}

char *bk_cli_time_or_dash(gint64 wall) {
  return wall > 0 ? bk_words_time(wall) : g_strdup("-");
}

/* ---- a new password -------------------------------------------------------------------------------- */

static BkSay proof_text(BkProof proof) {
  switch (proof) {
  case BK_PROOF_REFUSED:
    return BK_SAY_PROOF_REFUSED;
  case BK_PROOF_ALIVE:
    return BK_SAY_PROOF_ALIVE;
  case BK_PROOF_NONE:
  case BK_PROOF_ASKING:
  case BK_PROOF_UNKNOWN:
    return BK_SAY_PROOF_UNKNOWN;
  }
  g_assert_not_reached();
}

BkExit bk_cli_tell_changed(BkCli *cli, const char *server, const char *account) {
  const BkModel *model = cli->model;
  const char *name = bk_cli_server_name(model, server);
  BkNotice changed = {.kind = BK_NOTICE_PASSWORD_CHANGED, .good = TRUE, .server = (char *)name};
  g_autofree char *sentence = bk_notice_sentence(&changed);
  if (cli->options.json) {
    cJSON *object = bk_json_result("backin.password/1");
    bk_json_text(object, "server", server);
    bk_json_text(object, "account", account);
    cJSON_AddTrueToObject(object, "changed");
    bk_json_text(object, "old_session", bk_cli_proof_word(model->proof));
    cJSON_AddNumberToObject(object, "old_sessions", model->proof_count);
    bk_json_text(object, "message", sentence);
    bk_cli_print_json(object);
    return BK_EXIT_OK;
  }
  bk_cli_result(cli, sentence);
  if (model->proof != BK_PROOF_NONE) {
    g_autofree char *proof = bk_console_say(proof_text(model->proof), "server", name, NULL);
    bk_cli_result(cli, proof);
  }
  if (model->proof == BK_PROOF_ALIVE) {
    g_autofree char *advice = bk_console_say(BK_SAY_ALIVE_ADVICE, "server", name, NULL);
    bk_cli_note(cli, advice);
  }
  if (!bk_model_entry(model, server, account)) {
    g_autofree char *next = bk_console_say(BK_SAY_NEXT_LOGIN, "server", server, NULL);
    bk_cli_note(cli, next);
  }
  return BK_EXIT_OK;
}
