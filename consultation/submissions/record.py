"""Record submissions: the rows, their free words and the counts, all or nothing."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, NotRequired, TypedDict, Unpack, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.db import insert, insert_rows, raise_counts
from consultation.models import Attachment, Submission, Tally, Verbatim, random_key
from consultation.questionnaires.definition import Answers, Definition
from consultation.questionnaires.sheet import files_of, words_of
from consultation.submissions.changed import note_changes
from consultation.submissions.follow_code import new_follow_code
from consultation.submissions.tallies import TallyKey, cells_of, person_of
from consultation.terms import Mode, VerbatimState

SUBMISSION = cast(Table, Submission.__table__)
VERBATIM = cast(Table, Verbatim.__table__)
ATTACHMENT = cast(Table, Attachment.__table__)
TALLY = cast(Table, Tally.__table__)

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


class Fields(TypedDict):
    """What a submission is made of."""

    version_id: int
    questionnaire_id: int
    definition: Definition
    answers: Answers
    """Of a checked sheet (`check_sheet`), without a problem left."""
    token: str
    channel_id: int
    mode: Mode
    locale: str
    day: NotRequired[dt.date | None]
    """The day the person answered; by default today."""
    sheet_number: NotRequired[int | None]
    keyed_by: NotRequired[int | None]
    unreadable: NotRequired[Sequence[str]]
    """Keys of questions whose answer on paper nobody could read."""


class Prepared(NamedTuple):
    """Every row one submission makes, worked out before anybody holds up the database for it."""

    row: Row
    words: list[Row]
    files: list[Row]
    cells: list[TallyKey]


def record_submission(session: Session, **fields: Unpack[Fields]) -> Recorded:
    """The submission of that token: this one, or the first that came with it.

    :raises SheetAlreadyKeyed: when the paper sheet stands under another token.
    """
    return write(session, prepare(**fields))


def prepare(**fields: Unpack[Fields]) -> Prepared:
    """The rows of a submission, none of them written."""
    definition, answers = fields["definition"], fields["answers"]
    row: Row = {
        "token": fields["token"],
        "questionnaire_id": fields["questionnaire_id"],
        "version_id": fields["version_id"],
        "channel_id": fields["channel_id"],
        "mode": fields["mode"].value,
        "locale": fields["locale"],
        "day": fields.get("day") or today(),
        "answers": answers,
        "sheet_number": fields.get("sheet_number"),
        "keyed_by": fields.get("keyed_by"),
        "unreadable": list(fields.get("unreadable", ())),
        "follow_code": new_follow_code(),
    }
    return Prepared(row, word_rows(row, definition), file_rows(row, definition), tally_keys_of(row, definition))


def write(session: Session, prepared: Prepared) -> Recorded:
    """The submission of that token stands: this one, or the first that came with it.

    :raises SheetAlreadyKeyed: when the paper sheet stands under another token.
    """
    row = prepared.row
    while not _insert(session, row):
        first = _standing(session, row)
        if first:
            return first
        row["follow_code"] = new_follow_code()  # the only other thing that is unique
    _insert_the_rest(session, [prepared])
    return Recorded(row["token"], row["follow_code"], is_new=True)


def write_together(session: Session, batch: Sequence[Prepared]) -> list[Recorded]:
    """The submissions of those tokens, each another one, in a handful of statements.

    :raises IntegrityError: when one of them cannot be written as it is; then none is: `write` them one by one.
    """
    columns = SUBMISSION.c
    tokens = [one.row["token"] for one in batch]
    first = dict(session.execute(select(columns.token, columns.follow_code).where(columns.token.in_(tokens))).all())
    new = [one for one in batch if one.row["token"] not in first]
    if new:
        insert_rows(session, SUBMISSION, [one.row for one in new])
        _insert_the_rest(session, new)
    codes = first | {one.row["token"]: one.row["follow_code"] for one in new}
    return [Recorded(token, codes[token], is_new=token not in first) for token in tokens]


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


def _insert_the_rest(session: Session, batch: Sequence[Prepared]) -> None:
    """What stands beside the records just written."""
    insert_rows(session, VERBATIM, [row for one in batch for row in one.words])
    insert_rows(session, ATTACHMENT, [row for one in batch for row in one.files])
    add_to_tallies(session, Counter(key for one in batch for key in one.cells))
    note_changes(session, [(one.row["questionnaire_id"], one.row["token"]) for one in batch])


def word_rows(row: Row, definition: Definition) -> list[Row]:
    """The rows of `verbatim` of one submission."""
    return [
        {
            "id": random_key(),
            "submission_token": row["token"],
            "questionnaire_id": row["questionnaire_id"],
            "question_key": question_key,
            "locale": row["locale"],
            "text": text,
            "state": VerbatimState.RECEIVED.value,
        }
        for question_key, text in words_of(definition, row["answers"])
    ]


def file_rows(row: Row, definition: Definition) -> list[Row]:
    """The rows of `attachment` of one submission."""
    return [
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


def tally_keys_of(row: Row, definition: Definition) -> list[TallyKey]:
    """The rows of `tally` whose count one submission raises by one."""
    answers: Answers = row["answers"]
    where = row["channel_id"], row["locale"], *person_of(definition, answers)
    return [(row["questionnaire_id"], *cell, *where) for cell in cells_of(definition, answers)]


def add_to_tallies(session: Session, counts: Mapping[TallyKey, int]) -> None:
    """Raise the counts. Every writer takes the cells in the same order, so that none waits for another in a circle."""
    raise_counts(session, TALLY, [(*key, counts[key]) for key in sorted(counts)])
