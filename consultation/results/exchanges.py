"""Whether a small group could be larger than it is, for somebody who knows everything that is shown of two questions.

Everybody is divided into parts: those whom the pages and the filters of the table tell apart in the same way. People
may have exchanged answers, or been one person instead of two, as long as every number that is shown stays; if the
small cell can grow to the threshold like that, nobody can tell that it is small.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from consultation.results.suppression import is_small

Cells = Counter[tuple[str, str]]
"""{(row, column): people}"""


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


def hides_small(parts: Sequence[Part], apart: Collection[str], threshold: int) -> bool:
    """Whether each cell of each group of a page, when it is small, could be as large as the threshold.

    :param apart: columns that the table shows apart; the others are shown as one
    """
    dimensions = range(len(parts[0].on_pages)) if parts else ()
    for dimension in dimensions:
        groups: defaultdict[str, list[Part]] = defaultdict(list)
        for part in parts:
            groups[part.on_pages[dimension]].append(part)
        for group, inside in groups.items():
            whole: Cells = sum((part.cells for part in inside), Counter())
            outside = [part for part in parts if part.on_pages[dimension] != group]
            for (row, column), count in whole.items():
                if is_small(count, threshold) and not Exchange(inside, outside, apart).reaches(
                    row, column, threshold - count
                ):
                    return False
    return True


class Exchange:
    """Another world that shows the same numbers: a few people after the other change places."""

    def __init__(self, inside: Sequence[Part], outside: Iterable[Part], apart: Collection[str]) -> None:
        self.inside = inside
        self.apart = apart
        self.outside: defaultdict[tuple[str, ...], list[Part]] = defaultdict(list)
        for part in outside:
            self.outside[part.in_table].append(part)
        self.cells: dict[int, Cells] = {}

    def world(self, part: Part) -> Cells:
        """The cells of a part as they have become."""
        return self.cells.setdefault(id(part), Counter(part.cells))

    def reaches(self, row: str, column: str, gain: int) -> bool:
        """Whether a cell of the group can have so many people more."""
        for some in self.gains(row, column):
            gain -= some
            if gain <= 0:
                return True
        return False

    def gains(self, row: str, column: str) -> Iterator[int]:
        """How many people each change brings into the cell."""
        every = [*self.inside, *(part for parts in self.outside.values() for part in parts)]
        rows = {one for part in every for one, _ in part.cells} - {row}
        columns = {one for part in every for _, one in part.cells} - {column}
        for part in self.inside:
            yield from self.joined(part, row, column)
            here = self.world(part)
            for below, aside in product(rows, columns):
                if column not in self.apart and aside not in self.apart:
                    some = min(here[below, column], here[row, aside])
                    move(here, row, column, below, aside, some)
                    yield some
                else:
                    yield from self.exchanged(part, row, column, below, aside)

    def joined(self, part: Part, row: str, column: str) -> Iterator[int]:
        """Two who answered one question each were one person, and the contrary in another group."""
        left = min(part.rows_alone[row], part.columns_alone[column])
        for other in self.outside[part.in_table]:
            there = self.world(other)
            some = min(left, there[row, column])
            there[row, column] -= some
            left -= some
            yield some

    def exchanged(self, part: Part, row: str, column: str, below: str, aside: str) -> Iterator[int]:
        """Two people exchange their columns, and two of another group the contrary."""
        here = self.world(part)
        for other in self.outside[part.in_table]:
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
