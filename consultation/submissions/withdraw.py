"""Withdraw a submission: it no longer counts, and its record stays with the reason; or let it count again."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.models import Submission, Verbatim, Version
from consultation.questionnaires.definition import Definition
from consultation.submissions.changed import note_change
from consultation.submissions.record import SUBMISSION, TALLY, Row, add_to_tallies, tally_keys_of
from consultation.submissions.tallies import TALLY_KEY, TallyKey
from consultation.terms import VerbatimState


class UnknownSubmission(LookupError):
    """No submission has that token."""


class AlreadyWithdrawn(ValueError):
    """It does not count any more since an earlier day."""


class NotWithdrawn(ValueError):
    """It counts."""


def withdraw_submission(
    session: Session, token: str, *, why: str, day: dt.date | None = None, frees_sheet: bool = False
) -> None:
    """The submission does not count any more and its words are hidden; the record stays.

    :param frees_sheet: its paper sheet may be keyed again (say its number in `why`).
    :raises UnknownSubmission: when there is none of that token.
    :raises AlreadyWithdrawn: when somebody was faster.
    """
    changed: dict[str, Any] = {"withdrawn_on": day or today(), "withdrawn_why": why}
    if frees_sheet:
        changed["sheet_number"] = None
    result = session.execute(
        update(SUBMISSION).where(SUBMISSION.c.token == token, SUBMISSION.c.withdrawn_on.is_(None)).values(changed)
    )
    row, definition = submission_row(session, token)
    if cast(Any, result).rowcount == 0:
        raise AlreadyWithdrawn(token)
    set_words(session, token, VerbatimState.HIDDEN)
    take_from_tallies(session, tally_keys_of(row, definition))
    note_change(session, row["questionnaire_id"], token)


def count_again(session: Session, token: str) -> None:
    """A withdrawn submission counts as before; somebody reads its words again before they are shown.

    :raises UnknownSubmission: when there is none of that token.
    :raises NotWithdrawn: when somebody was faster.
    """
    result = session.execute(
        update(SUBMISSION)
        .where(SUBMISSION.c.token == token, SUBMISSION.c.withdrawn_on.is_not(None))
        .values(withdrawn_on=None, withdrawn_why=None)
    )
    row, definition = submission_row(session, token)
    if cast(Any, result).rowcount == 0:
        raise NotWithdrawn(token)
    set_words(session, token, VerbatimState.RECEIVED)
    add_to_tallies(session, Counter(tally_keys_of(row, definition)))
    note_change(session, row["questionnaire_id"], token)


def set_words(session: Session, token: str, state: VerbatimState) -> None:
    """All free words of a submission are shown, hidden or to be read."""
    session.execute(
        update(Verbatim)
        .where(Verbatim.submission_token == token)
        .values(state=state)
        .execution_options(synchronize_session=False)
    )


def free_sheet(session: Session, token: str) -> None:
    """The number of a submission that counts no more may stand under another one."""
    withdrawn = SUBMISSION.c.token == token, SUBMISSION.c.withdrawn_on.is_not(None)
    session.execute(update(SUBMISSION).where(*withdrawn).values(sheet_number=None))


def submission_row(session: Session, token: str) -> tuple[Row, Definition]:
    """The record of that token and the definition it was answered on.

    :raises UnknownSubmission: when there is none.
    """
    found = session.execute(
        select(SUBMISSION, Version.definition).join(Version, Version.id == Submission.version_id)
        .where(SUBMISSION.c.token == token)
    ).mappings().one_or_none()  # fmt: skip
    if found is None:
        raise UnknownSubmission(token)
    return dict(found), Definition.model_validate(found["definition"])


def take_from_tallies(session: Session, keys: Sequence[TallyKey]) -> None:
    """Lower the counts by one, in the order in which they are raised."""
    here = [TALLY.c[name] == bindparam(f"at_{name}") for name in TALLY_KEY]
    found = [{f"at_{name}": value for name, value in zip(TALLY_KEY, key, strict=True)} for key in keys]
    session.execute(update(TALLY).where(*here).values(count=TALLY.c.count - 1), found)
