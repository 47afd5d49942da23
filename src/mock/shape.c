#include "mock/shape.h"

#include "flow/match.h"
#include "mock/pairs.h"
#include "mock/world.h"

#include <string.h>

/* No text of a server file can be this: controls are refused there. */
#define FILLER "\001"

BkMockShape *bk_mock_shape_new(int status) {
  BkMockShape *shape = g_new0(BkMockShape, 1);

  shape->status = status;
  shape->headers = bk_mock_pairs_new();
  return shape;
}

void bk_mock_shape_free(BkMockShape *shape) {
  if (!shape)
    return;
  cJSON_Delete(shape->json);
  g_ptr_array_unref(shape->headers);
  g_free(shape);
}

cJSON *bk_mock_filler(void) {
  return cJSON_CreateString(FILLER);
}

gboolean bk_mock_is_filler(const cJSON *value) {
  return cJSON_IsString(value) && g_str_equal(value->valuestring, FILLER);
}

/* ---- putting ---- */

static char *unescape_token(const char *token, gsize length) {
  GString *text = g_string_new_len(token, (gssize)length);

  g_string_replace(text, "~1", "/", 0);
  g_string_replace(text, "~0", "~", 0);
  return g_string_free(text, FALSE);
}

/* The child named by a token, made when it is not there. NULL: the parent is of another kind, or the
 * index leaves a gap. */
static cJSON *child_of(cJSON *parent, const char *token) {
  cJSON *child = NULL;

  if (cJSON_IsArray(parent)) {
    guint64 index = 0;

    if (!g_ascii_string_to_unsigned(token, 10, 0, (guint64)cJSON_GetArraySize(parent), &index, NULL))
      return NULL;
    child = cJSON_GetArrayItem(parent, (int)index);
    if (!child)
      cJSON_AddItemToArray(parent, child = bk_mock_filler());
  } else if (cJSON_IsObject(parent)) {
    child = cJSON_GetObjectItemCaseSensitive(parent, token);
    if (!child)
      cJSON_AddItemToObject(parent, token, child = bk_mock_filler());
  }
  return child;
}

/* Turns a filler into another value in place: its links to its neighbours stay. Takes value. */
static void become(cJSON *filler, cJSON *value) {
  cJSON old = *filler;

  *filler = *value;
  filler->next = old.next;
  filler->prev = old.prev;
  filler->string = old.string;
  filler->type |= old.type & cJSON_StringIsConst;
  cJSON_free(old.valuestring);
  cJSON_free(value->string); /* a copy of a test brings the test's key along */
  cJSON_free(value);
}

gboolean bk_mock_put(cJSON **root, const char *pointer, cJSON *value) {
  cJSON *at;

  if (!*root)
    *root = bk_mock_filler();
  at = *root;
  while (*pointer == '/') {
    gsize length = strcspn(pointer + 1, "/");
    g_autofree char *token = unescape_token(pointer + 1, length);

    if (bk_mock_is_filler(at))
      become(at, g_str_equal(token, "0") ? cJSON_CreateArray() : cJSON_CreateObject());
    at = child_of(at, token);
    pointer += 1 + length;
    if (!at)
      break;
  }
  if (at && bk_mock_is_filler(at)) {
    become(at, value);
    return TRUE;
  }
  /* Wanting a value where there is one already is no conflict. */
  gboolean fits = at && (bk_mock_is_filler(value) || bk_json_loosely_equal(at, value));
  cJSON_Delete(value);
  return fits;
}

char *bk_mock_scalar_at(const cJSON *root, const char *pointer) {
  const cJSON *value = root ? bk_json_at(root, pointer) : NULL;

  return value && !bk_mock_is_filler(value) ? bk_json_scalar(value) : NULL;
}

/* ---- sources ---- */

static char *wrap(const BkSource *source, const cJSON *value) {
  g_autofree char *text = bk_json_scalar(value);

  return g_strconcat(source->after ? source->after : "", text ? text : "",
                     source->before ? source->before : "", NULL);
}

/* What a client reads out of text: the inverse of wrap(). */
static char *unwrap(const BkSource *source, const char *text) {
  const char *start = source->after ? strstr(text, source->after) : text;
  const char *end;

  if (!start)
    return NULL;
  start += source->after ? strlen(source->after) : 0;
  end = source->before ? strstr(start, source->before) : start + strlen(start);
  return end ? g_strndup(start, (gsize)(end - start)) : NULL;
}

/* A number stays a number unless text is wrapped around it. */
static cJSON *wrapped_json(const BkSource *source, const cJSON *value) {
  if (!source->after && !source->before)
    return cJSON_Duplicate(value, TRUE);
  g_autofree char *text = wrap(source, value);
  return cJSON_CreateString(text);
}

static gboolean put_at(cJSON **root, const char *pointer, const BkSource *source, const cJSON *value,
                       char **ret_text) {
  g_autofree char *fixed = bk_mock_scalar_at(*root, pointer);

  if (!fixed) {
    if (!bk_mock_put(root, pointer, wrapped_json(source, value)))
      return FALSE;
    fixed = bk_mock_scalar_at(*root, pointer);
  }
  if (fixed && ret_text)
    *ret_text = unwrap(source, fixed);
  return fixed != NULL;
}

/* Whether what a member holds already leaves it free to be what is searched. */
static gboolean can_be(const cJSON *member, const cJSON *tests) {
  const cJSON *test;

  cJSON_ArrayForEach (test, tests) {
    const cJSON *there = bk_json_at(member, test->string);
    if (there && !bk_mock_is_filler(there) && !bk_match_test(test, there))
      return FALSE;
  }
  return TRUE;
}

/* A member that is there already serves where it can ("any" in the rule's tests, or another search, made it);
 * else a further one. */
static gboolean put_found(BkMockShape *shape, const BkSource *source, const cJSON *value, char **ret_text) {
  cJSON *member = NULL, *test;

  if (!shape->json)
    shape->json = bk_mock_filler();
  for (int n = 0; !member || !can_be(member, source->tests); n++) {
    g_autofree char *at = g_strdup_printf("%s/%d", source->in, n);
    if (!bk_mock_put(&shape->json, at, bk_mock_filler()))
      return FALSE;
    member = (cJSON *)bk_json_at(shape->json, at);
  }
  cJSON_ArrayForEach (test, source->tests) {
    const cJSON *there = bk_json_at(member, test->string);
    cJSON *wanted = there && !bk_mock_is_filler(there) ? NULL : bk_mock_satisfy(test, 0, NULL);

    if (wanted && !bk_mock_put(&member, test->string, wanted))
      return FALSE;
  }
  return put_at(&member, source->where, source, value, ret_text);
}

static void take_header(BkMockShape *shape, const char *value) {
  for (guint i = 0; i < shape->headers->len; i++)
    if (((BkPair *)g_ptr_array_index(shape->headers, i))->value == value) {
      g_ptr_array_remove_index(shape->headers, i);
      return;
    }
}

/* A header that is there already and lacks the value gets it behind what it holds: several values may stand
 * in one, as in the query of a Location. */
static gboolean put_header(BkMockShape *shape, const BkSource *source, const cJSON *value, char **ret_text) {
  g_autofree char *text = wrap(source, value);
  const char *there = bk_mock_pairs_get_nocase(shape->headers, source->where);
  g_autofree char *found = there && !g_str_equal(there, FILLER) ? unwrap(source, there) : NULL;

  if (!found) {
    g_autofree char *whole = g_strconcat(there && !g_str_equal(there, FILLER) ? there : "", text, NULL);
    if (there)
      take_header(shape, there);
    bk_mock_pairs_add(shape->headers, source->where, whole);
    found = unwrap(source, whole);
  }
  if (ret_text)
    *ret_text = g_steal_pointer(&found);
  return TRUE;
}

static gboolean put_cookie(BkMockShape *shape, const BkSource *source, const cJSON *value, char **ret_text) {
  g_autofree char *text = wrap(source, value);
  g_autofree char *cookie = g_strdup_printf("%s=%s; Path=/; HttpOnly; SameSite=Lax", source->where, text);

  bk_mock_pairs_add(shape->headers, "Set-Cookie", cookie);
  if (ret_text)
    *ret_text = unwrap(source, text);
  return TRUE;
}

gboolean bk_mock_put_source(BkMockShape *shape, const BkSource *source, const cJSON *value, char **ret_text) {
  switch (source->kind) {
  case BK_SOURCE_BODY:
    return put_at(&shape->json, source->where, source, value, ret_text);
  case BK_SOURCE_HEADER:
    return put_header(shape, source, value, ret_text);
  case BK_SOURCE_COOKIE:
    return put_cookie(shape, source, value, ret_text);
  case BK_SOURCE_FIND:
    return put_found(shape, source, value, ret_text);
  case BK_SOURCE_VALUE: /* the client's own: nothing to say */
    return TRUE;
  }
  return FALSE;
}

/* ---- passing tests ---- */

static cJSON *nth_of(const cJSON *list, guint nth) {
  int size = cJSON_GetArraySize(list);

  return size > 0 ? cJSON_Duplicate(cJSON_GetArrayItem(list, (int)nth % size), TRUE) : NULL;
}

static cJSON *satisfy_any(const cJSON *tests, guint nth) {
  cJSON *array = cJSON_CreateArray();
  cJSON *member = bk_mock_filler();
  const cJSON *test;

  cJSON_ArrayForEach (test, tests) {
    cJSON *value = bk_mock_satisfy(test, nth, NULL);

    if (value)
      bk_mock_put(&member, test->string, value);
  }
  cJSON_AddItemToArray(array, member);
  return array;
}

static cJSON *satisfy_text(const cJSON *test, const char *text) {
  const cJSON *start = bk_json_member(test, "starts_with");
  const cJSON *middle = bk_json_member(test, "contains");
  g_autofree char *rest = text ? g_strconcat(" ", text, NULL) : bk_mock_random(12);
  g_autofree char *whole = g_strconcat(start ? start->valuestring : "", middle && start ? " " : "",
                                       middle ? middle->valuestring : "", rest, NULL);

  return cJSON_CreateString(whole);
}

cJSON *bk_mock_satisfy(const cJSON *test, guint nth, const char *text) {
  if (cJSON_IsArray(test))
    return nth_of(test, nth);
  if (!cJSON_IsObject(test))
    return cJSON_Duplicate(test, TRUE);
  if (bk_json_member(test, "absent"))
    return NULL;
  if (bk_json_member(test, "in"))
    return nth_of(bk_json_member(test, "in"), nth);
  if (bk_json_member(test, "any"))
    return satisfy_any(bk_json_member(test, "any"), nth);
  if (bk_json_member(test, "starts_with") || bk_json_member(test, "contains"))
    return satisfy_text(test, text);
  /* "exists", or "not": anything but what it names, which no random text is. */
  return bk_mock_filler();
}

/* ---- finishing ---- */

static void settle_json(cJSON *value, const char *text) {
  cJSON *child;

  if (bk_mock_is_filler(value)) {
    g_autofree char *random = bk_mock_random(12);
    become(value, cJSON_CreateString(text ? text : random));
  }
  cJSON_ArrayForEach (child, value)
    settle_json(child, NULL);
}

void bk_mock_settle(BkMockShape *shape, const char *text) {
  if (shape->json)
    settle_json(shape->json, text);
  for (guint i = 0; i < shape->headers->len; i++) {
    BkPair *header = g_ptr_array_index(shape->headers, i);

    if (g_str_equal(header->value, FILLER)) {
      g_free(header->value);
      header->value = bk_mock_random(12);
    }
  }
}
