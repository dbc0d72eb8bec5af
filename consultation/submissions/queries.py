"""Reads of answers brought in from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import AnswerImport, Campaign, Submission
from consultation.questionnaires.definition import Answer, Answers, Definition
from consultation.questionnaires.queries import definition_of, latest_version, opened
from consultation.terms import CampaignState, ImportState


def imports_of_questionnaire(session: Session, questionnaire_id: int) -> Sequence[AnswerImport]:
    """Tables brought for a questionnaire, the latest first."""
    chosen = select(AnswerImport).where(AnswerImport.questionnaire_id == questionnaire_id)
    return session.scalars(chosen.order_by(AnswerImport.id.desc())).all()


@dataclass(frozen=True)
class Brought:
    """A table that was brought, and the version its answers count in."""

    table: AnswerImport
    version_id: int
    definition: Definition

    @property
    def questionnaire_id(self) -> int:
        return self.table.questionnaire_id


def brought_in_scope(session: Session, import_id: int, organisation_id: int | None) -> Brought | None:
    """The table of that number, when that organisation may touch it."""
    table = session.get(AnswerImport, import_id)
    if table is None or opened(session, table.questionnaire_id, organisation_id) is None:
        return None
    version = latest_version(session, table.questionnaire_id)
    return Brought(table, version.id, definition_of(version)) if version else None


def definition_in_scope(session: Session, questionnaire_id: int, organisation_id: int | None) -> Definition | None:
    """What people answer now, when that organisation may touch it."""
    if opened(session, questionnaire_id, organisation_id) is None:
        return None
    version = latest_version(session, questionnaire_id)
    return definition_of(version) if version else None


def campaigns_of_questionnaire(session: Session, questionnaire_id: int) -> Sequence[Campaign]:
    """Campaigns with it that people could answer, the latest first."""
    chosen = select(Campaign).where(
        Campaign.questionnaire_id == questionnaire_id, Campaign.state != CampaignState.DRAFT
    )
    return session.scalars(chosen.order_by(Campaign.id.desc())).all()


def fingerprints_of_questionnaire(session: Session, questionnaire_id: int) -> frozenset[str]:
    """Those of all rows that came in and count."""
    found = session.scalars(
        select(AnswerImport.fingerprints).where(
            AnswerImport.questionnaire_id == questionnaire_id, AnswerImport.state == ImportState.IMPORTED
        )
    )
    return frozenset(fingerprint for fingerprints in found for fingerprint in fingerprints)


def is_recorded(session: Session, token: str) -> bool:
    """Whether a submission came with that token."""
    return session.scalar(select(Submission.token).where(Submission.token == token)) is not None


def first_record(session: Session, token: str) -> tuple[int, Answers] | None:
    """(channel, answers as they were sent) of the submission that came with that token."""
    found = select(Submission.channel_id, Submission.answers).where(Submission.token == token)
    row = session.execute(found).one_or_none()
    return (row.channel_id, as_sent(row.answers)) if row else None


def as_sent(answers: Answers) -> Answers:
    """The answers before somebody wrote voice notes down."""
    return {key: _as_sent(answer) for key, answer in answers.items()}


def _as_sent(answer: Answer) -> Answer:
    if "spoken" in answer:
        return Answer(file=answer["spoken"])
    return Answer(repeats=[as_sent(one) for one in answer["repeats"]]) if "repeats" in answer else answer


def tokens_of_channel(session: Session, channel_id: int) -> Sequence[str]:
    """Submissions of a channel that count, in the order of random keys."""
    chosen = select(Submission.token).where(Submission.channel_id == channel_id, Submission.withdrawn_on.is_(None))
    return session.scalars(chosen.order_by(Submission.token)).all()
