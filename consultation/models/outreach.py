"""How a questionnaire reaches people: campaigns and channels."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consultation.models.base import Base, now, one_of
from consultation.terms import CampaignState, ChannelKind


class Campaign(Base):
    """One round of asking: a questionnaire, from a day to a day."""

    __tablename__ = "campaign"
    __table_args__ = (CheckConstraint(one_of("state", CampaignState), name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"), index=True)
    title: Mapped[dict[str, str]]
    state: Mapped[str] = mapped_column(default=CampaignState.DRAFT)
    #: both days included
    opens_on: Mapped[dt.date | None]
    closes_on: Mapped[dt.date | None]
    #: the day by which people hear what became of it
    reply_by: Mapped[dt.date | None]
    #: whether anybody may read the numbers
    results_are_public: Mapped[bool] = mapped_column(default=False)
    #: made by a program to show the platform: every page that shows it says so
    is_simulated: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class Channel(Base):
    """One link and QR: how and where people were reached. Its code is printed and works for ever."""

    __tablename__ = "channel"
    __table_args__ = (CheckConstraint(one_of("kind", ChannelKind), name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    #: in the printed URL: 6 lower-case letters and digits that cannot be misread
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    #: "Gardien tour B", "Pharmacie Churchill": printed under the QR
    name: Mapped[str]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    #: language the page opens in; None: the person chooses first
    locale: Mapped[str | None]
    is_closed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
