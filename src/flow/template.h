/* template.h: {{name}} and {{name?}}: substitution, encoded by where it stands, and its inverse.
 *
 * No conditions, no functions. Text outside the braces is sent as it is written; in a query or form
 * value it is encoded like any value ("openid profile"), in a path it already stands as it goes over
 * the wire ("/accounts:update"). Names come from captures, inputs, variables, session.* and a closed
 * list of generated ones (random, uuid, device). */
#ifndef BK_FLOW_TEMPLATE_H
#define BK_FLOW_TEMPLATE_H

#include "base/secret.h"

#include <cjson/cJSON.h>
#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  BK_ENCODE_NONE,   /* as it is; bk_template_expand_json() escapes what goes into JSON */
  BK_ENCODE_PATH,   /* percent-encoding of everything but RFC 3986 unreserved; an empty value, and a
                       path with a "." or ".." segment, make the expansion fail */
  BK_ENCODE_QUERY,  /* the same */
  BK_ENCODE_FORM,   /* application/x-www-form-urlencoded */
  BK_ENCODE_HEADER, /* CR, LF and NUL make the expansion fail */
} BkEncoding;

/* Gives the value of a name (a new reference), or NULL if there is none. */
typedef BkSecret *(*BkTemplateLookup)(const char *name, gpointer data);

/* Expands; NULL if a name without "?" has no value (ret_missing, may be NULL, then names it: free it)
 * or a value cannot stand there (a NUL can stand nowhere). Optional names without a value expand to
 * nothing. */
BkSecret *bk_template_expand(const char *text, BkEncoding encoding, BkTemplateLookup lookup, gpointer data,
                             char **ret_missing) G_GNUC_WARN_UNUSED_RESULT;

/* The same for a JSON template, as JSON text without spaces: its strings are templates and stay strings,
 * a member that is exactly one optional name without a value, or with an empty one, is left out;
 * {{counter}} alone is a number. */
BkSecret *bk_template_expand_json(const cJSON *json, BkTemplateLookup lookup, gpointer data,
                                  char **ret_missing) G_GNUC_WARN_UNUSED_RESULT;

/* The names in a template in order, each once; optional ones with their "?". char*, owned. */
GPtrArray *bk_template_names(const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* The same for every string inside a JSON template, in document order. */
GPtrArray *bk_template_json_names(const cJSON *json) G_GNUC_WARN_UNUSED_RESULT;
/* NULL if the braces are well formed, else what is wrong, for the author. Free with g_free(). */
char *bk_template_check(const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the text is exactly {{counter}}: in JSON it is written as a number, which it is. */
gboolean bk_template_is_number(const char *text);
/* Whether the text is exactly one {{name?}}: a member or pair that is left out when it has no value. */
gboolean bk_template_is_optional(const char *text);

/* The inverse, for the mock: matches text (already decoded for its position) against the template and
 * gives name -> value (char*, char*). Each name takes the shortest run that lets the rest match. NULL
 * if it does not match. An optional name that took nothing is left out. known (may be NULL) gives
 * values for names that must then match exactly. */
GHashTable *bk_template_match(const char *template_text, const char *text, BkTemplateLookup known,
                              gpointer data) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
