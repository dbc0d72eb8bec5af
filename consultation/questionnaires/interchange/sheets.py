"""Workbooks and tables as plain cells: .xlsx, .xls, .ods, .csv, .tsv and Markdown tables in, text out.

Sizes are looked at before a parser makes anything of the file: a hostile one is refused, not survived.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from lxml import etree
from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

from consultation.plan.formats.safety import MOST_BYTES, Refused, guarded, opened_zip, refuse_declarations

MOST_ROWS = 20_000
"""Filled rows of a sheet; national lists of places have some thousands."""
MOST_COLUMNS = 1_000
MOST_CELLS = 2_000_000
MOST_PLACES = 12_000_000
"""Cells of the rectangle a sheet spans; a parser makes each of them, filled or not."""
MOST_SHEETS = 100
LONGEST_CELL = 32_767
"""Characters; what spreadsheet programs allow."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass
class Sheet:
    """One table of text cells; every row is as long as the widest."""

    name: str
    rows: list[list[str]]
    """Row 1 of the file is `rows[0]`; an empty cell is ''."""
    hidden: bool = False
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """(top, left, bottom, right) of merged cells, counted from 0."""
    formulas: list[tuple[int, str]] = field(default_factory=list)
    """(row, cell) of formulas the file holds no value of; row 1 is the top one."""


def read_sheets(data: bytes, name: str) -> list[Sheet]:
    """The sheets of a workbook or table, in order.

    :raises Refused: when it is none, is damaged, locked, or holds more than any form does
    """
    if not data:
        raise Refused("empty")
    if len(data) > MOST_BYTES:
        raise Refused("too_big")
    if data.startswith(b"PK"):
        return _office(data)
    if data.startswith(OLE):
        return _calamine(data, {})
    ending = name.rpartition(".")[2].lower()
    return table_sheets(decoded(data), ending)


def _office(data: bytes) -> list[Sheet]:
    archive = opened_zip(data)
    names = set(archive.namelist())
    if not any(member.lower().startswith("xl/") for member in names) and "content.xml" not in names:
        raise Refused("not_a_document")
    refuse_declarations(archive)
    formulas: dict[str, list[tuple[int, str]]] = {}
    if "content.xml" in names:
        guarded(lambda: _measure_opendocument(archive.read("content.xml")))
    else:
        for member in sorted(names):
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", member, re.IGNORECASE):
                formulas[member] = guarded(partial(_measure_member, archive, member))
    return _calamine(data, guarded(lambda: formulas_by_sheet(archive, formulas)))


def _measure_member(archive: zipfile.ZipFile, name: str) -> list[tuple[int, str]]:
    return _measure_worksheet(archive.read(name))


def _measure_worksheet(sheet: bytes) -> list[tuple[int, str]]:
    """Formulas without a value.

    :raises Refused: when the sheet spans more than a form does
    """
    lowest = widest = filled = 0
    bare = []
    for _event, element in _elements(sheet, "{*}c", "{*}row", "{*}mergeCell"):
        kind = etree.QName(element).localname
        if kind == "row":
            element.clear()
            continue
        reference = (element.get("r") or element.get("ref") or "").rpartition(":")[2]
        if kind == "mergeCell" or not (found := REFERENCE.fullmatch(reference)):
            continue
        parts = {etree.QName(part).localname for part in element if len(part) or part.text}
        if parts.isdisjoint({"v", "is"}):
            bare += [(int(found[2]), reference)] if "f" in parts else []
            continue
        filled += 1
        lowest, widest = max(lowest, int(found[2])), max(widest, _column(found[1]))
    if lowest * widest > MOST_PLACES or filled > MOST_CELLS:
        raise Refused("too_much_inside")
    return bare


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _measure_opendocument(content: bytes) -> None:
    """:raises Refused: when repeated cells or rows with words in them are more than a form has."""
    rows = cells = 0
    for _event, row in _elements(content, "{*}table-row"):
        repeated = _repeated(row, "rows")
        filled = sum(_repeated(cell, "columns") for cell in row if len(cell) or cell.get(_VALUE) is not None)
        if filled:
            rows += repeated
            cells += filled * repeated
        if rows > MOST_ROWS * 10 or cells > MOST_CELLS:
            raise Refused("too_much_inside")
        row.clear()


_VALUE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"


def _repeated(element: etree._Element, what: str) -> int:
    given = element.get(f"{{urn:oasis:names:tc:opendocument:xmlns:table:1.0}}number-{what}-repeated", "1")
    return int(given) if given.isdecimal() and len(given) < 10 else 1


def _elements(data: bytes, *tags: str) -> Iterator[tuple[str, etree._Element]]:
    parser = etree.iterparse(
        io.BytesIO(data), tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    yield from parser


def formulas_by_sheet(
    archive: zipfile.ZipFile, formulas: dict[str, list[tuple[int, str]]]
) -> dict[str, list[tuple[int, str]]]:
    """The same under the names of the sheets instead of the members of the archive."""
    if not any(formulas.values()):
        return {}
    found = {}
    relations = {}
    for _event, element in _elements(archive.read("xl/_rels/workbook.xml.rels"), "{*}Relationship"):
        relations[element.get("Id")] = "xl/" + (element.get("Target") or "").removeprefix("/xl/")
    for _event, element in _elements(archive.read("xl/workbook.xml"), "{*}sheet"):
        member = relations.get(next((v for k, v in element.attrib.items() if k.endswith("}id")), None))
        found[element.get("name") or ""] = formulas.get(member or "", [])
    return found


def _calamine(data: bytes, formulas: dict[str, list[tuple[int, str]]]) -> list[Sheet]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            if len(book.sheet_names) > MOST_SHEETS:
                raise Refused("too_much_inside")
            sheets = []
            for about in book.sheets_metadata:
                found = _calamine_sheet(book, about.name, formulas.get(about.name, []))
                found.hidden = about.visible != SheetVisibleEnum.Visible
                sheets.append(found)
            return sheets
    except (Refused, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except PasswordError as error:
        raise Refused("locked") from error
    except MemoryError as error:
        raise Refused("too_much_inside") from error
    except BaseException as error:
        # Faults inside the reader arrive as exceptions of no common parent.
        raise Refused("damaged") from error


def _calamine_sheet(book: CalamineWorkbook, name: str, formulas: list[tuple[int, str]]) -> Sheet:
    try:
        sheet = book.get_sheet_by_name(name)
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException:
        # A sheet of charts or macros has no cells.
        return Sheet(name, [])
    if sheet.total_height * sheet.total_width > MOST_PLACES * 2:
        raise Refused("too_much_inside")
    found = Sheet(name, [], formulas=formulas)
    if sheet.height == 0 or sheet.start is None:
        return found
    top, left = sheet.start
    before = [""] * left
    found.rows = [[] for _ in range(top)]
    filled = 0
    for row in sheet.iter_rows():
        words = [cell_text(value) for value in row[:MOST_COLUMNS]]
        while words and not words[-1]:
            words.pop()
        filled += bool(words)
        if filled > MOST_ROWS:
            raise Refused("too_much_inside")
        found.rows.append([*before, *words] if words else [])
    found.merged = [(a[0], a[1], b[0], b[1]) for a, b in sheet.merged_cell_ranges or []]
    return squared(found)


def cell_text(value: object) -> str:
    """A cell as its author would type it: whole numbers without ".0", dates as ISO 8601."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float():
            return f"{value:.15g}"
        case dt.datetime() if value.time() == dt.time.min:
            return value.date().isoformat()
        case dt.datetime():
            return value.isoformat(sep="T", timespec="seconds")
        case dt.time():
            return value.isoformat(timespec="seconds")
        case None:
            return ""
        case _:
            words = str(value)[:LONGEST_CELL]
            # Bytes that no text holds: a null, half a pair of UTF-16, what XML escapes as _x0000_.
            words = re.sub(r"_x[0-9A-Fa-f]{4}_", lambda found: chr(int(found[0][2:6], 16)), words)
            return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", words.replace("\r\n", "\n"))


def squared(sheet: Sheet) -> Sheet:
    """The sheet without empty rows at its end, its rows of one length."""
    while sheet.rows and not any(cell.strip() for cell in sheet.rows[-1]):
        sheet.rows.pop()
    width = max((len(row) for row in sheet.rows), default=0)
    sheet.rows = [[*row, *[""] * (width - len(row))] for row in sheet.rows]
    return sheet


# Text


def decoded(data: bytes) -> str:
    """The text of a file in the encoding it seems to be in.

    :raises Refused: for bytes that are no text
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return guarded(lambda: data.decode("utf-16"))
    for encoding in ("utf-8-sig", "cp1252", "latin-1"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise Refused("not_a_document")


def table_sheets(text: str, ending: str) -> list[Sheet]:
    """The sheets of a CSV, TSV or Markdown file.

    A first column that names the sheet, with nothing beside it, begins a new one; else all of it is the survey.
    """
    if ending == "md" or re.match(r"\s*\|", text):
        rows = list(_markdown(text))
    else:
        rows = list(_separated(text, "\t" if ending in {"tsv", "txt"} else None))
    if len(rows) > MOST_ROWS * 2:
        raise Refused("too_much_inside")
    known = {"survey", "choices", "settings", "external_choices", "entities", "osm"}
    starts = [at for at, row in enumerate(rows) if row and row[0].strip().lower() in known and not any(row[1:])]
    if not starts:
        return [squared(Sheet("survey", rows))]
    sheets = []
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        # Rows keep the numbers they have in the file.
        body = [row[1:] if not row[:1] or not row[0].strip() else row for row in rows[start + 1 : end]]
        sheets.append(squared(Sheet(rows[start][0].strip().lower(), [*[[] for _ in range(start + 1)], *body])))
    return sheets


def _markdown(text: str) -> Iterable[list[str]]:
    for line in text.splitlines():
        inner = line.strip().removeprefix("|").removesuffix("|")
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]
        yield [] if all(re.fullmatch(r":?-*:?", cell) for cell in cells) else cells


def _separated(text: str, delimiter: str | None) -> Iterable[list[str]]:
    if delimiter is None:
        head = text[:4000].partition("\n")[0]
        delimiter = max(",;\t", key=head.count)
    csv.field_size_limit(LONGEST_CELL * 4)
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            yield [cell_text(cell) for cell in row[:MOST_COLUMNS]]
    except csv.Error as error:
        raise Refused("damaged") from error
