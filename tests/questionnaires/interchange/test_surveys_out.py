"""LimeSurvey, SurveyJS, queXML and our own files, written; the schema, and what the command stores."""

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from lxml import etree
from pyxform.xls2xform import convert

from consultation.cli import main
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.interchange.outline import outline
from consultation.questionnaires.interchange.own import schema, write_definition
from consultation.questionnaires.interchange.wording import remark_words
from consultation.settings import ROOT
from consultation.terms import Kind
from tests.questionnaires.capabilities import CAPABILITIES
from tests.questionnaires.interchange.books import book, plain, question, read, written_as
from tests.questionnaires.interchange.surveys import every_type
from tests.questionnaires.interchange.test_surveys_in import SURVEYJS, survey

SILENT = {Kind.CALCULATION, Kind.HIDDEN}


@pytest.mark.parametrize("name", CAPABILITIES)
@pytest.mark.parametrize("ending", ["lss", "survey.json"])
def test_the_words_of_our_questionnaires_come_back_from_other_programs(name: str, ending: str) -> None:
    ours = CAPABILITIES[name]

    again = read(plain(written_as(ours, f"a.{ending}")), f"a.{ending}").definition

    asked = [q for q in ours.questions() if not q.retired]
    labels = [(one.label, q.label) for one, q in zip(again.questions(), asked, strict=True) if q.kind not in SILENT]
    assert [theirs for theirs, _ in labels] == [words for _, words in labels]
    assert again.title == ours.title


def test_a_survey_of_limesurvey_comes_back_with_its_types_and_conditions() -> None:
    first = read(every_type(words_apart=False), "a.lss").definition

    again = read(plain(written_as(first, "a.lss")), "a.lss").definition

    said = {q.key: (q.source_type, q.relevant, q.label, q.options, q.rows) for q in again.questions()}
    for one in first.questions():
        if one.source_type in set("LO!GY5MPNSTUDRX|FHABCE"):
            assert said[one.key] == (one.source_type, one.relevant, one.label, one.options, one.rows)


def test_a_condition_limesurvey_alone_can_say_goes_home_unchanged() -> None:
    first = read(survey("date('Y') == 2024"), "a.lss").definition

    root = etree.fromstring(written_as(first, "a.lss"))

    assert "date('Y') == 2024" in [cell.text for cell in root.iterfind("questions/rows/row/relevance")]


def test_the_table_of_limesurvey_has_a_row_for_each_thing_and_language() -> None:
    written = written_as(CAPABILITIES["relevant"], "a.txt").decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(written), delimiter="\t"))
    assert [row["class"] for row in rows if row["language"] == "ar"] == ["SL", "SL", "G", "Q", "A", "A", "Q"]
    assert rows[-1]["relevance"] == '(haschild.NAOK == "yes")'


def test_a_survey_of_surveyjs_comes_back_the_same() -> None:
    first = read(json.dumps(SURVEYJS).encode(), "a.json").definition

    again = read(plain(written_as(first, "a.survey.json")), "a.json").definition

    rule = question(read(plain(written_as(first, "a.survey.json")), "a.json"), "more").relevant
    assert rule == "selected(${why_not}, '2') and ${sure} = 'true'"
    assert [q.model_copy(update={"relevant": ""}) for q in again.questions()] == [
        q.model_copy(update={"relevant": ""}) for q in first.questions()
    ]


def test_what_nobody_is_asked_stays_hidden_in_surveyjs() -> None:
    form = book(survey="type | name | label::fr\ndeviceid | phone |\ntext | a | A")

    written = written_as(read(form).definition, "a.survey.json")
    phone, asked = json.loads(written)["pages"][0]["elements"]

    assert (phone["visible"], "visible" in asked) == (False, False)
    assert question(read(written, "a.json"), "phone").kind is Kind.HIDDEN


def test_a_hidden_question_of_surveyjs_is_not_asked_and_goes_home_hidden() -> None:
    element = {"type": "radiogroup", "name": "a", "visible": False, "title": "A", "choices": ["x", "y"]}
    theirs = json.dumps({"title": "T", "pages": [{"name": "p", "elements": [element]}]}).encode()

    reading = read(theirs, "a.json")

    assert question(reading, "a").kind is Kind.HIDDEN
    back = json.loads(written_as(reading.definition, "a.survey.json"))["pages"][0]["elements"][0]
    assert (back["type"], back["visible"]) == ("radiogroup", False)


def test_names_and_values_of_surveyjs_reach_every_format() -> None:
    elements = [
        {"type": "radiogroup", "name": "q 1", "choices": ["a", {"value": True, "text": "Oui"}]},
        {"type": "text", "name": "mail", "inputType": "email", "visibleIf": "{q 1} = 'a'"},
        {"type": "comment", "name": "mail"},
    ]
    reading = read(json.dumps({"pages": [{"name": "p", "elements": elements}]}).encode(), "a.json")

    home = json.loads(written_as(reading.definition, "a.survey.json"))["pages"][0]["elements"]
    form = written_as(reading.definition, "a.xlsx")

    assert [entry["key"] for entry in outline(reading, remark_words)["questions"]] == ["q 1", "mail", "mail_2"]
    assert [choice["value"] for choice in home[0]["choices"]] == ["a", "true"]
    assert (home[0]["name"], home[1]["inputType"]) == ("q 1", "email")
    assert convert(io.BytesIO(form), file_type=".xlsx", validate=False).xform
    assert question(read(form), "mail").relevant == "${q_1} = 'a'"


@pytest.mark.parametrize("name", ["a.lss", "a.json"])
def test_a_survey_of_another_program_becomes_a_form_that_the_reference_converter_takes(name: str) -> None:
    theirs = read(every_type(words_apart=True) if name == "a.lss" else json.dumps(SURVEYJS).encode(), name).definition

    written = written_as(theirs, "a.xlsx")

    assert convert(io.BytesIO(written), file_type=".xlsx", validate=False).xform
    assert [q.label for q in read(written).definition.questions()] == [q.label for q in theirs.questions()]


def test_quexml_has_every_question_a_person_sees() -> None:
    root = etree.fromstring(written_as(CAPABILITIES["every_kind"], "a.xml"))

    seen = [q for q in CAPABILITIES["every_kind"].questions() if q.kind not in SILENT]
    assert [element.text for element in root.iterfind("section/question/text")] == [q.label["fr"] for q in seen]


@pytest.mark.parametrize("name", CAPABILITIES)
def test_our_files_fit_the_published_schema(name: str) -> None:
    jsonschema.Draft202012Validator(schema()).validate(json.loads(write_definition(CAPABILITIES[name])))


def test_the_published_schema_and_its_examples_are_those_of_the_program() -> None:
    published = json.loads((ROOT / "docs" / "questionnaire.schema.json").read_text())
    examples = json.loads((ROOT / "docs" / "questionnaire.examples.json").read_text())

    ran = CliRunner().invoke(main, ["questionnaire", "schema"])
    assert published == schema() == json.loads(ran.stdout)
    jsonschema.Draft202012Validator.check_schema(published)
    for example in examples.values():
        jsonschema.Draft202012Validator(published).validate(example)
        Definition.model_validate_json(json.dumps(example))
    asked = {q["kind"] for example in examples.values() for s in example["sections"] for q in s["questions"]}
    assert asked == {kind.value for kind in Kind}


def test_a_file_that_does_not_fit_the_schema_is_refused_by_it() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema()).validate({"title": {"fr": "T"}, "sections": [{"key": "a b"}]})


def test_converting_writes_what_the_ending_says(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(write_definition(CAPABILITIES["every_kind"]))

    for ending, start in {
        "xlsx": b"PK",
        "lss": b"<?xml",
        "txt": b"\xef\xbb\xbfclass",
        "survey.json": b"{",
        "xml": b"<?xml",
    }.items():
        out = tmp_path / f"b.{ending}"
        ran = CliRunner().invoke(main, ["questionnaire", "convert", str(tmp_path / "a.json"), str(out)])
        assert (ran.exit_code, out.read_bytes()[: len(start)]) == (0, start), ran.output
