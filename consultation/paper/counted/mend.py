"""Put right what was counted from a sheet; its scan and its second keying follow."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from consultation.models import ScanSheet, SecondEntry
from consultation.paper.counted.queries import Counted
from consultation.paper.double_entry.key_twice import first_keyed_anew, second_entry
from consultation.paper.queries import Batch
from consultation.questionnaires.definition import Answers
from consultation.submissions.correct import correct_submission, merge_duplicates
from consultation.submissions.withdraw import count_again, withdraw_submission
from consultation.terms import EntryState, SheetState, WhyWithdrawn


def correct_sheet(
    session: Session, counted: Counted, batch: Batch, answers: Answers, unreadable: Sequence[str], locale: str | None
) -> str:
    """The sheet says this instead; its new token.

    :param answers: of the whole sheet, checked
    :raises AlreadyWithdrawn: when somebody put it right meanwhile
    """
    token = correct_submission(session, counted.token, answers, unreadable=unreadable, locale=locale).token
    session.execute(update(ScanSheet).where(ScanSheet.token == counted.token).values(token=token, is_sample=False))
    entry = second_entry(session, counted.row.questionnaire_id, counted.number or 0)
    if entry is not None and entry.state == EntryState.DIFFERS:
        session.expire_all()
        first_keyed_anew(session, batch, entry.sheet_number)
    return token


def withdraw_sheet(session: Session, counted: Counted, why: WhyWithdrawn) -> None:
    """It counts no more, and its number stays taken: a scan of the same paper does not bring it back unseen.

    :raises AlreadyWithdrawn: when somebody was faster
    """
    withdraw_submission(session, counted.token, why=why)
    _set_aside(session, [counted])


def merge_sheets(session: Session, kept: Counted, other: Counted) -> None:
    """Both are one person's: the first goes on counting.

    :raises AlreadyWithdrawn: when the first counts no more
    """
    merge_duplicates(session, [kept.token, other.token])
    _set_aside(session, [other])


def count_sheet_again(session: Session, counted: Counted) -> None:
    """What was withdrawn, or taken together with another, counts as before.

    :raises NotWithdrawn: when somebody was faster
    """
    count_again(session, counted.token)
    scanned = select(ScanSheet.id).where(ScanSheet.token == counted.token, ScanSheet.state == SheetState.SET_ASIDE)
    session.execute(update(ScanSheet).where(ScanSheet.id.in_(scanned)).values(state=SheetState.RECORDED))


def _set_aside(session: Session, gone: Sequence[Counted]) -> None:
    """Nothing waits any more for sheets that do not count."""
    for one in gone:
        values = {"state": SheetState.SET_ASIDE, "is_sample": False}
        session.execute(update(ScanSheet).where(ScanSheet.token == one.token).values(values))
        session.execute(
            delete(SecondEntry).where(
                SecondEntry.questionnaire_id == one.row.questionnaire_id,
                SecondEntry.sheet_number == one.number,
                SecondEntry.state == EntryState.DIFFERS,
            )
        )
