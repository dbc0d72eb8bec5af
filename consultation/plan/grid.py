"""Laying cells that stretch over rows and columns onto one grid."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from consultation.plan.blocks import Cell, Row, Table

#: Wider or longer than any plan: what lies beyond is a mistake or an attack.
MOST_COLUMNS = 200
MOST_ROWS = 20_000
MOST_CELLS = 300_000


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell and the rows it stretches over."""

    cell: Cell
    down: int = 1


@dataclass
class Grid:
    """Rows added one after the other; cells that reach down are repeated below as continued."""

    rows: list[Row] = field(default_factory=list)
    reaching: dict[int, tuple[int, Cell]] = field(default_factory=dict)
    cells: int = 0

    def add(self, cells: Sequence[Placed], *, heading: bool = False) -> None:
        """One row of cells in the order of print, those covered by others left out."""
        if len(self.rows) >= MOST_ROWS or self.cells >= MOST_CELLS:
            return
        placed: list[Cell] = []
        for one in cells:
            self._fill(placed)
            if len(placed) >= MOST_COLUMNS:
                break
            across = max(1, min(one.cell.across, MOST_COLUMNS - len(placed)))
            cell = replace(one.cell, across=across)
            if one.down > 1:
                for column in range(len(placed), len(placed) + across):
                    below = replace(cell, continued=True, covered=column > len(placed))
                    self.reaching[column] = (min(one.down, MOST_ROWS), below)
            placed.append(cell)
            placed.extend(Cell(covered=True) for _ in range(across - 1))
        self._fill(placed)
        self.reaching = {column: (left - 1, cell) for column, (left, cell) in self.reaching.items() if left > 1}
        self.cells += len(placed)
        self.rows.append(Row(tuple(placed), heading))

    def table(self) -> Table:
        """The table, every row as wide as the widest."""
        width = max((len(row.cells) for row in self.rows), default=0)
        return Table(tuple(Row(row.cells + (Cell(),) * (width - len(row.cells)), row.heading) for row in self.rows))

    def _fill(self, placed: list[Cell]) -> None:
        while len(placed) in self.reaching:
            placed.append(self.reaching[len(placed)][1])
