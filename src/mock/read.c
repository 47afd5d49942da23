#include "mock/read.h"

#include "base/text.h"
#include "flow/template.h"
#include "mock/chain.h"
#include "mock/pairs.h"

#include <string.h>

/* One step being tried on one request. */
typedef struct {
  const BkMockPlayed *played;
  const BkMockRequest *request;
  GHashTable *values;
  GString *missing; /* what does not fit, for the near miss; empty: all fits */
  gboolean no_session;
  int score;
} Trial;

G_GNUC_PRINTF(2, 3) static void misses(Trial *trial, const char *format, ...) {
  va_list args;

  if (trial->missing->len)
    g_string_append(trial->missing, "; ");
  va_start(args, format);
  g_string_append_vprintf(trial->missing, format, args);
  va_end(args);
}

/* Names whose value is fixed for this server must stand there with exactly that value. */
static BkSecret *known_value(const char *name, gpointer data) {
  const BkMockPlayed *played = data;
  const BkVariable *variable;

  if (g_str_equal(name, "server.url"))
    return bk_secret_new(played->url, -1);
  if (g_str_equal(name, "server.origin"))
    return bk_secret_new(played->base, -1);
  if (g_hash_table_contains(played->issued_names, name) || bk_server_input(played->file, name))
    return NULL;
  variable = bk_server_variable(played->file, name);
  return variable && variable->value ? bk_secret_new(variable->value, -1) : NULL;
}

static int static_length(const char *text) {
  g_autoptr(GPtrArray) names = bk_template_names(text);
  int length = (int)strlen(text);

  for (guint i = 0; i < names->len; i++)
    length -= (int)strlen(g_ptr_array_index(names, i)) + 4;
  return MAX(length, 0);
}

/* Takes over what one template gave; FALSE if a name now has two different values. */
static gboolean take(Trial *trial, GHashTable *found) {
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init(&iter, found);
  while (g_hash_table_iter_next(&iter, &name, &value)) {
    g_autofree char *plain = g_strndup(name, strcspn(name, "?"));
    const char *before = g_hash_table_lookup(trial->values, plain);

    if (before && !g_str_equal(before, value))
      return FALSE;
    if (!before)
      g_hash_table_insert(trial->values, g_steal_pointer(&plain), g_strdup(value));
  }
  return TRUE;
}

/* Matches decoded text against a template. In a path the static text goes over the wire as it is
 * written, so it may be encoded already: as_sent is then the template after the same decoding. */
static gboolean match(Trial *trial, const char *template_text, const char *as_sent, const char *text) {
  g_autoptr(GHashTable) found = bk_template_match(template_text, text, known_value, (gpointer)trial->played);

  if (!found && as_sent && !g_str_equal(as_sent, template_text))
    found = bk_template_match(as_sent, text, known_value, (gpointer)trial->played);
  if (!found || !take(trial, found))
    return FALSE;
  trial->score += 2 + static_length(template_text);
  return TRUE;
}

static gboolean match_path(Trial *trial, const BkRequestTemplate *template) {
  const BkServer *file = trial->played->file;
  g_autofree char *prefix =
      template->url ? bk_mock_told_path(file, template->url) : bk_mock_prefix(file, template->at);
  g_autofree char *whole = g_strconcat(prefix, template->path, NULL);
  g_auto(GStrv) wanted = g_strsplit(*whole ? whole : "/", "/", -1);
  g_auto(GStrv) sent = g_strsplit(trial->request->path, "/", -1);

  if (g_strv_length(wanted) != g_strv_length(sent))
    return FALSE;
  for (guint i = 0; wanted[i]; i++) {
    g_autofree char *as_sent = g_uri_unescape_string(wanted[i], NULL);
    g_autofree char *text = g_uri_unescape_string(sent[i], NULL);

    if (!text || !match(trial, wanted[i], as_sent, text))
      return FALSE;
  }
  return TRUE;
}

/* A list of pairs, as in a query or a form: all that the file names, nothing it does not. */
static void match_pairs(Trial *trial, const GPtrArray *wanted, const char *sent_text, const char *where) {
  g_autoptr(GPtrArray) sent = bk_mock_pairs_parse(sent_text);

  for (guint i = 0; wanted && i < wanted->len; i++) {
    const BkPair *pair = g_ptr_array_index(wanted, i);
    const char *value = bk_mock_pairs_take(sent, pair->name);

    if (!value && bk_template_is_optional(pair->value))
      continue;
    if (!value)
      misses(trial, "%s lacks \"%s\"", where, pair->name);
    else if (!match(trial, pair->value, NULL, value))
      misses(trial, "%s has another \"%s\"", where, pair->name);
    else
      trial->score += (int)strlen(pair->name);
  }
  for (guint i = 0; i < sent->len; i++) {
    const BkPair *left = g_ptr_array_index(sent, i);

    if (left->name) {
      g_autofree char *name = bk_text_clean_line(left->name);
      misses(trial, "%s has \"%s\", which the file does not send", where, name);
    }
  }
}

static void match_headers(Trial *trial, const GPtrArray *wanted) {
  for (guint i = 0; i < wanted->len; i++) {
    const BkPair *pair = g_ptr_array_index(wanted, i);
    const char *value = bk_mock_pairs_get_nocase(trial->request->headers, pair->name);

    if (!value && bk_template_is_optional(pair->value))
      continue;
    if (!value || !match(trial, pair->value, NULL, value))
      misses(trial, "header \"%s\" %s", pair->name, value ? "is another" : "is missing");
  }
}

static void match_json(Trial *trial, const cJSON *wanted, const cJSON *sent, const char *where);

static void match_object(Trial *trial, const cJSON *wanted, const cJSON *sent, const char *where) {
  const cJSON *member;

  if (!cJSON_IsObject(sent)) {
    misses(trial, "%s is no object", *where ? where : "the JSON body");
    return;
  }
  cJSON_ArrayForEach (member, wanted) {
    const cJSON *value = bk_json_member(sent, member->string);
    g_autofree char *at = g_strconcat(where, "/", member->string, NULL);

    if (!value && cJSON_IsString(member) && bk_template_is_optional(member->valuestring))
      continue;
    trial->score += value ? (int)strlen(member->string) : 0;
    if (value)
      match_json(trial, member, value, at);
    else
      misses(trial, "body lacks %s", at);
  }
  cJSON_ArrayForEach (member, sent) {
    if (!bk_json_member(wanted, member->string)) {
      g_autofree char *name = bk_text_clean_line(member->string);
      misses(trial, "body has %s/%s, which the file does not send", where, name);
    }
  }
}

static void match_array(Trial *trial, const cJSON *wanted, const cJSON *sent, const char *where) {
  const cJSON *value = cJSON_IsArray(sent) ? sent->child : NULL;
  const cJSON *item;

  cJSON_ArrayForEach (item, wanted) {
    gboolean optional = cJSON_IsString(item) && bk_template_is_optional(item->valuestring);

    if (!value && !optional)
      misses(trial, "the array at \"%s\" is too short", where);
    if (!value)
      continue;
    match_json(trial, item, value, where);
    value = value->next;
  }
  if (value)
    misses(trial, "the array at \"%s\" is too long", where);
}

static void match_json(Trial *trial, const cJSON *wanted, const cJSON *sent, const char *where) {
  if (cJSON_IsObject(wanted)) {
    match_object(trial, wanted, sent, where);
  } else if (cJSON_IsArray(wanted)) {
    match_array(trial, wanted, sent, where);
  } else if (cJSON_IsString(wanted) && bk_template_is_number(wanted->valuestring)) {
    if (!cJSON_IsNumber(sent))
      misses(trial, "body has no number at \"%s\"", where);
  } else if (cJSON_IsString(wanted)) {
    if (!cJSON_IsString(sent) || !match(trial, wanted->valuestring, NULL, sent->valuestring))
      misses(trial, "body has another value at \"%s\"", where);
  } else if (!cJSON_Compare(wanted, sent, TRUE)) {
    misses(trial, "body has another value at \"%s\"", where);
  } else {
    trial->score += 4;
  }
}

static void match_body(Trial *trial, const BkRequestTemplate *template) {
  const BkMockRequest *request = trial->request;
  const char *type = bk_mock_pairs_get_nocase(request->headers, "Content-Type");

  if (template->form) {
    g_autofree char *body = g_strndup(request->body, request->length);

    if (!type || !g_str_has_prefix(type, "application/x-www-form-urlencoded"))
      misses(trial, "the body is no form (Content-Type)");
    match_pairs(trial, template->form, body, "the form");
  } else if (template->json) {
    g_autoptr(cJSON) sent = bk_json_parse(request->body, request->length, NULL, NULL);

    if (!type || !strstr(type, "json"))
      misses(trial, "the body is not marked as JSON (Content-Type)");
    if (!sent)
      misses(trial, "the body is not JSON");
    else
      match_json(trial, template->json, sent, "");
  } else if (request->length > 0) {
    misses(trial, "there is a body, which the file does not send");
  }
}

/* ---- authorization ---- */

static void match_credentials(Trial *trial, const BkAuth *auth, gboolean session) {
  const char *name = auth->kind == BK_AUTH_HEADER   ? auth->header
                     : auth->kind == BK_AUTH_COOKIE ? "Cookie"
                                                    : "Authorization";
  const char *sent = bk_mock_pairs_get_nocase(trial->request->headers, name);
  g_autofree char *cookies = auth->kind == BK_AUTH_COOKIE && sent ? bk_mock_chain_strip(sent) : NULL;
  gboolean fits = FALSE;

  if (auth->kind == BK_AUTH_COOKIE)
    sent = cookies;

  if (!sent) {
    trial->no_session = session; /* a real server answers that with 401, not with 400 */
    if (!session)
      misses(trial, "header \"%s\" is missing", name);
    return;
  }
  if (auth->kind == BK_AUTH_COOKIE) { /* alone, or before others */
    g_autofree char *first = g_strndup(sent, strcspn(sent, ";"));

    fits = match(trial, auth->value, NULL, first) || match(trial, auth->value, NULL, sent);
  } else if (auth->kind == BK_AUTH_HEADER) {
    fits = match(trial, auth->value, NULL, sent);
  } else if (auth->kind == BK_AUTH_BEARER) {
    fits = g_ascii_strncasecmp(sent, "Bearer ", 7) == 0 && match(trial, auth->value, NULL, sent + 7);
  } else if (g_ascii_strncasecmp(sent, "Basic ", 6) == 0) {
    g_autofree char *user = NULL, *password = NULL;

    fits = bk_mock_basic_decode(sent + 6, &user, &password) && match(trial, auth->user, NULL, user) &&
           match(trial, auth->value, NULL, password);
  }
  if (!fits && session)
    trial->no_session = TRUE;
  else if (!fits)
    misses(trial, "header \"%s\" is another", name);
}

static void match_auth(Trial *trial, const BkAuth *auth) {
  if (auth->kind == BK_AUTH_SESSION)
    match_credentials(trial, trial->played->file->auth, TRUE);
  else if (auth->kind != BK_AUTH_NONE)
    match_credentials(trial, auth, FALSE);
}

/* ---- trying every step ---- */

static void reading_free(gpointer data) {
  BkMockReading *reading = data;

  g_hash_table_unref(reading->values);
  g_free(reading);
}

/* How near a step that does not fit came, so that the answer can name the nearest. */
typedef struct {
  int score;
  char *text;
} Near;

static void try_step(const BkMockPlayed *played, const BkMockRequest *request, const BkAction *action,
                     const BkStep *step, GPtrArray *readings, Near *near) {
  g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GString) missing = g_string_new(NULL);
  Trial trial = {.played = played, .request = request, .values = values, .missing = missing};

  if (!match_path(&trial, step->request))
    return;
  if (!g_str_equal(step->request->method, request->method))
    misses(&trial, "the method is %s", step->request->method);
  match_pairs(&trial, step->request->query, request->query, "the query");
  match_headers(&trial, played->file->headers);
  match_headers(&trial, step->request->headers);
  match_auth(&trial, step->request->auth);
  match_body(&trial, step->request);
  if (missing->len == 0) {
    BkMockReading *reading = g_new0(BkMockReading, 1);

    *reading = (BkMockReading){.action = action,
                               .step = step,
                               .values = g_hash_table_ref(values),
                               .no_session = trial.no_session,
                               .cookies = bk_mock_pairs_get_nocase(request->headers, "Cookie"),
                               .score = trial.score};
    g_ptr_array_add(readings, reading);
  } else if (!near->text || trial.score > near->score) {
    near->score = trial.score;
    g_free(near->text);
    near->text = g_strdup_printf("like %s (%s) step \"%s\", but %s", bk_action_word(action->kind),
                                 bk_way_word(action->way), step->name, missing->str);
  }
}

static gint surest_first(gconstpointer a, gconstpointer b) {
  return (*(BkMockReading *const *)b)->score - (*(BkMockReading *const *)a)->score;
}

static void find_twins(GPtrArray *readings) {
  for (guint i = 0; i < readings->len; i++) {
    BkMockReading *one = g_ptr_array_index(readings, i);

    for (guint k = 0; k < readings->len; k++) {
      const BkMockReading *other = g_ptr_array_index(readings, k);

      if (other->action->kind == one->action->kind && other->action->way != one->action->way &&
          other->score == one->score)
        one->twin = other->action;
    }
  }
}

GPtrArray *bk_mock_read(const BkMockPlayed *played, const BkMockRequest *request, char **ret_near) {
  GPtrArray *readings = g_ptr_array_new_with_free_func(reading_free);
  Near near = {0};

  for (guint a = 0; a < played->file->actions->len; a++) {
    const BkAction *action = g_ptr_array_index(played->file->actions, a);

    for (guint s = 0; s < action->steps->len; s++)
      try_step(played, request, action, g_ptr_array_index(action->steps, s), readings, &near);
  }
  g_ptr_array_sort(readings, surest_first); /* stable: ties stay in the order of the file */
  find_twins(readings);
  if (ret_near)
    *ret_near = g_steal_pointer(&near.text);
  g_free(near.text);
  return readings;
}
