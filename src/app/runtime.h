/* runtime.h: owns the model and the world: performs the effects of update.c with the real rooms (net,
 * store, state file, timers) and turns their answers into messages. Everything happens on the GLib
 * main context; nothing here blocks. */
#ifndef BK_APP_RUNTIME_H
#define BK_APP_RUNTIME_H

#include "app/message.h"
#include "app/model.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *servers_dirs; /* NULL: BACKIN_SERVERS_PATH or the built-in list */
  int store;                /* a BkStoreKind, or -1: the best that is available, else ask */
  const char *demo;         /* BkModel.demo, or NULL */
  gboolean later;           /* the first screen does not wait for server files and store */
  BkTrial *trial;           /* taken, or NULL: its server alone, and no store */
} BkRuntimeOptions;

typedef struct BkRuntime BkRuntime;

/* Reads the server files and the state file; the store is asked later, in the loop. Never NULL: what
 * went wrong is in the model.
 *
 * options->later: only the state file is read. The rest is read when the loop has nothing else to do, or with
 * the first message; until then the model has no servers, and names of known ones are their ids. A few files
 * are read at once all the same where a first screen would name them. */
BkRuntime *bk_runtime_new(const BkRuntimeOptions *options) G_GNUC_WARN_UNUSED_RESULT;
void bk_runtime_free(BkRuntime *runtime);

const BkModel *bk_runtime_model(const BkRuntime *runtime);

/* Handles a message now, and performs what it asks for. Takes the message. Not from inside itself. */
void bk_runtime_post(BkRuntime *runtime, BkMessage *message);

/* Called after the model changed, once per wake-up of the loop, from an idle source: paint here. */
void bk_runtime_on_change(BkRuntime *runtime, void (*changed)(const BkModel *model, gpointer data),
                          gpointer data);

/* Runs the loop until the model says quit, or bk_runtime_stop(). For the screens. */
void bk_runtime_run(BkRuntime *runtime);
void bk_runtime_stop(BkRuntime *runtime);
/* Runs the loop until nothing is under way (bk_model_working). For the commands. SIGINT, SIGTERM and
 * SIGHUP cancel: FALSE then. */
gboolean bk_runtime_settle(BkRuntime *runtime);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BkRuntime, bk_runtime_free)

G_END_DECLS

#endif
