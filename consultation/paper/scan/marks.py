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


def seen_small(patch: Patch) -> Patch:
    """A patch as the classifier takes it, flat."""
    small = cv2.resize(patch, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return numpy.clip(small, -0.3, 1.3).astype(numpy.float32).ravel()


def odds(patches: Sequence[Patch]) -> NDArray[numpy.float64]:
    """One row a patch: the odds of each of `CLASSES`, which add up to 1."""
    if not patches:
        return numpy.zeros((0, len(CLASSES)))
    layer = numpy.array([seen_small(patch) for patch in patches])
    weights = _weights()
    for index in range(0, len(weights) - 2, 2):
        layer = numpy.maximum(layer @ weights[index] + weights[index + 1], 0)
    scores = (layer @ weights[-2] + weights[-1]).astype(numpy.float64)
    powers = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    return numpy.asarray(powers / powers.sum(axis=1, keepdims=True))


@lru_cache(maxsize=1)
def _weights() -> list[NDArray[numpy.float32]]:
    with numpy.load(WEIGHTS) as kept:
        return [kept[name].astype(numpy.float32) for name in kept.files]
