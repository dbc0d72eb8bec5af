"""Figures as they may be shown: from raw counts to bases, options and breakdowns without small groups.

Every page, spreadsheet and sheet of paper takes its numbers from here. `None` stands for a hidden number.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from math import log10

from consultation.i18n import Text
from consultation.questionnaires.definition import Question
from consultation.questionnaires.kinds import most
from consultation.results.suppression import (
    HIDDEN_OPTIONS,
    SENSITIVE_THRESHOLD,
    THRESHOLD,
    Overlap,
    hidden_cells,
    hidden_options,
    is_small,
    merged_groups,
)
from consultation.submissions.tallies import BASE
from consultation.terms import Kind

RESIDENT_KINDS = frozenset({"", "resident"})
"""Who counts as a resident: also those who did not say. All others are shown apart, never added (T64)."""
NOT_SAID = ""
MERGED = "*merged"
"""Group of a breakdown: small groups and people who did not say, together."""
MOST_NUMBERS = 10
"""Different numbers given, beyond which they are put into classes."""


class Dimension(StrEnum):
    """How residents are broken down."""

    CHANNEL = "channel"
    LANGUAGE = "language"
    AGE_BAND = "age_band"
    SECTOR = "sector"


Raw = Mapping[str, Counter[str]]
"""{group: {option key, or "*" for the base: people}}"""


@dataclass
class Tallied:
    """What was counted on one subject (a question, an action, everybody), before anything is hidden."""

    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    """{respondent kind: {option or "*": people}}"""
    groups: dict[Dimension, dict[str, Counter[str]]] = field(default_factory=dict)
    """Residents: {dimension: {group: {option or "*": people}}}"""

    def residents(self) -> Counter[str]:
        """{option or "*": people} of all residents."""
        return sum((counts for kind, counts in self.kinds.items() if kind in RESIDENT_KINDS), Counter())


@dataclass(frozen=True)
class Option:
    """One row of a question: an option, or a class of numbers."""

    key: str
    label: Text
    retired: bool = False


@dataclass(frozen=True)
class Group:
    """Some of the people who answered: of one channel, language, age band…"""

    key: str
    base: int | None
    counts: Mapping[str, int | None]
    """{option: people}"""


@dataclass(frozen=True)
class Breakdown:
    """Residents by one dimension; the groups are disjoint and together all of them."""

    dimension: Dimension
    groups: tuple[Group, ...]
    is_withheld: bool
    """Every way of showing it would show a small group."""


@dataclass(frozen=True)
class QuestionFigures:
    """All that may be shown of one question."""

    questionnaire_id: int
    question: Question
    threshold: int
    options: tuple[Option, ...]
    residents: Group
    breakdowns: tuple[Breakdown, ...]
    others: tuple[Group, ...]
    """Professionals, companies, associations: each apart; the key is the respondent kind."""
    median: float | None

    @property
    def base(self) -> int | None:
        """Residents who answered."""
        return self.residents.base

    @property
    def is_several(self) -> bool:
        """Whether one person may choose several options."""
        return overlap_of(self.question) is not None

    @property
    def options_to_show(self) -> list[Option]:
        """All options but retired ones nobody chose."""
        counts = [group.counts for group in (self.residents, *self.others)]
        return [o for o in self.options if not o.retired or any(c[o.key] != 0 for c in counts)]

    @property
    def hides_something(self) -> bool:
        """Whether a reader must be told why a number is missing."""
        groups = [self.residents, *self.others, *(group for by in self.breakdowns for group in by.groups)]
        numbers = [number for group in groups for number in (group.base, *group.counts.values())]
        return None in numbers or any(by.is_withheld for by in self.breakdowns)

    @property
    def is_heard(self) -> bool:
        """Whether anybody answered."""
        return self.base != 0 or bool(self.others)


@dataclass(frozen=True)
class Heard:
    """How many people were heard on an action, a priority, the whole plan: each once."""

    residents: int | None
    others: Mapping[str, int | None]
    """{respondent kind: people}; kinds nobody answered as are absent."""
    channels: int
    """Channels residents came through."""
    threshold: int


def threshold_of(questions: Iterable[Question]) -> int:
    """The threshold of people who answered those questions."""
    return SENSITIVE_THRESHOLD if any(question.sensitive for question in questions) else THRESHOLD


def shown(count: int, threshold: int) -> int | None:
    """The count, or None for a small group."""
    return None if is_small(count, threshold) else count


def share(count: int | None, base: int | None) -> float | None:
    """Part of the base, 0..1; None when either is hidden or nobody answered."""
    return count / base if count is not None and base else None


def heard_of(tallied: Tallied, channels: int, threshold: int) -> Heard:
    """People heard on a subject."""
    others = {
        kind: shown(counts[BASE], threshold)
        for kind, counts in sorted(tallied.kinds.items())
        if kind not in RESIDENT_KINDS and counts[BASE]
    }
    return Heard(shown(tallied.residents()[BASE], threshold), others, channels, threshold)


def figures_of(questionnaire_id: int, question: Question, tallied: Tallied, threshold: int) -> QuestionFigures:
    """What may be shown of a question."""
    median = None
    options: Sequence[Option] = [Option(option.key, option.label, option.retired) for option in question.options]
    if question.kind is Kind.NUMBER:
        numbers = tallied.residents()
        median = median_of(numbers) if numbers[BASE] >= threshold else None
        options, class_of = classes(counts for counts in tallied.kinds.values())
        tallied = reclassed(tallied, class_of)
    known = {option.key for option in options}
    found = {key for counts in tallied.kinds.values() for key in counts if key != BASE}
    options = [*options, *(Option(key, {"": key}) for key in sorted(found - known))]
    keys = [option.key for option in options]
    overlap = overlap_of(question)
    residents = group_of("resident", tallied.residents(), keys, threshold, overlap)
    return QuestionFigures(
        questionnaire_id=questionnaire_id,
        question=question,
        threshold=threshold,
        options=tuple(options),
        residents=residents,
        breakdowns=breakdowns_of(tallied, residents, threshold, overlap) if residents.base else (),
        others=tuple(
            group_of(kind, counts, keys, threshold, overlap)
            for kind, counts in sorted(tallied.kinds.items())
            if kind not in RESIDENT_KINDS and counts[BASE]
        ),
        median=median,
    )


def overlap_of(question: Question) -> Overlap | None:
    """How the options of a question overlap; None when each person chooses one."""
    if not question.options or most(question) == 1:
        return None
    return Overlap(most(question), [option.key for option in question.options if option.exclusive])


def group_of(key: str, counts: Counter[str], options: Sequence[str], threshold: int, overlap: Overlap | None) -> Group:
    """A group whose total nobody can subtract from another."""
    base = counts[BASE]
    if is_small(base, threshold):
        return Group(key, None, dict.fromkeys(options))
    totals = {option: counts[option] for option in options}
    hidden = hidden_options(totals, base, threshold, overlap)
    return Group(key, base, {option: None if option in hidden else count for option, count in totals.items()})


def breakdowns_of(tallied: Tallied, residents: Group, threshold: int, overlap: Overlap | None) -> tuple[Breakdown, ...]:
    """Residents by each dimension that anybody told something of."""
    return tuple(
        broken_down(dimension, tallied.groups[dimension], residents, threshold, overlap)
        for dimension in Dimension
        if set(tallied.groups.get(dimension, ())) - {NOT_SAID}
    )


def broken_down(dimension: Dimension, raw: Raw, residents: Group, threshold: int, overlap: Overlap | None) -> Breakdown:
    """Residents by one dimension, small groups merged and small cells hidden."""
    bases = {group: counts[BASE] for group, counts in raw.items() if counts[BASE]}
    merged = merged_groups(bases, threshold, always=(NOT_SAID,))
    if merged is None:
        return Breakdown(dimension, (), is_withheld=True)
    columns = {group: raw[group] for group in bases if group not in merged}
    if merged:
        columns[MERGED] = sum((raw[group] for group in merged), Counter())
    bases = {group: counts[BASE] for group, counts in columns.items()}
    options = [option for option, count in residents.counts.items() if count is not None]
    table = {option: {group: columns[group][option] for group in columns} for option in options}
    has_hidden = len(options) < len(residents.counts)
    rows = dict(table)
    if has_hidden and overlap is None:
        rows[HIDDEN_OPTIONS] = {
            group: bases[group] - sum(table[option][group] for option in options) for group in columns
        }
    rows = {option: counts for option, counts in rows.items() if any(counts.values())}
    hidden = hidden_cells(rows, bases, threshold, overlap, hides_options=has_hidden)
    return Breakdown(
        dimension,
        tuple(
            Group(
                group,
                bases[group],
                {
                    option: None if option not in table or (option, group) in hidden else table[option][group]
                    for option in residents.counts
                },
            )
            for group in columns
        ),
        is_withheld=False,
    )


# Numbers.


def number_of(key: str) -> float:
    """The number of a tally key ("n:4")."""
    return float(key.removeprefix("n:"))


def median_of(counts: Counter[str]) -> float | None:
    """The middle number given; None when there is none."""
    numbers = sorted((number_of(key), count) for key, count in counts.items() if key != BASE and count)
    total = sum(count for _, count in numbers)
    if not total:
        return None
    reached = list(accumulate(count for _, count in numbers))
    low = next(number for (number, _), upto in zip(numbers, reached, strict=True) if upto * 2 >= total)
    high = next(number for (number, _), upto in zip(numbers, reached, strict=True) if upto * 2 > total)
    return (low + high) / 2


def classes(counted: Iterable[Counter[str]]) -> tuple[list[Option], dict[str, str]]:
    """The numbers given as rows, each by itself or in classes of a round width, and {tally key: row}."""
    keys = {key for counts in counted for key, count in counts.items() if key != BASE and count}
    numbers = sorted({number_of(key) for key in keys})
    if len(numbers) <= MOST_NUMBERS:
        rows = {key: f"{number_of(key):g}" for key in keys}
        return [Option(key, {"": rows[key]}) for key in sorted(keys, key=number_of)], {key: key for key in keys}
    width = round_width((numbers[-1] - numbers[0]) / MOST_NUMBERS)
    starts = {key: int(number_of(key) // width) for key in keys}
    labels = {
        start: class_label(start * width, width) for start in range(min(starts.values()), max(starts.values()) + 1)
    }
    options = [Option(f"c:{start * width:g}", {"": label}) for start, label in labels.items()]
    return options, {key: f"c:{start * width:g}" for key, start in starts.items()}


def round_width(least: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, 50… that is not under `least`."""
    power = 10.0 ** max(0, int(log10(max(least, 1))))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least)


def class_label(start: float, width: float) -> str:
    return f"{start:g}" if width == 1 else f"{start:g}–{start + width - 1:g}"


def reclassed(tallied: Tallied, class_of: Mapping[str, str]) -> Tallied:
    """The same counts with numbers in their classes."""

    def regrouped(raw: Mapping[str, Counter[str]]) -> dict[str, Counter[str]]:
        made: dict[str, Counter[str]] = {}
        for group, counts in raw.items():
            made[group] = Counter()
            for key, count in counts.items():
                made[group][class_of.get(key, key)] += count
        return made

    return Tallied(regrouped(tallied.kinds), {by: regrouped(raw) for by, raw in tallied.groups.items()})
