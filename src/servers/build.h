/* build.h: making a BkServer of a server file and the providers it is laid over. */
#ifndef BK_SERVERS_BUILD_H
#define BK_SERVERS_BUILD_H

#include "servers/report.h"
#include "servers/servers.h"

#include <glib.h>

G_BEGIN_DECLS

/* ---- provider.c: providers are read, checked and complained of once, then kept ---- */

typedef struct BkProviders BkProviders;

/* A provider without mistakes, and all that is made of it. */
typedef struct BkProvider {
  gatomicrefcount ref_count;
  BkLayer *layer;
  const struct BkProvider *parent; /* what it extends, or NULL; only while the BkProviders lives */
  guint height;                    /* of the chain, itself included */
  BkServer *filled;                /* merged over its parents: what its servers have in common */
  gboolean closed; /* only values of variables are left for servers to give, and templates name each */
} BkProvider;

/* beside: a "providers" directory that is looked at before those of path, or NULL. lenient: as in
 * files.h, for what lies beside. problems must outlive it. */
BkProviders *bk_providers_new(const GPtrArray *path, const char *beside, gboolean lenient,
                              BkDiagnostics *problems) G_GNUC_WARN_UNUSED_RESULT;
void bk_providers_free(BkProviders *providers); /* accepts NULL */

/* The provider that the first layer of report extends, whose chain is added to its layers. NULL when it
 * extends none, or one that cannot be used: then *ret_good is FALSE, and problems say why. Borrowed. */
BkProvider *bk_providers_extended(BkProviders *providers, BkReport *report, gboolean *ret_good);

/* Checks a provider file by itself; FALSE: problems say why. */
gboolean bk_providers_check(BkProviders *providers, const BkLayer *file, const char *name);

/* Servers may outlive the BkProviders: each that borrows holds a reference. */
void bk_provider_unref(BkProvider *provider); /* accepts NULL */

/* ---- build.c ---- */

/* A server of a file that was read, or NULL: problems say why. id, owner: as in BkServer. */
BkServer *bk_build_server(BkProviders *providers, const BkLayer *file, const char *id, const char *owner,
                          BkDiagnostics *problems) G_GNUC_WARN_UNUSED_RESULT;

/* A filled, unchecked server of a merged document, which it takes. below: the document of the provider
 * it was laid over, or NULL. */
BkServer *bk_build_filled(cJSON *document, const char *file, const cJSON *below) G_GNUC_WARN_UNUSED_RESULT;

/* ---- check.c ---- */

/* Whether what a filled server says makes sense: names are known, steps exist, secrets stay out.
 * provider: it is one, so what its servers will give may still lack. FALSE if there is an error.
 * ret_closed: as BkProvider.closed; may be NULL. */
gboolean bk_check_server(const BkServer *server, gboolean provider, const BkReport *report,
                         gboolean *ret_closed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkProviders, bk_providers_free)

G_END_DECLS

#endif
