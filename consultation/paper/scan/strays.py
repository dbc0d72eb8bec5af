"""Marks that are not in a box: rings around a box or its words, strokes beside them, highlighters."""

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy
from numpy.typing import NDArray

from consultation.paper.scan.boxes import MARK_MM, Placed, Sheet
from consultation.paper.scan.pictures import Colour
from consultation.paper.scan.results import BoxReading, Reason
from consultation.paper.scan.white import White

Place = Mapping[str, Any]
FINE = 3
"""Dots a millimetre in which the rows of a question are looked at."""
REACH_MM = 4.0
"""How far above and below its boxes a row is looked at."""
DARK = 0.3
"""Ink from which a dot is taken for a pen's, in parts of printed black."""
STROKE_MM2 = 1.5
STROKE_MM = 2.5
"""Least ink and least length of a stroke that means something."""
TAIL_MM = 1.2
"""A stroke that begins so near the surroundings of a marked box is part of its mark."""
WRITING_MM = 4.0
"""Handwriting reaches so far out of its field."""
TINT = 0.16
"""How much more a box takes of one colour than of another, against the others of the page, when it is highlighted."""
WORDS_MM = (7.0, 11.0, 15.0)
"""Where words stand beside a box."""


def doubt_strays(
    sheet: Sheet, question: Place, placed: Sequence[Placed], boxes: Sequence[BoxReading], white: White
) -> None:
    """Empty boxes of a row beside which somebody drew something become doubts."""
    rows = sorted({round(place["y_mm"], 1) for place in question["boxes"]})
    for row in rows:
        some = [index for index, place in enumerate(question["boxes"]) if round(place["y_mm"], 1) == row]
        if all(boxes[index].marked or not boxes[index].sure for index in some):
            continue
        if _has_strokes(sheet, question, placed, boxes, white, row):
            for index in some:
                if not boxes[index].marked:
                    boxes[index].doubt(Reason.BESIDE)


def _has_strokes(
    sheet: Sheet, question: Place, placed: Sequence[Placed], boxes: Sequence[BoxReading], white: White, row: float
) -> bool:
    first = next(index for index, place in enumerate(question["boxes"]) if round(place["y_mm"], 1) == row)
    left, right = question["x_mm"], question["x_mm"] + question["width_mm"]
    top, bottom = row - REACH_MM, row + question["boxes"][first]["height_mm"] + REACH_MM
    off = placed[first]
    grey = sheet.strip(left + off.x_mm, top + off.y_mm, right - left, bottom - top, FINE)
    quiet = _quiet(question, white, grey.shape, (left, top))
    near = numpy.zeros(grey.shape, numpy.uint8)
    for place, box in zip(question["boxes"], boxes, strict=True):
        if box.marked or not box.sure:
            _paint(near, place, MARK_MM + TAIL_MM, (left, top), 1)
    return any(not near[blob].any() for blob in _strokes(grey, quiet, sheet.black))


def _quiet(question: Place, white: White, shape: tuple[int, ...], origin: tuple[float, float]) -> NDArray[numpy.uint8]:
    """1 where nothing is printed within a millimetre, no box is near and nobody was asked to write."""
    calm = cv2.erode(white.astype(numpy.uint8), numpy.ones((3, 3), numpy.uint8))
    to_mm = numpy.array([[1 / FINE, 0, origin[0] - 0.5], [0, 1 / FINE, origin[1] - 0.5]])
    flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
    quiet = numpy.asarray(cv2.warpAffine(calm, to_mm, shape[1::-1], flags=flags), dtype=numpy.uint8)
    for place in question["boxes"]:
        _paint(quiet, place, MARK_MM, origin, 0)
    for place in question["fields"]:
        _paint(quiet, place, WRITING_MM, origin, 0)
    return quiet


def _paint(where: NDArray[numpy.uint8], place: Place, around: float, origin: tuple[float, float], value: int) -> None:
    left, top = place["x_mm"] - around - origin[0], place["y_mm"] - around - origin[1]
    right, bottom = left + place["width_mm"] + 2 * around, top + place["height_mm"] + 2 * around
    x, y, x_end, y_end = (max(0, round(side * FINE)) for side in (left, top, right, bottom))
    where[y:y_end, x:x_end] = value


def _strokes(grey: NDArray[numpy.uint8], quiet: NDArray[numpy.uint8], black: float) -> list[tuple[slice, slice]]:
    """Surroundings of what a pen left where nothing is printed; creases, shadows and specks are none."""
    paper = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, numpy.ones((13, 13), numpy.uint8))
    ink = (paper.astype(numpy.float32) - grey) / (numpy.maximum(paper, 20) * (1 - black))
    count, _of, about, _middles = cv2.connectedComponentsWithStats(((ink > DARK) & (quiet > 0)).astype(numpy.uint8))
    strokes = []
    for left, top, width, height, area in about[1:count]:
        is_crease = height >= grey.shape[0] - 2 or width > 0.6 * grey.shape[1]
        if area >= STROKE_MM2 * FINE**2 and max(width, height) >= STROKE_MM * FINE and not is_crease:
            strokes.append((slice(top, top + height), slice(left, left + width)))
    return strokes


def doubt_tints(sheet: Sheet, places: Sequence[Place], boxes: Sequence[BoxReading], colour: Colour) -> None:
    """Empty boxes that are coloured, or whose words are, become doubts: a highlighter takes little of the light."""
    if len(places) < 2:
        return
    times = colour.shape[1] / sheet.grey.shape[1]
    around = 1 + 2 * round(1.3 * sheet.dots_a_mm() * times)
    soft = numpy.asarray(cv2.blur(colour, (around, around)), dtype=numpy.uint8)
    middles = numpy.array([(p["x_mm"] + p["width_mm"] / 2, p["y_mm"] + p["height_mm"] / 2) for p in places])
    tints = numpy.zeros(len(places))
    for away in (0.0, *WORDS_MM, *(-away for away in WORDS_MM)):
        seen = _colours(soft, sheet.found.to_px, middles + numpy.array((away, 0.0)), times)
        shares = seen / numpy.maximum(numpy.median(seen, axis=0), 20)
        tints = numpy.maximum(tints, shares.max(axis=1) - shares.min(axis=1))
    for box, tint in zip(boxes, tints, strict=True):
        if box.sure and not box.marked and tint > TINT:
            box.doubt(Reason.COLOURED)


def _colours(
    soft: Colour, to_px: NDArray[numpy.float64], points: NDArray[numpy.float64], times: float
) -> NDArray[numpy.float64]:
    """Colour of each point of the page, one row a point; beyond the picture, of its edge."""
    flat = numpy.column_stack([points, numpy.ones(len(points))]) @ to_px.T
    at = numpy.rint(flat[:, :2] / flat[:, 2:] * times).astype(int)
    x, y = numpy.clip(at[:, 0], 0, soft.shape[1] - 1), numpy.clip(at[:, 1], 0, soft.shape[0] - 1)
    return numpy.asarray(soft[y, x], dtype=numpy.float64)
