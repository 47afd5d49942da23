"""500 servers on loopback, each with a file; they answer when they are let.

many.py FOLDER writes FOLDER/servers/*.json and says READY on stdout. Servers whose number ends in 3 are dead
ports. The numbers of those that were asked go to FOLDER/asked, a line for each request, what was said to them
to FOLDER/heads. A line of stdin lets servers answer from then on: "let quick", "let all" ("quick" are not those
whose number ends in 7), "let NUMBER". Ends with its stdin.
"""
import asyncio
import json
import pathlib
import socket
import sys

COUNT = 500
ANSWER = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}'
folder = pathlib.Path(sys.argv[1])
asked = (folder / 'asked').open('a', buffering=1)
heads = (folder / 'heads').open('ab', buffering=0)
dead = []  # bound and not listening: refuses, and nobody else gets the port
let = {}  # number -> whether it may answer


async def serve(number, reader, writer):
    try:
        while True:
            head = await reader.readuntil(b'\r\n\r\n')
            print(number, file=asked)
            heads.write(head)
            await let[number].wait()
            writer.write(ANSWER)
            await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def open_port(number):
    if number % 10 == 3:
        dead.append(socket.socket())
        dead[-1].bind(('127.0.0.1', 0))
        return dead[-1].getsockname()[1]
    let[number] = asyncio.Event()
    server = await asyncio.start_server(lambda reader, writer: serve(number, reader, writer), '127.0.0.1', 0)
    return server.sockets[0].getsockname()[1]


def describe(number, port):
    probe = {'request': {'method': 'GET', 'path': '/health'}}
    sign_in = {'request': {'method': 'POST', 'path': '/in', 'json': {'e': '{{email}}', 'p': '{{password}}'}},
               'replies': [{'when': {'status': 200}, 'outcome': 'ok', 'session': {'token': '/t'}}]}
    text = json.dumps({'name': f'Site {number:03}', 'url': f'http://127.0.0.1:{port}/api',
                       'email_domains': [f'site{number}.example'], 'actions': {'probe': probe, 'sign_in': sign_in}})
    (folder / 'servers' / f'{number:03}-site{number:03}.json').write_text(text)


def obey(whom):
    for number, event in let.items():
        if whom == 'all' or whom == 'quick' and number % 10 != 7 or whom == str(number):
            event.set()


async def main():
    (folder / 'servers').mkdir()
    for number in range(1, COUNT + 1):
        describe(number, await open_port(number))
    print('READY', flush=True)
    commands = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    while line := await commands.readline():
        obey(line.decode().split()[1])


asyncio.run(main())
