#!/usr/bin/python3
"""Runs a command on a terminal of its own and talks to it: tests/talk.py DIALOGUE COMMAND...

DIALOGUE is a file with one order a line:
  see TEXT      waits until the command has printed it since the last order that found something
  type TEXT     types it and Enter (\\x03 and the like are understood)
  key TEXT      types it without Enter
  echo on|off   the terminal's echo must be so
  signal NAME   sends the command a signal
Prints everything that the command printed, then "[exit N]" or "[signal N]", and "[echo on|off]" as it was
left behind. Exits 1 when something that was waited for did not come within 20 seconds.
"""
import codecs
import os
import pty
import select
import signal
import sys
import termios
import time

DEADLINE = 20


class Dialogue:
    def __init__(self, command):
        # A second descriptor of the terminal stays open here, to look at its echo after the command's end.
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execvp(command[0], command)
        self.seen = b''
        self.from_here = 0
        self.ended = False

    def read(self, timeout):
        ready, _, _ = select.select([self.terminal], [], [], timeout)
        if not ready:
            return
        try:
            data = os.read(self.terminal, 65536)
        except OSError:  # the other end is closed
            data = b''
        if not data:
            self.ended = True
        self.seen += data

    def wait_until(self, what, condition):
        end = time.monotonic() + DEADLINE
        while not condition():
            if self.ended or time.monotonic() > end:
                sys.stdout.write(self.seen.decode('utf-8', 'replace'))
                sys.exit(f'talk.py: waited in vain for: {what}')
            self.read(0.05)

    def see(self, text):
        def found():
            at = self.seen.find(text, self.from_here)
            if at >= 0:
                self.from_here = at + len(text)
            return at >= 0

        self.wait_until(text.decode(), found)

    def echo(self):
        return bool(termios.tcgetattr(self.terminal)[3] & termios.ECHO)

    def order(self, line):
        word, _, rest = line.partition(' ')
        text = codecs.decode(rest, 'unicode_escape').encode('latin-1') if word != 'see' else rest.encode()
        if word == 'see':
            self.see(text)
        elif word == 'type':
            os.write(self.terminal, text + b'\n')
        elif word == 'key':
            os.write(self.terminal, text)
        elif word == 'echo':
            self.wait_until('echo ' + rest, lambda: self.echo() == (rest == 'on'))
        elif word == 'signal':
            os.kill(self.pid, getattr(signal, rest))
        else:
            sys.exit(f'talk.py: no such order: {line}')

    def finish(self):
        # The echo is asked for while the terminal still lives: it ends with its last reader.
        echo = 'on' if self.echo() else 'off'
        end = time.monotonic() + DEADLINE
        while not self.ended and time.monotonic() < end:
            try:
                echo = 'on' if self.echo() else 'off'
            except termios.error:
                pass
            self.read(0.05)
        status = os.waitpid(self.pid, 0 if self.ended else os.WNOHANG)[1]
        sys.stdout.write(self.seen.decode('utf-8', 'replace').replace('\r\n', '\n'))
        if os.WIFSIGNALED(status):
            print(f'\n[signal {os.WTERMSIG(status)}]')
        else:
            print(f'\n[exit {os.WEXITSTATUS(status)}]')
        print(f'[echo {echo}]')


def main():
    dialogue = Dialogue(sys.argv[2:])
    with open(sys.argv[1], encoding='utf-8') as orders:
        for line in orders:
            if line.strip():
                dialogue.order(line.rstrip('\n'))
    dialogue.finish()


main()
