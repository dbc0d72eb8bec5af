"""The mail server of an installation, as its address says; and a message as it leaves."""

import html
import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as AS_SENT
from email.utils import formatdate, parseaddr
from hashlib import sha256
from urllib.parse import unquote, urlsplit

from consultation.i18n import direction, html_lang
from consultation.settings import Settings

PORTS = {"smtp": 587, "smtps": 465}
WAIT_S = 20
SIGNS = "in SMTP_URL write the signs : / ? # [ @ of a password as %3A %2F %3F %23 %5B %40; a port is a number"
HERE = {"localhost", "127.0.0.1", "::1"}
LINK = re.compile(r"https?://[^\s<>\u2066-\u2069]+")


class BadMailServer(Exception):
    """The settings name no server that mail may be handed to; says why."""


@dataclass(frozen=True)
class Server:
    """Where mail is handed to."""

    is_encrypted: bool
    """From the first byte on; else STARTTLS, where the server has it."""
    host: str
    port: int
    user: str
    password: str
    sender: str


def server_of(settings: Settings) -> Server | None:
    """The server of the settings; None where nothing is e-mailed.

    :raises BadMailServer: when the address says no server, or nobody sends
    """
    if not settings.smtp_url:
        return None
    try:
        address = urlsplit(settings.smtp_url)
        port = address.port
    except ValueError:  # it tells a piece of the password
        raise BadMailServer(SIGNS) from None
    if address.scheme not in PORTS or not address.hostname:
        raise BadMailServer("SMTP_URL begins with smtp:// or smtps:// and names a host")
    if "@" in f"{address.path}{address.query}{address.fragment}":
        raise BadMailServer(SIGNS)
    try:
        address.hostname.encode("idna")  # as it is asked for in the network
    except UnicodeError:
        raise BadMailServer(f"{address.hostname} is no name of a host: look for a dot too many in SMTP_URL") from None
    if not settings.mail_from:
        raise BadMailServer("MAIL_FROM is the address e-mails come from")
    return Server(
        is_encrypted=address.scheme == "smtps",
        host=address.hostname,
        port=port or PORTS[address.scheme],
        user=unquote(address.username or ""),
        password=unquote(address.password or ""),
        sender=settings.mail_from,
    )


def connect(server: Server) -> smtplib.SMTP:
    """A server that takes mail from us.

    :raises BadMailServer: when a password would be sent that anybody on the way could read
    :raises OSError: when it does not answer (SMTPException is one)
    """
    secure = ssl.create_default_context()
    smtp: smtplib.SMTP
    if server.is_encrypted:
        smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=WAIT_S, context=secure)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=WAIT_S)
    try:
        smtp.ehlo_or_helo_if_needed()
        if not server.is_encrypted and smtp.has_extn("starttls"):
            smtp.starttls(context=secure)
            smtp.ehlo()
        elif not server.is_encrypted and server.user and server.host not in HERE:
            raise BadMailServer(f"{server.host} does not encrypt: the password is not sent to it")
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        with suppress(OSError):
            smtp.close()
        raise
    return smtp


def message(key: str, sender: str, to: str, subject: str, text: str, locale: str, leave_url: str | None) -> bytes:
    """The message, as plain words and as a page that keeps its direction; the same key gives the same Message-ID."""
    mail = EmailMessage(policy=AS_SENT)
    mail["From"], mail["To"], mail["Subject"] = sender, to, " ".join(subject.split())
    mail["Date"] = formatdate(localtime=False)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    mail["Message-ID"] = f"<{sha256(key.encode()).hexdigest()[:32]}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = html_lang(locale)
    if leave_url:
        mail["List-Unsubscribe"] = f"<{leave_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    mail.set_content(text)
    mail.add_alternative(as_page(text, locale), subtype="html")
    return mail.as_bytes()


def as_page(text: str, locale: str) -> str:
    """Plain paragraphs as HTML, links to tap, in the direction of the language."""
    paragraphs = []
    for paragraph in text.strip().split("\n\n"):
        lines = html.escape(paragraph, quote=False).replace("\n", "<br>")
        linked = LINK.sub(lambda found: f'<a href="{found[0].replace(chr(34), "%22")}">{found[0]}</a>', lines)
        paragraphs.append(f'<p dir="auto">{linked}</p>')
    body = "\n".join(paragraphs)
    start = f'<!doctype html>\n<html lang="{html_lang(locale)}" dir="{direction(locale)}">'
    return f"{start}\n<body>\n{body}\n</body></html>\n"
