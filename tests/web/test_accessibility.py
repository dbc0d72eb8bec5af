"""The statement of accessibility is made from the list of criteria, and the list is whole."""

import re
from pathlib import Path

from lxml import html

from consultation.web.accessibility import CRITERIA, State, additions, conformity, criteria, mention
from tests.pages import ReviewingClient

PER_THEME = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]
"""Criteria of each theme of the RGAA 4.1."""
ROOT = Path(__file__).parents[2]
FILE = re.compile(r"[\w/.-]+\.(?:py|html|css|js|toml)\b")


def test_every_criterion_stands_once_in_order() -> None:
    wanted = [f"{theme}.{n}" for theme, count in enumerate(PER_THEME, start=1) for n in range(1, count + 1)]

    assert [one.number for one in criteria()] == wanted
    assert len(wanted) == CRITERIA


def test_every_criterion_that_is_met_names_a_test_or_a_file_that_is_there() -> None:
    """Pages are named as templates are, the rest by the end of their path."""
    paths = [path.as_posix() for part in ("consultation", "tests") for path in (ROOT / part).rglob("*.*")]
    named = {
        one.number: FILE.findall(one.evidence) for one in (*criteria(), *additions()) if one.state is State.CONFORM
    }

    assert [number for number, files in named.items() if not files] == []
    assert [file for files in named.values() for file in files if not any(p.endswith(f"/{file}") for p in paths)] == []


def test_every_frame_has_a_title() -> None:
    templates = (ROOT / "consultation").rglob("*.html")
    frames = [line for one in templates for line in one.read_text().splitlines() if "<iframe" in line]

    assert frames
    assert all("title=" in line for line in frames)


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
