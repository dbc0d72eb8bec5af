"""XLSForm out: the reference converter takes it, and our own questionnaires come back whole."""

import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from consultation.cli import main
from consultation.questionnaires.definition import Definition
from tests.questionnaires.capabilities import CAPABILITIES
from tests.questionnaires.interchange.books import as_xlsform, book, read
from tests.questionnaires.interchange.dirt import FORMS

BROKEN = {
    "types with slips",
    "types nobody knows",
    "a list that is not there",
    "a select without a list",
    "references to nothing",
    "a name in words",
    "questions without words",
}
"""Forms that miss what only a person can add: a list, a formula, the question that a rule means."""


@pytest.mark.parametrize("name", CAPABILITIES)
def test_a_questionnaire_of_ours_comes_back_whole(name: str) -> None:
    again = read(as_xlsform(CAPABILITIES[name])).definition

    assert again == CAPABILITIES[name]


@pytest.mark.parametrize("name", CAPABILITIES)
def test_the_reference_converter_takes_a_questionnaire_of_ours(name: str) -> None:
    converted = convert(io.BytesIO(as_xlsform(CAPABILITIES[name])), file_type=".xlsx", validate=False)

    assert "<h:title>" in converted.xform


@pytest.mark.parametrize("name", sorted(FORMS.keys() - BROKEN))
def test_the_reference_converter_takes_a_repaired_form(name: str) -> None:
    written = as_xlsform(read(FORMS[name].data, FORMS[name].file).definition)

    assert convert(io.BytesIO(written), file_type=".xlsx", validate=False).xform


def test_what_a_form_brought_along_is_given_back(tmp_path: Path) -> None:
    survey = """
    type | name | label::Langue (fr) | guidance_hint::Langue (fr) | bind::esri:fieldType | media::image::Langue (fr)
    select_one yn | Nom-Court | Vrai ? | Doucement | text | a.png
    """
    form = book(survey=survey, choices="list_name | name | label::Langue (fr) | zone\nyn | Île-1 | Île | 4")
    (tmp_path / "in.xlsx").write_bytes(form)

    ran = CliRunner().invoke(main, ["questionnaire", "convert", str(tmp_path / "in.xlsx"), str(tmp_path / "out.xlsx")])

    assert ran.exit_code == 0, ran.output
    written = load_workbook(tmp_path / "out.xlsx")
    head, row = [[cell.value for cell in row] for row in written["survey"].iter_rows()]
    assert dict(zip(head, row, strict=True)) == {
        "type": "select_one yn",
        "name": "Nom-Court",
        "label::Langue (fr)": "Vrai ?",
        "guidance_hint::Langue (fr)": "Doucement",
        "bind::esri:fieldType": "text",
        "media::image::Langue (fr)": "a.png",
    }
    assert [cell.value for cell in written["choices"][2]] == ["yn", "Île-1", "Île", "4"]


def test_an_ending_nobody_writes_is_told(tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(book(survey="type | name | label::fr\ntext | a | A"))

    ran = CliRunner().invoke(main, ["questionnaire", "convert", str(tmp_path / "in.xlsx"), str(tmp_path / "out.doc")])

    assert ran.exit_code == 2
    assert ".xlsx" in ran.stderr


def test_words_changed_in_a_spreadsheet_count() -> None:
    written = load_workbook(io.BytesIO(as_xlsform(CAPABILITIES["faces"])))
    sheet = written["survey"]
    place = next(at for at, cell in enumerate(sheet[1]) if "(fr)" in str(cell.value))
    sheet[2][place].value = "Autrement"
    file = io.BytesIO()
    written.save(file)

    changed: Definition = read(file.getvalue()).definition

    assert next(changed.questions()).label["fr"] == "Autrement"
