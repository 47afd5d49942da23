#!/usr/bin/python3
"""Passes TCP on to a port and writes down what goes by: relay.py PORT LOG. Prints its own port.

A line each in LOG: "connect", "up BYTES", "down BYTES", "close"; pieces that follow each other in one direction
are one line, so a change of direction is half a round trip."""
import socket, sys, threading

target, log = int(sys.argv[1]), open(sys.argv[2], "w", buffering=1)
lock, last = threading.Lock(), [None, 0]


def flush():
    if last[0]:
        print(last[0], last[1], file=log)
    last[0], last[1] = None, 0


def note(what, size=0):
    with lock:
        if what in ("up", "down"):
            if last[0] != what:
                flush()
            last[0], last[1] = what, last[1] + size
        else:
            flush()
            print(what, file=log)


def carry(source, sink, what):
    while data := source.recv(65536):
        note(what, len(data))
        sink.sendall(data)
    try:
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass
    if what == "up":
        note("close")


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    near, _ = listener.accept()
    note("connect")
    far = socket.create_connection(("127.0.0.1", target))
    for pair in ((near, far, "up"), (far, near, "down")):
        threading.Thread(target=carry, args=pair, daemon=True).start()
