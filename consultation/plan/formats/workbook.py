"""Spreadsheets (.xlsx) as neutral blocks: one table a sheet, its name before it."""

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from consultation.plan.blocks import Block, Cell, Document, Doubt, Dropped, Line, Paragraph, Row, Table, clean, lines_of
from consultation.plan.formats.safety import Refused, guarded, macro_doubts
from consultation.plan.grid import MOST_COLUMNS, MOST_ROWS

#: Cells under merges and links together; openpyxl makes every one of them, filled or not.
MOST_STRETCHED = 1_000_000
STRETCHING = ("{*}mergeCell", "{*}hyperlink")
FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


def read_workbook(data: bytes, archive: zipfile.ZipFile) -> Document:
    """The sheets with their stored values; hidden sheets, comments and formulas without a value are told."""
    sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    if guarded(lambda: sum(stretched_cells(archive.read(name)) for name in sheets)) > MOST_STRETCHED:
        raise Refused("too_much_inside")
    has_formulas = any(FORMULA.search(archive.read(name)) for name in sheets)
    with warnings.catch_warnings():
        # openpyxl warns of extensions and styles it does not keep; the words are all there.
        warnings.simplefilter("ignore")
        values = guarded(lambda: load_workbook(io.BytesIO(data), data_only=True))
        formulas = guarded(lambda: load_workbook(io.BytesIO(data))) if has_formulas else None
    return guarded(lambda: _Workbook(values, formulas).document(macro_doubts(archive)))


def stretched_cells(sheet: bytes) -> int:
    """How many cells the merges and links of a sheet cover, told before anything is made of them."""
    covered = 0
    elements = etree.iterparse(
        io.BytesIO(sheet), tag=(*STRETCHING, "{*}row"), resolve_entities=False, no_network=True, load_dtd=False
    )
    for _event, element in elements:
        if ref := element.get("ref") if not element.tag.endswith("}row") else None:
            left, top, right, bottom = range_boundaries(ref)
            covered += ((right or 0) - (left or 0) + 1) * ((bottom or 0) - (top or 0) + 1)
        element.clear()
    return covered


class _Workbook:
    def __init__(self, values: Any, formulas: Any) -> None:
        self.values, self.formulas = values, formulas
        self.dropped: list[Dropped] = []
        self.doubts: list[Doubt] = []

    def document(self, doubts: tuple[Doubt, ...]) -> Document:
        blocks = tuple(block for sheet in self.values.worksheets for block in self._sheet(sheet))
        return Document("xlsx", blocks, tuple(self.dropped), (*doubts, *self.doubts))

    def _sheet(self, sheet: Worksheet) -> Iterator[Block]:
        cells = self._cells(sheet)
        if not cells:
            return
        if sheet.sheet_state != "visible":
            self.doubts.append(Doubt("", "sheet_hidden", {"name": sheet.title}))
            self.dropped.extend(
                Dropped("\n".join(line.text for line in lines), "hidden_sheet") for lines in cells.values()
            )
            return
        if any(dimension.hidden for dimension in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())):
            self.doubts.append(Doubt("", "rows_hidden", {"name": sheet.title}))
        yield Paragraph(lines_of([sheet.title]), sheet=True)
        yield Table(tuple(_rows(cells, _merges(sheet))))

    def _cells(self, sheet: Worksheet) -> dict[tuple[int, int], tuple[Line, ...]]:
        """{(row, column): lines} of the filled cells within reason; the others are told."""
        filled: dict[tuple[int, int], tuple[Line, ...]] = {}
        far = False
        # The sparse store: walking rows and columns would build every cell up to the farthest one.
        for (row, column), cell in sorted(sheet._cells.items()):
            text = _text(cell.value, cell.number_format)
            if cell.comment is not None and cell.comment.text:
                self.dropped.append(Dropped(clean(cell.comment.text), "comment"))
            if not text:
                self._formula(sheet.title, row, column)
                continue
            if row > MOST_ROWS or column > MOST_COLUMNS:
                far = True
                self.dropped.append(Dropped(clean(text), "too_far"))
                continue
            if lines := lines_of([text]):
                filled[row, column] = lines
        if far:
            self.doubts.append(Doubt("", "cells_too_far", {"name": sheet.title}))
        return filled

    def _formula(self, title: str, row: int, column: int) -> None:
        """A formula whose value the file does not hold: its place is a doubt, its words are kept among the dropped."""
        if self.formulas is None:
            return
        held = self.formulas[title]._cells.get((row, column))
        if held is not None and held.data_type == "f":
            self.doubts.append(
                Doubt("", "formula_without_value", {"cell": f"{title}!{get_column_letter(column)}{row}"})
            )
            self.dropped.append(Dropped(clean(str(held.value)), "formula"))


def _merges(sheet: Worksheet) -> dict[tuple[int, int], tuple[int, int]]:
    """{(row, column) covered: (row, column) of the cell that covers it}, huge ranges cut."""
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for merged in sheet.merged_cells.ranges:
        for row in range(merged.min_row, min(merged.max_row, merged.min_row + 500, MOST_ROWS) + 1):
            for column in range(merged.min_col, min(merged.max_col, MOST_COLUMNS) + 1):
                covered[row, column] = (merged.min_row, merged.min_col)
    return covered


def _rows(
    cells: Mapping[tuple[int, int], tuple[Line, ...]], merges: Mapping[tuple[int, int], tuple[int, int]]
) -> Iterator[Row]:
    """The rows that hold something, on the columns that do."""
    used = sorted({column for _, column in cells})
    widths: dict[tuple[int, int], int] = {}
    for (row, column), origin in merges.items():
        if row == origin[0] and column in used:
            widths[origin] = widths.get(origin, 0) + 1
    for row in sorted({row for row, _ in cells}):
        line = []
        for column in used:
            origin = merges.get((row, column), (row, column))
            lines = cells.get(origin, ())
            if origin == (row, column):
                line.append(Cell(lines, across=max(1, widths.get(origin, 1))))
            elif origin[0] == row:
                line.append(Cell(covered=True))
            else:
                line.append(Cell(lines, continued=True, covered=column != max(origin[1], used[0])))
        yield Row(tuple(line))


def _text(value: object, number_format: str) -> str:
    """A cell as its reader sees it: whole numbers without decimals, dates in figures."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dt.datetime | dt.date):
        if "d" not in number_format.lower() and "j" not in number_format.lower():
            return value.strftime("%m/%Y" if "m" in number_format.lower() else "%Y")
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:g}"
    return str(value)
