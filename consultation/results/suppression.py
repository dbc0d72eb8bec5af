"""Small groups are never shown, nor to be found by subtraction: plain counts in, what may be shown out.

The rule. A group of 1 to `threshold` - 1 people is small. One question is published as a total, options and, for
each way of breaking people down (channel, language, age band, sector), a table of options by groups. Then:

1. Options: small ones are hidden; so are those nobody chose, when one is small, as a nought would narrow the others
   down. When the hidden ones together are still fewer than the threshold, the smallest shown option joins them.
   A hidden option is hidden in every table of the question.
2. Groups: small ones, and people who did not say, are merged into one; while it is small the smallest group joins.
   Nothing is left to merge with: the breakdown is withheld.
3. Cells: small ones are hidden, with noughts; each is protected by hiding the cheapest cycle of other cells along
   which people could be moved, all published figures staying as they are, until the cell holds `threshold` people.
   Where there is no such cycle, its group is hidden whole with the smallest others, so that their people could be
   exchanged.

So for each hidden small cell somebody who subtracts finds a world with the same published figures where it is not
small. Options of several choices may overlap: what people ticked beyond one option each is a row of the table that is
never published, so that the sums still hold (`Overlap`).

Not a group: people who left a question out. The base of a question stands beside the people heard on its action.

Ties are settled by key, so that the same counts always give the same page.
"""

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

THRESHOLD = 5
SENSITIVE_THRESHOLD = 10

Counts = Mapping[str, int]
Table = Mapping[str, Counts]
"""{option: {group: people}}, every option with every group."""
Place = tuple[str, str]
"""An option and a group: one cell of a table."""

HIDDEN_OPTIONS = "*hidden"
"""Row of a table that holds the options hidden together."""
_EXTRA = "*extra"
"""Row of what people ticked beyond one option each; never published."""


@dataclass(frozen=True)
class Overlap:
    """What is known of a question whose options may overlap."""

    most: int
    """Options one person may tick."""
    exclusive: Sequence[str] = ()
    """Options that cannot stand with another."""


def is_small(count: int, threshold: int) -> bool:
    """Whether that is a group, and too small a one to be shown."""
    return 0 < count < threshold


def merged_groups(bases: Counts, threshold: int, *, always: Collection[str] = ()) -> frozenset[str] | None:
    """The groups to be shown as one, none when all may stand alone; None when the breakdown must be withheld.

    Groups nobody is in are left out of the question; `always` names groups that are merged as soon as others are.
    """
    present = {group: count for group, count in bases.items() if count}
    merged = {group for group, count in present.items() if count < threshold}
    if not merged:
        return frozenset()
    merged |= {group for group in always if group in present}
    for group in _smallest_first(present):
        if sum(present[name] for name in merged) >= threshold:
            break
        merged.add(group)
    return frozenset(merged) if merged < present.keys() else None


def hidden_options(totals: Counts, base: int, threshold: int, overlap: Overlap | None = None) -> frozenset[str]:
    """The options whose total is not shown, of a question that `base` people answered (not fewer than the threshold).

    :param overlap: for several choices; None: each person chose one option.
    """
    if not any(is_small(count, threshold) for count in totals.values()):
        return frozenset()
    hidden = {option for option, count in totals.items() if count < threshold}
    while hidden < totals.keys() and (option := _next_to_hide(totals, base, threshold, overlap, hidden)) is not None:
        hidden.add(option)
    return frozenset(hidden)


def _next_to_hide(
    totals: Counts, base: int, threshold: int, overlap: Overlap | None, hidden: Collection[str]
) -> str | None:
    """The option that must be hidden too, so that the hidden ones could be as large as the threshold; None: enough."""
    shown = {option: count for option, count in totals.items() if option not in hidden}
    if overlap is None:
        return None if base - sum(shown.values()) >= threshold else _smallest_first(shown)[0]
    free = {option: count for option, count in shown.items() if option not in overlap.exclusive}
    left = base - sum(count for option, count in shown.items() if option in overlap.exclusive)
    if free and any(option in overlap.exclusive for option in hidden):
        # Whoever ticked a hidden exclusive option ticked nothing else.
        room = left - threshold
        if room < max(free.values()) or overlap.most * room < sum(free.values()):
            return max(sorted(free), key=lambda option: free[option])
    if any(option not in overlap.exclusive for option in hidden):
        certain = sum(count for option, count in totals.items() if option in overlap.exclusive and option in hidden)
        if overlap.most * (left - certain) - sum(free.values()) < threshold:
            return _smallest_first(shown)[0]
    return None


def _smallest_first(counts: Counts) -> list[str]:
    return sorted(counts, key=lambda key: (counts[key], key))


def hidden_cells(
    table: Table,
    bases: Counts,
    threshold: int,
    overlap: Overlap | None = None,
    *,
    hides_options: bool = False,
) -> frozenset[Place]:
    """The cells not shown, of a table whose margins are all shown and not small.

    `table` has the shown options as rows, and for one choice a row `HIDDEN_OPTIONS` when there are hidden ones;
    `bases` is how many people each group has.

    :param hides_options: for several choices, whether the question has options that are not in the table.
    """
    cells = {(row, column): count for row, counts in table.items() for column, count in counts.items()}
    if not any(is_small(count, threshold) for count in cells.values()):
        return frozenset()
    hidden = {cell for cell, count in cells.items() if count < threshold}
    grid = _Grid(cells, bases, overlap, hides_options)
    for cell in sorted(cell for cell, count in cells.items() if is_small(count, threshold)):
        hidden |= grid.protection(cell, threshold - cells[cell], hidden)
    return frozenset(hidden)


class _Grid:
    """The cells of one table, and the ways people could be moved in it without changing a margin.

    In a group where one cell gains people, either another cell loses as many, or (several choices) they ticked more.
    In an option where one cell loses people, another gains as many.
    """

    def __init__(self, cells: Mapping[Place, int], bases: Counts, overlap: Overlap | None, hides_options: bool) -> None:
        self.cells = cells
        self.bases = bases
        self.overlap = overlap
        self.hides_options = hides_options
        self.rows = sorted({row for row, _ in cells})
        self.columns = sorted({column for _, column in cells})

    def protection(self, cell: Place, gain: int, hidden: Collection[Place]) -> set[Place]:
        """The cells to hide so that `cell` could hold `gain` people more.

        Whoever ticked an exclusive option ticked no other, so that the others may tell that few did: there, one more
        is enough, and how few they are stays hidden.
        """
        exclusive = self.overlap.exclusive if self.overlap else ()
        gains = range(gain, 0, -1) if cell[0] in exclusive else (gain,)
        for some in gains:
            for avoided in ((), exclusive):
                if cycle := self.cheapest_cycle(cell, some, hidden, avoided):
                    return cycle
        return self.whole_groups(cell, gain)

    def cheapest_cycle(
        self, cell: Place, gain: int, hidden: Collection[Place], avoided: Collection[str]
    ) -> set[Place] | None:
        """The cells to hide so that `cell` could hold `gain` people more: those with the fewest people; None: no way.

        Dijkstra from the cell's group back to its option; a hidden cell costs nothing. Options `avoided` stay as
        they are.
        """
        if self.overlap and cells_full(self.cells[cell] + gain, self.bases[cell[1]]):
            return None
        start, goal = ("column", cell[1]), ("row", cell[0])
        best: dict[tuple[str, str], int] = {start: 0}
        came: dict[tuple[str, str], tuple[tuple[str, str], Place, int]] = {}
        queue = [(0, start)]
        while queue:
            cost, node = heapq.heappop(queue)
            if node == goal:
                return self._checked(cell, gain, start, goal, came)
            if cost > best[node]:
                continue
            for place, change, there in self._moves(node, gain):
                if place == cell or (place[0] in avoided and place[0] != cell[0]):
                    continue
                price = 0 if place in hidden or place[0] == _EXTRA else self.cells[place] + 1
                if cost + price < best.get(there, cost + price + 1):
                    best[there] = cost + price
                    came[there] = (node, place, change)
                    heapq.heappush(queue, (cost + price, there))
        return None

    def whole_groups(self, cell: Place, gain: int) -> set[Place]:
        """The cells of the cell's group and of the smallest others, of which enough people chose its option."""
        row, own = cell
        together, gained = [own], 0
        for column in sorted(self.columns, key=lambda column: (self.bases[column], column)):
            if gained >= gain:
                break
            if column != own:
                together.append(column)
                gained += self.cells[row, column]
        return {(row, column) for row in self.rows for column in together}

    def _moves(self, node: tuple[str, str], gain: int) -> Iterable[tuple[Place, int, tuple[str, str]]]:
        """Which cells could mend a group with too many people or an option with too few, and what is left to mend."""
        kind, name = node
        if kind == "column":
            for row in self.rows:
                if self.cells[row, name] >= gain:
                    yield (row, name), -gain, ("row", row)
            if self.overlap and self._extra_may_grow(name, gain):
                yield (_EXTRA, name), gain, ("row", _EXTRA)
        elif name == _EXTRA:
            for column in self.columns:
                if self.hides_options or self._extra(column) >= gain:
                    yield (_EXTRA, column), -gain, ("column", column)
        else:
            for column in self.columns:
                if not self.overlap or not cells_full(self.cells[name, column] + gain, self.bases[column]):
                    yield (name, column), gain, ("column", column)

    def _extra(self, column: str) -> int:
        """What people of a group ticked beyond one option each."""
        return sum(self.cells[row, column] for row in self.rows) - self.bases[column]

    def _extra_may_grow(self, column: str, gain: int) -> bool:
        assert self.overlap is not None
        return self._extra(column) + gain <= (self.overlap.most - 1) * self.bases[column]

    def _checked(
        self,
        cell: Place,
        gain: int,
        start: tuple[str, str],
        goal: tuple[str, str],
        came: Mapping[tuple[str, str], tuple[tuple[str, str], Place, int]],
    ) -> set[Place] | None:
        """The cells of the cycle found; None when a group could not have answered like that."""
        changed = {cell: gain}
        node = goal
        while node != start:
            node, place, change = came[node]
            changed[place] = changed.get(place, 0) + change
        if self.overlap and not all(self._is_possible(column, changed) for column in {column for _, column in changed}):
            return None
        return {place for place in changed if place[0] != _EXTRA}

    def _is_possible(self, column: str, changed: Mapping[Place, int]) -> bool:
        """Whether people of that group could have ticked that."""
        assert self.overlap is not None
        ticks = {row: self.cells[row, column] + changed.get((row, column), 0) for row in self.rows}
        alone = sum(count for row, count in ticks.items() if row in self.overlap.exclusive)
        free = [count for row, count in ticks.items() if row not in self.overlap.exclusive]
        left = self.bases[column] - alone
        return left >= max(free, default=0) and sum(free) <= self.overlap.most * left


def cells_full(count: int, base: int) -> bool:
    """Whether more people would have ticked an option than answered."""
    return count > base
