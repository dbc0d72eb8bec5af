"""What every document is made of, whatever its format: paragraphs, and tables of cells that hold lines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

#: Marks without words; control characters too, which PostgreSQL does not take.
INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line or paragraph of a cell."""

    text: str
    bullet: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of the grid; a cell that a merge covers repeats nothing."""

    lines: tuple[Line, ...] = ()
    #: Footnotes called from the cell.
    notes: tuple[str, ...] = ()
    #: Columns it stretches over.
    across: int = 1
    #: Covered by the cell above it, whose lines it carries.
    continued: bool = False
    #: Covered by the cell before it.
    covered: bool = False

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, aligned on its grid."""

    cells: tuple[Cell, ...]
    #: The document itself says that it is a heading row.
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text between tables; `level` is 1 for the highest heading style, None for body text."""

    lines: tuple[Line, ...]
    level: int | None = None
    notes: tuple[str, ...] = ()
    #: The name of a sheet of a workbook.
    sheet: bool = False

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows on one grid."""

    rows: tuple[Row, ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Dropped:
    """Words of the source which the plan does not use; `why` is a code."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to settle a doubt: the entry to put in the mapping."""

    code: str
    section: str
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person should look at; `code` is put into words by `wording`."""

    where: str
    code: str
    values: dict[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file as neutral blocks, with what was left out of it."""

    kind: str
    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def clean(text: str) -> str:
    """The text with invisible marks removed and every run of white space made one plain space."""
    return SPACES.sub(" ", INVISIBLE.sub("", text)).strip()


def lines_of(texts: Iterable[str]) -> tuple[Line, ...]:
    """Lines that say something, cleaned; line breaks inside a text start a new line."""
    return tuple(Line(line) for text in texts for piece in text.splitlines() if (line := clean(piece)))


def cell_of(text: str) -> Cell:
    """A cell that holds the lines of the text."""
    return Cell(lines_of([text]))
