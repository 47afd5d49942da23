/* scenario.h: one scenario while it is played. tests/scenarios/README.md has the format. */
#ifndef BK_TESTS_SCENARIO_H
#define BK_TESTS_SCENARIO_H

#include "flow/flow.h"
#include "servers/servers.h"

typedef struct {
  const char *path;
  char **lines;
  guint at; /* the next line */
  BkServer *server;
  BkSession *session; /* to start with */
  BkFlow *flow;
  gint64 now;
  guint shown;            /* values that "shown" lines have named since the last end */
  guint listed;           /* the same for sessions of "listed" lines */
  gboolean changed_named; /* the same for a "changed." line */
  gboolean session_named; /* a "session.token" line has stood since the last end */
  GString *trouble;       /* empty while all is well */
} Scenario;

/* A line's word has been read; rest is what stands behind it. FALSE ends the scenario: trouble says why. */
typedef gboolean (*Directive)(Scenario *scenario, const char *rest);

/* ---- reading.c: lines, and complaints about them ---- */

/* Adds a complaint about the current line; always FALSE. */
gboolean trouble(Scenario *scenario, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Compares texts (NULL: none) and shows their lines where they differ: "-" expected, "+" came. */
gboolean expect(Scenario *scenario, const char *what, const char *expected, const char *got);
/* The indented lines that follow, without their indent; NULL if there are none. */
char *read_block(Scenario *scenario);
/* Cuts "WORD the rest" in two, in place; gives the rest. */
char *split_word(char *text);

/* ---- setup.c: server, now, with, action ---- */

gboolean do_server(Scenario *scenario, const char *rest);
gboolean do_now(Scenario *scenario, const char *rest);
gboolean do_with(Scenario *scenario, const char *rest);
gboolean do_action(Scenario *scenario, const char *rest);

/* ---- exchange.c: what is sent and what comes back ---- */

gboolean do_request(Scenario *scenario, const char *rest);
gboolean do_reply(Scenario *scenario, const char *rest);
gboolean do_fail(Scenario *scenario, const char *rest);
/* Names of the inputs that are asked for, with spaces between. */
char *wanted_names(const Scenario *scenario);

/* ---- ending.c: what came of it ---- */

gboolean do_ends(Scenario *scenario, const char *rest);
gboolean do_failure(Scenario *scenario, const char *rest);
gboolean do_text(Scenario *scenario, const char *rest);
gboolean do_why(Scenario *scenario, const char *rest);
gboolean do_retry(Scenario *scenario, const char *rest);
gboolean do_shown(Scenario *scenario, const char *rest);
gboolean do_listed(Scenario *scenario, const char *rest);
gboolean do_captured(Scenario *scenario, const char *rest);
gboolean do_no(Scenario *scenario, const char *rest);
gboolean check_session(Scenario *scenario, const char *member, const char *expected);
gboolean check_changed(Scenario *scenario, const char *member, const char *expected);
/* Sessions and shown values are never let through unseen. */
gboolean nothing_unnamed(Scenario *scenario);

/* ---- play.c ---- */

/* Runs all lines; scenario->trouble stays empty if everything is as expected. */
void play(Scenario *scenario);

#endif
