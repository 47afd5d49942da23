#!/usr/bin/python3
"""A real Flask-Security on loopback, for tests/real/flask-security.sh.

    /usr/bin/python3 server.py FOLDER SMTP-PORT

Writes into FOLDER, which it empties first: the SQLite database and the log. Mails go to that port of
loopback. The application has nothing of its own but its accounts: every address that is asked is one of
Flask-Security, set up as its documentation advises for programs that talk JSON, with protection against
forged requests on whatever a cookie could authorize. Prints "READY PORT" when all is done; ends on SIGTERM
or SIGINT.
"""
import logging
import pathlib
import shutil
import signal
import sys
import threading

from flask import Flask
from flask_mail import Mail
from flask_security import Security, SQLAlchemyUserDatastore, hash_password
from flask_security.models import fsqla_v3
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from werkzeug.serving import make_server

PASSWORD = "first-Passw0rd"
# Who has a second factor gets a code by mail.
USERS = {"field@staff.example": None, "desk@staff.example": "email"}


def settings(folder, smtp_port):
    return {
        "SECRET_KEY": "a-fixed-key-is-fine-for-a-server-that-lives-in-a-test",
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/accounts.db",
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": smtp_port,
        "SECURITY_EMAIL_SENDER": "accounts@staff.example",
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        # What Debian's passlib can without further packages; few rounds, for the passwords are no secret.
        "SECURITY_PASSWORD_HASH": "pbkdf2_sha512",
        "SECURITY_PASSWORD_HASH_OPTIONS": {"pbkdf2_sha512__rounds": 1000},
        "SECURITY_PASSWORD_SALT": "146585145368132386173505678016728509634",
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["email"],
        "SECURITY_TOTP_SECRETS": {"1": "TjQ9Qa31VOrfEzuPy4VHQWPCTmRzCnFzMKLxXYiZu9B"},
        "SECURITY_TOTP_ISSUER": "staff.example",
        "WTF_CSRF_CHECK_DEFAULT": False,
        "SECURITY_CSRF_PROTECT_MECHANISMS": ["session", "basic"],
    }


def make_application(folder, smtp_port):
    app = Flask("accounts", root_path=str(folder))
    app.config.update(settings(folder, smtp_port))
    CSRFProtect(app)
    Mail(app)
    database = SQLAlchemy(app)
    fsqla_v3.FsModels.set_db_info(database)

    class Role(database.Model, fsqla_v3.FsRoleMixin):
        pass

    class User(database.Model, fsqla_v3.FsUserMixin):
        def get_security_payload(self):
            return {"email": self.email}

    security = Security(app, SQLAlchemyUserDatastore(database, User, Role))
    with app.app_context():
        database.create_all()
        for email, method in USERS.items():
            user = security.datastore.create_user(email=email, password=hash_password(PASSWORD))
            if method:
                secret = security._totp_factory.generate_totp_secret()
                security.datastore.tf_set(user, method, totp_secret=secret)
        security.datastore.commit()
    return app


def main(folder, smtp_port):
    folder = pathlib.Path(folder).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    logging.basicConfig(filename=folder / "server.log", level=logging.INFO)

    server = make_server("127.0.0.1", 0, make_application(folder, smtp_port), threaded=True)
    for number in (signal.SIGTERM, signal.SIGINT):
        # Not from here: shutdown() waits for what is interrupted.
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"READY {server.port}", flush=True)
    server.serve_forever()


main(sys.argv[1], int(sys.argv[2]))
