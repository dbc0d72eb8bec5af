"""Tables as CSV and as workbooks, a row at a time, with cells no spreadsheet program runs."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

import xlsxwriter

Cell = str | int | float | None

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins like this is run as a formula by some spreadsheet program (OWASP, CSV injection)."""


@dataclass(frozen=True)
class Sheet:
    """One table; its rows are read once."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def neutral(cell: Cell) -> Cell:
    """The cell as a spreadsheet program shows it and never runs it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell


def csv_lines(sheet: Sheet) -> Iterator[str]:
    """The lines of a CSV file (RFC 4180): commas, UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(sheet.header)
    for row in sheet.rows:
        writer.writerow([neutral(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def write_xlsx(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write a workbook, holding one row in memory at a time."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        bold = workbook.add_format({"bold": True})
        for sheet in sheets:
            page = workbook.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            page.write_row(0, 0, sheet.header, bold)
            for number, row in enumerate(sheet.rows, start=1):
                for column, cell in enumerate(row):
                    write_cell(page, number, column, neutral(cell))


def write_cell(page: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell) -> None:
    """One cell: words as words, whatever they look like."""
    if isinstance(cell, str):
        page.write_string(row, column, cell[:32_767])
    elif cell is not None:
        page.write_number(row, column, cell)
