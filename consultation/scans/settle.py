"""Settle what is in doubt on a sheet, and record it when nothing is left."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import ScanPage, ScanPile, ScanSheet, Submission, random_key
from consultation.paper import queries as paper
from consultation.paper.identity import MASTER
from consultation.paper.print_batch import take_numbers
from consultation.paper.queries import Batch
from consultation.questionnaires.definition import Answers
from consultation.scans.sheets import Assembled, assemble, boxes_wrong, check, differing
from consultation.submissions.record import SheetAlreadyKeyed, record_submission
from consultation.submissions.withdraw import free_sheet, withdraw_submission
from consultation.terms import Mode, SheetState

DONE = frozenset({SheetState.RECORDED, SheetState.STANDING, SheetState.EMPTY, SheetState.SET_ASIDE})


class AlreadySettled(ValueError):
    """The sheet stands; nothing of it is open."""


def assembled(session: Session, sheet: ScanSheet) -> tuple[Batch, Assembled]:
    """The sheet as far as its pages and people say."""
    batch = paper.batch_by_id(session, sheet.batch_id, None)
    assert batch is not None, "a batch is never deleted"
    pages = session.scalars(
        select(ScanPage).where(ScanPage.sheet_id == sheet.id, ScanPage.duplicate_of.is_(None))
    ).all()
    readings = {page.page: page.reading for page in pages if page.page is not None}
    return batch, assemble(batch.definition(), batch.batch.layout, readings, sheet.settled, sheet.unreadable)


def settle_question(
    session: Session, sheet: ScanSheet, key: str, fields: Mapping[str, Sequence[str]], *, by: int, unreadable: bool
) -> None:
    """What a person saw on one question; the sheet is recorded when it was the last.

    :raises AlreadySettled: when the sheet stands already.
    """
    if sheet.state in DONE or sheet.state == SheetState.DIFFERS:
        raise AlreadySettled(sheet.id)
    sheet.settled = {**sheet.settled, key: {name: list(values) for name, values in fields.items()}}
    others = [one for one in sheet.unreadable if one != key]
    sheet.unreadable = [*others, key] if unreadable else others
    sheet.looked_at_by = by
    session.flush()
    record_when_settled(session, sheet.id)


def unsettle_question(session: Session, sheet: ScanSheet, key: str) -> None:
    """Take back what was said of one question; a sheet that was recorded with it counts no more until it is settled."""
    if sheet.token and sheet.state == SheetState.RECORDED:
        withdraw_submission(
            session, sheet.token, why=f"a question of scanned sheet {sheet.number} is looked at again", frees_sheet=True
        )
        sheet.token = None
    sheet.state, sheet.doubts = SheetState.OPEN, sheet.doubts + 1
    sheet.settled = {name: fields for name, fields in sheet.settled.items() if name != key}
    sheet.unreadable = [one for one in sheet.unreadable if one != key]


def record_when_settled(session: Session, sheet_id: int, *, without_missing: bool = False) -> None:
    """Record the sheet when nothing of it is open.

    :param without_missing: although pages did not come; their questions are left blank.
    """
    sheet = session.get_one(ScanSheet, sheet_id)
    if sheet.state != SheetState.OPEN:
        return
    batch, found = assembled(session, sheet)
    sheet.doubts = len(found.doubts)
    if found.doubts or (found.missing_pages and not without_missing):
        return
    checked = check(batch.definition(), found.form)
    if checked.problems:
        sheet.doubts = len(checked.problems)
        return  # settled by a person against a rule; it stays on the desk
    if checked.is_empty and not sheet.unreadable:
        sheet.state = SheetState.EMPTY
        return
    record(session, sheet, batch, checked.answers)


def record(session: Session, sheet: ScanSheet, batch: Batch, answers: Answers) -> None:
    """Through the same door as all others; a sheet that stands already is compared."""
    pile = session.get_one(ScanPile, sheet.pile_id)
    token = random_key()
    if sheet.number == MASTER:
        sheet.number = take_numbers(session, batch.version.questionnaire_id, 1)
    try:
        record_submission(
            session,
            version_id=batch.version.id,
            questionnaire_id=batch.version.questionnaire_id,
            definition=batch.definition(),
            answers=answers,
            token=token,
            channel_id=batch.channel.id,
            mode=Mode.PAPER_SCANNED,
            locale=batch.batch.locale,
            day=pile.day,
            sheet_number=sheet.number,
            keyed_by=sheet.looked_at_by,
            unreadable=sheet.unreadable,
        )
    except SheetAlreadyKeyed:
        standing = standing_answers(session, batch, sheet.number)
        sheet.differs = differing(standing, answers)
        sheet.state = SheetState.DIFFERS if sheet.differs else SheetState.STANDING
        return
    sheet.token = token
    sheet.state = SheetState.RECORDED


def standing_answers(session: Session, batch: Batch, number: int) -> Answers:
    """What the sheet of that number says, as it stands."""
    chosen = select(Submission.answers).where(
        Submission.questionnaire_id == batch.version.questionnaire_id, Submission.sheet_number == number
    )
    found: Answers = session.scalars(chosen).one()
    return found


def keep_standing(session: Session, sheet: ScanSheet, *, by: int) -> None:
    """The sheet as it stood is right."""
    sheet.state, sheet.looked_at_by = SheetState.STANDING, by


def take_scan(session: Session, sheet: ScanSheet, *, by: int) -> None:
    """The sheet as scanned is right: what stood counts no more, and is kept with the reason."""
    batch, found = assembled(session, sheet)
    standing = session.execute(
        select(Submission.token, Submission.withdrawn_on).where(
            Submission.questionnaire_id == batch.version.questionnaire_id, Submission.sheet_number == sheet.number
        )
    ).one_or_none()
    if standing and standing.withdrawn_on is not None:
        free_sheet(session, standing.token)
    elif standing:
        why = f"sheet {sheet.number} scanned, and read otherwise"
        withdraw_submission(session, standing.token, why=why, frees_sheet=True)
    sheet.looked_at_by, sheet.differs = by, []
    record(session, sheet, batch, check(batch.definition(), found.form).answers)


def set_aside(session: Session, sheet: ScanSheet, *, by: int) -> None:
    """Not to be counted from this pile: keyed by hand elsewhere, or not meant to come."""
    sheet.state, sheet.looked_at_by = SheetState.SET_ASIDE, by


def note_sample(session: Session, sheet: ScanSheet, said: Mapping[str, Mapping[str, list[str]]], *, by: int) -> None:
    """What a person saw on a sheet nobody doubted: how many boxes were read wrong. What was wrong is put right."""
    batch, found = assembled(session, sheet)
    pages = session.scalars(select(ScanPage).where(ScanPage.sheet_id == sheet.id, ScanPage.duplicate_of.is_(None)))
    boxes = wrong = 0
    corrected = dict(sheet.settled)
    for page in pages:
        for read in page.reading.get("questions", ()):
            if read["key"] in said and read["boxes"]:
                looked_at, otherwise = boxes_wrong(read, said[read["key"]])
                boxes, wrong = boxes + looked_at, wrong + otherwise
                if otherwise:
                    corrected[read["key"]] = dict(said[read["key"]])
    sheet.sample, sheet.is_sample, sheet.looked_at_by = {"boxes": boxes, "wrong": wrong}, False, by
    if wrong and sheet.token:
        withdraw_submission(session, sheet.token, why=f"sheet {sheet.number} read wrong", frees_sheet=True)
        sheet.settled = corrected
        session.flush()
        _batch, found = assembled(session, sheet)
        record(session, sheet, batch, check(batch.definition(), found.form).answers)
