/* sessions list --elsewhere, sessions show ID, sessions end ID, sessions end --others: the sessions of an
 * account that its server knows of. What the server ends them by may be a token, so people and scripts see a
 * name made of it.
 */
#include "cli/run.h"
#include "words/words.h"

/* Asks the server of the session that the options say; a reference. NULL: told. */
static GPtrArray *ask(BkCli *cli) {
  const BkSessionEntry *entry = bk_cli_begin(cli, BK_WITH_STORE) ? bk_cli_session(cli) : NULL;
  if (!entry || !bk_cli_post(cli, bk_message_start(BK_ACTION_SESSIONS, BK_WAY_ONLY)))
    return NULL;
  if (bk_cli_refused(cli)) {
    cli->stopped = bk_cli_tell_refusal(cli);
    return NULL;
  }
  GPtrArray *listed = bk_model_listed(cli->model, cli->model->session);
  return listed ? g_ptr_array_ref(listed) : NULL;
}

/* ---- list ---- */

static void print_table(const GPtrArray *listed) {
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
  const char *heads[] = {bk_console(BK_SAY_HEAD_ID),    bk_console(BK_SAY_HEAD_NAME),
                         bk_console(BK_SAY_HEAD_SINCE), bk_console(BK_SAY_HEAD_SEEN),
                         bk_console(BK_SAY_HEAD_FROM),  NULL};
  g_ptr_array_add(rows, g_strdupv((char **)heads));
  for (guint i = 0; i < listed->len; i++) {
    const BkListedSession *one = g_ptr_array_index(listed, i);
    g_autofree char *since = bk_cli_time_or_dash(one->since), *seen = bk_cli_time_or_dash(one->seen);
    const char *cells[] = {one->mine ? bk_console(BK_SAY_THIS_ONE) : one->key,
                           *one->name ? one->name : "-",
                           since,
                           seen,
                           *one->address ? one->address : "-",
                           NULL};
    g_ptr_array_add(rows, g_strdupv((char **)cells));
  }
  bk_cli_print_table(rows);
}

static cJSON *one_to_json(const BkListedSession *one) {
  cJSON *item = cJSON_CreateObject();
  bk_json_text(item, "id", one->key);
  bk_json_text(item, "name", *one->name ? one->name : NULL);
  bk_json_text(item, "address", *one->address ? one->address : NULL);
  bk_json_time(item, "since", one->since);
  bk_json_time(item, "last_used", one->seen);
  cJSON_AddBoolToObject(item, "this_one", one->mine);
  return item;
}

/* With the one that is meant, or with all (NULL). */
static cJSON *to_json(const BkSession *session, const GPtrArray *listed, const BkListedSession *only) {
  cJSON *object = bk_json_result("backin.elsewhere/1");
  bk_json_text(object, "server", session->server);
  bk_json_text(object, "account", session->account);
  cJSON *list = cJSON_AddArrayToObject(object, "sessions");
  for (guint i = 0; i < listed->len; i++) {
    const BkListedSession *one = g_ptr_array_index(listed, i);
    if (!only || one == only)
      cJSON_AddItemToArray(list, one_to_json(one));
  }
  return object;
}

BkExit bk_command_sessions_elsewhere(BkCli *cli) {
  g_autoptr(GPtrArray) listed = ask(cli);
  if (!listed)
    return cli->stopped;
  if (cli->options.json)
    bk_cli_print_json(to_json(cli->model->session, listed, NULL));
  else if (listed->len > 0)
    print_table(listed);
  else
    bk_cli_say(cli, BK_SAY_NO_OTHERS);
  return BK_EXIT_OK;
}

/* ---- show ---- */

/* The same as ask(), for a session of that ID: *ret_place is where it is listed. NULL: told. */
static GPtrArray *ask_for(BkCli *cli, const char *wanted, guint *ret_place) {
  g_autoptr(GPtrArray) listed = ask(cli);
  for (guint i = 0; listed && i < listed->len; i++) {
    const BkListedSession *one = g_ptr_array_index(listed, i);
    if (g_ascii_strcasecmp(one->key, wanted) != 0)
      continue;
    *ret_place = i;
    return g_steal_pointer(&listed);
  }
  if (listed)
    bk_cli_usage(cli, "unknown_session",
                 "the server lists no session %s: see \"backin sessions list --elsewhere\"", wanted);
  return NULL;
}

static void print_facts(BkCli *cli, const BkListedSession *one) {
  const BkSession *session = cli->model->session;
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
  g_autofree char *since = bk_cli_time_or_dash(one->since), *seen = bk_cli_time_or_dash(one->seen);
  bk_cli_add_fact(rows, BK_SAY_FACT_SERVER, bk_cli_server_name(cli->model, session->server));
  bk_cli_add_fact(rows, BK_SAY_FACT_ACCOUNT, session->account);
  bk_cli_add_fact(rows, BK_SAY_HEAD_ID, one->key);
  if (one->mine)
    bk_cli_add_fact(rows, BK_SAY_FACT_STATE, bk_console(BK_SAY_THIS_ONE));
  bk_cli_add_fact(rows, BK_SAY_FACT_NAME, *one->name ? one->name : "-");
  bk_cli_add_fact(rows, BK_SAY_FACT_SINCE, since);
  bk_cli_add_fact(rows, BK_SAY_FACT_SEEN, seen);
  bk_cli_add_fact(rows, BK_SAY_FACT_FROM, *one->address ? one->address : "-");
  bk_cli_print_table(rows);
}

BkExit bk_command_sessions_show_elsewhere(BkCli *cli) {
  guint place = 0;
  g_autoptr(GPtrArray) listed = ask_for(cli, cli->arguments[0], &place);
  if (!listed)
    return cli->stopped;
  const BkListedSession *one = g_ptr_array_index(listed, place);
  if (cli->options.json)
    bk_cli_print_json(to_json(cli->model->session, listed, one));
  else
    print_facts(cli, one);
  return BK_EXIT_OK;
}

/* ---- end ---- */

static BkExit tell(BkCli *cli) {
  const BkNotice *notice = &cli->model->notice;
  if (bk_cli_refused(cli))
    return bk_cli_tell_refusal(cli);
  g_autofree char *sentence = bk_notice_sentence(notice);
  if (cli->options.json) {
    cJSON *object = to_json(cli->model->session, bk_model_listed(cli->model, cli->model->session), NULL);
    bk_json_text(object, "message", sentence);
    bk_cli_print_json(object);
  }
  bk_cli_result(cli, sentence);
  return bk_notice_exit(notice);
}

static BkExit end_one(BkCli *cli, const char *wanted) {
  guint place = 0;
  g_autoptr(GPtrArray) listed = ask_for(cli, wanted, &place);
  if (!listed)
    return cli->stopped;
  const BkListedSession *one = g_ptr_array_index(listed, place);
  if (one->mine)
    return bk_cli_usage(cli, "usage", "that is the session kept here: end it with \"backin logout\"");
  return bk_cli_post(cli, bk_message_end_other(place)) ? tell(cli) : cli->stopped;
}

static BkExit end_others(BkCli *cli) {
  g_autoptr(GPtrArray) listed = ask(cli);
  if (!listed || !bk_cli_post(cli, bk_message_start(BK_ACTION_END_OTHERS, BK_WAY_ONLY)))
    return cli->stopped;
  return tell(cli);
}

BkExit bk_command_sessions_end(BkCli *cli) {
  const char *id = cli->arguments[0];
  if ((id != NULL) + cli->options.others + cli->options.all > 1)
    return bk_cli_usage(cli, "usage", "one of ID, --others and --all");
  return id ? end_one(cli, id) : cli->options.others ? end_others(cli) : bk_command_logout(cli);
}
