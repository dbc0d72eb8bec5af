"""Figures as they may be shown: from raw counts to bases, options and breakdowns without small groups.

Every page, spreadsheet and sheet of paper takes its numbers from here. `None` stands for a hidden number.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from consultation.i18n import Text
from consultation.questionnaires.definition import Question
from consultation.questionnaires.kinds import DECLINED
from consultation.results.numbers import Option, Rank, average_ranks, is_number, mean_is_safe, mean_of, median_of
from consultation.results.parts import Counted, Part, parts_of
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
from consultation.results.tallied import RESIDENT_KINDS, Dimension, Raw, Tallied
from consultation.submissions.tallies import BASE
from consultation.terms import Kind

NOT_SAID = ""
MERGED = "*merged"
"""Group of a breakdown: small groups and people who did not say, together."""


@dataclass(frozen=True)
class Group:
    """Some of the people who answered: of one channel, language, age band…"""

    key: str
    base: int | None
    """Who answered, those who preferred not to say or did not know among them."""
    counts: Mapping[str, int | None]
    """{option: people}"""

    @property
    def declined(self) -> int | None:
        """Who preferred not to say or did not know; None when that is hidden."""
        counts = [self.counts[key] for key in DECLINED if key in self.counts]
        return None if None in counts else sum(count or 0 for count in counts)

    @property
    def share_base(self) -> int | None:
        """What shares are of: who gave an answer; with those who declined while they are hidden."""
        return self.base if self.base is None or self.declined is None else self.base - self.declined


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
    overlap: Overlap | None
    """None: each person is counted under one option."""
    key: str = ""
    """Key of the row of a table; empty for a question as a whole."""
    label: Text = field(default_factory=dict)
    median: float | None = None
    mean: float | None = None
    """Of a scale; None also when it would give a hidden number away."""
    ranks: Mapping[str, Rank] = field(default_factory=dict)
    """{option: average rank} of a ranking; empty also when they would give a hidden number away."""
    rows: "tuple[QuestionFigures, ...]" = ()
    """Of a table: each row with its own base."""

    @property
    def base(self) -> int | None:
        """Residents who answered."""
        return self.residents.base

    @property
    def is_several(self) -> bool:
        """Whether one person may choose several options."""
        return self.overlap is not None

    @property
    def options_to_show(self) -> list[Option]:
        """All options but retired ones nobody chose."""
        counts = [group.counts for group in (self.residents, *self.others)]
        return [o for o in self.options if not o.retired or any(c[o.key] != 0 for c in counts)]

    @property
    def in_order_of_rank(self) -> list[tuple[Option, Rank]]:
        """The options of a ranking, best first."""
        ranked = [(option, self.ranks[option.key]) for option in self.options if option.key in self.ranks]
        return sorted(ranked, key=lambda pair: pair[1].average)

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
    languages: int = 0
    """Languages residents answered in."""


def threshold_of(questions: Iterable[Question]) -> int:
    """The threshold of people who answered those questions."""
    return SENSITIVE_THRESHOLD if any(question.sensitive for question in questions) else THRESHOLD


def shown(count: int, threshold: int) -> int | None:
    """The count, or None for a small group."""
    return None if is_small(count, threshold) else count


def share(count: int | None, base: int | None) -> float | None:
    """Part of the base, 0..1; None when either is hidden or nobody answered."""
    return count / base if count is not None and base else None


def heard_of(tallied: Tallied, channels: int, threshold: int, languages: int = 0) -> Heard:
    """People heard on a subject."""
    others = {
        kind: shown(counts[BASE], threshold)
        for kind, counts in sorted(tallied.kinds.items())
        if kind not in RESIDENT_KINDS and counts[BASE]
    }
    return Heard(shown(tallied.residents()[BASE], threshold), others, channels, threshold, languages)


def figures_of(
    questionnaire_id: int, question: Question, tallied: Tallied, threshold: int, *, times: int = 1
) -> QuestionFigures:
    """What may be shown of a question.

    :param times: how often one person may answer it, in a repeated section.
    """
    asked = Counted(questionnaire_id, question, times)
    whole, *rows = (part_figures(asked, part, threshold) for part in parts_of(asked, tallied))
    made = replace(whole, rows=tuple(rows))
    counts = tallied.residents()
    if not made.base or times > 1:
        return made
    hidden = [option for option, count in made.residents.counts.items() if count is None]
    if question.kind in {Kind.NUMBER, Kind.CALCULATION}:
        given = sum(count for key, count in counts.items() if is_number(key))
        return replace(made, median=median_of(counts) if given >= threshold else None)
    if question.kind is Kind.SCALE:
        mean = mean_of(counts) if mean_is_safe(counts, hidden, threshold) else None
        return replace(made, mean=mean, median=None if hidden else median_of(counts))
    if question.kind is Kind.RANKING:
        return replace(made, ranks=average_ranks(counts, threshold))
    return made


def part_figures(asked: Counted, part: Part, threshold: int) -> QuestionFigures:
    """One distribution with its breakdowns."""
    keys = [option.key for option in part.options]
    tallied, overlap = part.tallied, part.overlap
    residents = group_of("resident", tallied.residents(), keys, threshold, overlap)
    return QuestionFigures(
        questionnaire_id=asked.questionnaire_id,
        question=asked.question,
        threshold=threshold,
        options=tuple(part.options),
        residents=residents,
        breakdowns=breakdowns_of(tallied, residents, threshold, overlap) if residents.base else (),
        others=tuple(
            group_of(kind, counts, keys, threshold, overlap)
            for kind, counts in sorted(tallied.kinds.items())
            if kind not in RESIDENT_KINDS and counts[BASE]
        ),
        overlap=overlap,
        key=part.key,
        label=part.label,
    )


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
