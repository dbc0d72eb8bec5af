"""What was told to those who spoke, by which ways it went back to them, and who lives there by the census."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consultation.models.base import Base, one_of
from consultation.terms import Margin, ReplyState


class Reply(Base):
    """What the town told on one action. A correction is another row: the latest that was not taken back stands."""

    __tablename__ = "reply"
    __table_args__ = (CheckConstraint(one_of("state", ReplyState), name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"), index=True)
    #: None: words written before replies had states; they stand, and somebody has yet to say which state it is
    state: Mapped[str | None]
    #: what people said, in a sentence: {locale: words}
    said: Mapped[dict[str, str]] = mapped_column(default=dict)
    #: what is decided and why: {locale: words}
    because: Mapped[dict[str, str]] = mapped_column(default=dict)
    #: who does it, or to whom it was passed; printed
    carrier: Mapped[str | None]
    #: the day it will be done, or until which it is studied
    due_on: Mapped[dt.date | None]
    #: reminded when the line falls silent
    pilot_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    told_on: Mapped[dt.date]
    #: who answers for it, as printed under the reply
    signed: Mapped[str]
    told_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: no longer what the town says; the reply before it stands again
    taken_back_on: Mapped[dt.date | None]
    taken_back_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: the day its pilot was reminded of the silence, once
    reminded_on: Mapped[dt.date | None]


class ChannelReply(Base):
    """The reply went back by that channel: a poster hangs where the question hung, the mail has left…"""

    __tablename__ = "channel_reply"

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), primary_key=True)
    told_on: Mapped[dt.date]
    told_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class HomeworkQuestion(Base):
    """Months later: "is it done as was said?", asked of one reply by a campaign of its own."""

    __tablename__ = "homework_question"
    __table_args__ = (UniqueConstraint("campaign_id", "question_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    question_key: Mapped[str]
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id", ondelete="CASCADE"), index=True)


class CensusCount(Base):
    """How many people (or households) of one group live in the neighbourhood, by a census."""

    __tablename__ = "census_count"
    __table_args__ = (
        CheckConstraint(one_of("margin", Margin), name="margin"),
        CheckConstraint("people >= 0", name="people"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    margin: Mapped[str] = mapped_column(primary_key=True)
    #: age band and gender as "25_39/woman", key of a place, key of a language
    group: Mapped[str] = mapped_column(primary_key=True)
    people: Mapped[int]
