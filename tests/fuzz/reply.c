/* What a server answers: "SERVER ACTION [WAY]" on the first line, then answers as they come over the wire,
 * with a line "%%" between them. The servers are the shipped providers and the ones of the scenarios. */
#include "fuzz/drive.h"
#include "fuzz/fuzz.h"
#include "net/intake.h"
#include "servers/servers.h"

#include <string.h>

#define BETWEEN "\n%%\n"

static BkServerList *servers;

static void add_shipped(const char *name, const char *more) {
  g_autofree char *text = g_strdup_printf(
      "{\"name\":\"%s\",\"extends\":\"%s\",\"url\":\"https://%s.example\"%s}", name, name, name, more);
  g_autofree char *file = g_strconcat("10-", name, ".json", NULL);
  g_free(fuzz_write(file, text, strlen(text)));
}

/* The JSON files of a folder; to is put before their names. */
static void copy_files(const char *from, const char *to) {
  g_autoptr(GDir) dir = g_dir_open(from, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *file = g_build_filename(from, name, NULL), *text = NULL;
    g_autofree char *copy = g_strconcat(to, name, NULL);
    gsize length;
    if (g_str_has_suffix(name, ".json") && g_file_get_contents(file, &text, &length, NULL))
      g_free(fuzz_write(copy, text, length));
  }
}

void fuzz_start(void) {
  bk_json_init();
  add_shipped("auth0", ",\"variables\":{\"client_id\":\"c\"}");
  add_shipped("better-auth", "");
  add_shipped("daxium-air", ",\"variables\":{\"client_id\":\"c\",\"app\":\"a\"}");
  add_shipped("diaflow", "");
  add_shipped("glesys", "");
  copy_files("servers.d/providers", "providers/");
  copy_files("tests/scenarios/servers", "20-");
  g_autoptr(GPtrArray) path = bk_servers_path(fuzz_folder());
  g_autoptr(BkDiagnostics) problems = bk_diagnostics_new();
  servers = bk_servers_load(path, problems);
  for (guint i = 0; i < bk_diagnostics_count(problems); i++)
    g_message("%s", bk_diagnostics_get(problems, i)->text);
  HOLDS(bk_diagnostics_errors(problems) == 0 && servers->servers->len >= 9);
}

/* NULL: it is refused before anybody judges it. */
static BkReply *reply_of(const char *bytes, gsize length) {
  g_autoptr(BkIntake) intake = bk_intake_new();
  gboolean good = TRUE;
  for (gboolean head = TRUE; good && head && length > 0;) {
    const char *end = memchr(bytes, '\n', length);
    gsize line = end != NULL ? (gsize)(end - bytes) + 1 : length;
    good = bk_intake_line(intake, bytes, line);
    head = line > 1 && bytes[0] != '\r';
    bytes += line;
    length -= line;
  }
  good = good && (length == 0 || bk_intake_body(intake, bytes, length));
  return good ? bk_intake_finish(intake) : NULL;
}

static GPtrArray *replies_of(const char *bytes, gsize length) {
  GPtrArray *replies = g_ptr_array_new_with_free_func((GDestroyNotify)bk_reply_free);
  while (length > 0) {
    const char *end = memmem(bytes, length, BETWEEN, strlen(BETWEEN));
    gsize part = end != NULL ? (gsize)(end - bytes) : length;
    BkReply *reply = reply_of(bytes, part);
    if (reply != NULL)
      g_ptr_array_add(replies, reply);
    gsize skip = MIN(part + strlen(BETWEEN), length);
    bytes += skip;
    length -= skip;
  }
  return replies;
}

static const BkAction *action_of(const BkServer *server, char **words) {
  BkActionKind kind;
  BkWay way = BK_WAY_ONLY;
  if (words[1] == NULL || !bk_action_from_word(words[1], &kind) ||
      (words[2] != NULL && !bk_way_from_word(words[2], &way)))
    return NULL;
  return bk_server_action(server, kind, way);
}

void fuzz_one(const char *bytes, gsize length) {
  const char *end = memchr(bytes, '\n', length);
  gsize line = end != NULL ? (gsize)(end - bytes) : length;
  g_autofree char *first = g_strndup(bytes, line);
  g_auto(GStrv) words = g_strsplit(first, " ", 3);
  const BkServer *server = words[0] != NULL ? bk_server_list_find(servers, words[0]) : NULL;
  const BkAction *action = server != NULL ? action_of(server, words) : NULL;
  if (action == NULL)
    return;
  gsize head = MIN(line + 1, length);
  g_autoptr(GPtrArray) replies = replies_of(bytes + head, length - head);
  fuzz_drive(server, action, replies);
}
