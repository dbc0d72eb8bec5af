"""Forget people: those who ask, and those whose consent has ended."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consultation.contacts.queries import Held
from consultation.mailing.post import unpost
from consultation.models import Offer, ReplyWish


def forget_offers(session: Session, offers: Sequence[Offer]) -> int:
    """How many offers are gone, their names, phones and e-mails with them."""
    session.execute(delete(Offer).where(Offer.token.in_([offer.token for offer in offers])))
    return len(offers)


def forget_wishes(session: Session, wishes: Sequence[ReplyWish]) -> int:
    """How many wishes to hear are gone, their addresses with them, also from messages that had not left yet.

    While somebody else's wish on the plan has the same address, messages to it leave.
    """
    session.execute(delete(ReplyWish).where(ReplyWish.token.in_([wish.token for wish in wishes])))
    for wish in wishes:
        same = select(ReplyWish.id).where(ReplyWish.plan_id == wish.plan_id, ReplyWish.email == wish.email)
        if wish.email and session.scalars(same).first() is None:
            unpost(session, wish.plan_id, wish.email)
    return len(wishes)


def forget_held(session: Session, held: Held) -> int:
    """How many things held on a person are gone: all of them."""
    return forget_offers(session, held.offers) + forget_wishes(session, held.wishes)


def purge_offers(session: Session, today: dt.date) -> int:
    """How many offers and wishes are gone because the consent they were given under has ended."""
    gone = session.execute(delete(Offer).where(Offer.ends_on < today).returning(Offer.id)).all()
    return len(gone) + forget_wishes(session, session.scalars(select(ReplyWish).where(ReplyWish.ends_on < today)).all())
