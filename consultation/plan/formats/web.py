"""Web pages (.html) as neutral blocks."""

import re
from collections.abc import Iterator

from lxml import etree, html

from consultation.plan.blocks import Block, Cell, Document, Line, Paragraph, lines_of
from consultation.plan.formats.safety import Refused
from consultation.plan.grid import MOST_ROWS, Grid, Placed

CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
SILENT = {"script", "style", "head", "template", "noscript", "select", "button", "svg", "object", "iframe", "nav"}
BLOCKS = {
    "p", "div", "ul", "ol", "li", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer",
    "main", "blockquote", "dl", "dt", "dd", "pre", "address", "figure", "figcaption", "hr", "caption", "aside", "form",
    "body", "details", "summary", "center", "fieldset", "thead", "tbody", "tfoot", "tr", "td", "th",
}  # fmt: skip
DEEPEST = 150


def read_html(text: str) -> Document:
    """The blocks of a page: headings, paragraphs, tables with their merges."""
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Refused("damaged") from error
    body = root.find("body")
    return Document("html", tuple(_blocks(body if body is not None else root, 0)))


def page_charset(data: bytes) -> str | None:
    """The encoding a page announces."""
    match = CHARSET.search(data[:4000])
    return match[1].decode("ascii") if match else None


def _blocks(element: etree._Element, depth: int) -> Iterator[Block]:
    waiting: list[str] = [element.text or ""]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if depth > DEEPEST:
            raise Refused("too_much_inside")
        if tag in SILENT or not tag:
            waiting.append(child.tail or "")
            continue
        if tag == "br":
            waiting.append("\n")
        elif tag in BLOCKS or _holds_blocks(child):
            yield from _paragraph(waiting)
            waiting = []
            yield from _block(child, tag, depth)
        else:
            waiting.append(_inline(child, depth))
        waiting.append(child.tail or "")
    yield from _paragraph(waiting)


def _block(element: etree._Element, tag: str, depth: int) -> Iterator[Block]:
    if tag == "table":
        yield from _table(element, depth)
    elif re.fullmatch(r"h[1-6]", tag):
        lines = lines_of([_inline(element, depth)])
        if lines:
            yield Paragraph(lines, level=int(tag[1]))
    elif tag == "li":
        for place, block in enumerate(_blocks(element, depth + 1)):
            if isinstance(block, Paragraph) and place == 0:
                yield Paragraph((Line(block.lines[0].text, bullet=True), *block.lines[1:]), block.level)
            else:
                yield block
    else:
        yield from _blocks(element, depth + 1)


def _holds_blocks(element: etree._Element) -> bool:
    return any(child.tag in BLOCKS for child in element.iterdescendants())


def _paragraph(pieces: list[str]) -> Iterator[Paragraph]:
    lines = lines_of(["".join(pieces)])
    if lines:
        yield Paragraph(lines)


def _inline(element: etree._Element, depth: int) -> str:
    """The running text of an element; white space of the source counts as one space, <br> as a line break."""
    pieces = [_spaced(element.text)]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == "br":
            pieces.append("\n")
        elif tag and tag not in SILENT and depth < DEEPEST:
            pieces.append(_inline(child, depth + 1))
        pieces.append(_spaced(child.tail))
    return "".join(pieces)


def _spaced(text: str | None) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text or "")


def _table(table: etree._Element, depth: int) -> Iterator[Block]:
    caption = table.find("caption")
    if caption is not None:
        yield from _blocks(caption, depth + 1)
    rows = [row for row in table.iter("tr") if _table_of(row) is table]
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    if all(len(row) <= 1 for row in cells) and any(inner is not table for inner in table.iter("table")):
        for row in cells:
            for cell in row:
                yield from _blocks(cell, depth + 1)
        return
    grid = Grid()
    for row, elements in zip(rows, cells, strict=True):
        heading = row.getparent() is not None and row.getparent().tag == "thead"
        grid.add([_placed(cell, depth) for cell in elements], heading=heading)
    built = grid.table()
    if built.rows:
        yield built


def _table_of(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors("table"), None)


def _placed(element: etree._Element, depth: int) -> Placed:
    lines: list[Line] = []
    for block in _blocks(element, depth + 1):
        if isinstance(block, Paragraph):
            lines.extend(block.lines)
        else:
            lines.extend(line for row in block.rows for cell in row.cells if not cell.continued for line in cell.lines)
    return Placed(Cell(tuple(lines), across=_span(element, "colspan", 1000)), _span(element, "rowspan", MOST_ROWS))


def _span(element: etree._Element, name: str, most: int) -> int:
    value = (element.get(name) or "1").strip()
    return max(1, min(int(value), most)) if value.isdigit() and len(value) < 8 else 1
