import cv2
import numpy
import pytest

from consultation.paper.scan.pictures import Fault, Scan
from consultation.paper.scan.reading import Printed, of_the_same_hand, read_scan
from consultation.paper.scan.results import PageReading, Reason, State
from tests.paper.conftest import Picture
from tests.scans.conftest import MM, Sheets, scan, turned


def chosen(reading: PageReading) -> dict[str, list[str] | None]:
    """{question: options marked, None in doubt} of the questions with boxes."""
    return {question.key: question.chosen() for question in reading.questions if question.boxes}


@pytest.mark.parametrize("degrees", [0, 7, -8, 90, 180, 270])
def test_a_page_is_read_whichever_way_it_lies(sheets: Sheets, degrees: int) -> None:
    picture = sheets.page(7, 1)
    sheets.cross(picture, "missing", "papers")
    sheets.cross(picture, "show", "circus")
    lying = (
        numpy.ascontiguousarray(numpy.rot90(picture, degrees // 90)) if degrees % 90 == 0 else turned(picture, degrees)
    )

    (reading,) = sheets.read(lying)

    assert (reading.state, reading.reason) == (State.READ, None)
    assert str(reading.identity).startswith("OZN3/000007/1/FR")
    assert chosen(reading) == {"missing": ["papers"], "show": ["circus"]}


@pytest.mark.parametrize("dpi", [100, 200, 400])
def test_a_page_is_read_at_any_resolution(sheets: Sheets, dpi: int) -> None:
    picture = sheets.page(7, 1)
    sheets.cross(picture, "show", "cinema")
    scaled = cv2.resize(picture, None, fx=dpi / 150, fy=dpi / 150, interpolation=cv2.INTER_AREA)

    (reading,) = sheets.read(numpy.asarray(scaled, dtype=numpy.uint8))

    assert chosen(reading) == {"missing": [], "show": ["cinema"]}
    assert all(box.confidence > 0.9 for box in reading.boxes())


def test_a_slanted_photo_in_the_shadow_is_read(sheets: Sheets) -> None:
    picture = sheets.page(8, 1)
    sheets.cross(picture, "missing", "feasts")
    height, width = picture.shape
    flat = numpy.array([(0, 0), (width, 0), (width, height), (0, height)], numpy.float32)
    seen = numpy.array([(90, 60), (1150, 130), (1200, 1660), (40, 1600)], numpy.float32)
    photo = cv2.warpPerspective(picture, cv2.getPerspectiveTransform(flat, seen), (1250, 1720), borderValue=90.0)
    shadow = numpy.linspace(1.0, 0.45, photo.shape[1])[None, :]

    (reading,) = sheets.read((photo * shadow).astype(numpy.uint8))

    assert (reading.state, chosen(reading)) == (State.READ, {"missing": ["feasts"], "show": []})


def test_two_crosses_where_one_is_asked_are_a_doubt_and_where_several_are_asked_an_answer(sheets: Sheets) -> None:
    picture = sheets.page(7, 1)
    for question, option in (("missing", "feasts"), ("missing", "papers"), ("show", "concert"), ("show", "circus")):
        sheets.cross(picture, question, option)

    (reading,) = sheets.read(picture)

    assert (reading.state, reading.reason) == (State.NEEDS_LOOK, Reason.BOXES.value)
    assert chosen(reading) == {"missing": ["feasts", "papers"], "show": None}
    assert {box.reason for box in reading.questions[1].boxes if box.marked} == {Reason.TWO}


def test_a_box_blacked_out_beside_a_cross_is_an_answer_taken_back(sheets: Sheets) -> None:
    picture = sheets.page(7, 1)
    sheets.cross(picture, "missing", "papers")
    sheets.blacken(picture, "show", "concert")
    sheets.cross(picture, "show", "circus")

    (reading,) = sheets.read(picture)

    assert chosen(reading) == {"missing": ["papers"], "show": ["circus"]}


def test_a_box_blacked_out_alone_is_a_doubt(sheets: Sheets) -> None:
    picture = sheets.page(7, 1)
    sheets.cross(picture, "missing", "papers")
    sheets.blacken(picture, "show", "concert")

    (reading,) = sheets.read(picture)

    assert chosen(reading) == {"missing": ["papers"], "show": None}
    assert reading.questions[1].boxes[0].reason is Reason.BLACK


def test_a_page_without_any_mark_is_a_doubt_only_where_a_pencil_may_have_been_bleached_away(sheets: Sheets) -> None:
    picture = sheets.page(7, 1)

    grey, two_valued = sheets.read(picture, numpy.where(picture > 150, 255, 0).astype(numpy.uint8))

    assert (grey.state, two_valued.state) == (State.READ, State.NEEDS_LOOK)
    assert not any(box.sure for box in two_valued.boxes())
    assert Reason.BLEACHED in {box.reason for box in two_valued.boxes()}


def test_a_box_blackened_out_does_not_show_that_nothing_was_bleached_away(sheets: Sheets) -> None:
    """Ten crosses of a light pen were gone from a copy of a copy, on which one correction stood."""
    page = sheets.page(7, 1)
    sheets.blacken(page, "show", "circus")
    bleached = numpy.where(page > 140, 255, page).astype(numpy.uint8)

    (reading,) = sheets.read(bleached, quality=100)

    assert not any(box.sure for box in reading.boxes())


def test_a_page_on_which_copiers_thickened_every_line_is_read(sheets: Sheets) -> None:
    """The black of its codes had run together: each is thinned until it reads."""
    large = cv2.resize(sheets.page(7, 1), None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    black_white = ((large > 160) * 255).astype(numpy.uint8)
    thick = numpy.asarray(cv2.erode(black_white, numpy.ones((6, 6), numpy.uint8)), dtype=numpy.uint8)

    (reading,) = sheets.read(thick)

    assert reading.identity is not None
    assert (reading.identity.number, reading.identity.page) == (7, 1)


def test_a_page_without_a_box_is_read(sheets: Sheets) -> None:
    """The page of the idea and the number once stopped the whole pile."""
    without = [{**page, "questions": [q | {"boxes": []} for q in page["questions"]]} for page in sheets.layout["pages"]]
    printed = [Printed({**sheets.layout, "pages": without})]

    (reading,) = read_scan(scan(sheets.page(7, 1)), printed)

    assert (reading.state, reading.boxes()) == (State.READ, [])


def test_writing_is_shown_and_never_read(sheets: Sheets) -> None:
    picture = sheets.page(7, 2)
    sheets.write(picture, "idea")
    sheets.write(picture, "people", 1)

    (reading,) = sheets.read(picture)

    written = {(q.key, one.name, one.index) for q in reading.questions for one in q.fields if one.written}
    assert written == {("idea", "text", None), ("people", "digit", 1)}
    assert reading.to_type() == 2


def swapped_code(sheets: Sheets, of: Picture, place: int) -> Picture:
    """Page 1 of copy 7 with one of its two codes replaced."""
    picture = sheets.page(7, 1)
    where = sheets.layout["pages"][0]["identities"][place]
    x, y, side = (round(where[name] * MM) for name in ("x_mm", "y_mm", "width_mm"))
    picture[y : y + side, x : x + side] = of[y : y + side, x : x + side]
    return picture


def test_two_codes_that_name_two_sheets_are_not_accepted(sheets: Sheets) -> None:
    (reading,) = sheets.read(swapped_code(sheets, sheets.page(8, 1), 1))[:1]

    assert (reading.state, reading.reason) == (State.NEEDS_LOOK, Reason.DISAGREES.value)
    assert not reading.questions


def test_codes_that_name_another_page_than_the_markers_are_not_accepted(sheets: Sheets) -> None:
    picture = swapped_code(sheets, sheets.page(7, 2), 0)
    where = sheets.layout["pages"][0]["identities"][1]
    x, y, side = (round(where[name] * MM) for name in ("x_mm", "y_mm", "width_mm"))
    picture[y : y + side, x : x + side] = sheets.page(7, 2)[y : y + side, x : x + side]

    readings = sheets.read(picture)

    assert [one.state for one in readings] == [State.NEEDS_LOOK]
    assert not readings[0].questions


def test_two_sheets_in_one_photo_are_both_read(sheets: Sheets) -> None:
    first, second = sheets.page(7, 1), sheets.page(8, 1)
    sheets.cross(first, "show", "concert")
    sheets.cross(second, "show", "cinema")

    readings = sheets.read(numpy.hstack([first, second]))

    assert {one.identity.number: chosen(one)["show"] for one in readings if one.identity} == {
        7: ["concert"],
        8: ["cinema"],
    }


def test_a_neighbour_partly_in_view_does_not_stand_for_the_page_to_come(sheets: Sheets) -> None:
    """Its boxes beyond the picture were a person's to settle, and its own picture was a duplicate."""
    cut = sheets.page(8, 1)
    end = round((sheets.box("show", "cinema")["x_mm"] - 2) * MM)

    readings = sheets.read(numpy.hstack([sheets.page(7, 1), cut[:, :end]]))

    states = {one.identity.number: (one.state, len(one.boxes())) for one in readings if one.identity}
    assert states == {7: (State.READ, 7), 8: (State.UNREADABLE, 0)}


def test_a_cut_edge_and_a_folded_corner_are_survived(sheets: Sheets) -> None:
    picture = sheets.page(7, 1)
    sheets.cross(picture, "show", "cinema")
    picture[:, : round(18 * MM)] = 255
    cv2.fillPoly(picture, [numpy.array([(1240, 1754), (1240, 1500), (1000, 1754)])], 180.0)

    (reading,) = sheets.read(picture)

    assert chosen(reading)["show"] == ["cinema"]


def test_what_is_not_ours_is_told_apart_from_blank_backs_and_broken_files(sheets: Sheets) -> None:
    letter = numpy.full((1754, 1240), 250, numpy.uint8)
    for row in range(200, 1500, 60):
        cv2.putText(letter, "Madame, Monsieur,", (120, row), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 30.0, 3)
    specks = numpy.full((1754, 1240), 240, numpy.uint8)
    specks[::300, ::250] = 60

    readings = sheets.read(letter, sheets.page(7, 4), specks)
    readings += read_scan(Scan("x", 1, None, Fault.BROKEN), sheets.printed)

    assert [one.state for one in readings] == [State.NOT_OURS, State.BLANK, State.BLANK, State.UNREADABLE]


def test_a_questionnaire_nobody_printed_here_is_not_ours(sheets: Sheets) -> None:
    (reading,) = read_scan(scan(sheets.page(7, 1)), [])

    assert (reading.state, reading.reason) == (State.NOT_OURS, Reason.UNKNOWN.value)


def test_a_page_whose_codes_are_gone_goes_to_a_person(sheets: Sheets) -> None:
    picture = sheets.page(7, 1)
    for where in sheets.layout["pages"][0]["identities"]:
        x, y, side = (round(where[name] * MM) for name in ("x_mm", "y_mm", "width_mm"))
        picture[y : y + side, x : x + side] = 120

    (reading,) = sheets.read(picture)

    assert (reading.state, reading.reason) == (State.NEEDS_LOOK, Reason.NO_CODE.value)


def test_a_page_that_breaks_while_it_is_read_is_one_line_of_the_report(
    sheets: Sheets, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Picture:
        raise ValueError("cut off")

    letter = numpy.full((1754, 1240), 250, numpy.uint8)
    cv2.putText(letter, "Madame, Monsieur,", (120, 400), cv2.FONT_HERSHEY_SIMPLEX, 2.0, 30.0, 5)

    (reading,) = read_scan(Scan("letter.jpg", 1, letter, full=broken), sheets.printed)

    assert (reading.state, reading.reason) == (State.UNREADABLE, Reason.RETAKE.value)
    assert "could not be read" in caplog.text


def test_a_code_at_the_very_edge_of_the_glass_is_read(sheets: Sheets) -> None:
    """No white is left around it, which readers of codes ask for; the other code is cut off."""
    picture = sheets.page(7, 1)
    first, second = sheets.layout["pages"][0]["identities"]
    end = round((second["y_mm"] + 8) * MM)
    cut = numpy.ascontiguousarray(picture[round(first["y_mm"] * MM) : end])

    (reading,) = sheets.read(cut)

    assert reading.identity is not None
    assert (reading.identity.number, reading.identity.page) == (7, 1)


def test_a_mark_with_the_ink_of_the_others_of_its_page_is_one_of_them_and_one_with_more_is_not() -> None:
    """What was struck out has the ink of the mark and of the stroke over it; from two marks no pen is known."""
    clear, unclear = [0.001, 0.99, 0.005, 0.004], [0.001, 0.8, 0.099, 0.1]
    faint = [0.1, 0.8, 0.05, 0.05]
    inks = numpy.array([0.2, 0.21, 0.22, 0.23, 0.34, 0.2])

    same = of_the_same_hand(inks, numpy.array([clear, clear, clear, unclear, unclear, faint]))
    of_two = of_the_same_hand(inks[1:], numpy.array([clear, clear, unclear, unclear, faint]))

    assert same.tolist() == [True, True, True, True, False, False]
    assert not of_two.any()
