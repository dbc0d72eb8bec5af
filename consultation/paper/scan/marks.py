"""What stands in a box: nothing, a mark, a box blackened out, a scribble; with the odds of each."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import numpy
from numpy.typing import NDArray

from consultation.paper.scan.boxes import Patch

SIDE = 28
"""Dots a side of what the classifier looks at: a box of 4.2 mm with 1.4 mm around it, 4 dots a millimetre."""
CLASSES = ("empty", "mark", "black", "scribble")
WEIGHTS = Path(__file__).parents[1] / "data" / "marks.npz"
"""Taught by `tests/bench/marks.py` on generated pages."""


def views(patches: Sequence[Patch]) -> NDArray[numpy.float32]:
    """The boxes of a page as the classifier takes them, one row a box.

    Each as it is, and what it has more than the cleanest of its page: paper, copier and camera are the same there.
    """
    sizes = (cv2.resize(patch, (SIDE, SIDE), interpolation=cv2.INTER_AREA) for patch in patches)
    return compared(numpy.clip(numpy.array(list(sizes)), -0.3, 1.3))


def compared(small: NDArray[numpy.floating]) -> NDArray[numpy.float32]:
    """The same of boxes already small: boxes x `SIDE` x `SIDE`."""
    inner = numpy.clip(small[:, 8:20, 8:20], 0, 1).mean(axis=(1, 2))
    cleanest = numpy.argsort(inner)[: max(1, len(small) // 3)]
    more = small - small[cleanest].mean(axis=0)
    return numpy.concatenate([small, more], axis=1).reshape(len(small), -1).astype(numpy.float32)


def odds(patches: Sequence[Patch]) -> NDArray[numpy.float64]:
    """One row a box of the page: the odds of each of `CLASSES`, which add up to 1."""
    if not patches:
        return numpy.zeros((0, len(CLASSES)))
    return odds_by(_weights(), views(patches))


def odds_by(weights: Sequence[NDArray[numpy.float32]], layer: NDArray[numpy.float32]) -> NDArray[numpy.float64]:
    """What a network of such weights and biases says of each row."""
    for index in range(0, len(weights) - 2, 2):
        layer = numpy.maximum(_product(layer, weights[index]) + weights[index + 1], 0)
    scores = (_product(layer, weights[-2]) + weights[-1]).astype(numpy.float64)
    powers = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    return numpy.asarray(powers / powers.sum(axis=1, keepdims=True))


def _product(rows: NDArray[numpy.float32], weights: NDArray[numpy.float32]) -> NDArray[numpy.float32]:
    """Their matrix product, by one thread: NumPy starts one a core, which costs ten times as much."""
    return numpy.asarray(cv2.gemm(rows, weights, 1.0, None, 0.0), dtype=numpy.float32)  # type: ignore[call-overload]  # takes None


@lru_cache(maxsize=1)
def _weights() -> list[NDArray[numpy.float32]]:
    with numpy.load(WEIGHTS) as kept:
        return [kept[name].astype(numpy.float32) for name in kept.files]
