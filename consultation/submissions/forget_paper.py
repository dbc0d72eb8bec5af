"""Forget what paper left of a submission: the second entry of its sheet, and the pictures it was read from."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consultation.models import ScanPage, ScanPile, ScanSheet, SecondEntry, SheetBatch, Version
from consultation.terms import PileState


def forget_sheet(session: Session, questionnaire_id: int, number: int) -> None:
    """Nothing of a paper sheet is left; its pages stay in the report of their pile, empty."""
    here = (SecondEntry.questionnaire_id == questionnaire_id) & (SecondEntry.sheet_number == number)
    session.execute(delete(SecondEntry).where(here))
    forget_scans(session, _sheets_of(session, questionnaire_id, number))


def forget_all_sheets(session: Session, questionnaire_id: int) -> None:
    """Nothing of any sheet of a questionnaire is left."""
    session.execute(delete(SecondEntry).where(SecondEntry.questionnaire_id == questionnaire_id))
    forget_scans(session, _sheets_of(session, questionnaire_id, None))


def _sheets_of(session: Session, questionnaire_id: int, number: int | None) -> Sequence[ScanSheet]:
    chosen = (
        select(ScanSheet)
        .join(SheetBatch, SheetBatch.id == ScanSheet.batch_id)
        .join(Version, Version.id == SheetBatch.version_id)
        .where(Version.questionnaire_id == questionnaire_id)
    )
    return session.scalars(chosen if number is None else chosen.where(ScanSheet.number == number)).all()


def forget_scans(session: Session, sheets: Sequence[ScanSheet]) -> None:
    """The pictures lose their owner, and the files they came in once the whole pile is read."""
    for sheet in sheets:
        pile = session.get_one(ScanPile, sheet.pile_id)
        pages = session.scalars(select(ScanPage).where(ScanPage.sheet_id == sheet.id)).all()
        gone = {page.file_index for page in pages if page.pile_id == pile.id}
        for page in pages:
            page.picture, page.reading, page.sheet_id = None, {}, None
        if pile.state == PileState.READ:
            pile.files = [
                {**file, "file": "", "size": 0} if index in gone else file for index, file in enumerate(pile.files)
            ]
        session.flush()
        session.delete(sheet)
    session.flush()
