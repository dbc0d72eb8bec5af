"""The record of what people said. Written by `submissions/` alone.

No address, no device, no time finer than the day; random keys and no hidden row id, so that neither order nor
number joins an answer to anything else.
"""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from consultation.models.base import Base, one_of, random_key
from consultation.terms import ImportState, Mode, VerbatimState

IS_WITHDRAWN = text("withdrawn_on IS NOT NULL")


class Submission(Base):
    """One sheet received from one person (or from a small group answering together)."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("questionnaire_id", "sheet_number"),
        CheckConstraint(one_of("mode", Mode), name="mode"),
        Index(
            "ix_submission_withdrawn",
            "questionnaire_id",
            "token",
            sqlite_where=IS_WITHDRAWN,
            postgresql_where=IS_WITHDRAWN,
        ),
        {"sqlite_with_rowid": False},
    )

    #: comes with the page or is made on the device: a retry meets the same row
    token: Mapped[str] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    mode: Mapped[str]
    #: language the person answered in
    locale: Mapped[str]
    day: Mapped[dt.date]
    #: {question key: {chosen, text, number}} (see questionnaires.definition.Answers)
    answers: Mapped[dict[str, Any]]
    #: number printed on the paper sheet
    sheet_number: Mapped[int | None]
    #: the account that keyed it; None: the person did
    keyed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: keys of questions whose answer on paper nobody could read
    unreadable: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    #: shown to the person: what became of what they said
    follow_code: Mapped[str | None] = mapped_column(unique=True)
    #: no longer counted, with the reason beside it
    withdrawn_on: Mapped[dt.date | None]
    withdrawn_why: Mapped[str | None]


class Verbatim(Base):
    """Free words of one answer: moderated one by one, so they stand as rows."""

    __tablename__ = "verbatim"
    __table_args__ = (
        UniqueConstraint("submission_token", "question_key"),
        CheckConstraint(one_of("state", VerbatimState), name="state"),
        # A page of the words on a question, and how many there are, without a look at the words of others.
        Index("ix_verbatim_words", "questionnaire_id", "question_key", "state", "id", "submission_token"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_key)
    submission_token: Mapped[str] = mapped_column(ForeignKey("submission.token", ondelete="CASCADE"))
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    question_key: Mapped[str]
    locale: Mapped[str]
    text: Mapped[str]
    state: Mapped[str] = mapped_column(default=VerbatimState.RECEIVED)
    moderated_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Attachment(Base):
    """A photo, a voice note or a file of one answer; the file itself is kept under its name (see `files`)."""

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("submission_token", "field"), {"sqlite_with_rowid": False})

    id: Mapped[str] = mapped_column(primary_key=True, default=random_key)
    submission_token: Mapped[str] = mapped_column(ForeignKey("submission.token", ondelete="CASCADE"))
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"), index=True)
    question_key: Mapped[str]
    #: the question's key, after `section-2-` in a repeated section
    field: Mapped[str]
    #: `<sha256>.<ending>`; two people may send the same file
    name: Mapped[str] = mapped_column(index=True)


class Tally(Base):
    """How many submissions fall in one cell; kept in the transaction that writes them.

    `subject` is a question key, "@action:P1.02", "@priority:P1" or "@all". `option_key` is an option, "n:4" for a
    number, or "*": people who answered the subject at all (the base).
    """

    __tablename__ = "tally"
    __table_args__ = (CheckConstraint("count >= 0", name="count"), {"sqlite_with_rowid": False})

    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    option_key: Mapped[str] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    #: option key of the profile question, "" when the person did not say
    age_band: Mapped[str] = mapped_column(primary_key=True)
    respondent_kind: Mapped[str] = mapped_column(primary_key=True)
    in_sector: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class AnswerSetFile(Base):
    """The file that holds who gave which answer to a questionnaire: a copy made of the records."""

    __tablename__ = "answer_set_file"

    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"), primary_key=True)
    #: `instance/sets/<name>.sets`; another name each time it is made
    name: Mapped[str]


class ChangedSubmission(Base):
    """A record made, changed or withdrawn since that file; noted in the transaction that did it."""

    __tablename__ = "changed_submission"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_key)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"), index=True)
    token: Mapped[str]


class AnswerImport(Base):
    """A table of answers made elsewhere: waiting for a person's confirmation, counted, or undone."""

    __tablename__ = "answer_import"
    __table_args__ = (CheckConstraint(one_of("state", ImportState), name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"), index=True)
    #: of the file, without its folder
    name: Mapped[str]
    #: SHA-256 of the file: the same file again is told
    file_hash: Mapped[str]
    #: headings and cells; columns that lead to a person never come in. Emptied once it is counted or given up
    header: Mapped[list[str]]
    rows: Mapped[list[list[str]]] = mapped_column(default=list)
    #: {heading: why it stayed outside}
    dropped: Mapped[dict[str, str]] = mapped_column(default=dict)
    #: {column: target}, {column: {value: option}} as confirmed
    targets: Mapped[dict[str, str]] = mapped_column(default=dict)
    values: Mapped[dict[str, dict[str, str]]] = mapped_column(default=dict)
    #: of the rows that came in, so that none comes in twice
    fingerprints: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(default=ImportState.WAITING)
    #: its own channel, of kind partner
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))
    brought_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    brought_on: Mapped[dt.date]
