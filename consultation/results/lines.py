"""The plan as a list of lines, one an action: which are shown, in which order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from consultation.models import Action, Plan, Priority
from consultation.results.counts import PlanFigures
from consultation.results.figures import Heard, shown
from consultation.results.needs import Mood, Need
from consultation.results.suppression import THRESHOLD
from consultation.terms import WhenLabel


class Sort(StrEnum):
    """Order of the actions of a priority."""

    PLAN = "plan"
    MOST_HEARD = "most_heard"
    LEAST_HEARD = "least_heard"
    MOST_NEEDED = "most_needed"
    MOST_DIVIDED = "most_divided"


class Show(StrEnum):
    """Which actions are listed."""

    ALL = "all"
    NO_VOICE = "no_voice"
    NO_PILOT = "no_pilot"
    TO_DEFINE = "to_define"
    WAITING = "waiting"
    """Free words on it wait to be read."""


@dataclass(frozen=True)
class Line:
    """One action with its numbers."""

    action: Action
    heard: Heard
    ideas: int
    offers: int | None
    """None: fewer than five people."""
    questions: int
    """Questions tied to it."""
    waiting: int
    """Free words on it that nobody has read yet."""
    need: Need | None = None
    """How many want it; None: no answered question tells."""

    @property
    def has_no_voice(self) -> bool:
        """Whether nobody was heard on it at all, neither by a questionnaire nor by an idea (T34)."""
        return self.heard.residents == 0 and not self.heard.others and not self.ideas


@dataclass(frozen=True)
class Part:
    """A priority with the lines chosen of it."""

    priority: Priority
    heard: Heard
    lines: Sequence[Line]
    own_questions: int
    """Questions tied to the priority as a whole."""


def parts_of(
    plan: Plan,
    figures: PlanFigures,
    *,
    ideas: Mapping[str, int],
    offers: Mapping[str, int],
    waiting: Mapping[tuple[int, str], int],
    needs: Mapping[str, Need] | None = None,
) -> list[Part]:
    """Every priority of the plan with a line for each action that is still in it, or that somebody was heard on."""
    questions: dict[str, list[tuple[int, str]]] = {}
    for one in figures.asked:
        for question in one.definition.questions():
            for key in (*question.actions, *question.priorities):
                questions.setdefault(key, []).append((one.questionnaire_id, question.key))
    return [
        Part(
            priority,
            figures.of_priority(priority.key),
            [
                Line(
                    action,
                    figures.of_action(action.key),
                    ideas.get(action.key, 0),
                    shown(offers.get(action.key, 0), THRESHOLD),
                    len(questions.get(action.key, ())),
                    sum(waiting.get(place, 0) for place in questions.get(action.key, ())),
                    (needs or {}).get(action.key),
                )
                for action in priority.actions
                if not action.is_retired or figures.of_action(action.key).residents != 0
            ],
            len(questions.get(priority.key, ())),
        )
        for priority in plan.priorities
    ]


@dataclass(frozen=True)
class Choice:
    """Which lines somebody asked for."""

    public: str = ""
    show: Show = Show.ALL
    sort: Sort = Sort.PLAN


def chosen(parts: Sequence[Part], choice: Choice) -> list[Part]:
    """The parts with only the lines asked for; priorities without a line are left out unless all lines are."""
    kept = [
        Part(
            part.priority,
            part.heard,
            in_order([line for line in part.lines if is_chosen(line, choice)], choice.sort),
            part.own_questions,
        )
        for part in parts
    ]
    return [part for part in kept if part.lines or not (choice.public or choice.show is not Show.ALL)]


def is_chosen(line: Line, choice: Choice) -> bool:
    """Whether a line passes both filters."""
    if choice.public and choice.public not in line.action.publics:
        return False
    return {
        Show.ALL: True,
        Show.NO_VOICE: line.has_no_voice,
        Show.NO_PILOT: "pilot" in line.action.missing,
        Show.WAITING: line.waiting > 0,
        Show.TO_DEFINE: line.action.when_label == WhenLabel.TO_DEFINE,
    }[choice.show]


def in_order(lines: Sequence[Line], sort: Sort) -> list[Line]:
    """The lines in that order; hidden numbers stand together, just above nought, so that the order tells nothing."""
    if sort is Sort.PLAN:
        return list(lines)

    def size(line: Line) -> float:
        return 0.5 if line.heard.residents is None else line.heard.residents

    def need(line: Line) -> float:
        return -1.0 if line.need is None else line.need.share or 0.0

    def dispute(line: Line) -> tuple[bool, float]:
        return line.need is not None and line.need.mood is Mood.DIVIDED, size(line)

    keys: dict[Sort, Callable[[Line], Any]] = {Sort.MOST_NEEDED: need, Sort.MOST_DIVIDED: dispute}
    return sorted(lines, key=keys.get(sort, size), reverse=sort is not Sort.LEAST_HEARD)


def publics_of(parts: Sequence[Part]) -> list[str]:
    """The tags of publics that the plan's actions carry."""
    return sorted({public for part in parts for line in part.lines for public in line.action.publics})
