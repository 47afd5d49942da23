#include "ui/password.h"

#include <string.h>
#include <sys/random.h>

#define SMALL "abcdefghjkmnpqrstuvwxyz"
#define CAPITAL "ABCDEFGHJKLMNPQRSTUVWXYZ"
#define DIGITS "23456789"
#define LETTERS SMALL CAPITAL DIGITS
#define LENGTH 24 /* five groups of four and their dashes */

/* One of the letters, each as likely as the others. */
static char pick(void) {
  const guchar count = sizeof LETTERS - 1, limit = (guchar)(256 - 256 % count);
  guchar byte;
  do {
    if (getrandom(&byte, 1, 0) != 1)
      g_error("the system gives no random numbers"); /* a guessable password is worse than none */
  } while (byte >= limit);
  return LETTERS[byte % count];
}

BkSecret *bk_password_make(int min, int max) {
  int length = MAX(LENGTH, min);
  if (max > 0)
    length = MIN(length, max);
  length = MIN(length, 1024);
  char *text = g_malloc0((gsize)length + 1);
  do {
    for (int i = 0; i < length; i++)
      text[i] = i % 5 == 4 && i + 1 < length ? '-' : pick();
  } while (length >= 8 && (!strpbrk(text, SMALL) || !strpbrk(text, CAPITAL) || !strpbrk(text, DIGITS)));
  return bk_secret_take(text, length);
}
