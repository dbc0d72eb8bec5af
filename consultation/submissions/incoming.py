"""Rows of a table made elsewhere as sheets: each goes through the same check as one from a phone."""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from consultation.questionnaires.definition import Answers, Definition, Option
from consultation.questionnaires.kinds import DECLINED, KINDS, Problem, declined_field, rank_field, text_field
from consultation.questionnaires.kinds.values import read_date
from consultation.questionnaires.sheet import check_sheet
from consultation.submissions.columns import DAY, IDENTITY, Target, guessed_option, targets_of
from consultation.terms import Kind

YES = frozenset({"1", "1.0", "x", "y", "yes", "oui", "o", "true", "vrai", "checked", "on", "نعم", "✓", "✔"})
NO = frozenset({"", "0", "0.0", "n", "no", "non", "false", "faux", "off", "لا", "-"})
BETWEEN = re.compile(r"\s*[;|\n]\s*")
"""What stands between several options in one cell; a comma may be a part of their words."""


class Reason(StrEnum):
    """Why a row cannot come in, beyond what `Problem` says of an answer."""

    UNKNOWN_VALUE = "unknown_value"
    NOT_A_DAY = "not_a_day"
    DAY_TO_COME = "day_to_come"
    EMPTY = "empty"
    NO_IDENTITY = "no_identity"
    SAME_IDENTITY = "same_identity"
    """Another row of the file has the same."""
    THERE_ALREADY = "there_already"
    """An import that stands holds that row."""


@dataclass(frozen=True)
class Meaning:
    """What a person said of the columns and their values."""

    targets: Mapping[int, str]
    """{column: name of the target, DAY or IDENTITY}"""
    values: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    """{column: {cell: option key}}; an empty key leaves the cell out."""


@dataclass(frozen=True)
class Misfit:
    """Why one row does not fit."""

    row: int
    """As the program that shows the file numbers it; the heading is 1."""
    column: int | None
    value: str
    reason: Reason | Problem


@dataclass(frozen=True)
class Incoming:
    """One row that fits."""

    row: int
    answers: Answers
    day: dt.date | None
    fingerprint: str
    """The same for the same identity, or for the same answers for the first, second… time in a file."""


@dataclass(frozen=True)
class Read:
    """What a table holds."""

    sheets: Sequence[Incoming]
    misfits: Sequence[Misfit]
    twins: Sequence[int]
    """Rows that hold the same as an earlier one of the file; without an identity they may be two people."""


class NotUnderstood(ValueError):
    """A cell that cannot be understood."""

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.value = value


def read_rows(
    definition: Definition,
    rows: Sequence[Sequence[str]],
    mapping: Meaning,
    *,
    known: frozenset[str] = frozenset(),
    today: dt.date,
) -> Read:
    """The sheets of a table, in order, and what does not fit.

    :param known: fingerprints of rows that came in by an earlier import.
    """
    targets = targets_of(definition)
    identity = next((column for column, name in mapping.targets.items() if name == IDENTITY), None)
    day_column = next((column for column, name in mapping.targets.items() if name == DAY), None)
    columns = {column: targets[name] for column, name in mapping.targets.items() if name in targets}
    sheets: list[Incoming] = []
    misfits: list[Misfit] = []
    twins: list[int] = []
    seen: Counter[str] = Counter()
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        form, wrong = form_of(number, row, columns, mapping)
        sheet = check_sheet(definition, form, may_leave_blanks=True)
        wrong += [Misfit(number, column_of(columns, key), "", problem) for key, problem in sheet.problems.items()]
        if not wrong and sheet.is_empty:
            wrong.append(Misfit(number, None, "", Reason.EMPTY))
        day = None
        if day_column is not None and row[day_column].strip():
            day, reason = day_of(row[day_column], today)
            if reason:
                wrong.append(Misfit(number, day_column, row[day_column], reason))
        who = row[identity].strip() if identity is not None else ""
        if identity is not None and not who:
            wrong.append(Misfit(number, identity, "", Reason.NO_IDENTITY))
        base = f"id {who}" if who else repr(sorted((name, values) for name, values in form.items()))
        seen[base] += 1
        if seen[base] > 1:
            if who:
                wrong.append(Misfit(number, identity, who, Reason.SAME_IDENTITY))
            else:
                twins.append(number)
        fingerprint = hashlib.sha256(f"{base} {1 if who else seen[base]}".encode()).hexdigest()[:32]
        if not wrong and fingerprint in known:
            wrong.append(Misfit(number, identity, who, Reason.THERE_ALREADY))
        misfits += wrong
        if not wrong:
            sheets.append(Incoming(number, sheet.answers, day, fingerprint))
    return Read(sheets, misfits, twins)


def form_of(
    number: int, row: Sequence[str], columns: Mapping[int, Target], mapping: Meaning
) -> tuple[dict[str, list[str]], list[Misfit]]:
    """The fields a phone would have sent, and the cells that say nothing we know."""
    form: dict[str, list[str]] = {}
    wrong: list[Misfit] = []
    for column, target in columns.items():
        cell = row[column]
        if not cell.strip():
            continue
        try:
            for name, value in fields_of(target, cell, mapping.values.get(column, {})):
                values = form.setdefault(target.prefix + name, [])
                if value not in values:
                    values.append(value)
        except NotUnderstood as unknown:
            wrong.append(Misfit(number, column, unknown.value, Reason.UNKNOWN_VALUE))
    return form, wrong


def fields_of(target: Target, cell: str, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """[(field, value)] of one cell.

    :raises NotUnderstood: when it says nothing we know
    """
    question, column = target.question, target.column
    key = question.key
    if column.name == text_field(question):
        return [(column.name, cell)]
    if column.name == declined_field(question) or f"-{cell.strip()}" in DECLINED:
        return [(declined_field(question), f"-{cell.strip().removeprefix('-')}")]
    if question.kind is Kind.RANKING and column.option:
        return [(rank_field(question, whole_number(cell)), column.option)]
    name = f"{key}-row-{column.row}" if column.row else key
    if column.option:
        words = {label.casefold() for o in question.options if o.key == column.option for label in o.label.values()}
        said = cell.strip().casefold()
        if said in YES | words | {column.option}:
            return [(name, column.option)]
        if said in NO:
            return []
        raise NotUnderstood(cell)
    if question.kind is Kind.ACKNOWLEDGEMENT:
        if cell.strip().casefold() in YES | NO:
            return [(name, "yes")] if cell.strip().casefold() in YES else []
        raise NotUnderstood(cell)
    if not KINDS[question.kind].has_options:
        return [(name, cell)]
    keys = [option_of(part, question.options, values) for part in parts_of(target, cell)]
    if question.kind is Kind.RANKING:
        return [(rank_field(question, rank), option) for rank, option in enumerate(filter(None, keys), start=1)]
    return [(name, option) for option in keys if option]


def parts_of(target: Target, cell: str) -> list[str]:
    """The options named in one cell."""
    question = target.question
    is_one = KINDS[question.kind].most(question) == 1 or target.column.row
    if is_one:
        return [cell.strip()]
    found = [part for part in BETWEEN.split(cell.strip()) if part]
    if len(found) == 1 and guessed_option(found[0], question.options) is None and "," in cell:
        return [part.strip() for part in cell.split(",") if part.strip()]
    return found


def option_of(part: str, options: Sequence[Option], values: Mapping[str, str]) -> str:
    """The option of one value: as a person said, else by its key, words or number; empty: left out."""
    if part in values:
        return values[part]
    found = guessed_option(part, options)
    if found is None:
        raise NotUnderstood(part)
    return found


def whole_number(cell: str) -> int:
    if not re.fullmatch(r"\d{1,2}(\.0)?", cell.strip()):
        raise NotUnderstood(cell)
    return int(float(cell))


def day_of(cell: str, today: dt.date) -> tuple[dt.date | None, Reason | None]:
    """The day of a cell, without the hour that may stand behind it."""
    found = read_date(re.split(r"[T ,]", cell.strip())[0])
    if found is None:
        return None, Reason.NOT_A_DAY
    day = dt.date.fromisoformat(found)
    return (None, Reason.DAY_TO_COME) if day > today else (day, None)


def column_of(columns: Mapping[int, Target], field_name: str) -> int | None:
    """The first column of the question a problem is about."""
    return next((c for c, t in columns.items() if field_name == t.prefix + t.question.key), None)


def values_of(
    definition: Definition, rows: Sequence[Sequence[str]], mapping: Meaning, most: int = 60
) -> dict[int, dict[str, str | None]]:
    """{column: {value of a cell: option meant, None: nobody can tell}} of columns with options, `most` values each."""
    targets = targets_of(definition)
    found: dict[int, dict[str, str | None]] = {}
    for column, name in mapping.targets.items():
        target = targets.get(name)
        if target is None or not KINDS[target.question.kind].has_options or target.column.option:
            continue
        if target.column.name in {text_field(target.question), declined_field(target.question)}:
            continue
        parts = Counter(part for row in rows for part in parts_of(target, row[column]) if part)
        said = mapping.values.get(column, {})
        found[column] = {
            part: said.get(part, guessed_option(part, target.question.options)) for part, _ in parts.most_common(most)
        }
    return found
