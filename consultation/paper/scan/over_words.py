"""Ink over the words beside the boxes: ticks on words, rings around them, arrows, words struck through.

The blank page says how much ink is printed on each square millimetre (`blank_page`). More of it within a few
millimetres of an answer's words is somebody's. Sums hardly depend on where a copier, a lens or a crease moved a letter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy
from numpy.typing import NDArray

from consultation.paper.scan.blank_page import Print
from consultation.paper.scan.boxes import MARK_MM, Placed, Sheet
from consultation.paper.scan.results import BoxReading, QuestionReading, Reason
from consultation.paper.scan.strays import WRITING_MM, Place, unanswered_boxes

Cells = NDArray[numpy.float32]
"""Rows x columns, one a millimetre: ink, in shares of printed black."""

FINE = 3
"""Dots a millimetre in which rows are looked at."""
ABOVE_MM = 2
"""How far above and below its box the words of an answer are looked at."""
BEFORE_MM = 6
"""How far before its box: the number of an answer stands there."""
EDGE_MM = 3
"""So much more is looked at to know the paper."""
MARK_REACH_MM = (2.0, 6.0, 5.0, 2.0)
"""How far the strokes of a mark go beyond its box: before, above, behind, below."""
STROKE_MM = 8
"""Columns over which the ink of a stroke is added up."""
LINE_MM = 12
LINE_INK = 0.12
"""A line through words has that much ink in nearly every column of so many."""
WORDS_MM2 = 1.5
"""Print from which an answer tells how black the print of this picture is."""
UNANSWERED = (1.5, 3.5)
ANSWERED = (1.8, 5.0)
"""Square millimetres of ink too many, and deviations of the page's other answers, from which there is a doubt: where
nothing was marked, and where something was. A tick of a ballpoint takes two to five."""
LEAST_DEVIATION = 0.25
UNEVEN = 1.1
"""So much blacker than elsewhere on the page the print beside one box may be."""


@dataclass(frozen=True)
class Words:
    """What stands beside one box."""

    question: QuestionReading
    box: BoxReading
    ink: Cells
    printed: Cells

    def too_much(self, gain: float) -> tuple[float, bool]:
        """Square millimetres of ink that are not printed, where they are most; and whether they are a line."""
        columns = (self.ink - UNEVEN * gain * self.printed).sum(axis=0)
        stroke = numpy.convolve(columns, numpy.ones(min(STROKE_MM, len(columns))), "valid").max()
        line = numpy.convolve(columns > LINE_INK, numpy.ones(min(LINE_MM, len(columns))), "valid").max()
        return float(stroke), line >= LINE_MM - 2


def doubt_words(
    sheet: Sheet, placed: Sequence[Placed], read: Sequence[QuestionReading], printed: Print, *, is_mirrored: bool
) -> None:
    """Boxes beside whose words there is more ink than was printed become doubts.

    :param placed: every frame of the page, in the order of the layout.
    :param is_mirrored: whether words stand on the left of their boxes.
    """
    words = list(_all_words(sheet, placed, read, printed, is_mirrored))
    shares = [one.ink[one.printed > 0].sum() / total for one in words if (total := one.printed.sum()) > WORDS_MM2]
    if not shares:
        return
    gain = float(numpy.median(shares))
    seen = [one.too_much(gain) for one in words]
    usual, low = numpy.percentile([stroke for stroke, _line in seen], (35, 8))
    deviation = max(LEAST_DEVIATION, float(usual - low))  # the eighth part of a hundred is 1.02 deviations below
    for one, (stroke, is_line) in zip(words, seen, strict=True):
        is_open = any(one.box is other for other in unanswered_boxes(one.question))
        least, deviations = UNANSWERED if is_open else ANSWERED
        if one.box.sure and stroke > max(least, usual + deviations * deviation) and (is_line or not one.box.marked):
            one.box.doubt(Reason.BESIDE)


def _all_words(
    sheet: Sheet, placed: Sequence[Placed], read: Sequence[QuestionReading], printed: Print, is_mirrored: bool
) -> Iterator[Words]:
    start = 0
    for question, one in zip(sheet.found.layout["questions"], read, strict=True):
        offs = placed[start : start + len(one.boxes)]
        start += len(one.boxes)
        rows: dict[float, list[int]] = {}
        for index, place in enumerate(question["boxes"]):
            if "row" not in place:
                rows.setdefault(round(place["y_mm"], 1), []).append(index)
        for indices in rows.values():
            yield from _words_of_row(sheet, question, one, indices, offs[indices[0]], printed, is_mirrored)


def _words_of_row(
    sheet: Sheet,
    question: Place,
    read: QuestionReading,
    indices: Sequence[int],
    off: Placed,
    printed: Print,
    is_mirrored: bool,
) -> Iterator[Words]:
    """The words beside the boxes of one line."""
    first = question["boxes"][indices[0]]
    left, right = int(question["x_mm"]), int(numpy.ceil(question["x_mm"] + question["width_mm"]))
    top = int(first["y_mm"] - ABOVE_MM)
    bottom = int(numpy.ceil(first["y_mm"] + first["height_mm"] + ABOVE_MM))
    page = printed[top:bottom, left:right]
    counted = _counted(question, read, (left, top), page.shape)
    ink = _ink(sheet, (left + off.x_mm, top + off.y_mm), page.shape)
    bare = ink[(page == 0) & counted]
    ink = (ink - (numpy.median(bare) if bare.size else 0)) * counted
    in_line = sorted(indices, key=lambda index: question["boxes"][index]["x_mm"])
    for begin, end, index in _columns(question, in_line, right - left, left, is_mirrored):
        if end - begin > 1:
            yield Words(read, read.boxes[index], ink[:, begin:end], (page * counted)[:, begin:end])


def _columns(
    question: Place, in_line: Sequence[int], width: int, left: int, is_mirrored: bool
) -> Iterator[tuple[int, int, int]]:
    """(first column, end, box) of the words of each box of a line, which end where those of the next one begin."""
    boxes = [question["boxes"][index] for index in in_line]
    before = [box["x_mm"] - left - BEFORE_MM for box in boxes]
    after = [box["x_mm"] + box["width_mm"] - left + BEFORE_MM for box in boxes]
    for place, index in enumerate(in_line):
        if is_mirrored:
            yield max(0, int(after[place - 1])) if place else 0, min(width, int(after[place])), index
        else:
            end = int(before[place + 1]) if place + 1 < len(in_line) else width
            yield max(0, int(before[place])), end, index


def _ink(sheet: Sheet, origin: tuple[float, float], shape: tuple[int, ...]) -> Cells:
    """The ink of each square millimetre; the paper is what is lightest around it."""
    height, width = shape[0] + 2 * EDGE_MM, shape[1] + 2 * EDGE_MM
    grey = sheet.strip(origin[0] - EDGE_MM, origin[1] - EDGE_MM, width, height, FINE)
    around = numpy.ones((5 * FINE, 5 * FINE), numpy.uint8)
    paper: Any = cv2.blur(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, around), around.shape).astype(numpy.float32)
    ink = (paper - grey) / (numpy.maximum(paper, 20) * (1 - sheet.black))
    cells = cv2.resize(numpy.clip(ink, -0.2, 1.2), (width, height), interpolation=cv2.INTER_AREA)
    return numpy.asarray(cells[EDGE_MM:-EDGE_MM, EDGE_MM:-EDGE_MM], dtype=numpy.float32)


def _counted(
    question: Place, read: QuestionReading, origin: tuple[int, int], shape: tuple[int, ...]
) -> NDArray[numpy.bool_]:
    """Where ink counts: not in and around boxes, where their marks reach, nor where one is asked to write."""
    counted = numpy.ones(shape, bool)

    def leave_out(place: Place, before: float, above: float, behind: float, below: float) -> None:
        left, top = place["x_mm"] - before, place["y_mm"] - above
        right, bottom = place["x_mm"] + place["width_mm"] + behind, place["y_mm"] + place["height_mm"] + below
        x, x_end = (max(0, round(side - origin[0])) for side in (left - 0.5, right + 0.5))
        y, y_end = (max(0, round(side - origin[1])) for side in (top - 0.5, bottom + 0.5))
        counted[y:y_end, x:x_end] = False

    for place, box in zip(question["boxes"], read.boxes, strict=True):
        leave_out(place, *(MARK_REACH_MM if box.seen != "empty" else [MARK_MM] * 4))
    for place in question["fields"]:
        leave_out(place, *[WRITING_MM] * 4)
    return counted
