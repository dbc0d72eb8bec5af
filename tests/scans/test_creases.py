"""Sheets that came folded in an envelope: their creases are neither marks nor strokes."""

import cv2
import numpy
import pytest

from consultation.paper.scan.blank_page import print_on
from consultation.paper.scan.creases import without_creases
from consultation.paper.scan.reading import read_scan
from consultation.paper.scan.results import State
from tests.paper.conftest import Picture
from tests.scans.conftest import MM, Sheets, scan


def folded(picture: Picture, y_mm: float, slope: float, dark: float) -> Picture:
    """A crease through the page at a height, falling so much to the right, as dark as that in its middle."""
    y, x = numpy.mgrid[0 : picture.shape[0], 0 : picture.shape[1]]
    away = (y / MM - y_mm) - slope * (x / MM - 105)
    light = 1 - dark * numpy.exp(-((away / 0.6) ** 2)) - 0.04 * (away > 0)
    return numpy.asarray(picture * light, dtype=numpy.uint8)


@pytest.mark.parametrize("slope", [0.0, 0.03])
def test_a_crease_through_a_row_of_boxes_leaves_no_doubt(sheets: Sheets, slope: float) -> None:
    box = sheets.box("show", "circus")
    picture = sheets.page(7, 1)
    sheets.cross(picture, "missing", "feasts")
    through_boxes = box["y_mm"] + 2.1 + slope * (105 - box["x_mm"])

    (reading,) = sheets.read(folded(picture, through_boxes, slope, 0.17))

    assert [one.reason for one in reading.boxes() if one.reason] == []
    assert reading.state == State.READ
    assert [one.chosen() for one in reading.questions if one.key == "missing"] == [["feasts"]]


def test_a_pale_cross_on_a_crease_stays_a_mark_or_a_doubt(sheets: Sheets) -> None:
    picture = sheets.page(7, 1)
    box = sheets.box("show", "circus")
    for begin, end in (((0.6, 0.6), (3.6, 3.6)), ((3.6, 0.6), (0.6, 3.6))):
        at = [
            tuple(round((box[side] + one) * MM) for side, one in zip(("x_mm", "y_mm"), p, strict=True))
            for p in (begin, end)
        ]
        cv2.line(picture, at[0], at[1], 150, 2, cv2.LINE_AA)

    (reading,) = sheets.read(folded(picture, box["y_mm"] + 2.1, 0.0, 0.25))

    (mark,) = [one for one in reading.boxes() if one.option == "circus"]
    assert mark.marked or not mark.sure


def test_a_page_that_was_not_folded_is_left_as_it_is(sheets: Sheets) -> None:
    """The lines printed across a page, and its edges, are no creases."""
    picture = sheets.page(7, 1)
    seen = scan(picture)
    (reading,) = read_scan(seen, sheets.printed)
    assert reading.sheet is not None
    assert seen.grey is not None
    found = reading.sheet.found

    assert without_creases(seen.grey, found, print_on(sheets.layout, found.layout)) is None
    assert without_creases(folded(seen.grey, 120, 0.02, 0.2), found, print_on(sheets.layout, found.layout)) is not None
