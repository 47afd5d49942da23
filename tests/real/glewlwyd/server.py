#!/usr/bin/python3
"""A real Glewlwyd on loopback, for tests/real/glewlwyd.sh.

    /usr/bin/python3 server.py FOLDER SMTP-PORT [--second-factor]

Writes into FOLDER, which it empties first: the configuration, the SQLite database and the log. Mails go to
that port of loopback. Sets Glewlwyd up through its administrator's API, as a person would on its pages. With
--second-factor a profile is open only to who has given a mailed code as well. Prints "READY PORT" when all
is done; ends on SIGTERM or SIGINT, and Glewlwyd with it.
"""
import argparse
import asyncio
import contextlib
import json
import pathlib
import shutil
import signal
import socket
import sqlite3
import sys
import urllib.error
import urllib.request

# What Debian installs. Its own database is not touched, nor its service.
PROGRAM = "/usr/bin/glewlwyd"
MODULES = "/usr/lib/glewlwyd"
SCHEMA = "/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3"

PASSWORD = "first-Passw0rd"
USERS = ["field@staff.example", "desk@staff.example"]
ADMIN = {"username": "admin", "password": "password"}  # of the schema

CONFIGURATION = """\
port={port}
bind_address="127.0.0.1"
external_url="http://127.0.0.1:{port}"
login_url="login.html"
api_prefix="api"
log_mode="console"
log_level="INFO"
cookie_secure=0
session_expiration=2419200
session_key="GLEWLWYD2_SESSION_ID"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="{modules}/user"
client_module_path="{modules}/client"
user_auth_scheme_module_path="{modules}/scheme"
plugin_module_path="{modules}/plugin"
hash_algorithm="SHA512"
database = {{ type = "sqlite3" path = "{database}" }};
"""


def mail_server(port):
    return {"host": "127.0.0.1", "port": port, "use-tls": False, "check-certificate": False}


def register_plugin(smtp_port, url):
    """The plugin that mails the link for a new password."""
    return {
        "module": "register",
        "name": "register",
        "display_name": "Lost passwords",
        "parameters": {
            "registration": False,
            "update-email": False,
            "reset-credentials": True,
            "reset-credentials-session-key": "G_CREDENTIALS_SESSION",
            "reset-credentials-session-duration": 3600,
            "reset-credentials-email": True,
            "reset-credentials-token-duration": 600,
            "reset-credentials-from": "accounts@staff.example",
            "reset-credentials-content-type": "text/plain; charset=utf-8",
            "templatesResetCredentials": {
                "en": {
                    "defaultLang": True,
                    "subject": "Reset your password",
                    "body-pattern": "Hello,\n\nsomebody asked for a new password for this account. If it was you, "
                    "open this link:\n\n" + url + "/reset?token={TOKEN}\n\nIf it was not you, nothing has changed.\n",
                }
            },
            "reset-credentials-code": False,
            "scope": ["g_profile"],
            "session-key": "G_REGISTER_SESSION",
            "set-password": "always",
            **mail_server(smtp_port),
        },
    }


def oidc_plugin(url, name, device_seconds):
    """OpenID Connect: the device flow, and refresh tokens that are good once."""
    return {
        "module": "oidc",
        "name": name,
        "display_name": "OpenID Connect",
        "parameters": {
            "iss": url + "/api/" + name,
            "jwt-type": "sha",
            "jwt-key-size": "256",
            "key": "a-fixed-key-is-fine-for-a-server-that-lives-in-a-test",
            "access-token-duration": 3600,
            "refresh-token-duration": 1209600,
            "code-duration": 600,
            "refresh-token-rolling": True,
            "refresh-token-one-use": "always",
            "allow-non-oidc": True,
            "auth-type-code-enabled": False,
            "auth-type-token-enabled": False,
            "auth-type-id-token-enabled": True,
            "auth-type-none-enabled": False,
            "auth-type-password-enabled": False,
            "auth-type-client-enabled": False,
            "auth-type-device-enabled": True,
            "auth-type-refresh-enabled": True,
            "device-authorization-expiration": device_seconds,
            "device-authorization-interval": 1,
            "subject-type": "public",
            "email-claim": "mandatory",
        },
    }


def email_scheme(smtp_port):
    """The second factor: a mailed code."""
    return {
        "module": "email",
        "name": "email",
        "display_name": "Mailed code",
        "expiration": 600,
        "max_use": 0,
        "allow_user_register": False,
        "parameters": {
            "code-length": 6,
            "code-duration": 600,
            "from": "accounts@staff.example",
            "content-type": "text/plain; charset=utf-8",
            "user-lang-property": "lang",
            "templates": {
                "en": {
                    "defaultLang": True,
                    "subject": "Your code",
                    "body-pattern": "Hello,\n\nyour code is {CODE}. It is good for a few minutes.\n",
                }
            },
            **mail_server(smtp_port),
        },
    }


PROFILE_SCOPE = {
    "name": "g_profile",
    "display_name": "Profile",
    "description": "Access to the user's profile",
    "password_required": True,
    "password_max_age": 600,
    "scheme": {"1": [{"scheme_type": "email", "scheme_name": "email"}]},
    "scheme_required": {"1": 1},
}

CLIENT = {
    "client_id": "backin",
    "name": "backin",
    "confidential": False,
    "enabled": True,
    "authorization_type": ["device_authorization", "refresh_token"],
    "redirect_uri": [],
    "scope": ["openid", "g_profile"],
}


class Api:
    """Glewlwyd's API for one person, with that person's cookie."""

    def __init__(self, url):
        self.url = url
        # Loopback, whatever proxy there is.
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor()
        )

    def send(self, path, value, method="POST"):
        request = urllib.request.Request(
            self.url + path, json.dumps(value).encode(), {"Content-Type": "application/json"}, method=method
        )
        try:
            self.opener.open(request, timeout=20).close()
        except urllib.error.HTTPError as error:
            sys.exit(f"{path} answered {error.code}: {error.read().decode(errors='replace')}")


def set_up(url, smtp_port, second_factor):
    api = Api(url + "/api")
    api.send("/auth", ADMIN)
    api.send("/mod/plugin", register_plugin(smtp_port, url))
    api.send("/mod/plugin", oidc_plugin(url, "oidc", 600))
    api.send("/mod/plugin", oidc_plugin(url, "hasty", 4))
    api.send("/client/", CLIENT)
    for name in USERS:
        user = {"username": name, "name": name, "email": name, "enabled": True, "password": PASSWORD}
        api.send("/user/", user | {"scope": ["g_profile", "openid"]})
    if second_factor:
        api.send("/mod/scheme", email_scheme(smtp_port))
        api.send("/scope/g_profile", PROFILE_SCOPE, "PUT")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


async def copy_lines(stream, file):
    async for line in stream:
        file.write(line)
        file.flush()


async def start_glewlwyd(folder, log):
    """A process that listens, and its port. Another program may take a free port first: then once more."""
    for _ in range(5):
        port = free_port()
        configuration = folder / "glewlwyd.conf"
        configuration.write_text(
            CONFIGURATION.format(port=port, modules=MODULES, database=folder / "glewlwyd.db")
        )
        process = await asyncio.create_subprocess_exec(
            # ends when this process does, however that comes
            *["setpriv", "--pdeathsig", "TERM", PROGRAM, f"--config-file={configuration}"],
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        async for line in process.stdout:
            log.write(line)
            if b"started on port" in line:
                return process, port
        await process.wait()
    sys.exit("Glewlwyd does not start: see its log")


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("smtp_port", type=int)
    parser.add_argument("--second-factor", action="store_true")
    options = parser.parse_args()

    folder = options.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with contextlib.closing(sqlite3.connect(folder / "glewlwyd.db")) as database:
        database.executescript(pathlib.Path(SCHEMA).read_text(encoding="utf-8"))

    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)

    with open(folder / "glewlwyd.log", "wb") as log:
        process, port = await start_glewlwyd(folder, log)
        copying = asyncio.create_task(copy_lines(process.stdout, log))
        try:
            await asyncio.to_thread(set_up, f"http://127.0.0.1:{port}", options.smtp_port, options.second_factor)
            print(f"READY {port}", flush=True)
            await asyncio.wait(
                [asyncio.create_task(over.wait()), copying], return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
            await copying


asyncio.run(main())
