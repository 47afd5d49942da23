/* The JSON Schema (draft 2020-12) of the format, written from its tables.
 *
 * A file may be laid over a provider, so what an object must have is only demanded where a list holds
 * it: lists are replaced as a whole. An object thus has two definitions: "reply", and "reply-part". */
#include "servers/format.h"
#include "servers/servers.h"

#include <string.h>

typedef struct {
  cJSON *definitions;
} Schema;

static cJSON *of_shape(Schema *schema, const BkShape *shape, gboolean whole);

static cJSON *typed(const char *type) {
  cJSON *result = cJSON_CreateObject();
  cJSON_AddStringToObject(result, "type", type);
  return result;
}

static void add_number(cJSON *object, const char *key, int number) {
  cJSON_AddNumberToObject(object, key, number);
}

/* The same, or null, which takes a key away. Takes value. */
static cJSON *or_null(cJSON *value) {
  cJSON *type = cJSON_GetObjectItemCaseSensitive(value, "type");
  cJSON *words = cJSON_GetObjectItemCaseSensitive(value, "enum");
  cJSON *either = cJSON_GetObjectItemCaseSensitive(value, "anyOf");
  if (cJSON_IsString(type)) {
    const char *const both[] = {type->valuestring, "null"};
    cJSON *types = cJSON_CreateStringArray(both, 2);
    cJSON_ReplaceItemInObjectCaseSensitive(value, "type", types);
  } else if (words != NULL) {
    cJSON_AddItemToArray(words, cJSON_CreateNull());
  } else if (either != NULL) {
    cJSON_AddItemToArray(either, typed("null"));
  } else {
    cJSON *wrapped = cJSON_CreateObject();
    either = cJSON_AddArrayToObject(wrapped, "anyOf");
    cJSON_AddItemToArray(either, value);
    cJSON_AddItemToArray(either, typed("null"));
    return wrapped;
  }
  return value;
}

static cJSON *required_list(const char *const *keys) {
  cJSON *choices = cJSON_CreateArray();
  for (guint i = 0; keys[i] != NULL; i++) {
    cJSON *choice = cJSON_CreateObject();
    cJSON_AddItemToObject(choice, "required", cJSON_CreateStringArray(&keys[i], 1));
    cJSON_AddItemToArray(choices, choice);
  }
  return choices;
}

static void add_one_of(cJSON *result, const BkObject *object) {
  cJSON *choices = required_list(object->one_of);
  if (object->several) {
    cJSON_AddItemToObject(result, "anyOf", choices);
    return;
  }
  if (!object->one_required) {
    cJSON *none = cJSON_CreateObject();
    cJSON *any = cJSON_AddObjectToObject(none, "not");
    cJSON_AddItemToObject(any, "anyOf", required_list(object->one_of));
    cJSON_AddItemToArray(choices, none);
  }
  cJSON_AddItemToObject(result, "oneOf", choices);
}

static void add_default(cJSON *value, const BkKey *row) {
  if (row->fallback == NULL)
    return;
  gint64 number;
  if (row->shape->kind == BK_SHAPE_NUMBER &&
      g_ascii_string_to_signed(row->fallback, 10, 0, G_MAXINT, &number, NULL))
    add_number(value, "default", (int)number);
  else
    cJSON_AddStringToObject(value, "default", row->fallback);
}

static void add_rows(Schema *schema, const BkObject *object, cJSON *properties, cJSON *patterns,
                     gboolean whole, gboolean own) {
  for (const BkKey *row = object->keys; row->key != NULL; row++) {
    cJSON *value = of_shape(schema, row->shape, whole);
    if (row->matches == NULL && !(own && (row->flags & BK_KEY_REQUIRED)))
      value = or_null(value);
    cJSON_AddStringToObject(value, "description", row->doc);
    add_default(value, row);
    cJSON_AddItemToObject(row->matches != NULL ? patterns : properties,
                          row->matches != NULL ? row->pattern : row->key, value);
  }
}

static void add_comments(cJSON *properties) {
  cJSON *address = typed("string"), *comment = or_null(typed("string"));
  cJSON_AddStringToObject(address, "description", "where this schema is; ignored");
  cJSON_AddStringToObject(comment, "description", "for readers of the file; ignored");
  cJSON_AddItemToObject(properties, "$schema", address);
  cJSON_AddItemToObject(properties, "comment", comment);
}

/* own: what the object itself must have, whatever whole says of what is in it. */
static void describe(Schema *schema, cJSON *result, const BkObject *object, gboolean whole, gboolean own) {
  cJSON_AddStringToObject(result, "description", object->doc);
  cJSON_AddStringToObject(result, "type", "object");
  cJSON *properties = cJSON_AddObjectToObject(result, "properties");
  cJSON *patterns = cJSON_CreateObject(), *required = cJSON_CreateArray();
  for (const BkObject *o = object; o != NULL; o = o->also)
    add_rows(schema, o, properties, patterns, whole, own && o == object);
  add_comments(properties);
  for (const BkKey *row = object->keys; own && row->key != NULL; row++)
    if (row->flags & BK_KEY_REQUIRED)
      cJSON_AddItemToArray(required, cJSON_CreateString(row->key));
  cJSON_AddItemToObject(result, "patternProperties", patterns);
  cJSON_AddItemToObject(result, "required", required);
  cJSON_AddFalseToObject(result, "additionalProperties");
  if (own && object->one_of != NULL)
    add_one_of(result, object);
}

static cJSON *of_object(Schema *schema, const BkObject *object, gboolean whole) {
  g_autofree char *name = g_strconcat(object->name, whole ? "" : "-part", NULL);
  if (cJSON_GetObjectItemCaseSensitive(schema->definitions, name) == NULL) {
    /* Entered before it is described: objects may hold themselves. */
    cJSON *definition = cJSON_AddObjectToObject(schema->definitions, name);
    describe(schema, definition, object, whole, whole);
  }
  g_autofree char *reference = g_strconcat("#/$defs/", name, NULL);
  cJSON *result = cJSON_CreateObject();
  cJSON_AddStringToObject(result, "$ref", reference);
  return result;
}

static cJSON *of_text(const BkShape *shape) {
  cJSON *result = typed("string");
  if (shape->min > 0)
    add_number(result, "minLength", shape->min);
  add_number(result, "maxLength", shape->max > 0 ? shape->max : BK_TEXT_MAX);
  if (shape->pattern != NULL)
    cJSON_AddStringToObject(result, "pattern", shape->pattern);
  return result;
}

static cJSON *of_words(const BkWord *words) {
  cJSON *result = cJSON_CreateObject();
  cJSON *list = cJSON_AddArrayToObject(result, "enum");
  for (; words->word != NULL; words++)
    cJSON_AddItemToArray(list, cJSON_CreateString(words->word));
  return result;
}

static cJSON *of_list(Schema *schema, const BkShape *shape) {
  cJSON *result = typed("array");
  if (shape->min > 0)
    add_number(result, "minItems", shape->min);
  if (shape->max > 0)
    add_number(result, "maxItems", shape->max);
  cJSON_AddItemToObject(result, "items", of_shape(schema, shape->of, TRUE));
  return result;
}

static cJSON *of_map(Schema *schema, const BkShape *shape, gboolean whole) {
  cJSON *result = typed("object");
  if (shape->min > 0)
    add_number(result, "minProperties", shape->min);
  if (shape->pattern != NULL)
    cJSON_AddStringToObject(cJSON_AddObjectToObject(result, "propertyNames"), "pattern", shape->pattern);
  cJSON_AddItemToObject(result, "additionalProperties", or_null(of_shape(schema, shape->of, whole)));
  return result;
}

static cJSON *of_shape(Schema *schema, const BkShape *shape, gboolean whole) {
  switch (shape->kind) {
  case BK_SHAPE_TEXT:
    return of_text(shape);
  case BK_SHAPE_NUMBER: {
    cJSON *result = typed("integer");
    add_number(result, "minimum", shape->min);
    add_number(result, "maximum", shape->max);
    return result;
  }
  case BK_SHAPE_SCALAR:
    return typed("number");
  case BK_SHAPE_FLAG:
    return typed("boolean");
  case BK_SHAPE_TRUE: {
    cJSON *result = cJSON_CreateObject();
    cJSON_AddItemToArray(cJSON_AddArrayToObject(result, "enum"), cJSON_CreateTrue());
    return result;
  }
  case BK_SHAPE_WORD:
    return of_words(shape->words);
  case BK_SHAPE_LIST:
    return of_list(schema, shape);
  case BK_SHAPE_MAP:
    return of_map(schema, shape, whole);
  case BK_SHAPE_OBJECT:
    return of_object(schema, shape->object, whole);
  case BK_SHAPE_EITHER: {
    cJSON *result = cJSON_CreateObject();
    cJSON *any = cJSON_AddArrayToObject(result, "anyOf");
    for (guint i = 0; shape->either[i] != NULL; i++)
      cJSON_AddItemToArray(any, of_shape(schema, shape->either[i], whole));
    return result;
  }
  case BK_SHAPE_ANY:
    return cJSON_CreateObject();
  }
  g_return_val_if_reached(NULL);
}

cJSON *bk_servers_schema(gboolean provider) {
  const BkObject *object = provider ? &bk_format_provider : &bk_format_server;
  cJSON *result = cJSON_CreateObject();
  cJSON_AddStringToObject(result, "$schema", "https://json-schema.org/draft/2020-12/schema");
  cJSON_AddStringToObject(result, "title", provider ? "backin provider file" : "backin server file");
  Schema schema = {.definitions = cJSON_CreateObject()};
  describe(&schema, result, object, FALSE, TRUE);
  cJSON_AddItemToObject(result, "$defs", schema.definitions);
  return result;
}
