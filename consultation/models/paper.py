"""What was printed: batches of numbered sheets, with the position of every box."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consultation.models.base import Base, one_of
from consultation.terms import EntryState, PileState, PrintState, SheetState


class SheetBatch(Base):
    """Sheets printed in one go: numbers `first_number` to `first_number + count - 1` of the questionnaire."""

    __tablename__ = "sheet_batch"
    __table_args__ = (CheckConstraint("count >= 1", name="count"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    locale: Mapped[str]
    #: printed beside the first, for a bilingual sheet
    second_locale: Mapped[str | None]
    #: "a4", "a5"
    size: Mapped[str] = mapped_column(default="a4")
    first_number: Mapped[int]
    count: Mapped[int]
    #: every box, field and question: page and millimetres (see paper.sheet)
    layout: Mapped[dict[str, Any]]
    printed_on: Mapped[dt.date]
    printed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: every n-th sheet keyed by hand is keyed by a second person too; 0: none, 1: all
    twice_every: Mapped[int] = mapped_column(default=0)
    #: the volunteer who settles what two people keyed otherwise, beside the organisers; None: organisers alone
    third_look_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class PrintJob(Base):
    """A large file for the printer, made outside requests."""

    __tablename__ = "print_job"
    __table_args__ = (CheckConstraint(one_of("state", PrintState), name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    #: what is printed, and which: "sheets" and the number of their batch (see `printing.order.PRINTERS`)
    kind: Mapped[str]
    subject: Mapped[str]
    #: name of the file for whoever saves it
    name: Mapped[str]
    #: path of the page it was asked for on
    back: Mapped[str]
    state: Mapped[str] = mapped_column(default=PrintState.WAITING)
    pages: Mapped[int]
    pages_done: Mapped[int] = mapped_column(default=0)
    #: as it is kept, for a few days
    file: Mapped[str | None]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    asked_on: Mapped[dt.date]


class SecondEntry(Base):
    """A sheet that somebody keyed a second time without seeing the first entry; the first is the submission."""

    __tablename__ = "second_entry"
    __table_args__ = (
        UniqueConstraint("questionnaire_id", "sheet_number"),
        UniqueConstraint("token"),
        CheckConstraint(one_of("state", EntryState), name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("sheet_batch.id"), index=True)
    sheet_number: Mapped[int]
    first_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    keyed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    #: what makes two postings of one screen one entry
    token: Mapped[str]
    #: as keyed the second time; emptied when nothing is open any more
    answers: Mapped[dict[str, Any]]
    unreadable: Mapped[list[str]]
    #: questions compared, and those of them that two people keyed otherwise
    compared: Mapped[list[str]]
    differs: Mapped[list[str]]
    state: Mapped[str]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class HandOut(Base):
    """Sheets of a batch handed out in one go, and counted back."""

    __tablename__ = "hand_out"
    __table_args__ = (
        CheckConstraint("count >= 1", name="count"),
        CheckConstraint("back_count >= 0 AND back_count <= count", name="back_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("sheet_batch.id"), index=True)
    #: 0: copies of a master, which have no number yet
    first_number: Mapped[int]
    count: Mapped[int]
    #: where they went: "Marché du samedi"
    place: Mapped[str]
    handed_on: Mapped[dt.date]
    #: who took them there
    taken_by: Mapped[str | None]
    #: the volunteer who keys them, and sees no others; None: anybody
    given_to: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    #: counted by hand when they came back, filled in or not; None: not counted yet
    back_count: Mapped[int | None]
    back_on: Mapped[dt.date | None]
    collected_by: Mapped[str | None]


class ScanPile(Base):
    """Files of filled sheets that somebody brought in one go."""

    __tablename__ = "scan_pile"
    __table_args__ = (CheckConstraint(one_of("state", PileState), name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    #: what the pile is called: "Marché du 12, Zohra"
    name: Mapped[str]
    #: the day people answered
    day: Mapped[dt.date]
    #: sheets that were handed out there; None: not noted
    handed_out: Mapped[int | None]
    state: Mapped[str] = mapped_column(default=PileState.WAITING)
    #: [{name: as the person called it, file: as it is kept, size: bytes}]
    files: Mapped[list[dict[str, Any]]]
    #: files read to their end; the next is read anew after a crash
    files_read: Mapped[int] = mapped_column(default=0)
    brought_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: the volunteer it was given to, who sees it beside whoever brought it
    given_to: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    brought_on: Mapped[dt.date]


class ScanSheet(Base):
    """One paper sheet of a pile: its pages read so far, and what people settled of it."""

    __tablename__ = "scan_sheet"
    __table_args__ = (CheckConstraint(one_of("state", SheetState), name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pile_id: Mapped[int] = mapped_column(ForeignKey("scan_pile.id", ondelete="CASCADE"), index=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("sheet_batch.id"))
    #: 0: a copy of a master; it gets the next free number when it is recorded
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default=SheetState.OPEN)
    #: questions somebody has to look at
    doubts: Mapped[int] = mapped_column(default=0)
    #: {question key: {field name: [values]}} as people settled them
    settled: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: keys of questions nobody could read
    unreadable: Mapped[list[str]] = mapped_column(default=list)
    #: what makes two recordings one; None until it is recorded
    token: Mapped[str | None]
    #: shown to a person though nothing was in doubt, to measure the reading
    is_sample: Mapped[bool] = mapped_column(default=False)
    #: {boxes: looked at, wrong: of them}; empty until somebody looked
    sample: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: keys of questions a keying by hand answers otherwise
    differs: Mapped[list[str]] = mapped_column(default=list)
    looked_at_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ScanPage(Base):
    """One page of a pile: where it was found, and what was read on it."""

    __tablename__ = "scan_page"
    __table_args__ = (UniqueConstraint("pile_id", "file_index", "file_name", "page_of_file", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pile_id: Mapped[int] = mapped_column(ForeignKey("scan_pile.id", ondelete="CASCADE"))
    #: position in `ScanPile.files`
    file_index: Mapped[int]
    #: file of an archive, as it is called there; else the file itself
    file_name: Mapped[str]
    page_of_file: Mapped[int]
    #: of several sheets in one picture, from 1
    part: Mapped[int]
    #: see paper.scan.reading.State and Reason
    state: Mapped[str]
    reason: Mapped[str | None]
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("scan_sheet.id", ondelete="SET NULL"), index=True)
    #: of a page that is a slip of an idea box: whose, and its number
    slip_batch_id: Mapped[int | None] = mapped_column(ForeignKey("slip_batch.id"), index=True)
    slip_number: Mapped[int | None]
    #: number of the page on the sheet
    page: Mapped[int | None]
    #: what was read (see paper.scan.reading.PageReading.as_json)
    reading: Mapped[dict[str, Any]]
    #: the page straightened, as it is kept
    picture: Mapped[str | None]
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("scan_page.id", ondelete="SET NULL"))
    #: somebody dealt with it by hand
    is_done: Mapped[bool] = mapped_column(default=False)
