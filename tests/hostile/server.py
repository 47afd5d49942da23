"""A scripted server on loopback: a port for each answer, said byte for byte as it stands, well-formed or not."""
import asyncio
import socket
import struct


class Answer:
    """What is said to each request: bytes, then a way to end.

    close   ends the connection                 reset   breaks it
    stay    says no more and stays              repeat  says tail again and again, as fast as it is read
    drip    says tail again and again, one byte every pause seconds
    greet   (besides) says it to whoever connects, before any request
    """

    def __init__(self, data=b'', end='close', tail=b'', pause=0.1, greet=False):
        self.data, self.end, self.tail, self.pause, self.greet = data, end, tail, pause, greet


class Port:
    """One listening port, and what happened there."""

    def __init__(self, answer):
        self.answer = answer
        self.connections = 0
        self.requests = []
        self.number = 0

    async def open(self):
        server = await asyncio.start_server(self.serve, '127.0.0.1', 0, limit=1 << 20)
        self.number = server.sockets[0].getsockname()[1]
        return self

    async def serve(self, reader, writer):
        self.connections += 1
        try:
            if self.answer.greet:
                await self.say(writer)
                await reader.read(65536)  # what is unread at the end would break the connection
            else:
                while await self.hear(reader) and await self.say(writer):
                    pass
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def hear(self, reader):
        head = await reader.readuntil(b'\r\n\r\n')
        length = 0
        for line in head.lower().split(b'\r\n'):
            if line.startswith(b'content-length:'):
                length = int(line.split(b':')[1])
        self.requests.append(head + await reader.readexactly(length))
        return True

    async def say(self, writer):
        """Whether the connection is still good for another request."""
        answer = self.answer
        writer.write(answer.data)
        await writer.drain()
        while answer.end == 'repeat':
            writer.write(answer.tail * (65536 // len(answer.tail) + 1))
            await writer.drain()
        while answer.end == 'drip':
            for byte in answer.tail:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(answer.pause)
        if answer.end == 'stay':
            await asyncio.Event().wait()
        if answer.end == 'reset':
            writer.get_extra_info('socket').setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                                       struct.pack('ii', 1, 0))
            writer.transport.abort()
        return False
