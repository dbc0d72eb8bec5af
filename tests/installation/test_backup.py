"""Back up, lose everything, restore: the same installation."""

import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

from consultation.backup import NotABackup, NotEmpty, read_backup, write_backup
from consultation.db import Database, migrate
from consultation.files import path_of, save_file
from consultation.models import Account, Base, Submission, Tally
from consultation.terms import Mode, Role
from tests import factories


def filled(url: str) -> Database:
    """A database with a row of every family."""
    database = Database(url)
    migrate(database.engine)
    with database.transaction() as session:
        channel = factories.channel(session)
        version = factories.version(session)
        factories.account(session, Role.VOLUNTEER, name="Zoé « ʿAlī » \U0001f600")
        session.add(
            Submission(
                token="t" * 22,
                questionnaire_id=version.questionnaire_id,
                version_id=version.id,
                channel_id=channel.id,
                mode=Mode.SELF_ONLINE,
                locale="ar",
                day=version.published_at.date(),
                answers={"q_words": {"text": "a\u202eb"}},
            )
        )
    return database


def contents(database: Database) -> dict[str, list[str]]:
    """Every row of every table; PostgreSQL keeps the keys of a document in an order of its own."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted(
                json.dumps(list(row), sort_keys=True, default=str) for row in connection.execute(select(table)).all()
            )
            for table in Base.metadata.sorted_tables
        }


def test_a_restored_installation_is_the_same_to_the_row(tmp_path: Path) -> None:
    database = filled(f"sqlite:///{tmp_path}/a.sqlite")
    (tmp_path / "secret_key").write_text("kept")
    (tmp_path / "scans/1").mkdir(parents=True)
    (tmp_path / "scans/1/copier.pdf").write_bytes(b"%PDF-")
    before = contents(database)
    write_backup(database, tmp_path, tmp_path / "b.tar.gz", lambda name: None)

    other = Database(f"sqlite:///{tmp_path}/other.sqlite")
    read_backup(other, tmp_path / "other", tmp_path / "b.tar.gz", replace=False, progress=lambda name: None)

    assert contents(other) == before
    assert sum(len(rows) for rows in before.values()) > 8
    assert (tmp_path / "other/secret_key").read_text() == "kept"
    assert (tmp_path / "other/scans/1/copier.pdf").read_bytes() == b"%PDF-"
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0
    database.close()
    other.close()


@pytest.mark.skipif("TEST_POSTGRESQL" not in os.environ, reason="needs a PostgreSQL")
def test_a_backup_of_sqlite_opens_on_postgresql_and_goes_on(tmp_path: Path) -> None:
    database = filled(f"sqlite:///{tmp_path}/a.sqlite")
    before = contents(database)
    write_backup(database, tmp_path, tmp_path / "b.tar.gz", lambda name: None)
    server = os.environ["TEST_POSTGRESQL"]
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS moved"))
        connection.execute(text("CREATE DATABASE moved"))

    other = Database(server.replace("/postgres?", "/moved?"))
    read_backup(other, tmp_path / "other", tmp_path / "b.tar.gz", replace=False, progress=lambda name: None)

    assert contents(other) == before
    with other.transaction() as session:
        factories.organisation(session, slug="next")
    database.close()
    other.close()
    admin.dispose()


def test_data_that_is_there_is_not_overwritten_unasked(tmp_path: Path) -> None:
    database = filled(f"sqlite:///{tmp_path}/a.sqlite")
    write_backup(database, tmp_path, tmp_path / "b.tar.gz", lambda name: None)
    with database.transaction() as session:
        session.execute(text("UPDATE account SET name = 'changed since'"))

    with pytest.raises(NotEmpty):
        read_backup(database, tmp_path, tmp_path / "b.tar.gz", replace=False, progress=lambda name: None)
    read_backup(database, tmp_path, tmp_path / "b.tar.gz", replace=True, progress=lambda name: None)

    with Session(database.engine) as session:
        assert session.scalars(select(Account.name)).all() != ["changed since"]
    database.close()


@pytest.mark.parametrize("damage", [b"", b"not a tar", None])
def test_a_damaged_backup_changes_nothing(tmp_path: Path, damage: bytes | None) -> None:
    database = filled(f"sqlite:///{tmp_path}/a.sqlite")
    before = contents(database)
    write_backup(database, tmp_path, tmp_path / "b.tar.gz", lambda name: None)
    whole = (tmp_path / "b.tar.gz").read_bytes()
    (tmp_path / "b.tar.gz").write_bytes(whole[: len(whole) // 2] if damage is None else damage)

    with pytest.raises(NotABackup):
        read_backup(database, tmp_path, tmp_path / "b.tar.gz", replace=True, progress=lambda name: None)

    assert contents(database) == before
    database.close()


def rewritten(source: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """The same backup with one member changed, or added."""
    with tarfile.open(source) as archive:
        members = {m.name: archive.extractfile(m).read() for m in archive.getmembers() if m.isfile()}  # type: ignore[union-attr]  # files
    members[name] = change(members.get(name, b""))
    with tarfile.open(source, "w:gz") as archive:
        for member, content in members.items():
            info = tarfile.TarInfo(member)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("about.json", lambda about: about.replace(b'"0', b'"9')),
        ("about.json", lambda _about: b"[]"),
        ("tables/account.jsonl", lambda rows: rows.replace(b'"volunteer"', b'"emperor"')),
        ("tables/account.jsonl", lambda rows: rows.replace(b'"email"', b'"e-mail"')),
        ("tables/account.jsonl", lambda rows: rows + b"null\n"),
        ("tables/plan.jsonl", lambda _rows: b""),
        ("tables/submission.jsonl", lambda rows: rows.replace(b'"day": "', b'"day": "x')),
        ("files/../../outside", lambda _file: b"x"),
    ],
)
def test_a_backup_that_does_not_fit_changes_nothing(
    tmp_path: Path, name: str, change: Callable[[bytes], bytes]
) -> None:
    """It opens and reads as JSON, and only the tables refuse it: the town was already gone by then."""
    database = filled(f"sqlite:///{tmp_path}/a.sqlite")
    before = contents(database)
    write_backup(database, tmp_path, tmp_path / "b.tar.gz", lambda name: None)
    rewritten(tmp_path / "b.tar.gz", name, change)

    with pytest.raises(NotABackup):
        read_backup(database, tmp_path / "here", tmp_path / "b.tar.gz", replace=True, progress=lambda name: None)

    assert contents(database) == before
    assert not (tmp_path / "outside").exists()
    database.close()


def test_only_its_owner_reads_the_database(tmp_path: Path) -> None:
    database = filled(f"sqlite:///{tmp_path}/a.sqlite")
    with database.engine.connect():
        files = list(tmp_path.glob("a.sqlite*"))

    assert files
    assert not [file for file in files if file.stat().st_mode & 0o077]
    database.close()


def test_sqlite_keeps_no_order_of_arrival(tmp_path: Path) -> None:
    """A hidden row id would join answers to contacts by order: these tables have none."""
    database = filled(f"sqlite:///{tmp_path}/a.sqlite")
    database.close()
    with sqlite3.connect(tmp_path / "a.sqlite") as connection:
        for table in (Submission, Tally):
            with pytest.raises(sqlite3.OperationalError, match="rowid"):
                connection.execute(f"SELECT rowid FROM {table.__tablename__}")
    connection.close()


def test_files_come_back_and_halves_of_files_stay_out(tmp_path: Path) -> None:
    database = filled(f"sqlite:///{tmp_path}/a.sqlite")
    whole = path_of(tmp_path, save_file(tmp_path, b"a scan", "jpg"))
    whole.with_name("half-written").write_bytes(b"a sc")
    write_backup(database, tmp_path, tmp_path / "b.tar.gz", lambda name: None)

    other = Database(f"sqlite:///{tmp_path}/other.sqlite")
    read_backup(other, tmp_path / "other", tmp_path / "b.tar.gz", replace=False, progress=lambda name: None)

    assert [one.name for one in (tmp_path / "other/files").rglob("*") if one.is_file()] == [whole.name]
    database.close()
    other.close()
