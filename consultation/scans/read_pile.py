"""Read the pages of a pile, one after the other; every page ends in exactly one state."""

import copy
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consultation.db import Database
from consultation.files import path_of, save_file
from consultation.models import Idea, ScanPage, ScanPile, ScanSheet, SlipBatch
from consultation.paper import queries as paper
from consultation.paper.identity import MASTER, Identity
from consultation.paper.scan.images import scans_of
from consultation.paper.scan.locate import Found
from consultation.paper.scan.pictures import Grey
from consultation.paper.scan.reading import Printed, read_scan
from consultation.paper.scan.results import PageReading, State
from consultation.paper.sheet import rules_of
from consultation.scans.handwriting import propose_words
from consultation.scans.settle import record_when_settled
from consultation.terms import PileState, SheetState

PICTURE_PX = 6.0
"""Dots a millimetre of a page as it is kept: 152 dpi."""
JPEG_QUALITY = 70
SAMPLE_SHARE = 0.05
"""Part of the sheets without a doubt that somebody looks at all the same."""


def read_pile(database: Database, instance_dir: Path, pile_id: int, *, handwriting: str = "") -> None:
    """Read what is not read yet, a page a transaction; a file that was begun is read again from its first page.

    :param handwriting: a program that proposes words (see `handwriting`); by default none.
    """
    with database.transaction() as session:
        pile = session.get(ScanPile, pile_id)
        if pile is None or pile.state == PileState.READ:
            return
        pile.state = PileState.READING
        files = list(enumerate(pile.files))[pile.files_read :]
        forget_pages(session, pile, pile.files_read)
        printed = printed_by(session, pile.organisation_id)
        slips = slips_by(session, pile.organisation_id)
    for index, file in files:
        path = path_of(instance_dir, file["file"])
        for reading, part, picture in read_file(path, file["name"], [one for one, _id in (*printed, *slips)]):
            if handwriting:
                propose_words(reading, handwriting)
            kept = save_file(instance_dir, picture, "jpg") if picture else None
            with database.transaction() as session:
                page = add_page(session, pile_id, index, reading, part, kept, printed, slips)
                if page.sheet_id:
                    record_when_settled(session, page.sheet_id)
        with database.transaction() as session:
            session.get_one(ScanPile, pile_id).files_read = index + 1
    with database.transaction() as session:
        session.get_one(ScanPile, pile_id).state = PileState.READ
        choose_sample(session, pile_id)


def printed_by(session: Session, organisation_id: int) -> list[tuple[Printed, int]]:
    """(sheet, its batch) of everything an organisation ever printed, the latest first."""
    return [
        (
            Printed(
                {"questions": rules_of(batch.definition()), **batch.batch.layout},
                None if batch.is_master else batch.batch.first_number,
                None if batch.is_master else batch.last_number,
            ),
            batch.batch.id,
        )
        for batch in paper.all_batches(session, organisation_id)
    ]


def slips_by(session: Session, organisation_id: int) -> list[tuple[Printed, int]]:
    """(slip, its batch) of everything an organisation ever printed for its idea boxes."""
    return [
        (Printed(batch.layout, batch.first_number, batch.first_number + batch.count - 1), batch.id)
        for batch in paper.slip_batches(session, organisation_id)
    ]


def forget_pages(session: Session, pile: ScanPile, from_index: int) -> None:
    """Pages of files that were not read to their end; what was recorded of them stands and is met again."""
    session.execute(delete(ScanPage).where(ScanPage.pile_id == pile.id, ScanPage.file_index >= from_index))
    with_pages = select(ScanPage.sheet_id).where(ScanPage.pile_id == pile.id, ScanPage.sheet_id.is_not(None))
    unrecorded = (ScanSheet.pile_id == pile.id) & ScanSheet.token.is_(None)
    session.execute(delete(ScanSheet).where(unrecorded, ScanSheet.id.not_in(with_pages)))


def read_file(path: Path, name: str, printed: list[Printed]) -> Iterator[tuple[PageReading, int, bytes | None]]:
    """(what was read, its part of the picture, the page straightened) of every page of a file."""
    times: Counter[tuple[str, int]] = Counter()
    for scan in scans_of(name, path):
        times[scan.file, scan.page] += 1
        if (again := times[scan.file, scan.page]) > 1:  # an archive may hold two files of one name
            scan = replace(scan, file=f"{scan.file} ({again})")
        for part, reading in enumerate(read_scan(scan, printed), start=1):
            picture = None
            if reading.sheet is not None:
                picture = straightened(reading.sheet.grey, reading.sheet.found)
            elif scan.grey is not None and reading.state is not State.BLANK:
                picture = as_it_came(scan.grey)
            yield reading, part, picture


def straightened(grey: Grey, found: Found) -> bytes:
    """The page as it would lie on the glass, a JPEG of 6 dots a millimetre."""
    size = (round(found.layout["width_mm"] * PICTURE_PX), round(found.layout["height_mm"] * PICTURE_PX))
    to_mm = numpy.diag([1 / PICTURE_PX, 1 / PICTURE_PX, 1.0])
    flags = cv2.INTER_AREA | cv2.WARP_INVERSE_MAP
    flat = cv2.warpPerspective(grey, found.to_px @ to_mm, size, flags=flags, borderValue=255)
    return as_jpeg(flat)


def as_it_came(grey: Grey) -> bytes:
    """The picture, at most 2,000 dots long."""
    times = max(1.0, max(grey.shape) / 2000)
    return as_jpeg(cv2.resize(grey, None, fx=1 / times, fy=1 / times, interpolation=cv2.INTER_AREA))


def as_jpeg(picture: Any) -> bytes:
    _done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return bytes(data)


def add_page(
    session: Session,
    pile_id: int,
    file_index: int,
    reading: PageReading,
    part: int,
    picture: str | None,
    printed: list[tuple[Printed, int]],
    slips: list[tuple[Printed, int]],
) -> ScanPage:
    """The page in the pile, with the sheet it is of; a second picture of a page is told as what it is."""
    page = ScanPage(
        pile_id=pile_id,
        file_index=file_index,
        file_name=reading.file,
        page_of_file=reading.page,
        part=part,
        state=reading.state.value,
        reason=reading.reason,
        page=reading.identity.page if reading.identity else None,
        reading=reading.as_json(),
        picture=picture,
    )
    session.add(page)
    batch_id = next((batch for one, batch in printed if reading.identity and one.page(reading.identity)), None)
    if reading.identity and batch_id and reading.stands():
        sheet = sheet_of(session, pile_id, file_index, batch_id, reading.identity)
        first = session.scalars(
            select(ScanPage).where(
                ScanPage.sheet_id == sheet.id, ScanPage.page == reading.identity.page, ScanPage.duplicate_of.is_(None)
            )
        ).one_or_none()
        page.sheet_id = sheet.id
        if first is not None:
            page.state, page.duplicate_of = State.DUPLICATE.value, first.id
            page.reason = "conflicting" if doubt_where_they_differ(first, page.reading) else None
    slip_batch_id = next((batch for one, batch in slips if reading.identity and one.page(reading.identity)), None)
    if reading.identity and slip_batch_id and reading.stands():
        file_slip(session, page, slip_batch_id, reading)
    session.flush()
    return page


def file_slip(session: Session, page: ScanPage, slip_batch_id: int, reading: PageReading) -> None:
    """The slip waits to be typed as an idea, unless nothing is written on it or it was typed before."""
    assert reading.identity is not None
    number = reading.identity.number
    batch = session.get_one(SlipBatch, slip_batch_id)
    same = ScanPage.slip_batch_id == slip_batch_id, ScanPage.slip_number == number
    first = session.scalars(select(ScanPage).where(*same, ScanPage.duplicate_of.is_(None))).one_or_none()
    typed = session.scalars(select(Idea.id).where(Idea.box_id == batch.box_id, Idea.slip_number == number)).first()
    page.slip_batch_id, page.slip_number = slip_batch_id, number
    if first is not None:
        page.state, page.reason, page.duplicate_of = State.DUPLICATE.value, None, first.id
    elif typed or not any(one.written for question in reading.questions for one in question.fields):
        page.is_done = True


def sheet_of(session: Session, pile_id: int, file_index: int, batch_id: int, identity: Identity) -> ScanSheet:
    """The sheet a page is of.

    Copies of a master have no number: the pages of one follow one another in the file, as the stack lay.
    """
    chosen = select(ScanSheet).where(ScanSheet.batch_id == batch_id, ScanSheet.number == identity.number)
    here = ScanSheet.pile_id == pile_id
    if identity.number != MASTER:
        # A page left behind comes with another pile, and still belongs to its sheet.
        waiting = chosen.where(here | (ScanSheet.state == SheetState.OPEN)).order_by(here.desc(), ScanSheet.id)
        found = session.scalars(waiting.limit(1)).one_or_none()
    else:
        last = chosen.where(here, ScanPage.file_index == file_index).join(ScanPage, ScanPage.sheet_id == ScanSheet.id)
        found = session.scalars(last.order_by(ScanSheet.id.desc()).limit(1)).one_or_none()
        if (
            found
            and session.scalars(
                select(ScanPage.id).where(ScanPage.sheet_id == found.id, ScanPage.page >= identity.page)
            ).first()
        ):
            found = None
    if found is None:
        found = ScanSheet(pile_id=pile_id, batch_id=batch_id, number=identity.number, settled={})
        session.add(found)
        session.flush()
    return found


def doubt_where_they_differ(first: ScanPage, second: Mapping[str, Any]) -> bool:
    """Two pictures of one page that say different things: the boxes in question become doubts of the first."""
    again = {
        (question["key"], box.get("row"), box["option"]): box
        for question in second.get("questions", ())
        for box in question["boxes"]
    }
    differs = False
    questions = copy.deepcopy(first.reading["questions"])
    for question in questions:
        for box in question["boxes"]:
            other = again.get((question["key"], box.get("row"), box["option"]))
            if other and box["sure"] and other["sure"] and other["value"] != box["value"]:
                box |= {"sure": False, "confidence": 0.5, "reason": "two_pictures_differ"}
                differs = True
    if differs:
        first.reading = {**first.reading, "questions": questions}
    return differs


def choose_sample(session: Session, pile_id: int) -> None:
    """Some sheets that nobody had to look at are shown all the same, to measure how well the reading is."""
    never_looked_at = select(ScanSheet).where(
        ScanSheet.pile_id == pile_id, ScanSheet.token.is_not(None), ScanSheet.looked_at_by.is_(None)
    )
    for sheet in session.scalars(never_looked_at):
        if random.random() < SAMPLE_SHARE:  # noqa: S311  # not a secret
            sheet.is_sample = True
