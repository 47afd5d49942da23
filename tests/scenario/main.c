/* main.c: plays the files of tests/scenarios against the flow, without a network, and prints TAP. */
#include "scenario.h"

#include "base/clock.h"
#include "base/text.h"

#include <locale.h>
#include <string.h>

#define DEFAULT_FOLDER "tests/scenarios"
#define START_OF_TIME "2026-01-01T12:00:00Z"

static char *title_of(char **lines) {
  for (guint i = 0; lines[i] != NULL; i++) {
    if (lines[i][0] == '#')
      return bk_text_clean_line(lines[i] + strspn(lines[i], "# "));
  }
  return g_strdup("");
}

static gboolean play_file(const char *path, guint number, const char *program) {
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  if (!g_file_get_contents(path, &text, NULL, &error)) {
    g_print("not ok %u - %s\n# %s\n", number, path, error->message);
    return FALSE;
  }
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_autofree char *title = title_of(lines);
  g_autoptr(GString) said = g_string_new(NULL);
  Scenario scenario = {.path = path, .lines = lines, .now = bk_clock_parse(START_OF_TIME), .trouble = said};
  play(&scenario);
  g_print("%sok %u - %s: %s\n", said->len > 0 ? "not " : "", number, path, title);
  if (said->len > 0) {
    g_auto(GStrv) complaint = g_strsplit(said->str, "\n", -1);
    for (guint i = 0; complaint[i] != NULL; i++)
      g_print(complaint[i][0] != '\0' ? "# %s\n" : "%s", complaint[i]);
    g_print("# run this one again: %s %s\n", program, path);
  }
  bk_flow_free(scenario.flow);
  bk_session_unref(scenario.session);
  bk_server_free(scenario.server);
  return said->len == 0;
}

/* ---- which ones ---- */

static gint compare_paths(gconstpointer a, gconstpointer b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void gather(GPtrArray *files, const char *path) {
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  if (dir == NULL) {
    g_ptr_array_add(files, g_strdup(path));
    return;
  }
  const char *name;
  while ((name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *inside = g_build_filename(path, name, NULL);
    if (g_str_has_suffix(name, ".scenario") || g_file_test(inside, G_FILE_TEST_IS_DIR))
      gather(files, inside);
  }
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  bk_json_init();
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
  gboolean named = FALSE;
  for (int i = 1; i < argc; i++) {
    if (g_str_equal(argv[i], "--tap")) /* tests/run says so to every program; here it is always TAP */
      continue;
    gather(files, argv[i]);
    named = TRUE;
  }
  if (!named)
    gather(files, DEFAULT_FOLDER);
  g_ptr_array_sort(files, compare_paths);
  g_print("1..%u\n", files->len);
  guint failed = 0;
  for (guint i = 0; i < files->len; i++)
    failed += !play_file(g_ptr_array_index(files, i), i + 1, argv[0]);
  if (files->len == 0)
    g_print("Bail out! no scenarios found\n");
  return failed > 0 || files->len == 0;
}
