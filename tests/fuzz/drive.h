/* drive.h: takes an action of a server from its first input to its end, and checks what must hold on the
 * way whatever the server's file or its answers say. */
#ifndef BK_TESTS_FUZZ_DRIVE_H
#define BK_TESTS_FUZZ_DRIVE_H

#include "base/exchange.h"
#include "servers/server.h"

/* What the person types: it may go to the server and be shown nowhere. A file that holds it itself is not
 * worth driving. */
#define FUZZ_SECRET "Canary-8e1f2c"

/* replies: BkReply*, one for each request; when none is left, the server does not answer. */
void fuzz_drive(const BkServer *server, const BkAction *action, const GPtrArray *replies);

#endif
