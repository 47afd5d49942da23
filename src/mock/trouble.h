/* trouble.h: faults on purpose: what a server, or something in front of it, does wrong. */
#ifndef BK_MOCK_TROUBLE_H
#define BK_MOCK_TROUBLE_H

#include "mock/answer.h"

G_BEGIN_DECLS

/* X(NAME, word, text): "text" is for --help. */
#define BK_MOCK_FAULTS(X)                                                                                    \
  X(NONE, "none", "answer as the file says")                                                                 \
  X(HTML, "html", "a page of a captive portal in place of an answer")                                        \
  X(SLOW, "slow", "the answer comes after 20 seconds")                                                       \
  X(CUT, "cut", "the connection ends in the middle of the answer")                                           \
  X(ERROR, "500", "status 500")                                                                              \
  X(LIMIT, "ratelimit", "status 429 with Retry-After: 30")                                                   \
  X(REDIRECT, "redirect", "status 302 to another host")                                                      \
  X(GARBAGE, "garbage", "bytes that are not the JSON they are said to be")

typedef enum {
#define X(name, word, text) BK_MOCK_FAULT_##name,
  BK_MOCK_FAULTS(X)
#undef X
} BkMockFault;

#define BK_MOCK_SLOW_SECONDS 20

typedef struct {
  BkMockFault fault;
} BkMockTrouble;

/* FALSE: no such word. */
gboolean bk_mock_trouble_set(BkMockTrouble *trouble, const char *word);
/* What the fault answers in place of the real answer, or NULL when it lets that through. */
BkMockAnswer *bk_mock_trouble_answer(const BkMockTrouble *trouble) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
