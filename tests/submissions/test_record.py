"""A submission is recorded whole, once, and counted as a recount would."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from consultation.models import Campaign, Channel, Submission, Tally, Verbatim, Version
from consultation.questionnaires.definition import Answers, Definition
from consultation.submissions.purge import erase_submission, purge_questionnaire
from consultation.submissions.record import Recorded, SheetAlreadyKeyed, record_submission
from consultation.submissions.recount import differences, recount
from consultation.submissions.withdraw import AlreadyWithdrawn, UnknownSubmission, withdraw_submission
from consultation.terms import Mode, VerbatimState
from tests import factories


class Asked:
    """A campaign with one channel, and a way to answer it."""

    def __init__(self, session: Session, definition: dict[str, Any] | None = None) -> None:
        self.session = session
        self.channel = factories.channel(session, definition)
        campaign = session.get_one(Campaign, self.channel.campaign_id)
        self.questionnaire_id = campaign.questionnaire_id
        self.version = session.scalars(select(Version).where(Version.questionnaire_id == self.questionnaire_id)).one()
        self.definition = Definition.model_validate(self.version.definition)

    def answer(self, token: str, answers: Answers, **given: Any) -> Recorded:
        filled = {"channel_id": self.channel.id, "mode": Mode.SELF_ONLINE, "locale": "fr", **given}
        return record_submission(
            self.session,
            version_id=self.version.id,
            questionnaire_id=self.questionnaire_id,
            definition=self.definition,
            answers=answers,
            token=token,
            **filled,
        )

    def count(self, subject: str, option_key: str = "*") -> int:
        here = (Tally.questionnaire_id == self.questionnaire_id, Tally.subject == subject)
        total = select(func.sum(Tally.count)).where(*here, Tally.option_key == option_key)
        return self.session.scalars(total).one() or 0


@pytest.fixture
def asked(session: Session) -> Asked:
    return Asked(session)


def test_a_sheet_sent_twice_is_one_submission_with_one_code(asked: Asked) -> None:
    first = asked.answer("token-1", {"q_coffee": {"chosen": ["yes"]}})
    second = asked.answer("token-1", {"q_coffee": {"chosen": ["no"]}})

    assert first.is_new
    assert not second.is_new
    assert second.follow_code == first.follow_code
    assert asked.count("@all") == 1
    assert (asked.count("q_coffee", "yes"), asked.count("q_coffee", "no")) == (1, 0)


def test_a_paper_sheet_keyed_by_two_people_is_said_so(asked: Asked) -> None:
    somebody = factories.account(asked.session)
    day = dt.date(2024, 5, 3)
    keyed: dict[str, Any] = {"mode": Mode.PAPER_KEYED, "sheet_number": 17, "keyed_by": somebody.id, "day": day}
    asked.answer("token-1", {"q_coffee": {"chosen": ["yes"]}}, **keyed)

    with pytest.raises(SheetAlreadyKeyed) as refused:
        asked.answer("token-2", {"q_coffee": {"chosen": ["yes"]}}, **keyed)

    assert (refused.value.day, refused.value.keyed_by) == (day, somebody.id)
    assert asked.count("@all") == 1


def test_free_words_stand_as_rows_that_nobody_has_shown_yet(asked: Asked) -> None:
    asked.answer("token-1", {"q_missing": {"chosen": ["other"], "text": "un kiosque"}, "q_words": {"text": "🙂\u200f"}})

    words = asked.session.scalars(select(Verbatim).order_by(Verbatim.question_key)).all()
    assert [(w.question_key, w.text, w.state) for w in words] == [
        ("q_missing", "un kiosque", VerbatimState.RECEIVED),
        ("q_words", "🙂\u200f", VerbatimState.RECEIVED),
    ]


def test_a_withdrawn_submission_no_longer_counts_and_its_record_stays(asked: Asked) -> None:
    asked.answer("token-1", {"q_coffee": {"chosen": ["yes"]}, "q_words": {"text": "oui"}})

    withdraw_submission(asked.session, "token-1", why="entered twice")

    assert asked.count("@all") == asked.count("q_coffee", "yes") == asked.count("@action:P1.02") == 0
    assert asked.session.get_one(Submission, "token-1").withdrawn_why == "entered twice"
    assert asked.session.scalars(select(Verbatim.state)).one() == VerbatimState.HIDDEN
    with pytest.raises(AlreadyWithdrawn):
        withdraw_submission(asked.session, "token-1", why="again")
    with pytest.raises(UnknownSubmission):
        withdraw_submission(asked.session, "nobody", why="")


def test_a_sheet_keyed_by_mistake_may_be_keyed_again(asked: Asked) -> None:
    paper = {"mode": Mode.PAPER_KEYED, "sheet_number": 499}
    asked.answer("token-1", {"q_coffee": {"chosen": ["yes"]}}, unreadable=["q_words"], **paper)

    withdraw_submission(asked.session, "token-1", why="keying of sheet 499 undone", frees_sheet=True)
    asked.answer("token-2", {"q_coffee": {"chosen": ["no"]}}, **paper)

    assert (asked.count("q_coffee", "yes"), asked.count("q_coffee", "no")) == (0, 1)
    assert asked.session.get_one(Submission, "token-1").unreadable == ["q_words"]


def test_an_erased_submission_leaves_nothing(asked: Asked) -> None:
    asked.answer("token-1", {"q_words": {"text": "oubliez-moi"}})
    asked.answer("token-2", {"q_words": {"text": "gardez-moi"}})

    erase_submission(asked.session, "token-1")

    assert asked.count("@all") == 1
    assert asked.session.scalars(select(Verbatim.text)).all() == ["gardez-moi"]
    assert asked.session.scalars(select(Submission.token)).all() == ["token-2"]
    assert not differences(asked.session, asked.questionnaire_id)


def test_a_purged_questionnaire_keeps_no_answer_and_its_neighbour_keeps_all(session: Session, asked: Asked) -> None:
    other = Asked(session)
    asked.answer("token-1", {"q_words": {"text": "a"}})
    other.answer("token-2", {"q_words": {"text": "b"}})

    assert purge_questionnaire(session, asked.questionnaire_id) == 1

    assert asked.count("@all") == 0
    assert other.count("@all") == 1
    assert session.scalars(select(Verbatim.text)).all() == ["b"]


ANSWERS: st.SearchStrategy[Answers] = st.fixed_dictionaries(
    {},
    optional={
        "q_missing": st.lists(st.sampled_from(["parties", "place", "other"]), min_size=1, unique=True).map(
            lambda chosen: {"chosen": chosen}
        ),
        "q_coffee": st.sampled_from(["yes", "maybe", "no"]).map(lambda key: {"chosen": [key]}),
        "q_words": st.text(min_size=1, max_size=20).filter(lambda t: "\0" not in t).map(lambda t: {"text": t}),
        "age": st.sampled_from(["15_24", "65_more"]).map(lambda key: {"chosen": [key]}),
    },
)
STEP = st.one_of(
    st.tuples(st.just("record"), st.integers(0, 9), ANSWERS, st.sampled_from(["fr", "ar"])),
    st.tuples(st.sampled_from(["withdraw", "erase"]), st.integers(0, 9), st.none(), st.none()),
)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=12))
def test_tallies_equal_a_recount_whatever_happened(session: Session, steps: list[Any]) -> None:
    with session.begin_nested() as savepoint:
        asked = Asked(session)
        for verb, number, answers, locale in steps:
            try:
                if verb == "record":
                    asked.answer(f"token-{number}", answers, locale=locale)
                elif verb == "withdraw":
                    withdraw_submission(session, f"token-{number}", why="a step")
                else:
                    erase_submission(session, f"token-{number}")
            except (UnknownSubmission, AlreadyWithdrawn):
                pass

        assert differences(session, asked.questionnaire_id) == []
        savepoint.rollback()


def test_a_recount_finds_and_repairs_a_wrong_number(asked: Asked) -> None:
    asked.answer("token-1", {"q_coffee": {"chosen": ["yes"]}})
    asked.session.query(Tally).filter(Tally.subject == "@all").update({"count": 7})

    found = differences(asked.session, asked.questionnaire_id)
    assert [(d.kept, d.counted) for d in found] == [(7, 1)]

    recount(asked.session, asked.questionnaire_id)
    assert differences(asked.session, asked.questionnaire_id) == []
    assert asked.count("@all") == 1


@pytest.mark.parametrize("questions", [2, 20])
def test_recording_costs_four_statements_however_long_the_sheet(session: Session, questions: int) -> None:
    text = {"kind": "short_text", "label": {"fr": "?"}, "actions": ["P1.01"]}
    section = {"key": "s", "questions": [{"key": f"q{n}", **text} for n in range(questions)]}
    asked = Asked(session, {"title": {"fr": "T"}, "sections": [section]})
    statements: list[str] = []
    connection = session.connection()

    @event.listens_for(connection, "before_cursor_execute")
    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        statements.append(statement)

    asked.answer("token-1", {f"q{n}": {"text": "oui"} for n in range(questions)})

    assert len(statements) == 4  # the record, its words, its counts, the note for the sets of answers
    event.remove(connection, "before_cursor_execute", note)


def test_every_channel_keeps_its_own_count(asked: Asked) -> None:
    other: Channel = factories.channel(asked.session, campaign_id=asked.channel.campaign_id)
    asked.answer("token-1", {"q_coffee": {"chosen": ["yes"]}})
    asked.answer("token-2", {"q_coffee": {"chosen": ["yes"]}}, channel_id=other.id)

    per_channel = asked.session.execute(
        select(Tally.channel_id, Tally.count).where(Tally.subject == "@all").order_by(Tally.channel_id)
    ).all()
    assert [tuple(row) for row in per_channel] == [(asked.channel.id, 1), (other.id, 1)]
