/* json.h: outside JSON, read strictly and within limits; JSON Pointer (RFC 6901); merge patch (RFC 7396).
 *
 * cJSON is the parser; this room is the only one that calls cJSON_Parse. It runs on wiping
 * allocators (bk_json_init), because answers carry tokens. Debian's cJSON comes without its
 * utilities library, so pointer and patch are here. */
#ifndef BK_BASE_JSON_H
#define BK_BASE_JSON_H

#include <cjson/cJSON.h>
#include <glib.h>

G_BEGIN_DECLS

#define BK_JSON_MAX_BYTES (256u * 1024u)
#define BK_JSON_MAX_DEPTH 32u
#define BK_JSON_MAX_MEMBERS 2000u

#define BK_JSON_ERROR (bk_json_error_quark())
GQuark bk_json_error_quark(void);
typedef enum {
  BK_JSON_ERROR_SYNTAX,    /* not JSON, or something follows it */
  BK_JSON_ERROR_LIMIT,     /* over one of the limits above */
  BK_JSON_ERROR_ENCODING,  /* not UTF-8, or a NUL in it */
  BK_JSON_ERROR_DUPLICATE, /* one object names a member twice */
} BkJsonError;

/* Gives cJSON allocators that wipe. Call once, before anything else of cJSON. */
void bk_json_init(void);

/* Parses exactly one JSON value. On failure NULL, and *ret_offset (may be NULL) is the byte where
 * reading stopped. Errors: all of BkJsonError. Free with cJSON_Delete(). */
cJSON *bk_json_parse(const char *bytes, gsize length, gsize *ret_offset,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The value at a JSON Pointer, or NULL. "" is the whole document. Case-sensitive; "/a/0" indexes
 * arrays; "~0" and "~1" are unescaped. A JSON null is returned as it is (see bk_json_present). */
const cJSON *bk_json_at(const cJSON *root, const char *pointer);
/* Whether the text is a well-formed pointer: "" or starting with "/", with only ~0 and ~1 escapes. */
gboolean bk_json_is_pointer(const char *text);
/* Appends one escaped reference token to a pointer. */
void bk_json_pointer_append(GString *pointer, const char *token);

/* A member of an object, case-sensitive, or NULL. */
const cJSON *bk_json_member(const cJSON *object, const char *name);
/* Not NULL and not a JSON null: null counts as absent everywhere in backin. */
gboolean bk_json_present(const cJSON *value);
/* A string, number or boolean as text ("3600", "true"); NULL for anything else, or for a number that
 * no double can hold exactly. Free with g_free() (bk_secret_wipe_string() where it may be secret). */
char *bk_json_scalar(const cJSON *value) G_GNUC_WARN_UNUSED_RESULT;
/* Equality as server files mean it: a number and the same number in a string are equal. */
gboolean bk_json_loosely_equal(const cJSON *a, const cJSON *b);

/* Lays patch over target by RFC 7396 and returns the result, new. Neither argument is changed;
 * target may be NULL. */
cJSON *bk_json_merge(const cJSON *target, const cJSON *patch) G_GNUC_WARN_UNUSED_RESULT;

/* Line and column (from 1, in characters) of a byte offset. */
void bk_json_position(const char *text, gsize length, gsize offset, int *ret_line, int *ret_column);
/* Where the value at pointer begins in the text of a document (with want_key: where its key does);
 * 1:1 when it is not there. Reads the text again: for the error path only. */
void bk_json_locate(const char *text, gsize length, const char *pointer, gboolean want_key, int *ret_line,
                    int *ret_column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(cJSON, cJSON_Delete)

G_END_DECLS

#endif
