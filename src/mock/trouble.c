#include "mock/trouble.h"

#include "mock/pairs.h"

gboolean bk_mock_trouble_set(BkMockTrouble *trouble, const char *word) {
  static const char *const words[] = {
#define X(name, text, help) text,
      BK_MOCK_FAULTS(X)
#undef X
  };

  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (g_str_equal(word, words[i])) {
      trouble->fault = (BkMockFault)i;
      return TRUE;
    }
  return FALSE;
}

static BkMockAnswer *foreign(int status, const char *media_type, const char *body) {
  BkMockAnswer *answer = bk_mock_answer_plain(status, "");

  g_free(answer->media_type);
  g_free(answer->body);
  answer->media_type = g_strdup(media_type);
  answer->body = g_strdup(body);
  return answer;
}

BkMockAnswer *bk_mock_trouble_answer(const BkMockTrouble *trouble) {
  BkMockAnswer *answer = NULL;

  switch (trouble->fault) {
  case BK_MOCK_FAULT_HTML:
    return foreign(200, "text/html",
                   "<!doctype html><title>Welcome</title><h1>Please accept our terms</h1>\n");
  case BK_MOCK_FAULT_ERROR:
    return foreign(500, "text/plain", "Internal error\n");
  case BK_MOCK_FAULT_LIMIT:
    answer = bk_mock_answer_plain(429, "Too many requests.");
    bk_mock_pairs_add(answer->headers, "Retry-After", "30");
    return answer;
  case BK_MOCK_FAULT_REDIRECT:
    answer = foreign(302, "text/html", "");
    bk_mock_pairs_add(answer->headers, "Location", "https://portal.example/login");
    return answer;
  case BK_MOCK_FAULT_GARBAGE:
    return foreign(200, "application/json", "{\"token\": \"\xff\xfe");
  case BK_MOCK_FAULT_NONE:
  case BK_MOCK_FAULT_SLOW: /* the carrier sees to these two */
  case BK_MOCK_FAULT_CUT:
    break;
  }
  return NULL;
}
