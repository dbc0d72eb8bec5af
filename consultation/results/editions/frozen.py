"""The figures of a plan on one day, as plain values: what every page, file and answer of an edition is made from.

They are stored as one JSON document and read back as the same values, so that a link with its date gives the same
figures as long as the program stands. Small groups are hidden before; `None` stands for a hidden number. Words that
people wrote are not in it, only which of them could be quoted: somebody may take them back.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter

from consultation.i18n import Text
from consultation.models.editions import place_key
from consultation.results.figures import Breakdown, Heard, QuestionFigures
from consultation.scans.measure import Checked
from consultation.submissions.told import Told

FORMAT = 1
"""Raised when a document of before could not be read any more; then it is read by code of its own."""


@dataclass(frozen=True)
class ActionFigures:
    """One action of the plan with its numbers."""

    key: str
    title: str
    printed_number: str | None
    is_retired: bool
    state: str
    """Where it stands in the plan."""
    heard: Heard
    ideas: int
    offers: int | None
    """None: fewer than five people."""
    told: Told | None
    """The reply that stood."""
    cells: Sequence[tuple[str, str]] = ()
    """Every word of the plan on it, as printed: (heading, words) in the order of print."""
    quotes: Sequence[str] = ()
    """Keys of the free words that could be read by everybody."""


@dataclass(frozen=True)
class PriorityFigures:
    """One priority with its actions, in the order of the plan."""

    key: str
    number: int
    title: str
    heard: Heard
    actions: Sequence[ActionFigures]
    quotes: Sequence[str] = ()
    """On the questions tied to the whole priority."""
    extract: str = ""
    """Text of the plan that opens the priority."""
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Frozen:
    """A plan with all its figures on one day."""

    slug: str
    title: str
    locale: str
    """Language of the plan."""
    organisation: str
    day: dt.date
    number: int
    """1, 2… of the plan; 0: not published."""
    is_simulated: bool
    """Whether a program made some of the answers."""
    asked_from: dt.date | None
    asked_until: dt.date | None
    is_running: bool
    """Whether people could still answer."""
    questions_asked: int
    everybody: Heard
    who: Sequence[Breakdown]
    """Everybody heard, by each dimension."""
    profile: Sequence[QuestionFigures]
    """Questions on the respondent."""
    questions: Sequence[QuestionFigures]
    labels: Mapping[str, Mapping[str, Text]]
    """{dimension or "kind": {group: words}}"""
    priorities: Sequence[PriorityFigures]
    checked: Checked
    """How well paper was read."""
    kept: Mapping[str, dt.date] = field(default_factory=dict)
    """{place: day of the edition its figures are of}, where fewer than the threshold changed since (see `between`)."""
    on_replies: Sequence[QuestionFigures] = ()
    """What residents say of the replies: is it done as was said?"""
    format: int = FORMAT

    @property
    def actions(self) -> list[ActionFigures]:
        """Every action, in the order of the plan."""
        return [action for priority in self.priorities for action in priority.actions]

    @property
    def quotes(self) -> set[str]:
        """Keys of all the free words that could be read."""
        on_priorities = {key for priority in self.priorities for key in priority.quotes}
        return on_priorities | {key for action in self.actions for key in action.quotes}

    @cached_property
    def by_subject(self) -> Mapping[str, Sequence[QuestionFigures]]:
        """{key of an action or a priority: questions tied to it}."""
        found: dict[str, list[QuestionFigures]] = {}
        for one in self.questions:
            for key in dict.fromkeys((*one.question.priorities, *one.question.actions)):
                found.setdefault(key, []).append(one)
        return found

    def questions_on(self, key: str) -> Sequence[QuestionFigures]:
        """The questions tied to an action ("P1.02") or to a whole priority ("P1")."""
        return self.by_subject.get(key, ())

    def action(self, key: str) -> tuple[PriorityFigures, ActionFigures] | None:
        """The action of that key with its priority."""
        return next(((p, action) for p in self.priorities for action in p.actions if action.key == key), None)

    def priority(self, key: str) -> PriorityFigures | None:
        return next((priority for priority in self.priorities if priority.key == key), None)


STORED = TypeAdapter(Frozen)


def to_document(frozen: Frozen) -> dict[str, Any]:
    """The edition as JSON can hold it."""
    document: dict[str, Any] = STORED.dump_python(frozen, mode="json")
    return document


def from_document(document: Mapping[str, Any]) -> Frozen:
    """The edition of a stored document."""
    return STORED.validate_python(document)


def question_place(figures: QuestionFigures) -> str:
    """Where a question is in an edition: "12/coffee"."""
    return place_key(figures.questionnaire_id, figures.question.key)
