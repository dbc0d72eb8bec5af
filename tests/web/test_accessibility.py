"""The statement of accessibility is made from the list of criteria, and the list is whole."""

from pathlib import Path

from lxml import html

from consultation.web.accessibility import CRITERIA, State, conformity, criteria, mention
from tests.pages import ReviewingClient

PER_THEME = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]
"""Criteria of each theme of the RGAA 4.1."""
ROOT = Path(__file__).parents[2]


def test_every_criterion_stands_once_in_order() -> None:
    wanted = [f"{theme}.{n}" for theme, count in enumerate(PER_THEME, start=1) for n in range(1, count + 1)]

    assert [one.number for one in criteria()] == wanted
    assert len(wanted) == CRITERIA


def test_evidence_that_names_a_file_names_one_that_is_there() -> None:
    named = [word.strip("(),;:`") for one in criteria() for word in one.evidence.split() if word.startswith("tests/")]

    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_what_is_not_met_says_why_in_both_languages() -> None:
    missing = [one for one in criteria() if one.state is State.NOT_CONFORM]

    assert all(one.reason("fr") and one.reason("en") for one in missing)


def test_the_statement_says_the_rate_of_the_list(client: ReviewingClient) -> None:
    states = [one.state for one in criteria()]
    applicable = len(states) - states.count(State.NOT_APPLICABLE)

    page = client.get("/accessibility", headers={"Accept-Language": "en"}).text

    assert f"{states.count(State.CONFORM)} of {applicable}" in page
    assert len(html.fromstring(page).xpath("//table[@id='criteria']/tbody/tr")) == CRITERIA
    assert conformity() == states.count(State.CONFORM) / applicable


def test_the_first_page_says_it_as_the_law_wants(client: ReviewingClient) -> None:
    assert mention() in client.get("/ar/").text
