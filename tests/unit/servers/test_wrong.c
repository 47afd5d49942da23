/* Every mistake has its sentence and its place. Each row is a part of a server file, from its second line
 * on, and all that must be said of it: one wrong value, one line, no echoes. */
#include "unit/servers/fixture.h"

typedef struct {
  const char *snippet;
  const char *problems;
  gboolean loads; /* warnings only */
} Row;

static const Row rows[] = {
    {"'nmae': 'B'", "50-a.json:2:1: nmae: is not a key of a server; did you mean \"name\"?", FALSE},
    {"'unheard': 1",
     "50-a.json:2:1: unheard: is not a key of a server; allowed are name, url, email_domains, link_hosts, "
     "ca_file, support, title, extends, verified, urls, variables, inputs, headers, auth, session_update, "
     "session_urls, errors, password, "
     "lost_second_factor, elsewhere, actions",
     FALSE},
    {"'url': 'http://a.example'", "50-a.json:1:1: \"url\" stands twice in one object", FALSE},
    {"'email_domains': 'a.example'", "50-a.json:2:1: email_domains: must be a list, not a text", FALSE},
    {"'email_domains': ['a.example', 'me@a.example']",
     "50-a.json:2:32: email_domains[1]: \"me@a.example\" is not a domain: what follows the \"@\" of an "
     "address, such as \"acme.example\"",
     FALSE},
    {"'link_hosts': ['https://a.example']",
     "50-a.json:2:16: link_hosts[0]: \"https://a.example\" is not a host: a name, perhaps with \":port\", "
     "without \"https://\" and path",
     FALSE},
    {"'support': { 'mail': 'x' }",
     "50-a.json:2:14: support.mail: is not a key of ways to get help; did you mean \"email\"?", FALSE},
    {"'support': { 'url': 'ftp://a.example' }",
     "50-a.json:2:14: support.url: \"ftp://a.example\" must start with https://", FALSE},
    {"'ca_file': ''", "50-a.json:2:1: ca_file: must not be empty", FALSE},
    {"'title': 7", "50-a.json:2:1: title: must be a text, not a number", FALSE},
    {"'extends': '../x'",
     "50-a.json:2:1: extends: is not a provider: the name of a file in \"providers\", without \".json\"",
     FALSE},
    {"'extends': 'nowhere'",
     "50-a.json:2:1: extends: there is no provider \"nowhere\": no providers/nowhere.json in any directory",
     FALSE},
    {"'verified': { 'by': 'dosc' }",
     "50-a.json:2:15: verified.by: \"dosc\" is not one of run, docs, source, community, screens; did you "
     "mean \"docs\"?",
     FALSE},
    {"'verified': { 'on': '2026-02-30', 'by': 'docs' }",
     "50-a.json:2:15: verified.on: \"2026-02-30\" is not a date: YYYY-MM-DD", FALSE},
    {"'verified': { 'on': '2026-02-28' }",
     "50-a.json:2:1: verified.by: must be given: one of run, docs, source, community, screens", FALSE},
    {"'urls': { 'api': 'https://a.example/?x=1' }",
     "50-a.json:2:11: urls.api: \"https://a.example/?x=1\" must be a base without \"?\", \"#\" or a "
     "template; requests add their path",
     FALSE},
    {"'urls': { 'two words': 'https://a.example' }",
     "50-a.json:2:11: urls[\"two words\"]: is not a name: letters, digits and \"_\", not beginning with a "
     "digit, at most 40 characters",
     FALSE},
    {"'variables': { 'tenant': {} }", "50-a.json:2:16: variables.tenant: must be given", FALSE},
    {"'variables': { 'tenant': { 'title': 'Your tenant' } }",
     "50-a.json:2:16: variables.tenant: must be given: Your tenant", FALSE},
    {"'variables': { 'tenant': 5 }",
     "50-a.json:2:16: variables.tenant: must be a text or an object (a declared variable), not a number",
     FALSE},
    {"'variables': { 'client_secret': 'abc' }",
     "50-a.json:2:16: variables.client_secret: looks like a secret, which never stands in a server file; "
     "declare an input with \"secret\": true, \"remember\": true instead",
     FALSE},
    {"'variables': { 'random': 'x' }",
     "50-a.json:2:16: variables.random: is a name that is always generated; choose another one\n"
     "50-a.json:2:16: variables.random: warning: no template names this variable",
     FALSE},
    {"'inputs': { 'pin': { 'kind': 'secert' } }",
     "50-a.json:2:22: inputs.pin.kind: \"secert\" is not one of email, text, password, new_password, otp, "
     "code, link, secret, choice; did you mean \"secret\"?",
     FALSE},
    {"'inputs': { 'pin': { 'kind': 'secret', 'default': '1' } }",
     "50-a.json:2:40: inputs.pin.default: a secret never stands in a server file: it is asked for, with "
     "\"remember\": true only once",
     FALSE},
    {"'inputs': { 'where': { 'kind': 'choice' } }",
     "50-a.json:2:13: inputs.where.values: must be given: what may be chosen", FALSE},
    {"'inputs': { 'where': { 'values': ['a'] } }",
     "50-a.json:2:24: inputs.where.values: means nothing without \"kind\": \"choice\"", FALSE},
    {"'inputs': { 'where': { 'kind': 'choice', 'values': ['a'], 'default': 'b' } }",
     "50-a.json:2:59: inputs.where.default: \"b\" is not one of the values", FALSE},
    {"'inputs': { 'pin': { 'secret': 'yes' } }",
     "50-a.json:2:22: inputs.pin.secret: must be true or false, not a text", FALSE},
    {"'headers': { 'Host': 'x' }", "50-a.json:2:14: headers.Host: is a header that backin sets itself",
     FALSE},
    {"'headers': { 'X-Id': '{{session.token}}' }",
     "50-a.json:2:14: headers.X-Id: a header of every request has no session while signing in; write "
     "{{session.token?}}",
     FALSE},
    {"'headers': { 'X-Api-Key': 'abc' }",
     "50-a.json:2:14: headers.X-Api-Key: looks like a secret, which never stands in a server file; declare "
     "an input with \"secret\": true, \"remember\": true and name it here",
     FALSE},
    {"'headers': { 'X-Id': '{{nobody}}' }",
     "50-a.json:2:14: headers.X-Id: unknown name \"nobody\": no input, no variable, nothing captured before, "
     "and none of session.…, server.url, server.origin, random, uuid, counter, device",
     FALSE},
    {"'auth': 'none'", "50-a.json:2:1: auth: must be an object (a way to prove who is asking), not a text",
     FALSE},
    {"'auth': { 'bearer': '{{session.token}}', 'basic': { 'user': 'a', 'password': '{{session.token}}' } }",
     "50-a.json:2:42: auth.basic: cannot stand beside \"bearer\": only one of them is allowed", FALSE},
    {"'auth': { 'basic': { 'user': '{{session.account}}' } }",
     "50-a.json:2:11: auth.basic.password: must be given: the password", FALSE},
    {"'auth': { 'header': { 'name': 'X-T', 'value': 'abc' } }",
     "50-a.json:2:38: auth.header.value: looks like a secret, which never stands in a server file; declare "
     "an input with \"secret\": true, \"remember\": true and name it here",
     FALSE},
    {"'auth': {}", "50-a.json:2:1: auth: lacks one of bearer, basic, header, cookie", FALSE},
    {"'errors': { 'code': 'error' }",
     "50-a.json:2:13: errors.code: \"error\" is not a JSON Pointer: \"\" for the whole answer, else "
     "\"/member/0/…\" with \"~1\" for \"/\" and \"~0\" for \"~\"",
     FALSE},
    {"'errors': { 'message': ['/a', '/b~2'] }",
     "50-a.json:2:31: errors.message[1]: \"/b~2\" is not a JSON Pointer: \"\" for the whole answer, else "
     "\"/member/0/…\" with \"~1\" for \"/\" and \"~0\" for \"~\"",
     FALSE},
    {"'password': { 'min': 0 }", "50-a.json:2:15: password.min: 0 is not a whole number from 1 to 1000",
     FALSE},
    {"'password': { 'min': 9, 'max': 8 }", "50-a.json:2:15: password.min: is more than max (8)", FALSE},
    {"'lost_second_factor': ['a']", "50-a.json:2:1: lost_second_factor: must be a text, not a list", FALSE},
    {"'elsewhere': [{ 'email_domains': ['a.example'] }]",
     "50-a.json:2:15: elsewhere[0].title: must be given: who has the password", FALSE},
    {"'elsewhere': [{ 'title': 'T', 'url': 'nowhere' }]",
     "50-a.json:2:31: elsewhere[0].url: \"nowhere\" must start with https://", FALSE},
    {"'actions': { 'signin': { 'request': { 'method': 'GET', 'path': '/' } } }",
     "50-a.json:2:14: actions.signin: is not a key of actions; did you mean \"sign_in\"?", FALSE},
    {"'actions': { 'probe': {} }", "50-a.json:2:14: actions.probe: lacks one of ways, steps, request", FALSE},
    {"'actions': { 'probe': 'GET /' }",
     "50-a.json:2:14: actions.probe: must be an object (an action) or a list, not a text", FALSE},
    {"'actions': { 'probe': [] }", "50-a.json:2:14: actions.probe: must not be an empty list", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'get', 'path': '/' } } }",
     "50-a.json:2:38: actions.probe.request.method: \"get\" is not one of GET, POST, PUT, PATCH, DELETE; did "
     "you mean \"GET\"?",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': 'health' } } }",
     "50-a.json:2:55: actions.probe.request.path: \"health\" must begin with \"/\" or be empty; it is "
     "appended to the URL",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/a?b=c' } } }",
     "50-a.json:2:55: actions.probe.request.path: holds a \"?\"; what follows it belongs in \"query\"",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET' } } }",
     "50-a.json:2:25: actions.probe.request.path: must be given: appended to that URL", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/', 'at': 'api' } } }",
     "50-a.json:1:1: urls.api: must be given: where probe is sent", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/{{id' } } }",
     "50-a.json:2:55: actions.probe.request.path: \"{{\" without \"}}\"", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/{{ id }}' } } }",
     "50-a.json:2:55: actions.probe.request.path: \"{{ id }}\" is not a name: letters, digits, \"_\" and "
     "\".\" without spaces, at the end perhaps \"?\"",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/{{other}}' } } }",
     "50-a.json:2:55: actions.probe.request.path: \"other\" is the session that end_session ends; nothing "
     "else "
     "has it",
     FALSE},
    {"'actions': { 'end_session': { 'request': { 'method': 'DELETE', 'path': '/', 'auth': 'session' } } }",
     "50-a.json:2:14: actions.end_session: names {{other}} nowhere: it must say which session it ends",
     FALSE},
    {"'actions': { 'sessions': { 'request': { 'method': 'GET', 'path': '/', 'auth': 'session' } } }",
     "50-a.json:2:14: actions.sessions: no reply rule of it has a \"list\"", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'outcome': 'ok', 'list': { 'from': '/a', 'id': '/b' } }] } }",
     "50-a.json:2:14: actions.probe: a \"list\" means nothing in probe; it belongs to sessions", FALSE},
    {"'actions': { 'sessions': { 'request': { 'method': 'GET', 'path': '/', 'auth': 'session' },\n"
     "  'replies': [{ 'outcome': 'ok', 'list': { 'from': '/a', 'id': '/b', 'mine': { 'c': '{{tokne}}' } } }] "
     "} }",
     "50-a.json:3:80: actions.sessions.replies[0].list.mine.c: \"c\" is not a JSON Pointer: \"\" for the "
     "whole "
     "answer, else \"/member/0/\xe2\x80\xa6\" with \"~1\" for \"/\" and \"~0\" for \"~\"\n"
     "50-a.json:3:80: actions.sessions.replies[0].list.mine.c: unknown name \"tokne\": no input, no "
     "variable, "
     "nothing captured before, and none of session.\xe2\x80\xa6, server.url, server.origin, random, uuid, "
     "counter, device",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/{{emial}}' } } }",
     "50-a.json:2:55: actions.probe.request.path: unknown name \"emial\"; did you mean \"email\"?", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/', 'json': {} } } }",
     "50-a.json:2:68: actions.probe.request.json: a GET request has no body", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'POST', 'path': '/', 'json': {}, 'form': {} } } }",
     "50-a.json:2:69: actions.probe.request.json: cannot stand beside \"form\": only one of them is allowed",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'POST', 'path': '/', 'json': { 'a': [1, '{{b'] } } } }",
     "50-a.json:2:69: actions.probe.request.json: \"{{\" without \"}}\"", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'POST', 'path': '/', 'json': { 'a': [{ 'client_secret': "
     "'abc' }] } } } }",
     "50-a.json:2:87: actions.probe.request.json.a[0].client_secret: looks like a secret, which never stands "
     "in a server file; declare an input with \"secret\": true, \"remember\": true and name it here",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'POST', 'path': '/', 'form': { 'a': 1 } } } }",
     "50-a.json:2:79: actions.probe.request.form.a: must be a template (a text), not a number", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/', 'query': { 'api_key': 'abc' } } } }",
     "50-a.json:2:79: actions.probe.request.query.api_key: looks like a secret, which never stands in a "
     "server file; declare an input with \"secret\": true, \"remember\": true and name it here",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/', 'headers': { 'X-A': 'a\\nb' } } } }",
     "50-a.json:2:81: actions.probe.request.headers.X-A: holds a control character or a line break", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/', 'auth': 'sesion' } } }",
     "50-a.json:2:68: actions.probe.request.auth: \"sesion\" is not one of none, session, or an object; did "
     "you mean \"session\"?",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' }, 'poll': { 'every': 0 } } }",
     "50-a.json:2:80: actions.probe.poll.every: 0 is not a whole number from 1 to 3600\n"
     "50-a.json:2:70: actions.probe.poll: warning: means nothing: no reply rule has the outcome \"pending\"",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' }, 'poll': { 'every_from': 'wait' "
     "},\n"
     "  'replies': [{ 'when': { 'status': 202 }, 'outcome': 'pending' }] } }",
     "50-a.json:2:80: actions.probe.poll.every_from: nothing captures \"wait\" in this action", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' }, 'poll': { 'for': 60 } } }",
     "50-a.json:2:70: actions.probe.poll: warning: means nothing: no reply rule has the outcome \"pending\"",
     TRUE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'when': { 'status': 200 }, 'outcome': 'okay' }] } }",
     "50-a.json:3:44: actions.probe.replies[0].outcome: \"okay\" is not one of ok, mfa_required, pending, "
     "slow_down, invalid_credentials, unknown_account, account_locked, account_disabled, rate_limited, "
     "email_unverified, password_change_required, weak_password, same_password, code_invalid, code_expired, "
     "reauth_required, session_expired, captcha_required, denied, misconfigured, unsupported, server_error; "
     "did you mean \"ok\"?",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'when': { 'status': 200 }, 'outcome': 'network' }] } }",
     "50-a.json:3:44: actions.probe.replies[0].outcome: \"network\" is not one of ok, mfa_required, pending, "
     "slow_down, invalid_credentials, unknown_account, account_locked, account_disabled, rate_limited, "
     "email_unverified, password_change_required, weak_password, same_password, code_invalid, code_expired, "
     "reauth_required, session_expired, captcha_required, denied, misconfigured, unsupported, server_error",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'when': { 'status': 200 } }] } }",
     "50-a.json:3:15: actions.probe.replies[0].outcome: must be given: one of ok, mfa_required, pending, "
     "slow_down, invalid_credentials, unknown_account, account_locked, account_disabled, rate_limited, "
     "email_unverified, password_change_required, weak_password, same_password, code_invalid, code_expired, "
     "reauth_required, session_expired, captcha_required, denied, misconfigured, unsupported, server_error",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'when': { 'status': 99 }, 'outcome': 'ok' }] } }",
     "50-a.json:3:27: actions.probe.replies[0].when.status: 99 is not a whole number from 200 to 599", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'when': { 'status': '20x' }, 'outcome': 'ok' }] } }",
     "50-a.json:3:27: actions.probe.replies[0].when.status: \"20x\" is not a class of status: \"2xx\", "
     "\"3xx\", \"4xx\" or \"5xx\"; a single status is a number",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'when': { 'code': 401 }, 'outcome': 'ok' }] } }",
     "50-a.json:3:27: actions.probe.replies[0].when.code: must be a text or a list, not a number", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'when': { 'body': 'xml' }, 'outcome': 'ok' }] } }",
     "50-a.json:3:27: actions.probe.replies[0].when.body: \"xml\" is not one of empty, json, text, html; did "
     "you mean \"html\"?",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'when': { 'stauts': 200 }, 'outcome': 'ok' }] } }",
     "50-a.json:3:27: actions.probe.replies[0].when.stauts: is not a key of a condition; did you mean "
     "\"status\"?",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'when': { '/a': { 'exist': true } }, 'outcome': 'ok' }] } }",
     "50-a.json:3:35: actions.probe.replies[0].when[\"/a\"].exist: is not a key of a test; did you mean "
     "\"exists\"?",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'when': { '/a': { 'exists': false } }, 'outcome': 'ok' }] } }",
     "50-a.json:3:35: actions.probe.replies[0].when[\"/a\"].exists: can only be true; leave it out otherwise",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'when': { '/a': null }, 'outcome': 'ok' }] } }",
     "50-a.json:3:27: actions.probe.replies[0].when[\"/a\"]: null says nothing; write {\"absent\": true}",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'when': { '/a': { 'any': { 'b': 1 } } }, 'outcome': 'ok' }] } }",
     "50-a.json:3:44: actions.probe.replies[0].when[\"/a\"].any.b: \"b\" is not a JSON Pointer: \"\" for the "
     "whole answer, else \"/member/0/…\" with \"~1\" for \"/\" and \"~0\" for \"~\"",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'when': { '/a': { 'in': [] } }, 'outcome': 'ok' }] } }",
     "50-a.json:3:35: actions.probe.replies[0].when[\"/a\"].in: must not be an empty list", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'outcome': 'ok' }, { 'outcome': 'denied' }] } }",
     "50-a.json:3:36: actions.probe.replies[1]: warning: is never reached: a rule without \"when\" stands "
     "before it",
     TRUE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'outcome': 'ok', 'capture': { 'a b': '/a' } }] } }",
     "50-a.json:3:47: actions.probe.replies[0].capture[\"a b\"]: is not a name: letters, digits and \"_\", "
     "not beginning with a digit, at most 40 characters",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'outcome': 'ok', 'capture': { 'a': { 'body': '/a', 'header': 'X' } } }] } }",
     "50-a.json:3:68: actions.probe.replies[0].capture.a.header: cannot stand beside \"body\": only one of "
     "them is allowed",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'outcome': 'ok', 'capture': { 'a': { 'find': { 'in': '/a', 'take': '/b' } } } }] } }",
     "50-a.json:3:54: actions.probe.replies[0].capture.a.find.where: must be given: what the member must "
     "pass: pointers inside it -> tests",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'outcome': 'ok', 'show': [{ 'from': '/a', 'as': 'secret' }] }] } }",
     "50-a.json:3:59: actions.probe.replies[0].show[0].as: \"secret\" is not one of password, link, code, "
     "complete_link",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'outcome': 'ok', 'choose': { 'from': '/a', 'value': 'b', 'as': 'c' } }] } }",
     "50-a.json:3:60: actions.probe.replies[0].choose.value: \"b\" is not a JSON Pointer: \"\" for the whole "
     "answer, else \"/member/0/…\" with \"~1\" for \"/\" and \"~0\" for \"~\"",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'outcome': 'ok', 'then': 'tow' }] } }",
     "50-a.json:3:34: actions.probe.replies[0].then: there is no step \"tow\" in this action", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'outcome': 'ok', 'then': '1', 'ask': 'otp' }] } }",
     "50-a.json:3:47: actions.probe.replies[0].ask: cannot stand beside \"then\": only one of them is "
     "allowed",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'outcome': 'mfa_required', 'ask': ['otp', 'pin'] }] } }",
     "50-a.json:3:44: actions.probe.replies[0].ask: \"pin\" is no input; declare it in \"inputs\"", FALSE},
    {"'actions': { 'sign_in': { 'request': { 'method': 'GET', 'path': '/' } } }",
     "50-a.json:2:14: actions.sign_in: warning: no reply rule of it has a \"session\", so nobody is ever "
     "signed in",
     TRUE},
    {"'actions': { 'sign_in': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'outcome': 'ok', 'session': { 'refresh': '/r' } }] } }",
     "50-a.json:3:34: actions.sign_in.replies[0].session.token: must be given: the token of the session",
     FALSE},
    {"'actions': { 'sign_in': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'outcome': 'ok', 'session': { 'token': '/t', 'expires_in': '/e', 'expires_at': '/f' } "
     "}] } }",
     "50-a.json:3:82: actions.sign_in.replies[0].session.expires_at: cannot stand beside \"expires_in\": "
     "only one of them is allowed",
     FALSE},
    {"'actions': { 'sign_in': { 'request': { 'method': 'GET', 'path': '/' },\n"
     "  'replies': [{ 'outcome': 'ok', 'session': { 'token': '/t', 'values': { 'id': '{{ident}}' } } }] } }",
     "50-a.json:3:74: actions.sign_in.replies[0].session.values.id: unknown name \"ident\": no input, no "
     "variable, nothing captured before, and none of session.…, server.url, server.origin, random, uuid, "
     "counter, device",
     FALSE},
    {"'actions': { 'probe': [\n"
     "  { 'step': 'one', 'request': { 'method': 'GET', 'path': '/{{b}}' } },\n"
     "  { 'step': 'two', 'request': { 'method': 'GET', 'path': '/' },\n"
     "    'replies': [{ 'outcome': 'ok', 'capture': { 'b': '/b' }, 'then': 'one' }] } ] }",
     "50-a.json:3:50: actions.probe[0].request.path: \"b\" is captured only by a later step\n"
     "50-a.json:4:3: actions.probe[1]: warning: is never reached: no rule of an earlier step has \"then\": "
     "\"two\"\n"
     "50-a.json:5:62: actions.probe[1].replies[0].then: \"one\" is an earlier step; only a later one or this "
     "one may follow",
     FALSE},
    {"'actions': { 'probe': [ { 'request': { 'method': 'GET', 'path': '/' } }, { 'request': { 'method': "
     "'GET', 'path': '/' } } ] }",
     "50-a.json:2:74: actions.probe[1]: two steps are called \"1\"; give each a \"step\" of its own", FALSE},
    {"'actions': { 'probe': { 'steps': [ { 'request': { 'method': 'GET', 'path': '/{{c}}' } } ] } }",
     "50-a.json:2:68: actions.probe.steps[0].request.path: unknown name \"c\": no input, no variable, "
     "nothing captured before, and none of session.…, server.url, server.origin, random, uuid, counter, "
     "device",
     FALSE},
    {"'actions': { 'probe': { 'disclosure': 'hidden', 'request': { 'method': 'GET', 'path': '/' } } }",
     "50-a.json:2:25: actions.probe.disclosure: means nothing in probe; it belongs to forgot and resend",
     FALSE},
    {"'actions': { 'forgot': { 'disclosure': 'hiden', 'completes': 'browser', 'request': { 'method': 'POST', "
     "'path': '/' } } }",
     "50-a.json:2:26: actions.forgot.disclosure: \"hiden\" is not one of hidden, revealed, setting; did you "
     "mean \"hidden\"?",
     FALSE},
    {"'actions': { 'forgot': { 'request': { 'method': 'POST', 'path': '/' } } }",
     "50-a.json:2:14: actions.forgot.completes: must be given: what the person does next (code, link, "
     "browser or nothing)",
     FALSE},
    {"'actions': { 'forgot': { 'completes': 'shown', 'request': { 'method': 'POST', 'path': '/' } } }",
     "50-a.json:2:26: actions.forgot.completes: \"shown\" is for admin_reset; allowed are nothing, code, "
     "link, browser",
     FALSE},
    {"'actions': { 'forgot': { 'completes': 'code', 'request': { 'method': 'POST', 'path': '/' } } }",
     "50-a.json:2:14: actions.forgot: completes by code, but there is no action reset that takes it", FALSE},
    {"'actions': { 'forgot': { 'ways': { 'link': { 'request': { 'method': 'POST', 'path': '/' } } } } }",
     "50-a.json:2:36: actions.forgot.ways.link: completes by link, but there is no action reset that takes "
     "it; a link that only a browser can finish is \"browser\"",
     FALSE},
    {"'actions': { 'forgot': { 'ways': { 'mail': { 'request': { 'method': 'POST', 'path': '/' } } } } }",
     "50-a.json:2:36: actions.forgot.ways.mail: is not a key of ways of an action; allowed are code, link, "
     "generate, send, set",
     FALSE},
    {"'actions': { 'forgot': { 'ways': { 'send': { 'request': { 'method': 'POST', 'path': '/' } } } } }",
     "50-a.json:2:36: actions.forgot.ways.send: is no way of forgot; allowed are code, link", FALSE},
    {"'actions': { 'forgot': { 'completes': 'browser', 'request': { 'method': 'POST', 'path': '/' },\n"
     "  'replies': [{ 'when': { 'status': 404 }, 'outcome': 'unknown_account' }] } }",
     "50-a.json:3:44: actions.forgot.replies[0].outcome: \"unknown_account\" cannot come from a server whose "
     "disclosure is hidden; say \"ok\", or \"disclosure\": \"revealed\"",
     FALSE},
    {"'variables': { 'life': '600', 'fresh': '60' },\n"
     "  'session_update': { 'token': '/t', 'expires_in': { 'value': '{{fresh}}' } },\n"
     "  'actions': { 'sign_in': { 'request': { 'method': 'POST', 'path': '/' }, 'replies': [\n"
     "    { 'outcome': 'ok', 'session': { 'token': '/t', 'expires_in': { 'value': '{{life}}' } } }] } }",
     "", TRUE},
    {"'actions': { 'sign_in': { 'request': { 'method': 'POST', 'path': '/' }, 'replies': [\n"
     "    { 'outcome': 'ok', 'session': { 'token': '/t', 'expires_in': { 'value': '{{live}}' } } }] } }",
     "50-a.json:3:52: actions.sign_in.replies[0].session.expires_in: unknown name \"live\"; did you mean "
     "\"link\"?",
     FALSE},
    {"'actions': { 'reset': { 'ends_sessions': true, 'request': { 'method': 'POST', 'path': '/r', 'json': { "
     "'c': "
     "'{{code}}', 'p': '{{new_password}}' } }, 'replies': [{ 'outcome': 'ok', 'session': { 'token': '/t' } "
     "}] } }",
     "50-a.json:2:180: actions.reset.replies[0].session: would be removed as soon as it is there: "
     "\"ends_sessions\": "
     "true ends the new session as well; say \"others\"",
     FALSE},
    {"'actions': { 'forgot': { 'completes': 'browser', 'ends_sessions': 'all', 'request': { 'method': "
     "'POST', 'path': '/' } } }",
     "50-a.json:2:50: actions.forgot.ends_sessions: \"all\" is not one of others, unknown, true, false",
     FALSE},
    {"'actions': { 'forgot': { 'completes': 'browser', 'confirm': 'yes', 'request': { 'method': 'POST', "
     "'path': '/' } } }",
     "50-a.json:2:50: actions.forgot.confirm: must be true or false, not a text", FALSE},
    {"'actions': { 'forgot': { 'completes': 'browser', 'mail': { 'good_for': 1.5 }, 'request': { 'method': "
     "'POST', 'path': '/' } } }",
     "50-a.json:2:60: actions.forgot.mail.good_for: 1.5 is not a whole number from 1 to 31536000", FALSE},
    {"'actions': { 'forgot': { 'completes': 'browser', 'mail': { 'code': { 'length': '6' } }, 'request': { "
     "'method': 'POST', 'path': '/' } } }",
     "50-a.json:2:70: actions.forgot.mail.code.length: must be a whole number, not a text", FALSE},
    {"'actions': { 'forgot': { 'completes': 'browser', 'mail': { 'link': { 'token': {} } }, 'request': { "
     "'method': 'POST', 'path': '/' } } }",
     "50-a.json:2:70: actions.forgot.mail.link.token: lacks one of query, fragment, path, fragment_path",
     FALSE},
    {"'actions': { 'admin_reset': { 'request': { 'method': 'POST', 'path': '/' } } }",
     "50-a.json:2:14: actions.admin_reset: must have \"ways\": generate, link, send or set", FALSE},
    {"'actions': { 'admin_reset': { 'ways': { 'code': { 'request': { 'method': 'POST', 'path': '/' } } } } }",
     "50-a.json:2:41: actions.admin_reset.ways.code: is no way of admin_reset; allowed are generate, link, "
     "send, set",
     FALSE},
    {"'actions': { 'whoami': { 'ways': { 'code': { 'request': { 'method': 'POST', 'path': '/' } } } } }",
     "50-a.json:2:36: actions.whoami.ways.code: whoami cannot be had in ways; write its steps into it",
     FALSE},
    {"'actions': { 'whoami': { 'ways': { }, 'request': { 'method': 'POST', 'path': '/' } } }",
     "50-a.json:2:39: actions.whoami.request: cannot stand beside \"ways\": only one of them is allowed",
     FALSE},
    {"'actions': { 'whoami': { 'request': { 'method': 'GET', 'path': '/{{session.id}}' } } }",
     "50-a.json:2:56: actions.whoami.request.path: no session keeps \"id\": a rule's \"session\" must have "
     "it in \"values\"",
     FALSE},
    {"'urls': { 'api': 'https://b.example' }, 'actions': { 'probe': { 'request': { 'method': 'GET', 'path': "
     "'/', 'at': 'apl' } } }",
     "50-a.json:2:108: actions.probe.request.at: \"apl\" is not one of the server's urls; did you mean "
     "\"api\"?",
     FALSE},
    {"'variables': { 'tenant': 'x', 'tennant': 'y' }, 'headers': { 'X-Tenant': '{{tenant}}' }",
     "50-a.json:2:31: variables.tennant: warning: no template names this variable; did you mean \"tenant\"?",
     TRUE},
    {"'inputs': { 'pin': { 'title': '1234567890123456789012345678901234567890123456789012345678901' } }",
     "50-a.json:2:22: inputs.pin.title: is 61 characters long; at most 60 are allowed", FALSE},
    {"'actions': { 'refresh': { 'request': { 'method': 'POST', 'path': '/', 'form': { 'token': 'literal' } } "
     "} }",
     "50-a.json:2:14: actions.refresh: warning: no reply rule of it has a \"session\", so nobody is ever "
     "signed in\n"
     "50-a.json:2:81: actions.refresh.request.form.token: looks like a secret, which never stands in a "
     "server file; declare an input with \"secret\": true, \"remember\": true and name it here",
     FALSE},
    {"'comment': 5", "50-a.json:2:1: comment: must be a text, not a number", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' }, 'replies': [{ 'outcome': 'ok', "
     "'capture': { 'a': [] } }] } }",
     "50-a.json:2:114: actions.probe.replies[0].capture.a: must not be an empty list", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' }, 'replies': [{ 'outcome': 'ok', "
     "'capture': { 'a': { 'body': '/a', 'optional': 1 } } }] } }",
     "50-a.json:2:135: actions.probe.replies[0].capture.a.optional: must be true or false, not a number",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' }, 'replies': [{ 'when': { '/a': { "
     "'not': {} } }, 'outcome': 'ok' }] } }",
     "50-a.json:2:102: actions.probe.replies[0].when[\"/a\"].not: must be a text, a number, true or false or "
     "a list, not an object",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' }, 'replies': [{ 'when': { 'header X "
     "Y': 'a' }, 'outcome': 'ok' }] } }",
     "50-a.json:2:94: actions.probe.replies[0].when[\"header X Y\"]: is not a key of a condition; did you "
     "mean \"header NAME\"?",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' }, 'replies': [{ 'outcome': 'ok', "
     "'choose': { 'value': '/b', 'as': 'c' } }] } }",
     "50-a.json:2:101: actions.probe.replies[0].choose: lacks one of from, options", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' }, 'replies': [{ 'outcome': 'ok', "
     "'show': { 'from': '/a', 'as': 'link' } }] } }",
     "50-a.json:2:101: actions.probe.replies[0].show: must be a list, not an object", FALSE},
    {"'variables': [1]", "50-a.json:2:1: variables: must be an object, not a list", FALSE},
    {"'actions': { 'forgot': { 'ways': [] } }",
     "50-a.json:2:26: actions.forgot.ways: must be an object (ways of an action), not a list", FALSE},
    {"'actions': { 'probe': { 'verified': { 'note': 'n' }, 'request': { 'method': 'GET', 'path': '/' } } }",
     "50-a.json:2:25: actions.probe.verified.by: must be given: one of run, docs, source, community, screens",
     FALSE},
    {"'actions': { 'probe': { 'request': 1, 'steps': [null, 5, {}] } }",
     "50-a.json:2:25: actions.probe.request: must be an object (a request), not a number\n"
     "50-a.json:2:49: actions.probe.steps[0]: must be an object (a step), not null\n"
     "50-a.json:2:55: actions.probe.steps[1]: must be an object (a step), not a number\n"
     "50-a.json:2:58: actions.probe.steps[2].request: must be given: what is sent\n"
     "50-a.json:2:25: actions.probe.request: cannot stand beside \"steps\": only one of them is allowed\n"
     "50-a.json:2:55: actions.probe.steps[1]: two steps are called \"1\"; give each a \"step\" of its own\n"
     "50-a.json:2:58: actions.probe.steps[2]: two steps are called \"1\"; give each a \"step\" of its own",
     FALSE},
    /* whole URLs, shared sessions, cookies, options, hints */
    {"'actions': { 'probe': { 'request': { 'method': 'GET' } } }",
     "50-a.json:2:25: actions.probe.request.path: must be given: appended to that URL", FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'url': '{{x}}' } } }",
     "50-a.json:2:55: actions.probe.request.url: unknown name \"x\": no input, no variable, nothing captured "
     "before, and none of session.…, server.url, server.origin, random, uuid, counter, device",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'url': '{{server.url}}/x' } } }",
     "50-a.json:2:55: actions.probe.request.url: \"{{server.url}}/x\" must be one name, \"{{NAME}}\", whose "
     "value is a whole URL; what a file itself knows belongs in \"urls\"",
     FALSE},
    {"'urls': { 'api': 'https://b.example' }, 'actions': { 'probe': { 'request': { 'method': 'GET', 'at': "
     "'api', 'url': '{{server.url}}' } } }",
     "50-a.json:2:108: actions.probe.request.url: cannot stand beside \"at\": only one of them is allowed",
     FALSE},
    {"'urls': { 'token': 'https://b.example' }, 'session_urls': ['tokne']",
     "50-a.json:2:43: session_urls: \"tokne\" is not one of the server's urls; did you mean \"token\"?",
     FALSE},
    {"'session_urls': ['token']", "50-a.json:1:1: urls.token: must be given: where a session is sent", FALSE},
    {"'actions': { 'sign_in': { 'request': { 'method': 'POST', 'path': '/' }, 'replies': [{ 'outcome': 'ok', "
     "'session': {} }] } }",
     "50-a.json:2:104: actions.sign_in.replies[0].session.token: must be given: the token of the session",
     FALSE},
    {"'actions': { 'sign_in': { 'request': { 'method': 'POST', 'path': '/' }, 'replies': [{ 'outcome': 'ok', "
     "'session': { 'token': '/t', 'cookies': ['{{x}}'] } }] } }",
     "50-a.json:2:132: actions.sign_in.replies[0].session.cookies: cannot stand beside \"token\": only one "
     "of "
     "them is allowed\n"
     "50-a.json:2:132: actions.sign_in.replies[0].session.cookies: unknown name \"x\": no input, no "
     "variable, "
     "nothing captured before, and none of session.…, server.url, server.origin, random, uuid, counter, "
     "device",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'POST', 'path': '/' }, 'replies': [{ 'outcome': "
     "'mfa_required', 'choose': { 'as': 'way', 'options': [{ 'value': 'a', 'then': 'fatcor' }] } }] } }",
     "50-a.json:2:165: actions.probe.replies[0].choose.options[0].then: there is no step \"fatcor\" in "
     "this "
     "action",
     FALSE},
    {"'actions': { 'probe': { 'request': { 'method': 'GET', 'path': '/' }, 'replies': [{ 'outcome': 'ok', "
     "'choose': { 'as': 'way' }, 'retry': {}, 'capture': { 'second': { 'value': '{{x}}' } } }] } }",
     "50-a.json:2:101: actions.probe.replies[0].choose: lacks one of from, options\n"
     "50-a.json:2:128: actions.probe.replies[0].retry: lacks one of after, after_ms, at\n"
     "50-a.json:2:154: actions.probe.replies[0].capture.second: unknown name \"x\": no input, no variable, "
     "nothing "
     "captured before, and none of session.…, server.url, server.origin, random, uuid, counter, device",
     FALSE},
};

static void test_row(gconstpointer data) {
  const Row *row = data;
  g_autoptr(Fixture) fixture = fixture_new();
  g_autofree char *text =
      g_strdup_printf("{ 'name': 'A', 'url': 'https://a.example',\n%s\n}\n", row->snippet);
  fixture_write(fixture, "50-a.json", text);
  g_autoptr(BkServer) server = fixture_read(fixture, "50-a.json");
  fixture_assert_problems(fixture, row->problems);
  g_assert_true((server != NULL) == row->loads);
}

/* The whole text of a file, where the rows above cannot show it. */
static const Row whole[] = {
    {"", "50-a.json: warning: is empty: it masks files of its name", FALSE},
    {"{ 'name': 'A',\n  'url': }", "50-a.json:2:10: not JSON from here on", FALSE},
    {"{ 'name': 'A', 'url': 'https://a.example' } x", "50-a.json:1:45: not JSON from here on", FALSE},
    {"[]", "50-a.json:1:1: must be an object (a server), not a list", FALSE},
    {"{}",
     "50-a.json:1:1: name: must be given: what people see in the list\n"
     "50-a.json:1:1: url: must be given: where it is",
     FALSE},
    {"{ 'name': '', 'url': 'https://a.example' }", "50-a.json:1:3: name: must not be empty", FALSE},
    {"{ 'name': '1234567890123456789012345678901234567890123456789012345678901', 'url': 'https://a.example' "
     "}",
     "50-a.json:1:3: name: is 61 characters long; at most 60 are allowed", FALSE},
    {"{ 'name': 'A\\u202eB', 'url': 'https://a.example' }",
     "50-a.json:1:3: name: holds characters that cannot be shown on one line (control, bidi, zero-width)",
     FALSE},
    {"{ 'name': 'A', 'url': 'http://a.example' }",
     "50-a.json:1:16: url: \"http://a.example\" must start with https:// (http:// is for loopback only)",
     FALSE},
    {"{ 'name': 'A', 'url': 'https://u:p@a.example' }",
     "50-a.json:1:16: url: must not hold a user name or password", FALSE},
    {"{ 'name': 'A', 'url': 'http://u@127.0.0.1' }",
     "50-a.json:1:16: url: must not hold a user name or password", FALSE},
    {"{ 'name': 'A', 'url': 'ftp://a.example' }",
     "50-a.json:1:16: url: \"ftp://a.example\" must start with https://", FALSE},
    {"{ 'name': 'A', 'url': 'https://' }",
     "50-a.json:1:16: url: \"https://\" is not a URL: https://host, perhaps with :port and /path", FALSE},
    /* Mistakes of every kind in one file are all told at once. */
    {"{ 'name': 'A',\n"
     "  'url': 'http://a.example',\n"
     "  'nmae': 'B',\n"
     "  'variables': { 'tenant': {} },\n"
     "  'actions': {\n"
     "    'forgot': { 'disclosure': 'hiden', 'completes': 'code',\n"
     "      'request': { 'method': 'POST', 'path': '/{{emial}}' } } } }",
     "50-a.json:2:3: url: \"http://a.example\" must start with https:// (http:// is for loopback only)\n"
     "50-a.json:3:3: nmae: is not a key of a server; did you mean \"name\"?\n"
     "50-a.json:6:17: actions.forgot.disclosure: \"hiden\" is not one of hidden, revealed, setting; did you "
     "mean "
     "\"hidden\"?\n"
     "50-a.json:4:18: variables.tenant: must be given\n"
     "50-a.json:6:5: actions.forgot: completes by code, but there is no action reset that takes it\n"
     "50-a.json:7:38: actions.forgot.request.path: unknown name \"emial\"; did you mean \"email\"?",
     FALSE},
};

static void test_whole(gconstpointer data) {
  const Row *row = data;
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "50-a.json", row->snippet);
  g_autoptr(BkServer) server = fixture_read(fixture, "50-a.json");
  fixture_assert_problems(fixture, row->problems);
  g_assert_null(server);
}

static void test_absent(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  g_assert_null(fixture_read(fixture, "50-a.json"));
  fixture_assert_problems(fixture, "50-a.json: No such file or directory");
}

static void test_name(void) {
  g_autoptr(Fixture) fixture = fixture_new();
  fixture_write(fixture, "50-.json", "{ 'name': 'A', 'url': 'https://a.example' }");
  g_assert_null(fixture_read(fixture, "50-.json"));
  fixture_assert_problems(fixture,
                          "50-.json: is not called NN-name.json: letters, digits, \"-\", \"_\" and \".\"");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  bk_json_init();
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *name = g_strdup_printf("/servers/wrong/%03u", i);
    g_test_add_data_func(name, &rows[i], test_row);
  }
  for (guint i = 0; i < G_N_ELEMENTS(whole); i++) {
    g_autofree char *name = g_strdup_printf("/servers/wrong/whole/%02u", i);
    g_test_add_data_func(name, &whole[i], test_whole);
  }
  g_test_add_func("/servers/wrong/absent", test_absent);
  g_test_add_func("/servers/wrong/name", test_name);
  return g_test_run();
}
