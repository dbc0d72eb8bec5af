"""People who offered help. No path leads from here to an answer: no shared key, no order, no day."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from consultation.models.base import Base, one_of, random_key
from consultation.terms import OfferKind


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
