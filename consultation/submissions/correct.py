"""Correct what was recorded, or take twice-recorded sheets together; the former state is kept, and does not count."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from consultation.models import random_key
from consultation.questionnaires.definition import Answers
from consultation.submissions.record import Recorded, record_submission
from consultation.submissions.withdraw import AlreadyWithdrawn, submission_row, withdraw_submission
from consultation.terms import Mode

CORRECTED = "corrected"
DUPLICATE = "the same sheet as another"


def correct_submission(
    session: Session, token: str, answers: Answers, *, keyed_by: int | None = None, day: dt.date | None = None
) -> Recorded:
    """The submission with other answers; the former one stays as a withdrawn record.

    `answers` are those of a checked sheet of the same version (`check_sheet`), without a problem left.

    :param day: of the correction; by default today
    :raises UnknownSubmission: when there is none of that token
    :raises AlreadyWithdrawn: when it does not count any more
    """
    row, definition = submission_row(session, token)
    withdraw_submission(session, token, why=CORRECTED, day=day, frees_sheet=True)
    return record_submission(
        session,
        version_id=row["version_id"],
        questionnaire_id=row["questionnaire_id"],
        definition=definition,
        answers=answers,
        token=random_key(),
        channel_id=row["channel_id"],
        mode=Mode(row["mode"]),
        locale=row["locale"],
        day=row["day"],
        sheet_number=row["sheet_number"],
        keyed_by=keyed_by or row["keyed_by"],
    )


def merge_duplicates(session: Session, tokens: Sequence[str], *, day: dt.date | None = None) -> str:
    """Of sheets that are one person's, the first goes on counting; its token.

    :raises UnknownSubmission: when there is none of one of those tokens
    :raises AlreadyWithdrawn: when the first does not count any more
    """
    first, *others = dict.fromkeys(tokens)
    if submission_row(session, first)[0]["withdrawn_on"] is not None:
        raise AlreadyWithdrawn(first)
    for token in others:
        if submission_row(session, token)[0]["withdrawn_on"] is None:
            withdraw_submission(session, token, why=DUPLICATE, day=day)
    return first
