/* Directories, masks, owners, limits: what is read, what is not, and what is said of it. */
#include "unit/servers/fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SERVER(name) "{ 'name': '" name "', 'url': 'https://a.example' }"

static char *names_of(const BkServerList *list) {
  GString *names = g_string_new(NULL);
  for (guint i = 0; i < list->servers->len; i++) {
    const BkServer *server = g_ptr_array_index(list->servers, i);
    g_string_append_printf(names, "%s%s=%s", i > 0 ? " " : "", server->id, server->name);
  }
  return g_string_free(names, FALSE);
}

#define assert_names(list, expected)                                                                         \
  G_STMT_START {                                                                                             \
    g_autofree char *got_names = names_of(list);                                                             \
    g_assert_cmpstr(got_names, ==, expected);                                                                \
  }                                                                                                          \
  G_STMT_END

static void test_path(void) {
  g_autoptr(GPtrArray) path = bk_servers_path(NULL);
  static const char *const owners[] = {"you", "administrator", "administrator", "package", "package"};
  g_assert_cmpuint(path->len, ==, 5);
  for (guint i = 0; i < path->len; i++) {
    const BkServersDir *dir = g_ptr_array_index(path, i);
    g_assert_cmpstr(dir->owner, ==, owners[i]);
    g_assert_true(g_str_has_suffix(dir->path, "backin/servers.d"));
  }
  const BkServersDir *own = g_ptr_array_index(path, 0), *etc = g_ptr_array_index(path, 1);
  g_assert_true(g_str_has_prefix(own->path, g_get_user_config_dir()));
  g_assert_cmpstr(etc->path, ==, "/etc/backin/servers.d");
}

static void test_path_replaced(void) {
  g_autoptr(GPtrArray) path = bk_servers_path("/x::/etc/backin/servers.d");
  g_assert_cmpuint(path->len, ==, 2);
  const BkServersDir *x = g_ptr_array_index(path, 0), *etc = g_ptr_array_index(path, 1);
  g_assert_cmpstr(x->path, ==, "/x");
  g_assert_cmpstr(x->owner, ==, "you");
  g_assert_cmpstr(etc->owner, ==, "administrator");
  g_autoptr(GPtrArray) empty = bk_servers_path("");
  g_assert_cmpuint(empty->len, ==, 5);
}

static void test_order(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "etc/20-b.json", SERVER("B"));
  fixture_write(fixture, "etc/10-c.json", SERVER("etc"));
  fixture_write(fixture, "you/10-c.json", SERVER("you"));
  fixture_write(fixture, "you/30-a.json", SERVER("A"));
  fixture_write(fixture, "you/d.json", SERVER("D"));
  fixture_write(fixture, "you/README.md", "not a server");
  fixture_write(fixture, "you/.hidden.json", "not a server");
  fixture_write(fixture, "you/40-e.json~", "not a server");
  g_autoptr(BkServerList) list = fixture_load(fixture, "you,etc,absent");
  fixture_assert_problems(fixture, "");
  assert_names(list, "c=you b=B a=A d=D");
  g_assert_cmpuint(list->masked->len, ==, 0);
  g_assert_cmpstr(bk_server_list_find(list, "b")->name, ==, "B");
  g_assert_null(bk_server_list_find(list, "20-b"));
}

static void test_masks(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "etc/10-a.json", SERVER("A"));
  fixture_write(fixture, "etc/20-b.json", SERVER("B"));
  fixture_write(fixture, "etc/30-c.json", SERVER("C"));
  fixture_write(fixture, "you/20-b.json", "");
  g_autofree char *link = fixture_path(fixture, "you/10-a.json");
  g_assert_cmpint(symlink("/dev/null", link), ==, 0);
  g_autoptr(BkServerList) list = fixture_load(fixture, "you,etc");
  fixture_assert_problems(fixture, "");
  assert_names(list, "c=C");
  g_autofree char *first = g_strdup_printf("a (%s/you)", fixture->dir);
  g_autofree char *second = g_strdup_printf("b (%s/you)", fixture->dir);
  g_assert_cmpuint(list->masked->len, ==, 2);
  g_assert_cmpstr(g_ptr_array_index(list->masked, 0), ==, first);
  g_assert_cmpstr(g_ptr_array_index(list->masked, 1), ==, second);
}

static void test_links(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "elsewhere.json", SERVER("A"));
  fixture_write(fixture, "you/20-b.json", SERVER("B"));
  g_autofree char *link = fixture_path(fixture, "you/10-a.json"),
                  *fifo = fixture_path(fixture, "you/15-f.json");
  g_autofree char *folder = fixture_path(fixture, "you/17-g.json");
  g_assert_cmpint(symlink("../elsewhere.json", link), ==, 0);
  g_assert_cmpint(mkfifo(fifo, 0644), ==, 0);
  g_assert_cmpint(g_mkdir(folder, 0755), ==, 0);
  g_autoptr(BkServerList) list = fixture_load(fixture, "you");
  fixture_assert_problems(fixture,
                          "you/10-a.json: is a link; only a link to /dev/null, which masks, may stand here\n"
                          "you/15-f.json: is not a regular file\n"
                          "you/17-g.json: is not a regular file");
  assert_names(list, "b=B");
}

static void test_modes(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "you/10-a.json", SERVER("A"));
  fixture_write(fixture, "you/20-b.json", SERVER("B"));
  fixture_write(fixture, "you/30-c.json", SERVER("C"));
  g_autofree char *a = fixture_path(fixture, "you/10-a.json"), *b = fixture_path(fixture, "you/20-b.json");
  g_assert_cmpint(g_chmod(a, 0622), ==, 0);
  g_assert_cmpint(g_chmod(b, 0646), ==, 0);
  g_autoptr(BkServerList) list = fixture_load(fixture, "you");
  fixture_assert_problems(fixture,
                          "you/10-a.json: may be written by others; take that right away (chmod go-w)\n"
                          "you/20-b.json: may be written by others; take that right away (chmod go-w)");
  assert_names(list, "c=C");

  /* Somebody who asks for a check of it gets one, and the warning. */
  g_autoptr(BkServer) server = fixture_read(fixture, "you/10-a.json");
  fixture_assert_problems(
      fixture, "you/10-a.json: warning: may be written by others; take that right away (chmod go-w)");
  g_assert_cmpstr(server->name, ==, "A");
}

/* What the group may write is refused, unless the group is the user's alone (umask 002 on Debian). */
static void test_group_modes(void) {
  if (geteuid() != 0) {
    g_test_skip("only root can give a file to another group");
    return;
  }
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "you/10-a.json", SERVER("A"));
  fixture_write(fixture, "you/20-b.json", SERVER("B"));
  g_autofree char *a = fixture_path(fixture, "you/10-a.json"), *b = fixture_path(fixture, "you/20-b.json");
  g_assert_cmpint(chown(a, 0, 0), ==, 0); /* root's own group has nobody else in it */
  g_assert_cmpint(chown(b, 0, 1), ==, 0);
  g_assert_cmpint(g_chmod(a, 0664), ==, 0);
  g_assert_cmpint(g_chmod(b, 0664), ==, 0);
  g_autoptr(BkServerList) list = fixture_load(fixture, "you");
  fixture_assert_problems(fixture,
                          "you/20-b.json: may be written by others; take that right away (chmod go-w)");
  assert_names(list, "a=A");
}

static void test_directory_mode(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "you/10-a.json", SERVER("A"));
  fixture_write(fixture, "etc/20-b.json", SERVER("B"));
  g_autofree char *you = fixture_path(fixture, "you");
  g_assert_cmpint(g_chmod(you, 0777), ==, 0);
  g_autoptr(BkServerList) list = fixture_load(fixture, "you,etc");
  fixture_assert_problems(fixture, "you: may be written by others; take that right away (chmod go-w)");
  assert_names(list, "b=B");
}

static void test_owner(void) {
  if (geteuid() != 0) {
    g_test_skip("only root can give a file away");
    return;
  }
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "you/10-a.json", SERVER("A"));
  fixture_write(fixture, "you/20-b.json", SERVER("B"));
  g_autofree char *a = fixture_path(fixture, "you/10-a.json");
  g_assert_cmpint(chown(a, 12345, 12345), ==, 0);
  g_autoptr(BkServerList) list = fixture_load(fixture, "you");
  fixture_assert_problems(fixture, "you/10-a.json: belongs to somebody else; it must belong to you or root");
  assert_names(list, "b=B");
}

static void test_size(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  g_autoptr(GString) text = g_string_new(SERVER("A"));
  while (text->len < BK_SERVERS_MAX_FILE)
    g_string_append_c(text, ' ');
  fixture_write(fixture, "you/10-a.json", text->str);
  g_string_append_c(text, ' ');
  fixture_write(fixture, "you/20-b.json", text->str);
  g_autoptr(BkServerList) list = fixture_load(fixture, "you");
  fixture_assert_problems(fixture, "you/20-b.json: is larger than 64 KiB");
  assert_names(list, "a=A");
}

/* Padded with spaces up to the limit, so the file is no mask although a NUL follows them. */
static void test_nul(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "you/10-a.json", "x");
  g_autofree char *path = fixture_path(fixture, "you/10-a.json");
  g_assert_true(g_file_set_contents_full(path, " \0x", 3, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
  g_autoptr(BkServerList) list = fixture_load(fixture, "you");
  g_assert_cmpuint(bk_diagnostics_errors(fixture->problems), ==, 1);
  g_assert_cmpuint(list->masked->len, ==, 0);
}

static void test_count(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  for (guint i = 0; i < BK_SERVERS_MAX_FILES + 3; i++) {
    g_autofree char *name = g_strdup_printf("you/%04u-s%u.json", i, i);
    if (i == 0)
      fixture_write(fixture, name, "");
    g_autofree char *path = fixture_path(fixture, name), *first = fixture_path(fixture, "you/0000-s0.json");
    if (i > 0)
      g_assert_cmpint(link(first, path), ==, 0);
  }
  g_autoptr(BkServerList) list = fixture_load(fixture, "you");
  fixture_assert_problems(fixture,
                          "you: holds too many files: at most 2000 are read from all directories together");
  g_assert_cmpuint(list->masked->len, ==, BK_SERVERS_MAX_FILES);
}

static void test_broken_alone(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "you/10-a.json", "{ 'name': }");
  fixture_write(fixture, "you/20-b.json", SERVER("B"));
  fixture_write(fixture, "you/30-b.json", SERVER("C"));
  fixture_write(fixture, "you/40 d.json", SERVER("D"));
  g_autoptr(BkServerList) list = fixture_load(fixture, "you");
  fixture_assert_problems(
      fixture, "you/10-a.json:1:11: not JSON from here on\n"
               "you/30-b.json: the name \"b\" is taken by you/20-b.json; rename one of them, or give both "
               "the same number to let the higher directory win\n"
               "you/40 d.json: is not called NN-name.json: letters, digits, \"-\", \"_\" and \".\"");
  assert_names(list, "b=B");
}

static void test_suggest(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "you/10-a.json",
                "{ 'name': 'A', 'url': 'https://a.example', 'email_domains': ['a.example'] }");
  fixture_write(fixture, "you/20-b.json",
                "{ 'name': 'B', 'url': 'https://b.example', 'email_domains': ['A.example', 'b.example'] }");
  /* Whose password is kept elsewhere is told so by the server that knows where, not by the first one. */
  fixture_write(fixture, "you/30-c.json",
                "{ 'name': 'C', 'url': 'https://c.example', 'elsewhere': [{ 'title': 'BigCorp',"
                " 'email_domains': ['a.example', 'c.example'], 'url': 'https://id.c.example' }] }");
  g_autoptr(BkServerList) list = fixture_load(fixture, "you");
  fixture_assert_problems(fixture, "");
  g_assert_cmpstr(bk_server_list_suggest(list, "me@a.example")->id, ==, "a");
  g_assert_cmpstr(bk_server_list_suggest(list, "me@B.EXAMPLE")->id, ==, "b");
  g_assert_cmpstr(bk_server_list_suggest(list, "me@c.example")->id, ==, "c");
  g_assert_null(bk_server_list_suggest(list, "me@sub.a.example"));
  g_assert_null(bk_server_list_suggest(list, "me"));
  g_assert_null(bk_server_list_suggest(list, ""));
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
  g_test_add_func("/servers/load/path", test_path);
  g_test_add_func("/servers/load/path-replaced", test_path_replaced);
  g_test_add_func("/servers/load/order", test_order);
  g_test_add_func("/servers/load/masks", test_masks);
  g_test_add_func("/servers/load/links", test_links);
  g_test_add_func("/servers/load/modes", test_modes);
  g_test_add_func("/servers/load/group-modes", test_group_modes);
  g_test_add_func("/servers/load/directory-mode", test_directory_mode);
  g_test_add_func("/servers/load/owner", test_owner);
  g_test_add_func("/servers/load/size", test_size);
  g_test_add_func("/servers/load/nul", test_nul);
  g_test_add_func("/servers/load/count", test_count);
  g_test_add_func("/servers/load/broken-alone", test_broken_alone);
  g_test_add_func("/servers/load/suggest", test_suggest);
  return g_test_run();
}
