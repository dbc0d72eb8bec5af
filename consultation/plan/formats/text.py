"""Plain text, Markdown and comma-separated files as neutral blocks."""

import csv
import html
import io
import re
from collections.abc import Iterator

from consultation.plan.blocks import Block, Cell, Document, Doubt, Line, Paragraph, Row, Table, cell_of, clean, lines_of

BREAKS = re.compile(r"<\s*/?\s*(?:p|br|ul|ol|li|div|h[1-6]|tr|table|tbody|thead|td|th)\b[^<>]*>", re.IGNORECASE)
MARKS = re.compile(r"<\s*/?\s*(?:i|b|em|strong|u|s|span|a|font|small|sup|sub|mark)\b[^<>]*>", re.IGNORECASE)
HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*)$")
UNDERLINE = re.compile(r"^ {0,3}(=+|-{3,})\s*$")
STARS = re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1", re.DOTALL)
STAR = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_\n]{1,2000}?)(?<=[^\s*_])\1(?![\w*])")
PIPE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
BULLET = re.compile(r"^\s*(?:[*+•‣▪●◦]|-(?=\s))\s*")
BULLET_IN_CELL = re.compile(r"^\s*[•‣▪●◦]\s*")
DELIMITERS = (";", "\t", ",", "|")
FIELD_LIMIT = 1_000_000


def decode(data: bytes) -> str:
    """The text of a file, by its byte-order mark, else UTF-16 when half of it is empty bytes, else UTF-8, else cp1252.

    >>> decode("Été;N°".encode("cp1252"))
    'Été;N°'
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    head = data[:4000]
    if head.count(0) > len(head) // 4:
        return data.decode("utf-16-be" if head[:1] == b"\0" else "utf-16-le", errors="replace")
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def read_text(text: str) -> Document:
    """Text with tab-separated or piped rows, Markdown marks and remains of HTML."""
    return Document("text", tuple(_blocks(without_comments(text))))


def read_csv(text: str, delimiter: str) -> Document:
    """A spreadsheet saved as text: one table."""
    csv.field_size_limit(FIELD_LIMIT)
    doubts: tuple[Doubt, ...] = ()
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    try:
        records.extend(reader)
    except csv.Error:
        doubts = (Doubt("", "csv_cut", {"line": str(reader.line_num)}),)
    width = max((len(record) for record in records), default=0)
    rows = tuple(
        Row(tuple(cell_of(untag(value)) for value in record) + (Cell(),) * (width - len(record)))
        for record in records
        if any(clean(value) for value in record)
    )
    return Document("csv", (Table(rows),) if rows else (), doubts=doubts)


def csv_delimiter(text: str) -> str | None:
    """The mark that separates the columns of a comma-separated file, None when it does not look like one."""
    sample = text[:200_000].replace("\0", "")
    csv.field_size_limit(FIELD_LIMIT)
    best: tuple[float, str] | None = None
    for delimiter in DELIMITERS:
        try:
            widths = [
                len(record)
                for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
                if any(record)
            ]
        except csv.Error:
            continue
        wide = [width for width in widths if width > 1]
        if len(wide) < 2:
            continue
        usual = max(set(wide), key=lambda width: (wide.count(width), width))
        score = wide.count(usual) / len(widths) * min(usual, 8)
        if usual > 1 and (best is None or score > best[0]):
            best = (score, delimiter)
    return best[1] if best and best[0] >= 1.0 else None


def without_comments(text: str) -> str:
    """The text without its HTML comments; one that never ends is words. (A regular expression takes minutes here.)"""
    pieces = []
    place = 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start)) >= 0:
        pieces.append(text[place:start])
        place = end + 3
    return " ".join((*pieces, text[place:]))


def untag(text: str) -> str:
    """The text without its remains of HTML: block tags become line breaks, others vanish, entities are read.

    Only the tags of running text are touched: "Le Centre > à ouvrir" and "->" are words of the plan.
    """
    return html.unescape(MARKS.sub("", BREAKS.sub("\n", text)))


def _blocks(text: str) -> Iterator[Block]:
    rows: list[Row] = []
    lines: list[str] = []
    for raw in [*_joined_rows(text), ""]:
        row = _row(raw)
        if row is not None and lines:
            yield from _paragraphs(lines)
            lines = []
        if row is None and rows:
            yield _table(rows)
            rows = []
        if row is not None:
            if row.cells:
                rows.append(row)
            elif rows:
                rows[-1] = Row(rows[-1].cells, heading=len(rows) == 1)
        elif raw.strip():
            lines.append(raw)
        elif lines:
            yield from _paragraphs(lines)
            lines = []


def _joined_rows(text: str) -> Iterator[str]:
    """Lines of the text; a quoted cell or a tag left open on a row with tabs carries on to the next line."""
    waiting = ""
    for line in text.splitlines():
        whole = f"{waiting}\n{line}" if waiting else line
        opened = "\t" in whole and whole.count("<p>") > whole.count("</p>") and len(whole) < 20_000
        if opened and line.strip():
            waiting = whole
            continue
        if waiting and opened:
            yield waiting
            whole = line
        waiting = ""
        yield whole
    if waiting:
        yield waiting


def _row(raw: str) -> Row | None:
    """The row of a table printed on this line; one without cells stands for the rule under a piped heading."""
    if "\t" in raw.strip(" ") and clean(raw):
        return Row(tuple(_text_cell(piece) for piece in raw.split("\t")))
    stripped = raw.strip()
    if stripped.startswith("|") and stripped.count("|") > 1:
        if PIPE_RULE.match(stripped):
            return Row(())
        inner = stripped[1:-1] if stripped.endswith("|") and not stripped.endswith("\\|") else stripped[1:]
        return Row(tuple(_text_cell(piece.replace("\\|", "|")) for piece in re.split(r"(?<!\\)\|", inner)))
    return None


def _text_cell(piece: str) -> Cell:
    text = _plain(piece)
    return Cell(
        tuple(
            Line(clean(BULLET_IN_CELL.sub("", line)), bullet=bool(BULLET_IN_CELL.match(line)))
            for line in text.splitlines()
            if clean(line)
        )
    )


def _plain(text: str) -> str:
    return STAR.sub(r"\2", STARS.sub(r"\2", untag(text)))


def _table(rows: list[Row]) -> Table:
    width = max(len(row.cells) for row in rows)
    return Table(tuple(Row(row.cells + (Cell(),) * (width - len(row.cells)), row.heading) for row in rows))


def _paragraphs(lines: list[str]) -> Iterator[Paragraph]:
    """The paragraphs of lines that follow one another: a heading and a bullet each stand alone."""
    body: list[str] = []
    for line in lines:
        heading = HEADING.match(line)
        if heading:
            yield from _body(body)
            body = []
            yield Paragraph(lines_of([_plain(heading[2].rstrip().rstrip("#").rstrip())]), level=len(heading[1]))
        elif (rule := UNDERLINE.match(line)) and body:
            yield Paragraph(lines_of([_plain(" ".join(body))]), level=1 if rule[1].startswith("=") else 2)
            body = []
        elif rule:
            continue
        elif BULLET.match(line) and not line.strip().startswith("**"):
            yield from _body(body)
            body = []
            yield Paragraph(tuple(Line(one.text, bullet=True) for one in lines_of([_plain(BULLET.sub("", line))])))
        else:
            body.append(line)
    yield from _body(body)


def _body(lines: list[str]) -> Iterator[Paragraph]:
    paragraph = Paragraph(lines_of([_plain("\n".join(lines))]))
    if paragraph.lines:
        yield paragraph
