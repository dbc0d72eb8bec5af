"""Tables, scales, ranks and "I prefer not to say" read back from a picture."""

import json
from pathlib import Path

import cv2
import pytest
from click.testing import CliRunner

from consultation.paper.commands import group
from consultation.paper.scan.results import PageReading, Reason, State
from consultation.terms import Kind
from tests.questionnaires.capabilities import DECLINING, QUESTIONS, changed, definition
from tests.scans.conftest import Sheets

ASKED = definition(
    ("Votre place", "ساحتكم", "Your square"),
    changed(Kind.RATING_TABLE, **DECLINING),
    changed(Kind.SCALE, low=0, high=10, **DECLINING),
    QUESTIONS[Kind.RANKING],
)


@pytest.fixture(scope="module", params=["fr", "ar"])
def tables(request: pytest.FixtureRequest) -> Sheets:
    return Sheets(ASKED, request.param)


def chosen(readings: list[PageReading]) -> dict[str, list[str] | None]:
    return {question.key: question.chosen() for one in readings for question in one.questions if question.boxes}


def test_each_row_of_a_table_is_an_answer_of_its_own(tables: Sheets) -> None:
    pages = [tables.page(7, page["page"]) for page in tables.layout["pages"]]
    for option in ("clean/good", "quiet/very_poor", "buses/good"):
        tables.cross(pages[0], "rated", option)
    tables.cross(pages[where(tables, "safe")], "safe", "10")
    tables.write(pages[where(tables, "order")], "order", 2)

    readings = tables.read(*pages)

    assert {one.state for one in readings} == {State.READ}
    assert chosen(readings) == {"rated": ["clean/good", "quiet/very_poor", "buses/good"], "safe": ["10"]}
    written = [(one.option, one.name) for r in readings for q in r.questions for one in q.fields if one.written]
    assert written == [("games", "rank")]


def where(sheets: Sheets, key: str) -> int:
    """Index of the page a question stands on."""
    return next(int(page["page"]) - 1 for page in sheets.layout["pages"] for q in page["questions"] if q["key"] == key)


def test_two_crosses_in_one_row_are_a_doubt_and_leave_the_other_rows_alone(tables: Sheets) -> None:
    picture = tables.page(7, 1)
    for option in ("clean/good", "clean/poor", "quiet/poor"):
        tables.cross(picture, "rated", option)

    (reading,) = tables.read(picture)

    table = next(question for question in reading.questions if question.key == "rated")
    doubts = {box.key: box.reason for box in table.boxes if not box.sure}
    assert doubts == {"clean/good": Reason.TWO, "clean/poor": Reason.TWO}
    assert [box.key for box in table.boxes if box.sure and box.marked] == ["quiet/poor"]


def test_an_answer_beside_i_prefer_not_to_say_is_a_doubt(tables: Sheets) -> None:
    pages = [tables.page(7, page["page"]) for page in tables.layout["pages"]]
    tables.cross(pages[0], "rated", "clean/good")
    tables.cross(pages[0], "rated", "-refused")
    tables.cross(pages[where(tables, "safe")], "safe", "-unknown")

    readings = tables.read(*pages)

    assert chosen(readings) == {"rated": None, "safe": ["-unknown"]}


def test_the_command_tells_the_rows_of_a_table(tables: Sheets, tmp_path: Path) -> None:
    picture = tables.page(8, 1)
    tables.cross(picture, "rated", "quiet/poor")
    cv2.imwrite(str(tmp_path / "scan.png"), picture)
    (tmp_path / "layout.json").write_text(json.dumps(tables.layout))

    told = CliRunner().invoke(
        group, ["read", str(tmp_path / "scan.png"), "--layout", str(tmp_path / "layout.json"), "--json"]
    )

    (page,) = [one for one in json.loads(told.stdout)["pages"] if one["state"] != "missing"]
    table = next(question for question in page["questions"] if question["key"] == "rated")
    assert page["number"] == 8
    assert table["chosen"] == ["quiet/poor"]
    marked = [(box["row"], box["option"]) for box in table["boxes"] if box["value"] == "marked"]
    assert marked == [("quiet", "poor")]
