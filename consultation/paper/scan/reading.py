"""One picture read: which of our pages are in it, and for every box a value with how sure it is.

Two ways of looking have to agree before a box is sure: the classifier of marks, and the ink measured against the
empty boxes of the same page. What a person of the sheet's own style would not have made is a doubt.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import cv2
import numpy
from numpy.typing import NDArray

from consultation.paper.identity import MASTER, Identity, language_codes
from consultation.paper.scan.boxes import GOOD_FRAME, MARK_MM, PX, Placed, Sheet
from consultation.paper.scan.images import Fault, Grey, Scan
from consultation.paper.scan.locate import Found, PageLayout, find_pages, find_pages_harder
from consultation.paper.scan.marks import CLASSES, odds

SURE = 0.97
"""Odds from which the classifier is believed."""
CLEAN_COUNTS = 15
"""Times a box as clean inside as the other empty boxes of its page is more likely to be empty than it looks alone."""
FEW_DOTS = 3.2
"""Dots a millimetre below which a line of a pen is lost: 81 dpi."""
FEW_MARKERS = 2
MANY_MARKERS = 4
"""Markers of a page that was seen well: if its codes cannot be read, they are damaged."""
LOST_SHARE = 0.25
"""Share of frames not found from which a picture is to be taken again."""
WRITTEN_MM2 = 1.2
"""Ink in a field from which something is written there."""
BLEACHED_SHARE = 0.7
"""Share of dots as white as the whitest: paper of which a scanner left no grain."""
FAINT_PEN = 0.12
"""Ink of a mark below which others of the same pen may have been bleached away entirely."""
BLANK_SHARE = 0.0008
"""Share of dark dots below which a page is blank."""


class State(StrEnum):
    """What became of a page: exactly one of these."""

    READ = "read"
    NEEDS_LOOK = "needs_look"
    DUPLICATE = "duplicate"
    MISSING = "missing"
    NOT_OURS = "not_ours"
    UNREADABLE = "unreadable"
    BLANK = "blank"


class Reason(StrEnum):
    """Why a page or a box needs a person, or could not be read."""

    BOXES = "boxes_in_doubt"
    NO_NUMBER = "copy_without_number"
    NO_CODE = "code_not_readable"
    DISAGREES = "codes_and_markers_disagree"
    UNKNOWN = "questionnaire_not_known"
    RETAKE = "take_again"
    FEW_MARKERS = "too_few_markers"
    # of a box
    FRAME = "frame_not_found"
    FAINT = "between_empty_and_marked"
    SCRIBBLE = "scribbled"
    BLACK = "blacked_out"
    TWO = "two_marks_where_one_is_asked"
    INKIER = "inkier_than_the_others"
    BLEACHED = "paper_bleached_and_no_clear_mark"


@dataclass
class BoxReading:
    """What stands in one box."""

    option: str
    marked: bool
    confidence: float
    """Odds that `marked` is right, 0..1."""
    sure: bool
    seen: str
    """"empty", "mark", "black", "scribble"."""
    ink: float
    reason: Reason | None = None

    def doubt(self, reason: Reason) -> None:
        """Leave it to a person; the first reason stands."""
        self.sure = False
        self.reason = self.reason or reason

    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "option": self.option,
            "value": "marked" if self.marked else "empty",
            "confidence": round(self.confidence, 4),
            "sure": self.sure,
            "seen": self.seen,
        }
        return said | ({"reason": self.reason.value} if self.reason else {})


@dataclass
class FieldReading:
    """A field to write in: only whether something is written there."""

    name: str
    written: bool
    option: str | None = None
    index: int | None = None

    def as_json(self) -> dict[str, Any]:
        said = {"name": self.name, "option": self.option, "index": self.index, "written": self.written}
        return {name: value for name, value in said.items() if value is not None}


@dataclass
class QuestionReading:
    """One question of a page."""

    key: str
    most: int | None
    """Answers it takes; None when the layout does not say."""
    boxes: list[BoxReading]
    fields: list[FieldReading]

    def chosen(self) -> list[str] | None:
        """The options marked; None while a box is in doubt."""
        if not all(box.sure for box in self.boxes):
            return None
        return [box.option for box in self.boxes if box.marked]

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "chosen": self.chosen() if self.boxes else None,
            "boxes": [box.as_json() for box in self.boxes],
            "fields": [one.as_json() for one in self.fields],
        }


@dataclass
class PageReading:
    """What became of one page."""

    file: str
    page: int
    state: State
    reason: str | None = None
    identity: Identity | None = None
    questions: list[QuestionReading] = field(default_factory=list)
    dpi: int | None = None
    duplicate_of: tuple[str, int] | None = None
    conflicting: bool | None = None
    corners: list[list[float]] | None = None
    """Of the page in the picture, clockwise from its own top left, in shares of the picture's width and height."""
    sheet: Sheet | None = None
    """For cutting pieces out; None once the page has left the pile."""

    def boxes(self) -> list[BoxReading]:
        return [box for question in self.questions for box in question.boxes]

    def stands(self) -> bool:
        """Whether its boxes were read, so that a second picture of it is a duplicate."""
        return self.state in {State.READ, State.NEEDS_LOOK} and self.sheet is not None

    def to_type(self) -> int:
        """Fields somebody has to type."""
        return sum(one.written for question in self.questions for one in question.fields)

    def line(self) -> str:
        """One line for people."""
        parts = [f"{self.file}:{self.page}" if self.file else "-", self.state.value, self.reason or ""]
        if self.identity:
            parts.append(f"{self.identity.print_code} {self.identity.number} page {self.identity.page}")
        if self.duplicate_of:
            parts.append(f"of {self.duplicate_of[0]}:{self.duplicate_of[1]}{' CONFLICTING' * bool(self.conflicting)}")
        return "\t".join(part for part in parts if part)

    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {"file": self.file, "page_of_file": self.page, "state": self.state.value}
        if self.reason:
            said["reason"] = self.reason
        if self.identity:
            said |= {
                "identity": str(self.identity),
                "print_code": self.identity.print_code,
                "number": self.identity.number,
                "page": self.identity.page,
                "languages": self.identity.languages,
            }
        if self.duplicate_of:
            said |= {
                "duplicate_of": {"file": self.duplicate_of[0], "page_of_file": self.duplicate_of[1]},
                "conflicting": self.conflicting,
            }
        if self.questions:
            said |= {
                "dpi": self.dpi,
                "corners": self.corners,
                "to_type": self.to_type(),
                "questions": [question.as_json() for question in self.questions],
            }
        return said


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
    readings = _read(scan, scan.grey, printed)
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
        return [_read_page(scan, grey, page, printed) for page in pages]
    if codes:
        return [PageReading(scan.file, scan.page, State.NOT_OURS, Reason.UNKNOWN.value, codes[0].identity)]
    if len(markers) >= MANY_MARKERS:
        return [PageReading(scan.file, scan.page, State.NEEDS_LOOK, Reason.NO_CODE.value)]
    if markers:
        return [PageReading(scan.file, scan.page, State.UNREADABLE, Reason.RETAKE.value)]
    return [PageReading(scan.file, scan.page, State.NOT_OURS)]


def _read_page(scan: Scan, grey: Grey, found: Found, printed: Sequence[Printed]) -> PageReading:
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
    if dots < FEW_DOTS or lost > max(1, LOST_SHARE * len(placed)):
        reading.state, reading.reason = State.UNREADABLE, Reason.RETAKE.value
        return reading
    if len(found.markers) < FEW_MARKERS and (not placed or lost):
        reading.state, reading.reason = State.NEEDS_LOOK, Reason.FEW_MARKERS.value
        return reading
    sheet_printed = next(one for one in printed if one.page(found.identity) is found.layout)
    seen = iter(_seen(boxes, placed))
    for question in found.layout["questions"]:
        reading.questions.append(
            QuestionReading(
                question["key"],
                sheet_printed.most(question["key"]),
                [next(seen) for _box in question["boxes"]],
                [_field(sheet, place) for place in question["fields"]],
            )
        )
    judge(reading.questions)
    marks = [box.ink for box in reading.boxes() if box.seen != "empty"]
    if boxes and (not marks or numpy.median(marks) < FAINT_PEN) and is_bleached(grey):
        for box in reading.boxes():
            box.doubt(Reason.BLEACHED)
    if not all(box.sure for box in reading.boxes()):
        reading.state, reading.reason = State.NEEDS_LOOK, Reason.BOXES.value
    elif found.identity.number == MASTER:
        reading.state, reading.reason = State.NEEDS_LOOK, Reason.NO_NUMBER.value
    return reading


def _seen(boxes: Sequence[Mapping[str, Any]], placed: Sequence[Placed]) -> list[BoxReading]:
    """Each box by itself, and against the empty boxes of the same page."""
    likely = odds([one.patch for one in placed])
    inks = numpy.array([inner_ink(one) for one in placed])
    empty, spread = _of_empty(inks, likely)
    clean = inks <= empty + max(0.006, 2 * spread)
    likely[clean, 0] *= CLEAN_COUNTS
    likely /= likely.sum(axis=1, keepdims=True)
    readings = []
    for box, one, chances, ink in zip(boxes, placed, likely, inks, strict=True):
        which = int(chances.argmax())
        marked = CLASSES[which] in {"mark", "black"}
        reading = BoxReading(
            box["option"], marked, float(chances[which]), float(chances[which]) >= SURE, CLASSES[which], float(ink)
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


def judge(questions: Sequence[QuestionReading]) -> None:
    """The boxes of a page against one another: one person, one pen, one way of marking."""
    boxes = [box for question in questions for box in question.boxes]
    plain = [box for box in boxes if box.seen == "mark"]
    blacks = [box for box in boxes if box.seen == "black"]
    fills = len(blacks) >= 3 and not plain
    for box in boxes:
        if box.seen == "scribble":
            box.marked = False
            box.doubt(Reason.SCRIBBLE)
    usual = float(numpy.median([box.ink for box in plain])) if len(plain) >= 3 else None
    for box in plain:
        if usual is not None and box.ink > max(1.8 * usual, usual + 0.12):
            box.doubt(Reason.INKIER)
    for question in questions:
        for box in question.boxes:
            if box.seen == "black" and not fills:
                _judge_black(box, question, plain)
        marks = [box for box in question.boxes if box.marked or box.seen == "scribble"]
        if question.most == 1 and len(marks) > 1:
            for box in marks:
                box.doubt(Reason.TWO)


def _judge_black(box: BoxReading, question: QuestionReading, plain: Sequence[BoxReading]) -> None:
    """A box blacked out beside the one cross asked for takes an answer back; elsewhere people may fill in to choose."""
    box.marked = False
    others = [other for other in question.boxes if other is not box and other.seen != "empty"]
    if question.most != 1 or len(others) != 1 or others[0].seen != "mark" or len(plain) < 2:
        box.doubt(Reason.BLACK)


def _field(sheet: Sheet, place: Mapping[str, Any]) -> FieldReading:
    scale = 4.0
    inset = 0.9 if place["name"] == "digit" else 0.0
    inside = {
        "x_mm": place["x_mm"] + inset,
        "y_mm": place["y_mm"] + inset,
        "width_mm": place["width_mm"] - 2 * inset,
        "height_mm": place["height_mm"] - 2 * inset,
    }
    ink, _paper = sheet.ink(sheet.piece(inside, scale=scale))
    dark: Any = (cv2.GaussianBlur(ink, (0, 0), 0.8) > 0.22).astype(numpy.uint8)
    if place["name"] != "digit":
        ruled: Any = cv2.morphologyEx(dark, cv2.MORPH_OPEN, numpy.ones((1, round(8 * scale)), numpy.uint8))
        dark[cv2.dilate(ruled, numpy.ones((3, 5), numpy.uint8)) > 0] = 0
        dark = cv2.morphologyEx(dark, cv2.MORPH_OPEN, numpy.ones((2, 1), numpy.uint8))
    written = float(dark.sum()) / scale**2 > WRITTEN_MM2
    return FieldReading(place["name"], written, place.get("option"), place.get("index"))


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
