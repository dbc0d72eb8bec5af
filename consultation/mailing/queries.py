"""Reads of the messages that wait."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.models import Mail
from consultation.terms import MailState


def in_the_box(session: Session, plan_id: int) -> dict[MailState, int]:
    """{state: messages that have not left for certain}."""
    rows = session.execute(select(Mail.state, func.count()).where(Mail.plan_id == plan_id).group_by(Mail.state))
    found = {MailState(state): count for state, count in rows}
    return {state: found.get(state, 0) for state in MailState}
