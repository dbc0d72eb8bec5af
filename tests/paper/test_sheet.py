import io
import itertools
from typing import Any

import cv2
import numpy
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from consultation.paper.identity import Identity, NotAnIdentity, printed_number, read_identity
from consultation.paper.resident_words import sheet_words
from consultation.paper.sheet import CannotPrint, Layout, PrintOrder, lay_out, print_sheets
from consultation.questionnaires.definition import Definition, Option, Question, Section
from consultation.terms import Kind
from consultation.web.marks import MARKERS
from tests.paper.conftest import WORDS, Picture, order, pictures

ORDERS = [
    order("fr"),
    order("ar"),
    order("en", size="a5"),
    order("fr", "ar"),
    order("ar", "en"),
    order("fr", type_pt=18),
    order("fr", "ar", size="a5", type_pt=11),
]
ids = ["fr", "ar", "en-a5", "fr-ar", "ar-en", "large", "fr-ar-a5-small"]


def boxes(layout: Layout) -> list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Every (page, question, box)."""
    return [
        (page, question, box) for page in layout["pages"] for question in page["questions"] for box in question["boxes"]
    ]


def identities(picture: Picture) -> list[Identity]:
    found = []
    for code in zxingcpp.read_barcodes(picture):
        try:
            found.append(read_identity(code.text))
        except NotAnIdentity:
            continue
    return found


@pytest.mark.parametrize("order", ORDERS, ids=ids)
def test_every_glyph_is_printed_and_the_file_is_accessible(definition: Definition, order: PrintOrder) -> None:
    pdf, layout = lay_out(definition, order, WORDS)

    assert layout["unprintable"] == ""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert b"pdfuaid" in document.Root.Metadata.read_bytes()
        assert document.Root.Lang == order.locales[0]


@pytest.mark.parametrize("order", ORDERS, ids=ids)
def test_every_page_says_who_it_is_twice_from_a_grey_scan(definition: Definition, order: PrintOrder) -> None:
    sheets = print_sheets(definition, order, WORDS, [499])

    for page, picture in enumerate(pictures(sheets.pdf, 150), start=1):
        languages = "".join(locale.upper() for locale in order.locales)
        assert identities(picture) == [Identity(print_code="OZN3", number=499, page=page, languages=languages)] * 2


def test_the_code_for_the_phone_is_another_one(definition: Definition) -> None:
    sheets = print_sheets(definition, order("fr"), WORDS, [499])

    codes = zxingcpp.read_barcodes(pictures(sheets.pdf, 150)[0])

    assert [code.text for code in codes if code.text.startswith("http")] == ["https://ozon.example/fr/q/k7m2pq"]


def test_markers_are_those_of_opencv() -> None:
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_250)

    for marker, bits in enumerate(MARKERS):
        image = cv2.aruco.generateImageMarker(dictionary, marker, 7)[1:6, 1:6] > 0
        assert "".join(str(int(bit)) for bit in image.ravel()) == f"{bits:025b}"


@pytest.mark.parametrize("order", ORDERS, ids=ids)
def test_six_markers_are_found_where_the_layout_says(definition: Definition, order: PrintOrder) -> None:
    sheets = print_sheets(definition, order, WORDS, [499])
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_250))

    for page, picture in zip(sheets.layout["pages"], pictures(sheets.pdf, 150), strict=True):
        corners, found, _rejected = detector.detectMarkers(picture)
        centres = [corner[0].mean(axis=0) * 25.4 / 150 for corner in corners]
        seen = dict(zip(found.ravel().tolist(), centres, strict=True))
        assert set(seen) == {page["page"] * 6 + position for position in range(6)}
        for marker in page["markers"]:
            centre = (marker["x_mm"] + 4, marker["y_mm"] + 4)
            assert seen[marker["id"]] == pytest.approx(centre, abs=0.15)


@pytest.mark.parametrize("order", ORDERS, ids=ids)
def test_boxes_stand_where_the_layout_says(definition: Definition, order: PrintOrder) -> None:
    dpi = 600
    sheets = print_sheets(definition, order, WORDS, [499])
    pages = pictures(sheets.pdf, dpi)

    for page, _question, box in boxes(sheets.layout):
        measured = measured_box(pages[page["page"] - 1], box, dpi)
        expected = (box["x_mm"] + box["width_mm"] / 2, box["y_mm"] + box["height_mm"] / 2, 4.2, 4.2)
        assert measured == pytest.approx(expected, abs=0.05)


def measured_box(picture: Picture, box: dict[str, float], dpi: int) -> tuple[float, float, float, float]:
    """Centre, width and height of the printed box between the middles of its lines, by weight of ink, in mm."""
    scale = dpi / 25.4
    margin = 0.6
    left, top = round((box["x_mm"] - margin) * scale), round((box["y_mm"] - margin) * scale)
    side = round((box["width_mm"] + 2 * margin) * scale)
    ink = 255 - picture[top : top + side, left : left + side].astype(float)
    place = numpy.arange(side) + 0.5

    def line_middles(profile: Any) -> tuple[float, float]:
        half = side // 2
        first = (profile[:half] * place[:half]).sum() / profile[:half].sum()
        return first, (profile[half:] * place[half:]).sum() / profile[half:].sum()

    band = slice(side // 3, 2 * side // 3)
    x1, x2 = line_middles(ink[band].sum(axis=0))
    y1, y2 = line_middles(ink[:, band].sum(axis=1))
    return (left + (x1 + x2) / 2) / scale, (top + (y1 + y2) / 2) / scale, (x2 - x1) / scale, (y2 - y1) / scale


@pytest.mark.parametrize("order", ORDERS, ids=ids)
def test_boxes_keep_their_distance(definition: Definition, order: PrintOrder) -> None:
    layout = lay_out(definition, order, WORDS)[1]

    for (page, _, one), (other_page, _, two) in itertools.combinations(boxes(layout), 2):
        if page["page"] == other_page["page"]:
            across, down = abs(one["x_mm"] - two["x_mm"]), abs(one["y_mm"] - two["y_mm"])
            assert across >= 6.3 or down >= 8


@pytest.mark.parametrize("order", ORDERS, ids=ids)
def test_every_question_stands_whole_on_one_page(definition: Definition, order: PrintOrder) -> None:
    layout = lay_out(definition, order, WORDS)[1]

    asked = [question["key"] for page in layout["pages"] for question in page["questions"]]
    assert asked == [question.key for question in definition.questions()]
    for page in layout["pages"]:
        for question in page["questions"]:
            bottom = question["y_mm"] + question["height_mm"]
            assert 29 <= question["y_mm"] < bottom <= page["height_mm"] - 29
            for part in question["boxes"] + question["fields"]:
                assert question["y_mm"] <= part["y_mm"] <= part["y_mm"] + part["height_mm"] <= bottom + 0.01


def test_every_option_has_its_box_in_every_language(definition: Definition) -> None:
    wanted = [(question.key, option.key) for question in definition.questions() for option in question.options]

    for one in ORDERS:
        layout = lay_out(definition, one, WORDS)[1]
        assert [(question["key"], box["option"]) for _page, question, box in boxes(layout)] == wanted


def test_fields_for_words_and_digits_are_known(definition: Definition) -> None:
    layout = lay_out(definition, order("fr"), WORDS)[1]

    fields = {
        question["key"]: [(field["name"], field.get("option"), field.get("index")) for field in question["fields"]]
        for page in layout["pages"]
        for question in page["questions"]
        if question["fields"]
    }
    assert fields == {
        "missing": [("specify", "other", None)],
        "people": [("digit", None, 0), ("digit", None, 1)],
        "languages": [("text", None, None)],
        "idea": [("text", None, None)],
    }


def test_right_to_left_mirrors_the_boxes_but_not_the_markers(definition: Definition) -> None:
    french, arabic = (lay_out(definition, order(locale), WORDS)[1] for locale in ("fr", "ar"))

    for (_, _, one), (_, _, other) in zip(boxes(french)[:4], boxes(arabic)[:4], strict=True):
        assert one["x_mm"] == pytest.approx(210 - 4.2 - other["x_mm"], abs=0.01)
    assert french["pages"][0]["markers"] == arabic["pages"][0]["markers"]


def test_a_retired_question_is_no_longer_printed(definition: Definition) -> None:
    document = definition.model_dump()
    document["sections"] = document["sections"][:1]
    document["sections"][0]["questions"][0]["retired"] = True

    layout = lay_out(Definition.model_validate(document), order("fr"), WORDS)[1]

    assert [question["key"] for page in layout["pages"] for question in page["questions"]] == ["show", "meal", "light"]


def test_copies_share_their_pages_and_differ_by_number(definition: Definition) -> None:
    numbers = list(range(1, 101))

    sheets = print_sheets(definition, order("fr"), WORDS, numbers)
    single = print_sheets(definition, order("fr"), WORDS, [1])

    count = len(sheets.layout["pages"])
    with pypdfium2.PdfDocument(sheets.pdf) as document:
        assert len(document) == 100 * (count + count % 2)
    picked = pictures(sheets.pdf, 120)[(count + count % 2) * 41 :][0]
    assert {identity.number for identity in identities(picked)} == {42}
    assert len(sheets.pdf) < len(single.pdf) + 100 * count * 1_100


def test_a_copy_starts_on_a_front_page(definition: Definition) -> None:
    sheets = print_sheets(definition, order("en", size="a5"), WORDS, [7, 8])

    per_copy = len(sheets.layout["pages"]) + len(sheets.layout["pages"]) % 2
    numbers = [{identity.number for identity in identities(picture)} for picture in pictures(sheets.pdf, 150)]
    assert len(numbers) == 2 * per_copy
    assert (numbers[0], numbers[per_copy]) == ({7}, {8})


def test_the_number_can_be_read_by_people(definition: Definition) -> None:
    sheets = print_sheets(definition, order("ar"), WORDS, [499])

    with pypdfium2.PdfDocument(sheets.pdf) as document:
        for page, where in zip(document, sheets.layout["pages"], strict=True):
            frame = where["number"]
            left, top = frame["x_mm"] * 72 / 25.4, (where["height_mm"] - frame["y_mm"]) * 72 / 25.4
            right, bottom = left + frame["width_mm"] * 72 / 25.4, top - frame["height_mm"] * 72 / 25.4
            words = page.get_textpage().get_text_bounded(left, bottom, right, top)
            assert "".join(words.split()) == printed_number(499)


def test_a_master_carries_no_number(definition: Definition) -> None:
    sheets = print_sheets(definition, order("fr"), WORDS, None)

    assert {identity.number for picture in pictures(sheets.pdf, 150) for identity in identities(picture)} == {0}
    with pypdfium2.PdfDocument(sheets.pdf) as document:
        assert "000000" not in document[0].get_textpage().get_text_range()


def test_one_copy_keeps_its_tags_for_screen_readers(definition: Definition) -> None:
    with pikepdf.open(io.BytesIO(print_sheets(definition, order("fr"), WORDS, [1]).pdf)) as document:
        assert "/StructTreeRoot" in document.Root
        assert all("/StructParents" in page for page in document.pages)


def test_a_question_too_tall_for_a_page_is_named() -> None:
    label = {"fr": "Une réponse bien trop longue pour deux colonnes " * 2}
    options = tuple(Option(key=f"o{i}", label=label) for i in range(40))
    tall = Question(key="tall", kind=Kind.ONE_CHOICE, label={"fr": "Laquelle ?"}, options=options)
    short = Question(key="short", kind=Kind.SHORT_TEXT, label={"fr": "Pourquoi ?"})

    def asking(*questions: Question) -> Definition:
        return Definition(title={"fr": "Ozon"}, sections=(Section(key="s", questions=questions),))

    lay_out(asking(short), order("fr"), WORDS)
    with pytest.raises(CannotPrint) as refused:
        lay_out(asking(short, tall), order("fr"), WORDS)
    assert refused.value.questions == ("tall",)


def test_type_grows_smaller_only_where_a_question_would_not_stand_on_its_page() -> None:
    """Five answers on A5 in two languages beside one another were refused in the usual type."""
    label = {"fr": "Une réponse assez longue pour trois lignes", "ar": "جواب طويل بما يكفي لملء سطرين أو ثلاثة"}
    options = tuple(Option(key=f"o{i}", label=label) for i in range(6))
    asked = Question(key="q", kind=Kind.ONE_CHOICE, label=label, options=options)
    definition = Definition(title=label, locales=("fr", "ar"), sections=(Section(key="s", questions=(asked,)),))

    usual = lay_out(definition, order("fr", "ar"), WORDS)[1]
    small = lay_out(definition, order("fr", "ar", size="a5"), WORDS)[1]

    assert (usual["type_pt"], small["type_pt"]) == (14, 12)
    assert lay_out(definition, order("fr", "ar", size="a5", type_pt=12), WORDS)[1]["pages"] == small["pages"]
    with pytest.raises(CannotPrint):  # large type stays large
        lay_out(definition, order("fr", "ar", size="a5", type_pt=18), WORDS)


def test_a_sheet_of_more_pages_than_there_are_markers_is_refused() -> None:
    """It broke while its pages were drawn, and the organiser saw an error page."""
    questions = tuple(Question(key=f"q{i}", kind=Kind.LONG_TEXT, label={"fr": "Pourquoi ?"}) for i in range(180))
    definition = Definition(title={"fr": "Ozon"}, sections=(Section(key="s", questions=questions),))

    with pytest.raises(CannotPrint) as refused:
        lay_out(definition, order("fr"), WORDS)

    assert refused.value.questions == ()


def test_what_organisers_type_is_printed_as_typed() -> None:
    label = '#read("/etc/passwd") *gras* $x$ // <mark>'
    definition = Definition(
        title={"fr": "Ozon"},
        sections=(Section(key="s", questions=(Question(key="q", kind=Kind.SHORT_TEXT, label={"fr": label}),)),),
    )

    pdf, layout = lay_out(definition, order("fr"), WORDS)

    with pypdfium2.PdfDocument(pdf) as document:
        assert label in document[0].get_textpage().get_text_range()
    assert [question["key"] for question in layout["pages"][0]["questions"]] == ["q"]


@pytest.mark.parametrize("order", ORDERS, ids=ids)
def test_the_words_of_the_sheet_exist_and_can_be_printed(app: Flask, definition: Definition, order: PrintOrder) -> None:
    with app.app_context():
        words = sheet_words(definition, order.locales)

    layout = lay_out(definition, order, words)[1]

    assert layout["unprintable"] == ""
    english = {locale: locale == "en" for locale in order.locales}
    assert {locale: said["tick"].startswith("To answer") for locale, said in words.items()} == english
    assert all("{maximum}" in said["at_most"] for said in words.values())
