"""The figures of a plan as they were published on a day."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consultation.models.base import Base


class Edition(Base):
    """One issue of the figures: never changed, neither by answers that come later nor by the next issue.

    One a day at most, so that two outputs of the same day never disagree.
    """

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("plan_id", "day"), UniqueConstraint("plan_id", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    #: 1, 2… of the plan
    number: Mapped[int]
    #: in its address
    day: Mapped[dt.date]
    #: the figures, small groups hidden (see results.editions.frozen); nobody's words, only which may be quoted
    document: Mapped[dict[str, Any]]
    #: what the next edition is held against (see results.steps), small groups among it: never published
    counts: Mapped[dict[str, Any]]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: no longer to be had by anybody, with the reason that stands in its place
    withdrawn_on: Mapped[dt.date | None]
    withdrawn_why: Mapped[str | None]


def place_key(questionnaire_id: int, question_key: str) -> str:
    """Where a question is in the counts of an edition: "12/coffee"."""
    return f"{questionnaire_id}/{question_key}"


def questionnaire_of_place(place: str) -> int:
    """The number of the questionnaire of that place."""
    return int(place.partition("/")[0])
