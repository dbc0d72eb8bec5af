"""Files that came with answers: who may see them, voice notes written down, and what nobody owns any more."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from consultation.clock import now
from consultation.db import insert
from consultation.files import HALF, NAME, folder_of
from consultation.models import (
    Attachment,
    Plan,
    PrintJob,
    Questionnaire,
    Recording,
    ScanPage,
    ScanPile,
    Submission,
    Version,
    random_key,
)
from consultation.questionnaires.definition import Answer, Answers, Definition
from consultation.questionnaires.sheet import words_of
from consultation.submissions.record import ATTACHMENT, SUBMISSION, VERBATIM
from consultation.terms import Kind

UNOWNED_FOR = dt.timedelta(days=3)
"""How long a file stays that no answer names: longer than a page that was given back holds it (`uploads`)."""
A_FOLDER = re.compile(r"[0-9a-f]{2}")


class AlreadyWrittenDown(LookupError):
    """Nothing is left to write down: somebody was faster."""


@dataclass(frozen=True)
class VoiceNote:
    """A voice note nobody has written down yet."""

    id: str
    name: str
    question: dict[str, str]
    """The question it answers."""
    locale: str
    """Language the person answered in."""


def may_see_file(session: Session, name: str, scope: int | None) -> bool:
    """Whether the file came with an answer to that organisation (None: to any)."""
    owned = (
        select(Attachment.id)
        .join(Questionnaire, Questionnaire.id == Attachment.questionnaire_id)
        .join(Plan, Plan.id == Questionnaire.plan_id)
        .where(Attachment.name == name)
    )
    if scope is not None:
        owned = owned.where(Plan.organisation_id == scope)
    return session.execute(select(owned.exists())).scalar_one()


def voice_notes(session: Session, questionnaire_id: int, most: int = 50) -> tuple[list[VoiceNote], int]:
    """The voice notes to be written down, `most` of them, and how many there are; not those that were withdrawn."""
    waiting = (
        select(Attachment.id, Attachment.name, Attachment.question_key, Submission.locale, Version.definition)
        .join(Submission, Submission.token == Attachment.submission_token)
        .join(Version, Version.id == Submission.version_id)
        .where(Attachment.questionnaire_id == questionnaire_id, Attachment.name.endswith(".webm"))
        .where(Submission.withdrawn_on.is_(None))
    )
    count = session.execute(select(func.count()).select_from(waiting.subquery())).scalar_one()
    notes = []
    for row in session.execute(waiting.order_by(Attachment.id).limit(most)):
        question = Definition.model_validate(row.definition).question(row.question_key)
        if question is not None and question.kind is Kind.VOICE:
            notes.append(VoiceNote(row.id, row.name, question.label, row.locale))
    return notes, count


def write_down(session: Session, questionnaire_id: int, attachment_id: str, words: str) -> str:
    """The words are the answer now, and stand among the words to be read; the name of the sound, to be removed.

    :raises AlreadyWrittenDown: when there is no such note any more
    """
    found = session.execute(
        select(ATTACHMENT).where(ATTACHMENT.c.id == attachment_id, ATTACHMENT.c.questionnaire_id == questionnaire_id)
    ).one_or_none()
    if found is None:
        raise AlreadyWrittenDown(attachment_id)
    row = session.execute(
        select(SUBMISSION.c.answers, SUBMISSION.c.locale, Version.definition)
        .join(Version, Version.id == SUBMISSION.c.version_id)
        .where(SUBMISSION.c.token == found.submission_token)
        .with_for_update(of=SUBMISSION)
    ).one()
    gone = session.execute(delete(ATTACHMENT).where(ATTACHMENT.c.id == attachment_id).returning(ATTACHMENT.c.id))
    if gone.one_or_none() is None:
        raise AlreadyWrittenDown(attachment_id)
    answers = with_words(row.answers, found.field, Answer(text=words, spoken=found.name))
    session.execute(update(SUBMISSION).where(SUBMISSION.c.token == found.submission_token).values(answers=answers))
    definition = Definition.model_validate(row.definition)
    put_words(session, found, row.locale, dict(words_of(definition, answers))[found.question_key])
    return str(found.name)


def with_words(answers: Answers, field: str, words: Answer) -> dict[str, Any]:
    """The answers with words in the place of the file of that field."""
    if "-" not in field:
        return {**answers, field: words}
    section, time, key = field.split("-")
    repeats = list(answers[section]["repeats"])
    repeats[int(time) - 1] = {**repeats[int(time) - 1], key: words}
    return {**answers, section: {"repeats": repeats}}


def put_words(session: Session, attachment: Any, locale: str, text: str) -> None:
    """The words of one person on one question, to be read again when there are more of them."""
    keys = {"submission_token": attachment.submission_token, "question_key": attachment.question_key}
    row = {"id": random_key(), "questionnaire_id": attachment.questionnaire_id, "locale": locale, "text": text, **keys}
    statement = insert(session, VERBATIM)
    again = {"text": statement.excluded.text, "state": "received", "moderated_by": None}
    session.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=again), row)


def unowned(session: Session, names: Iterable[str]) -> list[str]:
    """Those of the names that nothing has any more: no answer, no recording, no scan, nothing to print."""
    wanted = list(names)
    owned = {str(file["file"]) for files in session.scalars(select(ScanPile.files)) for file in files}
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        for column in (Attachment.name, Recording.file, ScanPage.picture, PrintJob.file):
            owned.update(name for name in session.scalars(select(column).where(column.in_(some))) if name)
    return [name for name in wanted if name not in owned]


def sweep(session: Session, instance_dir: Path) -> int:
    """How many files were removed: those that nothing names, left by people who did not send, or erased.

    Halves of files that a crash left beside the others go too.
    """
    oldest = (now() - UNOWNED_FOR).timestamp()
    folders = [one for one in folder_of(instance_dir).glob("*") if A_FOLDER.fullmatch(one.name)]
    old = [file for folder in folders for file in folder.iterdir() if file.stat().st_mtime < oldest]
    gone = set(unowned(session, [file.name for file in old if NAME.fullmatch(file.name)]))
    lost = [file for file in old if file.name in gone or file.name.startswith(HALF)]
    for file in lost:
        file.unlink(missing_ok=True)
    return len(lost)
