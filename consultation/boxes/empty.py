"""Note that a physical box was emptied."""

import datetime as dt

from sqlalchemy.orm import Session

from consultation.models import BoxEmptying


def record_emptying(
    session: Session, box_id: int, emptied_on: dt.date, slip_count: int, account_id: int | None
) -> BoxEmptying:
    """The note: how many slips were in it that day."""
    emptying = BoxEmptying(box_id=box_id, emptied_on=emptied_on, slip_count=slip_count, emptied_by=account_id)
    session.add(emptying)
    session.flush()
    return emptying
