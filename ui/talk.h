/* talk.h: the screens as a conversation on a real terminal with the real core: lines to messages, the model
 * to lines. What run.h is for the drawn screens. */
#ifndef BK_UI_TALK_H
#define BK_UI_TALK_H

#include "app/runtime.h"

G_BEGIN_DECLS

/* Runs until the person leaves, a signal comes or the input ends; gives the program's exit code. The terminal
 * is given back before it returns. FALSE in *ret_talked: there is no terminal, nothing was done. */
int bk_talk_run(const BkRuntimeOptions *options, gboolean *ret_talked);

G_END_DECLS

#endif
