"""The same plan in every format gives the same reading (T77), also badly written."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from consultation.plan.documents import open_document
from consultation.plan.outline import plan_outline
from consultation.plan.plan_reading import PlanReading
from consultation.plan.reading import read_plan
from tests.plan import ozon_files as files

ALIKE: dict[str, Callable[[], bytes]] = {
    "plan.docx": files.word,
    "no-styles.docx": partial(files.word, styled=False),
    "cut-at-each-page.docx": partial(files.word, cut=True, styled=False),
    "typed-dashes.docx": partial(files.word, dashes=True),
    "no-break-spaces.docx": partial(files.word, nbsp=True),
    "tracked.docx": files.word_tracked,
    "merged.docx": files.word_merged,
    "bullets.docx": files.word_numbered,
    "plan.odt": files.open_text,
    "tracked.odt": files.open_text_tracked,
    "plan.ods": files.open_sheets,
    "one-sheet.xlsx": partial(files.workbook, sheets=False),
    "five-sheets.xlsx": partial(files.workbook, sheets=True),
    "plan.md": files.markdown,
    "plan.html": files.web_page,
}
FLAT: dict[str, Callable[[], bytes]] = {
    "flat.xlsx": files.flat_workbook,
    "utf8.csv": partial(files.flat_csv, "utf-8", ";"),
    "bom.csv": partial(files.flat_csv, "utf-8-sig", ","),
    "cp1252.csv": partial(files.flat_csv, "cp1252", ";"),
    "utf16.csv": partial(files.flat_csv, "utf-16", "\t"),
}


def told(plan: PlanReading) -> dict[str, Any]:
    """What a reading says of the plan, without the printed cells and what was left out."""
    outline = plan_outline(plan, doubt_words=lambda doubt: doubt.code, dropped_words=str)
    for priority in outline["priorities"]:
        for action in priority["actions"]:
            del action["original"]
    return {name: outline[name] for name in ("title", "sector", "start_year", "end_year", "priorities", "notes")}


@pytest.fixture(scope="module")
def printed() -> dict[str, Any]:
    return told(files.ozon())


@pytest.mark.parametrize("name", ALIKE)
def test_the_same_plan_in_another_file_is_the_same_plan(name: str, printed: dict[str, Any]) -> None:  # T77
    plan = read_plan(open_document(ALIKE[name](), name))

    assert told(plan) == printed
    assert {doubt.code for doubt in plan.doubts} == {"number_twice"}


@pytest.mark.parametrize("name", FLAT)
def test_a_flat_spreadsheet_gives_the_same_actions(name: str, printed: dict[str, Any]) -> None:
    plan = read_plan(open_document(FLAT[name](), name))

    for found, expected in zip(told(plan)["priorities"], printed["priorities"], strict=True):
        assert (found["number"], found["title"]) == (expected["number"], expected["title"])
        for one, other in zip(found["actions"], expected["actions"], strict=True):
            for part in (
                "position",
                "printed_number",
                "title",
                "objective",
                "origin_note",
                "how",
                "who",
                "when",
                "missing",
            ):
                assert one[part] == other[part], (part, other["key"])


def test_what_tracked_changes_deleted_is_told() -> None:
    plan = read_plan(open_document(files.word_tracked()))

    gone = {dropped.text for dropped in plan.dropped if dropped.why == "deleted_in_tracked_changes"}
    assert gone == {"à supprimer vraiment", "99/ Une action abandonnée", "Phrase partie ailleurs"}


def test_page_headers_of_the_file_are_told() -> None:
    plan = read_plan(open_document(files.word()))

    assert ("Ville de Châtellerault", "page_header") in {(one.text, one.why) for one in plan.dropped}
