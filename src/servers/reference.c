/* The reference of the format in Markdown, written from its tables. */
#include "servers/format.h"
#include "servers/servers.h"

#include <string.h>

typedef struct {
  GString *text;
  GPtrArray *objects; /* const BkObject*: in the order in which they are first named */
} Reference;

static void note_object(Reference *reference, const BkObject *object) {
  if (!g_ptr_array_find(reference->objects, object, NULL))
    g_ptr_array_add(reference->objects, (gpointer)object);
}

static void append_words(GString *text, const BkWord *words) {
  for (guint i = 0; words[i].word != NULL; i++)
    g_string_append_printf(text, "%s`%s`", i > 0 ? ", " : "", words[i].word);
}

/* What a value looks like, in few words; objects are linked and noted for a section of their own. */
static void append_shape(Reference *reference, const BkShape *shape) {
  GString *text = reference->text;
  switch (shape->kind) {
  case BK_SHAPE_TEXT:
    g_string_append(text, shape->what != NULL ? shape->what : "text");
    if (shape->note != NULL)
      g_string_append_printf(text, " (%s)", shape->note);
    else if (shape->max > 0)
      g_string_append_printf(text, " (at most %d characters)", shape->max);
    break;
  case BK_SHAPE_NUMBER:
    g_string_append_printf(text, "%d to %d", shape->min, shape->max);
    break;
  case BK_SHAPE_SCALAR:
    g_string_append(text, "number");
    break;
  case BK_SHAPE_FLAG:
    g_string_append(text, "`true` or `false`");
    break;
  case BK_SHAPE_TRUE:
    g_string_append(text, "`true`");
    break;
  case BK_SHAPE_WORD:
    append_words(text, shape->words);
    break;
  case BK_SHAPE_LIST:
    g_string_append(text, "list of: ");
    append_shape(reference, shape->of);
    break;
  case BK_SHAPE_MAP:
    g_string_append(text, "names -> ");
    append_shape(reference, shape->of);
    break;
  case BK_SHAPE_OBJECT:
    g_string_append_printf(text, "[%s](#%s)", shape->object->name, shape->object->name);
    note_object(reference, shape->object);
    break;
  case BK_SHAPE_EITHER: {
    gsize before = text->len;
    for (guint i = 0; shape->either[i] != NULL; i++) {
      g_string_append(text, i > 0 ? "; or " : "");
      append_shape(reference, shape->either[i]);
    }
    if (shape->note != NULL) { /* the objects are noted all the same */
      g_string_truncate(text, before);
      g_string_append(text, shape->note);
    }
    break;
  }
  case BK_SHAPE_ANY:
    g_string_append(text, shape->what != NULL ? shape->what : "any JSON");
    break;
  }
}

static void append_row(Reference *reference, const BkKey *row) {
  GString *text = reference->text;
  g_string_append_printf(text, "| `%s` | ", row->key);
  append_shape(reference, row->shape);
  g_string_append_printf(text, " | %s%s", row->flags & BK_KEY_REQUIRED ? "**required**; " : "", row->doc);
  if (row->fallback != NULL)
    g_string_append_printf(text, "; default `%s`", row->fallback);
  g_string_append(text, " |\n");
}

static void append_one_of(GString *text, const BkObject *object) {
  if (object->one_of == NULL)
    return;
  g_string_append(text, object->several        ? "\nAt least one of "
                        : object->one_required ? "\nExactly one of "
                                               : "\nAt most one of ");
  for (guint i = 0; object->one_of[i] != NULL; i++)
    g_string_append_printf(text, "%s`%s`", i > 0 ? ", " : "", object->one_of[i]);
  g_string_append(text, ".\n");
}

static void append_object(Reference *reference, const BkObject *object) {
  GString *text = reference->text;
  g_string_append_printf(text, "\n### %s\n\n%s\n\n| key | value | meaning |\n|---|---|---|\n", object->name,
                         object->doc);
  for (const BkKey *row = object->keys; row->key != NULL; row++)
    append_row(reference, row);
  if (object->also != NULL) {
    g_string_append_printf(text, "\nAnd every key of [%s](#%s).\n", object->also->name, object->also->name);
    note_object(reference, object->also);
  }
  append_one_of(text, object);
}

char *bk_servers_reference(void) {
  Reference reference = {.text = g_string_new(NULL), .objects = g_ptr_array_new()};
  g_string_append(
      reference.text,
      "Every object may also hold `\"comment\"`, a text for its readers, and `\"$schema\"`; both are "
      "ignored. `null` counts as absent. Any other key that is not listed is a mistake.\n");
  note_object(&reference, &bk_format_server);
  /* The array grows while its objects are described. */
  for (guint i = 0; i < reference.objects->len; i++)
    append_object(&reference, g_ptr_array_index(reference.objects, i));
  g_ptr_array_unref(reference.objects);
  return g_string_free(reference.text, FALSE);
}
