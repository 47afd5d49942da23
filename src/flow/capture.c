#include "flow/capture.h"

#include "base/json.h"
#include "flow/cookies.h"
#include "flow/match.h"

#include <string.h>

BkSecret *bk_capture_scalar(const cJSON *value) {
  char *text = bk_json_present(value) ? bk_json_scalar(value) : NULL;
  gsize length = text != NULL ? strlen(text) : 0;
  if (length > 0 && length <= BK_CAPTURE_MAX)
    return bk_secret_take(text, (gssize)length);
  bk_secret_wipe_string(text);
  return NULL;
}

static BkSecret *find_in_array(const BkSource *source, const BkAnswer *answer) {
  const cJSON *array = bk_json_at(answer->document, source->in);
  if (!cJSON_IsArray(array))
    return NULL;
  const cJSON *member;
  cJSON_ArrayForEach (member, array) {
    if (bk_match_pointers(source->tests, member))
      return bk_capture_scalar(bk_json_at(member, source->where));
  }
  return NULL;
}

static BkSecret *whole_value(const BkSource *source, const BkAnswer *answer) {
  switch (source->kind) {
  case BK_SOURCE_BODY:
    return bk_capture_scalar(bk_json_at(answer->document, source->where));
  case BK_SOURCE_HEADER:
    return bk_secret_ref(bk_headers_get(answer->reply->headers, source->where));
  case BK_SOURCE_COOKIE:
    return bk_cookie_in_reply(answer->reply, source->where);
  case BK_SOURCE_FIND:
    return find_in_array(source, answer);
  case BK_SOURCE_VALUE:
    return answer->lookup != NULL
               ? bk_template_expand(source->where, BK_ENCODE_NONE, answer->lookup, answer->lookup_data, NULL)
               : NULL;
  }
  return NULL;
}

/* What follows "after" and precedes "before". A value that goes on to its end has no "before". */
static BkSecret *cut(BkSecret *whole, const char *after, const char *before) {
  const char *text = bk_secret_peek(whole);
  if (after != NULL) {
    text = strstr(text, after);
    if (text == NULL)
      return NULL;
    text += strlen(after);
  }
  const char *end = before != NULL ? strstr(text, before) : NULL;
  return bk_secret_new(text, end != NULL ? end - text : -1);
}

static BkSecret *take(const BkSource *source, const BkAnswer *answer) {
  g_autoptr(BkSecret) whole = whole_value(source, answer);
  if (whole == NULL)
    return NULL;
  g_autoptr(BkSecret) value = source->after != NULL || source->before != NULL
                                  ? cut(whole, source->after, source->before)
                                  : bk_secret_ref(whole);
  gsize length = bk_secret_length(value);
  return length > 0 && length <= BK_CAPTURE_MAX ? g_steal_pointer(&value) : NULL;
}

BkSecret *bk_capture(const GPtrArray *sources, const BkAnswer *answer) {
  for (guint i = 0; sources != NULL && i < sources->len; i++) {
    BkSecret *value = take(g_ptr_array_index(sources, i), answer);
    if (value != NULL)
      return value;
  }
  return NULL;
}
