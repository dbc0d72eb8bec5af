"""Between two editions nobody may be found by subtraction: what may be published beside what already is.

Questions follow the rule of `steps`. Numbers that stand alone (people heard, offers) and the groups of everybody heard
follow when they moved by nought or by no fewer than the threshold; else the older ones stay, with their day.

An edition is held against every earlier one, not the last alone, as what comes may go again: 10, 16, 11.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from consultation.results.editions.frozen import Frozen
from consultation.results.figures import MERGED, Breakdown, Heard
from consultation.results.parts import Counted
from consultation.results.steps import Published, step
from consultation.results.suppression import THRESHOLD, is_small
from consultation.results.tallied import Tallied

Value = TypeVar("Value")
Count = int | None


def step_beside(befores: Sequence[Published], now: Tallied, asked: Counted, threshold: int, day: dt.date) -> Published:
    """What is published of a question beside all that was, the latest first: a table stays when one of them says so."""
    if not befores:
        return step(None, now, asked, threshold, day)
    latest, *older = befores
    made = step(latest, now, asked, threshold, day)
    for before in older:
        found = step(before, now, asked, threshold, day)
        stays = {kind: latest.others[kind] for kind, one in before.others.items() if found.others[kind] is one}
        made = replace(made, others={**made.others, **stays})
        if found.residents is before.residents:
            made = replace(made, residents=latest.residents, tables=latest.tables)
        else:
            kept = {by: latest.tables[by] for by, one in before.tables.items() if found.tables.get(by) is one}
            made = replace(made, tables={**made.tables, **kept})
    return made


def changed_little(before: Count, now: Count, threshold: int) -> bool:
    """Whether two published counts tell that only a few people came or went.

    A hidden count is known to be smaller than the threshold.
    """
    if before is None or now is None:
        known = before if now is None else now
        return known is not None and 0 < known <= threshold
    return is_small(abs(now - before), threshold)


def safe_beside(now: Frozen, earlier: Sequence[Frozen]) -> Frozen:
    """The people heard and the offers of today as they may be published beside every earlier edition.

    :param earlier: the latest first.
    """
    if not earlier:
        return now
    beside = Beside(earlier, dict(now.kept))
    priorities = [
        replace(
            priority,
            heard=beside.heard(f"heard:{priority.key}", priority.heard, heard_on(priority.key)),
            actions=[
                replace(
                    action,
                    heard=beside.heard(f"heard:{action.key}", action.heard, heard_on(action.key)),
                    offers=beside.count(f"offers:{action.key}", action.offers, offers_on(action.key)),
                )
                for action in priority.actions
            ],
        )
        for priority in now.priorities
    ]
    everybody = beside.heard("heard:", now.everybody, lambda edition: edition.everybody)
    who = [beside.groups(by, everybody.threshold) for by in now.who]
    return replace(now, everybody=everybody, who=who, priorities=priorities, kept=beside.kept)


def heard_on(key: str) -> Callable[[Frozen], Heard | None]:
    """How to find the people heard on a subject in an edition."""

    def find(edition: Frozen) -> Heard | None:
        found = edition.action(key)
        subject = found[1] if found else edition.priority(key)
        return subject.heard if subject else None

    return find


def offers_on(key: str) -> Callable[[Frozen], Count]:
    """How to find the offers on an action in an edition."""

    def find(edition: Frozen) -> Count:
        found = edition.action(key)
        return found[1].offers if found else 0

    return find


@dataclass
class Beside:
    """Earlier editions, and what is kept of them."""

    earlier: Sequence[Frozen]
    kept: dict[str, dt.date] = field(default_factory=dict)

    def keep(self, place: str, value: Value) -> Value:
        """The value of the latest edition stands; it may itself be of a day before."""
        latest = self.earlier[0]
        self.kept[place] = latest.kept.get(place, latest.day)
        return value

    def count(self, place: str, now: Count, find: Callable[[Frozen], Count]) -> Count:
        """A number that stands alone."""
        if any(changed_little(find(edition), now, THRESHOLD) for edition in self.earlier):
            return self.keep(place, find(self.earlier[0]))
        return now

    def heard(self, place: str, now: Heard, find: Callable[[Frozen], Heard | None]) -> Heard:
        """People heard; each other kind of respondent apart from them."""
        befores = [found for edition in self.earlier if (found := find(edition))]
        if any(changed_little(before.residents, now.residents, now.threshold) for before in befores):
            now = replace(now, residents=self.keep(place, befores[0].residents))
        if any(others_changed_little(before.others, now.others, now.threshold) for before in befores):
            now = replace(now, others=self.keep(f"{place}#kind", befores[0].others))
        return now

    def groups(self, now: Breakdown, threshold: int) -> Breakdown:
        """Everybody heard by one dimension."""
        befores = [by for edition in self.earlier for by in edition.who if by.dimension is now.dimension]
        if all(may_follow(before, now, threshold) for before in befores):
            return now
        return self.keep(f"who#{now.dimension}", befores[0])


def others_changed_little(before: Mapping[str, Count], now: Mapping[str, Count], threshold: int) -> bool:
    return any(changed_little(before.get(key, 0), now.get(key, 0), threshold) for key in {*before, *now})


def may_follow(before: Breakdown, now: Breakdown, threshold: int) -> bool:
    """Whether every group changed by nought or by enough, and the groups are the same or new."""
    if before.is_withheld or before == now:
        return True
    old, new = ({group.key: group.base for group in by.groups} for by in (before, now))
    if now.is_withheld or old.keys() - new.keys() or (old.keys() != new.keys() and MERGED in {*old, *new}):
        return False  # the same people in other groups
    return not any(changed_little(old.get(key, 0), base, threshold) for key, base in new.items())
