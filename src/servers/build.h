/* build.h: making a BkServer of a server file and the providers it is laid over. */
#ifndef BK_SERVERS_BUILD_H
#define BK_SERVERS_BUILD_H

#include "servers/report.h"
#include "servers/servers.h"

#include <glib.h>

G_BEGIN_DECLS

/* Remembers the providers it has read, so that each is read and complained of once. */
typedef struct BkBuilder BkBuilder;

/* beside: a "providers" directory that is looked at before those of path, or NULL. lenient: as in files.h,
 * for what lies beside. path and problems must outlive it. */
BkBuilder *bk_builder_new(const GPtrArray *path, const char *beside, gboolean lenient,
                          BkDiagnostics *problems) G_GNUC_WARN_UNUSED_RESULT;
void bk_builder_free(BkBuilder *builder);

/* A server of a file that was read, or NULL: problems say why. id, owner: as in BkServer. */
BkServer *bk_builder_server(BkBuilder *builder, const BkLayer *file, const char *id,
                            const char *owner) G_GNUC_WARN_UNUSED_RESULT;

/* Checks a provider file by itself; FALSE: problems say why. */
gboolean bk_builder_provider(BkBuilder *builder, const BkLayer *file, const char *name);

/* check.c: whether what a filled server says makes sense: names are known, steps exist, secrets stay out.
 * provider: it is one, so what its servers will give may still lack. FALSE if there is an error. */
gboolean bk_check_server(const BkServer *server, gboolean provider, const BkReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkBuilder, bk_builder_free)

G_END_DECLS

#endif
