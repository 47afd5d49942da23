/* played.h: one server file being played: where it listens and what it knows. */
#ifndef BK_MOCK_PLAYED_H
#define BK_MOCK_PLAYED_H

#include "mock/world.h"

G_BEGIN_DECLS

typedef struct {
  BkServer *file;           /* owned */
  BkMockWorld *world;       /* owned */
  char *base;               /* "http://127.0.0.1:PORT", without the path */
  char *url;                /* what {{server.url}} is for a client of the mock */
  GHashTable *issued_names; /* names that replies give out: captures and choices */
} BkMockPlayed;

/* Takes the file. base is set by bk_mock_played_listen(), once the port is known. */
BkMockPlayed *bk_mock_played_new(BkServer *file) G_GNUC_WARN_UNUSED_RESULT;
void bk_mock_played_listen(BkMockPlayed *played, int port);
void bk_mock_played_free(BkMockPlayed *played); /* accepts NULL */

/* The path under which the mock answers for a base of the file (at: key of "urls", NULL for "url"):
 * its own path, after "/at/NAME" for the named ones. No "/" at the end. */
char *bk_mock_prefix(const BkServer *file, const char *at) G_GNUC_WARN_UNUSED_RESULT;
/* The same for one URL. name is NULL for the file's "url". */
char *bk_mock_prefix_of(const char *name, const char *url) G_GNUC_WARN_UNUSED_RESULT;

/* The path under which the mock answers what is sent to a whole URL that it has told itself (a request's
 * "url"), by the name under which a reply gave it out. */
char *bk_mock_told_path(const BkServer *file, const char *url_template) G_GNUC_WARN_UNUSED_RESULT;
/* Whether some request goes to the URL that is given out under that name. */
gboolean bk_mock_is_told_url(const BkServer *file, const char *name);
/* The name that a reply gave out and that a session's value was made from, when it is just that name; else
 * NULL. */
char *bk_mock_origin_of_session_value(const BkServer *file, const char *value_name) G_GNUC_WARN_UNUSED_RESULT;
/* Whether a client takes this from what it knows, not from a reply. */
gboolean bk_mock_is_known_already(const GPtrArray *sources);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkMockPlayed, bk_mock_played_free)

G_END_DECLS

#endif
