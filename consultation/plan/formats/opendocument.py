"""OpenDocument texts and spreadsheets (.odt, .ods) as neutral blocks."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from lxml import etree
from odfdo import Document as OdfDocument

from consultation.plan.blocks import Block, Cell, Document, Doubt, Dropped, Line, Paragraph, clean, lines_of
from consultation.plan.formats.safety import Refused, guarded, macro_doubts, parse_xml
from consultation.plan.grid import MOST_COLUMNS, MOST_ROWS, Grid, Placed

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
CONTENTS = {f"{TEXT}table-of-content", f"{TEXT}table-index", f"{TEXT}illustration-index", f"{TEXT}alphabetical-index"}
SILENT = {
    f"{TEXT}tracked-changes",
    f"{TEXT}note-citation",
    f"{TEXT}sequence-decls",
    f"{TEXT}variable-decls",
    f"{TEXT}list-header",
    f"{OFFICE}forms",
    f"{TABLE}shapes",
}
#: A row or a cell repeated more often than this is an empty rest of the sheet, or an attack.
MOST_REPEATED = 1_000
DEEPEST = 60


def read_opendocument(data: bytes, archive: zipfile.ZipFile, kind: str) -> Document:
    """The blocks of a text ("odt") or of a spreadsheet ("ods"), one paragraph with its name before each sheet."""
    office = guarded(lambda: OdfDocument(io.BytesIO(data)))
    content, styles = (guarded(partial(_part, office, name)) for name in ("content.xml", "styles.xml"))
    return guarded(lambda: _OpenDocument(content, styles, kind).document(macro_doubts(archive)))


def _part(office: OdfDocument, name: str) -> etree._Element:
    part = office.container.get_part(name) if office.container is not None else None
    if not isinstance(part, bytes):
        raise Refused("damaged")
    return parse_xml(part)


@dataclass
class _Said:
    """What one paragraph says."""

    text: str = ""
    notes: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


class _OpenDocument:
    def __init__(self, content: etree._Element, styles: etree._Element, kind: str) -> None:
        self.content, self.styles, self.kind = content, styles, kind
        self.dropped: list[Dropped] = []
        self.doubts: list[Doubt] = []
        self.list_styles = {
            style.get(f"{STYLE}name", ""): style
            for root in (styles, content)
            for style in root.iter(f"{TEXT}list-style")
        }
        self.hidden_tables = {
            style.get(f"{STYLE}name", "")
            for style in content.iter(f"{STYLE}style")
            if any(one.get(f"{TABLE}display") == "false" for one in style.iter(f"{STYLE}table-properties"))
        }

    def document(self, doubts: tuple[Doubt, ...]) -> Document:
        body = self.content.find(f"{OFFICE}body")
        holder = None if body is None else next(iter(body), None)
        blocks: tuple[Block, ...] = ()
        if holder is not None:
            blocks = tuple(self._sheets(holder) if self.kind == "ods" else self._blocks(holder, 0))
        self._drop_margins()
        self._drop_deletions()
        return Document(self.kind, blocks, tuple(self.dropped), (*doubts, *self.doubts))

    def _drop_margins(self) -> None:
        for name, why in (("header", "page_header"), ("footer", "page_footer")):
            for margin in self.styles.iter(f"{STYLE}{name}", f"{STYLE}{name}-first", f"{STYLE}{name}-left"):
                for text in {clean("".join(one.itertext())): None for one in margin.iter(f"{TEXT}p", f"{TEXT}h")}:
                    if text and text not in {"???", "Page 1", "Page 1 / 99"} and Dropped(text, why) not in self.dropped:
                        self.dropped.append(Dropped(text, why))

    def _drop_deletions(self) -> None:
        for deletion in self.content.iter(f"{TEXT}deletion"):
            for paragraph in deletion.iter(f"{TEXT}p", f"{TEXT}h"):
                if text := clean(self._said(paragraph).text):
                    self.dropped.append(Dropped(text, "deleted_in_tracked_changes"))

    # Sheets

    def _sheets(self, spreadsheet: etree._Element) -> Iterator[Block]:
        for sheet in spreadsheet.iterchildren(f"{TABLE}table"):
            name = clean(sheet.get(f"{TABLE}name", ""))
            blocks = list(self._table(sheet, 0))
            if sheet.get(f"{TABLE}style-name", "") in self.hidden_tables:
                if blocks:
                    self.doubts.append(Doubt("", "sheet_hidden", {"name": name}))
                self._drop_blocks(blocks, "hidden_sheet")
                continue
            if any(
                row.get(f"{TABLE}visibility", "visible") != "visible" and "".join(row.itertext()).strip()
                for row in sheet.iter(f"{TABLE}table-row")
            ):
                self.doubts.append(Doubt("", "rows_hidden", {"name": name}))
            if blocks:
                yield Paragraph((Line(name),), sheet=True)
                yield from blocks

    def _drop_blocks(self, blocks: list[Block], why: str) -> None:
        for block in blocks:
            cells = [] if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row.cells]
            self.dropped.extend(Dropped(cell.text, why) for cell in cells if cell.lines and not cell.continued)

    # Blocks

    def _blocks(self, parent: etree._Element, depth: int) -> Iterator[Block]:
        if depth > DEEPEST:
            return
        for child in parent:
            if child.tag in (f"{TEXT}p", f"{TEXT}h"):
                yield from self._paragraph(child, depth)
            elif child.tag == f"{TEXT}list":
                yield from self._list(child, depth, "", 1, {})
            elif child.tag == f"{TABLE}table":
                yield from self._table(child, depth)
            elif child.tag in CONTENTS:
                self._drop_text(child, "table_of_contents")
            elif child.tag == f"{TEXT}section" and child.get(f"{TEXT}display") == "none":
                self._drop_text(child, "hidden_text")
            elif child.tag not in SILENT and isinstance(child.tag, str):
                yield from self._blocks(child, depth + 1)

    def _paragraph(
        self, element: etree._Element, depth: int, *, bullet: bool = False, label: str = ""
    ) -> Iterator[Block]:
        said = self._said(element)
        lines = lines_of([said.text])
        if lines and label:
            lines = (Line(f"{label} {lines[0].text}"), *lines[1:])
        elif lines and bullet:
            lines = (replace(lines[0], bullet=True), *lines[1:])
        if lines:
            level = element.get(f"{TEXT}outline-level", "1") if element.tag == f"{TEXT}h" else ""
            title = element.get(f"{TEXT}style-name", "") == "Title"
            yield Paragraph(lines, 0 if title else int(level) if level.isdigit() else None, tuple(said.notes))
        for box in said.boxes:
            yield from self._blocks(box, depth + 1)

    def _list(
        self, element: etree._Element, depth: int, style: str, level: int, counts: dict[int, int]
    ) -> Iterator[Block]:
        if depth > DEEPEST:
            return
        style = element.get(f"{TEXT}style-name", style)
        counts[level] = 0
        for item in element.iterchildren(f"{TEXT}list-item"):
            counts[level] += 1
            first = True
            for child in item:
                if child.tag in (f"{TEXT}p", f"{TEXT}h"):
                    label, bullet = self._label(style, level, counts[level]) if first else ("", False)
                    yield from self._paragraph(child, depth, bullet=bullet, label=label)
                    first = False
                elif child.tag == f"{TEXT}list":
                    yield from self._list(child, depth + 1, style, level + 1, counts)

    def _label(self, style: str, level: int, count: int) -> tuple[str, bool]:
        """(number printed before an item, whether a bullet is)."""
        definition = self.list_styles.get(style)
        if definition is not None:
            for one in definition.iterchildren(f"{TEXT}list-level-style-number"):
                if one.get(f"{TEXT}level") == str(level) and one.get(f"{STYLE}num-format"):
                    return f"{one.get(f'{STYLE}num-prefix', '')}{count}{one.get(f'{STYLE}num-suffix', '')}", False
        return "", True

    # Text

    def _said(self, paragraph: etree._Element) -> _Said:
        said = _Said(paragraph.text or "")
        self._gather(paragraph, said, 0)
        return said

    def _gather(self, element: etree._Element, said: _Said, depth: int) -> None:
        for child in element:
            if child.tag == f"{TEXT}s":
                count = child.get(f"{TEXT}c", "1")
                said.text += " " * min(int(count) if count.isdigit() else 1, 50)
            elif child.tag == f"{TEXT}tab":
                said.text += "\t"
            elif child.tag == f"{TEXT}line-break":
                said.text += "\n"
            elif child.tag == f"{TEXT}note":
                for note in child.iter(f"{TEXT}note-body"):
                    said.notes.extend(
                        line.text for line in lines_of(self._said(one).text for one in note.iter(f"{TEXT}p"))
                    )
            elif child.tag == f"{OFFICE}annotation":
                self._drop_text(child, "comment")
            elif child.tag in (f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"):
                self._drop_text(child, "hidden_text")
            elif child.tag == f"{DRAW}text-box":
                said.boxes.append(child)
            elif child.tag not in SILENT and isinstance(child.tag, str) and depth < DEEPEST:
                said.text += child.text or ""
                self._gather(child, said, depth + 1)
            said.text += child.tail or ""

    def _drop_text(self, element: etree._Element, why: str) -> None:
        texts = [self._said(one).text for one in element.iter(f"{TEXT}p", f"{TEXT}h")] or ["".join(element.itertext())]
        if text := clean(" ".join(texts)):
            self.dropped.append(Dropped(text, why))

    # Tables

    def _table(self, table: etree._Element, depth: int) -> Iterator[Block]:
        if depth > DEEPEST:
            return
        rows = list(_rows(table, heading=False))
        if self.kind == "odt" and all(len(_cell_elements(row)) <= 1 for row, _ in rows) and _nested(table):
            for row, _ in rows:
                for cell in _cell_elements(row):
                    yield from self._blocks(cell, depth + 1)
            return
        grid = Grid()
        for row, heading in rows:
            cells = self._row(row, depth)
            times = _repeated(row, f"{TABLE}number-rows-repeated")
            if not any(one.cell.lines for one in cells):
                grid.add(cells)
                continue
            for _ in range(times if len(grid.rows) + times < MOST_ROWS else 1):
                grid.add(cells, heading=heading)
        built = grid.table()
        if any(cell.lines for row in built.rows for cell in row.cells):
            yield built

    def _row(self, row: etree._Element, depth: int) -> list[Placed]:
        placed: list[Placed] = []
        skip = 0
        for element in row:
            times = _repeated(element, f"{TABLE}number-columns-repeated")
            if element.tag == f"{TABLE}covered-table-cell":
                stray = self._cell(element, 1, depth)
                if skip <= 0 and stray.lines:
                    placed.append(Placed(stray))
                skip -= times
            elif element.tag == f"{TABLE}table-cell":
                across = _repeated(element, f"{TABLE}number-columns-spanned")
                down = _repeated(element, f"{TABLE}number-rows-spanned")
                cell = self._cell(element, across, depth)
                placed.extend(Placed(cell, down) for _ in range(min(times, MOST_COLUMNS - len(placed))))
        while placed and not placed[-1].cell.lines and placed[-1].down == 1:
            placed.pop()
        return placed

    def _cell(self, element: etree._Element, across: int, depth: int) -> Cell:
        lines: list[Line] = []
        notes: list[str] = []
        for block in self._blocks(element, depth + 1):
            inner = [block] if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row.cells]
            for holder in inner:
                if not (isinstance(holder, Cell) and holder.continued):
                    lines.extend(holder.lines)
                    notes.extend(holder.notes)
        return Cell(tuple(lines), tuple(notes), across)


def _rows(table: etree._Element, *, heading: bool) -> Iterator[tuple[etree._Element, bool]]:
    for child in table:
        if child.tag == f"{TABLE}table-row":
            yield child, heading
        elif child.tag == f"{TABLE}table-header-rows":
            yield from _rows(child, heading=True)
        elif child.tag in (f"{TABLE}table-rows", f"{TABLE}table-row-group"):
            yield from _rows(child, heading=heading)


def _cell_elements(row: etree._Element) -> list[etree._Element]:
    return list(row.iterchildren(f"{TABLE}table-cell"))


def _nested(table: etree._Element) -> bool:
    return any(
        inner is not table and len(list(_rows(inner, heading=False))) > 1 for inner in table.iter(f"{TABLE}table")
    )


def _repeated(element: etree._Element, name: str) -> int:
    value = element.get(name, "1")
    return max(1, min(int(value), MOST_REPEATED)) if value.isdigit() else 1
