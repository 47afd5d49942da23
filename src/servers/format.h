/* format.h: the file format as data. One row per key says what may stand there, what it means and
 * where it goes; the same rows check a file (validate.c), fill the structs (fill.c), and write the JSON
 * Schema (schema.c) and the manual (reference.c).
 *
 * A shape is what a value may look like; an object is a table of keys; a key is a row of it. */
#ifndef BK_SERVERS_FORMAT_H
#define BK_SERVERS_FORMAT_H

#include "servers/report.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct BkShape BkShape;
typedef struct BkObject BkObject;

typedef enum {
  BK_SHAPE_TEXT,
  BK_SHAPE_NUMBER, /* a whole number from min to max */
  BK_SHAPE_SCALAR, /* any number */
  BK_SHAPE_FLAG,
  BK_SHAPE_TRUE, /* true, nothing else: a flag whose opposite is its absence */
  BK_SHAPE_WORD,
  BK_SHAPE_LIST,
  BK_SHAPE_MAP, /* names of the author's own -> of */
  BK_SHAPE_OBJECT,
  BK_SHAPE_EITHER, /* one of several, told apart by their JSON type */
  BK_SHAPE_ANY,    /* any JSON; its strings are templates */
} BkShapeKind;

typedef struct {
  const char *word; /* NULL ends a list */
  int value;
} BkWord;

/* NULL if the text is good, else what is wrong with it and what is allowed; free with g_free(). */
typedef char *(*BkTextCheck)(const char *text);
/* Puts a value (checked; NULL: the key is absent) into a field of a struct. */
typedef void (*BkStore)(const BkShape *shape, const cJSON *value, gpointer field);

struct BkShape {
  BkShapeKind kind;
  const char *what;             /* for messages and the manual: "a template"; NULL: made from kind */
  const char *note;             /* for the manual: TEXT: a rule of its own; WORD: what else may stand there;
                                   EITHER: all of it in few words; or NULL */
  BkTextCheck check;            /* TEXT, and the names of a MAP */
  const char *pattern;          /* the same for the schema, as near as a pattern comes; or NULL */
  int min, max;                 /* characters, value, elements or members; max 0: BK_TEXT_MAX, or no limit */
  const BkWord *words;          /* WORD */
  const BkShape *of;            /* LIST, MAP */
  const BkObject *object;       /* OBJECT */
  const BkShape *const *either; /* EITHER */
  BkStore store;                /* NULL: nothing to keep */
};

#define BK_TEXT_MAX 1000 /* characters of any text in a file */

typedef enum {
  BK_KEY_REQUIRED = 1 << 0,
  BK_KEY_NULLABLE = 1 << 1, /* absent leaves NULL where an empty list would be made */
} BkKeyFlags;

typedef struct {
  const char *key; /* NULL ends a table; for a pattern: how the manual writes it */
  const BkShape *shape;
  BkKeyFlags flags;
  gsize offset;                         /* of the field that shape->store fills */
  const char *fallback;                 /* what absence means: text, number, or word; or NULL */
  const char *doc;                      /* one line, no full stop */
  gboolean (*matches)(const char *key); /* a pattern instead of one key, or NULL */
  const char *pattern;                  /* the same for the schema */
} BkKey;

struct BkObject {
  const char *name; /* of the schema's definition and the manual's section: "reply" */
  const char *what; /* "a reply rule" */
  const char *doc;  /* the manual's introduction to it */
  const BkKey *keys;
  const BkObject *also;      /* whose keys may stand here as well, or NULL; it is filled apart */
  const char *const *one_of; /* keys of which only one may be given, or NULL */
  gboolean one_required;     /* and one must */
  gboolean several;          /* more than one of them may: they are alternatives */
  gsize size;                /* of the struct, where a shape makes new ones */
  gsize name_offset;         /* where a member of a MAP has its name */
  void (*finish)(const cJSON *value, gpointer target); /* after the fields are filled; or NULL */
  GDestroyNotify free;
};

extern const BkObject bk_format_server, bk_format_provider;
extern const BkObject bk_format_actions, bk_format_action, bk_format_way, bk_format_ways, bk_format_step;
extern const BkObject bk_format_capture, bk_format_source, bk_format_auth, bk_format_mail;
extern const BkObject bk_format_variable, bk_format_session_update;

/* The row for a key: own rows, those of also, then patterns; NULL: unknown. */
const BkKey *bk_format_key(const BkObject *object, const char *key);
/* "$schema" and "comment", which may stand in every object of the format. */
gboolean bk_format_is_comment(const char *key);
/* Whether a JSON value has the JSON type that the shape starts with. */
gboolean bk_format_fits(const BkShape *shape, const cJSON *value);

/* ---- validate.c ---- */

/* Checks one document. whole: it has been merged, so what is required must be there; else it is a part
 * that is laid over another, and only what stands in lists must be complete. All mistakes are
 * reported; FALSE if there was any. */
gboolean bk_format_validate(const BkObject *object, const cJSON *document, gboolean whole,
                            const BkReport *report);

/* ---- fill.c: value may be NULL; it has been validated ---- */

/* The fields of the object's own keys, then finish. */
void bk_fill(const BkObject *object, const cJSON *value, gpointer target);

G_END_DECLS

#endif
