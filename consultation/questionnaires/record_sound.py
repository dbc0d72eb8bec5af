"""Recordings of a questionnaire read aloud by people: kept, found, removed."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.db import insert
from consultation.models import Recording


def recordings_of(session: Session, questionnaire_id: int, locale: str) -> dict[str, Recording]:
    """{part: its recording} in a language."""
    chosen = select(Recording).where(Recording.questionnaire_id == questionnaire_id, Recording.locale == locale)
    return {one.part: one for one in session.scalars(chosen)}


def recorded_file(session: Session, questionnaire_id: int, locale: str, part: str, words: str) -> str | None:
    """Name of the file in which somebody reads these very words; None when nobody does, or the words have changed."""
    chosen = select(Recording.file).where(
        Recording.questionnaire_id == questionnaire_id,
        Recording.locale == locale,
        Recording.part == part,
        Recording.words == words,
    )
    return session.scalars(chosen).one_or_none()


def keep_recording(
    session: Session, questionnaire_id: int, locale: str, part: str, *, words: str, file: str, by: int
) -> None:
    """The recording of a part; the one there was is replaced."""
    row = {"words": words, "file": file, "made_by": by, "made_on": today()}
    key = {"questionnaire_id": questionnaire_id, "locale": locale, "part": part}
    statement = insert(session, Recording.__table__)
    session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=row), key | row)


def remove_recording(session: Session, questionnaire_id: int, locale: str, part: str) -> None:
    session.execute(
        delete(Recording).where(
            Recording.questionnaire_id == questionnaire_id, Recording.locale == locale, Recording.part == part
        )
    )
