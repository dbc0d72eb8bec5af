"""Sheets printed and scanned when the layout had format 1: whatever this program prints now, it reads them for ever."""

import json
from pathlib import Path
from typing import Any

import pytest

from consultation.paper.scan.images import scans_of
from consultation.paper.scan.reading import Printed, read_scan
from consultation.paper.scan.results import State

FOLDER = Path(__file__).with_name("printed_before")


@pytest.mark.parametrize("name", ["fr-ar-a4", "ar-a5"])
def test_a_sheet_printed_by_an_older_program_is_still_read(name: str) -> None:
    kept: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    (scan,) = scans_of(name, (FOLDER / f"{name}.jpg").read_bytes())

    (reading,) = read_scan(scan, [Printed(kept["layout"], 499, 499)])

    marked = {f"{q.key}/{box.option}" for q in reading.questions for box in q.boxes if box.marked}
    assert reading.state in {State.READ, State.NEEDS_LOOK}
    assert reading.identity is not None
    assert (reading.identity.number, reading.identity.page) == (499, kept["page"])
    assert sorted(marked) == kept["marked"]
