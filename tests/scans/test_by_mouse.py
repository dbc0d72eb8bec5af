"""Sheets filled in with the mouse of a real browser (see `by_mouse/draw.py`): marks by no pen of the bench."""

import json
from pathlib import Path

import pytest

from consultation.paper.scan.images import scans_of
from consultation.paper.scan.reading import Printed, read_scan

DRAWN = sorted((Path(__file__).parent / "by_mouse").glob("*.jpg"))


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.stem)
def test_what_a_mouse_marked_is_read_and_what_it_left_unclear_is_a_doubt(path: Path) -> None:
    kept = json.loads(path.with_suffix(".json").read_text())
    marked, doubtful = set(kept["meant"]["marked"]), set(kept["meant"]["doubtful"])

    (reading,) = read_scan(next(scans_of(path.name, path.read_bytes())), [Printed(kept["layout"])])

    boxes = {f"{question.key}/{box.key}": box for question in reading.questions for box in question.boxes}
    assert marked | doubtful <= boxes.keys()
    assert [key for key, box in boxes.items() if box.sure and box.marked != (key in marked)] == []
    assert [key for key in doubtful if boxes[key].sure] == []
    clear = marked - doubtful
    assert sum(boxes[key].sure for key in clear) >= 0.7 * len(clear), "most of what is plain is believed"


def test_there_are_such_sheets() -> None:
    assert len(DRAWN) == 4
