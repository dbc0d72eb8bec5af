"""Where a printed page is white: kept with its layout, so that ink there is known to be somebody's."""

import zlib
from base64 import b85decode, b85encode
from functools import lru_cache

import numpy
import pypdfium2
from numpy.typing import NDArray

White = NDArray[numpy.bool_]
"""Rows x columns, one a millimetre: nothing is printed there."""

FINE = 3
"""Dots a millimetre in which the page is drawn to find out."""
PAPER = 250
"""Grey from which a dot is white."""


def white_of(pdf: bytes) -> dict[str, str]:
    """{number of the page: its white, packed}."""
    with pypdfium2.PdfDocument(pdf) as document:
        return {str(number): _packed(_white(page)) for number, page in enumerate(document, start=1)}


@lru_cache(maxsize=256)
def unpacked(text: str, width_mm: float, height_mm: float) -> White:
    """The white of a page of that size."""
    rows, columns = round(height_mm), round(width_mm)
    bits = numpy.unpackbits(numpy.frombuffer(zlib.decompress(b85decode(text)), numpy.uint8), count=rows * columns)
    return bits.reshape(rows, columns).astype(bool)


def _packed(white: White) -> str:
    return b85encode(zlib.compress(numpy.packbits(white).tobytes(), 9)).decode()


def _white(page: pypdfium2.PdfPage) -> White:
    width, height = (round(side / 72 * 25.4) for side in page.get_size())
    drawn = page.render(scale=FINE * 25.4 / 72, grayscale=True).to_numpy()
    fine = numpy.full((height * FINE, width * FINE), 255, numpy.uint8)
    part = drawn.reshape(drawn.shape[:2])[: height * FINE, : width * FINE]
    fine[: part.shape[0], : part.shape[1]] = part
    darkest = fine.reshape(height, FINE, width, FINE).min(axis=(1, 3))
    return numpy.asarray(darkest >= PAPER)
