"""How large the wish or the lack behind an action is, and whether people agree on it, from figures as shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from consultation.questionnaires.definition import Question
from consultation.results.figures import QuestionFigures, shown
from consultation.results.shortlisting.approvals import NO, YES, approving_options
from consultation.terms import Kind

MOST = 2 / 3
"""Share of the answers from which on most people agree, or disagree."""
MANY = 1 / 4
"""Share of the answers that both sides must have for people to be divided."""


class Mood(StrEnum):
    """Whether people agree."""

    AGREE = "agree"
    DIVIDED = "divided"
    AGAINST = "against"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Need:
    """People who want what an action would bring, or lack what it would mend; of the question most people answered."""

    question_key: str
    people: int | None
    """None: hidden."""
    base: int | None
    """Who gave an answer to the question."""
    mood: Mood | None
    """None: the question has no two sides, or the numbers are hidden."""

    @property
    def share(self) -> float | None:
        """0..1; None when it is hidden or nobody answered."""
        return self.people / self.base if self.people is not None and self.base else None


def has_two_sides(question: Question) -> bool:
    """Whether somebody could say that they want none of it; else everybody who answered would be in need."""
    return question.kind is Kind.YES_MAYBE_NO or any(option.exclusive for option in question.options)


def need_of(questions: Iterable[QuestionFigures]) -> Need | None:
    """The need on one action, from the questions that count (see `shortlisting.approvals`); None: none was answered."""
    heard = [one for one in questions if one.is_heard]
    if not heard:
        return None
    asked = max(heard, key=lambda one: (one.base or 0, one.question.key))
    return Need(asked.question.key, wanting(asked), asked.residents.share_base, mood_of(asked))


def wanting(figures: QuestionFigures) -> int | None:
    """Residents whose answer says that they want it; None: hidden."""
    counts, base = figures.residents.counts, figures.residents.share_base
    if base is None or figures.residents.declined is None:
        return None
    if figures.question.kind is Kind.YES_MAYBE_NO:
        return counts.get(YES)
    others = [counts[key] for key in counts.keys() - approving_options(figures.question) if not key.startswith("-")]
    if None in others:
        return None
    return shown(base - sum(count or 0 for count in others), figures.threshold)


def mood_of(figures: QuestionFigures) -> Mood | None:
    """Whether those who answered yes, maybe or no agree."""
    counts, base = figures.residents.counts, figures.residents.share_base
    yes, no = counts.get(YES), counts.get(NO)
    if figures.question.kind is not Kind.YES_MAYBE_NO or yes is None or no is None or not base:
        return None
    if yes >= MOST * base:
        return Mood.AGREE
    if no >= MOST * base:
        return Mood.AGAINST
    return Mood.DIVIDED if min(yes, no) >= MANY * base else Mood.UNDECIDED
