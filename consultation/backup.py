"""Back up and restore a whole installation, whichever engine it is on.

The file is a gzipped tar: `about.json` (revision of the tables, when), `tables/<name>.jsonl` (one row a line), the
uploaded files and the secret key. It says nothing of the engine, so it also carries a town from SQLite to PostgreSQL.
"""

import datetime as dt
import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import JSON, Connection, Integer, MetaData, Table, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from consultation.db import Database, current_revision, migrate
from consultation.files import HALF

FORMAT = 1
FOLDERS = ("files", "scans")
"""Of the installation: what people brought; and what their scanners put down that is in no pile yet."""
BATCH = 500
BROKEN = (
    tarfile.TarError,
    CommandError,
    SQLAlchemyError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    TypeError,
    ValueError,
    zlib.error,
)
"""What reading a file that is no backup of ours raises."""


class NotABackup(Exception):
    """The file is not one of ours, or is damaged."""


class NotEmpty(Exception):
    """There is data already where the backup would go."""


def write_backup(database: Database, instance_dir: Path, target: Path, progress: Callable[[str], None]) -> None:
    """Write the installation to `target`, whole or not at all; people may go on answering meanwhile."""
    beside = target.with_name(f".{target.name}.part")
    about = {"format": FORMAT, "revision": current_revision(database.engine), "made_at": dt.datetime.now(dt.UTC)}
    # Answers and contacts are in it: only its owner may read it.
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz") as archive:
        _add_bytes(archive, "about.json", json.dumps(about, default=_encode).encode())
        with database.engine.connect() as connection:
            _freeze(connection)
            for table in _tables(connection):
                progress(table.name)
                with tempfile.TemporaryFile() as lines:
                    for row in connection.execution_options(yield_per=BATCH).execute(select(table)).mappings():
                        lines.write(json.dumps(dict(row), default=_encode).encode() + b"\n")
                    _add_file(archive, f"tables/{table.name}.jsonl", lines)
            connection.rollback()
        _add_files(archive, instance_dir)
        archive.close()
        raw.flush()
        os.fsync(raw.fileno())
    beside.replace(target)


def _add_files(archive: tarfile.TarFile, instance_dir: Path) -> None:
    """The secret key, the uploaded files and the scans that wait; one that goes meanwhile is none of a row here."""
    kept = [path for folder in FOLDERS for path in sorted((instance_dir / folder).rglob("*"))]
    for path in (instance_dir / "secret_key", *kept):
        if not path.name.startswith(HALF):
            with suppress(FileNotFoundError):
                archive.add(path, str(path.relative_to(instance_dir)), recursive=False)


def read_backup(
    database: Database, instance_dir: Path, source: Path, *, replace: bool, progress: Callable[[str], None]
) -> None:
    """Put a backup back, all of it or nothing.

    :raises NotABackup: when the file is not one
    :raises NotEmpty: when there is data and `replace` was not asked for
    """
    try:
        with tarfile.open(source, "r:gz") as archive:
            about = json.loads(_member(archive, "about.json").read())
            if about["format"] != FORMAT:
                raise NotABackup(f"format {about['format']}")
            if current_revision(database.engine) and _has_rows(database) and not replace:
                raise NotEmpty
            _rehearse(archive, about["revision"], instance_dir)
    except BROKEN as error:
        raise NotABackup(str(error)) from error
    with tarfile.open(source, "r:gz") as archive:
        _put_back_rows(archive, about["revision"], database, progress)
        archive.extractall(instance_dir, _files_of(archive), filter="data")


def _rehearse(archive: tarfile.TarFile, revision: str, instance_dir: Path) -> None:
    """Put every row into a database made for it, before anything that exists is touched; and look at every file."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Database(f"sqlite:///{folder}/trial.sqlite")
        try:
            _put_back_rows(archive, revision, trial, lambda _name: None)
        finally:
            trial.close()
    for member in _files_of(archive):
        tarfile.data_filter(member, str(instance_dir))


def _put_back_rows(
    archive: tarfile.TarFile, revision: str, database: Database, progress: Callable[[str], None]
) -> None:
    migrate(database.engine, "base")
    migrate(database.engine, revision)
    with database.engine.begin() as connection:
        for table in _tables(connection):
            progress(table.name)
            _fill(connection, table, _member(archive, f"tables/{table.name}.jsonl"))
    migrate(database.engine)


def _freeze(connection: Connection) -> None:
    """All tables are read as they stand at one moment."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


def _tables(connection: Connection) -> Iterator[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type.none_as_null = True
        if table.name != "alembic_version":
            yield table


def _has_rows(database: Database) -> bool:
    with database.engine.connect() as connection:
        return any(connection.execute(select(func.count()).select_from(t)).scalar() for t in _tables(connection))


def _fill(connection: Connection, table: Table, lines: Any) -> None:
    moments = {column.name: column.type.python_type for column in table.columns if _is_time(column.type)}
    batch: list[dict[str, Any]] = []
    for line in lines:
        row = json.loads(line)
        for name, kind in moments.items():
            if row[name] is not None:
                row[name] = kind.fromisoformat(row[name])
        batch.append(row)
        if len(batch) == BATCH:
            connection.execute(table.insert(), batch)
            batch.clear()
    if batch:
        connection.execute(table.insert(), batch)
    if connection.dialect.name == "postgresql":
        _move_sequence(connection, table)


def _move_sequence(connection: Connection, table: Table) -> None:
    """Numbers PostgreSQL gives next start after those that came with the backup."""
    keys = list(table.primary_key.columns)
    if len(keys) == 1 and isinstance(keys[0].type, Integer):
        connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', '{keys[0].name}'), "  # noqa: S608
                f'coalesce(max("{keys[0].name}"), 0) + 1, false) FROM "{table.name}"'
            )
        )


def _is_time(kind: Any) -> bool:
    try:
        return kind.python_type in {dt.datetime, dt.date}
    except NotImplementedError:
        return False


def _encode(value: Any) -> str:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    raise TypeError(f"a backup does not know {type(value)}")


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def _add_file(archive: tarfile.TarFile, name: str, file: Any) -> None:
    member = tarfile.TarInfo(name)
    member.size = file.tell()
    file.seek(0)
    archive.addfile(member, file)


def _member(archive: tarfile.TarFile, name: str) -> Any:
    found = archive.extractfile(name)
    if found is None:
        raise NotABackup(name)
    return found


def _files_of(archive: tarfile.TarFile) -> list[tarfile.TarInfo]:
    """The uploaded files, the scans that wait and the secret key."""
    return [m for m in archive.getmembers() if m.name == "secret_key" or m.name.split("/")[0] in FOLDERS]
