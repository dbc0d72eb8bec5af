"""Whether a small group could be larger than it is, for somebody who knows everything that is shown of two questions.

Everybody is divided into parts: those whom the pages and the filters of the table tell apart in the same way. People
may have exchanged answers, or been one person instead of two, as long as every number that is shown stays; if the
small cell can grow to the threshold like that, nobody can tell that it is small.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from consultation.results.suppression import is_small

Cells = Counter[tuple[str, str]]
"""{(row, column): people}"""
MOST_STEPS = 20_000
"""Exchanges tried for one table, about 30 ms; where more would be needed it counts as not hidden, and is not shown."""


@dataclass(frozen=True)
class Part:
    """People whom nothing that is shown tells apart, but by their answers."""

    on_pages: tuple[str, ...]
    """Their group of each dimension, as the pages of the questions show them."""
    in_table: tuple[str, ...]
    """The same, as the filters of the table do."""
    cells: Cells
    rows_alone: Counter[str] = field(default_factory=Counter)
    """{row: people who left the other question out}"""
    columns_alone: Counter[str] = field(default_factory=Counter)


def hides_small(parts: Sequence[Part], apart: Collection[str], threshold: int, most: int = MOST_STEPS) -> bool:
    """Whether each cell of each group of a page, when it is small, could be as large as the threshold.

    :param apart: columns that the table shows apart; the others are shown as one
    :param most: exchanges to be tried, for all cells together
    """
    dimensions = range(len(parts[0].on_pages)) if parts else ()
    rows, columns = ({cell[side] for part in parts for cell in part.cells} for side in (0, 1))
    steps = iter(range(most))
    for dimension in dimensions:
        groups: defaultdict[str, list[Part]] = defaultdict(list)
        for part in parts:
            groups[part.on_pages[dimension]].append(part)
        for group, inside in groups.items():
            whole: Cells = Counter()
            for part in inside:
                whole.update(part.cells)
            small = {cell: count for cell, count in whole.items() if is_small(count, threshold)}
            outside: defaultdict[tuple[str, ...], list[Part]] = defaultdict(list)
            for part in parts if small else ():
                if part.on_pages[dimension] != group:
                    outside[part.in_table].append(part)
            for (row, column), count in small.items():
                gains = Exchange(inside, outside, apart, rows, columns).gains(row, column)
                if not reaches(gains, threshold - count, steps):
                    return False
    return True


def reaches(gains: Iterable[int], wanted: int, steps: Iterator[int]) -> bool:
    """Whether gains add up to what is wanted before the steps are used up."""
    for some, _step in zip(gains, steps, strict=False):
        wanted -= some
        if wanted <= 0:
            return True
    return False


@dataclass
class Exchange:
    """Another world that shows the same numbers: a few people after the other change places."""

    inside: Sequence[Part]
    outside: Mapping[tuple[str, ...], Sequence[Part]]
    """{group of each dimension as in the table: its parts outside the group of the page}"""
    apart: Collection[str]
    rows: Collection[str]
    columns: Collection[str]
    changed: dict[int, Cells] = field(default_factory=dict)

    def world(self, part: Part) -> Cells:
        """The cells of a part as they have become."""
        found = self.changed.get(id(part))
        if found is None:
            found = self.changed[id(part)] = Counter(part.cells)
        return found

    def gains(self, row: str, column: str) -> Iterator[int]:
        """How many people each change brings into the cell."""
        rows, columns = (sorted({*all_of} - {one}) for all_of, one in ((self.rows, row), (self.columns, column)))
        for part in self.inside:
            yield from self.joined(part, row, column)
            here = self.world(part)
            for below, aside in product(rows, columns):
                if not (here[below, column] and here[row, aside]):
                    continue
                if column not in self.apart and aside not in self.apart:
                    some = min(here[below, column], here[row, aside])
                    move(here, row, column, below, aside, some)
                    yield some
                else:
                    yield from self.exchanged(part, row, column, below, aside)
            yield 0

    def joined(self, part: Part, row: str, column: str) -> Iterator[int]:
        """Two who answered one question each were one person, and the contrary in another group."""
        left = min(part.rows_alone[row], part.columns_alone[column])
        for other in self.outside.get(part.in_table, ()):
            there = self.world(other)
            some = min(left, there[row, column])
            there[row, column] -= some
            left -= some
            yield some

    def exchanged(self, part: Part, row: str, column: str, below: str, aside: str) -> Iterator[int]:
        """Two people exchange their columns, and two of another group the contrary."""
        here = self.world(part)
        for other in self.outside.get(part.in_table, ()):
            there = self.world(other)
            some = min(here[below, column], here[row, aside], there[row, column], there[below, aside])
            if some:
                move(there, row, column, below, aside, -some)
                move(here, row, column, below, aside, some)
            yield some


def move(cells: Cells, row: str, column: str, below: str, aside: str, people: int) -> None:
    """People exchange answers so that a cell has more of them, and no row or column another sum."""
    cells[row, column] += people
    cells[below, aside] += people
    cells[row, aside] -= people
    cells[below, column] -= people
