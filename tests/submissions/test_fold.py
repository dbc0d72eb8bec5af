"""The sets of answers are always those of the records, whatever happens in between."""

import random
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Channel, Submission, Version
from consultation.questionnaires.definition import Definition
from consultation.submissions.answer_sets import AnswerSets, cells_of_record
from consultation.submissions.changed import CHANGED
from consultation.submissions.fold import FOLDER, answer_sets, fold, has_erased, opened, sweep_sets
from consultation.submissions.purge import erase_submission, purge_questionnaire
from consultation.submissions.record import record_submission
from consultation.submissions.tallies import Cell
from consultation.submissions.withdraw import withdraw_submission
from consultation.terms import Mode
from tests import factories
from tests.conftest import SavepointDatabase

SMALL = Definition.model_validate(factories.DEFINITION)


@pytest.fixture(autouse=True)
def folder(session: Session, tmp_path: Path) -> None:
    session.info["instance_dir"] = tmp_path


@pytest.fixture
def version(session: Session) -> Version:
    return factories.version(session)


@pytest.fixture
def channel(session: Session, version: Version) -> Channel:
    campaign = factories.campaign(session, questionnaire_id=version.questionnaire_id)
    return factories.channel(session, campaign_id=campaign.id)


@pytest.fixture
def database(app: object) -> SavepointDatabase:
    return app.extensions["consultation.database"]  # type: ignore[attr-defined, no-any-return]


def record(
    session: Session, version: Version, channel: Channel, token: str, coffee: str, age: str | None = None
) -> None:
    answers = {"q_coffee": {"chosen": [coffee]}} | ({"age": {"chosen": [age]}} if age else {})
    record_submission(
        session,
        version_id=version.id,
        questionnaire_id=version.questionnaire_id,
        definition=SMALL,
        answers=answers,  # type: ignore[arg-type]
        token=token,
        channel_id=channel.id,
        mode=Mode.SELF_ONLINE,
        locale="fr",
    )


def counts(sets: AnswerSets) -> Counter[Cell]:
    cells = {*sets.added, *(sets.stored.cells() if sets.stored else ())}
    return +Counter({cell: len(sets.of(*cell)) for cell in cells})


SUBJECTS = ("@all", "@action:P1.02", "q_coffee", "age")


def totals(sets: AnswerSets) -> Counter[Cell]:
    """The counts kept of each subject, which must be the sizes of its sets, by age as by kind."""
    by_kind: Counter[Cell] = Counter()
    by_age: Counter[Cell] = Counter()
    for subject, margins in sets.margins(SUBJECTS).items():
        for by, found in (("@respondent_kind", by_kind), ("@age_band", by_age)):
            for groups in margins.get(by, {}).values():
                found.update({Cell(subject, option): count for option, count in groups.items()})
    assert by_age == by_kind
    return by_kind


def truth(session: Session, version: Version) -> Counter[Cell]:
    """Counted one record after another."""
    found: Counter[Cell] = Counter()
    for row in session.scalars(select(Submission).where(Submission.version_id == version.id)):
        if row.withdrawn_on is None:
            found.update(cells_of_record(vars(row), SMALL))
    return found


def test_the_sets_are_those_of_the_records_at_every_moment(
    session: Session, database: SavepointDatabase, version: Version, channel: Channel, tmp_path: Path
) -> None:
    dice = random.Random(7)
    standing: list[str] = []
    for number in range(300):
        act = dice.random()
        if act < 0.7 or not standing:
            standing.append(f"t{number}")
            record(session, version, channel, standing[-1], dice.choice(["yes", "no"]), dice.choice(["15_24", None]))
        elif act < 0.85:
            withdraw_submission(session, standing.pop(dice.randrange(len(standing))), why="by error")
        elif act < 0.95:
            erase_submission(session, standing.pop(dice.randrange(len(standing))))
        else:
            fold(database, tmp_path, version.questionnaire_id)
        session.flush()
        session.expire_all()
        if number % 10 == 0:
            sets = answer_sets(session, version.questionnaire_id)
            assert counts(sets) == truth(session, version)
            assert +totals(sets) == +Counter({c: n for c, n in truth(session, version).items() if c[0] in SUBJECTS})
    assert fold(database, tmp_path, version.questionnaire_id)
    assert not session.execute(select(CHANGED)).all()
    assert counts(answer_sets(session, version.questionnaire_id)) == truth(session, version)


def test_a_withdrawal_counts_at_once_before_anything_is_folded(
    session: Session, database: SavepointDatabase, version: Version, channel: Channel, tmp_path: Path
) -> None:
    record(session, version, channel, "a", "yes")
    record(session, version, channel, "b", "yes")
    fold(database, tmp_path, version.questionnaire_id)
    withdraw_submission(session, "a", why="by error")

    assert len(answer_sets(session, version.questionnaire_id).of("q_coffee", "yes")) == 1
    assert not fold(database, tmp_path, version.questionnaire_id, least=2)


def test_a_file_that_is_gone_or_broken_is_made_anew(
    session: Session, database: SavepointDatabase, version: Version, channel: Channel, tmp_path: Path
) -> None:
    record(session, version, channel, "a", "yes")
    fold(database, tmp_path, version.questionnaire_id)
    (path,) = (tmp_path / FOLDER).iterdir()
    path.write_bytes(b"half a file")
    opened.cache_clear()

    assert counts(answer_sets(session, version.questionnaire_id)) == truth(session, version)
    assert fold(database, tmp_path, version.questionnaire_id, least=500)
    assert counts(answer_sets(session, version.questionnaire_id)) == truth(session, version)


def test_nothing_is_left_of_what_was_purged_or_erased(
    session: Session, database: SavepointDatabase, version: Version, channel: Channel, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    record(session, version, channel, "a", "yes")
    record(session, version, channel, "b", "no")
    fold(database, tmp_path, version.questionnaire_id)
    erase_submission(session, "a")
    assert has_erased(session, version.questionnaire_id)
    fold(database, tmp_path, version.questionnaire_id)
    assert not has_erased(session, version.questionnaire_id)
    purge_questionnaire(session, version.questionnaire_id)
    assert counts(answer_sets(session, version.questionnaire_id)) == Counter()

    monkeypatch.setattr("consultation.submissions.fold.FORGOTTEN_S", -1)
    sweep_sets(database, tmp_path)

    assert not list((tmp_path / FOLDER).iterdir())
