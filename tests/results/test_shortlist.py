"""Two shortlists: against another program, against what the method promises, and with small groups hidden."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from pyroaring import BitMap
from sqlalchemy.orm import Session

from consultation.questionnaires.definition import Question
from consultation.results.queries import questionnaires_of_plan
from consultation.results.shortlisting.approvals import approving_options, counts
from consultation.results.shortlisting.queries import approved
from consultation.results.shortlisting.shortlist import (
    Approved,
    candidates_of,
    equal_shares,
    everybody_of,
    most_wanted,
    people_served,
)
from consultation.submissions.withdraw import withdraw_submission
from consultation.terms import Kind, Purpose, Role
from tests import factories
from tests.pages import ReviewingClient
from tests.results.seeded import Seeded, answer, seeded

ACTIONS = "abcdef"
ELECTIONS = st.tuples(
    st.lists(st.frozensets(st.sampled_from(ACTIONS), min_size=1), min_size=1, max_size=9), st.integers(1, 5)
)


def of_votes(votes: Sequence[frozenset[str]]) -> Approved:
    """{action: numbers of the people whose vote has it}."""
    return {action: BitMap([i for i, vote in enumerate(votes) if action in vote]) for action in ACTIONS}


def shares_person_by_person(votes: list[frozenset[str]], actions: str, size: int) -> list[str]:
    """The method as in the paper (Peters and Skowron 2020, section 3), one purse a person, no grouping.

    The price is found by trying how many of the supporters pay everything they have.
    """
    purses = [Fraction(size, len(votes))] * len(votes)
    bought: list[str] = []
    while len(bought) < size:
        best: tuple[Fraction, int, str] | None = None
        for action in actions:
            supporters = [i for i, vote in enumerate(votes) if action in vote]
            if action in bought or sum((purses[i] for i in supporters), Fraction()) < 1:
                continue
            rho = next(
                rho
                for broke in range(len(supporters))
                for rho in [most_paid(sorted(purses[i] for i in supporters), broke)]
                if rho is not None
            )
            found = (rho, -len(supporters), action)
            best = found if best is None else min(best, found)
        if best is None:
            return bought
        for i, vote in enumerate(votes):
            if best[2] in vote:
                purses[i] = max(Fraction(), purses[i] - best[0])
        bought.append(best[2])
    return bought


def most_paid(purses: list[Fraction], broke: int) -> Fraction | None:
    """What the rest pay each when the `broke` poorest give all; None when that does not fit their purses."""
    rho = (1 - sum(purses[:broke], Fraction())) / (len(purses) - broke)
    fits = all(purse <= rho for purse in purses[:broke]) and all(purse >= rho for purse in purses[broke:])
    return rho if fits else None


@settings(max_examples=400, deadline=None)
@given(ELECTIONS)
def test_shares_equal_those_of_another_program(election: tuple[list[frozenset[str]], int]) -> None:
    votes, size = election
    picks = equal_shares(of_votes(votes), ACTIONS, size)

    assert [pick.action for pick in picks if pick.by_shares] == shares_person_by_person(votes, ACTIONS, size)


@settings(max_examples=300, deadline=None)
@given(ELECTIONS)
def test_every_group_that_agrees_has_its_share(election: tuple[list[frozenset[str]], int]) -> None:
    """Extended justified representation, for every group and every set of actions it agrees on."""
    votes, size = election
    chosen = {pick.action for pick in equal_shares(of_votes(votes), ACTIONS, size) if pick.by_shares}

    for many in range(1, size + 1):
        for agreed in combinations(ACTIONS, many):
            group = [vote for vote in votes if vote >= set(agreed)]
            for few in range(len(group), 0, -1):
                if few * size < many * len(votes):
                    break
                # The worst group of that size: those with the fewest of their actions chosen.
                worst = sorted(len(vote & chosen) for vote in group)[:few]
                assert max(worst) >= many, (agreed, few)


@settings(max_examples=200, deadline=None)
@given(ELECTIONS)
def test_no_list_of_that_size_has_more_approvals_than_the_most_wanted(
    election: tuple[list[frozenset[str]], int],
) -> None:
    votes, size = election
    approvals = Counter(action for vote in votes for action in vote)
    picked = [pick.action for pick in most_wanted(of_votes(votes), ACTIONS, size)]

    assert len(set(picked)) == min(size, len(ACTIONS))
    best = max(sum(approvals[action] for action in some) for some in combinations(ACTIONS, len(picked)))
    assert sum(approvals[action] for action in picked) == best


@settings(max_examples=100, deadline=None)
@given(ELECTIONS, st.randoms())
def test_the_order_of_ballots_changes_nothing(election: tuple[list[frozenset[str]], int], chance: Any) -> None:
    votes, size = election
    mixed = list(votes)
    chance.shuffle(mixed)

    assert equal_shares(of_votes(votes), ACTIONS, size) == equal_shares(of_votes(mixed), ACTIONS, size)


def test_by_hand_a_minority_gets_its_place() -> None:
    """Sixty want a, b and c; forty want x and y. By numbers the forty get nothing; of five places two are theirs."""
    sixty, forty = BitMap(range(60)), BitMap(range(60, 100))
    votes: Approved = {**dict.fromkeys("abcde", sixty), **dict.fromkeys("xy", forty)}
    actions = "abcdexy"

    wanted, shared = most_wanted(votes, actions, 5), equal_shares(votes, actions, 5)
    assert [pick.action for pick in wanted] == ["a", "b", "c", "d", "e"]
    assert sorted(pick.action for pick in shared) == ["a", "b", "c", "x", "y"]
    assert (people_served(votes, wanted), people_served(votes, shared)) == (60, 100)


def test_places_nobody_can_pay_for_are_filled_by_number_and_say_so() -> None:
    """Each of three actions is wanted by one person of three: with one place each has a third of its price."""
    votes: Approved = {"a": BitMap([0]), "b": BitMap([1]), "c": BitMap([2])}

    (only,) = equal_shares(votes, "abc", 1)
    assert (only.action, only.by_shares) == ("a", False)
    assert equal_shares({}, "abc", 3) == []


def test_few_people_put_nothing_on_a_list() -> None:
    votes: Approved = {"a": BitMap(range(4)), "b": BitMap(range(5)), "c": BitMap(range(9))}

    assert candidates_of(votes, 5) == ["b", "c"]
    assert candidates_of(votes, {"a": 5, "b": 5, "c": 10}) == ["b"]


def question(kind: Kind, *options: str, **more: Any) -> Question:
    made = [{"key": key, "label": {"fr": key}, "exclusive": key == "none"} for key in options]
    fixed = {"key": "q", "kind": kind, "label": {"fr": "?"}, "actions": ["P1.01"], "purpose": Purpose.WISH}
    return Question.model_validate({**fixed, "options": made, **more})


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (question(Kind.YES_MAYBE_NO, "yes", "maybe", "no"), {"yes"}),
        (question(Kind.SEVERAL_CHOICES, "party", "place", "none"), {"party", "place"}),
        (question(Kind.ONE_CHOICE, "spring", "summer", "none"), {"spring", "summer"}),
        (question(Kind.ONE_CHOICE, "yes", "no"), None),
        (question(Kind.FACES, "good", "poor"), None),
        (question(Kind.LONG_TEXT), None),
        (question(Kind.RANKING, "a", "b"), None),
        (question(Kind.YES_MAYBE_NO, "yes", "no", purpose=None), None),
        (question(Kind.YES_MAYBE_NO, "yes", "no", actions=[], priorities=["P1"]), None),
    ],
)
def test_what_counts_as_approval(asked: Question, expected: set[str] | None) -> None:
    assert counts(asked) is (expected is not None)
    if expected is not None:
        assert approving_options(asked) == expected


@pytest.fixture
def rows(session: Session) -> Seeded:
    return seeded(session, 120)


def test_who_approves_are_residents_who_stand_each_once(session: Session, rows: Seeded) -> None:
    asked = questionnaires_of_plan(session, rows.plan.id)
    before = approved(session, asked, [rows.campaign.id])
    answer(session, rows, "t-1", {"coffee": {"chosen": ["yes"]}, "kind": {"chosen": ["company"]}})
    answer(session, rows, "t-2", {"coffee": {"chosen": ["maybe"]}})
    answer(session, rows, "t-3", {"coffee": {"chosen": ["yes"]}, "lack": {"chosen": ["nothing"]}})
    answer(session, rows, "t-4", {"coffee": {"chosen": ["yes"]}})
    withdraw_submission(session, "t-4", why="by mistake")

    after = approved(session, asked, [rows.campaign.id])
    more = {action: len(people) - len(before[action]) for action, people in after.items()}
    assert more == {**dict.fromkeys(before, 0), "P1.02": 1}
    assert len(everybody_of(after)) == len(everybody_of(before)) + 1
    assert approved(session, asked, []) == {}


def test_the_page_shows_both_lists_and_no_count_of_approvals(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    client.sign_in(rows.organiser)
    response = client.get(f"/plans/{rows.plan.slug}/shortlist?size=3")
    page = html.fromstring(response.text)

    asked = questionnaires_of_plan(session, rows.plan.id)
    votes = approved(session, asked, [rows.campaign.id])
    for name in ("wanted", "shares"):
        assert set(page.xpath(f"//ol[@id='{name}']/li/@data-action")) == {"P1.01", "P1.02"}
    (told,) = page.xpath("//ol[@id='wanted']/li[@data-action='P1.02']")
    assert str(len(votes["P1.02"])) not in told.text_content()
    assert client.get(f"/plans/{rows.plan.slug}/shortlist?size=999").status_code == 200


def test_a_plan_nobody_answered_on_has_no_list_yet(client: ReviewingClient, session: Session) -> None:
    plan = factories.plan(session)
    client.sign_in(factories.account(session, Role.READER, organisation_id=plan.organisation_id, locale="en"))

    assert "Too few to tell" in client.get(f"/plans/{plan.slug}/shortlist").text
