#include "scenario.h"

#include <string.h>

gboolean trouble(Scenario *scenario, const char *format, ...) {
  va_list args;
  va_start(args, format);
  g_string_append_printf(scenario->trouble, "%s:%u: ", scenario->path, scenario->at);
  g_string_append_vprintf(scenario->trouble, format, args);
  g_string_append_c(scenario->trouble, '\n');
  va_end(args);
  return FALSE;
}

/* "-" what was expected, "+" what came, line by line. */
gboolean expect(Scenario *scenario, const char *what, const char *expected, const char *got) {
  if (g_strcmp0(expected, got) == 0)
    return TRUE;
  trouble(scenario, "%s is not as expected:", what);
  g_auto(GStrv) left = g_strsplit(expected != NULL ? expected : "(none)", "\n", -1);
  g_auto(GStrv) right = g_strsplit(got != NULL ? got : "(none)", "\n", -1);
  guint left_count = g_strv_length(left), right_count = g_strv_length(right);
  for (guint i = 0; i < MAX(left_count, right_count); i++) {
    gboolean same = i < left_count && i < right_count && g_str_equal(left[i], right[i]);
    if (i < left_count)
      g_string_append_printf(scenario->trouble, "  %c %s\n", same ? ' ' : '-', left[i]);
    if (i < right_count && !same)
      g_string_append_printf(scenario->trouble, "  + %s\n", right[i]);
  }
  return FALSE;
}

static gboolean is_indented(const char *line) {
  return line != NULL && g_str_has_prefix(line, "  ");
}

char *read_block(Scenario *scenario) {
  GString *block = NULL;
  char **lines = scenario->lines;
  for (guint at = scenario->at; lines[at] != NULL; at = scenario->at) {
    gboolean gap = *lines[at] == '\0' && block != NULL && is_indented(lines[at + 1]);
    if (!gap && !is_indented(lines[at]))
      break;
    if (block == NULL)
      block = g_string_new(NULL);
    else
      g_string_append_c(block, '\n');
    g_string_append(block, gap ? "" : lines[at] + 2);
    scenario->at++;
  }
  return block != NULL ? g_string_free(block, FALSE) : NULL;
}

char *split_word(char *text) {
  char *space = strchr(text, ' ');
  if (space == NULL)
    return text + strlen(text);
  *space = '\0';
  return space + 1;
}
