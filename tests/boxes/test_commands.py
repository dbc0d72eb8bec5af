"""`consultation paper slips`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from zxingcpp import read_barcodes

from consultation.boxes.commands import slips
from consultation.db import Database, migrate
from consultation.models import Channel, SlipBatch
from consultation.paper.identity import NotAnIdentity, read_identity
from tests import factories
from tests.paper.conftest import pictures


@pytest.mark.parametrize(("kind", "a_page"), [("slip4", 4), ("slip6", 6), ("card", 2), ("page", 1)])
def test_slips_cards_and_pages_are_printed_with_numbers_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, a_page: int
) -> None:
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    database = Database(f"sqlite:///{tmp_path / 'consultation.sqlite'}")
    migrate(database.engine)
    with database.transaction() as session:
        code = session.get_one(Channel, factories.box(session).channel_id).code
    out, layout = tmp_path / "slips.pdf", tmp_path / "layout.json"
    asked = [code, "--kind", kind, "--pages", "2", "--out", str(out), "--layout", str(layout)]

    reports = [json.loads(CliRunner().invoke(slips, asked, catch_exceptions=False).stdout) for _time in range(2)]

    assert [one["first_number"] for one in reports] == [1, 1 + 2 * a_page]
    assert numbers_on(out) == set(range(1 + 2 * a_page, 1 + 3 * a_page))
    (page,) = json.loads(layout.read_text())["pages"]
    assert page["questions"][0]["fields"][0]["name"] == "text"
    with database.reader() as session:
        assert [(made.first_number, made.count) for made in session.query(SlipBatch)] == [
            (1, 2 * a_page),
            (1 + 2 * a_page, 2 * a_page),
        ]
    assert CliRunner().invoke(slips, ["nobody", "--out", str(out)]).exit_code == 1
    database.close()


def numbers_on(path: Path) -> set[int]:
    """The numbers of the slips on the first page."""
    found = set()
    for code in read_barcodes(pictures(path.read_bytes(), 150)[0]):
        try:
            found.add(read_identity(code.text).number)
        except NotAnIdentity:
            continue  # of the phone
    return found
