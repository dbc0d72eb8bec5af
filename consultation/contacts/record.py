"""Keep an offer of help: once, and beside nothing else."""

import datetime as dt
from typing import cast

from sqlalchemy import Table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consultation.contacts.offers import NewOffer, end_of_consent, month_of
from consultation.db import mix_rows
from consultation.models import Offer


def record_offer(session: Session, new: NewOffer, today: dt.date) -> Offer:
    """The offer; the one already kept when its token came before."""
    kept = session.get(Offer, new.token)
    if kept is not None:
        return kept
    offer = Offer(**vars(new), consent_month=month_of(today), ends_on=end_of_consent(today))
    try:
        with session.begin_nested():
            session.add(offer)
    except IntegrityError:
        return session.get_one(Offer, new.token)
    mix_rows(session, cast(Table, Offer.__table__), offer.token, Offer.plan_id == offer.plan_id)
    return offer
