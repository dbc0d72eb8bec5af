"""Which records changed since the sets of answers were made of them; noted in the transaction that changes them."""

from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table, delete, update
from sqlalchemy.orm import Session

from consultation.db import insert_rows
from consultation.models import AnswerSetFile, ChangedSubmission, random_key

CHANGED = cast(Table, ChangedSubmission.__table__)
FILE = cast(Table, AnswerSetFile.__table__)


def note_change(session: Session, questionnaire_id: int, token: str) -> None:
    """The record of that token was made, changed, withdrawn or erased."""
    note_changes(session, [(questionnaire_id, token)])


def note_changes(session: Session, records: Iterable[tuple[int, str]]) -> None:
    """The same for several: [(questionnaire, token)]."""
    # A row of its own each time: two writers never wait for one another, and no note is lost to whoever folds them.
    rows = [{"id": random_key(), "questionnaire_id": one, "token": token} for one, token in records]
    insert_rows(session, CHANGED, rows)


def forget_sets(session: Session, questionnaire_id: int) -> None:
    """All records of a questionnaire are gone; a file that is being made of them is not taken up."""
    session.execute(delete(CHANGED).where(CHANGED.c.questionnaire_id == questionnaire_id))
    session.execute(update(FILE).where(FILE.c.questionnaire_id == questionnaire_id).values(name=random_key()))
