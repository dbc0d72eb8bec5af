"""Hand the messages that wait to the mail server: each leaves once, or waits, or is known not to be deliverable.

Between "the server has all of it" and "the server has said so" a broken line leaves nobody wiser. Such a message stays
marked as leaving and is never sent again by itself: whoever sent it decides.
"""

import datetime as dt
import logging
import smtplib
from contextlib import suppress
from email.utils import parseaddr

from sqlalchemy import ColumnElement, delete, or_, select, update

from consultation.db import Database
from consultation.mailing.server import BadMailServer, Server, connect, message, server_of
from consultation.models import Mail
from consultation.models.base import now
from consultation.settings import Settings
from consultation.terms import MailState

logger = logging.getLogger(__name__)
MOST_TRIES = 12
AGAIN_AFTER = dt.timedelta(minutes=10)
"""Times the tries: twelve make half a day, enough for a server that asks to wait (RFC 5321: some hours)."""


class Refused(Exception):
    """The server did not take a message; `is_final` when it never will."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.is_final = code >= 500


def send_waiting(database: Database, settings: Settings) -> int:
    """How many messages the server took."""
    with database.reader() as session:
        keys = session.scalars(select(Mail.key).where(*due()).order_by(Mail.key)).all()
    if not keys:
        return 0
    try:
        server = server_of(settings)
        smtp = connect(server) if server else None
    except (OSError, BadMailServer) as error:  # every error of smtplib is an OSError
        logger.warning("No mail leaves, it is tried again in a minute: %s", error)
        return 0
    if smtp is None or server is None:
        return 0
    sent = 0
    try:
        for key in keys:
            sent += send_one(database, smtp, server, key)
    except OSError as error:
        logger.warning("The mail server broke off: %s", error)
    finally:
        with suppress(OSError):
            smtp.quit()
    return sent


def due() -> tuple[ColumnElement[bool], ...]:
    """Messages it is time for."""
    return (Mail.state == MailState.WAITING, or_(Mail.again_at.is_(None), Mail.again_at <= now()))


def send_one(database: Database, smtp: smtplib.SMTP, server: Server, key: str) -> bool:
    """Whether the server took it.

    :raises OSError: when the line broke; the message waits, or stays marked as leaving when all of it was under way
    """
    with database.transaction() as session:
        claim = update(Mail).where(Mail.key == key, *due()).values(state=MailState.LEAVING, tries=Mail.tries + 1)
        row = session.execute(claim.returning(*Mail.__table__.columns)).mappings().one_or_none()
    if row is None:
        return False  # another process has it, or its reader wants none any more
    try:
        mail = message(key, server.sender, row["address"], row["subject"], row["text"], row["locale"], row["leave_url"])
    except Exception as error:  # whatever the library says of an address: it stops nobody else's message
        logger.warning("A message could not be written: %s", type(error).__name__)
        put_back(database, key, MailState.REFUSED, row["tries"])
        return False
    try:
        hand_over(smtp, server.sender, row["address"], mail)
    except Refused as refused:
        is_over = refused.is_final or row["tries"] >= MOST_TRIES
        logger.warning("A message was refused%s: %s", "" if is_over else " for now", refused)
        put_back(database, key, MailState.REFUSED if is_over else MailState.WAITING, row["tries"])
        with suppress(smtplib.SMTPServerDisconnected):
            smtp.rset()
        return False
    except NotBegun as broken:
        put_back(database, key, MailState.WAITING, row["tries"])
        raise OSError(str(broken)) from broken
    with database.transaction() as session:
        session.execute(delete(Mail).where(Mail.key == key))
    return True


class NotBegun(Exception):
    """The line broke before any of the message was under way."""


def hand_over(smtp: smtplib.SMTP, sender: str, address: str, mail: bytes) -> None:
    """The server has the message.

    :raises Refused: when it does not take it
    :raises NotBegun: when the line broke while nothing was under way
    :raises OSError: when the line broke later
    """
    try:
        code, _said = smtp.mail(parseaddr(sender)[1])
        if code == 250:
            code, _said = smtp.rcpt(address)
    except UnicodeError as error:
        raise Refused(553) from error  # a mail box that is not ASCII, on a server that has no others
    except OSError as error:
        raise NotBegun(str(error)) from error
    if code not in {250, 251}:
        raise Refused(code)
    try:
        code, _said = smtp.data(mail)
    except smtplib.SMTPDataError as error:
        raise Refused(error.smtp_code) from error
    if code != 250:
        raise Refused(code)


def put_back(database: Database, key: str, state: MailState, tries: int) -> None:
    """The message waits, until later, or is given up."""
    with database.transaction() as session:
        session.execute(update(Mail).where(Mail.key == key).values(state=state, again_at=now() + AGAIN_AFTER * tries))
