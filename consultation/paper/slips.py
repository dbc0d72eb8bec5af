"""Slips of idea boxes, cards of clothes lines, pages of guest books: sheets of one question with one big field.

They carry the markers, the codes and the number of every sheet, so that scans of them are found and cut out alike.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from consultation.i18n import direction, html_lang, pick
from consultation.paper.sheet import FORMAT, Layout, pages_of
from consultation.web.marks import MARKERS
from consultation.web.pdf import Document, qr_svg
from consultation.web.press import in_the_press

TEMPLATE = Path(__file__).with_name("slip.typ")
Format = Literal["slip4", "slip6", "card", "page"]
FORMATS: Mapping[Format, tuple[float, float]] = {
    "slip4": (105.0, 148.5),
    "slip6": (105.0, 99.0),
    "card": (210.0, 148.5),
    "page": (210.0, 297.0),
}
"""{format: width and height in millimetres}: four or six slips on a page of A4, two cards, one page."""
A4_MM = (210.0, 297.0)


def print_code_of_box(box_id: int) -> str:
    """What the slips of a box are called: "B12"; the codes of questionnaires begin with three letters."""
    return f"B{box_id}"


def a_page(kind: Format) -> int:
    """How many stand on one page of A4."""
    width, height = FORMATS[kind]
    return int(A4_MM[0] // width) * int(A4_MM[1] // height)


@dataclass(frozen=True, kw_only=True)
class SlipOrder:
    """What the slips of one box say."""

    print_code: str
    question: Mapping[str, str]
    locales: tuple[str, ...]
    """One language, or two under one another."""
    kind: Format = "slip4"
    place: str = ""
    """Where the box stands."""
    address: str = ""
    """Of the same box on the phone; empty: only paper."""
    is_simulated: bool = False
    """Of an invented campaign: every slip says so."""


@in_the_press
def print_slips(
    order: SlipOrder, words: Mapping[str, Mapping[str, str]], numbers: Sequence[int]
) -> tuple[bytes, Layout]:
    """A PDF of slips with these numbers, to be cut, and where everything stands on one of them.

    :param words: {locale: {name: words}} of the slip itself (see `resident_slip_words`).
    """
    from consultation.paper.stamp import stamp_copies

    pdf, layout = lay_out_slip(order, words)
    return on_a4(stamp_copies(pdf, layout, numbers), order.kind), layout


def lay_out_slip(order: SlipOrder, words: Mapping[str, Mapping[str, str]]) -> tuple[bytes, Layout]:
    """One slip without its number, for every reader (PDF/UA-1), and the places of everything on it."""
    width, height = FORMATS[order.kind]
    slip = Document(TEMPLATE, slip_data(order, words), {})
    marks = slip.values("mark")
    pdf, missing = slip.pdf()
    layout = {
        "format": FORMAT,
        "print_code": order.print_code,
        "locales": list(order.locales),
        "size": order.kind,
        "pages": pages_of(marks, width, height),
        "questions": {"idea": {"kind": "long_text", "most": None}},
        "unprintable": missing,
    }
    return pdf, layout


def slip_data(order: SlipOrder, words: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """What the template prints: plain values."""
    width, height = FORMATS[order.kind]
    return {
        "width_mm": width,
        "height_mm": height,
        "markers": MARKERS,
        "place": order.place,
        "is_simulated": order.is_simulated,
        "address": order.address,
        "phone": qr_svg(order.address) if order.address else "",
        "question": [_said(*pick(order.question, locale, order.locales[0])) for locale in order.locales],
        "words": [{name: _said(text, locale) for name, text in words[locale].items()} for locale in order.locales],
    }


def on_a4(pdf: bytes, kind: Format) -> bytes:
    """The slips beside and under one another on pages of A4, with lines to cut along.

    All of them were stamped on one page, so that they share what they draw with.
    """
    import pikepdf
    from pikepdf import Array, Dictionary, Name, Pdf, Stream

    from consultation.paper.stamp import MM

    width, height = FORMATS[kind]
    columns = int(A4_MM[0] // width)
    many = a_page(kind)
    with Pdf.open(io.BytesIO(pdf)) as document:
        slips = [page.obj for page in document.pages]
        cuts = document.make_indirect(Stream(document, _cuts(kind)))
        end = document.make_indirect(Stream(document, b"\nQ\n"))
        moves = [
            document.make_indirect(Stream(document, f"q 1 0 0 1 {x * MM:.4f} {y * MM:.4f} cm\n".encode()))
            for x, y in ((n % columns * width, A4_MM[1] - (n // columns + 1) * height) for n in range(many))
        ]
        size = Array([0, 0, A4_MM[0] * MM, A4_MM[1] * MM])
        pages = []
        for first in range(0, len(slips), many):
            contents = [cuts]
            for move, slip in zip(moves, slips[first : first + many], strict=False):
                contents += [move, *slip.Contents, end]
            page = Dictionary(Type=Name.Page, MediaBox=size, Resources=slips[0].Resources, Contents=Array(contents))
            pages.append(document.make_indirect(page))
        tree = document.make_indirect(Dictionary(Type=Name.Pages, Count=len(pages), Kids=Array(pages)))
        for page in pages:
            page.Parent = tree
        document.Root.Pages = tree
        document.Root.ViewerPreferences = Dictionary(Duplex=Name.Simplex, DisplayDocTitle=True)
        for name in (Name.StructTreeRoot, Name.MarkInfo, Name.Outlines, Name.Metadata):
            if name in document.Root:
                del document.Root[name]
        out = io.BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def _cuts(kind: Format) -> bytes:
    from consultation.paper.stamp import MM

    width, height = FORMATS[kind]
    across = [n * width for n in range(1, int(A4_MM[0] // width))]
    down = [n * height for n in range(1, int(A4_MM[1] // height))]
    lines = [f"{x * MM:.3f} 0 m {x * MM:.3f} {A4_MM[1] * MM:.3f} l S" for x in across]
    lines += [f"0 {y * MM:.3f} m {A4_MM[0] * MM:.3f} {y * MM:.3f} l S" for y in down]
    return ("q 0.5 w [3 3] 0 d 0 G\n" + "\n".join(lines) + "\nQ\n").encode()


def _said(words: str, locale: str) -> dict[str, str]:
    return {"words": words, "lang": html_lang(locale), "dir": direction(locale)}
