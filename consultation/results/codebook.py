"""What every column of the answers means: variables, values, labels in all languages, versions, reasons for gaps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consultation.i18n import Text
from consultation.questionnaires.definition import Definition
from consultation.results.records import FIRST
from consultation.results.spreadsheets import Cell, Sheet
from consultation.results.statistics import NUMERIC, USER_MISSING, statistics_names
from consultation.results.variables import Measure, Variable, Variables
from consultation.terms import Declined

CODEBOOK_HEADER = (
    "variable",
    "statistics_name",
    "measure",
    "question",
    "section",
    "time",
    "versions",
    "asked_if",
    "answered",
    "value",
    "code",
    "is_missing",
)


@dataclass(frozen=True)
class Value:
    """One value of a coded variable, or a reason why there is none."""

    key: str
    code: float | None
    """In SPSS and Stata; None: the variable holds words there."""
    labels: Text
    is_missing: bool = False


@dataclass(frozen=True)
class Entry:
    """One variable."""

    variable: Variable
    statistics_name: str
    """In SPSS and Stata."""
    labels: Text
    values: Sequence[Value]
    asked_if: tuple[str, ...]
    """Conditions under which it was asked; none: everybody was."""
    base: int
    """Submissions with an answer to the question."""

    @property
    def name(self) -> str:
        return self.variable.name


def codebook_of(
    versions: Sequence[tuple[int, Definition]], base: Mapping[str, int], declined: Mapping[Declined, Text]
) -> list[Entry]:
    """An entry for each column after the first ones, in their order.

    :param base: {question key: submissions with an answer}.
    :param declined: the words of "I prefer not to say" and "I don't know" in every language.
    """
    locales = versions[-1][1].locales
    variables = Variables(versions).variables
    names = statistics_names([*FIRST, *(variable.name for variable in variables)])[len(FIRST) :]
    return [
        Entry(
            variable,
            name,
            {locale: variable.label(locale) for locale in locales},
            [*coded(variable, locales), *missing(variable, declined)],
            tuple(condition for condition in (variable.section.relevant, variable.question.relevant) if condition),
            base[variable.question.key],
        )
        for variable, name in zip(variables, names, strict=True)
    ]


def coded(variable: Variable, locales: Sequence[str]) -> Iterator[Value]:
    """The values an answer can have, where they are a list."""
    for key, code in variable.codes.items():
        yield Value(key, code, {locale: variable.values(locale)[key] for locale in locales})


def missing(variable: Variable, declined: Mapping[Declined, Text]) -> Iterator[Value]:
    """Why an answer is missing although the question was asked."""
    question = variable.question
    offered = {Declined.REFUSED: question.may_refuse, Declined.UNKNOWN: question.may_not_know}
    for reason, words in declined.items():
        if offered[reason] and variable.measure is Measure.DECLINED:
            yield Value(reason, None, words)
        elif offered[reason] and variable.measure in NUMERIC:
            yield Value(reason, USER_MISSING[reason], words, is_missing=True)


def codebook_sheet(entries: Sequence[Entry], locales: Sequence[str]) -> Sheet:
    """One row a variable, then one a value of it."""
    header = [
        "variable",
        "statistics_name",
        "measure",
        "question",
        "section",
        "time",
        "versions",
        "asked_if",
        "answered",
    ]
    header += ["value", "code", "is_missing", *(f"label_{locale}" for locale in locales)]
    return Sheet("codebook", header, codebook_rows(entries, locales))


def codebook_rows(entries: Sequence[Entry], locales: Sequence[str]) -> Iterator[list[Cell]]:
    for entry in entries:
        one = entry.variable
        start: list[Cell] = [
            one.name,
            entry.statistics_name,
            one.measure,
            one.question.key,
            one.section.key,
            one.time or None,
            " ".join(map(str, one.versions)),
            " and ".join(entry.asked_if),
            entry.base,
        ]
        yield [*start, None, None, None, *(entry.labels[locale] for locale in locales)]
        for value in entry.values:
            words = [value.labels.get(locale, "") for locale in locales]
            yield [*start, value.key, value.code, int(value.is_missing), *words]
