/* memory.h: allocators for libcurl that wipe what they free (requirement D6): headers, URLs and bodies
 * pass through its buffers. Private to src/net. */
#ifndef BK_NET_MEMORY_H
#define BK_NET_MEMORY_H

#include <stddef.h>

void *bk_wiping_malloc(size_t size);
void *bk_wiping_calloc(size_t count, size_t size);
void *bk_wiping_realloc(void *memory, size_t size);
void bk_wiping_free(void *memory);
char *bk_wiping_strdup(const char *text);

#endif
