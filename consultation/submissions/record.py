"""Record a submission: the row, its free words and the counts, all or nothing."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.db import insert
from consultation.models import Attachment, Submission, Tally, Verbatim, random_key
from consultation.questionnaires.definition import Answers, Definition
from consultation.questionnaires.sheet import files_of, words_of
from consultation.submissions.follow_code import new_follow_code
from consultation.submissions.tallies import cells_of, person_of
from consultation.terms import Mode

SUBMISSION = cast(Table, Submission.__table__)
VERBATIM = cast(Table, Verbatim.__table__)
ATTACHMENT = cast(Table, Attachment.__table__)
TALLY = cast(Table, Tally.__table__)
TALLY_KEY = [column.name for column in TALLY.primary_key]

Row = dict[str, Any]


class Recorded(NamedTuple):
    """A submission that stands."""

    token: str
    follow_code: str
    is_new: bool
    """False for a retry: the first record stands, and its code is given again."""


class SheetAlreadyKeyed(ValueError):
    """That paper sheet stands already, under another token."""

    def __init__(self, day: dt.date, keyed_by: int | None) -> None:
        super().__init__(f"keyed on {day}")
        self.day = day
        self.keyed_by = keyed_by


def record_submission(
    session: Session,
    *,
    version_id: int,
    questionnaire_id: int,
    definition: Definition,
    answers: Answers,
    token: str,
    channel_id: int,
    mode: Mode,
    locale: str,
    day: dt.date | None = None,
    sheet_number: int | None = None,
    keyed_by: int | None = None,
    unreadable: Sequence[str] = (),
) -> Recorded:
    """The submission of that token: this one, or the first that came with it.

    `answers` are those of a checked sheet (`check_sheet`), without a problem left.

    :param day: the day the person answered; by default today.
    :param unreadable: keys of questions whose answer on paper nobody could read.
    :raises SheetAlreadyKeyed: when the paper sheet stands under another token.
    """
    row: Row = {
        "token": token,
        "questionnaire_id": questionnaire_id,
        "version_id": version_id,
        "channel_id": channel_id,
        "mode": mode.value,
        "locale": locale,
        "day": day or today(),
        "answers": answers,
        "sheet_number": sheet_number,
        "keyed_by": keyed_by,
        "unreadable": list(unreadable),
        "follow_code": new_follow_code(),
    }
    while not _insert(session, row):
        first = _standing(session, row)
        if first:
            return first
        row["follow_code"] = new_follow_code()  # the only other thing that is unique
    _insert_words(session, row, definition)
    _insert_files(session, row, definition)
    add_to_tallies(session, tally_rows(row, definition))
    return Recorded(token, row["follow_code"], is_new=True)


def _insert(session: Session, row: Row) -> bool:
    """Whether the row is new; the database decides, not a look before."""
    statement = insert(session, SUBMISSION).on_conflict_do_nothing().returning(SUBMISSION.c.token)
    return session.execute(statement, row).one_or_none() is not None


def _standing(session: Session, row: Row) -> Recorded | None:
    """The submission that was there before, if it has this token.

    :raises SheetAlreadyKeyed: if it has this sheet number under another token.
    """
    columns = SUBMISSION.c
    code = session.execute(select(columns.follow_code).where(columns.token == row["token"])).one_or_none()
    if code:
        return Recorded(row["token"], code.follow_code, is_new=False)
    sheet = session.execute(
        select(columns.day, columns.keyed_by).where(
            columns.questionnaire_id == row["questionnaire_id"], columns.sheet_number == row["sheet_number"]
        )
    ).one_or_none()
    if sheet:
        raise SheetAlreadyKeyed(sheet.day, sheet.keyed_by)
    return None


def _insert_words(session: Session, row: Row, definition: Definition) -> None:
    words = [
        {
            "id": random_key(),
            "submission_token": row["token"],
            "questionnaire_id": row["questionnaire_id"],
            "question_key": question_key,
            "locale": row["locale"],
            "text": text,
        }
        for question_key, text in words_of(definition, row["answers"])
    ]
    if words:
        session.execute(insert(session, VERBATIM), words)


def _insert_files(session: Session, row: Row, definition: Definition) -> None:
    files = [
        {
            "id": random_key(),
            "submission_token": row["token"],
            "questionnaire_id": row["questionnaire_id"],
            "question_key": question_key,
            "field": field,
            "name": name,
        }
        for question_key, field, name in files_of(definition, row["answers"])
    ]
    if files:
        session.execute(insert(session, ATTACHMENT), files)


def tally_rows(row: Row, definition: Definition) -> list[Row]:
    """The rows of `tally` that one submission makes up, each with a count of one."""
    place = {name: row[name] for name in ("questionnaire_id", "channel_id", "locale")}
    person = person_of(definition, row["answers"])._asdict()
    return [{**place, **person, **cell._asdict(), "count": 1} for cell in cells_of(definition, row["answers"])]


def add_to_tallies(session: Session, rows: Sequence[Row]) -> None:
    """Raise the counts. Every writer takes the cells in the same order, so that none waits for another in a circle."""
    statement = insert(session, TALLY)
    raised = statement.on_conflict_do_update(
        index_elements=TALLY_KEY, set_={"count": TALLY.c.count + statement.excluded.count}
    )
    session.execute(raised, list(rows))
