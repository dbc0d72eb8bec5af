"""Numbered copies of a sheet: pages made once, then each copy's number and identity stamped on them."""

import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from consultation.paper.identity import MASTER, Identity, language_codes, printed_number
from consultation.web.pdf import ErrorCorrection, compile_pdf, qr_matrix, runs

MM = 72 / 25.4
"""Points in a millimetre."""
CHARACTERS = "0123456789-"
NUMBER_PT = 19
SMALLEST_CODE = 21
"""Modules a side of the smallest QR code: every identity fits into it."""
MASK = 2
"""Mask of the codes: one fixed mask reads as well as the best of eight (211 against 192 of 300 blurred, noisy codes
at 100 dpi)."""


def stamp_copies(pdf: bytes, layout: Mapping[str, Any], numbers: Sequence[int] | None) -> bytes:
    """The sheet once for each number; with None once, with an empty frame for a number.

    A single copy keeps its tags for screen readers; many copies are for the printer, share their pages and drop them.
    An odd number of pages is followed by a blank one, so that no copy begins on the back of another.
    """
    with Pdf.open(io.BytesIO(pdf)) as document:
        originals = [page.obj for page in document.pages]
        places = [_prepared(document, page, where) for page, where in zip(originals, layout["pages"], strict=True)]
        pages: list[Object] = []
        copies = [MASTER] if numbers is None else numbers
        for number in copies:
            pages += _stamped(document, layout, originals, places, number)
            if len(copies) > 1 and len(originals) % 2 and len(originals) > 1:
                pages.append(document.make_indirect(_blank(originals[-1])))
        _set_pages(document, pages)
        if len(copies) == 1:
            for page, original in zip(pages, originals, strict=True):
                page.StructParents = original.StructParents
        else:
            for name in (Name.StructTreeRoot, Name.MarkInfo, Name.Outlines):
                if name in document.Root:
                    del document.Root[name]
        document.Root.ViewerPreferences = Dictionary(
            Duplex=Name.Simplex if len(originals) == 1 else Name.DuplexFlipLongEdge, DisplayDocTitle=True
        )
        out = io.BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def _prepared(document: Pdf, page: Object, where: Mapping[str, Any]) -> list[Object]:
    """The streams around a copy's own ones: the page, and one that moves to each place of a code."""
    if Name.XObject not in page.Resources:
        page.Resources.XObject = Dictionary()
    for name, form in _digit_forms(document).items():
        page.Resources.XObject[name] = form
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
    document: Pdf, layout: Mapping[str, Any], originals: Sequence[Object], places: Sequence[Any], number: int
) -> list[Object]:
    """The pages of one copy."""
    languages = language_codes(tuple(layout["locales"]))
    pages: list[Object] = []
    written: dict[tuple[float, float], Object] = {}
    for original, where, (body, *moves) in zip(originals, layout["pages"], places, strict=True):
        identity = Identity(print_code=layout["print_code"], number=number, page=where["page"], languages=languages)
        code = document.make_indirect(Stream(document, _squares(str(identity))))
        corner = (where["number"]["x_mm"], where["number"]["y_mm"])
        if corner not in written:
            written[corner] = document.make_indirect(Stream(document, _number(where, number)))
        contents = list(body)
        for move in moves:
            contents += [move, code]
        page = Dictionary(
            Type=Name.Page,
            MediaBox=original.MediaBox,
            Resources=original.Resources,
            Contents=Array([*contents, written[corner]]),
        )
        pages.append(document.make_indirect(page))
    return pages


def _squares(text: str) -> bytes:
    """The code as rectangles, one unit a module, rows downwards."""
    matrix = qr_matrix(text, _correction(text), mask=MASK)
    squares = (f"{start} {y} {length} 1 re" for y, row in enumerate(matrix) for start, length in runs(row))
    return ("\n".join(squares) + "\nf\n").encode()


def _correction(text: str) -> ErrorCorrection:
    """The strongest correction that leaves the code at its smallest (16, 20 and 25 characters: ISO/IEC 18004)."""
    return "Q" if len(text) <= 16 else "M" if len(text) <= 20 else "L"


def _number(where: Mapping[str, Any], number: int) -> bytes:
    """The number in the middle of its frame; nothing on a master."""
    if number == MASTER:
        return b"\nQ EMC\n"
    text = printed_number(number)
    _pdf, sizes = _digits()
    frame = where["number"]
    width = sum(sizes[character][0] for character in text)
    x = (frame["x_mm"] + frame["width_mm"] / 2) * MM - width / 2
    y = (where["height_mm"] - frame["y_mm"] - frame["height_mm"] / 2) * MM - sizes["0"][1] / 2
    drawn = []
    for character in text:
        drawn.append(f"q 1 0 0 1 {x:.3f} {y:.3f} cm {_form_name(character)} Do Q")
        x += sizes[character][0]
    return ("\nQ\n" + "\n".join(drawn) + "\nEMC\n").encode()


def _form_name(character: str) -> str:
    return f"/Digit{CHARACTERS.index(character)}"


@lru_cache(maxsize=1)
def _digits() -> tuple[bytes, dict[str, tuple[float, float]]]:
    """The characters of a number, one a page, and {character: (width, height)} in points."""
    pdf = compile_pdf(Path(__file__).with_name("digits.typ"), {"characters": list(CHARACTERS), "size_pt": NUMBER_PT})
    with Pdf.open(io.BytesIO(pdf)) as document:
        boxes = [[float(side) for side in page.mediabox.as_list()] for page in document.pages]
    return pdf, {character: (box[2], box[3]) for character, box in zip(CHARACTERS, boxes, strict=True)}


def _digit_forms(document: Pdf) -> dict[str, Object]:
    """The characters as forms of this document; made once for all its pages."""
    pdf, _sizes = _digits()
    known = document.Root.get(Name("/DigitForms"))
    if known is None:
        with Pdf.open(io.BytesIO(pdf)) as source:
            forms = [document.copy_foreign(page.as_form_xobject()) for page in source.pages]
        known = document.Root.DigitForms = Array(forms)
    return {_form_name(character): form for character, form in zip(CHARACTERS, known, strict=True)}


def _blank(original: Object) -> Dictionary:
    return Dictionary(Type=Name.Page, MediaBox=original.MediaBox, Resources=Dictionary())


def _set_pages(document: Pdf, pages: Sequence[Object]) -> None:
    """Make these the pages; far quicker than adding one after another."""
    tree = document.make_indirect(Dictionary(Type=Name.Pages, Count=len(pages), Kids=Array(pages)))
    for page in pages:
        page.Parent = tree
    document.Root.Pages = tree
