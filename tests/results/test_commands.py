"""`consultation results …` prints what the pages show."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from consultation.clock import today
from consultation.db import Database, migrate
from consultation.models import AuditEntry, Campaign, Edition
from consultation.results.commands import group
from consultation.settings import Settings
from tests.results.seeded import heard, seeded


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, int]:
    """An installation of its own: the slug of its plan, and the residents heard on P1.02."""
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    database = Database(Settings(instance_dir=tmp_path).database)
    migrate(database.engine)
    with database.writer() as session:
        rows = seeded(session, 60)
        people = heard(session, rows.version.questionnaire_id, {"coffee", "lack", "say"})
        slug = rows.plan.slug
        session.commit()
    database.close()
    return slug, people["residents"]


def test_numbers_of_a_plan_as_json(installation: tuple[str, int]) -> None:
    slug, residents = installation
    result = CliRunner().invoke(group, ["plan", slug, "--json"])

    assert result.exit_code == 0
    actions = {action["key"]: action for action in json.loads(result.stdout)["actions"]}
    assert actions["P1.02"]["heard"] == residents
    assert actions["P1.05"]["heard"] == 0
    assert CliRunner().invoke(group, ["plan", slug]).stdout.count("P1.") == 5


def test_both_files_hold_the_same_rows(installation: tuple[str, int], tmp_path: Path) -> None:
    slug, _ = installation
    for kind in ("csv", "xlsx"):
        out = str(tmp_path / f"counts.{kind}")
        result = CliRunner().invoke(group, ["export", slug, "--format", kind, "--out", out])
        assert result.exit_code == 0, result.output
    with (tmp_path / "counts.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    page = openpyxl.load_workbook(tmp_path / "counts.xlsx").worksheets[0]

    assert [len(lines), len(lines[0])] == [page.max_row, page.max_column]
    assert [str(cell.value or "") for cell in page[2]][:4] == lines[1][:4]


def test_an_unknown_plan_is_said(installation: tuple[str, int]) -> None:
    result = CliRunner().invoke(group, ["plan", "nowhere"])

    assert result.exit_code == 1
    assert "nowhere" in result.stderr


def test_figures_are_published_once_a_day_and_purging_leaves_no_small_number_behind_them(
    installation: tuple[str, int], tmp_path: Path
) -> None:
    """The counts behind an edition hold small groups; they were left when every answer was deleted for good."""
    from consultation.cli import main

    slug, _ = installation
    database = Database(Settings(instance_dir=tmp_path).database)
    refused = CliRunner().invoke(group, ["publish", slug])
    with database.writer() as session:
        session.execute(update(Campaign).values(results_are_public=True))
        session.commit()
    published, again = (CliRunner().invoke(group, ["publish", slug]) for _ in range(2))

    assert (refused.exit_code, published.exit_code, again.exit_code) == (1, 0, 1)
    assert published.stdout.strip().endswith(f"/plan/{slug}/figures/{today().isoformat()}")
    with database.reader() as session:
        before = session.scalars(select(Edition)).one()
        assert "1/coffee" in before.counts
        trail = session.scalars(select(AuditEntry.detail).where(AuditEntry.verb == "publish")).all()
        assert trail == [{"number": 1}]
    assert CliRunner().invoke(main, ["questionnaire", "purge", "1", "--yes"]).exit_code == 0
    with database.reader() as session:
        after = session.scalars(select(Edition)).one()
        assert after.counts == {}
        assert after.document == before.document
    database.close()


def test_answers_go_out_come_in_and_are_purged(installation: tuple[str, int], tmp_path: Path) -> None:
    from consultation.cli import main

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(main, ["questionnaire", *arguments])
        assert result.exit_code == 0, result.output
        return result.stdout

    out, table = tmp_path / "answers.jsonl", tmp_path / "partner.csv"
    run("export", "1", str(out), "--locale", "en")
    assert len(out.read_text().splitlines()) == 60
    table.write_text("Nom;coffee;times\nAli;yes;4\nZoé;choix no;12\n", encoding="utf-8")
    assert "2 sheets would come in." in run("import-answers", "1", str(table), "--name", "Centre social", "--dry-run")
    assert "2 sheets came in." in run("import-answers", "1", str(table), "--name", "Centre social")
    again = CliRunner().invoke(main, ["questionnaire", "import-answers", "1", str(table), "--name", "CS"])
    assert again.exit_code == 1
    assert "there_already" in again.stderr
    run("export", "1", str(out))
    assert len(out.read_text().splitlines()) == 62
    assert "62 submissions deleted." in run("purge", "1", "--yes")
    run("export", "1", str(out))
    assert out.read_text() == ""
