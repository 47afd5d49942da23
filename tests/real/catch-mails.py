#!/usr/bin/python3
"""A real SMTP server on loopback that keeps the mails it takes, for the tests against real servers.

    /usr/bin/python3 catch-mails.py FOLDER

Writes each into FOLDER, which it empties first, as a mail program shows it: 0001.txt and so on, the oldest
first. Prints "READY PORT" when it listens; ends on SIGTERM.
"""
import asyncio
import email
import email.policy
import pathlib
import shutil
import sys

from aiosmtpd.smtp import SMTP


class Keeper:
    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    async def handle_DATA(self, server, session, envelope):  # the name is aiosmtpd's
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        shown = "".join(f"{name}: {message[name]}\n" for name in ("From", "To", "Subject") if message[name])
        text = message.get_body(("plain", "html")).get_content().replace("\r\n", "\n")
        self.count += 1
        path = self.folder / f"{self.count:04}.txt"
        # Nobody who waits for it sees half of it.
        path.with_suffix(".part").write_text(f"{shown}\n{text}", encoding="utf-8")
        path.with_suffix(".part").rename(path)
        return "250 OK"


async def main():
    folder = pathlib.Path(sys.argv[1])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    keeper = Keeper(folder)
    catcher = await asyncio.get_running_loop().create_server(lambda: SMTP(keeper), "127.0.0.1", 0)
    print(f"READY {catcher.sockets[0].getsockname()[1]}", flush=True)
    await catcher.serve_forever()


asyncio.run(main())
