/* doctor: what backin stands on, one fact a line; "!" marks what wants attention. No secrets, nothing is
 * sent. Its lines are for support and authors, in English like --help. */
#include "app/about.h"
#include "base/clock.h"
#include "cli/run.h"
#include "words/words.h"

#include <locale.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define EARLIEST_CLOCK 1767225600 /* 2026-01-01: a clock before that is wrong, and TLS will say so */

typedef struct {
  cJSON *checks;
  gboolean json, good;
} Report;

static void line(Report *report, gboolean good, const char *name, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
static void line(Report *report, gboolean good, const char *name, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *value = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  report->good = report->good && good;
  cJSON *check = cJSON_CreateObject();
  bk_json_text(check, "name", name);
  cJSON_AddBoolToObject(check, "good", good);
  bk_json_text(check, "value", value);
  cJSON_AddItemToArray(report->checks, check);
  if (!report->json)
    g_print("%c %-12s%s\n", good ? ' ' : '!', name, value);
}

static void versions(Report *report) {
  g_autofree char *http = bk_about_http();
  line(report, TRUE, "version", "backin %s", BK_VERSION);
  line(report, TRUE, "libraries", "%s glib/%u.%u.%u cJSON/%s", http, glib_major_version, glib_minor_version,
       glib_micro_version, cJSON_Version());
}

static void terminal(Report *report) {
  struct winsize size = {0};
  const char *type = g_getenv("TERM");
  const char *charset = NULL;
  gboolean utf8 = g_get_charset(&charset);
  gboolean known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  if (known)
    line(report, TRUE, "terminal", "%s, %dx%d", type ? type : "no TERM", size.ws_col, size.ws_row);
  else
    line(report, TRUE, "terminal", "%s, size not known", type ? type : "no TERM");
  const char *locale = setlocale(LC_CTYPE, NULL);
  line(report, TRUE, "locale", "%s, %s%s", locale ? locale : "?", charset, utf8 ? "" : " (drawn in ASCII)");
}

static void clock_line(Report *report) {
  gint64 now = bk_clock_wall();
  g_autofree char *text = bk_clock_format(now);
  line(report, now >= EARLIEST_CLOCK, "clock", "%s", text);
}

static void server_files(Report *report, const BkCli *cli) {
  g_autoptr(GPtrArray) path = bk_cli_servers_path(cli);
  for (guint i = 0; i < path->len; i++) {
    const BkServersDir *dir = g_ptr_array_index(path, i);
    gboolean there = g_file_test(dir->path, G_FILE_TEST_IS_DIR);
    line(report, TRUE, "directory", "%s (%s)%s", dir->path, dir->owner, there ? "" : ", not there");
  }
  guint servers = cli->model->servers->servers->len;
  line(report, servers > 0, "servers", "%u", servers);
  for (guint i = 0; i < cli->model->servers->masked->len; i++)
    line(report, TRUE, "masked", "%s", (const char *)g_ptr_array_index(cli->model->servers->masked, i));
  for (guint i = 0; i < bk_diagnostics_count(cli->model->problems); i++) {
    const BkDiagnostic *diagnostic = bk_diagnostics_get(cli->model->problems, i);
    g_autofree char *text = bk_diagnostic_to_string(diagnostic);
    line(report, diagnostic->severity != BK_SEVERITY_ERROR, "file", "%s", text);
  }
}

static void bus_line(Report *report) {
  const char *bus = g_getenv("DBUS_SESSION_BUS_ADDRESS"), *folder = g_getenv("XDG_RUNTIME_DIR");
  g_autofree char *socket = folder ? g_build_filename(folder, "bus", NULL) : NULL;
  if (bus && *bus)
    line(report, TRUE, "bus", "DBUS_SESSION_BUS_ADDRESS is set");
  else if (socket && g_file_test(socket, G_FILE_TEST_EXISTS))
    line(report, TRUE, "bus", "DBUS_SESSION_BUS_ADDRESS is not set; %s is there", socket);
  else
    line(report, TRUE, "bus", "DBUS_SESSION_BUS_ADDRESS is not set, and XDG_RUNTIME_DIR has none");
}

/* One place, asked without a prompt. FALSE: stopped by a signal. */
static gboolean ask_store(BkCli *cli, BkStoreKind kind, BkStoreResult *ret_result, char **ret_detail) {
  BkRuntimeOptions options = {.servers_dirs = cli->options.servers_dir, .store = (int)kind};
  g_autoptr(BkRuntime) runtime = bk_runtime_new(&options);
  if (!bk_runtime_settle(runtime)) {
    BkNotice notice = {.kind = BK_NOTICE_CANCELLED};
    cli->stopped = bk_cli_tell(cli, &notice);
    return FALSE;
  }
  *ret_result = bk_runtime_model(runtime)->store_result;
  *ret_detail = g_strdup(bk_runtime_model(runtime)->store_detail);
  return TRUE;
}

static void store_line(Report *report, gboolean wanted, BkStoreKind kind, BkStoreResult result,
                       const char *detail) {
  const char *advice = bk_words_store_result(result);
  line(report, !wanted || result == BK_STORE_RESULT_OK, "store", "%s: %s (%s)%s%s", bk_store_word(kind),
       bk_store_result_word(result), detail ? detail : "", *advice ? ". " : "", advice);
}

/* The ladder: each place that could keep a session. Good if the one that was chosen works, or the keyring;
 * the others are steps below it. */
static gboolean stores(Report *report, BkCli *cli) {
  static const BkStoreKind kinds[] = {BK_STORE_KEYRING, BK_STORE_SESSION, BK_STORE_KERNEL};
  bus_line(report);
  line(report, TRUE, "prompter", "%s",
       cli->model->no_prompter
           ? "DISPLAY and WAYLAND_DISPLAY are not set: a keyring that is locked cannot ask"
           : "a window can be shown");
  int chosen = cli->model->store_chosen;
  line(report, TRUE, "keep", "%s",
       chosen < 0 ? "in the keyring; asked where it cannot be used" : bk_store_word((BkStoreKind)chosen));
  gboolean mute = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
    gboolean wanted = (int)kinds[i] == (chosen < 0 ? BK_STORE_KEYRING : chosen);
    gboolean same_program = kinds[i] == BK_STORE_SESSION;
    BkStoreResult result = BK_STORE_RESULT_TIMEOUT;
    g_autofree char *detail = NULL;
    if (same_program && mute) /* a provider that does not answer is not asked a second time */
      detail = g_strdup("not asked: the same program");
    else if (!ask_store(cli, kinds[i], &result, &detail))
      return FALSE;
    mute = mute || result == BK_STORE_RESULT_TIMEOUT;
    store_line(report, wanted, kinds[i], result, detail);
  }
  return TRUE;
}

static void network(Report *report, const BkModel *model) {
  for (guint i = 0; i < model->servers->servers->len; i++) {
    const BkServer *server = g_ptr_array_index(model->servers->servers, i);
    g_autofree char *proxy = bk_about_proxy(server->origin);
    if (proxy)
      line(report, TRUE, "proxy", "%s for %s", proxy, server->id);
  }
}

static void state_file(Report *report) {
  g_autofree char *folder = g_build_filename(g_get_user_state_dir(), "backin", NULL);
  gboolean there = g_file_test(folder, G_FILE_TEST_EXISTS);
  /* What is not there yet is made in the nearest folder that is. */
  g_autofree char *nearest = g_strdup(folder);
  while (!g_file_test(nearest, G_FILE_TEST_EXISTS) && strlen(nearest) > 1) {
    char *parent = g_path_get_dirname(nearest);
    g_free(nearest);
    nearest = parent;
  }
  struct statvfs space;
  gboolean usable = g_file_test(nearest, G_FILE_TEST_IS_DIR) && access(nearest, W_OK | X_OK) == 0;
  gboolean full = usable && statvfs(nearest, &space) == 0 && space.f_bavail == 0 && space.f_blocks > 0;
  line(report, usable && !full, "state", "%s%s", folder,
       !usable ? ", cannot be written: a reset cannot be resumed"
       : full  ? ", no space left: a reset cannot be resumed"
       : there ? ""
               : ", not there yet");
}

BkExit bk_command_doctor(BkCli *cli) {
  if (!bk_cli_begin(cli, BK_WITH_FILES))
    return cli->stopped;
  cJSON *object = bk_json_result("backin.doctor/1");
  Report report = {
      .checks = cJSON_AddArrayToObject(object, "checks"), .json = cli->options.json, .good = TRUE};
  versions(&report);
  terminal(&report);
  clock_line(&report);
  server_files(&report, cli);
  network(&report, cli->model);
  state_file(&report);
  if (!stores(&report, cli)) {
    cJSON_Delete(object);
    return cli->stopped;
  }
  cJSON_AddBoolToObject(object, "good", report.good);
  if (cli->options.json)
    bk_cli_print_json(object);
  else
    cJSON_Delete(object);
  bk_cli_say(cli, report.good ? BK_SAY_DOCTOR_GOOD : BK_SAY_DOCTOR_BAD);
  return report.good ? BK_EXIT_OK : BK_EXIT_CHECK;
}
