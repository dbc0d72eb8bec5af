"""The need on a line of the plan, worked by hand."""

from collections import Counter
from typing import Any

import pytest
from lxml import html
from sqlalchemy.orm import Session

from consultation.questionnaires.definition import Question
from consultation.results.figures import QuestionFigures, figures_of
from consultation.results.needs import Mood, need_of
from consultation.results.suppression import THRESHOLD
from consultation.results.tallied import Tallied
from consultation.terms import Kind
from tests.pages import ReviewingClient
from tests.results.seeded import seeded


def figures(kind: Kind, counts: dict[str, int], base: int, **given: Any) -> QuestionFigures:
    options = [
        {"key": key, "label": {"fr": key}, "exclusive": key == "nothing"}
        for key in counts
        if key[0] != "-" and ":" not in key
    ]
    document = {"key": "q", "kind": kind, "label": {"fr": "Q"}, "options": options, **given}
    question = Question.model_validate(document | {"may_refuse": "-refused" in counts})
    return figures_of(1, question, Tallied({"": Counter(counts | {"*": base})}), THRESHOLD)


@pytest.mark.parametrize(
    ("counts", "people", "mood"),
    [
        ({"yes": 20, "maybe": 5, "no": 5}, 20, Mood.AGREE),
        ({"yes": 10, "maybe": 8, "no": 12}, 10, Mood.DIVIDED),
        ({"yes": 6, "maybe": 0, "no": 24}, 6, Mood.AGAINST),
        ({"yes": 12, "maybe": 13, "no": 5}, 12, Mood.UNDECIDED),
        ({"yes": 24, "maybe": 0, "no": 3}, None, None),
    ],
)
def test_yes_maybe_no_tells_the_wish_and_whether_people_agree(
    counts: dict[str, int], people: int | None, mood: Mood | None
) -> None:
    """In the last, three people said no: everything is hidden."""
    need = need_of([figures(Kind.YES_MAYBE_NO, counts, sum(counts.values()))])

    assert need is not None
    assert (need.people, need.mood) == (people, mood)


def test_of_several_choices_whoever_chose_anything_lacks_it() -> None:
    counts = {"party": 20, "place": 15, "nothing": 10, "-refused": 6}
    need = need_of([figures(Kind.SEVERAL_CHOICES, counts, 46, maximum=2)])

    assert need is not None
    assert (need.people, need.base, need.mood) == (30, 40, None)


def test_the_question_most_people_answered_speaks_for_the_action() -> None:
    few = figures(Kind.YES_MAYBE_NO, {"yes": 10, "maybe": 5, "no": 5}, 20)
    many = figures(Kind.YES_MAYBE_NO, {"yes": 30, "maybe": 5, "no": 5}, 40)
    need = need_of([few, many])

    assert need is not None
    assert need.people == 30
    assert need_of([]) is None


def test_the_plan_shows_need_agreement_and_languages_of_a_line(client: ReviewingClient, session: Session) -> None:
    rows = seeded(session, 240)
    page = html.fromstring(client.sign_in(rows.organiser).get(f"/plans/{rows.plan.slug}/results?sort=most_needed").text)
    line = page.xpath("//tr[@data-action='P1.02']")[0]
    shares = [float(cell.text_content().rstrip(" %\u202f\xa0")) for cell in page.xpath("//td[@data-need]/span")]

    assert int(line.xpath("td[@data-label='Languages' or @data-label='Langues']/text()")[0]) == 3
    assert line.xpath("td/@data-need")
    assert shares == sorted(shares, reverse=True)
