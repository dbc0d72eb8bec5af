"""The doctor finds what is wrong, and says nothing of what is well."""

import os
from pathlib import Path

from sqlalchemy import text

from consultation.db import Database, migrate
from consultation.doctor import DEMONSTRATION_EMAIL, examine
from consultation.settings import Settings, from_environment
from consultation.terms import Role
from tests import factories
from tests.live import serving


def problems(database: Database, settings: Settings) -> dict[str, str]:
    return {finding.check: finding.problem for finding in examine(database, settings) if finding.problem}


def test_a_new_installation_is_well(tmp_path: Path) -> None:
    settings = Settings(instance_dir=tmp_path)
    database = Database(settings.database)
    migrate(database.engine)

    assert problems(database, settings) == {}
    database.close()


def test_each_ill_is_named(tmp_path: Path) -> None:
    settings = Settings(instance_dir=tmp_path, public_url="https://town.example")
    database = Database(settings.database)
    migrate(database.engine)
    with database.transaction() as session:
        factories.account(session, Role.ADMINISTRATOR, email=DEMONSTRATION_EMAIL)
        channel = factories.channel(session)
        session.execute(
            text("INSERT INTO tally SELECT questionnaire_id, '@all', '*', :channel, 'fr', '', '', '', 3 FROM campaign"),
            {"channel": channel.id},
        )
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()

    assert set(problems(database, settings)) == {"tables", "tallies", "demonstration"}
    database.close()


def test_an_address_without_https_is_told(tmp_path: Path) -> None:
    settings = Settings(instance_dir=tmp_path, public_url="http://town.example")
    database = Database(settings.database)
    migrate(database.engine)

    assert set(problems(database, settings)) == {"address"}
    database.close()


def test_the_server_says_that_the_demonstration_is_open_to_the_world(tmp_path: Path) -> None:
    with serving(tmp_path) as local:
        database = Database(from_environment(local.environment).database)
        with database.transaction() as session:
            factories.account(session, Role.ADMINISTRATOR, email=DEMONSTRATION_EMAIL)
        database.close()
    told_at_home = (tmp_path / "server.log").read_text()
    with serving(tmp_path, PUBLIC_URL="https://town.example"):
        pass

    assert "demonstration" not in told_at_home
    assert "WARNING: the demonstration accounts" in (tmp_path / "server.log").read_text()


def test_scans_that_nobody_takes_are_told(tmp_path: Path) -> None:
    settings = Settings(instance_dir=tmp_path)
    database = Database(settings.database)
    migrate(database.engine)
    with database.transaction() as session:
        own = tmp_path / "scans" / str(factories.organisation(session).id)
    own.mkdir(parents=True)
    new, old, lost = own / "new.pdf", own / "old.pdf", tmp_path / "scans" / "999" / "lost.pdf"

    new.write_bytes(b"%PDF-")
    well = problems(database, settings)
    old.write_bytes(b"%PDF-")
    os.utime(old, (0, 0))
    waiting = problems(database, settings)
    lost.parent.mkdir()
    lost.write_bytes(b"%PDF-")
    stray = problems(database, settings)

    assert well == {}
    assert waiting["scans"].startswith("1 files wait")
    assert "scans/999" in stray["scans"]
    database.close()
