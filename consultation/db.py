"""Engine, sessions and migrations; the only module that knows which database it is."""

import json
import os
import re
import secrets
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import Flask, current_app, g, request
from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Engine,
    FromClause,
    Table,
    bindparam,
    create_engine,
    delete,
    event,
    func,
    make_url,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import ORMExecuteState, Session

from consultation.settings import ROOT

if TYPE_CHECKING:
    from alembic.config import Config

PATIENCE_MS = 10_000
"""How long SQLite waits for a lock."""
STEP_MS = 10
"""How long it is left to sleep by itself: 1, 2, 5 and 2 ms between tries."""
ROWS_AT_ONCE = 512
"""Rows in one statement; SQLite and PostgreSQL take 32,000 values."""
FEWEST_ROWS = 32
"""Fewer than these are not divided further."""
STATEMENTS_KEPT = 200
"""Statements that stay prepared on a connection: those of every number of rows, for the four tables of a sheet."""
TURN = 20_241
"""Number of the lock on PostgreSQL whose holder writes submissions; any that nothing else uses."""
Row = TypeVar("Row")
_READS = re.compile(r"\s*(SELECT|PRAGMA|BEGIN)\b", re.IGNORECASE)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class ReadOnlySession(RuntimeError):
    """A page that only reads tried to write."""


def make_engine(url: str) -> Engine:
    """An engine on that URL, with the guarantees the platform counts on.

    SQLite: WAL, `synchronous=FULL` (an acknowledged answer survives a power cut), foreign keys, ten seconds of
    patience, writers take the lock when they begin, deleted rows are overwritten.

    On both engines an error tells its statement and never its values: they may be answers, and errors are logged.
    """
    if not url.startswith("sqlite"):
        return create_engine(
            url, pool_size=10, max_overflow=20, pool_pre_ping=True, pool_use_lifo=True, hide_parameters=True
        )
    here = {"check_same_thread": False, "cached_statements": STATEMENTS_KEPT}
    make_private(make_url(url).database)
    # The connection used last knows its statements and holds the pages just read: it is the one used next.
    engine = create_engine(
        url, pool_size=10, max_overflow=50, pool_use_lifo=True, connect_args=here, hide_parameters=True
    )
    # Many rows go in one statement: each step of a statement lets another thread go first.
    engine.dialect.use_insertmanyvalues_wo_returning = True
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def make_private(path: str | None) -> None:
    """A new database file, which holds answers and contacts, is its owner's alone; SQLite keeps that beside it."""
    if path and path != ":memory:" and Path(path).parent.is_dir():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: `_begin_sqlite` says which kind.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={PATIENCE_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "wal_autocheckpoint=16000",  # pages of 4 kB: what is written again and again reaches its place once
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _begin_sqlite(connection: Connection) -> None:
    chosen = connection.get_execution_options()
    is_reader = chosen.get("read_only", False)
    run = _raw(connection).execute  # what SQLAlchemy adds to a statement takes longer than these
    run(f"PRAGMA query_only={'ON' if is_reader else 'OFF'}")
    if is_reader:
        run("PRAGMA temp_store=DEFAULT")  # much is sorted on the disk
        run("BEGIN")
    elif not chosen.get("late", False):
        _begin_in_turn(connection)


def _begin_in_turn(connection: Connection) -> None:
    """The write lock is ours, as soon as whoever has it, in this process or another, has committed.

    By itself SQLite sleeps longer after each try, up to a tenth of a second: while two processes write by turns, a
    third writer would hardly ever meet the moment between them.
    """
    until = time.monotonic() + PATIENCE_MS / 1000
    run = _raw(connection).execute
    # A statement of many rows keeps the pages as they were, should one row be refused: in a file, twice the writing.
    run("PRAGMA temp_store=MEMORY")
    run(f"PRAGMA busy_timeout={STEP_MS}")
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return
            except OperationalError as error:
                is_busy = getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
                if not is_busy or time.monotonic() > until:
                    raise
    finally:
        run(f"PRAGMA busy_timeout={PATIENCE_MS}")


def _raw(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection."""
    return cast(sqlite3.Connection, connection.connection.dbapi_connection)


def _lock_to_write(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool
) -> None:
    """Begin the transaction before the first statement that writes, or reads FOR UPDATE; reads before it lock nothing.

    So a request sees what PostgreSQL would show it: what is committed at each statement, and once it locks, the last.
    """
    asked = getattr(getattr(context, "compiled", None), "statement", None)
    only_reads = getattr(asked, "is_select", False) or _READS.match(statement)
    if not only_reads or getattr(asked, "_for_update_arg", None) is not None:
        _lock(connection)


def _lock_for_savepoint(connection: Connection, _name: str) -> None:
    # Outside a transaction a savepoint of SQLite is one by itself, and commits when it is released.
    _lock(connection)


def _lock(connection: Connection) -> None:
    raw = connection.connection.dbapi_connection
    if raw is not None and not raw.in_transaction:
        _begin_in_turn(connection)


class Database:
    """The database of one application: opens sessions that read and sessions that write."""

    def __init__(self, url: str, instance_dir: Path | None = None) -> None:
        """:param instance_dir: where copies made of the records lie; None: read the records alone"""
        self.url = url
        self.instance_dir = instance_dir
        self.engine = make_engine(url)
        self._reading = self.engine.execution_options(read_only=True)
        self._late = self.engine.execution_options(late=True)
        if self.is_sqlite:
            event.listen(self._late, "before_cursor_execute", _lock_to_write)
            event.listen(self._late, "savepoint", _lock_for_savepoint)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def reader(self) -> Session:
        """A session that cannot write."""
        return Session(self._reading, info={"read_only": True, "instance_dir": self.instance_dir})

    def writer(self) -> Session:
        """A session that may write; on SQLite it holds the write lock from its first statement."""
        return Session(self.engine, info={"instance_dir": self.instance_dir})

    def late_writer(self) -> Session:
        """A session that may write; on SQLite it holds the write lock from its first statement that writes.

        For requests: what they read and prepare before keeps nobody waiting.
        """
        return Session(self._late, info={"instance_dir": self.instance_dir})

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A writing session that commits at the end, or leaves nothing."""
        with self.writer() as session, session.begin():
            yield session

    def close(self) -> None:
        self.engine.dispose()


@event.listens_for(Session, "before_commit")
def _refuse_commit_of_reader(session: Session) -> None:
    if session.info.get("read_only"):
        raise ReadOnlySession("a GET never commits")


@event.listens_for(Session, "do_orm_execute")
def _read_anew_for_update(asked: ORMExecuteState) -> None:
    """What is read FOR UPDATE is what stands now, also where the session has read it before."""
    if asked.is_select and getattr(asked.statement, "_for_update_arg", None) is not None:
        asked.update_execution_options(populate_existing=True)


def database(app: Flask | None = None) -> Database:
    """The database of this application."""
    found: Database = (app or current_app).extensions["consultation.database"]
    return found


def session() -> Session:
    """The session of this request: it reads on GET, and may write on POST. Closed, uncommitted, at the end."""
    if "session" not in g:
        g.session = database().reader() if request.method in SAFE_METHODS else database().late_writer()
    kept: Session = g.session
    return kept


def init_app(app: Flask, url: str, instance_dir: Path) -> None:
    """Give the application its database."""
    app.extensions["consultation.database"] = Database(url, instance_dir)
    app.teardown_appcontext(_close_session)


def _close_session(_error: BaseException | None) -> None:
    kept = g.pop("session", None)
    if kept is not None:
        kept.close()


def wait_for_turn(session: Session) -> None:
    """Nobody else who waits for it writes until this transaction ends."""
    connection = session.connection()  # on SQLite that is all: it has begun
    if connection.dialect.name != "sqlite":
        connection.execute(select(func.pg_advisory_xact_lock(TURN)))


def insert(session: Session, table: FromClause) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT, of the engine in use."""
    assert isinstance(table, Table)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)


def insert_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, each with a value for the same columns.

    In plain SQL that is made once: to work out statement and values of every row takes SQLAlchemy as long as the
    database takes to write it.
    """
    if not rows:
        return
    dialect = session.get_bind().dialect
    names = tuple(rows[0])
    binds = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    made = [
        tuple([bind(row[name]) if bind else row[name] for name, bind in zip(names, binds, strict=True)]) for row in rows
    ]
    _insert_plain(session, table, names, made)


def raise_counts(session: Session, table: Table, rows: Sequence[tuple[int | str, ...]]) -> None:
    """Add rows of a key and a count, in the order of the columns: the count is added to that of the same key."""
    names = tuple(column.name for column in table.columns)
    *key, last = names
    raising = f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {last} = {table.name}.{last} + excluded.{last}"
    _insert_plain(session, table, names, rows, raising)


def _insert_plain(
    session: Session, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]], on_conflict: str = ""
) -> None:
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        statement = _inserting_of_one(table, names, connection.dialect) + on_conflict
        connection.exec_driver_sql(statement, (json.dumps(rows, default=_in_json),))
        return
    # Many in one statement, because between two steps of statements every other thread gets its turn first.
    for some in pieces(rows):
        statement = _inserting(table.name, names, len(some)) + on_conflict
        connection.exec_driver_sql(statement, tuple(chain.from_iterable(some)))


def pieces(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """The rows, many at a time: 512, 256… 32 and the rest. So there are few statements, which stay prepared."""
    start, size = 0, ROWS_AT_ONCE
    while start < len(rows):
        while size >= FEWEST_ROWS and start + size > len(rows):
            size //= 2
        yield rows[start : start + max(size, FEWEST_ROWS)]
        start += max(size, FEWEST_ROWS)


@lru_cache(maxsize=2 * STATEMENTS_KEPT)
def _inserting(table: str, names: tuple[str, ...], count: int) -> str:
    row = f"({', '.join('?' * len(names))})"
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES {', '.join([row] * count)}"  # noqa: S608  # our own names


def _in_json(value: Any) -> Any:
    """A value that JSON does not know: a day in words, or what SQLAlchemy has wrapped for a JSON column."""
    return value.obj if hasattr(value, "obj") else str(value)


@lru_cache(maxsize=STATEMENTS_KEPT)
def _inserting_of_one(table: Table, names: tuple[str, ...], dialect: Dialect) -> str:
    """On PostgreSQL all rows go as one value, [[a row's values]…] in JSON: it reads that four times as fast as
    thousands of values."""
    columns = ", ".join(f"(row->>{n})::{table.c[name].type.compile(dialect)}" for n, name in enumerate(names))
    into = f"INSERT INTO {table.name} ({', '.join(names)})"
    return f"{into} SELECT {columns} FROM json_array_elements(%s::json) AS row"  # noqa: S608  # our own names


def mix_rows(session: Session, table: Table, new: Any, among: ColumnElement[bool], how_many: int = 50) -> None:
    """The new row and some others are written anew in random order: where a row lies tells nothing of when it came.

    SQLite lays new rows of a page side by side and PostgreSQL at the end of its file; a copy or a dump keeps that
    order, by which two tables filled on the same occasions could be joined.

    :param new: primary key of the new row, a single column.
    :param among: which rows the others are taken from.
    """
    (key,) = table.primary_key.columns
    others = select(table).where(among, key != new).order_by(func.random()).limit(how_many)
    rows = [dict(row) for row in session.execute(others.with_for_update(skip_locked=True)).mappings()]
    rows += [dict(row) for row in session.execute(select(table).where(key == new)).mappings()]
    secrets.SystemRandom().shuffle(rows)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(delete(table).where(key.in_([row[key.name] for row in rows])))
        session.execute(table.insert(), rows)
    else:
        moved = update(table).where(key == bindparam("moved")).values({key.name: key})
        session.connection().execute(moved, [{"moved": row[key.name]} for row in rows])


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to that revision ("head", "base", "0001"…), up or down."""
    from alembic import command

    config = _alembic_config()
    config.attributes["engine"] = engine
    here = current_revision(engine)
    # Numbers, so that their order is that of the strings.
    goes_down = revision == "base" or (revision != "head" and here is not None and revision < here)
    (command.downgrade if goes_down else command.upgrade)(config, revision)


def head_revision() -> str | None:
    """Revision this program needs."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_alembic_config()).get_current_head()


def _alembic_config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


def current_revision(engine: Engine) -> str | None:
    """Revision the tables are at; None when there are none."""
    from alembic.migration import MigrationContext

    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
