"""Opening a file that somebody handed in: its kind is told by what it holds, never by its name."""

import re
import zipfile

from consultation.plan.blocks import Document, Table
from consultation.plan.columns import is_heading_row
from consultation.plan.formats.safety import MOST_BYTES, Refused, guarded, member_text, opened_zip, refuse_declarations
from consultation.plan.formats.text import csv_delimiter, decode, read_csv, read_text

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\0",
    b"MM\0*",
    b"RIFF",
    b"\0\0\0\x18ftyp",
    b"\0\0\0\x1cftyp",
)
#: Pictures inside a page.
PICTURE_DATA = re.compile(r"data:image/[\w.+-]+;base64,[A-Za-z0-9+/=\s]*")
HTML = re.compile(r"<\s*(?:!doctype\s+html|html|body|table|head)\b", re.IGNORECASE)
#: Characters of a plain text, and lines of any document; the longest plans hold a hundredth of it.
MOST_CHARACTERS = 4_000_000
MOST_LINES = 10_000
#: How much of a text must be printable for it to be one.
PRINTABLE_SHARE = 0.95


def open_document(data: bytes, name: str = "") -> Document:
    """The file as neutral blocks; the name only helps to tell one kind of plain text from another.

    :raises Refused: with the code of the reason.
    """
    if len(data) > MOST_BYTES:
        raise Refused("too_big", limit_mb=str(MOST_BYTES // 1024 // 1024))
    if not data.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise Refused("empty")
    if data.startswith(OLD_OFFICE):
        raise Refused(_old_office(data))
    if data.startswith(b"PK"):
        return _bounded(_open_zip(data))
    if data[:1024].lstrip().startswith(b"%PDF"):
        raise Refused("pdf")
    if data.startswith(b"{\\rtf"):
        raise Refused("rtf")
    if data.startswith(PICTURES):
        raise Refused("picture")
    return _bounded(_open_text(data, name))


def _bounded(document: Document) -> Document:
    """The document, when it is no longer than a plan can be.

    :raises Refused: too_much_inside.
    """
    lines = sum(len(block.rows) if isinstance(block, Table) else 1 for block in document.blocks)
    if lines > MOST_LINES:
        raise Refused("too_much_inside")
    return document


def _open_zip(data: bytes) -> Document:
    archive = opened_zip(data)
    kind = _zip_kind(archive)
    refuse_declarations(archive)
    match kind:
        case "docx":
            from consultation.plan.formats.word import read_word  # here and below: tens of megabytes, rarely used

            return read_word(data, archive)
        case "xlsx":
            from consultation.plan.formats.workbook import read_workbook

            return read_workbook(data, archive)
        case "odt" | "ods":
            from consultation.plan.formats.opendocument import read_opendocument

            return read_opendocument(data, archive, kind)
        case _:
            raise Refused(kind)


def _zip_kind(archive: zipfile.ZipFile) -> str:
    """docx, xlsx, odt, ods, or the code of a refusal."""
    mimetype = member_text(archive, "mimetype", 200).decode("ascii", errors="replace").strip()
    if mimetype.startswith("application/vnd.oasis.opendocument."):
        if b"encryption-data" in member_text(archive, "META-INF/manifest.xml"):
            raise Refused("locked")
        family = mimetype.rsplit(".", 1)[-1].removesuffix("-template")
        return {"text": "odt", "text-master": "odt", "spreadsheet": "ods", "presentation": "slides"}.get(
            family, "not_a_document"
        )
    types = member_text(archive, "[Content_Types].xml")
    if b"wordprocessingml" in types or b"ms-word.document" in types:
        return "docx"
    if b"spreadsheetml" in types or b"ms-excel.sheet.macroEnabled" in types:
        return "old_excel" if "xl/workbook.bin" in archive.namelist() else "xlsx"
    if b"presentationml" in types:
        return "slides"
    return "archive"


def _old_office(data: bytes) -> str:
    """The code for files of the time before zip: their directory names what they hold."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return "locked"
    if holds("WordDocument"):
        return "old_word"
    return "old_excel" if holds("Workbook") or holds("Book") else "old_office"


def _open_text(data: bytes, name: str) -> Document:
    from consultation.plan.formats.web import read_html

    text = _decoded(data)
    printable = sum(mark.isprintable() or mark in "\r\n\t\f" for mark in text[:20_000])
    if printable < PRINTABLE_SHARE * len(text[:20_000]):
        raise Refused("not_a_document")
    text = PICTURE_DATA.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MOST_CHARACTERS:
        raise Refused("too_much_inside")
    if HTML.search(text[:4000]) or (HTML.search(text) and name.lower().endswith((".html", ".htm"))):
        return guarded(lambda: read_html(text))
    if text.lstrip().startswith("<?xml"):
        raise Refused("not_a_document")
    delimiter = csv_delimiter(text)
    if delimiter and _is_csv(text, delimiter, name):
        return guarded(lambda: read_csv(text, delimiter))
    return guarded(lambda: read_text(text))


def _decoded(data: bytes) -> str:
    from consultation.plan.formats.web import page_charset

    announced = page_charset(data)
    if announced:
        try:
            return data.decode(announced)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _is_csv(text: str, delimiter: str, name: str) -> bool:
    """Whether a text is a spreadsheet: by its name, or because its first rows hold headings and all are as wide."""
    if delimiter == "|":
        return False
    if name.lower().endswith((".csv", ".tsv")):
        return True
    if delimiter == "\t":
        return False
    rows = [row for block in read_csv(text, delimiter).blocks for row in getattr(block, "rows", ())]
    headings = any(is_heading_row([cell.text for cell in row.cells]) for row in rows[:6])
    return headings and len(rows) > 1
