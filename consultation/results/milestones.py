"""The steps of an action that have a date: those printed in the plan, and what the town told since."""

import datetime as dt
from dataclasses import dataclass

from consultation.models import Action, Plan
from consultation.plan.dates import read_when
from consultation.submissions.told import Told


@dataclass(frozen=True)
class Step:
    """One step; the days are the first and the last it may fall on."""

    first: dt.date
    last: dt.date
    printed: str | None
    """Its words in the plan; None: the day told in the reply."""

    def is_past(self, today: dt.date) -> bool:
        return self.last < today


def steps_of(action: Action, told: Told | None) -> list[Step]:
    """The steps in the order of their days."""
    found = [
        Step(
            dt.date(one.year, one.start_month or 1, 1),
            last_of_month(one.year, one.end_month or one.start_month or 12),
            one.text,
        )
        for one in read_when(action.when_words).milestones
    ]
    if told and told.due_on:
        found.append(Step(told.due_on, told.due_on, None))
    return sorted(found, key=lambda step: (step.last, step.first))


def printed_steps(plan: Plan, key: str) -> list[Step]:
    """The steps printed in the plan on the action of that key; a whole priority has none."""
    found = (one for priority in plan.priorities for one in priority.actions if one.key == key)
    return [step for action in found for step in steps_of(action, None)]


def last_of_month(year: int, month: int) -> dt.date:
    """Its last day."""
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1)
