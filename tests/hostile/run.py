#!/usr/bin/python3
"""Drives the real program against servers that say what no server should: run.py FOLDER

Started by tests/hostile.sh inside a keyring of its own. FOLDER holds the certificates and takes whatever is
made here. Each row of cases.py is run once for people and once for machines, and judged by all that a user
relies on: the exit code and its word, a terminal that nothing foreign reaches, no secret where it should not
be, nothing sent twice or to anybody else, nothing kept, memory and time.
"""
import asyncio
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import threading
import time
import unicodedata

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import cases  # noqa: E402
from server import Answer, Port  # noqa: E402

BUILD = os.path.abspath(os.environ.get('BUILD', 'build'))
BACKIN = os.path.join(BUILD, 'backin')
SANITIZED = bool(os.environ.get('SANITIZE'))
MAX_KIB = 48 * 1024  # of memory, in every case
MAX_SECONDS = 36  # 30 for the request, the rest for a busy machine
AT_ONCE = 10

POST = {'method': 'POST', 'path': '/x', 'json': {'email': '{{email}}', 'password': '{{password}}'}}
SERVER = {
    'name': 'Hostile', 'errors': {'code': ['/error'], 'message': ['/message']},
    'actions': {
        'sign_in': {
            'request': POST,
            'replies': [
                {'when': {'code': 'bad_password'}, 'outcome': 'invalid_credentials'},
                {'when': {'status': 200, '/token': {'exists': True}}, 'outcome': 'ok',
                 'session': {'token': '/token', 'refresh': '/refresh', 'expires_in': '/expires_in'}}]},
        'forgot': {
            'disclosure': 'revealed', 'completes': 'code', 'mail': {'code': {'length': 6, 'digits': True}},
            'request': {'method': 'POST', 'path': '/f', 'json': {'email': '{{email}}'}},
            'replies': [
                {'when': {'code': 'no_user'}, 'outcome': 'unknown_account'},
                {'when': {'status': [200, 202, 204]}, 'outcome': 'ok',
                 'capture': {'flow': {'body': '/flow', 'keep': True, 'optional': True}}}]},
        'reset': {'request': {'method': 'POST', 'path': '/r',
                              'json': {'code': '{{code}}', 'flow': '{{flow?}}', 'password': '{{new_password}}'}}},
        'admin_reset': {'ways': {'generate': {
            'request': {'method': 'POST', 'path': '/g', 'json': {'user': '{{target}}'}},
            'replies': [{'when': {'status': 200}, 'outcome': 'ok', 'show': [{'from': '/password', 'as': 'password'}]}]}}},
    }}


class Run:
    """One run of the program: what it said, how it ended, what it took."""

    def __init__(self, folder, command, environment):
        with open(folder + '/in', 'wb') as file:
            file.write(cases.PASSWORD.encode() + b'\n')
        self.started = time.monotonic()
        with open(folder + '/in', 'rb') as given, open(folder + '/out', 'wb') as out, \
                open(folder + '/err', 'wb') as err, open(folder + '/shown', 'wb') as shown:
            os.set_inheritable(shown.fileno(), True)
            child = subprocess.Popen([a.replace('SHOWN', str(shown.fileno())) for a in command], stdin=given, stdout=out,
                                     stderr=err, env=environment, start_new_session=True, pass_fds=[shown.fileno()])
            guard = threading.Timer(MAX_SECONDS + 10, child.kill)
            guard.start()
            _, status, usage = os.wait4(child.pid, 0)
            guard.cancel()
            child.returncode = os.waitstatus_to_exitcode(status)
        self.code = child.returncode
        self.seconds = time.monotonic() - self.started
        self.kib = usage.ru_maxrss
        self.out, self.err, self.shown = (open(f'{folder}/{name}', 'rb').read() for name in ('out', 'err', 'shown'))


def harmful(data):
    """What of this must not reach a terminal; '' if nothing."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return f'not UTF-8: {error}'
    bad = [c for c in text if c != '\n' and unicodedata.category(c) in ('Cc', 'Cf', 'Cs', 'Co', 'Cn', 'Zl', 'Zp')]
    return 'harmful: ' + ascii(''.join(bad[:9])) if bad else ''


def secrets_in(data, *names):
    return [name for name in names if name.encode() in data]


class Case:
    def __init__(self, command, row, folder, elsewhere):
        self.name, answer, self.code, self.word = row
        self.command = command
        mark = f'127.0.0.1:{elsewhere.number}'.encode()
        self.port = Port(Answer(answer.data.replace(b'ELSEWHERE', mark), answer.end, answer.tail, answer.pause, answer.greet))
        self.user = f'{self.name}@hostile.example'
        self.folder = f'{folder}/{self.name}'
        self.problems = []
        self.slow = self.name.startswith(('slow', 'tls-slow'))
        self.origin = None  # instead of the port's own
        self.more = {}

    def prepare(self):
        for sub in ('home', 'servers'):
            os.makedirs(f'{self.folder}/{sub}', mode=0o700)
        url = self.origin or f'http://127.0.0.1:{self.port.number}'
        with open(f'{self.folder}/servers/10-hostile.json', 'w') as file:
            json.dump(dict(SERVER, url=url, **self.more), file)
        os.chmod(f'{self.folder}/servers/10-hostile.json', 0o600)

    def arguments(self):
        return {
            'login': ['login', '--password-stdin'],
            'forgot': ['forgot'],
            'shown': ['admin', 'reset', '--generate', '--yes', self.user, '--out-fd', 'SHOWN'],
        }[self.command] + ['-s', 'hostile', '-u', self.user]

    def expect(self, good, what):
        if not good:
            self.problems.append(what)

    def check_run(self, run):
        said = run.out + run.err
        self.expect(run.code == self.code, f'exit code {run.code}, wanted {self.code}')
        self.expect(not harmful(said), f'on the terminal: {harmful(said)}')
        self.expect(not harmful(run.shown), f'shown once: {harmful(run.shown)}')
        self.expect(not secrets_in(said, cases.PASSWORD, cases.TOKEN, cases.REFRESH), 'a secret on the terminal')
        self.expect(run.seconds < MAX_SECONDS, f'took {run.seconds:.0f} s')
        self.expect(SANITIZED or run.kib < MAX_KIB, f'took {run.kib} KiB')
        self.expect(len(said) < 4000, f'said {len(said)} bytes')

    def check_word(self, run):
        try:
            document = json.loads(run.out)
        except ValueError:
            self.problems.append('standard output is no JSON')
            return
        word = document.get('error', {}).get('code', '')
        wait = document.get('error', {}).get('retry_after')
        self.expect(word == self.word, f'"{word}", wanted "{self.word}"')
        self.expect(wait is None or 0 < wait <= 900, f'retry_after {wait}')

    def check_files(self):
        for folder, _, names in os.walk(self.folder + '/home'):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, 'rb') as file:
                    data = file.read()
                self.expect(not secrets_in(data, cases.PASSWORD, cases.TOKEN, cases.REFRESH), f'a secret in {path}')
                self.expect(len(data) < 64 * 1024, f'{path} has {len(data)} bytes')
                self.expect(os.stat(path).st_mode & 0o77 == 0, f'{path} can be read by others')
                if name == 'state.json' and self.code != 0:
                    self.expect(not json.loads(data)['resets'], 'a reset is kept')

    def check_wire(self, runs):
        self.expect(len(self.port.requests) <= runs, f'{len(self.port.requests)} requests of {runs} runs')

    def play(self):
        environment = dict(os.environ, HOME=self.folder + '/home', BACKIN_SERVERS_PATH=self.folder + '/servers',
                           BACKIN_STORE='keyring',
                           BACKIN_NO_INPUT='1')
        self.prepare()
        for machine in [True] if self.slow else [True, False]:
            if machine or self.command != 'forgot' or self.code != 0:  # it would be asked again too soon
                # The first alone could keep something; without a keyring the second takes half the time.
                command = [BACKIN, *self.arguments(), *(['--json'] if machine else ['--store', 'none'])]
                run = Run(self.folder, command, environment)
                self.check_run(run)
                if machine:
                    self.check_word(run)
                self.last = run
        self.check_files()
        self.check_wire(1 if self.slow else 2)


def tls_cases(folder, elsewhere):
    """The certificates that must stop everything before a byte of the request leaves."""
    here = os.path.dirname(os.path.abspath(__file__))
    table = [('good', 'good', '', 0, ''), ('rude', 'good', 'rude', 0, ''), ('expired', 'expired', '', 5, 'tls_expired'),
             ('future', 'future', '', 5, 'tls_not_yet_valid'), ('host', 'other', '', 5, 'tls_wrong_host'),
             ('issuer', 'unknown', '', 5, 'tls_unknown_issuer'), ('self', 'self', '', 5, 'tls_unknown_issuer'),
             ('old', 'good', 'old', 5, 'tls')]
    result = []
    for name, certificate, mode, code, word in table:
        case = Case('login', (f'tls-{name}', Answer(cases.said(cases.GOOD)), code, word), folder, elsewhere)
        case.more = {'ca_file': f'{folder}/ca.pem'}
        case.front = [sys.executable, '-W', 'ignore', os.path.join(here, '../unit/net/tls_front.py'), 'PORT',
                      f'{folder}/{certificate}.pem', f'{folder}/{certificate}.key', mode]
        result.append(case)
    for name, answer, word in [('plain', cases.said(cases.GOOD), 'tls'), ('garbage', b'\x16\x03\x03\xff\xff' * 9, 'tls'),
                               ('slow', Answer(end='stay', greet=True), 'timeout'), ('closed', b'', 'no_route')]:
        if not isinstance(answer, Answer):
            answer = Answer(answer, greet=True)
        case = Case('login', (f'tls-{name}', answer, 5, word), folder, elsewhere)
        case.origin = 'https://127.0.0.1:PORT'
        result.append(case)
    return result


def start_front(case):
    """The front's process; it ends with its input."""
    command = [a.replace('PORT', str(case.port.number)) for a in case.front]
    front = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    case.origin = f'https://127.0.0.1:{int(front.stdout.readline())}'
    return front


def kept_accounts():
    """The accounts that the keyring holds something of, asked of the keyring itself."""
    found = subprocess.run(['secret-tool', 'search', '--all', '--unlock', 'xdg:schema', 'org.backin.Item',
                            'kind', 'session'], capture_output=True,
                           check=False)
    return set(re.findall(rb'([\w.-]+)@hostile\.example', found.stdout + found.stderr))


async def main():
    folder = os.path.abspath(sys.argv[1])
    elsewhere = await Port(Answer(cases.said(cases.GOOD))).open()
    table = [Case('login', row, folder, elsewhere) for row in cases.LOGIN]
    table += [Case('forgot', row, folder, elsewhere) for row in cases.FORGOT]
    table += [Case('shown', row, folder, elsewhere) for row in cases.SHOWN]
    table += tls_cases(folder, elsewhere)
    if len(sys.argv) > 2:
        table = [case for case in table if case.name in sys.argv[2:]]
    fronts = []
    for case in table:
        await case.port.open()
        if hasattr(case, 'front'):
            fronts.append(start_front(case))
        elif case.origin:
            case.origin = case.origin.replace('PORT', str(case.port.number))
    loop = asyncio.get_running_loop()
    slow = [case for case in table if case.slow]
    quick = [case for case in table if not case.slow]
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE + len(slow)) as pool:
        waiting = [loop.run_in_executor(pool, case.play) for case in slow]
        limit = asyncio.Semaphore(AT_ONCE)

        async def one(case):
            async with limit:
                await loop.run_in_executor(pool, case.play)

        await asyncio.gather(*waiting, *(one(case) for case in quick))
    for front in fronts:
        front.stdin.close()
        front.wait()
    return report(table, elsewhere)


def report(table, elsewhere):
    failed = 0
    for number, case in enumerate(table, 1):
        failed += bool(case.problems)
        print(f'{"not " if case.problems else ""}ok {number} - {case.name}')
        if case.problems:
            for problem in dict.fromkeys(case.problems):
                print(f'#   {problem}')
            print('#   said: ' + ascii((case.last.out + case.last.err)[:600]))
    wanted = {case.name.encode() for case in table if case.code == 0 and case.command == 'login'}
    kept = kept_accounts()
    print(f'{"ok" if kept == wanted else "not ok"} {len(table) + 1} - the keyring holds the good sessions and nothing else')
    for name in kept ^ wanted:
        print(f'#   {name.decode()}: {"kept" if name in kept else "not kept"}')
    print(f'{"not " if elsewhere.connections else ""}ok {len(table) + 2} - nobody else was spoken to')
    print(f'1..{len(table) + 2}')
    return 1 if failed or kept != wanted or elsewhere.connections else 0


sys.exit(asyncio.run(main()))
