"""LimeSurvey, SurveyJS and our own files, read."""

import json
from typing import Any

import pytest

from consultation.plan.formats.safety import Refused
from consultation.questionnaires.interchange.own import write_definition
from consultation.terms import Kind
from tests.questionnaires.capabilities import CAPABILITIES
from tests.questionnaires.interchange.books import codes, question, read
from tests.questionnaires.interchange.surveys import TYPES, answer, asked, both, every_type, lss, part


@pytest.mark.parametrize("words_apart", [True, False])
def test_every_type_of_limesurvey_is_asked_as_something(words_apart: bool) -> None:
    reading = read(every_type(words_apart=words_apart), "survey.lss")

    keys = {q.key for q in reading.definition.questions()}
    assert {f"Q{number}" for number in range(1, len(TYPES) + 1)} <= keys
    assert reading.definition.title == {"fr": "Titre", "en": "Title"}
    assert reading.definition.locales == ("fr", "en")
    assert question(reading, "Q2").relevant == "${Q1} = 'A1'"
    assert [row.label["en"] for row in question(reading, "Q18").rows] == ["Ligne SQ001 (en)", "Ligne SQ002 (en)"]
    assert question(reading, "Q27_SQ002_X1").kind is Kind.NUMBER


def test_both_layouts_of_limesurvey_say_the_same() -> None:
    assert (
        read(every_type(words_apart=True), "a.lss").definition
        == read(every_type(words_apart=False), "a.lss").definition
    )


def survey(relevance: str) -> bytes:
    tables = {
        "groups": [{"gid": 1, "group_order": 1, "group_name": both("G")}],
        "questions": [
            asked(1, "L", "one", other="Y"),
            asked(2, "M", "several"),
            asked(3, "N", "age"),
            asked(4, "T", "why", relevance=relevance, mandatory="Y"),
        ],
        "subquestions": [part(21, 2, "SQ001"), part(22, 2, "SQ002")],
        "answers": [answer(1, 1, "A1"), answer(2, 1, "A2")],
    }
    return lss(tables=tables, words_apart=True)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("1", ""),
        ('one.NAOK == "A1"', "${one} = 'A1'"),
        ('((several_SQ001.NAOK == "Y")) and (age.NAOK >= 18)', "selected(${several}, 'SQ001') and ${age} >= 18"),
        ('several_SQ002 != "Y" or !is_empty(age)', "not(selected(${several}, 'SQ002')) or not(${age} = '')"),
        ('1X1X1.NAOK ne "A2" && strlen(why) gt 3', "${one} != 'A2' and string-length(${why}) > 3"),
        ("count(several_SQ001, several_SQ002) > 1",
         "number(selected(${several}, 'SQ001')) + number(selected(${several}, 'SQ002')) > 1"),
        ("if(age > 3, 1, 0) == 1", "if(${age} > 3, 1, 0) = 1"),
    ],
)  # fmt: skip
def test_a_condition_of_limesurvey_is_said_in_ours(theirs: str, ours: str) -> None:
    reading = read(survey(theirs), "a.lss")

    assert question(reading, "why").relevant == ours
    assert reading.unsupported == ()


def test_a_condition_that_cannot_be_said_is_told_and_kept() -> None:
    reading = read(survey("date('Y') == 2024"), "a.lss")

    assert question(reading, "why").relevant == ""
    assert codes(reading.unsupported) == ["condition_not_sayable"]
    assert question(reading, "why").foreign["limesurvey"]["relevance"] == "date('Y') == 2024"


SURVEYJS: dict[str, Any] = {
    "title": {"default": "Park", "fr": "Le parc"},
    "pages": [
        {
            "name": "p1",
            "elements": [
                {"type": "radiogroup", "name": "often", "title": {"default": "How often?", "fr": "Souvent ?"},
                 "choices": [{"value": "never", "text": {"default": "Never", "fr": "Jamais"}}, "every day"],
                 "showOtherItem": True, "isRequired": True},
                {"type": "checkbox", "name": "why-not", "visibleIf": "{often} = 'never'",
                 "choices": [1, 2], "hasNone": True},
                {"type": "text", "name": "age", "inputType": "number", "min": 1, "max": 120},
                {"type": "panel", "name": "inner", "visibleIf": "{age} > 17", "elements": [
                    {"type": "matrix", "name": "rate", "columns": ["bad", "good"], "rows": ["benches", "trees"]},
                    {"type": "boolean", "name": "sure", "title": "Sure?"},
                ]},
                {"type": "rating", "name": "mark", "rateMax": 10, "minRateDescription": "bad"},
                {"type": "comment", "name": "more", "visibleIf": "{why-not} contains 2 and {sure} = true"},
                {"type": "paneldynamic", "name": "kids", "templateTitle": "Child", "maxPanelCount": 4,
                 "templateElements": [{"type": "text", "name": "first", "inputType": "date"}]},
            ],
        }
    ],
}  # fmt: skip


def test_surveyjs_is_read() -> None:
    reading = read(json.dumps(SURVEYJS).encode(), "park.json")

    assert reading.format == "surveyjs"
    assert reading.definition.locales == ("en", "fr")
    assert [(q.key, q.kind) for q in reading.definition.questions()] == [
        ("often", Kind.ONE_CHOICE),
        ("why_not", Kind.SEVERAL_CHOICES),
        ("age", Kind.NUMBER),
        ("rate", Kind.RATING_TABLE),
        ("sure", Kind.ONE_CHOICE),
        ("mark", Kind.SCALE),
        ("more", Kind.LONG_TEXT),
        ("first", Kind.DATE),
    ]
    assert [(o.key, o.specify) for o in question(reading, "often").options] == [
        ("never", False),
        ("every_day", False),
        ("other", True),
    ]
    assert question(reading, "rate").relevant == "${age} > 17"
    assert question(reading, "more").relevant == "selected(${why_not}, 2) and ${sure} = 'true'"
    assert reading.definition.sections[-1].repeat == 4
    assert (reading.repairs, reading.unsupported) == ((), ())


def test_a_form_of_surveyjs_without_pages_or_titles_is_read() -> None:
    document = {"elements": [{"type": "text", "name": "Quel est votre nom ?"}, {"type": "hologram", "name": "x"}]}

    reading = read(json.dumps(document).encode(), "a.json")

    assert [q.key for q in reading.definition.questions()] == ["Quel_est_votre_nom", "x"]
    assert question(reading, "Quel_est_votre_nom").label == {"en": "Quel est votre nom ?"}
    assert codes(reading.unsupported) == ["type_unknown_asked"]


@pytest.mark.parametrize("name", CAPABILITIES)
def test_our_own_file_comes_back_the_same(name: str) -> None:
    assert read(write_definition(CAPABILITIES[name]), "a.json").definition == CAPABILITIES[name]


def test_a_file_of_ours_that_does_not_fit_says_where() -> None:
    with pytest.raises(Refused) as refused:
        read(b'{"title": {"fr": "T"}, "sections": [{"key": "a b"}]}', "a.json")

    assert refused.value.values["place"] == "sections.0.key"
