/* Providers: how a server is laid over them, and which file is blamed for what. */
#include "unit/servers/fixture.h"

#define PROVIDER                                                                                             \
  "{ 'title': 'Family',\n"                                                                                   \
  "  'variables': { 'client': { 'title': 'Client id' }, 'realm': { 'default': 'all' } },\n"                  \
  "  'headers': { 'X-Client': '{{client}}', 'X-Realm': '{{realm}}' },\n"                                     \
  "  'actions': { 'forgot': { 'completes': 'browser', 'disclosure': 'hidden',\n"                             \
  "    'request': { 'method': 'POST', 'path': '/forgot' } } } }"

static void test_merge(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "you/providers/family.json", PROVIDER);
  fixture_write(fixture, "you/10-a.json",
                "{ 'name': 'A', 'extends': 'family', 'url': 'https://a.example',\n"
                "  'variables': { 'client': 'abc' }, 'headers': { 'X-Realm': null },\n"
                "  'actions': { 'forgot': { 'request': { 'path': '/other' } } } }");
  g_autoptr(BkServerList) list = fixture_load(fixture, "you");
  fixture_assert_problems(fixture, "");
  const BkServer *server = bk_server_list_find(list, "a");
  g_assert_cmpstr(server->provider, ==, "family");
  g_assert_cmpstr(server->title, ==, "Family");
  g_assert_cmpstr(bk_server_variable(server, "client")->value, ==, "abc");
  g_assert_cmpstr(bk_server_variable(server, "client")->title, ==, "Client id");
  g_assert_cmpstr(bk_server_variable(server, "realm")->value, ==, "all");
  g_assert_cmpuint(server->headers->len, ==, 1);
  const BkAction *forgot = bk_server_action(server, BK_ACTION_FORGOT, BK_WAY_ONLY);
  g_assert_cmpint(forgot->completes, ==, BK_COMPLETES_BROWSER);
  g_assert_cmpstr(bk_action_step(forgot, "1")->request->path, ==, "/other");
  g_assert_cmpstr(bk_action_step(forgot, "1")->request->method, ==, "POST");
  g_assert_cmpstr(bk_json_at(server->document, "/actions/forgot/request/path")->valuestring, ==, "/other");
}

/* A file that only gives values takes a short way (it borrows); it must lead to the same server. */
static void test_borrow(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "you/providers/family.json", PROVIDER);
  fixture_write(
      fixture, "you/10-a.json",
      "{ 'name': 'A', 'extends': 'family', 'url': 'https://a.example', 'variables': { 'client': 'abc' },\n"
      "  'support': { 'phone': '1' }, 'elsewhere': [{ 'title': 'E' }] }");
  fixture_write(
      fixture, "you/20-b.json",
      "{ 'name': 'A', 'extends': 'family', 'url': 'https://a.example', 'variables': { 'client': 'abc' },\n"
      "  'support': { 'phone': '1' }, 'elsewhere': [{ 'title': 'E' }], 'errors': {} }");
  BkServerList *list = fixture_load(fixture, "you");
  fixture_assert_problems(fixture, "");
  const BkServer *light = bk_server_list_find(list, "a"), *full = bk_server_list_find(list, "b");
  g_assert_nonnull(light->shared);
  g_assert_null(full->shared);
  cJSON_DeleteItemFromObjectCaseSensitive(full->document, "errors");
  g_assert_true(cJSON_Compare(light->document, full->document, TRUE));
  g_assert_cmpstr(light->title, ==, full->title);
  g_assert_cmpstr(bk_server_variable(light, "client")->title, ==, "Client id");
  g_assert_cmpstr(bk_server_variable(light, "realm")->value, ==, "all");
  g_assert_cmpuint(light->actions->len, ==, full->actions->len);
  g_assert_cmpuint(light->headers->len, ==, 2);
  g_assert_cmpuint(light->elsewhere->len, ==, 1);
  /* What is borrowed lives as long as the last who borrowed it. */
  BkServer *kept = g_ptr_array_steal_index(list->servers, 0);
  bk_server_list_free(list);
  g_assert_cmpstr(bk_action_step(bk_server_action(kept, BK_ACTION_FORGOT, BK_WAY_ONLY), "1")->request->path,
                  ==, "/forgot");
  g_assert_cmpstr(bk_json_at(kept->document, "/actions/forgot/request/path")->valuestring, ==, "/forgot");
  bk_server_free(kept);
}

/* The short way leaves it to the long one to say what is wrong. */
static void test_borrow_not(void) {
  static const char *const parts[][2] = {
      {"'variables': {}", "you/10-a.json:2:1: variables.client: must be given: Client id"},
      {"'variables': ['a']", "you/10-a.json:2:1: variables: must be an object, not a list"},
      {"'support': { 'fax': '1' }, 'variables': { 'client': 'a' }",
       "you/10-a.json:2:14: support.fax: is not a key of ways to get help; allowed are email, phone, url"},
      {"'variables': { 'client': 'a', 'x': 'y' }",
       "you/10-a.json:2:31: variables.x: warning: no template names this variable"},
      {"'variables': { 'client': null }",
       "you/providers/family.json:3:16: headers.X-Client: unknown name \"client\"; did you mean \"link\"?"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
    g_autoptr(Fixture) fixture = fixture_new();
    g_autofree char *text =
        g_strdup_printf("{ 'name': 'A', 'extends': 'family', 'url': 'https://a.example',\n%s }", parts[i][0]);
    fixture_write(fixture, "you/providers/family.json", PROVIDER);
    fixture_write(fixture, "you/10-a.json", text);
    bk_server_list_free(fixture_load(fixture, "you"));
    fixture_assert_problems(fixture, parts[i][1]);
  }
}

/* A provider may leave a URL to its servers; then each of them is looked at. */
static void test_open_url(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "you/providers/p.json",
                "{ 'title': 'P', 'actions': { 'probe': { 'request': { 'method': 'GET', 'at': 'api', 'path': "
                "'/' } } } }");
  fixture_write(fixture, "you/10-a.json", "{ 'name': 'A', 'extends': 'p', 'url': 'https://a.example' }");
  fixture_write(
      fixture, "you/20-b.json",
      "{ 'name': 'B', 'extends': 'p', 'url': 'https://b.example', 'urls': { 'api': 'https://c.example' } }");
  g_autoptr(BkServerList) list = fixture_load(fixture, "you");
  fixture_assert_problems(fixture, "you/10-a.json:1:1: urls.api: must be given: where probe is sent");
  g_assert_cmpuint(list->servers->len, ==, 1);
}

/* What is doubtful in a provider is said once, not for each of its servers. */
static void test_warn_once(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(
      fixture, "you/providers/p.json",
      "{ 'title': 'P', 'actions': { 'sign_in': { 'request': { 'method': 'GET', 'path': '/' } } } }");
  fixture_write(fixture, "you/10-a.json", "{ 'name': 'A', 'extends': 'p', 'url': 'https://a.example' }");
  fixture_write(fixture, "you/20-b.json",
                "{ 'name': 'B', 'extends': 'p', 'url': 'https://b.example', 'errors': {} }");
  g_autoptr(BkServerList) list = fixture_load(fixture, "you");
  fixture_assert_problems(fixture,
                          "you/providers/p.json:1:30: actions.sign_in: warning: no reply rule of it has a "
                          "\"session\", so nobody is ever signed in");
  g_assert_cmpuint(list->servers->len, ==, 2);
}

static void test_chain(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "you/providers/family.json", PROVIDER);
  fixture_write(
      fixture, "you/providers/branch.json",
      "{ 'extends': 'family', 'title': 'Branch', 'variables': { 'realm': { 'default': 'branch' } } }");
  fixture_write(
      fixture, "you/10-a.json",
      "{ 'name': 'A', 'extends': 'branch', 'url': 'https://a.example', 'variables': { 'client': 'abc' } }");
  g_autoptr(BkServer) server = fixture_read(fixture, "you/10-a.json");
  fixture_assert_problems(fixture, "");
  g_assert_cmpstr(server->title, ==, "Branch");
  g_assert_cmpstr(server->provider, ==, "branch");
  g_assert_cmpstr(bk_server_variable(server, "realm")->value, ==, "branch");
  g_assert_nonnull(bk_server_action(server, BK_ACTION_FORGOT, BK_WAY_ONLY));
}

static void test_too_long(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "you/providers/p1.json", "{ 'title': 'P' }");
  for (guint i = 2; i <= 5; i++) {
    g_autofree char *name = g_strdup_printf("you/providers/p%u.json", i);
    g_autofree char *text = g_strdup_printf("{ 'title': 'P', 'extends': 'p%u' }", i - 1);
    fixture_write(fixture, name, text);
  }
  fixture_write(fixture, "you/10-a.json", "{ 'name': 'A', 'extends': 'p4', 'url': 'https://a.example' }");
  fixture_write(fixture, "you/20-b.json", "{ 'name': 'B', 'extends': 'p5', 'url': 'https://a.example' }");
  g_autoptr(BkServerList) list = fixture_load(fixture, "you");
  fixture_assert_problems(
      fixture, "you/providers/p5.json:1:17: extends: at most 4 providers may be laid over each other\n"
               "you/20-b.json:1:16: extends: the provider \"p5\" has mistakes of its own");
  g_assert_cmpuint(list->servers->len, ==, 1);
}

static void test_circle(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "you/providers/p.json", "{ 'title': 'P', 'extends': 'q' }");
  fixture_write(fixture, "you/providers/q.json", "{ 'title': 'Q', 'extends': 'p' }");
  fixture_write(fixture, "you/10-a.json", "{ 'name': 'A', 'extends': 'p', 'url': 'https://a.example' }");
  g_autoptr(BkServerList) list = fixture_load(fixture, "you");
  fixture_assert_problems(
      fixture, "you/providers/q.json:1:17: extends: \"p\" extends itself, through this file or others\n"
               "you/providers/p.json:1:17: extends: the provider \"q\" has mistakes of its own\n"
               "you/10-a.json:1:16: extends: the provider \"p\" has mistakes of its own");
  g_assert_cmpuint(list->servers->len, ==, 0);
  g_assert_null(fixture_read(fixture, "you/providers/p.json"));
  fixture_assert_problems(
      fixture, "you/providers/q.json:1:17: extends: \"p\" extends itself, through this file or others\n"
               "you/providers/p.json:1:17: extends: the provider \"q\" has mistakes of its own");
}

/* The file that holds the key is blamed; for what it should have given, the server file. */
static void test_blame(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "you/providers/family.json", PROVIDER);
  fixture_write(fixture, "you/10-a.json",
                "{ 'name': 'A', 'extends': 'family', 'url': 'https://a.example',\n"
                "  'variables': { 'cleint': 'abc' },\n"
                "  'actions': { 'forgot': { 'completes': 'code' } } }");
  fixture_write(fixture, "you/20-b.json",
                "{ 'name': 'B', 'extends': 'family', 'url': 'https://b.example',\n"
                "  'variables': { 'client': 'abc', 'realm': null } }");
  g_autoptr(BkServerList) list = fixture_load(fixture, "you");
  fixture_assert_problems(
      fixture,
      "you/10-a.json:2:3: variables.client: must be given: Client id\n"
      "you/10-a.json:3:16: actions.forgot: completes by code, but there is no action reset that takes it\n"
      "you/10-a.json:2:18: variables.cleint: warning: no template names this variable; did you mean "
      "\"client\"?\n"
      "you/providers/family.json:3:42: headers.X-Realm: unknown name \"realm\": no input, no variable, "
      "nothing captured before, and none of session.…, server.url, server.origin, random, uuid, counter, "
      "device");
  g_assert_cmpuint(list->servers->len, ==, 0);
}

static void test_broken_provider(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "you/providers/bad.json", "{ 'title': 'Bad', 'actons': {} }");
  fixture_write(fixture, "you/10-a.json", "{ 'name': 'A', 'extends': 'bad', 'url': 'https://a.example' }");
  fixture_write(fixture, "you/20-b.json",
                "{ 'name': 'B', 'extends': 'bad', 'url': 'https://a.example', 'x': 1 }");
  fixture_write(fixture, "you/30-c.json", "{ 'name': 'C', 'url': 'https://a.example' }");
  g_autoptr(BkServerList) list = fixture_load(fixture, "you");
  fixture_assert_problems(
      fixture, "you/providers/bad.json:1:19: actons: is not a key of a provider; did you mean \"actions\"?\n"
               "you/10-a.json:1:16: extends: the provider \"bad\" has mistakes of its own\n"
               "you/20-b.json:1:16: extends: the provider \"bad\" has mistakes of its own\n"
               "you/20-b.json:1:62: x: is not a key of a server; allowed are name, url, email_domains, "
               "link_hosts, ca_file, "
               "support, title, extends, verified, urls, variables, inputs, headers, auth, session_update, "
               "session_urls, errors, password, "
               "lost_second_factor, elsewhere, actions");
  g_assert_cmpuint(list->servers->len, ==, 1);
}

static void test_precedence(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "etc/providers/p.json", "{ 'title': 'etc' }");
  fixture_write(fixture, "etc/providers/q.json", "{ 'title': 'etc' }");
  fixture_write(fixture, "you/providers/p.json", "{ 'title': 'you' }");
  fixture_write(fixture, "you/providers/q.json", "");
  fixture_write(fixture, "etc/10-a.json", "{ 'name': 'A', 'extends': 'p', 'url': 'https://a.example' }");
  fixture_write(fixture, "etc/20-b.json", "{ 'name': 'B', 'extends': 'q', 'url': 'https://a.example' }");
  fixture_write(fixture, "etc/30-c.json", "{ 'name': 'C', 'extends': 'pp', 'url': 'https://a.example' }");
  g_autoptr(BkServerList) list = fixture_load(fixture, "you,etc");
  fixture_assert_problems(fixture,
                          "etc/20-b.json:1:16: extends: the provider \"q\" is masked by an empty file\n"
                          "etc/30-c.json:1:16: extends: there is no provider \"pp\"; did you mean \"p\"?");
  g_assert_cmpuint(list->servers->len, ==, 1);
  g_assert_cmpstr(bk_server_list_find(list, "a")->title, ==, "you");
}

/* A file is checked against the providers beside it first. */
static void test_beside(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "work/providers/p.json", "{ 'title': 'beside' }");
  fixture_write(fixture, "you/providers/p.json", "{ 'title': 'you' }");
  fixture_write(fixture, "you/providers/q.json", "{ 'title': 'you' }");
  fixture_write(fixture, "work/10-a.json", "{ 'name': 'A', 'extends': 'p', 'url': 'https://a.example' }");
  fixture_write(fixture, "work/20-b.json", "{ 'name': 'B', 'extends': 'q', 'url': 'https://a.example' }");
  g_autoptr(GPtrArray) path = fixture_dirs(fixture, "you");
  g_autofree char *a = fixture_path(fixture, "work/10-a.json"), *b = fixture_path(fixture, "work/20-b.json");
  g_autoptr(BkServer) first = bk_server_read(a, path, fixture->problems);
  g_autoptr(BkServer) second = bk_server_read(b, path, fixture->problems);
  fixture_assert_problems(fixture, "");
  g_assert_cmpstr(first->title, ==, "beside");
  g_assert_cmpstr(second->title, ==, "you");
}

static void test_lint_provider(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "providers/family.json", PROVIDER);
  g_assert_null(fixture_read(fixture, "providers/family.json"));
  fixture_assert_problems(fixture, "");
  fixture_write(
      fixture, "providers/bad.json",
      "{ 'name': 'A', 'variables': { 'token': {} },\n"
      "  'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/{{x}}', 'at': 'api' } } } }");
  g_assert_null(fixture_read(fixture, "providers/bad.json"));
  fixture_assert_problems(
      fixture,
      "providers/bad.json:1:3: name: is not a key of a provider; allowed are title, extends, verified, urls, "
      "variables, inputs, headers, auth, session_update, session_urls, errors, password, lost_second_factor, "
      "elsewhere, actions\n"
      "providers/bad.json:1:1: title: must be given: the name of the product or service\n"
      "providers/bad.json:1:31: variables.token: looks like a secret, which never stands in a server file; "
      "declare an "
      "input with \"secret\": true, \"remember\": true instead\n"
      "providers/bad.json:2:57: actions.probe.request.path: unknown name \"x\": no input, no variable, "
      "nothing captured "
      "before, and none of session.…, server.url, server.origin, random, uuid, counter, device");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
  g_test_add_func("/servers/provider/merge", test_merge);
  g_test_add_func("/servers/provider/borrow", test_borrow);
  g_test_add_func("/servers/provider/borrow-not", test_borrow_not);
  g_test_add_func("/servers/provider/open-url", test_open_url);
  g_test_add_func("/servers/provider/warn-once", test_warn_once);
  g_test_add_func("/servers/provider/chain", test_chain);
  g_test_add_func("/servers/provider/too-long", test_too_long);
  g_test_add_func("/servers/provider/circle", test_circle);
  g_test_add_func("/servers/provider/blame", test_blame);
  g_test_add_func("/servers/provider/broken", test_broken_provider);
  g_test_add_func("/servers/provider/precedence", test_precedence);
  g_test_add_func("/servers/provider/beside", test_beside);
  g_test_add_func("/servers/provider/lint", test_lint_provider);
  return g_test_run();
}
