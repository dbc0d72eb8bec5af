"""How much is printed on each square millimetre of a page: kept with its layout, so that other ink is somebody's."""

import zlib
from base64 import b85decode, b85encode
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy
import pypdfium2
from numpy.typing import NDArray

White = NDArray[numpy.bool_]
"""Rows x columns, one a millimetre: nothing is printed there."""
Print = NDArray[numpy.float32]
"""Rows x columns, one a millimetre: the share of it that is black, 0 to 1."""

FINE = 4
"""Dots a millimetre in which the page is drawn to find out."""
PAPER = 250
"""Grey from which a dot is white."""
STEPS = 15
"""Shares are kept in so many steps; 0 is only what is white all over."""


def print_of(pdf: bytes) -> dict[str, str]:
    """{number of the page: its print, packed}."""
    with pypdfium2.PdfDocument(pdf) as document:
        return {str(number): _packed(_steps(page)) for number, page in enumerate(document, start=1)}


def print_on(layout: Mapping[str, Any], page: Mapping[str, Any]) -> Print | None:
    """The print of a page of a layout; None for sheets of which it was not kept."""
    packed = layout.get("print", {}).get(str(page["page"]))
    return _unpacked(packed, page["width_mm"], page["height_mm"]) if packed else None


def white_on(layout: Mapping[str, Any], page: Mapping[str, Any]) -> White | None:
    """Where a page of a layout is white; None for sheets of which that was not kept."""
    ink = print_on(layout, page)
    if ink is not None:
        return numpy.asarray(ink == 0)
    packed = layout.get("white", {}).get(str(page["page"]))
    return _white_only(packed, page["width_mm"], page["height_mm"]) if packed else None


@lru_cache(maxsize=256)
def _unpacked(text: str, width_mm: float, height_mm: float) -> Print:
    rows, columns = round(height_mm), round(width_mm)
    pairs = numpy.frombuffer(zlib.decompress(b85decode(text)), numpy.uint8)
    steps = numpy.column_stack([pairs >> 4, pairs & 15]).ravel()[: rows * columns].reshape(rows, columns)
    return numpy.asarray(numpy.maximum(steps - 0.5, 0) / STEPS, dtype=numpy.float32)


@lru_cache(maxsize=256)
def _white_only(text: str, width_mm: float, height_mm: float) -> White:
    """Of sheets printed before more than the white was kept: a bit for each square millimetre."""
    rows, columns = round(height_mm), round(width_mm)
    bits = numpy.unpackbits(numpy.frombuffer(zlib.decompress(b85decode(text)), numpy.uint8), count=rows * columns)
    return bits.reshape(rows, columns).astype(bool)


def _packed(steps: NDArray[numpy.uint8]) -> str:
    even = numpy.append(steps.ravel(), numpy.zeros(steps.size % 2, numpy.uint8))
    return b85encode(zlib.compress((even[::2] << 4 | even[1::2]).tobytes(), 9)).decode()


def _steps(page: pypdfium2.PdfPage) -> NDArray[numpy.uint8]:
    width, height = (round(side / 72 * 25.4) for side in page.get_size())
    drawn = page.render(scale=FINE * 25.4 / 72, grayscale=True).to_numpy()
    fine = numpy.full((height * FINE, width * FINE), 255, numpy.uint8)
    part = drawn.reshape(drawn.shape[:2])[: height * FINE, : width * FINE]
    fine[: part.shape[0], : part.shape[1]] = numpy.where(part >= PAPER, 255, part)
    share = 1 - fine.reshape(height, FINE, width, FINE).mean(axis=(1, 3)) / 255
    return numpy.asarray(numpy.ceil(share * STEPS), dtype=numpy.uint8)
