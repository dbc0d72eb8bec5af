"""Labels for the copies of a master: a number for each copy, and a code for each of its pages."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream

from consultation.paper.identity import Identity, language_codes, printed_number
from consultation.paper.stamp import DIGITS, MM, SMALLEST_CODE, digit_font, set_pages, squares, written

A4_MM = (210.0, 297.0)


@dataclass(frozen=True)
class LabelSheet:
    """How labels stand on a page of A4, in millimetres."""

    columns: int
    rows: int
    width_mm: float
    height_mm: float
    left_mm: float
    top_mm: float
    across_mm: float
    """From one label to the next beside it."""
    down_mm: float

    @property
    def a_page(self) -> int:
        return self.columns * self.rows

    def place(self, n: int) -> dict[str, float]:
        """Where the n-th label of a page stands."""
        down, across = divmod(n, self.columns)
        return {
            "x_mm": self.left_mm + across * self.across_mm,
            "y_mm": self.top_mm + down * self.down_mm,
            "width_mm": self.width_mm,
            "height_mm": self.height_mm,
        }


LABEL_SHEETS: Mapping[str, LabelSheet] = {
    "65": LabelSheet(5, 13, 38.1, 21.2, 4.7, 10.7, 40.6, 21.2),
    "24": LabelSheet(3, 8, 63.5, 33.9, 7.2, 12.9, 66.0, 33.9),
    "21": LabelSheet(3, 7, 63.5, 38.1, 7.2, 15.15, 66.0, 38.1),
}
"""{labels a page: how they stand}: what the makers sell as L7651, L7159 and L7160."""


INSET_MM = 1.2
MODULES = SMALLEST_CODE + 4
"""Modules a side of a code with two of white around it: the paper around is white too."""


def print_labels(
    layout: Mapping[str, Any], numbers: Sequence[int], kind: str, told: Callable[[int], None] | None = None
) -> bytes:
    """A PDF of labels: for each copy one a page of it, in the order of the pages.

    :param told: called with the pages done so far; what it raises stops the printing.
    """
    sheet = LABEL_SHEETS[kind]
    languages = language_codes(tuple(layout["locales"]))
    last = len(layout["pages"])
    labels = [
        Identity(print_code=layout["print_code"], number=number, page=page["page"], languages=languages)
        for number in numbers
        for page in layout["pages"]
    ]
    with Pdf.new() as document:
        resources = document.make_indirect(Dictionary(Font=Dictionary({str(DIGITS): digit_font(document)})))
        size = Array([0, 0, A4_MM[0] * MM, A4_MM[1] * MM])
        pages: list[Object] = []
        for first in range(0, len(labels), sheet.a_page):
            here = labels[first : first + sheet.a_page]
            drawn = b"".join(_label(identity, last, sheet.place(n)) for n, identity in enumerate(here))
            page = Dictionary(Type=Name.Page, MediaBox=size, Resources=resources, Contents=Stream(document, drawn))
            pages.append(document.make_indirect(page))
            if told:
                told(len(pages))
        set_pages(document, pages)
        document.docinfo["/Title"] = layout["print_code"]
        document.Root.ViewerPreferences = Dictionary(Duplex=Name.Simplex, DisplayDocTitle=True)
        out = io.BytesIO()
        document.save(out, object_stream_mode=ObjectStreamMode.generate)
        return out.getvalue()


def label_pages(layout: Mapping[str, Any], copies: int, kind: str) -> int:
    """How many pages of labels that makes."""
    return -(-copies * len(layout["pages"]) // LABEL_SHEETS[kind].a_page)


def _label(identity: Identity, last: int, place: Mapping[str, float]) -> bytes:
    """The code at the left, the number and the page beside it."""
    side = min(place["height_mm"] - 2.6 * INSET_MM, 24)
    module, points = side / MODULES, side * 0.55
    x = (place["x_mm"] + INSET_MM + 2 * module) * MM
    top = (A4_MM[1] - place["y_mm"] - (place["height_mm"] - side) / 2 - 2 * module) * MM
    code = f"q {module * MM:.5f} 0 0 {-module * MM:.5f} {x:.4f} {top:.4f} cm 0 g\n".encode()
    aside = {**place, "x_mm": place["x_mm"] + side, "width_mm": place["width_mm"] - side - INSET_MM}
    above = {**aside, "y_mm": aside["y_mm"] - side / 8}
    below = {**aside, "y_mm": aside["y_mm"] + side / 8}
    return (
        code + squares(str(identity)) + b"Q q"
        + written(printed_number(identity.number), above, A4_MM[1], points)
        + written(f"{identity.page} / {last}", below, A4_MM[1], 0.8 * points) + b"Q\n"
    )  # fmt: skip
