"""What may be published of a question after what was published of it before: counts in, figures out.

Whoever keeps two dated tables of the same question subtracts them and has a table of those who answered in between.
The rule: a table follows only when

- none of its numbers has moved by one to `threshold` - 1 people since it was last published, and
- the same numbers are hidden in both, or every number of it has moved by `threshold` or more: else one table would
  tell what the other hides, as people only ever come in.

Until then it stays as it was, with the day it is of. So every difference of two published tables is nought or no
small group, and each world that one of them leaves open stays open beside the other.

Each question has a table of totals, one of each kind of other respondents, and one for each way of breaking residents
down. A breakdown adds up to the totals, so that it follows only together with them.

Use `step` when an edition is made, keep what it returns with the edition, and take its figures with `figures_at`.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from consultation.results.figures import Breakdown, Group, QuestionFigures, figures_of
from consultation.results.parts import Counted
from consultation.results.suppression import is_small
from consultation.results.tallied import RESIDENT_KINDS, Dimension, Raw, Tallied


@dataclass(frozen=True)
class Dated:
    """Counts and the day they are of."""

    day: dt.date
    counts: Tallied


@dataclass(frozen=True)
class Published:
    """The counts behind what was last published of one question."""

    residents: Dated
    others: Mapping[str, Dated] = field(default_factory=dict)
    """{kind of respondent: its counts}"""
    tables: Mapping[Dimension, Dated] = field(default_factory=dict)
    """Residents by each dimension, with the totals of the same day."""


def step(before: Published | None, now: Tallied, asked: Counted, threshold: int, day: dt.date) -> Published:
    """What is published on that day; `before` is what this function returned for the last edition."""
    made = Tables(asked, threshold)
    residents = Dated(day, Tallied({kind: now.kinds[kind] for kind in RESIDENT_KINDS & now.kinds.keys()}))
    others = {kind: Dated(day, Tallied({kind: now.kinds[kind]})) for kind in now.kinds.keys() - RESIDENT_KINDS}
    tables = {by: Dated(day, Tallied(residents.counts.kinds, {by: raw})) for by, raw in now.groups.items()}
    if before is None:
        return Published(residents, others, tables)
    for kind, earlier in before.others.items():
        if made.stays(earlier, others.get(kind, Dated(day, Tallied())), kind):
            others[kind] = earlier
    if made.stays(before.residents, residents, None):
        return Published(before.residents, others, before.tables)
    for by, earlier in before.tables.items():
        if made.stays(earlier, tables.get(by, Dated(day, Tallied())), by):
            tables[by] = earlier
    return Published(residents, others, tables)


Table = str | Dimension | None
"""A dimension, a kind of other respondents, or None: the totals of residents."""


@dataclass(frozen=True)
class Tables:
    """The tables of one question."""

    asked: Counted
    threshold: int

    def stays(self, before: Dated, now: Dated, table: Table) -> bool:
        """Whether a table stays as it was published."""
        old, new = self.hidden_in(before.counts, table), self.hidden_in(now.counts, table)
        if old is None:
            return False
        rows = raw_of(before.counts, table), raw_of(now.counts, table)
        return not may_follow(*rows, self.threshold, hides_the_same=old == new)

    def hidden_in(self, counts: Tallied, table: Table) -> set[tuple[str, ...]] | None:
        """What is hidden in a table, and how its groups were merged; None: nothing of it was published."""
        figures = figures_of(
            self.asked.questionnaire_id, self.asked.question, counts, self.threshold, times=self.asked.times
        )
        found: set[tuple[str, ...]] = set()
        for one in (figures, *figures.rows):
            groups = groups_in(one, table)
            if groups is None and one is figures:
                return None
            for group in groups or ():
                found.add((one.key, group.key))
                found |= {(one.key, group.key, option) for option, count in group.counts.items() if count is None}
        return found


def groups_in(figures: QuestionFigures, table: Table) -> list[Group] | None:
    """The groups of a table as published; None: none is."""
    if isinstance(table, Dimension):
        by = next((by for by in figures.breakdowns if by.dimension is table), None)
        return None if by is None or by.is_withheld else list(by.groups)
    groups = [figures.residents] if table is None else [group for group in figures.others if group.key == table]
    shown = [group for group in groups if group.base]
    return shown or None


def raw_of(counts: Tallied, table: Table) -> Raw:
    """{group: {option or "*": people}} of a table."""
    if table is None:
        return {"": counts.residents()}
    return counts.groups.get(table, {}) if isinstance(table, Dimension) else {table: counts.kinds.get(table, Counter())}


def may_follow(before: Raw, now: Raw, threshold: int, *, hides_the_same: bool) -> bool:
    """Whether a table may be published after another.

    :param before: {group: {option or "*": people}}
    """
    groups = before.keys() | now.keys()
    options = {option for raw in (before, now) for counts in raw.values() for option in counts}
    nobody: Counter[str] = Counter()
    moves = [
        abs(now.get(group, nobody)[option] - before.get(group, nobody)[option])
        for group in groups
        for option in options
    ]
    return not any(is_small(move, threshold) for move in moves) and (
        hides_the_same or min(moves, default=0) >= threshold
    )


def figures_at(
    published: Published, asked: Counted, threshold: int
) -> tuple[QuestionFigures, dict[Dimension, dt.date]]:
    """The figures of a question as published, and the day of each breakdown (the totals are of `residents.day`)."""

    def made(counts: Tallied) -> QuestionFigures:
        return figures_of(asked.questionnaire_id, asked.question, counts, threshold, times=asked.times)

    kinds = dict(published.residents.counts.kinds)
    for dated in published.others.values():
        kinds |= dated.counts.kinds
    figures = made(Tallied(kinds))
    by_table = {by: made(published.tables[by].counts) for by in Dimension if by in published.tables}
    days = {by: published.tables[by].day for by in by_table}
    rows = [with_breakdowns(row, [row_of(one, row.key) for one in by_table.values()]) for row in figures.rows]
    return replace(with_breakdowns(figures, list(by_table.values())), rows=tuple(rows)), days


def row_of(figures: QuestionFigures, key: str) -> QuestionFigures | None:
    """The row of that key of a table, when it had one that day."""
    return next((row for row in figures.rows if row.key == key), None)


def with_breakdowns(figures: QuestionFigures, dated: list[QuestionFigures | None]) -> QuestionFigures:
    """The figures with the breakdowns of others; withheld where their options were other ones."""
    if not figures.base:
        return figures
    found = [as_of(by, figures) for one in dated if one is not None for by in one.breakdowns]
    return replace(figures, breakdowns=tuple(found))


def as_of(by: Breakdown, figures: QuestionFigures) -> Breakdown:
    """A breakdown with every option of the totals; an option added since was nobody's that day."""
    options = figures.residents.counts.keys()
    if any(not group.counts.keys() <= options for group in by.groups):
        return replace(by, groups=(), is_withheld=True)
    groups = [replace(group, counts=dict.fromkeys(options, 0) | dict(group.counts)) for group in by.groups]
    return replace(by, groups=tuple(groups))
