"""Idea boxes, online and physical, and what people put in them."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consultation.models.base import Base, one_of, random_key
from consultation.terms import IdeaState, Mode


class Box(Base):
    """A box for ideas: a channel with a question, tied to an action, a priority or a place."""

    __tablename__ = "box"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), unique=True)
    question: Mapped[dict[str, str]]
    #: languages offered, the default first
    locales: Mapped[list[str]]
    action_key: Mapped[str | None]
    #: who empties the physical box; None: the box is only online
    guardian: Mapped[str | None]
    opened_on: Mapped[dt.date]
    closed_on: Mapped[dt.date | None]
    #: the next number a slip will get
    next_slip_number: Mapped[int] = mapped_column(default=1)


class SlipBatch(Base):
    """Slips of a box printed in one go: numbers `first_number` to `first_number + count - 1` of the box."""

    __tablename__ = "slip_batch"
    __table_args__ = (CheckConstraint("count >= 1", name="count"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    box_id: Mapped[int] = mapped_column(ForeignKey("box.id"), index=True)
    first_number: Mapped[int]
    count: Mapped[int]
    #: where everything stands on one slip (see paper.slips)
    layout: Mapped[dict[str, Any]]
    printed_on: Mapped[dt.date]


class BoxEmptying(Base):
    """A guardian emptied a box: slips found that day, to compare with slips keyed."""

    __tablename__ = "box_emptying"

    id: Mapped[int] = mapped_column(primary_key=True)
    box_id: Mapped[int] = mapped_column(ForeignKey("box.id"), index=True)
    emptied_on: Mapped[dt.date]
    slip_count: Mapped[int]
    emptied_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Idea(Base):
    """Somebody's words. Nobody reads them on a page before an organiser has."""

    __tablename__ = "idea"
    __table_args__ = (
        UniqueConstraint("box_id", "slip_number"),
        CheckConstraint(one_of("state", IdeaState), name="state"),
        CheckConstraint(one_of("mode", Mode), name="mode"),
        {"sqlite_with_rowid": False},
    )

    #: the token of the form: a retry meets the same row
    token: Mapped[str] = mapped_column(primary_key=True)
    #: in organisers' addresses, so that the token stays the author's
    id: Mapped[str] = mapped_column(unique=True, default=random_key)
    box_id: Mapped[int] = mapped_column(ForeignKey("box.id"), index=True)
    mode: Mapped[str]
    locale: Mapped[str]
    text: Mapped[str]
    #: shown instead of `text` when a person had to take something out (a name, an address)
    shown_text: Mapped[str | None]
    #: by a person, for those who read: {locale: words}
    translation: Mapped[dict[str, str]] = mapped_column(default=dict)
    action_key: Mapped[str | None]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    #: Monday of the week it came
    week: Mapped[dt.date]
    slip_number: Mapped[int | None]
    keyed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    follow_code: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=IdeaState.RECEIVED)
    #: told to the author and shown beside the state
    reason: Mapped[dict[str, str]] = mapped_column(default=dict)
    moderated_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: what moderation changed, the latest last, for undo
    undo: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
