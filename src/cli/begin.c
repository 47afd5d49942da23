/* begin.c: from options to a core that knows the account, the server, the session or the reset. */
#include "cli/run.h"

#include "base/text.h"
#include "words/words.h"

#include <string.h>

/* ---- the core -------------------------------------------------------------------------------------- */

static gboolean start(BkCli *cli, gboolean with_store) {
  BkStoreKind kind = BK_STORE_NONE;
  if (cli->options.store && !bk_store_from_word(cli->options.store, &kind)) {
    bk_cli_usage(cli, "usage", "--store=%s: the places are keyring, session, kernel, memory and none",
                 cli->options.store);
    return FALSE;
  }
  BkRuntimeOptions options = {
      .servers_dirs = cli->options.servers_dir,
      .store = !with_store || cli->options.store ? (int)kind : -1,
  };
  cli->runtime = bk_runtime_new(&options);
  cli->model = bk_runtime_model(cli->runtime);
  return TRUE;
}

static gboolean settle(BkCli *cli) {
  if (bk_runtime_settle(cli->runtime))
    return TRUE;
  BkNotice notice = {.kind = BK_NOTICE_CANCELLED};
  cli->stopped = bk_cli_tell(cli, &notice);
  return FALSE;
}

static gboolean offer_unlocking(BkCli *cli) {
  if (cli->model->store_result != BK_STORE_RESULT_LOCKED || cli->model->no_prompter ||
      !bk_cli_has_person(cli))
    return TRUE;
  g_autofree char *question =
      bk_console_say(BK_SAY_UNLOCK, "store", bk_words_store_short(cli->model->store), NULL);
  return !bk_terminal_yes(question) || bk_cli_post(cli, bk_message_new(BK_MESSAGE_UNLOCK));
}

gboolean bk_cli_begin(BkCli *cli, BkWith with) {
  if (!bk_cli_check_values(cli) || !start(cli, with != BK_WITH_FILES))
    return FALSE;
  if (bk_diagnostics_errors(cli->model->problems) > 0 && cli->options.verbose)
    bk_cli_say(cli, BK_SAY_SOME_PROBLEMS);
  return with == BK_WITH_FILES || (settle(cli) && (with == BK_WITH_LOOK || offer_unlocking(cli)));
}

void bk_cli_begin_trial(BkCli *cli, BkServer *server) {
  BkRuntimeOptions options = {.store = BK_STORE_NONE, .trial = bk_trial_new(server, cli->options.user)};
  cli->runtime = bk_runtime_new(&options);
  cli->model = bk_runtime_model(cli->runtime);
}

GPtrArray *bk_cli_servers_path(const BkCli *cli) {
  return bk_servers_path(cli->options.servers_dir ? cli->options.servers_dir
                                                  : g_getenv("BACKIN_SERVERS_PATH"));
}

gboolean bk_cli_post(BkCli *cli, BkMessage *message) {
  bk_runtime_post(cli->runtime, message);
  return settle(cli);
}

gboolean bk_cli_refused(const BkCli *cli) {
  return cli->model->notice.kind != BK_NOTICE_NONE && !cli->model->notice.good;
}

BkExit bk_cli_tell_refusal(BkCli *cli) {
  return bk_cli_tell(cli, &cli->model->notice);
}

/* ---- account and server ---------------------------------------------------------------------------- */

static gboolean cancelled(BkCli *cli) {
  BkNotice notice = {.kind = BK_NOTICE_CANCELLED};
  cli->stopped = bk_cli_tell(cli, &notice);
  return FALSE;
}

char *bk_cli_email(BkCli *cli) {
  if (cli->options.user)
    return g_strdup(cli->options.user);
  if (!bk_cli_has_person(cli)) {
    bk_cli_usage(cli, "input_missing", "whose account? Give it with --user EMAIL");
    return NULL;
  }
  char *answer = bk_terminal_ask_text(bk_words_input(bk_input_builtin("email")));
  if (!answer)
    cancelled(cli);
  return answer;
}

static const BkServer *ask_server(BkCli *cli) {
  const GPtrArray *servers = cli->model->servers->servers;
  g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
  int first = -1;
  for (guint i = 0; i < servers->len; i++) {
    const BkServer *server = g_ptr_array_index(servers, i);
    g_ptr_array_add(labels, g_strdup_printf("%s  (%s, %s)", server->name, server->id, server->host));
    if (server == cli->model->suggested)
      first = (int)i;
  }
  int index = bk_terminal_choose(bk_console(BK_SAY_WHICH_SERVER), labels, first);
  if (index < 0) {
    cancelled(cli);
    return NULL;
  }
  return g_ptr_array_index(servers, index);
}

static const BkServer *unknown_server(BkCli *cli, const char *id) {
  g_autoptr(GPtrArray) ids = g_ptr_array_new();
  const GPtrArray *servers = cli->model->servers->servers;
  for (guint i = 0; i < servers->len; i++)
    g_ptr_array_add(ids, ((const BkServer *)g_ptr_array_index(servers, i))->id);
  g_ptr_array_add(ids, NULL);
  g_autofree char *clean = bk_text_clean_line(id);
  BkNotice notice = {.kind = BK_NOTICE_UNKNOWN_SERVER,
                     .detail = clean,
                     .text = (char *)bk_text_nearest(id, (const char *const *)ids->pdata)};
  cli->stopped = bk_cli_tell(cli, &notice);
  return NULL;
}

const BkServer *bk_cli_server(BkCli *cli) {
  if (cli->options.server) {
    const BkServer *server = bk_server_list_find(cli->model->servers, cli->options.server);
    return server ? server : unknown_server(cli, cli->options.server);
  }
  if (cli->model->servers->servers->len == 0) {
    BkNotice notice = {.kind = BK_NOTICE_NO_SERVERS};
    cli->stopped = bk_cli_tell(cli, &notice);
    return NULL;
  }
  if (bk_cli_has_person(cli))
    return ask_server(cli);
  /* Nothing is sent to a server that nobody has chosen. */
  bk_cli_usage(cli, "input_missing", "which server? Give it with --server ID (backin servers list)");
  return NULL;
}

/* ---- sessions -------------------------------------------------------------------------------------- */

gboolean bk_cli_fits(const BkCli *cli, const char *server, const char *account) {
  const char *user = cli->command->takes & BK_TAKES_WAY ? cli->options.as : cli->options.user;
  return (!cli->options.server || g_str_equal(cli->options.server, server)) &&
         (!user || g_ascii_strcasecmp(user, account) == 0);
}

static gboolean tell_store(BkCli *cli, BkStoreKind store, BkStoreResult result) {
  BkNotice notice = {.kind = BK_NOTICE_STORE, .store = store, .result = result};
  cli->stopped = bk_cli_tell(cli, &notice);
  bk_cli_tell_headless(cli, result);
  gboolean absent = result == BK_STORE_RESULT_UNAVAILABLE || result == BK_STORE_RESULT_NO_BUS;
  if (absent && store == BK_STORE_KEYRING)
    bk_cli_say(cli, BK_SAY_OTHER_PLACE);
  return FALSE;
}

void bk_cli_tell_headless(const BkCli *cli, BkStoreResult result) {
  if (result == BK_STORE_RESULT_LOCKED && cli->model->no_prompter)
    bk_cli_say(cli, BK_SAY_UNLOCK_SHELL);
}

gboolean bk_cli_can_read_store(BkCli *cli) {
  BkStoreKind store;
  BkStoreResult result;
  /* "Cannot tell" is never "there is none". */
  return !bk_model_unread(cli->model, &store, &result) || tell_store(cli, store, result);
}

gint64 bk_cli_used_at(const BkCli *cli, const BkSession *session) {
  const char *chosen =
      cli->model->defaults ? g_hash_table_lookup(cli->model->defaults, session->server) : NULL;
  if (chosen && g_ascii_strcasecmp(chosen, session->account) == 0)
    return G_MAXINT64;
  for (guint i = 0; i < cli->model->accounts->len; i++) {
    const BkAccount *account = g_ptr_array_index(cli->model->accounts, i);
    if (g_str_equal(account->server, session->server) &&
        g_ascii_strcasecmp(account->email, session->account) == 0)
      return account->used_at;
  }
  return 0;
}

/* The one of a server that was chosen with "switch", if it fits. */
static BkSessionEntry *default_of(const BkCli *cli, const char *server) {
  const char *account = cli->model->defaults ? g_hash_table_lookup(cli->model->defaults, server) : NULL;
  return account && bk_cli_fits(cli, server, account) ? bk_model_entry(cli->model, server, account) : NULL;
}

/* On the server that is named, or was used last: the account that was chosen there, else the last one. */
static BkSessionEntry *last_used(const BkCli *cli) {
  for (guint i = 0; i < cli->model->accounts->len; i++) {
    const BkAccount *account = g_ptr_array_index(cli->model->accounts, i);
    BkSessionEntry *entry = bk_model_entry(cli->model, account->server, account->email);
    if (entry && bk_cli_fits(cli, account->server, account->email)) {
      BkSessionEntry *chosen = default_of(cli, account->server);
      return chosen ? chosen : entry;
    }
  }
  for (guint i = 0; i < cli->model->sessions->len; i++) {
    BkSessionEntry *entry = g_ptr_array_index(cli->model->sessions, i);
    if (bk_cli_fits(cli, entry->session->server, entry->session->account)) {
      BkSessionEntry *chosen = default_of(cli, entry->session->server);
      return chosen ? chosen : entry;
    }
  }
  return NULL;
}

static void no_session(BkCli *cli) {
  const BkServer *server =
      cli->options.server ? bk_server_list_find(cli->model->servers, cli->options.server) : NULL;
  if (cli->options.server && !server) {
    unknown_server(cli, cli->options.server);
    return;
  }
  BkNotice notice = {.kind = BK_NOTICE_NO_SESSION, .server = server ? server->name : NULL};
  cli->stopped = bk_cli_tell(cli, &notice);
}

const BkSessionEntry *bk_cli_session(BkCli *cli) {
  const BkSessionEntry *entry = last_used(cli);
  if (!entry) {
    if (bk_cli_can_read_store(cli))
      no_session(cli);
    return NULL;
  }
  g_autoptr(BkSession) session = bk_session_ref(entry->session);
  if (!bk_cli_post(cli, bk_message_text(BK_MESSAGE_SESSION, session->server, session->account)))
    return NULL;
  return bk_model_entry(cli->model, session->server, session->account);
}

const BkSessionEntry *bk_cli_fresh_session(BkCli *cli) {
  const BkSessionEntry *entry = bk_cli_session(cli);
  if (!entry)
    return NULL;
  g_autofree char *server = g_strdup(entry->session->server), *account = g_strdup(entry->session->account);
  if (!bk_cli_post(cli, bk_message_new(BK_MESSAGE_FRESH)))
    return NULL;
  entry = bk_model_entry(cli->model, server, account);
  gboolean not_kept = cli->model->notice.kind == BK_NOTICE_SIGNED_IN_NOT_KEPT;
  if (entry && not_kept)
    bk_cli_warn(cli, &cli->model->notice);
  if (entry && (not_kept || !bk_cli_refused(cli)))
    return entry;
  cli->stopped = bk_cli_tell_refusal(cli);
  return NULL;
}

/* ---- resets ---------------------------------------------------------------------------------------- */

static const BkReset *only_reset(BkCli *cli) {
  g_autoptr(GPtrArray) fitting = g_ptr_array_new(), labels = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < cli->model->resets->len; i++) {
    BkReset *reset = g_ptr_array_index(cli->model->resets, i);
    if (!bk_cli_fits(cli, reset->server, reset->email))
      continue;
    g_ptr_array_add(fitting, reset);
    g_ptr_array_add(labels, g_strdup_printf("%s  %s  %s", reset->id, reset->email,
                                            bk_cli_server_name(cli->model, reset->server)));
  }
  if (fitting->len == 1)
    return g_ptr_array_index(fitting, 0);
  if (fitting->len > 1 && bk_cli_has_person(cli)) {
    int index = bk_terminal_choose(bk_console(BK_SAY_WHICH_RESET), labels, 0);
    if (index >= 0)
      return g_ptr_array_index(fitting, index);
    cancelled(cli);
    return NULL;
  }
  bk_cli_usage(cli, "input_missing",
               fitting->len > 1 ? "which reset? Name it by its id (backin reset list)"
                                : "no reset is waiting; ask for one with: backin forgot");
  return NULL;
}

const BkReset *bk_cli_reset(BkCli *cli) {
  const char *id = cli->arguments[0];
  if (!id)
    return only_reset(cli);
  const BkReset *reset = bk_model_find_reset(cli->model, id);
  if (!reset) {
    g_autofree char *clean = bk_text_clean_line(id);
    g_autofree char *line = bk_console_say(BK_SAY_NO_SUCH_RESET, "id", clean, NULL);
    bk_cli_usage(cli, "unknown_reset", "%s (backin reset list)", line);
  }
  return reset;
}

/* ---- a place to keep a session --------------------------------------------------------------------- */

static gboolean ask_place(BkCli *cli) {
  static const BkStoreKind places[] = {BK_STORE_SESSION, BK_STORE_KERNEL, BK_STORE_MEMORY, BK_STORE_NONE};
  g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
  for (gsize i = 0; i < G_N_ELEMENTS(places); i++)
    g_ptr_array_add(labels, g_strdup_printf("%s: %s", bk_store_word(places[i]), bk_words_store(places[i])));
  BkNotice notice = {.kind = BK_NOTICE_STORE, .store = cli->model->store, .result = cli->model->store_result};
  bk_cli_warn(cli, &notice);
  int index = bk_terminal_choose(bk_console(BK_SAY_WHERE_TO_KEEP), labels, -1);
  if (index < 0)
    return cancelled(cli);
  return bk_cli_post(cli, bk_message_keep(places[index]));
}

gboolean bk_cli_place_to_keep(BkCli *cli) {
  if (!cli->model->store_decided && cli->model->store_result != BK_STORE_RESULT_OK && !cli->options.store &&
      bk_cli_has_person(cli) && !ask_place(cli))
    return FALSE;
  gboolean usable = cli->model->store_result == BK_STORE_RESULT_OK || cli->model->store == BK_STORE_NONE;
  return usable || tell_store(cli, cli->model->store, cli->model->store_result);
}
