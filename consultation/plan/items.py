"""The paragraphs and rows of a document one by one, and the kinds they can be."""

from dataclasses import dataclass
from enum import StrEnum

from consultation.plan.blocks import Cell


class Kind(StrEnum):
    """What a paragraph or a row is; the mapping screen offers the same words."""

    TITLE = "title"
    SECTOR = "sector"
    PRIORITY = "priority"
    SUBGROUP = "subgroup"
    EXTRACT = "extract"
    HEADINGS = "headings"
    ACTION = "action"
    MORE = "more"
    NOTE = "note"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One paragraph or one row of the document, with the name by which a mapping speaks of it."""

    id: str
    table: str
    cells: tuple[Cell, ...]
    level: int | None = None
    heading: bool = False
    sheet: bool = False
    notes: tuple[str, ...] = ()

    @property
    def filled(self) -> list[int]:
        return [
            place for place, cell in enumerate(self.cells) if cell.lines and not cell.continued and not cell.covered
        ]

    @property
    def text(self) -> str:
        return "\n".join(self.cells[place].text for place in self.filled)

    @property
    def texts(self) -> list[str]:
        return ["" if cell.continued else cell.text.replace("\n", " ") for cell in self.cells]

    @property
    def alone(self) -> bool:
        """Whether one cell of the row is filled, and none goes on from the row above."""
        return len(self.filled) == 1 and not any(cell.continued and cell.lines for cell in self.cells)
