"""Recordings of a questionnaire read aloud by people: kept, found, removed."""

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.db import insert
from consultation.models import Plan, Questionnaire, Recording


def recordings_of(session: Session, questionnaire_id: int, locale: str) -> dict[str, Recording]:
    """{part: its recording} in a language."""
    chosen = select(Recording).where(Recording.questionnaire_id == questionnaire_id, Recording.locale == locale)
    return {one.part: one for one in session.scalars(chosen)}


def recorded_file(
    session: Session, questionnaire_id: int, locale: str, words: str, *, is_program: bool = False
) -> str | None:
    """Name of the file in which somebody reads these very words; None when nobody does, or the words have changed.

    :param is_program: words of the program: whoever read them in another questionnaire of the organisation counts too
    """
    own = Recording.questionnaire_id == questionnaire_id
    chosen = select(Recording.file).where(Recording.locale == locale, Recording.words == words)
    chosen = chosen.where(Recording.questionnaire_id.in_(_sisters(questionnaire_id)) if is_program else own)
    return session.scalars(chosen.order_by(own.desc(), Recording.id.desc()).limit(1)).one_or_none()


def program_file(session: Session, locale: str, words: str) -> str | None:
    """Name of the file in which somebody, of whatever organisation, reads these words of the program."""
    chosen = select(Recording.file).where(Recording.locale == locale, Recording.words == words)
    return session.scalars(chosen.order_by(Recording.id.desc()).limit(1)).one_or_none()


def read_words(session: Session, questionnaire_id: int, locale: str) -> set[str]:
    """The words somebody of the organisation has read in a language, of whatever questionnaire."""
    chosen = select(Recording.words).where(Recording.questionnaire_id.in_(_sisters(questionnaire_id)))
    return set(session.scalars(chosen.where(Recording.locale == locale)))


def _sisters(questionnaire_id: int) -> Select[int]:
    """Ids of the questionnaires of the same organisation."""
    of = select(Plan.organisation_id).join(Questionnaire).where(Questionnaire.id == questionnaire_id).scalar_subquery()
    return select(Questionnaire.id).join(Plan).where(Plan.organisation_id == of)


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
