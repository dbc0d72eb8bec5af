"""Key a sheet a second time, and settle what two people keyed otherwise."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import SecondEntry, Submission, random_key
from consultation.paper.double_entry.agreement import Entry, compare
from consultation.paper.queries import Batch
from consultation.questionnaires.definition import Answers
from consultation.submissions.record import record_submission
from consultation.submissions.withdraw import withdraw_submission
from consultation.terms import EntryState, Mode


class NotForYou(ValueError):
    """Somebody who keyed the sheet takes no second or third look at it."""


class AlreadyTwice(ValueError):
    """Two people keyed the sheet already, or its first entry stands no more."""


def standing_row(session: Session, questionnaire_id: int, number: int) -> Submission | None:
    """The first entry of a sheet, as it stands."""
    chosen = select(Submission).where(
        Submission.questionnaire_id == questionnaire_id, Submission.sheet_number == number
    )
    return session.scalars(chosen).one_or_none()


def second_entry(session: Session, questionnaire_id: int, number: int) -> SecondEntry | None:
    chosen = select(SecondEntry).where(
        SecondEntry.questionnaire_id == questionnaire_id, SecondEntry.sheet_number == number
    )
    return session.scalars(chosen).one_or_none()


def key_second(
    session: Session,
    batch: Batch,
    number: int,
    answers: Answers,
    *,
    token: str,
    keyed_by: int,
    unreadable: Sequence[str] = (),
) -> SecondEntry:
    """The second entry of a sheet, held against the first; a retry with the same token meets the same entry.

    :raises AlreadyTwice: when somebody else was faster, or the first entry stands no more.
    :raises NotForYou: for whoever keyed it first.
    """
    questionnaire_id = batch.version.questionnaire_id
    if entry := second_entry(session, questionnaire_id, number):
        if entry.token == token:
            return entry
        raise AlreadyTwice(number)
    first = standing_row(session, questionnaire_id, number)
    if first is None or first.keyed_by is None:
        raise AlreadyTwice(number)
    if first.keyed_by == keyed_by:
        raise NotForYou(number)
    entry = SecondEntry(
        questionnaire_id=questionnaire_id,
        batch_id=batch.batch.id,
        sheet_number=number,
        first_by=first.keyed_by,
        keyed_by=keyed_by,
        token=token,
        answers=dict(answers),
        unreadable=list(unreadable),
    )
    held_against(batch, entry, first)
    session.add(entry)
    session.flush()
    return entry


def held_against(batch: Batch, entry: SecondEntry, first: Submission) -> None:
    """What differs; when nothing does, the second entry is not kept any longer."""
    found = compare(batch.definition(), Entry(first.answers, first.unreadable), Entry(entry.answers, entry.unreadable))
    entry.compared, entry.differs = list(found.keys), list(found.differs)
    entry.state = EntryState.DIFFERS if found.differs else EntryState.SAME
    if not found.differs:
        entry.answers, entry.unreadable = {}, []


def first_keyed_anew(session: Session, batch: Batch, number: int) -> None:
    """The first entry of a sheet was taken back and keyed anew: held against the second one again."""
    entry = second_entry(session, batch.version.questionnaire_id, number)
    first = standing_row(session, batch.version.questionnaire_id, number)
    if entry is None or first is None or first.keyed_by is None:
        return
    if first.keyed_by == entry.keyed_by:
        session.delete(entry)
        return
    entry.first_by = first.keyed_by
    held_against(batch, entry, first)


def first_taken_back(session: Session, questionnaire_id: int, number: int) -> None:
    """What two people agreed on, or a third settled, is asked again; what is open waits for the new first entry."""
    entry = second_entry(session, questionnaire_id, number)
    if entry is not None and entry.state != EntryState.DIFFERS:
        session.delete(entry)
        session.flush()


def settle_entry(
    session: Session,
    batch: Batch,
    entry: SecondEntry,
    answers: Answers,
    unreadable: Sequence[str],
    *,
    by: int,
    may_have_keyed: bool = False,
) -> None:
    """What the third look saw is what counts; the former record stays, with the reason.

    :param answers: the whole sheet, checked.
    :param may_have_keyed: where there are only two people, an organiser settles what they keyed themselves.
    :raises NotForYou: for the two who keyed it.
    :raises AlreadyTwice: when it is settled already.
    """
    if by in {entry.first_by, entry.keyed_by} and not may_have_keyed:
        raise NotForYou(entry.sheet_number)
    first = standing_row(session, entry.questionnaire_id, entry.sheet_number)
    if entry.state != EntryState.DIFFERS or first is None:
        raise AlreadyTwice(entry.sheet_number)
    entry.state, entry.settled_by = EntryState.SETTLED, by
    entry.answers, entry.unreadable = {}, []
    if (first.answers, list(first.unreadable)) == (answers, list(unreadable)):
        return
    why = f"sheet {entry.sheet_number} keyed twice, a third look settled it"
    withdraw_submission(session, first.token, why=why, frees_sheet=True)
    record_submission(
        session,
        version_id=batch.version.id,
        questionnaire_id=entry.questionnaire_id,
        definition=batch.definition(),
        answers=answers,
        token=random_key(),
        channel_id=first.channel_id,
        mode=Mode(first.mode),
        locale=first.locale,
        day=first.day,
        sheet_number=entry.sheet_number,
        keyed_by=entry.first_by,
        unreadable=unreadable,
    )
    session.expire_all()
