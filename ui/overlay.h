/* overlay.h: pages that may lie over any screen: the help, and the command behind the screen. */
#ifndef BK_UI_OVERLAY_H
#define BK_UI_OVERLAY_H

#include "app/model.h"
#include "ui/page.h"

G_BEGIN_DECLS

typedef enum { BK_OVERLAY_NONE, BK_OVERLAY_HELP, BK_OVERLAY_COMMAND } BkOverlay;

/* beneath: the page of the screen, for the keys that count there. list: for the lines of the help. */
void bk_overlay_view(BkOverlay overlay, const BkModel *model, const BkPage *beneath, BkList *list,
                     BkPage *page);

G_END_DECLS

#endif
