#include "flow/match.h"

#include "base/json.h"

#include <string.h>

#define HEADER_PREFIX "header "

/* Members that any object of a server file may have, and that mean nothing to the program. */
static gboolean is_remark(const cJSON *member) {
  return g_str_equal(member->string, "comment") || g_str_equal(member->string, "$schema");
}

static gboolean equals_any(const cJSON *list, const cJSON *value) {
  if (!cJSON_IsArray(list))
    return cJSON_IsNull(list) ? !bk_json_present(value)
                              : bk_json_present(value) && bk_json_loosely_equal(list, value);
  const cJSON *literal;
  cJSON_ArrayForEach (literal, list) {
    if (equals_any(literal, value))
      return TRUE;
  }
  return FALSE;
}

typedef gboolean (*TextTest)(const char *text, const char *wanted);

static gboolean text_starts(const char *text, const char *wanted) {
  return g_str_has_prefix(text, wanted);
}

static gboolean text_contains(const char *text, const char *wanted) {
  return strstr(text, wanted) != NULL;
}

static gboolean test_text(TextTest holds, const cJSON *wanted, const cJSON *value) {
  if (!cJSON_IsString(wanted) || !bk_json_present(value))
    return FALSE;
  char *text = bk_json_scalar(value);
  gboolean result = text != NULL && holds(text, wanted->valuestring);
  bk_secret_wipe_string(text);
  return result;
}

static gboolean test_any(const cJSON *tests, const cJSON *value) {
  if (!cJSON_IsArray(value))
    return FALSE;
  const cJSON *member;
  cJSON_ArrayForEach (member, value) {
    if (bk_match_pointers(tests, member))
      return TRUE;
  }
  return FALSE;
}

static gboolean test_one(const cJSON *key, const cJSON *value) {
  const char *word = key->string;
  if (is_remark(key))
    return TRUE;
  if (g_str_equal(word, "exists"))
    return bk_json_present(value) == cJSON_IsTrue(key);
  if (g_str_equal(word, "absent"))
    return bk_json_present(value) != cJSON_IsTrue(key);
  if (g_str_equal(word, "in"))
    return equals_any(key, value);
  if (g_str_equal(word, "not"))
    return !equals_any(key, value);
  if (g_str_equal(word, "starts_with"))
    return test_text(text_starts, key, value);
  if (g_str_equal(word, "contains"))
    return test_text(text_contains, key, value);
  if (g_str_equal(word, "any"))
    return test_any(key, value);
  return FALSE; /* the loader has refused it */
}

gboolean bk_match_test(const cJSON *test, const cJSON *value) {
  if (!cJSON_IsObject(test))
    return equals_any(test, value);
  const cJSON *key;
  cJSON_ArrayForEach (key, test) {
    if (!test_one(key, value))
      return FALSE;
  }
  return TRUE;
}

gboolean bk_match_pointers(const cJSON *tests, const cJSON *inside) {
  const cJSON *test;
  cJSON_ArrayForEach (test, tests) {
    if (!is_remark(test) && !bk_match_test(test, bk_json_at(inside, test->string)))
      return FALSE;
  }
  return TRUE;
}

gboolean bk_match_mentions(const cJSON *when, const char *member) {
  return bk_json_member(when, member) != NULL;
}

/* ---- the members of "when" ---- */

/* 404, "404", "4xx", or a list of these. */
static gboolean test_status(const cJSON *test, int status) {
  if (cJSON_IsArray(test)) {
    const cJSON *member;
    cJSON_ArrayForEach (member, test) {
      if (test_status(member, status))
        return TRUE;
    }
    return FALSE;
  }
  if (cJSON_IsString(test) && strlen(test->valuestring) == 3 && g_str_has_suffix(test->valuestring, "xx"))
    return test->valuestring[0] - '0' == status / 100;
  char text[16];
  g_snprintf(text, sizeof text, "%d", status);
  return cJSON_IsNumber(test) ? test->valuedouble == status
                              : cJSON_IsString(test) && g_str_equal(test->valuestring, text);
}

/* What a member of "when" is about. *ret_made, if it had to be made, is to be deleted. */
static const cJSON *subject_of(const cJSON *test, const BkAnswer *answer, cJSON **ret_made) {
  static const char *const bodies[] = {"empty", "json", "text", "html", "bad"};
  const char *subject = test->string;
  char *text = NULL;
  if (*subject == '\0' || *subject == '/')
    return bk_json_at(answer->document, subject);
  if (g_str_equal(subject, "status")) {
    *ret_made = cJSON_CreateNumber(answer->reply->status);
  } else if (g_str_equal(subject, "body")) {
    *ret_made = cJSON_CreateString(bodies[answer->body]);
  } else if (g_str_has_prefix(subject, HEADER_PREFIX)) {
    BkSecret *value = bk_headers_get(answer->reply->headers, subject + strlen(HEADER_PREFIX));
    *ret_made = value != NULL ? cJSON_CreateString(bk_secret_peek(value)) : NULL;
  } else if (g_str_equal(subject, "code")) {
    text = bk_answer_code(answer);
  } else if (g_str_equal(subject, "message")) {
    text = bk_answer_message(answer);
  }
  if (text != NULL)
    *ret_made = cJSON_CreateString(text);
  bk_secret_wipe_string(text);
  return *ret_made;
}

static gboolean is_known(const char *subject) {
  return *subject == '\0' || *subject == '/' || g_str_has_prefix(subject, HEADER_PREFIX) ||
         g_str_equal(subject, "body") || g_str_equal(subject, "code") || g_str_equal(subject, "message");
}

static gboolean holds(const cJSON *test, const BkAnswer *answer) {
  g_autoptr(cJSON) made = NULL;
  if (is_remark(test))
    return TRUE;
  if (g_str_equal(test->string, "status"))
    return test_status(test, answer->reply->status);
  if (!is_known(test->string))
    return FALSE; /* the loader has refused it */
  return bk_match_test(test, subject_of(test, answer, &made));
}

const cJSON *bk_match_failing(const cJSON *when, const BkAnswer *answer) {
  const cJSON *test;
  cJSON_ArrayForEach (test, when) {
    if (!holds(test, answer))
      return test;
  }
  return NULL;
}

cJSON *bk_match_found(const cJSON *test, const BkAnswer *answer) {
  cJSON *made = NULL;
  const cJSON *found = subject_of(test, answer, &made);
  return made != NULL ? made : cJSON_Duplicate(found, TRUE);
}

gboolean bk_match_when(const cJSON *when, const BkAnswer *answer) {
  return bk_match_failing(when, answer) == NULL;
}
