"""Two rounds side by side, worked by hand."""

import pytest
from lxml import html
from sqlalchemy.orm import Session

from consultation.results.rounds import heard_in_rounds
from tests.pages import ReviewingClient
from tests.results.seeded import seeded

ROUND_OF = {"a": 1, "b": 1, "c": 2, "d": 2}


@pytest.mark.parametrize(
    ("channels", "told"),
    [
        ({"a": 20, "b": 10, "c": 30, "d": 7}, [30, 37]),
        ({"a": 20, "c": 3}, [None, None]),
        ({"a": 20, "b": 3, "c": 30, "d": 9}, [None, None]),
        ({"a": 20, "b": 5}, [25, 0]),
        ({"a": 2}, [None, None]),
        ({}, [0, 0]),
    ],
)
def test_a_round_is_told_when_nothing_small_can_be_subtracted(channels: dict[str, int], told: list[int | None]) -> None:
    """In the third, the page tells channels a and c, so that the rest of the first round would be three people."""
    assert heard_in_rounds(channels, ROUND_OF, [1, 2], 5) == told


def test_two_neighbourhoods_stand_side_by_side(client: ReviewingClient, session: Session) -> None:
    rows = seeded(session, 60)
    client.sign_in(rows.organiser)
    page = html.fromstring(client.get(f"/plans/{rows.plan.slug}/results/compare?with=plan-{rows.plan.id}").text)

    line = page.xpath("//tr[@data-action='P1.02']/td/@data-count")
    overview = html.fromstring(client.get(f"/plans/{rows.plan.slug}/results").text)
    heard = overview.xpath("//tr[@data-action='P1.02']/td/@data-heard")[0]
    assert line == [heard, heard]
