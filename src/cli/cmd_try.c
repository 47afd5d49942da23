/* servers try: a file's actions on the real server, one at a time. What may be done without a word: asking
 * how the server is. The rest is offered on a terminal, or named by --action. */
#include "base/text.h"
#include "cli/try.h"
#include "words/words.h"

#include <string.h>

/* The order in which actions are offered: one after what it needs, and what ends a session before what may
 * end it unseen. */
static const BkActionKind order[] = {
    BK_ACTION_PROBE,      BK_ACTION_SIGN_IN,     BK_ACTION_MFA,      BK_ACTION_DEVICE,
    BK_ACTION_WHOAMI,     BK_ACTION_REFRESH,     BK_ACTION_SESSIONS, BK_ACTION_END_SESSION,
    BK_ACTION_END_OTHERS, BK_ACTION_ADMIN_RESET, BK_ACTION_SIGN_OUT, BK_ACTION_FORGOT,
    BK_ACTION_RESEND,     BK_ACTION_VERIFY,      BK_ACTION_RESET,    BK_ACTION_CHANGE_PASSWORD,
};

typedef struct {
  BkCli *cli;
  BkTrial *trial;
  guint requests, replies; /* of the action under way: what has been shown */
  gboolean device_told;
  gboolean asked_for; /* a message that verify and reset wait for */
  BkExit result;      /* of the first that was not as it should be */
  guint tried;
  cJSON *reports;
} Walk;

/* ---- what is known of an action ---- */

static gboolean gives_session(const BkAction *action) {
  switch ((int)action->kind) {
  case BK_ACTION_SIGN_IN:
  case BK_ACTION_MFA:
  case BK_ACTION_DEVICE:
  case BK_ACTION_RESET:
    return TRUE;
  }
  return FALSE;
}

static gboolean needs_session(const Walk *walk, const BkAction *action) {
  return bk_action_needs_session(walk->trial->server, action);
}

static gboolean is_of_reset(const BkAction *action) {
  return action->kind == BK_ACTION_RESEND || action->kind == BK_ACTION_VERIFY ||
         action->kind == BK_ACTION_RESET;
}

/* What cannot be shown without a terminal would be made and lost. */
static gboolean shows_a_secret(const BkAction *action) {
  return action->kind == BK_ACTION_ADMIN_RESET &&
         (action->way == BK_WAY_GENERATE || action->way == BK_WAY_LINK);
}

static BkSay offer_text(const BkAction *action) {
  switch ((int)action->kind) {
  case BK_ACTION_FORGOT:
  case BK_ACTION_RESEND:
    return BK_SAY_TRY_MAILS;
  case BK_ACTION_RESET:
  case BK_ACTION_CHANGE_PASSWORD:
  case BK_ACTION_ADMIN_RESET:
  case BK_ACTION_END_OTHERS:
    return BK_SAY_TRY_CHANGES;
  }
  return BK_SAY_TRY_OFFER;
}

/* ---- showing what happens, while it happens ---- */

static void show_new(const BkModel *model, gpointer data) {
  Walk *walk = data;
  const GPtrArray *exchanges = walk->trial->exchanges;
  while (!walk->cli->options.json && walk->replies < exchanges->len) {
    const BkTrialExchange *exchange = g_ptr_array_index(exchanges, walk->replies);
    if (walk->requests == walk->replies) {
      bk_try_show_request(walk->trial, exchange);
      walk->requests++;
    }
    if (!exchange->ended)
      break;
    bk_try_show_reply(walk->trial, exchange);
    walk->replies++;
    if (exchange->wait > 0) {
      g_autofree char *seconds = bk_words_duration(exchange->wait);
      g_autofree char *line = bk_console_say(BK_SAY_TRY_WAITS, "seconds", seconds, NULL);
      bk_cli_note(walk->cli, line);
    }
  }
  gboolean waits = model->flow && bk_flow_state(model->flow) == BK_FLOW_WAIT;
  if (waits && !walk->device_told && bk_flow_shown(model->flow)->len > 0) {
    walk->device_told = TRUE;
    bk_cli_tell_device(model->flow);
  }
}

/* ---- one action ---- */

/* The session that end_session is to end: chosen among those that an earlier action has listed. */
static BkSecret *choose_listed(Walk *walk) {
  BkCli *cli = walk->cli;
  const GPtrArray *listed = walk->trial->listed;
  const char *wanted = cli->options.choose ? cli->options.choose[cli->chosen] : NULL;
  g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
  int index = -1;
  for (guint i = 0; listed && i < listed->len; i++) {
    const BkListedSession *one = g_ptr_array_index(listed, i);
    g_ptr_array_add(labels, g_strdup_printf("%s  %s  %s", one->key, one->name, one->address));
    if (g_strcmp0(one->key, wanted) == 0)
      index = (int)i;
  }
  cli->chosen += wanted ? 1 : 0;
  if (!wanted && labels->len > 0 && bk_cli_has_person(cli))
    index = bk_terminal_choose(bk_console(BK_SAY_WHICH_SESSION), labels, -1);
  if (index >= 0)
    return bk_secret_ref(((const BkListedSession *)g_ptr_array_index(listed, index))->id);
  bk_cli_usage(cli, "choice_missing",
               "which session? Name sessions before it, and one of them with --choose KEY");
  return NULL;
}

static gboolean give_form(Walk *walk) {
  BkCli *cli = walk->cli;
  g_autoptr(BkMessage) message = bk_message_form();
  g_autoptr(GPtrArray) form = bk_flow_form(cli->model->flow);
  for (guint i = 0; i < form->len; i++) {
    const BkInput *input = g_ptr_array_index(form, i);
    gboolean other = g_str_equal(input->name, "other");
    g_autoptr(BkSecret) value = other ? choose_listed(walk) : bk_cli_value(cli, input);
    if (!value)
      return FALSE;
    bk_message_give(message, input->name, value);
    /* Somebody else's account: named once more, where there is somebody to ask. */
    gboolean confirm = g_str_equal(input->name, "target") && cli->model->action->confirm && cli->prompted;
    g_autoptr(BkSecret) again = confirm ? bk_cli_confirmation(cli) : NULL;
    if (confirm && !bk_secret_equal(again, value)) {
      BkNotice notice = {.kind = BK_NOTICE_CONFIRM};
      cli->stopped = again ? bk_cli_tell(cli, &notice) : cli->stopped;
      return FALSE;
    }
  }
  return bk_cli_post(cli, g_steal_pointer(&message));
}

/* FALSE: told, or stopped by a signal. */
static gboolean drive(Walk *walk) {
  BkCli *cli = walk->cli;
  for (guint round = 0; round < BK_FLOW_MAX_REQUESTS; round++) {
    show_new(cli->model, walk);
    BkFlowState state = bk_flow_state(cli->model->flow);
    if (state == BK_FLOW_ASK ? !give_form(walk) : state == BK_FLOW_CHOOSE ? !bk_cli_choose(cli) : FALSE)
      return FALSE;
    if (state != BK_FLOW_ASK && state != BK_FLOW_CHOOSE)
      break;
  }
  show_new(cli->model, walk);
  return bk_flow_state(cli->model->flow) == BK_FLOW_DONE;
}

/* Not reached before not understood, not understood before what the answer says. */
static BkExit result_of(const Walk *walk, const BkFlow *flow) {
  const GPtrArray *exchanges = walk->trial->exchanges;
  BkExit outcome = bk_outcome_exit(bk_flow_outcome(flow));
  for (guint i = 0; i < exchanges->len; i++) {
    const BkTrialExchange *exchange = g_ptr_array_index(exchanges, i);
    gboolean elsewhere = bk_flow_failure(flow) == BK_FAILURE_PORTAL && i + 1 == exchanges->len;
    if (exchange->reply && !exchange->expected && !elsewhere)
      return BK_EXIT_CHECK;
  }
  return outcome;
}

static void hand_over(Walk *walk, const BkFlow *flow) {
  if (bk_flow_shown(flow)->len > 0 && shows_a_secret(walk->trial->action))
    (void)bk_cli_hand_over(walk->cli, bk_flow_shown(flow), walk->cli->model->target);
}

/* FALSE: the walk is over. */
static gboolean try_action(Walk *walk, const BkAction *action) {
  BkCli *cli = walk->cli;
  BkMessage *message = bk_message_new(BK_MESSAGE_TRY);
  message->action = action->kind;
  message->way = action->way;
  walk->requests = walk->replies = 0;
  walk->device_told = FALSE;
  cli->prompted = FALSE;
  if (!cli->options.json)
    bk_try_show_action(action, walk->tried == 0);
  gboolean posted = bk_cli_post(cli, message);
  if (!posted || !drive(walk))
    return FALSE;
  const BkFlow *flow = cli->model->flow;
  BkExit result = result_of(walk, flow);
  if (!cli->options.json)
    bk_try_show_end(walk->trial, flow);
  hand_over(walk, flow);
  cJSON_AddItemToArray(walk->reports, bk_try_report(walk->trial, flow, result));
  walk->tried++;
  walk->asked_for = walk->asked_for || (result == BK_EXIT_OK && action->kind == BK_ACTION_FORGOT);
  if (walk->result == BK_EXIT_OK)
    walk->result = result;
  return TRUE;
}

/* ---- named ones ---- */

static char *names_of_actions(const BkServer *server) {
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < server->actions->len; i++) {
    g_autofree char *name = bk_try_name(g_ptr_array_index(server->actions, i));
    g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", name);
  }
  return g_string_free(g_steal_pointer(&names), FALSE);
}

static const BkAction *named(Walk *walk, const char *wanted) {
  const GPtrArray *actions = walk->trial->server->actions;
  for (guint i = 0; i < actions->len; i++) {
    const BkAction *action = g_ptr_array_index(actions, i);
    g_autofree char *name = bk_try_name(action);
    if (g_str_equal(name, wanted))
      return action;
  }
  g_autofree char *names = names_of_actions(walk->trial->server);
  g_autofree char *clean = bk_text_clean_line(wanted);
  bk_cli_usage(walk->cli, "unknown_action", "--action %s: this file has %s", clean, names);
  return NULL;
}

/* Everything that can be said before anything is sent. */
static GPtrArray *chosen_actions(Walk *walk) {
  g_autoptr(GPtrArray) chosen = g_ptr_array_new();
  gboolean session = FALSE;
  for (char **wanted = walk->cli->options.actions; *wanted; wanted++) {
    const BkAction *action = named(walk, *wanted);
    if (!action)
      return NULL;
    if (needs_session(walk, action) && !session) {
      bk_cli_usage(walk->cli, "usage", "--action %s needs a session: name sign_in before it", *wanted);
      return NULL;
    }
    if (shows_a_secret(action) && !bk_terminal_can_show_once()) {
      bk_cli_usage(walk->cli, "usage",
                   "--action %s: what it makes is shown once, and here is no terminal for it", *wanted);
      return NULL;
    }
    session = session || gives_session(action);
    g_ptr_array_add(chosen, (gpointer)action);
  }
  return g_steal_pointer(&chosen);
}

static void walk_chosen(Walk *walk) {
  g_autoptr(GPtrArray) chosen = chosen_actions(walk);
  for (guint i = 0; chosen && i < chosen->len; i++)
    if (!try_action(walk, g_ptr_array_index(chosen, i)))
      return;
}

/* ---- offered ones ---- */

static gboolean ask(BkSay text, const Walk *walk, const BkAction *action) {
  g_autofree char *name = bk_try_name(action);
  g_autofree char *question = bk_console_say(text, "action", name, "server", walk->trial->server->name, NULL);
  return bk_terminal_yes(question);
}

static gboolean can_be_offered(const Walk *walk, const BkAction *action) {
  if (needs_session(walk, action) && !walk->trial->session)
    return FALSE;
  if (shows_a_secret(action) && !bk_terminal_can_show_once())
    return FALSE;
  if (action->kind == BK_ACTION_END_SESSION && (!walk->trial->listed || walk->trial->listed->len < 2))
    return FALSE; /* ours is ended by signing out */
  return !is_of_reset(action) || walk->asked_for;
}

/* FALSE: the walk is over. */
static gboolean offer(Walk *walk, const BkAction *action) {
  gboolean harmless = action->kind == BK_ACTION_PROBE;
  if (!can_be_offered(walk, action) || (!harmless && !ask(offer_text(action), walk, action)))
    return TRUE;
  BkExit before = walk->result;
  do {
    walk->result = before; /* the last try counts */
    if (!try_action(walk, action))
      return FALSE;
  } while (!harmless && bk_flow_outcome(walk->cli->model->flow) != BK_OUTCOME_OK &&
           ask(BK_SAY_TRY_AGAIN, walk, action));
  return TRUE;
}

static void walk_all(Walk *walk, gboolean has_person) {
  const GPtrArray *actions = walk->trial->server->actions;
  g_autoptr(GString) rest = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(order); i++) {
    for (guint k = 0; k < actions->len; k++) {
      const BkAction *action = g_ptr_array_index(actions, k);
      if (action->kind != order[i])
        continue;
      if ((has_person || action->kind == BK_ACTION_PROBE) && !offer(walk, action))
        return;
      g_autofree char *name = bk_try_name(action);
      if (!has_person && action->kind != BK_ACTION_PROBE)
        g_string_append_printf(rest, "%s%s", rest->len > 0 ? ", " : "", name);
    }
  }
  g_autofree char *line = bk_console_say(BK_SAY_TRY_REST, "actions", rest->str, NULL);
  if (rest->len > 0)
    bk_cli_note(walk->cli, line);
}

/* ---- the whole ---- */

static void finish(Walk *walk, const char *file) {
  BkCli *cli = walk->cli;
  if (cli->options.json) {
    cJSON *object = bk_json_result("backin.try/1");
    bk_json_text(object, "file", file);
    bk_json_text(object, "server", walk->trial->server->id);
    bk_json_text(object, "origin", walk->trial->server->origin);
    bk_json_text(object, "account", walk->trial->email);
    cJSON_AddNumberToObject(object, "exit", walk->result);
    cJSON_AddItemToObject(object, "actions", cJSON_Duplicate(walk->reports, TRUE));
    bk_cli_print_json(object);
    return;
  }
  if (walk->result != BK_EXIT_UNREACHED)
    bk_cli_say(cli, walk->tried == 0                ? BK_SAY_TRY_NONE
                    : walk->result == BK_EXIT_CHECK ? BK_SAY_TRY_UNKNOWN
                                                    : BK_SAY_TRY_ALL_GOOD);
}

/* The server of the file, or NULL: told. What lint warns of is told beside it. */
static BkServer *read_file(BkCli *cli) {
  g_autoptr(BkDiagnostics) problems = bk_diagnostics_new();
  const char *dirs = cli->options.servers_dir ? cli->options.servers_dir : g_getenv("BACKIN_SERVERS_PATH");
  g_autoptr(GPtrArray) path = bk_servers_path(dirs);
  BkServer *server = bk_server_read(cli->arguments[0], path, problems);
  if (bk_diagnostics_errors(problems) > 0) {
    bk_cli_print_diagnostics(cli, problems);
    cli->stopped = BK_EXIT_CONFIGURATION;
    return NULL;
  }
  for (guint i = 0; i < bk_diagnostics_count(problems); i++) {
    g_autofree char *line = bk_diagnostic_to_string(bk_diagnostics_get(problems, i));
    bk_cli_note(cli, line);
  }
  if (!server)
    bk_cli_usage(cli, "usage",
                 "that is a provider, which has no address: give a server file that extends it");
  return server;
}

BkExit bk_command_servers_try(BkCli *cli) {
  if (!bk_cli_check_values(cli))
    return cli->stopped;
  BkServer *server = read_file(cli);
  if (!server)
    return cli->stopped;
  bk_cli_begin_trial(cli, server);
  g_autoptr(cJSON) reports = cJSON_CreateArray();
  Walk walk = {.cli = cli, .trial = cli->model->trial, .reports = reports};
  bk_runtime_on_change(cli->runtime, show_new, &walk);
  if (cli->options.actions)
    walk_chosen(&walk);
  else
    walk_all(&walk, bk_cli_has_person(cli));
  bk_runtime_on_change(cli->runtime, NULL, NULL);
  if (cli->stopped != BK_EXIT_OK)
    return cli->stopped;
  finish(&walk, cli->arguments[0]);
  return walk.result;
}
