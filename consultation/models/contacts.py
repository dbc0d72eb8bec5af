"""People who offered help. No path leads from here to an answer: no shared key, no order, no day."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from consultation.models.base import Base, one_of, random_key
from consultation.terms import OfferKind, WayToTell


class Offer(Base):
    """Help offered to one action, with the consent it was given under and the day it must be forgotten."""

    __tablename__ = "offer"
    __table_args__ = (CheckConstraint(one_of("kind", OfferKind), name="kind"), {"sqlite_with_rowid": False})

    #: the token of the form: a retry meets the same row
    token: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True, default=random_key)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    action_key: Mapped[str]
    kind: Mapped[str]
    words: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    #: of the association or company, when one offers
    organisation_name: Mapped[str | None]
    #: somebody of 15 to 17 offers: name, phone and e-mail are those of the structure, never their own (T73)
    through_structure: Mapped[bool] = mapped_column(default=False, server_default=false())
    locale: Mapped[str]
    #: first day of the month in which consent was given; no finer, so that it joins to nothing
    consent_month: Mapped[dt.date]
    #: the day it is deleted
    ends_on: Mapped[dt.date]
    called_back: Mapped[bool] = mapped_column(default=False)


class ReplyWish(Base):
    """Somebody who wants to hear what comes of a plan: an address, and nothing that leads to what they said."""

    __tablename__ = "reply_wish"
    __table_args__ = (CheckConstraint(one_of("way", WayToTell), name="way"), {"sqlite_with_rowid": False})

    #: the token of the form: a retry meets the same row; whoever holds it takes the wish back
    token: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True, default=random_key)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    way: Mapped[str]
    #: as on the letter box; None for an e-mail
    name: Mapped[str | None]
    email: Mapped[str | None]
    #: lines of the envelope under the name
    address: Mapped[str | None]
    #: of a school, a club or a centre, through which somebody of 15 to 17 hears (T73)
    organisation_name: Mapped[str | None]
    locale: Mapped[str]
    #: first day of the month in which consent was given; no finer, so that it joins to nothing
    consent_month: Mapped[dt.date]
    #: the day it is deleted
    ends_on: Mapped[dt.date]
    #: number of the latest reply they were told; 0: none yet
    told_through: Mapped[int] = mapped_column(default=0)
