/* backin-mock: a local server that plays any server file. */

#include "base/json.h"
#include "base/process.h"
#include "mock/http.h"
#include "mock/rewrite.h"
#include "servers/servers.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  int port;
  char *write_servers;
  char **accounts, **second_factor, **disabled, **files;
  char *fault;
  gboolean verbose, until_eof, check, version;
} Options;

static const char description[] =
    "Plays each server file on a port of its own: PORT, PORT+1 and so on, or free ones. Prints READY on a\n"
    "line of its own when all of them listen. Only this machine can reach it.\n"
    "\n"
    "Every account exists on every server, as a user and as an administrator. The second factor of an\n"
    "account that has one is " BK_MOCK_OTP ", however it is given: from an app, by mail, as a spare code.\n"
    "Five wrong passwords in a row close an address for a minute.\n"
    "Keys and tokens that only an operator has are all accepted, but for \"" BK_MOCK_WRONG_KEY "\".\n"
    "\n"
    "On every port:\n"
    "  GET  /mock/mail?to=EMAIL         the mails, newest first: to, subject, text, code, link, at\n"
    "  POST /mock/time?forward=SECONDS  moves the clock of that server, so that things run out\n"
    "  POST /mock/fault?name=FAULT      the same as --fault, from now on\n"
    "\n"
    "Faults:\n"
#define X(name, word, text) "  " word ": " text "\n"
    BK_MOCK_FAULTS(X)
#undef X
    ;

static gboolean parse_options(Options *options, int *argc, char ***argv, GError **error) {
  const GOptionEntry entries[] = {
      {"port", 'p', 0, G_OPTION_ARG_INT, &options->port, "Port of the first server (default: free ones)",
       "N"},
      {"write-servers", 'w', 0, G_OPTION_ARG_FILENAME, &options->write_servers,
       "Write server files that lead to this mock into DIR", "DIR"},
      {"account", 'a', 0, G_OPTION_ARG_STRING_ARRAY, &options->accounts, "An account; may be repeated",
       "EMAIL:PASSWORD"},
      {"second-factor", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->second_factor,
       "Give an account a second factor; may be repeated", "EMAIL"},
      {"disabled", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->disabled, "Close an account; may be repeated",
       "EMAIL"},
      {"fault", 0, 0, G_OPTION_ARG_STRING, &options->fault, "Do something wrong on purpose", "FAULT"},
      {"until-eof", 0, 0, G_OPTION_ARG_NONE, &options->until_eof, "End when standard input ends", NULL},
      {"check", 0, 0, G_OPTION_ARG_NONE, &options->check,
       "Only try whether a reply can reach every rule, then end", NULL},
      {"verbose", 'v', 0, G_OPTION_ARG_NONE, &options->verbose,
       "One line on standard error for each request, values hidden", NULL},
      {"version", 0, 0, G_OPTION_ARG_NONE, &options->version, "Print the version", NULL},
      {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, "FILE..."},
      {0},
  };
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);

  g_option_context_set_summary(context, "A local server that plays any server file of backin.");
  g_option_context_set_description(context, description);
  g_option_context_add_main_entries(context, entries, NULL);
  return g_option_context_parse(context, argc, argv, error);
}

static void clear_options(Options *options) {
  g_free(options->write_servers);
  g_free(options->fault);
  g_strfreev(options->accounts);
  g_strfreev(options->second_factor);
  g_strfreev(options->disabled);
  g_strfreev(options->files);
}

/* ---- servers and accounts ---- */

static BkMockPlayed *read_server(const char *file, const GPtrArray *path) {
  g_autoptr(BkDiagnostics) problems = bk_diagnostics_new();
  BkServer *server = bk_server_read(file, path, problems);

  for (guint i = 0; i < bk_diagnostics_count(problems); i++) {
    g_autofree char *line = bk_diagnostic_to_string(bk_diagnostics_get(problems, i));
    g_printerr("%s\n", line);
  }
  if (!server && bk_diagnostics_errors(problems) == 0)
    g_printerr("backin-mock: %s is a provider; give the server files that use it\n", file);
  return server ? bk_mock_played_new(server) : NULL;
}

static void add_account(BkMockPlayed *played, const char *text) {
  const char *colon = strchr(text, ':');
  g_autofree char *email = g_strndup(text, (gsize)(colon - text));

  (void)bk_mock_account_add(played->world, email, colon + 1);
}

static gboolean is_account(const char *text) {
  const char *colon = strchr(text, ':');

  return colon && colon != text && colon[1] != '\0';
}

static gboolean has_account(const Options *options, const char *email) {
  for (char **text = options->accounts; text && *text; text++)
    if (g_str_has_prefix(*text, email) && (*text)[strlen(email)] == ':')
      return TRUE;
  return FALSE;
}

/* Whether the accounts make sense; says what does not. */
static gboolean accounts_fit(const Options *options) {
  char **const lists[] = {options->second_factor, options->disabled};

  for (char **text = options->accounts; text && *text; text++)
    if (!is_account(*text)) {
      g_printerr("backin-mock: --account wants EMAIL:PASSWORD\n");
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
    for (char **email = lists[i]; email && *email; email++)
      if (!has_account(options, *email)) {
        g_printerr("backin-mock: %s is no --account\n", *email);
        return FALSE;
      }
  return TRUE;
}

static void add_accounts(BkMockPlayed *played, const Options *options) {
  for (char **text = options->accounts; text && *text; text++)
    add_account(played, *text);
  for (char **email = options->second_factor; email && *email; email++)
    bk_mock_account_find(played->world, *email)->second_factor = TRUE;
  for (char **email = options->disabled; email && *email; email++)
    bk_mock_account_find(played->world, *email)->disabled = TRUE;
}

static gboolean read_servers(const Options *options, GPtrArray *servers) {
  g_autoptr(GPtrArray) path = bk_servers_path(g_getenv("BACKIN_SERVERS_PATH"));

  for (char **file = options->files; file && *file; file++) {
    BkMockPlayed *played = read_server(*file, path);

    if (!played)
      return FALSE;
    g_ptr_array_add(servers, played);
    add_accounts(played, options);
  }
  return TRUE;
}

static gboolean check(const GPtrArray *servers) {
  gboolean good = TRUE;

  for (guint i = 0; i < servers->len; i++) {
    BkMockPlayed *played = g_ptr_array_index(servers, i);
    g_autoptr(GPtrArray) lines = NULL;

    bk_mock_played_listen(played, 1);
    lines = bk_mock_unreachable(played);
    good = good && lines->len == 0;
    for (guint k = 0; k < lines->len; k++)
      g_print("%s: no reply reaches %s\n", played->file->id, (char *)g_ptr_array_index(lines, k));
  }
  return good;
}

/* ---- running ---- */

static gboolean listen_all(const Options *options, const GPtrArray *servers, BkMockTrouble *trouble,
                           GPtrArray *https) {
  for (guint i = 0; i < servers->len; i++) {
    BkMockPlayed *played = g_ptr_array_index(servers, i);
    int port = options->port > 0 ? options->port + (int)i : 0;
    g_autoptr(GError) error = NULL;
    BkMockHttp *http = bk_mock_http_new(played, trouble, port, options->verbose, &error);

    if (http)
      g_ptr_array_add(https, http);
    if (!http || (options->write_servers &&
                  !bk_mock_write_server(played, options->files[i], options->write_servers, &error))) {
      g_printerr("backin-mock: %s\n", error->message);
      return FALSE;
    }
    g_printerr("%s: %s\n", played->file->id, played->url);
  }
  return TRUE;
}

static gboolean stop(gpointer loop) {
  g_main_loop_quit(loop);
  return G_SOURCE_CONTINUE;
}

static gboolean stop_at_eof(gint fd, GIOCondition condition, gpointer loop) {
  char buffer[256];
  (void)condition;

  if (read(fd, buffer, sizeof buffer) > 0)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit(loop);
  return G_SOURCE_REMOVE;
}

static int serve(const Options *options, const GPtrArray *servers, BkMockTrouble *trouble) {
  g_autoptr(GPtrArray) https = g_ptr_array_new_with_free_func((GDestroyNotify)bk_mock_http_free);
  g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);

  if (!listen_all(options, servers, trouble, https))
    return BK_EXIT_FAILED;
  g_unix_signal_add(SIGTERM, stop, loop);
  g_unix_signal_add(SIGINT, stop, loop);
  if (options->until_eof)
    g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, stop_at_eof, loop);
  puts("READY");
  if (fflush(stdout) != 0)
    return BK_EXIT_FAILED;
  g_main_loop_run(loop);
  return BK_EXIT_OK;
}

static int run(const Options *options) {
  g_autoptr(GPtrArray) servers = g_ptr_array_new_with_free_func((GDestroyNotify)bk_mock_played_free);
  BkMockTrouble trouble = {0};

  if (options->fault && !bk_mock_trouble_set(&trouble, options->fault)) {
    g_printerr("backin-mock: --fault: there is no \"%s\"; see --help\n", options->fault);
    return BK_EXIT_USAGE;
  }
  if (!options->files || options->port < 0 || options->port > 65535) {
    g_printerr("backin-mock: %s; see --help\n",
               options->files ? "--port: not a port" : "no server file given");
    return BK_EXIT_USAGE;
  }
  if (!accounts_fit(options))
    return BK_EXIT_USAGE;
  if (!read_servers(options, servers))
    return BK_EXIT_CONFIGURATION;
  if (options->check)
    return check(servers) ? BK_EXIT_OK : BK_EXIT_CHECK;
  return serve(options, servers, &trouble);
}

int main(int argc, char **argv) {
  Options options = {0};
  g_autoptr(GError) error = NULL;
  int result;

  if (!bk_process_guard()) /* people try their real passwords on it, too */
    return BK_EXIT_FAILED;
  bk_json_init();
  if (!parse_options(&options, &argc, &argv, &error)) {
    g_printerr("backin-mock: %s\n", error->message);
    result = BK_EXIT_USAGE;
  } else if (options.version) {
    g_print("backin-mock %s\n", BK_VERSION);
    result = BK_EXIT_OK;
  } else {
    result = run(&options);
  }
  clear_options(&options);
  return result;
}
