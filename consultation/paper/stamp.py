"""Numbered copies of a sheet: pages made once, then each copy's number and identity stamped on them."""

import io
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from consultation.paper.identity import MASTER, CodeOf, Identity, language_codes, printed_number
from consultation.submissions.follow_code import ALPHABET, shown
from consultation.web.many_codes import ManyCodes
from consultation.web.pdf import ErrorCorrection, compile_and_query, runs

MM = 72 / 25.4
"""Points in a millimetre."""
CHARACTERS = f"0123456789-/{ALPHABET}"
NUMBER_PT = 19
CAPITALS = 0.714
"""Height of a capital of Noto Sans, in parts of the size."""
DIGITS = Name("/Digits")
SMALLEST_CODE = 21
"""Modules a side of the smallest QR code: every identity fits into it."""
MASK = 2
"""Mask of the codes: one fixed mask reads as well as the best of eight (211 against 192 of 300 blurred, noisy codes
at 100 dpi)."""


def stamp_copies(
    pdf: bytes,
    layout: Mapping[str, Any],
    numbers: Sequence[int] | None,
    code_of: CodeOf | None = None,
    told: Callable[[int], None] | None = None,
) -> bytes:
    """The sheet once for each number; with None once, with an empty frame for a number.

    A single copy keeps its tags for screen readers; many copies are for the printer, share their pages and drop them.
    An odd number of pages is followed by a blank one, so that no copy begins on the back of another.

    :param told: called with the pages done so far; what it raises stops the printing.
    """
    with Pdf.open(io.BytesIO(pdf)) as document:
        originals = [page.obj for page in document.pages]
        places = [_prepared(document, page, where) for page, where in zip(originals, layout["pages"], strict=True)]
        pages: list[Object] = []
        copies = [MASTER] if numbers is None else numbers
        for number in copies:
            follow_code = code_of(number) if code_of and number != MASTER else ""
            pages += _stamped(document, layout, originals, places, number, follow_code)
            if len(copies) > 1 and len(originals) % 2 and len(originals) > 1:
                pages.append(document.make_indirect(_blank(originals[-1])))
            if told:
                told(len(pages))
        set_pages(document, pages)
        if len(copies) == 1:
            for page, original in zip(pages, originals, strict=True):
                page.StructParents = original.StructParents
        else:
            for name in (Name.StructTreeRoot, Name.MarkInfo, Name.Outlines, Name.Metadata):
                if name in document.Root:
                    del document.Root[name]
        document.Root.ViewerPreferences = Dictionary(
            Duplex=Name.Simplex if len(originals) == 1 else Name.DuplexFlipLongEdge, DisplayDocTitle=True
        )
        out = io.BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, fix_metadata_version=False)
        return out.getvalue()


def _prepared(document: Pdf, page: Object, where: Mapping[str, Any]) -> list[Object]:
    """The streams around a copy's own ones: the page, and one that moves to each place of a code."""
    if Name.Font not in page.Resources:
        page.Resources.Font = Dictionary()
    page.Resources.Font[DIGITS] = digit_font(document)
    page.Resources = document.make_indirect(page.Resources)
    contents = page.Contents
    before = document.make_indirect(Stream(document, b"q\n"))
    moves = []
    for index, place in enumerate(where["identities"]):
        x, top = place["x_mm"] * MM, (where["height_mm"] - place["y_mm"]) * MM
        module = place["width_mm"] * MM / SMALLEST_CODE
        start = "\nQ /Artifact BMC\n" if index == 0 else "\nQ\n"
        move = f"{start}q {module:.5f} 0 0 {-module:.5f} {x:.4f} {top:.4f} cm 0 g\n"
        moves.append(document.make_indirect(Stream(document, move.encode())))
    body = list(contents) if isinstance(contents, Array) else [contents]
    return [Array([before, *body]), *moves]


def _stamped(
    document: Pdf,
    layout: Mapping[str, Any],
    originals: Sequence[Object],
    places: Sequence[Any],
    number: int,
    follow_code: str,
) -> list[Object]:
    """The pages of one copy."""
    languages = language_codes(tuple(layout["locales"]))
    pages: list[Object] = []
    written: dict[tuple[float, float], Object] = {}
    for original, where, (body, *moves) in zip(originals, layout["pages"], places, strict=True):
        identity = Identity(print_code=layout["print_code"], number=number, page=where["page"], languages=languages)
        code = document.make_indirect(Stream(document, squares(str(identity))))
        corner = (where["number"]["x_mm"], where["number"]["y_mm"])
        if corner not in written:
            written[corner] = document.make_indirect(Stream(document, _number(where, number)))
        contents = list(body)
        for move in moves:
            contents += [move, code]
        slip = []
        if follow_code and "letters" in where:
            slip = [document.make_indirect(Stream(document, _slip(where, layout["follow"], follow_code)))]
        page = Dictionary(
            Type=Name.Page,
            MediaBox=original.MediaBox,
            Resources=original.Resources,
            Contents=Array([*contents, *slip, written[corner]]),
        )
        pages.append(document.make_indirect(page))
    return pages


def _slip(where: Mapping[str, Any], address: str, follow_code: str) -> bytes:
    """The follow code on the slip: as a QR code of its address, and in letters. The code stands behind a `#`, where
    no server and no proxy sees it."""
    place = where["follow"]
    matrix = _codes("L").squares(f"{address}#{follow_code}").tolist()
    module = place["width_mm"] * MM / len(matrix)
    x, top = place["x_mm"] * MM, (where["height_mm"] - place["y_mm"]) * MM
    letters = written(shown(follow_code), where["letters"], where["height_mm"])
    return f"\nQ\nq {module:.5f} 0 0 {-module:.5f} {x:.4f} {top:.4f} cm 0 g\n".encode() + _filled(matrix) + letters


def squares(text: str) -> bytes:
    """The code as rectangles, one unit a module, rows downwards."""
    return _filled(_codes(_correction(text)).squares(text).tolist())


@lru_cache(maxsize=4)
def _codes(correction: ErrorCorrection) -> ManyCodes:
    return ManyCodes(correction, MASK)


def _filled(matrix: list[list[bool]]) -> bytes:
    squares = (f"{start} {y} {length} 1 re" for y, row in enumerate(matrix) for start, length in runs(row))
    return ("\n".join(squares) + "\nf\n").encode()


def _correction(text: str) -> ErrorCorrection:
    """The strongest correction that leaves the code at its smallest (16, 20 and 25 characters: ISO/IEC 18004)."""
    return "Q" if len(text) <= 16 else "M" if len(text) <= 20 else "L"


def _number(where: Mapping[str, Any], number: int) -> bytes:
    """The number in the middle of its frame; nothing on a master."""
    if number == MASTER:
        return b"\nQ EMC\n"
    return written(printed_number(number), where["number"], where["height_mm"]) + b"Q EMC\n"


def written(text: str, frame: Mapping[str, float], height_mm: float, size_pt: float = NUMBER_PT) -> bytes:
    """Characters in the middle of a frame."""
    digits = _digits()
    part = size_pt / NUMBER_PT
    wide = {name: width * part for name, width in {**digits.widths, " ": digits.widths["0"] / 2}.items()}
    x = (frame["x_mm"] + frame["width_mm"] / 2) * MM - sum(wide[character] for character in text) / 2
    y = (height_mm - frame["y_mm"] - frame["height_mm"] / 2) * MM - CAPITALS * size_pt / 2
    drawn = [f"0 Tr {DIGITS} {size_pt} Tf"]
    for character in text:
        if character != " ":
            drawn.append(f"1 0 0 1 {x:.3f} {y:.3f} Tm <{digits.glyphs[character].hex()}> Tj")
        x += wide[character]
    return ("\nQ\nq 0 g BT\n" + "\n".join(drawn) + "\nET\n").encode()


class Digits(NamedTuple):
    """The font of numbers and codes, cut down to their characters."""

    source: Pdf
    """The document it stands in, kept open for those it is copied into."""
    widths: dict[str, float]
    """Of each character, in points."""
    glyphs: dict[str, bytes]
    """What the font calls each character."""


@lru_cache(maxsize=1)
def _digits() -> Digits:
    data = {"characters": CHARACTERS, "size_pt": NUMBER_PT}
    pdf, widths = compile_and_query(Path(__file__).with_name("digits.typ"), data, "wide")
    source = Pdf.open(io.BytesIO(pdf))
    steps = pikepdf.parse_content_stream(source.pages[0])
    drawn = [bytes(step.operands[0]) for step in steps if str(step.operator) == "Tj"]
    (font,) = source.pages[0].Resources.Font.values()
    source.Root[DIGITS] = source.make_indirect(font)
    return Digits(source, dict(zip(CHARACTERS, widths, strict=True)), dict(zip(CHARACTERS, drawn, strict=True)))


def digit_font(document: Pdf) -> Object:
    """The font as part of this document; copied once for all its pages."""
    known = document.Root.get(DIGITS)
    if known is None:
        known = document.Root[DIGITS] = document.copy_foreign(_digits().source.Root[DIGITS])
    return known


def _blank(original: Object) -> Dictionary:
    return Dictionary(Type=Name.Page, MediaBox=original.MediaBox, Resources=Dictionary())


def set_pages(document: Pdf, pages: Sequence[Object]) -> None:
    """Make these the pages; far quicker than adding one after another."""
    tree = document.make_indirect(Dictionary(Type=Name.Pages, Count=len(pages), Kids=Array(pages)))
    for page in pages:
        page.Parent = tree
    document.Root.Pages = tree
