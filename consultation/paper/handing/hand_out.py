"""Hand sheets of a batch out, and count them back."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import HandOut
from consultation.paper.identity import MASTER
from consultation.paper.queries import Batch


class OutAlready(ValueError):
    """Some of these numbers were handed out before, or are not of the batch.

    `first`: the first number that can still be handed out; None when there is none left.
    """

    def __init__(self, first: int | None) -> None:
        super().__init__(str(first))
        self.first = first


class MoreBackThanOut(ValueError):
    """More sheets are said to be back than were handed out."""


@dataclass(frozen=True, kw_only=True)
class Handed:
    """What somebody says who hands sheets out."""

    first_number: int
    """0: copies of a master, which have no number yet."""
    count: int
    place: str
    handed_on: dt.date
    taken_by: str | None = None
    """Who took them there."""
    given_to: int | None = None
    """The account that keys them; None: anybody."""


def hand_out(session: Session, batch: Batch, handed: Handed) -> HandOut:
    """These sheets are out; whoever hands out others of the batch at the same time waits.

    :raises OutAlready: when a number of them is out already, or is not of the batch.
    """
    if not batch.is_master:
        session.refresh(batch.batch, with_for_update=True)
        last = handed.first_number + handed.count - 1
        taken = numbers_out(session, batch)
        if not (batch.has(handed.first_number) and batch.has(last)) or taken & set(
            range(handed.first_number, last + 1)
        ):
            raise OutAlready(next_number(session, batch))
    out = HandOut(batch_id=batch.batch.id, **vars(handed))
    session.add(out)
    session.flush()
    return out


def count_back(session: Session, out: HandOut, count: int, day: dt.date, collected_by: str | None) -> None:
    """So many sheets are back, filled in or not; said again, the last word counts.

    :raises MoreBackThanOut: when it is more than were handed out.
    """
    if count > out.count:
        raise MoreBackThanOut(count)
    out.back_count, out.back_on, out.collected_by = count, day, collected_by
    session.flush()


def give_to(session: Session, out: HandOut, account_id: int | None) -> None:
    """Who keys them; None: anybody of the organisation."""
    out.given_to = account_id
    session.flush()


def numbers_out(session: Session, batch: Batch) -> set[int]:
    """The numbers of a batch that were handed out."""
    rows = session.execute(select(HandOut.first_number, HandOut.count).where(HandOut.batch_id == batch.batch.id))
    return {number for first, count in rows for number in range(first, first + count)}


def next_number(session: Session, batch: Batch) -> int | None:
    """The first number of a batch that was not handed out."""
    if batch.is_master:
        return MASTER
    taken = numbers_out(session, batch)
    return next((n for n in range(batch.batch.first_number, batch.last_number + 1) if n not in taken), None)
