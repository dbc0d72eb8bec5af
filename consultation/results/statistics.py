"""Answers as files of statistics programs: SPSS (.sav) and Stata (.dta), with labels, codes and reasons for gaps.

Both formats are written by pyreadstat from columns in memory: about 8 bytes a number, 8 bytes a word that others
also gave. (It cannot write rows as they come; see `MOST_ROWS`.)
"""

import re
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import nan
from pathlib import Path
from typing import Any

from consultation.results.variables import Measure, Variable
from consultation.terms import Declined

Cell = str | float | int | None

MOST_ROWS = 300_000
"""Submissions in one file: with 100 columns about 1 GB of memory."""
USER_MISSING = {Declined.REFUSED: -99_999_999_999_998.0, Declined.UNKNOWN: -99_999_999_999_999.0}
"""SPSS: values that no answer can have (a number has 12 digits at most)."""
EXTENDED_MISSING = {Declined.REFUSED: "a", Declined.UNKNOWN: "b"}
"""Stata: `.a` and `.b`."""
DECLINED_CODES = {Declined.REFUSED: 1.0, Declined.UNKNOWN: 2.0}
"""Of the column beside free words, dates and files."""
NUMERIC = frozenset({Measure.CODE, Measure.TICK, Measure.RANK, Measure.NUMBER})
LONGEST_NAME = 32
"""Characters of a variable (Stata); SPSS takes 64."""
RESERVED = frozenset(
    {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}
    | {"byte", "double", "float", "if", "in", "int", "long", "str", "strl", "using"}
)
LABEL_BYTES = {"sav": 250, "dta": 310}
VALUE_LABEL_BYTES = {"sav": 118, "dta": 30_000}
LONGEST_WORDS = 32_000
"""Bytes of one cell of words (SPSS: 32,767)."""


class TooManyRows(ValueError):
    """More submissions than a statistics file is made for here: take CSV."""


class Column:
    """One variable being filled."""

    def __init__(self, name: str, label: str) -> None:
        self.name = name
        self.label = label
        self.numbers = array("d")
        self.words: list[str] | None = None
        self.declined: dict[int, Declined] = {}
        """{row: why there is no number}"""
        self.values: dict[float, str] = {}
        """{code: words}"""

    def add_number(self, number: float) -> None:
        self.numbers.append(number)
        if self.words is not None:
            self.words.append("" if number != number else repr(number))

    def add_words(self, words: str) -> None:
        if self.words is None:
            self.words = ["" if number != number else repr(number) for number in self.numbers]
        self.words.append(cut(words, LONGEST_WORDS))


def write_statistics(
    path: Path,
    kind: str,
    *,
    title: str,
    first: Mapping[str, str],
    variables: Sequence[Variable],
    rows: Iterable[tuple[Sequence[Cell], Sequence[Cell]]],
    locale: str,
    declined_words: Mapping[Declined, str],
) -> None:
    """Write a `sav` or `dta` file.

    :param first: {name: label} of what stands before the answers.
    :param rows: (values of `first`, values of `variables`) of each submission.
    :raises TooManyRows: beyond `MOST_ROWS`.
    """
    import pandas
    import pyreadstat

    columns = filled(first, variables, rows, locale, declined_words)
    table = pandas.DataFrame({column.name: series(column, kind) for column in columns}, copy=False)
    for column in columns:
        column.numbers, column.words = array("d"), None
    given: dict[str, Any] = {
        "file_label": cut(title, 60),
        "column_labels": {column.name: cut(column.label, LABEL_BYTES[kind]) for column in columns},
        "variable_value_labels": {
            column.name: {**short(column.values, kind), **missing_labels(column, kind, declined_words)}
            for column in columns
            if column.values or column.declined
        },
    }
    with_gaps = [column for column in columns if column.declined]
    if kind == "sav":
        gaps: Any = {column.name: list(USER_MISSING.values()) for column in with_gaps}
        pyreadstat.write_sav(table, str(path), missing_ranges=gaps, row_compress=True, **given)
    else:
        letters = {column.name: list(EXTENDED_MISSING.values()) for column in with_gaps}
        pyreadstat.write_dta(table, str(path), missing_user_values=letters, **given)


def filled(
    first: Mapping[str, str],
    variables: Sequence[Variable],
    rows: Iterable[tuple[Sequence[Cell], Sequence[Cell]]],
    locale: str,
    declined_words: Mapping[Declined, str],
) -> list[Column]:
    """The columns with every row."""
    names = statistics_names([*first, *(variable.name for variable in variables)])
    before = [Column(name, label) for name, label in zip(names, first.values(), strict=False)]
    place = {
        (v.section.key, v.time, v.question.key): i for i, v in enumerate(variables) if v.measure is Measure.DECLINED
    }
    made: list[tuple[Variable, Column, int | None]] = []
    for variable, name in zip(variables, names[len(first) :], strict=True):
        column = Column(name, variable.label(locale))
        column.values = {float(variable.codes[key]): words for key, words in variable.values(locale).items()}
        if variable.measure is Measure.DECLINED:
            column.values = {DECLINED_CODES[declined]: words for declined, words in declined_words.items()}
        made.append((variable, column, place.get(variable.place)))
    seen: dict[str, str] = {}
    for number, (start, values) in enumerate(rows):
        if number >= MOST_ROWS:
            raise TooManyRows(number)
        for column, cell in zip(before, start, strict=True):
            column.add_words(seen.setdefault(str(cell), str(cell)))
        for cell, (variable, column, declined) in zip(values, made, strict=True):
            said = values[declined] if declined is not None else None
            if variable.measure is Measure.DECLINED:
                column.add_number(DECLINED_CODES[Declined(str(cell))] if cell else nan)
            elif variable.measure in NUMERIC:
                if said:
                    column.declined[number] = Declined(str(said))
                if isinstance(cell, str) and variable.measure is Measure.NUMBER:
                    column.add_words(cell)  # a calculation with words
                else:
                    column.add_number(number_in(variable, cell))
            else:
                column.add_words(seen.setdefault(str(cell or ""), str(cell or "")))
    numeric = {id(v.question) for v in variables if v.measure in NUMERIC}
    kept = [c for v, c, _ in made if v.measure is not Measure.DECLINED or id(v.question) not in numeric]
    return [*before, *kept]


def number_in(variable: Variable, cell: Cell) -> float:
    """The code of an option, else the number itself; nan for a gap."""
    if cell is None:
        return nan
    return float(variable.codes.get(str(cell), nan) if variable.measure is Measure.CODE else cell)


def series(column: Column, kind: str) -> Any:
    """The values as pandas takes them."""
    import numpy

    if column.words is not None:
        return numpy.array(column.words, dtype=object)
    numbers = numpy.frombuffer(column.numbers, dtype="float64").copy() if column.numbers else numpy.zeros(0)
    if not column.declined:
        return numbers
    if kind == "sav":
        for row, declined in column.declined.items():
            numbers[row] = USER_MISSING[declined]
        return numbers
    mixed = numbers.astype(object)
    for row, declined in column.declined.items():
        mixed[row] = EXTENDED_MISSING[declined]
    return mixed


def short(values: Mapping[float, str], kind: str) -> dict[float | str, str]:
    return {code: cut(words or f"{code:g}", VALUE_LABEL_BYTES[kind]) for code, words in values.items()}


def missing_labels(column: Column, kind: str, words: Mapping[Declined, str]) -> dict[float | str, str]:
    """The words of the codes for "I prefer not to say"."""
    if not column.declined:
        return {}
    codes: Mapping[Declined, float | str] = USER_MISSING if kind == "sav" else EXTENDED_MISSING
    return {codes[declined]: said for declined, said in words.items()}


def statistics_names(names: Sequence[str]) -> list[str]:
    """A name for each that SPSS and Stata take, each once: `lack/party` becomes `lack_party`.

    A name depends on those before it alone, so that columns added later rename none.
    """
    taken: set[str] = set()
    found = []
    for name in names:
        plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
        if not plain or plain[0].isdigit() or plain in RESERVED or re.fullmatch(r"str\d+", plain):
            plain = f"q_{plain}"
        found.append(unique(plain[:LONGEST_NAME].rstrip("_"), taken))
        taken.add(found[-1])
    return found


def unique(name: str, taken: Collection[str]) -> str:
    number, made = 2, name
    while made in taken:
        ending = f"_{number}"
        made, number = name[: LONGEST_NAME - len(ending)] + ending, number + 1
    return made


def cut(words: str, most: int) -> str:
    """The beginning of the words, in so many bytes of UTF-8."""
    said = words.encode()
    return words if len(said) <= most else said[: most - 3].decode(errors="ignore") + "…"
