"""Questionnaires: the draft being written, and the immutable versions that were published."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consultation.models.base import Base, now


class Questionnaire(Base):
    """A questionnaire on a plan. `draft` is what the builder edits; people answer a `Version`."""

    __tablename__ = "questionnaire"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    #: document of questionnaires.definition.Definition
    draft: Mapped[dict[str, Any]]
    #: raised by every edit: the form that was opened on an older one is not lost, but shown beside
    revision: Mapped[int] = mapped_column(default=0)
    #: earlier drafts, the latest last, for undo
    undo: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    #: drafts that were undone, the latest last, until something else is written
    redo: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    #: every key ever given, so that none is given twice
    spent_keys: Mapped[list[str]] = mapped_column(default=list)
    #: what is known of its translations: document of questionnaires.translating.State
    translation_state: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: the next number a paper sheet will get
    next_sheet_number: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    archived_at: Mapped[dt.datetime | None]


class Version(Base):
    """A published questionnaire; never edited."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("questionnaire_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"))
    number: Mapped[int]
    #: printed on sheets, 4 to 6 capitals and digits, unique for ever ("OZN3")
    print_code: Mapped[str] = mapped_column(unique=True)
    definition: Mapped[dict[str, Any]]
    published_at: Mapped[dt.datetime] = mapped_column(default=now)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class BankQuestion(Base):
    """A question an organisation keeps to ask again; the shipped bank is a file of `questionnaires`."""

    __tablename__ = "bank_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    theme: Mapped[str]
    #: document of questionnaires.definition.Question
    question: Mapped[dict[str, Any]]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class QuestionnaireTemplate(Base):
    """A whole questionnaire an organisation keeps to start others from, on this plan or another one."""

    __tablename__ = "questionnaire_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[dict[str, str]]
    #: document of questionnaires.definition.Definition
    definition: Mapped[dict[str, Any]]
    #: {action key: title} in the plan it comes from, by which the actions of another plan are recognised
    action_titles: Mapped[dict[str, str]]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class KeptForm(Base):
    """What somebody has typed in a form of the builder and not saved yet; for that person alone."""

    __tablename__ = "kept_form"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"), primary_key=True)
    #: "question/q_coffee", "new", "words"
    page: Mapped[str] = mapped_column(primary_key=True)
    #: {field name: [values]}
    fields: Mapped[dict[str, Any]]
    kept_at: Mapped[dt.datetime] = mapped_column(default=now)


class Recording(Base):
    """A part of a questionnaire read aloud by a person."""

    __tablename__ = "recording"
    __table_args__ = (UniqueConstraint("questionnaire_id", "locale", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"))
    locale: Mapped[str]
    #: see questionnaires.aloud
    part: Mapped[str]
    #: what was read: when the words change, the recording is no longer of them
    words: Mapped[str]
    #: as it is kept (see `files`)
    file: Mapped[str]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_on: Mapped[dt.date]
