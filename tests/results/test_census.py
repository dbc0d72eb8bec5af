"""Who have we not heard: the census entered, coverage, the next outing, and weights against another calculation."""

import io
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import html
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from consultation.models import CensusCount, Place
from consultation.results.census.coverage import Met, gaps_of, outings, rows_of
from consultation.results.census.enter import UnreadableTable, read_table
from consultation.results.census.raking import MOST_WEIGHT, Cell, rake, share, weighted_shares
from consultation.terms import ChannelKind, Margin, PlaceKind, Role
from tests import factories
from tests.pages import ReviewingClient
from tests.results.seeded import Seeded, seeded

GROUPS = {
    Margin.AGE_GENDER: {"young/woman": "Jeune – Femme", "old/man": "Âgé – Homme"},
    Margin.LANGUAGE: {"ar": "Arabe"},
}


@pytest.mark.parametrize(
    "table",
    [
        "margin,group,people\nage_gender,young/woman,120\nlanguage,ar,40\n",
        "\ufeffgroup;people;margin;words\r\nJEUNE – FEMME;120;age_gender;x\r\n\r\nArabe;40;language;\r\n;;;\r\n",
        "margin\tgroup\tpeople\nage_gender\tyoung/woman\t120\nlanguage\tar\t40\nage_gender\told/man\t\n",
    ],
)
def test_a_table_is_read_by_key_or_words_whatever_its_separator(table: str) -> None:
    found = read_table(table.encode(), GROUPS)

    assert found == {Margin.AGE_GENDER: {"young/woman": 120}, Margin.LANGUAGE: {"ar": 40}}


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("a,b\n1,2\n", [(1, "columns")]),
        ("", [(1, "columns")]),
        (
            "margin,group,people\nbirth,ar,1\nlanguage,xx,1\nlanguage,ar,-1\nlanguage,ar,1.5\nlanguage,ar,99999999999\n",
            [(2, "margin"), (3, "group"), (4, "people"), (5, "people"), (6, "people")],
        ),
    ],
)
def test_each_wrong_line_of_a_table_is_named(table: str, wrong: list[tuple[int, str]]) -> None:
    with pytest.raises(UnreadableTable) as error:
        read_table(table.encode(), GROUPS)

    assert [(one.line, one.code) for one in error.value.wrong] == wrong


def test_the_group_missing_most_comes_first() -> None:
    rows = rows_of({"a": 50, "b": 35, "c": 15}, {"a": 90, "b": 10, "c": None}, {"a": 90, "b": 10, "c": 4})

    found = [(row.group, row.heard, row.level) for row in rows]
    assert found == [("b", 10, "missing"), ("c", None, "missing"), ("a", 90, "good")]


def met(channel: int, women: int, days: dict[int, tuple[int, int]], people: int = 40) -> Met:
    groups: dict[Margin, Counter[str]] = {Margin.AGE_GENDER: Counter({"w": women, "m": people - women})}
    return Met(channel, None, people, groups, days)


def test_by_hand_the_next_outing_is_where_the_missing_are_met() -> None:
    """Half are women, a fifth of those heard: 30 points are missing. The market brings 20 people on a Saturday, half
    of them women: 20 × 0.5 × 0.3 = 3. The school brings 10 on a Monday, all women: 10 × 1 × 0.3 = 3… and a day better.
    """
    census = {Margin.AGE_GENDER: {"w": 500, "m": 500}}
    heard = {Margin.AGE_GENDER: {"w": 20, "m": 80}}
    market = met(1, 20, {5: (40, 2), 2: (5, 1)})
    school = met(2, 40, {0: (30, 2)})
    club = met(3, 0, {5: (400, 2)})
    unknown = met(4, 9, {5: (9, 1)}, people=9)

    assert gaps_of(census, heard)[Margin.AGE_GENDER] == {"w": pytest.approx(0.3), "m": 0.0}
    found = outings(census, heard, [market, school, club, unknown])
    assert [(one.channel_id, one.weekday, one.people) for one in found] == [(2, 0, 15), (1, 5, 20)]
    assert [one.gain for one in found] == [pytest.approx(4.5), pytest.approx(3.0)]
    assert found[0].groups == [(Margin.AGE_GENDER, "w")]


def test_a_building_nobody_went_to_is_proposed() -> None:
    census = {Margin.BUILDING: {"tower_a": 100, "tower_b": 100}}
    heard = {Margin.BUILDING: {"tower_a": 30}}

    (found,) = outings(census, heard, [])
    assert (found.channel_id, found.place) == (None, "tower_b")


CELLS = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.integers(1, 60), min_size=2, max_size=9
)
TARGETS = st.tuples(
    st.dictionaries(st.sampled_from("abc"), st.integers(1, 1000), min_size=2),
    st.dictionaries(st.sampled_from("xyz"), st.integers(1, 1000), min_size=2),
)


@settings(max_examples=200, deadline=None)
@given(CELLS, TARGETS)
def test_weights_stay_within_bounds_and_cost_people(
    cells: dict[Cell, int], targets: tuple[dict[str, int], dict[str, int]]
) -> None:
    raked = rake(cells, targets)

    assert all(1 / MOST_WEIGHT - 1e-9 <= weight <= MOST_WEIGHT + 1e-9 for weight in raked.weights.values())
    assert 0 < raked.effective <= raked.people + 1e-9 == sum(cells.values()) + 1e-9
    assert raked.design_effect >= 1 - 1e-9


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(20, 60), min_size=9, max_size=9), st.lists(st.integers(20, 60), min_size=6, max_size=6))
def test_where_nothing_is_trimmed_the_margins_are_met(counts: list[int], sizes: list[int]) -> None:
    cells: dict[Cell, int] = {(a, x): counts[3 * i + j] for i, a in enumerate("abc") for j, x in enumerate("xyz")}
    targets = [dict(zip("abc", sizes[:3], strict=True)), dict(zip("xyz", sizes[3:], strict=True))]
    raked = rake(cells, targets)

    assume(raked.trimmed == 0)

    assert raked.off < 1e-6
    for margin, target in enumerate(targets):
        for group, size in target.items():
            assert share(cells, raked.weights, margin, group) == pytest.approx(size / sum(target.values()))


def test_weights_equal_those_of_a_calculation_person_by_person() -> None:
    """Deming and Stephan on a list of people, written for this test; and post-stratification where margins cross."""
    chance = random.Random(3)
    people: list[Cell] = [(chance.choice("aab"), chance.choice("xxxy")) for _ in range(400)]
    targets = [{"a": 500, "b": 500}, {"x": 300, "y": 700}]
    weights = [1.0] * len(people)
    for _ in range(500):
        for margin, target in enumerate(targets):
            for group, size in target.items():
                held = [i for i, person in enumerate(people) if person[margin] == group]
                factor = size / 1000 * sum(weights) / sum(weights[i] for i in held)
                for i in held:
                    weights[i] *= factor

    raked = rake(Counter(people), targets)
    mean = sum(weights) / len(weights)
    assert [raked.weights[person] for person in people] == pytest.approx(
        [weight / mean for weight in weights], rel=1e-5
    )
    effective = sum(weights) ** 2 / sum(weight**2 for weight in weights)
    assert raked.effective == pytest.approx(effective, rel=1e-5)
    answers = Counter((person, "yes") for person in people if person[0] == "a")
    assert weighted_shares(answers, Counter(people), raked) == {"yes": pytest.approx(0.5, rel=1e-5)}


def test_people_who_did_not_say_keep_their_share_and_few_people_take_no_weight() -> None:
    cells: dict[Cell, int] = {("a",): 40, ("b",): 4, ("",): 56}
    raked = rake(cells, [{"a": 10, "b": 90}])

    assert raked.left_out == ((0, "b"),)
    assert raked.weights == {cell: pytest.approx(1.0) for cell in cells}
    assert rake({}, [{"a": 1}]).people == 0


@pytest.fixture
def rows(session: Session) -> Seeded:
    rows = seeded(session, 200)
    tower = Place(plan_id=rows.plan.id, key="tower", name={"fr": "Tour B"}, kind=PlaceKind.BUILDING)
    factories.add(session, tower)
    rows.channels[0].place_id, rows.channels[0].kind = tower.id, ChannelKind.DOORSTEP
    rows.channels[1].kind = ChannelKind.STALL
    session.commit()
    return rows


def entered(client: ReviewingClient, rows: Seeded, **given: str) -> int:
    address = f"/plans/{rows.plan.slug}/census/numbers"
    return client.post(address, data={**client.form(address, "census"), **given}).status_code


def test_the_census_is_entered_read_and_changed(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    client.sign_in(rows.organiser)
    address = f"/plans/{rows.plan.slug}/census"

    assert "No census yet" in client.get(address).text
    assert entered(client, rows, age_gender_0="100", age_gender_1="300", building_0="250") == 303
    page = html.fromstring(client.get(address).text)
    assert page.xpath("//tr/@data-group")[:2] != []
    assert entered(client, rows, age_gender_0="-3") == 200
    kept = session.scalars(select(CensusCount.people).order_by(CensusCount.people)).all()
    assert kept == [100, 250, 300]
    table = client.get(f"{address}/numbers.csv").data
    assert b"building,tower,250,Tour B" in table
    changed = {"table": (io.BytesIO(table.replace(b",250,", b",260,")), "census.csv")}
    token = client.form(f"{address}/numbers", "table-form")["csrf_token"]
    sent = client.post(f"{address}/numbers", data={"csrf_token": token, **changed}, content_type="multipart/form-data")
    assert sent.status_code == 303
    assert session.scalars(select(CensusCount.people).where(CensusCount.group == "tower")).one() == 260
    bad = {"table": (io.BytesIO(b"margin,group,people\nbuilding,castle,1\n"), "census.csv")}
    refused = client.post(f"{address}/numbers", data={"csrf_token": token, **bad}, content_type="multipart/form-data")
    assert "no group is called “castle”" in refused.text


def test_coverage_shows_only_numbers_that_are_published(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    """Old people are few: their cells are hidden here as on the page of who was heard."""
    client.sign_in(rows.organiser)
    entered(client, rows, **{f"age_gender_{n}": "2000" if n == 3 else "100" for n in range(6)}, building_0="10")
    page = html.fromstring(client.get(f"/plans/{rows.plan.slug}/census").text)
    people = client.get(f"/plans/{rows.plan.slug}/results/people").text

    def heard(group: str) -> str:
        (row,) = page.xpath(f"//tr[@data-group='{group}']")
        return " ".join(row.xpath("./td")[2].text_content().split())

    assert heard("old/man") == "hidden"
    assert heard("grown/woman").isdecimal()
    assert f">{heard('grown/woman')}<" in people or heard("grown/woman") in people
    assert heard("tower").isdecimal()
    words = page.xpath("string(//main)")
    assert "no probability sample" in words
    assert page.xpath("//ol[@class='outings']/li")


def test_weighted_figures_stand_beside_plain_ones(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    client.sign_in(rows.organiser)
    entered(client, rows, **{f"age_gender_{n}": str(50 + 40 * n) for n in range(4)})
    address = f"/plans/{rows.plan.slug}/census/weights?question={rows.version.questionnaire_id}-coffee"
    page = html.fromstring(client.get(address).text)
    cells = [
        [" ".join(td.text_content().split()) for td in row.xpath("./td")] for row in page.xpath("//tr[@data-option]")
    ]

    assert len(cells) == 3
    assert [row[0] for row in cells] == [row[0] for row in cells if row[0].isdecimal()]
    words = page.xpath("string(//main)")
    for said in ("effective sample size", "design effect", "no margin of error"):
        assert said in words
    assert client.get(address.replace("coffee", "nothing")).location == f"/plans/{rows.plan.slug}/census"


def test_only_organisers_see_what_is_missing(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    client.sign_in(rows.account(session, Role.READER))

    for page in ("census", "census/numbers", "census/numbers.csv", "census/weights"):
        response: Any = client.get(f"/plans/{rows.plan.slug}/{page}")
        assert response.status_code == 403


def test_the_page_takes_as_many_statements_for_many_people_as_for_few(
    client: ReviewingClient, session: Session
) -> None:
    def statements(people: int, actions: int, page: str) -> int:
        rows = seeded(session, people, actions=actions)
        client.sign_in(rows.organiser)
        entered(client, rows, age_gender_0="100", age_gender_1="300")
        ran: list[str] = []

        def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if statement.startswith("SELECT"):
                ran.append(statement)

        event.listen(session.get_bind().engine, "before_cursor_execute", hear)
        try:
            assert client.get(f"/plans/{rows.plan.slug}/{page}").status_code == 200
        finally:
            event.remove(session.get_bind().engine, "before_cursor_execute", hear)
        return len(ran)

    for page in ("census", "official", "shortlist", "replies"):
        assert statements(30, 5, page) == statements(60, 20, page), page
