"""Two questions crossed, with filters: sets of people in, a table without small groups out.

Filters could be compared, so a table is shown whole or not at all. Everybody is divided by the filters asked for, and
a way of dividing holds only when every cell of every part, those not asked for among them, is nought or no small
group; parts that are too small are taken together as "the rest" until that is so. Whatever is added or subtracted
between tables so divided is again made of such cells. Rows, columns and groups that the page of either question hides
or merges are never shown apart here. Nor can the breakdowns of both pages, put beside the table, tell how many are in
a small cell (see `exchanges.py`).
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from pyroaring import BitMap

from consultation.questionnaires.definition import Question
from consultation.questionnaires.kinds import KINDS
from consultation.results.exchanges import Cells, Part, Told, hides_small
from consultation.results.figures import MERGED, NOT_SAID, QuestionFigures
from consultation.results.parts import TABLES
from consultation.results.suppression import HIDDEN_OPTIONS, is_small
from consultation.results.tallied import Dimension
from consultation.submissions.answer_sets import AnswerSets
from consultation.submissions.margins import AGE_BAND, CHANNEL, KIND, LOCALE, RESIDENTS, SECTOR
from consultation.terms import Kind, Profile

SUBJECTS = {
    Dimension.CHANNEL: CHANNEL,
    Dimension.LANGUAGE: LOCALE,
    Dimension.AGE_BAND: AGE_BAND,
    Dimension.SECTOR: SECTOR,
}
MOST_FILTERS = 2
Filters = Mapping[Dimension, str]
"""{dimension: group}; residents of that group alone, at most two dimensions"""


@dataclass(frozen=True)
class Crossing:
    """A table of two questions: residents who answered both."""

    rows: Sequence[str]
    columns: Sequence[str]
    """Options of the other question; `MERGED` for those that are too small alone."""
    counts: Mapping[tuple[str, str], int]
    bases: Mapping[str, int]
    """{column: people}"""


class TooFew(ValueError):
    """The table, or one that could be worked out from it, would show a small group."""

    def __init__(self, dimension: Dimension | None) -> None:
        super().__init__(str(dimension or "table"))
        self.dimension = dimension
        """The filter that divides too finely; None: the table itself."""


def may_be_crossed(question: Question) -> bool:
    """Whether a question has options to stand in rows or columns; age and the like are filters."""
    divides = {Profile.AGE_BAND, Profile.IN_SECTOR, Profile.RESPONDENT_KIND}
    kind = question.kind
    return KINDS[kind].has_options and kind not in TABLES | {Kind.RANKING} and question.profile not in divides


def cross(
    sets: AnswerSets,
    one: QuestionFigures,
    other: QuestionFigures,
    filters: Filters | None = None,
    among: BitMap | None = None,
) -> Crossing:
    """The options of one question by those of another.

    :param one: with the breakdowns its page shows
    :param among: submissions that count; None: all
    :raises TooFew: when it may not be shown
    """
    filters = filters or {}
    assert len(filters) <= MOST_FILTERS
    threshold = max(one.threshold, other.threshold)
    residents = sets.any_of(KIND, RESIDENTS)
    who = residents & sets.of(one.question.key) & sets.of(other.question.key)
    who = who if among is None else who & among
    rows, columns = sides(sets, one, who), sides(sets, other, who)

    in_full = cells_of(rows, columns)
    whole = in_full(who)
    parts = {column: Counter({row: whole[row, column] for row in rows}) for column in columns}
    if other.is_several:  # its columns overlap: nothing is left when some are taken away
        apart = {key for key in columns if not has_small(parts[key], threshold)}
        columns = {key: members for key, members in columns.items() if key in apart}
        in_full = cells_of(rows, columns)
    else:
        apart = standing(parts, threshold)
        columns = taken_together(columns, apart)
    if not apart:
        raise TooFew(None)
    either = (residents if among is None else residents & among) - who
    shown = as_on_pages(sets, (one, other), residents)
    small = {
        dimension
        for dimension, groups in shown.items()
        if any(has_small(in_full(people & who), threshold) for people in groups.values())
    }
    cells = cells_of(rows, columns)

    def divide(dimension: Dimension) -> Mapping[str, BitMap]:
        return division(sets, (one, other), dimension, who, cells, threshold)

    if small:
        everybody = residents if among is None else residents & among
        divisions = []
        for dimension, groups in shown.items():
            stands = divide(dimension)
            divisions.append([
                Part(
                    group if group in stands else MERGED,
                    in_full(people & who),
                    told_of(one, dimension, group),
                    told_of(other, dimension, group),
                    answered_alone(sets, one, people & either),
                    answered_alone(sets, other, people & either),
                )
                for group, people in ((group, members & everybody) for group, members in groups.items())
            ])  # fmt: skip
        if not hides_small(divisions, apart, threshold):
            raise TooFew(next((dimension for dimension in small if dimension in filters), None))
    people = filtered(filters, divide, who, cells, threshold)
    bases = {column: people.intersection_cardinality(members) for column, members in columns.items()}
    return Crossing(tuple(rows), tuple(columns), cells(people), bases)


def cells_of(rows: Mapping[str, BitMap], columns: Mapping[str, BitMap]) -> Callable[[BitMap], Cells]:
    """What counts the cells of some people."""

    def cells(people: BitMap) -> Cells:
        inside = {row: members & people for row, members in rows.items()}
        return Counter({
            (row, column): inside[row].intersection_cardinality(members)
            for row in rows
            for column, members in columns.items()
        })  # fmt: skip

    return cells


def sides(sets: AnswerSets, figures: QuestionFigures, who: BitMap) -> dict[str, BitMap]:
    """{option: people} of one side; options its page hides are taken together, or left out where they overlap."""
    shown = [option.key for option in figures.options_to_show if figures.residents.counts[option.key] is not None]
    found = {key: sets.of(figures.question.key, key) & who for key in shown}
    if not figures.is_several and len(shown) < len(figures.residents.counts):
        found[HIDDEN_OPTIONS] = who - BitMap.union(BitMap(), *found.values())
    return {key: people for key, people in found.items() if people}


def filtered(
    filters: Filters,
    divide: Callable[[Dimension], Mapping[str, BitMap]],
    who: BitMap,
    cells: Callable[[BitMap], Cells],
    threshold: int,
) -> BitMap:
    """The people who pass the filters.

    :param divide: what gives {group: people} of a dimension
    :raises TooFew: when dividing everybody like that shows a small group somewhere
    """
    divided: list[Mapping[str, BitMap]] = []
    for dimension, wanted in filters.items():
        groups = divide(dimension)
        if wanted not in groups:
            raise TooFew(dimension)
        divided.append(groups)
    for parts in product(*divided):
        part = BitMap.intersection(who, *(groups[name] for groups, name in zip(divided, parts, strict=True)))
        if has_small(cells(part), threshold):
            raise TooFew(list(filters)[-1] if filters else None)
    return BitMap.intersection(who, *(groups[name] for groups, name in zip(divided, filters.values(), strict=True)))


def division(
    sets: AnswerSets,
    questions: tuple[QuestionFigures, QuestionFigures],
    dimension: Dimension,
    who: BitMap,
    cells: Callable[[BitMap], Cells],
    threshold: int,
) -> dict[str, BitMap]:
    """{group: people} of a filter: the groups that stand apart, and the rest as one."""
    groups = divided_by(sets, SUBJECTS[dimension], who)
    shown = set.intersection(*(shown_apart(one, dimension) for one in questions))
    apart = standing({group: cells(people) for group, people in groups.items()}, threshold, groups.keys() - shown)
    return taken_together(groups, apart)


def divided_by(sets: AnswerSets, subject: str, who: BitMap) -> dict[str, BitMap]:
    """{group: people} of everybody."""
    return {group: people for group in sets.options(subject) if (people := sets.of(subject, group) & who)}


def as_on_pages(
    sets: AnswerSets, questions: tuple[QuestionFigures, QuestionFigures], who: BitMap
) -> dict[Dimension, dict[str, BitMap]]:
    """{dimension: everybody by the groups that the pages of the two questions tell apart}."""
    found = {}
    for dimension, subject in SUBJECTS.items():
        told = [by for one in questions for by in one.breakdowns if by.dimension is dimension]
        groups = {group.key for by in told for group in by.groups}
        found[dimension] = taken_together(divided_by(sets, subject, who), groups)
    return found


def told_of(figures: QuestionFigures, dimension: Dimension, group: str) -> Told:
    """What the page of a question tells of a group; those it does not tell are one, without a name."""
    by = next((by for by in figures.breakdowns if by.dimension is dimension and not by.is_withheld), None)
    groups = {one.key: one for one in by.groups} if by else {}
    name = group if group in groups else MERGED if groups else ""
    counts = groups[name].counts if name in groups else {}
    return Told(name, {option for option, count in counts.items() if count is None})


def answered_alone(sets: AnswerSets, figures: QuestionFigures, people: BitMap) -> Counter[str]:
    """{option: those of the people who gave it}, of people who did not answer the other question."""
    return Counter({
        option: people.intersection_cardinality(sets.of(figures.question.key, option))
        for option in figures.residents.counts
    })  # fmt: skip


def has_small(cells: Mapping[Any, int], threshold: int) -> bool:
    """Whether a cell is a small group."""
    return any(is_small(count, threshold) for count in cells.values())


def taken_together(groups: Mapping[str, BitMap], apart: Collection[str]) -> dict[str, BitMap]:
    """The groups that stand apart, and the rest as one."""
    rest = BitMap.union(BitMap(), *(people for group, people in groups.items() if group not in apart))
    return {group: people for group, people in groups.items() if group in apart} | ({MERGED: rest} if rest else {})


def shown_apart(figures: QuestionFigures, dimension: Dimension) -> set[str]:
    """The groups of a breakdown that its page shows with every number."""
    by = next((by for by in figures.breakdowns if by.dimension is dimension), None)
    groups = by.groups if by and not by.is_withheld else ()
    return {group.key for group in groups if None not in group.counts.values()} - {MERGED, NOT_SAID}


def standing(parts: Mapping[str, Counter[Any]], threshold: int, barred: Collection[str] = ()) -> set[str]:
    """The parts that may be shown apart, so that the others, taken together, show no small group either.

    :param parts: {part: {cell: people}}
    :param barred: parts that are never shown apart
    """
    apart = {part for part, cells in parts.items() if part not in barred and not has_small(cells, threshold)}
    while apart:
        rest: Counter[Any] = sum((cells for part, cells in parts.items() if part not in apart), Counter())
        if not has_small(rest, threshold):
            break
        apart.remove(min(apart, key=lambda part: (parts[part].total(), part)))
    return apart
