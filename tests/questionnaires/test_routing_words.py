"""Routing as people read it without a script, and on paper."""

import pytest
from flask import Flask
from flask_babel import force_locale

from consultation.questionnaires.definition import Definition, Section
from consultation.questionnaires.expressions import parse
from consultation.questionnaires.resident_words import condition_words, goto_words
from consultation.questionnaires.simple_conditions import Condition, Relation, Told, expression_of, goto, simple
from consultation.terms import Kind
from tests.questionnaires.test_sheet import definition, option, question


def said(relevant: str, *, on_paper: bool = False, locale: str = "en") -> str:
    asked = definition(
        question("vote", Kind.YES_MAYBE_NO, "yes", "maybe", "no"),
        question("likes", Kind.SEVERAL_CHOICES, "music", "sport"),
        question("age", Kind.NUMBER),
        question("total", Kind.CALCULATION, calculation="1"),
        question("why", Kind.SHORT_TEXT, relevant=relevant),
    )
    why = asked.question("why")
    assert why is not None
    return condition_words(asked, why, locale, on_paper=on_paper)


@pytest.mark.parametrize(
    ("relevant", "words"),
    [
        ("", ""),
        ("${vote} = 'yes'", "Only if you answered “yes” to question 1."),
        ("'yes' = ${vote}", "Only if you answered “yes” to question 1."),
        ("${vote} = 'yes' or ${vote} = 'maybe'", "Only if you answered “yes” or “maybe” to question 1."),
        ("${vote} != 'yes' and ${vote} != 'no'", "Only if you did not answer “yes” or “no” to question 1."),
        ("not(selected(${likes}, 'sport'))", "Only if you did not answer “sport” to question 2."),
        ("${age} >= 18", "Only if you answered 18 or more to question 3."),
        ("18 > ${age}", "Only if you answered less than 18 to question 3."),
        ("${age} != ''", "Only if you answered question 3."),
        (
            "(${vote} = 'yes' or ${vote} = 'no') and ${age} < 18",
            "Only if you answered “yes” or “no” to question 1 and you answered less than 18 to question 3.",
        ),
        ("${age} + 1 > 5", "Only for some, depending on the answers above."),
        ("${total} = 1", "Only for some, depending on the answers above."),
        ("(${vote} = 'yes' or ${age} > 3) and ${likes} = ''", "Only for some, depending on the answers above."),
    ],
)
def test_a_condition_in_words(app: Flask, relevant: str, words: str) -> None:
    with app.test_request_context("/"), force_locale("en"):
        assert said(relevant, on_paper=True) == words


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("fr", "Seulement si vous avez répondu «\u00a0yes\u00a0» à «\u00a0vote\u00a0»."),
        ("ar", "فقط إذا أجبتم بـ «yes» عن «vote»."),
        ("en", "Only if you answered “yes” to “vote”."),
    ],
)
def test_on_the_page_a_condition_quotes_the_question(app: Flask, locale: str, words: str) -> None:
    with app.test_request_context("/"), force_locale(locale):
        assert said("${vote} = 'yes'", locale=locale) == words


@pytest.mark.parametrize("relation", list(Relation))
@pytest.mark.parametrize("kind", [Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES, Kind.NUMBER])
def test_what_the_picker_writes_is_read_back(kind: Kind, relation: Relation) -> None:
    asked = question("q", kind, *(["a", "b"] if kind is not Kind.NUMBER else []))
    value = "3" if kind is Kind.NUMBER else "a"
    told = () if relation in {Relation.ANSWERED, Relation.BLANK} else (value,)

    assert simple(parse(expression_of(asked, relation, value))) == Condition("and", (Told("q", relation, told),))


BRANCHING = Definition(
    title={"fr": "Essai"},
    sections=(
        Section(
            key="s1",
            questions=(
                question("lives", Kind.ONE_CHOICE, "here", "near", "away", option("old", retired=True)),
                question("floor", Kind.NUMBER, relevant="${lives} = 'here'"),
                question("count", Kind.CALCULATION, calculation="1"),
                question("lift", Kind.YES_MAYBE_NO, "yes", "no", relevant="${lives} = 'here' and ${floor} > 2"),
                question("bus", Kind.YES_MAYBE_NO, "yes", "no"),
            ),
        ),
        Section(
            key="s2",
            relevant="not(${lives} = 'away')",
            questions=(question("garden", Kind.SHORT_TEXT, relevant="${bus} = 'yes'"),),
        ),
    ),
)


def test_where_an_option_leads_on_paper() -> None:
    assert goto(BRANCHING) == {
        "lives": [(("near", "away"), 4)],
        "bus": [(("no",), None)],
    }
    assert goto(definition(question("a", Kind.ONE_CHOICE, "x", "y"), question("b", Kind.NUMBER))) == {}


def test_go_to_in_words(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("fr"):
        assert goto_words(BRANCHING, "fr") == {
            "lives": ["Si «\u00a0near\u00a0» ou «\u00a0away\u00a0»\u00a0: allez à la question 4."],
            "bus": ["Si «\u00a0no\u00a0»\u00a0: allez à la fin."],
        }
