"""What was read: of a box, a question, a page; and the boxes of a page judged against one another."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy

from consultation.paper.identity import Identity
from consultation.paper.scan.boxes import Sheet


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
    BESIDE = "something_drawn_beside"
    COLOURED = "coloured_over"
    BLEACHED = "paper_bleached_and_no_clear_mark"


WHOLE_COLUMN = 4
"""Boxes of a question from which a column of them blackened from end to end is not believed without a look."""
MOST_CONFIDENCE = {
    Reason.SCRIBBLE: 0.85,
    Reason.BLACK: 0.75,
    Reason.TWO: 0.7,
    Reason.INKIER: 0.9,
    Reason.BESIDE: 0.8,
    Reason.COLOURED: 0.5,
}
"""Of a doubt that does not come from the look of the box alone, as measured by the bench."""


@dataclass
class BoxReading:
    """What stands in one box."""

    option: str
    """`-refused` and `-unknown`: "I prefer not to say", "I don't know"."""
    marked: bool
    confidence: float
    """Odds that `marked` is right, 0..1."""
    sure: bool
    seen: str
    """"empty", "mark", "black", "scribble"."""
    ink: float
    reason: Reason | None = None
    row: str | None = None
    """Of a table."""

    @property
    def declines(self) -> bool:
        return self.option.startswith("-")

    @property
    def key(self) -> str:
        """What it counts for: the option, in a table `row/option`."""
        return f"{self.row}/{self.option}" if self.row else self.option

    def doubt(self, reason: Reason) -> None:
        """Leave it to a person; the first reason stands."""
        self.sure = False
        self.reason = self.reason or reason
        self.confidence = min(self.confidence, MOST_CONFIDENCE.get(reason, 0.95))

    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            **({"row": self.row} if self.row else {}),
            "option": self.option,
            "value": "marked" if self.marked else "empty",
            "confidence": round(self.confidence, 4),
            "sure": self.sure,
            "seen": self.seen,
        }
        return said | ({"reason": self.reason.value} if self.reason else {})


@dataclass
class FieldReading:
    """A field to write in: whether something is written there, and in the cell of a number perhaps which digit."""

    name: str
    written: bool
    option: str | None = None
    index: int | None = None
    proposed: str | None = None
    """A digit that is plain to see, for a person to confirm."""
    confidence: float | None = None
    """Odds that `proposed` is right."""

    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {"name": self.name, "option": self.option, "index": self.index, "written": self.written}
        said |= {"proposed": self.proposed, "confidence": self.confidence and round(self.confidence, 4)}
        return {name: value for name, value in said.items() if value is not None}


@dataclass
class QuestionReading:
    """One question of a page."""

    key: str
    most: int | None
    """Answers it takes, of a table one row; None when the layout does not say."""
    boxes: list[BoxReading]
    fields: list[FieldReading]

    def chosen(self) -> list[str] | None:
        """The options marked, of a table `row/option`; None while a box is in doubt."""
        if not all(box.sure for box in self.boxes):
            return None
        return [box.key for box in self.boxes if box.marked]

    def groups(self) -> list[list[BoxReading]]:
        """The boxes that answer one thing together: each row of a table, else all; those of not answering in each."""
        declining = [box for box in self.boxes if box.declines]
        rows: dict[str | None, list[BoxReading]] = {}
        for box in self.boxes:
            if not box.declines:
                rows.setdefault(box.row, []).append(box)
        return [[*row, *declining] for row in rows.values()] or [declining]

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
                _judge_black(box, question, boxes)
        for group in question.groups():
            marks = [box for box in group if box.marked or box.seen == "scribble"]
            if len(group) >= WHOLE_COLUMN and all(box.seen == "black" for box in group):
                for box in group:
                    box.doubt(Reason.BLACK)
            if len(marks) > 1 and (question.most == 1 or any(box.declines for box in marks)):
                for box in marks:
                    box.doubt(Reason.TWO)


def _judge_black(box: BoxReading, question: QuestionReading, boxes: Sequence[BoxReading]) -> None:
    """A box blacked out beside a cross takes an answer back, as the sheet says; elsewhere people may fill in to choose.

    Sure for somebody who crosses what they choose: the page has at least two crosses for each black box.
    """
    box.marked = False
    plain, blacks = (sum(one.seen == seen for one in boxes) for seen in ("mark", "black"))
    group = next(group for group in question.groups() if box in group)
    others = [other for other in group if other is not box and other.seen != "empty"]
    has_answer = any(other.seen == "mark" for other in others)
    is_one = question.most != 1 or len(others) == 1
    if not has_answer or not is_one or plain < 2 * blacks:
        box.doubt(Reason.BLACK)
