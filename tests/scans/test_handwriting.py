"""A program that reads handwriting may propose; nothing it says is taken without a person."""

import sys

from consultation.scans.handwriting import propose_words, words_of
from consultation.scans.sheets import proposed_values
from tests.scans.conftest import Sheets

SAYS = f"{sys.executable} -c 'import sys; print(sys.stdin.buffer.read()[1:4].decode(), \"a   bench\")'"


def test_words_of_a_program_are_proposed_for_what_was_written(sheets: Sheets) -> None:
    picture = sheets.page(7, 2)
    sheets.write(picture, "idea")
    (reading,) = sheets.read(picture)

    propose_words(reading, SAYS)

    said = {one["key"]: one for one in reading.as_json()["questions"]}
    assert proposed_values(said["idea"]) == {"idea": ["PNG a bench"]}
    assert proposed_values(said["people"]) == {}


def test_a_program_that_fails_proposes_nothing() -> None:
    assert words_of(b"", f"{sys.executable} -c 'raise SystemExit(1)'") == ""
    assert words_of(b"", "/no/such/program") == ""
    assert words_of(b"", "an unclosed 'quotation") == ""


def test_digits_make_a_number_only_side_by_side_and_all_of_them() -> None:
    def cells(*digits: str | None) -> dict[str, object]:
        fields = [
            {"name": "digit", "index": index, "written": digit is not None, "proposed": digit or None}
            for index, digit in enumerate(digits)
        ]
        return {"key": "people", "fields": fields}

    assert proposed_values(cells(None, "4", "2")) == {"people": ["42"]}
    assert proposed_values(cells("0", "4", None)) == {"people": ["4"]}
    assert proposed_values(cells("4", None, "2")) == {}
    assert proposed_values(cells("4", "", None)) == {}
