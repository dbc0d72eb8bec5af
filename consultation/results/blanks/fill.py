"""Fill a blank of the plan, or open it again; the history stays."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Action, FilledBlank, Plan
from consultation.results.queries import of_action_in_scope


def fill_blank(
    session: Session,
    action_id: int,
    blank: str,
    becomes: str,
    *,
    numbers: str | None,
    accepted_by: str,
    today: dt.date,
) -> FilledBlank:
    """The blank has become that; what filled it before is taken back.

    :param numbers: the question that filled it and its numbers as shown that day, in words
    """
    take_back(session, action_id, blank, today)
    made = FilledBlank(
        action_id=action_id,
        blank=blank,
        becomes=becomes,
        numbers=numbers,
        accepted_by=accepted_by,
        accepted_on=today,
    )
    session.add(made)
    session.flush()
    return made


def set_standing(session: Session, filled: FilledBlank, stands: bool, today: dt.date) -> None:
    """The blank is open again, or this stands in it again, in the place of anything else."""
    take_back(session, filled.action_id, filled.blank, today)
    if stands:
        filled.taken_back_on = None
    session.flush()


def take_back(session: Session, action_id: int, blank: str, day: dt.date) -> None:
    """Nothing stands in the blank any more; whoever fills one of the action at the same time waits."""
    session.execute(select(Action.id).where(Action.id == action_id).with_for_update(key_share=True))
    standing = select(FilledBlank).where(
        FilledBlank.action_id == action_id, FilledBlank.blank == blank, FilledBlank.taken_back_on.is_(None)
    )
    for one in session.scalars(standing):
        one.taken_back_on = day


def filled_of_actions(session: Session, action_ids: Collection[int]) -> dict[int, list[FilledBlank]]:
    """{action: its blanks that were filled, those opened again among them, the latest first}."""
    found: dict[int, list[FilledBlank]] = {}
    rows = select(FilledBlank).where(FilledBlank.action_id.in_(action_ids)).order_by(FilledBlank.id.desc())
    for one in session.scalars(rows):
        found.setdefault(one.action_id, []).append(one)
    return found


def standing_on_action(session: Session, plan_id: int, key: str) -> list[FilledBlank]:
    """What stands in the blanks of an action, in the order in which they were filled."""
    rows = (
        select(FilledBlank)
        .join(Action, Action.id == FilledBlank.action_id)
        .where(Action.plan_id == plan_id, Action.key == key, FilledBlank.taken_back_on.is_(None))
    )
    return list(session.scalars(rows.order_by(FilledBlank.id)))


def filled_in_scope(
    session: Session, blank_id: int, organisation_id: int | None
) -> tuple[FilledBlank, Action, Plan] | None:
    """A filled blank, when that organisation may touch it."""
    return of_action_in_scope(session, FilledBlank, blank_id, organisation_id)
