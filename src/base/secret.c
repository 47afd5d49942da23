#include "base/secret.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Each secret has pages of its own, so that locking, leaving out of dumps and giving back to the system
 * concern nothing else. A page for a password is a fair price: a run holds a few dozen. */
struct BkSecret {
  gint ref_count;
  gsize length;
  gsize mapped;
  char *bytes; /* length bytes and a NUL */
};

static char *map_private(gsize size, gsize *ret_mapped) {
  gsize page = (gsize)sysconf(_SC_PAGESIZE);
  gsize mapped = (size + page - 1) / page * page;
  char *bytes = mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (bytes == MAP_FAILED)
    g_error("out of memory for a secret of %" G_GSIZE_FORMAT " bytes", size);
  /* Both are best effort: the limits of the system may not allow them. */
  (void)mlock(bytes, mapped);
  (void)madvise(bytes, mapped, MADV_DONTDUMP);
  *ret_mapped = mapped;
  return bytes;
}

static void unmap_private(char *bytes, gsize mapped) {
  explicit_bzero(bytes, mapped);
  munmap(bytes, mapped);
}

static BkSecret *secret_around(char *bytes, gsize mapped, gsize length) {
  BkSecret *secret = g_new(BkSecret, 1);
  *secret = (BkSecret){.ref_count = 1, .length = length, .mapped = mapped, .bytes = bytes};
  return secret;
}

BkSecret *bk_secret_new(const char *bytes, gssize length) {
  if (bytes == NULL)
    return NULL;
  gsize size = length < 0 ? strlen(bytes) : (gsize)length;
  if (size > BK_SECRET_MAX)
    return NULL;
  gsize mapped;
  char *copy = map_private(size + 1, &mapped);
  memcpy(copy, bytes, size);
  return secret_around(copy, mapped, size);
}

BkSecret *bk_secret_take(char *bytes, gssize length) {
  if (bytes == NULL)
    return NULL;
  gsize size = length < 0 ? strlen(bytes) : (gsize)length;
  BkSecret *secret = bk_secret_new(bytes, (gssize)size);
  explicit_bzero(bytes, size);
  g_free(bytes);
  return secret;
}

BkSecret *bk_secret_ref(BkSecret *secret) {
  if (secret != NULL)
    g_atomic_int_inc(&secret->ref_count);
  return secret;
}

void bk_secret_unref(BkSecret *secret) {
  if (secret == NULL || !g_atomic_int_dec_and_test(&secret->ref_count))
    return;
  unmap_private(secret->bytes, secret->mapped);
  g_free(secret);
}

const char *bk_secret_peek(const BkSecret *secret) {
  return secret != NULL ? secret->bytes : "";
}

gsize bk_secret_length(const BkSecret *secret) {
  return secret != NULL ? secret->length : 0;
}

gboolean bk_secret_equal(const BkSecret *a, const BkSecret *b) {
  if (a == NULL || b == NULL)
    return a == b;
  if (a->length != b->length)
    return FALSE;
  volatile unsigned char difference = 0;
  for (gsize i = 0; i < a->length; i++)
    difference |= (unsigned char)(a->bytes[i] ^ b->bytes[i]);
  return difference == 0;
}

gboolean bk_secret_occurs_in(const BkSecret *secret, const char *text) {
  if (secret == NULL || text == NULL || secret->length < 4)
    return FALSE;
  return memmem(text, strlen(text), secret->bytes, secret->length) != NULL;
}

struct BkSecretBuilder {
  char *bytes;
  gsize mapped;
  gsize length;
  gsize limit;
};

BkSecretBuilder *bk_secret_builder_new(gsize limit) {
  BkSecretBuilder *builder = g_new0(BkSecretBuilder, 1);
  builder->limit = MIN(limit, BK_SECRET_MAX);
  builder->bytes = map_private(256, &builder->mapped);
  return builder;
}

gboolean bk_secret_builder_append(BkSecretBuilder *builder, const char *bytes, gssize length) {
  gsize size = length < 0 ? strlen(bytes) : (gsize)length;
  if (size > builder->limit - builder->length)
    return FALSE;
  gsize wanted = builder->length + size + 1;
  if (wanted > builder->mapped) {
    gsize mapped;
    char *grown = map_private(MAX(wanted, 2 * builder->mapped), &mapped);
    memcpy(grown, builder->bytes, builder->length);
    unmap_private(builder->bytes, builder->mapped);
    builder->bytes = grown;
    builder->mapped = mapped;
  }
  memcpy(builder->bytes + builder->length, bytes, size);
  builder->length += size;
  builder->bytes[builder->length] = '\0';
  return TRUE;
}

gsize bk_secret_builder_length(const BkSecretBuilder *builder) {
  return builder->length;
}

const char *bk_secret_builder_peek(const BkSecretBuilder *builder) {
  return builder->bytes;
}

BkSecret *bk_secret_builder_finish(BkSecretBuilder *builder) {
  BkSecret *secret = secret_around(builder->bytes, builder->mapped, builder->length);
  g_free(builder);
  return secret;
}

void bk_secret_builder_free(BkSecretBuilder *builder) {
  if (builder == NULL)
    return;
  unmap_private(builder->bytes, builder->mapped);
  g_free(builder);
}

void bk_secret_wipe_string(char *string) {
  if (string == NULL)
    return;
  explicit_bzero(string, strlen(string));
  g_free(string);
}
