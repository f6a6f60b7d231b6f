#!/usr/bin/env python3
"""smtpd.py PORTFILE MAILDIR [--tls CERT KEY] [--login USER PASSWORD]

A submission server on loopback for tests.  What happens to a mail depends on
the local part of its recipient:

    later@     451 at RCPT          refused@   550 at RCPT
    busy@      452 after the dot    spam@      554 after the dot
    drop@      taken, then the connection ends without an answer
    lost@      the connection ends without an answer, nothing taken

Everything else is taken and written to MAILDIR/new, one file a mail.  The
port is written to PORTFILE, a named pipe, once the server listens.
"""
import argparse
import asyncio
import os
import ssl

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

parser = argparse.ArgumentParser()
parser.add_argument("portfile")
parser.add_argument("maildir")
parser.add_argument("--tls", nargs=2)
parser.add_argument("--login", nargs=2)
options = parser.parse_args()
os.makedirs(os.path.join(options.maildir, "new"), exist_ok=True)


class Handler:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        kind = address.split("@")[0]
        if kind == "later":
            return "451 4.7.1 greylisted"
        if kind == "refused":
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        kind = envelope.rcpt_tos[0].split("@")[0]
        if kind == "busy":
            return "452 4.3.1 no room"
        if kind == "spam":
            return "554 5.7.1 not wanted"
        if kind != "lost":
            Handler.count += 1
            path = os.path.join(options.maildir, "new", f"{Handler.count:04d}")
            with open(path, "wb") as out:
                out.write(b"X-Envelope-From: " + envelope.mail_from.encode() + b"\r\n")
                out.write(b"X-Envelope-To: " + envelope.rcpt_tos[0].encode() + b"\r\n")
                out.write(envelope.original_content)
        if kind in ("drop", "lost"):
            server.transport.abort()
        return f"250 queued as {Handler.count}"


def login(server, session, envelope, mechanism, data):
    good = (isinstance(data, LoginPassword) and options.login
            and [data.login.decode(), data.password.decode()] == options.login)
    return AuthResult(success=bool(good), handled=bool(good), message=None if good else "535 5.7.8 no")


def session():
    arguments = {"enable_SMTPUTF8": True, "hostname": "test"}
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*options.tls)
        arguments.update(tls_context=context, require_starttls=True)
    if options.login:
        arguments.update(authenticator=login, auth_required=True, auth_require_tls=bool(options.tls))
    return SMTP(Handler(), **arguments)


async def serve():
    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)
    with open(options.portfile, "w", encoding="ascii") as out:
        out.write(f"{server.sockets[0].getsockname()[1]}\n")
    await server.serve_forever()


asyncio.run(serve())
