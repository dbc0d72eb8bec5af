"""Migrated tables are the declared tables, up and down."""

import datetime as dt
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Column, Engine, Table, create_engine, inspect, text

from consultation.db import current_revision, make_engine, migrate
from consultation.models import Base

VERSIONS = sorted(path.stem for path in (Path(__file__).parents[2] / "migrations/versions").glob("*.py"))


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [name[:4] for name in VERSIONS] == [f"{n:04}" for n in range(1, len(VERSIONS) + 1)]


@pytest.mark.skipif("TEST_POSTGRESQL" in os.environ, reason="about SQLite's own text of its tables")
def test_a_migrated_file_has_the_same_ddl_as_a_created_one(tmp_path: Path) -> None:
    """`alembic check` misses CHECK constraints on SQLite: the text of the tables is compared."""
    migrated, created = make_engine(f"sqlite:///{tmp_path}/m.sqlite"), make_engine(f"sqlite:///{tmp_path}/c.sqlite")
    migrate(migrated)
    Base.metadata.create_all(created)

    assert ddl(migrated) == ddl(created)
    migrated.dispose()
    created.dispose()


def ddl(engine: Engine) -> dict[str, list[str]]:
    """{table or index: the parts of its definition, sorted: a column added later stands last}."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
    return {name: definition_parts(sql) for name, sql in rows if name != "alembic_version"}


def definition_parts(sql: str) -> list[str]:
    body, _, options = " ".join(sql.replace('"', "").split()).rpartition(")")
    return sorted([*(part.strip() for part in re.split(r",|\(", body)), options.strip()])


def test_declared_and_migrated_tables_agree_on_this_engine(app: object, database_url: str) -> None:
    engine = create_engine(database_url)
    found = inspect(engine)

    for table in Base.metadata.sorted_tables:
        columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
        assert columns == {column.name: column.nullable for column in table.columns}, table.name
        checks = {check["name"] for check in found.get_check_constraints(table.name)}
        declared = {str(c.name) for c in table.constraints if c.__visit_name__ == "check_constraint"}
        assert declared <= checks, table.name
    engine.dispose()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty database of its own, on the engine of this run."""
    server = os.environ.get("TEST_POSTGRESQL")
    if not server:
        own = make_engine(f"sqlite:///{tmp_path}/m.sqlite")
        yield own
        own.dispose()
        return
    name = f"migrated_{os.getpid()}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    own = make_engine(server.replace("/postgres?", f"/{name}?"))
    yield own
    own.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def test_every_migration_goes_down_and_up_again_with_rows(engine: Engine) -> None:
    migrate(engine)
    fill(engine)
    before = counts(engine)
    assert set(before.values()) == {1}

    for name in reversed(VERSIONS[:-1]):
        migrate(engine, name[:4])
        assert current_revision(engine) == name[:4]
        kept = counts(engine)
        assert kept == {table: before[table] for table in kept}
        migrate(engine)
        assert {table: count for table, count in counts(engine).items() if table in kept} == kept

    migrate(engine, "base")
    assert current_revision(engine) is None
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(engine)
    assert current_revision(engine) == VERSIONS[-1][:4]


def test_replies_written_on_actions_become_rows_and_go_back(engine: Engine) -> None:
    """0009: the words stand, without a state that nobody chose."""
    migrate(engine, "0007")
    words = '{"fr": "Un local, en mai.", "ar": "\u0646\u0639\u0645"}'
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO organisation (id, slug, name) VALUES (1, 'town', 'La Ville')",
            "INSERT INTO plan (id, organisation_id, slug, title, locale, is_draft, created_at)"
            " VALUES (1, 1, 'plan', 'Plan', 'fr', false, '2026-01-01 00:00:00')",
            "INSERT INTO priority (id, plan_id, key, number, position, title, notes)"
            " VALUES (1, 1, 'P1', 1, 1, 'A', '[]')",
        ):
            connection.execute(text(statement))
        lists = ("how", "who", "missing", "publics", "references", "open_questions")
        names = ", ".join(f'"{name}"' for name in lists)
        empty = ", ".join("'[]'" for _ in lists)
        for number, (said, day) in enumerate(((words, "2026-05-23"), ("{}", None)), 1):
            connection.execute(
                text(
                    f"INSERT INTO action (id, plan_id, priority_id, key, position, title, when_words, when_label,"
                    f" when_is_settled, is_retired, state, reply, replied_on, original, {names})"
                    f" VALUES (:n, 1, 1, :key, :n, 'A', '', 'inconnu', false, false, 'decided', :said, :day, '{{}}',"
                    f" {empty})"
                ),
                {"n": number, "key": f"P1.0{number}", "said": said, "day": day},
            )

    for _again in range(2):
        migrate(engine)
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT action_id, state, signed, told_on, because FROM reply")).all()
        assert [(row[0], row[1], row[2], str(row[3])) for row in rows] == [(1, None, "La Ville", "2026-05-23")]
        assert "Un local, en mai." in str(rows[0][4])
        migrate(engine, "0008")
        with engine.connect() as connection:
            kept = connection.execute(text("SELECT reply, replied_on FROM action ORDER BY id")).all()
        assert "Un local, en mai." in str(kept[0][0])
        assert (str(kept[0][1]), kept[1][1]) == ("2026-05-23", None)


def fill(engine: Engine) -> None:
    """One row in every table, tied to the rows of the others."""
    rows: dict[str, dict[str, Any]] = {}
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            rows[table.name] = {column.name: value_for(table, column, rows) for column in table.columns}
            connection.execute(table.insert(), rows[table.name])


def value_for(table: Table, column: Column[Any], rows: Mapping[str, Mapping[str, Any]]) -> Any:
    """Something the column takes: a key that exists, a word its check allows, else the simplest of its type."""
    for foreign in column.foreign_keys:
        return rows.get(foreign.column.table.name, {}).get(foreign.column.name)
    for check in table.constraints:
        words = re.fullmatch(rf"{column.name} IN \('(\w+)'.*", str(getattr(check, "sqltext", "")))
        if words:
            return words[1]
    if isinstance(column.type, JSON):
        return {}
    simplest = {int: 1, str: f"{table.name} {column.name}", bool: False, dt.date: dt.date(2024, 5, 23)}
    return simplest.get(column.type.python_type, dt.datetime(2024, 5, 23, tzinfo=dt.UTC))


def counts(engine: Engine) -> dict[str, int]:
    """{table: rows} of the tables there are now."""
    with engine.connect() as connection:
        tables = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
        return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in tables}
