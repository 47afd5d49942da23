"""The table: what a server says, and what a command must make of it.

Each row: name, answer, exit code, word of the error in JSON ('' where the command succeeds).
"""
import gzip
import json
import zlib

from server import Answer

PASSWORD = 'Canary-Passw0rd-5c1d'  # what the person types: it may go to the server, and nowhere else
TOKEN = 'canary-token-9f31e7a2'  # what the server gives: the keyring alone may have it
REFRESH = 'canary-refresh-77b0d4'
GOOD = {'token': TOKEN, 'refresh': REFRESH, 'expires_in': 3600}

LOGIN, FORGOT, SHOWN = [], [], []


def http(status='200 OK', headers=(), body=b'', version='HTTP/1.1', length=True):
    if isinstance(body, str):
        body = body.encode()
    lines = [f'{version} {status}', *headers]
    if length:
        lines.append(f'Content-Length: {len(body)}')
    return '\r\n'.join(lines).encode('latin-1') + b'\r\n\r\n' + body


JSON = 'Content-Type: application/json'


def said(value=None, status='200 OK', headers=(), body=None):
    """JSON, as it ought to be sent."""
    return http(status, [JSON, *headers], json.dumps(value) if body is None else body)


def chunked(*pieces):
    return http(headers=[JSON, 'Transfer-Encoding: chunked'], body=b''.join(pieces), length=False)


def chunk(data):
    return b'%x\r\n%s\r\n' % (len(data), data)


def gzip_bomb(size):
    """That many blanks; never whole in memory here, whose size is what the program starts with."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b''.join(packer.compress(b' ' * 65536) for _ in range(size // 65536)) + packer.flush()


def row(table, name, answer, code, word=''):
    table.append((name, answer if isinstance(answer, Answer) else Answer(answer), code, word))


def login(name, answer, code=5, word='bad_answer'):
    row(LOGIN, name, answer, code, word)


def forgot(name, answer, code=5, word='bad_answer'):
    row(FORGOT, 'forgot-' + name, answer, code, word)


good = json.dumps(GOOD).encode()

# ---- what is right, so that a table that refuses everything is no success --------------------------------
login('good', said(GOOD), 0, '')
login('good-http10', http(headers=[JSON], body=good, version='HTTP/1.0', length=False), 0, '')
login('good-chunked', chunked(chunk(good[:5]), chunk(good[5:]), b'0\r\n\r\n'), 0, '')
login('good-byte-order-mark', said(body=b'\xef\xbb\xbf' + good), 0, '')
login('good-text-plain', http(headers=['Content-Type: text/plain'], body=good), 0, '')
login('good-identity', said(GOOD, headers=['Content-Encoding: identity']), 0, '')
login('good-lengths-agree', said(GOOD, headers=[f'Content-Length: {len(good)}']), 0, '')
login('good-early-hints', http('103 Early Hints', length=False) + said(GOOD), 0, '')
login('good-whitespace', said(body=b' ' * 100000 + good + b'\n' * 100000), 0, '')
login('wrong-password', said({'error': 'bad_password', 'message': 'No.'}, '401 No'), 4, 'invalid_credentials')

# ---- too much --------------------------------------------------------------------------------------------
login('endless-body', Answer(http(headers=[JSON], length=False), 'repeat', b'{"a":1}'), word='too_large')
login('endless-chunks', Answer(chunked(), 'repeat', chunk(b'x' * 1000)), word='too_large')
login('endless-spaces', Answer(http(headers=[JSON], length=False), 'repeat', b' '), word='too_large')
login('declared-10-gib', Answer(http(headers=[JSON, 'Content-Length: 10737418240'], length=False), 'repeat', b'x'),
      word='too_large')
login('one-byte-too-many', said(body=b' ' * (256 * 1024 + 1 - len(good)) + good), word='too_large')
login('endless-headers', Answer(b'HTTP/1.1 200 OK\r\n', 'repeat', b'X-A: b\r\n'), word='too_large')
login('endless-header', Answer(b'HTTP/1.1 200 OK\r\nX-A: ', 'repeat', b'b'), word='too_large')
login('huge-header', said(GOOD, headers=['X-A: ' + 'b' * 70000]), word='too_large')
login('many-headers', said(GOOD, headers=['X-A: b'] * 300), word='too_large')
login('many-cookies', said(GOOD, headers=[f'Set-Cookie: c{i}={"v" * 500}' for i in range(150)]), word='too_large')
login('endless-status-line', Answer(b'HTTP/1.1 200 ', 'repeat', b'O'), word='too_large')
login('endless-hints', Answer(b'', 'repeat', http('103 Early Hints', ['Link: a'], length=False)), word='too_large')
login('endless-trailers', Answer(chunked(chunk(good), b'0\r\n'), 'repeat', b'X-A: b\r\n'), word='too_large')
login('endless-garbage', Answer(b'', 'repeat', b'\x00\xff\x1b[2J'))

# ---- too slow --------------------------------------------------------------------------------------------
login('slow-silent', Answer(end='stay'), word='timeout')
login('slow-headers', Answer(b'HTTP/1.1 200 OK\r\n', 'drip', b'X-A: b\r\n'), word='timeout')
login('slow-body', Answer(http(headers=[JSON], length=False), 'drip', b' '), word='timeout')
login('slow-just-fast-enough', Answer(http(headers=[JSON], length=False), 'drip', b' ', 0.04), word='timeout')
login('slow-hints', Answer(end='drip', tail=b'HTTP/1.1 103 Wait\r\n\r\n', pause=0.04), word='timeout')
login('slow-after-head', Answer(http(headers=[JSON, 'Content-Length: 50'], length=False), 'stay'), word='timeout')

# ---- cut off ---------------------------------------------------------------------------------------------
login('cut-at-once', b'', word='cut_answer')
login('reset-at-once', Answer(b'', 'reset'), word='cut_answer')
login('cut-in-status', b'HTTP/1.1 20', word='cut_answer')
login('cut-in-headers', b'HTTP/1.1 200 OK\r\nContent-Ty', word='cut_answer')
login('cut-before-body', http(headers=[JSON, 'Content-Length: 90'], length=False), word='cut_answer')
login('cut-in-body', http(headers=[JSON, f'Content-Length: {len(good)}'], body=good[:-9], length=False),
      word='cut_answer')
login('cut-last-chunk', chunked(chunk(good)), word='cut_answer')
login('cut-in-chunk', chunked(b'ff\r\n' + good), word='cut_answer')
login('reset-in-body', Answer(http(headers=[JSON, 'Content-Length: 90'], body=good[:20], length=False), 'reset'),
      word='cut_answer')
login('cut-json', said(body=good[:-1]))
login('cut-json-until-close', http(headers=[JSON], body=good[:-5], length=False))

# ---- lengths and framing ---------------------------------------------------------------------------------
for name, lengths in {
        'two-lengths': [len(good), 5], 'two-lengths-swapped': [5, len(good)], 'negative-length': [-1],
        'hex-length': ['0x20'], 'length-list': [f'{len(good)}, 5'], 'length-overflow': ['9' * 30],
        'length-plus': ['+5'], 'length-word': ['many'], 'length-fraction': ['5.5']}.items():
    login(name, http(headers=[JSON, *(f'Content-Length: {n}' for n in lengths)], body=good, length=False))
login('length-too-short', http(headers=[JSON, 'Content-Length: 20'], body=good, length=False))
login('chunk-size-word', chunked(b'zz\r\n' + good + b'\r\n0\r\n\r\n'))
login('chunk-size-huge', chunked(b'ffffffffffffffffffff\r\n' + good))
login('chunk-size-negative', chunked(b'-5\r\n' + good))
login('chunk-without-end', chunked(b'5\r\n' + good))
login('chunk-size-endless', Answer(chunked(), 'repeat', b'0'))
login('coding-unknown', http(headers=[JSON, 'Transfer-Encoding: xchunked'], body=good, length=False))
login('coding-gzip', http(headers=[JSON, 'Transfer-Encoding: gzip, chunked'], body=good, length=False))
login('length-and-chunks', http(headers=[JSON, 'Transfer-Encoding: chunked', 'Content-Length: 3'],
                                body=chunk(good) + b'0\r\n\r\n', length=False), 0, '')
login('gzip', said(body=gzip.compress(good), headers=['Content-Encoding: gzip']))
login('gzip-bomb', said(body=gzip_bomb(50_000_000), headers=['Content-Encoding: gzip']))
login('deflate', said(body=zlib.compress(good), headers=['Content-Encoding: deflate']))
login('brotli', said(GOOD, headers=['Content-Encoding: br']))
login('gzip-unannounced', said(body=gzip.compress(good)))

# ---- led elsewhere; ELSEWHERE stands for a second server, which must never hear of it -----------------------
for status in ('301 Moved', '302 Found', '303 See Other', '307 Temporary', '308 Permanent'):
    login('redirect-' + status[:3], said({}, status, ['Location: http://ELSEWHERE/sign_in']), word='captive_portal')
for name, location in {
        'no-scheme': '//ELSEWHERE/sign_in', 'user': 'http://user:pw@ELSEWHERE/', 'file': 'file:///etc/passwd',
        'gopher': 'gopher://ELSEWHERE/x', 'script': 'javascript:alert(1)', 'escapes': 'http://ELSEWHERE/\x1b[2J\x9b',
        'none': '', 'itself': '/sign_in', 'spaces': ' http://ELSEWHERE /x'}.items():
    login('redirect-' + name, said(GOOD, '302 Found', [f'Location: {location}']),
          word='captive_portal' if '://' in location else 'bad_answer')
login('redirect-without-location', said(GOOD, '302 Found'))
login('refresh-header', http('200 OK', ['Refresh: 0; url=http://ELSEWHERE/', 'Content-Type: text/html'], '<p>'),
      word='captive_portal')
login('use-proxy', said(GOOD, '305 Use Proxy', ['Location: http://ELSEWHERE/']), word='captive_portal')
login('alt-svc', said({'error': 'bad_password'}, '401 No', ['Alt-Svc: h2="ELSEWHERE"']), 4, 'invalid_credentials')
login('link-preload', said({'error': 'bad_password'}, '401 No', ['Link: <http://ELSEWHERE/>; rel=preload']), 4,
      'invalid_credentials')

# ---- challenges: never answered -----------------------------------------------------------------------------
for scheme in ('Basic realm="x"', 'Digest realm="x", nonce="y"', 'NTLM', 'Negotiate'):
    login('challenge-' + scheme.split()[0].lower(), said({}, '401 No', [f'WWW-Authenticate: {scheme}']), 4,
          'invalid_credentials')
login('proxy-challenge', said({}, '407 Proxy', ['Proxy-Authenticate: Basic realm="x"']), 1, 'server_error')

# ---- pages -------------------------------------------------------------------------------------------------
page = '<!DOCTYPE html><html><title>Welcome to Hotel Wi-Fi</title><form action="http://ELSEWHERE/"></html>'
login('page', http(headers=['Content-Type: text/html'], body=page), word='captive_portal')
login('page-as-json', said(body=page))
login('page-untyped', http(body=page))
login('page-byte-order-mark', http(headers=['Content-Type: text/html'], body='\ufeff' + page), word='captive_portal')
login('page-401', http('401 No', ['Content-Type: text/html'], page))
login('page-403', http('403 No', ['Content-Type: text/html'], page), 8, 'denied')
login('page-404', http('404 No', ['Content-Type: text/html'], page), 8, 'unsupported')
login('page-502', http('502 Bad', ['Content-Type: text/html'], page), 1, 'server_error')
login('page-511', http('511 Network Authentication Required', ['Content-Type: text/html'], page),
      word='captive_portal')
login('page-xml', http(headers=['Content-Type: text/xml'], body='<?xml version="1.0"?><token>a</token>'))

# ---- statuses and protocols -----------------------------------------------------------------------------------
for status in ('999 What', '000 Nothing', '099 Low', '600 High', '1000 Long', '20 Short', '2x0 Letters', '-200 Minus'):
    login('status-' + status.split()[0], said(GOOD, status))
login('status-none', b'HTTP/1.1\r\n\r\n' + good)
login('status-101', http('101 Switching Protocols', ['Upgrade: websocket'], length=False) + b'\x81\x05hello')
login('status-100-only', http('100 Continue', length=False), word='cut_answer')
login('status-204', http('204 No Content', length=False))
login('status-205', http('205 Reset', length=True))
login('status-206', said(GOOD, '206 Partial', ['Content-Range: bytes 0-9/100']))
login('status-300', said(GOOD, '300 Choices'))
login('status-304', http('304 Not Modified', length=False))
login('status-418', said(GOOD, '418 Teapot'), 1, 'server_error')
login('status-500', said(GOOD, '500 Oops'), 1, 'server_error')
login('http-0.9', good)
login('http-2-frames', b'\x00\x00\x12\x04\x00\x00\x00\x00\x00' + b'\x00' * 18)
login('http-3.0', http(headers=[JSON], body=good, version='HTTP/3.0'))
login('shoutcast', http(headers=[JSON], body=good, version='ICY'))
login('ssh', Answer(b'SSH-2.0-OpenSSH_9.2\r\n', greet=True))
login('smtp', Answer(b'220 mail.example ESMTP\r\n', greet=True))
login('tls-alert', b'\x15\x03\x01\x00\x02\x02\x46')
login('answer-before-request', Answer(said(GOOD), greet=True), 0, '')
login('two-answers', said({'error': 'bad_password'}, '401 No') + said(GOOD), 4, 'invalid_credentials')

# ---- header lines --------------------------------------------------------------------------------------------
login('header-nul', said(GOOD).replace(b'\r\nContent-L', b'\r\nX-A: a\0b\r\nContent-L'))
login('header-folded', said(GOOD, headers=['X-A: a\r\n b']))
login('header-without-colon', said(GOOD, headers=['nothing at all']))
login('header-empty-name', said(GOOD, headers=[': x']), 0, '')
login('header-space-in-name', said(GOOD, headers=['Content-Length : 5']), 0, '')
login('header-latin-1', said(GOOD, headers=['X-A: \xe9\xff']), 0, '')
login('header-escapes', said({'error': 'bad_password'}, '401 \x1b[31mNo', ['X-A: \x1b[2J\x9b', 'Server: \x1b]0;x\x07']),
      4, 'invalid_credentials')
login('type-escapes', http(headers=['Content-Type: \x1b[2Jtext/html'], body=b'\x1b[2J'))
login('bare-cr', said(GOOD).replace(b'\r\n', b'\r', 1), 0, '')
login('bare-lf', said(GOOD).replace(b'\r\n', b'\n'), 0, '')

# ---- JSON ----------------------------------------------------------------------------------------------------
for name, body in {
        'array': [GOOD], 'string': TOKEN, 'number': 7, 'null': None, 'true': True, 'empty-object': {},
        'other': {'status': 'ok'}, 'wrong-case': {'Token': TOKEN, 'TOKEN': TOKEN}, 'deeper': {'data': GOOD}}.items():
    login('json-' + name, said(body))
for name, body in {
        'empty': b'', 'spaces': b' \n ', 'depth-33': b'[' * 33 + b']' * 33, 'depth-100000': b'[' * 100000,
        'depth-objects': b'{"a":' * 40000, 'members-2001': json.dumps(dict(GOOD, **{f'm{i}': i for i in range(2001)})),
        'elements-100000': b'[' + b'0,' * 100000 + b'0]', 'twice': b'{"token":"evil-token-1","token":"' + TOKEN.encode() + b'"}',
        'twice-below': good[:-1] + b',"a":{"b":1,"b":2}}', 'nul-byte': good[:-1] + b',"a":"\0"}',
        'nul-behind': good + b'\0', 'nul-escape': good[:-1] + b',"a":"\\u0000"}', 'invalid-utf8': good[:-1] + b',"a":"\xff"}',
        'overlong-utf8': good[:-1] + b',"a":"\xc0\xaf"}', 'surrogate-utf8': good[:-1] + b',"a":"\xed\xa0\x80"}',
        'lone-surrogate': good[:-1] + b',"a":"\\ud800"}', 'utf16': good.decode().encode('utf-16'),
        'utf32': good.decode().encode('utf-32'), 'junk-behind': good + b'junk', 'two-objects': good + b'\n' + good,
        'comment': b'/* hello */' + good, 'trailing-comma': good[:-1] + b',}', 'single-quotes': good.replace(b'"', b"'"),
        'nan': good[:-1] + b',"a":NaN}', 'control-byte': good[:-1] + b',"a":"\x1b"}', 'jsonp': b'cb(' + good + b')',
        'guard': b")]}',\n" + good, 'open-string': good[:-2], 'bad-escape': good[:-1] + b',"a":"\\x"}'}.items():
    login('json-' + name, said(body=body))

# ---- tokens ----------------------------------------------------------------------------------------------------
for name, token in {
        'empty': '', 'null': None, 'true': True, 'object': {'a': 1}, 'array': [TOKEN], 'short': 'abc',
        'crlf': TOKEN + '\r\nX-Admin: 1', 'lf': TOKEN + '\n', 'escape': '\x1b[2J' + TOKEN, 'space': 'a b' + TOKEN,
        'quote': TOKEN + '"', 'comma': TOKEN + ',b', 'semicolon': TOKEN + ';b', 'umlaut': TOKEN + '\xfc',
        'bidi': TOKEN + '\u202e', 'delete': TOKEN + '\x7f', '17-kib': 'a' * 17 * 1024, '200-kib': 'a' * 200 * 1024}.items():
    login('token-' + name, said(dict(GOOD, token=token)))
login('token-1-mib', said(dict(GOOD, token='a' * 1024 * 1024)), word='too_large')
login('token-number-huge', said(body=b'{"token":12345678901234567890}'))
for name, refresh in {'crlf': REFRESH + '\r\nX: y', '17-kib': 'a' * 17 * 1024, 'space': 'a ' + REFRESH}.items():
    login('refresh-' + name, said(dict(GOOD, refresh=refresh)))
login('refresh-empty', said(dict(GOOD, refresh='')), 0, '')  # as if there were none
for name, value in {'negative': -5, 'words': 'soon', 'object': {'a': 1}, 'null': None, 'fraction': 0.5,
                    'huge': 10**18, 'string': '3600'}.items():
    login('expires-' + name, said(dict(GOOD, expires_in=value)), 0, '')
for name, value in {'infinite': b'1e400', 'minus-infinite': b'-1e400', 'beyond-2-53': b'9007199254740993'}.items():
    login('expires-' + name, said(body=good.replace(b'3600', value)), 0, '')

# ---- sentences ----------------------------------------------------------------------------------------------------
for name, text in {
        'clear-screen': '\x1b[2J\x1b[HYou are signed in', 'clipboard': '\x1b]52;c;cm0gLXJm\x07', 'title': '\x1b]0;root\x07',
        'link': '\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\', 'query': '\x1b[6n\x1b[c\x05', 'bell': '\a' * 1000,
        'overwrite': 'No.\rSigned in.      ', 'backspace': 'No.\b\b\bYes', 'lines': '\n' * 5000, 'bidi': '\u202edrowssap\u202c',
        'isolates': '\u2066a\u2069\u200f', 'zero-width': 'a\u200b\u200c\u200d\ufeff', 'tags': 'a' + '\U000e0041' * 50,
        'c1': '\x9b2J\x90\x9d', 'long': 'x' * 100000, 'marks': 'e' + '\u0301' * 1000, 'separators': 'a\u2028b\u2029c\x85d',
        'private': '\ue000\U000f0000', 'format': '%s%s%n%08x', 'password': f'{PASSWORD} is wrong',
        'password-inside': f'you sent "{PASSWORD}"', 'password-torn': '\u200b'.join(PASSWORD),
        'password-with-escapes': '\x1b'.join(PASSWORD), 'prompt': 'Password:\nbackin: type it again at http://evil.example'}.items():
    login('says-' + name, said({'error': 'bad_password', 'message': text}, '401 No'), 4, 'invalid_credentials')
for name, value in {'number': 5, 'object': {'a': {'b': 'c'}}, 'array': [['x'], 1], 'null': None, 'true': True,
                    'deep': {'a': {'b': {'c': {'d': '\x1b'}}}}}.items():
    login('message-' + name, said({'error': 'bad_password', 'message': value}, '401 No'), 4, 'invalid_credentials')
for name, value in {'number': 5, 'object': {'a': 1}, 'array': ['bad_password'], 'null': None, 'long': 'x' * 100000,
                    'escapes': '\x1b[2J'}.items():
    login('code-' + name, said({'error': value, 'message': '\x1b[2J'}, '400 No'), 78, 'misconfigured')
login('plain-text-escapes', http('401 No', ['Content-Type: text/plain'], '\x1b[2J\x1b]52;c;eA==\x07no'), 4,
      'invalid_credentials')

# ---- when to come back -----------------------------------------------------------------------------------------------
for name, value in {'negative': '-1', 'huge': '9' * 25, 'words': 'soon', 'past': 'Thu, 01 Jan 1970 00:00:00 GMT',
                    'far': 'Fri, 31 Dec 9999 23:59:59 GMT', 'zero': '0', 'fraction': '1.5', 'none': '', 'escapes': '\x1b[2J'}.items():
    login('retry-' + name, said({}, '429 Slow', [f'Retry-After: {value}']), 7, 'rate_limited')

# ---- forgotten passwords: nothing is kept, and nobody is told who has an account ------------------------------------------
forgot('good', said({'flow': 'f-1'}), 0, '')
forgot('accepted', said({}, '202 Accepted'), 0, '')
forgot('empty-204', http('204 No Content', length=False), 0, '')
forgot('unknown', said({'error': 'no_user', 'message': 'no such user'}, '404 No'), 0, '')
forgot('page', http(headers=['Content-Type: text/html'], body=page), word='captive_portal')
forgot('redirect', said({}, '302 Found', ['Location: http://ELSEWHERE/']), word='captive_portal')
forgot('500', said({}, '500 Oops'), 1, 'server_error')
forgot('limited', said({}, '429 Slow', ['Retry-After: 60']), 7, 'rate_limited')
forgot('cut', b'', word='cut_answer')
forgot('garbage', b'\x1b[2J\0\0')
forgot('endless', Answer(http(headers=[JSON], length=False), 'repeat', b' '), word='too_large')
forgot('json-cut', said(body=b'{"a":'))
forgot('gzip', said(body=gzip.compress(b'{}'), headers=['Content-Encoding: gzip']))
forgot('says-escapes', said({'message': '\x1b[2J\u202eLook into your inbox\r'}), 0, '')
forgot('keeps-long', said({'flow': 'x' * 200000}), 0, '')
forgot('keeps-escapes', said({'flow': '\x1b[2J\u202e\r\n'}), 0, '')
forgot('keeps-object', said({'flow': {'a': 1}}), 0, '')

# ---- a password that is shown once: what cannot be shown exactly is not shown -----------------------------------------------------------------------------------------
for name, value in {'escape': '\x1b[2Jpw', 'crlf': 'pw\r\npw', 'empty': '', 'number': {'a': 1}, 'null': None,
                    'c1': 'pw\x9b2J', 'bidi': 'pw\u202ewp', 'zero-width': 'p\u200bw', 'delete': 'p\x7fw',
                    'tag': 'p\U000e0041w', 'separator': 'a\u2028b'}.items():
    row(SHOWN, 'shown-' + name, said({'password': value}), 5, 'unknown_effect')
row(SHOWN, 'shown-good', said({'password': 'N3w-Pass'}), 0, '')
