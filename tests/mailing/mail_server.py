"""A real mail server on this machine, that takes messages, refuses them or breaks off, as it is told to."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""Of 127.0.0.1 and of nobody else, made for these tests, its key beside it; until 2120."""


class Box:
    """What the server received; `answers` is {address: what it says instead, "" to hang up once it has all of it}."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.url = ""
        self.encrypted: list[bool] = []
        """Of each message, whether nobody on the way could read it."""
        self.passwords: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        (address,) = envelope.rcpt_tos
        said = self.answers.get(address, "250 taken")
        self.encrypted.append(session.ssl is not None)
        if said.startswith("250") or not said:
            content: Any = envelope.content
            self.taken.append(message_from_bytes(content, policy=policy.default))
        if not said:
            transport: Any = server.transport
            transport.abort()
        return said

    def to(self) -> list[str]:
        """Who received something, in order."""
        return [str(mail["To"]) for mail in self.taken]

    def knows(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        """Whether that password is the right one: any is."""
        self.passwords.append(given.password)
        return AuthResult(success=True)


@contextmanager
def mail_server(*, encrypts: bool = False) -> Iterator[Box]:
    """A server of its own port; with STARTTLS and a password, or without."""
    box = Box()
    secure: dict[str, Any] = {}
    if encrypts:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        secure = {"tls_context": context, "require_starttls": True, "authenticator": box.knows}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, **secure)
    controller.start()
    box.url = f"smtp://127.0.0.1:{port}"
    try:
        yield box
    finally:
        controller.stop()
