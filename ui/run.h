/* run.h: the screens on a real terminal with the real core: keys to messages, the model to paint. */
#ifndef BK_UI_RUN_H
#define BK_UI_RUN_H

#include "app/runtime.h"
#include "ui/terminal.h"

G_BEGIN_DECLS

/* Runs until the person leaves, a signal comes or the line is gone; gives the program's exit code. The
 * terminal is given back before it returns. A result other than BK_TERMINAL_OK in *ret_terminal: nothing was
 * done. */
int bk_screens_run(const BkRuntimeOptions *options, BkLook look, BkTerminalResult *ret_terminal);

G_END_DECLS

#endif
