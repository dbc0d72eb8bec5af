"""When a question is asked, and what an answer has to satisfy: picked from a list, or written as a rule."""

import pytest
from sqlalchemy.orm import Session

from consultation.models import Questionnaire
from consultation.questionnaires.definition import Question
from tests.pages import ReviewingClient
from tests.questionnaires.test_question_form import written
from tests.questionnaires.test_views import browser, made, organiser, plan

__all__ = ["browser", "made", "organiser", "plan"]


@pytest.fixture
def cafe(browser: ReviewingClient, session: Session, made: Questionnaire) -> str:
    """A vote in the draft; gives the address of a new question after it."""
    url = f"/questionnaires/{made.id}/new-question?action=P1.01"
    fields = browser.form(f"{url}&kind=yes_maybe_no", "question") | {"label-fr": "Un café ?"}
    assert browser.post(f"{url}&kind=yes_maybe_no", data=fields).status_code == 303
    return url


def save(browser: ReviewingClient, url: str, **fields: str) -> int:
    return browser.post(url, data=browser.form(url, "question") | {"label-fr": "Pourquoi ?"} | fields).status_code


def pick_of(browser: ReviewingClient, url: str) -> str:
    """The choice "Oui" of the vote."""
    page = browser.get(url).text
    return page.split('<optgroup label="Un café ?">')[1].split('value="')[1].split('"')[0]


@pytest.mark.parametrize(("relation", "sign"), [("is", "="), ("is_not", "!=")])
def test_a_condition_is_picked(
    browser: ReviewingClient, session: Session, made: Questionnaire, cafe: str, relation: str, sign: str
) -> None:
    url = cafe + "&kind=short_text"
    vote, option = pick_of(browser, url).split("/")

    assert save(browser, url, picked=f"{vote}/{option}", picked_is=relation) == 303

    asked = written(session, made, "p1_01_2")
    assert asked.relevant == f"${{{vote}}} {sign} '{option}'"
    again = browser.form(f"/questionnaires/{made.id}/questions/p1_01_2", "question")
    assert (again["picked"], again["picked_is"], again["relevant"]) == (f"{vote}/{option}", relation, "")
    assert save(browser, f"/questionnaires/{made.id}/questions/p1_01_2", picked="") == 303
    assert written(session, made, "p1_01_2").relevant == ""


def test_a_rule_is_written_and_kept(browser: ReviewingClient, session: Session, made: Questionnaire, cafe: str) -> None:
    rules = {
        "picked": "rule",
        "relevant": "${p1_01_1} != 'no' and 1 < 2",
        "constraint": ". > 3",
        "constraint_message-fr": "Plus de trois.",
    }

    assert save(browser, cafe + "&kind=number", **rules) == 303

    asked = written(session, made, "p1_01_2")
    assert (asked.relevant, asked.constraint) == (rules["relevant"], ". > 3")
    assert asked.constraint_message == {"fr": "Plus de trois."}
    again = browser.form(f"/questionnaires/{made.id}/questions/p1_01_2", "question")
    assert (again["picked"], again["relevant"]) == ("rule", rules["relevant"])


def test_calculations_and_filters_are_on_the_form_of_kinds_that_use_them(
    browser: ReviewingClient, session: Session, made: Questionnaire, cafe: str
) -> None:
    assert save(browser, cafe + "&kind=calculation", calculation="1 + 1", constraint=". > 3") == 303
    asked: Question = written(session, made, "p1_01_2")
    assert (asked.calculation, asked.constraint) == ("1 + 1", "")

    options = {"options-0-fr": "Thé", "options-1-fr": "Eau"}
    assert save(browser, cafe + "&kind=one_choice", choice_filter="name != ''", **options) == 303
    assert written(session, made, "p1_01_3").choice_filter == "name != ''"


@pytest.mark.parametrize("field", ["relevant", "constraint"])
@pytest.mark.parametrize(("rule", "words"), [("${a} = ‘b’", "‘b’"), ("${a} and", "Something is missing")])
def test_a_rule_that_cannot_be_read_is_given_back(
    browser: ReviewingClient, made: Questionnaire, cafe: str, field: str, rule: str, words: str
) -> None:
    url = cafe + "&kind=number"
    sent = browser.form(url, "question") | {"label-fr": "Combien ?", "picked": "rule", field: rule}
    answer = browser.post(url, data=sent)

    assert answer.status_code == 200
    assert words in answer.text
    assert rule in answer.text


def test_a_picked_answer_and_a_rule_are_not_both_taken(
    browser: ReviewingClient, made: Questionnaire, cafe: str
) -> None:
    url = cafe + "&kind=short_text"
    sent = browser.form(url, "question") | {"picked": pick_of(browser, url), "relevant": "1 = 1", "label-fr": "Oui ?"}

    assert browser.post(url, data=sent).status_code == 200
