/* fixture.h: a folder for one test, files in it written with single quotes in place of double ones, and
 * what the loader says of them. */
#ifndef BK_TESTS_SERVERS_FIXTURE_H
#define BK_TESTS_SERVERS_FIXTURE_H

#include "servers/servers.h"

G_BEGIN_DECLS

typedef struct {
  char *dir;
  BkDiagnostics *problems;
} Fixture;

Fixture *fixture_new(void);
void fixture_free(Fixture *fixture); /* removes the folder */

/* Writes text to a file below the folder (and makes the folders between), "'" turned into "\"". */
void fixture_write(Fixture *fixture, const char *name, const char *text);
char *fixture_path(Fixture *fixture, const char *name);
/* The path of servers.d directories below the folder: "you,etc" -> DIR/you, DIR/etc. */
GPtrArray *fixture_dirs(Fixture *fixture, const char *names);

BkServer *fixture_read(Fixture *fixture, const char *name);
BkServerList *fixture_load(Fixture *fixture, const char *names);

/* All problems, a line each, without the folder; forgotten afterwards. */
char *fixture_problems(Fixture *fixture);
#define fixture_assert_problems(fixture, expected)                                                           \
  G_STMT_START {                                                                                             \
    g_autofree char *got = fixture_problems(fixture);                                                        \
    g_assert_cmpstr(got, ==, expected);                                                                      \
  }                                                                                                          \
  G_STMT_END

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Fixture, fixture_free)

G_END_DECLS

#endif
