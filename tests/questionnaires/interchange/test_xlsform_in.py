"""XLSForms as they are in the world: read, repaired, and every repair told with its place."""

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from consultation.cli import main
from consultation.questionnaires.interchange.language import guessed_language
from consultation.questionnaires.interchange.outline import outline
from consultation.questionnaires.interchange.wording import remark_words
from consultation.terms import Kind
from tests.questionnaires.interchange.books import book, codes, question, read, told

PLAIN = """
type | name | label::Français (fr) | label::العربية (ar)
select_one yes_no | lives | Vous habitez ici ? | هل تسكن هنا؟
integer | age | Votre âge |
"""
CHOICES = """
list_name | name | label::Français (fr) | label::العربية (ar)
yes_no | yes | Oui | نعم
yes_no | no | Non | لا
"""


def test_a_plain_form_is_read_without_a_remark() -> None:
    reading = read(book(survey=PLAIN, choices=CHOICES))

    assert [(q.key, q.kind) for q in reading.definition.questions()] == [
        ("lives", Kind.ONE_CHOICE),
        ("age", Kind.NUMBER),
    ]
    assert reading.definition.locales == ("fr", "ar")
    assert [o.label["ar"] for o in question(reading, "lives").options] == ["نعم", "لا"]
    assert (reading.repairs, reading.unsupported) == ((), ())


def test_the_command_prints_the_reading_as_the_names_of_the_file(tmp_path: Path) -> None:
    survey = """
    type | name | label | relevant
    select_one yes_no | Vit-ici | Do you live here? |
    text | why | Why do you say so? | ${vit-ici} = “Non”
    """
    choices = """
    list_name | name | label
    yes_no | Oui | Yes
    yes_no | Non | No
    """
    (tmp_path / "form.xlsx").write_bytes(book(survey=survey, choices=choices))

    ran = CliRunner().invoke(main, ["questionnaire", "read", str(tmp_path / "form.xlsx"), "--json"])

    assert ran.exit_code == 0, ran.output
    printed = json.loads(ran.stdout)
    assert list(printed) == ["title", "languages", "questions", "repairs", "unsupported"]
    assert printed["questions"][1] == {
        "key": "why",
        "kind": "short_text",
        "source_type": "text",
        "label": {"en": "Why do you say so?"},
        "options": [],
        "required": False,
        "relevant": '${Vit-ici} = "Non"',
        "constraint": "",
        "calculation": "",
        "actions": [],
    }
    assert [(said["sheet"], said["row"]) for said in printed["repairs"]] == [
        ("survey", 1),
        ("survey", 3),
        ("survey", 3),
    ]


def test_a_file_that_is_no_form_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(book(members="name | town\nA | B"))

    ran = CliRunner().invoke(main, ["questionnaire", "read", str(tmp_path / "list.xlsx"), "--json"])

    assert ran.exit_code == 1
    assert "survey" in ran.stderr


def test_groups_become_sections_and_their_rules_hold_for_what_is_inside() -> None:
    survey = """
    type | name | label::fr | relevant
    integer | age | Âge |
    begin group | outer | Dehors | ${age} > 3
    begin_group | inner | Dedans | ${age} > 17
    text | a | A |
    end_group |  |  |
    text | b | B |
    end group |  |  |
    """

    sections = read(book(survey=survey)).definition.sections

    assert [(s.key, s.relevant, [q.key for q in s.questions]) for s in sections] == [
        ("section", "", ["age"]),
        ("inner", "(${age} > 3) and (${age} > 17)", ["a"]),
        ("outer", "${age} > 3", ["b"]),
    ]


def test_what_a_phone_would_tell_is_left_out_and_said_so() -> None:
    reading = read(
        book(survey="type | name | label\nstart | start |\ndeviceid | deviceid |\ntext | t | The words of you")
    )

    assert [q.kind for q in reading.definition.questions()] == [Kind.HIDDEN, Kind.HIDDEN, Kind.SHORT_TEXT]
    assert told(reading, "left_out") == [("survey", 2), ("survey", 3)]


def test_groups_that_do_not_match_are_closed_where_they_must_be() -> None:
    survey = """
    type | name | label::fr
    end_group | |
    begin_repeat | kids | Enfants
    text | a | A
    end group | |
    begin_group | g | G
    text | b | B
    """
    reading = read(book(survey=survey))

    assert codes(reading.repairs) == ["end_without_begin", "end_of_other", "begin_without_end"]
    assert [(s.key, s.repeat) for s in reading.definition.sections] == [("kids", 20), ("g", None)]


def test_a_question_is_printed_with_the_conditions_of_its_groups() -> None:
    reading = read(
        book(
            survey="type | name | label::fr | relevant\ninteger | age | Âge ? |\n"
            "begin group | work | Travail | ${age} > 17\n"
            "text | job | Métier ? |\ntext | since | Depuis ? | ${job} != ''\nend group"
        )
    )

    printed = {entry["key"]: entry["relevant"] for entry in outline(reading, remark_words)["questions"]}

    assert printed == {"age": "", "job": "${age} > 17", "since": "(${age} > 17) and (${job} != '')"}


def test_a_rule_about_columns_of_choices_keeps_them_beside_a_question_of_that_name() -> None:
    rule = "instance('v')/root/item[pop > 3]/label"
    reading = read(
        book(
            survey="type | name | label::fr | calculation\nselect_one v | t | T |\ninteger | pop | P |\n"
            f"calculate | c | | {rule}",
            choices="list_name | name | label::fr | pop\nv | a | A | 5",
        )
    )

    assert question(reading, "c").calculation == rule


def test_a_list_of_thousands_is_read_at_once() -> None:
    rows = [["list_name", "name", "label::fr"], *(["v", f"v{n}", f"Commune {n}"] for n in range(5000))]
    data = book(survey="type | name | label::fr\nselect_one v | town | Commune ?", choices=rows)
    begun = time.process_time()

    reading = read(data)

    assert len(question(reading, "town").options) == 5000
    assert time.process_time() - begun < 6  # measured: half a second; 20 before names were looked up


@pytest.mark.parametrize("words", ["A? B? O?", "<u>1</u> ${de}", "Téléphone"])
def test_a_language_is_not_guessed_from_next_to_nothing(words: str) -> None:
    assert guessed_language(words) is None
