"""Two rounds side by side, worked by hand."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from sqlalchemy.orm import Session

from consultation.results.rounds import heard_in_rounds
from consultation.results.suppression import THRESHOLD, merged_groups
from tests.pages import ReviewingClient
from tests.results.attack import most_of
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


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 14), min_size=1))
def test_no_small_group_is_found_from_every_pair_of_rounds_and_the_page_of_the_action(channels: dict[str, int]) -> None:
    """The page tells everybody and the larger channels; each pair of three rounds is compared beside it."""
    round_of = {"a": 1, "b": 1, "c": 2, "d": 2, "e": 3, "f": 3}
    base = sum(channels.values())
    if base < THRESHOLD:
        assert heard_in_rounds(channels, round_of, [1, 2, 3], THRESHOLD) == [None] * 3
        return
    merged = merged_groups(channels, THRESHOLD, always=("",))
    apart = set() if merged is None else channels.keys() - merged
    sums = [(dict.fromkeys(channels, 1), base), *(({name: 1}, channels[name]) for name in apart)]
    truth: Counter[int] = Counter()
    for name, people in channels.items():
        truth[round_of[name]] += people
    for pair in combinations((1, 2, 3), 2):
        for one, told in zip(pair, heard_in_rounds(channels, round_of, pair, THRESHOLD), strict=True):
            assert told is None or told == truth[one]
            assert told is None or not 0 < told < THRESHOLD
            if told:
                sums.append(({name: 1 for name in channels if round_of[name] == one}, told))
    # A round is one more unknown: the sum of its channels.
    sums += [
        ({f"round {one}": -1, **{name: 1 for name in channels if round_of[name] == one}}, 0) for one in sorted(truth)
    ]
    small = {name for name, people in channels.items() if people < THRESHOLD}
    small |= {f"round {one}" for one, people in truth.items() if people < THRESHOLD}
    for name, most in most_of(sums, small).items():
        assert most > THRESHOLD - 0.01, f"{name} is found to be at most {most}"


def test_two_neighbourhoods_stand_side_by_side(client: ReviewingClient, session: Session) -> None:
    rows = seeded(session, 60)
    client.sign_in(rows.organiser)
    page = html.fromstring(client.get(f"/plans/{rows.plan.slug}/results/compare?with=plan-{rows.plan.id}").text)

    line = page.xpath("//tr[@data-action='P1.02']/td/@data-count")
    overview = html.fromstring(client.get(f"/plans/{rows.plan.slug}/results").text)
    heard = overview.xpath("//tr[@data-action='P1.02']/td/@data-heard")[0]
    assert line == [heard, heard]
