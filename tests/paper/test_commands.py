"""`consultation paper print`."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner, Result
from zxingcpp import read_barcodes

from consultation.db import Database, migrate
from consultation.models import HandOut, SheetBatch
from consultation.paper import commands, print_batch
from consultation.paper.commands import group
from consultation.paper.identity import printed_number, read_identity
from consultation.questionnaires.definition import Definition
from tests.paper.conftest import WORDS, Paper, pictures
from tests.paper.test_sheet import identities


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, definition: Definition) -> Iterator[Database]:
    """An installation of its own with the questionnaire OZN3 on paper."""
    database = Database(f"sqlite:///{tmp_path / 'consultation.sqlite'}")
    migrate(database.engine)
    with database.transaction() as session:
        Paper(WORDS, session, json.loads(definition.model_dump_json())).version.print_code = "OZN3"
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    monkeypatch.setenv("PUBLIC_URL", "https://ozon.example")
    yield database
    database.close()


def run(*arguments: str) -> Result:
    return paper("print", *arguments)


def paper(*arguments: str) -> Result:
    return CliRunner().invoke(group, arguments)


def test_sheets_and_their_layout_are_written(town: Database, tmp_path: Path) -> None:
    out, layout = tmp_path / "sheets.pdf", tmp_path / "layout.json"

    done = run("OZN3", "--locale", "ar", "--copies", "3", "--out", str(out), "--layout", str(layout))

    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert (report["first_number"], report["last_number"], report["locales"]) == (1, 3, ["ar"])
    assert {found.number for found in identities(pictures(out.read_bytes(), 150)[0])} == {1}
    places = json.loads(layout.read_text())
    assert places["print_code"] == "OZN3"
    assert places["pages"][0]["questions"][0]["boxes"][0]["option"] == "feasts"
    with town.reader() as session:
        (batch,) = session.query(SheetBatch).all()
        assert (batch.first_number, batch.count, batch.layout["pages"]) == (1, 3, places["pages"])


def test_answers_come_in_while_sheets_are_drawn(
    town: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The numbers were taken before the pages were drawn, and SQLite let nobody else write until the end."""
    drawn = []

    def let_others_write(module: ModuleType, name: str) -> None:
        draw = getattr(module, name)

        def watched(*arguments: Any, **named: Any) -> Any:
            with closing(sqlite3.connect(tmp_path / "consultation.sqlite", timeout=0, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
            drawn.append(name)
            return draw(*arguments, **named)

        monkeypatch.setattr(module, name, watched)

    let_others_write(print_batch, "lay_out")
    let_others_write(print_batch, "print_places")
    let_others_write(commands, "sheets_of")
    let_others_write(commands, "print_labels")

    for arguments in (["print", "OZN3"], ["print", "OZN3", "--master"], ["labels", "OZN3"]):
        done = paper(*arguments, "--out", str(tmp_path / "a.pdf"))
        assert done.exit_code == 0, done.output
    assert drawn == ["lay_out", "print_places", "sheets_of"] * 2 + ["print_labels"]


def test_two_runs_never_share_a_number(town: Database, tmp_path: Path) -> None:
    reports = [json.loads(run("ozn3", "--copies", "5", "--out", str(tmp_path / "a.pdf")).stdout) for _ in range(2)]

    assert [(report["first_number"], report["last_number"]) for report in reports] == [(1, 5), (6, 10)]


@pytest.mark.parametrize(
    "wrong",
    [("NOPE",), ("OZN3", "--locale", "de"), ("OZN3", "--copies", "501"), ("OZN3", "--channel", "nowhere")],
    ids=lambda wrong: wrong[-1],
)
def test_what_cannot_be_printed_is_refused_and_nothing_is_written(
    town: Database, tmp_path: Path, wrong: tuple[str, ...]
) -> None:
    out = tmp_path / "sheets.pdf"

    done = run(*wrong, "--out", str(out))

    assert done.exit_code in {1, 2}
    assert not out.exists()
    with town.reader() as session:
        assert not session.query(SheetBatch).all()


def test_labels_number_the_copies_of_the_last_master(town: Database, tmp_path: Path) -> None:
    out = str(tmp_path / "labels.pdf")
    before = paper("labels", "OZN3", "--out", out)
    run("OZN3", "--copies", "5", "--out", str(tmp_path / "numbered.pdf"))
    run("OZN3", "--master", "--out", str(tmp_path / "master.pdf"))

    done = paper("labels", "OZN3", "--copies", "3", "--kind", "24", "--out", out)

    assert (before.exit_code, "print one with" in before.output) == (1, True)
    report = json.loads(done.stdout)
    assert (report["first_number"], report["last_number"]) == (6, 8)
    read = [read_identity(code.text) for code in read_barcodes(pictures(Path(out).read_bytes(), 150)[0])]
    assert {one.number for one in read} == {6, 7, 8}


def test_sheets_are_handed_out_in_the_order_of_their_numbers_and_never_twice(town: Database, tmp_path: Path) -> None:
    run("OZN3", "--copies", "5", "--out", str(tmp_path / "sheets.pdf"))
    market = ("hand-out", "OZN3", "--place", "Marché")

    first, second = (json.loads(paper(*market, "--count", "2").stdout) for _time in range(2))
    again = paper(*market, "--count", "1", "--first", first["first_number"])
    too_many = paper(*market, "--count", "2")
    misread = paper(*market, "--count", "1", "--first", "000001-9")

    assert (first["first_number"], second["first_number"]) == (printed_number(1), printed_number(3))
    assert [(done.exit_code, printed_number(5) in done.output) for done in (again, too_many)] == [(1, True), (1, True)]
    assert misread.exit_code == 2
    with town.reader() as session:
        assert [(out.first_number, out.count, out.place) for out in session.query(HandOut)] == [
            (1, 2, "Marché"),
            (3, 2, "Marché"),
        ]
