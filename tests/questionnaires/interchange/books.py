"""Workbooks made in memory, and what was read from them."""

import io
import json
import re
from collections.abc import Sequence

from lxml import etree
from openpyxl import Workbook, load_workbook

from consultation.questionnaires.definition import Definition, Question
from consultation.questionnaires.interchange.formats import read_form, write_form
from consultation.questionnaires.interchange.reading import Reading, Remark

Rows = Sequence[Sequence[object]]


def table(text: str) -> list[list[str]]:
    """Rows of cells from lines such as `text | name | Your name`."""
    return [[cell.strip() for cell in re.split(r" ?\| ?", line.strip())] for line in text.strip().splitlines()]


class Formula(str):
    """A cell that is worked out by the spreadsheet program."""


def book(**sheets: Rows | str) -> bytes:
    """An .xlsx with these sheets."""
    made = Workbook()
    made.remove(made.active)  # type: ignore[arg-type] # a new workbook has one
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in table(rows) if isinstance(rows, str) else rows:
            sheet.append([None if cell == "" else cell for cell in row])
            for cell in sheet[sheet.max_row]:
                if cell.data_type == "f" and not isinstance(row[cell.column - 1], Formula):
                    cell.data_type = "s"
    return saved(made)


def saved(workbook: Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def read(data: bytes, name: str = "form.xlsx") -> Reading:
    return read_form(data, name)


def question(reading: Reading, key: str) -> Question:
    found = reading.definition.question(key)
    assert found is not None, f"no question {key} in {[q.key for q in reading.definition.questions()]}"
    return found


def codes(remarks: Sequence[Remark]) -> list[str]:
    return [remark.code for remark in remarks]


def told(reading: Reading, code: str) -> list[tuple[str, int | None]]:
    """(sheet, row) of the remarks of that code."""
    return [(r.sheet, r.row) for r in (*reading.repairs, *reading.unsupported) if r.code == code]


def written_as(definition: Definition, name: str) -> bytes:
    """The file of that name."""
    return write_form(definition, name).data


def as_xlsform(definition: Definition) -> bytes:
    return written_as(definition, "a.xlsx")


def plain(data: bytes) -> bytes:
    """The file without what it carries for our own program: what another program finds in it."""
    if data.startswith(b"PK"):
        workbook = load_workbook(io.BytesIO(data))
        if "_consultation" in workbook.sheetnames:
            del workbook["_consultation"]
        return saved(workbook)
    if data.startswith(b"{"):
        document = json.loads(data)
        del document["consultation"]
        return json.dumps(document).encode()
    root = etree.fromstring(data)
    root.remove(root.find("consultation"))
    return bytes(etree.tostring(root))
