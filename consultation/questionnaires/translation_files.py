"""Translations as files translators work with: XLSX, PO, XLIFF 1.2 and 2.0. Bytes in, plain values out, and back.

A file carries the address of each wording, so that it comes back to its place, and the source it was made from, so
that a source that changed meanwhile is seen. Nothing in a file is ever run: words are written as words.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from consultation.languages import EASY_FRENCH, canonical, direction
from consultation.plan.formats.safety import opened_zip, refuse_declarations

STATES = {"missing": "needs-translation", "draft": "needs-translation", "stale": "needs-review-translation"}
"""{state of a line: state of a target in XLIFF 1.2}; done is `translated`."""
XLIFF_1 = "urn:oasis:names:tc:xliff:document:1.2"
XLIFF_2 = "urn:oasis:names:tc:xliff:document:2.0"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
COLUMNS = ("Key", "Where", "Source", "Translation", "State")
MOST_UNITS = 5_000


class Unreadable(Exception):
    """The file is not one of ours; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Unit:
    """One wording of a file."""

    address: str
    source: str
    words: str
    where: str = ""
    """What it is, in the words of whoever made the file."""
    state: str = "done"


@dataclass(frozen=True)
class File:
    """A translation from one language into another."""

    source: str
    target: str
    title: str
    units: tuple[Unit, ...]


def tag(locale: str) -> str:
    """A language as other programs write it."""
    return "fr-x-falc" if locale == EASY_FRENCH else locale.replace("_", "-")


def is_in(file: File, locale: str) -> bool:
    """Whether a file translates into that language, by any of its codes."""
    return file.target in (locale, tag(locale)) or canonical(file.target) == canonical(tag(locale))


def read(data: bytes) -> File:
    """A file of any of the kinds, told apart by what is in it.

    :raises Unreadable: with `unknown`, `broken`, `doctype` or `empty`
    """
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if zipfile.is_zipfile(io.BytesIO(data)):
        file = read_xlsx(data)
    elif start.startswith(b"<"):
        file = read_xliff(data)
    elif b"msgid" in data:
        file = read_po_file(data)
    else:
        raise Unreadable("unknown")
    if not file.units:
        raise Unreadable("empty")
    return file


# XLSX


def write_xlsx(file: File) -> bytes:
    """One sheet, one row a wording. Every cell is text: a wording that begins with = is never a formula."""
    import xlsxwriter  # here and below: a library that is rarely used

    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Translation")
    look: dict[str, Any] = {"text_wrap": True, "valign": "top", "num_format": "@"}
    plain = book.add_format(look)
    target = book.add_format({**look, "reading_order": 2 if direction(file.target) == "rtl" else 1})
    bold = book.add_format({"bold": True})
    for column, name in enumerate(COLUMNS):
        language = {"Source": file.source, "Translation": file.target}.get(name)
        sheet.write_string(0, column, f"{name} ({tag(language)})" if language else name, bold)
    for row, unit in enumerate(file.units, 1):
        for column, words in enumerate((unit.address, unit.where, unit.source, unit.words, unit.state)):
            sheet.write_string(row, column, words, target if column == 3 else plain)
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 3, 60)
    sheet.freeze_panes(1, 2)
    book.close()
    return kept.getvalue()


def read_xlsx(data: bytes) -> File:
    from openpyxl import load_workbook

    try:
        refuse_declarations(opened_zip(data))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        filled = book.worksheets[0].iter_rows(values_only=True, max_col=20, max_row=MOST_UNITS + 1)
        rows = [[_cell(value) for value in row] for row in filled]
    except Exception as error:  # a workbook that lies about itself breaks anywhere in the library
        raise Unreadable("broken") from error
    head = {name.split(" (")[0]: at for at, name in enumerate(rows[0])} if rows else {}
    if not {"Key", "Source", "Translation"} <= head.keys():
        raise Unreadable("unknown")
    languages = {name: re.search(r"\(([^)]*)\)", rows[0][head[name]]) for name in ("Source", "Translation")}
    units = [
        Unit(row[head["Key"]], row[head["Source"]], row[head["Translation"]]) for row in rows[1:] if row[head["Key"]]
    ]
    said = {name: found[1] if found else "" for name, found in languages.items()}
    return File(said["Source"], said["Translation"], "", tuple(units[:MOST_UNITS]))


def _cell(value: object) -> str:
    """A cell as its reader sees it: a number that somebody typed is not 4.0."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


# PO


def write_po_file(file: File) -> bytes:
    """A catalogue; the address is the context. A wording that went stale is fuzzy."""
    catalogue = Catalog(locale=None, project=file.title or "questionnaire", charset="utf-8", fuzzy=False)
    for unit in file.units:
        if not unit.source:
            continue
        message = catalogue.add(unit.source, unit.words, auto_comments=[unit.where], context=unit.address)
        # Percent signs of a sentence are not holes for values.
        message.flags.difference_update({"python-format", "python-brace-format"})
        if unit.state == "stale":
            message.flags.add("fuzzy")
    kept = io.BytesIO()
    write_po(kept, catalogue, width=0, omit_header=True)
    header = "".join(f'"{name}: {value}\\n"\n' for name, value in _headers(file))
    return f'msgid ""\nmsgstr ""\n{header}\n'.encode() + kept.getvalue()


def _headers(file: File) -> Sequence[tuple[str, str]]:
    return (
        ("Language", tag(file.target)),
        ("X-Source-Language", tag(file.source)),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
    )


def read_po_file(data: bytes) -> File:
    try:
        words = data.decode("utf-8-sig")
        catalogue = read_po(io.StringIO(words), ignore_obsolete=True, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError, LookupError) as error:
        raise Unreadable("broken") from error
    headers = dict(re.findall(r'^"(Language|X-Source-Language): ([^\\"]*)\\n"$', words, re.MULTILINE))
    units = []
    for message in catalogue:
        if not message.id or not message.context:
            continue
        if message.pluralizable:
            raise Unreadable("plural")
        units.append(Unit(str(message.context), str(message.id), str(message.string or "")))
    return File(headers.get("X-Source-Language", ""), headers.get("Language", ""), "", tuple(units[:MOST_UNITS]))


# XLIFF


def write_xliff_1(file: File) -> bytes:
    from lxml import etree

    root = etree.Element(f"{{{XLIFF_1}}}xliff", nsmap={None: XLIFF_1}, version="1.2")
    languages = {"source-language": tag(file.source), "target-language": tag(file.target)}
    inside = etree.SubElement(root, f"{{{XLIFF_1}}}file", original=file.title, datatype="plaintext", **languages)
    body = etree.SubElement(inside, f"{{{XLIFF_1}}}body")
    for unit in file.units:
        one = etree.SubElement(body, f"{{{XLIFF_1}}}trans-unit", id=unit.address)
        one.set(XML_SPACE, "preserve")
        etree.SubElement(one, f"{{{XLIFF_1}}}source").text = unit.source
        target = etree.SubElement(one, f"{{{XLIFF_1}}}target", state=STATES.get(unit.state, "translated"))
        target.text = unit.words
        etree.SubElement(one, f"{{{XLIFF_1}}}note").text = unit.where
    return _written(root)


def write_xliff_2(file: File) -> bytes:
    from lxml import etree

    languages = {"srcLang": tag(file.source), "trgLang": tag(file.target)}
    root = etree.Element(f"{{{XLIFF_2}}}xliff", nsmap={None: XLIFF_2}, version="2.0", **languages)
    inside = etree.SubElement(root, f"{{{XLIFF_2}}}file", id="questionnaire", original=file.title)
    for unit in file.units:
        one = etree.SubElement(inside, f"{{{XLIFF_2}}}unit", id=unit.address)
        one.set(XML_SPACE, "preserve")
        notes = etree.SubElement(one, f"{{{XLIFF_2}}}notes")
        etree.SubElement(notes, f"{{{XLIFF_2}}}note").text = unit.where
        state = "translated" if unit.state == "done" else "initial"
        segment = etree.SubElement(one, f"{{{XLIFF_2}}}segment", state=state)
        etree.SubElement(segment, f"{{{XLIFF_2}}}source").text = unit.source
        etree.SubElement(segment, f"{{{XLIFF_2}}}target").text = unit.words
    return _written(root)


def _written(root: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def read_xliff(data: bytes) -> File:
    # No entity is looked up, nothing is fetched, no document type is taken: a file is only its own words.
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise Unreadable("doctype")
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("broken") from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable("doctype")
    name = etree.QName(root)
    if name.localname != "xliff":
        raise Unreadable("unknown")
    version = root.get("version", "")
    return _read_xliff_2(root) if version.startswith("2") else _read_xliff_1(root)


def _read_xliff_1(root: Any) -> File:
    inside = root.find("{*}file")
    languages: Mapping[str, str] = inside.attrib if inside is not None else {}
    units = [
        Unit(one.get("id", ""), _said(one.find("{*}source")), _said(one.find("{*}target")))
        for one in root.iter("{*}trans-unit")
        if one.get("id")
    ]
    return File(
        languages.get("source-language", ""), languages.get("target-language", ""), "", tuple(units[:MOST_UNITS])
    )


def _read_xliff_2(root: Any) -> File:
    units = []
    for one in root.iter("{*}unit"):
        # A tool may cut a unit into sentences: together they are the wording again.
        parts = list(one.iter("{*}segment", "{*}ignorable"))
        source = "".join(_said(part.find("{*}source")) for part in parts)
        words = "".join(
            _said(part.find("{*}target") if part.find("{*}target") is not None else _between(part)) for part in parts
        )
        if one.get("id"):
            units.append(Unit(one.get("id"), source, words))
    return File(root.get("srcLang", ""), root.get("trgLang", ""), "", tuple(units[:MOST_UNITS]))


def _between(part: Any) -> Any:
    """What stands between two sentences is the same in both languages, unless the tool says otherwise."""
    from lxml import etree

    return part.find("{*}source") if etree.QName(part).localname == "ignorable" else None


def _said(element: Any) -> str:
    """The words of an element; codes a tool put in it show as what they stand for."""
    if element is None:
        return ""
    said = element.text or ""
    for child in element:
        inner = _said(child) if isinstance(child.tag, str) else ""
        said += (inner or child.get("equiv-text") or child.get("equiv") or "") if isinstance(child.tag, str) else ""
        said += child.tail or ""
    return str(said)


WRITERS: Mapping[str, tuple[str, str, Callable[[File], bytes]]] = {
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    "po": ("po", "text/x-gettext-translation", write_po_file),
    "xliff1": ("xlf", "application/xliff+xml", write_xliff_1),
    "xliff2": ("xlf", "application/xliff+xml", write_xliff_2),
}
"""{kind: (ending of the file's name, its type, how it is written)}."""
