"""Two questions crossed: right, at once after a withdrawal, and nobody to be found by comparing filters (T42)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html
from sqlalchemy.orm import Session

from consultation.models import Plan
from consultation.questionnaires.definition import Definition, Question
from consultation.results.crossing import Crossing, Filters, TooFew, cross, may_be_crossed
from consultation.results.figures import MERGED, QuestionFigures, figures_of
from consultation.results.suppression import HIDDEN_OPTIONS, THRESHOLD
from consultation.results.tallied import Dimension, Tallied
from consultation.submissions.answer_sets import AnswerSets
from consultation.submissions.record import record_submission
from consultation.submissions.tallies import BASE, Cell
from consultation.submissions.withdraw import withdraw_submission
from consultation.terms import Kind, Mode
from tests import factories
from tests.pages import ReviewingClient
from tests.results.attack import most_of

Person = tuple[str, str, str, str]
"""Answer to one question, to the other, age band, language."""
AGES, LOCALES = ("young", "grown", "old"), ("fr", "ar")
PLACES = {Dimension.AGE_BAND: 2, Dimension.LANGUAGE: 3}
Sums = list[tuple[dict[str, int], int]]


def asked(key: str, kind: Kind = Kind.ONE_CHOICE, options: str = "abc") -> Question:
    offered = [{"key": one, "label": {"fr": one}} for one in options]
    return Question.model_validate(
        {"key": key, "kind": kind, "label": {"fr": key}, "options": offered, "maximum": None}
    )


def sets_of(people: list[Person]) -> AnswerSets:
    sets = AnswerSets()
    for one, other, age, locale in people:
        answered = [Cell(key, option) for key, given in (("one", one), ("other", other)) for option in (BASE, *given)]
        about = [("@age_band", age), ("@locale", locale), ("@channel", "1"), ("@in_sector", ""), ("@day", "2025-09-01")]
        sets.add([Cell("@all", BASE), *answered, *(Cell(*cell) for cell in (*about, ("@respondent_kind", "")))])
    return sets


def figures(people: list[Person], question: Question) -> QuestionFigures:
    counts = Tallied()
    for person in people:
        added = Counter([BASE, *person[("one", "other").index(question.key)]])
        counts.kinds.setdefault("", Counter()).update(added)
        for dimension, place in PLACES.items():
            counts.groups.setdefault(dimension, {}).setdefault(person[place], Counter()).update(added)
    return figures_of(1, question, counts, THRESHOLD)


def every_filter() -> Iterator[Filters]:
    yield {}
    groups = {Dimension.AGE_BAND: AGES, Dimension.LANGUAGE: LOCALES}
    for number in (1, 2):
        for dimensions in combinations(groups, number):
            for chosen in product(*(groups[dimension] for dimension in dimensions)):
                yield dict(zip(dimensions, chosen, strict=True))


def published(people: list[Person], one: QuestionFigures, other: QuestionFigures) -> dict[tuple[Any, ...], Crossing]:
    """{filters: table} of all that may be seen."""
    sets, found = sets_of(people), {}
    for filters in every_filter():
        try:
            found[tuple(filters.items())] = cross(sets, one, other, filters)
        except TooFew:
            continue
    return found


def members(key: str, apart: set[str]) -> set[str]:
    """The options behind a row or column."""
    return set("abc") - apart if key in {MERGED, HIDDEN_OPTIONS} else {key}


def known(tables: dict[tuple[Any, ...], Crossing], pages: Sequence[QuestionFigures]) -> Sums:
    """Every number of the tables and of the pages, as sums of people who are the same in everything."""
    sums: Sums = []

    def note(count: int, ones: set[str], others: set[str], filters: dict[Dimension, set[str]]) -> None:
        ages, locales = filters.get(Dimension.AGE_BAND, set(AGES)), filters.get(Dimension.LANGUAGE, set(LOCALES))
        sums.append(({"/".join(atom): 1 for atom in product(ones, others, ages, locales)}, count))

    for filters, table in tables.items():
        rows, columns = set(table.rows), set(table.columns)
        for (row, column), count in table.counts.items():
            within = {dimension: {group} for dimension, group in filters}
            note(count, members(row, rows), members(column, columns), within)
    everything = set("abc")
    for number, page in enumerate(pages):
        for dimension, group in [
            (None, page.residents),
            *((by.dimension, g) for by in page.breakdowns for g in by.groups),
        ]:
            groups = {g.key for by in page.breakdowns if by.dimension is dimension for g in by.groups}
            all_groups = set(AGES if dimension is Dimension.AGE_BAND else LOCALES)
            own = all_groups - groups if group.key == MERGED else {group.key}
            about = {dimension: own} if dimension else {}
            if group.base is not None:
                note(group.base, everything, everything, about)
            for option, told in group.counts.items():
                if told is not None:
                    note(told, *(({option}, everything) if number == 0 else (everything, {option})), about)
    return sums


PEOPLE = st.lists(
    st.tuples(
        st.tuples(st.sampled_from("abc"), st.sampled_from("abc"), st.sampled_from(AGES), st.sampled_from(LOCALES)),
        st.integers(1, 25),
    ).map(lambda drawn: [drawn[0]] * drawn[1]),
    min_size=4,
    max_size=24,
).map(lambda crowds: [one for crowd in crowds for one in crowd])


def crowds(text: str) -> list[Person]:
    """People told as "aa young fr 93, …": answer to each question, age, language, how many."""
    found = []
    for crowd in text.split(", "):
        answers, age, locale, count = crowd.split()
        found += [(answers[0], answers[1], age, locale)] * int(count)
    return found


@settings(max_examples=25, deadline=None)
@given(PEOPLE)
@example(
    crowds(
        "aa young fr 93, cc grown fr 26, ca young ar 25, aa grown fr 23, cc old fr 22, ac grown fr 17, ab old fr 11, "
        "ab young ar 9, ac young fr 7, cb young fr 7, bb young ar 7, ba young ar 6, ab grown fr 5, ac young ar 5, "
        "ac old fr 3, cc grown ar 1"
    )
)
def test_no_small_group_is_counted_from_any_filters_and_both_pages(people: list[Person]) -> None:
    """From the tables nobody can even tell that it is small."""
    one, other = figures(people, asked("one")), figures(people, asked("other"))
    if one.base is None or other.base is None:
        return
    tables = published(people, one, other)
    wanted: dict[str, int] = {}
    cells: Sums = []
    for filters in every_filter() if tables else ():
        within = [person for person in people if all(person[PLACES[by]] == group for by, group in filters.items())]
        for (row, column), count in Counter((person[0], person[1]) for person in within).items():
            if 0 < count < THRESHOLD:
                name = f"{row} {column} {filters}"
                wanted[name] = count
                ages = filters.get(Dimension.AGE_BAND)
                locales = filters.get(Dimension.LANGUAGE)
                atoms = product(row, column, [ages] if ages else AGES, [locales] if locales else LOCALES)
                cells.append(({"/".join(atom): 1 for atom in atoms} | {name: -1}, 0))
                cells.append(({name: 1, f"all but {name}": 1}, len(people)))
    for name, most in most_of(known(tables, ()) + cells, wanted).items():
        assert most > THRESHOLD - 0.01, f"the tables tell that {name} is at most {most}"
    with_pages = most_of(known(tables, (one, other)) + cells, [*wanted, *(f"all but {name}" for name in wanted)])
    for name, count in wanted.items():
        least = len(people) - with_pages[f"all but {name}"]
        assert with_pages[name] - least > 0.01, f"{name} is found to be {count}"


@settings(max_examples=25, deadline=None)
@given(PEOPLE)
def test_what_is_shown_is_what_was_answered(people: list[Person]) -> None:
    one, other = figures(people, asked("one")), figures(people, asked("other"))
    if one.base is None or other.base is None:
        return
    for filters, table in published(people, one, other).items():
        within = [p for p in people if all(p[PLACES[by]] == group for by, group in filters)]
        for (row, column), count in table.counts.items():
            ones, others = members(row, set(table.rows)), members(column, set(table.columns))
            assert count == sum(p[0] in ones and p[1] in others for p in within)
            assert not 0 < count < THRESHOLD


def test_large_groups_are_shown_and_a_small_one_withholds_its_filter() -> None:
    people = [p for p in product("ab", "ab", ("young", "old"), ("fr",)) for _ in range(9)] + [
        ("a", "b", "grown", "fr")
    ] * 2
    one, other = figures(people, asked("one", options="ab")), figures(people, asked("other", options="ab"))
    sets = sets_of(people)

    assert cross(sets, one, other).counts == {("a", "a"): 18, ("a", "b"): 20, ("b", "a"): 18, ("b", "b"): 18}
    with pytest.raises(TooFew) as refused:
        cross(sets, one, other, {Dimension.AGE_BAND: "grown"})
    assert refused.value.dimension is Dimension.AGE_BAND


def test_options_of_several_choices_overlap_and_small_ones_are_left_out() -> None:
    people = [("ab", "a", "young", "fr")] * 12 + [("b", "b", "young", "fr")] * 8 + [("a", "c", "young", "fr")] * 3
    several, single = asked("one", Kind.SEVERAL_CHOICES), asked("other")
    table = cross(sets_of(people), figures(people, single), figures(people, several))

    assert table.columns == ("b",)
    assert may_be_crossed(several)
    assert not may_be_crossed(asked("rank", Kind.RANKING))


def test_the_page_crosses_two_questions_as_they_were_answered(client: ReviewingClient, session: Session) -> None:
    version = factories.version(session)
    campaign = factories.campaign(session, questionnaire_id=version.questionnaire_id)
    channel = factories.channel(session, campaign_id=campaign.id)
    plan = session.get_one(Plan, campaign.plan_id)
    answered = Counter({("yes", "parties"): 30, ("yes", "place"): 12, ("no", "parties"): 8, ("no", "place"): 25})
    for number, (coffee, missing) in enumerate(answered.elements()):
        record_submission(
            session,
            version_id=version.id,
            questionnaire_id=version.questionnaire_id,
            definition=Definition.model_validate(version.definition),
            answers={"q_coffee": {"chosen": [coffee]}, "q_missing": {"chosen": [missing]}},
            token=f"t{number}",
            channel_id=channel.id,
            mode=Mode.SELF_ONLINE,
            locale="fr",
        )
    client.sign_in(factories.account(session, organisation_id=plan.organisation_id))
    address = f"/plans/{plan.slug}/results/crossing"
    asked = version.questionnaire_id
    page = html.fromstring(client.get(f"{address}?rows={asked}-q_coffee&columns={asked}-q_missing").text)
    cells = page.xpath("//table[@id='crossing-table']/tbody//td")

    shown = {
        (cell.getparent().get("data-option"), cell.get("data-option")): int(cell.get("data-count")) for cell in cells
    }
    assert shown == answered
    behind = page.xpath("//th[normalize-space()]/a/@href")
    assert behind
    assert all(client.get(url).status_code == 200 for url in behind)
    withdraw_submission(session, "t0", why="by error")
    again = client.get(f"{address}?rows={asked}-q_coffee&columns={asked}-q_missing").text
    assert html.fromstring(again).xpath("//tr[@data-option='yes']/td/@data-count") == ["29", "12"]
    assert not html.fromstring(client.get(address).text).xpath("//table")
