"""Creases of folded sheets taken out of a picture: a letter folded in three has two through the middle of its boxes.

A crease goes from one edge of the page to the other, nearly level or upright, and darkens the paper all along; no mark
does. It is sought in strips across the page, between the words.
"""

from collections.abc import Iterator

import cv2
import numpy
from numpy.typing import NDArray

from consultation.paper.scan.blank_page import Print
from consultation.paper.scan.locate import Found
from consultation.paper.scan.pictures import Grey

Shade = NDArray[numpy.float32]
"""Share of the paper's light that is missing."""

FINE = 2
"""Dots a millimetre in which the page is searched."""
STRIP_MM = 15
PAPER_SHARE = 30
"""Per cent of the dots across a strip that are surely paper."""
AROUND_MM = 7
"""Paper above and below a crease, for comparison; so near its edges nothing is sought: there the page ends."""
HALF_MM = 3
"""How far from its middle a crease still darkens."""
BEND_MM = 1
LEAST = 0.02
MOST = 0.4
"""Missing light of a crease; what takes more is ink."""
SLOPES = numpy.linspace(-0.09, 0.09, 25)
"""Millimetres down for one across."""
SEEN_SHARE = 0.85
"""Share of the strips in which a crease is seen, for it to be one."""
FEW_STRIPS = 8
RULED = 0.6
"""Share of a strip that is printed in lines that were printed across."""
MOST_CREASES = 4


def without_creases(grey: Grey, found: Found, printed: Print | None) -> Grey | None:
    """The picture with the paper of the page as if it had not been folded; None where no crease is seen."""
    size = (round(found.layout["width_mm"] * FINE), round(found.layout["height_mm"] * FINE))
    to_px = found.to_px @ numpy.diag([1 / FINE, 1 / FINE, 1.0])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    page = cv2.warpPerspective(grey, to_px, size, flags=how, borderMode=cv2.BORDER_REPLICATE).astype(numpy.float32)
    shade = numpy.zeros(page.shape, numpy.float32)
    for crease in _level(page, printed):
        shade = numpy.maximum(shade, crease)
    for crease in _level(numpy.ascontiguousarray(page.T), None if printed is None else printed.T):
        shade = numpy.maximum(shade, crease.T)
    if not shade.any():
        return None
    lighter = cv2.warpPerspective(1 / (1 - shade), to_px, grey.shape[::-1], borderValue=1.0)
    return numpy.asarray(numpy.clip(grey * lighter, 0, 255), dtype=numpy.uint8)


def _level(page: Shade, printed: Print | None) -> Iterator[Shade]:
    """What each crease from left to right takes of the light of each dot of the page."""
    missing = _missing(page)
    bare = _bare(missing.shape, printed)
    bare[: AROUND_MM * FINE] = bare[-AROUND_MM * FINE :] = False
    around = numpy.ones((2 * BEND_MM * FINE + 1, 1), numpy.uint8)
    for _crease in range(MOST_CREASES):
        seen = (cv2.dilate(numpy.where(bare, missing, 0), around) > LEAST) & (missing < MOST)
        line = _best_line(seen, bare)
        if line is None:
            return
        rows = numpy.arange(-HALF_MM * FINE, HALF_MM * FINE + 1)
        at = numpy.clip(numpy.rint(line)[:, None].astype(int) + rows, 0, len(missing) - 1)
        strips = numpy.arange(missing.shape[1])[:, None]
        yield _drawn(_along(numpy.clip(missing[at, strips], 0, MOST)), line, page.shape)
        missing[at, strips] = 0


def _missing(page: Shade) -> Shade:
    """Rows x strips: the light that is missing between the words of a strip, against the paper above and below."""
    across = STRIP_MM * FINE
    strips = page.shape[1] // across
    cut = page[:, : strips * across].reshape(len(page), strips, across)
    paper = numpy.percentile(cut, 100 - PAPER_SHARE, axis=2).astype(numpy.float32)
    high = 2 * AROUND_MM * FINE + 1
    usual = cv2.blur(cv2.morphologyEx(paper, cv2.MORPH_CLOSE, numpy.ones((high, 1), numpy.uint8)), (1, high))
    return numpy.asarray(1 - paper / numpy.maximum(usual, 20), dtype=numpy.float32)


def _bare(shape: tuple[int, ...], printed: Print | None) -> NDArray[numpy.bool_]:
    """Rows x strips: where no line is printed from one side of the strip to the other."""
    if printed is None:
        return numpy.ones(shape, bool)
    wide = cv2.resize(
        (printed > 0).astype(numpy.float32), (shape[1] * STRIP_MM, shape[0]), interpolation=cv2.INTER_NEAREST
    )
    ruled = (wide.reshape(shape[0], shape[1], STRIP_MM).mean(axis=2) > RULED).astype(numpy.uint8)
    return numpy.asarray(cv2.dilate(ruled, numpy.ones((FINE + 1, 1), numpy.uint8)) == 0)


def _best_line(seen: NDArray[numpy.bool_], bare: NDArray[numpy.bool_]) -> NDArray[numpy.float64] | None:
    """The row, in each strip, of the line along which a crease is seen in most of them."""
    rows, strips = seen.shape
    if strips < FEW_STRIPS:
        return None
    best, share = None, SEEN_SHARE
    for slope in SLOPES:
        down = slope * STRIP_MM * FINE * (numpy.arange(strips) - (strips - 1) / 2)
        at = numpy.clip(numpy.arange(rows)[:, None] + numpy.rint(down).astype(int), 0, rows - 1)
        across = numpy.arange(strips)
        asked = bare[at, across].sum(axis=1)
        shares = numpy.where(asked >= FEW_STRIPS, seen[at, across].sum(axis=1) / numpy.maximum(asked, 1), 0)
        row = int(shares.argmax())
        if shares[row] > share:
            middle = float(numpy.flatnonzero(shares[row : row + HALF_MM * FINE] == shares[row]).mean()) + row
            best, share = middle + down, float(shares[row])
    return best


def _along(band: Shade) -> Shade:
    """Each strip as the middle one of itself and its neighbours, so that words in one do not count."""
    wide = numpy.concatenate([band[:1], band, band[-1:]])
    return numpy.asarray(numpy.median([wide[:-2], band, wide[2:]], axis=0), dtype=numpy.float32)


def _drawn(band: Shade, line: NDArray[numpy.float64], shape: tuple[int, ...]) -> Shade:
    """The crease on the page; strips x rows around its line, of which the middles are joined."""
    half = band.shape[1] // 2
    middles = (numpy.arange(len(line)) + 0.5) * STRIP_MM * FINE
    columns = numpy.arange(shape[1])
    rows = numpy.interp(columns, middles, line)
    each = numpy.column_stack([numpy.interp(columns, middles, band[:, row]) for row in range(band.shape[1])])
    shade = numpy.zeros((shape[0] + 2 * half, shape[1]), numpy.float32)
    at = numpy.clip(numpy.rint(rows).astype(int), 0, shape[0] - 1)[:, None] + numpy.arange(band.shape[1])
    shade[at, columns[:, None]] = each
    return shade[half:-half]
