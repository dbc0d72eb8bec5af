"""Is this installation well? Each check says what is wrong and what to do."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select, text

from consultation.accounts.queries import account_by_email
from consultation.db import Database, current_revision, head_revision
from consultation.i18n import compile_catalogues
from consultation.mailing.server import BadMailServer, connect, server_of
from consultation.models import Organisation
from consultation.settings import Settings
from consultation.submissions.recount import differences, questionnaire_ids

DEMONSTRATION_EMAIL = "admin@demo.example"
FREE_BYTES = 500_000_000
UNTAKEN_S = 3600
"""Seconds after which a file in a folder for scans should have become a pile."""


@dataclass(frozen=True)
class Finding:
    """What one check found: `problem` is None when all is well."""

    check: str
    problem: str | None


def examine(database: Database, settings: Settings) -> Iterator[Finding]:
    """Every finding, in order; a check that fails by itself is a problem, and does not stop the others."""
    checks: tuple[tuple[str, Callable[[], str | None]], ...] = (
        ("tables", lambda: _tables(database)),
        ("durability", lambda: _durability(database)),
        ("integrity", lambda: _integrity(database)),
        ("tallies", lambda: _tallies(database)),
        ("disk", lambda: _disk(settings)),
        ("scans", lambda: _scans(database, settings)),
        ("languages", _languages),
        ("address", lambda: _address(settings)),
        ("mail", lambda: _mail(settings)),
        ("demonstration", lambda: open_demonstration(database, settings)),
    )
    for name, check in checks:
        try:
            yield Finding(name, check())
        except Exception as error:
            yield Finding(name, f"could not be checked: {error}")


def _tables(database: Database) -> str | None:
    head, here = head_revision(), current_revision(database.engine)
    return None if here == head else f"the tables are at {here}, the program needs {head}: run `consultation migrate`"


def _durability(database: Database) -> str | None:
    with database.engine.connect() as connection:
        if database.is_sqlite:
            found = (
                connection.exec_driver_sql("PRAGMA journal_mode").scalar(),
                connection.exec_driver_sql("PRAGMA synchronous").scalar(),
            )
            return None if found == ("wal", 2) else f"SQLite runs with journal {found[0]}, synchronous {found[1]}"
        if connection.execute(text("SHOW fsync")).scalar() != "on":
            return "PostgreSQL runs with fsync off: a power cut loses answers"
    return None


def _integrity(database: Database) -> str | None:
    if not database.is_sqlite:
        return None
    with database.engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check").scalar()
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if found != "ok":
        return f"the database file is damaged ({found}): restore the last backup"
    return f"rows point at nothing in {orphans[0]}" if orphans else None


def _tallies(database: Database) -> str | None:
    with database.reader() as session:
        wrong = sum(len(differences(session, found)) for found in questionnaire_ids(session))
    return f"{wrong} tallies differ from the records: run `consultation recount`" if wrong else None


def _disk(settings: Settings) -> str | None:
    free = shutil.disk_usage(settings.instance_dir).free
    return None if free > FREE_BYTES else f"only {free // 1_000_000} MB are free"


def _scans(database: Database, settings: Settings) -> str | None:
    """Files of a scanner that nobody takes: their folder is of no organisation, or no work is done."""
    folder = settings.instance_dir / "scans"
    files = [path for path in folder.glob("*/*") if path.is_file()] if folder.is_dir() else []
    with database.reader() as session:
        known = {str(number) for number in session.scalars(select(Organisation.id))}
    lost = sorted({path.parent.name for path in files} - known)
    if lost:
        return f"scans/{lost[0]} is the folder of no organisation: put its files into the folder of yours"
    old = [path for path in files if time.time() - path.stat().st_mtime > UNTAKEN_S]
    if old:
        return f"{len(old)} files wait in scans: run `consultation work`; see that they are PDFs or pictures"
    return None


def _languages() -> str | None:
    compile_catalogues()
    return None


def _address(settings: Settings) -> str | None:
    is_local = any(name in settings.public_url for name in ("localhost", "127.0.0.1"))
    if settings.public_url.startswith("https://") or is_local:
        return None
    return f"{settings.public_url} is not https: phones warn, and passwords travel in the open"


def _mail(settings: Settings) -> str | None:
    try:
        server = server_of(settings)
        if server:
            connect(server).quit()
    except (OSError, BadMailServer) as error:
        return f"no e-mail leaves: {error}; look at SMTP_URL and MAIL_FROM"
    return None


def open_demonstration(database: Database, settings: Settings) -> str | None:
    """What is wrong when accounts whose passwords everybody knows stand open on a public address; else None."""
    if not settings.is_secure:
        return None
    with database.reader() as session:
        found = account_by_email(session, DEMONSTRATION_EMAIL)
    if found is None or not found.is_active:
        return None
    return "the demonstration accounts, whose passwords everybody knows, are open on a public address: deactivate them"
