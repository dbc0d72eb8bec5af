"""Labels for the copies of a master: a number for each copy, and a code for each of its pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consultation.paper.identity import Identity, language_codes, printed_number
from consultation.web.pdf import Document, qr_svg

TEMPLATE = Path(__file__).with_name("labels.typ")


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


LABEL_SHEETS: Mapping[str, LabelSheet] = {
    "65": LabelSheet(5, 13, 38.1, 21.2, 4.7, 10.7, 40.6, 21.2),
    "24": LabelSheet(3, 8, 63.5, 33.9, 7.2, 12.9, 66.0, 33.9),
    "21": LabelSheet(3, 7, 63.5, 38.1, 7.2, 15.15, 66.0, 38.1),
}
"""{labels a page: how they stand}: what the makers sell as L7651, L7159 and L7160."""


def print_labels(layout: Mapping[str, Any], numbers: Sequence[int], kind: str) -> bytes:
    """A PDF of labels: for each copy one a page of it, in the order of the pages."""
    sheet = LABEL_SHEETS[kind]
    languages = language_codes(tuple(layout["locales"]))
    pages = [page["page"] for page in layout["pages"]]
    labels = [
        {
            "number": printed_number(number),
            "page": f"{page} / {len(pages)}",
            "code": qr_svg(
                str(Identity(print_code=layout["print_code"], number=number, page=page, languages=languages)),
                "M",
                border=2,
            ),
        }
        for number in numbers
        for page in pages
    ]
    many = sheet.columns * sheet.rows
    whole = [labels[first : first + many] for first in range(0, len(labels), many)]
    return Document(TEMPLATE, {}, {"title": layout["print_code"], "pages": whole, **vars(sheet)}).pdf()[0]
