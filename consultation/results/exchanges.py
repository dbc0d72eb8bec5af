"""Whether a small group can be worked out by somebody who knows everything that is shown of two questions.

Pages tell how one question was answered in each group of a dimension (channel, language, age, sector), never in groups
of two dimensions at once. So dimensions are looked at one by one: if a few people may be thought to be of another
group, or to have answered otherwise, while every number that is shown stays, nobody can tell how many are in the cell.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from consultation.results.suppression import is_small

Cells = Counter[tuple[str, str]]
"""{(row, column): people}"""


@dataclass(frozen=True)
class Told:
    """What the page of one question tells of a group."""

    group: str = ""
    """The group it stands in there; several may stand in one."""
    hidden: Collection[str] = ()
    """Options whose number is hidden."""

    def allows(self, other: "Told", one: str, instead: str) -> bool:
        """Whether the page stays as it is when people of two options exchange the two groups they are of."""
        return (
            one == instead
            or self.group == other.group
            or all(option in told.hidden for option in (one, instead) for told in (self, other))
        )


@dataclass(frozen=True)
class Part:
    """A group of one dimension, as the pages of the questions show it."""

    in_table: str
    """The group it belongs to in the filters of the table."""
    cells: Cells
    rows_told: Told
    columns_told: Told
    rows_alone: Mapping[str, int] = field(default_factory=Counter)
    """{row: people who left the other question out}"""
    columns_alone: Mapping[str, int] = field(default_factory=Counter)


Division = Sequence[Part]
"""Everybody, by the groups of one dimension."""


def hides_small(divisions: Collection[Division], apart: Collection[str], threshold: int) -> bool:
    """Whether every small cell of every group could hold more people than it does, or fewer.

    :param apart: columns that the table shows apart; the others are shown as one
    """
    return all(
        may_differ(cell, part, parts) or may_be_answered_otherwise(cell, part, divisions, apart)
        for parts in divisions
        for part in parts
        for cell, count in part.cells.items()
        if is_small(count, threshold)
    )


def may_differ(cell: tuple[str, str], part: Part, parts: Division) -> bool:
    """Whether somebody of the cell may be of another group, or somebody of another group of this one."""
    others = (one for one in parts if one is not part and one.in_table == part.in_table)
    return any(may_grow(cell, part, other) or may_grow(cell, other, part) for other in others)


def may_grow(cell: tuple[str, str], here: Part, there: Part) -> bool:
    """Whether one more person of the cell may be here, and one fewer there."""
    row, column = cell
    if not there.cells[cell]:
        return False
    if here.rows_alone[row] and here.columns_alone[column]:  # they may be one person, and the other one two
        return True
    others = [one for one, count in here.cells.items() if count and one != cell]
    return any(
        here.rows_told.allows(there.rows_told, row, below)
        and here.columns_told.allows(there.columns_told, column, aside)
        for below, aside in others
    ) or any(
        here.cells[below, column] and here.cells[row, aside] and there.cells[below, aside]
        for below, aside in corners(cell, there.cells)
    )


def may_be_answered_otherwise(
    cell: tuple[str, str], part: Part, divisions: Collection[Division], apart: Collection[str]
) -> bool:
    """Whether two people of the part may exchange columns that the table shows as one.

    Two of one group must be able to in every other dimension as well, so that its pages stay as they are.
    """
    row, column = cell
    if column in apart:
        return False
    return any(
        all(any(all(one.cells[each] for each in pair) for one in parts) for parts in ([part], *divisions))
        for below, aside in corners(cell, part.cells)
        if aside not in apart
        for pair in (((below, column), (row, aside)), (cell, (below, aside)))
    )


def corners(cell: tuple[str, str], cells: Cells) -> Iterator[tuple[str, str]]:
    """The cells of another row and another column."""
    return (other for other in cells if other[0] != cell[0] and other[1] != cell[1])
