#include "fixture.h"

#include <glib/gstdio.h>
#include <string.h>

BkServer *fixture_server(const char *json) {
  g_autofree char *folder = g_dir_make_tmp("backin-flow-XXXXXX", NULL);
  g_autofree char *file = g_build_filename(folder, "10-test.json", NULL);
  g_assert_true(g_file_set_contents(file, json, -1, NULL));
  g_chmod(file, 0600);
  g_autoptr(BkDiagnostics) problems = bk_diagnostics_new();
  g_autoptr(GPtrArray) path = bk_servers_path(folder);
  BkServer *server = bk_server_read(file, path, problems);
  for (guint i = 0; i < bk_diagnostics_count(problems); i++) {
    g_autofree char *line = bk_diagnostic_to_string(bk_diagnostics_get(problems, i));
    g_test_message("%s", line);
  }
  g_assert_nonnull(server);
  g_remove(file);
  g_rmdir(folder);
  return server;
}

BkReply *fixture_reply(int status, const char *headers, const char *body) {
  BkReply *reply = bk_reply_new(status);
  g_auto(GStrv) lines = g_strsplit(headers != NULL ? headers : "", "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
    char *colon = strchr(lines[i], ':');
    *colon = '\0';
    g_autoptr(BkSecret) value = bk_secret_new(g_strstrip(colon + 1), -1);
    g_ptr_array_add(reply->headers, bk_header_new(lines[i], value));
    if (g_ascii_strcasecmp(lines[i], "content-type") == 0) {
      g_free(reply->media_type);
      reply->media_type = g_strdup(colon + 1 + strspn(colon + 1, " "));
    }
  }
  bk_secret_unref(reply->body);
  reply->body = bk_secret_new(body != NULL ? body : "", -1);
  return reply;
}
