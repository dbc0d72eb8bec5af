"""Every kind of question is counted from its answers, and gives nobody away."""

from collections import Counter
from dataclasses import replace
from statistics import mean
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Submission
from consultation.questionnaires.definition import Question
from consultation.questionnaires.kinds import KINDS, Form
from consultation.results.figures import QuestionFigures, figures_of
from consultation.results.numbers import mean_is_safe, mean_of
from consultation.results.parts import Counted, parts_of
from consultation.results.suppression import SENSITIVE_THRESHOLD, THRESHOLD
from consultation.results.tallied import Dimension, Tallied
from consultation.submissions.recount import differences
from consultation.submissions.tallies import BASE
from consultation.terms import Kind
from tests.pages import ReviewingClient
from tests.results.attack import highest
from tests.results.every_kind import DEFINITION, every_kind
from tests.results.seeded import first
from tests.results.test_suppression import check_numbers

KEYS = ("o0", "o1", "o2")
Person = tuple[Form, str, str]


def question(kind: Kind, **given: Any) -> Question:
    options = [{"key": key, "label": {"fr": key}} for key in KEYS] if KINDS[kind].has_options else []
    rows = [{"key": key, "label": {"fr": key}} for key in ("r0", "r1")] if KINDS[kind].has_rows else []
    made = {"key": "q", "kind": kind, "label": {"fr": "Q"}, "options": options, "rows": rows, **given}
    return Question.model_validate(made)


def tallied(asked: Question, people: list[Person]) -> Tallied:
    """Counted from the forms people sent, by channel and age."""
    counts = Tallied()
    for form, channel, age in people:
        answer = KINDS[asked.kind].parse(asked, form)
        if answer is None:
            continue
        assert not KINDS[asked.kind].check(asked, answer)
        added = Counter({BASE, *KINDS[asked.kind].tally_keys(asked, answer)})
        counts.kinds.setdefault("", Counter()).update(added)
        for dimension, group in ((Dimension.CHANNEL, channel), (Dimension.AGE_BAND, age)):
            counts.groups.setdefault(dimension, {}).setdefault(group, Counter()).update(added)
    return counts


def field(values: tuple[str, ...], name: str = "q") -> st.SearchStrategy[dict[str, list[str]]]:
    return st.sampled_from(values).map(lambda value: {name: [value]})


DECLINED = {"q-declined": ["-refused"]}
FORMS: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.SCALE: field(("1", "2", "3", "4", "5", "-refused", "-unknown")),
    Kind.RATING_TABLE: st.one_of(
        st.just(DECLINED), st.builds(lambda a, b: {**a, **b}, field(KEYS, "q-row-r0"), field(KEYS, "q-row-r1"))
    ),
    Kind.WEEK_GRID: st.one_of(
        st.just(DECLINED),
        st.lists(st.sampled_from(KEYS), min_size=1, unique=True).map(lambda keys: {"q-row-r0": keys}),
    ),
    Kind.RANKING: st.one_of(
        st.just(DECLINED),
        st.permutations(KEYS).map(lambda keys: {f"q-rank-{n}": [key] for n, key in enumerate(keys, start=1)}),
    ),
    Kind.MAP: field((*KEYS, "-refused")),
    Kind.SEVERAL_CHOICES: st.one_of(
        st.just(DECLINED),
        st.lists(st.sampled_from(KEYS), min_size=1, max_size=2, unique=True).map(lambda keys: {"q": keys}),
    ),
    Kind.DATE: field(("2026-01-05", "2026-02-07", "2025-12-31", "-unknown")),
    Kind.TIME: field(("8:00", "9:15", "18:30", "-unknown")),
    Kind.NUMBER: field(("1", "2", "30", "-refused")),
    Kind.LONG_TEXT: field(("words", "-refused", "-unknown")),
    Kind.PHOTO: field((f"{'a' * 64}.jpg", "-refused")),
}


@pytest.mark.parametrize("kind", FORMS, ids=str)
@settings(max_examples=25, deadline=None)
@given(data=st.data(), threshold=st.sampled_from([THRESHOLD, SENSITIVE_THRESHOLD]))
def test_no_small_group_of_any_kind_can_be_worked_out(kind: Kind, data: st.DataObject, threshold: int) -> None:
    person = st.tuples(FORMS[kind], st.sampled_from("abcd"), st.sampled_from(["young", "old", ""]))
    crowd = st.tuples(person, st.integers(1, 12)).map(lambda drawn: [drawn[0]] * drawn[1])
    people = [one for some in data.draw(st.lists(crowd, min_size=1, max_size=10)) for one in some]
    most = {"maximum": 2} if kind is Kind.SEVERAL_CHOICES else {}
    asked = question(kind, may_refuse=True, may_not_know=True, **most)
    counts = tallied(asked, people)
    figures = figures_of(1, asked, counts, threshold)

    parts = parts_of(Counted(1, asked), counts)
    assert len(parts) == 1 + len(figures.rows)
    for part, shown in zip(parts, (replace(figures, rows=()), *figures.rows), strict=True):
        if shown.base and shown.options:
            check_numbers(part.tallied, shown, threshold, means(shown))


def means(figures: QuestionFigures) -> list[tuple[dict[str, int], int]]:
    """What the mean of a scale adds to what an attacker knows: an interval, with the slack as an unknown."""
    if figures.mean is None:
        return []
    counts = figures.residents.counts
    declined = sum(counts.get(key) or 0 for key in ("-refused", "-unknown"))
    answered = (figures.base or 0) - declined
    points = {key: int(key.removeprefix("n:")) for key in counts if key.startswith("n:")}
    known = sum(point * (counts[key] or 0) for key, point in points.items())
    hidden = {f"{key} all": 100 * point for key, point in points.items() if counts[key] is None}
    low, high = ((round(100 * figures.mean) + change) * answered - 100 * known for change in (-5, 5))
    return [({**hidden, "above": -1}, low), ({**hidden, "below": 1}, high)] if hidden else []


def test_a_mean_that_gives_a_point_away_is_not_safe() -> None:
    """Two hidden points: with the sum of both, each is known."""
    counts = Counter({"n:1": 3, "n:5": 7, "n:3": 10, BASE: 20})

    assert not mean_is_safe(counts, ["n:1", "n:5"], THRESHOLD)
    assert mean_is_safe(counts, [], THRESHOLD)
    close = Counter({"n:2": 4, "n:3": 6, "n:4": 90, BASE: 100})
    assert mean_is_safe(close, ["n:2", "n:3"], THRESHOLD)
    assert mean_of(close) == pytest.approx(3.9)


def test_the_attack_finds_what_a_careless_mean_leaves_open() -> None:
    """20 people, mean 3.4: of the ten hidden ones exactly 3 gave 1 (an exact mean), about 3 a rounded one."""
    people = ({"one": 1, "five": 1}, 10)
    low, high = (
        ({"one": 100, "five": 500, slack: sign}, total)
        for slack, sign, total in (("above", -1, 335 * 20 - 3000), ("below", 1, 345 * 20 - 3000))
    )

    assert highest([people, low, high], "one") is not None
    assert (highest([people, low, high], "one") or 9) < 5


def test_average_ranks_are_shown_only_where_no_rank_is_small() -> None:
    def ranked(*crowds: tuple[str, int]) -> QuestionFigures:
        people: list[Person] = [
            ({f"q-rank-{n}": [f"o{o}"] for n, o in enumerate(order, start=1)}, "a", "")
            for order, count in crowds
            for _ in range(count)
        ]
        asked = question(Kind.RANKING)
        return figures_of(1, asked, tallied(asked, people), THRESHOLD)

    found = ranked(("012", 6), ("120", 5), ("201", 5))
    assert {key: (rank.average, rank.people) for key, rank in found.ranks.items()} == {
        "o0": (1.9, 16),
        "o1": (2.0, 16),
        "o2": (2.1, 16),
    }
    assert found.residents.counts == {"o0": 6, "o1": 5, "o2": 5}
    assert not ranked(("012", 6), ("120", 5), ("201", 4)).ranks
    assert not ranked(("012", 9), ("021", 4)).ranks


def test_declined_answers_are_rows_of_their_own_and_no_part_of_the_shares() -> None:
    asked = question(Kind.ONE_CHOICE, may_refuse=True, may_not_know=True)
    people: list[Person] = [({"q": [value]}, "a", "") for value in ["o0"] * 30 + ["o1"] * 10 + ["-refused"] * 6]

    found = figures_of(1, asked, tallied(asked, people), THRESHOLD)
    assert (found.base, found.residents.share_base, found.residents.counts["-refused"]) == (46, 40, 6)
    few = figures_of(1, asked, tallied(asked, people[:-3]), THRESHOLD)
    assert (few.base, few.residents.share_base, few.residents.counts["-refused"]) == (43, 43, None)
    assert 43 - sum(count or 0 for count in few.residents.counts.values()) >= THRESHOLD


def test_each_row_of_a_table_has_its_own_base() -> None:
    asked = question(Kind.RATING_TABLE)
    both: Form = {"q-row-r0": ["o0"], "q-row-r1": ["o1"]}
    people: list[Person] = [(both, "a", "")] * 8 + [({"q-row-r0": ["o1"]}, "a", "")] * 6

    found = figures_of(1, asked, tallied(asked, people), THRESHOLD)
    assert (found.base, [(row.key, row.base) for row in found.rows]) == (14, [("r0", 14), ("r1", 8)])
    assert found.rows[0].residents.counts == {"o0": 8, "o1": 6, "o2": 0}


def test_a_repeated_section_counts_people_and_times(session: Session) -> None:
    rows = every_kind(session)
    given = [
        row.answers["household"]["repeats"]
        for row in session.scalars(select(Submission))
        if "household" in row.answers and first(row, "kind") in {"", "resident"}
    ]
    people = sum(any("play" in time["child_likes"]["chosen"] for time in times) for times in given)
    page = everything(session, rows)

    assert page["child_likes", "play"] == people
    assert page["household", "*"] == len(given)
    assert page["household", "n:2"] == sum(len(times) == 2 for times in given)
    assert not differences(session, rows.version.questionnaire_id)


def everything(session: Session, rows: Any) -> dict[tuple[str, str], int | None]:
    """{(question, option or "*"): residents} of every question of the board."""
    from consultation.plan.queries import plan_by_slug
    from consultation.results.counts import board_of

    plan = plan_by_slug(session, rows.plan.slug, None)
    assert plan is not None
    found: dict[tuple[str, str], int | None] = {}
    for one in board_of(session, plan).questions_on(session, "P1.01"):
        for part in (one, *one.rows):
            name = f"{one.question.key}/{part.key}" if part.key else one.question.key
            found[name, "*"] = part.base
            found |= {(name, option): count for option, count in part.residents.counts.items()}
    return found


def test_every_kind_is_on_the_page_with_the_numbers_of_the_records(session: Session, client: ReviewingClient) -> None:
    rows = every_kind(session, 160)
    client.sign_in(rows.organiser)
    page = html.fromstring(client.get(f"/plans/{rows.plan.slug}/results/P1.01").text)
    shown = {section.get("id").split("-", 2)[2] for section in page.xpath("//section[contains(@class, 'question')]")}
    asked = {q["key"] for section in DEFINITION["sections"][:3] for q in section["questions"]}
    scale = page.xpath("//section[contains(@id, '-scale')]")[0]
    found = [
        row.answers["scale"]["number"]
        for row in session.scalars(select(Submission))
        if "number" in row.answers.get("scale", {}) and first(row, "kind") in {"", "resident"}
    ]

    assert shown == asked - {"read", "hidden"} | {"household"}
    assert float(scale.xpath("./p/@data-mean")[0]) == round(mean(found), 1)
    assert "“1 – pas du tout (en)” to “5 – tout à fait (en)”" in scale.text_content()
    for row in ("bus", "shops"):
        base = page.xpath(f"//section[contains(@id, '-rating-row-{row}')]/div//@data-base")
        assert len(base) == 1
    with client.get(f"/plans/{rows.plan.slug}/results/P1.01/need-sheet.pdf") as sheet:
        assert sheet.data.startswith(b"%PDF")
    with client.get(f"/plans/{rows.plan.slug}/exports/counts.csv") as counts:
        table = counts.get_data(as_text=True)
    assert ",rating,Question rating ? (en)" in table
    assert ",bus,ligne bus (en)" in table
    assert ",average_rank," in table
