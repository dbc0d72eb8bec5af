"""Keep an offer of help, or a wish to hear what comes of a plan: once, and beside nothing else."""

import datetime as dt
from typing import TypeVar, cast

from sqlalchemy import Table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consultation.contacts.offers import NewOffer, end_of_consent, month_of
from consultation.contacts.wishes import NewWish
from consultation.db import mix_rows
from consultation.models import Offer, ReplyWish

Kept = TypeVar("Kept", Offer, ReplyWish)


def record_offer(session: Session, new: NewOffer, today: dt.date) -> Offer:
    """The offer; the one already kept when its token came before."""
    return _record(session, Offer(**vars(new), consent_month=month_of(today), ends_on=end_of_consent(today)))


def record_wish(session: Session, new: NewWish, today: dt.date) -> ReplyWish:
    """The wish; the one already kept when its token came before."""
    return _record(session, ReplyWish(**vars(new), consent_month=month_of(today), ends_on=end_of_consent(today)))


def _record(session: Session, new: Kept) -> Kept:
    table = type(new)
    kept = session.get(table, new.token)
    if kept is not None:
        return kept
    try:
        with session.begin_nested():
            session.add(new)
    except IntegrityError:
        return session.get_one(table, new.token)
    mix_rows(session, cast(Table, table.__table__), new.token, table.plan_id == new.plan_id)
    return new
