"""A server on loopback with the device flow of RFC 8628. Prints its port. Lines of stdin say what becomes of the
codes it has given and will give: "wait" (at first), "approve", "refuse", "expire". Ends with its stdin."""
import http.server
import json
import sys
import threading

ANSWERS = {
    'wait': (400, {'error': 'authorization_pending'}),
    'approve': (200, {'access_token': 'token-of-the-device', 'expires_in': 3600}),
    'refuse': (403, {'error': 'access_denied'}),
    'expire': (400, {'error': 'expired_token'}),
}
state = 'wait'


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers['Content-Length']))
        status, answer = ANSWERS[state]
        if self.path == '/device':
            here = f'http://127.0.0.1:{self.server.server_port}/activate'
            status, answer = 200, {'device_code': 'secret-device-code', 'user_code': 'WDJB-MJHT', 'interval': 1,
                                   'verification_uri': here, 'verification_uri_complete': here + '?c=WDJB-MJHT',
                                   'expires_in': 600}
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
for line in sys.stdin:
    state = line.strip()
