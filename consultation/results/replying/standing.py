"""Which needs wait for a reply, and which lines fell silent: plain values in, plain values out.

The unit is the action, not the question: people follow actions with their code, a question tied to three actions would
be answered three times, and several questions on one action are one need. A question tied to a whole priority is
answered by the actions of that priority.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consultation.models import Action, Priority
from consultation.results.counts import Board
from consultation.results.figures import Heard
from consultation.results.queries import CampaignLine
from consultation.submissions.told import Told
from consultation.terms import ReplyState

SILENT_DAYS = 90
"""Days without a word after which a line turns amber and its pilot is reminded."""
UNDER_WAY = frozenset({ReplyState.DOING, ReplyState.STUDYING})
"""States that call for another word."""


def waits(residents: int | None, told: Told | None) -> bool:
    """Whether a need has no state.

    A need is an action on which as many residents were heard as may be published.
    """
    return bool(residents) and (told is None or told.state is None)


def is_silent(told: Told | None, asked_until: dt.date | None, today: dt.date) -> bool:
    """Whether nothing was said for 90 days where people expect another word.

    :param asked_until: last day of the last campaign that is over; None: none is over
    """
    if told is not None and told.state is not None:
        return told.state in UNDER_WAY and (today - told.told_on).days >= SILENT_DAYS
    return asked_until is not None and (today - asked_until).days >= SILENT_DAYS


def asked_until(campaigns: Iterable[CampaignLine], today: dt.date) -> dt.date | None:
    """The last day of the last campaign that is over."""
    return max((c.closes_on for c in campaigns if c.closes_on and c.is_over(today)), default=None)


@dataclass(frozen=True)
class Line:
    """One action with the reply that stands on it."""

    action: Action
    heard: Heard
    told: Told | None
    is_waiting: bool
    is_silent: bool
    missing: Sequence[str]
    """Languages people are asked in, in which the reply is not written."""


def latest_of(lines: Iterable[Line]) -> int:
    """Number of the latest reply that stands; 0: there is none."""
    return max((line.told.id for line in lines if line.told), default=0)


@dataclass(frozen=True)
class Part:
    """A priority with its lines."""

    priority: Priority
    lines: Sequence[Line]


def parts_of(board: Board, told: Mapping[int, Told], today: dt.date) -> list[Part]:
    """The lines of every priority: actions of the plan, and those that left it with a reply or a voice."""
    until = asked_until(board.campaigns, today)
    locales = asked_in(board)

    def line(action: Action) -> Line:
        heard, reply = board.figures.of_action(action.key), told.get(action.id)
        waiting = waits(heard.residents, reply)
        return Line(
            action,
            heard,
            reply,
            waiting,
            is_silent(reply, until, today) if waiting or reply else False,
            [locale for locale in locales if not reply.because.get(locale)] if reply else [],
        )

    parts = [
        Part(
            priority,
            [line(action) for action in priority.actions if not action.is_retired or action.id in told],
        )
        for priority in board.plan.priorities
    ]
    return [part for part in parts if part.lines]


def asked_in(board: Board) -> list[str]:
    """The language of the plan, then those people are asked in."""
    offered = [locale for one in board.asked for locale in one.definition.locales]
    return list(dict.fromkeys([board.plan.locale, *offered]))
