/* servers list, show, explain: what can be chosen here, and why. Nothing is sent but by list --check, which
 * asks how the servers are. */
#include "cli/run.h"

#include "base/text.h"
#include "words/words.h"

#include <stdio.h>

/* ---- list ------------------------------------------------------------------------------------------ */

static char **row(const char *a, const char *b, const char *c, const char *d, const char *e) {
  const char *cells[] = {a, b, c, d, e, NULL};
  return g_strdupv((char **)cells);
}

static const char *verified_word(BkVerifiedBy by) {
  switch (by) {
  case BK_VERIFIED_NONE:
    return NULL;
  case BK_VERIFIED_SCREENS:
    return "screens";
  case BK_VERIFIED_COMMUNITY:
    return "community";
  case BK_VERIFIED_DOCS:
    return "docs";
  case BK_VERIFIED_SOURCE:
    return "source";
  case BK_VERIFIED_RUN:
    return "run";
  }
  g_assert_not_reached();
}

static cJSON *names_of_actions(const BkServer *server) {
  cJSON *list = cJSON_CreateArray();
  for (int kind = 0; kind < BK_ACTION_COUNT; kind++)
    if (bk_server_action(server, (BkActionKind)kind, BK_WAY_ONLY))
      cJSON_AddItemToArray(list, cJSON_CreateString(bk_action_word((BkActionKind)kind)));
  return list;
}

static const char *health_word(BkHealthState state) {
  static const char *const words[] = {[BK_HEALTH_ASKING] = "asking",
                                      [BK_HEALTH_WELL] = "well",
                                      [BK_HEALTH_ANSWERS] = "answers",
                                      [BK_HEALTH_ILL] = "ill",
                                      [BK_HEALTH_AWAY] = "away"};
  return words[state];
}

static cJSON *health_json(const BkHealth *health) {
  cJSON *object = cJSON_CreateObject();
  gboolean away = health->state == BK_HEALTH_AWAY;
  bk_json_text(object, "state", health_word(health->state));
  bk_json_text(object, "outcome", bk_outcome_word(health->outcome));
  bk_json_text(object, "failure", away ? bk_failure_word(health->failure) : NULL);
  if (away)
    cJSON_AddNullToObject(object, "milliseconds");
  else
    cJSON_AddNumberToObject(object, "milliseconds", (double)health->milliseconds);
  return object;
}

static cJSON *server_json(const BkModel *model, const BkServer *server) {
  const BkHealth *health = bk_model_health(model, server->id);
  cJSON *object = cJSON_CreateObject();
  bk_json_text(object, "id", server->id);
  bk_json_text(object, "name", server->name);
  bk_json_text(object, "origin", server->origin);
  bk_json_text(object, "provider", server->provider);
  bk_json_text(object, "verified", verified_word(server->verified.by));
  bk_json_text(object, "file", server->file);
  bk_json_text(object, "owner", server->owner);
  cJSON_AddItemToObject(object, "actions", names_of_actions(server));
  if (health)
    cJSON_AddItemToObject(object, "health", health_json(health));
  return object;
}

static void print_list_json(const BkModel *model) {
  cJSON *object = bk_json_result("backin.servers/1");
  cJSON *servers = cJSON_AddArrayToObject(object, "servers");
  cJSON *masked = cJSON_AddArrayToObject(object, "masked");
  for (guint i = 0; i < model->servers->servers->len; i++)
    cJSON_AddItemToArray(servers, server_json(model, g_ptr_array_index(model->servers->servers, i)));
  for (guint i = 0; i < model->servers->masked->len; i++)
    cJSON_AddItemToArray(masked, cJSON_CreateString(g_ptr_array_index(model->servers->masked, i)));
  cJSON_AddNumberToObject(object, "problems", bk_diagnostics_errors(model->problems));
  bk_cli_print_json(object);
}

static char *state_of(const BkModel *model, const BkServer *server) {
  const BkHealth *health = bk_model_health(model, server->id);
  return health ? bk_words_health(health->outcome, health->failure, health->milliseconds) : g_strdup("");
}

static gboolean all_answer(const BkModel *model) {
  for (guint i = 0; i < model->servers->servers->len; i++) {
    const BkServer *server = g_ptr_array_index(model->servers->servers, i);
    const BkHealth *health = bk_model_health(model, server->id);
    if (!health || health->outcome != BK_OUTCOME_OK)
      return FALSE;
  }
  return TRUE;
}

/* None is there: where one would be looked for. */
static void tell_none(const BkCli *cli) {
  g_autoptr(GPtrArray) path = bk_cli_servers_path(cli);
  bk_cli_say(cli, BK_SAY_NO_SUGGESTION);
  bk_cli_say(cli, BK_SAY_LOOKED_FOR_IN);
  for (guint i = 0; i < path->len; i++) {
    const BkServersDir *dir = g_ptr_array_index(path, i);
    g_autofree char *line = g_strdup_printf("  %s  (%s)", dir->path, BK_(dir->owner));
    bk_cli_note(cli, line);
  }
}

BkExit bk_command_servers_list(BkCli *cli) {
  if (!bk_cli_begin(cli, BK_WITH_FILES))
    return cli->stopped;
  const GPtrArray *servers = cli->model->servers->servers;
  gboolean check = cli->options.check;
  if (check && !bk_cli_post(cli, bk_message_text(BK_MESSAGE_PROBE, NULL, NULL)))
    return cli->stopped;
  BkExit result = check && !all_answer(cli->model) ? BK_EXIT_UNREACHED : BK_EXIT_OK;
  if (cli->options.json) {
    print_list_json(cli->model);
    return result;
  }
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
  g_ptr_array_add(rows,
                  row(bk_console(BK_SAY_HEAD_ID), bk_console(BK_SAY_HEAD_NAME), bk_console(BK_SAY_HEAD_WHERE),
                      check ? bk_console(BK_SAY_HEAD_STATE) : bk_console(BK_SAY_HEAD_FROM),
                      bk_console(BK_SAY_HEAD_FORGOT)));
  for (guint i = 0; i < servers->len; i++) {
    const BkServer *server = g_ptr_array_index(servers, i);
    g_autofree char *forgot = bk_words_forgot(server);
    g_autofree char *state = check ? state_of(cli->model, server) : g_strdup(BK_(server->owner));
    g_ptr_array_add(rows, row(server->id, server->name, server->host, state, forgot));
  }
  if (servers->len > 0)
    bk_cli_print_table(rows);
  else
    tell_none(cli);
  if (bk_diagnostics_errors(cli->model->problems) > 0)
    bk_cli_say(cli, BK_SAY_SOME_PROBLEMS);
  return result;
}

/* ---- show ------------------------------------------------------------------------------------------ */

BkExit bk_command_servers_show(BkCli *cli) {
  if (!bk_cli_begin(cli, BK_WITH_FILES))
    return cli->stopped;
  g_free(cli->options.server);
  cli->options.server = g_strdup(cli->arguments[0]);
  const BkServer *server = bk_cli_server(cli);
  if (!server)
    return cli->stopped;
  char *text = cJSON_Print(server->document);
  fputs(text, stdout);
  fputc('\n', stdout);
  cJSON_free(text);
  return BK_EXIT_OK;
}

/* ---- explain --------------------------------------------------------------------------------------- */

static BkSay because_text(const char *because) {
  if (g_strcmp0(because, "history") == 0)
    return BK_SAY_SUGGESTED_HISTORY;
  if (g_strcmp0(because, "domain") == 0)
    return BK_SAY_SUGGESTED_DOMAIN;
  return g_strcmp0(because, "last") == 0 ? BK_SAY_SUGGESTED_LAST : BK_SAY_SUGGESTED_FIRST;
}

static void explain_json(const BkCli *cli, const BkServer *server, const char *because,
                         const BkElsewhere *entry) {
  cJSON *object = bk_json_result("backin.explain/1");
  bk_json_text(object, "account", cli->model->email);
  bk_json_text(object, "server", server->id);
  bk_json_text(object, "server_name", server->name);
  bk_json_text(object, "file", server->file);
  bk_json_text(object, "because", because);
  if (entry) {
    cJSON *elsewhere = cJSON_AddObjectToObject(object, "elsewhere");
    bk_json_text(elsewhere, "title", entry->title);
    bk_json_text(elsewhere, "url", entry->url);
  } else {
    cJSON_AddNullToObject(object, "elsewhere");
  }
  bk_cli_print_json(object);
}

static void explain_people(const BkCli *cli, const BkServer *server, const char *because,
                           const BkElsewhere *entry) {
  g_autofree char *forgot = bk_words_forgot(server);
  if (because) {
    g_autofree char *line = bk_console_say(BK_SAY_SUGGESTED, "server", server->name, "id", server->id, "why",
                                           bk_console(because_text(because)), NULL);
    bk_cli_result(cli, line);
  } else { /* named, not suggested */
    g_print("%s (%s)\n", server->name, server->id);
  }
  g_print("  %s\n  %s: %s\n", server->file, bk_words_action(BK_ACTION_FORGOT, BK_WAY_ONLY), forgot);
  if (!entry)
    return;
  g_autofree char *title = bk_text_clean_line(entry->title);
  g_autofree char *line = bk_console_say(BK_SAY_LIVES_ELSEWHERE, "account", cli->model->email, "server",
                                         server->name, "title", title, NULL);
  bk_cli_result(cli, line);
  g_autofree char *url = entry->url ? bk_text_clean(entry->url, -1, 2000, 1) : NULL;
  if (url)
    g_print("%s\n%s\n", bk_console(BK_SAY_SET_THERE), url);
}

BkExit bk_command_servers_explain(BkCli *cli) {
  if (!bk_cli_begin(cli, BK_WITH_FILES))
    return cli->stopped;
  g_autofree char *email = bk_cli_email(cli);
  if (!email || !bk_cli_post(cli, bk_message_text(BK_MESSAGE_EMAIL, NULL, email)))
    return cli->stopped;
  if (bk_cli_refused(cli))
    return bk_cli_tell_refusal(cli);
  const BkServer *server = cli->options.server ? bk_cli_server(cli) : cli->model->suggested;
  if (!server)
    return cli->stopped;
  const char *because = cli->options.server ? NULL : cli->model->suggested_because;
  const BkElsewhere *entry = bk_server_elsewhere(server, cli->model->email);
  if (cli->options.json)
    explain_json(cli, server, because, entry);
  else
    explain_people(cli, server, because, entry);
  return entry ? BK_EXIT_UNSUPPORTED : BK_EXIT_OK;
}
