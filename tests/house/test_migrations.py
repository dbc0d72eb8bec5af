"""Migrated tables are the declared tables, up and down."""

import os
import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, text

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


def test_every_migration_goes_down_and_up_again(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/m.sqlite")
    migrate(engine)
    head = current_revision(engine)

    migrate(engine, "base")
    assert current_revision(engine) is None
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}

    migrate(engine)
    assert current_revision(engine) == head
    engine.dispose()
