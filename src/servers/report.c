#include "servers/report.h"

#include <string.h>

static void append_pointer(GString *pointer, const BkPlace *place) {
  if (place == NULL)
    return;
  append_pointer(pointer, place->up);
  if (place->key != NULL)
    bk_json_pointer_append(pointer, place->key);
  else
    g_string_append_printf(pointer, "/%d", place->index);
}

char *bk_place_pointer(const BkPlace *place) {
  GString *pointer = g_string_new(NULL);
  append_pointer(pointer, place);
  return g_string_free(pointer, FALSE);
}

static gboolean is_plain(const char *key) {
  for (const char *c = key; *c != '\0'; c++)
    if (!g_ascii_isalnum(*c) && strchr("_-$", *c) == NULL)
      return FALSE;
  return *key != '\0';
}

static void append_path(GString *path, const BkPlace *place) {
  if (place == NULL)
    return;
  append_path(path, place->up);
  if (place->key == NULL)
    g_string_append_printf(path, "[%d]", place->index);
  else if (is_plain(place->key))
    g_string_append_printf(path, "%s%s", path->len > 0 ? "." : "", place->key);
  else
    g_string_append_printf(path, "[\"%s\"]", place->key);
}

char *bk_place_path(const BkPlace *place) {
  GString *path = g_string_new(NULL);
  append_path(path, place);
  return g_string_free(path, FALSE);
}

void bk_layer_free(BkLayer *layer) {
  if (layer == NULL)
    return;
  g_free(layer->file);
  g_free(layer->text);
  cJSON_Delete(layer->document);
  g_free(layer);
}

/* How many steps of the chain from the document towards place a file holds. */
static guint depth_held(const BkLayer *layer, const BkPlace *place, const BkPlace **ret_deepest) {
  guint depth = 0;
  for (const BkPlace *p = place; p != NULL; p = p->up)
    depth++;
  for (const BkPlace *p = place; p != NULL; p = p->up, depth--) {
    g_autofree char *pointer = bk_place_pointer(p);
    if (bk_json_at(layer->document, pointer) != NULL) {
      *ret_deepest = p;
      return depth;
    }
  }
  *ret_deepest = NULL;
  return 0;
}

/* The file to blame, and the part of the place that it holds. */
static const BkLayer *blame(const BkReport *report, const BkPlace *place, BkReportAt at,
                            const BkPlace **ret_held) {
  const BkLayer *layer = report->layers[0];
  guint best = depth_held(layer, place, ret_held);
  for (guint i = 1; i < report->count && at != BK_AT_TOP; i++) {
    const BkPlace *held = NULL;
    guint depth = depth_held(report->layers[i], place, &held);
    if (depth > best) {
      best = depth;
      layer = report->layers[i];
      *ret_held = held;
    }
  }
  return layer;
}

void bk_report(const BkReport *report, BkSeverity severity, const BkPlace *place, BkReportAt at,
               const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);

  const BkPlace *held = NULL;
  const BkLayer *layer = blame(report, place, at, &held);
  if (severity == BK_SEVERITY_WARNING && layer != report->layers[0])
    return; /* said when that provider was read, not again for each of its servers */
  g_autofree char *path = bk_place_path(place);
  g_autofree char *pointer = bk_place_pointer(held);
  int line = 1, column = 1;
  bk_json_locate(layer->text, layer->length, pointer, held != NULL && held->key != NULL, &line, &column);
  bk_diagnostics_add(report->problems, severity, layer->file, line, column, path, "%s", text);
}
