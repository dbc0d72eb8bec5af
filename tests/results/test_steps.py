"""Nobody is found by subtracting what was published on two dates (T42)."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.results.figures import MERGED, QuestionFigures, figures_of
from consultation.results.parts import Counted
from consultation.results.steps import Published, figures_at, step
from consultation.results.suppression import THRESHOLD
from consultation.results.tallied import Dimension, Tallied
from tests.results.attack import most_of
from tests.results.test_suppression import people, question, shown_numbers, tallied

DAY = dt.date(2025, 5, 1)
Sums = list[tuple[dict[str, int], int]]


def editions(waves: Sequence[list[Any]], asked: Any) -> list[tuple[Published, QuestionFigures, Tallied]]:
    """What is published after each wave of people, with all that was counted."""
    heard: list[Any] = []
    before: Published | None = None
    made = []
    for number, wave in enumerate(waves):
        heard += wave
        counts = tallied(heard)
        before = step(before, counts, Counted(1, asked), THRESHOLD, DAY + dt.timedelta(days=number))
        made.append((before, figures_at(before, Counted(1, asked), THRESHOLD)[0], counts))
    return made


def known_sums(published: Published, figures: QuestionFigures) -> Sums:
    """All an attacker writes down of one edition; numbers are called by the day they are of."""
    found: Sums = []

    def note(terms: dict[str, int], total: int) -> None:
        found.append((terms, total))

    day = published.residents.day
    if figures.base is None:
        return found
    note({f"{day} base": 1}, figures.base)
    note({f"{day} {option}": 1 for option in figures.residents.counts} | {f"{day} base": -1}, 0)
    for option, count in figures.residents.counts.items():
        if count is not None:
            note({f"{day} {option}": 1}, count)
    for by in figures.breakdowns:
        day = published.tables[by.dimension].day
        for option in figures.residents.counts if by.groups else ():
            cells = {f"{day} {by.dimension} {group.key} {option}": 1 for group in by.groups}
            note(cells | {f"{day} {option}": -1}, 0)
        for group in by.groups:
            cells = {f"{day} {by.dimension} {group.key} {option}": 1 for option in group.counts}
            assert group.base is not None
            note(cells, group.base)
            for option, count in group.counts.items():
                if count is not None:
                    note({f"{day} {by.dimension} {group.key} {option}": 1}, count)
    return found


def joined(made: list[tuple[Published, QuestionFigures, Tallied]]) -> tuple[Sums, dict[str, int]]:
    """(what is known of all editions together, {number that is small: its true value}).

    Numbers only grow here, which the attacker knows too: what came in between is a number of its own, not negative.
    """
    sums: Sums = []
    truth: dict[str, int] = {}
    days = {DAY + dt.timedelta(days=number): counts for number, (_, _, counts) in enumerate(made)}
    for published, figures, _ in made:
        sums += known_sums(published, figures)
        counts = published.residents.counts.residents()
        truth |= {f"{published.residents.day} {option}": counts[option] for option in figures.residents.counts}
        for by in figures.breakdowns:
            day = published.tables[by.dimension].day
            raw, standing = days[day].groups[by.dimension], {group.key for group in by.groups}
            for group in by.groups:
                inside = [key for key in raw if key == group.key or (group.key == MERGED and key not in standing)]
                for option in group.counts:
                    name = f"{day} {by.dimension} {group.key} {option}"
                    truth[name] = sum(raw[key][option] for key in inside)
    kinds = sorted({name.partition(" ")[2] for name in truth})
    for kind in kinds:
        dates = sorted(name.partition(" ")[0] for name in truth if name.partition(" ")[2] == kind)
        if MERGED in kind:
            continue  # other groups may stand in it another day
        for first, second in itertools.pairwise(dates):
            between = f"between {first} {second} {kind}"
            sums.append(({f"{first} {kind}": 1, between: 1, f"{second} {kind}": -1}, 0))
            truth[between] = truth[f"{second} {kind}"] - truth[f"{first} {kind}"]
    return sums, truth


CROWDS = people(st.sampled_from(["o0", "o1", "o2"]).map(lambda option: [option]))


@settings(max_examples=25, deadline=None)
@given(st.lists(CROWDS, min_size=2, max_size=3))
def test_no_small_group_is_found_from_several_dates(waves: list[Any]) -> None:
    made = editions(waves, question(options=3))
    sums, truth = joined(made)
    small = [name for name, value in truth.items() if 0 < value < THRESHOLD]
    for name, most in most_of(sums, small).items():
        assert most > THRESHOLD - 0.01, f"{name} is {truth[name]}, found to be at most {most}"
    for _, figures, _ in made:
        assert all(not 0 < number < THRESHOLD for number in shown_numbers(figures))


def test_the_attack_finds_three_people_between_two_careless_dates() -> None:
    """Both tables are right by themselves; their difference is three people who said no."""
    first = [(["o0"], "a", "")] * 20 + [(["o1"], "a", "")] * 10
    second = [*first, *[(["o0"], "a", "")] * 9, *[(["o1"], "a", "")] * 3]
    careless = []
    for number, heard in enumerate((first, second)):
        counts = tallied(heard)
        alone = step(None, counts, Counted(1, question(options=2)), THRESHOLD, DAY + dt.timedelta(days=number))
        careless.append((alone, figures_of(1, question(options=2), counts, THRESHOLD), counts))
    sums, truth = joined(careless)
    between = next(name for name in truth if name.startswith("between") and name.endswith("01 2025-05-02 o1"))

    assert truth[between] == 3
    assert round(most_of(sums, [between])[between]) == 3
    kept = editions([first, second[30:]], question(options=2))
    assert kept[1][0].residents.day == DAY


def test_a_table_follows_when_no_number_moved_by_a_few() -> None:
    first = [(["o0"], "a", "young")] * 20 + [(["o1"], "b", "old")] * 10
    more = [(["o0"], "a", "young")] * 5
    few = [(["o1"], "b", "old")] * 4
    made = editions([first, more, few, few], question(options=2))

    assert [figures.base for _, figures, _ in made] == [30, 35, 35, 43]
    assert [published.tables[Dimension.AGE_BAND].day.day for published, _, _ in made] == [1, 2, 2, 4]


def test_a_breakdown_may_stay_while_the_totals_follow() -> None:
    first = [(["o0"], "a", "young")] * 20 + [(["o0"], "b", "young")] * 10
    more = [(["o0"], "a", "young")] * 6 + [(["o0"], "b", "young")] * 3
    (_, _, _), (published, figures, _) = editions([first, more], question(options=2))

    days = {by: dated.day.day for by, dated in published.tables.items()}
    assert figures.base == 39
    assert days == {Dimension.CHANNEL: 1, Dimension.AGE_BAND: 2}
    channel = next(by for by in figures.breakdowns if by.dimension is Dimension.CHANNEL)
    assert {group.key: group.base for group in channel.groups} == {"a": 20, "b": 10}


def test_professionals_have_a_table_and_a_day_of_their_own() -> None:
    first = Tallied({"": Counter({"*": 10, "o0": 10}), "company": Counter({"*": 6, "o0": 6})})
    second = Tallied({"": Counter({"*": 20, "o0": 20}), "company": Counter({"*": 8, "o0": 8})})
    asked = Counted(1, question(options=1))
    before = step(None, first, asked, THRESHOLD, DAY)
    published = step(before, second, asked, THRESHOLD, DAY + dt.timedelta(days=1))
    figures, _ = figures_at(published, asked, THRESHOLD)

    assert figures.base == 20
    assert [(group.key, group.base) for group in figures.others] == [("company", 6)]
