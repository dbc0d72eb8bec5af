"""Reads of sheets keyed twice, and of those that wait for a second person."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from consultation.models import Account, SecondEntry, SheetBatch, Submission
from consultation.paper.double_entry.agreement import Agreement, agreement
from consultation.paper.identity import MASTER
from consultation.paper.queries import Batch, all_batches, batch_by_id
from consultation.terms import EntryState, Mode


@dataclass(frozen=True)
class Waiting:
    """A sheet that waits for a second person."""

    batch: Batch
    number: int


def is_due(batch: Batch, number: int) -> bool:
    """Whether that sheet of the batch is keyed by two people."""
    return batch.batch.twice_every > 0 and number != MASTER and number % batch.batch.twice_every == 0


def waiting_for_second(session: Session, batches: Sequence[Batch], account_id: int, most: int = 50) -> list[Waiting]:
    """Sheets of those batches that somebody else keyed, and nobody a second time; a statement a batch."""
    found: list[Waiting] = []
    for batch in batches:
        chosen = (
            select(Submission.sheet_number)
            .outerjoin(
                SecondEntry,
                (SecondEntry.questionnaire_id == Submission.questionnaire_id)
                & (SecondEntry.sheet_number == Submission.sheet_number),
            )
            .where(*_keyed_of(batch), Submission.keyed_by != account_id, SecondEntry.id.is_(None))
            .order_by(Submission.sheet_number)
        )
        found += [Waiting(batch, number) for number in session.scalars(chosen) if number and is_due(batch, number)]
    return found[:most]


def _keyed_of(batch: Batch) -> list[ColumnElement[bool]]:
    """The sheets of a batch that were keyed and stand; of a master, the copies that got a number when keyed."""
    keyed = [
        Submission.questionnaire_id == batch.version.questionnaire_id,
        Submission.mode == Mode.PAPER_KEYED,
        Submission.withdrawn_on.is_(None),
    ]
    if not batch.is_master:
        return [*keyed, Submission.sheet_number.between(batch.batch.first_number, batch.last_number)]
    return [*keyed, *_is_copy_of(batch)]


def _is_copy_of(batch: Batch) -> list[ColumnElement[bool]]:
    numbered = (
        select(SheetBatch.id)
        .where(
            SheetBatch.version_id == Submission.version_id,
            SheetBatch.first_number <= Submission.sheet_number,
            SheetBatch.first_number + SheetBatch.count > Submission.sheet_number,
        )
        .exists()
    )
    return [
        Submission.version_id == batch.version.id,
        Submission.channel_id == batch.channel.id,
        Submission.locale.in_(batch.locales),
        Submission.sheet_number.is_not(None),
        ~numbered,
    ]


def twice_batches(session: Session, scope: int | None) -> list[Batch]:
    """The batches of which some sheets are keyed twice."""
    return [batch for batch in all_batches(session, scope) if batch.batch.twice_every]


def waits_for(session: Session, batch: Batch, number: int, account_id: int) -> bool:
    """Whether this person may key that sheet a second time."""
    return is_due(batch, number) and any(
        one.number == number for one in waiting_for_second(session, [batch], account_id, most=1_000_000)
    )


def entry_by_id(session: Session, entry_id: int, scope: int | None) -> tuple[SecondEntry, Batch] | None:
    entry = session.get(SecondEntry, entry_id)
    batch = batch_by_id(session, entry.batch_id, scope) if entry else None
    return (entry, batch) if entry and batch else None


def entries(session: Session, batches: Sequence[Batch]) -> Sequence[SecondEntry]:
    """The sheets of those batches that were keyed twice, by number."""
    chosen = select(SecondEntry).where(SecondEntry.batch_id.in_([batch.batch.id for batch in batches]))
    return session.scalars(chosen.order_by(SecondEntry.questionnaire_id, SecondEntry.sheet_number)).all()


def agreement_of(found: Sequence[SecondEntry]) -> Agreement:
    """How often two people keyed the same."""
    return agreement(((one.first_by, one.keyed_by), one.compared, one.differs) for one in found)


def is_open(entry: SecondEntry) -> bool:
    """Whether it waits for a third look."""
    return entry.state == EntryState.DIFFERS


def names_of(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """{account: name}."""
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return {row[0]: row[1] for row in rows}
