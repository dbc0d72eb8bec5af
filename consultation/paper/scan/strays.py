"""Marks that are not in a box: rings around a box or its words, strokes beside them, highlighters."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import cv2
import numpy
from numpy.typing import NDArray

from consultation.paper.scan.blank_page import White
from consultation.paper.scan.boxes import MARK_MM, Placed, Sheet
from consultation.paper.scan.pictures import Colour
from consultation.paper.scan.results import BoxReading, QuestionReading, Reason

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
STRUCK_FINE = 6
"""Dots a millimetre in which words are looked at: letters stand apart."""
STRUCK_MM = 12.0
"""Length of a line that is of no Latin, Greek or Cyrillic letter."""
STRUCK_REACH_MM = 32.0
"""How far from its box the words of an option are looked at."""
TAIL_MM = 1.2
"""A stroke that begins so near the surroundings of a marked box is part of its mark."""
WRITING_MM = 4.0
"""Handwriting reaches so far out of its field."""
TINT = 0.16
"""How much more a box takes of one colour than of another, against the others of the page, when it is highlighted."""
WORDS_MM = (7.0, 11.0, 15.0)
"""Where words stand beside a box."""


def doubt_strays(sheet: Sheet, question: Place, placed: Sequence[Placed], read: QuestionReading, white: White) -> None:
    """Where nothing was marked, the boxes of a row beside which somebody drew something become doubts."""
    unanswered = unanswered_boxes(read)
    for row in sorted({round(place["y_mm"], 1) for place in question["boxes"]}):
        some = [box for place, box in _pairs(question, read) if round(place["y_mm"], 1) == row]
        asked = [box for box in some if box.sure and any(box is other for other in unanswered)]
        if asked and _has_strokes(sheet, question, placed, read, white, row):
            for box in asked:
                box.doubt(Reason.BESIDE)


def doubt_struck_words(sheet: Sheet, question: Place, placed: Sequence[Placed], read: QuestionReading) -> None:
    """A marked box whose words somebody ran a line through becomes a doubt: perhaps it was taken back so."""
    for (place, box), off in zip(_pairs(question, read), placed, strict=True):
        if box.marked and box.sure and not box.row and _is_struck(sheet, question, place, off):
            box.doubt(Reason.BESIDE)


def _is_struck(sheet: Sheet, question: Place, place: Place, off: Placed) -> bool:
    """Whether a line longer than any of a letter runs through the words beside a box."""
    left, width = place["x_mm"] - STRUCK_REACH_MM, place["width_mm"] + 2 * STRUCK_REACH_MM
    left, right = max(left, question["x_mm"]), min(left + width, question["x_mm"] + question["width_mm"])
    top, height = place["y_mm"] - 1.0, place["height_mm"] + 2.0
    grey = sheet.strip(left + off.x_mm, top + off.y_mm, right - left, height, STRUCK_FINE)
    dark = _dark(grey, sheet.black, 27)
    for other in question["boxes"]:
        _paint(dark, other, MARK_MM, (left, top), 0, STRUCK_FINE)
    for field in question["fields"]:
        _paint(dark, field, 1.0, (left, top), 0, STRUCK_FINE)
    thick = cv2.dilate(dark, numpy.ones((5, 1), numpy.uint8))
    line = cv2.erode(thick, numpy.ones((1, round(STRUCK_MM * STRUCK_FINE)), numpy.uint8))
    return bool(line.any())


def unanswered_boxes(read: QuestionReading) -> list[BoxReading]:
    """The boxes of what was answered by no mark: of a question, or of a row of its table."""
    return [box for group in read.groups() if not any(one.marked for one in group) for box in group]


def _pairs(question: Place, read: QuestionReading) -> Iterator[tuple[Place, BoxReading]]:
    return zip(question["boxes"], read.boxes, strict=True)


def _has_strokes(
    sheet: Sheet, question: Place, placed: Sequence[Placed], read: QuestionReading, white: White, row: float
) -> bool:
    first = next(index for index, place in enumerate(question["boxes"]) if round(place["y_mm"], 1) == row)
    left, right = question["x_mm"], question["x_mm"] + question["width_mm"]
    top, bottom = row - REACH_MM, row + question["boxes"][first]["height_mm"] + REACH_MM
    off = placed[first]
    grey = sheet.strip(left + off.x_mm, top + off.y_mm, right - left, bottom - top, FINE)
    quiet = _quiet(question, white, grey.shape, (left, top))
    near = numpy.zeros(grey.shape, numpy.uint8)
    for place, box in _pairs(question, read):
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


def _paint(
    where: NDArray[numpy.uint8], place: Place, around: float, origin: tuple[float, float], value: int, fine: int = FINE
) -> None:
    left, top = place["x_mm"] - around - origin[0], place["y_mm"] - around - origin[1]
    right, bottom = left + place["width_mm"] + 2 * around, top + place["height_mm"] + 2 * around
    x, y, x_end, y_end = (max(0, round(side * fine)) for side in (left, top, right, bottom))
    where[y:y_end, x:x_end] = value


def _strokes(grey: NDArray[numpy.uint8], quiet: NDArray[numpy.uint8], black: float) -> list[tuple[slice, slice]]:
    """Surroundings of what a pen left where nothing is printed; creases, streaks of copiers and specks are none."""
    ink = cv2.bitwise_and(_dark(grey, black, 13), quiet)
    if cv2.countNonZero(ink) < STROKE_MM2 * FINE**2:
        return []
    count, _of, about, _middles = cv2.connectedComponentsWithStats(ink)
    strokes = []
    for left, top, width, height, area in about[1:count]:
        is_streak = min(width, height) <= FINE or height >= grey.shape[0] - 2 or width > 0.6 * grey.shape[1]
        if area >= STROKE_MM2 * FINE**2 and max(width, height) >= STROKE_MM * FINE and not is_streak:
            strokes.append((slice(top, top + height), slice(left, left + width)))
    return strokes


def _dark(grey: NDArray[numpy.uint8], black: float, wide: int) -> NDArray[numpy.uint8]:
    """255 where there is ink; the paper is what is lightest within so many dots."""
    paper = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, numpy.ones((wide, wide), numpy.uint8))
    dark = cv2.compare(cv2.subtract(paper, grey), cv2.convertScaleAbs(paper, alpha=DARK * (1 - black)), cv2.CMP_GT)
    return numpy.asarray(dark, dtype=numpy.uint8)


def doubt_tints(sheet: Sheet, read: Sequence[QuestionReading], colour: Callable[[], Colour | None]) -> None:
    """Where nothing was marked: boxes that are coloured, or whose words are. Yellow takes little light."""
    unanswered = [box for question in read for box in unanswered_boxes(question)]
    picture = colour() if unanswered else None
    if picture is not None:
        places = [box for question in sheet.found.layout["questions"] for box in question["boxes"]]
        tints = _tints(sheet, places, picture)
        for box, tint in zip([box for question in read for box in question.boxes], tints, strict=True):
            if box.sure and tint > TINT and any(box is other for other in unanswered):
                box.doubt(Reason.COLOURED)


def _tints(sheet: Sheet, places: Sequence[Place], colour: Colour) -> NDArray[numpy.float64]:
    """How much more each box or its words take of one colour than of another."""
    times = colour.shape[1] / sheet.grey.shape[1]
    around = 1 + 2 * round(1.3 * sheet.dots_a_mm() * times)
    soft = numpy.asarray(cv2.blur(colour, (around, around)), dtype=numpy.uint8)
    middles = numpy.array([(p["x_mm"] + p["width_mm"] / 2, p["y_mm"] + p["height_mm"] / 2) for p in places])
    tints = numpy.zeros(len(places))
    for away in (0.0, *WORDS_MM, *(-away for away in WORDS_MM)):
        seen = _colours(soft, sheet.found.to_px, middles + numpy.array((away, 0.0)), times)
        shares = seen / numpy.maximum(numpy.median(seen, axis=0), 20)
        tints = numpy.maximum(tints, shares.max(axis=1) - shares.min(axis=1))
    return tints


def _colours(
    soft: Colour, to_px: NDArray[numpy.float64], points: NDArray[numpy.float64], times: float
) -> NDArray[numpy.float64]:
    """Colour of each point of the page, one row a point; beyond the picture, of its edge."""
    flat = numpy.column_stack([points, numpy.ones(len(points))]) @ to_px.T
    at = numpy.rint(flat[:, :2] / flat[:, 2:] * times).astype(int)
    x, y = numpy.clip(at[:, 0], 0, soft.shape[1] - 1), numpy.clip(at[:, 1], 0, soft.shape[0] - 1)
    return numpy.asarray(soft[y, x], dtype=numpy.float64)
