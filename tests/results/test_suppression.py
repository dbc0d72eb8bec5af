"""No small group is shown, and none can be found by subtracting what is shown (T42)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.questionnaires.definition import Question
from consultation.results.figures import MERGED, Breakdown, Group, QuestionFigures, figures_of
from consultation.results.suppression import SENSITIVE_THRESHOLD, THRESHOLD, hidden_cells, hidden_options, merged_groups
from consultation.results.tallied import Dimension, Tallied
from consultation.submissions.tallies import BASE
from consultation.terms import Kind
from tests.results.attack import highest

GROUPS = {Dimension.CHANNEL: "abcdef", Dimension.AGE_BAND: ["young", "old", "older", ""]}


def question(kind: Kind = Kind.ONE_CHOICE, options: int = 3, **given: Any) -> Question:
    keys = [{"key": f"o{n}", "label": {"fr": f"O{n}"}} for n in range(options)]
    return Question.model_validate({"key": "q", "kind": kind, "label": {"fr": "Q"}, "options": keys, **given})


def tallied(people: list[tuple[list[str], str, str]]) -> Tallied:
    """Counted from people: (options chosen, channel, age)."""
    counts = Tallied()
    for chosen, channel, age in people:
        added = Counter([BASE, *chosen])
        counts.kinds.setdefault("", Counter()).update(added)
        for dimension, group in ((Dimension.CHANNEL, channel), (Dimension.AGE_BAND, age)):
            counts.groups.setdefault(dimension, {}).setdefault(group, Counter()).update(added)
    return counts


def equalities(figures: QuestionFigures) -> Iterator[tuple[dict[str, int], int]]:
    """Every sum an attacker can write down from the figures of a question; unknowns are the hidden numbers.

    Ticks beyond one option each are unknown numbers of their own, "extra".
    """
    several = figures.is_several
    assert figures.base is not None

    def sum_of(terms: dict[str, int], known: int | None, unknown: str, sign: int) -> int:
        if known is None:
            terms[unknown] = terms.get(unknown, 0) + sign
            return 0
        return sign * known

    def column(group: Group, name: str) -> tuple[dict[str, int], int]:
        assert group.base is not None
        terms: dict[str, int] = {f"extra {name}": -1} if several else {}
        total = sum(sum_of(terms, count, f"{option} {name}", 1) for option, count in group.counts.items())
        return terms, group.base - total

    yield column(figures.residents, "all")
    for by in figures.breakdowns:
        for group in by.groups:
            yield column(group, f"{by.dimension} {group.key}")
        if not by.groups:
            continue
        for option, total in figures.residents.counts.items():
            terms: dict[str, int] = {}
            known = sum(
                sum_of(terms, group.counts[option], f"{option} {by.dimension} {group.key}", 1) for group in by.groups
            )
            known += sum_of(terms, total, f"{option} all", -1)
            yield terms, -known
        if several:
            extra = {f"extra {by.dimension} {group.key}": 1 for group in by.groups}
            yield {**extra, "extra all": -1}, 0


def true_numbers(counts: Tallied, figures: QuestionFigures) -> dict[str, int]:
    """{unknown: true number} of the hidden cells."""
    found = {f"{o} all": counts.residents()[o] for o, count in figures.residents.counts.items() if count is None}
    for by in figures.breakdowns:
        raw = counts.groups[by.dimension]
        standing = {group.key for group in by.groups}
        for group in by.groups:
            inside = [key for key in raw if key == group.key or (group.key == MERGED and key not in standing)]
            for option, count in group.counts.items():
                if count is None:
                    found[f"{option} {by.dimension} {group.key}"] = sum(raw[key][option] for key in inside)
    return found


def check_nothing_is_found(counts: Tallied, asked: Question, threshold: int) -> None:
    figures = figures_of(1, asked, counts, threshold)
    if figures.base:
        check_numbers(counts, figures, threshold)


def check_numbers(
    counts: Tallied, figures: QuestionFigures, threshold: int, more: Sequence[tuple[dict[str, int], int]] = ()
) -> None:
    """No number shown is small, and none of the hidden small ones is found from them and from `more`."""
    for number in shown_numbers(figures):
        assert not 0 < number < threshold
    known = [*equalities(figures), *more]
    for name, truth in true_numbers(counts, figures).items():
        if 0 < truth < threshold:
            most = highest(known, name)
            assert most is None or most >= threshold, f"{name} is {truth}, and found to be at most {most}"


def shown_numbers(figures: QuestionFigures) -> Iterator[int]:
    for group in (figures.residents, *(group for by in figures.breakdowns for group in by.groups)):
        yield from (number for number in (group.base, *group.counts.values()) if number is not None)


def groups(dimension: Dimension) -> st.SearchStrategy[str]:
    return st.sampled_from(list(GROUPS[dimension]))


def people(chosen: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[tuple[list[str], str, str]]]:
    person = st.tuples(chosen, groups(Dimension.CHANNEL), groups(Dimension.AGE_BAND))
    crowd = st.tuples(person, st.integers(1, 12)).map(lambda drawn: [drawn[0]] * drawn[1])
    return st.lists(crowd, min_size=1, max_size=14).map(lambda crowds: [one for crowd in crowds for one in crowd])


OPTIONS = st.sampled_from(["o0", "o1", "o2", "o3"])


@settings(max_examples=60, deadline=None)
@given(people(OPTIONS.map(lambda option: [option])), st.sampled_from([THRESHOLD, SENSITIVE_THRESHOLD]))
def test_no_small_group_of_one_choice_can_be_worked_out(answered: Any, threshold: int) -> None:
    check_nothing_is_found(tallied(answered), question(options=4), threshold)


@settings(max_examples=60, deadline=None)
@given(people(st.lists(OPTIONS, min_size=1, max_size=2, unique=True)))
def test_no_small_group_of_several_choices_can_be_worked_out(answered: Any) -> None:
    asked = question(Kind.SEVERAL_CHOICES, options=4, maximum=2)

    check_nothing_is_found(tallied(answered), asked, THRESHOLD)


def test_the_attack_finds_what_careless_hiding_leaves_open() -> None:
    """Otherwise the attack would prove nothing: 20 - 17 is 3."""
    careless: list[tuple[dict[str, int], int]] = [({"no": 1}, 20 - 17)]

    assert highest(careless, "no") == 3
    assert highest([({"no": 1, "maybe": 1}, 9)], "no") == 9
    assert highest([({"no": 1, "extra": -1}, 3)], "no") is None
    assert highest([({"a": 1, "b": 1}, 6), ({"b": 1, "c": 1}, 6), ({"a": 1, "c": 1}, 6)], "a") == 3


def test_several_choices_where_everybody_ticked_one_are_protected_like_one_choice() -> None:
    """The shares add up to 100%, which gives the columns away as surely as for one choice."""
    answered = [(["o0"], "a", "")] * 15 + [(["o1"], "a", "")] * 3 + [(["o0"], "b", "")] * 9 + [(["o1"], "b", "")] * 9
    asked = question(Kind.SEVERAL_CHOICES, options=2, maximum=2)
    figures = figures_of(1, asked, tallied(answered), THRESHOLD)

    by_channel = {group.key: dict(group.counts) for group in breakdown(figures, Dimension.CHANNEL).groups}
    assert by_channel == {"a": {"o0": None, "o1": None}, "b": {"o0": None, "o1": None}}
    check_nothing_is_found(tallied(answered), asked, THRESHOLD)


def breakdown(figures: QuestionFigures, dimension: Dimension) -> Breakdown:
    return next(by for by in figures.breakdowns if by.dimension is dimension)


@pytest.mark.parametrize(
    ("totals", "hidden"),
    [
        ({"yes": 20, "no": 10}, set()),
        ({"yes": 20, "no": 10, "maybe": 0}, set()),
        ({"yes": 20, "maybe": 8, "no": 3}, {"no", "maybe"}),
        ({"yes": 20, "maybe": 3, "no": 2}, {"no", "maybe"}),
        ({"yes": 20, "maybe": 0, "no": 6, "never": 1}, {"maybe", "never", "no"}),
    ],
)
def test_hidden_options_are_together_no_small_group(totals: dict[str, int], hidden: set[str]) -> None:
    assert hidden_options(totals, sum(totals.values()), THRESHOLD) == hidden


@pytest.mark.parametrize(
    ("bases", "merged"),
    [
        ({"a": 20, "b": 5}, set()),
        ({"a": 20, "b": 5, "c": 0}, set()),
        ({"a": 20, "b": 3, "c": 2}, {"b", "c"}),
        ({"a": 20, "b": 8, "c": 2}, {"b", "c"}),
        ({"a": 20, "b": 2, "": 9}, {"b", ""}),
        ({"a": 20, "b": 2}, None),
    ],
)
def test_small_groups_are_merged_until_they_are_none(bases: dict[str, int], merged: set[str] | None) -> None:
    assert merged_groups(bases, THRESHOLD, always=("",)) == merged


def test_the_cheapest_cells_protect_a_small_one() -> None:
    table = {
        "yes": {"a": 3, "b": 40, "c": 9},
        "no": {"a": 30, "b": 50, "c": 8},
    }
    bases = {"a": 33, "b": 90, "c": 17}

    assert hidden_cells(table, bases, THRESHOLD) == {("yes", "a"), ("no", "a"), ("yes", "c"), ("no", "c")}


def test_under_the_threshold_not_even_the_base_is_shown() -> None:
    figures = figures_of(1, question(), tallied([(["o0"], "a", "young")] * 4), THRESHOLD)

    assert figures.base is None
    assert set(figures.residents.counts.values()) == {None}
    assert not figures.breakdowns


def test_a_question_nobody_answered_says_nought() -> None:
    assert figures_of(1, question(), Tallied(), THRESHOLD).base == 0
