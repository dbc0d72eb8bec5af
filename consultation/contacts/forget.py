"""Forget people: those who ask, and those whose consent has ended."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from consultation.models import Offer


def forget_offers(session: Session, offers: Sequence[Offer]) -> int:
    """How many offers are gone, their names, phones and e-mails with them."""
    session.execute(delete(Offer).where(Offer.token.in_([offer.token for offer in offers])))
    return len(offers)


def purge_offers(session: Session, today: dt.date) -> int:
    """How many offers are gone because the consent they were given under has ended."""
    gone = session.execute(delete(Offer).where(Offer.ends_on < today).returning(Offer.id))
    return len(gone.all())
