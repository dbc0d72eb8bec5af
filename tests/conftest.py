"""One application and one migrated database a worker; each test in a transaction that is rolled back.

SQLite by default; PostgreSQL when TEST_POSTGRESQL gives the address of a server (see tests/postgres.py).
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.orm import Session

from consultation import create_app
from consultation.db import Database, migrate
from consultation.settings import Settings
from tests.browser import chromium
from tests.pages import ReviewingClient

__all__ = ["chromium"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("TEST_POSTGRESQL"):
        leave_to_sqlite(config, items)
    may_be_walked_again(items)
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def leave_to_sqlite(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The run on PostgreSQL leaves out what opens no database of the run: it was told by the run on SQLite."""
    sources = {item.path: item.path.read_text() for item in items}
    # Some start installations of their own on the server they are given.
    here = [
        "database_url" in getattr(item, "fixturenames", ()) or "postgres" in sources[item.path].lower()
        for item in items
    ]
    config.hook.pytest_deselected(items=[item for item, is_here in zip(items, here, strict=True) if not is_here])
    items[:] = [item for item, is_here in zip(items, here, strict=True) if is_here]


def may_be_walked_again(items: list[pytest.Item]) -> None:
    """A walk that fails is walked once more, and the end of the run names it: a busy machine may starve a browser.

    What fails twice is wrong; what fails once is to be looked at, for a resident's phone is slow too.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


class SavepointDatabase(Database):
    """All sessions share one connection and one outer transaction; a request that forgets to commit loses its work."""

    connection: Connection | None = None

    def reader(self) -> Session:
        return self._open({"read_only": True})

    def writer(self) -> Session:
        return self._open({})

    late_writer = writer

    def _open(self, info: dict[str, bool]) -> Session:
        assert self.connection is not None, "ask for the `session` or `client` fixture"
        return Session(self.connection, info=info, join_transaction_mode="create_savepoint")


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """An empty database for this worker."""
    server = os.environ.get("TEST_POSTGRESQL")
    if not server:
        yield f"sqlite:///{tmp_path_factory.mktemp('database')}/test.sqlite"
        return
    name = f"test_{worker_id}_{os.getpid()}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.replace("/postgres?", f"/{name}?")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session")
def instance_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(scope="session")
def app(database_url: str, instance_dir: Path) -> Iterator[Flask]:
    """The application on a database whose tables the migrations made."""
    app = create_app(
        Settings(
            instance_dir=instance_dir,
            database_url=database_url,
            public_url="http://localhost",
            secret_key="only for tests",
            channel_kept_s=0,
        ),
        jobs_at_once=True,
    )
    app.testing = True
    app.extensions["consultation.database"].close()
    database = SavepointDatabase(app.extensions["consultation.settings"].database)
    app.extensions["consultation.database"] = database
    migrate(database.engine)
    yield app
    database.close()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session of the test's own, in the transaction all requests of the test share."""
    database: SavepointDatabase = app.extensions["consultation.database"]
    with database.engine.connect() as connection:
        outer = connection.begin()
        database.connection = connection
        own = Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=True)
        try:
            yield own
        finally:
            own.close()
            database.connection = None
            outer.rollback()


@pytest.fixture
def client(app: Flask, session: Session) -> ReviewingClient:
    """A browser nobody has signed in with; it reviews every page it fetches (see tests/pages.py)."""
    app.test_client_class = ReviewingClient
    client: FlaskClient = app.test_client()
    assert isinstance(client, ReviewingClient)
    return client
