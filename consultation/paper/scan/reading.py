"""One picture read: which of our pages are in it, and for every box a value with how sure it is.

Two ways of looking have to agree before a box is sure: the classifier of marks, and the ink measured against the
empty boxes of the same page. What a person of the sheet's own style would not have made is a doubt.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy
from numpy.typing import NDArray

from consultation.paper.identity import MASTER, Identity, language_codes
from consultation.paper.scan.blank_page import print_on, white_on
from consultation.paper.scan.boxes import GOOD_FRAME, MARK_MM, PX, Placed, Sheet
from consultation.paper.scan.creases import without_creases
from consultation.paper.scan.digits import digit_in
from consultation.paper.scan.locate import Found, PageLayout, find_pages, find_pages_harder
from consultation.paper.scan.marks import CLASSES, odds
from consultation.paper.scan.over_words import doubt_words
from consultation.paper.scan.pictures import BREAKS, Colour, Fault, Grey, Scan
from consultation.paper.scan.results import (
    BoxReading,
    FieldReading,
    PageReading,
    QuestionReading,
    Reason,
    State,
    judge,
)
from consultation.paper.scan.strays import doubt_strays, doubt_struck_words, doubt_tints

_log = logging.getLogger(__name__)

SURE = 0.97
"""Odds from which the classifier is believed."""
COMMON = numpy.array([1.0, 1.0, 0.3, 0.2])
"""How common each of `CLASSES` is on real sheets, in parts of how often it was taught…"""
ALONE = numpy.array([1.0, 1.0, 0.3, 0.12])
"""…and in the only box that is not empty where one answer is asked: what is struck out has its successor beside it."""
CLEAN_COUNTS = 15
"""Times a box as clean inside as the other empty boxes of its page is more likely to be empty than it looks alone."""
LITTLE = 0.12
"""Ink in parts of that of the clear marks of the page below which a box is clean: of 3,200 marks none had less than
0.39 of it, whatever the pen, as one hand made them all."""
MARK, BLACK = CLASSES.index("mark"), CLASSES.index("black")
FEW_CLEAR = 3
"""Clear marks of a page from which it is known how much ink its pen leaves in a box."""
USUAL_INK = (0.6, 1.15)
"""Ink of a box in parts of that of the clear marks: one of them, and no second stroke over it."""
NOT_EMPTY = 0.005
"""Odds of being empty of what is certainly something."""
FULL = 0.75
"""Ink of a box that is blackened all over, and is no scribble."""
FEW_DOTS = 3.2
"""Dots a millimetre below which a line of a pen is lost: 81 dpi."""
FEW_MARKERS = 2
MANY_MARKERS = 4
"""Markers of a page that was seen well: if its codes cannot be read, they are damaged."""
MARKERS_OF_ANOTHER = 3
"""Markers beside the pages of a picture from which there is one more, whose codes could not be read."""
FOLDED = frozenset({Reason.FAINT, Reason.FRAME, Reason.BESIDE, Reason.SCRIBBLE})
"""Doubts that a crease may cause."""
LOST_SHARE = 0.25
"""Share of frames not found from which a picture is to be taken again."""
WRITTEN_MM2 = 1.2
"""Ink in a field from which something is written there."""
LINES = frozenset({"text", "specify"})
"""Fields to write words in; the others are cells for one digit."""
ARABIC_SCRIPT = ("AR", "FA", "PS", "UR", "CK")
"""Languages in which people may write other digits than 0 to 9: a six there looks like our seven; and whose printed
letters join into lines as long as a pen's through words."""
BLEACHED_SHARE = 0.7
"""Share of dots as white as the whitest: paper of which a scanner left no grain."""
FAINT_PEN = 0.12
"""Ink of a mark below which others of the same pen may have been bleached away entirely."""
BLANK_SHARE = 0.0008
"""Share of dark dots below which a page is blank."""


@dataclass(frozen=True)
class Printed:
    """One sheet that was printed: where everything stands, and how many answers each question takes."""

    layout: Mapping[str, Any]
    first_number: int | None = None
    """None: whichever number."""
    last_number: int | None = None

    def page(self, identity: Identity) -> PageLayout | None:
        """The page of that identity, if it is of this sheet."""
        if self.layout["print_code"] != identity.print_code:
            return None
        if language_codes(tuple(self.layout["locales"])) != identity.languages:
            return None
        if self.first_number is not None and not (
            self.first_number <= identity.number <= (self.last_number or self.first_number)
        ):
            return None
        return next((page for page in self.layout["pages"] if page["page"] == identity.page), None)

    def most(self, key: str) -> int | None:
        """Answers a question takes."""
        rules: Mapping[str, Any] = self.layout.get("questions", {})
        return rules[key]["most"] if key in rules else None


def read_scan(scan: Scan, printed: Sequence[Printed]) -> list[PageReading]:
    """Everything in one picture; never empty."""
    if scan.grey is None:
        return [PageReading(scan.file, scan.page, State.UNREADABLE, (scan.fault or Fault.BROKEN).value)]
    try:
        return _read_closely(scan, scan.grey, printed)
    except (*BREAKS, ArithmeticError):
        # A pile goes on after a page that nobody foresaw; the page goes to a person, the story to the log.
        _log.exception("A page could not be read")
        return [PageReading(scan.file, scan.page, State.UNREADABLE, Reason.RETAKE.value)]


def _read_closely(scan: Scan, grey: Grey, printed: Sequence[Printed]) -> list[PageReading]:
    """What is in the picture; where that is nothing of ours, in all its detail."""
    readings = _read(scan, grey, printed)
    if scan.full is not None and any(
        one.state in {State.UNREADABLE, State.NOT_OURS} or one.reason == Reason.NO_CODE for one in readings
    ):
        readings = _read(scan, scan.full(), printed)
    return readings


def _read(scan: Scan, grey: Grey, printed: Sequence[Printed]) -> list[PageReading]:
    def pages_of(identity: Identity) -> list[PageLayout]:
        return [page for one in printed if (page := one.page(identity)) is not None]

    pages, codes, markers = find_pages(grey, pages_of)
    if not pages and not codes:
        if not markers and is_blank(grey):
            return [PageReading(scan.file, scan.page, State.BLANK)]
        if len(markers) < MANY_MARKERS:
            pages, codes, markers = find_pages_harder(grey, pages_of)
    if pages:
        unseen = [PageReading(scan.file, scan.page, State.NEEDS_LOOK, Reason.NO_CODE.value)]
        readings = [_read_page(scan, grey, page, printed, is_alone=len(pages) == 1) for page in pages]
        return readings + (unseen if len(markers) >= MARKERS_OF_ANOTHER else [])
    if codes:
        return [PageReading(scan.file, scan.page, State.NOT_OURS, Reason.UNKNOWN.value, codes[0].identity)]
    if len(markers) >= MANY_MARKERS:
        return [PageReading(scan.file, scan.page, State.NEEDS_LOOK, Reason.NO_CODE.value)]
    if markers:
        return [PageReading(scan.file, scan.page, State.UNREADABLE, Reason.RETAKE.value)]
    return [PageReading(scan.file, scan.page, State.NOT_OURS)]


def _read_page(scan: Scan, grey: Grey, found: Found, printed: Sequence[Printed], *, is_alone: bool) -> PageReading:
    reading = PageReading(scan.file, scan.page, State.READ, identity=found.identity, corners=_corners(grey, found))
    if found.disagrees:
        reading.state, reading.reason = State.NEEDS_LOOK, Reason.DISAGREES.value
        return reading
    sheet = Sheet(grey, found)
    reading.sheet = sheet
    dots = sheet.dots_a_mm()
    reading.dpi = round(dots * 25.4)
    boxes = [box for question in found.layout["questions"] for box in question["boxes"]]
    placed = sheet.place(boxes)
    lost = sum(one.contrast < GOOD_FRAME for one in placed)
    is_lost = lost > max(1, LOST_SHARE * len(placed)) or (not is_alone and _is_cut(grey, found))
    if dots < FEW_DOTS or is_lost:
        reading.state, reading.reason = State.UNREADABLE, Reason.RETAKE.value
        return reading
    if len(found.markers) < FEW_MARKERS and (not placed or lost):
        reading.state, reading.reason = State.NEEDS_LOOK, Reason.FEW_MARKERS.value
        return reading
    sheet_printed = next(one for one in printed if one.page(found.identity) is found.layout)
    reading.questions = _questions(sheet, placed, sheet_printed, scan.colour)
    if any(box.reason in FOLDED for box in reading.boxes()):
        _read_unfolded(reading, sheet, sheet_printed, scan.colour)
    if not all(box.sure for box in reading.boxes()):
        reading.state, reading.reason = State.NEEDS_LOOK, Reason.BOXES.value
    elif found.identity.number == MASTER:
        reading.state, reading.reason = State.NEEDS_LOOK, Reason.NO_NUMBER.value
    return reading


def _read_unfolded(
    reading: PageReading, sheet: Sheet, sheet_printed: Printed, colour: Callable[[], Colour | None] | None
) -> None:
    """Where creases cause doubts, the page is read again without them; what was sure before has to stay as it was."""
    found = sheet.found
    flat = without_creases(sheet.grey, found, print_on(sheet_printed.layout, found.layout))
    if flat is None:
        return
    unfolded = Sheet(flat, found)
    boxes = [box for question in found.layout["questions"] for box in question["boxes"]]
    again = _questions(unfolded, unfolded.place(boxes), sheet_printed, colour)
    pairs = zip(reading.boxes(), (box for question in again for box in question.boxes), strict=True)
    if all(one.marked == other.marked for one, other in pairs if one.sure):
        reading.questions = again


def _questions(
    sheet: Sheet, placed: Sequence[Placed], sheet_printed: Printed, colour: Callable[[], Colour | None] | None
) -> list[QuestionReading]:
    """What stands in every box and field of a located page, and which of it is in doubt."""
    page = sheet.found.layout
    most = {question["key"]: sheet_printed.most(question["key"]) for question in page["questions"]}
    boxes = [(question["key"], box) for question in page["questions"] for box in question["boxes"]]
    alone = [(key, box.get("row")) if most[key] == 1 else None for key, box in boxes]
    seen = iter(_seen([box for _key, box in boxes], placed, alone))
    may_propose = not any(code in sheet.found.identity.languages for code in ARABIC_SCRIPT)
    questions = [
        QuestionReading(
            question["key"],
            most[question["key"]],
            [next(seen) for _box in question["boxes"]],
            [_field(sheet, place, may_propose=may_propose) for place in question["fields"]],
        )
        for question in page["questions"]
    ]
    judge(questions)
    _doubt_outside(sheet, placed, questions, sheet_printed, colour)
    read = [box for question in questions for box in question.boxes]
    if read and not has_clear_marks(read) and is_bleached(sheet.grey):
        for box in read:
            box.doubt(Reason.BLEACHED)
    return questions


def _doubt_outside(
    sheet: Sheet,
    placed: Sequence[Placed],
    read: Sequence[QuestionReading],
    sheet_printed: Printed,
    colour: Callable[[], Colour | None] | None,
) -> None:
    """What stands beside the boxes, and what only colour shows."""
    if colour is not None:
        doubt_tints(sheet, read, colour)
    languages = sheet.found.identity.languages
    layout, page = sheet_printed.layout, sheet.found.layout
    printed, white = print_on(layout, page), white_on(layout, page)
    if printed is not None:
        doubt_words(sheet, placed, read, printed, is_mirrored=languages.startswith(ARABIC_SCRIPT))
    is_joined = any(code in languages for code in ARABIC_SCRIPT)
    start = 0
    for question, one in zip(sheet.found.layout["questions"], read, strict=True):
        end = start + len(one.boxes)
        if not is_joined:
            doubt_struck_words(sheet, question, placed[start:end], one)
        if white is not None and one.boxes:
            doubt_strays(sheet, question, placed[start:end], one, white)
        start = end


def _seen(
    boxes: Sequence[Mapping[str, Any]], placed: Sequence[Placed], alone: Sequence[tuple[str, str | None] | None]
) -> list[BoxReading]:
    """Each box by itself, and against the empty boxes of the same page.

    :param alone: of each box where one answer is asked, which it answers; None where several are.
    """
    if not boxes:
        return []
    likely = odds([one.patch for one in placed])
    inked = Counter(key for key, chances in zip(alone, likely, strict=True) if chances[0] < 0.5)
    likely = likely * [ALONE if key is not None and inked[key] == 1 else COMMON for key in alone]
    inks = numpy.array([inner_ink(one) for one in placed])
    empty, spread = _of_empty(inks, likely)
    clear = inks[likely[:, MARK] >= SURE]
    usual = float(numpy.median(clear)) - empty if len(clear) >= FEW_CLEAR else 0.0
    clean = inks <= empty + max(0.006, 2 * spread, LITTLE * usual)
    likely[clean, 0] *= CLEAN_COUNTS
    likely /= likely.sum(axis=1, keepdims=True)
    full = (inks > FULL) & (likely[:, BLACK] > likely[:, BLACK + 1])
    likely[full, BLACK] += likely[full, BLACK + 1]
    likely[full, BLACK + 1] = 0
    same = of_the_same_hand(inks, likely)
    likely[same, MARK] = 1 - likely[same, 0]
    likely[same, BLACK:] = 0
    readings = []
    for box, one, chances, ink in zip(boxes, placed, likely, inks, strict=True):
        which = int(chances.argmax())
        marked = CLASSES[which] in {"mark", "black"}
        reading = BoxReading(
            box["option"],
            marked,
            float(chances[which]),
            float(chances[which]) >= SURE,
            CLASSES[which],
            float(ink),
            row=box.get("row"),
        )
        if one.contrast < GOOD_FRAME and CLASSES[which] != "black":
            reading.doubt(Reason.FRAME)
        if not reading.sure:
            reading.doubt(Reason.FAINT)
        least = empty + max(0.02, 3 * spread)
        if (reading.seen == "empty" and ink > empty + max(0.07, 5 * spread)) or (
            reading.seen != "empty" and ink < least
        ):
            reading.doubt(Reason.FAINT)
        readings.append(reading)
    return readings


def of_the_same_hand(inks: NDArray[numpy.float64], likely: NDArray[numpy.float64]) -> NDArray[numpy.bool_]:
    """Which boxes bear a mark like the clear ones of the page: one that was struck out has the ink of both."""
    clear = inks[likely[:, MARK] >= SURE]
    if len(clear) < FEW_CLEAR:
        return numpy.zeros(len(inks), bool)
    usual = inks / numpy.median(clear)
    is_mark = (likely.argmax(axis=1) == MARK) & (likely[:, 0] < NOT_EMPTY)
    return numpy.asarray(is_mark & (usual > USUAL_INK[0]) & (usual < USUAL_INK[1]))


def inner_ink(placed: Placed) -> float:
    """Mean ink within the frame, its line left out."""
    edge = round((MARK_MM + 0.45) * PX)
    inside = placed.patch[edge:-edge, edge:-edge]
    return float(numpy.clip(inside, 0, 1).mean())


def _of_empty(inks: NDArray[numpy.float64], likely: NDArray[numpy.float64]) -> tuple[float, float]:
    """Ink of the empty boxes of the page and how much it varies: paper, copier, camera."""
    empties = inks[likely[:, 0] > 0.9] if len(inks) else inks
    if len(empties) < 3:
        return 0.02, 0.01
    middle = float(numpy.median(empties))
    return middle, float(numpy.median(numpy.abs(empties - middle)) * 1.48)


def _field(sheet: Sheet, place: Mapping[str, Any], *, may_propose: bool) -> FieldReading:
    scale = 4.0
    is_cell = place["name"] not in LINES
    inset = 0.9 if is_cell else 0.0
    inside = {
        "x_mm": place["x_mm"] + inset,
        "y_mm": place["y_mm"] + inset,
        "width_mm": place["width_mm"] - 2 * inset,
        "height_mm": place["height_mm"] - 2 * inset,
    }
    ink, _paper = sheet.ink(sheet.piece(inside, scale=scale))
    dark: Any = (cv2.GaussianBlur(ink, (0, 0), 0.8) > 0.22).astype(numpy.uint8)
    if not is_cell:
        ruled: Any = cv2.morphologyEx(dark, cv2.MORPH_OPEN, numpy.ones((1, round(8 * scale)), numpy.uint8))
        dark[cv2.dilate(ruled, numpy.ones((3, 5), numpy.uint8)) > 0] = 0
        dark = cv2.morphologyEx(dark, cv2.MORPH_OPEN, numpy.ones((2, 1), numpy.uint8))
    written = float(dark.sum()) / scale**2 > WRITTEN_MM2
    digit, confidence = (digit_in(ink) if written and is_cell and may_propose else None) or (None, None)
    return FieldReading(place["name"], written, place.get("option"), place.get("index"), digit, confidence)


def _is_cut(grey: Grey, found: Found) -> bool:
    """Whether boxes of a page lie beyond the picture: a neighbour partly in view must not stand for a page to come."""
    boxes = [box for question in found.layout["questions"] for box in question["boxes"]]
    middles = numpy.array([(box["x_mm"] + 2, box["y_mm"] + 2, 1) for box in boxes]).reshape(-1, 3)
    flat = middles @ found.to_px.T
    at = flat[:, :2] / flat[:, 2:]
    return bool(((at < 0) | (at > grey.shape[::-1])).any())


def has_clear_marks(boxes: Sequence[BoxReading]) -> bool:
    """Whether the pen of a page is plain to see. A box blackened to take it back is, where its crosses have gone; it
    tells nothing, unless that is how this person chooses."""
    crosses, blacks = ([box.ink for box in boxes if box.seen == seen] for seen in ("mark", "black"))
    inks = crosses or (blacks if len(blacks) >= FEW_CLEAR else [])
    return bool(inks) and bool(numpy.median(inks) >= FAINT_PEN)


def is_bleached(grey: Grey) -> bool:
    """Whether the scanner made all paper the same white: then a pencil may have gone with its grain."""
    return float((grey == grey.max()).mean()) > BLEACHED_SHARE


def is_blank(grey: Grey) -> bool:
    """Whether nothing stands on a page; specks and dark edges of the glass do not count."""
    times = max(1.0, max(grey.shape) / 900)
    small = cv2.resize(grey, None, fx=1 / times, fy=1 / times, interpolation=cv2.INTER_AREA)
    rows, columns = small.shape
    middle = small[rows // 16 : -rows // 16, columns // 16 : -columns // 16]
    if middle.size == 0:
        return True
    light = cv2.morphologyEx(cv2.medianBlur(middle, 3), cv2.MORPH_CLOSE, numpy.ones((25, 25), numpy.uint8))
    darker = cv2.subtract(light, cv2.medianBlur(middle, 3)) > 45
    return float(darker.mean()) < BLANK_SHARE and float(numpy.median(middle)) > 90


def _corners(grey: Grey, found: Found) -> list[list[float]]:
    width, height = found.layout["width_mm"], found.layout["height_mm"]
    flat = numpy.array([(0, 0, 1), (width, 0, 1), (width, height, 1), (0, height, 1)]) @ found.to_px.T
    shares = flat[:, :2] / flat[:, 2:] / (grey.shape[1], grey.shape[0])
    return [[round(float(x), 4), round(float(y), 4)] for x, y in shares]
