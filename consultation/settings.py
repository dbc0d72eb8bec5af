"""Every setting, with its unit and default; read from the environment once, at start."""

import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""Folder of the project: the package, its migrations and its catalogues."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of one installation. Each is an environment variable of the same name in capitals."""

    instance_dir: Path = Path("instance")
    """Where the database, the files and the secret key live."""
    database_url: str = ""
    """SQLAlchemy URL; empty: SQLite in `instance_dir`. PostgreSQL: `postgresql://user:password@host/name`."""
    public_url: str = "http://localhost:8000"
    """The one address printed in QR codes and links; never taken from a request."""
    trusted_hosts: tuple[str, ...] = ()
    """Host names the server answers to, separated by commas; empty: the one of `public_url` and this machine."""
    secret_key: str = field(default="", repr=False)
    """Signs cookies and follow codes; empty: made once and kept in `instance_dir/secret_key`."""
    max_upload_mb: int = 25
    """Largest document that may be uploaded, in megabytes."""
    max_pile_mb: int = 1000
    """Most that may be brought as one pile of scans, in megabytes."""
    scans_kept_days: int = 180
    """How long scans of sheets are kept after they were brought, in days; what was read of them stays."""
    handwriting_program: str = ""
    """A program that is given a picture of handwriting and says its words, proposed to whoever types; empty: none."""
    max_form_kb: int = 256
    """Largest form without files, in kilobytes."""
    session_hours: int = 12
    """An account is signed out after this time, in hours."""
    answers_per_minute: int = 120
    """Answers one connection may send in a minute (a hall shares one address), before being asked to wait."""
    proxies: int = 0
    """Reverse proxies in front, each of which adds the address it was reached from to `X-Forwarded-For`.

    Too few, and everybody shares one connection; too many, and anybody makes up theirs.
    """
    accessibility_contact: str = ""
    """Address people write to who cannot use a page; stands on the accessibility statement."""
    translate_url: str = ""
    """Address of a LibreTranslate-compatible service that drafts translations; empty: no machine drafts."""
    translate_key: str = field(default="", repr=False)
    """Key of that service, when it asks for one."""
    translate_wait_s: float = 20.0
    """How long to wait for each answer of that service, in seconds."""
    smtp_url: str = field(default="", repr=False)
    """Mail server, `smtp://user:password@host:587` (or `smtps://`); empty: nothing is e-mailed."""
    mail_from: str = ""
    """Address e-mails come from; needed with `smtp_url`."""
    channel_kept_s: float = 2.0
    """For how long a process remembers that a channel is open, in seconds: closing it takes effect within that time."""

    @property
    def database(self) -> str:
        """The URL handed to SQLAlchemy."""
        url = self.database_url or f"sqlite:///{(self.instance_dir / 'consultation.sqlite').absolute()}"
        return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)

    @property
    def is_secure(self) -> bool:
        """Whether people reach the platform over https (cookies are then `Secure`)."""
        return self.public_url.startswith("https://")


def from_environment(environment: dict[str, str] | None = None) -> Settings:
    """Settings of this process; makes `instance_dir` and, when none is given, the secret key."""
    given = os.environ if environment is None else environment
    instance_dir = Path(given.get("INSTANCE_DIR", "instance"))
    return Settings(
        instance_dir=instance_dir,
        database_url=given.get("DATABASE_URL", ""),
        public_url=given.get("PUBLIC_URL", "http://localhost:8000").rstrip("/"),
        trusted_hosts=tuple(host.strip() for host in given.get("TRUSTED_HOSTS", "").split(",") if host.strip()),
        secret_key=given.get("SECRET_KEY", "") or kept_secret_key(instance_dir),
        max_upload_mb=int(given.get("MAX_UPLOAD_MB", "25")),
        max_pile_mb=int(given.get("MAX_PILE_MB", "1000")),
        scans_kept_days=int(given.get("SCANS_KEPT_DAYS", "180")),
        handwriting_program=given.get("HANDWRITING_PROGRAM", ""),
        max_form_kb=int(given.get("MAX_FORM_KB", "256")),
        session_hours=int(given.get("SESSION_HOURS", "12")),
        answers_per_minute=int(given.get("ANSWERS_PER_MINUTE", "120")),
        proxies=int(given.get("PROXIES", "0")),
        accessibility_contact=given.get("ACCESSIBILITY_CONTACT", ""),
        translate_url=given.get("TRANSLATE_URL", "").rstrip("/"),
        translate_key=given.get("TRANSLATE_KEY", ""),
        translate_wait_s=float(given.get("TRANSLATE_WAIT_S", "20")),
        smtp_url=given.get("SMTP_URL", ""),
        mail_from=given.get("MAIL_FROM", ""),
        channel_kept_s=float(given.get("CHANNEL_KEPT_S", "2")),
    )


def kept_secret_key(instance_dir: Path) -> str:
    """The key kept with the installation, made on first use, readable by its owner only."""
    path = instance_dir / "secret_key"
    if not path.exists():
        instance_dir.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
