/* report.h: where a mistake is: in which of the files that were laid over each other, and at which key. */
#ifndef BK_SERVERS_REPORT_H
#define BK_SERVERS_REPORT_H

#include "base/diagnostics.h"
#include "base/json.h"

#include <glib.h>

G_BEGIN_DECLS

/* A place in a document, as a chain on the stack: nothing is allocated until something is wrong. */
typedef struct BkPlace {
  const struct BkPlace *up; /* NULL: this is a member of the document itself */
  const char *key;          /* NULL: an element of an array */
  int index;
} BkPlace;

/* "/actions/forgot/replies/2" and "actions.forgot.replies[2]"; NULL is the document: "". */
char *bk_place_pointer(const BkPlace *place) G_GNUC_WARN_UNUSED_RESULT;
char *bk_place_path(const BkPlace *place) G_GNUC_WARN_UNUSED_RESULT;

/* One file that was read. */
typedef struct {
  char *file; /* as shown */
  char *text;
  gsize length;
  cJSON *document;
} BkLayer;

void bk_layer_free(BkLayer *layer); /* accepts NULL */

#define BK_LAYERS_MAX 5u /* a server file and at most four providers */

/* The files that make up one server, its own first, and where their mistakes go. */
typedef struct {
  const BkLayer *layers[BK_LAYERS_MAX];
  guint count;
  BkDiagnostics *problems;
} BkReport;

typedef enum {
  BK_AT_VALUE,   /* the value is there: in the topmost file that holds it */
  BK_AT_MISSING, /* it is not: at what would hold it, in the file that comes nearest */
  BK_AT_TOP,     /* the topmost file is to blame, whatever others hold */
} BkReportAt;

void bk_report(const BkReport *report, BkSeverity severity, const BkPlace *place, BkReportAt at,
               const char *format, ...) G_GNUC_PRINTF(5, 6);

G_END_DECLS

#endif
