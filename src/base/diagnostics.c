#include "base/diagnostics.h"

#include "base/text.h"

#define LOOK_BACK 1000u /* entries among which one is looked for that is the same */

struct BkDiagnostics {
  GPtrArray *entries;
};

static void diagnostic_free(gpointer data) {
  BkDiagnostic *diagnostic = data;
  g_free(diagnostic->file);
  g_free(diagnostic->path);
  g_free(diagnostic->text);
  g_free(diagnostic);
}

BkDiagnostics *bk_diagnostics_new(void) {
  BkDiagnostics *list = g_new0(BkDiagnostics, 1);
  list->entries = g_ptr_array_new_with_free_func(diagnostic_free);
  return list;
}

void bk_diagnostics_free(BkDiagnostics *list) {
  if (list == NULL)
    return;
  g_ptr_array_unref(list->entries);
  g_free(list);
}

/* The same mistake is found once for each file that a provider's file is laid under. */
static gboolean is_known(const BkDiagnostics *list, const BkDiagnostic *diagnostic) {
  guint from = list->entries->len > LOOK_BACK ? list->entries->len - LOOK_BACK : 0;
  for (guint i = from; i < list->entries->len; i++) {
    const BkDiagnostic *other = g_ptr_array_index(list->entries, i);
    if (other->line == diagnostic->line && other->column == diagnostic->column &&
        other->severity == diagnostic->severity && g_str_equal(other->file, diagnostic->file) &&
        g_str_equal(other->path, diagnostic->path) && g_str_equal(other->text, diagnostic->text))
      return TRUE;
  }
  return FALSE;
}

void bk_diagnostics_add(BkDiagnostics *list, BkSeverity severity, const char *file, int line, int column,
                        const char *path, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  BkDiagnostic *diagnostic = g_new(BkDiagnostic, 1);
  *diagnostic = (BkDiagnostic){
      .severity = severity,
      .file = g_strdup(file),
      .line = line,
      .column = column,
      .path = g_strdup(path != NULL ? path : ""),
      .text = g_strdup_vprintf(format, arguments),
  };
  va_end(arguments);
  if (is_known(list, diagnostic))
    diagnostic_free(diagnostic);
  else
    g_ptr_array_add(list->entries, diagnostic);
}

guint bk_diagnostics_count(const BkDiagnostics *list) {
  return list->entries->len;
}

guint bk_diagnostics_errors(const BkDiagnostics *list) {
  guint errors = 0;
  for (guint i = 0; i < list->entries->len; i++)
    errors += bk_diagnostics_get(list, i)->severity == BK_SEVERITY_ERROR;
  return errors;
}

const BkDiagnostic *bk_diagnostics_get(const BkDiagnostics *list, guint index) {
  return g_ptr_array_index(list->entries, index);
}

char *bk_diagnostic_to_string(const BkDiagnostic *diagnostic) {
  GString *line = g_string_new(diagnostic->file);
  if (diagnostic->line > 0)
    g_string_append_printf(line, ":%d:%d", diagnostic->line, diagnostic->column);
  g_string_append(line, ": ");
  if (diagnostic->path[0] != '\0')
    g_string_append_printf(line, "%s: ", diagnostic->path);
  if (diagnostic->severity == BK_SEVERITY_WARNING)
    g_string_append(line, "warning: ");
  g_string_append(line, diagnostic->text);
  /* Keys and values come from the file: clean the whole line. */
  g_autofree char *raw = g_string_free(line, FALSE);
  return bk_text_clean(raw, -1, 1000, 1);
}
