/* fuzz.h: a target is a file that is handed bytes and aborts when something does not hold that must hold
 * for any bytes. `make fuzz-NAME` hands it what libFuzzer makes up; `make check` what lies in corpus/NAME,
 * so that what was once found stays found, by any compiler. */
#ifndef BK_TESTS_FUZZ_H
#define BK_TESTS_FUZZ_H

#include <glib.h>

/* What each target is made of. fuzz_start() is called once, before anything else. */
void fuzz_start(void);
void fuzz_one(const char *bytes, gsize length);

/* What must hold. Says where and aborts, which is what a fuzzer notices. */
#define HOLDS(condition)                                                                                     \
  do {                                                                                                       \
    if (!(condition))                                                                                        \
      fuzz_fail(__FILE__, __LINE__, #condition);                                                             \
  } while (0)
void fuzz_fail(const char *file, int line, const char *what) G_GNUC_NORETURN;

/* ---- fuzz.c ---- */

/* The text is UTF-8 and can be put on a terminal as it is: no control but LF, nothing that is invisible or
 * turns the text around. This is not how src/base/text.c decides it. NULL is fine. */
gboolean fuzz_is_printable(const char *text);
/* A folder that is removed at the end of the process, with a path of its own; never free it. */
const char *fuzz_folder(void);
/* Replaces a file (mode 0600) in that folder; gives its path. Free it. */
char *fuzz_write(const char *name, const char *bytes, gsize length);

#endif
