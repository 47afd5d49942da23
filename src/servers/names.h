/* names.h: the names inside {{…}} of a template. Reading only: src/flow/template.c expands. */
#ifndef BK_SERVERS_NAMES_H
#define BK_SERVERS_NAMES_H

#include <cjson/cJSON.h>
#include <glib.h>

G_BEGIN_DECLS

#define BK_NAME_MAX 40u /* characters of one name */

/* One {{name}} or {{name?}}. The name is valid during the call only. */
typedef void (*BkNamesFunc)(const char *name, gboolean optional, gpointer data);

/* Calls func (may be NULL) for every name of a template, in order, repeated names too. NULL if the
 * braces are well formed; else what is wrong, for the author, and func was called for the names
 * before it. Free with g_free(). */
char *bk_names_scan(const char *text, BkNamesFunc func, gpointer data) G_GNUC_WARN_UNUSED_RESULT;

/* The same for every string inside a JSON template, in document order; stops at the first mistake. */
char *bk_names_scan_json(const cJSON *json, BkNamesFunc func, gpointer data) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the text holds no {{name}} at all. */
gboolean bk_names_is_literal(const char *text);

G_END_DECLS

#endif
