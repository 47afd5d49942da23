#include "net/memory.h"

#include <glib.h>
#include <malloc.h>
#include <string.h>

/* The allocator rounds sizes up, and only it knows how much was written: all that it calls usable is
 * wiped. Out of memory is libcurl's to handle, so nothing aborts here. */

void *bk_wiping_malloc(size_t size) {
  return g_try_malloc(MAX(size, 1)); /* NULL for 0 bytes would look like a failure */
}

void *bk_wiping_calloc(size_t count, size_t size) {
  return g_try_malloc0_n(MAX(count, 1), MAX(size, 1));
}

void bk_wiping_free(void *memory) {
  if (memory == NULL)
    return;
  explicit_bzero(memory, malloc_usable_size(memory));
  g_free(memory);
}

/* g_try_realloc() may leave the old bytes behind when it moves them. */
void *bk_wiping_realloc(void *memory, size_t size) {
  if (memory == NULL)
    return bk_wiping_malloc(size);
  size_t old = malloc_usable_size(memory);
  if (size <= old && size >= old / 2)
    return memory;
  void *moved = bk_wiping_malloc(size);
  if (moved == NULL)
    return NULL;
  memcpy(moved, memory, MIN(old, size));
  bk_wiping_free(memory);
  return moved;
}

char *bk_wiping_strdup(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = bk_wiping_malloc(size);
  return copy != NULL ? memcpy(copy, text, size) : NULL;
}
