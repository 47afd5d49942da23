/* fixture.h: a server from JSON text and replies from a few words, for the tests of this room. */
#ifndef BK_TESTS_FLOW_FIXTURE_H
#define BK_TESTS_FLOW_FIXTURE_H

#include "base/exchange.h"
#include "servers/servers.h"

/* Reads a server file with this content as the program would; the test fails on any mistake in it. */
BkServer *fixture_server(const char *json) G_GNUC_WARN_UNUSED_RESULT;

/* headers: "Name: value" lines separated by newlines, or NULL. Content-Type is what media_type comes from. */
BkReply *fixture_reply(int status, const char *headers, const char *body) G_GNUC_WARN_UNUSED_RESULT;

#endif
