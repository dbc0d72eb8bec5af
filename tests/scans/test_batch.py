import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from consultation.cli import main
from consultation.db import Database
from consultation.paper.scan.batch import Pile
from consultation.paper.scan.results import State
from tests.paper.test_commands import town as town
from tests.scans.conftest import Sheets, jpeg, scan


def test_a_shuffled_pile_adds_up(sheets: Sheets) -> None:
    again = sheets.page(7, 1)
    other = sheets.page(8, 2)
    sheets.cross(other, "meal", "yes")
    pile = Pile(sheets.printed)
    order = [(8, 2), (7, 1), (7, 4), (7, 3), (8, 1)]

    scans = [scan(sheets.page(number, page), name=f"{number}-{page}") for number, page in order]
    readings = list(pile.all_of([*scans, scan(again, name="again"), scan(other, name="other")]))

    assert [(one.file, one.state) for one in readings] == [
        ("8-2", State.READ),
        ("7-1", State.READ),
        ("7-4", State.BLANK),
        ("7-3", State.READ),
        ("8-1", State.READ),
        ("again", State.DUPLICATE),
        ("other", State.DUPLICATE),
        ("", State.MISSING),
        ("", State.MISSING),
    ]
    assert [(one.duplicate_of, one.conflicting) for one in readings[5:7]] == [(("7-1", 1), False), (("8-2", 1), True)]
    assert [(one.identity.number, one.identity.page) for one in readings[7:] if one.identity] == [(7, 2), (8, 3)]
    report = pile.report()
    assert report["pages"] == 7
    assert sum(report["states"].values()) == 7 + report["states"]["missing"]


def test_the_command_prints_every_page_and_box_as_json(sheets: Sheets, tmp_path: Path) -> None:
    picture = sheets.page(7, 1)
    sheets.cross(picture, "show", "cinema")
    (tmp_path / "pile").mkdir()
    (tmp_path / "pile" / "a.jpg").write_bytes(jpeg(picture))
    (tmp_path / "pile" / "b.jpg").write_bytes(b"not a picture")
    (tmp_path / "layout.json").write_text(json.dumps(sheets.layout))

    result = CliRunner().invoke(
        main, ["paper", "read", str(tmp_path / "pile"), "--layout", str(tmp_path / "layout.json"), "--json"]
    )

    said = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [page["state"] for page in said["pages"]] == ["read", "unreadable", "missing", "missing"]
    show = next(question for question in said["pages"][0]["questions"] if question["key"] == "show")
    assert show["chosen"] == ["cinema"]
    assert [(box["option"], box["value"], box["sure"]) for box in show["boxes"]] == [
        ("concert", "empty", True),
        ("cinema", "marked", True),
        ("circus", "empty", True),
    ]
    assert said["report"]["states"]["missing"] == 2


@pytest.mark.parametrize("written", ["not json", "[]", "{}"])
def test_a_layout_that_is_none_is_wrong_use(sheets: Sheets, tmp_path: Path, written: str) -> None:
    (tmp_path / "layout.json").write_text(written)
    (tmp_path / "a.jpg").write_bytes(jpeg(sheets.page(7, 1)))

    result = CliRunner().invoke(
        main, ["paper", "read", str(tmp_path / "a.jpg"), "--layout", str(tmp_path / "layout.json")]
    )

    assert result.exit_code == 2
    assert "layout" in result.stderr


def test_sheets_printed_here_are_read_without_their_layouts(town: Database, tmp_path: Path) -> None:
    """Two batches of the same questionnaire in two sizes: the number says which is which."""
    for name, size in (("a", "a4"), ("b", "a5")):
        printing = ["paper", "print", "OZN3", "--copies", "2", "--size", size, "--out", str(tmp_path / f"{name}.pdf")]
        assert CliRunner().invoke(main, printing).exit_code == 0

    result = CliRunner().invoke(main, ["paper", "read", str(tmp_path / "a.pdf"), str(tmp_path / "b.pdf"), "--json"])

    said = json.loads(result.stdout)
    assert {page["number"] for page in said["pages"] if page["state"] == "needs_look"} == {1, 2, 3, 4}
    assert {page.get("reason") for page in said["pages"]} <= {None, "boxes_in_doubt"}, "rendered paper is bleached"
    assert said["report"]["sheets"] == 4
    assert said["report"]["states"]["missing"] == 0
