"""A TLS front for the plain test server: what comes in over TLS goes to it, and back.

tls_front.py PLAIN_PORT CERTIFICATE KEY [old|rude]

Prints its port and serves until its input ends. When the plain server closes a connection, the client is
told farewell (close_notify); when the plain server breaks it (RST), the client is cut off without a word.
"old" speaks nothing newer than TLS 1.1, "rude" never says farewell.
"""
import select
import socket
import ssl
import sys
import threading


def relay(outer, inner):
    """Copies both ways until one side ends; True if the plain server closed, False if it broke."""
    while True:
        ready = [outer] if outer.pending() else select.select([outer, inner], [], [])[0]
        if outer in ready:
            data = outer.recv(16384)
            if not data:
                return True
            inner.sendall(data)
        if inner in ready:
            try:
                data = inner.recv(16384)
            except ConnectionResetError:
                return False
            if not data:
                return True
            outer.sendall(data)


def part(outer, farewell):
    """Closes at once, so that the farewell and the end of the connection arrive together."""
    try:
        if farewell:
            outer.settimeout(0)
            outer.unwrap()
    except OSError:
        pass
    try:
        outer.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    outer.close()


def serve(raw, context, plain_port, rude):
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        outer = context.wrap_socket(raw, server_side=True)
    except OSError:
        raw.close()
        return
    with socket.create_connection(('127.0.0.1', plain_port)) as inner:
        inner.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            proper = relay(outer, inner)
        except OSError:
            proper = False
        part(outer, proper and not rude)


def main():
    plain_port, certificate, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    mode = sys.argv[4] if len(sys.argv) > 4 else ''
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if mode == 'old':
        context.set_ciphers('ALL:@SECLEVEL=0')
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(('127.0.0.1', 0))
    print(listener.getsockname()[1], flush=True)

    def accept():
        while True:
            raw, _ = listener.accept()
            threading.Thread(target=serve, args=(raw, context, plain_port, mode == 'rude'), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()


main()
