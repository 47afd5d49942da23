/* Two documents with every key of the format between them: where each value arrives, and that no key is
 * missing here. */
#include "servers/format.h"
#include "unit/servers/fixture.h"

static const char document[] =
    "{ 'comment': 'ignored', '$schema': 'x', 'name': 'Acme', 'title': 'Product', 'url': "
    "'https://Acme.example:443/base/',\n"
    "  'urls': { 'api': 'https://api.acme.example:8443/v1/' },\n"
    "  'verified': { 'by': 'source', 'on': '2026-11-20', 'note': 'read it' },\n"
    "  'email_domains': ['Acme.Example', 'b\xC3\xBC"
    "cher.example'], 'link_hosts': ['mail.acme.example:8080'], 'ca_file': 'ca.pem',\n"
    "  'support': { 'email': 'h@acme.example', 'phone': '+33 1', 'url': 'https://acme.example/help?x#y' },\n"
    "  'variables': { 'tenant': 'north', 'realm': { 'title': 'Realm', 'default': 'all' } },\n"
    "  'inputs': { 'pin': { 'kind': 'secret', 'title': 'PIN', 'remember': true },\n"
    "              'note': { 'secret': true }, 'where': { 'kind': 'choice', 'values': ['a', 'b'], 'default': "
    "'b' },\n"
    "              'email': { 'title': 'User name' } },\n"
    "  'headers': { 'X-Tenant': '{{tenant}}' },\n"
    "  'auth': { 'basic': { 'user': '{{session.who}}', 'password': '{{session.token}}' } },\n"
    "  'errors': { 'code': '/code', 'message': ['/a', '/b'] },\n"
    "  'password': { 'min': 8, 'max': 64, 'note': 'a digit' },\n"
    "  'lost_second_factor': 'Call us.',\n"
    "  'elsewhere': [{ 'title': 'Big', 'email_domains': ['big.example'], 'url': 'https://big.example' }],\n"
    "  'actions': {\n"
    "    'probe': { 'request': { 'method': 'GET', 'path': '/{{realm}}', 'auth': 'session' } },\n"
    "    'sign_in': [\n"
    "      { 'step': 'password',\n"
    "        'request': { 'method': 'POST', 'at': 'api', 'path': '/in/{{email}}', 'query': { 'q': "
    "'{{where}}' },\n"
    "                     'headers': { 'X-Pin': '{{pin}}' }, 'form': { 'p': '{{password}}', 'n': '{{note?}}' "
    "} },\n"
    "        'replies': [\n"
    "          { 'when': { 'status': 401, 'code': 'mfa', 'message': { 'contains': 'x' }, 'body': 'json',\n"
    "                      'header X-A': 'y', '/t': { 'exists': true } },\n"
    "            'outcome': 'mfa_required', 'then': 'otp',\n"
    "            'capture': { 'mfa': '/t', 'flow': [{ 'header': 'X-Flow', 'after': 'f=', 'before': ';' },\n"
    "                                             { 'cookie': 'flow', 'optional': true }],\n"
    "                         'id': { 'find': { 'in': '/list', 'where': { '/kind': 'id' }, 'take': '/value' "
    "}, 'keep': true },\n"
    "                         'one': { 'body': '/one' } } },\n"
    "          { 'when': { 'status': 400 }, 'outcome': 'mfa_required', 'ask': ['otp', 'pin'] } ] },\n"
    "      { 'step': 'otp', 'request': { 'method': 'POST', 'path': '', 'json': { 'mfa': '{{mfa}}', 'n': [1, "
    "'{{otp}}'] },\n"
    "                                    'auth': { 'bearer': '{{mfa}}' } },\n"
    "        'replies': [ { 'outcome': 'ok',\n"
    "          'choose': { 'from': '/accounts', 'where': { '/open': true }, 'value': '/id', 'label': "
    "['/name', '/id'], 'as': 'who', "
    "'title': 'Account' },\n"
    "          'session': { 'token': ['/a', '/b'], 'refresh': '/r', 'expires_at_ms': '/e', 'values': { "
    "'who': '{{who}}' } } } ] } ],\n"
    "    'forgot': { 'ways': {\n"
    "      'code': { 'verified': { 'by': 'screens' }, 'disclosure': 'revealed', 'ends_sessions': true, "
    "'confirm': true,\n"
    "        'mail': { 'from': 'Acme', 'subject': 'Code', 'code': { 'length': 6, 'digits': true }, "
    "'good_for': 900,\n"
    "                  'resend_after': 30, 'tries': 5 },\n"
    "        'request': { 'method': 'POST', 'path': '/forgot' } },\n"
    "      'link': { 'ends_sessions': 'others', 'mail': { 'link': { 'token': { 'query': 't' }, 'uid': { "
    "'fragment': 'u' },\n"
    "                                                            'part': { 'query': 'p', 'path': -1, "
    "'fragment_path': 2 } } },\n"
    "        'request': { 'method': 'POST', 'path': '/forgot' } } } },\n"
    "    'reset': { 'steps': [ { 'request': { 'method': 'PUT', 'path': "
    "'/reset/{{token?}}/{{uid?}}/{{part?}}' } } ],\n"
    "               'ends_sessions': false },\n"
    "    'admin_reset': { 'ways': {\n"
    "      'generate': { 'request': { 'method': 'POST', 'path': '/gen', 'auth': { 'header': { 'name': "
    "'X-Key', 'value': '{{pin}}' } } },\n"
    "                    'replies': [{ 'outcome': 'ok', 'show': [{ 'from': '/p', 'as': 'password' }] }] },\n"
    "      'set': { 'completes': 'nothing', 'request': { 'method': 'PATCH', 'path': '/set' } } } },\n"
    "    'device': { 'request': { 'method': 'POST', 'path': '/device' }, 'poll': { 'every': 2, 'every_from': "
    "'wait', 'for': 60, 'for_from': 'wait' },\n"
    "      'replies': [{ 'when': { 'status': [202, 203] }, 'outcome': 'pending', 'capture': { 'wait': "
    "'/wait' } },\n"
    "                  { 'when': { 'status': '2xx', '': { 'any': { '/x': { 'in': [1, 2] } }, 'not': [true, "
    "'n'], 'starts_with': 'a', 'absent': true } },\n"
    "                    'outcome': 'ok', 'session': { 'token': '/t', 'expires_jwt': '/t' } }] },\n"
    "    'sessions': { 'request': { 'method': 'GET', 'path': '/sessions', 'auth': 'session' },\n"
    "      'replies': [{ 'outcome': 'ok', 'list': { 'from': '/all', 'id': '/id', 'name': ['/device', "
    "'/agent'],\n"
    "        'address': '/ip', 'since': '/from', 'seen': '/last', 'mine': { '/token': '{{session.token}}' } "
    "} }] },\n"
    "    'end_session': { 'request': { 'method': 'DELETE', 'path': '/sessions/{{other}}', 'auth': 'session' "
    "} },\n"
    "    'end_others': { 'request': { 'method': 'DELETE', 'path': '/sessions', 'auth': 'session' } } } }";

typedef struct {
  Fixture *fixture;
  BkServer *server;
} Read;

static void set_up(Read *read, gconstpointer data) {
  (void)data;
  read->fixture = fixture_new();
  fixture_write(read->fixture, "10-acme.json", document);
  read->server = fixture_read(read->fixture, "10-acme.json");
  fixture_assert_problems(read->fixture, "");
  g_assert_nonnull(read->server);
}

static void tear_down(Read *read, gconstpointer data) {
  (void)data;
  bk_server_free(read->server);
  fixture_free(read->fixture);
}

#define assert_strv(strv, joined)                                                                            \
  G_STMT_START {                                                                                             \
    g_autofree char *got = g_strjoinv(" ", strv);                                                            \
    g_assert_cmpstr(got, ==, joined);                                                                        \
  }                                                                                                          \
  G_STMT_END

static void test_server(Read *read, gconstpointer data) {
  (void)data;
  const BkServer *server = read->server;
  g_assert_cmpstr(server->id, ==, "acme");
  g_assert_cmpstr(server->owner, ==, "you");
  g_assert_cmpstr(server->name, ==, "Acme");
  g_assert_cmpstr(server->title, ==, "Product");
  g_assert_null(server->provider);
  g_assert_cmpstr(server->url, ==, "https://Acme.example:443/base");
  g_assert_cmpstr(server->origin, ==, "https://acme.example");
  g_assert_cmpstr(server->host, ==, "acme.example");
  assert_strv(server->origins, "https://acme.example https://api.acme.example:8443");
  assert_strv(server->link_hosts, "acme.example api.acme.example:8443 mail.acme.example:8080");
  g_assert_true(bk_server_trusts_link_host(server, "mail.acme.example:8080"));
  g_assert_false(bk_server_trusts_link_host(server, "mail.acme.example"));
  g_assert_false(bk_server_trusts_link_host(server, "evil.example"));
  assert_strv(server->email_domains, "acme.example xn--bcher-kva.example");
  g_assert_true(g_str_has_suffix(server->ca_file, "/ca.pem"));
  g_assert_true(g_path_is_absolute(server->ca_file));
  g_assert_cmpstr(server->support_email, ==, "h@acme.example");
  g_assert_cmpstr(server->support_phone, ==, "+33 1");
  g_assert_cmpstr(server->support_url, ==, "https://acme.example/help?x#y");
  g_assert_cmpint(server->verified.by, ==, BK_VERIFIED_SOURCE);
  g_assert_cmpstr(server->verified.on, ==, "2026-11-20");
  g_assert_cmpstr(server->verified.note, ==, "read it");
  g_assert_cmpstr(server->lost_second_factor, ==, "Call us.");
  assert_strv(server->error_code, "/code");
  assert_strv(server->error_message, "/a /b");
  g_assert_cmpint(server->password_min, ==, 8);
  g_assert_cmpint(server->password_max, ==, 64);
  g_assert_cmpstr(server->password_note, ==, "a digit");
  const BkPair *url = g_ptr_array_index(server->urls, 0);
  g_assert_cmpstr(url->name, ==, "api");
  g_assert_cmpstr(url->value, ==, "https://api.acme.example:8443/v1");
  const BkPair *header = g_ptr_array_index(server->headers, 0);
  g_assert_cmpstr(header->name, ==, "X-Tenant");
  g_assert_cmpstr(header->value, ==, "{{tenant}}");
  g_assert_cmpint(server->auth->kind, ==, BK_AUTH_BASIC);
  g_assert_cmpstr(server->auth->user, ==, "{{session.who}}");
  g_assert_cmpstr(server->auth->value, ==, "{{session.token}}");
}

static void test_elsewhere(Read *read, gconstpointer data) {
  (void)data;
  const BkElsewhere *elsewhere = bk_server_elsewhere(read->server, "Me@BIG.example");
  g_assert_nonnull(elsewhere);
  g_assert_cmpstr(elsewhere->title, ==, "Big");
  g_assert_cmpstr(elsewhere->url, ==, "https://big.example");
  g_assert_null(bk_server_elsewhere(read->server, "me@small.example"));
  g_assert_null(bk_server_elsewhere(read->server, "no address"));
}

static void test_variables_and_inputs(Read *read, gconstpointer data) {
  (void)data;
  const BkServer *server = read->server;
  g_assert_cmpstr(bk_server_variable(server, "tenant")->value, ==, "north");
  g_assert_cmpstr(bk_server_variable(server, "realm")->value, ==, "all");
  g_assert_cmpstr(bk_server_variable(server, "realm")->title, ==, "Realm");
  g_assert_null(bk_server_variable(server, "other"));
  const BkInput *pin = bk_server_input(server, "pin");
  g_assert_cmpint(pin->kind, ==, BK_INPUT_SECRET);
  g_assert_cmpstr(pin->title, ==, "PIN");
  g_assert_true(pin->secret && pin->remember);
  const BkInput *note = bk_server_input(server, "note");
  g_assert_true(note->kind == BK_INPUT_TEXT && note->secret && !note->remember);
  const BkInput *where = bk_server_input(server, "where");
  g_assert_true(where->kind == BK_INPUT_CHOICE && !where->secret);
  assert_strv(where->values, "a b");
  g_assert_cmpstr(where->fallback, ==, "b");
  /* A name that is always known keeps its kind when it only gets a title. */
  const BkInput *email = bk_server_input(server, "email");
  g_assert_true(email->kind == BK_INPUT_EMAIL && !email->secret);
  g_assert_cmpstr(email->title, ==, "User name");
  const BkInput *otp = bk_server_input(server, "otp");
  g_assert_true(otp == bk_input_builtin("otp") && otp->secret);
  g_assert_null(bk_server_input(server, "unknown"));
}

static const BkStep *step_of(const BkServer *server, BkActionKind kind, const char *name) {
  const BkStep *step = bk_action_step(bk_server_action(server, kind, BK_WAY_ONLY), name);
  g_assert_nonnull(step);
  return step;
}

static void assert_pair(const GPtrArray *pairs, const char *name, const char *value) {
  for (guint i = 0; i < pairs->len; i++) {
    const BkPair *pair = g_ptr_array_index(pairs, i);
    if (g_str_equal(pair->name, name)) {
      g_assert_cmpstr(pair->value, ==, value);
      return;
    }
  }
  g_error("no pair %s", name);
}

static void test_requests(Read *read, gconstpointer data) {
  (void)data;
  const BkRequestTemplate *password = step_of(read->server, BK_ACTION_SIGN_IN, "password")->request;
  g_assert_cmpstr(password->method, ==, "POST");
  g_assert_cmpstr(password->at, ==, "api");
  g_assert_cmpstr(password->path, ==, "/in/{{email}}");
  assert_pair(password->query, "q", "{{where}}");
  assert_pair(password->headers, "X-Pin", "{{pin}}");
  assert_pair(password->form, "n", "{{note?}}");
  g_assert_null(password->json);
  g_assert_cmpint(password->auth->kind, ==, BK_AUTH_NONE);
  const BkRequestTemplate *otp = step_of(read->server, BK_ACTION_SIGN_IN, "otp")->request;
  g_assert_cmpstr(otp->path, ==, "");
  g_assert_null(otp->at);
  g_assert_null(otp->form);
  g_assert_cmpstr(bk_json_at(otp->json, "/n/1")->valuestring, ==, "{{otp}}");
  g_assert_cmpint(otp->auth->kind, ==, BK_AUTH_BEARER);
  g_assert_cmpstr(otp->auth->value, ==, "{{mfa}}");
  const BkStep *probe = step_of(read->server, BK_ACTION_PROBE, "1");
  g_assert_cmpint(probe->request->auth->kind, ==, BK_AUTH_SESSION);
  g_assert_cmpint(probe->poll_every, ==, 0);
  g_assert_cmpint(probe->poll_for, ==, 0);
  const BkAction *generate = bk_server_action(read->server, BK_ACTION_ADMIN_RESET, BK_WAY_GENERATE);
  const BkRequestTemplate *admin = ((const BkStep *)g_ptr_array_index(generate->steps, 0))->request;
  g_assert_cmpint(admin->auth->kind, ==, BK_AUTH_HEADER);
  g_assert_cmpstr(admin->auth->header, ==, "X-Key");
  g_assert_cmpstr(admin->auth->value, ==, "{{pin}}");
}

static const BkCapture *capture_of(const BkReplyRule *rule, const char *name) {
  for (guint i = 0; i < rule->captures->len; i++)
    if (g_str_equal(((const BkCapture *)g_ptr_array_index(rule->captures, i))->name, name))
      return g_ptr_array_index(rule->captures, i);
  g_error("no capture %s", name);
}

static void test_captures(Read *read, gconstpointer data) {
  (void)data;
  const BkStep *step = step_of(read->server, BK_ACTION_SIGN_IN, "password");
  const BkReplyRule *rule = g_ptr_array_index(step->replies, 0);
  const BkCapture *mfa = capture_of(rule, "mfa"), *flow = capture_of(rule, "flow"),
                  *id = capture_of(rule, "id");
  const BkSource *source = g_ptr_array_index(mfa->sources, 0);
  g_assert_true(source->kind == BK_SOURCE_BODY && !mfa->optional && !mfa->keep);
  g_assert_cmpstr(source->where, ==, "/t");
  g_assert_cmpuint(flow->sources->len, ==, 2);
  source = g_ptr_array_index(flow->sources, 0);
  g_assert_cmpint(source->kind, ==, BK_SOURCE_HEADER);
  g_assert_cmpstr(source->where, ==, "X-Flow");
  g_assert_cmpstr(source->after, ==, "f=");
  g_assert_cmpstr(source->before, ==, ";");
  source = g_ptr_array_index(flow->sources, 1);
  g_assert_cmpint(source->kind, ==, BK_SOURCE_COOKIE);
  g_assert_cmpstr(source->where, ==, "flow");
  g_assert_true(flow->optional && !flow->keep);
  source = g_ptr_array_index(id->sources, 0);
  g_assert_true(source->kind == BK_SOURCE_FIND && id->keep);
  g_assert_cmpstr(source->in, ==, "/list");
  g_assert_cmpstr(source->where, ==, "/value");
  g_assert_cmpstr(bk_json_member(source->tests, "/kind")->valuestring, ==, "id");
  source = g_ptr_array_index(capture_of(rule, "one")->sources, 0);
  g_assert_true(source->kind == BK_SOURCE_BODY);
  g_assert_cmpstr(source->where, ==, "/one");
}

static void test_rules(Read *read, gconstpointer data) {
  (void)data;
  const BkStep *step = step_of(read->server, BK_ACTION_SIGN_IN, "password");
  const BkReplyRule *mfa = g_ptr_array_index(step->replies, 0), *ask = g_ptr_array_index(step->replies, 1);
  g_assert_cmpint(bk_json_member(mfa->when, "status")->valueint, ==, 401);
  g_assert_cmpint(mfa->outcome, ==, BK_OUTCOME_MFA_REQUIRED);
  g_assert_cmpstr(mfa->then, ==, "otp");
  g_assert_true(mfa->session == NULL && mfa->choose == NULL && mfa->show->len == 0 && mfa->ask->len == 0);
  g_assert_null(ask->then);
  g_assert_cmpuint(ask->ask->len, ==, 2);
  g_assert_cmpstr(g_ptr_array_index(ask->ask, 1), ==, "pin");

  const BkReplyRule *done = g_ptr_array_index(step_of(read->server, BK_ACTION_SIGN_IN, "otp")->replies, 0);
  g_assert_null(done->when);
  g_assert_cmpuint(done->session->token->len, ==, 2);
  g_assert_cmpstr(((const BkSource *)g_ptr_array_index(done->session->token, 1))->where, ==, "/b");
  g_assert_cmpstr(((const BkSource *)g_ptr_array_index(done->session->refresh, 0))->where, ==, "/r");
  g_assert_cmpint(done->session->expiry, ==, BK_EXPIRY_AT_MS);
  g_assert_cmpstr(((const BkSource *)g_ptr_array_index(done->session->expires, 0))->where, ==, "/e");
  assert_pair(done->session->values, "who", "{{who}}");
  g_assert_cmpstr(done->choose->from, ==, "/accounts");
  g_assert_true(cJSON_IsTrue(bk_json_member(done->choose->tests, "/open")));
  g_assert_cmpstr(done->choose->value, ==, "/id");
  g_assert_cmpuint(done->choose->label->len, ==, 2);
  g_assert_cmpstr(g_ptr_array_index(done->choose->label, 0), ==, "/name");
  g_assert_cmpstr(done->choose->as, ==, "who");
  g_assert_cmpstr(done->choose->title, ==, "Account");

  const BkStep *device = step_of(read->server, BK_ACTION_DEVICE, "1");
  g_assert_cmpint(device->poll_every, ==, 2);
  g_assert_cmpstr(device->poll_every_from, ==, "wait");
  g_assert_cmpint(device->poll_for, ==, 60);
  g_assert_cmpstr(device->poll_for_from, ==, "wait");
  const BkReplyRule *waiting = g_ptr_array_index(device->replies, 0),
                    *in = g_ptr_array_index(device->replies, 1);
  g_assert_cmpint(waiting->outcome, ==, BK_OUTCOME_PENDING);
  g_assert_cmpint(in->session->expiry, ==, BK_EXPIRY_JWT);
}

static void test_actions(Read *read, gconstpointer data) {
  (void)data;
  const BkServer *server = read->server;
  const BkAction *code = bk_server_action(server, BK_ACTION_FORGOT, BK_WAY_CODE);
  const BkAction *link = bk_server_action(server, BK_ACTION_FORGOT, BK_WAY_LINK);
  const BkAction *reset = bk_server_action(server, BK_ACTION_RESET, BK_WAY_ONLY);
  g_assert_true(bk_server_action(server, BK_ACTION_FORGOT, BK_WAY_ONLY) == code);
  g_assert_null(bk_server_action(server, BK_ACTION_REFRESH, BK_WAY_ONLY));
  g_assert_cmpint(code->verified.by, ==, BK_VERIFIED_SCREENS);
  g_assert_null(code->verified.note);
  g_assert_cmpint(code->disclosure, ==, BK_DISCLOSURE_REVEALED);
  g_assert_cmpint(code->completes, ==, BK_COMPLETES_CODE);
  g_assert_cmpint(code->ends_sessions, ==, BK_ENDS_ALL);
  g_assert_true(code->confirm);
  g_assert_cmpstr(code->mail->from, ==, "Acme");
  g_assert_cmpstr(code->mail->subject, ==, "Code");
  g_assert_true(code->mail->code_length == 6 && code->mail->code_digits);
  g_assert_cmpint(code->mail->good_for, ==, 900);
  g_assert_cmpint(code->mail->resend_after, ==, 30);
  g_assert_cmpint(code->mail->tries, ==, 5);
  g_assert_cmpuint(code->mail->link_values->len, ==, 0);
  /* what is not said */
  g_assert_cmpint(link->verified.by, ==, BK_VERIFIED_SOURCE);
  g_assert_cmpstr(link->verified.note, ==, "read it");
  g_assert_cmpint(link->disclosure, ==, BK_DISCLOSURE_HIDDEN);
  g_assert_cmpint(link->completes, ==, BK_COMPLETES_LINK);
  g_assert_cmpint(link->ends_sessions, ==, BK_ENDS_OTHERS);
  g_assert_false(link->confirm);
  g_assert_cmpint(link->mail->resend_after, ==, 60);
  const BkLinkValue *token = g_ptr_array_index(link->mail->link_values, 0);
  const BkLinkValue *uid = g_ptr_array_index(link->mail->link_values, 1);
  const BkLinkValue *part = g_ptr_array_index(link->mail->link_values, 2);
  g_assert_cmpstr(token->name, ==, "token");
  g_assert_cmpstr(token->query, ==, "t");
  g_assert_cmpstr(uid->fragment, ==, "u");
  g_assert_true(uid->query == NULL && uid->path == 0);
  g_assert_cmpstr(part->query, ==, "p");
  g_assert_cmpint(part->path, ==, -1);
  g_assert_cmpint(part->fragment_path, ==, 2);
  g_assert_null(reset->mail);
  g_assert_cmpint(reset->ends_sessions, ==, BK_ENDS_NONE);
  const BkAction *generate = bk_server_action(server, BK_ACTION_ADMIN_RESET, BK_WAY_GENERATE);
  const BkAction *set = bk_server_action(server, BK_ACTION_ADMIN_RESET, BK_WAY_SET);
  g_assert_cmpint(generate->completes, ==, BK_COMPLETES_SHOWN);
  g_assert_cmpint(set->completes, ==, BK_COMPLETES_NOTHING);
  g_assert_cmpint(set->ends_sessions, ==, BK_ENDS_UNKNOWN);
  const BkReplyRule *rule = g_ptr_array_index(((BkStep *)g_ptr_array_index(generate->steps, 0))->replies, 0);
  const BkShown *shown = g_ptr_array_index(rule->show, 0);
  g_assert_cmpstr(shown->as, ==, "password");
  g_assert_cmpstr(((const BkSource *)g_ptr_array_index(shown->from, 0))->where, ==, "/p");
}

static void test_list(Read *read, gconstpointer data) {
  (void)data;
  const BkAction *action = bk_server_action(read->server, BK_ACTION_SESSIONS, BK_WAY_ONLY);
  const BkStep *step = g_ptr_array_index(action->steps, 0);
  const BkSessionList *list = ((const BkReplyRule *)g_ptr_array_index(step->replies, 0))->list;
  g_assert_cmpstr(list->from, ==, "/all");
  g_assert_cmpstr(list->id, ==, "/id");
  g_assert_cmpuint(list->name->len, ==, 2);
  g_assert_cmpstr(g_ptr_array_index(list->name, 1), ==, "/agent");
  g_assert_cmpstr(list->address, ==, "/ip");
  g_assert_cmpstr(list->since, ==, "/from");
  g_assert_cmpstr(list->seen, ==, "/last");
  const BkPair *mine = g_ptr_array_index(list->mine, 0);
  g_assert_cmpstr(mine->name, ==, "/token");
  g_assert_cmpstr(mine->value, ==, "{{session.token}}");
}

static void test_needs_session(Read *read, gconstpointer data) {
  (void)data;
  const BkServer *server = read->server;
  g_assert_true(bk_action_needs_session(server, bk_server_action(server, BK_ACTION_PROBE, BK_WAY_ONLY)));
  g_assert_false(bk_action_needs_session(server, bk_server_action(server, BK_ACTION_SIGN_IN, BK_WAY_ONLY)));
  g_assert_false(bk_action_needs_session(server, bk_server_action(server, BK_ACTION_RESET, BK_WAY_ONLY)));
}

/* What a session can be besides a token, and where it goes: each key arrives where the flow reads it. */
static const char cookie_document[] =
    "{ 'name': 'A', 'url': 'https://a.example', 'urls': { 'token': 'https://b.example/v1' },\n"
    "  'session_urls': ['token'], 'auth': { 'cookie': '{{session.token}}' },\n"
    "  'session_update': { 'token': { 'header': 'access-token' }, 'refresh': '/r', 'expires_at': '/e',\n"
    "                      'values': { 'client': { 'header': 'client' } } },\n"
    "  'actions': { 'sign_in': [\n"
    "    { 'step': 'one', 'request': { 'method': 'POST', 'path': '/' }, 'replies': [\n"
    "      { 'when': { 'status': 429 }, 'outcome': 'rate_limited', 'retry': { 'after_ms': '/ms' } },\n"
    "      { 'when': { 'status': 423 }, 'outcome': 'account_locked', 'retry': { 'after': '/s' } },\n"
    "      { 'when': { 'status': 403 }, 'outcome': 'account_locked', 'retry': { 'at': '/at' } },\n"
    "      { 'outcome': 'mfa_required', 'capture': { 'next': { 'value': '{{random}}' }, 'to': '/to' },\n"
    "        'choose': { 'as': 'way', 'options': [{ 'value': 'app', 'label': 'From the app', 'then': 'two',\n"
    "                                             'when': { '/ways': { 'any': { '': 'app' } } } },\n"
    "                                           { 'value': 'none' }] } } ] },\n"
    "    { 'step': 'two', 'request': { 'method': 'POST', 'url': '{{to}}', 'form': { 'n': '{{next}}' } },\n"
    "      'replies': [{ 'outcome': 'ok', 'session': { 'cookies': ['sid', 'x_{{next}}'], 'account': '/mail' "
    "},\n"
    "                   'show': [{ 'from': '/l', 'as': 'complete_link', 'optional': true }] }] } ] } }";

static BkExpiry retry_kind(const BkStep *step, guint index) {
  const BkReplyRule *rule = g_ptr_array_index(step->replies, index);
  g_assert_cmpuint(rule->retry->from->len, ==, 1);
  return rule->retry->kind;
}

static void test_cookie_session(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "a.json", cookie_document);
  g_autoptr(BkServer) server = fixture_read(fixture, "a.json");
  fixture_assert_problems(fixture, "");
  assert_strv(server->session_origins, "https://a.example https://b.example");
  g_assert_cmpint(server->auth->kind, ==, BK_AUTH_COOKIE);
  g_assert_cmpstr(server->auth->value, ==, "{{session.token}}");
  const BkSessionUpdate *update = server->session_update;
  g_assert_cmpint(update->expiry, ==, BK_EXPIRY_AT);
  g_assert_cmpstr(((const BkSource *)g_ptr_array_index(update->token, 0))->where, ==, "access-token");
  g_assert_cmpuint(update->refresh->len + update->expires->len, ==, 2);
  g_assert_cmpstr(((const BkCapture *)g_ptr_array_index(update->values, 0))->name, ==, "client");

  const BkStep *one = step_of(server, BK_ACTION_SIGN_IN, "one"),
               *two = step_of(server, BK_ACTION_SIGN_IN, "two");
  g_assert_cmpint(retry_kind(one, 0), ==, BK_EXPIRY_IN_MS);
  g_assert_cmpint(retry_kind(one, 1), ==, BK_EXPIRY_IN);
  g_assert_cmpint(retry_kind(one, 2), ==, BK_EXPIRY_AT);
  const BkReplyRule *factor = g_ptr_array_index(one->replies, 3);
  const BkSource *value = g_ptr_array_index(capture_of(factor, "next")->sources, 0);
  g_assert_cmpint(value->kind, ==, BK_SOURCE_VALUE);
  g_assert_cmpstr(value->where, ==, "{{random}}");
  const BkChoiceOption *app = g_ptr_array_index(factor->choose->options, 0),
                       *none = g_ptr_array_index(factor->choose->options, 1);
  g_assert_cmpstr(app->value, ==, "app");
  g_assert_cmpstr(app->label, ==, "From the app");
  g_assert_cmpstr(app->then, ==, "two");
  g_assert_nonnull(bk_json_member(app->when, "/ways"));
  g_assert_true(none->label == NULL && none->then == NULL && none->when == NULL);
  g_assert_true(bk_reply_goes_on(factor));
  g_assert_false(bk_reply_goes_on(g_ptr_array_index(one->replies, 0)));
  g_assert_cmpstr(two->request->url, ==, "{{to}}");
  g_assert_cmpstr(two->request->path, ==, "");
  const BkReplyRule *done = g_ptr_array_index(two->replies, 0);
  g_assert_cmpuint(done->session->token->len, ==, 0);
  g_assert_cmpuint(done->session->cookies->len, ==, 2);
  g_assert_cmpuint(done->session->account->len, ==, 1);
  g_assert_true(((const BkShown *)g_ptr_array_index(done->show, 0))->optional);
  g_assert_cmpstr(g_ptr_array_index(done->session->cookies, 1), ==, "x_{{next}}");
}

/* ---- nothing forgotten ---- */

static void note_value(const BkShape *shape, const cJSON *value, GHashTable *seen);

static void note_object(const BkObject *object, const cJSON *value, GHashTable *seen) {
  const cJSON *member;
  cJSON_ArrayForEach (member, value) {
    const BkKey *row = bk_format_key(object, member->string);
    if (row == NULL)
      continue;
    g_hash_table_add(seen, (gpointer)row);
    note_value(row->shape, member, seen);
  }
}

static void note_value(const BkShape *shape, const cJSON *value, GHashTable *seen) {
  const cJSON *member;
  if (shape->kind == BK_SHAPE_OBJECT)
    note_object(shape->object, value, seen);
  else if (shape->kind == BK_SHAPE_LIST || shape->kind == BK_SHAPE_MAP)
    cJSON_ArrayForEach (member, value)
      note_value(shape->of, member, seen);
  else if (shape->kind == BK_SHAPE_EITHER)
    for (guint i = 0; shape->either[i] != NULL; i++)
      if (bk_format_fits(shape->either[i], value))
        note_value(shape->either[i], value, seen);
}

static void find_objects(const BkShape *shape, GPtrArray *objects);

static void add_object(const BkObject *object, GPtrArray *objects) {
  if (g_ptr_array_find(objects, object, NULL))
    return;
  g_ptr_array_add(objects, (gpointer)object);
  for (const BkKey *row = object->keys; row->key != NULL; row++)
    find_objects(row->shape, objects);
  if (object->also != NULL)
    add_object(object->also, objects);
}

static void find_objects(const BkShape *shape, GPtrArray *objects) {
  if (shape->kind == BK_SHAPE_OBJECT)
    add_object(shape->object, objects);
  else if (shape->of != NULL)
    find_objects(shape->of, objects);
  else
    for (guint i = 0; shape->either != NULL && shape->either[i] != NULL; i++)
      find_objects(shape->either[i], objects);
}

/* Rows that the document above cannot hold beside others; each is read by test_rest. */
static const char *const rest[] = {"provider.extends",
                                   "session.expires_in",
                                   "session.expires_in_ms",
                                   "session.expires_at",
                                   "session_update.expires_in",
                                   "session_update.expires_in_ms",
                                   "session_update.expires_at_ms",
                                   "session_update.expires_jwt",
                                   "auth.bearer",
                                   "auth.header",
                                   "ways.send",
                                   "actions.mfa",
                                   "actions.resend",
                                   "actions.verify",
                                   "actions.change_password",
                                   "actions.whoami",
                                   "actions.refresh",
                                   "actions.sign_out",
                                   NULL};

static void note_document(const char *quoted, GHashTable *seen) {
  g_autofree char *text = g_strdup(quoted);
  g_strdelimit(text, "'", '"');
  g_autoptr(cJSON) json = bk_json_parse(text, strlen(text), NULL, NULL);
  note_object(&bk_format_server, json, seen);
}

static void test_every_key(void) {
  g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
  note_document(document, seen);
  note_document(cookie_document, seen);
  g_autoptr(GPtrArray) objects = g_ptr_array_new();
  add_object(&bk_format_server, objects);
  g_assert_cmpuint(objects->len, >, 25);
  for (guint i = 0; i < objects->len; i++) {
    const BkObject *object = g_ptr_array_index(objects, i);
    for (const BkKey *row = object->keys; row->key != NULL; row++) {
      g_autofree char *name = g_strdup_printf("%s.%s", object->name, row->key);
      if (!g_hash_table_contains(seen, row) && !g_strv_contains(rest, name)) {
        g_test_message("%s is in the format but not in this test", name);
        g_test_fail();
      }
      g_assert_cmpstr(row->doc, !=, NULL);
    }
  }
}

static const struct {
  const char *member;
  BkExpiry expiry;
} expiries[] = {{"'expires_in': '/e'", BK_EXPIRY_IN},
                {"'expires_in_ms': '/e'", BK_EXPIRY_IN_MS},
                {"'expires_at': '/e'", BK_EXPIRY_AT},
                {"'values': {}", BK_EXPIRY_NONE}};

static void test_rest(void) {
  for (guint i = 0; i < G_N_ELEMENTS(expiries); i++) {
    g_autoptr(Fixture) fixture = fixture_new();
    g_autofree char *text = g_strdup_printf(
        "{ 'name': 'A', 'url': 'http://127.0.0.1:8080', 'actions': {\n"
        "  'sign_in': { 'request': { 'method': 'POST', 'path': '/' }, 'replies': [{ 'outcome': "
        "'mfa_required', 'capture': { 't': '/t' } }] },\n"
        "  'mfa': { 'request': { 'method': 'POST', 'path': '/', 'json': ['{{otp}}', '{{t}}'] },\n"
        "           'replies': [{ 'outcome': 'ok', 'session': { 'token': { 'header': 'X-Token' }, %s } }] "
        "},\n"
        "  'forgot': { 'completes': 'code', 'request': { 'method': 'POST', 'path': '/' }, 'replies': [{ "
        "'outcome': 'ok', 'capture': { 'flow': '/f' } }] },\n"
        "  'resend': { 'request': { 'method': 'POST', 'path': '/{{flow}}' } },\n"
        "  'verify': { 'request': { 'method': 'POST', 'path': '/{{flow}}/{{code}}' }, 'replies': [{ "
        "'outcome': 'ok', 'capture': { 'rt': '/r' } }] },\n"
        "  'reset': { 'request': { 'method': 'POST', 'path': '/{{flow}}/{{rt}}' } },\n"
        "  'change_password': { 'request': { 'method': 'POST', 'path': '/', 'auth': 'session', 'form': { "
        "'c': '{{current_password}}' } } },\n"
        "  'admin_reset': { 'ways': { 'send': { 'request': { 'method': 'POST', 'path': '/{{target}}' } } } "
        "},\n"
        "  'whoami': { 'request': { 'method': 'GET', 'path': '/{{session.account}}' } },\n"
        "  'refresh': { 'request': { 'method': 'POST', 'path': '/', 'form': { 'r': '{{session.refresh}}' } "
        "}, 'replies': [{ 'outcome': 'ok', 'session': { 'token': '/t' } }] },\n"
        "  'sign_out': { 'request': { 'method': 'DELETE', 'path': '/', 'auth': 'session' } } } }",
        expiries[i].member);
    fixture_write(fixture, "a.json", text);
    g_autoptr(BkServer) server = fixture_read(fixture, "a.json");
    fixture_assert_problems(fixture, "");
    g_assert_cmpstr(server->id, ==, "a");
    g_assert_cmpstr(server->title, ==, "A");
    g_assert_cmpstr(server->host, ==, "127.0.0.1:8080");
    g_assert_cmpint(server->auth->kind, ==, BK_AUTH_BEARER);
    g_assert_cmpstr(server->auth->value, ==, "{{session.token}}");
    for (guint kind = 0; kind < BK_ACTION_COUNT; kind++)
      g_assert_true((bk_server_action(server, (BkActionKind)kind, BK_WAY_ONLY) != NULL) ==
                    (kind > BK_ACTION_PROBE && kind <= BK_ACTION_SIGN_OUT));
    const BkAction *mfa = bk_server_action(server, BK_ACTION_MFA, BK_WAY_ONLY);
    const BkReplyRule *rule = g_ptr_array_index(bk_action_step(mfa, "1")->replies, 0);
    g_assert_cmpint(rule->session->expiry, ==, expiries[i].expiry);
    g_assert_nonnull(bk_server_action(server, BK_ACTION_RESEND, BK_WAY_ONLY)->mail);
  }
}

static void test_words(void) {
  for (guint i = 0; i < BK_ACTION_COUNT; i++) {
    BkActionKind kind;
    g_assert_true(bk_action_from_word(bk_action_word((BkActionKind)i), &kind) && kind == (BkActionKind)i);
  }
  for (guint i = 0; i < BK_WAY_COUNT; i++) {
    BkWay way;
    g_assert_true(bk_way_from_word(bk_way_word((BkWay)i), &way) && way == (BkWay)i);
  }
  BkActionKind kind;
  BkWay way;
  g_assert_false(bk_action_from_word("forget", &kind));
  g_assert_false(bk_way_from_word("", &way));
}

#define READ_TEST(name, function) g_test_add("/servers/format/" name, Read, NULL, set_up, function, tear_down)

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
  READ_TEST("server", test_server);
  READ_TEST("elsewhere", test_elsewhere);
  READ_TEST("variables-and-inputs", test_variables_and_inputs);
  READ_TEST("requests", test_requests);
  READ_TEST("captures", test_captures);
  READ_TEST("rules", test_rules);
  READ_TEST("actions", test_actions);
  READ_TEST("list", test_list);
  READ_TEST("needs-session", test_needs_session);
  g_test_add_func("/servers/format/cookie-session", test_cookie_session);
  g_test_add_func("/servers/format/every-key", test_every_key);
  g_test_add_func("/servers/format/rest", test_rest);
  g_test_add_func("/servers/format/words", test_words);
  return g_test_run();
}
