"""Many people answer at once: each answer is on the disk before its thank-you, and a bad one harms no other."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError

from consultation.db import Database, migrate, wait_for_turn
from consultation.models import Campaign, Channel, Submission, Tally, Version
from consultation.questionnaires.definition import Definition
from consultation.submissions.record import record_submission
from consultation.submissions.recount import differences
from consultation.submissions.writer import writer
from consultation.terms import Mode
from tests import factories
from tests.postgres import database_of_its_own


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database of its own: threads cannot share the savepoint of the other tests."""
    with database_of_its_own() as url:
        made = Database(url or f"sqlite:///{tmp_path}/writer.sqlite")
        migrate(made.engine)
        yield made
        made.close()


@pytest.fixture
def fields(database: Database) -> dict[str, Any]:
    """What `record` takes, but the token."""
    with database.transaction() as session:
        channel: Channel = factories.channel(session)
        questionnaire_id = session.get_one(Campaign, channel.campaign_id).questionnaire_id
        version = session.scalars(select(Version).where(Version.questionnaire_id == questionnaire_id)).one()
        return {
            "version_id": version.id,
            "questionnaire_id": questionnaire_id,
            "definition": Definition.model_validate(version.definition),
            "answers": {"q_coffee": {"chosen": ["yes"]}},
            "channel_id": channel.id,
            "mode": Mode.SELF_ONLINE,
            "locale": "fr",
        }


def test_forty_at_once_are_all_kept_each_token_once(database: Database, fields: dict[str, Any]) -> None:
    commits: list[object] = []
    event.listen(database.engine, "commit", commits.append)
    codes: dict[str, str] = {}
    gate = threading.Barrier(40)

    def answer(token: str) -> None:
        gate.wait()
        codes[token] = writer(database).record(token=token, **fields).follow_code

    # Every token comes twice: a double tap.
    threads = [threading.Thread(target=answer, args=(f"token-{n % 20}",)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.reader() as session:
        kept = session.execute(select(Submission.token, Submission.follow_code)).all()
        assert {row.token: row.follow_code for row in kept} == codes
        assert len(kept) == 20
        assert session.scalars(select(Tally.count).where(Tally.subject == "@all")).one() == 20
        assert not differences(session, fields["questionnaire_id"])
    if database.is_sqlite:
        assert len(commits) < 40, "those who wait are taken along"


def test_a_writer_waits_for_its_turn(database: Database, fields: dict[str, Any]) -> None:
    begun = threading.Event()

    def write_slowly() -> None:
        with database.transaction() as session:
            record_submission(session, token="first", **fields)
            begun.set()
            time.sleep(0.2)  # many times longer than SQLite is left to wait by itself

    first = threading.Thread(target=write_slowly)
    first.start()
    begun.wait()

    assert writer(database).record(token="second", **fields).is_new
    first.join()
    with database.reader() as session:
        assert set(session.scalars(select(Submission.token))) == {"first", "second"}


def test_whoever_comes_while_another_process_writes_is_in_one_commit(
    database: Database, fields: dict[str, Any]
) -> None:
    """Two processes that write by turns each took those that waited before the turn: a handful each time."""
    commits: list[object] = []

    with database.transaction() as other:
        wait_for_turn(other)
        promises = [writer(database).promise(token=f"token-{n}", **fields) for n in range(5)]
        event.listen(database.engine, "commit", commits.append)
        time.sleep(0.1)  # long enough for the writer to have begun
        commits_before = len(commits)

    assert all(promise.result().is_new for promise in promises)
    assert (commits_before, len(commits)) == (0, 2), "that of the other, and one"


def test_a_bad_submission_harms_no_other_of_its_commit(database: Database, fields: dict[str, Any]) -> None:
    outcomes: dict[str, object] = {}
    gate = threading.Barrier(3)

    def answer(token: str, given: dict[str, Any]) -> None:
        gate.wait()
        try:
            outcomes[token] = writer(database).record(token=token, **given).is_new
        except IntegrityError:
            outcomes[token] = "refused"

    bad = {**fields, "channel_id": 999_999}
    cases = [("a", fields), ("b", bad), ("c", fields)]
    threads = [threading.Thread(target=answer, args=case) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes == {"a": True, "b": "refused", "c": True}
    with database.reader() as session:
        assert session.scalars(select(Submission.token).order_by(Submission.token)).all() == ["a", "c"]
        assert session.scalars(select(func.sum(Tally.count)).where(Tally.subject == "@all")).one() == 2


def test_when_the_disk_refuses_nobody_is_thanked(database: Database, fields: dict[str, Any]) -> None:
    def refuse(_connection: object) -> None:
        raise OSError("disk full")

    event.listen(database.engine, "commit", refuse)
    with pytest.raises(OSError, match="disk full"):
        writer(database).record(token="a", **fields)
    event.remove(database.engine, "commit", refuse)

    assert writer(database).record(token="a", **fields).is_new
