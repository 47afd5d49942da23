#include "words/console.h"

#include "words/fill.h"
#include "words/words.h"

#include <stdarg.h>

#define MAX_HOLES 6

const char *bk_console(BkSay what) {
  static const char *const texts[] = {
#define X(name, text) text,
      BK_CONSOLE(X)
#undef X
  };
  return BK_(texts[what]);
}

char *bk_console_say(BkSay what, ...) {
  BkWord words[MAX_HOLES + 1] = {{NULL, NULL}};
  va_list pairs;
  va_start(pairs, what);
  for (int i = 0; i < MAX_HOLES; i++) {
    const char *name = va_arg(pairs, const char *);
    if (!name)
      break;
    words[i] = (BkWord){name, va_arg(pairs, const char *)};
  }
  va_end(pairs);
  return bk_words_fill(bk_console(what), words);
}
