#include "servers/fill.h"

#include "servers/parts.h"
#include "servers/server.h"

#include <string.h>

/* A document with mistakes is filled too, so that its meaning can be checked and all is reported at once:
 * what has the wrong type counts as absent here, and required fields may stay NULL. Only a document
 * without mistakes leaves this room. */

/* A list that a field holds, made when it is not there yet. */
static GPtrArray *array_in(gpointer field, GDestroyNotify free_element) {
  GPtrArray **array = field;
  if (*array == NULL)
    *array = g_ptr_array_new_with_free_func(free_element);
  return *array;
}

static BkPair *pair_new(const char *name, const char *value) {
  BkPair *pair = g_new0(BkPair, 1);
  pair->name = g_strdup(name);
  pair->value = g_strdup(value);
  return pair;
}

/* ---- single values ---- */

void bk_fill_text(const BkShape *shape, const cJSON *value, gpointer field) {
  (void)shape;
  if (value == NULL)
    return;
  g_free(*(char **)field); /* two keys of a wrong document may share a field */
  *(char **)field = g_strdup(value->valuestring);
}

void bk_fill_base(const BkShape *shape, const cJSON *value, gpointer field) {
  bk_fill_text(shape, value, field);
  char *url = *(char **)field;
  for (gsize end = url != NULL ? strlen(url) : 0; end > 0 && url[end - 1] == '/'; end--)
    url[end - 1] = '\0';
}

void bk_fill_number(const BkShape *shape, const cJSON *value, gpointer field) {
  (void)shape;
  if (value != NULL)
    *(int *)field = value->valueint;
}

void bk_fill_flag(const BkShape *shape, const cJSON *value, gpointer field) {
  (void)shape;
  if (value != NULL)
    *(gboolean *)field = cJSON_IsTrue(value);
}

static int word_value(const BkWord *words, const char *word) {
  for (; words->word != NULL; words++)
    if (strcmp(words->word, word) == 0)
      return words->value;
  return words[0].value; /* a mistake, reported before */
}

void bk_fill_word(const BkShape *shape, const cJSON *value, gpointer field) {
  if (value != NULL)
    *(int *)field = word_value(shape->words, value->valuestring);
}

void bk_fill_ends(const BkShape *shape, const cJSON *value, gpointer field) {
  (void)shape;
  BkEndsSessions *ends = field;
  if (cJSON_IsBool(value))
    *ends = cJSON_IsTrue(value) ? BK_ENDS_ALL : BK_ENDS_NONE;
  else if (value != NULL)
    *ends = strcmp(value->valuestring, "others") == 0 ? BK_ENDS_OTHERS : BK_ENDS_UNKNOWN;
}

void bk_fill_json(const BkShape *shape, const cJSON *value, gpointer field) {
  (void)shape;
  *(const cJSON **)field = value;
}

/* ---- many texts ---- */

static char *ascii_host(const char *text) {
  g_autofree char *ascii = g_hostname_to_ascii(text);
  return ascii != NULL ? g_ascii_strdown(ascii, -1) : g_ascii_strdown(text, -1);
}

static void store_strv(const cJSON *value, gpointer field, char *(*copy)(const char *text)) {
  GPtrArray *texts = g_ptr_array_new();
  if (cJSON_IsString(value))
    g_ptr_array_add(texts, copy(value->valuestring));
  const cJSON *list = cJSON_IsArray(value) ? value : NULL, *member;
  cJSON_ArrayForEach (member, list)
    if (cJSON_IsString(member))
      g_ptr_array_add(texts, copy(member->valuestring));
  g_ptr_array_add(texts, NULL);
  *(char ***)field = (char **)g_ptr_array_free(texts, FALSE);
}

static char *plain_copy(const char *text) {
  return g_strdup(text);
}

void bk_fill_strv(const BkShape *shape, const cJSON *value, gpointer field) {
  (void)shape;
  store_strv(value, field, plain_copy);
}

void bk_fill_hosts(const BkShape *shape, const cJSON *value, gpointer field) {
  (void)shape;
  store_strv(value, field, ascii_host);
}

void bk_fill_texts(const BkShape *shape, const cJSON *value, gpointer field) {
  (void)shape;
  GPtrArray *texts = array_in(field, g_free);
  if (cJSON_IsString(value))
    g_ptr_array_add(texts, g_strdup(value->valuestring));
  const cJSON *list = cJSON_IsArray(value) ? value : NULL, *member;
  cJSON_ArrayForEach (member, list)
    if (cJSON_IsString(member))
      g_ptr_array_add(texts, g_strdup(member->valuestring));
}

void bk_fill_pairs(const BkShape *shape, const cJSON *value, gpointer field) {
  GPtrArray *pairs = array_in(field, (GDestroyNotify)bk_pair_free);
  const cJSON *member;
  cJSON_ArrayForEach (member, value) {
    if (!cJSON_IsString(member))
      continue;
    BkPair *pair = pair_new(member->string, NULL);
    shape->of->store(shape->of, member, &pair->value);
    g_ptr_array_add(pairs, pair);
  }
}

/* ---- objects ---- */

static void store_fallback(const BkKey *row, gpointer field) {
  gint64 number;
  if (row->shape->kind == BK_SHAPE_NUMBER &&
      g_ascii_string_to_signed(row->fallback, 10, row->shape->min, row->shape->max, &number, NULL))
    *(int *)field = (int)number;
  else if (row->shape->kind == BK_SHAPE_WORD)
    *(int *)field = word_value(row->shape->words, row->fallback);
  else if (row->shape->kind == BK_SHAPE_TEXT)
    *(char **)field = g_strdup(row->fallback);
  /* What an EITHER falls back to is its field's zero: the row's fallback is for the manual. */
}

/* fallbacks: FALSE where the whole object is absent and its keys mean nothing. */
static void fill(const BkObject *object, const cJSON *value, gpointer target, gboolean fallbacks) {
  for (const BkKey *row = object->keys; row->key != NULL; row++) {
    const BkShape *shape = row->shape;
    if (shape->store == NULL || row->matches != NULL)
      continue;
    const cJSON *member = value != NULL ? bk_json_member(value, row->key) : NULL;
    member = bk_json_present(member) && bk_format_fits(shape, member) ? member : NULL;
    gpointer field = (char *)target + row->offset;
    if (member == NULL && row->fallback != NULL && fallbacks)
      store_fallback(row, field);
    if (member != NULL || !(row->flags & BK_KEY_NULLABLE))
      shape->store(shape, member, field);
  }
  if (object->finish != NULL)
    object->finish(value, target);
}

void bk_fill(const BkObject *object, const cJSON *value, gpointer target) {
  fill(object, value, target, TRUE);
}

void bk_fill_inside(const BkShape *shape, const cJSON *value, gpointer field) {
  fill(shape->object, value, field, value != NULL);
}

void bk_fill_struct(const BkShape *shape, const cJSON *value, gpointer field) {
  if (value == NULL)
    return;
  gpointer target = g_malloc0(shape->object->size);
  bk_fill(shape->object, value, target);
  *(gpointer *)field = target;
}

void bk_fill_list(const BkShape *shape, const cJSON *value, gpointer field) {
  const BkObject *object = shape->of->object;
  GPtrArray *array = array_in(field, object->free);
  const cJSON *member;
  cJSON_ArrayForEach (member, value) {
    gpointer target = g_malloc0(object->size);
    bk_fill(object, member, target);
    g_ptr_array_add(array, target);
  }
}

void bk_fill_map(const BkShape *shape, const cJSON *value, gpointer field) {
  const BkObject *object = shape->of->object;
  GPtrArray *array = array_in(field, object->free);
  const cJSON *member;
  cJSON_ArrayForEach (member, value) {
    if (!bk_json_present(member))
      continue;
    gpointer target = g_malloc0(object->size);
    *(char **)((char *)target + object->name_offset) = g_strdup(member->string);
    bk_fill(object, member, target);
    g_ptr_array_add(array, target);
  }
}

void bk_fill_variables(const BkShape *shape, const cJSON *value, gpointer field) {
  (void)shape;
  GPtrArray *variables = array_in(field, (GDestroyNotify)bk_variable_free);
  const cJSON *member;
  cJSON_ArrayForEach (member, value) {
    if (!bk_json_present(member))
      continue;
    BkVariable *variable = g_new0(BkVariable, 1);
    variable->name = g_strdup(member->string);
    if (cJSON_IsString(member))
      variable->value = g_strdup(member->valuestring);
    else
      bk_fill(&bk_format_variable, member, variable);
    g_ptr_array_add(variables, variable);
  }
}

void bk_finish_input(const cJSON *value, gpointer target) {
  BkInput *input = target;
  const BkInput *known = bk_input_builtin(input->name);
  if (known != NULL && !bk_json_present(bk_json_member(value, "kind")))
    input->kind = known->kind;
  switch (input->kind) {
  case BK_INPUT_PASSWORD:
  case BK_INPUT_NEW_PASSWORD:
  case BK_INPUT_OTP:
  case BK_INPUT_CODE:
  case BK_INPUT_LINK:
  case BK_INPUT_SECRET:
    input->secret = TRUE;
    break;
  case BK_INPUT_EMAIL:
  case BK_INPUT_TEXT:
  case BK_INPUT_CHOICE:
    break;
  }
}

/* ---- sources ---- */

void bk_finish_source(const cJSON *value, gpointer target) {
  BkSource *source = target;
  source->kind = bk_json_present(bk_json_member(value, "header"))   ? BK_SOURCE_HEADER
                 : bk_json_present(bk_json_member(value, "cookie")) ? BK_SOURCE_COOKIE
                 : bk_json_present(bk_json_member(value, "find"))   ? BK_SOURCE_FIND
                 : bk_json_present(bk_json_member(value, "value"))  ? BK_SOURCE_VALUE
                                                                    : BK_SOURCE_BODY;
}

static void add_sources(GPtrArray *sources, const cJSON *value) {
  if (cJSON_IsArray(value)) {
    const cJSON *member;
    cJSON_ArrayForEach (member, value)
      add_sources(sources, member);
    return;
  }
  BkSource *source = g_new0(BkSource, 1);
  if (cJSON_IsString(value))
    source->where = g_strdup(value->valuestring);
  else
    bk_fill(&bk_format_source, value, source);
  g_ptr_array_add(sources, source);
}

void bk_fill_sources(const BkShape *shape, const cJSON *value, gpointer field) {
  (void)shape;
  GPtrArray *sources = array_in(field, (GDestroyNotify)bk_source_free);
  if (value != NULL)
    add_sources(sources, value);
}

/* "optional" and "keep" of any source of the list count for the capture. */
static void add_capture_flags(BkCapture *capture, const cJSON *value) {
  if (cJSON_IsObject(value)) {
    BkCapture flags = {.name = NULL};
    bk_fill(&bk_format_capture, value, &flags);
    capture->optional |= flags.optional;
    capture->keep |= flags.keep;
  }
  const cJSON *list = cJSON_IsArray(value) ? value : NULL, *member;
  cJSON_ArrayForEach (member, list)
    add_capture_flags(capture, member);
}

void bk_fill_captures(const BkShape *shape, const cJSON *value, gpointer field) {
  GPtrArray *captures = array_in(field, (GDestroyNotify)bk_capture_free);
  const cJSON *member;
  cJSON_ArrayForEach (member, value) {
    if (!bk_json_present(member))
      continue;
    BkCapture *capture = g_new0(BkCapture, 1);
    capture->name = g_strdup(member->string);
    bk_fill_sources(shape, member, &capture->sources);
    add_capture_flags(capture, member);
    g_ptr_array_add(captures, capture);
  }
}

static BkExpiry expiry_kind(const cJSON *value) {
  static const struct {
    const char *key;
    BkExpiry expiry;
  } kinds[] = {{"expires_in", BK_EXPIRY_IN},
               {"expires_in_ms", BK_EXPIRY_IN_MS},
               {"expires_at", BK_EXPIRY_AT},
               {"expires_at_ms", BK_EXPIRY_AT_MS},
               {"expires_jwt", BK_EXPIRY_JWT}};
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (bk_json_present(bk_json_member(value, kinds[i].key)))
      return kinds[i].expiry;
  return BK_EXPIRY_NONE;
}

void bk_finish_session(const cJSON *value, gpointer target) {
  ((BkSessionRule *)target)->expiry = expiry_kind(value);
}

void bk_finish_session_update(const cJSON *value, gpointer target) {
  ((BkSessionUpdate *)target)->expiry = expiry_kind(value);
}

void bk_finish_retry(const cJSON *value, gpointer target) {
  ((BkRetryRule *)target)->kind = bk_json_present(bk_json_member(value, "at"))         ? BK_EXPIRY_AT
                                  : bk_json_present(bk_json_member(value, "after_ms")) ? BK_EXPIRY_IN_MS
                                                                                       : BK_EXPIRY_IN;
}

/* ---- requests ---- */

/* A whole URL needs nothing appended. */
void bk_finish_request(const cJSON *value, gpointer target) {
  (void)value;
  BkRequestTemplate *request = target;
  if (request->url != NULL && request->path == NULL)
    request->path = g_strdup("");
}

void bk_finish_auth(const cJSON *value, gpointer target) {
  ((BkAuth *)target)->kind = bk_json_present(bk_json_member(value, "basic"))    ? BK_AUTH_BASIC
                             : bk_json_present(bk_json_member(value, "header")) ? BK_AUTH_HEADER
                             : bk_json_present(bk_json_member(value, "cookie")) ? BK_AUTH_COOKIE
                                                                                : BK_AUTH_BEARER;
}

void bk_fill_auth(const BkShape *shape, const cJSON *value, gpointer field) {
  (void)shape;
  BkAuth *auth = g_new0(BkAuth, 1);
  if (cJSON_IsObject(value))
    bk_fill(&bk_format_auth, value, auth);
  else if (cJSON_IsString(value) && strcmp(value->valuestring, "session") == 0)
    auth->kind = BK_AUTH_SESSION;
  *(BkAuth **)field = auth;
}

/* ---- actions ---- */

static BkCompletes implied_completion(BkActionKind kind, BkWay way) {
  if (kind == BK_ACTION_FORGOT || kind == BK_ACTION_RESEND)
    return way == BK_WAY_CODE   ? BK_COMPLETES_CODE
           : way == BK_WAY_LINK ? BK_COMPLETES_LINK
                                : BK_COMPLETES_NOTHING;
  if (kind == BK_ACTION_ADMIN_RESET && (way == BK_WAY_GENERATE || way == BK_WAY_LINK))
    return BK_COMPLETES_SHOWN;
  return BK_COMPLETES_NOTHING;
}

static BkAction *action_new(BkActionKind kind, BkWay way, const cJSON *value) {
  BkAction *action = g_new0(BkAction, 1);
  action->kind = kind;
  action->way = way;
  action->completes = implied_completion(kind, way);
  bk_fill(&bk_format_way, cJSON_IsObject(value) ? value : NULL, action);
  const cJSON *steps = cJSON_IsArray(value) ? value : NULL;
  if (steps == NULL && action->steps->len == 0) { /* the only step's keys stand in the action itself */
    BkStep *step = g_new0(BkStep, 1);
    bk_fill(&bk_format_step, value, step);
    g_ptr_array_add(action->steps, step);
  }
  const cJSON *member;
  cJSON_ArrayForEach (member, steps) {
    BkStep *step = g_new0(BkStep, 1);
    bk_fill(&bk_format_step, member, step);
    g_ptr_array_add(action->steps, step);
  }
  if ((kind == BK_ACTION_FORGOT || kind == BK_ACTION_RESEND) && action->mail == NULL) {
    action->mail = g_new0(BkMail, 1);
    bk_fill(&bk_format_mail, NULL, action->mail);
  }
  return action;
}

void bk_fill_actions(const BkShape *shape, const cJSON *value, gpointer field) {
  (void)shape;
  GPtrArray *actions = array_in(field, (GDestroyNotify)bk_action_free);
  const cJSON *member;
  cJSON_ArrayForEach (member, value) {
    BkActionKind kind;
    if (!bk_json_present(member) || !bk_action_from_word(member->string, &kind))
      continue; /* "comment" */
    const cJSON *ways = bk_json_member(member, "ways");
    ways = cJSON_IsObject(ways) ? ways : NULL;
    if (ways == NULL)
      g_ptr_array_add(actions, action_new(kind, BK_WAY_ONLY, member));
    const cJSON *one;
    cJSON_ArrayForEach (one, ways) {
      BkWay way;
      if (bk_json_present(one) && bk_way_from_word(one->string, &way))
        g_ptr_array_add(actions, action_new(kind, way, one));
    }
  }
}
