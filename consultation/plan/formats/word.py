"""Word documents (.docx) as neutral blocks: tables with merges, tracked changes, lists, notes, text boxes."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.package import OpcPackage
from docx.opc.part import Part
from lxml import etree

from consultation.plan.blocks import Block, Cell, Document, Dropped, Line, Paragraph, clean, lines_of
from consultation.plan.formats.safety import guarded, macro_doubts, parse_xml
from consultation.plan.grid import Grid, Placed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
TEXT_BOX = f"{W}txbxContent"
GONE = {f"{W}del", f"{W}moveFrom"}
SILENT = {
    f"{W}instrText",
    f"{W}delInstrText",
    f"{W}rPr",
    f"{W}pPr",
    f"{W}sdtPr",
    f"{W}sdtEndPr",
    f"{W}footnoteRef",
    FALLBACK,
}
PIECES = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}
BULLETS = {"bullet", "none", ""}
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
DEEPEST = 40


def read_word(data: bytes, archive: zipfile.ZipFile) -> Document:
    """The document's blocks; words deleted in tracked changes, headers, footers and comments are told as dropped."""
    package = guarded(lambda: OpcPackage.open(io.BytesIO(data)))
    return guarded(lambda: _Word(package.main_document_part).document(macro_doubts(archive)))


@dataclass
class _Said:
    """What one paragraph says."""

    text: str = ""
    notes: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


class _Word:
    def __init__(self, main: Part) -> None:
        self.main = main
        self.dropped: list[Dropped] = []
        self.styles = _Styles(self._part(RELATIONSHIP_TYPE.STYLES))
        self.numbering = _Numbering(self._part(RELATIONSHIP_TYPE.NUMBERING))
        self.notes = {
            **_notes(self._part(RELATIONSHIP_TYPE.FOOTNOTES), "footnote"),
            **_notes(self._part(RELATIONSHIP_TYPE.ENDNOTES), "endnote"),
        }
        self.unfinished = ""

    def document(self, doubts: tuple[object, ...]) -> Document:
        root = parse_xml(self.main.blob)
        body = root.find(f"{W}body")
        blocks = tuple(self._blocks(body, 0)) if body is not None else ()
        self._drop_margins()
        return Document("docx", blocks, tuple(self.dropped), doubts)  # type: ignore[arg-type]  # doubts of safety

    # Parts beside the text

    def _part(self, kind: str) -> etree._Element | None:
        for relation in self.main.rels.values():
            if relation.reltype == kind and not relation.is_external:
                return parse_xml(relation.target_part.blob)
        return None

    def _drop_margins(self) -> None:
        """Headers, footers and comments: told once each, never part of the plan."""
        whys = {
            RELATIONSHIP_TYPE.HEADER: "page_header",
            RELATIONSHIP_TYPE.FOOTER: "page_footer",
            RELATIONSHIP_TYPE.COMMENTS: "comment",
        }
        told: set[tuple[str, str]] = set()
        for relation in self.main.rels.values():
            why = whys.get(relation.reltype)
            if why is None or relation.is_external:
                continue
            for paragraph in parse_xml(relation.target_part.blob).iter(f"{W}p"):
                text = clean("".join(piece.text or "" for piece in paragraph.iter(f"{W}t")))
                if text and (text, why) not in told:
                    told.add((text, why))
                    self.dropped.append(Dropped(text, why))

    # Blocks

    def _blocks(self, parent: etree._Element, depth: int) -> Iterator[Block]:
        if depth > DEEPEST:
            return
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child, depth)
            elif child.tag == f"{W}tbl":
                yield from self._table(child, depth)
            elif child.tag == f"{W}sdt" and _is_contents(child):
                self._drop_contents(child)
            elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}smartTag", f"{W}ins", f"{W}moveTo"}:
                yield from self._blocks(child, depth + 1)
            elif child.tag in GONE:
                self._drop_deleted(child)

    def _paragraph(self, paragraph: etree._Element, depth: int) -> Iterator[Block]:
        style = self.styles.name(paragraph)
        lines, notes, boxes = self._lines(paragraph)
        if style.startswith("toc ") and lines:
            self.dropped.append(Dropped(" ".join(line.text for line in lines), "table_of_contents"))
        elif lines:
            yield Paragraph(lines, self.styles.level(paragraph), tuple(notes))
        for box in boxes:
            yield from self._blocks(box, depth + 1)

    def _lines(self, paragraph: etree._Element) -> tuple[tuple[Line, ...], list[str], list[etree._Element]]:
        """Lines, footnotes and text boxes of a paragraph; a paragraph whose end is deleted waits for the next."""
        said = _Said()
        self._gather(paragraph, said, 0)
        if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            self.unfinished += said.text
            return (), said.notes, said.boxes
        text, self.unfinished = self.unfinished + said.text, ""
        bullet, label = self.numbering.label(paragraph, self.styles)
        lines = lines_of([text])
        if label and not lines and paragraph.getparent() is not None and paragraph.getparent().tag == f"{W}tc":
            # A column of numbers that Word counts by itself.
            return (Line(label),), said.notes, said.boxes
        if lines and label:
            lines = (Line(f"{label} {lines[0].text}"), *lines[1:])
        elif lines and bullet:
            lines = (replace(lines[0], bullet=True), *lines[1:])
        return lines, said.notes, said.boxes

    def _gather(self, element: etree._Element, said: _Said, depth: int) -> None:
        for child in element:
            if child.tag in (f"{W}t", MATH_TEXT):
                said.text += child.text or ""
            elif child.tag in PIECES:
                said.text += PIECES[child.tag]
            elif child.tag in GONE:
                self._drop_deleted(child)
            elif child.tag == f"{W}r" and _is_hidden(child):
                self._drop(child, "hidden_text")
            elif child.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                kind = child.tag.removeprefix(W).removesuffix("Reference")
                said.notes.extend(self.notes.get((kind, child.get(f"{W}id", "")), ()))
            elif child.tag == TEXT_BOX:
                said.boxes.append(child)
            elif child.tag not in SILENT and isinstance(child.tag, str) and depth < DEEPEST:
                self._gather(child, said, depth + 1)

    # Tables

    def _table(self, table: etree._Element, depth: int) -> Iterator[Block]:
        rows = list(_rows(table))
        if all(len(list(_cells(row))) <= 1 for row in rows) and any(_holds_a_table(row) for row in rows):
            for row in rows:
                for cell in _cells(row):
                    yield from self._blocks(cell, depth + 1)
            return
        grid = Grid()
        above: dict[int, Cell] = {}
        for row in rows:
            if row.find(f"{W}trPr/{W}del") is not None:
                self._drop_deleted(row)
                continue
            grid.add(list(self._row(row, above, depth)), heading=row.find(f"{W}trPr/{W}tblHeader") is not None)
        built = grid.table()
        if built.rows:
            yield built

    def _row(self, row: etree._Element, above: dict[int, Cell], depth: int) -> Iterator[Placed]:
        """The cells of a row; one that goes on from above carries the lines it continues."""
        column = _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
        yield from (Placed(Cell()) for _ in range(min(column, 50)))
        for element in _cells(row):
            across = _number(element.find(f"{W}tcPr/{W}gridSpan"), 1)
            cell = self._cell(element, across, depth)
            merge = element.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and merge.get(f"{W}val", "continue") == "continue" and not cell.lines:
                cell = replace(above.get(column, cell), continued=True, notes=(), across=across)
            elif merge is not None:
                above[column] = cell
            yield Placed(cell)
            column += across

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

    # Words left out

    def _drop_deleted(self, element: etree._Element) -> None:
        self._drop(element, "deleted_in_tracked_changes")

    def _drop_contents(self, element: etree._Element) -> None:
        for paragraph in element.iter(f"{W}p"):
            self._drop(paragraph, "table_of_contents")

    def _drop(self, element: etree._Element, why: str) -> None:
        pieces = [piece.text or "" for piece in element.iter(f"{W}t", f"{W}delText")]
        if text := clean("".join(pieces)):
            self.dropped.append(Dropped(text, why))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            yield from _cells(child)


def _holds_a_table(row: etree._Element) -> bool:
    return any(len(list(_rows(table))) > 1 for table in row.iter(f"{W}tbl"))


def _number(element: etree._Element | None, default: int) -> int:
    value = "" if element is None else element.get(f"{W}val", "")
    return max(0, int(value)) if value.isdigit() else default


def _is_hidden(run: etree._Element) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(f"{W}val", "true") not in {"0", "false", "off"}


def _is_contents(block: etree._Element) -> bool:
    gallery = block.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and "Contents" in gallery.get(f"{W}val", "")


def _notes(part: etree._Element | None, kind: str) -> dict[tuple[str, str], list[str]]:
    """{(kind, id): paragraphs} of the footnotes or endnotes."""
    if part is None:
        return {}
    return {
        (kind, note.get(f"{W}id", "")): [
            text
            for paragraph in note.iter(f"{W}p")
            if (text := clean("".join(piece.text or "" for piece in paragraph.iter(f"{W}t"))))
        ]
        for note in part.iter(f"{W}{kind}")
    }


class _Styles:
    """Names, heading levels and lists of the paragraph styles."""

    def __init__(self, part: etree._Element | None) -> None:
        self.by_id = {} if part is None else {style.get(f"{W}styleId", ""): style for style in part.iter(f"{W}style")}

    def name(self, paragraph: etree._Element) -> str:
        names = [style.find(f"{W}name") for style in self.chain(paragraph)]
        return next((name.get(f"{W}val", "").lower() for name in names if name is not None), "")

    def level(self, paragraph: etree._Element) -> int | None:
        """0 for the title of the document, 1 for the highest heading, None for body text."""
        outline = paragraph.find(f"{W}pPr/{W}outlineLvl")
        if outline is not None and _number(outline, 9) < 9:
            return _number(outline, 9) + 1
        for style in self.chain(paragraph):
            name = style.find(f"{W}name")
            label = "" if name is None else name.get(f"{W}val", "").lower()
            match = re.fullmatch(r"(?:heading|titre|uberschrift) (\d)", label)
            if match:
                return int(match[1])
            if label in {"title", "titre"}:
                return 0
            outline = style.find(f"{W}pPr/{W}outlineLvl")
            if outline is not None and _number(outline, 9) < 9:
                return _number(outline, 9) + 1
        return None

    def chain(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        """The style of a paragraph and those it is based on."""
        mark = paragraph.find(f"{W}pPr/{W}pStyle")
        seen: set[str] = set()
        while mark is not None and (key := mark.get(f"{W}val", "")) in self.by_id and key not in seen:
            seen.add(key)
            yield self.by_id[key]
            mark = self.by_id[key].find(f"{W}basedOn")


class _Numbering:
    """Automatic numbers and bullets, which Word does not keep in the text."""

    def __init__(self, part: etree._Element | None) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.abstract: dict[str, str] = {}
        self.counts: dict[tuple[str, int], int] = {}
        if part is None:
            return
        for definition in part.iter(f"{W}abstractNum"):
            self.levels[definition.get(f"{W}abstractNumId", "")] = {
                int(level.get(f"{W}ilvl", "0")): (
                    _value(level.find(f"{W}numFmt")),
                    _value(level.find(f"{W}lvlText")),
                    _number(level.find(f"{W}start"), 1),
                )
                for level in definition.iter(f"{W}lvl")
            }
        for number in part.iter(f"{W}num"):
            self.abstract[number.get(f"{W}numId", "")] = _value(number.find(f"{W}abstractNumId"))

    def label(self, paragraph: etree._Element, styles: _Styles) -> tuple[bool, str]:
        """(whether a bullet stands before the paragraph, the number that does)."""
        number, level = self._place(paragraph, styles)
        key = self.abstract.get(number, "")
        form, pattern, start = self.levels.get(key, {}).get(level, ("", "", 1))
        if number in {"", "0"} or key not in self.levels:
            return False, ""
        if form in BULLETS:
            return True, ""
        self.counts[key, level] = self.counts.get((key, level), start - 1) + 1
        for deeper in [place for place in self.counts if place[0] == key and place[1] > level]:
            del self.counts[deeper]
        return False, re.sub(r"%(\d)", lambda found: self._count(key, int(found[1]) - 1), pattern)

    def _place(self, paragraph: etree._Element, styles: _Styles) -> tuple[str, int]:
        properties = [paragraph.find(f"{W}pPr/{W}numPr")]
        properties.extend(style.find(f"{W}pPr/{W}numPr") for style in styles.chain(paragraph))
        found = [one for one in properties if one is not None]
        number = next((_value(mark) for one in found if (mark := one.find(f"{W}numId")) is not None), "")
        level = next((_number(mark, 0) for one in found if (mark := one.find(f"{W}ilvl")) is not None), 0)
        return number, level

    def _count(self, key: str, level: int) -> str:
        form, _, start = self.levels[key].get(level, ("decimal", "", 1))
        return _written(self.counts.get((key, level), start), form)


def _value(element: etree._Element | None) -> str:
    return "" if element is None else element.get(f"{W}val", "")


def _written(count: int, form: str) -> str:
    if form in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (count - 1) % 26)
        return letter if form == "lowerLetter" else letter.upper()
    if form in {"lowerRoman", "upperRoman"}:
        text = ""
        for value, letters in ROMAN:
            while count >= value:
                text, count = text + letters, count - value
        return text.lower() if form == "lowerRoman" else text
    return str(count)
