/* update.h: the core: (model, message) -> model, effects. No I/O, no clock of its own beyond base/clock.h. */
#ifndef BK_APP_UPDATE_H
#define BK_APP_UPDATE_H

#include "app/effect.h"
#include "app/message.h"
#include "app/model.h"

#include <glib.h>

G_BEGIN_DECLS

/* The first effects: probe the store. fixed_store: a BkStoreKind given with --store, or -1. */
void bk_update_start(BkModel *model, int fixed_store, GPtrArray *effects);

/* Handles one message (not taken); appends BkEffect*, owned by the array. */
void bk_update(BkModel *model, const BkMessage *message, GPtrArray *effects);

G_END_DECLS

#endif
