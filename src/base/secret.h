/* secret.h: the one type for passwords, codes, links, tokens and everything that contains them.
 *
 * A BkSecret is an immutable, reference-counted run of bytes that lives in memory of its own: locked
 * where the system lets us, left out of core dumps, wiped when the last reference goes. Nothing
 * prints it: there is no conversion to a string, only bk_secret_peek() for the few places that hand
 * the bytes to a library. A log or a dump writes BK_SECRET_HIDDEN instead.
 *
 * Limits: BK_SECRET_MAX bytes each; longer input is refused (NULL), never cut.
 * None of these functions fails otherwise: GLib aborts when memory is out.
 */
#ifndef BK_BASE_SECRET_H
#define BK_BASE_SECRET_H

#include <glib.h>

G_BEGIN_DECLS

#define BK_SECRET_MAX (512u * 1024u)
#define BK_SECRET_HIDDEN "[hidden]"

typedef struct BkSecret BkSecret;

/* Copies length bytes (-1: up to the NUL). The caller still owns, and should wipe, its own copy.
 * NULL when bytes is NULL or the length is over BK_SECRET_MAX. */
BkSecret *bk_secret_new(const char *bytes, gssize length) G_GNUC_WARN_UNUSED_RESULT;

/* Like bk_secret_new(), then wipes and g_free()s bytes. */
BkSecret *bk_secret_take(char *bytes, gssize length) G_GNUC_WARN_UNUSED_RESULT;

/* Both accept NULL and return it. */
BkSecret *bk_secret_ref(BkSecret *secret);
void bk_secret_unref(BkSecret *secret);

/* The bytes, NUL-terminated, valid while a reference is held. "" for NULL. They may hold NULs of
 * their own: use the length where that matters. */
const char *bk_secret_peek(const BkSecret *secret);
gsize bk_secret_length(const BkSecret *secret);

/* Compares in time that depends on the lengths only. NULL equals nothing but NULL. */
gboolean bk_secret_equal(const BkSecret *a, const BkSecret *b);

/* Whether the secret's bytes occur in text; FALSE for secrets shorter than 4 bytes, which occur
 * anywhere by chance. For withholding a server's message that repeats what the user typed. */
gboolean bk_secret_occurs_in(const BkSecret *secret, const char *text);

/* A growing buffer whose every copy is wiped; becomes a secret or is thrown away. Refuses to grow
 * beyond the limit given at its making: bk_secret_builder_append() then returns FALSE and the
 * content stays as it was. */
typedef struct BkSecretBuilder BkSecretBuilder;

BkSecretBuilder *bk_secret_builder_new(gsize limit) G_GNUC_WARN_UNUSED_RESULT;
gboolean bk_secret_builder_append(BkSecretBuilder *builder, const char *bytes, gssize length);
gsize bk_secret_builder_length(const BkSecretBuilder *builder);
/* The bytes so far, NUL-terminated; valid until the next append. */
const char *bk_secret_builder_peek(const BkSecretBuilder *builder);
/* Frees the builder; the result is never NULL. */
BkSecret *bk_secret_builder_finish(BkSecretBuilder *builder) G_GNUC_WARN_UNUSED_RESULT;
void bk_secret_builder_free(BkSecretBuilder *builder);

/* Wipes and frees a NUL-terminated heap string that held a secret for a moment. Accepts NULL. */
void bk_secret_wipe_string(char *string);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkSecret, bk_secret_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkSecretBuilder, bk_secret_builder_free)

G_END_DECLS

#endif
