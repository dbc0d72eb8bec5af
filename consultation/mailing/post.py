"""Put messages into the box, and take them out again."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from consultation.models import Mail
from consultation.models.base import now
from consultation.terms import MailState

REFUSED_FOR = dt.timedelta(weeks=4)
"""How long organisers are told that a message was refused."""


@dataclass(frozen=True, kw_only=True)
class NewMail:
    """A message for one person."""

    key: str
    plan_id: int
    address: str
    subject: str
    text: str
    locale: str
    leave_url: str | None = None


def post(session: Session, letters: Sequence[NewMail]) -> int:
    """The messages wait to leave; how many are new: a key that waits already, or was refused, is not put in twice."""
    fresh = {one.key: one for one in letters}
    for kept in session.scalars(select(Mail.key).where(Mail.key.in_(list(fresh)))):
        fresh.pop(kept)
    session.add_all(Mail(**vars(one)) for one in fresh.values())
    session.flush()
    return len(fresh)


def unpost(session: Session, plan_id: int, address: str) -> None:
    """What may be left leaves to that address no more, and the address is not kept here."""
    session.execute(delete(Mail).where(Mail.plan_id == plan_id, Mail.address == address, Mail.leave_url.is_not(None)))


def forget_address(session: Session, address: str) -> None:
    """What leaves to that address because of its account leaves no more; what its reader asked for does."""
    session.execute(delete(Mail).where(Mail.address == address, Mail.leave_url.is_(None)))


def forget_refused(session: Session) -> None:
    """What a mail server refused some weeks ago is gone, and the address with it."""
    old = now() - REFUSED_FOR
    session.execute(delete(Mail).where(Mail.state == MailState.REFUSED, Mail.again_at < old))


def post_again(session: Session, plan_id: int) -> int:
    """How many messages nobody knows of whether they left wait again, as somebody decided."""
    again = update(Mail).where(Mail.plan_id == plan_id, Mail.state == MailState.LEAVING).values(state=MailState.WAITING)
    return len(session.execute(again.returning(Mail.key)).all())
