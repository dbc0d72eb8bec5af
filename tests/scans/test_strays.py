"""Marks outside the boxes, boxes taken back, digits: what nobody may count without looking."""

import cv2
import numpy
import pytest

from consultation.paper.scan.blank_page import print_on, white_on
from consultation.paper.scan.digits import digit_in
from consultation.paper.scan.images import scans_of
from consultation.paper.scan.reading import read_scan
from consultation.paper.scan.results import BoxReading, PageReading, QuestionReading, Reason, judge
from tests.bench.digits import a_cell
from tests.paper.conftest import Picture
from tests.scans.conftest import MM, Sheets


def ring(picture: Picture, middle: tuple[float, float], across: float, down: float) -> None:
    """An ellipse of a ballpoint, in millimetres."""
    at, axes = ((round(one * MM) for one in pair) for pair in (middle, (across, down)))
    cv2.ellipse(picture, tuple(at), tuple(axes), 0, 0, 350, 40, 3, cv2.LINE_AA)


def reasons(reading: PageReading, question: str) -> dict[str, Reason | None]:
    return {box.option: box.reason for one in reading.questions if one.key == question for box in one.boxes}


def test_a_ring_around_a_box_or_its_words_is_a_doubt_of_its_row(sheets: Sheets) -> None:
    """Somebody who rings an answer chose it; the box is empty, and was once read so without a word."""
    box = sheets.box("show", "circus")
    around_box, around_words = sheets.page(7, 1), sheets.page(7, 1)
    ring(around_box, (box["x_mm"] + 2.1, box["y_mm"] + 2.1), 4.2, 3.9)
    ring(around_words, (box["x_mm"] + 14, box["y_mm"] + 2.1), 9.5, 4.2)

    plain, *ringed = sheets.read(sheets.page(7, 1), around_box, around_words)

    assert reasons(plain, "show")["circus"] is None
    for reading in ringed:
        assert reasons(reading, "show")["circus"] is not None


def test_a_tick_that_reaches_far_out_of_its_box_is_its_own(sheets: Sheets) -> None:
    picture = sheets.page(7, 1)
    box = sheets.box("show", "circus")
    points = [(0.5, 2.5), (1.8, 4.0), (7.5, -3.0)]
    path = numpy.array([[(box["x_mm"] + x) * MM, (box["y_mm"] + y) * MM] for x, y in points])
    cv2.polylines(picture, [numpy.rint(path).astype(numpy.int32)], False, 40, 3, cv2.LINE_AA)

    (reading,) = sheets.read(picture)

    question = next(one for one in reading.questions if one.key == "show")
    assert question.chosen() == ["circus"]


def test_a_highlighter_over_a_box_or_its_words_is_a_doubt(sheets: Sheets) -> None:
    """Yellow takes no light that grey would show."""
    box = sheets.box("show", "circus")
    for left, right in ((-1.0, 5.2), (7.0, 22.0)):
        picture = cv2.cvtColor(sheets.page(7, 1), cv2.COLOR_GRAY2BGR)
        top, bottom = (round((box["y_mm"] + y) * MM) for y in (0.3, 3.9))
        start, end = (round((box["x_mm"] + x) * MM) for x in (left, right))
        picture[top:bottom, start:end, 0] = picture[top:bottom, start:end, 0] // 6

        (reading,) = read_scan(next(scans_of("a.jpg", bytes(cv2.imencode(".jpg", picture)[1]))), sheets.printed)

        assert reasons(reading, "show")["circus"] is not None
        assert reasons(reading, "together") == dict.fromkeys(reasons(reading, "together"))


def test_the_print_of_a_page_comes_back_as_it_was_kept(sheets: Sheets) -> None:
    page = sheets.layout["pages"][0]
    printed, white = print_on(sheets.layout, page), white_on(sheets.layout, page)
    box = sheets.box("show", "circus")

    assert printed is not None
    assert white is not None
    assert white.shape == printed.shape == (297, 210)
    marker = page["markers"][0]
    corner = int(marker["y_mm"]), int(marker["x_mm"])
    assert printed[corner] > 0.9
    assert 0.5 < white.mean() < 0.98
    assert not white[int(box["y_mm"]) : int(box["y_mm"]) + 5, int(box["x_mm"])].all()
    assert white[2].all()


def draw(picture: Picture, *points: tuple[float, float]) -> None:
    """A stroke of a ballpoint through points of the page."""
    path = numpy.rint(numpy.array(points) * MM).astype(numpy.int32)
    cv2.polylines(picture, [path], False, 40, 3, cv2.LINE_AA)


def test_a_mark_beside_another_answer_than_the_crossed_one_is_a_doubt(sheets: Sheets) -> None:
    """Somebody crosses one answer and rings another, or draws an arrow to it: which one do they want?"""
    crossed, other = sheets.box("show", "circus"), sheets.box("show", "cinema")
    x, y = other["x_mm"], other["y_mm"] + 2.1
    plain, ringed, ticked, arrowed = (sheets.page(7, 1) for _picture in range(4))
    for picture in (plain, ringed, ticked, arrowed):
        sheets.cross(picture, "show", "circus")
    ring(ringed, (x + 17, y), 9.5, 3.4)
    draw(ticked, (x + 12, y), (x + 13.5, y + 1.8), (x + 18, y - 2.2))
    tip = (x + 22, y)
    draw(arrowed, (crossed["x_mm"] + 24, crossed["y_mm"] + 2), tip)
    draw(arrowed, (tip[0] - 2, tip[1] - 2.5), tip, (tip[0] + 2.5, tip[1] - 1.5))

    as_it_was, *drawn = sheets.read(plain, ringed, ticked, arrowed)

    assert set(reasons(as_it_was, "show").values()) == {None}
    assert [reasons(one, "show")["cinema"] for one in drawn] == [Reason.BESIDE] * 3


def question_of(*seen: str) -> QuestionReading:
    boxes = [
        BoxReading(str(index), what in {"mark", "black"}, 0.99, True, what, 0.2) for index, what in enumerate(seen)
    ]
    return QuestionReading("q", None, boxes, [])


def test_a_box_blacked_out_by_somebody_who_crosses_is_taken_back_and_by_somebody_who_fills_is_a_doubt() -> None:
    crosses, fills = question_of("mark", "black", "mark", "empty"), question_of("mark", "black", "black", "empty")

    judge([crosses])
    judge([fills])

    assert crosses.chosen() == ["0", "2"]
    assert fills.chosen() is None
    assert [box.reason for box in fills.boxes] == [None, Reason.BLACK, Reason.BLACK, None]


@pytest.mark.parametrize("digit", "0123456789")
def test_a_digit_is_proposed_right_or_not_at_all(digit: str) -> None:
    random = numpy.random.default_rng(int(digit))
    said = [digit_in(a_cell(digit, random)) for _ in range(40)]
    proposed = [one[0] for one in said if one is not None]

    assert set(proposed) == {digit}
    assert len(proposed) >= 5


def test_an_empty_cell_proposes_nothing() -> None:
    assert digit_in(numpy.random.default_rng(1).normal(0, 0.05, (28, 20)).astype(numpy.float32)) is None


@pytest.mark.parametrize("slope", [-0.03, 0.0, 0.04])
def test_a_line_through_the_words_of_a_crossed_box_is_a_doubt(sheets: Sheets, slope: float) -> None:
    """Somebody took the answer back by striking its words; the cross beside them was counted."""
    plain, struck = sheets.page(7, 1), sheets.page(7, 1)
    box = sheets.box("show", "circus")
    for picture in (plain, struck):
        sheets.cross(picture, "show", "circus")
    left, middle = box["x_mm"] + 6.5, box["y_mm"] + 2.1
    ends = [(left, middle - 8 * slope), (left + 16, middle + 8 * slope)]
    start, end = ((round(x * MM), round(y * MM)) for x, y in ends)
    cv2.line(struck, start, end, 40, 3, cv2.LINE_AA)

    as_it_was, taken_back = sheets.read(plain, struck)

    assert reasons(as_it_was, "show")["circus"] is None
    assert reasons(taken_back, "show")["circus"] is Reason.BESIDE


def test_a_column_blackened_from_end_to_end_is_a_doubt_and_two_of_it_are_answers() -> None:
    """Who fills boxes in to choose them is believed; who fills in all of a question may be anybody."""

    def filled(*black: str) -> list[bool]:
        boxes = [BoxReading(o, o in black, 0.99, True, "black" if o in black else "empty", 0.9) for o in "abcd"]
        other = [BoxReading(o, o != "z", 0.99, True, "black" if o != "z" else "empty", 0.9) for o in "xyz"]
        judge([QuestionReading("places", 4, boxes, []), QuestionReading("days", 4, other, [])])
        return [box.sure for box in boxes]

    assert filled("a", "b") == [True] * 4
    assert filled("a", "b", "c", "d") == [False] * 4
