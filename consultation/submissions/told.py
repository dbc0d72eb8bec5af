"""What the town told those who spoke, as everybody may read it."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Action, Reply
from consultation.terms import ReplyState


@dataclass(frozen=True)
class Told:
    """The reply that stands on one action."""

    id: int
    action_id: int
    state: ReplyState | None
    """None: words from before there were states."""
    said: dict[str, str]
    because: dict[str, str]
    carrier: str | None
    due_on: dt.date | None
    told_on: dt.date
    signed: str
    pilot_id: int | None
    reminded_on: dt.date | None


def told_of(reply: Reply) -> Told:
    """A row as plain values."""
    return Told(
        id=reply.id,
        action_id=reply.action_id,
        state=ReplyState(reply.state) if reply.state else None,
        said=reply.said,
        because=reply.because,
        carrier=reply.carrier,
        due_on=reply.due_on,
        told_on=reply.told_on,
        signed=reply.signed,
        pilot_id=reply.pilot_id,
        reminded_on=reply.reminded_on,
    )


def told_on_actions(session: Session, action_ids: Collection[int]) -> dict[int, Told]:
    """{action: the reply that stands}: the latest that was not taken back. One statement."""
    rows = session.scalars(
        select(Reply).where(Reply.action_id.in_(action_ids), Reply.taken_back_on.is_(None)).order_by(Reply.id)
    )
    return {row.action_id: told_of(row) for row in rows}


def has_reply(session: Session, plan_id: int) -> bool:
    """Whether anything was told on the plan."""
    statement = (
        select(Reply.id)
        .join(Action, Action.id == Reply.action_id)
        .where(Action.plan_id == plan_id, Reply.taken_back_on.is_(None))
        .limit(1)
    )
    return session.scalars(statement).first() is not None
