/* diagnostics.h: every mistake of an author's file, gathered, each with its place.
 *
 * Printed as "file:line:column: key path: what, and what is allowed". These are sentences for the
 * author of a file, in English; users never see them outside `backin servers lint` and doctor. */
#ifndef BK_BASE_DIAGNOSTICS_H
#define BK_BASE_DIAGNOSTICS_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum { BK_SEVERITY_ERROR, BK_SEVERITY_WARNING } BkSeverity;

typedef struct {
  BkSeverity severity;
  char *file;
  int line, column; /* from 1; 0: the whole file */
  char *path;       /* "actions.forgot.request.path"; "" for the document */
  char *text;
} BkDiagnostic;

typedef struct BkDiagnostics BkDiagnostics;

BkDiagnostics *bk_diagnostics_new(void) G_GNUC_WARN_UNUSED_RESULT;
void bk_diagnostics_free(BkDiagnostics *list); /* accepts NULL */

/* Adds one, unless it is there already; file and path are copied. */
void bk_diagnostics_add(BkDiagnostics *list, BkSeverity severity, const char *file, int line, int column,
                        const char *path, const char *format, ...) G_GNUC_PRINTF(7, 8);

guint bk_diagnostics_count(const BkDiagnostics *list);
guint bk_diagnostics_errors(const BkDiagnostics *list); /* those of BK_SEVERITY_ERROR */
const BkDiagnostic *bk_diagnostics_get(const BkDiagnostics *list, guint index);
/* One line, without a newline, safe to print. Free with g_free(). */
char *bk_diagnostic_to_string(const BkDiagnostic *diagnostic) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkDiagnostics, bk_diagnostics_free)

G_END_DECLS

#endif
