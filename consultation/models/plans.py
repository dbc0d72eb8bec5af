"""The town's plan: priorities, actions, and the document they were read from."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consultation.models.base import Base, now, one_of
from consultation.terms import ActionState, PlaceKind, WhenLabel


class Plan(Base):
    """A neighbourhood plan of one organisation."""

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: in URLs; unique in the installation, never changed
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    sector: Mapped[str | None]
    start_year: Mapped[int | None]
    end_year: Mapped[int | None]
    #: language the plan is written in
    locale: Mapped[str] = mapped_column(default="fr")
    is_draft: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)

    priorities: Mapped[list["Priority"]] = relationship(
        back_populates="plan", order_by="Priority.position", lazy="raise", cascade="all, delete-orphan"
    )


class PlanSource(Base):
    """A document the plan was read from, with every word of it and the doubts left to settle."""

    __tablename__ = "plan_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    file_name: Mapped[str]
    #: SHA-256 of the file, hexadecimal; the file itself is `instance/files/<hash>`
    file_hash: Mapped[str]
    #: the document as neutral blocks (see plan.documents)
    blocks: Mapped[list[dict[str, Any]]]
    #: which column is what, as settled by a person; None: as found
    mapping: Mapped[dict[str, Any] | None]
    #: the plan as understood (see plan.plan_reading)
    reading: Mapped[dict[str, Any]]
    #: doubts a person has settled: [{where, what, choice}]
    settled: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    uploaded_at: Mapped[dt.datetime] = mapped_column(default=now)
    #: when it became the plan; None: still being looked at
    imported_at: Mapped[dt.datetime | None]


class Priority(Base):
    """One priority (axis, theme) of a plan."""

    __tablename__ = "priority"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    #: "P1"; stable over imports
    key: Mapped[str]
    number: Mapped[int]
    position: Mapped[int]
    title: Mapped[str]
    extract: Mapped[str | None]
    #: "réunion du 23 mai" (T04)
    extract_source: Mapped[str | None]
    notes: Mapped[list[str]] = mapped_column(default=list)

    plan: Mapped[Plan] = relationship(back_populates="priorities", lazy="raise")
    actions: Mapped[list["Action"]] = relationship(
        back_populates="priority", order_by="Action.position", lazy="raise", cascade="all, delete-orphan"
    )


class Action(Base):
    """One action of the plan: the words as printed and their reading, side by side."""

    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        CheckConstraint(one_of("when_label", WhenLabel), name="when_label"),
        CheckConstraint(one_of("state", ActionState), name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    priority_id: Mapped[int] = mapped_column(ForeignKey("priority.id", ondelete="CASCADE"), index=True)
    #: "P1.02"; given at the first import, kept by the next ones, never given again
    key: Mapped[str]
    position: Mapped[int]
    #: as printed ("8/"), which may stand twice
    printed_number: Mapped[str | None]
    title: Mapped[str]
    objective: Mapped[str | None]
    origin_note: Mapped[str | None]
    how: Mapped[list[str]] = mapped_column(default=list)
    who: Mapped[list[str]] = mapped_column(default=list)
    #: words as printed
    when_words: Mapped[str] = mapped_column(default="")
    when_label: Mapped[str] = mapped_column(default=WhenLabel.UNKNOWN)
    start_year: Mapped[int | None]
    end_year: Mapped[int | None]
    #: times a year
    frequency: Mapped[int | None]
    #: whether a person has corrected the reading of the date: imports then leave it alone
    when_is_settled: Mapped[bool] = mapped_column(default=False)
    #: of "pilot", "place", "date"…
    missing: Mapped[list[str]] = mapped_column(default=list)
    #: tags such as "apprenants", "jeunes" (T36)
    publics: Mapped[list[str]] = mapped_column(default=list)
    #: keys of actions the text refers to
    references: Mapped[list[str]] = mapped_column(default=list)
    #: questions the plan itself asks ("Quel porteur ?"), proposed to the organiser (T47)
    open_questions: Mapped[list[str]] = mapped_column(default=list)
    #: every word of the source, cell by cell, in the order of print: {"cells": [[heading, words]]}
    original: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: no longer in the plan's latest document; kept, because answers hang on it
    is_retired: Mapped[bool] = mapped_column(default=False)

    state: Mapped[str] = mapped_column(default=ActionState.AWAITING_VOICES)

    priority: Mapped[Priority] = relationship(back_populates="actions", lazy="raise")


class FilledBlank(Base):
    """What a blank of the plan ("nombre d'événements à déterminer") has become, by which numbers, accepted by whom."""

    __tablename__ = "filled_blank"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"), index=True)
    #: the words of the plan's own question, or what is missing ("pilot", "frequency"…)
    blank: Mapped[str]
    #: what it has become, in the language of the plan
    becomes: Mapped[str]
    #: the question that filled it and its numbers as shown that day, in words; None: a decision without a question
    numbers: Mapped[str | None]
    #: name of the person who accepted it, which stays when the account goes
    accepted_by: Mapped[str]
    accepted_on: Mapped[dt.date]
    #: the blank is open again since
    taken_back_on: Mapped[dt.date | None]


class Place(Base):
    """A named place of the neighbourhood: an answer, and where people were met (T38). Never a person's address."""

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        CheckConstraint(one_of("kind", PlaceKind), name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    key: Mapped[str]
    kind: Mapped[str] = mapped_column(default=PlaceKind.OTHER)
    name: Mapped[dict[str, str]]
    #: other ways people write it
    also_written: Mapped[list[str]] = mapped_column(default=list)
    is_retired: Mapped[bool] = mapped_column(default=False)
