"""A real mail server on this machine, that takes messages, refuses them or breaks off, as it is told to."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Box:
    """What the server received; `answers` is {address: what it says instead, "" to hang up once it has all of it}."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.url = ""

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        (address,) = envelope.rcpt_tos
        said = self.answers.get(address, "250 taken")
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


@contextmanager
def mail_server() -> Iterator[Box]:
    box = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.url = f"smtp://127.0.0.1:{port}"
    try:
        yield box
    finally:
        controller.stop()
