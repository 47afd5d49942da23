/* sessions: what is kept here (what servers know besides is in cmd_elsewhere.c). */
#include "app/state.h"
#include "cli/run.h"
#include "words/words.h"

static const char *state_of(const BkSessionEntry *entry, gboolean older) {
  switch (entry->state) {
  case BK_SESSION_ACTIVE:
    return bk_console(older ? BK_SAY_STATE_OLDER : BK_SAY_STATE_ACTIVE);
  case BK_SESSION_EXPIRED:
    return bk_console(BK_SAY_STATE_EXPIRED);
  case BK_SESSION_UNKNOWN:
    return bk_console(BK_SAY_STATE_UNKNOWN);
  }
  g_assert_not_reached();
}

/* ---- list ---- */

static void add_row(GPtrArray *rows, const BkSessionEntry *entry, gboolean older) {
  g_autofree char *since = bk_cli_time_or_dash(entry->session->signed_in_at);
  g_autofree char *until = bk_cli_time_or_dash(entry->session->expires_at);
  const char *cells[] = {entry->session->server,
                         entry->session->account,
                         state_of(entry, older),
                         since,
                         until,
                         bk_words_store_short(entry->kept),
                         NULL};
  g_ptr_array_add(rows, g_strdupv((char **)cells));
}

static void add_object(BkCli *cli, cJSON *list, const BkSessionEntry *entry, gboolean older) {
  cJSON *object = cJSON_CreateObject();
  bk_cli_add_session(object, cli->model, entry);
  cJSON_AddBoolToObject(object, "older", older);
  cJSON_AddItemToArray(list, object);
}

static guint add_all(BkCli *cli, const GPtrArray *entries, gboolean older, GPtrArray *rows, cJSON *list) {
  guint count = 0;
  for (guint i = 0; i < entries->len; i++) {
    const BkSessionEntry *entry = g_ptr_array_index(entries, i);
    if (!bk_cli_fits(cli, entry->session->server, entry->session->account))
      continue;
    count++;
    add_row(rows, entry, older);
    add_object(cli, list, entry, older);
  }
  return count;
}

BkExit bk_command_sessions_list(BkCli *cli) {
  if (cli->options.elsewhere)
    return bk_command_sessions_elsewhere(cli);
  if (!bk_cli_begin(cli, BK_WITH_STORE))
    return cli->stopped;
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
  const char *heads[] = {bk_console(BK_SAY_HEAD_SERVER),
                         bk_console(BK_SAY_HEAD_ACCOUNT),
                         bk_console(BK_SAY_HEAD_STATE),
                         bk_console(BK_SAY_HEAD_SINCE),
                         bk_console(BK_SAY_HEAD_UNTIL),
                         bk_console(BK_SAY_HEAD_KEPT),
                         NULL};
  g_ptr_array_add(rows, g_strdupv((char **)heads));
  g_autoptr(cJSON) object = bk_json_result("backin.sessions/1");
  cJSON *list = cJSON_AddArrayToObject(object, "sessions");
  guint count = add_all(cli, cli->model->sessions, FALSE, rows, list) +
                add_all(cli, cli->model->duplicates, TRUE, rows, list);
  if (count == 0 && !bk_cli_can_read_store(cli))
    return cli->stopped;
  bk_cli_add_rest(object, cli->model);
  if (cli->options.json)
    bk_cli_print_json(g_steal_pointer(&object));
  else if (count > 0)
    bk_cli_print_table(rows);
  else
    bk_cli_say(cli, BK_SAY_NO_SESSIONS);
  bk_cli_tell_rest(cli);
  return BK_EXIT_OK;
}

/* ---- show ---- */

static gboolean renews(BkCli *cli, const BkSession *session) {
  const BkServer *server = bk_server_list_find(cli->model->servers, session->server);
  return session->refresh && server && bk_server_action(server, BK_ACTION_REFRESH, BK_WAY_ONLY);
}

static void print_facts(BkCli *cli, const BkSessionEntry *entry) {
  const BkSession *session = entry->session;
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
  g_autofree char *since = bk_cli_time_or_dash(session->signed_in_at),
                  *until = bk_cli_time_or_dash(session->expires_at);
  bk_cli_add_fact(rows, BK_SAY_FACT_SERVER, bk_cli_server_name(cli->model, session->server));
  bk_cli_add_fact(rows, BK_SAY_FACT_ACCOUNT, session->account);
  bk_cli_add_fact(rows, BK_SAY_FACT_ORIGIN, session->origin);
  bk_cli_add_fact(rows, BK_SAY_FACT_STATE, state_of(entry, FALSE));
  bk_cli_add_fact(rows, BK_SAY_FACT_SINCE, since);
  bk_cli_add_fact(rows, BK_SAY_FACT_UNTIL, until);
  bk_cli_add_fact(rows, BK_SAY_FACT_RENEWS,
                  bk_console(renews(cli, session) ? BK_SAY_RENEWS_BY_ITSELF : BK_SAY_RENEWS_NOT));
  bk_cli_add_fact(rows, BK_SAY_FACT_KEPT, bk_words_store_short(entry->kept));
  bk_cli_print_table(rows);
}

BkExit bk_command_sessions_show(BkCli *cli) {
  if (cli->arguments[0])
    return bk_command_sessions_show_elsewhere(cli);
  const BkSessionEntry *entry = bk_cli_begin(cli, BK_WITH_STORE) ? bk_cli_session(cli) : NULL;
  if (!entry)
    return cli->stopped;
  if (cli->options.json) {
    cJSON *object = bk_json_result("backin.session/1");
    bk_cli_add_session(object, cli->model, entry);
    bk_json_text(object, "origin", entry->session->origin);
    cJSON_AddBoolToObject(object, "renews", renews(cli, entry->session));
    bk_cli_print_json(object);
  } else {
    print_facts(cli, entry);
  }
  bk_cli_tell_rest(cli);
  return entry->state == BK_SESSION_EXPIRED ? BK_EXIT_CREDENTIALS : BK_EXIT_OK;
}

/* ---- prune, keep ---- */

BkExit bk_command_sessions_prune(BkCli *cli) {
  if (!bk_cli_begin(cli, BK_WITH_STORE) || !bk_cli_can_read_store(cli))
    return cli->stopped;
  if (!bk_cli_post(cli, bk_message_new(BK_MESSAGE_PRUNE)))
    return cli->stopped;
  if (bk_cli_refused(cli))
    return bk_cli_tell_refusal(cli);
  g_autofree char *sentence = bk_notice_sentence(&cli->model->notice);
  if (cli->options.json) {
    cJSON *object = bk_json_result("backin.prune/1");
    cJSON_AddNumberToObject(object, "removed", cli->model->notice.number);
    bk_json_text(object, "message", sentence);
    bk_cli_print_json(object);
  }
  bk_cli_result(cli, sentence);
  return BK_EXIT_OK;
}

BkExit bk_command_sessions_keep(BkCli *cli) {
  BkStoreKind kind = BK_STORE_KEYRING;
  gboolean ask = g_str_equal(cli->arguments[0], "ask");
  if (!ask && !bk_store_from_word(cli->arguments[0], &kind))
    return bk_cli_usage(cli, "usage", "the places are keyring, session, kernel, memory and none; or ask");
  BkStateChange *change = bk_state_change_new(BK_STATE_SET_STORE);
  change->store = ask ? -1 : (int)kind;
  g_autoptr(GError) error = NULL;
  gboolean written = bk_state_write(change, &error);
  bk_state_change_free(change);
  if (!written) {
    g_printerr("backin: %s\n", error->message);
    return BK_EXIT_FAILED;
  }
  g_autofree char *line =
      ask ? g_strdup(bk_console(BK_SAY_KEPT_ASKED))
          : bk_console_say(BK_SAY_KEPT_FROM_NOW, "store", bk_words_store_short(kind), NULL);
  if (cli->options.json) {
    cJSON *object = bk_json_result("backin.keep/1");
    bk_json_text(object, "store", ask ? NULL : bk_store_word(kind));
    bk_json_text(object, "message", line);
    bk_cli_print_json(object);
  }
  bk_cli_result(cli, line);
  return BK_EXIT_OK;
}
