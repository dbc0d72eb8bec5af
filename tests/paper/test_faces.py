"""Every kind of question on paper: its boxes and cells, where they stand, and how they are read back."""

import io
import itertools
from dataclasses import replace
from typing import Any

import pikepdf
import pypdfium2
import pytest
from flask import Flask

from consultation.languages import RESIDENT_LOCALES
from consultation.paper.faces import REPEATS
from consultation.paper.resident_words import sheet_words
from consultation.paper.sheet import Layout, PrintOrder, lay_out, print_sheets, rules_of
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.on_paper import left_off_paper, numbers_on_paper
from consultation.terms import AgeVariant, Kind
from tests.paper.conftest import WORDS, order, pictures
from tests.paper.test_sheet import boxes, measured_box
from tests.questionnaires.capabilities import (
    CAPABILITIES,
    MAP,
    PICTURES,
    QUESTIONS,
    changed,
    definition,
    stored,
)

ORDERS = [order("fr"), order("ar"), order("ar", size="a5"), order("fr", "ar"), order("ar", "en", size="a5")]
ids = ["fr", "ar", "ar-a5", "fr-ar", "ar-en-a5"]
TITLE = ("Votre place", "ساحتكم", "Your square")
EVERYTHING = CAPABILITIES["declined"]


def laid_out(asked: Definition, printed: PrintOrder | None = None) -> Layout:
    return lay_out(asked, replace(printed or order("fr"), pictures=PICTURES), WORDS)[1]


def named(layout: Layout, part: str) -> dict[str, list[tuple[Any, ...]]]:
    """{question key: [(row, option or name, index) of its boxes or fields]} of a layout."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for page in layout["pages"]:
        for question in page["questions"]:
            for one in question[part]:
                names = (one.get("row"), one.get("name"), one.get("option"), one.get("index"))
                found.setdefault(question["key"], []).append(tuple(name for name in names if name is not None))
    return found


@pytest.mark.parametrize("printed", ORDERS, ids=ids)
def test_every_kind_is_printed_with_every_glyph_and_for_screen_readers(app: Flask, printed: PrintOrder) -> None:
    with app.app_context():
        words = sheet_words(EVERYTHING, printed.locales)

    pdf, layout = lay_out(EVERYTHING, replace(printed, pictures=PICTURES), words)

    assert layout["unprintable"] == ""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked


@pytest.mark.parametrize("locale", RESIDENT_LOCALES)
def test_the_words_of_the_sheet_are_for_every_reader_in_every_language(
    app: Flask, caplog: pytest.LogCaptureFixture, locale: str
) -> None:
    """The sheet is compiled as PDF/UA-1, which names a glyph no font has, and anything a screen reader would miss."""
    with app.app_context():
        words = sheet_words(EVERYTHING, (locale,))

    layout = lay_out(
        EVERYTHING, replace(order(locale), pictures=PICTURES, follow="https://ozon.example/fr/follow"), words
    )[1]

    assert (layout["unprintable"], caplog.records) == ("", [])


@pytest.mark.parametrize("printed", ORDERS, ids=ids)
def test_every_box_stands_where_the_layout_says(printed: PrintOrder) -> None:
    dpi = 600
    sheets = print_sheets(EVERYTHING, replace(printed, pictures=PICTURES), WORDS, [499])
    pages = pictures(sheets.pdf, dpi)

    for page, _question, box in boxes(sheets.layout):
        measured = measured_box(pages[page["page"] - 1], box, dpi)
        expected = (box["x_mm"] + box["width_mm"] / 2, box["y_mm"] + box["height_mm"] / 2, 4.2, 4.2)
        assert measured == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("printed", ORDERS, ids=ids)
def test_boxes_and_cells_keep_their_distance_and_stay_within_their_question(printed: PrintOrder) -> None:
    layout = laid_out(EVERYTHING, printed)

    for page in layout["pages"]:
        places = [box for question in page["questions"] for box in question["boxes"]]
        for one, two in itertools.combinations(places, 2):
            across, down = abs(one["x_mm"] - two["x_mm"]), abs(one["y_mm"] - two["y_mm"])
            assert across >= 6.3 or down >= 7.9
        for question in page["questions"]:
            bottom = question["y_mm"] + question["height_mm"]
            assert 29 <= question["y_mm"] < bottom <= page["height_mm"] - 29
            for part in question["boxes"] + question["fields"]:
                assert question["y_mm"] <= part["y_mm"] <= part["y_mm"] + part["height_mm"] <= bottom + 0.01
                assert 19.9 <= part["x_mm"] <= part["x_mm"] + part["width_mm"] <= page["width_mm"] - 19.9


@pytest.mark.parametrize("printed", ORDERS, ids=ids)
def test_every_question_of_paper_has_its_boxes_in_every_language(printed: PrintOrder) -> None:
    things = [("shade",), ("benches",), ("games",), ("lights",)]
    squares = [("churchill",), ("lavoisier",), ("sand",)]
    faces = [("very_good",), ("good",), ("poor",), ("very_poor",)]

    found = named(laid_out(CAPABILITIES["every_kind"], printed), "boxes")

    assert found == {
        "first": things,
        "wishes": things,
        "coffee": [("yes",), ("maybe",), ("no",)],
        "mood": faces,
        "where": squares,
        "spot": squares,
        "safe": [("1",), ("2",), ("3",), ("4",), ("5",)],
        "rated": [(row, *face) for row in ("clean", "quiet", "buses") for face in faces],
        "free": [
            (day, hours)
            for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
            for hours in ("morning", "afternoon", "evening")
        ],
        "agreed": [("yes",)],
    }


def test_what_is_written_by_hand_has_its_cells() -> None:
    found = named(laid_out(CAPABILITIES["every_kind"]), "fields")

    day = [("day", 0), ("day", 1), ("month", 0), ("month", 1), *(("year", index) for index in range(4))]
    hour = [("hour", 0), ("hour", 1), ("minute", 0), ("minute", 1)]
    assert found == {
        "people": [("digit", 0), ("digit", 1)],
        "idea": [("text",)],
        "more": [("text",)],
        "order": [("rank", option, 0) for option in ("shade", "benches", "games", "lights")],
        "day": day,
        "hour": hour,
        "moment": day + hour,
    }


@pytest.mark.parametrize("locale", ["fr", "ar"])
def test_digits_run_from_the_left_and_the_parts_of_a_date_as_the_language_reads(locale: str) -> None:
    layout = laid_out(CAPABILITIES["date"], order(locale))
    fields = layout["pages"][0]["questions"][0]["fields"]

    year = [field["x_mm"] for field in fields if field["name"] == "year"]
    first = {name: min(f["x_mm"] for f in fields if f["name"] == name) for name in ("day", "month", "year")}

    assert year == sorted(year)
    by_place = sorted(first, key=lambda name: first[name])
    assert by_place == (["day", "month", "year"] if locale == "fr" else ["year", "month", "day"])


def test_a_scale_runs_from_the_side_where_reading_begins() -> None:
    places = {
        locale: [box["x_mm"] for _page, _question, box in boxes(laid_out(CAPABILITIES["scale_0_10"], order(locale)))]
        for locale in ("fr", "ar")
    }

    assert len(places["fr"]) == 11
    assert places["fr"] == sorted(places["fr"])
    assert places["ar"] == sorted(places["ar"], reverse=True)
    assert [210 - 4.2 - x for x in places["ar"]] == pytest.approx(places["fr"], abs=0.01)


def test_a_scale_too_long_for_a_row_is_written_in_digits() -> None:
    layout = laid_out(definition(TITLE, changed(Kind.SCALE, low=0, high=100)))

    assert named(layout, "boxes") == {}
    assert named(layout, "fields") == {"safe": [("digit", 0), ("digit", 1), ("digit", 2)]}


def test_not_answering_has_boxes_of_its_own_where_it_is_offered() -> None:
    found = named(laid_out(EVERYTHING), "boxes")
    asked = numbers_on_paper(EVERYTHING)

    assert set(found) == set(asked)
    assert all(found[key][-2:] == [("-refused",), ("-unknown",)] for key in asked)
    only = {name: named(laid_out(CAPABILITIES[name]), "boxes")["first"][4:] for name in ("refused", "unknown")}
    assert only == {"refused": [("-refused",)], "unknown": [("-unknown",)]}


def test_what_no_sheet_can_hold_is_named_and_the_others_are_numbered_without_a_gap() -> None:
    asked = CAPABILITIES["every_kind"]

    left_off = left_off_paper(asked)
    numbers = numbers_on_paper(asked)

    assert [question.key for question in left_off] == ["here", "photo", "voice", "letter"]
    assert list(numbers.values()) == list(range(1, len(numbers) + 1))
    assert "hello" not in numbers, "a note has no number"
    printed = [question["key"] for page in laid_out(asked)["pages"] for question in page["questions"]]
    assert [key for key in printed if key != "hello"] == list(numbers)


def test_a_table_longer_than_a_page_goes_on_with_its_head_again() -> None:
    rows = [{"key": f"row_{n}", "label": {"fr": f"Ligne {n}", "ar": f"سطر {n}"}} for n in range(60)]
    long = definition(TITLE, changed(Kind.RATING_TABLE, rows=rows, may_refuse=True))

    layout = laid_out(long)

    parts = [(page["page"], question) for page in layout["pages"] for question in page["questions"]]
    assert [question["key"] for _page, question in parts] == ["rated"] * len(parts)
    assert len({page for page, _question in parts}) == len(parts) >= 3
    found = [(box["row"], box["option"]) for _page, part in parts for box in part["boxes"] if "row" in box]
    assert found == [(f"row_{n}", option) for n in range(60) for option in ("very_good", "good", "poor", "very_poor")]
    assert [len([box for box in part["boxes"] if "row" not in box]) for _page, part in parts] == [0] * (
        len(parts) - 1
    ) + [1]


def test_more_columns_than_a_page_holds_become_lists() -> None:
    options = [{"key": f"o{n}", "label": {"fr": f"Choix {n}"}} for n in range(9)]
    wide = definition(TITLE, changed(Kind.RATING_TABLE, options=options))

    found = named(laid_out(wide, order("fr", size="a5")), "boxes")["rated"]

    assert found == [(row, f"o{n}") for row in ("clean", "quiet", "buses") for n in range(9)]


def test_a_repeated_section_is_printed_a_few_times_with_keys_of_its_own() -> None:
    document = CAPABILITIES["repeated"].model_dump(mode="json")
    document["sections"][0]["repeat"] = 12
    household = Definition.model_validate(document)

    found = named(laid_out(household), "boxes")

    assert list(found) == [f"member-{time}-likes" for time in range(1, REPEATS + 1)]
    assert rules_of(household)["member-2-likes"] == {
        "kind": "several_choices",
        "most": 4,
        "section": "member",
        "time": 2,
        "question": "likes",
    }
    assert numbers_on_paper(household) == {"name_age": 1, "likes": 2, "day_out": 3}


def words_of(asked: Definition, printed: PrintOrder) -> str:
    pdf, _layout = lay_out(asked, replace(printed, pictures=PICTURES), WORDS)
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_a_sheet_is_worded_for_those_it_is_printed_for() -> None:
    asked = CAPABILITIES["variants"]
    question = next(asked.questions())
    young = question.variants[AgeVariant.YOUNG]["fr"]

    assert young in words_of(asked, replace(order("fr"), age=AgeVariant.YOUNG))
    assert young not in words_of(asked, order("fr"))
    assert question.label["fr"] in words_of(asked, order("fr"))


def test_options_stand_in_the_written_order_even_where_the_phone_shuffles_them() -> None:
    asked = CAPABILITIES["shuffled"]
    (question,) = asked.questions()

    assert question.shuffled
    found = named(laid_out(asked), "boxes")[question.key]
    assert found == [(option.key,) for option in question.options]


def test_pictures_stand_on_the_sheet_and_a_lost_one_leaves_the_boxes() -> None:
    asked = definition(TITLE, QUESTIONS[Kind.MAP])
    with_map = replace(order("fr"), pictures={stored(MAP): MAP})

    def images(printed: PrintOrder) -> int:
        with pikepdf.open(io.BytesIO(lay_out(asked, printed, WORDS)[0])) as document:
            return sum(len(page.get_images()) for page in document.pages)

    assert images(with_map) - images(order("fr")) == 1
    assert named(lay_out(asked, order("fr"), WORDS)[1], "boxes") == named(lay_out(asked, with_map, WORDS)[1], "boxes")


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("fr", ["Si « Non » : allez à la fin.", "Seulement si vous avez répondu « Oui » à la question 1."]),
        ("en", ["If “No”: go to the end.", "Only if you answered “Yes” to question 1."]),
    ],
)
def test_the_route_stands_on_the_sheet_in_words(app: Flask, locale: str, told: list[str]) -> None:
    asked = CAPABILITIES["relevant"]
    with app.app_context():
        pdf, _layout = lay_out(asked, order(locale), sheet_words(asked, (locale,)))

    with pypdfium2.PdfDocument(pdf) as document:
        said = " ".join(page.get_textpage().get_text_range() for page in document)
    for sentence in told:
        assert " ".join(sentence.split()) in " ".join(said.split())
