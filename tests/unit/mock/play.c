#include "unit/mock/play.h"

#include "servers/servers.h"

BkMockPlayed *play(const char *file) {
  g_autoptr(GPtrArray) path = bk_servers_path("tests/mock");
  g_autoptr(BkDiagnostics) problems = bk_diagnostics_new();
  BkServer *server = bk_server_read(file, path, problems);
  BkMockPlayed *played;

  for (guint i = 0; i < bk_diagnostics_count(problems); i++) {
    g_autofree char *line = bk_diagnostic_to_string(bk_diagnostics_get(problems, i));
    g_test_message("%s", line);
  }
  g_assert_nonnull(server);
  played = bk_mock_played_new(server);
  bk_mock_played_listen(played, 4000);
  return played;
}
