#include "servers/format.h"

#include "base/text.h"
#include "servers/names.h"

#include <string.h>

typedef struct {
  const BkReport *report;
  gboolean good;
} Walk;

static void G_GNUC_PRINTF(4, 5)
    complain(Walk *walk, const BkPlace *place, BkReportAt at, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  walk->good = FALSE;
  bk_report(walk->report, BK_SEVERITY_ERROR, place, at, "%s", text);
}

static const char *type_name(const cJSON *value) {
  return cJSON_IsString(value)   ? "a text"
         : cJSON_IsNumber(value) ? "a number"
         : cJSON_IsBool(value)   ? "true or false"
         : cJSON_IsArray(value)  ? "a list"
         : cJSON_IsObject(value) ? "an object"
                                 : "null";
}

static void append_what(GString *what, const BkShape *shape) {
  if (shape->what != NULL) {
    g_string_append(what, shape->what);
    if (shape->kind == BK_SHAPE_TEXT)
      g_string_append(what, " (a text)");
    return;
  }
  static const char *const names[] = {
      [BK_SHAPE_TEXT] = "a text",      [BK_SHAPE_NUMBER] = "a whole number",
      [BK_SHAPE_SCALAR] = "a number",  [BK_SHAPE_FLAG] = "true or false",
      [BK_SHAPE_TRUE] = "true",        [BK_SHAPE_WORD] = "one of ",
      [BK_SHAPE_LIST] = "a list",      [BK_SHAPE_MAP] = "an object",
      [BK_SHAPE_OBJECT] = "an object", [BK_SHAPE_EITHER] = "",
      [BK_SHAPE_ANY] = "anything",
  };
  g_string_append(what, names[shape->kind]);
  for (guint i = 0; shape->kind == BK_SHAPE_WORD && shape->words[i].word != NULL; i++)
    g_string_append_printf(what, "%s%s", i > 0 ? ", " : "", shape->words[i].word);
  if (shape->kind == BK_SHAPE_OBJECT)
    g_string_append_printf(what, " (%s)", shape->object->what);
  for (guint i = 0; shape->kind == BK_SHAPE_EITHER && shape->either[i] != NULL; i++) {
    if (i > 0)
      g_string_append(what, shape->either[i + 1] != NULL ? ", " : " or ");
    append_what(what, shape->either[i]);
  }
}

static void check_value(Walk *walk, const BkShape *shape, const cJSON *value, const BkPlace *place,
                        gboolean whole);

static void check_text(Walk *walk, const BkShape *shape, const char *text, const BkPlace *place) {
  glong length = g_utf8_strlen(text, -1);
  glong most = shape->max > 0 ? shape->max : BK_TEXT_MAX;
  if (length < shape->min)
    complain(walk, place, BK_AT_VALUE, "must not be empty");
  else if (length > most)
    complain(walk, place, BK_AT_VALUE, "is %ld characters long; at most %ld are allowed", length, most);
  else if (shape->check != NULL) {
    g_autofree char *wrong = shape->check(text);
    if (wrong != NULL)
      complain(walk, place, BK_AT_VALUE, "%s", wrong);
  }
}

static void check_word(Walk *walk, const BkShape *shape, const char *text, const BkPlace *place) {
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  for (guint i = 0; shape->words[i].word != NULL; i++) {
    if (strcmp(shape->words[i].word, text) == 0)
      return;
    g_ptr_array_add(words, (gpointer)shape->words[i].word);
  }
  g_ptr_array_add(words, NULL);
  g_autofree char *allowed = g_strjoinv(", ", (char **)words->pdata);
  const char *nearest = bk_text_nearest(text, (const char *const *)words->pdata);
  complain(walk, place, BK_AT_VALUE, "\"%s\" is not one of %s%s%s%s%s", text, allowed,
           shape->note != NULL ? shape->note : "", nearest != NULL ? "; did you mean \"" : "",
           nearest != NULL ? nearest : "", nearest != NULL ? "\"?" : "");
}

static void check_number(Walk *walk, const BkShape *shape, double number, const BkPlace *place) {
  if (!(number >= shape->min && number <= shape->max) || number != (double)(int)number)
    complain(walk, place, BK_AT_VALUE, "%g is not a whole number from %d to %d", number, shape->min,
             shape->max);
}

static void check_list(Walk *walk, const BkShape *shape, const cJSON *value, const BkPlace *place) {
  int size = cJSON_GetArraySize(value);
  if (size < shape->min)
    complain(walk, place, BK_AT_VALUE, "must not be an empty list");
  if (shape->max > 0 && size > shape->max)
    complain(walk, place, BK_AT_VALUE, "has %d elements; at most %d are allowed", size, shape->max);
  BkPlace element = {.up = place};
  const cJSON *member;
  cJSON_ArrayForEach (member, value) {
    check_value(walk, shape->of, member, &element, TRUE);
    element.index++;
  }
}

static void check_map(Walk *walk, const BkShape *shape, const cJSON *value, const BkPlace *place,
                      gboolean whole) {
  if (shape->min > 0 && value->child == NULL)
    complain(walk, place, BK_AT_VALUE, "must not be an empty object");
  const cJSON *member;
  cJSON_ArrayForEach (member, value) {
    BkPlace inside = {.up = place, .key = member->string};
    g_autofree char *wrong = shape->check != NULL ? shape->check(member->string) : NULL;
    if (wrong != NULL)
      complain(walk, &inside, BK_AT_VALUE, "%s", wrong);
    if (bk_json_present(member))
      check_value(walk, shape->of, member, &inside, whole);
  }
}

static void complain_unknown(Walk *walk, const BkObject *object, const char *key, const BkPlace *place) {
  g_autoptr(GPtrArray) known = g_ptr_array_new();
  for (const BkObject *o = object; o != NULL; o = o->also)
    for (const BkKey *row = o->keys; row->key != NULL; row++)
      g_ptr_array_add(known, (gpointer)row->key);
  g_ptr_array_add(known, NULL);
  const char *nearest = bk_text_nearest(key, (const char *const *)known->pdata);
  g_autofree char *allowed = g_strjoinv(", ", (char **)known->pdata);
  if (nearest != NULL)
    complain(walk, place, BK_AT_VALUE, "is not a key of %s; did you mean \"%s\"?", object->what, nearest);
  else
    complain(walk, place, BK_AT_VALUE, "is not a key of %s; allowed are %s", object->what, allowed);
}

/* "form", "json" -> what is said of an object that has more than one of them, or none. */
static void check_one_of(Walk *walk, const BkObject *object, const cJSON *value, const BkPlace *place) {
  const char *first = NULL;
  for (guint i = 0; object->one_of[i] != NULL; i++) {
    if (!bk_json_present(bk_json_member(value, object->one_of[i])))
      continue;
    if (first != NULL && !object->several) {
      BkPlace inside = {.up = place, .key = object->one_of[i]};
      complain(walk, &inside, BK_AT_VALUE, "cannot stand beside \"%s\": only one of them is allowed", first);
      return;
    }
    first = object->one_of[i];
  }
  if (first == NULL && object->one_required) {
    g_autofree char *choice = g_strjoinv(", ", (char **)object->one_of);
    complain(walk, place, BK_AT_MISSING, "lacks one of %s", choice);
  }
}

/* Of the object's own rows: what "also" brings is never required by itself. */
static void check_required(Walk *walk, const BkObject *object, const cJSON *value, const BkPlace *place) {
  for (const BkKey *row = object->keys; row->key != NULL; row++) {
    if (!(row->flags & BK_KEY_REQUIRED) || bk_json_present(bk_json_member(value, row->key)))
      continue;
    BkPlace inside = {.up = place, .key = row->key};
    g_autoptr(GString) what = g_string_new(NULL);
    if (row->shape->kind == BK_SHAPE_WORD)
      append_what(what, row->shape);
    else
      g_string_append_len(what, row->doc, (gssize)strcspn(row->doc, ";"));
    complain(walk, &inside, BK_AT_MISSING, "must be given: %s", what->str);
  }
}

static void check_object(Walk *walk, const BkObject *object, const cJSON *value, const BkPlace *place,
                         gboolean whole) {
  const cJSON *member;
  cJSON_ArrayForEach (member, value) {
    BkPlace inside = {.up = place, .key = member->string};
    const BkKey *row = bk_format_key(object, member->string);
    if (row != NULL && bk_json_present(member))
      check_value(walk, row->shape, member, &inside, whole);
    else if (row == NULL && !bk_format_is_comment(member->string))
      complain_unknown(walk, object, member->string, &inside);
    else if (row == NULL && !cJSON_IsString(member) && !cJSON_IsNull(member))
      complain(walk, &inside, BK_AT_VALUE, "must be a text, not %s", type_name(member));
    else if (row != NULL && row->matches != NULL)
      complain(walk, &inside, BK_AT_VALUE, "null says nothing; write {\"absent\": true}");
  }
  if (whole) {
    check_required(walk, object, value, place);
    if (object->one_of != NULL)
      check_one_of(walk, object, value, place);
  }
}

static void check_value(Walk *walk, const BkShape *shape, const cJSON *value, const BkPlace *place,
                        gboolean whole) {
  if (!bk_format_fits(shape, value)) {
    g_autoptr(GString) what = g_string_new(NULL);
    append_what(what, shape);
    complain(walk, place, BK_AT_VALUE, "must be %s, not %s", what->str, type_name(value));
    return;
  }
  switch (shape->kind) {
  case BK_SHAPE_TEXT:
    check_text(walk, shape, value->valuestring, place);
    break;
  case BK_SHAPE_NUMBER:
    check_number(walk, shape, value->valuedouble, place);
    break;
  case BK_SHAPE_TRUE:
    if (!cJSON_IsTrue(value))
      complain(walk, place, BK_AT_VALUE, "can only be true; leave it out otherwise");
    break;
  case BK_SHAPE_WORD:
    check_word(walk, shape, value->valuestring, place);
    break;
  case BK_SHAPE_LIST:
    check_list(walk, shape, value, place);
    break;
  case BK_SHAPE_MAP:
    check_map(walk, shape, value, place, whole);
    break;
  case BK_SHAPE_OBJECT:
    check_object(walk, shape->object, value, place, whole);
    break;
  case BK_SHAPE_EITHER:
    for (guint i = 0; shape->either[i] != NULL; i++)
      if (bk_format_fits(shape->either[i], value)) {
        check_value(walk, shape->either[i], value, place, whole);
        break;
      }
    break;
  case BK_SHAPE_ANY: {
    g_autofree char *wrong = bk_names_scan_json(value, NULL, NULL);
    if (wrong != NULL)
      complain(walk, place, BK_AT_VALUE, "%s", wrong);
    break;
  }
  case BK_SHAPE_SCALAR:
  case BK_SHAPE_FLAG:
    break;
  }
}

gboolean bk_format_validate(const BkObject *object, const cJSON *document, gboolean whole,
                            const BkReport *report) {
  Walk walk = {.report = report, .good = TRUE};
  if (cJSON_IsObject(document))
    check_object(&walk, object, document, NULL, whole);
  else
    complain(&walk, NULL, BK_AT_VALUE, "must be an object (%s), not %s", object->what, type_name(document));
  return walk.good;
}
