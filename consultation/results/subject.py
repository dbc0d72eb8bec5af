"""What a page of results is about: an action, or a priority as a whole."""

from dataclasses import dataclass

from consultation.models import Action, Priority
from consultation.results.counts import Board
from consultation.results.figures import Heard


@dataclass(frozen=True)
class Subject:
    """An action or a whole priority, with the people heard on it."""

    key: str
    title: str
    priority: Priority
    action: Action | None
    """None: the page is about the whole priority."""
    heard: Heard


def subject_of(board: Board, key: str) -> Subject | None:
    """The action or priority of that key; None when the plan has none."""
    for priority in board.plan.priorities:
        if priority.key == key:
            return Subject(key, priority.title, priority, None, board.figures.of_priority(key))
        for action in priority.actions:
            if action.key == key:
                return Subject(key, action.title, priority, action, board.figures.of_action(key))
    return None
