"""`consultation paper print`."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from consultation.db import Database, migrate
from consultation.models import SheetBatch
from consultation.paper.commands import group
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
    return CliRunner().invoke(group, ["print", *arguments])


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
