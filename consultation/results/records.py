"""Reads of submissions one by one, for organisers' exports."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.models import Channel, Submission, Tally, Version
from consultation.questionnaires.definition import Answers, Definition
from consultation.submissions.tallies import BASE

FIRST = ("channel", "channel_kind", "mode", "language", "month", "version")
"""Columns before the answers: nothing finer than the month leaves the house."""
AT_ONCE = 500
"""Submissions read at a time."""


@dataclass(frozen=True)
class Record:
    """One submission, without anything that leads to a person: no token, no code, no day."""

    channel: str
    channel_kind: str
    mode: str
    locale: str
    month: str
    version: int
    answers: Answers

    @property
    def first(self) -> list[str | int | float | None]:
        """The values of `FIRST`."""
        return [self.channel, self.channel_kind, self.mode, self.locale, self.month, self.version]


def records(session: Session, questionnaire_id: int) -> Iterator[Record]:
    """Every submission that counts, a few at a time, in the order of random keys."""
    rows = session.execute(
        select(
            Channel.name,
            Channel.kind,
            Submission.mode,
            Submission.locale,
            Submission.day,
            Version.number,
            Submission.answers,
        )
        .join(Channel, Channel.id == Submission.channel_id)
        .join(Version, Version.id == Submission.version_id)
        .where(Submission.questionnaire_id == questionnaire_id, Submission.withdrawn_on.is_(None))
        .order_by(Submission.token),
        execution_options={"yield_per": AT_ONCE},
    )
    with rows:  # also when whoever downloads goes away
        for name, kind, mode, locale, day, number, answers in rows:
            yield Record(name, kind, mode, locale, f"{day:%Y-%m}", number, answers)


def published_versions(session: Session, questionnaire_id: int) -> list[tuple[int, Definition]]:
    """(number, definition) of every version, the oldest first."""
    rows = session.execute(
        select(Version.number, Version.definition)
        .where(Version.questionnaire_id == questionnaire_id)
        .order_by(Version.number)
    )
    return [(number, Definition.model_validate(document)) for number, document in rows]


def people_who_answered(session: Session, questionnaire_id: int) -> Counter[str]:
    """{question key: submissions with an answer to it}."""
    rows = session.execute(
        select(Tally.subject, func.sum(Tally.count))
        .where(Tally.questionnaire_id == questionnaire_id, Tally.option_key == BASE)
        .group_by(Tally.subject)
    )
    return Counter({subject: int(count) for subject, count in rows})
