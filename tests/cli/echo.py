#!/usr/bin/python3
"""A server that repeats what it is told, in every way a careless one might: tests/cli/echo.py [CERTIFICATE].
Prints its port. The path says how: /json, /text, /html, /broken."""
import base64
import html
import http.server
import json
import ssl
import sys
import urllib.parse


def repeated(secret, user):
    basic = base64.b64encode(f'{user}:{secret}'.encode()).decode()
    return {
        'plain': secret,
        'inside': f'you typed {secret}!',
        'upper': secret.upper(),
        'percent': urllib.parse.quote(secret, safe=''),
        'twice': urllib.parse.quote(urllib.parse.quote(secret, safe=''), safe=''),
        'form': urllib.parse.quote_plus(secret),
        'nested': json.dumps({'password': secret}),
        'markup': f'<b>{html.escape(secret)}</b>',
        'base64': base64.b64encode(secret.encode()).decode(),
        'url64': base64.urlsafe_b64encode(secret.encode()).decode(),
        'basic': f'Basic {basic}',
        'hexadecimal': secret.encode().hex(),
        'torn': secret[:4] + '\u200b' + secret[4:],
        'list': [secret, {'deep': secret}],
        secret: 'as a name',
        'new_token': 'Ct5150aaQ9xZ27bK4',
        'message': f'no such password: {secret}',
    }


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        given = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        values = repeated(given['password'], given['email'])
        body = json.dumps(values, ensure_ascii=self.path != '/json')
        kind = 'application/json'
        if self.path == '/text':
            kind, body = 'text/plain', 'said: ' + '\n'.join(map(str, values.values()))
        elif self.path == '/html':
            kind, body = 'text/html', f'<html><body>{body}</body></html>'
        elif self.path == '/broken':
            body = body[:-1] + ',}'
        data = body.encode()
        self.send_response(400)
        self.send_header('Content-Type', kind)
        self.send_header('Location', '/again?password=' + urllib.parse.quote(given['password']))
        self.send_header('Set-Cookie', 'seen=' + base64.b64encode(given['password'].encode()).decode())
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
if sys.argv[1:]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
