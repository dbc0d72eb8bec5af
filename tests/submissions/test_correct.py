"""What was counted is put right: the former state is kept, words stay as they were read, and numbers follow."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Submission, Verbatim
from consultation.questionnaires.definition import Answers
from consultation.submissions.correct import correct_submission, merge_duplicates
from consultation.submissions.recount import differences
from consultation.submissions.withdraw import NotWithdrawn, UnknownSubmission, count_again, withdraw_submission
from consultation.terms import Mode, VerbatimState
from tests.submissions.test_record import Asked

PAPER = {"mode": Mode.PAPER_KEYED, "sheet_number": 499}


@pytest.fixture
def asked(session: Session) -> Asked:
    return Asked(session)


def words(asked: Asked) -> dict[str, tuple[str, str, str]]:
    """{question: (words, state, token)}"""
    rows = asked.session.scalars(select(Verbatim).execution_options(populate_existing=True))
    return {row.question_key: (row.text, row.state, row.submission_token) for row in rows if row.state != "hidden"}


def test_a_correction_keeps_what_nobody_could_read(asked: Asked) -> None:
    asked.answer("first", {"q_coffee": {"chosen": ["yes"]}}, unreadable=["q_words", "q_missing"], **PAPER)

    now = correct_submission(asked.session, "first", {"q_missing": {"chosen": ["other"]}}).token

    assert asked.session.get_one(Submission, now).unreadable == ["q_words"]
    again = correct_submission(asked.session, now, {"q_coffee": {"chosen": ["no"]}}, unreadable=["q_missing"]).token
    assert asked.session.get_one(Submission, again).unreadable == ["q_missing"]
    assert (asked.count("q_coffee", "yes"), asked.count("q_coffee", "no"), asked.count("@all")) == (0, 1, 1)
    former = asked.session.scalars(select(Submission).where(Submission.withdrawn_on.is_not(None))).all()
    assert {one.withdrawn_why for one in former} == {"sheet 499 corrected"}
    assert {tuple(one.unreadable) for one in former} == {("q_words", "q_missing"), ("q_words",)}


def test_words_that_stay_as_they_were_stay_shown(asked: Asked) -> None:
    said: Answers = {"q_words": {"text": "un banc"}, "q_missing": {"chosen": ["other"], "text": "un kiosk"}}
    asked.answer("first", said, **PAPER)
    ids = {}
    for word in asked.session.scalars(select(Verbatim)):
        word.state = VerbatimState.SHOWN
        ids[word.question_key] = word.id
    asked.session.flush()

    now = correct_submission(
        asked.session, "first", said | {"q_missing": {"chosen": ["other"], "text": "un kiosque"}}
    ).token

    assert words(asked) == {
        "q_words": ("un banc", VerbatimState.SHOWN, now),
        "q_missing": ("un kiosque", VerbatimState.RECEIVED, now),
    }
    standing = asked.session.scalars(select(Verbatim.id).where(Verbatim.question_key == "q_words")).one()
    assert standing == ids["q_words"], "an edition quotes them by their key"


def test_what_was_withdrawn_counts_again_once_and_its_words_are_read_again(asked: Asked) -> None:
    asked.answer("first", {"q_coffee": {"chosen": ["yes"]}, "q_words": {"text": "oui"}}, **PAPER)
    withdraw_submission(asked.session, "first", why="mistake")

    count_again(asked.session, "first")

    assert asked.count("@all") == asked.count("q_coffee", "yes") == 1
    assert words(asked) == {"q_words": ("oui", VerbatimState.RECEIVED, "first")}
    row = asked.session.get_one(Submission, "first", populate_existing=True)
    assert (row.withdrawn_on, row.withdrawn_why, row.sheet_number) == (None, None, 499)
    assert not differences(asked.session, asked.questionnaire_id)
    with pytest.raises(NotWithdrawn):
        count_again(asked.session, "first")
    with pytest.raises(UnknownSubmission):
        count_again(asked.session, "nobody")


def test_of_two_sheets_of_one_person_one_counts_until_they_are_two_again(asked: Asked) -> None:
    asked.answer("one", {"q_coffee": {"chosen": ["yes"]}}, **PAPER)
    asked.answer("other", {"q_coffee": {"chosen": ["yes"]}}, mode=Mode.PAPER_SCANNED, sheet_number=500)

    merge_duplicates(asked.session, ["other", "one"])
    assert asked.count("q_coffee", "yes") == 1

    count_again(asked.session, "one")
    assert asked.count("q_coffee", "yes") == 2
    assert not differences(asked.session, asked.questionnaire_id)
