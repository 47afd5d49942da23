#!/usr/bin/python3
"""What the peers talk to: the answer in JSON, and the same way as a form in HTML. server.py: prints its port."""
import html, http.server, json, urllib.parse

SENT = "If the address is known, a reset link was sent."


def page(title, body):
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"


def form(count):
    options = "".join(f"<option>server-{i:03}.example.net</option>" for i in range(1, count + 1))
    return page(
        "Sign in",
        f'<form method=post action=/confirm>E-mail <input name=email size=40> Server <select name=server>{options}'
        "</select> <input type=submit value='Forgot password'></form>",
    )


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, kind, text):
        data = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        self.answer("text/html; charset=utf-8", form(500 if self.path == "/form500" else 5))

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path == "/confirm":
            email = html.escape(urllib.parse.parse_qs(body).get("email", [""])[0])
            self.answer(
                "text/html; charset=utf-8",
                page("Reset password?", f"A reset link will be sent to {email}."
                     "<form method=post action=/sent><input type=submit value='Yes, send it'></form>"),
            )
        elif self.path == "/sent":
            self.answer("text/html; charset=utf-8", page("Check your mail", SENT))
        else:
            self.answer("application/json", json.dumps({"message": SENT}))


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
