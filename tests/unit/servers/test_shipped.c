/* What is shipped must load without a word: the files of servers.d, and every example of its README.
 * Run at the top of the checkout. */
#include "unit/servers/fixture.h"

#include <string.h>

static guint check_folder(const char *folder, gboolean provider) {
  guint count = 0;
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  g_assert_nonnull(dir);
  g_autoptr(GPtrArray) path = bk_servers_path("servers.d");
  for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
    if (!g_str_has_suffix(name, ".json"))
      continue;
    g_autofree char *file = g_build_filename(folder, name, NULL);
    g_autoptr(BkDiagnostics) problems = bk_diagnostics_new();
    g_autoptr(BkServer) server = bk_server_read(file, path, problems);
    for (guint i = 0; i < bk_diagnostics_count(problems); i++) {
      const BkDiagnostic *problem = bk_diagnostics_get(problems, i);
      g_autofree char *line = bk_diagnostic_to_string(problem);
      g_test_message("%s", line);
      /* A checkout may be writable by a group: that warning is about this machine, not about the file. */
      if (problem->line > 0 || problem->severity == BK_SEVERITY_ERROR)
        g_test_fail();
    }
    g_assert_true(provider || server != NULL);
    count++;
  }
  return count;
}

static void test_servers(void) {
  g_assert_cmpuint(check_folder("servers.d", FALSE), >=, 4);
}

static void test_providers(void) {
  g_assert_cmpuint(check_folder("servers.d/providers", TRUE), >=, 4);
}

/* The name of the file that an example is: the last `….json` before it. Examples are read in order, so that
 * one may extend another above it. */
static char *example_name(const char *text, const char *fence) {
  char *name = NULL;
  for (const char *at = text; (at = strchr(at, '`')) != NULL && at < fence; at++) {
    gsize length = strcspn(at + 1, "`\n");
    if (length > 5 && strncmp(at + 1 + length - 5, ".json", 5) == 0) {
      g_free(name);
      name = g_strndup(at + 1, length);
    }
  }
  return name;
}

static void test_readme(void) {
  static const char fence[] = "\n```json\n";
  g_autoptr(Fixture) fixture = fixture_new();
  g_autofree char *text = NULL;
  g_assert_true(g_file_get_contents("servers.d/README.md", &text, NULL, NULL));
  g_autoptr(GPtrArray) path = bk_servers_path("servers.d");
  guint count = 0;
  for (const char *at = text; (at = strstr(at, fence)) != NULL; count++) {
    const char *start = at + strlen(fence), *end = strstr(start, "\n```\n");
    g_assert_nonnull(end);
    g_autofree char *example = g_strndup(start, (gsize)(end - start));
    g_autofree char *name = example_name(text, at);
    g_assert_nonnull(name);
    g_assert_null(strchr(example, '\'')); /* the fixture would take it for a quote */
    fixture_write(fixture, name, example);
    g_autofree char *file = fixture_path(fixture, name);
    g_autoptr(BkServer) server = bk_server_read(file, path, fixture->problems);
    fixture_assert_problems(fixture, "");
    g_assert_true(server != NULL || g_str_has_prefix(name, "providers/"));
    at = end;
  }
  g_assert_cmpuint(count, >=, 4);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
  g_test_add_func("/servers/shipped/servers", test_servers);
  g_test_add_func("/servers/shipped/providers", test_providers);
  g_test_add_func("/servers/shipped/readme", test_readme);
  return g_test_run();
}
