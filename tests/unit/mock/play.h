/* play.h: a server file of tests/mock, played without a port of its own. */
#ifndef BK_TESTS_MOCK_PLAY_H
#define BK_TESTS_MOCK_PLAY_H

#include "mock/played.h"

G_BEGIN_DECLS

/* Reads a server file (path from the checkout); it has to be free of mistakes. */
BkMockPlayed *play(const char *file) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
