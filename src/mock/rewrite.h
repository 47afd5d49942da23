/* rewrite.h: server files that lead to the mock: the same documents with only the URLs changed. */
#ifndef BK_MOCK_REWRITE_H
#define BK_MOCK_REWRITE_H

#include "mock/played.h"

G_BEGIN_DECLS

#define BK_MOCK_REWRITE_ERROR (bk_mock_rewrite_error_quark())
GQuark bk_mock_rewrite_error_quark(void);

/* The text of a server file with "url" and "urls" at the mock's base and without the hosts and the CA of
 * the real server. NULL and an error when it is not JSON. Free with g_free(). */
char *bk_mock_rewrite(const char *text, gsize length, const char *base,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the file that played came from (path) into dir, under its own name, and the providers it needs
 * into dir/providers, looked for beside the file and then in the servers path. Makes dir. */
gboolean bk_mock_write_server(const BkMockPlayed *played, const char *path, const char *dir, GError **error);

G_END_DECLS

#endif
