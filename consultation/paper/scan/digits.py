"""Digits written into the cells of a number: proposed where they are plain, never taken without a person."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy
from numpy.typing import NDArray

from consultation.paper.scan.boxes import Patch
from consultation.paper.scan.marks import odds_by

BLOCKS = 8
FINE = 32
"""Dots a side of a digit, counted in `BLOCKS` x `BLOCKS` blocks."""
DARK = 0.35
SPECK_SHARE = 0.12
"""Of the largest stroke: what is smaller is no part of the digit."""
LEAST_SHARE = 0.3
"""Of the cell's height that a digit has at least."""
SURE = 0.995
WEIGHTS = Path(__file__).parents[1] / "data" / "digits.npz"
"""Taught by `tests/bench/digits.py` on digits people wrote, and on European ones."""


def digit_in(ink: Patch) -> tuple[str, float] | None:
    """(the digit in a cell, how sure it is); None where it is not plain.

    :param ink: the inside of the cell, without its frame.
    """
    blocks = blocks_of(ink)
    if blocks is None:
        return None
    odds = odds_by(_weights(), blocks[None])[0]
    best = int(odds.argmax())
    return (str(best), float(odds[best])) if odds[best] >= SURE else None


def blocks_of(ink: Patch) -> NDArray[numpy.float32] | None:
    """Shares of dark dots in 8 x 8 blocks of the digit, upright and as tall as it is, flat; None without a digit."""
    dark = (ink > DARK).astype(numpy.uint8)
    count, which, about, _middles = cv2.connectedComponentsWithStats(dark, connectivity=8)
    if count < 2:
        return None
    areas = about[1:, cv2.CC_STAT_AREA]
    kept = 1 + numpy.nonzero(areas >= SPECK_SHARE * areas.max())[0]
    rows, columns = numpy.nonzero(numpy.isin(which, kept))
    height, width = int(numpy.ptp(rows)) + 1, int(numpy.ptp(columns)) + 1
    if height < LEAST_SHARE * ink.shape[0] or max(height, width) < BLOCKS:
        return None
    found: Any = numpy.isin(which, kept)[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    scale = FINE / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(found.astype(numpy.float32), size, interpolation=cv2.INTER_AREA)
    square = numpy.zeros((FINE, FINE), numpy.float32)
    top, left = (FINE - size[1]) // 2, (FINE - size[0]) // 2
    square[top : top + size[1], left : left + size[0]] = small > 0.5
    side = FINE // BLOCKS
    blocks = square.reshape(BLOCKS, side, BLOCKS, side).mean(axis=(1, 3))
    return numpy.asarray(blocks.ravel(), dtype=numpy.float32)


@lru_cache(maxsize=1)
def _weights() -> list[NDArray[numpy.float32]]:
    with numpy.load(WEIGHTS) as kept:
        return [kept[name].astype(numpy.float32) for name in kept.files]
