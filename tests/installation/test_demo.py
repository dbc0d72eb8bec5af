"""The demonstration: a whole installation, marked as simulated, the same when it is asked for again."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from consultation.db import Database
from consultation.models import Account, Action, Campaign, Channel, Idea, Offer, Organisation, Submission
from consultation.settings import from_environment
from consultation.terms import ChannelKind, Mode, Role
from tests.live import command, environment_of


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("demo")
    made = command("demo", "--dir", str(directory), environment=environment_of(directory / "elsewhere"))
    assert made.returncode == 0, made.stderr
    (directory / "printed.json").write_text(made.stdout)
    return directory


@pytest.fixture
def demonstration(installation: Path) -> Iterator[Database]:
    database = Database(from_environment(environment_of(installation)).database)
    yield database
    database.close()


def test_it_has_two_towns_six_accounts_and_the_ozon_plan(demonstration: Database, installation: Path) -> None:
    told = json.loads((installation / "printed.json").read_text())
    with demonstration.reader() as session:
        roles = sorted(session.scalars(select(Account.role)))
        emails = set(session.scalars(select(Account.email)))
        towns = session.scalar(select(func.count()).select_from(Organisation))
        actions = session.scalar(select(func.count()).select_from(Action))

    assert towns == 2
    assert roles == sorted(
        [Role.ADMINISTRATOR, *[Role.ORGANISER] * 2, *[Role.VOLUNTEER] * 2, Role.READER, Role.OFFICIAL]
    )
    assert {account["email"] for account in told["accounts"]} == emails
    assert actions == 39


def test_everybody_in_it_is_simulated_and_came_through_every_channel(demonstration: Database) -> None:
    with demonstration.reader() as session:
        assert session.scalars(select(Campaign.is_simulated)).all() == [True]
        by_kind = select(Channel.kind, func.count(Submission.token)).outerjoin(Submission).group_by(Channel.kind)
        reached = {kind: count for kind, count in session.execute(by_kind)}  # noqa: C416  # rows are not pairs to mypy
        languages = set(session.scalars(select(Submission.locale)))
        modes = set(session.scalars(select(Submission.mode)))
        ideas, offers = (session.scalar(select(func.count()).select_from(table)) for table in (Idea, Offer))

    assert set(reached) == set(ChannelKind)
    assert all(count > 0 for kind, count in reached.items() if kind != ChannelKind.IDEA_BOX)
    assert 200 < sum(reached.values()) < 1000
    assert languages == {"fr", "ar", "en"}
    assert modes == {Mode.SELF_ONLINE, Mode.INTERVIEWER, Mode.PAPER_KEYED}
    assert ideas
    assert offers


def test_asked_for_again_it_keeps_what_is_there(demonstration: Database, installation: Path) -> None:
    with demonstration.reader() as session:
        before = sorted(session.scalars(select(Submission.token)))

    again = command("demo", "--dir", str(installation), environment=environment_of(installation))

    assert again.returncode == 0
    assert again.stdout == (installation / "printed.json").read_text()
    with demonstration.reader() as session:
        assert sorted(session.scalars(select(Submission.token))) == before


def test_the_doctor_finds_it_well(installation: Path) -> None:
    examined = command("doctor", "--json", environment=environment_of(installation))

    assert examined.returncode == 0, examined.stdout
