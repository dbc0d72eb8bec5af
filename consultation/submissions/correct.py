"""Correct what was recorded, or take twice-recorded sheets together; the former state is kept, and does not count."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from consultation.models import Verbatim, random_key
from consultation.questionnaires.definition import Answers
from consultation.submissions.record import Recorded, record_submission
from consultation.submissions.withdraw import AlreadyWithdrawn, submission_row, withdraw_submission
from consultation.terms import Mode, VerbatimState

DUPLICATE = "the same sheet as another"


def correct_submission(
    session: Session,
    token: str,
    answers: Answers,
    *,
    unreadable: Sequence[str] | None = None,
    locale: str | None = None,
    keyed_by: int | None = None,
    day: dt.date | None = None,
) -> Recorded:
    """The submission with other answers; the former one stays as a withdrawn record.

    Words that stay as they were are still shown, or hidden, as somebody who read them decided.

    :param answers: of a checked sheet of the same version (`check_sheet`), without a problem left.
    :param unreadable: questions whose answer nobody could read; by default those of before that have no answer now.
    :param locale: language the person wrote in; by default that of before.
    :param day: of the correction; by default today
    :raises UnknownSubmission: when there is none of that token
    :raises AlreadyWithdrawn: when it does not count any more
    """
    row, definition = submission_row(session, token)
    if unreadable is None:
        unreadable = [key for key in row["unreadable"] if key not in answers]
    read = [word for word in session.scalars(words_of(token)) if word.state != VerbatimState.RECEIVED]
    decided = {(word.question_key, word.text): (word.id, word.state) for word in read}
    withdraw_submission(session, token, why=corrected_why(row["sheet_number"]), day=day, frees_sheet=True)
    recorded = record_submission(
        session,
        version_id=row["version_id"],
        questionnaire_id=row["questionnaire_id"],
        definition=definition,
        answers=answers,
        token=random_key(),
        channel_id=row["channel_id"],
        mode=Mode(row["mode"]),
        locale=locale or row["locale"],
        day=row["day"],
        sheet_number=row["sheet_number"],
        keyed_by=keyed_by or row["keyed_by"],
        unreadable=unreadable,
    )
    for again in session.scalars(words_of(recorded.token)).all():
        if before := decided.get((again.question_key, again.text)):
            session.execute(delete(Verbatim).where(Verbatim.id == again.id))
            kept = {"submission_token": recorded.token, "locale": again.locale, "state": before[1]}
            session.execute(update(Verbatim).where(Verbatim.id == before[0]).values(kept))
    return recorded


def corrected_why(sheet_number: int | None) -> str:
    """The reason that stands beside a former state, so that it is found again from its sheet."""
    return f"sheet {sheet_number} corrected" if sheet_number else "corrected"


def words_of(token: str) -> Select[Verbatim]:
    return select(Verbatim).where(Verbatim.submission_token == token).execution_options(populate_existing=True)


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
