/* servers.h: finding and reading servers.d. Precedence, masking and ownership are those of
 * backin-servers.d(5) (systemd's rules: same name higher up replaces, a link to /dev/null masks). */
#ifndef BK_SERVERS_SERVERS_H
#define BK_SERVERS_SERVERS_H

#include "base/diagnostics.h"
#include "servers/server.h"

#include <glib.h>

G_BEGIN_DECLS

#define BK_SERVERS_MAX_FILE (64u * 1024u)
#define BK_SERVERS_MAX_FILES 2000u

typedef struct {
  char *path;  /* a servers.d directory; providers are in its "providers" */
  char *owner; /* "you", "administrator", "package" */
} BkServersDir;

/* The directories, highest first: dirs (":"-separated, from --servers-dir or BACKIN_SERVERS_PATH)
 * replaces the built-in list; NULL or "" takes the built-in one. BkServersDir*, owned. */
GPtrArray *bk_servers_path(const char *dirs) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  GPtrArray *servers; /* BkServer*, sorted by file name, owned */
  GPtrArray *masked;  /* char*: "id (directory that masks it)" */
} BkServerList;

/* Reads everything. A broken file takes only itself away; what is wrong goes to problems. Never NULL. */
BkServerList *bk_servers_load(const GPtrArray *path, BkDiagnostics *problems) G_GNUC_WARN_UNUSED_RESULT;
void bk_server_list_free(BkServerList *list);
/* By id; NULL if there is none. Borrowed. */
const BkServer *bk_server_list_find(const BkServerList *list, const char *id);
/* The server to suggest for an address: an e-mail domain of its file; else one that says where the password
 * of that domain is kept. NULL: none says so. */
const BkServer *bk_server_list_suggest(const BkServerList *list, const char *email);

/* Reads one file as `backin servers lint` does: a server, or a provider when it lies in a directory
 * called "providers". Providers are looked for beside the file first, then in path. NULL when it is a
 * provider or when there are errors; all mistakes are in problems. */
BkServer *bk_server_read(const char *file, const GPtrArray *path,
                         BkDiagnostics *problems) G_GNUC_WARN_UNUSED_RESULT;

/* The JSON Schema (draft 2020-12) of a server or a provider file, made from the parser's tables. */
cJSON *bk_servers_schema(gboolean provider) G_GNUC_WARN_UNUSED_RESULT;
/* The reference section of backin-servers.d(5), Markdown, made from the same tables. */
char *bk_servers_reference(void) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkServerList, bk_server_list_free)

G_END_DECLS

#endif
