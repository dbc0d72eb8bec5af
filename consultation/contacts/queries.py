"""Reads of offers of help."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.models import Offer


def offers_per_action(session: Session, plan_id: int) -> dict[str, int]:
    """{action key: offers of help}, those to carry it included; actions without offer are absent."""
    counted = select(Offer.action_key, func.count()).where(Offer.plan_id == plan_id).group_by(Offer.action_key)
    return dict(session.execute(counted).all())
