#include "flow/answer.h"

#include "base/json.h"

#include <string.h>

#define MESSAGE_MAX_DEPTH 3
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

const char *bk_body_kind(BkBodyKind kind) {
  static const char *const kinds[] = {"empty", "JSON", "text", "HTML", "unreadable"};
  return kinds[kind];
}

static gboolean is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static gboolean says_json(const char *media_type) {
  return g_str_equal(media_type, "application/json") || g_str_has_suffix(media_type, "+json");
}

static BkBodyKind read_json(BkAnswer *answer, const char *bytes, gsize length) {
  answer->document = bk_json_parse(bytes, length, NULL, NULL);
  return answer->document != NULL ? BK_BODY_JSON : BK_BODY_BAD;
}

static BkBodyKind read_text(BkAnswer *answer, const char *bytes, gsize length) {
  if (!g_utf8_validate_len(bytes, length, NULL))
    return BK_BODY_BAD;
  char *text = g_strndup(bytes, length); /* valid UTF-8 of that length holds no NUL */
  answer->document = cJSON_CreateString(text);
  bk_secret_wipe_string(text);
  return BK_BODY_TEXT;
}

static BkBodyKind read_body(BkAnswer *answer) {
  const char *bytes = bk_secret_peek(answer->reply->body);
  gsize length = bk_secret_length(answer->reply->body);
  const char *media = answer->reply->media_type != NULL ? answer->reply->media_type : "";
  if (length >= 3 && memcmp(bytes, BYTE_ORDER_MARK, 3) == 0) { /* RFC 8259 8.1 lets a reader skip it */
    bytes += 3;
    length -= 3;
  }
  while (length > 0 && is_space(bytes[length - 1]))
    length--;
  while (length > 0 && is_space(*bytes)) {
    bytes++;
    length--;
  }
  if (length == 0)
    return BK_BODY_EMPTY;
  if (*bytes == '<')
    return BK_BODY_HTML;
  if (says_json(media) || *bytes == '{' || *bytes == '[' || *bytes == '"')
    return read_json(answer, bytes, length);
  return read_text(answer, bytes, length);
}

void bk_answer_read(BkAnswer *answer, const BkServer *server, const BkReply *reply) {
  *answer = (BkAnswer){.server = server, .reply = reply};
  answer->body = read_body(answer);
}

void bk_answer_clear(BkAnswer *answer) {
  g_clear_pointer(&answer->document, cJSON_Delete);
}

char *bk_answer_code(const BkAnswer *answer) {
  for (char **pointer = answer->server->error_code; pointer != NULL && *pointer != NULL; pointer++) {
    char *code = bk_json_scalar(bk_json_at(answer->document, *pointer));
    if (code != NULL)
      return code;
  }
  return NULL;
}

static char *first_string(const cJSON *value, int depth) {
  if (cJSON_IsString(value))
    return g_strdup(value->valuestring);
  if (depth == 0)
    return NULL;
  const cJSON *child;
  cJSON_ArrayForEach (child, value) {
    char *found = first_string(child, depth - 1);
    if (found != NULL)
      return found;
  }
  return NULL;
}

char *bk_answer_message(const BkAnswer *answer) {
  for (char **pointer = answer->server->error_message; pointer != NULL && *pointer != NULL; pointer++) {
    const cJSON *value = bk_json_at(answer->document, *pointer);
    /* The whole document is a message only when it is a sentence, or a list of them: any other string
     * in it may be anything. */
    if (**pointer == '\0' && cJSON_IsObject(value))
      continue;
    char *message = cJSON_IsNumber(value) ? bk_json_scalar(value) : first_string(value, MESSAGE_MAX_DEPTH);
    if (message != NULL && *message != '\0')
      return message;
    bk_secret_wipe_string(message);
  }
  return NULL;
}
