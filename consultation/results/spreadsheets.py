"""Tables as CSV, JSON Lines and workbooks, a row at a time, with cells no spreadsheet program runs."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from consultation.results.guarded import guarded, is_dangerous

Cell = str | int | float | None
PIECES = re.compile(r"\t|^ +| +(?=\t|$)| {2,}|(?:[^\t ]| (?=[^\t ]))+")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST_CELL = 32_767
"""Characters a cell of a workbook holds; an answer has 10,000 at most."""


@dataclass(frozen=True)
class Sheet:
    """One table; its rows are read once."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def csv_lines(sheet: Sheet, separator: str = ",") -> Iterator[str]:
    """The lines of a CSV file (RFC 4180) in UTF-8.

    :param separator: `;` for programs in French and most languages of Europe; the file then begins with the mark that
        tells Excel it is UTF-8.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator)
    if separator != ",":
        buffer.write("\ufeff")
    writer.writerow([guarded(name) for name in sheet.header])
    for row in sheet.rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def json_lines(sheet: Sheet) -> Iterator[str]:
    """One JSON object a row and a line."""
    for row in sheet.rows:
        yield json.dumps(dict(zip(sheet.header, row, strict=True)), ensure_ascii=False) + "\n"


def write_xlsx(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write a workbook, holding one row in memory at a time."""
    import xlsxwriter  # a library that is rarely used

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        bold = workbook.add_format({"bold": True})
        words_only = workbook.add_format({"quote_prefix": True})
        for sheet in sheets:
            page = workbook.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for column, name in enumerate(sheet.header):
                page.write_string(0, column, name[:LONGEST_CELL], bold)
            for number, row in enumerate(sheet.rows, start=1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        # Words stay words; the mark of the apostrophe keeps them so when somebody edits the cell.
                        format = words_only if is_dangerous(cell) else None
                        page.write_string(number, column, cell[:LONGEST_CELL], format)
                    elif cell is not None:
                        page.write_number(number, column, cell)


# OpenDocument 1.3: no library writes it a row at a time.

ODS = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
    for name in ("office", "table", "text", "style", "manifest")
} | {"number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"}


def named(name: str) -> str:
    """`table:table-row` as lxml says it."""
    space, _, local = name.partition(":")
    return f"{{{SPACES[space]}}}{local}"


def element(name: str, text: str | None = None, **given: Any) -> Any:
    """An element; `office__value="1"` is its attribute `office:value`."""
    from lxml import etree

    made = etree.Element(
        named(name), {named(key.replace("__", ":").replace("_", "-")): str(v) for key, v in given.items()}
    )
    made.text = text
    return made


def write_ods(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write an OpenDocument workbook, holding one row in memory at a time."""
    from lxml import etree

    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS, zipfile.ZIP_STORED)
        manifest = element("manifest:manifest", manifest__version="1.3")
        for path, media in (("/", ODS), ("content.xml", "text/xml")):
            manifest.append(element("manifest:file-entry", manifest__full_path=path, manifest__media_type=media))
        archive.writestr("META-INF/manifest.xml", etree.tostring(manifest, xml_declaration=True, encoding="UTF-8"))
        with archive.open("content.xml", "w", force_zip64=True) as content:
            write_ods_content(content, sheets)


def write_ods_content(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    from lxml import etree

    spaces = {name: space for name, space in SPACES.items() if name != "manifest"}
    with etree.xmlfile(file, encoding="UTF-8") as xml:
        xml.write_declaration()
        with xml.element(named("office:document-content"), {named("office:version"): "1.3"}, nsmap=spaces):
            xml.write(text_style())
            with xml.element(named("office:body")), xml.element(named("office:spreadsheet")):
                for sheet in sheets:
                    with xml.element(named("table:table"), {named("table:name"): sheet.name}):
                        xml.write(ods_row(sheet.header))
                        for row in sheet.rows:
                            xml.write(ods_row(row))


def text_style() -> Any:
    """The style of cells that are words whatever is typed into them (format "@")."""
    styles = element("office:automatic-styles")
    words = element("number:text-style", style__name="words")
    words.append(element("number:text-content"))
    styles.append(words)
    styles.append(
        element("style:style", style__name="words-only", style__family="table-cell", style__data_style_name="words")
    )
    return styles


def ods_row(row: Sequence[Cell]) -> Any:
    made = element("table:table-row")
    for cell in row:
        if cell is None:
            made.append(element("table:table-cell"))
        elif isinstance(cell, str):
            made.append(ods_words(cell))
        else:
            made.append(element("table:table-cell", office__value_type="float", office__value=repr(cell)))
            made[-1].append(element("text:p", repr(cell)))
    return made


def ods_words(words: str) -> Any:
    """A cell of words: a paragraph a line, its spaces and tabs as OpenDocument keeps them."""
    style = {"table__style_name": "words-only"} if is_dangerous(words) else {}
    cell = element("table:table-cell", office__value_type="string", **style)
    for line in words.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        paragraph = element("text:p")
        cell.append(paragraph)
        paragraph.text = ""
        for part in PIECES.findall(printable(line)):
            if part == "\t":
                paragraph.append(element("text:tab"))
            elif not part.strip(" "):
                paragraph.append(element("text:s", text__c=len(part)))
            elif len(paragraph):
                paragraph[-1].tail = (paragraph[-1].tail or "") + part
            else:
                paragraph.text += part
    return cell


def printable(words: str) -> str:
    """The words without signs that XML cannot hold."""
    return UNPRINTABLE.sub("\ufffd", words)
