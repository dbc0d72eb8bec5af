"""What is counted of a question, kind by kind: one part, or one a row of a table, each a list of options with a base.

"I prefer not to say" and "I don't know" are options of each part: nobody chooses one of them and another option, and
they are hidden and protected like any other. Shares leave them out as far as they are shown.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from consultation.dates import format_date
from consultation.i18n import RESIDENT_LOCALES, Text
from consultation.questionnaires.definition import Definition, Question
from consultation.questionnaires.kinds import DECLINED, KINDS, may_decline, most, plain_number, scale_points
from consultation.results.numbers import Option, classes
from consultation.results.suppression import Overlap
from consultation.results.tallied import Tallied
from consultation.submissions.tallies import BASE
from consultation.terms import Kind

GIVEN = "*given"
"""Option of people who answered a question that has no options of its own."""
LONGEST_ROW = 12
"""Points of a scale, beyond which they are put into classes."""
MOST_MONTHS = 24
TABLES = frozenset({Kind.RATING_TABLE, Kind.WEEK_GRID})
NUMBERS = frozenset({Kind.NUMBER, Kind.CALCULATION, Kind.SCALE})


@dataclass(frozen=True)
class Counted:
    """A question, and how many times a person may answer it (more than once in a repeated section)."""

    questionnaire_id: int
    question: Question
    times: int = 1


@dataclass(frozen=True)
class Part:
    """One distribution."""

    key: str
    """Key of the row of a table; empty for the question as a whole."""
    label: Text
    options: Sequence[Option]
    tallied: Tallied
    overlap: Overlap | None
    """None: everybody of the base chose one of the options."""


def questions_of(questionnaire_id: int, definition: Definition) -> list[Counted]:
    """Every question something is counted of; a repeated section is one more: how many times it was answered."""
    found = []
    for section in definition.sections:
        questions = [q for q in section.questions if q.kind not in {Kind.NOTE, Kind.HIDDEN}]
        if section.repeat and questions:
            made = Question(
                key=section.key,
                kind=Kind.NUMBER,
                label=section.title or {"": section.key},
                actions=tuple(dict.fromkeys(key for question in questions for key in question.actions)),
                priorities=tuple(dict.fromkeys(key for question in questions for key in question.priorities)),
                sensitive=any(question.sensitive for question in questions),
            )
            found.append(Counted(questionnaire_id, made))
        found += [Counted(questionnaire_id, question, section.repeat or 1) for question in questions]
    return found


def parts_of(asked: Counted, tallied: Tallied) -> list[Part]:
    """The parts of a question, the whole first."""
    question = asked.question
    if question.kind in TABLES:
        return [base_only(asked, tallied), *table_rows(asked, tallied)]
    options, tallied = options_of(question, tallied)
    if not options:
        return [base_only(asked, tallied)]
    options = [*options, *declined_options(question, tallied)]
    known = {option.key for option in options}
    options += [Option(key, {"": key}) for key in sorted(tallied.given() - known) if "/" not in key]
    return [Part("", question.label, options, tallied, overlap_of(asked, len(options)))]


def options_of(question: Question, tallied: Tallied) -> tuple[list[Option], Tallied]:
    """The options of a question and the counts under their keys; none for words, files and positions."""
    keys = tallied.given()
    if question.kind is Kind.SCALE and len(points := scale_points(question)) <= LONGEST_ROW:
        rows = [Option(f"n:{plain_number(point)}", point_label(question, point)) for point in points]
        return rows, tallied
    if question.kind in NUMBERS:
        rows, class_of = classes(keys)
        return rows, tallied.renamed(class_of)
    if question.kind is Kind.RANKING:
        first = {key: key.removeprefix("1/") for key in keys if key.startswith("1/")}
        return own_options(question), tallied.renamed(first)
    if question.kind in {Kind.DATE, Kind.DATE_TIME}:
        return months(tallied)
    if question.kind is Kind.TIME:
        hours = sorted(keys - DECLINED.keys())
        return [Option(hour, {"": f"{hour}:00–{hour}:59"}) for hour in hours], tallied
    return own_options(question), tallied


def own_options(question: Question) -> list[Option]:
    return [Option(option.key, option.label, option.retired) for option in question.options]


def point_label(question: Question, point: float) -> Text:
    """The number, with the words of its end."""
    number = plain_number(point)
    points = scale_points(question)
    words = {points[0]: question.low_label, points[-1]: question.high_label}.get(point, {})
    return {locale: f"{number} – {said}" for locale, said in words.items() if said} | {"": number}


def months(tallied: Tallied) -> tuple[list[Option], Tallied]:
    """The months given ("2026-11"), or the years when there are many."""
    keys = sorted(tallied.given() - DECLINED.keys())
    if len(keys) > MOST_MONTHS:
        tallied = tallied.renamed({key: key[:4] for key in keys})
        return [Option(year, {"": year}) for year in sorted({key[:4] for key in keys})], tallied
    return [Option(key, month_label(key)) for key in keys], tallied


def month_label(key: str) -> Text:
    day = dt.date.fromisoformat(f"{key}-01")
    return {locale: format_date(day, "LLLL y", locale=locale.split("@")[0]) for locale in RESIDENT_LOCALES}


def declined_options(question: Question, tallied: Tallied) -> list[Option]:
    """ "I prefer not to say" and "I don't know", where they were offered or said."""
    said = tallied.given()
    offered = {"-refused": question.may_refuse, "-unknown": question.may_not_know}
    return [Option(key, {}) for key in DECLINED if offered[key] or key in said]


def base_only(asked: Counted, tallied: Tallied) -> Part:
    """Words, files, positions, tables as a whole: how many answered, and how many said why not.

    In a repeated section somebody may do both, so that only the base is left.
    """
    declined = declined_options(asked.question, tallied)
    if not declined or asked.times > 1:
        return Part("", asked.question.label, [], tallied, None)

    def recount(counts: Counter[str]) -> Counter[str]:
        return Counter({**counts, GIVEN: counts[BASE] - sum(counts[key] for key in DECLINED)})

    return Part("", asked.question.label, [Option(GIVEN, {}), *declined], tallied.mapped(recount), None)


def table_rows(asked: Counted, tallied: Tallied) -> list[Part]:
    """One part a row: those who answered the row, and those who declined the whole table."""
    question = asked.question
    names = [(row.key, row.label, row.retired) for row in question.rows]
    known = {key for key, _, _ in names}
    found = {key.partition("/")[0] for key in tallied.given() if "/" in key}
    names += [(key, {"": key}, True) for key in sorted(found - known)]
    declined = declined_options(question, tallied) if asked.times == 1 else []
    options = [*own_options(question), *declined]
    overlap = overlap_of(asked, len(options))
    return [
        Part(key, label, options, tallied.mapped(partial(row_counts, key, bool(declined))), overlap)
        for key, label, retired in names
        if not retired or key in found
    ]


def row_counts(row: str, with_declined: bool, counts: Counter[str]) -> Counter[str]:
    """{option or "*": people} of one row."""
    prefix = f"{row}/"
    made = Counter({key.removeprefix(prefix): count for key, count in counts.items() if key.startswith(prefix)})
    if with_declined:
        declined = Counter({key: counts[key] for key in DECLINED})
        made = made + declined + Counter({BASE: declined.total()})
    return made


def overlap_of(asked: Counted, options: int) -> Overlap | None:
    """How the options of a question overlap; None when each person chooses one."""
    question = asked.question
    is_chosen = KINDS[question.kind].has_options and question.kind is not Kind.RANKING  # of which first choices
    each = most(question) if is_chosen else 1
    if asked.times > 1:
        # Another answer each time, also beside "I prefer not to say".
        return Overlap(min(each * asked.times, options))
    if each == 1 or not question.options:
        return None
    alone = [option.key for option in question.options if option.exclusive]
    return Overlap(each, [*alone, *DECLINED] if may_decline(question) else alone)
