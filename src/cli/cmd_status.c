#include "cli/run.h"
#include "words/words.h"

static GPtrArray *fitting(BkCli *cli) {
  GPtrArray *entries = g_ptr_array_new();
  for (guint i = 0; i < cli->model->sessions->len; i++) {
    BkSessionEntry *entry = g_ptr_array_index(cli->model->sessions, i);
    if (bk_cli_fits(cli, entry->session->server, entry->session->account))
      g_ptr_array_add(entries, entry);
  }
  return entries;
}

/* Not known is worse than over: a script must not take it for a no. */
static BkExit exit_of(const GPtrArray *entries) {
  BkExit exit = entries->len == 0 ? BK_EXIT_CREDENTIALS : BK_EXIT_OK;
  for (guint i = 0; i < entries->len; i++) {
    const BkSessionEntry *entry = g_ptr_array_index(entries, i);
    if (entry->state == BK_SESSION_UNKNOWN)
      return BK_EXIT_UNREACHED;
    if (entry->state == BK_SESSION_EXPIRED)
      exit = BK_EXIT_CREDENTIALS;
  }
  return exit;
}

static const char *state_text(BkSessionState state) {
  switch (state) {
  case BK_SESSION_ACTIVE:
    return bk_console(BK_SAY_STATE_ACTIVE);
  case BK_SESSION_EXPIRED:
    return bk_console(BK_SAY_STATE_EXPIRED);
  case BK_SESSION_UNKNOWN:
    return bk_console(BK_SAY_STATE_UNKNOWN);
  }
  g_assert_not_reached();
}

static char **row(const char *a, const char *b, const char *c, const char *d, const char *e) {
  const char *cells[] = {a, b, c, d, e, NULL};
  return g_strdupv((char **)cells);
}

static void print_people(BkCli *cli, const GPtrArray *entries) {
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
  g_ptr_array_add(rows, row(bk_console(BK_SAY_HEAD_SERVER), bk_console(BK_SAY_HEAD_ACCOUNT),
                            bk_console(BK_SAY_HEAD_STATE), bk_console(BK_SAY_HEAD_UNTIL),
                            bk_console(BK_SAY_HEAD_KEPT)));
  for (guint i = 0; i < entries->len; i++) {
    const BkSessionEntry *entry = g_ptr_array_index(entries, i);
    g_autofree char *until =
        entry->session->expires_at > 0 ? bk_words_time(entry->session->expires_at) : NULL;
    g_ptr_array_add(rows, row(entry->session->server, entry->session->account, state_text(entry->state),
                              until ? until : "-", bk_words_store_short(entry->kept)));
  }
  if (entries->len > 0)
    bk_cli_print_table(rows);
  else
    bk_cli_say(cli, BK_SAY_NO_SESSIONS);
}

static void print_json(BkCli *cli, const GPtrArray *entries) {
  cJSON *object = bk_json_result("backin.status/1");
  cJSON *store = cJSON_AddObjectToObject(object, "store");
  bk_json_text(store, "kind", bk_store_word(cli->model->store));
  bk_json_text(store, "result", bk_store_result_word(cli->model->store_result));
  cJSON_AddBoolToObject(store, "chosen", cli->model->store_chosen == (int)cli->model->store);
  bk_cli_add_rest(object, cli->model);
  cJSON *sessions = cJSON_AddArrayToObject(object, "sessions");
  for (guint i = 0; i < entries->len; i++) {
    cJSON *session = cJSON_CreateObject();
    bk_cli_add_session(session, cli->model, g_ptr_array_index(entries, i));
    cJSON_AddItemToArray(sessions, session);
  }
  cJSON *resets = cJSON_AddArrayToObject(object, "resets");
  for (guint i = 0; i < cli->model->resets->len; i++) {
    const BkReset *reset = g_ptr_array_index(cli->model->resets, i);
    if (!bk_cli_fits(cli, reset->server, reset->email))
      continue;
    cJSON *item = cJSON_CreateObject();
    bk_cli_add_reset(item, cli->model, reset);
    cJSON_AddItemToArray(resets, item);
  }
  bk_cli_print_json(object);
}

BkExit bk_command_status(BkCli *cli) {
  if (!bk_cli_begin(cli, BK_WITH_STORE))
    return cli->stopped;
  if (cli->options.server && !bk_cli_server(cli))
    return cli->stopped;
  if (cli->options.check &&
      !bk_cli_post(cli, bk_message_text(BK_MESSAGE_CHECK, cli->options.server, cli->options.user)))
    return cli->stopped;
  g_autoptr(GPtrArray) entries = fitting(cli);
  if (entries->len == 0 && !bk_cli_can_read_store(cli))
    return cli->stopped;
  if (cli->options.json)
    print_json(cli, entries);
  else
    print_people(cli, entries);
  bk_cli_tell_rest(cli);
  return exit_of(entries);
}
