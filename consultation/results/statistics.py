"""Answers as files of statistics programs: SPSS (.sav) and Stata (.dta), with labels, codes and reasons for gaps.

Both formats are written by pyreadstat, a few rows at a time (see `pieces`).
"""

import pickle
import re
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from math import nan
from pathlib import Path
from typing import IO, Any

from consultation.results.pieces import DtaPieces, SavPieces
from consultation.results.variables import Measure, Variable
from consultation.terms import Declined

Cell = str | float | int | None

Value = str | float | Declined

ROWS_OF_A_PIECE = 2_000
MODEL = "\x1f"
"""Sign of the words of a model row, which nobody writes."""
LONGEST_NUMBER = 24
"""Characters of a number in words."""
STATA_VERSION = 14
"""Format 118: every Stata since reads it, not only the one for many processors."""
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


class Column:
    """One variable: what it holds, and what its rows have shown of it."""

    def __init__(
        self, name: str, label: str, at: int, variable: Variable | None = None, why: int | None = None
    ) -> None:
        """
        :param at: which of the cells of a row it takes
        :param why: which of them says why there is no number
        """
        self.name, self.label, self.at = name, label, at
        self.variable = variable
        self.measure = variable.measure if variable else Measure.TEXT
        self.why = why
        self.values: dict[float, str] = {}
        """{code: words}"""
        self.is_words = self.measure is Measure.TEXT
        self.is_declined = False
        """Whether somebody said why there is no number."""
        self.width = 1
        """Bytes of the longest words."""

    def value(self, cells: Sequence[Cell]) -> Value:
        """The value of one row; the column has seen it."""
        cell = cells[self.at]
        if self.measure is Measure.DECLINED:
            return DECLINED_CODES[Declined(str(cell))] if cell else nan
        if self.measure is Measure.TEXT or (self.measure is Measure.NUMBER and isinstance(cell, str)):
            words = cut(str(cell or ""), LONGEST_WORDS)
            self.is_words, self.width = True, max(self.width, len(words.encode()))
            return words  # of a number: a calculation with words
        if self.why is not None and (said := cells[self.why]):
            self.is_declined = True
            return Declined(str(said))
        assert self.variable is not None
        return number_in(self.variable, cell)

    def series(self, values: Sequence[Value], kind: str, models: int) -> Any:
        """The values of a piece as pandas takes them, before models as wide as the widest of all."""
        import numpy

        if self.is_words:
            model = MODEL * max(self.width, LONGEST_NUMBER if self.measure is Measure.NUMBER else 1)
            return numpy.array([*map(in_words, values), *[model] * models], dtype=object)
        codes: Mapping[Declined, float | str] = USER_MISSING if kind == "sav" else EXTENDED_MISSING
        numbers = [codes[value] if isinstance(value, Declined) else value for value in values]
        is_mixed = kind == "dta" and self.is_declined
        return numpy.array(numbers + [0.0] * models, dtype=object if is_mixed else "float64")


def in_words(value: Value) -> str:
    """A value in a column of words."""
    if isinstance(value, Declined) or value != value:
        return ""
    return value if isinstance(value, str) else repr(value)


def number_in(variable: Variable, cell: Cell) -> float:
    """The code of an option, else the number itself; nan for a gap."""
    if cell is None:
        return nan
    return float(variable.codes.get(str(cell), nan) if variable.measure is Measure.CODE else cell)


def write_statistics(
    file: IO[bytes],
    kind: str,
    *,
    title: str,
    first: Mapping[str, str],
    variables: Sequence[Variable],
    rows: Iterable[tuple[Sequence[Cell], Sequence[Cell]]],
    locale: str,
    declined_words: Mapping[Declined, str],
) -> None:
    """Write a `sav` or `dta` file, a few rows in memory: they wait on the disk until the widest words are known.

    :param first: {name: label} of what stands before the answers.
    :param rows: (values of `first`, values of `variables`) of each submission.
    """
    columns = columns_of(first, variables, locale, declined_words)
    with (
        tempfile.TemporaryFile() as waiting,
        tempfile.TemporaryFile() as apart,
        tempfile.TemporaryDirectory() as folder,
    ):
        count = keep(waiting, columns, rows)
        table = Table(Path(folder) / "piece", kind, title, columns, declined_words)
        made: SavPieces | DtaPieces
        if kind == "sav":
            made = SavPieces(file, table.piece([], models=1), table.piece([], models=2))
        else:
            made = DtaPieces(file, table.piece([], models=1), apart)
        waiting.seek(0)
        for _ in range(0, count, ROWS_OF_A_PIECE):
            made.add(table.piece(pickle.load(waiting)))  # noqa: S301  (written by `keep`)
        made.finish(count)


def columns_of(
    first: Mapping[str, str], variables: Sequence[Variable], locale: str, declined_words: Mapping[Declined, str]
) -> list[Column]:
    """The columns; why a number is missing has none of its own."""
    names = iter(statistics_names([*first, *(variable.name for variable in variables)]))
    found = [Column(next(names), label, at) for at, label in enumerate(first.values())]
    numeric = {id(v.question) for v in variables if v.measure in NUMERIC}
    why = {v.place: at for at, v in enumerate(variables, len(first)) if v.measure is Measure.DECLINED}
    for at, variable in enumerate(variables, len(first)):
        column = Column(next(names), variable.label(locale), at, variable, why.get(variable.place))
        column.values = {float(variable.codes[key]): words for key, words in variable.values(locale).items()}
        if variable.measure is Measure.DECLINED:
            column.values = {DECLINED_CODES[declined]: words for declined, words in declined_words.items()}
        if variable.measure is not Measure.DECLINED or id(variable.question) not in numeric:
            found.append(column)
    return found


def keep(waiting: IO[bytes], columns: Sequence[Column], rows: Iterable[tuple[Sequence[Cell], Sequence[Cell]]]) -> int:
    """Put the values of all rows into a file, some at a time; how many there are."""
    count = 0
    values = ([column.value(cells) for column in columns] for cells in ([*start, *rest] for start, rest in rows))
    while piece := list(islice(values, ROWS_OF_A_PIECE)):
        pickle.dump(piece, waiting, pickle.HIGHEST_PROTOCOL)
        count += len(piece)
    return count


class Table:
    """What pyreadstat needs to write some rows of a file."""

    def __init__(
        self, path: Path, kind: str, title: str, columns: Sequence[Column], declined_words: Mapping[Declined, str]
    ) -> None:
        self.path, self.kind, self.columns = path, kind, columns
        self.given: dict[str, Any] = {
            "file_label": cut(title, 60),
            "column_labels": {column.name: cut(column.label, LABEL_BYTES[kind]) for column in columns},
            "variable_value_labels": {
                column.name: {**short(column.values, kind), **missing_labels(column, kind, declined_words)}
                for column in columns
                if not column.is_words and (column.values or column.is_declined)
            },
        }
        declined = [column.name for column in columns if column.is_declined and not column.is_words]
        if kind == "sav":
            self.given["missing_ranges"] = {name: list(USER_MISSING.values()) for name in declined}
        else:
            self.given["missing_user_values"] = {name: list(EXTENDED_MISSING.values()) for name in declined}

    def piece(self, rows: Sequence[Sequence[Value]], models: int = 1) -> bytes:
        """A file of these rows, before one model or two."""
        import pandas
        import pyreadstat

        values = list(zip(*rows, strict=True)) or [()] * len(self.columns)
        named = {
            column.name: column.series(own, self.kind, models) for column, own in zip(self.columns, values, strict=True)
        }
        table = pandas.DataFrame(named, copy=False)
        if self.kind == "sav":
            pyreadstat.write_sav(table, str(self.path), row_compress=True, **self.given)
        else:
            pyreadstat.write_dta(table, str(self.path), version=STATA_VERSION, **self.given)
        return self.path.read_bytes()


def short(values: Mapping[float, str], kind: str) -> dict[float | str, str]:
    return {code: cut(words or f"{code:g}", VALUE_LABEL_BYTES[kind]) for code, words in values.items()}


def missing_labels(column: Column, kind: str, words: Mapping[Declined, str]) -> dict[float | str, str]:
    """The words of the codes for "I prefer not to say"."""
    if not column.is_declined:
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
