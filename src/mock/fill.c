#include "mock/fill.h"

#include "flow/template.h"
#include "mock/pairs.h"

#include <string.h>

/* Puts one value where a client looks for it first, and over fillers at the places it looks next, so
 * that a reply does not say two things. */
static gboolean put_first(BkMockShape *shape, const GPtrArray *sources, const cJSON *value, char **ret_text) {
  gboolean done = FALSE;

  for (guint i = 0; i < sources->len; i++) {
    const BkSource *source = g_ptr_array_index(sources, i);

    if (!done)
      done = bk_mock_put_source(shape, source, value, ret_text);
    else if (source->kind == BK_SOURCE_BODY && shape->json &&
             bk_mock_is_filler(bk_json_at(shape->json, source->where)))
      (void)bk_mock_put_source(shape, source, value, NULL);
  }
  return done;
}

static gboolean put_text(BkMockShape *shape, const GPtrArray *sources, const char *text, char **ret_text) {
  g_autoptr(cJSON) value = cJSON_CreateString(text);

  return put_first(shape, sources, value, ret_text);
}

/* ---- captures ---- */

static gboolean is_poll_interval(const BkAction *action, const char *name) {
  for (guint i = 0; i < action->steps->len; i++)
    if (g_strcmp0(((BkStep *)g_ptr_array_index(action->steps, i))->poll_every_from, name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean is_poll_time(const BkAction *action, const char *name) {
  for (guint i = 0; i < action->steps->len; i++)
    if (g_strcmp0(((BkStep *)g_ptr_array_index(action->steps, i))->poll_for_from, name) == 0)
      return TRUE;
  return FALSE;
}

static cJSON *told_url(const BkMockWish *wish, const char *name) {
  g_autofree char *template_text = g_strconcat("{{", name, "}}", NULL);
  g_autofree char *path = bk_mock_told_path(wish->played->file, template_text);
  g_autofree char *url =
      g_strconcat(wish->played->base ? wish->played->base : wish->played->file->origin, path, NULL);

  return cJSON_CreateString(url);
}

/* Whether a list tells the asking session by what is captured under a name. */
static gboolean tells_mine(const BkAction *action, const char *name) {
  g_autofree char *wanted = g_strdup_printf("{{%s}}", name);

  for (guint s = 0; s < action->steps->len; s++) {
    const BkStep *step = g_ptr_array_index(action->steps, s);
    for (guint r = 0; r < step->replies->len; r++) {
      const BkSessionList *list = ((BkReplyRule *)g_ptr_array_index(step->replies, r))->list;
      for (guint m = 0; list && m < list->mine->len; m++)
        if (g_str_equal(((BkPair *)g_ptr_array_index(list->mine, m))->value, wanted))
          return TRUE;
    }
  }
  return FALSE;
}

static cJSON *capture_value(const BkMockWish *wish, const char *name) {
  g_autofree char *random = bk_mock_random(24);

  if (wish->session && tells_mine(wish->action, name))
    return cJSON_CreateString(wish->session->id);

  if (bk_mock_is_told_url(wish->played->file, name))
    return told_url(wish, name);

  if (is_poll_interval(wish->action, name))
    return cJSON_CreateNumber(BK_MOCK_POLL_EVERY);
  if (is_poll_time(wish->action, name) || strstr(name, "expires") || strstr(name, "seconds"))
    return cJSON_CreateNumber(BK_MOCK_GOOD_FOR);
  if (strstr(name, "mail") && wish->email)
    return cJSON_CreateString(wish->email);
  if (strstr(name, "url") || strstr(name, "uri") || strstr(name, "link"))
    return cJSON_CreateString(wish->link ? wish->link : wish->played->url);
  return cJSON_CreateString(random);
}

static gboolean fill_captures(BkMockShape *shape, const BkMockWish *wish, const BkReplyRule *rule,
                              BkMockAnswer *answer) {
  for (guint i = 0; i < rule->captures->len; i++) {
    const BkCapture *capture = g_ptr_array_index(rule->captures, i);

    if (bk_mock_is_known_already(capture->sources))
      continue;
    g_autoptr(cJSON) value = capture_value(wish, capture->name);
    g_autofree char *text = NULL;

    if (put_first(shape, capture->sources, value, &text) && text)
      bk_mock_pairs_add(answer->issued, capture->name, text);
    else if (!capture->optional)
      return FALSE;
  }
  return TRUE;
}

/* ---- sessions ---- */

static char *base64url(const char *text) {
  char *encoded = g_base64_encode((const guchar *)text, strlen(text));

  g_strdelimit(encoded, "+", '-');
  g_strdelimit(encoded, "/", '_');
  encoded[strcspn(encoded, "=")] = '\0';
  return encoded;
}

static char *jwt(gint64 expires_at) {
  g_autofree char *id = bk_mock_random(16);
  g_autofree char *signature = bk_mock_random(43);
  g_autofree char *claims = g_strdup_printf("{\"exp\":%" G_GINT64_FORMAT ",\"jti\":\"%s\"}", expires_at, id);
  g_autofree char *head = base64url("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
  g_autofree char *body = base64url(claims);

  return g_strdup_printf("%s.%s.%s", head, body, signature);
}

static cJSON *expiry_value(const BkMockWish *wish, BkExpiry expiry, const char *token) {
  gint64 at = bk_mock_now(wish->played->world) + BK_MOCK_SESSION_SECONDS;

  switch (expiry) {
  case BK_EXPIRY_IN:
    return cJSON_CreateNumber(BK_MOCK_SESSION_SECONDS);
  case BK_EXPIRY_IN_MS:
    return cJSON_CreateNumber(BK_MOCK_SESSION_SECONDS * 1000.0);
  case BK_EXPIRY_AT:
    return cJSON_CreateNumber((double)at);
  case BK_EXPIRY_AT_MS:
    return cJSON_CreateNumber((double)at * 1000);
  case BK_EXPIRY_JWT:
    return cJSON_CreateString(token);
  case BK_EXPIRY_NONE:
    break;
  }
  return NULL;
}

static BkSecret *variable(const char *name, gpointer data) {
  const BkVariable *found = bk_server_variable(data, name);

  return found && found->value ? bk_secret_new(found->value, -1) : NULL;
}

/* The first cookie alone is the session. */
static gboolean fill_cookie(BkMockShape *shape, const BkMockWish *wish, const BkSessionRule *session,
                            const char *token, BkMockAnswer *answer) {
  g_autoptr(BkSecret) name = bk_template_expand(g_ptr_array_index(session->cookies, 0), BK_ENCODE_NONE,
                                                variable, wish->played->file, NULL);
  g_autofree char *cookie = NULL;

  if (!name)
    return FALSE;
  answer->token = g_strdup_printf("%s=%s", bk_secret_peek(name), token);
  cookie = g_strconcat(answer->token, "; Path=/; HttpOnly; SameSite=Lax", NULL);
  bk_mock_pairs_add(shape->headers, "Set-Cookie", cookie);
  return TRUE;
}

/* What the client has had from an earlier reply, and has sent now. */
static char *known_token(const BkMockWish *wish, const BkSessionRule *session, const char *otherwise) {
  const BkSource *source = g_ptr_array_index(session->token, 0);
  g_autoptr(GPtrArray) names = bk_template_names(source->where);
  const char *sent =
      wish->values && names->len > 0 ? g_hash_table_lookup(wish->values, g_ptr_array_index(names, 0)) : NULL;

  return g_strdup(sent ? sent : otherwise);
}

static gboolean fill_session(BkMockShape *shape, const BkMockWish *wish, const BkSessionRule *session,
                             BkMockAnswer *answer) {
  gint64 at = bk_mock_now(wish->played->world) + BK_MOCK_SESSION_SECONDS;
  g_autofree char *token = session->expiry == BK_EXPIRY_JWT ? jwt(at) : bk_mock_random(40);
  g_autofree char *refresh = bk_mock_random(40);
  g_autoptr(cJSON) expiry = expiry_value(wish, session->expiry, token);

  if (session->cookies->len > 0) {
    if (!fill_cookie(shape, wish, session, token, answer))
      return FALSE;
  } else if (bk_mock_is_known_already(session->token)) {
    answer->token = known_token(wish, session, token);
  } else if (!put_text(shape, session->token, token, &answer->token) || !answer->token) {
    return FALSE;
  }
  if (session->refresh && session->refresh->len > 0)
    (void)put_text(shape, session->refresh, refresh, &answer->refresh);
  if (expiry && session->expires)
    (void)put_first(shape, session->expires, expiry, NULL);
  return TRUE;
}

/* ---- choices and shown values ---- */

/* Makes the answer offer an option: what its "when" wants, beside what others want. */
static void fill_option(BkMockShape *shape, const BkChoiceOption *option) {
  const cJSON *condition;

  cJSON_ArrayForEach (condition, option->when) {
    const cJSON *there = shape->json ? bk_json_at(shape->json, condition->string) : NULL;
    cJSON *value = *condition->string == '/' ? bk_mock_satisfy(condition, 0, NULL) : NULL;

    if (value && cJSON_IsArray(there) && cJSON_IsArray(value)) {
      while (value->child)
        cJSON_AddItemToArray((cJSON *)there, cJSON_DetachItemViaPointer(value, value->child));
      cJSON_Delete(value);
    } else if (value) {
      (void)bk_mock_put(&shape->json, condition->string, value);
    }
  }
}

static gboolean fill_choice(BkMockShape *shape, const BkChoice *choice, int n, BkMockAnswer *answer) {
  const char *inside = choice->value ? choice->value : "";
  const cJSON *test;

  cJSON_ArrayForEach (test, choice->tests) {
    g_autofree char *tested_at = g_strdup_printf("%s/%d%s", choice->from, n, test->string);
    bk_mock_put(&shape->json, tested_at, bk_mock_satisfy(test, 0, NULL));
  }
  g_autofree char *value_at = g_strdup_printf("%s/%d%s", choice->from, n, inside);
  g_autofree char *id = bk_mock_random_of("0123456789", 6);
  g_autofree char *label = g_strdup_printf("%s %d", choice->title ? choice->title : choice->as, n + 1);
  g_autofree char *value = bk_mock_scalar_at(shape->json, value_at);

  if (!value) {
    value = g_strconcat("id", id, NULL);
    if (!bk_mock_put(&shape->json, value_at, cJSON_CreateString(value)))
      return FALSE;
  }
  if (choice->label && choice->label->len > 0) {
    g_autofree char *label_at =
        g_strdup_printf("%s/%d%s", choice->from, n, (char *)g_ptr_array_index(choice->label, 0));
    (void)bk_mock_put(&shape->json, label_at, cJSON_CreateString(label));
  }
  bk_mock_pairs_add(answer->issued, choice->as, value);
  return TRUE;
}

/* What stands where a template tells the asking session: what the template is for that one, else another. */
static cJSON *mine_value(const char *template_text, const BkMockSession *session, gboolean mine) {
  if (g_str_equal(template_text, "true") || g_str_equal(template_text, "false"))
    return cJSON_CreateBool(g_str_equal(template_text, "true") == mine);
  if (!strstr(template_text, "{{"))
    return cJSON_CreateString(mine ? template_text : "");
  return cJSON_CreateString(strstr(template_text, "session.token") ? session->token : session->id);
}

static void put_in_member(BkMockShape *shape, const char *member, const char *pointer, cJSON *value) {
  g_autofree char *at = g_strconcat(member, pointer ? pointer : "", NULL);

  if (pointer)
    (void)bk_mock_put(&shape->json, at, value);
  else
    cJSON_Delete(value);
}

static void fill_listed(BkMockShape *shape, const BkMockWish *wish, const BkSessionList *list,
                        const BkMockSession *session, guint n) {
  g_autofree char *member = g_strdup_printf("%s/%u", list->from, n);
  g_autofree char *name = g_strdup_printf("Browser %u", n + 1);
  double seen = (double)session->expires_at - BK_MOCK_SESSION_SECONDS;

  put_in_member(shape, member, list->id, cJSON_CreateString(session->id));
  for (guint i = 0; i < list->mine->len; i++) {
    const BkPair *pair = g_ptr_array_index(list->mine, i);
    put_in_member(shape, member, pair->name, mine_value(pair->value, session, session == wish->session));
  }
  put_in_member(shape, member, list->name->len ? g_ptr_array_index(list->name, 0) : NULL,
                cJSON_CreateString(name));
  put_in_member(shape, member, list->address, cJSON_CreateString("127.0.0.1"));
  put_in_member(shape, member, list->since, cJSON_CreateNumber((double)session->opened_at));
  put_in_member(shape, member, list->seen, cJSON_CreateNumber(seen));
}

/* The live sessions of the account. */
static gboolean fill_list(BkMockShape *shape, const BkMockWish *wish, const BkSessionList *list) {
  const GPtrArray *sessions = wish->played->world->sessions;
  guint n = 0;

  if (!bk_mock_put(&shape->json, list->from, cJSON_CreateArray()))
    return FALSE;
  for (guint i = 0; i < sessions->len; i++) {
    const BkMockSession *session = g_ptr_array_index(sessions, i);

    if (wish->email && g_ascii_strcasecmp(session->email, wish->email) == 0 &&
        session->expires_at > bk_mock_now(wish->played->world) &&
        (list->mine->len > 0 || session != wish->session)) /* else it lists the others only */
      fill_listed(shape, wish, list, session, n++);
  }
  return TRUE;
}

static gboolean fill_shown(BkMockShape *shape, const BkMockWish *wish, const BkShown *shown) {
  g_autofree char *random = bk_mock_random_of("BCDFGHJKLMNPQRSTVWXZ", 8);
  const char *text = NULL;

  if (g_str_equal(shown->as, "password"))
    text = wish->password;
  else if (g_str_has_suffix(shown->as, "link"))
    text = wish->link ? wish->link : wish->played->base;
  else
    text = wish->code;
  return put_text(shape, shown->from, text ? text : random, NULL);
}

static void fill_retry(BkMockShape *shape, const BkMockWish *wish, const BkRetryRule *retry) {
  double seconds = wish->retry_after > 0 ? wish->retry_after : 30;
  double told = retry->kind == BK_EXPIRY_IN_MS ? seconds * 1000
                : retry->kind == BK_EXPIRY_AT  ? (double)bk_mock_now(wish->played->world) + seconds
                                               : seconds;
  g_autoptr(cJSON) value = cJSON_CreateNumber(told);

  (void)put_first(shape, retry->from, value, NULL);
}

gboolean bk_mock_fill(BkMockShape *shape, const BkMockWish *wish, const BkReplyRule *rule,
                      BkMockAnswer *answer) {
  if (rule->session && !fill_session(shape, wish, rule->session, answer))
    return FALSE;
  if (!fill_captures(shape, wish, rule, answer))
    return FALSE;
  if (rule->retry)
    fill_retry(shape, wish, rule->retry);
  for (guint i = 0; rule->choose && i < rule->choose->options->len; i++)
    fill_option(shape, g_ptr_array_index(rule->choose->options, i));
  for (int n = 0; rule->choose && rule->choose->from && n < 2; n++)
    if (!fill_choice(shape, rule->choose, n, answer))
      return FALSE;
  if (rule->list && !fill_list(shape, wish, rule->list))
    return FALSE;
  for (guint i = 0; rule->show && i < rule->show->len; i++)
    if (!fill_shown(shape, wish, g_ptr_array_index(rule->show, i)))
      return FALSE;
  return TRUE;
}
